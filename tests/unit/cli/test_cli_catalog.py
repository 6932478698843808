# ruff: noqa: ARG001 - fixtures work by being asked for, stand-ins have the signature of what they stand for
"""`oamc types` and `oamc completion`: what they print comes from the tables, and is complete."""

import json
import re
import shutil
import subprocess

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.cli.command_table import COMMANDS
from oamc.cli.commands.completion import bash, fish, zsh
from oamc.cli.commands.types import type_words
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextType,
)
from oamc.model.vocabularies import KUBEVELA

OF_OAM = [known.name for known in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)]
OF_KUBEVELA = [known.name for known in (*CATALOGS[KUBEVELA].workload_types, *CATALOGS[KUBEVELA].traits)]


def test_the_list_has_every_workload_type_trait_scope_and_intent(oamc):
    names = [
        *(known.name for known in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)),
        *OF_KUBEVELA,
    ]
    outcome = oamc("types", "list")
    assert outcome.status == 0
    assert [line.split()[0] for line in outcome.out.splitlines() if line.startswith("  ")] == names
    assert oamc("types").out == outcome.out
    assert [page["name"] for page in json.loads(oamc("types", "list", "--format", "json").out)] == names


@pytest.mark.parametrize("name", OF_KUBEVELA)
def test_a_word_of_kubevela_is_shown_with_its_properties_and_nothing_of_oam(oamc, name):
    page = json.loads(oamc("types", "show", f"kubevela/{name}", "--format", "json").out)
    assert page["properties"]
    assert set(page) == {"kind", "name", "aliases", "summary", "properties"}
    assert "core.oam.dev/v1alpha1" not in oamc("types", "show", f"kubevela/{name}").out


@pytest.mark.parametrize(
    "name", [known.name for known in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)]
)
def test_every_one_can_be_shown(oamc, name):
    text = oamc("types", "show", name)
    assert text.status == 0
    assert text.out.startswith(f"{name} (")
    page = json.loads(oamc("types", "show", name, "--format", "json").out)
    assert page["name"] == name
    assert all(entry["description"] for entry in page["properties"])


def test_short_names_and_aliases_are_found_in_any_case(oamc):
    for name in ("Server", "server", "core.oam.dev/v1alpha1.Server"):
        assert oamc("types", "show", name).out.startswith("core.oam.dev/v1alpha1.Server (workload type)")
    assert oamc("types", "show", "ManualScaler").out.startswith("manual-scaler (trait)")


def test_a_trait_says_what_it_applies_to(oamc):
    page = json.loads(oamc("types", "show", "manual-scaler", "--format", "json").out)
    assert "core.oam.dev/v1alpha1.Server" in page["appliesTo"]
    assert "core.oam.dev/v1alpha1.SingletonServer" not in page["appliesTo"]
    (replicas,) = page["properties"]
    assert (replicas["name"], replicas["type"], replicas["required"]) == ("replicaCount", "whole number of at least 0", True)


def test_an_unknown_name_is_wrong_usage_with_a_guess(oamc):
    outcome = oamc("types", "show", "manual-scalar")
    assert outcome.status == 64
    assert "did you mean manual-scaler?" in outcome.err
    assert oamc("types", "show").status == 64
    assert oamc("types", "frob").status == 64


def test_every_type_of_a_value_has_words():
    types = (
        BooleanType(),
        NumberType(),
        NumberType(whole=True),
        TextType(),
        TextType(choices=("a", "b")),
        ChoiceType(choices=(1, 2)),
    )
    assert [type_words(known) for known in types] == [
        "true or false",
        "number",
        "whole number",
        "text",
        "one of a, b",
        "one of 1, 2",
    ]
    more = (QuantityType(unit="cpu"), ListType(item=TextType()), ObjectType(), AnyListType())
    assert [type_words(known) for known in more] == ["cores, such as 500m or 2", "list of texts", "mapping", "list"]
    assert type_words(len) == "depends on the component"


@pytest.mark.parametrize("script", [bash, zsh, fish])
def test_a_script_names_every_command_and_option(script):
    text = script()
    for command in COMMANDS:
        assert command.name in text
        for option in command.options:
            flag = re.search(rf"(?:--|-l )(?:no-)?{option.name}(?![\w-])", text)
            assert (flag is not None) is option.in_arguments


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_for_each_shell(oamc, shell):
    outcome = oamc("completion", shell)
    assert outcome.status == 0
    assert shell in outcome.out.splitlines()[0] + outcome.out.splitlines()[1]


def complete(*words):
    """Return what bash would propose for the last of these words."""
    program = (
        f"{bash()}\nCOMP_WORDS=({' '.join(repr(word) for word in words)})\nCOMP_CWORD={len(words) - 1}\n_oamc\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    shell = shutil.which("bash")
    assert shell
    return subprocess.run([shell, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_bash_completes_commands_options_and_choices(here):
    assert complete("oamc", "bui") == ["build"]
    assert complete("oamc", "build", "--kube") == ["--kube-version"]
    assert complete("oamc", "build", "--kube-version", "1.36") == ["1.36"]
    assert complete("oamc", "build", "--format", "h") == ["helm"]
    assert complete("oamc", "types", "--format", "j") == ["json"]
    assert complete("oamc", "completion", "f") == ["fish"]
    assert complete("oamc", "dump", "--after", "re") == ["read", "resolve"]
    assert complete("oamc", "build", "app") == ["app.yaml"]

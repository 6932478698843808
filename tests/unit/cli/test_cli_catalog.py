# ruff: noqa: ARG001 - fixtures work by being asked for, stand-ins have the signature of what they stand for
"""`oamc types` and `oamc completion`: what they print comes from the tables, and is complete."""

import json
import re
import shutil
import subprocess

import pytest
from jsonschema import Draft202012Validator

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import applies
from oamc.cli.command_table import COMMANDS
from oamc.cli.commands.completion import bash, fish, zsh
from oamc.diagnostics.reports import listing
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
from oamc.kubernetes.cluster_needs import NEEDS
from oamc.model.vocabularies import KUBEVELA
from oamc.reference import relations, variants, vela_relations
from oamc.reference.relations import WANTED
from oamc.reference.type_pages import type_words
from oamc.resources import read_text
from tests.support.trait_relations import effects_once, relations_of_kubevela, relations_of_the_catalog, relations_of_variants

OF_OAM = [known.name for known in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)]
SERVER = "core.oam.dev/v1alpha1.Server"
SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "types.v1.schema.json")))
MATRIX = Draft202012Validator(json.loads(read_text("schemas", "results", "matrix.v1.schema.json")))
OF_KUBEVELA = [known.name for known in (*CATALOGS[KUBEVELA].workload_types, *CATALOGS[KUBEVELA].traits)]


@pytest.fixture(scope="module", autouse=True)
def effects_are_computed_once():
    """What traits do to examples is what each page is compared with; it takes longer than all else here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relations, "effects_of", effects_once())
        yield


def shown(oamc, name):
    """Return the page of one name, which has the shape that its schema says."""
    body = json.loads(oamc("types", "show", name, "--format", "json").out)
    SHAPE.validate(body)
    (page,) = body["types"]
    return page


def listed(oamc, *arguments):
    """Return the names that a list has."""
    body = json.loads(oamc("types", "list", *arguments, "--format", "json").out)
    SHAPE.validate(body)
    return [page["name"] for page in body["types"]]


def test_the_list_has_every_workload_type_trait_scope_and_intent(oamc):
    names = [*OF_OAM, *OF_KUBEVELA]
    outcome = oamc("types", "list")
    assert outcome.status == 0
    assert [line.split()[0] for line in outcome.out.splitlines() if line.startswith("  ")] == names
    assert oamc("types").out == outcome.out
    assert [page["name"] for page in json.loads(oamc("types", "list", "--format", "json").out)["types"]] == names


@pytest.mark.parametrize("name", OF_KUBEVELA)
def test_a_word_of_kubevela_is_shown_with_its_properties_and_nothing_of_oam(oamc, name):
    page = shown(oamc, f"kubevela/{name}")
    assert page["properties"]
    assert set(page) - {"makes"} == {"kind", "name", "aliases", "summary", "requires", "properties"}
    assert "core.oam.dev/v1alpha1" not in oamc("types", "show", f"kubevela/{name}").out


@pytest.mark.parametrize(
    "name", [known.name for known in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)]
)
def test_every_one_can_be_shown(oamc, name):
    text = oamc("types", "show", name)
    assert text.status == 0
    assert text.out.startswith(f"{name} (")
    page = shown(oamc, name)
    assert page["name"] == name
    assert all(entry["description"] for entry in page["properties"])


def test_short_names_and_aliases_are_found_in_any_case(oamc):
    for name in ("Server", "server", "core.oam.dev/v1alpha1.Server"):
        assert oamc("types", "show", name).out.startswith("core.oam.dev/v1alpha1.Server (workload type)")
    assert oamc("types", "show", "ManualScaler").out.startswith("manual-scaler (trait)")


def test_a_trait_says_what_it_applies_to(oamc):
    page = shown(oamc, "manual-scaler")
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


def test_the_list_is_filtered_by_workload_type_kind_and_what_the_cluster_must_have(oamc):
    traits = listed(oamc, "--for", "Server", "--kind", "trait")
    assert traits == [known.name for known in CATALOG.traits if applies(known, CATALOG.workload_type(SERVER))]
    assert listed(oamc, "--for", "server") == traits + [known.name for known in CATALOG.scopes]
    plain, rest = listed(oamc, "--kind", "trait", "--requires", "none"), listed(oamc, "--kind", "trait")
    assert {"ingress", "auto-scaler", "hpa"} & set(rest)
    assert not {"ingress", "auto-scaler", "hpa"} & set(plain)
    assert listed(oamc, "--requires", "metrics-server") == ["auto-scaler", "hpa", "cpuscaler"]
    assert listed(oamc, "--requires", "openfaas", "--kind", "workload-type") == ["openfaas.com/v1.Function"]
    assert listed(oamc, "--for", "webservice") == [known.name for known in CATALOGS[KUBEVELA].traits]
    assert listed(oamc, "--for", "ContainerizedWorkload", "--kind", "workload-type") == []
    assert oamc("types", "list", "--for", "Task", "--requires", "istio").out == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list", "--for", "Servr"), "did you mean Server?"),
        (("list", "--for", "ingress"), 'there is no workload type "ingress"'),
        (("list", "--requires", "metric-server"), "did you mean metrics-server?"),
        (("list", "--requires", "\x1b[31m"), "it is none, metrics-server"),
        (("show", "ingress", "--for", "Server"), "--for chooses what is listed"),
        (("matrix", "--kind", "trait"), "--kind chooses what is listed"),
        (("list", "--format", "markdown"), "only the matrix is written as Markdown"),
    ],
)
def test_a_filter_that_cannot_be_is_wrong_usage(oamc, arguments, words):
    outcome = oamc("types", *arguments)
    assert outcome.status == 64
    assert words in outcome.err
    assert "\x1b" not in outcome.err


@pytest.fixture
def rows_are_computed_once(monkeypatch):
    """Let the forms of the matrix be written of the same rows: they say of the catalog itself what was computed once."""
    monkeypatch.setattr(variants, "variant_relations", lambda *_: relations_of_variants())
    monkeypatch.setattr(vela_relations, "vela_relations", lambda _: relations_of_kubevela())


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_matrix_says_what_is_computed_of_the_catalog(oamc):
    rows = (*relations_of_the_catalog(), *relations_of_variants(), *relations_of_kubevela())
    told = json.loads(oamc("types", "matrix", "--format", "json").out)["relations"]
    assert [(one["first"], one["second"], one["relation"], one["reason"], one["field"]) for one in told] == [
        (one.first, one.second, one.kind, one.reason, one.field) for one in rows
    ]


@pytest.mark.slow
def test_the_matrix_has_three_forms(oamc, rows_are_computed_once):
    body = json.loads(oamc("types", "matrix", "--format", "json").out)
    MATRIX.validate(body)
    assert len(body["relations"]) == len(oamc("types", "matrix").out.splitlines())
    table = oamc("types", "matrix", "--format", "markdown").out
    for found in body["relations"]:
        assert f"| `{found['first']}` |" in table
        assert not found["reason"] or f"| `{found['first']}` | `{found['second']}` | {found['relation']} |" in table


@pytest.mark.parametrize("trait", [one for one in CATALOG.traits if one.variants], ids=lambda one: one.name)
def test_a_trait_shows_its_other_engines_providers_and_forms(oamc, trait):
    page = shown(oamc, trait.name)
    assert [one["words"] for one in page["variants"]] == [one.words for one in trait.variants]
    assert [one["properties"] for one in page["variants"]] == [dict(one.properties) for one in trait.variants]
    assert [one.get("beside", {}) for one in page["variants"]] == [dict(one.beside) for one in trait.variants]
    text = oamc("types", "show", trait.name).out
    assert all(f"\n  {one.words}\n      such as {{" in text for one in trait.variants)
    assert all(f"\n      beside {listing(one.beside)}\n" in text for one in trait.variants if one.beside)


def test_a_trait_without_variants_shows_none(oamc):
    assert "variants" not in shown(oamc, "schedule")
    assert "such as {" not in oamc("types", "show", "schedule").out


def test_a_trait_says_what_it_writes_needs_and_meets(oamc):
    page = shown(oamc, "ingress")
    assert page["requires"] == ["ingress-controller", "gateway-api"]
    assert {"trait": "service", "relation": "composable", "reason": WANTED, "field": "service.object"} in page["meets"]
    assert shown(oamc, "upgrade")["claims"][0] == "spec.strategy.type"
    (policy,) = [entry for entry in shown(oamc, "ingress")["properties"] if entry["name"] == "pathType"]
    assert policy["allowed"] == ["Prefix", "Exact", "ImplementationSpecific"]
    text = oamc("types", "show", "security-policy").out
    assert "service-account: conflicting, both set it: spec.template.spec.automountServiceAccountToken" in text
    assert "needs:        metrics-server" in oamc("types", "show", "auto-scaler").out


def test_what_a_capability_needs_of_the_cluster_is_a_word_that_is_known():
    for known in (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOGS[KUBEVELA].traits):
        assert set(known.requires) <= set(NEEDS), known.name


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

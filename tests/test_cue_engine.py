"""What an engine for CUE makes of templates: every rule that they rely on, what versions of CUE do differently, types, and
templates that are meant to do harm.

The cases are data, `tests/cue_engine/cases`: whatever is a `CueEngine` has to give the same. The real engine is built once by
`make cue-engine`; where it is not, these tests are skipped and counted.
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import pytest

from oamc.engines.contract import (
    REPLY_TOO_LARGE,
    ROOTS,
    TOO_MUCH_MEMORY,
    TOO_SLOW,
    Change,
    EngineFailed,
    Template,
)
from oamc.engines.process import Limits
from oamc.engines.program import find_program
from oamc.engines.trees import plain, undecided
from oamc.engines.worker import CueWorker
from tests.cue_engine import build
from tests.support import processes
from tests.support.cue import built_program, shared_cue
from tests.support.go_programs import status

CASES = Path(__file__).parent / "cue_engine" / "cases"
LOADED = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(CASES.glob("*.toml"))}


def of_file(*names):
    """Parametrize a test with the cases of files."""
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=f"{name}: {case['title']}") for name in names for case in LOADED[name]]
    )


def template(text):
    return Template(name="t.cue", text=text)


def data(text):
    return None if text is None else json.loads(text)


def place_text(place):
    """Spell a place: line and column, or what was given and the path in it."""
    return f"{place.line}:{place.column}" if place.line else ".".join(map(str, (place.source, *place.path)))


def error_text(error):
    """Spell an error: its kind, the field, its words, its places."""
    places = " ".join(map(place_text, error.places))
    return f"{error.kind} {'.'.join(error.path)}: {error.message}" + (f" @ {places}" if places else "")


def below(tree, path=()):
    """Yield every part of a tree with its path."""
    yield ".".join(map(str, path)), tree
    for name, inner in tree.fields:
        yield from below(inner, (*path, name))
    for index, item in enumerate(tree.items):
        yield from below(item, (*path, index))


def same_data(left, right):
    """Tell whether two values are one: with the order of fields, and with booleans and numbers apart."""
    return json.dumps(left) == json.dumps(right)


@of_file("rules", "versions", "patches")
def test_a_template_means_what_the_case_says(case):
    rendered = shared_cue().render(template(case["template"]), data(case.get("parameter")), data(case.get("context")))
    assert [error_text(error) for error in rendered.errors] == case.get("errors", [])
    roots = {**({"output": case["output"]} if "output" in case else {}), **case.get("roots", {})}
    for name, expected in roots.items():
        assert list(undecided(rendered.root(name))) == []
        found = plain(rendered.root(name))
        assert same_data(found, json.loads(expected)), found
    for name, expected in case.get("fields", {}).items():
        found = rendered.root(name)
        assert found.text
        assert same_data({field: plain(inner) for field, inner in found.fields}, json.loads(expected))
    output = rendered.root("output")
    if output:
        found = [f"{'.'.join(map(str, path))}: {hole.text}" for path, hole in undecided(output)]
        assert found == case.get("open", [])
        assert [path for path, part in below(output) if part.default] == case.get("defaults", [])
    assert list(rendered.refusals) == case.get("refusals", [])
    assert rendered.malformed == case.get("malformed", "")
    if "upgraded" in case:
        assert [place_text(place) for place in rendered.upgraded] == case["upgraded"]
    actions = [f"{found.path} {found.provider} {found.do} {json.dumps(plain(found.parameters))}" for found in rendered.actions]
    assert actions == case.get("actions", [])
    patch = dict(below(rendered.root("patch"))) if rendered.root("patch") else {}
    if "comments" in case:
        assert {path: list(part.comments) for path, part in patch.items() if part.comments} == case["comments"]
    for path, expected in case.get("lists", {}).items():
        tail = patch[path].tail
        assert ("closed" if not patch[path].open else json.dumps(plain(tail)) if tail else "open") == expected
    assert {path: patch[path].open for path in case.get("structs", {})} == case.get("structs", {})
    if "root_defaults" in case:
        assert [path for path, part in patch.items() if part.default] == case["root_defaults"]["patch"]


def tree_text(tree):
    return json.dumps(plain(tree))


def type_text(found):
    """Spell a type in one line."""
    text = "|".join(found.kinds)
    if found.choices:
        text += f" of {', '.join(map(tree_text, found.choices))}"
    text += "".join(f" {rule.operator}{tree_text(rule.operand)}" for rule in found.rules)
    if found.default is not None:
        text += f" = {tree_text(found.default)}"
    if "struct" in found.kinds and len(found.kinds) == 1 and not found.alternatives:
        parts = [field_text(field) for field in found.fields]
        parts += [f"[others: {type_text(found.others)}]"] if found.others else []
        parts += ["..."] if found.open else []
        text += f" {{ {', '.join(parts)} }}"
    if "list" in found.kinds and len(found.kinds) == 1 and not found.alternatives:
        parts = [f"({type_text(item)})" for item in found.items]
        parts += [f"...({type_text(found.element)})"] if found.element else []
        text += f" [{', '.join(parts)}]"
    text += "".join(f" or ({type_text(other)})" for other in found.alternatives)
    return text + "".join(f" // {comment}" for comment in found.comments)


def field_text(field):
    mark = {"optional": "?", "required": "!"}.get(field.presence, "")
    return f"{field.name}{mark}: {type_text(field.type)}"


@of_file("types")
def test_a_type_is_told_as_the_case_says(case):
    schema = shared_cue().schema(template(case["template"]))
    assert schema.errors == ()
    if "type" in case:
        assert [field_text(field) for field in schema.type.fields] == case["type"].strip().splitlines()
    if "reads" in case:
        assert sorted({path[0] if path else "*" for path in schema.seen}) == case["reads"]
    assert (schema.type is None) == case.get("none", False)
    if schema.type is not None:
        assert schema.type.conditional == case.get("conditional", False)
        assert any_cut(schema.type) == case.get("cut", False)


def any_cut(found):
    inner = (*(field.type for field in found.fields), *found.items, *found.alternatives)
    return found.cut or any(map(any_cut, (*inner, *filter(None, (found.others, found.element)))))


TENS = "[0,1,2,3,4,5,6,7,8,9]"
HARMFUL = {
    "a list bomb": ('import "list"\noutput: list.Range(0, 100000000, 1)', TOO_MUCH_MEMORY),
    "a list repeated": ('import "list"\noutput: list.Repeat([1, 2, 3], 1000000000)', TOO_MUCH_MEMORY),
    "a text repeated": ('import "strings"\noutput: strings.Repeat("x", 2000000000)', TOO_MUCH_MEMORY),
    "an exponential comprehension": (
        f"l: {TENS}\noutput: [for a in l for b in l for c in l for d in l for e in l for f in l for g in l {{a}}]",
        TOO_SLOW,
    ),
    "a shift without end": ('import "math/bits"\noutput: bits.Lsh(1, 100000000000)', TOO_MUCH_MEMORY),
    "operators without end": (f"output: {'!' * 1_000_000}true", TOO_MUCH_MEMORY),
    "selectors without end": (f"output: a{'.b' * 100_000}", TOO_MUCH_MEMORY),
    "a shorthand without end": (f"output: {'a: ' * 100_000}1", TOO_MUCH_MEMORY),
    "a sum without end": (f"output: {'1+' * 100_000}1", TOO_SLOW),
}
REFUSED = {
    "lists of lists of lists": (
        'a: ["x","x","x","x","x","x","x","x","x","x"]\n'
        + "".join(f"{chr(98 + i)}: [{','.join(chr(97 + i) * 10)}]\n" for i in range(6))
        + "output: g",
        "size output: the result has too many values",
    ),
    "brackets without end": (f"output: {'[' * 100_000}", "nesting : nested too deep @ 1:209"),
    "interpolations without end": ('output: "\\(' + '"\\(' * 5000, "nesting : nested too deep"),
    "a text of the size of a request": (
        'import "strings"\noutput: strings.Repeat("x", 40000000)',
        "size output: the result has too much text",
    ),
    "a program": ('import "tool/exec"\noutput: exec.Run & {cmd: "id"}', "import tool/exec: it runs programs, reads files"),
    "a file": (
        'import "tool/file"\noutput: file.Read & {filename: "/etc/passwd"}',
        "import tool/file: it runs programs, reads",
    ),
    "the environment": ('import "tool/os"\noutput: os.Environ', "import tool/os: it runs programs, reads files or asks people"),
    "a cluster": ('import "vela/kube"\noutput: kube.#Get', "import vela/kube: it needs a cluster"),
    "steps of a workflow": ('import "vela/op"\noutput: op.#Apply', "import vela/op: it needs a cluster"),
    "the network": ('import "vela/http"\noutput: http.#Do', "import vela/http: it needs a network"),
    "objects of a cluster": ('import "kube/apps/v1"\noutput: v1.#Deployment', "import kube/apps/v1: it needs a cluster"),
    "a module": ('import "example.com/x"\noutput: x.a', "import example.com/x: there is no such package here"),
    "a file beside it": ('import "./x"\noutput: x.a', "import ./x: there is no such package here"),
    "an embedded file": (
        "@extern(embed)\npackage x\noutput: _ @embed(file=x)",
        "syntax : cannot embed files when not in a module",
    ),
    "the clock": ('import "time"\noutput: time.Now()', "evaluation output: cannot call non-function time.Now"),
    "a structure that holds itself": ("#A: {a: #A}\noutput: #A", "evaluation #A.a: structural cycle"),
    "a number beyond all": ("output: 1e1000000", "size : a number is out of range @ 1:9"),
    "a power beyond all": (
        'import "math"\noutput: math.Pow(10, 1000000000)',
        "evaluation output: error in call to math.Pow: exp",
    ),
    "a character that is none": ("output: \x00", "syntax : expected operand, found 'ILLEGAL' @ 1:9"),
}


@pytest.mark.parametrize(("text", "reason"), HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_template_is_stopped_and_the_next_one_evaluated(text, reason):
    with CueWorker(built_program(), limits=Limits(seconds=5.0)) as engine:
        began = time.monotonic()
        with pytest.raises(EngineFailed) as raised:
            engine.render(template(text), {}, {})
        # A machine on which others work may be slow enough for the clock.
        assert raised.value.reason in {reason, TOO_SLOW}
        assert time.monotonic() - began < 60
        assert plain(engine.render(template("output: 1"), {}, {}).root("output")) == 1


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_a_template_must_not_do_is_refused_by_name(text, words):
    rendered = shared_cue().render(template(text), {}, {})
    assert rendered.roots == ()
    assert error_text(rendered.errors[0]).startswith(words)
    assert shared_cue().vet([template(text)]) or "too m" in words


def test_a_regular_expression_takes_no_exponential_time():
    found = shared_cue().render(template(f'output: "{"a" * 50}!" =~ "^(a+)+$"'), {}, {})
    assert plain(found.root("output")) is False


def test_a_result_that_is_longer_than_a_reply_may_be_is_told():
    small = Limits(reply=10_000)
    with CueWorker(built_program(), limits=small) as engine, pytest.raises(EngineFailed) as raised:
        engine.render(template(f"output: [{'{a: 1},' * 1000}]"), {}, {})
    assert raised.value.reason == REPLY_TOO_LARGE


@pytest.mark.parametrize(("size", "refused"), [(49, False), (50, True)])
def test_values_of_a_result_are_counted_up_to_the_limit(size, refused):
    with CueWorker(built_program(), limits=Limits(nodes=50)) as engine:
        rendered = engine.render(template(f"output: [{'1,' * size}]"), {}, {})
    assert bool(rendered.errors) == refused


@pytest.mark.parametrize(("levels", "refused"), [(30, False), (31, True)])
def test_levels_of_a_template_are_counted_up_to_the_limit(levels, refused):
    with CueWorker(built_program(), limits=Limits(depth=30)) as engine:
        rendered = engine.render(template(f"output: {'[' * levels}{']' * levels}"), {}, {})
    assert bool(rendered.errors) == refused


def test_a_request_does_not_change_what_another_one_gives():
    text = template("output: {a: parameter.a, k: context.name}\nparameter: a: *1 | int")
    first = shared_cue().render(text, {"a": 2}, {"name": "x"})
    shared_cue().render(template("output: a: 1 & 2"), {}, {})
    other = shared_cue().render(text, {}, {"name": "y"})
    assert plain(other.root("output")) == {"a": 1, "k": "y"}
    assert shared_cue().render(text, {"a": 2}, {"name": "x"}) == first


def test_a_trace_tells_copies_parts_of_texts_and_changes_of_shape():
    text = """
output: {
	image: parameter.image
	label: "x-\\(parameter.image)"
	other: 1
	if parameter.expose {port: 80}
}
parameter: {image: string, expose: bool, size: "s" | "l"}
"""
    changes = [
        Change(path=("image",), value="s3ntinel"),
        Change(path=("expose",), value=True),
        Change(path=("size",), value="m"),
        Change(path=("missing",), value=1),
    ]
    traced = shared_cue().trace(template(text), {"image": "i", "expose": False, "size": "s"}, {}, changes)
    copied, switched, refused, missing = traced.reached
    assert [(leaf.path, leaf.old.text, leaf.new.text) for leaf in copied.leaves] == [
        (("output", "image"), "i", "s3ntinel"),
        (("output", "label"), "x-i", "x-s3ntinel"),
    ]
    assert (switched.shape, switched.leaves) == ("output", ())
    assert refused.errors[0].path == ("parameter", "size")
    assert missing.errors
    assert plain(traced.rendered.root("output"))["image"] == "i"


def test_a_definition_file_is_taken_apart_and_its_template_stays_in_place():
    text = 'import "strings"\nweb: type: "component"\ntemplate: {\n\toutput: {a: strings.ToLower("X"), b: 1 & 2}\n}\n'
    found = shared_cue().definition(Template(name="web.cue", text=text))
    assert (found.name, plain(found.metadata), found.errors) == ("web", {"type": "component"}, ())
    (error,) = shared_cue().render(found.template, {}, {}).errors
    assert [(place.source, place.line, place.column) for place in error.places] == [("web.cue", 4, 43), ("web.cue", 4, 39)]
    assert (
        shared_cue().definition(Template(name="x", text="a: {}")).errors[0].message == "a definition has one field `template`"
    )


def test_an_action_that_is_answered_gives_its_result():
    text = template('import "vela/cue"\n_m: cue.#StrategyUnify & {$params: {value: {}, patch: {}}}\noutput: _m.$returns')
    (action,) = shared_cue().render(text, {}, {}).actions
    answered = shared_cue().render(text, {}, {}, returns={action.path: {"a": 1}})
    assert (answered.actions, plain(answered.root("output"))) == ((), {"a": 1})
    assert shared_cue().render(text, {}, {}, returns={"nobody": {}}).errors


def test_the_formatter_writes_a_text_as_cue_does():
    formatted = shared_cue().format(template("a:   {b: 1}\n// c\n"))
    assert formatted.text == "a: {b: 1}\n// c\n"
    assert shared_cue().format(template("a: {")).errors[0].kind == "syntax"


def test_roots_come_in_the_order_in_which_they_were_asked_for():
    rendered = shared_cue().render(template("a: 1\nb: 2\noutput: 3"), None, None, roots=("b", "a", "c"))
    assert [name for name, _ in rendered.roots] == ["b", "a"]
    assert ROOTS[0] == "output"


# The distribution.


def archives():
    """Return the archives of the distribution, or skip the test where they are not built."""
    built_program()
    found = {path.suffix: path for path in (build.folder() / "archives").iterdir()}
    return found[".whl"], found[".gz"]


def test_the_wheel_has_the_program_and_the_licence_of_every_part():
    wheel, _ = archives()
    with zipfile.ZipFile(wheel) as archived:
        names = archived.namelist()
        (program,) = (entry for entry in archived.infolist() if entry.filename == "oamc_cue/cue-engine")
    assert program.external_attr >> 16 & 0o111
    licences = {name.rpartition("/")[2] for name in names if "/licenses/" in name}
    modules = [line.split()[0] for line in go_modules()]
    assert len(modules) > 8
    for module in ("go", *modules):
        assert f"{module.replace('/', '_')}-LICENSE.txt" in licences
    assert "py3-none-" in wheel.name


def go_modules():
    """Return the modules that go.mod names."""
    text = (build.SOURCES / "worker" / "go.mod").read_text()
    required = [line.strip().removeprefix("require ") for line in text.splitlines() if " v" in line]
    return [line for line in required if not line.startswith(("module", "go "))]


def test_the_version_is_one():
    declared = (build.SOURCES / "oamc_cue" / "__init__.py").read_text()
    code = (build.SOURCES / "worker" / "protocol.go").read_text()
    version = declared.rpartition('__version__ = "')[2].partition('"')[0]
    assert f'"{version}"' in code
    assert "cuelang.org/go v0.14.1" in (build.SOURCES / "worker" / "go.mod").read_text()


def test_an_installed_wheel_is_found_and_works(tmp_path, monkeypatch):
    wheel, _ = archives()
    processes.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], tmp_path, check=True)
    python = tmp_path / "venv" / "bin" / "python"
    offline = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    processes.run([sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel], tmp_path, check=True)
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    monkeypatch.setattr(sys, "path", [str(site)])
    assert find_program() == str(site / "oamc_cue" / "cue-engine")
    with CueWorker() as engine:
        assert plain(engine.render(template("output: 1"), {}, {}).root("output")) == 1


def test_without_go_nothing_is_built_and_nothing_fails(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert status([build.build_engine()]) == 0
    assert "CUE engine: not built, there is no Go here; its tests will be skipped" in capsys.readouterr().out
    assert not build.program_path().exists()


def test_code_that_is_not_formatted_fails_the_build(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    for name, script in {"go": "exit 0", "gofmt": "echo main.go"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    assert status([build.build_engine()]) == 1
    assert "main.go" in capsys.readouterr().out
    assert not build.program_path().exists()

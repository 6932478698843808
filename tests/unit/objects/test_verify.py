"""`verify` knows when a set of objects is well formed: each of its rules is broken once."""

import subprocess
import sys

import pytest

from oamc.expressions.holes import AllOf, Fits, Hole, IsGiven, IsSet, IsTrue, Text, When
from oamc.expressions.types import BooleanType, NumberType, TextType
from oamc.objects.object_set import ObjectSet, Requirement
from oamc.objects.tree import At, KubeObject, Owner
from oamc.objects.verify import verify
from oamc.records import replace
from oamc.spans import Located, SourceFile, Span
from oamc.values.parameters import Parameter
from tests.support.stages import component, configuration

FILE = SourceFile(path="in.yaml", label="in.yaml", text="")
PLACE = Span(FILE, 1, 1, 1, 2)
NUMBER = Hole(path=("number",), type=NumberType())
ON = IsTrue(path=("on",))


def item(spec, **changes):
    body = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "thing"}, "spec": spec}
    owner = Owner(kind="instance", name="thing")
    made = KubeObject(api_version="v1", kind="Thing", name="thing", owner=owner, body=body, span=PLACE, rule="test")
    return replace(made, **changes)


def objects(*items, requirements=()):
    parameters = (
        Parameter(path=("number",), type=NumberType(), description="", history=()),
        Parameter(path=("on",), type=BooleanType(), description="", history=()),
    )
    return ObjectSet(
        application=Located(value="shop", span=PLACE),
        annotations={},
        objects=items,
        parameters=parameters,
        requirements=requirements,
        fixed=(),
    )


GOOD = {
    "a": At(NUMBER, PLACE),
    "b": When(condition=ON, then=At(1, PLACE), otherwise=2),
    "c": [When(condition=IsSet(path=("number",)), then={"d": 1}), "x"],
    "e": {},
    "f": When(condition=ON, then={"g": 1}),
    # A mapping whose parts may be missing stands in one that may be missing for another reason, too.
    "h": When(
        condition=AllOf(conditions=(ON, IsSet(path=("number",)))), then={"i": When(condition=IsSet(path=("number",)), then=1)}
    ),
}


def test_a_good_set_passes():
    verify(objects(item(GOOD), requirements=(Requirement(condition=ON, message="on", span=PLACE),)))


BROKEN = {
    "an origin around an origin": {"a": At(At(1, PLACE), PLACE)},
    "an origin around a condition": {"a": At(When(condition=ON, then=1), PLACE)},
    "a mapping that may become empty": {"a": {"b": When(condition=ON, then=1)}},
    "a list that may become empty": {"a": [When(condition=ON, then=1)]},
    "a hole without a parameter": {"a": Hole(path=("other",), type=NumberType())},
    "a condition without a parameter": {"a": 1, "b": When(condition=IsTrue(path=("other",)), then=1)},
    "a key that is no text": {1: "a"},
    "what is no tree": {"a": {1, 2}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_tree_is_a_fault(name):
    with pytest.raises(AssertionError):
        verify(objects(item(BROKEN[name])))


def test_objects_that_are_not_what_they_say_are_a_fault():
    for broken in (
        item(GOOD, kind="Other"),
        item(GOOD, body={"kind": "Thing", "apiVersion": "v1", "metadata": {}}),
        item(GOOD, rule=""),
        item(GOOD, condition=IsTrue(path=("other",))),
    ):
        with pytest.raises(AssertionError):
            verify(objects(broken))
    with pytest.raises(AssertionError):
        verify(objects(item(GOOD), item(GOOD)))
    with pytest.raises(AssertionError):
        verify(objects(item(GOOD), requirements=(Requirement(condition=IsTrue(path=("x",)), message="", span=PLACE),)))


def test_a_run_in_development_mode_verifies(tmp_path):
    script = (
        "import oamc.capabilities.assembly as assembly\n"
        "from oamc.cli.entry import run\n"
        "from oamc.records import replace\n"
        "good = assembly.kube_object\n"
        "assembly.kube_object = lambda *given, **named: replace(good(*given, **named), rule='')\n"
        "raise SystemExit(run(['check', 'app.yaml']))\n"
    )
    (tmp_path / "app.yaml").write_text(f"{component(workload='Worker')}---\n{configuration()}")
    for flags, faulty in (((), False), (("-X", "dev"), True)):
        command = [sys.executable, *flags, "-c", script]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ("AssertionError" in ended.stderr) == faulty, ended.stderr


def test_what_follows_variables_names_parameters_of_the_set():
    good = objects(item(GOOD))
    number, on = good.parameters
    verify(replace(good, parameters=(number, replace(on, built={"a": [NUMBER]}))))
    unknown = Hole(path=("variables", "x"), type=NumberType())
    with pytest.raises(AssertionError, match=r"no parameter variables\.x, from which on is built"):
        verify(replace(good, parameters=(number, replace(on, built={"a": [unknown]}))))
    asks = Fits(value=Text(parts=("a", unknown)), type=TextType())
    with pytest.raises(AssertionError, match=r"no parameter variables\.x"):
        verify(objects(item(GOOD), requirements=(Requirement(condition=asks, message="a", span=PLACE),)))
    with pytest.raises(AssertionError, match="no parameter x"):
        verify(objects(item(GOOD), requirements=(Requirement(condition=IsGiven(path=("x",)), message="a", span=PLACE),)))

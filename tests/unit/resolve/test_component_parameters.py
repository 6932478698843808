"""Parameters of an instance: every item of docs/spec/oam-v1alpha1.md, 4.3, and the history of each value."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.holes import Hole, IsSet, TextOf
from oamc.frontends.extra_fields import EXTRA_VALUES
from oamc.values.parameters import APPLICATION, DECLARED_DEFAULT, Unset
from tests.support.stages import Run, component, configuration, document, quoted

USE = "env: [{name: A, fromParam: p}]"


def declared(declaration, values="", container=USE, **options):
    """Resolve a component that declares `p` by the rest of its fields, and an application with lines in its instance."""
    given_values = f"parameterValues: {values}" if values else ""
    return Run(component(f"parameters: [{{name: p, {declaration}}}]", container), configuration(use=given_values), **options)


# Where a value comes from (items 2, 3 and 7)


def test_a_given_value_wins_over_the_default_and_the_history_knows_both():
    parameter = declared("type: string, default: world", "[{name: p, value: moon}]").parameter("p")
    assert parameter.value == "moon"
    assert [(step.source, step.value, quoted(step.span)) for step in parameter.history] == [
        (DECLARED_DEFAULT, "world", "world"),
        (APPLICATION, "moon", "moon"),
    ]


@pytest.mark.parametrize("values", ["", "[{name: p}]", "[{name: p, value: null}]", "[{name: p, value: }]"])
def test_the_default_stands_where_no_value_is_given(values):
    run = declared("type: string, default: world", values)
    assert (run.codes, run.parameter("p").value) == ([], "world")


def test_an_optional_parameter_may_stay_without_a_value():
    run = declared("type: string", container="env: [{name: A, value: x, fromParam: p}]")
    assert run.codes == []
    parameter = run.parameter("p")
    assert (type(parameter.value), parameter.optional, parameter.history) == (Unset, True, ())


@pytest.mark.parametrize(
    ("values", "place"), [("", "shop-web"), ("[{name: p}]", "name"), ("[{name: p, value: null}]", "value")]
)
def test_a_required_parameter_without_a_value_is_an_error_that_shows_its_declaration(values, place):
    run = declared("type: string, required: true", values)
    assert run.codes == ["OAM404"]
    assert quoted(run.found.related[0].span) == "p"
    assert quoted(run.found.span) == place
    assert run.program.instances == ()


def test_a_default_satisfies_a_required_parameter():
    run = declared("type: string, required: true, default: world")
    assert (run.codes, run.parameter("p").optional) == ([], False)


@pytest.mark.parametrize("values", ["[{name: p, value: ''}]", '[{name: p, value: ""}]'])
def test_an_empty_text_is_a_value(values):
    run = declared("type: string, required: true, default: world", values)
    assert (run.codes, run.parameter("p").value) == ([], "")


# Types (4.3.4)

FITTING = [
    ("boolean", "true", True),
    ("boolean", "Y", True),
    ("boolean", "off", False),
    ("number", "3", 3),
    ("number", "-2.5", -2.5),
    ("string", "world", "world"),
    ("string", '"3"', "3"),
    ("string", "yes", "yes"),
    ("string", "2019-10-02", "2019-10-02"),
    ("string", '"1:30"', "1:30"),
    ("object", "{}", {}),
    ("object", "{a: [1, {b: x}]}", {"a": [1, {"b": "x"}]}),
    ("array", "[]", []),
    ("array", "[1, x, true]", [1, "x", True]),
]


@pytest.mark.parametrize(("parameter_type", "written", "value"), FITTING)
@pytest.mark.parametrize("place", ["default", "value"])
def test_a_value_of_the_declared_type_is_taken(parameter_type, written, value, place):
    if place == "default":
        run = declared(f"type: {parameter_type}, default: {written}")
    else:
        run = declared(f"type: {parameter_type}", f"[{{name: p, value: {written}}}]")
    assert set(run.codes) <= {"OAM402"}
    assert run.parameter("p").value == value
    assert type(run.parameter("p").value) is type(value)


WRONG = [
    ("boolean", '"true"', "a string"),
    ("boolean", "1", "a number"),
    ("number", '"3"', "a string"),
    ("number", "true", "a boolean"),
    ("string", "[sesame]", "a list"),
    ("object", "sesame", "a string"),
    ("object", "[]", "a list"),
    ("array", "{}", "a mapping"),
    ("'null'", "sesame", "a string"),
]


@pytest.mark.parametrize(("parameter_type", "written", "actual"), WRONG)
@pytest.mark.parametrize("place", ["default", "value"])
def test_a_value_of_another_type_is_one_error_that_does_not_show_it(parameter_type, written, actual, place):
    if place == "default":
        run = declared(f"type: {parameter_type}, default: {written}")
    else:
        run = declared(f"type: {parameter_type}, required: true", f"[{{name: p, value: {written}}}]")
    assert run.codes == ["OAM405"]
    assert run.found.message.endswith(f"not {actual}")
    assert quoted(run.found.span) == written
    assert "sesame" not in run.printed()


@pytest.mark.parametrize(
    ("parameter_type", "written", "hint"),
    [
        ("string", "3", "put the value in quotes"),
        ("number", '"3"', "write a number, without quotes"),
        ("boolean", '"true"', "write a boolean, without quotes"),
        ("object", "x", "write a mapping here"),
    ],
)
def test_the_hint_of_a_wrong_type_says_how_to_write_it(parameter_type, written, hint):
    assert declared(f"type: {parameter_type}, default: {written}").found.hint == hint


@pytest.mark.parametrize(
    ("parameter_type", "written"),
    [("number", "1.0e+300"), ("object", "{a: null}"), ("array", "[null]"), ("object", "{a: [null]}")],
)
def test_a_value_that_a_chart_cannot_carry_is_refused(parameter_type, written):
    assert declared(f"type: {parameter_type}", f"[{{name: p, value: {written}}}]").codes == ["OAM411"]


def test_a_default_is_checked_where_a_value_is_given_too():
    run = declared("type: number, default: many", "[{name: p, value: 3}]")
    assert run.codes == ["OAM405"]


def test_a_default_of_the_wrong_type_is_reported_once_for_all_instances():
    second = configuration(name="bar", instance="bar-web")
    run = Run(component("parameters: [{name: p, type: number, default: many}]", USE), configuration(), second)
    assert run.codes == ["OAM405"]


def test_a_parameter_of_type_null_is_no_value_of_the_output():
    run = declared("type: 'null'", "[{name: p, value: null}]")
    assert run.codes == ["OAM410"]
    assert all(parameter.path[1:2] != ("parameters",) for parameter in run.program.parameters)


# All at once (4.3.5)


def test_all_errors_of_a_component_are_reported_together():
    spec = "parameters: [{name: p, type: string}, {name: q, type: number}, {name: r, type: string, required: true}]"
    uses = "env: [{name: P, fromParam: p}, {name: Q, fromParam: q}, {name: R, fromParam: r}, {name: S, fromParam: s}]"
    run = Run(component(spec, uses), configuration(use="parameterValues: [{name: p, value: [1]}, {name: q, value: x}]"))
    assert sorted(run.codes) == ["OAM404", "OAM405", "OAM405", "OAM408"]


# Names that nobody declared (4.3.6)


def test_a_value_for_an_undeclared_name_is_an_error_where_it_is_not_allowed():
    for allow_unknown, severity in ((False, "error"), (True, "warning")):
        run = declared("type: string, default: x", "[{name: P, value: sesame}]", allow_unknown=allow_unknown)
        assert (run.codes, run.found.severity, run.found.hint) == (["OAM406"], severity, 'did you mean "p"?')
        assert "sesame" not in run.printed()


@pytest.mark.parametrize(("strict", "severity"), [(False, "warning"), (True, "error")])
def test_values_that_examples_of_rudr_give_in_vain_are_warnings(strict, severity):
    for (name, parameter), reason in EXTRA_VALUES.items():
        use = f"parameterValues: [{{name: {parameter}, value: sesame}}]"
        run = Run(component(name=name), configuration(use=use, component_name=name), strict=strict)
        assert (run.codes, run.found.severity) == (["OAM406"], severity)
        assert run.found.hint == f"{reason}: remove it"


def test_the_same_values_of_another_component_are_errors():
    run = Run(component(), configuration(use="parameterValues: [{name: poet, value: sesame}]"))
    assert (run.codes, run.found.severity) == (["OAM406"], "error")


@pytest.mark.parametrize(
    ("container", "values"),
    [
        ("env: [{name: A, fromParam: q}]", "[{name: q, value: world}]"),
        ("config: [{path: /a, fromParam: q}]", "[{name: q, value: world}]"),
        ("env: [{name: A, value: world, fromParam: q}]", ""),
        ("env: [{name: A, fromParam: q}]\nconfig: [{path: /a, fromParam: q}]", "[{name: q, value: world}]"),
    ],
)
def test_an_undeclared_name_that_is_used_is_a_string_parameter_with_one_warning(container, values):
    use = f"parameterValues: {values}" if values else ""
    run = Run(component(container=container), configuration(use=use))
    assert run.codes == ["OAM407"]
    assert run.parameter("q").value == "world" if values else isinstance(run.parameter("q").value, Unset)


def test_an_undeclared_parameter_takes_a_number_as_written():
    run = Run(
        component(container="env: [{name: A, fromParam: q}]"), configuration(use="parameterValues: [{name: q, value: 3}]")
    )
    assert (sorted(run.codes), run.parameter("q").value) == (["OAM407", "OAM415"], "3")


@pytest.mark.parametrize("container", ["env: [{name: A, fromParam: P}]", "config: [{path: /a, fromParam: P}]"])
def test_a_reference_to_a_name_that_nothing_gives_is_an_error_with_the_nearest_name(container):
    run = declared("type: string, default: x", container=f"{container}\n{USE if 'config' in container else ''}")
    found = next(found for found in run.reports.found if found.code.id == "OAM408")
    assert (quoted(found.span), found.hint) == ("P", 'did you mean "p"?')
    assert found.severity == "error"


def test_a_reference_to_nothing_is_reported_once_for_all_instances():
    run = Run(component(container="env: [{name: A, fromParam: q}]"), configuration(), configuration(name="b", instance="b"))
    assert run.codes == ["OAM408"]


# Uses


def bound_env(run):
    return run.instance.containers[0].env


def test_the_parameter_wins_over_the_literal_even_when_it_is_empty():
    run = declared("type: string, default: ''", container="env: [{name: A, value: other, fromParam: p}]")
    (env,) = bound_env(run)
    match env.value:
        case Hole(path=path, otherwise=otherwise):
            assert (path, otherwise) == (("shop-web", "parameters", "p"), None)


def test_the_literal_stands_in_while_the_parameter_is_not_set():
    run = declared("type: string", container="env: [{name: A, value: other, fromParam: p}]")
    (env,) = bound_env(run)
    assert (run.codes, env.condition) == ([], None)
    assert isinstance(env.value, Hole)
    assert env.value.otherwise == "other"


def test_a_literal_alone_is_a_known_text():
    run = Run(component(container="env: [{name: A, value: other}]"), configuration())
    assert [env.value for env in bound_env(run)] == ["other"]


@pytest.mark.parametrize("parameter_type", ["string", "number"])
def test_an_optional_variable_of_the_environment_waits_for_its_parameter_with_a_warning(parameter_type):
    run = declared(f"type: {parameter_type}")
    (env,) = bound_env(run)
    assert run.codes == ["OAM410"]
    assert env.condition == IsSet(path=("shop-web", "parameters", "p"))
    assert 'instance "shop-web"' in run.found.message


def test_every_instance_without_the_value_is_told():
    second = configuration(name="bar", instance="bar-web")
    run = Run(component("parameters: [{name: p, type: string}]", USE), configuration(), second)
    assert [re.search(r'instance "([^"]+)"', found.message)[1] for found in run.reports.found] == ["shop-web", "bar-web"]


def test_an_optional_variable_that_is_set_waits_without_a_warning():
    run = declared("type: string", "[{name: p, value: x}]")
    assert (run.codes, bound_env(run)[0].condition) == ([], IsSet(path=("shop-web", "parameters", "p")))


@pytest.mark.parametrize("parameter_type", ["string", "object", "'null'"])
def test_a_config_file_cannot_wait_for_its_parameter(parameter_type):
    run = declared(f"type: {parameter_type}", container="config: [{path: /a, fromParam: p}]")
    assert (run.codes, quoted(run.found.span)) == (["OAM409"], "p")
    assert "/a" in run.found.message


def test_a_config_file_makes_its_optional_parameter_one_that_must_be_given():
    run = declared("type: string", "[{name: p, value: x}]", "config: [{path: /a, fromParam: p}]")
    assert (run.codes, run.parameter("p").optional) == ([], False)


@pytest.mark.parametrize("values", ["", "[{name: p, value: [x]}]"])
def test_what_uses_a_parameter_that_was_refused_is_not_reported_again(values):
    container = "env: [{name: A, fromParam: p}]\nconfig: [{path: /a, fromParam: p}]"
    assert len(declared("type: string, required: true", values, container).codes) == 1


@pytest.mark.parametrize("parameter_type", ["boolean", "number", "object", "array"])
def test_what_is_no_text_is_turned_into_one(parameter_type):
    run = declared(f"type: {parameter_type}", container="env: [{name: A, fromParam: p, value: x}]")
    (env,) = bound_env(run)
    assert isinstance(env.value, TextOf)
    assert env.value.hole.path == ("shop-web", "parameters", "p")


def test_a_parameter_that_nothing_uses_is_reported_at_its_declaration():
    run = declared("type: string, default: x", container="")
    assert (run.codes, quoted(run.found.span)) == (["OAM414"], "p")


def test_settings_use_parameters_too():
    spec = "parameters: [{name: p, type: object}]\nworkloadSettings: [{name: spec, fromParam: p}]"
    text = document("ComponentSchematic", "web", f"workloadType: monitoring.coreos.com/v1.Prometheus\n{spec}")
    run = Run(text, configuration(use="parameterValues: [{name: p, value: {replicas: 1}}]"))
    assert run.codes == []
    assert run.parameter("p").value == {"replicas": 1}


# Laws

JSON = st.recursive(
    st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.text(st.characters(codec="ascii", exclude_categories=("C",)), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3),
    max_leaves=6,
)
TYPE_OF = {bool: "boolean", int: "number", str: "string", dict: "object", list: "array"}


@given(value=JSON, parameter_type=st.sampled_from(list(TYPE_OF.values())))
def test_a_value_is_taken_unchanged_or_refused_by_its_type_alone(value, parameter_type):
    written = json.dumps(value) if not isinstance(value, str) else json.dumps(value.replace("[", "("))
    run = declared(f"type: {parameter_type}", f"[{{name: p, value: {written}}}]", "env: [{name: A, fromParam: p, value: x}]")
    if TYPE_OF[type(value)] == parameter_type:
        assert (run.codes, run.parameter("p").value) == ([], json.loads(written))
    elif parameter_type == "string" and isinstance(value, (bool, int)):
        assert (len(run.codes), run.parameter("p").value) == (1, written)
        assert run.codes[0] in {"OAM130", "OAM415"}
    else:
        assert run.codes == ["OAM405"]


@given(default=st.none() | st.text("abc", max_size=3), value=st.none() | st.text("abc", max_size=3), required=st.booleans())
def test_the_last_of_default_and_value_is_in_force(default, value, required):
    fields = f"type: string, required: {json.dumps(required)}, default: {json.dumps(default)}"
    run = declared(fields, f"[{{name: p, value: {json.dumps(value)}}}]", "env: [{name: A, fromParam: p, value: x}]")
    steps = [step for step in (default, value) if step is not None]
    if required and not steps:
        assert run.codes == ["OAM404"]
        return
    parameter = run.parameter("p")
    assert [step.value for step in parameter.history] == steps
    assert (parameter.value == steps[-1]) if steps else isinstance(parameter.value, Unset)
    assert parameter.optional == (not required and default is None)

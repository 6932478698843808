"""Components that nobody instantiates, workload types that nobody knows, and which references are needed."""

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import When
from oamc.records import replace
from oamc.resolve.context import ResolveContext, ResolveOptions
from oamc.resolve.copies import Copies
from oamc.resolve.definition_schemas import BrokenRule, UnusableSchemaError, read_rules
from oamc.resolve.setting_references import references, whole_reference
from oamc.resolve.spare_components import application_of
from oamc.resolve.variables import Variables
from oamc.resolve.workload_types import find_workload_type
from oamc.source.nodes import Scalar, plain
from tests.support.stages import Run, component, configuration, quoted

FUNCTION = "openfaas.com/v1alpha2.Function"
FOREIGN = "monitoring.example.com/v1.Watcher"


def decoded(text):
    """Return the component of a document, and the library that holds it."""
    run = Run(text, configuration(component_name="web"), resolving=False)
    (found,) = run.application.library.components.values()
    return found, run.application.library


@pytest.mark.parametrize(
    ("name", "instance"),
    [
        ("web", "web"),
        ("a" * 40, "a" * 40),
        ("a" * 41, "component"),
        ("global", "component"),
        ("1web", "component"),
        ("web.org", "component"),
    ],
)
def test_a_spare_component_is_its_own_instance_where_its_name_may_be_one(name, instance):
    spec, library = decoded(component(name=name))
    application = application_of(spec, library)
    assert application.name.value == application.instances[0].name.value == instance
    assert application.instances[0].component.value == name


def test_a_spare_instance_has_a_value_of_each_type_where_the_component_has_none():
    declared = "\n".join(
        f'  - {{name: {kind}s, type: "{kind}"}}' for kind in ("boolean", "number", "string", "object", "array", "null")
    )
    spec, library = decoded(component(f"parameters:\n{declared}\n  - {{name: given, type: string, default: x}}"))
    (instance,) = application_of(spec, library).instances
    assert {item.name.value: plain(item.value) for item in instance.values} == {
        "booleans": False,
        "numbers": 0,
        "strings": "a",
        "objects": {},
        "arrays": [],
    }
    scalars = {item.name.value: item.value for item in instance.values if isinstance(item.value, Scalar)}
    assert {name: (scalar.text, scalar.quoted) for name, scalar in scalars.items()} == {
        "booleans": ("false", False),
        "numbers": ("0", False),
        "strings": ("a", True),
    }


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("example.com/v1.Thing", ["OAM536"]),
        ("core.oam.dev/v1alpha1.Thing", ["OAM511"]),
        ("a/v1", ["OAM303"]),
        ("core.oam.dev/v1alpha1/Worker", ["OAM303"]),
    ],
)
def test_a_type_that_nobody_knows_is_told_once(written, codes):
    assert Run(component(workload=written), configuration()).codes == codes


@pytest.mark.parametrize(("written", "codes"), [("a/v1", []), ("Thing", ["OAM511"]), ("core.oam.dev/v1.Thing", ["OAM511"])])
def test_a_type_whose_form_is_wrong_was_told_before(written, codes):
    spec, library = decoded(component())
    reports = Reports()
    wrong = replace(spec, workload_type=replace(spec.workload_type, value=written))
    copies = Copies(0, reports)
    context = ResolveContext(
        instances=frozenset(),
        application="shop",
        library=library,
        catalog=CATALOG,
        variables=Variables((), reports, copies),
        reports=reports,
        copies=copies,
        options=ResolveOptions(),
    )
    assert find_workload_type(wrong, context) is None
    assert [found.code.id for found in reports.found] == codes


@pytest.mark.parametrize(("depth", "usable"), [(40, True), (41, False)])
def test_a_schema_is_nested_so_deeply_and_no_deeper(depth, usable):
    schema = '{"not": ' * depth + "{}" + "}" * depth
    if usable:
        assert read_rules(schema)
    else:
        with pytest.raises(UnusableSchemaError, match="nested too deeply"):
            read_rules(schema)


def found_in(settings, workload=FUNCTION, parameters="[{name: p, type: string}]"):
    """Return the references in the settings of a component: name, needed, replaced."""
    spec, _ = decoded(component(f"parameters: {parameters}\nworkloadSettings:\n{settings}", workload=workload))
    return [(item.name.value, item.needed, item.replaced) for item in references(spec, CATALOG.workload_type(workload))]


@pytest.mark.parametrize(
    ("settings", "needed", "replaced"),
    [
        ("  - {name: image, fromParam: p}", True, False),
        ("  - {name: image, fromParam: p, value: x}", False, True),
        ("  - {name: image, fromParam: p, value: null}", True, False),
        ("  - {name: handler, fromParam: p}", False, False),
        ("  - {name: handler, fromParam: p, required: true}", True, False),
        ("  - {name: handler, fromParam: p, required: true, value: x}", False, True),
        ("  image: {fromParam: p}", True, False),
        ("  image: '[fromParam(p)]'", True, False),
        ("  handler: {fromParam: p}", False, False),
        ("  labels: {a: 'x[fromParam(p)]'}", True, False),
        ("  environment: [{name: A, fromParam: p}]", False, False),
        ("  environment: [p, {name: A, fromParam: p}]", False, False),
        ("  environment: [{name: A, fromParam: p, value: x}]", False, True),
        ("  - {name: environment, value: [{name: A, fromParam: p, value: null}]}", False, False),
    ],
)
def test_a_reference_is_needed_where_nothing_could_stand_in_for_it(settings, needed, replaced):
    assert found_in(settings) == [("p", needed, replaced)]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("  - {name: spec, fromParam: p}", [("p", True, False)]),
        ("  - {name: spec, fromParam: p, value: {a: 1}}", [("p", False, True)]),
        ("  - {name: spec, value: {a: '[fromParam(p)]', b: 'x-[fromParam(q)]'}}", [("p", False, False), ("q", True, False)]),
        (
            "  - {name: other, value: {a: '[fromParam(p)]', b: 'x-[fromParam(q)]', c: [{fromParam: r}]}}",
            [("p", False, False), ("q", True, False), ("r", False, False)],
        ),
        ("  - {name: other, value: {fromParam: p, more: 1}}", []),
    ],
)
def test_references_stand_anywhere_in_the_settings_of_a_type_without_rules(settings, expected):
    assert found_in(settings, FOREIGN) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("'[fromParam(a.b-c_1)]'", "a.b-c_1"),
        ("' [fromParam(a)]'", None),
        ("'[fromParam()]'", None),
        ("'[fromParam(a b)]'", None),
        ("{fromParam: a}", "a"),
        ("{fromParam: 1}", None),
        ("{fromParam: a, b: 1}", None),
        ("[a]", None),
        ("1", None),
        (f"'[fromParam({'a' * 253})]'", "a" * 253),
        (f"'[fromParam({'a' * 254})]'", None),
    ],
)
def test_a_value_refers_to_a_parameter_as_a_whole_in_two_forms(text, name):
    spec, _ = decoded(component(f"workloadSettings:\n  - name: it\n    value: {text}", workload=FOREIGN))
    found = whole_reference(spec.settings[0].value)
    assert (found and found.value) == name


def told(run):
    """Return code and hint of each finding."""
    return [(found.code.id, found.hint) for found in run.reports.in_order()]


def test_settings_beside_the_spec_of_a_type_without_rules_are_told():
    settings = "workloadSettings:\n  - {name: spec, value: {a: 1}}\n  - {name: other, value: 2}"
    run = Run(component(settings, workload=FOREIGN), configuration())
    ((code, hint),) = told(run)
    assert hint == "the setting spec is the whole spec: move this one into it"
    alone = "workloadSettings:\n  - {name: first, value: 1}\n  - {name: other, value: 2}"
    assert code not in Run(component(alone, workload=FOREIGN), configuration(), allow_unknown_workloads=True).codes


def test_an_entry_of_a_list_is_left_out_while_its_parameter_is_not_set():
    settings = (
        "parameters: [{name: p, type: string}]\nworkloadSettings:\n  - {name: image, value: a}\n  - {name: handler, value: b}\n"
        "  - {name: environment, value: [{name: A, fromParam: p}, {name: B, value: c}]}"
    )
    run = Run(component(settings, workload=FUNCTION), configuration())
    assert told(run) == []
    (environment,) = (setting.value for setting in run.instance.settings if setting.name.value == "environment")
    assert isinstance(environment["A"], When)
    assert environment["B"] == "c"


@pytest.mark.parametrize("entry", ["{name: A}", "{name: A, value: null}"])
def test_an_entry_of_a_list_has_a_value(entry):
    head = "workloadSettings:\n  - {name: image, value: a}\n  - {name: handler, value: b}\n"
    run = Run(component(f"{head}  - {{name: environment, value: [{entry}]}}", workload=FUNCTION), configuration())
    assert [hint for _, hint in told(run)] == ["give value or fromParam"]


def test_references_in_keys_stay_what_they_are_and_are_told():
    run = Run(
        component("workloadSettings:\n  - {name: spec, fromParam: p}\nparameters: [{name: p, type: object}]", workload=FOREIGN),
        configuration(
            "variables:\n  - {name: v, value: x}",
            "parameterValues:\n  - {name: p, value: {'[fromVariable(v)]': 1, '[plain]': 2, '(v)': 3}}",
        ),
    )
    assert len([hint for _, hint in told(run) if "keys" in hint]) == 1


def test_a_missing_property_is_named_and_not_one_that_is_there():
    rules = read_rules('{"required": ["a", "b"]}')
    assert rules.broken({"a": 1}, 100)[0] == BrokenRule(name="", problem="b is missing")
    assert rules.broken({"a": 1, "b": 2}, 100)[0] is None


def test_a_schema_may_say_what_it_is_called_and_written_in():
    schema = '{"$id": "https://example.org/trait", "$schema": "http://json-schema.org/draft-07/schema#", "required": ["a"]}'
    assert read_rules(schema).broken({}, 100)[0].problem == "a is missing"


@pytest.mark.parametrize("value", ["text", "1", "{a: '[fromParam(p)]'}"])
def test_what_should_be_a_list_of_names_and_is_none_has_no_references(value):
    assert found_in(f"  environment: {value}") == []
    assert found_in(f"  - {{name: environment, value: {value}}}") == []


@pytest.mark.parametrize(
    ("name", "first", "second", "hint"),
    [
        ("manual-scaler", "{replicaCount: 1}", "{replicaCount: 2}", "keep one of them"),
        ("volume-mounter", "{volumeName: data}", "{volumeName: data}", "two uses must differ in volumeName"),
    ],
)
def test_a_second_use_of_a_trait_is_told_with_what_would_make_two_of_them(name, first, second, hint):
    use = "traits:\n" + "".join(f"  - {{name: {name}, properties: {given}}}\n" for given in (first, second))
    run = Run(component(), configuration(use=use))
    assert hint in [found.hint for found in run.reports.found]


def test_settings_of_a_core_type_are_told_at_the_first_of_them_or_at_the_type():
    listed = Run(component("workloadSettings: [{name: a, value: 1}]"), configuration())
    mapped = Run(component("workloadSettings: {a: 1}"), configuration())
    for run, words in ((listed, "a"), (mapped, "a")):
        (found,) = [item for item in run.reports.found if item.hint == "remove spec.workloadSettings"]
        assert quoted(found.span) == words


def test_an_unknown_core_type_is_told_with_those_that_are_known():
    found = Run(component(workload="Zzzzzz"), configuration()).found
    assert found.hint.startswith('known are "Server", ') or found.hint.startswith("known are Server, ")
    hint = Run(component(workload="Singleton"), configuration()).found.hint
    assert "SingletonServer where it has ports" in hint


def test_variables_of_an_instance_that_cannot_be_bound_are_told_all_the_same():
    use = (
        "parameterValues: [{name: p, value: '[fromVariable(one)]'}]\n"
        "traits:\n  - {name: manual-scaler, properties: {replicaCount: '[fromVariable(two)]'}}"
    )
    run = Run(component(workload="Zzzzzz"), configuration(use=use))
    assert [found.message for found in run.reports.found if "undefined" in found.message] == [
        'parameter "p" of instance "shop-web" references undefined variable "one"',
        'property "replicaCount" of trait "manual-scaler" references undefined variable "two"',
    ]


def test_containers_of_a_type_that_has_none_are_told_at_the_first():
    setting = "workloadSettings:\n  - {name: spec, value: {a: 1}}"
    text = component(setting, "ports: []", workload=FOREIGN) + "    - {name: more, image: a/b:1}\n"
    for allow_unknown, severity in ((False, "error"), (True, "warning")):
        found = Run(text, configuration(), allow_unknown=allow_unknown).found
        assert (found.code.id, found.severity, quoted(found.span)) == ("OAM541", severity, "web")
    assert found.hint == "describe the workload by workloadSettings"

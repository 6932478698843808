"""Scalars as texts, settings of a type that lists them, names of instances, ports that meet, and Trait documents."""

from types import SimpleNamespace

import pytest

from oamc.diagnostics.reports import Reports
from oamc.expressions.types import BYTES_TEXT, CPU_TEXT, ListType, TextMapType, TextType
from oamc.resolve.application import _affordable
from oamc.resolve.instance_names import check_instance_name
from oamc.resolve.labels import checked_annotations, checked_labels
from oamc.resolve.properties import about
from oamc.resolve.typed_settings import misfits, with_texts
from oamc.resolve.typed_values import as_text, is_empty, is_null, is_text, typed_value
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import Keyed, Located, SourceFile
from tests.support.stages import AMPLE, Run, component, configuration, document

FUNCTION = "openfaas.com/v1alpha2.Function"
WORDS = TextMapType(fields=(("cpu", CPU_TEXT), ("memory", BYTES_TEXT)))


def node(text):
    """Return the value that a YAML text is."""
    (found,) = read(SourceFile(path="a.yaml", label="a.yaml", text=f"it: {text}\n"), Reports())
    return found.root.get("it")


@pytest.mark.parametrize(
    ("text", "as_it_is", "null", "string", "empty"),
    [
        ("a", "a", False, True, False),
        ('"1"', "1", False, True, False),
        ('""', "", False, True, True),
        ("yes", "yes", False, False, False),
        ("No", "No", False, False, False),
        ("true", None, False, False, False),
        ("1", None, False, False, False),
        ("null", None, True, False, False),
        ("", None, True, False, False),
        ("[]", None, False, False, True),
        ("[a]", None, False, False, False),
        ("{}", None, False, False, False),
    ],
)
def test_a_scalar_is_a_text_where_kubectl_would_take_it_for_one(text, as_it_is, null, string, empty):
    found = node(text)
    assert (as_text(found), is_null(found), is_text(found), is_empty(found)) == (as_it_is, null, string, empty)


def test_a_value_that_is_not_there_is_null():
    assert is_null(None)


@pytest.mark.parametrize(
    ("text", "kind", "value", "codes"),
    [
        ("a", "string", "a", []),
        ("12", "string", "12", ["OAM415"]),
        ("true", "string", "true", ["OAM415"]),
        ("null", "string", None, ["OAM405"]),
        ("[a]", "string", None, ["OAM405"]),
        ("true", "boolean", True, []),
        ("1", "boolean", None, ["OAM405"]),
        ("1.5", "number", 1.5, []),
        ("true", "number", None, ["OAM405"]),
        ("{a: 1}", "object", {"a": 1}, []),
        ("[1]", "object", None, ["OAM405"]),
        ("[1]", "array", [1], []),
        ("a", "array", None, ["OAM405"]),
        ("{a: null}", "object", None, ["OAM411"]),
        ("null", "null", None, []),
        ("a", "null", None, ["OAM405"]),
    ],
)
def test_a_value_is_of_its_declared_type_or_is_told(text, kind, value, codes):
    reports = Reports()
    found = typed_value(node(text), kind, "it", reports)
    assert [item.code.id for item in reports.found] == codes
    assert found == value if value is not None else not isinstance(found, (str, int, dict, list))


def test_literals_become_texts_where_texts_are_wanted():
    for text, wanted, result, changed in (
        ("1", TextType(), "1", True),
        ("yes", TextType(), "yes", False),
        ("null", TextType(), None, False),
        ("[a, 1, yes]", ListType(item=TextType()), ["a", "1", "yes"], True),
        ("{a: 1, b: null, c: x}", TextMapType(), {"a": "1", "c": "x"}, True),
        ("{a: x}", TextMapType(), {"a": "x"}, False),
        ("{a: 1}", ListType(item=TextType()), {"a": 1}, False),
    ):
        found, first = with_texts(node(text), wanted)
        assert (plain(found), first is not None) == (result, changed)


@pytest.mark.parametrize(
    ("text", "wanted", "plainly", "with_references"),
    [
        ("a", TextType(), [], []),
        ("[a]", TextType(), ["must be a string, not a list"], ["must be a string, not a list"]),
        ("{cpu: 1}", WORDS, ['has a wrong "cpu": it must be a string'], ['has a wrong "cpu": it must be a string']),
        ("{disk: a}", WORDS, ["must have no other keys than cpu and memory"], ["must have no other keys than cpu and memory"]),
        ("{cpu: '[fromParam(p)]'}", WORDS, ['has a wrong "cpu": it must be cores such as 0.5 or 500m'], []),
        (
            "{cpu: '[fromParam(p)]m'}",
            WORDS,
            ['has a wrong "cpu": it must be cores such as 0.5 or 500m'],
            ['has a wrong "cpu": it must be a text or one parameter, not both in one'],
        ),
        (
            "{a: 'x-[fromParam(p)]', b: {fromParam: p}}",
            TextMapType(),
            ['has a wrong "b": it must be a string, not a mapping'],
            [],
        ),
        (
            "[a, {fromParam: p}]",
            ListType(item=TextType()),
            ["has a wrong item (number 2): it must be a string, not a mapping"],
            [],
        ),
        ("a", ListType(item=TextType()), ["must be a list"], ["must be a list"]),
    ],
)
def test_what_is_wrong_with_a_literal_is_told_with_its_place(text, wanted, plainly, with_references):
    for allowed, expected in ((False, plainly), (True, with_references)):
        assert [words for _, words in misfits(node(text), wanted, with_references=allowed)] == expected


@pytest.mark.parametrize(
    ("rule", "name", "what"),
    [
        ("service", "1web", "a Service"),
        ("label", "Web", "a StatefulSet"),
        ("subdomain", "web_1", "a Kubernetes object"),
    ],
)
def test_a_name_is_judged_by_what_bears_it(rule, name, what):
    reports = Reports()
    (found,) = read(SourceFile(path="a", label="a", text=f"it: {name}\n"), Reports())
    workload = SimpleNamespace(name_rule=rule, longest_name=50, name="x.Thing")
    check_instance_name(Located(value=name, span=found.root.span), workload, reports)
    assert len(reports.found) == 1
    assert what in reports.found[0].message


def function(settings):
    """Run a function with an image, a handler and further settings."""
    head = "workloadSettings:\n  - {name: image, value: a}\n  - {name: handler, value: b}\n"
    text = component(
        f"parameters: [{{name: p, type: string, default: x}}, {{name: none, type: 'null'}}]\n{head}{settings}",
        workload=FUNCTION,
    )
    return Run(text, configuration())


def settings_of(run):
    return {setting.name.value: setting.value for setting in run.instance.settings}


def test_references_in_literals_of_a_type_that_lists_its_settings_are_texts():
    run = function("  - {name: labels, value: {a: '[fromParam(p)]'}}")
    assert settings_of(run)["labels"] == {"a": "[fromParam(p)]"}


@pytest.mark.parametrize(("more", "labels"), [("", None), (", value: {a: b}", {"a": "b"})])
def test_a_parameter_of_type_null_gives_no_value_and_the_own_one_counts(more, labels):
    run = function(f"  - {{name: labels, fromParam: none{more}}}")
    assert not run.reports.has_errors()
    assert settings_of(run).get("labels") == labels


def test_an_entry_whose_parameter_never_has_a_value_is_left_out():
    run = function("  - {name: environment, value: [{name: A, fromParam: none}, {name: B, value: c}]}")
    assert settings_of(run)["environment"] == {"B": "c"}
    alone = function("  - {name: environment, value: [{name: A, fromParam: none}]}")
    assert "environment" not in settings_of(alone)


@pytest.mark.parametrize("written", ["[a]", "{b: 1}"])
def test_a_variable_in_a_text_stands_there_as_json_where_it_is_no_text(written):
    use = "parameterValues: [{name: p, value: 'x[fromVariable(v)]'}]"
    run = Run(
        component("parameters: [{name: p, type: string}]"), configuration(f"variables: [{{name: v, value: {written}}}]", use)
    )
    assert run.parameter("p").value == {"[a]": 'x["a"]', "{b: 1}": 'x{"b":1}'}[written]


def test_all_that_instances_repeat_is_counted_before_it_is_repeated():
    named = {name: SimpleNamespace(value=name, span=name) for name in ("web", "zone", "none")}
    use = SimpleNamespace(name=named["web"], component=named["web"], scopes=(named["zone"], named["none"]), traits=())
    component = SimpleNamespace(base=None)
    library = SimpleNamespace(components={"web": component}, scopes={"zone": ("binding",)})
    taken = []
    copies = SimpleNamespace(take=lambda value, at, times: taken.append((value, at, times)) or len(taken) < 4)
    application = SimpleNamespace(instances=(use,), library=library, target=None)
    assert _affordable(application, copies)
    assert taken == [(component, "web", 1), (("binding",), "zone", 1)]
    assert not _affordable(application, copies)
    taken.clear()
    application.target = SimpleNamespace(name="near")
    assert _affordable(application, copies)
    assert taken == [(component, "web", 6), (("binding",), "zone", 6), (use, "web", 6)]


@pytest.mark.parametrize("name", ["[x]", "{x: 1}", "null", "12"])
def test_an_item_of_a_list_has_a_text_as_its_name(name):
    run = function(f"  - {{name: environment, value: [{{name: {name}, value: a}}]}}")
    told = [found.message for found in run.reports.found if found.severity == "error"]
    assert [message.startswith('every item of setting "environment"') for message in told] == [True]


def ports(*containers, workload="Server"):
    """Return the codes about ports of containers, each a list of name, number and protocol."""
    text = "".join(
        f"  - name: c{number}\n    image: a/b:1\n    {AMPLE}\n    ports:\n"
        + "".join(f"      - {{name: {name}, containerPort: {port}, protocol: {kind}}}\n" for name, port, kind in listed)
        for number, listed in enumerate(containers)
    )
    spec = f"workloadType: core.oam.dev/v1alpha1.{workload}\ncontainers:\n{text}"
    run = Run(document("ComponentSchematic", "web", spec), configuration())
    return [(found.code.id, found.span.line) for found in run.reports.in_order()]


def test_ports_of_containers_meet_by_name_by_number_or_not_at_all():
    http, other = ("http", 80, "TCP"), ("other", 81, "TCP")
    assert ports([http], [other]) == []
    assert len(ports([http], [("http", 81, "TCP")])) == 1
    same = ports([http], [("http", 80, "TCP")], workload="Server")
    assert [code for code, _ in same] == []
    assert [code for code, _ in ports([http, ("dns", 80, "UDP")])] == [code for code, _ in ports([http], [("dns", 80, "UDP")])]
    assert len(ports([http, ("dns", 80, "UDP")])) == 1


def definition(spec):
    return document("Trait", "manual-scaler", spec)


def scaled(spec, properties):
    """Return the findings about a use of manual-scaler under a Trait document."""
    use = f"traits:\n  - name: manual-scaler\n    properties: {properties}"
    run = Run(definition(spec), component(workload="Task"), configuration(use=use))
    return run.reports.in_order()


def test_a_rule_that_a_property_breaks_is_told_at_that_property():
    schema = '\'{"type": "object", "properties": {"replicaCount": {"maximum": 2}}}\''
    assert scaled(f"appliesTo: ['*']\nproperties: {schema}", "{replicaCount: 2}") == []
    (found,) = scaled(f"appliesTo: ['*']\nproperties: {schema}", "{replicaCount: 3}")
    assert found.code.id == "OAM543"
    assert found.hint == "keep to the rule, or change the Trait document"
    assert "replicaCount" in found.message


def test_a_workload_type_that_a_trait_document_leaves_out_is_told_with_the_document():
    (found,) = scaled("appliesTo: [core.oam.dev/v1alpha1.Server]", "{replicaCount: 2}")
    assert "the Trait document lets it apply to" in found.hint
    assert [related.message for related in found.related][1:] == ["this Trait document does not list the workload type"]


@pytest.mark.parametrize(
    ("labels", "annotations", "found"),
    [
        ({"a.org/b": "c"}, {"a.org/b": "any text\n"}, []),
        ({"a b": "c"}, {}, [("OAM310", "the key of a label")]),
        ({"": "c"}, {}, [("OAM310", "the key of a label")]),
        ({"a": "b c"}, {}, [("OAM606", 'the value of label "a"')]),
        ({}, {"a b": "c"}, [("OAM310", "the key of an annotation")]),
    ],
)
def test_labels_and_annotations_are_what_objects_can_carry(labels, annotations, found):
    place = node("x").span
    keyed = [
        {key: Keyed(value=value, span=place, key_span=place) for key, value in table.items()} for table in (labels, annotations)
    ]
    reports = Reports()
    good = [*checked_labels(keyed[0], reports), *checked_annotations(keyed[1], reports)]
    assert good == ([] if found else [*labels, *annotations])
    assert [item.code.id for item in reports.found] == [code for code, _ in found]
    assert all(words in item.message for item, (_, words) in zip(reports.found, found, strict=True))


@pytest.mark.parametrize(("length", "told"), [(63, 0), (64, 1)])
def test_no_name_is_longer_than_a_label_can_carry(length, told):
    reports = Reports()
    workload = SimpleNamespace(name_rule="subdomain", longest_name=99, name="x.Thing")
    check_instance_name(Located(value="a" * length, span=node("x").span), workload, reports)
    assert len(reports.found) == told
    assert all("because labels carry it" in found.message for found in reports.found)


@pytest.mark.parametrize(
    ("retired", "known"),
    [
        ("Service", "Server"),
        ("ReplicatedService", "Server"),
        ("ReplicableService", "Server"),
        ("SingletonService", "SingletonServer"),
        ("ReplicableWorker", "Worker"),
        ("ReplicatedTask", "Task"),
        ("ReplicableTask", "Task"),
    ],
)
@pytest.mark.parametrize("prefix", ["core.oam.dev/v1alpha1.", "core.oam.dev/v1.", ""])
def test_a_retired_name_of_a_type_is_taken_for_the_one_of_today(retired, known, prefix):
    text = component("", "ports: [{name: http, containerPort: 80}]" if "Server" in known else "")
    run = Run(text.replace("core.oam.dev/v1alpha1.Worker", prefix + retired), configuration())
    assert [found.hint for found in run.reports.found if found.message.startswith(f'workload type "{prefix}{retired}"')] == [
        f"write core.oam.dev/v1alpha1.{known}"
    ]
    assert run.instance.workload_type.name == f"core.oam.dev/v1alpha1.{known}"


@pytest.mark.parametrize(
    ("declared", "fitting", "misfit"),
    [
        ("string", "a", "[1]"),
        ("boolean", "true", "a"),
        ("number", "1.5", "a"),
        ("double", "1.5", "a"),
        ("integer", "2", "1.5"),
        ('"[]string"', "[a]", "a"),
    ],
)
def test_a_property_of_a_scope_has_the_type_that_its_document_declares(declared, fitting, misfit):
    scope = document(
        "ApplicationScope",
        "zone",
        f"type: example.org/v1.Zone\nallowComponentOverlap: true\nparameters: [{{name: p, type: {declared}}}]",
    )
    for value, fits in ((fitting, True), (misfit, False)):
        binding = f"scopes: [{{name: mine, type: example.org/v1.Zone, properties: {{p: {value}}}}}]"
        run = Run(scope, component(), configuration(binding))
        assert run.reports.has_errors() != fits


@pytest.mark.parametrize("name", ["global", "namePrefix", "variables", "scopes", "enabled"])
def test_names_of_the_values_of_a_chart_are_no_names_of_instances(name):
    reports = Reports()
    workload = SimpleNamespace(name_rule="subdomain", longest_name=50, name="x.Thing")
    check_instance_name(Located(value=name, span=node("x").span), workload, reports)
    assert [found.hint for found in reports.found] == ["choose another instanceName"]


def test_a_name_in_a_list_is_one_of_an_environment():
    run = function("  - {name: environment, value: [{name: 'a b', value: x}, {name: 'a.b-c_1', value: y}]}")
    (found,) = [item for item in run.reports.found if item.severity == "error"]
    assert found.message == (
        '"a b" cannot be used as a name in setting "environment": '
        "it must consist of letters, digits, hyphens, underscores and dots"
    )
    assert found.hint == "rename it"


@pytest.mark.parametrize(("required", "code"), [("", "OAM409"), (", required: true", "OAM537")])
def test_a_setting_whose_parameter_has_no_value_is_told_once(required, code):
    head = "workloadSettings:\n  - {name: image, value: a}\n  - {name: handler, value: b}\n"
    settings = f"{head}  - {{name: labels, fromParam: q{required}}}"
    text = component(f"parameters: [{{name: q, type: object, required: true}}]\n{settings}", workload=FUNCTION)
    run = Run(text, configuration())
    assert sorted(run.codes) == sorted(["OAM404", code])


@pytest.mark.parametrize(
    ("description", "words"),
    [("", ""), ("The size.", "it: the size"), ("CPU that is used", "it: CPU that is used"), ("A", "it: a")],
)
def test_a_property_is_told_in_the_words_of_its_description(description, words):
    assert about(SimpleNamespace(name="it", description=description)) == words

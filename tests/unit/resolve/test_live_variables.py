"""Variables as values of the output: which are, of what type, and what fixes them (docs/spec/oam-v1alpha1.md, 4.2)."""

import json

import pytest

from oamc.checks import result
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Fits, Hole, Text, TextOf
from oamc.expressions.problems import problem
from oamc.expressions.types import AnyListType, BooleanType, ListType, NumberType, ObjectType, TextType
from oamc.options import Options
from oamc.values.given import Assignment, Overrides
from tests.support.agreement import source
from tests.support.documents import application, compiled, compiled_objects, component, container, trait

OBJECT_WITH_LIST = {"hosts": ["https://[fromVariable(x)]", 1.5, {"port": "[fromVariable(n)]"}], "none": {}}


def parameter(name, kind, **fields):
    """Return a declared parameter."""
    return {"name": name, "type": kind, **fields}


def value(name, given):
    """Return a value that the application gives."""
    return {"name": name, "value": given}


def web(*parameters, **fields):
    """Return a component that takes its parameters into its environment."""
    env = [{"name": declared["name"].upper(), "fromParam": declared["name"]} for declared in parameters]
    return component("Server", container(env=env, **fields), parameters=list(parameters))


def variables(**given):
    """Return variables by their values."""
    return [{"name": name, "value": found} for name, found in given.items()]


def resolved(given, parameters=(), values=(), traits=(), **options):
    """Return the parameters of the output by their paths, and those that are fixed, of one instance."""
    (objects,) = compiled_objects(
        web(*parameters), application(*traits, variables=variables(**given), parameterValues=list(values)), **options
    )
    return {one.path: one for one in objects.parameters}, {one.path: one for one in objects.fixed}, objects


def yaml_of(*documents):
    """Return documents as YAML, which JSON is."""
    return "---\n".join(f"{json.dumps(document)}\n" for document in documents)


def checked(text, *sets):
    """Return what is found in documents with some overrides."""
    reports = Reports()
    overrides = Overrides(assignments=tuple(Assignment(flag="--set", text=one) for one in sets))
    build((source(text),), Options(overrides=overrides), reports)
    return reports


INGRESS = {"servicePort": 8080}


@pytest.mark.parametrize(
    ("given", "kind", "text", "wanted", "built"),
    [
        ("a", "string", "[fromVariable(x)]", "string", Hole(path=("variables", "x"), type=TextType())),
        ("1.10", "string", "[fromVariable(x)]", "string", Hole(path=("variables", "x"), type=TextType())),
        (3, "number", "[fromVariable(x)]", NumberType(), Hole(path=("variables", "x"), type=NumberType())),
        (True, "boolean", "[fromVariable(x)]", BooleanType(), Hole(path=("variables", "x"), type=BooleanType())),
        ({"a": 1}, "object", "[fromVariable(x)]", ObjectType(), Hole(path=("variables", "x"), type=ObjectType())),
        ([1, "a"], "array", "[fromVariable(x)]", AnyListType(), Hole(path=("variables", "x"), type=AnyListType())),
        (3, "string", "at [fromVariable(x)]", "string", Text(parts=("at ", Hole(path=("variables", "x"), type=TextType())))),
    ],
)
def test_a_variable_has_the_type_of_what_is_made_of_it(given, kind, text, wanted, built):
    live, fixed, _ = resolved({"x": given}, [parameter("p", kind)], [value("p", text)])
    found = live["variables", "x"]
    assert fixed == {}
    assert found.value == (str(given) if wanted == "string" else given)
    assert isinstance(found.type, TextType) if wanted == "string" else found.type == wanted
    tree = live["shop-web", "parameters", "p"].built
    assert type(tree) is type(built)
    assert [part if isinstance(part, str) else part.path for part in getattr(tree, "parts", ())] == [
        part if isinstance(part, str) else part.path for part in getattr(built, "parts", ())
    ]


def test_what_is_built_is_null_in_the_values_and_may_be_so():
    live, _, _ = resolved({"x": "a"}, [parameter("p", "string", required=True)], [value("p", "[fromVariable(x)]")])
    found = live["shop-web", "parameters", "p"]
    assert (found.optional, found.may_be_null, found.follows, found.value) == (False, True, True, "a")
    assert not live["variables", "x"].may_be_null


def test_values_are_built_at_any_depth():
    live, _, _ = resolved({"x": "a", "n": 7}, [parameter("p", "object")], [value("p", OBJECT_WITH_LIST)])
    built = live["shop-web", "parameters", "p"].built
    host, number = live["variables", "x"], live["variables", "n"]
    assert built == {
        "hosts": [
            Text(parts=("https://", Hole(path=host.path, type=host.type))),
            1.5,
            {"port": Hole(path=number.path, type=NumberType())},
        ],
        "none": {},
    }


def test_a_number_that_also_stands_in_texts_is_a_number_there_as_text():
    live, _, _ = resolved(
        {"n": 7},
        [parameter("p", "number"), parameter("q", "string"), parameter("r", "string")],
        [value("p", "[fromVariable(n)]"), value("q", "[fromVariable(n)]"), value("r", "n=[fromVariable(n)]")],
    )
    hole = Hole(path=("variables", "n"), type=NumberType())
    assert live["shop-web", "parameters", "p"].built == hole
    assert live["shop-web", "parameters", "q"].built == TextOf(hole=hole)
    assert live["shop-web", "parameters", "r"].built == Text(parts=("n=", TextOf(hole=hole)))


def test_a_text_that_a_property_reads_as_a_number_is_a_number():
    live, fixed, _ = resolved({"n": "3"}, traits=[trait("manual-scaler", replicaCount="[fromVariable(n)]")])
    assert (live["variables", "n"].value, fixed) == (3, {})
    assert live["variables", "n"].type == NumberType(whole=True, minimum=0, maximum=2**31 - 1)


def test_numbers_are_narrowed_by_all_places():
    traits = [trait("auto-scaler", minimum="[fromVariable(n)]", cpu="[fromVariable(n)]", maximum=9)]
    live, _, _ = resolved({"n": 3}, [parameter("p", "number")], [value("p", "[fromVariable(n)]")], traits)
    assert live["variables", "n"].type == NumberType(whole=True, minimum=1, maximum=2**31 - 1)


def test_a_port_is_one_of_the_ports_of_the_component():
    live, _, _ = resolved({"n": 8080}, traits=[trait("ingress", hostname="a.b", servicePort="[fromVariable(n)]")])
    assert live["variables", "n"].type.choices == (8080,)


@pytest.mark.parametrize(
    ("properties", "right", "wrong"),
    [
        ({"hostname": "[fromVariable(x)]"}, ["", "a.b", "*.a.b"], ["A", "a b", "a/b", "1.2.3.4"]),
        ({"hostname": "[fromVariable(x)]", "tlsHosts": ["[fromVariable(x)]"]}, ["a.b", "*.a.b"], ["", "A", "a,b"]),
        ({"hostname": "shop.[fromVariable(x)]"}, ["a", "a.b"], ["", "*.a", "A", "a b", "a/b", "a:b"]),
        ({"hostname": "[fromVariable(x)].example.com"}, ["a", "a.b"], ["", "A", "-", "a b"]),
        ({"hostname": "a.b", "path": "/v[fromVariable(x)]"}, ["1", "1.2", "a_b"], ["", "a b", "é"]),
    ],
)
def test_a_variable_may_be_what_leaves_a_host_or_a_path_right(properties, right, wrong):
    live, _, _ = resolved({"x": "b"}, traits=[trait("ingress", **INGRESS, **properties)])
    found = live["variables", "x"].type
    assert [problem(found, text) for text in right] == [""] * len(right)
    assert [bool(problem(found, text)) for text in wrong] == [True] * len(wrong)


def test_what_the_type_of_a_variable_does_not_prove_is_a_requirement():
    _, _, whole = resolved({"x": "b.c"}, traits=[trait("ingress", **INGRESS, hostname="[fromVariable(x)]")])
    live, _, part = resolved({"x": "b.c"}, traits=[trait("ingress", **INGRESS, hostname="shop.[fromVariable(x)]")])
    assert whole.requirements == ()
    (needed,) = part.requirements
    given, fits = needed.condition.conditions
    assert given.path == ("shop-web", "traits", "ingress", "hostname")
    assert fits == Fits(value=live[given.path].built, type=live[given.path].type)
    assert "shop-web.traits.ingress.hostname, which follows variables.x, must be empty or a host name" in needed.message


def test_a_variable_keeps_the_patterns_of_all_parameters_that_follow_it():
    rules = {"p": "^[a-z]", "q": "[0-9]$"}
    parameters = [parameter(name, "string", pattern=pattern) for name, pattern in rules.items()]
    live, _, objects = resolved({"x": "a1"}, parameters, [value(name, "[fromVariable(x)]") for name in rules])
    own = live["variables", "x"].type
    asked = [needed.condition.conditions[1].type for needed in objects.requirements]
    for text, fits in {"a1": True, "a": False, "1": False, "": False}.items():
        assert all(not problem(rule, text) for rule in (own, *asked)) == fits, text
    assert all("must match" in needed.message for needed in objects.requirements)


def test_a_list_without_two_items_alike_fixes_its_variables():
    rules = {"items": {"type": "string"}, "minItems": 1}
    for unique in (False, True):
        declared = parameter("p", "array", uniqueItems=unique, **rules)
        live, fixed, _ = resolved({"x": "a", "y": "b"}, [declared], [value("p", ["[fromVariable(x)]", "c[fromVariable(y)]"])])
        assert (("variables", "x") in fixed, ("variables", "y") in fixed) == (unique, unique)
        assert (live["shop-web", "parameters", "p"].built is None) == unique
        assert live["shop-web", "parameters", "p"].value == ["a", "cb"]


def test_numbers_keep_the_multiples_of_all_parameters_that_follow_them():
    rules = [parameter("p", "integer", multipleOf=4), parameter("q", "integer", multipleOf=6, exclusiveMinimum=0)]
    live, _, _ = resolved({"n": 12}, rules, [value(one["name"], "[fromVariable(n)]") for one in rules])
    assert live["variables", "n"].type == NumberType(whole=True, above=0, multiple=12)


def test_a_text_for_a_process_has_no_nul_and_needs_no_requirement():
    live, _, objects = resolved({"x": "a"}, [parameter("p", "string")], [value("p", "[fromVariable(x)]!")])
    assert (problem(live["variables", "x"].type, "a\0") != "", objects.requirements) == (True, ())


FIXED = {
    "a property that shapes the output": ("data", {"volumeName": "[fromVariable(x)]", "storageClass": "a"}, "volume-mounter"),
    "an empty text that means not set": ("", {"tlsSecretName": "[fromVariable(x)]", "hostname": "a.b", **INGRESS}, "ingress"),
    "a text that is split": ("a.b,c.d", {"tlsHosts": "[fromVariable(x)]", "hostname": "a.b", **INGRESS}, "ingress"),
    "a star that means any host": ("*", {"hostname": "[fromVariable(x)]", **INGRESS}, "ingress"),
    "a text that is trimmed": (" a.b", {"tlsHosts": "[fromVariable(x)]", "hostname": "a.b", **INGRESS}, "ingress"),
    "a text that becomes a number": ("1", {"replicaCount": "[fromVariable(x)]0"}, "manual-scaler"),
}


@pytest.mark.parametrize("reason", FIXED)
def test_a_use_that_cannot_follow_fixes_the_variable_everywhere(reason):
    given, properties, name = FIXED[reason]
    volumes = [{"name": "data", "mountPath": "/d", "disk": {"required": "1G"}}]
    resources = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}, "volumes": volumes}
    env = [{"name": "P", "fromParam": "p"}]
    (objects,) = compiled_objects(
        component("Server", container(env=env, resources=resources), parameters=[parameter("p", "string")]),
        application(
            trait(name, **properties),
            variables=variables(x=given, y="free"),
            parameterValues=[value("p", "[[fromVariable(x)]] [fromVariable(y)]")],
        ),
    )
    live, fixed = {one.path: one for one in objects.parameters}, {one.path: one for one in objects.fixed}
    assert ("variables", "x") in fixed
    assert ("variables", "x") not in live
    assert fixed["variables", "x"].history[-1].via is not None
    known, rest = live["shop-web", "parameters", "p"].built.parts
    assert known == f"[{given}] "
    assert rest.path == ("variables", "y")


def test_a_number_whose_text_would_be_another_one_is_fixed():
    given = [value("p", "[fromVariable(x)]"), value("q", "v[fromVariable(x)]")]
    reports = compiled(
        web(parameter("p", "number"), parameter("q", "string")),
        application(variables=variables(x=1.5), parameterValues=given),
        sets=("variables.x=2",),
    ).reports
    assert not reports.has_errors()
    document = application(variables=variables(x="XX"), parameterValues=given)
    text = yaml_of(web(parameter("p", "number"), parameter("q", "string")), document).replace('"XX"', "1.50")
    assert [found.code.id for found in checked(text, "variables.x=2").found if found.severity == "error"] == ["OAM450"]


def test_two_places_that_read_a_text_differently_fix_it():
    traits = [trait("manual-scaler", replicaCount="[fromVariable(x)]")]
    live, fixed, _ = resolved({"x": "3"}, [parameter("p", "string")], [value("p", "[fromVariable(x)]")], traits)
    assert (fixed, live["variables", "x"].value) == ({}, 3)
    assert live["shop-web", "parameters", "p"].built == TextOf(
        hole=Hole(path=("variables", "x"), type=live["variables", "x"].type)
    )


def test_a_list_has_the_narrower_type_of_two_places():
    traits = [trait("ingress", hostname="a.b", tlsHosts="[fromVariable(x)]", tlsSecretName="t", **INGRESS)]
    live, fixed, _ = resolved({"x": ["a.b"]}, [parameter("p", "array")], [value("p", "[fromVariable(x)]")], traits)
    assert fixed == {}
    assert isinstance(live["variables", "x"].type, ListType)


def test_a_mark_in_the_document_itself_is_no_reference():
    text = "\ue000x\ue001 [fromVariable(x)]"
    live, fixed, _ = resolved({"x": "a"}, [parameter("p", "string")], [value("p", text)])
    assert (live["shop-web", "parameters", "p"].built, list(fixed)) == (None, [("variables", "x")])
    assert live["shop-web", "parameters", "p"].value == "\ue000x\ue001 a"


def test_a_variable_that_nothing_follows_is_no_value():
    live, fixed, _ = resolved({"x": "a", "y": "b"}, [parameter("p", "string")], [value("p", "[fromVariable(x)]")])
    assert [path for path in (*live, *fixed) if path[0] == "variables"] == [("variables", "x")]


def test_a_variable_of_a_value_that_is_not_used_is_no_value():
    given = [value("p", "a"), value("other", "[fromVariable(x)]")]
    live, fixed, _ = resolved({"x": "a"}, [parameter("p", "string")], given, allow_unknown=True)
    assert [path for path in (*live, *fixed) if path[0] == "variables"] == []


def test_variables_stand_before_the_instances_in_the_order_of_the_application():
    given = [value("p", "[fromVariable(b)][fromVariable(a)]")]
    live, _, _ = resolved({"a": "1", "b": "2"}, [parameter("p", "string")], given)
    assert list(live)[:3] == [("namePrefix",), ("variables", "a"), ("variables", "b")]


def test_the_description_of_a_variable_names_what_follows_it_and_is_short():
    many = [parameter(f"p{number}", "string") for number in range(8)]
    live, _, _ = resolved({"x": "a"}, many, [value(one["name"], "[fromVariable(x)]") for one in many])
    description = live["variables", "x"].description
    assert "shop-web.parameters.p4 and 3 more follow" in description
    assert "p5" not in description


BANNER = [value("p", "[fromVariable(x)][fromVariable(x)]"), value("q", "<[fromVariable(x)]>"), value("r", "[fromVariable(x)]")]
PARAMETERS = [parameter(name, "string") for name in "pqr"]


@pytest.mark.parametrize(("length", "codes"), [(23, []), (24, ["OAM451"])])
def test_what_overrides_make_of_variables_has_a_bound(length, codes, monkeypatch):
    monkeypatch.setattr(result, "MOST_BUILT", 4 * 25)
    documents = (web(*PARAMETERS), application(variables=variables(x="a"), parameterValues=BANNER))
    assert compiled(*documents, sets=(f"variables.x={'b' * length}",)).codes == codes
    given = (f"variables.x={'b' * length}", "shop-web.parameters.r=c")
    assert compiled(*documents, sets=given).codes == []


def test_a_long_variable_that_is_used_often_is_too_many_copies():
    many = [parameter(f"p{number}", "string") for number in range(300)]
    values = [value(one["name"], "[fromVariable(x)]") for one in many]
    found = compiled(web(*many), application(variables=variables(x="a" * 100_000), parameterValues=values))
    assert found.codes == ["OAM198"]


def test_an_application_takes_the_variables_that_it_knows():
    first = application(variables=variables(x="a", y="b"), parameterValues=[value("p", "[fromVariable(x)][fromVariable(y)]")])
    second = application(
        name="other", instance="other", variables=variables(x="c"), parameterValues=[value("p", "[fromVariable(x)]")]
    )
    component_of_both = web(parameter("p", "string"))
    found = compiled(component_of_both, first, second, sets=("variables.x=new,variables.y=too",))
    env = [
        item["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"]
        for item in found.objects
        if item["kind"] == "Deployment"
    ]
    assert (found.codes, sorted(env)) == ([], ["new", "newtoo"])
    refused = compiled(component_of_both, first, second, sets=("variables.z=1",))
    assert set(refused.codes) == {"OAM753"}


def test_a_variable_that_one_application_fixes_is_told_once():
    traits = [trait("volume-mounter", volumeName="[fromVariable(x)]", storageClass="a")]
    resources = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}, "volumes": [{"name": "data", "mountPath": "/d"}]}
    second = application(name="other", instance="other")
    documents = (
        component("Server", container(resources=resources)),
        application(*traits, variables=variables(x="data")),
        second,
    )
    errors = [found for found in compiled(*documents, sets=("variables.x=1",)).reports.found if found.severity == "error"]
    assert [(found.code.id, found.message) for found in errors] == [
        ("OAM450", 'value "variables.x" is fixed when the output is built (given by --set, column 1)')
    ]
    (note,) = errors[0].related
    assert "cannot follow" in note.message


def test_values_below_what_is_fixed_are_told_each():
    traits = [trait("volume-mounter", volumeName="[fromVariable(x)]", storageClass="a")]
    resources = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}, "volumes": [{"name": "data", "mountPath": "/d"}]}
    documents = (component("Server", container(resources=resources)), application(*traits, variables=variables(x="data")))
    sets = ("variables.x=1,variables.y=2,shop-web.traits.volume-mounter.data.volumeName=a",)
    errors = [found for found in compiled(*documents, sets=sets).reports.found if found.severity == "error"]
    assert sorted(found.code.id for found in errors) == ["OAM450", "OAM450", "OAM753"]

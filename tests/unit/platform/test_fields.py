"""Rules about fields of objects, in trees with conditions and holes of every kind."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Digest, Hole, IsSet, IsTrue, NotEmpty, Text, TextOf, When
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    Field,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    StructType,
    TextMapType,
    TextType,
)
from oamc.objects.fill import Filler
from oamc.objects.object_set import ObjectSet
from oamc.objects.tree import INSTANCE, At, KubeObject, Owner
from oamc.objects.verify import verify
from oamc.platform.fixing import with_fixed_fields
from oamc.platform.holding import Surroundings, UsedTrait, held
from oamc.platform.rules import HOSTS, OBJECT, REGISTRIES, TRAIT, TRAITS, VALUE, Listed, MostReplicas, Platform, Rule
from oamc.spans import Located, SourceFile, Span
from oamc.values.parameters import APPLICATION, BUILT_IN, DECLARED_DEFAULT, Assignment, Parameter

FILE = SourceFile(path="app.yaml", label="app.yaml", text="")
HERE = Span(FILE, 1, 1, 1, 2)
THERE = Span(SourceFile(path="oamc.toml", label="oamc.toml", text=""), 3, 1, 3, 2)
PATH = ("web", "image")
AROUND = Surroundings(uses=(), refused=(), namespace=None)


def kube(spec, kind="Deployment", api_version="apps/v1", condition=None):
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, "spec": spec}
    owner = Owner(kind=INSTANCE, name="web")
    return KubeObject(
        api_version=api_version,
        kind=kind,
        name="web",
        owner=owner,
        body=body,
        span=HERE,
        rule="test",
        condition=condition,
    )


def pod(container, **fields):
    return {"template": {"spec": {"containers": [{"name": "web", **container}], **fields}}}


def parameter(path=PATH, value="docker.io/a", value_type=None, source=APPLICATION, **fields):
    history = () if value is None else (Assignment(source=source, value=value, span=HERE),)
    given = value_type or TextType()
    return Parameter(path=path, type=given, description="", history=history, declared=HERE, **fields)


def hold(item, platform, *parameters, around=AROUND, fixed=()):
    reports = Reports()
    objects = ObjectSet(
        application=Located(value="shop", span=HERE),
        annotations={},
        objects=(item,),
        parameters=parameters,
        requirements=(),
        fixed=fixed,
    )
    found = held(objects, around, platform, reports)
    verify(found)
    return found, [finding.code.id for finding in reports.found]


def listed(key, *names, denies=False, of=""):
    return Listed(key=key, denies=denies, names=tuple(Located(value=name, span=THERE) for name in names), span=THERE, of=of)


def of_lists(*lists):
    return Platform(lists=lists)


def rule(about, subject, path, value_type=None, **fields):
    return Rule(about=about, subject=subject, path=path, span=THERE, type=value_type, words="must be so", **fields)


REGISTRY = of_lists(listed(REGISTRIES, "docker.io"))
ON = IsTrue(path=("web", "on"))
ON_VALUE = parameter(("web", "on"), True, BooleanType())


def hole(value_type=None):
    return Hole(path=PATH, type=value_type or TextType())


def test_a_hole_narrows_its_parameter_wherever_it_stands():
    for place in ("containers", "initContainers", "ephemeralContainers"):
        item = kube({"deep": {place: [{"image": At(hole(), HERE)}]}})
        found, told = hold(item, REGISTRY, parameter())
        assert (found.parameters[0].type.contains != (), told) == (True, [])
        assert [one.span for one in found.parameters[0].ruled] == [THERE]


def test_the_image_of_a_function_is_one():
    spec = {"image": hole()}
    assert hold(kube(spec, "Function", "openfaas.com/v1"), REGISTRY, parameter())[0].parameters[0].ruled
    assert not hold(kube(spec, "Other", "openfaas.com/v1"), REGISTRY, parameter())[0].parameters[0].ruled


def test_both_branches_of_a_condition_are_looked_at():
    image = When(condition=ON, then=At("quay.io/a", HERE), otherwise=At("quay.io/b", THERE))
    _, told = hold(kube(pod({"image": image})), REGISTRY, ON_VALUE)
    assert told == ["OAM723", "OAM723"]


def test_what_stands_in_the_place_of_a_value_that_is_not_set_is_looked_at():
    image = Hole(path=PATH, type=TextType(), otherwise="quay.io/a")
    assert hold(kube(pod({"image": image})), REGISTRY, parameter(value=None, optional=True))[1] == ["OAM723"]


def test_a_text_that_is_made_of_values_becomes_a_condition_that_holds_where_the_text_is_not_written():
    image = When(condition=ON, then=Text(parts=(hole(), ":1")))
    item = kube(pod({"image": image}), condition=IsSet(path=PATH))
    found, told = hold(item, of_lists(listed(REGISTRIES, "quay.io", denies=True)), parameter(), ON_VALUE)
    (needed,) = found.requirements
    assert told == []
    for on, text, holds in ((True, "quay.io/a", False), (False, "quay.io/a", True), (True, "docker.io/a", True)):
        assert Filler({"web": {"on": on, "image": text}}).holds(needed.condition) is holds


@pytest.mark.parametrize(
    "tree",
    [
        Digest(parts=("a",)),
        Hole(path=PATH, type=ObjectType()),
        Hole(path=PATH, type=AnyListType()),
        Hole(path=PATH, type=ListType(item=ObjectType())),
    ],
)
def test_what_may_be_anything_is_refused(tree):
    spec = pod({"image": tree})
    assert hold(kube(spec), REGISTRY, parameter(value={}, value_type=ObjectType()))[1] == ["OAM726"]


def test_a_number_in_a_text_is_refused_by_a_rule_about_numbers():
    text = TextOf(hole=Hole(path=PATH, type=NumberType()))
    platform = Platform(rules=(rule(OBJECT, "apps/*", "spec.a", NumberType(maximum=1)),))
    assert hold(kube({"a": text}), platform, parameter(value=1, value_type=NumberType()))[1] == ["OAM726"]


def test_a_hole_above_the_fields_is_looked_into_by_its_type():
    image = StructType(fields=(Field(name="image", type=TextType()),))
    trees = {
        "containers": ListType(item=image),
        "template": StructType(fields=(Field(name="containers", type=ListType(item=image)),)),
        "templates": MapType(item=StructType(fields=(Field(name="containers", type=ListType(item=image)),))),
    }
    for name, value_type in trees.items():
        value = parameter(value={}, value_type=value_type)
        assert hold(kube({name: Hole(path=PATH, type=value_type)}), REGISTRY, value)[1] == ["OAM726"], name


@pytest.mark.parametrize(
    "spec",
    [
        {"other": Hole(path=PATH, type=StructType(fields=(Field(name="size", type=TextType()),)))},
        {"nodeSelector": Hole(path=PATH, type=MapType(item=TextType()))},
        {"nodeSelector": Hole(path=PATH, type=TextMapType())},
        {"template": {"metadata": {"annotations": Hole(path=PATH, type=ObjectType())}}},
        {"values": Hole(path=PATH, type=ObjectType())},
    ],
)
def test_free_text_and_trees_without_such_fields_are_left_alone(spec):
    value = parameter(value={}, value_type=next(iter([ObjectType()])))
    assert hold(kube({"a": 1, **spec}), REGISTRY, value)[1] == []


def test_the_hosts_in_a_list_are_narrowed():
    hosts = ListType(item=TextType())
    spec = {"rules": [{"host": "a.example.com"}], "tls": [{"hosts": Hole(path=PATH, type=hosts)}]}
    item = kube(spec, "Ingress", "networking.k8s.io/v1")
    found, told = hold(item, of_lists(listed(HOSTS, "*.example.com")), parameter(value=["a.example.com"], value_type=hosts))
    assert (found.parameters[0].type.item.contains != (), told) == (True, [])


INGRESS = of_lists(listed(HOSTS, "*.example.com"))


@pytest.mark.parametrize(
    "spec",
    [
        {"defaultBackend": {}, "a": 1},
        {"rules": [{"http": {"paths": [1]}}]},
        {"rules": [{"http": 1, "host": When(condition=ON, then="a.example.com")}]},
    ],
)
def test_an_ingress_that_answers_for_every_host_is_refused(spec):
    spec.pop("defaultBackend", None)
    assert hold(kube(spec, "Ingress", "networking.k8s.io/v1"), INGRESS, ON_VALUE)[1] == ["OAM723"]
    assert hold(kube(spec, "Route", "example.com/v1"), INGRESS, ON_VALUE)[1] == []


@pytest.mark.parametrize("condition", [IsSet(path=PATH), NotEmpty(path=PATH)])
def test_a_host_that_could_be_taken_away_must_be_there(condition):
    spec = {"rules": [{"http": 1, "host": When(condition=condition, then=hole())}]}
    value = parameter(value="a.example.com", optional=True)
    found, told = hold(kube(spec, "Ingress", "networking.k8s.io/v1"), INGRESS, value)
    assert (found.parameters[0].optional, told) == (False, [])


def test_replicas_are_narrowed_once_for_all_their_fields():
    spec = {"replicas": Hole(path=PATH, type=NumberType()), "minReplicas": Hole(path=PATH, type=NumberType())}
    most = Platform(most_replicas=(MostReplicas(value=3, span=THERE),))
    found, told = hold(kube(spec), most, parameter(value=2, value_type=NumberType(whole=True)))
    assert (found.parameters[0].type, told) == (NumberType(whole=True, maximum=3), [])
    assert len(found.parameters[0].ruled) == 1


def test_what_follows_other_values_narrows_these_or_asks_for_a_condition():
    source = parameter(("variables", "a"), "docker.io/a")
    of_source = Hole(path=source.path, type=TextType())
    for built, narrows, conditions in (
        (of_source, True, 0),
        (Text(parts=("docker.io/", of_source)), False, 1),
        ([of_source, "docker.io/b"], True, 0),
    ):
        value = parameter(built=built, value=["a"] if isinstance(built, list) else "a")
        item = kube(pod({"image": hole()}))
        if isinstance(built, list):
            value = parameter(built=built, value=["docker.io/a"], value_type=ListType(item=TextType()))
            item = kube({"containers": [{"image": Hole(path=PATH, type=TextType())}]})
        found, told = hold(item, REGISTRY, source, value)
        assert (bool(found.parameters[0].ruled), len(found.requirements), told) == (narrows, conditions, []), built


def test_a_known_part_of_what_a_value_is_built_of_is_looked_at():
    value = parameter(built=["quay.io/b"], value=["quay.io/b"], value_type=ListType(item=TextType()))
    assert hold(kube(pod({"image": hole()})), REGISTRY, value)[1] == ["OAM723"]
    tree = parameter(built={"a": hole()}, value="a")
    assert hold(kube(pod({"image": hole()})), REGISTRY, tree)[1] == ["OAM726"]


def test_a_value_that_is_fixed_when_the_output_is_built_is_looked_at():
    shapes = parameter(("web", "shape"), "b", fixed=True)
    platform = Platform(rules=(rule(VALUE, "", "web.*", ChoiceType(choices=("a",))),))
    assert hold(kube({"a": 1}), platform, fixed=(shapes,))[1] == ["OAM723"]
    empty = parameter(("web", "shape"), None, fixed=True)
    assert hold(kube({"a": 1}), platform, fixed=(empty,))[1] == []


def test_a_rule_that_fits_no_value_of_a_type_is_refused():
    platform = Platform(rules=(rule(VALUE, "", "web.image", NumberType(maximum=1)),))
    assert hold(kube({"a": hole()}), platform, parameter())[1] == ["OAM723"]
    assert hold(kube({"a": hole()}), platform, parameter(value=None))[1] == ["OAM726"]


def test_a_rule_that_fixes_gives_a_value_where_only_oamc_gives_one():
    platform = Platform(rules=(rule(VALUE, "", "web.image", ChoiceType(choices=("b",)), fixed="b"),))
    for value in (parameter(source=BUILT_IN), parameter(value=None)):
        found, told = hold(kube({"a": hole()}), platform, value)
        assert (found.parameters[0].value, found.parameters[0].type, told) == ("b", ChoiceType(choices=("b",)), [])
    found, _ = hold(kube({"a": hole()}), platform, parameter(source=DECLARED_DEFAULT))
    assert found.parameters[0].value == "docker.io/a"


def test_whom_a_rule_lets_set_a_value_decides():
    by_developer = Platform(rules=(rule(VALUE, "", "web.image", setters=("developer",)),))
    found, told = hold(kube({"a": hole()}), by_developer, parameter(source=DECLARED_DEFAULT, optional=True))
    assert not found.parameters[0].may_be_null
    assert (found.parameters[0].type, told) == (ChoiceType(choices=("docker.io/a",)), [])
    assert hold(kube({"a": hole()}), by_developer, parameter())[1] == ["OAM725"]
    by_operator = Platform(rules=(rule(VALUE, "", "web.image", setters=("operator",)),))
    assert hold(kube({"a": hole()}), by_operator, parameter(source=DECLARED_DEFAULT))[1] == ["OAM725"]
    assert hold(kube({"a": hole()}), by_operator, parameter())[0].parameters[0].ruled == ()


def test_a_list_that_nobody_may_set_is_refused_and_a_missing_value_stays_missing():
    nobody = Platform(rules=(rule(VALUE, "", "web.image", setters=()),))
    value = parameter(source=BUILT_IN, value=["a"], value_type=ListType(item=TextType()))
    assert hold(kube({"a": Hole(path=PATH, type=ListType(item=TextType()))}), nobody, value)[1] == ["OAM726"]
    found, _ = hold(kube({"a": hole()}), nobody, parameter(value=None, optional=True))
    assert found.parameters[0].type == ChoiceType(choices=())


def test_the_properties_that_may_be_set_are_those_on_the_list_and_in_their_groups():
    platform = of_lists(listed(TRAITS, "rules", "tls.name", of="ingress"))
    around = Surroundings(uses=(UsedTrait(path=("web", "traits", "ingress"), names=("ingress",)),), refused=(), namespace=None)
    for steps, told in (
        (("rules", "0", "host"), []),
        (("tls", "name"), []),
        (("tls", "other"), ["OAM721"]),
        (("path",), ["OAM721"]),
        (("enabled",), []),
    ):
        value = parameter(("web", "traits", "ingress", *steps))
        item = kube({"a": Hole(path=value.path, type=TextType())})
        assert hold(item, platform, value, around=around)[1] == told, steps
    other = parameter(("web", "traits", "ingress", "path"), source=BUILT_IN)
    found, _ = hold(kube({"a": Hole(path=other.path, type=TextType())}), platform, other, around=around)
    assert found.parameters[0].type == ChoiceType(choices=("docker.io/a",))


def test_a_rule_about_a_property_means_each_item_of_a_list():
    around = Surroundings(uses=(UsedTrait(path=("web", "traits", "x"), names=("x",)),), refused=(), namespace=None)
    value = parameter(("web", "traits", "x", "rules", "1", "host"))
    platform = Platform(rules=(rule(TRAIT, "x", "rules[].host", ChoiceType(choices=("docker.io/a",))),))
    found, _ = hold(kube({"a": Hole(path=value.path, type=TextType())}), platform, value, around=around)
    assert found.parameters[0].ruled


def test_what_is_refused_as_a_whole_is_not_told_once_more():
    around = Surroundings(uses=(), refused=(HERE,), namespace=None)
    image = When(condition=ON, then=At("quay.io/a", HERE), otherwise=Digest(parts=("a",)))
    assert hold(kube(pod({"image": image})), REGISTRY, ON_VALUE, around=around)[1] == []


FIXED = rule(OBJECT, "apps/*", "spec.pod.containers[].on", ChoiceType(choices=(False,)), fixed=False)


def fixed(spec, path="spec.pod.flag", kind="Deployment", value=False):  # noqa: FBT002 - the value that is written
    one = rule(OBJECT, "apps/*", path, ChoiceType(choices=(value,)), fixed=value)
    return with_fixed_fields(kube(spec, kind), Platform(rules=(one,)))


def filled(item, **values):
    return Filler({"web": values}).body(item)["spec"]


def test_a_fixed_field_is_written_where_it_is_not_there():
    assert filled(fixed({"a": 1})) == {"a": 1, "pod": {"flag": False}}
    assert filled(fixed({"pod": At({"flag": True}, HERE)})) == {"pod": {"flag": True}}
    assert filled(fixed({"pod": 1})) == {"pod": 1}


def test_a_fixed_field_is_written_into_each_item_that_is_there_and_into_no_list_of_its_own():
    path = "spec.pod.containers[].on"
    assert filled(fixed({"pod": {"containers": [{"a": 1}, {"on": True}]}}, path)) == {
        "pod": {"containers": [{"a": 1, "on": False}, {"on": True}]}
    }
    assert filled(fixed({"a": 1}, path)) == {"a": 1}


def test_a_fixed_field_stands_whatever_a_condition_says():
    conditional = fixed({"a": 1, "pod": When(condition=ON, then={"b": 2})})
    assert filled(conditional, on=True) == {"a": 1, "pod": {"b": 2, "flag": False}}
    assert filled(conditional, on=False) == {"a": 1, "pod": {"flag": False}}
    verify_body = fixed({"a": 1, "pod": {"flag": When(condition=ON, then=False), "c": 1}})
    assert filled(verify_body, on=False) == {"a": 1, "pod": {"flag": False, "c": 1}}


def test_objects_of_other_kinds_have_no_such_field():
    item = kube({"a": 1}, "Service", "v1")
    assert with_fixed_fields(item, Platform(rules=(FIXED,))) is item


def test_a_value_that_two_rules_refuse_is_told_once():
    lists = of_lists(listed(REGISTRIES, "docker.io"), listed(REGISTRIES, "docker.io/shop"))
    assert hold(kube(pod({"image": At("quay.io/a", HERE)})), lists)[1] == ["OAM723"]

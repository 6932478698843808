"""Names of Jobs end in a digest of what a Job cannot change (docs/spec/oam-v1alpha1.md, 7.2)."""

import json
import re
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.choices import JOB_NAMES
from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Equals,
    Hole,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Rate,
    Text,
    TextOf,
    When,
    WithEntry,
)
from oamc.expressions.types import ObjectType, TextType
from oamc.lower.job_names import CHANGEABLE, named_by_digest
from oamc.objects.fill import Filler
from oamc.objects.naming import prefixed
from oamc.objects.tree import INSTANCE, At, KubeObject, Owner
from tests.contracts.building import Built
from tests.support.api_server import judged_versions, shared_judge
from tests.support.documents import RESOURCES, application, compiled, component, container, trait

NAME = re.compile(r"shop-web-[0-9a-f]{8}")
HELD = container(
    ports=None,
    env=[{"name": "TARGET", "fromParam": "target"}],
    config=[{"path": "/etc/web", "fromParam": "settings"}],
)
PARAMETERS = [
    {"name": "target", "type": "string", "default": "all"},
    {"name": "settings", "type": "string", "default": "on\n"},
]
TASK = component("Task", HELD, parameters=PARAMETERS)
IMAGE = "shop-web.containers.web.image=example/web:2"


def job(*documents, **options):
    return compiled(*documents, **options).only("Job")


def name(*documents, **options):
    return job(*documents, **options)["metadata"]["name"]


def task(**fields):
    """The task with other fields of its container."""
    return component("Task", {**HELD, **fields}, parameters=PARAMETERS)


def annotated(document, **annotations):
    return {**document, "metadata": {**document["metadata"], "annotations": annotations}}


BASE = name(TASK, application())


@pytest.mark.parametrize("kind", ["Task", "SingletonTask"])
def test_the_name_of_a_job_ends_in_eight_digits(kind):
    found = compiled(component(kind, container(ports=None)), application())
    assert NAME.fullmatch(found.only("Job")["metadata"]["name"])
    assert found.only("Job")["metadata"]["labels"]["oam.dev/instance-name"] == "shop-web"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"sets": (IMAGE,)}, id="image"),
        pytest.param({"sets": ("shop-web.parameters.target=one",)}, id="parameter of a variable"),
        pytest.param({"sets": ("shop-web.parameters.settings=off",)}, id="parameter of a file"),
        pytest.param({"sets": ("shop-web.containers.web.resources.memory=1Gi",)}, id="memory"),
        pytest.param({"sets": ("shop-web.containers.web.imagePullPolicy=Always",)}, id="a value that was not set"),
        pytest.param({"qos": "off"}, id="an option of the compiler"),
    ],
)
def test_what_a_job_cannot_change_makes_another_one(change):
    assert name(TASK, application(), **change) != BASE
    assert NAME.fullmatch(name(TASK, application(), **change))


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param((task(image="example/web:2"), application()), id="image"),
        pytest.param((task(args=["--all"]), application()), id="arguments"),
        pytest.param((component("SingletonTask", HELD, parameters=PARAMETERS), application()), id="completions"),
        pytest.param((TASK, application(name="store")), id="labels of the pods"),
        pytest.param(
            (TASK, application(trait("security-policy", readOnlyRootFilesystem=True))), id="a trait that changes the pods"
        ),
    ],
)
def test_a_changed_document_makes_another_one(documents):
    assert name(*documents) != BASE


@pytest.mark.parametrize(
    ("documents", "options"),
    [
        pytest.param((TASK, application(trait("manual-scaler", replicaCount=3))), {}, id="how many run at a time"),
        pytest.param((annotated(TASK, description="x", version="2"), application()), {}, id="words for people"),
        pytest.param((TASK, annotated(application(), version="3")), {"app_version": "4"}, id="version"),
        pytest.param((TASK, application()), {"namespace": "other"}, id="namespace"),
    ],
)
def test_what_may_change_in_place_leaves_the_name(documents, options):
    assert name(*documents, **options) == BASE


def test_the_number_of_pods_of_a_manual_scaler_is_patched_in_place():
    given = (TASK, application(trait("manual-scaler", replicaCount=3)))
    assert name(*given, sets=("shop-web.traits.manual-scaler.replicaCount=9",)) == BASE


def test_a_value_counts_and_not_who_gave_it():
    assert name(task(image="example/web:2"), application()) == name(TASK, application(), sets=(IMAGE,))
    given = application(parameterValues=[{"name": "target", "value": "one"}])
    assert name(TASK, given) == name(TASK, application(), sets=("shop-web.parameters.target=one",))


def test_names_of_parameters_do_not_count():
    renamed = json.loads(json.dumps(TASK).replace('"target"', '"aim"'))
    assert name(renamed, application()) == BASE


def test_the_digits_are_the_same_under_every_prefix():
    assert name(TASK, application(), sets=("namePrefix=blue-",)) == f"blue-{BASE}"


def test_values_that_join_to_one_text_are_told_apart():
    parameters = [{"name": each, "type": "string", "default": "x"} for each in ("a", "b")]
    env = [{"name": "A", "fromParam": "a"}, {"name": "B", "fromParam": "b"}]
    given = component("Task", container(ports=None, env=env), parameters=parameters)
    first = ("shop-web.parameters.a=x\ny", "shop-web.parameters.b=z")
    second = ("shop-web.parameters.a=x", "shop-web.parameters.b=y\nz")
    assert name(given, application(), sets=first) != name(given, application(), sets=second)


def test_fixed_names_are_those_of_the_document():
    assert JOB_NAMES == ("digest", "fixed")
    assert name(TASK, application(), job_names="fixed") == "shop-web"
    assert name(TASK, application(), job_names="fixed", sets=(IMAGE, "namePrefix=a-")) == "a-shop-web"


@pytest.mark.parametrize(
    ("length", "options", "codes"),
    [
        (54, {}, []),
        (55, {}, ["OAM616"]),
        (63, {"job_names": "fixed"}, []),
        (64, {"job_names": "fixed"}, ["OAM601"]),
        (52, {"sets": ("namePrefix=ab",)}, []),
        (52, {"sets": ("namePrefix=abc",)}, ["OAM754"]),
        (61, {"sets": ("namePrefix=ab",), "job_names": "fixed"}, []),
    ],
)
def test_the_name_of_a_job_has_at_most_63_characters_with_all_that_is_added(length, options, codes):
    found = compiled(component("Task", container(ports=None)), application(instance="a" * length), **options)
    assert found.codes == codes
    assert all(len(item["metadata"]["name"]) <= 63 for item in found.objects)


def test_the_message_of_a_name_that_is_too_long_says_how_it_may_stay():
    found = compiled(component("Task", container(ports=None)), application(instance="a" * 55))
    assert "--job-names fixed" in found.reports.found[0].hint


def test_the_objects_of_other_types_keep_their_names():
    found = compiled(component("Server", HELD, parameters=PARAMETERS), application(), sets=(IMAGE,))
    assert {item["metadata"]["name"] for item in found.objects} == {"shop-web", "shop-web-web-0"}


def extended(kind, spec, **fields):
    settings = [{"name": "spec", "type": "object", **({"value": spec} if spec is not None else {}), **fields}]
    return component(kind, workloadSettings=settings)


POD = {"restartPolicy": "Never", "containers": [{"name": "a", "image": "b:1"}]}
OTHER_POD = {"restartPolicy": "Never", "containers": [{"name": "a", "image": "b:2"}]}
ALLOWED = {"allow_unknown_workloads": True}


def test_a_job_of_an_extended_type_has_the_digest_too():
    first, second, third = (
        name(extended("batch/v1.Job", {"template": {"spec": pod}, **more}), application(), **ALLOWED)
        for pod, more in ((POD, {}), (OTHER_POD, {}), (POD, {"backoffLimit": 2}))
    )
    assert NAME.fullmatch(first)
    assert first == third != second


def test_a_job_whose_spec_is_one_parameter_has_it_too():
    declared = {"name": "job", "type": "object", "default": {"template": {"spec": POD}}}
    whole = component(
        "batch/v1.Job", parameters=[declared], workloadSettings=[{"name": "spec", "type": "object", "fromParam": "job"}]
    )
    built = Built(whole, application(), values={"shop-web": {"parameters": {"job": {"backoffLimit": 1}}}}, **ALLOWED)
    (found,) = built.objects.values()
    assert NAME.fullmatch(found["metadata"]["name"])
    assert found["metadata"]["name"] != name(whole, application(), **ALLOWED)
    built.check_agreement()


@pytest.mark.parametrize("kind", ["batch/v1.CronJob", "example.com/v1.Job"])
def test_only_jobs_of_kubernetes_have_it(kind):
    spec = {"schedule": "@daily", "jobTemplate": {"spec": {"template": {"spec": POD}}}}
    (found,) = compiled(extended(kind, spec), application(), **ALLOWED).objects
    assert found["metadata"]["name"] == "shop-web"


@pytest.mark.parametrize(
    "sets",
    [
        (),
        (IMAGE,),
        ('shop-web.parameters.target=<&>\u2028\x7f"\\',),
        ("shop-web.containers.web.resources.cpu=0.5", "namePrefix=blue-"),
        ("shop-web.containers.web.imagePullPolicy=null",),
        ("shop-web.containers.web.imagePullPolicy=Never",),
    ],
)
def test_both_outputs_compute_one_name(sets):
    built = Built(TASK, application(), sets=sets)
    assert [item for item in built.objects if item.startswith("Job/")]
    built.check_agreement()


@judged_versions
def test_the_api_server_refuses_the_change_under_one_name_and_takes_what_is_left_out_of_the_digest(version):
    judge = shared_judge(version)
    fixed = {"job_names": "fixed"}
    before, after = job(TASK, application(), **fixed), job(TASK, application(), sets=(IMAGE,), **fixed)
    assert any("immutable" in error for error in judge.change(before, after).errors)
    assert judge.create(job(TASK, application(), sets=(IMAGE,))).errors == ()
    values = {
        "parallelism": 3,
        "backoffLimit": 7,
        "activeDeadlineSeconds": 60,
        "suspend": True,
        "ttlSecondsAfterFinished": 5,
        "podReplacementPolicy": "Failed",
    }
    assert {*values, "maxFailedIndexes"} == set(CHANGEABLE)
    for field, value in values.items():
        changed = deepcopy(before)
        changed["spec"][field] = value
        assert judge.change(before, changed).errors == (), field


def hole(*path, otherwise=None):
    return Hole(path=path, type=TextType(), otherwise=otherwise)


def named(spec):
    body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": prefixed("a")}, "spec": spec}
    owner = Owner(kind=INSTANCE, name="a")
    item = KubeObject(api_version="batch/v1", kind="Job", name="a", owner=owner, body=body, span=None, rule="")
    return named_by_digest(item)


def filled(spec, values):
    return Filler({"namePrefix": "", **values}).fill(named(spec).body["metadata"]["name"])


A, B = hole("a"), hole("b")
SET = IsSet(path=("a",))
DISTINCT = [
    "x",
    None,
    1,
    True,
    ["x"],
    {"x": "x"},
    A,
    hole("a", otherwise="x"),
    hole("a", otherwise=""),
    TextOf(hole=A),
    Text(parts=(A, "x")),
    Text(parts=("x", A)),
    Text(parts=("x", prefixed("a").parts[0])),
    Digest(parts=(A, "x")),
    Digest(parts=("x", A)),
    Digest(parts=(A, "x"), digits=8),
    WithEntry(mapping=Hole(path=("a",), type=ObjectType()), key="x", value=TextOf(hole=A)),
    WithEntry(mapping=Hole(path=("a",), type=ObjectType()), key="y", value=TextOf(hole=A)),
    Rate(hole=A, bits=1, units=("",)),
    Rate(hole=A, bits=8, units=("",)),
    Rate(hole=A, bits=8, units=("", "k")),
    When(condition=SET, then="x"),
    When(condition=SET, then="x", otherwise="y"),
    When(condition=IsTrue(path=("a",)), then="x"),
    When(condition=NotEmpty(path=("a",)), then="x"),
    When(condition=Equals(path=("a",), value="x"), then="x"),
    When(condition=Equals(path=("a",), value="y"), then="x"),
    When(condition=AtMost(path=("a",), bound=1), then="x"),
    When(condition=AtMost(path=("a",), bound=2), then="x"),
    When(condition=AtMost(path=("a",), bound=("b",)), then="x"),
    When(condition=Not(condition=SET), then="x"),
    When(condition=AnyOf(conditions=(SET, Not(condition=SET))), then="x"),
    When(condition=AllOf(conditions=(SET, Not(condition=SET))), then="x"),
]


def test_every_part_of_a_spec_counts():
    names = [filled({"template": {"part": part, "always": 1}}, {"a": "v", "b": "w"}) for part in DISTINCT]
    assert len(set(names)) == len(DISTINCT)


def test_every_value_that_a_part_names_counts():
    for part in DISTINCT:
        spec = {"template": {"part": part, "always": 1}}
        names_a = "path=('a',)" in repr(part)
        assert (filled(spec, {"a": "v"}) != filled(spec, {"a": "other"})) is names_a


def test_places_and_the_order_of_fields_do_not_count():
    values = {"a": "v"}
    assert filled({"template": At({"x": At(A, None), "y": 1}, None)}, values) == filled({"template": {"y": 1, "x": A}}, values)


def test_something_else_than_a_value_is_a_fault():
    class Other(type(A).__base__):
        """An expression that nobody knows."""

    with pytest.raises(TypeError, match="not a value"):
        named({"template": Other()})


TEXTS = st.text(max_size=3)


@given(st.lists(TEXTS, min_size=2, max_size=2), st.lists(TEXTS, min_size=2, max_size=2))
def test_jobs_that_differ_have_names_that_differ(first, second):
    spec = {"template": [A, Text(parts=(A, B)), When(condition=NotEmpty(path=("b",)), then=B)]}
    one, other = ({"a": a, "b": b} for a, b in (first, second))
    assert (filled(spec, one) == filled(spec, other)) is (first == second)


def test_volumes_of_a_task_count():
    volume = {"name": "data", "mountPath": "/data", "disk": {"required": "1G", "ephemeral": True}}
    assert name(task(resources={**RESOURCES, "volumes": [volume]}), application()) != BASE

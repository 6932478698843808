"""A chart as a dependency of a parent chart, in the real `helm` programs of both major versions.

Whatever the parent says, the objects that come out are the manifests of the same values: the law of the product holds for a
part of another chart as for a chart of its own. Where the programs are not built, these tests are skipped and counted.
"""

import json

import pytest

from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.given import Overrides
from oamc.verification.compare import differences
from tests import golden_files
from tests.golden_files import GOLDEN, cases, compiled
from tests.support.helm import helm_versions, shared_program
from tests.support.kubernetes_objects import assert_valid

pytestmark = helm_versions

CASES = {case.name: case for case in cases(GOLDEN, ["worked-example", "auto-scaler", "optional-parameters"])}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
WORKED = CASES["worked-example"]
OWN = "own"
SEEN = f"""apiVersion: v1
kind: ConfigMap
metadata:
  name: {OWN}
data:
  seen: {{{{ .Values | toJson | quote }}}}
"""


def parent(case, *dependencies, values=None):
    """Return the files of a chart that has the chart of a case as its dependency, and one object with all values it sees."""
    (chart,) = compiled(case, format="helm").outputs
    name = chart.application
    needs = [
        {"name": name, "version": "0.1.0", "repository": f"file://charts/{name}", **more} for more in dependencies or ({},)
    ]
    return {
        "Chart.yaml": json.dumps({"apiVersion": "v2", "name": "parent", "version": "1.0.0", "dependencies": needs}),
        "values.yaml": json.dumps(values or {}),
        "templates/own.yaml": SEEN,
        **{f"charts/{name}/{path}": text for path, text in chart.files.items()},
    }


def render(version, files, values=None):
    """Return the objects of the dependencies, and the values that the parent sees."""
    rendered = shared_program(version).render(files, values or {}, kube_version=DEFAULT_VERSION)
    assert not rendered.refusal, rendered.refusal
    (own,) = (item for item in rendered.documents if item["metadata"]["name"] == OWN)
    return [item for item in rendered.documents if item is not own], json.loads(own["data"]["seen"])


def manifests(case, values=None):
    """Return the objects of the manifests of a case with some values."""
    reports = golden_files.Reports()
    text = json.dumps(values or {})
    given = Overrides(files=(SourceFile(path="values.json", label="values.json", text=text),))
    options = golden_files.replace(case.options, format="manifests", layout="per-object", overrides=given)
    (output,) = golden_files.build(case.sources(reports), options, reports)
    documents = [json_of(text) for text in output.files.values()]
    assert_valid(documents)
    return documents


def json_of(text):
    """Return one manifest as data."""
    reports = golden_files.Reports()
    source = SourceFile(path="object", label="object", text=text)
    (document,) = read(source, reports)
    return plain(document.root)


def change():
    """Return values that change something in each case."""
    instance = {"containers": {"web": {"image": "example/web:2", "imagePullPolicy": "Always"}}}
    return {"namePrefix": "two-", "shop-web": instance}


@every_case
@pytest.mark.parametrize(
    "values", [{}, {"shop": {"enabled": True}}, {"shop": {"enabled": None}}], ids=["unset", "true", "null"]
)
def test_a_chart_whose_condition_holds_is_what_it_is_alone(version, case, values):
    files = parent(case, {"condition": "shop.enabled"})
    assert differences(manifests(case), render(version, files, values)[0]) == ()


@every_case
def test_a_chart_whose_condition_does_not_hold_is_left_out(version, case):
    files = parent(case, {"condition": "shop.enabled"})
    assert render(version, files, {"shop": {"enabled": False}})[0] == []
    off = parent(case, {"condition": "shop.enabled"}, values={"shop": {"enabled": False}})
    assert render(version, off)[0] == []
    assert differences(manifests(case), render(version, off, {"shop": {"enabled": True}})[0]) == ()


def test_without_a_condition_enabled_leaves_nothing_out(version):
    assert differences(manifests(WORKED), render(version, parent(WORKED), {"shop": {"enabled": False}})[0]) == ()
    alone = shared_program(version).render(compiled(WORKED, format="helm").outputs[0].files, {"enabled": False})
    assert differences(manifests(WORKED), alone.documents) == ()


@pytest.mark.parametrize("enabled", ["false", 1, {}])
def test_a_condition_is_true_or_false(version, enabled):
    rendered = shared_program(version).render(parent(WORKED), {"shop": {"enabled": enabled}})
    assert "enabled" in rendered.refusal


def test_a_condition_wins_over_tags(version):
    files = parent(WORKED, {"tags": ["front"], "condition": "shop.enabled"})
    assert render(version, files, {"tags": {"front": False}})[0] == []
    assert differences(manifests(WORKED), render(version, files, {"tags": {"front": True}})[0]) == ()
    both = {"tags": {"front": False}, "shop": {"enabled": True}}
    assert differences(manifests(WORKED), render(version, files, both)[0]) == ()


@every_case
def test_what_a_parent_passes_on_means_what_it_means_alone(version, case):
    changed = change()
    expected = manifests(case, changed)
    assert differences(expected, render(version, parent(case), {"shop": changed})[0]) == ()
    assert differences(expected, render(version, parent(case, values={"shop": changed}))[0]) == ()
    assert differences(manifests(case), expected)


def test_what_a_chart_refuses_alone_it_refuses_as_a_part(version):
    files = parent(CASES["auto-scaler"])
    for wrong in (
        {"nothing": 1},
        {"shop-web": {"containers": {"web": {"image": 3}}}},
        {"shop-web": {"traits": {"auto-scaler": {"minimum": 30}}}},
    ):
        assert shared_program(version).render(files, {"shop": wrong}, kube_version=DEFAULT_VERSION).refusal, wrong


def test_global_values_of_a_parent_change_nothing(version):
    values = {"global": {"registry": "example.com", "deep": {"list": [1, None]}}}
    objects, seen = render(version, parent(WORKED), values)
    assert differences(manifests(WORKED), objects) == ()
    assert seen["shop"]["global"]["registry"] == "example.com"


def test_a_chart_has_an_alias(version):
    files = parent(WORKED, {"alias": "front", "condition": "front.enabled"})
    changed = change()
    assert differences(manifests(WORKED, changed), render(version, files, {"front": changed})[0]) == ()
    assert render(version, files, {"front": {"enabled": False}})[0] == []


@every_case
def test_a_chart_is_there_twice_with_two_aliases_and_two_prefixes(version, case):
    files = parent(case, *({"alias": name, "condition": f"{name}.enabled"} for name in ("blue", "green")))
    blue, green = {"namePrefix": "blue-"}, {**change(), "namePrefix": "green-"}
    objects, _ = render(version, files, {"blue": blue, "green": green})
    expected = [*manifests(case, blue), *manifests(case, green)]
    places = [(item["kind"], item["metadata"]["name"]) for item in objects]
    assert len(set(places)) == len(places) == len(expected)
    assert differences(sorted_by_place(expected), sorted_by_place(objects)) == ()
    one, _ = render(version, files, {"blue": blue, "green": {**green, "enabled": False}})
    assert differences(manifests(case, blue), one) == ()


def sorted_by_place(objects):
    """Return objects by kind and name."""
    return sorted(objects, key=lambda item: (item["kind"], item["metadata"]["name"]))


def test_a_parent_imports_values_of_a_chart(version):
    imports = [{"child": "shop-web.containers.web", "parent": "imported"}]
    files = parent(WORKED, {"import-values": imports})
    objects, seen = render(version, files)
    assert seen["imported"]["image"] == "example/web:1"
    assert differences(manifests(WORKED), objects) == ()
    _, seen = render(version, files, {"shop": change()})
    assert seen["imported"]["image"] in {"example/web:1", "example/web:2"}


def with_words(files, words, imports):
    """Return a parent that also has a small foreign chart, whose values it imports."""
    description = json.loads(files["Chart.yaml"])
    description["dependencies"].append({"name": "words", "version": "1.0.0", "import-values": imports})
    return {
        **files,
        "Chart.yaml": json.dumps(description),
        "charts/words/Chart.yaml": json.dumps({"apiVersion": "v2", "name": "words", "version": "1.0.0"}),
        "charts/words/values.yaml": json.dumps(words),
    }


def test_values_that_a_parent_imports_from_another_chart_do_not_win_over_those_of_the_chart(version):
    """Helm lets a value that stands already win over one that is imported; all values of a chart stand in its `values.yaml`."""
    imports = [{"child": "shop-web", "parent": "shop.shop-web"}]
    case = CASES["optional-parameters"]
    words = {"shop-web": {"parameters": {"proxy": "http://proxy"}, "replicas": 3}}
    assert differences(manifests(case), manifests(case, words))
    assert differences(manifests(case), render(version, with_words(parent(case), words, imports))[0]) == ()
    assert (
        differences(manifests(case, words), render(version, with_words(parent(case), words, imports), {"shop": words})[0]) == ()
    )


def test_values_that_a_parent_imports_are_checked_like_all_others(version):
    imports = [{"child": "shop-web", "parent": "shop.shop-web"}]
    files = with_words(parent(WORKED), {"shop-web": {"nothing": 1}}, imports)
    assert shared_program(version).render(files, kube_version=DEFAULT_VERSION).refusal

"""What annotations of an application, and what is chosen for all, become in `Chart.yaml`, and what is refused of them."""

import json

import pytest
import yaml

from oamc.api import compile_documents
from tests.support import texts

MAIL = "Ann Example <ann@example.com>"


def compiled(annotations, **options):
    """Compile an application with annotations."""
    quoted = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in annotations.items())
    document = texts.component() + texts.application(metadata=f"  annotations:\n{quoted}")
    return compile_documents({"app.yaml": document}, **options)


def chart(annotations, **options):
    """Return the content of `Chart.yaml`."""
    result = compiled(annotations, **options)
    assert [found.code.id for found in result.diagnostics if found.severity != "note"] == []
    return yaml.safe_load(result.outputs[0].files["Chart.yaml"])


@pytest.mark.parametrize(
    ("key", "text", "field", "value"),
    [
        ("home", "https://example.com", "home", "https://example.com"),
        ("home", " http://example.com:8080/a?b=c#d ", "home", "http://example.com:8080/a?b=c#d"),
        ("home", "https://a/" + "b" * 2038, "home", "https://a/" + "b" * 2038),
        ("icon", "https://example.com/i.svg", "icon", "https://example.com/i.svg"),
        ("sources", "https://a.org\n https://b.org ", "sources", ["https://a.org", "https://b.org"]),
        ("keywords", "web shop, books,, yes", "keywords", ["web shop", "books", "yes"]),
        ("keywords", ",".join("k" for _ in range(100)), "keywords", ["k"] * 100),
        ("maintainers", "Ann", "maintainers", [{"name": "Ann"}]),
        ("maintainers", f"{MAIL}, Bo", "maintainers", [{"name": "Ann Example", "email": "ann@example.com"}, {"name": "Bo"}]),
        ("maintainers", "Bo (https://b.org)\n", "maintainers", [{"name": "Bo", "url": "https://b.org"}]),
        ("kube-version", ">=1.30.0-0 <1.40.0-0", "kubeVersion", ">=1.30.0-0 <1.40.0-0"),
        ("kube-version", "targets", "kubeVersion", ">=1.34.0-0"),
    ],
)
def test_an_annotation_becomes_a_field(key, text, field, value):
    assert chart({f"oam.dev/chart-{key}": text})[field] == value


def test_the_oldest_target_counts_by_number():
    found = chart({"oam.dev/chart-kube-version": "targets"}, kube_versions=("1.34", "1.30", "1.37"))
    assert found["kubeVersion"] == ">=1.30.0-0"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("home", ""),
        ("home", "example.com"),
        ("home", "ftp://example.com"),
        ("home", "https://"),
        ("home", "https://example.com/a b"),
        ("home", "https://example.com/<b>"),
        ("home", "https://user@example.com"),
        ("home", "https://a/" + "b" * 2039),
        ("icon", "data:image/png;base64,AAAA"),
        ("icon", "javascript:alert(1)"),
        ("sources", " "),
        ("sources", "https://a.org b"),
        ("sources", " ".join(["https://a.org"] * 101)),
        ("keywords", ", ,"),
        ("keywords", "k" * 101),
        ("keywords", "a\x1b[31m"),
        ("maintainers", "<ann@example.com>"),
        ("maintainers", "Ann <ann>"),
        ("maintainers", "Ann (example.com)"),
        ("maintainers", "Ann <a@b.c> <d@e.f>"),
        ("maintainers", "A" * 2049),
        ("kube-version", "{{ fail }}"),
        ("kube-version", "1" * 201),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(key, text):
    result = compiled({f"oam.dev/chart-{key}": text})
    assert [(found.code.id, found.severity) for found in result.diagnostics] == [("OAM711", "error")]
    assert result.outputs == ()


def test_annotations_for_artifact_hub_are_taken_as_they_are_with_the_images():
    found = chart({"artifacthub.io/license": "MIT", "artifacthub.io/x": "{{ a }}\nb"})["annotations"]
    images = "- name: web\n  image: example/web:1\n"
    assert found == {
        "oam.dev/application": "shop",
        "artifacthub.io/license": "MIT",
        "artifacthub.io/x": "{{ a }}\nb",
        "artifacthub.io/images": images,
    }
    assert yaml.safe_load(images) == [{"name": "web", "image": "example/web:1"}]


def test_images_that_the_application_names_stay():
    assert chart({"artifacthub.io/images": "[]"})["annotations"]["artifacthub.io/images"] == "[]"


def test_images_are_those_of_the_values_that_the_chart_has():
    found = chart({"artifacthub.io/license": "MIT"}, values={"shop-web": {"containers": {"web": {"image": "example/web:2"}}}})
    assert yaml.safe_load(found["annotations"]["artifacthub.io/images"]) == [{"name": "web", "image": "example/web:2"}]


@pytest.mark.parametrize(("length", "codes"), [(32_768, []), (32_769, ["OAM711"])])
def test_an_annotation_for_artifact_hub_has_a_bound(length, codes):
    assert [found.code.id for found in compiled({"artifacthub.io/readme": "a" * length}).diagnostics] == codes


def test_an_annotation_that_no_chart_takes_is_told():
    result = compiled({"oam.dev/chart-hom": "https://example.com"})
    assert [found.code.id for found in result.diagnostics] == ["OAM336"]


def test_a_plain_chart_has_no_further_field():
    assert set(chart({"version": "1.0.0"})) == {
        "apiVersion",
        "name",
        "description",
        "type",
        "version",
        "appVersion",
        "annotations",
    }


SAID = {
    "oam.dev/chart-home": "https://a.org",
    "oam.dev/chart-icon": "https://a.org/i.svg",
    "oam.dev/chart-sources": "https://a.org https://b.org",
    "oam.dev/chart-keywords": "shop, books",
    "oam.dev/chart-maintainers": f"{MAIL}, Bo",
    "oam.dev/chart-kube-version": "targets",
    "artifacthub.io/license": "MIT",
}
CHOSEN = {
    **SAID,
    "oam.dev/chart-sources": ("https://a.org", "https://b.org"),
    "oam.dev/chart-keywords": ("shop", "books"),
    "oam.dev/chart-maintainers": (MAIL, "Bo"),
}


@pytest.mark.parametrize("chosen", [SAID, CHOSEN], ids=["texts", "lists"])
def test_what_is_chosen_for_all_applications_makes_the_same_chart_as_annotations(chosen):
    files = compiled(SAID).outputs[0].files
    assert compiled({}, chart_metadata=chosen).outputs[0].files == files
    assert "kubeVersion" in files["Chart.yaml"]


@pytest.mark.parametrize("key", SAID)
def test_an_annotation_of_the_application_wins_key_by_key(key):
    others = {name: "https://other.org" for name in SAID if name.startswith("oam")} | {
        "oam.dev/chart-kube-version": ">=1.0.0-0",
        "artifacthub.io/license": "Apache-2.0",
        "artifacthub.io/category": "Web",
    }
    mixed = chart({key: SAID[key]}, chart_metadata=others)
    own, rest = chart(SAID), chart(others)
    field = key.rpartition("-")[2].replace("version", "kubeVersion") if key.startswith("oam") else "annotations"
    if field == "annotations":
        assert mixed[field] == {**rest[field], "artifacthub.io/license": "MIT"}
    else:
        assert mixed[field] == own[field] != rest[field]
    assert {name: value for name, value in mixed.items() if name != field} == {
        name: value for name, value in rest.items() if name != field
    }


def test_a_list_has_its_items_as_they_are():
    assert chart({}, chart_metadata={"oam.dev/chart-keywords": ("books, used",)})["keywords"] == ["books, used"]


def test_a_wrong_annotation_is_no_reason_to_take_what_is_chosen():
    result = compiled({"oam.dev/chart-home": ""}, chart_metadata=SAID)
    assert [found.code.id for found in result.diagnostics] == ["OAM711"]


@pytest.mark.parametrize(
    "chosen",
    [
        {"oam.dev/chart-home": "here"},
        {"oam.dev/chart-home": ("https://a.org",)},
        {"oam.dev/chart-keywords": ()},
        {"oam.dev/chart-hom": "https://a.org"},
        {"artifacthub.io/license": ("MIT",)},
    ],
)
def test_what_a_program_chooses_wrongly_is_told_without_a_place(chosen):
    result = compiled({}, chart_metadata=chosen)
    assert [(found.code.id, found.span) for found in result.diagnostics] == [("OAM711", None)]
    assert result.outputs == ()


def test_the_name_of_an_annotation_stays_data():
    key = 'artifacthub.io/\x1b"\n{{ fail }}: - #\u2028\u202e'
    assert chart({}, chart_metadata={key: "a"})["annotations"][key] == "a"


def test_images_of_containers_that_run_first_are_among_them():
    text = """
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop, annotations: {artifacthub.io/license: MIT}}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "example/web:1"}
      traits:
        - type: init-container
          properties: {name: fill, image: "example/fill:1", mountName: seed, appMountPath: /srv, initMountPath: /seed}
"""
    files = compile_documents({"app.yaml": text}).outputs[0].files
    listed = yaml.safe_load(yaml.safe_load(files["Chart.yaml"])["annotations"]["artifacthub.io/images"])
    assert sorted(one["image"] for one in listed) == ["example/fill:1", "example/web:1"]

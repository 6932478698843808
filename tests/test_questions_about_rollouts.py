"""Commands that ask about an instance that Argo Rollouts runs: its pods are found in the Rollout as in a Deployment."""

import json

import pytest

from tests.support.command_line import oamc
from tests.support.documents import application, component, trait

CANARY = trait("rollout", strategy="canary", engine="argo", canary={"steps": [{"weight": 20, "pause": "10m"}]})


@pytest.fixture
def files(tmp_path):
    """Return a document with a Rollout, and one with another image, other memory and another step."""
    configuration = application(CANARY)
    configuration["metadata"]["namespace"] = "shop"
    texts = [json.dumps({"apiVersion": "v1", "kind": "List", "items": [component(), configuration]}, indent=1)]
    texts.append(
        texts[0].replace("example/web:1", "example/web:2").replace("64Mi", "96Mi").replace('"weight": 20', '"weight": 30')
    )
    paths = [tmp_path / "old.json", tmp_path / "new.json"]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def test_quality_of_service_is_told_of_a_rollout(files, capsys):
    (pods,) = json.loads(oamc(capsys, "qos", files[0], "--format", "json")[1])["workloads"]
    assert (pods["kind"], pods["name"], pods["class"]) == ("Rollout", "shop-web", "Burstable")
    assert "no class changes" in oamc(capsys, "qos", "--diff", *files)[1]


def test_images_of_a_rollout_are_those_of_its_pods(files, capsys):
    (image,) = json.loads(oamc(capsys, "images", files[0], "--format", "json")[1])["images"]
    (use,) = image["uses"]
    assert (image["image"], use["valuePath"]) == ("example/web:1", "shop-web.containers.web.image")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("spec.template.spec.containers[web].image", "by: workload type Server"),
        ("spec.strategy.canary.steps[0].setWeight", "by: trait rollout"),
        ("kind", "value: Rollout"),
    ],
)
def test_a_field_of_a_rollout_says_where_it_is_from(files, capsys, field, told):
    status, out, _ = oamc(capsys, "why", "Rollout/shop-web", field, files[0])
    assert (status, told in out) == (0, True)


def test_changes_of_a_rollout_are_rated(files, capsys):
    status, out, _ = oamc(capsys, "diff", *files)
    assert status == 2
    assert "changed Rollout shop/shop-web: restart, qos" in out
    assert "not rated" not in out

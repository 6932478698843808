"""Literals that look like secrets in what comes out (docs/spec/oam-v1alpha1.md, 12.1)."""

import pytest

from oamc.model.secret_names import options_with_secrets
from tests.support.documents import compiled

PODS = {"metadata": {"labels": {"app": "web"}}}
SELECTOR = {"matchLabels": {"app": "web"}}


def found_in(kind, api_version, **fields):
    """Return what is told of the secrets of an object that stands in a document."""
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, **fields}
    version = "core.oam.dev/v1alpha2"
    component = {"apiVersion": version, "kind": "Component", "metadata": {"name": "web"}, "spec": {"workload": body}}
    used = {"components": [{"componentName": "web"}]}
    whole = {"apiVersion": version, "kind": "ApplicationConfiguration", "metadata": {"name": "shop"}, "spec": used}
    return [found.message for found in compiled(component, whole).reports.found if found.code.id == "OAM320"]


def deployment(**container):
    spec = {"containers": [{"name": "web", "image": "example/web:1", **container}]}
    return {"spec": {"selector": SELECTOR, "template": {**PODS, "spec": spec}}}


@pytest.mark.parametrize(
    ("container", "what"),
    [
        ({"env": [{"name": "DB_PASSWORD", "value": "sesame"}]}, 'environment variable "DB_PASSWORD"'),
        ({"args": ["--password=sesame"]}, 'option "--password" of container "web"'),
        ({"command": ["run", "--token", "sesame"]}, 'option "--token" of container "web"'),
    ],
)
def test_a_literal_in_pods_is_told(container, what):
    (message,) = found_in("Deployment", "apps/v1", **deployment(**container))
    assert message == f"{what} looks like a secret and its value is in the document"


def test_containers_of_every_list_are_looked_at():
    first = {"name": "first", "image": "example/first:1", "env": [{"name": "FIRST_TOKEN", "value": "sesame"}]}
    fields = deployment()
    fields["spec"]["template"]["spec"]["initContainers"] = [first]
    assert len(found_in("Deployment", "apps/v1", **fields)) == 1


@pytest.mark.parametrize(
    "container",
    [
        {"env": [{"name": "DB_PASSWORD", "value": ""}, {"name": "PASSWORD_FILE", "value": "/run/secrets/password"}]},
        {"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "web", "key": "password"}}}]},
        {"args": ["--password", "--verbose"]},
        {"args": ["--password"]},
        {"args": ["serve", "token", "sesame"]},
    ],
)
def test_what_is_no_literal_is_not_told(container):
    assert found_in("Deployment", "apps/v1", **deployment(**container)) == []


def test_a_kind_of_others_may_have_variables_anywhere():
    env = [{"name": "DB_PASSWORD", "value": "sesame"}]
    templates = [{"container": {"name": "main", "env": env}}, {"script": {"env": {"API_TOKEN": "sesame"}}}]
    assert len(found_in("Workflow", "argoproj.io/v1alpha1", spec={"templates": templates})) == 2
    assert len(found_in("Prometheus", "monitoring.coreos.com/v1", spec={"containers": [{"args": ["--token=sesame"]}]})) == 1


def test_a_config_map_is_told_by_the_names_of_its_entries():
    held = {"password": "sesame", "db-password.txt": "sesame", "app.conf": "sesame", "token": ""}
    assert len(found_in("ConfigMap", "v1", data=held)) == 2


def test_a_secret_is_told_whatever_its_entries_are_called():
    assert len(found_in("Secret", "v1", stringData={"anything": "sesame", "empty": ""}, data={"more": "c2VzYW1l"})) == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--db-password=sesame"], [(0, "--db-password")]),
        (["-password=sesame"], [(0, "-password")]),
        (['run --user=shop --api_token="sesame" --verbose'], [(0, "--api_token")]),
        (["--client-secret=sesame"], [(0, "--client-secret")]),
        (["--password=sesame --token=sesame"], [(0, "--password"), (0, "--token")]),
        (["--password=$(PASSWORD)"], []),
        (['--password="${PASSWORD}"'], []),
        (["--password=/run/secrets/password"], []),
        (["--token", "$(TOKEN)"], []),
        (["run --token sesame"], []),
        (["--secret=web"], []),
        (["--webhook-ca-secret=web"], []),
        (["--token-ttl=5m"], []),
        (["--no-password-check=1", 5, None], []),
        (["--password", 5], []),
    ],
)
def test_options_that_give_a_secret_are_known_by_their_names(words, found):
    assert list(options_with_secrets(words)) == found


def application(value, **more):
    env = [{"name": name, "fromParam": "word"} for name in ("DB_PASSWORD", "PGPASSWORD")]
    worker = {
        "workloadType": "core.oam.dev/v1alpha1.Worker",
        "parameters": [{"name": "word", "type": "string", **value}],
        "containers": [
            {
                "name": "web",
                "image": "example/web:1",
                "env": env,
                "resources": {"cpu": {"required": "0.1"}, "memory": {"required": "64Mi"}},
            }
        ],
    }
    version = "core.oam.dev/v1alpha1"
    component = {"apiVersion": version, "kind": "ComponentSchematic", "metadata": {"name": "web"}, "spec": worker}
    used = {"components": [{"componentName": "web", "instanceName": "web", **more}]}
    return component, {"apiVersion": version, "kind": "ApplicationConfiguration", "metadata": {"name": "shop"}, "spec": used}


def test_a_value_that_several_texts_take_is_told_once():
    documents = application({}, parameterValues=[{"name": "word", "value": "sesame"}])
    assert [one for one in compiled(*documents).codes if one == "OAM320"] == ["OAM320"]


def test_a_value_of_the_command_line_is_in_no_document():
    documents = application({"required": True})
    assert "OAM320" not in compiled(*documents, sets=("web.parameters.word=sesame",)).codes

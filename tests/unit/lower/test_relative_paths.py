"""Relative paths in a container: OAM says where that of a config file begins, and nobody says it of a volume."""

import pytest

from tests.support.documents import application, compiled, component, container


@pytest.mark.parametrize("path", ["etc/web.conf", "web.conf", "~/web.conf"])
def test_a_relative_path_of_a_config_file_begins_at_the_root_and_the_warning_says_where(path):
    found = compiled(component("Server", container(config=[{"path": path, "value": "a"}])), application())
    assert (found.codes, found.reports.found[0].hint) == (["OAM322"], f"write /{path}")
    assert [mount["mountPath"] for mount in found.containers()[0]["volumeMounts"]] == [f"/{path}"]


@pytest.mark.parametrize("path", ["data", "./data", "~/data", "../data"])
def test_a_relative_path_of_a_volume_is_refused(path):
    volume = {"name": "data", "mountPath": path, "disk": {"required": "1Gi", "ephemeral": True}}
    resources = {"cpu": {"required": 1}, "memory": {"required": "64Mi"}, "volumes": [volume]}
    found = compiled(component("Server", container(resources=resources)), application())
    assert (found.codes, found.messages) == (["OAM606"], ['the path in the container must begin with "/"'])

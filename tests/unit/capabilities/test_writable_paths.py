"""Writable paths inside the volumes of a component: the nearest volume decides whether a directory is needed."""

import pytest

from tests.support.documents import RESOURCES, application, compiled, component, container, trait


def volume(name, path, mode):
    return {"name": name, "mountPath": path, "accessMode": mode, "disk": {"required": "1Gi", "ephemeral": True}}


@pytest.mark.parametrize(("outer", "inner", "is_needed"), [("RO", "RW", False), ("RW", "RO", True)])
def test_the_nearest_volume_above_a_writable_path_decides(outer, inner, is_needed):
    volumes = [volume("outer", "/data", outer), volume("inner", "/data/cache", inner)]
    for ordered in (volumes, volumes[::-1]):
        web = container(resources={**RESOURCES, "volumes": ordered})
        security = trait("security-policy", readOnlyRootFilesystem=True, writablePaths=["/data/cache/tmp"])
        (found,) = compiled(component("Server", web), application(security)).containers()
        assert ("/data/cache/tmp" in [mount["mountPath"] for mount in found["volumeMounts"]]) is is_needed

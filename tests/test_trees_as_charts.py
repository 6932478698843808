"""A tree of charts brings what a tree of manifests brings: Helm renders the one, and the other is what it renders."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.gitops.annotations import ANNOTATIONS
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.documents import RESOURCES, application, component, container, trait
from tests.support.gitops_plans import git, objects, service, single, vela, written
from tests.support.helm import shared_engine

FLUX = {key for tool, key, _ in ANNOTATIONS if tool == "flux"}
CONFIG = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "texts"},
    "data": {"a": "${x} +argocd:skip-file-rendering"},
}
VOLUME = {"name": "data", "mountPath": "/data", "disk": {"required": "1Gi"}}
CLAIMING = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [
        component("Server", container(resources={**RESOURCES, "volumes": [VOLUME]})),
        application(trait("volume-mounter", volumeName="data", storageClass="standard")),
    ],
}


def by_identity(bodies):
    return {(body["kind"], body["metadata"].get("namespace"), body["metadata"]["name"]): body for body in bodies}


@pytest.mark.slow
@pytest.mark.parametrize(
    "document", [vela("shop", service("a"), objects("things", CONFIG, after=("a",)), service("b", after=("things",))), CLAIMING]
)
def test_a_rendered_chart_is_the_manifests_of_the_unit(document):
    prefix = "production/shop/"
    chart = written(single(git(render="chart"), document))
    files = {path.removeprefix(prefix): text for path, text in chart.items() if path.startswith(prefix)}
    rendered = by_identity(shared_engine().render(files).documents)
    manifests = written(single(git(), document))
    source = [SourceFile(path=path, label=path, text=text) for path, text in manifests.items() if path.startswith(prefix)]
    assert rendered == by_identity(plain(found.root) for one in source for found in read(one, Reports()))
    assert not FLUX & {key for body in rendered.values() for key in body["metadata"].get("annotations", {})}

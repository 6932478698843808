"""Where objects of any kind have specs of pods that changes can be rated of, as pods of a Deployment."""

from __future__ import annotations

from oamc.changes.model import part_of
from oamc.changes.shapes import is_well_shaped
from oamc.kubernetes.pod_templates import specs_of_pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, Path


def well_shaped_pods(body: Body) -> Iterator[Path]:
    """Yield where an object has specs of pods that have the shape of pods."""
    for path in specs_of_pods(body):
        if is_well_shaped(deployment_of({}, {"spec": part_of(body, *path)})):
            yield path


def deployment_of(body: Body, template: Body) -> Body:
    """Return a Deployment of the same name with a template."""
    named = {"metadata": body["metadata"]} if "metadata" in body else {}
    return {"apiVersion": "apps/v1", "kind": "Deployment", **named, "spec": {"template": template}}

"""Where objects of any kind have specs of pods: by what they look like, since nobody says it of kinds of others."""

from __future__ import annotations

from oamc.changes.shapes import is_well_shaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, Path

CONTAINERS = "containers"


def specs_of_pods(body: Body) -> Iterator[Path]:
    """Yield where an object of any kind has specs of pods: mappings with containers that have names and images.

    >>> list(specs_of_pods({"spec": {"pool": {"pod": {"containers": [{"name": "web", "image": "example/web:1"}]}}}}))
    [('spec', 'pool', 'pod')]
    """
    yield from _below(body.get("spec"), ("spec",))


def _below(part: object, path: Path) -> Iterator[Path]:
    """Yield those below a part."""
    if not isinstance(part, dict):
        return
    containers = part.get(CONTAINERS)
    if isinstance(containers, list) and containers and all(map(_is_container, containers)):
        if is_well_shaped(deployment_of({}, {"spec": part})):
            yield path
        return
    for key, value in part.items():
        if isinstance(key, str):
            yield from _below(value, (*path, key))


def _is_container(item: object) -> bool:
    """Tell whether an item is a container of pods."""
    return isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("image"), str)


def deployment_of(body: Body, template: Body) -> Body:
    """Return a Deployment of the same name with a template."""
    named = {"metadata": body["metadata"]} if "metadata" in body else {}
    return {"apiVersion": "apps/v1", "kind": "Deployment", **named, "spec": {"template": template}}

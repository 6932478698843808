"""What a chart tells of itself beyond its name and version: `Chart.yaml` from annotations of the application.

In: annotations of a document, which may be a stranger's. Out: the further fields of `Chart.yaml`, checked: addresses are those
of web pages, lists are short, and texts are written as data. What cannot be taken is reported, and nothing of it is written.
"""

from __future__ import annotations

from oamc.diagnostics.codes.outputs import BAD_CHART_METADATA
from oamc.expressions.holes import Hole
from oamc.model import chart_annotations as keys
from oamc.objects.tree import At
from oamc.objects.writer import YamlWriter
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import Tree
    from oamc.spans import Keyed

MOST_ITEMS = 100
LONGEST_ITEM = 2048
LONGEST_ANNOTATION = 32_768
IMAGES = "artifacthub.io/images"
TARGETS = "targets"
"""The value that asks for the oldest version of Kubernetes that the chart was checked for."""
_ADDRESS = Pattern(r"https?://[A-Za-z0-9][A-Za-z0-9.:-]*(?:/[!-;=?-~]*)?")
_WORD = Pattern(r"[^\x00-\x1f\x7f]{1,100}")
_MAINTAINER = Pattern(
    r"([^<>()\x00-\x1f\x7f]{1,100}?)(?: *<([^<>@ \x00-\x1f\x7f]+@[^<>@ \x00-\x1f\x7f]+)>)?(?: *\(([^()]+)\))?"
)
_CONSTRAINT = Pattern(r"[-0-9A-Za-z.*<>=!~^|, ]{1,200}")


class _Refused(Exception):  # noqa: N818 - it says what became of an annotation
    """An annotation cannot be taken; the text says why."""


def metadata(objects: ObjectSet, kube_versions: tuple[str, ...], reports: Reports) -> tuple[dict[str, Tree], dict[str, Tree]]:
    """Return further fields of `Chart.yaml` in their order, and further annotations of the chart."""
    fields: dict[str, Tree] = {}
    for key, name, read in (
        (keys.KUBE_VERSION, "kubeVersion", lambda text: _kube_version(text, kube_versions)),
        (keys.HOME, "home", _address),
        (keys.ICON, "icon", _address),
        (keys.SOURCES, "sources", lambda text: [_address(one) for one in _items(text.split())]),
        (keys.KEYWORDS, "keywords", lambda text: [_keyword(one) for one in _items(_split(text))]),
        (keys.MAINTAINERS, "maintainers", lambda text: [_maintainer(one) for one in _items(_split(text))]),
    ):
        given = objects.annotations.get(key)
        if given is not None:
            try:
                fields[name] = read(given.value.strip())
            except _Refused as refused:
                _report(given, key, str(refused), reports)
    return fields, _of_artifact_hub(objects, reports)


def _of_artifact_hub(objects: ObjectSet, reports: Reports) -> dict[str, Tree]:
    """Return the annotations for Artifact Hub. Where there is any, the images are among them."""
    taken: dict[str, Tree] = {}
    for key, given in objects.annotations.items():
        if not key.startswith(keys.ARTIFACT_HUB):
            continue
        if len(given.value) > LONGEST_ANNOTATION:
            _report(given, key, f"it has more than {LONGEST_ANNOTATION:,} characters", reports)
        else:
            taken[key] = given.value
    images = _images(objects)
    if taken and images:
        taken.setdefault(IMAGES, YamlWriter().document([{"name": name, "image": image} for name, image in images.items()]))
    return taken


def _report(given: Keyed, key: str, reason: str, reports: Reports) -> None:
    """Report an annotation that cannot be taken."""
    hint = "`oamc explain OAM711` has an example of each annotation"
    reports.add(BAD_CHART_METADATA, at=given.span, key=key, reason=reason, hint=hint)


def _address(text: str) -> str:
    """Return the address of a web page."""
    if len(text) > LONGEST_ITEM or not _ADDRESS.fullmatch(text):
        raise _Refused("an address must begin with https:// or http:// and a host name, and have no blanks")
    return text


def _keyword(text: str) -> str:
    """Return a keyword."""
    if not _WORD.fullmatch(text):
        raise _Refused("a keyword must have 1 to 100 characters")
    return text


def _maintainer(text: str) -> Tree:
    """Return a maintainer, written as a name with an address of mail and one of a page: `A. Name <a@example.com> (https://…)`."""
    match = _MAINTAINER.fullmatch(text) if len(text) <= LONGEST_ITEM else None
    if match is None:
        raise _Refused(
            "a maintainer is written like Ann Example <ann@example.com> (https://example.com), the name alone will do"
        )
    name, mail, page = match[1], match[2], match[3]
    return {"name": name, **({"email": mail} if mail else {}), **({"url": _address(page)} if page else {})}


def _kube_version(text: str, kube_versions: tuple[str, ...]) -> str:
    """Return the versions of Kubernetes that the chart is for, as a constraint of Helm.

    `-0` lets versions pass that look like pre-releases to Helm, such as v1.34.1-gke.7.
    """
    if text == TARGETS:
        oldest = min(kube_versions, key=lambda version: [int(part) for part in version.split(".")])
        return f">={oldest}.0-0"
    if not _CONSTRAINT.fullmatch(text):
        raise _Refused(f"it must be {TARGETS}, or a constraint such as >=1.30.0-0")
    return text


def _split(text: str) -> list[str]:
    """Return the items of a list in a text: between commas, or one a line."""
    return [item.strip() for item in text.replace("\n", ",").split(",") if item.strip()]


def _items(items: list[str]) -> list[str]:
    """Return the items of a list that is neither empty nor too long."""
    if not items or len(items) > MOST_ITEMS:
        raise _Refused(f"it must have 1 to {MOST_ITEMS} items")
    return items


def _images(objects: ObjectSet) -> dict[str, str]:
    """Return the images of all containers with the values that the chart has, by the name of the container."""
    values = {parameter.path: parameter.value for parameter in objects.parameters}
    found: dict[str, str] = {}
    for item in objects.objects:
        for container in _containers(item.body):
            name, image = _known(container.get("name"), values), _known(container.get("image"), values)
            if isinstance(name, str) and isinstance(image, str) and image not in found.values():
                found[name if name not in found else f"{item.name}-{name}"] = image
    return found


def _known(tree: Tree, values: Mapping[Path, object]) -> object:
    """Return the value that a leaf has now."""
    leaf = tree.tree if isinstance(tree, At) else tree
    return values.get(leaf.path) if isinstance(leaf, Hole) else leaf


def _containers(tree: Tree) -> Iterator[dict[str, Tree]]:
    """Yield the containers below a tree."""
    if isinstance(tree, At):
        yield from _containers(tree.tree)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            inner = value.tree if isinstance(value, At) else value
            if key == "containers" and isinstance(inner, list):
                yield from (one for item in inner if isinstance(one := item.tree if isinstance(item, At) else item, dict))
            else:
                yield from _containers(value)

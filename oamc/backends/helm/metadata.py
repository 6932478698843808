"""What a chart tells of itself beyond its name and version: `Chart.yaml` from annotations of the application.

In: annotations of a document, which may be a stranger's, and what a project says for all of its applications by the same names.
Out: the further fields of `Chart.yaml`, checked: addresses are those of web pages, lists are short, and texts are written as
data. What cannot be taken is reported, and nothing of it is written.
"""

from __future__ import annotations

from oamc.diagnostics.codes.outputs import BAD_CHART_METADATA
from oamc.model import chart_annotations as keys
from oamc.objects.fill import filler_of
from oamc.objects.images import known_text, used_images
from oamc.objects.writer import YamlWriter
from oamc.startup.patterns import Pattern
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import Tree

MOST_ITEMS = 100
LONGEST_ITEM = 2048
LONGEST_ANNOTATION = 32_768
FIELDS = {
    keys.KUBE_VERSION: "kubeVersion",
    keys.HOME: "home",
    keys.ICON: "icon",
    keys.SOURCES: "sources",
    keys.KEYWORDS: "keywords",
    keys.MAINTAINERS: "maintainers",
}
"""The fields of `Chart.yaml` in their order, by the annotations that fill them."""
IMAGES = "artifacthub.io/images"
TARGETS = "targets"
"""The value that asks for the oldest version of Kubernetes that the chart was checked for."""
_ADDRESS = Pattern(r"https?://[A-Za-z0-9][A-Za-z0-9.:-]*(?:/[!-;=?-~]*)?")
_WORD = Pattern(r"[^\x00-\x1f\x7f]{1,100}")
_MAINTAINER = Pattern(
    r"([^<>()\x00-\x1f\x7f]{1,100}?)(?: *<([^<>@ \x00-\x1f\x7f]+@[^<>@ \x00-\x1f\x7f]+)>)?(?: *\(([^()]+)\))?"
)
_CONSTRAINT = Pattern(r"[-0-9A-Za-z.*<>=!~^|, ]{1,200}")


class Refused(Exception):  # noqa: N818 - it says what became of a value
    """A value cannot be taken; the text says why. `item` is what is wrong with it, where that is a part of it."""

    def __init__(self, reason: str, item: str = "") -> None:
        super().__init__(reason)
        self.item = item


def metadata(
    objects: ObjectSet, chosen: Mapping[str, str | tuple[str, ...]], kube_versions: tuple[str, ...]
) -> tuple[dict[str, Tree], dict[str, Tree]]:
    """Return further fields of `Chart.yaml` in their order, and further annotations of the chart.

    Of what is `chosen` for all applications, a document replaces one by one what its own annotations say.
    """
    found = {key: value for key, value in _each(objects, chosen, kube_versions) if not isinstance(value, Refused)}
    fields = {name: found[key] for key, name in FIELDS.items() if key in found}
    annotations = {key: value for key, value in found.items() if key not in FIELDS}
    images = _images(objects) if annotations else {}
    if images:
        # Where there is any annotation for Artifact Hub, the images are among them.
        annotations.setdefault(
            IMAGES, YamlWriter().document([{"name": name, "image": image} for name, image in images.items()])
        )
    return fields, annotations


def check_metadata(
    objects: ObjectSet, chosen: Mapping[str, str | tuple[str, ...]], kube_versions: tuple[str, ...], reports: Reports
) -> None:
    """Report what cannot be taken."""
    for key, value in _each(objects, chosen, kube_versions):
        if isinstance(value, Refused):
            hint = "`oamc explain OAM711` has an example of each annotation"
            own = objects.annotations.get(key)
            reports.add(BAD_CHART_METADATA, at=own.span if own else None, key=key, reason=str(value), hint=hint)


def _each(
    objects: ObjectSet, chosen: Mapping[str, str | tuple[str, ...]], kube_versions: tuple[str, ...]
) -> Iterator[tuple[str, Tree | Refused]]:
    """Yield each annotation with what stands in `Chart.yaml` for it, or with why nothing can."""
    own = {key: given for key, given in objects.annotations.items() if keys.is_of_chart(key)}
    for key in {**chosen, **own}:
        try:
            yield key, read(key, own[key].value if key in own else chosen[key], kube_versions)
        except Refused as refused:
            yield key, refused


def read(key: str, value: str | tuple[str, ...], kube_versions: tuple[str, ...]) -> Tree:
    """Return what stands in `Chart.yaml` for the text of an annotation, or for the items of a list. May raise `Refused`."""
    match key:
        case keys.SOURCES:
            return [_address(one) for one in _items(key, value)]
        case keys.KEYWORDS:
            return [_keyword(one) for one in _items(key, value)]
        case keys.MAINTAINERS:
            return [_maintainer(one) for one in _items(key, value)]
    if not isinstance(value, str):
        raise Refused("it must be one text")
    match key:
        case keys.KUBE_VERSION:
            return _kube_version(value.strip(), kube_versions)
        case keys.HOME | keys.ICON:
            return _address(value.strip())
    if not key.startswith(keys.ARTIFACT_HUB):
        raise Refused("a chart has no such field")
    if len(value) > LONGEST_ANNOTATION:
        raise Refused(f"it has more than {LONGEST_ANNOTATION:,} characters")
    return value


def items_of(key: str, text: str) -> tuple[str, ...]:
    """Return the items of a list that an annotation has as one text: between commas or one a line, addresses between blanks."""
    if key == keys.SOURCES:
        return tuple(text.split())
    return tuple(item.strip() for item in text.replace("\n", ",").split(",") if item.strip())


def _items(key: str, value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the items of a list that is neither empty nor too long."""
    items = items_of(key, value) if isinstance(value, str) else value
    if not items or len(items) > MOST_ITEMS:
        raise Refused(f"it must have 1 to {MOST_ITEMS} items")
    return items


def _address(text: str) -> str:
    """Return the address of a web page."""
    if len(text) > LONGEST_ITEM or not _ADDRESS.fullmatch(text):
        raise Refused("an address must begin with https:// or http:// and a host name, and have no blanks", text)
    return text


def _keyword(text: str) -> str:
    """Return a keyword."""
    if not _WORD.fullmatch(text):
        raise Refused("a keyword must have 1 to 100 characters", text)
    return text


def _maintainer(text: str) -> Tree:
    """Return a maintainer, written as a name with an address of mail and one of a page: `A. Name <a@example.com> (https://…)`."""
    match = _MAINTAINER.fullmatch(text) if len(text) <= LONGEST_ITEM else None
    if match is None:
        form = "Ann Example <ann@example.com> (https://example.com)"
        raise Refused(f"a maintainer is written like {form}, the name alone will do", text)
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
        raise Refused(f"it must be {TARGETS}, or a constraint such as >=1.30.0-0")
    return text


def _images(objects: ObjectSet) -> dict[str, str]:
    """Return the images of all containers with the values that the chart has, by the name of the container."""
    filler = filler_of(objects.parameters, defaults(objects.parameters))
    found: dict[str, str] = {}
    for item in objects.objects:
        for used in used_images(item):
            name, image = known_text(used.name, filler), known_text(used.image, filler)
            if name and image and image not in found.values() and all(map(filler.holds, used.conditions)):
                found[name if name not in found else f"{item.name}-{name}"] = image
    return found

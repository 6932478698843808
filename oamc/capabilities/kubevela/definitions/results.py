"""What templates give, as objects: trees of CUE become parts of objects that remember their places.

Rules: docs/spec/oam-v1beta1.md, 3 and 7.
"""

from __future__ import annotations

from oamc.capabilities.kubevela.definitions.evaluation import OBJECT_HINT, use_of
from oamc.diagnostics.codes.definitions import MAKES_NO_OBJECT
from oamc.expressions.holes import Hole
from oamc.expressions.types import TextType
from oamc.objects.cue_trees import Written, part_of
from oamc.objects.field_order import ordered
from oamc.objects.open_values import open_of
from oamc.objects.tree import INSTANCE, KubeObject, Owner, bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.kubevela.definitions.evaluation import Use
    from oamc.engines.contract import Tree as CueTree
    from oamc.ir.program import Instance
    from oamc.objects.tree import Path, Tree

TEXTS = ("labels", "annotations")


def object_of(
    tree: CueTree, use: Use, instance: Instance, rule: str, live: dict[Path, Tree], *, field: str, resource: str = ""
) -> KubeObject | None:
    """Return the object that a template makes; None after a report. `live` is what of it may still be chosen.

    The workload is called as its component where the template gives no name; others get one when they are done, by what is in
    them. Until then the object itself has none, so that traits may give one.
    """
    body = bare(part_of(tree, Written(rule=rule, span=use.at, span_of=use.span_of, live=live)))
    problem = _problem(body)
    if problem:
        use.reports.add(
            MAKES_NO_OBJECT, at=use.at, related=use_of(use), what=use.what, field=field, reason=problem, hint=OBJECT_HINT
        )
        return None
    assert isinstance(body, dict)
    metadata = bare(body.get("metadata")) or {}
    assert isinstance(metadata, dict)
    own = bare(metadata.get("name"))
    name = own if isinstance(own, str) else "" if resource else instance.name.value
    rest = {key: value for key, value in body.items() if key not in {"apiVersion", "kind", "metadata"}}
    api_version, kind = bare(body["apiVersion"]), bare(body["kind"])
    assert isinstance(api_version, str)
    assert isinstance(kind, str)
    item = KubeObject(
        api_version=api_version,
        kind=kind,
        name=name,
        owner=Owner(kind=INSTANCE, name=instance.name.value),
        body={"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest},
        span=use.at,
        rule=rule,
        resource=resource,
        is_given=True,
    )
    return ordered(item)


def _problem(body: Tree) -> str:
    """Say why something is no object of Kubernetes, or return the empty text."""
    if not isinstance(body, dict):
        return "it must be a struct"
    for field in ("apiVersion", "kind"):
        if not isinstance(bare(body.get(field)), str):
            return f"it has no text {field}"
    metadata = bare(body.get("metadata"))
    if metadata is None:
        return ""
    if not isinstance(metadata, dict):
        return "its metadata must be a struct"
    for field in ("name", "namespace"):
        if field in metadata and _is_wrong(metadata[field]):
            return f"metadata.{field} must be a text"
    for field in TEXTS:
        found = bare(metadata.get(field))
        if found is not None and not isinstance(found, dict):
            return f"metadata.{field} must be a struct"
        wrong = next((key for key, value in (found or {}).items() if _is_wrong(value)), None)
        if wrong is not None:
            return f"metadata.{field}.{wrong} must be a text"
    return ""


def _is_wrong(value: Tree) -> bool:
    """Tell whether a value is decided, and is no text, whatever is chosen."""
    found = bare(value)
    if isinstance(found, Hole):
        return not isinstance(found.type, TextType)
    return not isinstance(found, str) and open_of(value) is None

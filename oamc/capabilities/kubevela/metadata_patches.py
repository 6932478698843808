"""Labels and annotations that traits of KubeVela put on a workload and its pods (docs/spec/oam-v1beta1.md, 14.4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.ir.properties import Leaf
from oamc.objects.json_patch import JSON_MERGE_PATCH
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import bare, below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree


def metadata_change(use: BoundTrait, subject: Subject, field: str, templates: tuple[tuple[str, ...], ...]) -> Change:
    """Put entries into `metadata` of the workload, and into that of each of the templates that it has; null takes one away."""
    assert use.tree is not None
    wanted: dict[str, Tree] = {key: part.tree if isinstance(part, Leaf) else ABSENT for key, part in use.tree.parts.items()}
    if not wanted:
        return Change()
    places = ((), *(path for path in templates if _has(subject.rendered.main.body, path)))
    return Change(
        patches=tuple(Patch(tree=below(path, {"metadata": {field: wanted}}), strategy=JSON_MERGE_PATCH) for path in places)
    )


def _has(tree: Tree, path: tuple[str, ...]) -> bool:
    """Tell whether an object has a part."""
    for step in path:
        found = bare(tree)
        if not isinstance(found, dict) or found.get(step) is None:
            return False
        tree = found[step]
    return True

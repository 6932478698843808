"""labels: labels of the workload, its pods and its Service (docs/spec/everyday-traits.md, 2).

Those that oamc writes itself tell whose an object is, and one of them selects the pods: they cannot be set.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Trait
from oamc.capabilities.kubevela.shapes import LABEL_VALUE
from oamc.capabilities.own_metadata import metadata_change, metadata_schema
from oamc.kubernetes.names import label_key_problem
from oamc.model.reserved_keys import RESERVED_LABELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put the labels on the objects."""
    return metadata_change(use, subject, "labels", _problem)


def _problem(key: str) -> str:
    """Return what is wrong with the key of a label."""
    return "is a label that oamc sets, by which objects are found" if key in RESERVED_LABELS else label_key_problem(key)


LABELS = Trait(
    names=("labels",),
    summary="Put labels on the workload, its pods and its Service.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    schema=metadata_schema(LABEL_VALUE, "labels"),
    example={"example.com/team": "shop"},
)

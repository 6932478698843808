"""Custom objects: the shape that extended workload types share (docs/spec/oam-v1alpha1.md, 9)."""

from __future__ import annotations

from oamc.capabilities.assembly import main_object
from oamc.capabilities.contracts import Rendered
from oamc.capabilities.labels import workload_labels
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree


def custom_object(instance: Instance, api_and_kind: tuple[str, str], token: str, fields: dict[str, Tree]) -> Rendered:
    """Return a workload that is one object, whose spec has these fields; a spec without fields is an empty mapping."""
    spec = entries(fields.items())
    return Rendered(main=main_object(instance, api_and_kind, workload_labels(token), {} if spec is None else spec))

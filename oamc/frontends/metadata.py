"""`metadata` of a document of any version of OAM (docs/spec/oam-v1alpha1.md, 1.2)."""

from __future__ import annotations

from oamc.frontends.scalars import is_null, text_of
from oamc.records import Record
from oamc.spans import Keyed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.spans import Located

CLUSTER_METADATA = (
    "clusterName",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
)
"""What documents exported from a cluster carry in their metadata beside what their author wrote (1.2)."""


class Metadata(Record):
    """Name, labels, annotations and namespace of a document."""

    name: Located[str]
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]
    namespace: Located[str] | None


def metadata(fields: Fields) -> Metadata:
    """Decode `metadata` without what only a cluster writes (1.2)."""
    fields.dropped(*CLUSTER_METADATA)
    return Metadata(
        name=fields.text("name"),
        labels=fields.optional_section("labels", texts_by_key) or {},
        annotations=fields.optional_section("annotations", texts_by_key) or {},
        namespace=fields.optional_text("namespace"),
    )


def texts_by_key(fields: Fields) -> dict[str, Keyed]:
    """Decode labels or annotations: any keys, texts as values."""
    found = {}
    for entry in fields.rest():
        if is_null(entry.value):
            continue
        place = f'{fields.path}["{entry.key}"]'
        text = text_of(entry.value, place, fields.findings, empty=True)
        if text is not None:
            found[entry.key] = Keyed(value=text.value, span=text.span, key_span=entry.key_span)
    return found

"""replication: a copy of a component for each key, one object where its type is built in (docs/spec/oam-v1beta1.md, 11.3).

Copies differ in what their definitions make of the key. No built-in definition looks at it: their copies are equal objects of
equal names, which are one object.
"""

from __future__ import annotations

from oamc.diagnostics.codes.vela import POLICY_NOT_FOLLOWED
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.spans import Located


class Replication(Record):
    """The keys, and the components that are copied."""

    keys: tuple[Located[str], ...]
    selector: tuple[Located[str], ...]


def decode_replication(fields: Fields) -> Replication:
    """Decode the properties."""
    fields.required("keys")
    fields.required("selector", hint="list the components to copy by their names")
    found = Replication(keys=fields.texts("keys"), selector=fields.texts("selector"))
    for field in ("keys", "selector"):
        fields.not_empty(field)
    reason = "no built-in definition looks at the key, so that the copies would be one object"
    fields.findings.add(
        POLICY_NOT_FOLLOWED, at=fields.span, what='policy type "replication"', reason=reason, hint="write a component for each"
    )
    return found

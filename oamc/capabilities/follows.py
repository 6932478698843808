"""What a trait follows: a resource whose use by pods makes it change the pods, or their number."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition
    from oamc.spans import Span


class Follows(Record):
    """A trait changes pods, or their number, by how much of a `resource` they use, while the `condition` holds.

    It `is_now` so with the values of the document; without a condition always.
    """

    resource: str
    span: Span
    is_now: bool = True
    condition: Condition | None = None

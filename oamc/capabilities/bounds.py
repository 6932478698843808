"""Bounds that a scope sets on what its members require together."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Text
    from oamc.spans import Span


class Bound(Record):
    """How much of a resource the members of a scope may require together. The `amount` is a quantity, or a value of one.

    With `needs_requests` the cluster refuses pods that do not say how much of it they require.
    """

    resource: str
    amount: Text | str
    span: Span
    needs_requests: bool = False

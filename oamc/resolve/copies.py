"""What instances, variables and parameters repeat, counted before it is repeated.

An input of two thousand lines can ask for a thousand instances of a component of a thousand lines, or for a text of fifty
kilobytes in a thousand places. As with aliases, the number of keys and values that come of it has a limit that grows with the
size of the input: what is written once and used once costs nothing here.
"""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.records import Record, items
from oamc.source.limits import DEFAULT_LIMITS, FREE_COPIES, nodes_of, raising
from oamc.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.spans import Span


class Copies:
    """The copies of one run. `characters` is the length of all its inputs."""

    def __init__(self, characters: int, reports: Reports, limits: Limits = DEFAULT_LIMITS) -> None:
        self.exceeded = False
        self._reports = reports
        self._limit = limits.copies
        self.spent = 0
        self._most = limits.copies * characters + FREE_COPIES
        self._weights: dict[int, tuple[object, int | None]] = {}

    def take(self, value: object, at: Span, *, times: int = 1) -> bool:
        """Count a further use of a component, of the value of a variable or of a text, at the place that asks for it.

        The first use is free, and each further one counts so many `times`. False, with one report in a run, where too much is
        repeated.
        """
        known = self._weights.get(id(value))
        if known is None:
            # The value is kept, because the identity of one that is gone could come again.
            self._weights[id(value)] = (value, None)
            return not self.exceeded
        amount = weight(value) if known[1] is None else known[1]
        self._weights[id(value)] = (value, amount)
        return self.spend(amount * times, at)

    def spend(self, amount: int, at: Span, advice: str = "build fewer instances at once") -> bool:
        """Count keys and values, or steps of work that cost as much. False, with one report in a run, where it is too much.

        `advice` says what to do about it.
        """
        self.spent += amount
        if self.spent > self._most and not self.exceeded:
            self.exceeded = True
            hint = f"{advice}, or {raising('copies', self._limit)}"
            self._reports.add(codes.TOO_MANY_COPIES, at=at, limit=self._limit, free=FREE_COPIES, hint=hint)
        return not self.exceeded


def weight(value: object) -> int:
    """Return how many keys and values a value holds; long texts count more than once."""
    match value:
        case str():
            return nodes_of(value)
        case int() | float():
            return 1
        case Scalar():
            return weight(value.text)
        case Mapping():
            return 1 + sum(weight(entry.key) + weight(entry.value) for entry in value)
        case dict():
            return 1 + sum(weight(key) + weight(item) for key, item in value.items())
        case Sequence() | tuple() | list():
            return 1 + sum(map(weight, value))
        case Record():
            return 1 + sum(weight(part) for _, part in items(value))
        case _:
            return 0

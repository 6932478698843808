"""What a harness hands over for the table of assurance."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One promise as it was measured.

    `promise` names the promises, such as "R23, R24"; `what` says in one sentence what was tried, with its number; `figure` is
    what came out, such as "0 of 4,000"; `held` tells whether the promise held.
    """

    promise: str
    what: str
    figure: str
    held: bool


class Unmeasurable(Exception):  # noqa: N818  # the name says what is wrong
    """What a harness raises before its first row where the machine lacks what it needs; the text says what that is.

    Its section of the page keeps the rows of the last run.
    """

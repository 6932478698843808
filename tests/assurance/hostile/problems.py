"""A broken promise, as the judge names it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """A problem code of `judge`, and what was seen."""

    code: str
    detail: str

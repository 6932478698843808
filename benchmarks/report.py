"""Budgets, and the page that shows the figures beside them (`decisions.md`, Speed)."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Figure(NamedTuple):
    """One measured figure. Bounds of None: it is only shown. `warning` prints a word, `failure` fails the gate."""

    group: str
    name: str
    value: float
    unit: str
    budget: float | None = None
    warning: float | None = None
    failure: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return what the figure means for the gate: an empty text, "warning" or "failure"."""
        if self.failure is not None and self.value > self.failure:
            return "failure"
        bound = self.warning if self.warning is not None else self.budget
        return "warning" if bound is not None and self.value > bound else ""


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as Markdown, one table for each group."""
    text = ""
    group = ""
    for figure in figures:
        if figure.group != group:
            group = figure.group
            text += f"\n## {group}\n\n| What | Figure | Budget | Note |\n| --- | ---: | ---: | --- |\n"
        budget = "" if figure.budget is None else f"{figure.budget:.3g} {figure.unit}"
        note = " ".join(filter(None, (figure.note, f"**{figure.verdict}**" if figure.verdict else "")))
        text += f"| {figure.name} | {figure.value:.3g} {figure.unit} | {budget} | {note} |\n"
    return text


def page(figures: Iterable[Figure]) -> str:
    """Return the text of `docs/performance.md`."""
    return (
        "# Performance\n\n"
        "Written by `make bench`. Start-up is a ratio to a bare interpreter (`python -c pass`) of the same run, in\n"
        "processor time (medians of interleaved runs), so that the figures mean the same on another machine. Growth is the\n"
        "time for four times the input over the time for the input. Other programs that make objects of Kubernetes or charts\n"
        "are [on a page of their own](performance-peers.md).\n\n"
        f"Machine: {os.cpu_count()} processors, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}.\n" + table(figures)
    )

"""The rows of bounded cost in the table of assurance (R18 to R21)."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.assurance.cost.inputs import largest
from tests.assurance.cost.limits import LIMITS
from tests.assurance.cost.test_expressions import KNOWN, MEGABYTE, hostile, is_searched
from tests.assurance.cost.worst import GROWING, LONGEST, PRODUCTS
from tests.assurance.rows import Row
from tests.support.processes import INSTALLED, measured

MOST_SECONDS = 2.0
MOST_MEMORY = 200 << 20
MOST_MATCHING = 0.5
MOST_GROWTH = 5.0


class Cost(NamedTuple):
    """What one run of the command took, and its exit status."""

    status: int
    seconds: float
    memory: int


def fresh(folder: Path, *arguments: str) -> Cost:
    """Run the command in a process of its own."""
    ended = measured([INSTALLED, *arguments], folder)
    return Cost(ended.status, ended.seconds, ended.kibibytes * 1024)


def measure(*, full: bool) -> Iterator[Row]:
    """Measure every shape just below 100 kB in a fresh process, and every expression with a megabyte of text."""
    shapes = list({**GROWING, **PRODUCTS}.items())
    yield _worst(shapes if full else shapes[::12])
    yield _limits()
    yield from _expressions(full=full)
    if full:
        yield from _growth()
        yield _ten_thousand()


def _worst(shapes: list[tuple[str, object]]) -> Row:
    """Measure the shapes of hostile input."""
    dear: list[str] = []
    slowest, largest_memory = ("", 0.0), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for shape, make in shapes:
            (folder / "app.yaml").write_text(make(largest(make, LONGEST)), encoding="utf-8")  # type: ignore[operator, arg-type]
            for form in ("helm", "manifests"):
                cost = fresh(folder, "build", "app.yaml", "--format", form, "-o", f"out-{form}", "--force")
                if cost.seconds > MOST_SECONDS or cost.memory > MOST_MEMORY or cost.status not in {0, 1}:
                    dear.append(f"{shape} to {form}: {cost.seconds:.1f} s, {cost.memory >> 20} MB")
                slowest = max(slowest, (f"{shape} to {form}", cost.seconds), key=lambda found: found[1])
                largest_memory = max(largest_memory, cost.memory)
    figure = f"{len(dear)} over; worst {slowest[1]:.2f} s ({slowest[0]}), {largest_memory >> 20} MB"
    what = f"{len(shapes)} shapes of hostile input of just under 100 kB, to charts and manifests, each at most 2 s and 200 MB"
    return Row("R18", what, "; ".join([figure, *dear]), held=not dear)


def _expressions(*, full: bool) -> Iterator[Row]:
    """Match every regular expression with a megabyte of hostile text."""
    patterns = sorted({(text, flags) for _, text, flags in KNOWN})
    worst = ("", 0.0)
    for text, flags in patterns if full else patterns[::12]:
        compiled = re.compile(text, flags)
        for candidate in hostile(text, MEGABYTE if full else MEGABYTE >> 6):
            before = time.process_time()
            compiled.fullmatch(candidate)
            if is_searched(text):
                compiled.search(candidate)
            worst = max(worst, (text, time.process_time() - before), key=lambda found: found[1])
    figure = f"at most {worst[1]:.3f} s"
    what = f"{len(patterns)} regular expressions proved linear, each with texts of 1 MB that it begins to match"
    yield Row("R21", what, figure, held=worst[1] <= MOST_MATCHING)


def _limits() -> Row:
    """Build inputs at a limit and one beyond it, without and with the flag that raises it."""
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for limit in LIMITS:
            raised = ("--limit", f"{limit.name}={2 * limit.size}")
            for more, options, status in ((0, (), 0), (1, (), 1), (1, raised, 0)):
                (folder / "app.yaml").write_text(limit.make(limit.size + more), encoding="utf-8")
                cost = fresh(folder, "check", "app.yaml", "--allow-unknown-workloads", *options)
                wrong += [f"{limit.name} + {more}"] if cost.status != status else []
    names = ", ".join(limit.name for limit in LIMITS)
    what = f"inputs at a limit, one beyond it, and beyond it with the flag ({names}; the others are in the test suite)"
    return Row("R20", what, "; ".join([f"{len(wrong)} of {3 * len(LIMITS)} wrong", *wrong]), held=not wrong)


def _growth() -> Iterator[Row]:
    """Compare four times the input with the input on every axis of the benchmarks."""
    from benchmarks.__main__ import growth

    found = list(growth())
    for group in dict.fromkeys(figure.group for figure in found):
        ratios = {figure.name: figure.value for figure in found if figure.group == group}
        worst = max(ratios, key=lambda name: ratios[name])
        what = f"{group.partition(': ')[2]} on {len(ratios)} axes, at most 5"
        yield Row("R19", what, f"at most {ratios[worst]:.2f} ({worst})", held=ratios[worst] <= MOST_GROWTH)


def _ten_thousand() -> Row:
    """Build 1,000 and 10,000 applications."""
    from benchmarks.inputs import write_applications

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = []
        for size in (1000, 10_000):
            write_applications(folder / str(size), size)
            costs.append(fresh(folder, "build", str(size), "--format", "manifests", "-o", f"out-{size}"))
    ratio = costs[1].seconds / costs[0].seconds
    figure = f"{costs[0].seconds:.1f} s, {costs[1].seconds:.1f} s: {ratio:.1f} times; {costs[1].memory >> 20} MB"
    what = "1,000 applications within 5 s, and 10,000 in at most 12 times that, to manifests"
    held = costs[0].seconds <= 5 and ratio <= 12 and not any(cost.status for cost in costs)
    return Row("R18", what, figure, held=held)

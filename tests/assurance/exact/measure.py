"""Texts and overrides at depth: 100,000 texts, every style, every leaf.

python -m tests.assurance.exact.measure
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from tests.assurance.exact import carriers, scalars, styles
from tests.assurance.exact.hostile_values import BREAK_OUTS, HOSTILE_VALUES
from tests.assurance.exact.journeys import travel
from tests.assurance.exact.leaves import charts
from tests.assurance.exact.restricted import OF_OPTIONS, PLACES, misplaced, restricted_texts
from tests.assurance.exact.texts import long_text, texts
from tests.assurance.rows import Row

BATCH = 200
SHORT = 3_000
"""Texts up to this length are written in every style: long ones would only take longer."""
FIRST_SEED = 1_000
"""The slice of the suite has the seeds below."""


def measure(*, full: bool) -> Iterator[Row]:
    """Yield the rows of texts, styles, scalars and leaves."""
    yield _texts(500 if full else 2)
    yield _long_texts(20 if full else 1)
    yield _styles(5_000 if full else 30)
    yield _scalars(3_000 if full else 10, scalars.WAYS if full else scalars.WAYS[:1])
    yield _restricted(400 if full else 2)
    yield from _leaves(1 if full else 197)


def _texts(batches: int) -> Row:
    """Carry random texts to every place of both outputs."""
    lost: list[str] = []
    refused: list[str] = []
    arrived = 0
    for number in range(batches):
        journey = travel(texts(FIRST_SEED + number, BATCH), as_json=number % 2 == 1, thoroughly=number % 10 == 0)
        lost += journey.lost
        refused += journey.refused
        arrived += journey.arrived
    places = len(carriers.expected(["a"], overridden=True))
    what = (
        f"{batches * BATCH:,} random texts to {places} places each (env, arguments, probes, config files, annotations, "
        "parameters, variables, settings, seven ways to override), in the chart rendered by Helm and in the manifests: "
        f"{arrived:,} arrivals"
    )
    return Row(
        "R5, R6", what, f"{len(lost)} changed, {len(refused)} refused{_first(lost + refused)}", held=not (lost or refused)
    )


def _long_texts(batches: int) -> Row:
    """Carry texts beyond 64 kB."""
    chance = Random(FIRST_SEED)
    journeys = [travel([long_text(chance), "short"], as_json=number % 2 == 1) for number in range(batches)]
    lost = [one for journey in journeys for one in journey.lost + journey.refused]
    return Row(
        "R6", f"{batches} texts beyond 64 kB to every place", f"{len(lost)} changed or refused{_first(lost)}", held=not lost
    )


def _styles(count: int) -> Row:
    """Write texts in every style and compare what is read."""
    wrong: list[str] = []
    outcomes: Counter[str] = Counter()
    for text in texts(FIRST_SEED, count):
        if len(text) <= SHORT:
            for written in styles.ways_to_write(text):
                found, outcome = styles.misread(written)
                outcomes[outcome] += 1
                wrong += [f"{written.style}: {found}"] if found else []
    what = (
        f"{sum(outcomes.values()):,} texts as they stand in 12 styles of YAML and JSON, read as Go reads them "
        f"({outcomes['read']:,}) or refused with a place"
    )
    return Row("R12", what, f"{len(wrong)} misread{_first(wrong)}", held=not wrong)


def _scalars(count: int, ways: tuple[str, ...]) -> Row:
    """Give plain scalars to typed parameters."""
    wrong: list[str] = []
    outcomes: Counter[str] = Counter()
    for scalar in scalars.plain_scalars(FIRST_SEED, count):
        for kind in scalars.TYPES:
            for given in ways:
                found, outcome = scalars.misread(scalar, kind, given)
                outcomes[outcome] += 1
                wrong += [f"{scalar!r} as {kind}: {found}"] if found else []
    what = (
        f"{sum(outcomes.values()):,} plain scalars as defaults, parameter values and overrides of string, number and boolean "
        f"parameters: Go's value ({outcomes['read']:,}) or refused with a place"
    )
    return Row("R12", what, f"{len(wrong)} misread{_first(wrong)}", held=not wrong)


def _restricted(count: int) -> Row:
    """Put texts at places with rules of their own."""
    wrong: list[str] = []
    outcomes: Counter[str] = Counter()
    places = (*PLACES, *OF_OPTIONS)
    for number, place in enumerate(places):
        for text in restricted_texts(FIRST_SEED + number, count):
            outcome, found = misplaced(place, text)
            outcomes[outcome] += 1
            wrong += [f"{place}, {text[:60]!r}: {found}"] if found else []
    what = (
        f"{sum(outcomes.values()):,} texts at {len(places)} places with rules (names, keys, paths, images, hosts): "
        f"refused with a place ({outcomes['refused']:,}) or in objects that a cluster takes ({outcomes['arrived']:,})"
    )
    return Row("R5, R9", what, f"{len(wrong)} wrong{_first(wrong)}", held=not wrong)


def _leaves(step: int) -> Iterator[Row]:
    """Try every leaf of every chart with every hostile value, or one trial of `step`."""
    wrong: list[str] = []
    outcomes: Counter[str] = Counter()
    number = leaves = 0
    for chart in charts():
        for leaf in chart.leaves():
            leaves += 1
            for name in HOSTILE_VALUES:
                number += 1
                if number % step == 0:
                    outcome, found = chart.trial(leaf, name)
                    outcomes[outcome] += 1
                    wrong += [f"{chart.name}: {'.'.join(leaf)} with {name}: {found}"] if found else []
    what = (
        f"{leaves} leaves of the values of all golden cases and examples with {len(HOSTILE_VALUES)} hostile values "
        f"({len(BREAK_OUTS)} of them break-outs): {outcomes['refused']:,} refused by Helm and oamc, {outcomes['arrived']:,} "
        "arrived in their own fields, nothing else changed"
    )
    yield Row("R7", what, f"{len(wrong)} of {sum(outcomes.values()):,}{_first(wrong)}", held=not wrong)


def _first(found: list[str]) -> str:
    """Return the first of what was found, for the table."""
    return f": {found[0][:200]}" if found else ""


if __name__ == "__main__":
    for row in measure(full=True):
        print(*row, sep=" | ", flush=True)  # noqa: T201 - a program that people watch

"""Every example that is broken in one place ends in outputs or in a message: never in a fault of oamc, and nothing is dropped.

Each example of `tests/strategies/broken_examples.py` is broken in each of its places: an entry is taken away, called by a
name that nobody knows, or replaced by a value of another kind, and an unknown name is put beside the others. A use of a trait
that is broken stands there alone, or twice with the one as it was. What comes of it is held against these laws:

- no exception leaves the compiler;
- a chart and manifests come out of it, or errors, each with its place and with what is to be done; nothing else is silent;
- an unknown name is told of, or it is in the output, where any name may stand.

`OAMC_BROKEN_EXAMPLES` says how many changes there are to one that is tried (13 by default, where those that take away and add
names are all tried in examples of the catalogs, and of golden cases, whose inputs are large, one of 169);
`make broken-examples` tries them all, which takes half an hour.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.choices import HELM, MANIFESTS
from oamc.compiler import Output, build
from oamc.diagnostics.reports import ERROR, Diagnostic, Reports
from oamc.frontends.v1beta1.policies.table import TYPES as POLICY_TYPES
from oamc.frontends.v1beta1.step_types import TYPES as STEP_TYPES
from oamc.model.vocabularies import KUBEVELA
from oamc.records import replace
from oamc.spans import SourceFile
from tests.assurance.fuzz.invariants import check_findings, check_places
from tests.strategies import broken_examples
from tests.strategies.applications import as_text
from tests.strategies.broken_examples import (
    ALONE,
    BESIDE,
    BOTH_WAYS,
    RENAMED,
    REPLACED,
    UNKNOWN,
    Change,
    Example,
    broken,
    changes,
    use_of_trait,
    value_at,
)

ONE_OF = int(os.environ.get("OAMC_BROKEN_EXAMPLES", "13"))
IS_WHOLE = ONE_OF == 1
PAIRS = 200 if IS_WHOLE else 8
"""How many pairs of changes of an example are tried."""
SHARDS = 4
MOST_SHOWN = 12
NOTHING_COMES_OUT = {"OAM316", "OAM324", "OAM333"}
"""Warnings that say so: of an application without components, of one with scopes alone, and of one that no policy leaves a
component."""
REFUSED_AS_A_WHOLE = {"OAM508", "OAM515", "OAM538", "OAM602", "OAM605", "OAM606"}
"""Errors that name the property which holds an unknown name, or the field that would have been made of it."""
CLEAR_BY_THEMSELVES = {
    *("OAM210", "OAM211", "OAM213", "OAM214", "OAM215", "OAM305", "OAM405", "OAM411", "OAM422", "OAM507", "OAM508"),
    *("OAM603", "OAM604", "OAM605", "OAM606", "OAM646", "OAM648", "OAM650", "OAM698", "OAM986"),
}
"""Errors that may be without a hint: their messages say what must stand there."""
LATER_COUNTS = ("json-patch", "json-merge-patch")
"""Traits of KubeVela that write any field, over what is there: what a later one writes over is gone."""
WITHOUT_EFFECT = ("notification",)
"""Steps whose properties nobody reads, which OAM283 says of the step."""
WRITTEN_OVER = ("kubevela-override",)
"""Golden cases whose policies write over lists of components, and leave a component out: what stands there may be gone."""


class Trial(NamedTuple):
    """Changes of an example that are made together, and whether a use of a trait stands twice."""

    example: Example
    changes: tuple[Change, ...]
    way: str

    def __str__(self) -> str:
        """Return what is tried as a line."""
        return f"{self.example.name}: {' and '.join(map(str, self.changes))} {self.way}".rstrip()


@cache
def catalog_examples() -> tuple[Example, ...]:
    return (*broken_examples.catalog_examples(), *broken_examples.further_examples())


@cache
def golden_examples() -> tuple[Example, ...]:
    return tuple(broken_examples.golden_examples())


def single_trials(examples: Sequence[Example], *, all_names: bool) -> Iterator[Trial]:
    """Yield each change by itself, and in one of two uses; without `IS_WHOLE` some, with `all_names` those of names, too."""
    share = ONE_OF if all_names else ONE_OF**2
    number = 0
    for example in examples:
        for place, change in enumerate(changes(example)):
            is_tried = all_names and (change.how != REPLACED or change.value is None)
            ways: tuple[str, ...] = ()
            if use_of_trait(change) is not None:
                ways = (BOTH_WAYS[place % 2],) if is_tried and not IS_WHOLE else BOTH_WAYS
            for way in (ALONE, *ways):
                number += 1
                if is_tried or number % share == 0:
                    yield Trial(example, (change,), way)


def double_trials(examples: Sequence[Example], share: int) -> Iterator[Trial]:
    """Yield pairs of changes of each example; half of them are of names, which later checks hang on most."""
    for example in examples[:: 1 if IS_WHOLE else share]:
        known = tuple(changes(example))
        of_names = tuple(change for change in known if change.how != REPLACED)
        chance = Random(example.name)
        for number in range(PAIRS):
            pair = tuple(chance.sample(of_names if number % 2 else known, 2))
            uses = {use_of_trait(change) for change in pair}
            is_one_use = len(uses) == 1 and None not in uses
            yield Trial(example, pair, chance.choice((ALONE, *BOTH_WAYS)) if is_one_use else ALONE)


def problems_of(trial: Trial) -> list[str]:
    """Return what is wrong with what comes of a trial."""
    text = as_text(broken(trial.example, trial.changes, trial.way))
    source = SourceFile(path="in.yaml", label="in.yaml", text=text)
    try:
        found, charts = built(trial.example, source, HELM)
        errors = [finding for finding in found if finding.severity == ERROR]
        _, trees = ([], ()) if errors else built(trial.example, source, MANIFESTS)
    except Exception as error:  # noqa: BLE001 - whatever leaves the compiler is what is looked for
        return [f"{trial}: {type(error).__name__} at {where(error)}"]
    wrong = list(problems_of_errors(errors)) if errors else list(problems_of_outputs(found, charts, trees))
    is_single = len(trial.changes) == 1 and not trial.example.is_of_a_controller
    if is_single and may_be_dropped(trial) and not is_told(trial, found, (*charts, *trees)):
        wrong.append("the unknown name is dropped")
    return [f"{trial}: {problem}" for problem in wrong]


def built(example: Example, source: SourceFile, form: str) -> tuple[list[Diagnostic], tuple[Output, ...]]:
    """Build an example that is broken; return the findings, which have the form that all have, and the outputs."""
    reports = Reports()
    outputs = build((source,), replace(example.options, format=form), reports)
    found = reports.in_order()
    check_findings(found, (source,))
    check_places(found)
    assert not (reports.errors and outputs), "an output beside an error"
    return found, outputs


def where(error: Exception) -> str:
    """Return where an exception was raised, and what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    frame = next((frame for frame in reversed(frames) if "/oamc/" in frame.filename), frames[-1])
    return f"{frame.filename.rpartition('/oamc/')[2]}:{frame.lineno} {error}"


def problems_of_errors(errors: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield what errors lack that somebody needs who mends the input."""
    for error in errors:
        if not error.hint and error.code.id not in CLEAR_BY_THEMSELVES:
            yield f"{error.code.id} has no hint"


def problems_of_outputs(found: Sequence[Diagnostic], charts: Sequence[Output], trees: Sequence[Output]) -> Iterator[str]:
    """Yield what is wrong with what a build without errors has made."""
    if [chart.application for chart in charts] != [tree.application for tree in trees]:
        yield "one output without the other"
    if not charts and not any(finding.code.id in NOTHING_COMES_OUT for finding in found):
        yield "nothing comes out, and nobody says so"


def may_be_dropped(trial: Trial) -> bool:
    """Tell whether an unknown name is put there that nothing else takes away again, and not where it is passed over."""
    (change,) = trial.changes
    before = value_at(trial.example.documents, change.path)
    is_put = change.how == BESIDE or (change.how == RENAMED and before is not None)
    document = trial.example.documents[change.path[0]]  # type: ignore[index]  # a number
    above = (value_at(trial.example.documents, change.path[:end]) for end in range(1, len(change.path)))
    is_passed_over = trial.example.name in WRITTEN_OVER or any(
        isinstance(tree, dict) and tree.get("type") in (*LATER_COUNTS, *WITHOUT_EFFECT) for tree in above
    )
    # A default is of no use where an application gives a value.
    is_default = change.path[1:3] == ("spec", "parameters") and change.path[4:5] == ("default",)
    is_status = change.path[1:2] == ("status",) and "status" in document
    return is_put and not (is_passed_over or is_default or is_status)


def is_told(trial: Trial, found: Sequence[Diagnostic], outputs: Sequence[Output]) -> bool:
    """Tell whether an unknown name is in a finding or in an output.

    What has errors is looked at again when these are mended: only one that stands alone must be among them.
    """
    if any(UNKNOWN in finding.message or UNKNOWN in finding.hint for finding in found):
        return True
    errors = {finding.code.id for finding in found if finding.severity == ERROR}
    if errors:
        return trial.way != ALONE or trial.changes[0].how != BESIDE or bool(errors & REFUSED_AS_A_WHOLE)
    return any(UNKNOWN in text for output in outputs for text in output.files.values())


def assert_none(trials: Iterator[Trial], shard: int, least: int) -> None:
    """Try every fourth of the trials, of which there are some, and show what is wrong."""
    wrong, count = [], 0
    for number, trial in enumerate(trials):
        if number % SHARDS == shard:
            wrong += problems_of(trial)
            count += 1
    assert not wrong, "\n".join([f"{len(wrong)} of {count}:", *wrong[:MOST_SHOWN]])
    assert count >= least


@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_is_broken_in_an_example_of_the_catalogs_ends_in_outputs_or_in_a_message(shard: int) -> None:
    assert_none(single_trials(catalog_examples(), all_names=True), shard, least=1000)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_is_broken_in_a_golden_case_ends_in_outputs_or_in_a_message(shard: int) -> None:
    assert_none(single_trials(golden_examples(), all_names=False), shard, least=200)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_two_mistakes_at_once_end_in_outputs_or_in_messages(shard: int) -> None:
    trials = (*double_trials(catalog_examples(), 1), *double_trials(golden_examples(), 6))
    assert_none(iter(trials), shard, least=200)


def test_every_capability_has_an_example() -> None:
    kubevela = CATALOGS[KUBEVELA]
    known = {
        *(one.name for one in (*CATALOG.traits, *CATALOG.scopes, *CATALOG.named_workload_types)),
        *(f"of KubeVela {name}" for name in (*kubevela.workload_type_names(), *kubevela.trait_names())),
        *(f"of KubeVela {name}" for name in (*POLICY_TYPES, *STEP_TYPES)),
    }
    used = {
        name if document["apiVersion"].endswith("alpha1") else f"of KubeVela {name}"
        for example in (*catalog_examples(), *golden_examples())
        for document in example.documents
        for name in names_in(document)
    }
    assert known <= used


def names_in(tree: object) -> Iterator[str]:
    """Yield the texts by which a document may name what it uses."""
    match tree:
        case dict():
            yield from (tree[key] for key in ("name", "type", "workloadType") if isinstance(tree.get(key), str))
            for below in tree.values():
                yield from names_in(below)
        case list():
            for below in tree:
                yield from names_in(below)


def test_examples_build_as_they_stand() -> None:
    for example in (*catalog_examples(), *golden_examples()):
        source = SourceFile(path="in.yaml", label="in.yaml", text=as_text(example.documents))
        found, outputs = built(example, source, HELM)
        assert outputs, (example.name, [finding.message for finding in found if finding.severity == ERROR])

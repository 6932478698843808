"""What is wrong with the outcome of a run that a fault has met: nothing, or a list of words."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.assurance.faults.builds import Prepared
from tests.assurance.faults.product import Outcome
from tests.assurance.faults.trees import identities, is_litter, snapshot

FINE, WRONG, INTERRUPTED, TERMINATED, KILLED = 0, 1, 130, 143, -9
STATUSES = {"KILL": KILLED, "INT": INTERRUPTED, "TERM": TERMINATED}
MOST_LINES = 8
"""An error is one line; a tree and a report that fail both say so, and the count of errors follows."""


def judge(prepared: Prepared, folder: Path, outcome: Outcome, *, action: str, sticky: bool = False) -> list[str]:
    """Compare the folder and the outcome of one run with what is promised. `sticky`: the fault also met the clean-up."""
    found = snapshot(folder)
    problems = printed_problems(outcome)
    allowed = {FINE, STATUSES[action]} if action in STATUSES else {FINE, WRONG}
    if outcome.status not in allowed:
        problems.append(f"status {outcome.status}: {outcome.err[:120]!r}")
    states = {unit: _state(prepared, found, unit) for unit in prepared.build.units}
    if outcome.status == WRONG:
        # The report of a failure says what failed: it is neither the old one nor that of a success.
        states |= {unit: "new" for unit in prepared.build.separate if _is_report_of_failure(folder / unit)}
    # A system that cannot exchange directories has a moment without any: the next run puts the old one back.
    wholes = (
        {"old", "new"} if prepared.build.exchange or not (sticky or outcome.status == KILLED) else {"old", "new", "missing"}
    )
    problems += [f"{unit} is {state}" for unit, state in states.items() if state not in wholes]
    together = {state for unit, state in states.items() if unit not in prepared.build.separate}
    litter = [path for path in found if is_litter(path)]
    died = outcome.status == KILLED
    if outcome.status == FINE and set(states.values()) != {"new"}:
        problems.append(f"success, but {states}")
    if outcome.status == WRONG and not any(line.startswith(("error", "oamc: ")) for line in outcome.err.splitlines()):
        problems.append(f"no reason: {outcome.err!r}")
    if not died and not sticky:
        if litter:
            problems.append(f"litter: {litter[0]}")
        if len(together) > 1:
            problems.append(f"some applications are new: {states}")
    problems += _elsewhere(prepared, found, died=died or sticky)
    return problems + (users_problems(prepared, folder) if "missing" not in states.values() else [])


def printed_problems(outcome: Outcome, most: int = MOST_LINES) -> list[str]:
    """Return what is wrong with what was printed, whatever happened; it may have so many lines at `most`."""
    problems = ["hung"] if outcome.hung else []
    if "Traceback" in outcome.err + outcome.out or "Exception ignored" in outcome.err:
        problems.append(f"traceback: {outcome.err[-300:]}")
    if outcome.err.count("\n") > most:
        problems.append(f"{outcome.err.count(chr(10))} lines: {outcome.err[:300]}")
    return problems


def next_run_problems(prepared: Prepared, folder: Path) -> list[str]:
    """Run the build again without a fault: it must give the new tree, whatever the run before left."""
    outcome = prepared.run(folder)
    problems = [f"next run: {problem}" for problem in printed_problems(outcome) + users_problems(prepared, folder)]
    if outcome.status != FINE:
        problems.append(f"next run: status {outcome.status}: {outcome.err!r}")
    found = snapshot(folder)
    if found != prepared.after:
        differing = sorted(path for path in found.keys() | prepared.after.keys() if found.get(path) != prepared.after.get(path))
        problems.append(f"next run: differs in {differing[:5]}")
    return problems


def users_problems(prepared: Prepared, folder: Path) -> list[str]:
    """Return which files of the user are not the same files any more (their contents and modes are compared elsewhere)."""
    numbers = identities(folder)
    kept = prepared.numbers
    return [f"{path} is another file" for path in prepared.build.mine if numbers.get(path) != kept[path]]


def _state(prepared: Prepared, found: dict, unit: str) -> str:
    """Tell whether a unit is old or new."""
    part = prepared.part(found, unit)
    if part == prepared.part(prepared.before, unit):
        return "old"
    if part == prepared.part(prepared.after, unit):
        return "new"
    if not part:
        return "missing"
    return "mixed"


def _is_report_of_failure(path: Path) -> bool:
    """Tell whether a file is a whole report of an output that could not be written."""
    try:
        return "OAM812" in [found["code"] for found in json.loads(path.read_text())["diagnostics"]]
    except (OSError, ValueError):
        return False


def _elsewhere(prepared: Prepared, found: dict, *, died: bool) -> list[str]:
    """Return what changed outside the output. Directories on the way to it may be made, and stay only with a result."""
    rest, before = prepared.rest(found), prepared.rest(prepared.before)
    way = {parent for unit in prepared.build.units for parent in _parents(unit)}
    changed = sorted(path for path in rest.keys() | before.keys() if rest.get(path) != before.get(path))
    foreign = [path for path in changed if path not in way or rest.get(path, ("",))[0] != "directory"]
    problems = [f"{path} changed" for path in foreign]
    written = any(prepared.part(found, unit) for unit in prepared.build.units)
    if changed and not foreign and not written and not died:
        problems.append(f"litter: {changed[0]}")
    return problems


def _parents(path: str) -> list[str]:
    """Return the directories above a path."""
    parents = []
    while path := os.path.dirname(path):  # noqa: PTH120 - texts
        parents.append(path)
    return parents

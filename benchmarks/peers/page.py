"""The page that shows oamc beside its peers, and the goals that it has there."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.peers.catalog import ABSENT, KUBEVELA, LOCKED
from benchmarks.peers.commands import CHART, MANIFESTS, OAMC_NAME
from benchmarks.peers.stages import STAGES
from benchmarks.processes import KILOBYTE, MEGABYTE
from tests.helm_programs.build import PROGRAMS, program_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.peers.build import Built
    from benchmarks.peers.measure import Table
    from benchmarks.processes import Cost

REPEAT = "make bench-peers"
SHARE_OF_KUBEVELA = 1 / 20
"""At most so much of the processor time of `vela dry-run` for the largest Application."""
LINEAR = 1.5
"""A component of a large Application costs at most so much more than one of a small one."""


class Goal(NamedTuple):
    """A goal with what was measured, both in words, and what it is worth to a user."""

    name: str
    bound: str
    figure: str
    is_met: bool
    worth: str


class Measured(NamedTuple):
    """All that one run measured: applications by number, Applications of KubeVela by components.

    And seconds of the parts of a start, and of each stage.
    """

    applications: tuple[Table, ...]
    components: tuple[Table, ...]
    start: Mapping[str, float]
    stages: Mapping[str, float]


def page(measured: Measured, built: Sequence[Built]) -> str:
    """Return the text of `docs/performance-peers.md`."""
    return "".join(
        (
            INTRODUCTION.format(machine=machine()),
            *(of_applications(table) for table in measured.applications),
            of_growth(measured.applications),
            of_components(measured.components, built),
            of_goals(goals(measured.components)),
            of_stages(measured.start, measured.stages),
            of_peers(built),
        )
    )


INTRODUCTION = """\
# oamc beside its peers

Written by `make bench-peers`, which builds the peers at pinned versions, runs all of them in turn, and takes medians. Times are
those of the whole process. Each is also given as a ratio to a bare interpreter (`python -c pass`) of the same run, so that it
means the same on another machine. The last column is the time of oamc over that of the peer: below 1, oamc is faster. Processor
time counts both processors of a peer that uses several; on the wall, such a peer has an advantage.

The application is that of [Performance](performance.md): a Deployment with two variables, resources and a probe, a Service, an
autoscaler, an Ingress. `benchmarks/peers/forms` has it in the language of each peer. What a program makes of it is looked at
first: of one application all that matters, of more the number of objects of each kind. The tables say what is missing. oamc
checks all fields of documents and objects as it goes, and names the line of a mistake; of the peers, CUE checks types and
bounds, Kompose its file, and `vela` the parameters of its definitions.

{machine}
"""


def machine() -> str:
    """Return on what was measured."""
    system = f"{platform.system()} {platform.machine()}"
    return f"Machine: {os.cpu_count()} processors, {system}, Python {platform.python_version()}."


def of_applications(table: Table) -> str:
    """Return the section for so many applications."""
    heading = "One application" if table.size == 1 else f"{table.size:,} applications in one run"
    text = f"\n## {heading}\n\n| What | Objects | Processor time | On the wall | Peak memory | Lacks | oamc over it |\n"
    text += "| --- | ---: | ---: | ---: | ---: | --- | ---: |\n"
    own = {row.job.name: row.cost for row in table.rows if row.job.peer == OAMC_NAME}
    for row in table.rows:
        if row.cost is None:
            text += f"| {row.job.name} | | | | | did not run: {cell(row.failed)} | |\n"
            continue
        counterpart = own[CHART if row.job.is_chart else MANIFESTS]
        ratio = "" if row.job.peer == OAMC_NAME or counterpart is None else over(counterpart, row.cost)
        cells = (row.job.name, f"{row.objects:,}", *times(row.cost, table.bare), ", ".join(row.lacks), ratio)
        text += f"| {' | '.join(cells)} |\n"
    return text


def of_growth(tables: Sequence[Table]) -> str:
    """Return the section on what each further application costs, where more than one number of them was measured."""
    if len(tables) < 2:
        return ""
    few, many = tables[0], tables[-1]
    text = f"\n## Each application from {few.size:,} to {many.size:,}\n\n"
    text += "| What | Processor time | On the wall | Peak memory |\n| --- | ---: | ---: | ---: |\n"
    before = {row.job.name: row.cost for row in few.rows}
    for row in many.rows:
        first, more = before.get(row.job.name), many.size - few.size
        if first and row.cost:
            processor, wall, memory = ((large - small) / more for small, large in zip(first, row.cost, strict=True))
            text += f"| {row.job.name} | {duration(processor)} | {duration(wall)} | {memory / KILOBYTE:.0f} KB |\n"
    return text


def times(cost: Cost, bare: Cost) -> tuple[str, str, str]:
    """Return the cells of a cost: each time in seconds and as a ratio, and the memory."""
    processor = f"{duration(cost.processor)}, {times_bare(cost.processor / bare.processor)}"
    wall = f"{duration(cost.wall)}, {times_bare(cost.wall / bare.wall)}"
    return processor, wall, f"{cost.memory / MEGABYTE:.0f} MB"


def times_bare(ratio: float) -> str:
    """Return a ratio with three digits, or without a fraction."""
    return f"{ratio:,.0f} x" if ratio >= 100 else f"{ratio:.3g} x"


def duration(seconds: float) -> str:
    """Return a time in the unit that shows it best."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{1000 * seconds:.0f} ms" if seconds >= 0.01 else f"{1000 * seconds:.1f} ms"


def over(own: Cost, peer: Cost) -> str:
    """Return the cost of oamc over that of a peer."""
    return f"{own.processor / peer.processor:.2g} x, {own.wall / peer.wall:.2g} x on the wall"


def of_components(tables: Sequence[Table], built: Sequence[Built]) -> str:
    """Return the section on Applications of KubeVela."""
    text = "\n## An Application of KubeVela\n\n"
    failed = [result.reason for result in built if result.peer.name == KUBEVELA and result.reason]
    if failed:
        return f"{text}Not measured, since KubeVela's own program is not here: {cell(failed[0])}.\n"
    text += "Each component is a `webservice` with a Service, an autoscaler and an Ingress, by traits of KubeVela.\n\n"
    text += "| Components | Program | Objects | Processor time | On the wall | Peak memory | Lacks | oamc over it |\n"
    text += "| ---: | --- | ---: | ---: | ---: | ---: | --- | ---: |\n"
    for table in tables:
        both = pair(table)
        for row in table.rows:
            name = "`oamc build` to manifests" if row.job.peer == OAMC_NAME else "`vela dry-run --offline`"
            if row.cost is None:
                text += f"| {table.size} | {name} | | | | | did not run: {cell(row.failed)} | |\n"
                continue
            ratio = "" if both is None or row.job.peer == OAMC_NAME else over(*both)
            cells = (str(table.size), name, f"{row.objects:,}", *times(row.cost, table.bare), ", ".join(row.lacks), ratio)
            text += f"| {' | '.join(cells)} |\n"
    return text


def pair(table: Table) -> tuple[Cost, Cost] | None:
    """Return the costs of oamc and of KubeVela's own program; None where one of them did not run."""
    by_peer = {row.job.peer: row.cost for row in table.rows}
    own, peer = by_peer.get(OAMC_NAME), by_peer.get(KUBEVELA)
    return None if own is None or peer is None else (own, peer)


def goals(tables: Sequence[Table]) -> list[Goal]:
    """Return the goals that the measured Applications of KubeVela are enough for, each with its figure."""
    costs = {table.size: both for table in tables if (both := pair(table))}
    if not costs:
        return []
    size, (own, peer) = max(costs.items())
    found = [
        Goal(
            f"processor time for an Application of {size} components, over `vela dry-run`",
            f"1/{1 / SHARE_OF_KUBEVELA:.0f}",
            f"1/{peer.processor / own.processor:.3g}",
            own.processor <= SHARE_OF_KUBEVELA * peer.processor,
            f"whoever waits for it to be rendered waits {duration(own.wall)} and not {duration(peer.wall)}",
        )
    ]
    if len(costs) > 2:
        before, after = marginal({number: cost.processor for number, (cost, _) in costs.items()})
        theirs = marginal({number: cost.processor for number, (_, cost) in costs.items()})
        sizes = sorted(costs)[-3:]
        found.append(
            Goal(
                f"each component from {sizes[1]} to {sizes[2]}, over each from {sizes[0]} to {sizes[1]}",
                f"{LINEAR:g} x",
                f"{after / before:.2g} x; `vela dry-run`: {theirs[1] / theirs[0]:.2g} x",
                after <= LINEAR * before,
                f"nobody has to divide an Application: one more costs {duration(after)}, there {duration(theirs[1])}",
            )
        )
    return found


def marginal(seconds: Mapping[int, float]) -> tuple[float, float]:
    """Return what one more component costs between the first two and between the last two of the three largest sizes."""
    (first, least), (second, middle), (third, most) = sorted(seconds.items())[-3:]
    return (middle - least) / (second - first), (most - middle) / (third - second)


def of_goals(found: Sequence[Goal]) -> str:
    """Return the section on goals."""
    if not found:
        return ""
    text = "\n## Goals\n\n| Goal | At most | Measured | | Worth |\n| --- | ---: | ---: | --- | --- |\n"
    for goal in found:
        verdict = "" if not goal.bound else "met" if goal.is_met else "**missed**"
        text += f"| {goal.name} | {goal.bound} | {goal.figure} | {verdict} | {goal.worth} |\n"
    return text


def of_stages(start: Mapping[str, float], stages: Mapping[str, float]) -> str:
    """Return the section on where the time of oamc goes."""
    text = WHERE
    for heading, seconds in (("One application in a process of its own", start), ("Each of many", stages)):
        total = sum(seconds.values())
        text += f"\n| {heading} | Processor time | Share |\n| --- | ---: | ---: |\n"
        for part, spent in seconds.items():
            text += f"| {STAGES.get(part, part)} | {1000 * spent:.2f} ms | {100 * spent / total:.0f} % |\n"
        text += f"| all | {1000 * total:.2f} ms | 100 % |\n"
    return text


WHERE = """
## Where the time of oamc goes

For one application most of it goes into a start: peers in Go are one file that is ready to run, and oamc is modules that Python
loads. A peer that is faster for each of many is compiled code that does less: it keeps no place of each node, and checks no
object against Kubernetes. No stage of oamc stands out. Charts of many applications are files first of all: oamc writes a folder
of eleven for each, with a schema of the values, and helmify one chart for all, without one.
"""


def of_peers(built: Sequence[Built]) -> str:
    """Return the sections on the peers: what each does, and which are not here."""
    text = "\n## The peers\n\n| Peer | Version | Built of | What it does |\n| --- | --- | --- | --- |\n"
    for version, package in PROGRAMS.items():
        if program_path(version).exists():
            text += f"| Helm | {version} | `{package}` | Renders a chart, or one that has the charts of all applications. |\n"
    reasons = {result.peer: result.reason for result in built}
    here = [peer for peer in LOCKED if not reasons.get(peer)]
    for peer in here:
        text += f"| {peer.title} | {peer.version} | `{peer.package or peer.module}` | {peer.does} |\n"
    text += "\n## Not measured\n\n| Peer | Of | Why |\n| --- | --- | --- |\n"
    for version, package in PROGRAMS.items():
        if not program_path(version).exists():
            text += f"| Helm {version} | `{package}` | not built: `make helm-programs` |\n"
    for peer in (*(peer for peer in LOCKED if peer not in here), *ABSENT):
        label, why = f"{peer.title} {peer.version}".strip(), cell(reasons.get(peer) or peer.absent)
        text += f"| {label} | `{peer.module}` | {why} |\n"
    return text


def cell(text: str) -> str:
    """Return a text of others as one cell of a table."""
    return " ".join(text.replace("|", "\\|").split())

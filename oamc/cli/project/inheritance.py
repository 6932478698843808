"""Environments that extend others: tables as they are written come in, whole environments come out.

An environment extends at most one other, and that one at most one, to a depth of eight. Values, assignments and patches are
appended, the parent's first; any other key of a child replaces that of its parent. What a parent says of one application gives
way to what a child says of all of them: the nearer environment wins, and within one the nearer table. Rules of a platform are
appended, too, and each of them holds.
"""

from __future__ import annotations

from oamc.cli.configured import Environment, OfApplication
from oamc.cli.project_keys import APPENDED, OF_ONE_APPLICATION, OPTIONS_OF_ENVIRONMENTS
from oamc.diagnostics.codes.environments import WRONG_PARENT
from oamc.diagnostics.reports import listing
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oamc.cli.configured import ValueLayer
    from oamc.cli.setting import Setting
    from oamc.diagnostics.reports import Reports
    from oamc.platform.rules import Platform
    from oamc.spans import Located

DEEPEST = 8


class Table(Record):
    """One table of an environment as it is written: see `configured.Environment`. What it does not say is None."""

    name: Located[str]
    settings: Mapping[str, Setting]
    layers: tuple[ValueLayer, ...]
    patches: tuple[Located[str], ...]
    excluded: tuple[Located[str], ...] | None
    applications: tuple[OfApplication, ...]
    parent: Located[str] | None
    cluster: tuple[str, str] | None
    platform: Platform | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Return the paths of all files that it names."""
        return tuple(path.value for path in (*(path for layer in self.layers for path in layer.files), *self.patches))


def inherited(tables: Mapping[str, Table], reports: Reports) -> dict[str, Environment]:
    """Return all environments that can be made, by their names; what cannot be extended is reported."""
    found = {}
    for name, table in tables.items():
        chain = _chain(table, tables, reports)
        if chain:
            found[name] = _whole(chain)
    return found


def _chain(table: Table, tables: Mapping[str, Table], reports: Reports) -> list[Table]:
    """Return a table behind those that it extends, the oldest first; none where one of them cannot be extended."""
    chain = [table]
    while (parent := chain[-1].parent) is not None:
        above = tables.get(parent.value)
        reason, hint = "", ""
        if above is None:
            near = reports.nearest(parent.value, tables)
            reason = "there is no such environment"
            hint = f'did you mean "{near}"?' if near else f"environments are {listing(sorted(tables))}"
        elif above in chain:
            names = " extends ".join(one.name.value for one in (*chain, above))
            reason, hint = "they extend one another in a circle", names
        elif len(chain) >= DEEPEST:
            reason, hint = f"more than {DEEPEST} environments extend one another", "write some of them as one"
        if above is None or reason:
            reports.add(WRONG_PARENT, at=parent.span, name=chain[-1].name.value, parent=parent.value, reason=reason, hint=hint)
            return []
        chain.append(above)
    return chain[::-1]


def _whole(chain: Sequence[Table]) -> Environment:
    """Return the last of some environments with all that it inherits from those before it."""
    settings: dict[str, Setting] = {}
    applications: dict[str, tuple[Located[str], dict[str, Setting]]] = {}
    excluded: tuple[Located[str], ...] = ()
    cluster = None
    platform: Platform | None = None
    for table in chain:
        own = {name: setting for name, setting in table.settings.items() if name not in APPENDED}
        settings.update(own)
        for _, below in applications.values():
            for option in OF_ONE_APPLICATION:
                if option.name in own:
                    below.pop(option.name, None)
        for one in table.applications:
            located, below = applications.get(one.name.value, (one.name, {}))
            applications[one.name.value] = (located, {**below, **one.settings})
        excluded = table.excluded if table.excluded is not None else excluded
        cluster = table.cluster or cluster
        if table.platform is not None:
            platform = table.platform if platform is None else platform.with_more(table.platform)
    last = chain[-1]
    abstract = last.settings.get("abstract")
    names = {option.name for option in OPTIONS_OF_ENVIRONMENTS}
    return Environment(
        name=last.name,
        is_abstract=abstract is not None and abstract.value is True,
        settings={name: setting for name, setting in settings.items() if name in names},
        layers=tuple(layer for table in chain for layer in table.layers),
        patches=tuple(path for table in chain for path in table.patches),
        excluded=excluded,
        applications=tuple(OfApplication(name=located, settings=below) for located, below in applications.values()),
        keys={name: setting for name, setting in settings.items() if name not in names},
        cluster=cluster,
        platform=platform,
    )

"""The tables of a project file: as `tomllib` gives them they come in, a checked `Project` comes out.

    [env.base]                         [env.production.application.shop]
    abstract = true                    namespace = "shop"
    values = ["environments/base/values.yaml"]

The file may be a stranger's: what names a file stays below it, and nothing here raises a limit. What is wrong is reported at
its line, and a name that nothing has is an error, for it would leave out what somebody wanted.
"""

from __future__ import annotations

from oamc.cli.configured import OfApplication, Project, ValueLayer
from oamc.cli.configured_options import OptionTable
from oamc.cli.project.inheritance import Table, inherited
from oamc.cli.project_keys import (
    APPLICATION,
    APPLICATION_KEYS,
    CLUSTER,
    CLUSTER_KEYS,
    ENVIRONMENT_KEYS,
    GITOPS_KEYS,
    OF_ONE_APPLICATION,
    OF_OPERATORS,
    PATCHES,
)
from oamc.diagnostics.codes import usage
from oamc.diagnostics.codes.environments import CIRCULAR_ORDER
from oamc.gitops.naming import circle
from oamc.spans import Located
from oamc.startup.patterns import Pattern
from oamc.values.given import Assignment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.cli.configured import Environment
    from oamc.cli.option import Option
    from oamc.cli.setting import Setting
    from oamc.cli.toml_places import TomlPlaces
    from oamc.diagnostics.reports import Reports
    from oamc.platform.rules import Platform

MOST_ENVIRONMENTS = 100
LONGEST_NAME = 30
NAME = Pattern(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
PLATFORM = "platform"
RESERVED = ("argocd", "flux")
"""Folders of a tree that hold the objects of these tools."""
ASSIGNING = ("set-json", "set", "set-string")


def read_project(table: Mapping[str, object], places: TomlPlaces, directory: str, reports: Reports) -> Project:
    """Return what the tables say; what is wrong is reported and left out. Paths become those from the working directory."""
    reader = _Reader(places, directory, reports)
    tables = reader.environments(table.get("env", {}))
    after = reader.order(table.get(APPLICATION, {}))
    named = (Located(value=name, span=places.at((APPLICATION, name))) for name in after)
    gitops = reader.gitops(table.get("gitops", {}))
    environments = inherited(tables, reports)
    platform = reader.platform(table, environments.values())
    return Project(
        environments=environments,
        after=after,
        named=(*named, *(one for others in after.values() for one in others)),
        gitops=gitops,
        gitops_places={name: places.at(("gitops", name)) for name in gitops},
        files=tuple(dict.fromkeys(path for one in tables.values() for path in one.files)),
        platform=platform,
    )


class _Reader:
    """The tables of one file while they are checked."""

    def __init__(self, places: TomlPlaces, directory: str, reports: Reports) -> None:
        self.places = places
        self.directory = directory
        self.reports = reports

    def table(self, *path: str) -> OptionTable:
        """Return the check of the table at a path."""
        return OptionTable(self.places, self.directory, f"{self.places.source.path} [{'.'.join(path)}]", self.reports, path)

    def tables(self, value: object, *path: str) -> Iterable[tuple[str, Mapping[str, object]]]:
        """Yield the tables below a path by their names; what is no table is reported."""
        above = self.table(*path[:-1])
        if not isinstance(value, dict):
            above.refuse(usage.CONFIGURATION_WRONG_VALUE, path[-1], rule="a table of tables")
            return
        for name, found in value.items():
            if isinstance(found, dict):
                yield name, found
            else:
                self.table(*path).refuse(usage.CONFIGURATION_WRONG_VALUE, name, rule="a table")

    def environments(self, value: object) -> dict[str, Table]:
        """Return the tables of environments as they are written."""
        found: dict[str, Table] = {}
        for number, (name, table) in enumerate(self.tables(value, "env"), 1):
            rule = ""
            if number > MOST_ENVIRONMENTS:
                self.table().refuse(usage.CONFIGURATION_WRONG_VALUE, "env", rule=f"at most {MOST_ENVIRONMENTS} environments")
                break
            if len(name) > LONGEST_NAME or NAME.fullmatch(name) is None:
                rule = f"called by at most {LONGEST_NAME} small letters, digits and hyphens, the first and last no hyphen"
            elif name in RESERVED:
                rule = "called something else: a tree has its own objects there"
            if rule:
                self.table("env").refuse(usage.CONFIGURATION_WRONG_VALUE, name, rule=rule)
            else:
                found[name] = self.environment(name, table)
        return found

    def environment(self, name: str, table: Mapping[str, object]) -> Table:
        """Return one table of an environment."""
        check = self.table("env", name)
        settings = check.settings(table, _known(ENVIRONMENT_KEYS), (APPLICATION, CLUSTER, PLATFORM))
        origin = f'environment "{name}"'
        layers = [self.layer(check, settings, origin)]
        patches = list(self.paths(check, settings, PATCHES.name))
        own = []
        for application, below in self.tables(table.get(APPLICATION, {}), "env", name, APPLICATION):
            inner = self.table("env", name, APPLICATION, application)
            found = inner.settings(below, _known((*OF_OPERATORS, *OF_ONE_APPLICATION)))
            layers.append(self.layer(inner, found, origin, application))
            patches += self.paths(inner, found, PATCHES.name)
            located = Located(value=application, span=self.places.at(("env", name, APPLICATION, application)))
            options = {option.name: found[option.name] for option in OF_ONE_APPLICATION if option.name in found}
            own.append(OfApplication(name=located, settings=options))
        return Table(
            name=Located(value=name, span=self.places.at(("env", name))),
            settings=settings,
            layers=tuple(layer for layer in layers if layer.files or layer.assignments),
            patches=tuple(patches),
            excluded=self.located(check, settings, "exclude") if "exclude" in settings else None,
            applications=tuple(own),
            parent=next(iter(self.located(check, settings, "extends")), None),
            cluster=self.cluster(name, table.get(CLUSTER)),
            platform=self.rules(table, name, "env", name),
        )

    def platform(self, table: Mapping[str, object], environments: Iterable[Environment]) -> Platform | None:
        """Return the rules of the platform; what is wrong with them, or with them and those of an environment, is reported."""
        platform = self.rules(table)
        layers = [(one.name.value, one.platform) for one in environments if one.platform is not None]
        if platform is not None or layers:
            from oamc.platform.contradictions import check_platform
            from oamc.platform.rules import Platform

            above = platform or Platform()
            check_platform(above, self.reports)
            for name, layer in layers:
                check_platform(above.with_more(layer), self.reports, name)
        return platform

    def rules(self, table: Mapping[str, object], layer: str = "", *path: str) -> Platform | None:
        """Return the rules in one table, as those of an environment where it is one. Few projects have any."""
        if PLATFORM not in table:
            return None
        from oamc.cli.platform_table import read_platform

        found = read_platform(table[PLATFORM], self.table(*path))
        return found.in_layer(layer) if layer else found

    def layer(self, check: OptionTable, settings: Mapping[str, Setting], origin: str, application: str = "") -> ValueLayer:
        """Return the values of a table."""
        assignments = [
            Assignment(flag=f"--{name}", text=text, span=check.at(name, text) if "\n" not in text else check.at(name))
            for name in ASSIGNING
            for text in _texts(settings, name)
        ]
        return ValueLayer(
            origin=origin,
            files=self.paths(check, settings, "values"),
            assignments=tuple(assignments),
            application=application,
        )

    def cluster(self, name: str, value: object) -> tuple[str, str] | None:
        """Return the one key of a cluster, with its text."""
        if value is None:
            return None
        check = self.table("env", name, CLUSTER)
        if not isinstance(value, dict):
            self.table("env", name).refuse(usage.CONFIGURATION_WRONG_VALUE, CLUSTER, rule="a table with server or name")
            return None
        found = check.settings(value, _known(CLUSTER_KEYS))
        if len(value) != 1:
            self.table("env", name).refuse(
                usage.CONFIGURATION_WRONG_VALUE, CLUSTER, rule="a table with server or name, not both"
            )
            return None
        return next(((key, str(setting.value)) for key, setting in found.items()), None)

    def order(self, value: object) -> dict[str, tuple[Located[str], ...]]:
        """Return which application comes after which; a circle is reported."""
        found: dict[str, tuple[Located[str], ...]] = {}
        for name, table in self.tables(value, APPLICATION):
            check = self.table(APPLICATION, name)
            found[name] = self.located(check, check.settings(table, _known(APPLICATION_KEYS)), "after")
        in_circle = circle({name: tuple(one.value for one in others) for name, others in found.items()})
        if in_circle:
            at = found[in_circle[0]][0].span
            words = " after ".join((*in_circle, in_circle[0]))
            self.reports.add(CIRCULAR_ORDER, at=at, what=words, hint="take one of them away")
        return found

    def gitops(self, value: object) -> Mapping[str, Setting]:
        """Return what is said of trees for GitOps."""
        if isinstance(value, dict):
            return self.table("gitops").settings(value, _known(GITOPS_KEYS))
        self.table().refuse(usage.CONFIGURATION_WRONG_VALUE, "gitops", rule="a table")
        return {}

    def paths(self, check: OptionTable, settings: Mapping[str, Setting], name: str) -> tuple[Located[str], ...]:
        """Return the paths of a key with their places. They are from the working directory, and stand there in another form."""
        texts = _texts(settings, name)
        return tuple(Located(value=path, span=check.at(name, path.rpartition("/")[2])) for path in texts)

    def located(self, check: OptionTable, settings: Mapping[str, Setting], name: str) -> tuple[Located[str], ...]:
        """Return the texts of a key with their places."""
        return tuple(Located(value=text, span=check.at(name, text)) for text in _texts(settings, name))


def _known(keys: Iterable[Option]) -> dict[str, Option]:
    """Return rows by their names."""
    return {key.name: key for key in keys}


def _texts(settings: Mapping[str, Setting], name: str) -> tuple[str, ...]:
    """Return the texts of a key, none where it is absent."""
    value = settings[name].value if name in settings else ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)

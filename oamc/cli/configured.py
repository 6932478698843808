"""What configuration files say, as records: environments, a project. What an environment extends is in it."""

from __future__ import annotations

from oamc.records import Record
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.setting import Setting
    from oamc.platform.rules import Platform
    from oamc.spans import Located, Span
    from oamc.values.given import Assignment


class ValueLayer(Record):
    """The values of one table: paths of files, and assignments. They are for one `application`, or for all where it is empty.

    `origin` is what messages call it, such as `environment "production"`.
    """

    origin: str
    files: tuple[Located[str], ...]
    assignments: tuple[Assignment, ...]
    application: str = ""


class OfApplication(Record):
    """The options that an environment has for one application alone, by their names."""

    name: Located[str]
    settings: Mapping[str, Setting]


class Environment(Record):
    """One environment with all that it inherits.

    `settings` are options by their names, and `layers` its values, the lowest first. `cluster` is the key `server` or `name`
    with its text; `promote`, `sync` and the rest are the keys of the table, where it has them. The rules of its `platform` hold
    beside those of the project.
    """

    name: Located[str]
    is_abstract: bool
    settings: Mapping[str, Setting]
    layers: tuple[ValueLayer, ...]
    patches: tuple[Located[str], ...]
    excluded: tuple[Located[str], ...]
    applications: tuple[OfApplication, ...]
    keys: Mapping[str, Setting]
    cluster: tuple[str, str] | None
    platform: Platform | None = None


class Project(Record):
    """All tables of a project file: its environments by their names, which application comes after which, and `[gitops]`.

    `files` are all that any environment names, as paths: none of them is a document. `named` are the applications that the
    order is about, `gitops_places` where the keys of `[gitops]` stand.
    """

    environments: Mapping[str, Environment]
    after: Mapping[str, tuple[Located[str], ...]]
    gitops: Mapping[str, Setting]
    files: tuple[str, ...]
    named: tuple[Located[str], ...] = ()
    platform: Platform | None = None
    gitops_places: Mapping[str, Span] = MappingProxyType({})

    @property
    def buildable(self) -> tuple[Environment, ...]:
        """Return the environments that are not there for others alone, in the order of the file."""
        return tuple(found for found in self.environments.values() if not found.is_abstract)


class Configuration(Record):
    """What a configuration file says: its directory, its settings by the names of their options, and its environments."""

    directory: str = ""
    settings: Mapping[str, Setting] | None = None
    project: Project | None = None

"""`Plan`: what is asked of a tree for Argo CD or Flux, and the applications that go into it.

A *unit* is one application in one environment. Its objects are compiled with the values, patches and options of that
environment, in the namespace of the unit (`Options.namespace`). They are not written yet (`CompiledUnit`), or were written
where they were compiled (`WrittenUnit`). Everything else is configuration.
"""

from __future__ import annotations

from oamc.choices import (
    APPLICATIONS,
    ARGOCD,
    AUTO,
    BY_HAND,
    CHART,
    FLUX,
    GIT,
    MANIFESTS,
    NONE,
    OCI,
    WITH_BUILD,
)
from oamc.records import Record
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oamc.backends.contract import Backend, FileTree
    from oamc.diagnostics.reports import Diagnostic
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.spans import Span

ENVIRONMENT = "{environment}"
APPLICATION = "{application}"
"""What stands for the name of the environment, and of the application, in the settings `name` and `branch`."""
NO_PLACES: Mapping[str, Span] = MappingProxyType({})
NO_ORDER: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Cluster(Record):
    """Where an environment runs: the address of its API `server`, or the `name` that Argo CD has for it.

    For Flux both are only labels, by which two environments of one cluster are told.
    """

    server: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        """Return what tells it from other clusters; empty where nothing is known."""
        return self.server or self.name


class Environment(Record):
    """One environment, the table `[env.NAME]`; at `span` it is declared.

    `sync` is auto or manual, `promote` with-build or by-hand. Without `create_namespace` somebody else makes its namespaces.
    """

    name: str
    cluster: Cluster = Cluster()
    sync: str = AUTO
    create_namespace: bool = True
    promote: str = WITH_BUILD
    span: Span | None = None


class Unit(Record):
    """One application in one environment.

    `application` is also the name of its folder; that of an application with several targets has the target at the end. `span`
    is the place of its name. `groups` are the folders of a unit that is split: one for each instance, and one for what no
    instance owns. `after` are the applications that it comes after, from `[application.NAME]`. `order` says of an instance
    after which others it comes (`InstanceUse.after`). `cluster` is the one that the application itself names, empty for that of
    its environment. `digest` is that of the OCI artifact of the unit, `sha256:…`, where it is known.
    """

    application: str
    environment: str
    namespace: str
    span: Span
    groups: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    order: Mapping[str, tuple[str, ...]] = NO_ORDER
    cluster: str = ""
    digest: str = ""

    @property
    def folder(self) -> str:
        """Return the folder of the unit, below the output."""
        return f"{self.environment}/{self.application}"


class CompiledUnit(Unit):
    """A unit with its objects. `filler` has the values in force.

    A `chart` writes the unit where charts are rendered: the backend that a build of the same environment uses.
    """

    objects: ObjectSet
    filler: Filler
    chart: Backend | None = None


class Member(Record):
    """What a tree has to know of one object of a unit.

    `name` is the one that messages say, and `own_name` that in the cluster; `namespace` is the one that is written. What the
    values in force take away from a chart is not `written`.
    """

    api_version: str
    kind: str
    name: str
    span: Span
    own_name: str
    namespace: str
    written: bool
    has_secret: bool


class WrittenUnit(Unit):
    """A unit whose files are there: its `members`, what is found in writing it, and the `files`."""

    members: tuple[Member, ...]
    files: FileTree
    findings: tuple[Diagnostic, ...]


class Settings(Record):
    """The table `[gitops]`. `tools` is its key `for`; of every other key the name is the same, with underscores.

    Paths are those in the repository: `output` below `root`, where the project file is. Empty texts mean that a key is not
    given; `name`, `revision` and `control_namespace` then have defaults that hang on the tool (`naming.py`). `places` has the
    places of the keys, by their names in the file.
    """

    tools: tuple[str, ...] = (ARGOCD,)
    output: str = "deploy"
    repo_url: str = ""
    revision: str = ""
    root: str = ""
    render: str = MANIFESTS
    style: str = APPLICATIONS
    split: str = NONE
    source: str = GIT
    branch: str = ""
    name: str = ""
    project: str = "default"
    project_file: bool = False
    control_namespace: str = ""
    secret_ref: str = ""
    server_side_apply: bool = False
    remove_applications: str = BY_HAND
    interval: str = "1h0m0s"
    timeout: str = "5m0s"
    places: Mapping[str, Span] = NO_PLACES

    @property
    def for_argo_cd(self) -> bool:
        """Tell whether Argo CD applies the tree."""
        return ARGOCD in self.tools

    @property
    def for_flux(self) -> bool:
        """Tell whether Flux applies the tree."""
        return FLUX in self.tools

    @property
    def has_charts(self) -> bool:
        """Tell whether units are charts."""
        return self.render == CHART

    @property
    def is_oci(self) -> bool:
        """Tell whether the tools get the tree from a registry."""
        return self.source == OCI

    def place(self, key: str) -> Span | None:
        """Return the place of a key, None where it is not given in a file."""
        return self.places.get(key)


class Plan(Record):
    """A tree: its settings, the environments of this run, and their units.

    `applications` are the names of all applications that are known, also those that are in no environment of this run: to
    come after one of them is no mistake. The run leaves the environments in `others` as they are: `kept` has the files of the
    control folders that belong to these, by their paths below the output (`argocd/root-production.yaml`), and `kept_project`
    is the object in the present `argocd/project.yaml`, as plain data.
    """

    settings: Settings
    environments: tuple[Environment, ...]
    units: tuple[CompiledUnit | WrittenUnit, ...]
    applications: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    kept: Mapping[str, str] = MappingProxyType({})
    kept_project: Mapping[str, Any] | None = None

    def environment(self, name: str) -> Environment:
        """Return an environment of this run by its name."""
        return next(one for one in self.environments if one.name == name)

    def units_of(self, environment: str) -> tuple[CompiledUnit | WrittenUnit, ...]:
        """Return the units of an environment, in the order of their names."""
        return tuple(
            sorted((unit for unit in self.units if unit.environment == environment), key=lambda unit: unit.application)
        )

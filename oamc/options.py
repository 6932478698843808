"""What the user of the compiler chooses."""

from __future__ import annotations

from oamc.choices import ANNOTATE, AUTO, DEPENDENCY, DIGEST, ENFORCE, GPU_RESOURCE, HELM, OPERATOR, SINGLE, VELA_1_11
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.records import Record, replace
from oamc.source.limits import DEFAULT_LIMITS, Limits
from oamc.values.given import Overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oamc.platform.rules import Platform
    from oamc.profiles import Profile
    from oamc.spans import Located, SourceFile
    from oamc.values.image_lock import ImageLock


OF_QUALITY = ("qos_rule", "require_class", "cpu_limit")


class OwnOptions(Record):
    """What an environment says of one application: its name, and the `Options` that it has of its own, by their names."""

    name: Located[str]
    changes: Mapping[str, Any]


class Environment(Record):
    """Where applications run, as far as the compiler has to know it. Its values are layers of the overrides.

    `excluded` are the names of applications that do not come out, `named` others that must be there; `patches` are files with
    patches of instances; `elsewhere` are the names of applications outside of this run.
    """

    name: str
    excluded: tuple[Located[str], ...] = ()
    named: tuple[Located[str], ...] = ()
    applications: tuple[OwnOptions, ...] = ()
    patches: tuple[SourceFile, ...] = ()
    elsewhere: tuple[str, ...] = ()


class Options(Record):
    """What the user of the compiler chooses. `namespace` None takes the one of the document, if any.

    `extended_kinds` are the kinds that extended workload types may make, GROUP/VERSION.KIND or GROUP/*; without any, all.

    `chart_metadata` is what `Chart.yaml` tells of itself where an application does not, by the names of the annotations
    (`model/chart_annotations.py`); a list is a tuple of texts.

    `cpu_limit` and `require_class` are texts with what holds for all instances, or for one with its name and `=` before it;
    `qos_rule` are RULE=MODE, and `qos_node` NAME=MEMORY (`quality/policy.py`).

    `names_elsewhere` are names of values, as a tree, that applications outside of this run know: they are nobody's mistake.
    `profile` is the name of a row of `profiles.py`; `ingress_class` wins over what that says.
    `capabilities` are the names of installed packages whose workload types, traits and scopes are known, too.
    With a `lock`, every image gets the digest that it has there. The rules of the `platform` hold for whatever comes out.
    With `only_application`, the path of an output, the others are checked too, but neither take the overrides nor come out.
    What somebody wants to check alone is not laid out (`lays_out`): outputs have no files, and the findings are the same.
    The sources may be a part of a run (`is_part`): what is said of a name that they do not have is then no mistake of theirs.
    """

    format: str = HELM
    layout: str = SINGLE
    namespace: str | None = None
    kube_versions: tuple[str, ...] = (DEFAULT_VERSION,)
    qos: str = ENFORCE
    cpu_limit: tuple[str, ...] = ()
    require_class: tuple[str, ...] = ()
    qos_rule: tuple[str, ...] = ()
    qos_node: tuple[str, ...] = ()
    job_names: str = DIGEST
    scopes: str = ANNOTATE
    faas: str = OPERATOR
    charts_as: str = DEPENDENCY
    vela_version: str = VELA_1_11
    chart_name: str | None = None
    chart_version: str | None = None
    app_version: str | None = None
    chart_readme: bool = False
    chart_tests: bool = False
    chart_metadata: Mapping[str, str | tuple[str, ...]] | None = None
    allow_unknown_traits: bool = False
    allow_unknown_workloads: bool = False
    extended_kinds: tuple[str, ...] = ()
    foreign_documents: str = AUTO
    allow_unset: bool = False
    single_service_port: bool = False
    gpu_resource: str = GPU_RESOURCE
    ingress_class: str | None = None
    profile: str | None = None
    only_application: str | None = None
    overrides: Overrides = Overrides()
    names_elsewhere: Mapping[str, Any] | None = None
    environment: Environment | None = None
    limits: Limits = DEFAULT_LIMITS
    lock: ImageLock | None = None
    platform: Platform | None = None
    capabilities: tuple[str, ...] = ()
    lays_out: bool = True
    is_part: bool = False

    @property
    def concerns_quality(self) -> bool:
        """Return whether something is said of the quality of service of pods, for all applications or for one."""
        own = self.environment.applications if self.environment is not None else ()
        changed = {name for one in own for name, value in one.changes.items() if value}
        return bool(self.qos_rule or self.require_class or self.cpu_limit or not changed.isdisjoint(OF_QUALITY))

    @property
    def cluster(self) -> Profile | None:
        """Return the profile of the cluster, where one is chosen. What an option says beside it counts."""
        if self.profile is None:
            return None
        from oamc.profiles import profile_of

        found = profile_of(self.profile)
        return replace(found, ingress_class="") if found is not None and self.ingress_class else found

    def of(self, application: str) -> Options:
        """Return the options of one application: an environment may have some for it alone."""
        own = self.environment.applications if self.environment is not None else ()
        changes = next((one.changes for one in own if one.name.value == application), None)
        return replace(self, **changes) if changes else self

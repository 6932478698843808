"""What every part of the stage `resolve` may use."""

from __future__ import annotations

from oamc.choices import DIGEST, OFF, OPERATOR
from oamc.kubernetes.names import RELAXED_SERVICE_NAMES
from oamc.model.vocabularies import CORE
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import ScopeMember
    from oamc.model.application import Library
    from oamc.model.left_out import LeftOut
    from oamc.options import Options
    from oamc.platform.rules import Platform
    from oamc.profiles import Profile
    from oamc.resolve.copies import Copies
    from oamc.resolve.variables import Variables
    from oamc.source.nodes import Plain


class ResolveOptions(Record):
    """What the user of the compiler allows: traits that oamc does not know (left out), and workload types likewise.

    `scope_owners` says which application writes the objects of the scopes of a configuration, by the name of that;
    `scope_members` are the members of scopes, by the names of configuration and scope; without `scope_objects` scopes mark
    their members, and no more. Required
    parameters may be without a value if the overrides `given` have one, or with `allow_unset`.
    """

    allow_unknown_traits: bool = False
    allow_unknown_workloads: bool = False
    extended_kinds: tuple[str, ...] = ()
    """The kinds that extended workload types may make; without any, all."""
    allow_unset: bool = False
    given: Mapping[str, Plain] = {}
    namespace: str | None = None
    profile: Profile | None = None
    """The kind of cluster, which gives defaults to what documents leave out."""
    digests_in_names: bool = True
    """Names of Jobs end in a digest."""
    relaxed_service_names: bool = False
    """Every target version takes a Service whose name begins with a digit."""
    assumes_amounts: bool = True
    """Containers that do not say what they need request what OAM assumes."""
    scope_owners: Mapping[str, str] = {}
    scope_members: Mapping[tuple[str, str], tuple[ScopeMember, ...]] = {}
    scope_objects: bool = False
    own_types: Catalog | None = None
    """What an application may use that has definitions of its own."""
    left_out: LeftOut | None = None
    """What is not there because its document is wrong, which is told already."""
    faas: str = OPERATOR
    """What becomes of functions."""
    platform: Platform | None = None
    """The rules of the platform, some of which fix values that nobody gives."""

    def overridden(self, instance: str) -> frozenset[str]:
        """Return the names of the parameters of an instance to which overrides give a value."""
        of_instance = self.given.get(instance)
        found = of_instance.get("parameters") if isinstance(of_instance, dict) else None
        return frozenset(name for name, value in found.items() if value is not None) if isinstance(found, dict) else frozenset()


def allowed_by(options: Options) -> ResolveOptions:
    """Return what the options of an application allow, without what only the run knows."""
    return ResolveOptions(
        allow_unknown_traits=options.allow_unknown_traits,
        allow_unknown_workloads=options.allow_unknown_workloads,
        extended_kinds=options.extended_kinds,
        allow_unset=options.allow_unset,
        namespace=options.namespace,
        profile=options.cluster,
        digests_in_names=options.job_names == DIGEST,
        assumes_amounts=options.qos != OFF,
        relaxed_service_names=all(int(version[2:]) >= RELAXED_SERVICE_NAMES for version in options.kube_versions),
        faas=options.faas,
        platform=options.platform,
    )


class ResolveContext(Record):
    """What every part of the stage may use; one for each application. `copies` counts what the whole run repeats.

    `instances` are the names of all instances of the application, those with mistakes too; `namespace` is the one that its
    objects go to, empty where nobody says it.
    """

    application: str
    instances: frozenset[str]
    library: Library
    catalog: Catalog
    variables: Variables
    reports: Reports
    copies: Copies
    options: ResolveOptions
    vocabulary: str = CORE
    namespace: str = ""

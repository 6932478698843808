"""What every part of the stage `resolve` may use."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Library
    from oamc.resolve.copies import Copies
    from oamc.resolve.variables import Variables


class ResolveOptions(Record):
    """What the user of the compiler allows: traits that oamc does not know (left out), and workload types likewise.

    `scope_owners` says which application writes the objects of the scopes of a configuration, by the name of that.
    """

    allow_unknown_traits: bool = False
    allow_unknown_workloads: bool = False
    namespace: str | None = None
    digests_in_names: bool = True
    """Names of Jobs end in a digest."""
    relaxed_service_names: bool = False
    """Every target version takes a Service whose name begins with a digit."""
    scope_owners: Mapping[str, str] = {}


class ResolveContext(Record):
    """What every part of the stage may use; one for each application. `copies` counts what the whole run repeats."""

    application: str
    library: Library
    catalog: Catalog
    variables: Variables
    reports: Reports
    copies: Copies
    options: ResolveOptions

"""Units of a compilation: what the compiler has made of the applications of one environment."""

from __future__ import annotations

from oamc.gitops.naming import SHARED
from oamc.gitops.plan import CompiledUnit
from oamc.objects.tree import INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.backends.contract import Backend
    from oamc.checks.result import Checked


def unit_of(
    checked: Checked, environment: str, chosen: str | None, after: Mapping[str, tuple[str, ...]], chart: Backend | None = None
) -> CompiledUnit:
    """Return the unit of a checked application.

    `chosen` is the namespace that the environment gives to the application, with which it was compiled; None takes that of the
    document. `after` says of an application which others it comes after. `chart` is the backend of a build of charts.
    """
    application = checked.application
    target = application.target
    own = application.namespace.value if application.namespace is not None else ""
    namespace = own if chosen is None else chosen
    if target is not None and target.namespace is not None:
        namespace = target.namespace.value
    owners = (item.owner for item in checked.objects.objects if checked.filler.present(item))
    return CompiledUnit(
        application=application.path.replace("/", "-"),
        environment=environment,
        namespace=namespace,
        span=checked.objects.application.span,
        groups=tuple(dict.fromkeys(owner.name if owner.kind == INSTANCE else SHARED for owner in owners)),
        objects=checked.objects,
        filler=checked.filler,
        after=tuple(after.get(application.name.value, ())),
        order={use.name.value: use.after for use in application.instances},
        chart=chart,
        cluster="" if target is None else target.cluster,
    )

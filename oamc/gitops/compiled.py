"""Units of a compilation: what the compiler has made of the applications of one environment."""

from __future__ import annotations

from oamc.gitops.plan import Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.backends.contract import Backend
    from oamc.checks.result import Checked


def unit_of(
    checked: Checked, environment: str, chosen: str | None, after: Mapping[str, tuple[str, ...]], chart: Backend | None = None
) -> Unit:
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
    return Unit(
        application=application.path.replace("/", "-"),
        environment=environment,
        namespace=namespace,
        objects=checked.objects,
        filler=checked.filler,
        after=tuple(after.get(application.name.value, ())),
        order={use.name.value: use.after for use in application.instances},
        chart=chart,
        cluster="" if target is None else target.cluster,
    )

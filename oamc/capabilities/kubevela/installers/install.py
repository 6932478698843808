"""A chart, installed in the way that the user of the compiler has chosen."""

from __future__ import annotations

from oamc.capabilities.kubevela.installers.secret_values import warn_of_secrets
from oamc.choices import ARGO_CD, FLUX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.capabilities.kubevela.installers.release import Release


def installed(release: Release, context: Context) -> Rendered:
    """Make what installs a chart. A run needs one of the ways, and loads it alone."""
    warn_of_secrets(release.instance.component.properties, context.reports)
    match context.options.charts_as:
        case way if way == FLUX:
            from oamc.capabilities.kubevela.installers.flux import for_flux

            return for_flux(release, context)
        case way if way == ARGO_CD:
            from oamc.capabilities.kubevela.installers.argo_cd import for_argo_cd

            return for_argo_cd(release, context)
        case _:
            from oamc.capabilities.kubevela.installers.dependency import as_dependency

            return as_dependency(release, context)

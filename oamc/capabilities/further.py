"""What a run may use besides the capabilities of oamc: those of packages that it names, and those that its documents describe.

Most runs have neither, and load nothing of it.
"""

from __future__ import annotations

from oamc.frontends.table import OF_TEMPLATES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine
    from oamc.frontends.contract import Decoded
    from oamc.model.left_out import LeftOut


def with_installed(catalog: Catalog, packages: tuple[str, ...], reports: Reports) -> Catalog | None:
    """Return a catalog with the capabilities of some packages; None where one of them cannot be used, which is reported."""
    if not packages:
        return catalog
    from oamc.capabilities.packages.loading import with_packages

    return with_packages(catalog, packages, reports)


def with_described(
    catalog: Catalog,
    decoded: Sequence[Decoded],
    reports: Reports,
    engine: Callable[[], CueEngine],
    left_out: LeftOut | None,
) -> Catalog:
    """Return a catalog with the capabilities that documents describe. What is wrong with one is reported.

    The `engine` is asked for where one of them is written in CUE. What they name may be among what is `left_out`.
    """
    described = [found.typed for found in decoded if found.front_end is OF_TEMPLATES]
    if not described:
        return catalog
    from oamc.capabilities.own.described import with_templates

    return with_templates(catalog, described, reports, engine, left_out)

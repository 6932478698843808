# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""The directory of a tree: whether it is one that a project file alone may choose."""

from __future__ import annotations

import os

from oamc.choices import ARGOCD, FLUX
from oamc.diagnostics.codes import usage
from oamc.disk.listed import folders_in, listed_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports

CONTROL = (ARGOCD, FLUX)
"""The folders of the tools."""


def is_proven(directory: str) -> bool:
    """Tell whether a directory is absent, empty, or a tree that oamc wrote: a project file alone may choose no other."""
    names = [name for name in names_in(directory) if name != ".gitattributes"]
    if not names or any(name in CONTROL for name in listed_folders(directory)):
        return True
    return any(listed_folders(os.path.join(directory, name)) for name in folders_in(directory))


def names_in(directory: str) -> list[str]:
    """Return everything in a directory, nothing where there is none."""
    try:
        return os.listdir(directory)  # noqa: PTH208 - pathlib costs more than all of `oamc --version`
    except OSError:
        return []


def report_unproven(directory: str, chooser: str, reports: Reports) -> None:
    """Report a directory that a project file has chosen, and in which something else is."""
    reports.add(
        usage.CONFIGURATION_PATH_REFUSED,
        at=None,
        name="gitops.output",
        reason=f'"{directory}" has files, and none of the lists of a tree; {chooser} has chosen it',
        hint="give another place, or the same with -o on the command line",
    )

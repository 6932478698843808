# ruff: noqa: PTH116, PTH118 - pathlib costs more than all of `oamc --version`
"""Whose a configuration file above the working directory is.

It counts only where it, its directory and the root of the repository belong to whoever runs oamc, to the owner of the working
directory, or to the system: who may write into a directory above could otherwise choose the options of everybody below.
"""

from __future__ import annotations

import os

from oamc.cli.settings import CONFIGURATION_FILES, REPOSITORY
from oamc.diagnostics.codes import usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports

WRITABLE_BY_OTHERS = 0o022
"""The bits of a mode with which the group, or everybody, may write."""


def is_trusted(directory: str, root: str, reports: Reports) -> bool:
    """Tell whether the files of a directory above count; report where they do not. A file that is not there tells nothing."""
    paths = [os.path.join(directory, name) for name in CONFIGURATION_FILES if os.path.lexists(os.path.join(directory, name))]
    if not paths:
        return True
    try:
        owners = {os.geteuid(), os.stat(os.curdir).st_uid}
        looked_at = (*paths, directory, root, os.path.join(root, REPOSITORY))
        stranger = next((path for path in looked_at if not _belongs(os.lstat(path), owners)), None)
    except OSError:
        return False
    if stranger is not None:
        hint = "make it yours, or give --no-config, which looks for none"
        reports.add(usage.CONFIGURATION_OF_ANOTHER_USER, at=None, path=paths[0], other=stranger, hint=hint)
    return stranger is None


def _belongs(status: os.stat_result, owners: set[int]) -> bool:
    """Tell whether a file or a directory is one of these owners', or the system's, in which nobody else may write."""
    return status.st_uid in owners or (status.st_uid == 0 and not status.st_mode & WRITABLE_BY_OTHERS)

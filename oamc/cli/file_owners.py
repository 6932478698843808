# ruff: noqa: PTH116, PTH118 - pathlib costs more than all of `oamc --version`
"""Whose a configuration file above the working directory is.

It counts only where it, and the repository, belong to whoever runs oamc or owns the working directory: who may write into a
directory above could otherwise choose the options of everybody below.
"""

from __future__ import annotations

import os

from oamc.cli.settings import CONFIGURATION_FILES, REPOSITORY
from oamc.diagnostics.codes import usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports


def is_trusted(directory: str, root: str, reports: Reports) -> bool:
    """Tell whether the files of a directory above count; report where they do not. A file that is not there tells nothing."""
    owners = {os.geteuid(), os.stat(".").st_uid}
    paths = [os.path.join(directory, name) for name in CONFIGURATION_FILES if os.path.lexists(os.path.join(directory, name))]
    for path in (*paths, os.path.join(root, REPOSITORY)) if paths else ():
        try:
            owner = os.lstat(path).st_uid
        except OSError:
            return False
        if owner not in owners:
            hint = "make it yours, or give --no-config, which looks for none"
            reports.add(usage.CONFIGURATION_OF_ANOTHER_USER, at=None, path=paths[0], other=path, hint=hint)
            return False
    return True

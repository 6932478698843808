# ruff: noqa: PTH114, PTH118 - pathlib costs more than all of `oamc --version`
"""Where the lock of images is, and how it is read: beside the project file, or in the working directory where there is none.

In: the settings of a run. Out: the lock, or a report. It is found by its name alone, so no link may lead it away.
"""

from __future__ import annotations

import os

from oamc.cli.inputs import Inputs
from oamc.diagnostics.codes.usage import LOCK_UNUSABLE, NOT_IN_REVISION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.spans import SourceFile
    from oamc.values.image_lock import ImageLock

LOCK_FILE = "oamc.lock"
MAKE_IT = "make it: oamc images --lock --from FILE"


def lock_path(settings: Settings) -> str:
    """Return the path of the lock file, from the working directory."""
    return os.path.join(settings.project, LOCK_FILE)


def is_locked(settings: Settings) -> bool:
    """Tell whether a run pins images. One that makes or checks the lock looks at images as they are written."""
    about_lock = settings.command.name == "images" and (settings.flag("lock") or settings.flag("check"))
    return settings.flag("locked") and not about_lock


def lock_of(settings: Settings, limits: Limits, reports: Reports, read: dict[tuple[int, int], str]) -> ImageLock | None:
    """Return the lock of a run that pins images, and add its file to what was `read`; else None, perhaps after a report."""
    return required_lock(settings, limits, reports, read) if is_locked(settings) else None


def required_lock(
    settings: Settings, limits: Limits, reports: Reports, read: dict[tuple[int, int], str] | None = None
) -> ImageLock | None:
    """Return the lock; None after a report, also where there is none."""
    path = lock_path(settings)
    if not os.path.lexists(path):
        reports.add(LOCK_UNUSABLE, at=None, path=path, reason="there is none", hint=MAKE_IT)
        return None
    above = os.path.realpath(settings.project or ".").rstrip(os.sep) + os.sep
    if os.path.islink(path) and not os.path.realpath(path).startswith(above):
        reason = "it is a symbolic link that leaves the directory"
        reports.add(LOCK_UNUSABLE, at=None, path=path, reason=reason, hint="put the file itself there")
        return None
    inputs = Inputs(limits, reports)
    source = inputs.read_file(path)
    if read is not None:
        read.update(inputs.identities)
    return None if source is None else _lock_in(source, reports, limits)


def lock_of_side(path: str, lock: ImageLock | None, settings: Settings, limits: Limits, reports: Reports) -> ImageLock | None:
    """Return the lock of one side of a comparison: of a commit, the one that it has, if any."""
    from oamc.cli.revisions import revision_path
    from oamc.cli.side_files import source_at

    at = revision_path(path)
    if lock is None or at is None:
        return lock
    tried = reports.alike()
    source = source_at(f"{at.name}:./{lock_path(settings)}", limits, tried)
    if source is None and all(finding.code == NOT_IN_REVISION for finding in tried.found):
        return None
    reports.extend(tried.found)
    return None if source is None else _lock_in(source, reports, limits)


def _lock_in(source: SourceFile, reports: Reports, limits: Limits) -> ImageLock | None:
    """Return the lock of a file."""
    from oamc.inventory.lock_file import read_lock

    return read_lock(source, reports, limits)

"""The store that the settings of a run name, open, and what is told where there can be none."""

from __future__ import annotations

import errno

from oamc.cli.arguments import UsageError
from oamc.cli.cache_size import bytes_of
from oamc.diagnostics.codes import usage
from oamc.disk.files import reason
from oamc.disk.store import StoreRefusedError, open_store
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.disk.store import Store

LASTING = frozenset(
    (
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EEXIST),
        *(errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL),
    )
)
"""What the system says of a place that cannot be a cache tomorrow either. Anything else, such as a full disk, fails no run."""
CACHE = "cache"
SIZE = "cache-size"


class Opened(Record):
    """The store of a run while it is open, and the digest of what runs (`identity`), which is looked at once."""

    store: Store
    program: str


def opened(settings: Settings, reports: Reports) -> Store | None:
    """Return the store of a run. A directory that cannot be one is an error."""
    path = settings.text(CACHE) or ""
    size = settings.required_text(SIZE)
    most = bytes_of(size)
    if most is None:
        raise UsageError(f"--{SIZE} must be an amount of bytes", "for example 256Mi or 1Gi", settings.command.name)
    try:
        return open_store(path, most)
    except StoreRefusedError as error:
        reports.add(usage.CACHE_REFUSED, at=None, path=path, reason=str(error), hint=error.hint)
    except OSError as error:
        if error.errno in LASTING:
            hint = "give a directory in which you may write"
            reports.add(usage.CACHE_REFUSED, at=None, path=path, reason=reason(error), hint=hint)
        else:
            tell_unwritten(settings, error, reports)
    return None


def tell_unwritten(settings: Settings, error: OSError, reports: Reports) -> None:
    """Report that something could not be kept. The run is as good as without a cache."""
    hint = "what was built is complete; the next run compiles it again"
    reports.add(usage.CACHE_NOT_WRITTEN, at=None, path=settings.text(CACHE), reason=reason(error), hint=hint)

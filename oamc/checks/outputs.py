"""What an output may be refused for, or warned of: names and versions, the sizes of files, what a release of Helm can hold.

In: an application that is checked, what writes it, and its files where somebody has laid them out. Out: reports, the same with
the files and without them: an output that surely fits is not laid out to know that.
"""

from __future__ import annotations

from oamc.backends.contract import LARGEST_FILE
from oamc.checks.shared import check_names
from oamc.diagnostics.codes import outputs as codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Backend, FileTree
    from oamc.checks.result import Checked
    from oamc.diagnostics.reports import Reports
    from oamc.objects.object_set import ObjectSet

BYTES_OF_A_CHARACTER = 4
MAY_FILL_A_SECRET = 190_000 * BYTES_OF_A_CHARACTER
"""Bytes of a chart and its objects below which a release surely fits into a Secret, which holds 786,432 bytes before they
become base64: compressed, no text is longer than it was. No file of such a chart is too large for Helm either."""


def check_output(checked: Checked, backend: Backend, files: FileTree | None, reports: Reports, *, is_chart: bool) -> None:
    """Report what no disk, no chart and no release can hold. Of charts Helm keeps releases, and has limits."""
    objects = checked.objects
    backend.check(objects, reports)
    large = _large(checked, backend, files) if is_chart else None
    if large is not None:
        check_sizes(large, objects, reports)
    check_names(checked.application, backend.paths(objects) if files is None else files, reports)
    if large is not None:
        from oamc.checks.release import check_release

        check_release(large, objects, checked.filler, reports)


def check_sizes(files: FileTree, objects: ObjectSet, reports: Reports) -> None:
    """Report files of a chart that Helm would not load."""
    for name, text in files.items():
        if len(text.encode()) > LARGEST_FILE:
            reports.add(codes.OUTPUT_TOO_LARGE, at=objects.application.span, path=name, hint="split the application")


def _large(checked: Checked, backend: Backend, files: FileTree | None) -> FileTree | None:
    """Return the files of a chart that may be too large for something; nothing where it surely is not."""
    size = checked.characters * BYTES_OF_A_CHARACTER
    if files is None:
        size += backend.most_bytes(checked.objects, MAY_FILL_A_SECRET - size)
    else:
        size += sum(map(len, files.values())) * BYTES_OF_A_CHARACTER
    if size <= MAY_FILL_A_SECRET:
        return None
    return backend.emit(checked.objects) if files is None else files

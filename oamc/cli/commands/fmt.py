# ruff: noqa: PTH114, PTH120 - pathlib costs more than all of `oamc --version`
"""`oamc fmt`: write documents in their normal form, or say which ones are not.

In: files, directories and `-`. Out: the names of the files that were changed, or with `--check` would be; with `--diff` what
would change. Files are replaced one by one, each in one step; what cannot be formatted stays as it is, and a finding says so.
"""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.compilation import excluded_of, input_paths, values_of
from oamc.cli.configuration import output_above
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.inputs import STANDARD_INPUT, Inputs, shown
from oamc.cli.presentation import destinations, present
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import escape
from oamc.disk.files import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.formatting.formatter import Formatted
    from oamc.source.limits import Limits
    from oamc.spans import SourceFile

STREAM = "-"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
JSON, CUE = ".json", ".cue"


def run(settings: Settings, reports: Reports) -> int:
    """Format the inputs, and return the exit status: 2 where `--check` finds a file that would change."""
    paths = input_paths(settings)
    if not paths:
        raise UsageError("there is no input", 'give a file, a directory, or -, for example "oamc fmt shop/"', "fmt")
    if STREAM in paths and len(set(paths)) > 1:
        raise UsageError("standard input is formatted alone", "give - and no other input", "fmt")
    destinations(settings, prints="the result")
    gathered = values_of(settings, reports)
    found = reports.alike()
    inputs = Inputs(gathered.limits, found, excluded=excluded_of(settings), passes_over=True)
    sources = inputs.read(paths)
    # Where only outputs are named, as hooks before a commit do it, nothing is wrong.
    reports.extend(one for one in found.found if one.code != usage.NO_INPUT_READ)
    places = {shown(path): path for path in inputs.identities.values()}
    formatting = _Formatting(settings, gathered.limits, reports)
    for source in sources:
        formatting.take(source, places.get(source.path))
    complete = present(settings, reports, gathered.visibility, inputs.identities)
    if reports.has_errors() or not complete:
        return WRONG
    return STALE if formatting.differs and settings.flag("check") else FINE


class _Formatting:
    """What a run does with each file. `differs` tells whether one of them was not in the normal form."""

    def __init__(self, settings: Settings, limits: Limits, reports: Reports) -> None:
        self.differs = False
        self._checks = settings.flag("check")
        self._shows = settings.flag("diff")
        self._verbose = settings.flag("verbose")
        self._limits = limits
        self._reports = reports

    def take(self, source: SourceFile, path: str | None) -> None:
        """Format one file at a path, or standard input, which has none."""
        errors = self._reports.errors
        result = self._result(source, path)
        if result.passed_over:
            self._tell_passed_over(source, result.passed_over)
        if result.kept:
            hint = "format it by hand, or leave it out with --exclude"
            self._reports.add(usage.FILE_KEPT_AS_IT_IS, at=None, path=source.path, reason=result.kept, hint=hint)
        if self._reports.errors > errors:
            return
        if path is None:
            self._take_stream(source, result.text)
        elif not (result.passed_over or result.kept):
            self._take_file(source, path, result.text)

    def _result(self, source: SourceFile, path: str | None) -> Formatted:
        """Return what becomes of the text of a file."""
        from oamc.formatting.formatter import Formatted, formatted

        text = source.text
        if source.is_cue:
            return Formatted(text=text, passed_over="CUE")
        if source.path.endswith(JSON):
            return Formatted(text=text, passed_over="JSON")
        if source.unread:
            return Formatted(text=text, passed_over="no document of OAM")
        if path is not None and not source.met and output_above(os.path.dirname(path)):
            return Formatted(text=text, passed_over="part of a chart or of an output of oamc")
        return formatted(source, self._reports, self._limits)

    def _tell_passed_over(self, source: SourceFile, what: str) -> None:
        """Say that a file has nothing to format: a finding where somebody named it."""
        if not source.met:
            self._reports.add(usage.FILE_NOT_FORMATTED, at=None, path=source.path, what=what)
        elif self._verbose:
            write_message(f"passed over {escape(source.path)}: {what}\n")

    def _take_stream(self, source: SourceFile, text: str) -> None:
        """Print what came in, formatted."""
        differs = text != source.text
        self.differs |= differs
        if self._shows:
            write_result(_difference(STANDARD_INPUT, source.text, text))
        elif not self._checks:
            write_result(text)

    def _take_file(self, source: SourceFile, path: str, text: str) -> None:
        """Write a file, or say that it would change."""
        from oamc.disk.edits import obstacle, read_original, replace_content

        # A link that was met in a directory stays below it.
        place = os.path.realpath(path) if source.met and os.path.islink(path) else path
        try:
            original = read_original(place, self._limits.file + len(BYTE_ORDER_MARK))
        except OSError as error:
            self._reports.add(usage.INPUT_UNREADABLE, at=None, path=source.path, reason=reason(error))
            return
        if original.content.removeprefix(BYTE_ORDER_MARK) != source.text.encode():
            self._reports.add(usage.FILE_CHANGED_MEANWHILE, at=None, path=source.path, hint="run the command again")
            return
        content = text.encode()
        if content == original.content:
            return
        self.differs = True
        if self._shows:
            write_result(_difference(source.path, original.content.decode(), text))
        elif self._checks:
            write_result(f"{escape(source.path)}\n")
        elif what := obstacle(original):
            self._reports.add(usage.FILE_NOT_REPLACED, at=None, path=source.path, what=what, hint=HINTS.get(what, ""))
        elif replace_content(original, content, self._reports):
            write_result(f"{escape(source.path)}\n")


HINTS = {"a symbolic link": "name the file itself", "read-only": "let its owner write to it"}


def _difference(name: str, old: str, new: str) -> str:
    """Return the unified diff of two texts."""
    from oamc.changes.line_diff import unified_lines

    left, right = _lines(old), _lines(new)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_lines(left, right, (name, name))
    )


def _lines(text: str) -> Sequence[str]:
    """Return the lines of a text, which end in line feeds alone."""
    lines = text.split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), *(lines[-1:] if lines[-1] else ())]

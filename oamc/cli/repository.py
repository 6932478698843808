# ruff: noqa: PTH100, PTH118 - pathlib costs more than all of `oamc --version`
"""Places as the readers of reports look them up: from the root of the repository, or of the working directory without one.

In: findings with paths as the user gave them. Out: the same with paths from the root, where a file lies below it.
"""

from __future__ import annotations

import os

from oamc.cli.inputs import STANDARD_INPUT
from oamc.cli.merging import directories_above
from oamc.cli.settings import REPOSITORY
from oamc.records import replace
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Diagnostic
    from oamc.spans import SourceFile


def root() -> str:
    """Return the root of the repository around the working directory, else that itself, as an absolute path."""
    here = (os.curdir, *directories_above())
    return os.path.abspath(next((path for path in here if os.path.lexists(os.path.join(path, REPOSITORY))), os.curdir))


def relocated(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return findings whose places have paths from the root."""
    places = Places(root())
    return [
        replace(
            diagnostic,
            span=None if diagnostic.span is None else places.of(diagnostic.span),
            related=tuple(replace(other, span=places.of(other.span)) for other in diagnostic.related),
        )
        for diagnostic in found
    ]


class Places:
    """Places from one root. Each file is looked at once."""

    def __init__(self, above: str) -> None:
        self._above = above.rstrip(os.sep) + os.sep
        self._sources: dict[SourceFile, SourceFile] = {}

    def of(self, span: Span) -> Span:
        """Return a place with the path of its file from the root."""
        source = self._sources.get(span.source)
        if source is None:
            source = self._sources[span.source] = replace(span.source, path=self._path(span.source.path))
        return Span(source, span.line, span.column, span.end_line, span.end_column)

    def _path(self, path: str) -> str:
        """Return a path from the root where it lies below that, else as it is."""
        if path == STANDARD_INPUT:
            return path
        whole = os.path.abspath(path)
        return whole.removeprefix(self._above) if whole.startswith(self._above) else path

"""What a command has read that looks at several environments: one answer for all of them."""

from __future__ import annotations

from oamc.diagnostics.reports import listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oamc.cli.compilation import Gathered
    from oamc.diagnostics.reports import Diagnostic
    from oamc.diagnostics.snippets import Visibility, VisibleText
    from oamc.spans import SourceFile


def visibility_of(gathered: Sequence[Gathered]) -> Visibility:
    """Return what tells which text of a line may be shown: nothing of what is a file of values in any of the runs."""

    def visibility(source: SourceFile, line: int) -> VisibleText | None:
        shown = [one.visibility(source, line) for one in gathered]
        return None if None in shown else next(iter(shown), None)

    return visibility


def inputs_read(gathered: Sequence[Gathered]) -> dict[tuple[int, int], str]:
    """Return the files that were read, by their identities."""
    return {identity: path for one in gathered for identity, path in one.inputs.items()}


def together(found: Mapping[str, Sequence[Diagnostic]]) -> list[Diagnostic]:
    """Return the findings of several environments as one list: what is the same in several is told once.

    A finding that not all of them have says where it is, unless its own words do.
    """
    where: dict[tuple[object, ...], dict[str, None]] = {}
    first: dict[tuple[object, ...], Diagnostic] = {}
    for environment, findings in found.items():
        for finding in findings:
            key = (finding.code.id, finding.severity, finding.message, finding.span and finding.span.key())
            first.setdefault(key, finding)
            where.setdefault(key, {})[environment] = None
    return [
        finding
        if len(where[key]) == len(found) or any(f'environment "{name}"' in finding.message for name in where[key])
        else replace(finding, message=f"{finding.message} (in environment {listing(where[key])})")
        for key, finding in first.items()
    ]

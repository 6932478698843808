"""`--report`: which values of an output can be chosen when it is installed; which are fixed, why, and where that is decided.

In: a finished compilation. Out: lines of text. They hold paths, places and reasons, and no value.
"""

from __future__ import annotations

from oamc.diagnostics.reports import escape, printable
from oamc.values.parameters import THE_SHAPE
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.compiler import Compilation
    from oamc.objects.object_set import ObjectSet
    from oamc.spans import Span
    from oamc.values.parameters import Parameter


def report_lines(compilation: Compilation) -> Iterator[str]:
    """Yield what is to be said of each application: one line, and one for each value that is fixed."""
    for checked in compilation.checked:
        yield from _of_application(checked.application.path, checked.objects)


def _of_application(name: str, objects: ObjectSet) -> Iterator[str]:
    """Yield the lines of one application."""
    live, fixed = len(objects.parameters), len(objects.fixed)
    values = "1 value" if live == 1 else f"{live:,} values"
    yield f"{escape(name)}: {values} can be chosen when it is installed, {fixed:,} {'is' if fixed == 1 else 'are'} fixed\n"
    for parameter in objects.fixed:
        yield f"  {_line(parameter)}\n"


def _line(parameter: Parameter) -> str:
    """Return what is to be said of a value that is fixed: where the document says it, its path, and why it is fixed."""
    last = parameter.history[-1] if parameter.history else None
    place = _place(last.span if last is not None and last.span is not None else parameter.declared)
    decided = f" ({_place(parameter.fixed_by)})" if parameter.fixed_by is not None else ""
    told = f"{printable(spell_path(parameter.path))}: {parameter.why or THE_SHAPE}{decided}"
    return f"{place}: {told}" if place else told


def _place(span: Span | None) -> str:
    """Return a place as editors and terminals know it."""
    return "" if span is None else f"{escape(span.source.path)}:{span.line}:{span.column}"

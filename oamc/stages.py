"""What a stage of the compiler made, as text."""

from __future__ import annotations

from oamc.compiler import Compilation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.options import Options
    from oamc.spans import SourceFile


def dump(sources: tuple[SourceFile, ...], stage: str, options: Options, reports: Reports, *, shows_secrets: bool = True) -> str:
    """Return what `stage` produced, as text: one of `choices.STAGES`. After an error in an earlier stage the text is empty.

    The files of the last stage are as they are, whatever is in them.
    """
    compilation = Compilation(sources, options, reports)
    if stage == "emit":
        return "".join(f"==> {name} <==\n{text}" for output in compilation.outputs for name, text in output.files.items())
    results = _result(compilation, stage)
    if reports.has_errors():
        return ""
    from oamc.ir.dump import show

    if not shows_secrets:
        from oamc.ir.covered import without_secrets

        results = without_secrets(results, compilation.documents)
    return show(results)


def _result(compilation: Compilation, stage: str) -> object:
    """Return what a stage before the last one made."""
    match stage:
        case "read":
            return compilation.documents
        case "decode":
            return [found.typed for found in compilation.decoded]
        case "normalize":
            return compilation.applications
        case "resolve":
            return [program for _, program in compilation.programs if program is not None]
        case _:
            return [objects for _, objects in compilation.objects]

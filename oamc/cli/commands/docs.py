"""`oamc docs`: a page for people with the values that a chart of each application has.

In: documents of OAM, and perhaps a template. Out: Markdown on standard output or in a file, or with `--check` whether the
file is what would be written. The page has no literal of a secret.
"""

from __future__ import annotations

from oamc.choices import HELM
from oamc.cli.arguments import UsageError
from oamc.cli.compilation import compile_options, gather
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.inputs import Inputs
from oamc.cli.presentation import destinations, present
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import escape
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.diagnostics.snippets import VisibleText
    from oamc.spans import SourceFile

STREAM = "-"


def run(settings: Settings, reports: Reports) -> int:
    """Compile the inputs, write their page, and return the exit status: 2 where `--check` finds another page."""
    place = _place(settings)
    if settings.flag("check") and not place:
        raise UsageError("--check compares with a file", "give it with -o FILE", "docs")
    destinations(settings, prints="" if place else "the page")
    gathered = gather(settings, reports)
    inputs = dict(gathered.inputs)
    template = _template(settings, gathered, inputs, reports)
    status = FINE
    if not reports.has_errors():
        text = _page(settings, gathered, template, reports)
        if not reports.has_errors():
            status = _deliver(text, place, settings, inputs, reports)

    def visibility(source: SourceFile, line: int) -> VisibleText | None:
        return None if source is template else gathered.visibility(source, line)

    complete = present(settings, reports, visibility, inputs)
    return WRONG if reports.has_errors() or not complete else status


def _place(settings: Settings) -> str:
    """Return the file that the page goes to, empty for standard output. Only the operator names it, no project file."""
    output = settings.text("output")
    return "" if output in {None, STREAM} or settings.chooser("output") else output or ""


def _template(
    settings: Settings, gathered: Gathered, inputs: dict[tuple[int, int], str], reports: Reports
) -> SourceFile | None:
    """Return the template that the operator names, None where there is none; add its file to the inputs."""
    path = settings.text("template")
    if path is None:
        return None
    reader = Inputs(gathered.limits, reports)
    found = reader.read_file(path)
    inputs.update(reader.identities)
    return found


def _page(settings: Settings, gathered: Gathered, template: SourceFile | None, reports: Reports) -> str:
    """Return the text of the page, empty after errors."""
    from oamc.backends.helm.identity import check_identity, identify
    from oamc.compiler import Compilation
    from oamc.ir.covered import declared_secrets

    options = compile_options(settings, gathered, format=HELM, allow_unset=True)
    compilation = Compilation(gathered.sources, options, reports)
    name, version, app_version = options.chart_name, options.chart_version, options.app_version
    for checked in compilation.checked:
        check_identity(checked.objects, name, version, reports)
    found = [(identify(checked.objects, name, version, app_version), checked.objects) for checked in compilation.checked]
    if reports.has_errors():
        return ""
    from oamc.reference.bounded_templates import TemplateProblemError, render
    from oamc.reference.values_page import default_template, page_data

    text = default_template() if template is None else template.text
    try:
        page = render(text, page_data(found, declared_secrets(compilation.documents)))
    except TemplateProblemError as error:
        at = None if template is None else Span(template, max(error.line, 1), 1, max(error.line, 1), 1)
        reports.add(usage.TEMPLATE_NOT_RENDERED, at=at, reason=error.reason, hint='"oamc explain OAM885" lists what there is')
        return ""
    return page if page.endswith("\n") else f"{page}\n"


def _deliver(text: str, place: str, settings: Settings, inputs: dict[tuple[int, int], str], reports: Reports) -> int:
    """Print the page, write it, or compare it, and return the status."""
    if not place:
        write_result(text)
        return FINE
    from oamc.cli.value_pages import differs, write

    if settings.flag("check"):
        if differs(place, text, inputs, reports):
            write_result(f"{escape(place)}\n")
            return STALE
        return FINE
    changed = write(place, text, inputs, reports, force=settings.flag("force"))
    if changed is not None and not settings.flag("quiet"):
        write_message(f"wrote {escape(place)}\n" if changed else f"{escape(place)} is up to date\n")
    return FINE

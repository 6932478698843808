"""`oamc requires`: what the cluster must have for the output of documents, or for manifests and charts as they are."""

from __future__ import annotations

from oamc.checks.foreign_charts import report_foreign_charts
from oamc.choices import HELM
from oamc.cli.compilation import compile_options, gather, values_of
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.project.choice import in_environments
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.streams import write_result
from oamc.diagnostics.codes.objects import NEEDS_NOT_KNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.objects.cluster_requirements import Source
    from oamc.progress import Watch


def run(settings: Settings, reports: Reports) -> int:
    """Tell what the cluster must have, and return the exit status."""
    from oamc.inventory import requirement_forms as forms
    from oamc.objects.cluster_requirements import requirements

    destinations(settings, prints="what the cluster must have")
    runs = in_environments(settings, reports, in_all=True)
    sources: list[Source] = []
    gathered: list[Gathered] = []
    with Progress(settings) as progress:
        for one in runs if not reports.has_errors() else ():
            found = reports.alike()
            found.strict = one.flag("strict")
            sources += _sources(one, gathered, found, progress.watch)
            reports.extend(found.found)
    if not reports.has_errors():
        needed = requirements(sources)
        as_json = settings.required_text("format") == "json"
        write_result(forms.json_of(needed) if as_json else forms.text_of(needed))
    complete = present(settings, reports, visibility_of(gathered), inputs_read(gathered))
    return WRONG if reports.has_errors() or not complete else FINE


def _sources(settings: Settings, gathered: list[Gathered], reports: Reports, watch: Watch | None) -> list[Source]:
    """Return the objects of one run: what documents are compiled to, or what manifests and charts have."""
    from oamc.cli.compared_sides import are_of_oam, side_of
    from oamc.compiler import Compilation
    from oamc.inventory.requirement_forms import sources_of
    from oamc.objects.cluster_requirements import Source

    found = reports.alike()
    read = gather(settings, found, watch)
    if settings.positional and "-" not in settings.positional and not are_of_oam(read.sources, read.limits):
        read = values_of(settings, reports)
        gathered.append(read)
        sides = [side_of(path, settings, read, reports, watch) for path in settings.positional]
        return [Source(body=body) for side in sides for body in side.bodies]
    reports.extend(found.found)
    gathered.append(read)
    if reports.has_errors():
        return []
    options = compile_options(settings, read, format=HELM)
    checked = Compilation(read.sources, options, reports, watch=watch).checked
    for one in checked:
        report_foreign_charts(one.objects, reports, NEEDS_NOT_KNOWN)
    name = options.environment.name if options.environment is not None else ""
    return [source for one in checked for source in sources_of(one, name)]

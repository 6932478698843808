"""`oamc images`: the images that applications run, what uses them, and the lock of their digests."""

from __future__ import annotations

from oamc.checks.foreign_charts import report_foreign_charts
from oamc.choices import HELM
from oamc.cli.compilation import compile_options, gather
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.project.choice import in_environments
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.streams import write_result
from oamc.diagnostics.codes.usage import IMAGE_WITHOUT_VALUE
from oamc.records import replace
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.checks.result import Checked
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.inventory.images import Inventory


def run(settings: Settings, reports: Reports) -> int:
    """Compile the inputs, print their images, and return the exit status."""
    from oamc.compiler import Compilation
    from oamc.inventory.images import inventory

    about_lock = settings.flag("lock") or settings.flag("check")
    if about_lock or settings.text("from") is not None:
        from oamc.cli.locking import refuse_contradictions

        refuse_contradictions(settings)
    destinations(settings, prints="" if settings.flag("lock") else "the images")
    runs = in_environments(settings, reports, in_all=True)
    checked: list[tuple[str, Checked]] = []
    gathered: list[Gathered] = []
    with Progress(settings) as progress:
        for one in runs if not reports.has_errors() else ():
            found = reports.alike()
            found.strict = one.flag("strict")
            read = gather(one, found, progress.watch)
            gathered.append(read)
            if not found.has_errors():
                options = compile_options(one, read, format=HELM)
                compilation: Compilation = Compilation(read.sources, options, found, watch=progress.watch)
                name = one.environment.name.value if one.environment is not None else ""
                checked += [(name, application) for application in compilation.checked]
            reports.extend(found.found)
    status = FINE
    if not reports.has_errors():
        images = inventory(checked, in_force_alone=settings.flag("default"))
        _tell(images, [application for _, application in checked], reports)
        if about_lock:
            from oamc.cli.locking import check_lock, write_lock

            all_read = replace(gathered[0], inputs=inputs_read(gathered))
            status = (write_lock if settings.flag("lock") else check_lock)(images, settings, all_read, reports)
        else:
            write_result(_written(images, settings.required_text("format")))
    complete = present(settings, reports, visibility_of(gathered), inputs_read(gathered))
    if not complete:
        return WRONG
    # That the lock is not complete is an error too, and has a status of its own.
    return WRONG if status == FINE and reports.has_errors() else status


def _tell(found: Inventory, applications: Sequence[Checked], reports: Reports) -> None:
    """Tell which images are missing in the list: those without a value, and those of charts that somebody else writes."""
    for use in found.without:
        hint = f"give it with --set {spell_path(use.value_path)}=IMAGE" if use.value_path else ""
        reports.add(IMAGE_WITHOUT_VALUE, at=None, hint=hint, container=use.container, instance=use.instance)
    for checked in applications:
        report_foreign_charts(checked.objects, reports)


def _written(found: Inventory, form: str) -> str:
    """Return the images in the form that is wanted."""
    from oamc.inventory import forms

    return {"text": forms.text_of, "json": forms.json_of, "cyclonedx": forms.bill_of}[form](found)

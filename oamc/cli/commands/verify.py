"""`oamc verify`: chart and manifests mean the same, shown with the real Helm engine.

Both are built from the same input. The chart is rendered with the user's values, and with random ones that its schema allows;
the manifests are built with the same values; the objects must be equal, or both sides must refuse.
"""

from __future__ import annotations

import json

from oamc.cli.compilation import builds_a_part, compile_options, gather
from oamc.cli.entry import FINE, WRONG
from oamc.cli.nothing_made import report_nothing
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.settings import number
from oamc.cli.streams import write_message
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import Reports, escape, printable
from oamc.objects.fill import Filler, with_values
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.check import effective
from oamc.values.merge import merge
from oamc.values.overrides import Overrides, alone, assigned, combine, given_to
from oamc.values.parameters import LOCK
from oamc.values.shape import defaults
from oamc.values.sharing import schema_names, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.backends.contract import Output
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.expressions.holes import Path
    from oamc.source.nodes import Plain
    from oamc.values.parameters import Parameter
    from oamc.verification.contract import HelmEngine

    Values = dict[str, Plain]

MOST_DIFFERENCES = 10
"""How many places are reported for one sample: the first ones tell what is wrong."""


def run(settings: Settings, reports: Reports) -> int:
    """Verify every application of the input and return the exit status."""
    from oamc.verification.contract import INSTALL_HINT, EngineFailed, EngineMissing
    from oamc.verification.engine import find_engine

    samples, seed = number(settings, "samples"), number(settings, "seed")
    destinations(settings)
    try:
        with Progress(settings) as progress:
            gathered = gather(settings, reports, progress.watch)
            if not reports.has_errors():
                # The garbage of one sample is gone before the next: nothing is kept but counts.
                with find_engine() as engine:
                    Verification(settings, gathered, engine, reports, progress).run(samples, seed)
    except EngineMissing:
        reports.add(usage.ENGINE_MISSING, at=None, hint=INSTALL_HINT)
    except EngineFailed as error:
        reports.add(usage.ENGINE_FAILED, at=None, reason=str(error))
    complete = present(settings, reports, gathered.visibility, gathered.inputs)
    return WRONG if reports.has_errors() or not complete else FINE


class Verification:
    """One run over all applications of an input."""

    def __init__(
        self, settings: Settings, gathered: Gathered, engine: HelmEngine, reports: Reports, progress: Progress
    ) -> None:
        self.settings = settings
        self.gathered = gathered
        self.engine = engine
        self.reports = reports
        self.progress = progress
        versions = settings.texts("kube-version")
        self.kube_version = versions[0] if versions else None

    def run(self, samples: int, seed: int) -> None:
        """Build the charts once, then compare for the user's values and for each sample."""
        from oamc.compiler import Compilation
        from oamc.values.schema import values_schema
        from oamc.verification.samples import draw

        given = combine(self.gathered.overrides, self.reports, self.gathered.limits)
        options = compile_options(self.settings, self.gathered, format="helm", overrides=Overrides(), allow_unset=True)
        compilation = Compilation(self.gathered.sources, options, self.reports, watch=self.progress.watch)
        charts = compilation.outputs
        if given is None or self.reports.has_errors():
            return
        if not charts:
            report_nothing(self.gathered.sources, self.settings, self.reports)
        parameters = [checked.objects.parameters for checked in compilation.checked]
        schemas = [values_schema(own) for own in parameters]
        names = [schema_names(schema) for schema in schemas]
        elsewhere = None
        if builds_a_part(self.settings):
            from oamc.cli.other_applications import names_elsewhere

            elsewhere = names_elsewhere(self.settings, self.gathered, self.reports.alike())
        pinned = self.pinned() if self.gathered.lock is not None and given.values else {}
        for chart, own_parameters, schema, known in zip(charts, parameters, schemas, names, strict=True):
            own_given = given_to(given, chart.application)
            meant = alone(layer for layer in own_given.below if layer.application)
            own = share(own_given.values, known, names, elsewhere, assigned(given), meant)
            own = _with_digests(own, pinned.get(chart.path, ()), own_parameters)
            if not self.settings.flag("allow-unset") and self.report_open(own_parameters, own):
                continue
            refusals = int(not self.agree(chart, own, "with the values given" if own else "with its defaults"))
            for index, sample in enumerate(draw(schema, seed, samples, defaults(own_parameters)), 1):
                if self.progress.watch is not None:
                    self.progress.watch(f"trying {{}} sets of values for {escape(chart.path)}", index, samples)
                refusals += not self.agree(chart, merge(own, sample), f"in sample {index} of seed {seed}")
            if not self.reports.has_errors() and not self.settings.flag("quiet"):
                sets = "1 set" if samples == 0 else f"{samples + 1} sets"
                refused = f", of which both refuse {refusals}" if refusals else ""
                self.progress.clear()
                write_message(f"{escape(chart.path)}: chart and manifests agree on {sets} of values{refused}\n")

    def pinned(self) -> dict[str, tuple[Parameter, ...]]:
        """Return the parameters of each application with the values given, to which a lock has added digests."""
        from oamc.compiler import Compilation

        options = compile_options(self.settings, self.gathered, format="helm", allow_unset=True)
        compilation = Compilation(self.gathered.sources, options, self.reports.alike())
        return {checked.application.path: checked.objects.parameters for checked in compilation.checked}

    def report_open(self, parameters: tuple[Parameter, ...], own: Values) -> bool:
        """Report required values that neither the documents nor the overrides give, and tell whether there are any."""
        from oamc.checks.open_values import report_missing

        return report_missing(parameters, Filler(effective(parameters, own)), self.reports)

    def agree(self, chart: Output, values: Values, where: str) -> bool:
        """Compare both outputs for one set of values and report what differs; tell whether there were objects to compare."""
        name = chart.path
        rendered = self.engine.render(chart.files, values, namespace="default", kube_version=self.kube_version)
        objects = self.manifests(name, values)
        if rendered.refusal and objects is not None:
            self.reports.add(usage.CHART_REFUSED, at=None, application=name, where=where, reason=self.shown(rendered.refusal))
        elif objects is None and not rendered.refusal:
            self.reports.add(usage.MANIFESTS_REFUSED, at=None, application=name, where=where)
        elif objects is not None:
            self.report_differences(name, where, objects, rendered.documents)
        return not rendered.refusal

    def manifests(self, application: str, values: Values) -> list[dict[str, Any]] | None:
        """Return the objects of the manifests for some values; nothing where they are refused.

        They are read from what was written: that the writer loses nothing is a part of what is verified.
        """
        from oamc.compiler import build

        text = json.dumps(values)
        overrides = Overrides(files=(SourceFile(path="values of the comparison", label="values", text=text),))
        reports = self.reports.alike()
        options = compile_options(
            self.settings, self.gathered, format="manifests", overrides=overrides, only_application=application
        )
        outputs = build(self.gathered.sources, options, reports)
        if reports.has_errors():
            return None
        objects: list[dict[str, Any]] = []
        for output in outputs:
            for path, manifest in output.files.items():
                source = SourceFile(path=path, label=path, text=manifest)
                objects += [_mapping(plain(document.root)) for document in read(source, reports, self.gathered.limits)]
        assert not reports.has_errors(), "oamc cannot read the manifests that it wrote"
        return objects

    def report_differences(
        self, application: str, where: str, objects: list[dict[str, Any]], rendered: tuple[dict[str, Any], ...]
    ) -> None:
        """Report the places that differ; their values only when they were asked for, because they may be secret."""
        from oamc.verification.compare import differences

        found = differences(objects, rendered)
        for difference in found[:MOST_DIFFERENCES]:
            place = f"{difference.object}: {difference.path}" if difference.path else difference.object
            hint = "run again with --show-values to see both sides"
            if self.settings.flag("show-values"):
                hint = f"the manifests have {difference.left}, the chart has {difference.right}"
            self.reports.add(usage.OUTPUTS_DIFFER, at=None, application=application, where=where, difference=place, hint=hint)

    def shown(self, refusal: str) -> str:
        """Return the words of Helm, which may quote a value, if values may be shown."""
        return printable(refusal) if self.settings.flag("show-values") else "run again with --show-values to see why"


def _with_digests(own: Values, pinned: Iterable[Parameter], of_chart: Iterable[Parameter]) -> Values:
    """Return the values given with the digests that a lock adds to images among them: a chart takes no others."""
    known = {parameter.path: parameter.value for parameter in of_chart}
    added: dict[Path, Plain] = {}
    for parameter in pinned:
        last = parameter.history[-1] if parameter.history else None
        if last is not None and last.source == LOCK and last.value != known.get(parameter.path):
            assert isinstance(last.value, str)
            added[parameter.path] = last.value
    return with_values(own, added) if added else own


def _mapping(value: object) -> dict[str, Any]:
    """Return a value that is known to be a mapping."""
    assert isinstance(value, dict)
    return value

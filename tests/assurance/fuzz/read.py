"""The harness `read`: any bytes as a file, through every stage to both outputs.

The bytes are the content of the file, so that seeds and finds are files to look at. What else a run may be told (strictness,
small limits, options of the output) follows from their checksum.
"""

from __future__ import annotations

import zlib

from oamc.choices import ARGO_CD, FLUX, HELM, MANIFESTS, PER_COMPONENT
from oamc.compiler import Compilation
from oamc.diagnostics.codes.application import SHARED_INSTANCE
from oamc.diagnostics.codes.objects import DUPLICATE_OBJECT
from oamc.diagnostics.codes.outputs import OUTPUT_IS_A_DEVICE
from oamc.diagnostics.codes.vela import CHART_NOT_INSTALLED
from oamc.diagnostics.reports import ERROR, Diagnostic, Reports
from oamc.options import Options
from oamc.records import replace
from oamc.source.decoding import decode_text
from oamc.source.limits import DEFAULT_LIMITS, Limits
from oamc.spans import SourceFile
from tests.assurance.fuzz.invariants import check_chart, check_findings, check_manifests, check_places, check_printed
from tests.support.cue import FakeEngine

NAME = "input.yaml"
TIGHT_LIMITS = Limits(
    file=3_000, depth=8, nodes=400, expansion=2, documents=5, scalar=200, key=60, number=12, inputs=DEFAULT_LIMITS.inputs
)
CHOICES = (
    Options(),
    Options(qos="off", layout="per-object", allow_unknown_traits=True, allow_unknown_workloads=True, charts_as=FLUX),
    Options(namespace="team-a", ingress_class="nginx", single_service_port=True, layout="per-component", charts_as=ARGO_CD),
    Options(limits=TIGHT_LIMITS, kube_versions=("1.30", "1.37"), qos="warn"),
)


def check(data: bytes) -> None:
    """Compile the bytes, and check all that comes of it."""
    sum_of_data = zlib.crc32(data)
    options = CHOICES[sum_of_data % len(CHOICES)]
    strict = sum_of_data >> 8 & 3 == 0
    found, source, charts = compiled(data, replace(options, format=HELM), strict=strict)
    check_findings(found, [source or SourceFile(path=NAME, label=NAME, text=data.decode("utf-8-sig", "replace"))])
    check_places(found)
    if sum_of_data >> 16 & 7 == 0:
        check_printed(found)
    for chart in charts:
        check_chart(chart)
    if charts:
        errors, _, trees = compiled(data, replace(options, format=MANIFESTS), strict=strict)
        # A layout gives files the names of instances, and one of those may be that of a device. Charts of two applications
        # with one name of an instance, or of an object, can go to two namespaces. Another chart can be a dependency of a chart.
        codes = {error.code for error in errors if error.severity == ERROR}
        allowed = {SHARED_INSTANCE, CHART_NOT_INSTALLED, *([OUTPUT_IS_A_DEVICE] if options.layout == PER_COMPONENT else [])}
        allowed |= {DUPLICATE_OBJECT} if len(charts) > 1 else set()
        assert len(trees) == len(charts) or codes <= allowed, (
            f"a chart, but no manifests: {[error.message for error in errors]}"
        )
        for files_of_one in trees:
            check_manifests(files_of_one)


def compiled(
    data: bytes, options: Options, *, strict: bool
) -> tuple[list[Diagnostic], SourceFile | None, list[dict[str, str]]]:
    """Return the findings, the source if the bytes are a text, and the files of each application."""
    reports = Reports(strict=strict)
    source = decode_text(NAME, NAME, data, reports, options.limits)
    # No program is started here: whoever evaluates CUE is tried on his own.
    outputs = (
        ()
        if source is None or reports.has_errors()
        else Compilation((source,), options, reports, engine=FakeEngine({})).outputs
    )
    found = reports.in_order()
    errors = sum(diagnostic.severity == ERROR for diagnostic in found)
    assert (errors == 0) == (reports.errors == 0), "an error that is not counted, or one that is not shown"
    assert not (errors and outputs), "an output beside an error"
    return found, source, [dict(output.files) for output in outputs]

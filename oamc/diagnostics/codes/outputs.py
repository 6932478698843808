"""Codes of the outputs: OAM701 to OAM749."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

BAD_CHART_NAME = Code(id="OAM701", severity=ERROR, template='"{name}" cannot be the name of a chart: {reason}')
BAD_CHART_VERSION = Code(id="OAM702", severity=ERROR, template='"{version}" is not a semantic version, which a chart needs')
RESERVED_INSTANCE_NAME = Code(
    id="OAM703",
    severity=ERROR,
    template='an instance cannot be called "{name}": values of charts keep that name for something else',
)
OUTPUT_TOO_LARGE = Code(
    id="OAM704", severity=ERROR, template='file "{path}" of the output would be larger than 5 MiB, the limit of Helm'
)
CHECK_FAILED = Code(id="OAM706", severity=ERROR, template="{problem}")
SECRET_IN_RELEASE = Code(
    id="OAM707",
    severity=WARNING,
    template="a release of the chart has about {size} bytes: Helm keeps it in a Secret, which holds at most 1,048,576",
)
APPLICATIONS_SHARE_NAME = Code(
    id="OAM708", severity=ERROR, template='applications "{first}" and "{second}" would be written to the same place'
)
ENABLED_WITHOUT_EFFECT = Code(
    id="OAM710",
    severity=WARNING,
    template='value "enabled" is false{given_by}, which leaves nothing out: only a parent chart can leave a chart out',
)
WORKER_DIED = Code(
    id="OAM712", severity=ERROR, template="a process that compiled a part of the run ended before its work did, by {signal}"
)
WORKER_DIFFERS = Code(
    id="OAM713", severity=ERROR, template="a worker of the Dask cluster does not run the same program: {difference}"
)
CLUSTER_FAILED = Code(id="OAM714", severity=ERROR, template="the Dask cluster did not compile a part of the run: {reason}")
CLUSTER_UNREACHABLE = Code(id="OAM715", severity=ERROR, template="there is no Dask cluster at {address}: {reason}")
BAD_CHART_METADATA = Code(id="OAM711", severity=ERROR, template='annotation "{key}" cannot be taken into Chart.yaml: {reason}')
OUTPUT_IS_A_DEVICE = Code(id="OAM709", severity=ERROR, template='output "{path}" would have the name of a device of Windows')

"""Name and versions of a chart: from the options, else from the document's annotations (docs/spec/oam-v1alpha1.md, 1.2)."""

from __future__ import annotations

from oamc.diagnostics.codes import outputs as codes
from oamc.records import Record
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.objects.object_set import ObjectSet

_NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-."
_LONGEST_NAME = 250
_NUMBER = r"(?:0|[1-9][0-9]{0,9})"
_IDENTIFIERS = r"[0-9A-Za-z-]{1,40}(?:\.[0-9A-Za-z-]{1,40}){0,9}"
_SEMANTIC = Pattern(rf"v?({_NUMBER})(?:\.({_NUMBER}))?(?:\.({_NUMBER}))?(-{_IDENTIFIERS})?(\+{_IDENTIFIERS})?")
PARTS = 3
PLAIN_NUMBERS = frozenset(str(number) for number in range(100))
DEFAULT_VERSION = "0.1.0"
"""The version that OAM assumes where a document has none."""


class ChartIdentity(Record):
    """What `Chart.yaml` says about the chart."""

    name: str
    application: str
    description: str
    version: str
    app_version: str


def identify(objects: ObjectSet, name: str | None, version: str | None, app_version: str | None) -> ChartIdentity:
    """Return the identity of a chart, with the default in the place of a version that a chart cannot have."""
    application = objects.application
    written = _written_version(objects, version)
    description = objects.annotations.get("description")
    return ChartIdentity(
        name=name if name is not None else application.value,
        application=application.value,
        description=description.value if description else f"The OAM application {application.value}.",
        version=semantic(written) or DEFAULT_VERSION,
        app_version=app_version if app_version is not None else written.removeprefix("v"),
    )


def check_identity(objects: ObjectSet, name: str | None, version: str | None, reports: Reports) -> None:
    """Report a name and a version that a chart cannot have."""
    application = objects.application
    chart_name = name if name is not None else application.value
    if not _is_chart_name(chart_name):
        reports.add(
            codes.BAD_CHART_NAME,
            at=application.span,
            name=chart_name,
            reason='it must consist of lower-case letters, digits, "-" and "."',
            hint="rename the application, or give --chart-name",
        )
    written = _written_version(objects, version)
    if semantic(written) is None:
        annotated = objects.annotations.get("version")
        reports.add(
            codes.BAD_CHART_VERSION,
            at=annotated.span if annotated and version is None else application.span,
            version=written,
            hint="write it like 1.2.3, or give --chart-version",
        )


def _written_version(objects: ObjectSet, version: str | None) -> str:
    """Return the version of a chart as it is written: the one that is given, else that of the document."""
    annotated = objects.annotations.get("version")
    return version if version is not None else annotated.value if annotated else DEFAULT_VERSION


def _is_chart_name(text: str) -> bool:
    """Tell whether Helm takes a name: small letters, digits, hyphens and points, at both ends a letter or digit."""
    return 0 < len(text) <= _LONGEST_NAME and not text.strip(_NAME_LETTERS) and text == text.strip("-.")


def semantic(text: str) -> str | None:
    """Return a version in the form MAJOR.MINOR.PATCH that Helm wants, without a leading v; None if it is not one."""
    numbers = text.split(".")
    if len(numbers) == PARTS and all(number in PLAIN_NUMBERS for number in numbers):
        return text  # most versions, without a pattern
    match = _SEMANTIC.fullmatch(text)
    if match is None:
        return None
    return f"{match[1]}.{match[2] or 0}.{match[3] or 0}{match[4] or ''}{match[5] or ''}"

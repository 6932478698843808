"""The table `chart` of a configuration file: what `Chart.yaml` tells of itself, for all applications of a project.

In: the table as `tomllib` gives it, which may be a stranger's. Out: what annotations of a document would say
(`model/chart_annotations.py`), by their names, checked by the same rules (`backends/helm/metadata.py`). What is wrong is
reported at its line, and nothing of it is taken.
"""

from __future__ import annotations

from oamc.backends.helm.metadata import MOST_ITEMS, Refused, items_of, read
from oamc.cli.toml_places import CHART, place_in_chart
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, nearest
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.model import chart_annotations as keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Code, Reports
    from oamc.spans import SourceFile

ANNOTATIONS = "annotations"
ONE_TEXT = {"home": keys.HOME, "icon": keys.ICON, "kube-version": keys.KUBE_VERSION}
LISTS = {"sources": keys.SOURCES, "keywords": keys.KEYWORDS, "maintainers": keys.MAINTAINERS}
KNOWN = (ANNOTATIONS, *ONE_TEXT, *LISTS)
ELSEWHERE = {
    "name": "chart-name",
    "version": "chart-version",
    "app-version": "app-version",
    "appversion": "app-version",
    "readme": "chart-readme",
    "tests": "chart-tests",
}
"""What belongs to a chart too and is an option of its own."""
MOST_UNKNOWN = 20


def chart_metadata(table: object, source: SourceFile, reports: Reports) -> dict[str, str | tuple[str, ...]]:
    """Return what the table says, by the name of the annotation that says the same."""
    return _ChartTable(source, reports).read(table)


def key_of(annotation: str) -> str:
    """Return the key of the table that says what an annotation says, or nothing where that is the annotation itself."""
    return next((key for key, name in (ONE_TEXT | LISTS).items() if name == annotation), "")


class _ChartTable:
    """The table of one file while it is checked."""

    def __init__(self, source: SourceFile, reports: Reports) -> None:
        self.source = source
        self.reports = reports
        self.found: dict[str, str | tuple[str, ...]] = {}

    def read(self, table: object) -> dict[str, str | tuple[str, ...]]:
        """Check each key, and return what is right."""
        if not isinstance(table, dict):
            self.wrong("", "a table")
            return {}
        met: set[str] = set()
        unknown: list[str] = []
        for key, value in table.items():
            name = key.replace("_", "-")
            if name not in KNOWN:
                unknown.append(key)
            elif name in met:
                self.wrong(key, "given once", name=name)
            elif name == ANNOTATIONS:
                self.annotations(value, key)
            else:
                self.field(name, value, key)
            met.add(name)
        self.unknown(unknown)
        return self.found

    def field(self, name: str, value: object, key: str) -> None:
        """Check what becomes a field of `Chart.yaml`. A text stands for a list as it does in an annotation."""
        if name in ONE_TEXT:
            if isinstance(value, str):
                self.take(ONE_TEXT[name], value, name, key)
            else:
                self.wrong(key, "a text", name=name)
        elif isinstance(value, str):
            self.take(LISTS[name], items_of(LISTS[name], value), name, key)
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            self.take(LISTS[name], tuple(value), name, key)
        else:
            self.wrong(key, "a text or a list of texts", name=name)

    def annotations(self, table: object, key: str) -> None:
        """Check the annotations for Artifact Hub."""
        if not isinstance(table, dict):
            self.wrong(key, "a table")
            return
        if len(table) > MOST_ITEMS:
            self.wrong(key, f"a table with at most {MOST_ITEMS} annotations")
            return
        unknown: list[str] = []
        for name, value in table.items():
            if not name.startswith(keys.ARTIFACT_HUB):
                unknown.append(name)
            elif isinstance(value, str):
                self.take(name, value, f"{ANNOTATIONS}.{name}", name)
            else:
                self.wrong(name, "a text", name=f"{ANNOTATIONS}.{name}")
        for name in unknown[:MOST_UNKNOWN]:
            hint = f"annotations of a chart here are those that begin with {keys.ARTIFACT_HUB}"
            self.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, name, name=f"{ANNOTATIONS}.{name}", hint=hint)

    def take(self, annotation: str, value: str | tuple[str, ...], name: str, key: str) -> None:
        """Take a value if it is one that `Chart.yaml` may have. What depends on the options of a run is read later."""
        try:
            read(annotation, value, (DEFAULT_VERSION,))
        except Refused as refused:
            hint = "`oamc explain OAM890` has an example of each key"
            self.refuse(usage.CONFIGURATION_CHART, key, item=refused.item, name=name, reason=str(refused), hint=hint)
        else:
            self.found[annotation] = value

    def unknown(self, names: list[str]) -> None:
        """Report the first keys that mean nothing; the last of them says how many more there are."""
        for number, key in enumerate(names[:MOST_UNKNOWN], 1):
            left = len(names) - number
            more = f"{left:,} more are not options of this file; " if number == MOST_UNKNOWN and left else ""
            self.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, key, name=key, hint=more + _meant(key))

    def wrong(self, key: str, rule: str, *, name: str = "") -> None:
        """Report a value that is none of the key."""
        self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, name=name or key, rule=rule)

    def refuse(
        self, code: Code, key: str, *, name: str, item: str = "", hint: str = "", rule: str = "", reason: str = ""
    ) -> None:
        """Report what is wrong with a key of the table, or with the table where it is the empty text."""
        place = place_in_chart(self.source, key, item)
        full = f"{CHART}.{name}" if name else CHART
        self.reports.add(code, at=place, hint=hint, name=full, rule=rule, reason=reason)


def _meant(key: str) -> str:
    """Return a hint about a key that means nothing here."""
    name = key.replace("_", "-").lower()
    if name in ELSEWHERE:
        return f"it is the option {ELSEWHERE[name]}, outside of the table"
    if name == "description":
        return "it is the annotation description of the application"
    close = nearest(name, KNOWN)
    return f"did you mean chart.{close}?" if close else f"keys are {listing(sorted(KNOWN))}"

"""`oamc qos`: what pods are promised, who is killed or evicted first, and which rules they break."""

from __future__ import annotations

from oamc.choices import DENY, HELM, WARN
from oamc.cli.arguments import UsageError
from oamc.cli.compilation import compile_options, gather, values_of
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.progress import Progress
from oamc.cli.project.choice import in_environments, in_namespaces_of
from oamc.cli.several_runs import inputs_read, visibility_of
from oamc.cli.streams import write_result
from oamc.diagnostics.codes.quality import EXAMPLE_OF_AMOUNT
from oamc.expressions.types import QuantityType
from oamc.quality.bounds import LIMIT_RANGE, QUOTA
from oamc.quality.policy import policy_of
from oamc.quality.report import CHART, CHART_VERSION, PRIORITY_CLASS, Source, report_of
from oamc.records import replace
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from oamc.checks.result import Checked
    from oamc.cli.compared_sides import Side
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.quality.policy import Policy
    from oamc.quality.report import Report

FAILED = 3
SIDES = 2
BOUNDS = frozenset((LIMIT_RANGE, QUOTA, PRIORITY_CLASS))
"""What of a cluster says something about pods."""
INSTANCE = "oam.dev/instance-name"
ENABLED = "enabled"
"""The value that switches a chart off that is installed with another."""
STREAM = "-"


def run(settings: Settings, reports: Reports) -> int:
    """Tell of the pods of the inputs, or of what changes between two sides, and return the exit status."""
    destinations(settings, prints="the quality of service")
    compares = settings.flag("diff")
    runs = in_environments(settings, reports, in_all=not compares)
    if compares:
        _refuse(runs, settings)
    gathered: list[Gathered] = []
    failed = False
    if not reports.has_errors():
        text, failed = (_compared if compares else _told)(runs, gathered, reports)
        if not reports.has_errors():
            write_result(text)
    complete = present(settings, reports, visibility_of(gathered), inputs_read(gathered))
    if reports.has_errors() or not complete:
        return WRONG
    return FAILED if failed else FINE


def _told(runs: Sequence[Settings], gathered: list[Gathered], reports: Reports) -> tuple[str, bool]:
    """Return what is said of the pods of all runs, and whether that fails the run."""
    from oamc.quality import forms

    settings = runs[0]
    sources: list[Source] = []
    policies: dict[str, Policy] = {}
    with Progress(settings) as progress:
        for one in runs:
            found = reports.alike()
            found.strict = one.flag("strict")
            sources += _sources(one, gathered, policies, found, progress.watch)
            reports.extend(found.found)
        if not reports.has_errors():
            sources += _of_cluster(settings, gathered[0], reports, progress.watch)
    if reports.has_errors():
        return "", False
    report = report_of(sources, policies)
    if settings.required_text("format") == "json":
        return forms.json_of(report, policies[""].nodes), _fails(report, settings)
    return forms.text_of(report), _fails(report, settings)


def _sources(
    settings: Settings, gathered: list[Gathered], policies: dict[str, Policy], reports: Reports, watch: Watch | None
) -> list[Source]:
    """Return the objects of one run, and add what was read for it and the policies of its applications."""
    from oamc.checks.quality import check_instances, sources_of
    from oamc.compiler import Compilation

    read = gather(settings, reports, watch)
    gathered.append(read)
    if reports.has_errors():
        return []
    options = compile_options(settings, read, format=HELM)
    compilation: Compilation = Compilation(read.sources, _without_rules(options), reports, watch=watch)
    checked = compilation.checked
    check_instances(compilation.all_applications, options, options.names_elsewhere or (), reports)
    name = options.environment.name if options.environment is not None else ""
    policies.setdefault("", _policy(options))
    for one in checked:
        _tell_examples(one, reports)
        policies.setdefault(f"{name}/{one.application.path}", _policy(options.of(one.application.name.value)))
    objects = [source for one in checked for source, _ in sources_of(one, name)]
    return [*objects, *(chart for one in checked for chart in _charts(one, name))]


def _charts(checked: Checked, environment: str) -> Iterator[Source]:
    """Yield the charts that are installed with the one of an application, with the values in force."""
    for chart in checked.objects.dependencies:
        if checked.filler.at((chart.alias, ENABLED)) is not False:
            body = {"apiVersion": CHART_VERSION, "kind": CHART, "metadata": {"name": chart.alias}}
            yield Source(application=checked.application.path, environment=environment, instance=chart.alias, body=body)


def _tell_examples(checked: Checked, reports: Reports) -> None:
    """Tell which amounts nobody has given yet: what is said of them is said of an example."""
    for parameter in checked.objects.parameters:
        if parameter.is_open and isinstance(parameter.type, QuantityType):
            path = spell_path(parameter.path)
            hint = f"give it with --set {path}=AMOUNT"
            reports.add(EXAMPLE_OF_AMOUNT, at=parameter.declared, path=path, hint=hint)


def _policy(options: Options) -> Policy:
    """Return the policy that options say."""
    return policy_of(options.qos_rule, options.require_class, options.qos_node)


def _without_rules(options: Options) -> Options:
    """Return options with which nothing that breaks a rule is refused: it is told with all the rest."""
    environment = options.environment
    if environment is not None:
        of_rules = ("qos_rule", "require_class")
        applications = tuple(
            replace(one, changes={key: value for key, value in one.changes.items() if key not in of_rules})
            for one in environment.applications
        )
        environment = replace(environment, applications=applications)
    return replace(options, qos_rule=(), require_class=(), environment=environment)


def _of_cluster(settings: Settings, gathered: Gathered, reports: Reports, watch: Watch | None) -> list[Source]:
    """Return the objects of the manifests that a cluster has."""
    from oamc.cli.compared_sides import side_of

    sides = [side_of(path, settings, gathered, reports, watch) for path in settings.texts("with")]
    bodies = [body for side in sides for body in side.bodies if body.get("kind") in BOUNDS]
    return [Source(application="", environment="", instance="", body=body) for body in bodies]


def _fails(report: Report, settings: Settings) -> bool:
    """Tell whether a rule is broken that fails the run."""
    wanted = settings.text("fail-on")
    failing = {DENY: (DENY,), WARN: (DENY, WARN)}.get(wanted or "", ())
    findings = [finding for pod in report.pods for finding in pod.findings]
    return any(finding.mode in failing for finding in (*findings, *(one.finding for one in report.quotas)))


def _refuse(runs: Sequence[Settings], settings: Settings) -> None:
    """Refuse sides that are too many or too few."""
    paths = settings.positional
    if len(runs) > SIDES or len(paths) != (SIDES if len(runs) < SIDES else 1):
        raise UsageError("two sides are compared", "oamc qos --diff OLD NEW, or --diff --env OLD --env NEW PATH", "qos")
    if sum(path == STREAM for path in (*paths, *settings.texts("values"))) > 1:
        raise UsageError("standard input can be read only once", "put one of both into a file", "qos")


def _compared(runs: Sequence[Settings], gathered: list[Gathered], reports: Reports) -> tuple[str, bool]:
    """Return which classes change between two sides, and whether that fails the run."""
    from oamc.cli.compared_sides import side_of
    from oamc.quality.comparison import class_changes
    from oamc.quality.forms import changes_json, changes_text

    settings = runs[0]
    gathered += [values_of(one, reports) for one in runs]
    if reports.has_errors():
        return "", False
    chosen = (settings, settings) if len(runs) < SIDES else (in_namespaces_of(*runs), runs[1])
    found: list[tuple[Side, list[Source]]] = []
    with Progress(settings) as progress:
        for one, path, read in zip(
            chosen, (settings.positional[0], settings.positional[-1]), (gathered[0], gathered[-1]), strict=True
        ):
            side = side_of(path, one, read, reports, progress.watch)
            found.append((side, [] if reports.has_errors() else _of_cluster(one, read, reports, progress.watch)))
    if reports.has_errors():
        return "", False
    places = dict(place for side, _ in found for place in _places(side))
    told = (report_of((*_of_side(side, places), *bounds), {"": policy_of((), ())}) for side, bounds in found)
    changes = class_changes(*told)
    text = changes_json(changes) if settings.required_text("format") == "json" else changes_text(changes)
    return text, settings.text("fail-on") is not None and any(one.replaces_pods for one in changes)


def _places(side: Side) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Yield where kinds have their pods that only what was compiled says: so the other side is read alike."""
    from oamc.changes.identities import identity

    for body in side.bodies:
        known = side.compiled.get(identity(body))
        if known is not None and known[0].pods:
            yield (known[0].api_version, known[0].kind), known[0].pods


def _of_side(side: Side, places: Mapping[tuple[str, str], tuple[str, ...]]) -> list[Source]:
    """Return the objects of a side. What somebody else wrote has the label of its instance, or none."""
    from oamc.changes.identities import identity

    found = []
    for body in side.bodies:
        known = side.compiled.get(identity(body))
        labels = body["metadata"].get("labels")
        label = labels.get(INSTANCE, "") if isinstance(labels, dict) else ""
        name = known[0].owner.name if known is not None else str(label)
        place = places.get((body["apiVersion"], body["kind"]), ())
        found.append(Source(application=SIDE, environment="", instance=name, body=body, place=place))
    return found


SIDE = "side"
"""Stands for the application of what is compared: it is not said there."""

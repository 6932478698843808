"""`oamc build --all-envs`: one chart for all environments of a project, with a file of values for each.

The chart is that of no environment: no value and no namespace of one stands in it, and whoever installs it chooses both. Where
the objects of an environment take another shape, as by a patch or another class of quality, it gets a chart of its own.
"""

from __future__ import annotations

from oamc.backends.helm.values_of_environment import file_name
from oamc.choices import HELM
from oamc.cli.arguments import UsageError
from oamc.cli.compilation import gather
from oamc.cli.environment_values import charts_of, placed_in
from oamc.cli.project.choice import NAMESPACE, in_environments, without_namespaces
from oamc.cli.settings import ENV
from oamc.cli.several_runs import together
from oamc.diagnostics.codes.environments import CHART_OF_ITS_OWN, CHARTS_SHARE_NAME, NO_ENVIRONMENTS
from oamc.diagnostics.reports import Reports, listing
from oamc.records import Record, replace
from oamc.values.given import Overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.backends.contract import FileTree, Output
    from oamc.cli.compilation import Gathered
    from oamc.cli.environment_values import Placed
    from oamc.cli.settings import Settings
    from oamc.progress import Watch

ALL = "all-envs"
NOT_WITH = ("report", "origins")
MOST_FILES_NAMED = 3


class Built(Record):
    """The charts of all environments, and what was read for them."""

    outputs: tuple[Output, ...]
    gathered: tuple[Gathered, ...]


def refuse_combinations(settings: Settings) -> None:
    """Refuse options that contradict `--all-envs`, before anything is read."""
    name = settings.command.name
    if settings.text(ENV) is not None:
        raise UsageError("--env builds one environment and --all-envs all of them", "give one of both", name)
    if settings.text("format") != HELM:
        hint = "give --env NAME for the manifests of one environment, or write a tree for all of them: oamc gitops"
        raise UsageError("--all-envs makes charts", hint, name)
    for other in NOT_WITH:
        if settings.is_typed(other):
            raise UsageError(f"--{other} tells of one build, and --all-envs makes several", f"give --env with --{other}", name)


def build_all(settings: Settings, reports: Reports, watch: Watch | None = None) -> Built:
    """Compile the project for no environment, and for each of them; what is wrong in some of them says in which."""
    runs = in_environments(settings, reports, in_all=True)
    if not reports.has_errors() and runs == (settings,):
        reason = "the project file has no table [env.NAME] that is not abstract"
        reports.add(NO_ENVIRONMENTS, at=None, reason=reason, hint="write one, or leave --all-envs out")
    if reports.has_errors():
        return Built(outputs=(), gathered=())
    gathered = [gather(settings, reports, watch)]
    # What an environment alone gives is missing in the chart, and is asked for when it is installed.
    base = {output.path: output for output in charts_of(settings, gathered[0], reports, watch, allow_unset=True)}
    found = {}
    made: dict[str, Output] = dict(base)
    for run in runs if not reports.has_errors() else ():
        assert run.environment is not None
        own = reports.alike()
        own.strict = run.flag("strict")
        gathered.append(gather(run, own, watch))
        if not own.has_errors():
            _add(run, gathered[-1], base, made, own, watch)
        found[run.environment.name.value] = own.found
    reports.extend(together(found))
    outputs = () if reports.has_errors() else tuple(made.values())
    return Built(outputs=outputs, gathered=tuple(gathered))


def _add(
    run: Settings,
    gathered: Gathered,
    base: dict[str, Output],
    made: dict[str, Output],
    reports: Reports,
    watch: Watch | None,
) -> None:
    """Add what one environment has to the charts: its values, or charts of its own."""
    environment = run.environment
    assert environment is not None
    name = environment.name.value
    placed = placed_in(run, gathered, reports, watch)
    if reports.has_errors():
        return
    shapes = base
    own_rules = environment.platform is not None
    if environment.patches or environment.applications or own_rules or set(environment.settings) - {NAMESPACE, "strict"}:
        quiet = reports.alike()
        bare = without_namespaces(run)
        changes = charts_of(bare, gathered, quiet, watch, overrides=Overrides(), allow_unset=True)
        reports.extend(finding for finding in quiet.found if quiet.has_errors())
        shapes = {output.path: output for output in changes}
    for one in placed:
        path = one.path
        shape, shared = shapes.get(path), base.get(path)
        if shape is None:
            continue
        differing = [] if shared is None else _differing(shape.files, shared.files)
        place = path
        if shared is None or differing:
            shape = replace(shape, application=f"{shape.application}-{name}")
            place = shape.path
            if any(output.application == shape.application for output in base.values()):
                hint = "rename the environment or the application"
                reports.add(CHARTS_SHARE_NAME, at=one.span, name=name, path=place, hint=hint)
                continue
            more = f" and {len(differing) - MOST_FILES_NAMED} more" if len(differing) > MOST_FILES_NAMED else ""
            reason = f"{listing(differing[:MOST_FILES_NAMED])}{more} differ{'s' if len(differing) == 1 else ''}"
            reports.add(CHART_OF_ITS_OWN, at=environment.name.span, name=name, path=place, reason=reason)
            made[place] = shape
        made[place] = _with_values(made[place], name, one)


def _with_values(output: Output, environment: str, placed: Placed) -> Output:
    """Return a chart with the values of an environment beside its own."""
    return replace(output, files={**output.files, file_name(environment): placed.values})


def _differing(files: FileTree, others: FileTree) -> Sequence[str]:
    """Return the paths of files that are not the same in two charts."""
    return sorted(path for path in files.keys() | others.keys() if files.get(path) != others.get(path))

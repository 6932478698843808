# ruff: noqa: PTH112 - pathlib costs more than all of `oamc --version`
"""Where results go: one directory for each application, one file, or standard output.

In: the settings, and what the compiler made. Out: the place, and what must not be written there.
"""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.inputs import place_of, places_of
from oamc.cli.presentation import CHARTS, report_targets
from oamc.diagnostics.codes import usage
from oamc.disk.files import OWNED_FILES, OWNED_TREES, WORK
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.backends.contract import Output
    from oamc.cli.settings import Settings
    from oamc.cli.single_files import Target
    from oamc.cli.streaming import Stream
    from oamc.diagnostics.reports import Code, Reports

STANDARD_OUTPUT = "-"
MANIFEST_SUFFIXES = (".yaml", ".yml")


class Destination(Record):
    """A place for results: `kind` is "directory", "file" or "stream". A `stream` writes there while others are compiled."""

    kind: str
    path: str
    stream: Stream | None = None


def destination(settings: Settings) -> Destination:
    """Return where the result of `build` goes. What contradicts itself is wrong usage, found before anything is read."""
    if settings.flag("trust-times") and not settings.text("cache"):
        _refuse(settings, "--trust-times is about what a cache has noted, and there is none", "give --cache DIR")
    path = settings.text("output")
    chart = settings.text("format") == "helm"
    single = settings.text("layout") == "single"
    if chart:
        if path == STANDARD_OUTPUT or (path or "").endswith(MANIFEST_SUFFIXES):
            _refuse(settings, "a chart is a directory", "give -o DIR, or --format manifests")
        return Destination(kind="directory", path=path or CHARTS)
    if path is None or path == STANDARD_OUTPUT:
        if not single:
            _refuse(settings, f"--layout {settings.text('layout')} makes several files", "give -o DIR")
        if settings.flag("check"):
            _refuse(settings, "--check compares with what is on disk, and this result goes to standard output", "give -o PATH")
        _refuse_pruning(settings)
        return Destination(kind="stream", path=STANDARD_OUTPUT)
    if not path:
        _refuse(settings, "the output is the empty text", "give -o PATH")
    if path.endswith(MANIFEST_SUFFIXES):
        if not single:
            _refuse(settings, f"--layout {settings.text('layout')} makes several files", "give -o DIR")
        _refuse_pruning(settings)
        return Destination(kind="file", path=path)
    return Destination(kind="directory", path=path)


def _refuse_pruning(settings: Settings) -> None:
    """Refuse `--prune` where the result is no directory of trees."""
    if settings.flag("prune"):
        _refuse(settings, "--prune removes directories that are left over, and this result is one file", "give -o DIR")


def _refuse(settings: Settings, message: str, hint: str) -> None:
    """Refuse options that contradict each other."""
    raise UsageError(message, hint, settings.command.name)


def check_places(
    place: Destination, settings: Settings, inputs: Mapping[tuple[int, int], str], reports: Reports
) -> frozenset[str]:
    """Report what must not be written where the settings say, the result or a report, and return the paths.

    It is asked before anything is compiled, so that a run that ends so has written nothing.
    """
    targets = _further_targets(settings)
    directory = place.path if place.kind == "directory" else ""
    if place.kind == "file":
        targets = (target_of(place.path, settings, compares=settings.flag("check")), *targets)
    if directory and settings.chooser("output"):
        from oamc.cli.configuration import output_above

        found = output_above(directory)
        if found:
            reason = f'"{found}" is a chart or an output of oamc'
            hint = "give another place with --output"
            reports.add(usage.CONFIGURATION_PATH_REFUSED, at=None, name="output", reason=reason, hint=hint)
    if not targets and not any(name in directory for name in (WORK, OWNED_FILES, OWNED_TREES)):
        return frozenset()  # the plain way, which loads nothing more
    from oamc.cli.single_files import is_reserved, refused

    is_reserved(directory, "--output", reports)
    return refused(targets, inputs, reports, directory)


def check_trees(
    outputs: tuple[Output, ...],
    place: Destination,
    settings: Settings,
    inputs: Mapping[tuple[int, int], str],
    reports: Reports,
) -> frozenset[str]:
    """Report which files of the trees are an input or a report of this run, and return the paths of such reports.

    The trees are written beside their places and never into a file, so only the paths count, not other names of the same file.
    """
    if place.kind != "directory":
        if any(output.target for output in outputs):
            from oamc.cli.several_targets import refuse_several_targets

            refuse_several_targets(outputs, reports)
        return frozenset()
    trees = trees_of(outputs)
    root = os.path.realpath(place.path).rstrip(os.sep) + os.sep
    for path, real in places_of(inputs.values()) if os.path.isdir(place.path) else ():
        if _meeting(real, root, trees) == usage.OUTPUTS_MEET:
            reports.add(usage.OUTPUT_IS_AN_INPUT, at=None, path=path, hint="give another output")
    withheld = set()
    for target in _further_targets(settings):
        code = _meeting(place_of(target.path), root, trees)
        if code is not None:
            reports.add(code, at=None, path=target.path, other=place.path, hint="give each its own place")
            withheld.add(target.path)
    return frozenset(withheld)


def _further_targets(settings: Settings) -> tuple[Target, ...]:
    """Return the files that a run writes beside its result."""
    if "origins" not in settings.merged or settings.text("origins") is None:
        return report_targets(settings)
    from oamc.cli.origins_file import origins_targets

    return (*report_targets(settings), *origins_targets(settings))


def trees_of(outputs: tuple[Output, ...]) -> dict[str, Mapping[str, str]]:
    """Return the files of each application by their paths in its directory, in which each of several targets has its own."""
    trees: dict[str, Mapping[str, str]] = {}
    for output in outputs:
        files = {f"{output.target}/{name}": text for name, text in output.files.items()} if output.target else output.files
        trees[output.application] = {**trees[output.application], **files} if output.application in trees else files
    return trees


def _meeting(real: str, root: str, trees: Mapping[str, Mapping[str, str]]) -> Code | None:
    """Tell how a place meets trees in a directory, whose real path ends in a slash: as one of the files, or with a directory.

    The place is that of a file that would need the place of a directory, or a directory on the way to it that of a file.
    """
    if not real.startswith(root):
        return None
    tree, _, relative = real[len(root) :].replace(os.sep, "/").partition("/")
    if tree not in trees:
        return None
    files = (*trees[tree], OWNED_FILES)
    if relative in files:
        return usage.OUTPUTS_MEET
    if not relative or any(f"{one}/".startswith(f"{relative}/") or f"{relative}/".startswith(f"{one}/") for one in files):
        return usage.OUTPUTS_OBSTRUCT
    return None


def target_of(path: str, settings: Settings, *, compares: bool = False) -> Target:
    """Return the single file of the manifests; one that `compares` is only looked at."""
    from oamc.cli.single_files import MANIFESTS, Target

    return Target(
        path=path,
        form=MANIFESTS,
        option="--output",
        chooser=settings.chooser("output"),
        force=settings.flag("force"),
        compares=compares,
    )


def stream(outputs: tuple[Output, ...]) -> str:
    """Return the manifests of all applications as one stream of YAML documents."""
    texts = [text for output in outputs for text in output.files.values() if text]
    return "".join(text if index == 0 or text.startswith("---") else f"---\n{text}" for index, text in enumerate(texts))

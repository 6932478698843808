"""One part of a run, compiled by itself.

In: some of the inputs. Out: what the compiler makes of them, with the names by which they could have to do with inputs that the
part does not have; a reason instead where something is wrong in it, since what is wrong may be mended by another part.
"""

from __future__ import annotations

from oamc.checks.shared import shared_names
from oamc.compiler import Compilation
from oamc.diagnostics.reports import escape
from oamc.fleets.names import instances_with_values, known_names, speaks_of_names
from oamc.records import Record, replace
from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AnyMapping
    from typing import Any, Protocol, TypeAlias

    from oamc.backends.contract import Output
    from oamc.diagnostics.reports import Diagnostic, Reports
    from oamc.model.application import Application
    from oamc.options import Options
    from oamc.source.nodes import Document
    from oamc.spans import SourceFile

    Name: TypeAlias = tuple[str | bool, ...]

    class Maker(Protocol):
        """Who makes of a compilation what a run is for, where that is more than its outputs."""

        def __call__(self, compilation: Compilation) -> tuple[tuple[Output, ...], Any]:
            """Return outputs, and what else there is of a part: as texts, numbers, lists and mappings."""


AN_ERROR = "there is an error, which may be about several files"
SELF_CONTAINED = frozenset(("Application", "ApplicationConfiguration", "Component", "ComponentSchematic"))
"""Kinds that mean nothing for the documents of a run but those that name them. What defines types or rules is for all."""


class Part(Record):
    """What came of one part.

    `names` are what no other part may have, such as the name of a document, or a host with its path. `counts` are what has a
    limit for a whole run: components, instances, copies, searches for misspelled names, and the names that these went through.

    `applications` are the names of all applications, of which so many are `coming_out`; `asked` are those that the user names.
    `known` are names of values that are given to all, as a tree, and `left_out` instances that an environment leaves out. What
    is `further` only its maker knows.
    """

    outputs: tuple[Output, ...]
    findings: tuple[Diagnostic, ...]
    names: frozenset[Name]
    counts: tuple[int, ...]
    front_ends: tuple[str, ...]
    applications: tuple[str, ...] = ()
    coming_out: int = 0
    asked: tuple[str, ...] = ()
    known: AnyMapping[str, Any] = {}
    left_out: tuple[str, ...] = ()
    further: Any = None


def compile_part(sources: tuple[SourceFile, ...], options: Options, reports: Reports, maker: Maker | None = None) -> Part | str:
    """Compile some inputs of a run, as `reports` judge.

    What comes out is the reason where they have an error, or mean something for all inputs.
    """
    found = reports.alike()
    compilation = Compilation(sources, replace(options, is_part=True) if speaks_of_names(options) else options, found)
    documents = compilation.documents
    if found.has_errors():
        return AN_ERROR
    strange = next((document.kind for document in documents if document.kind not in SELF_CONTAINED), None)
    if strange is not None:
        return f"a document of kind {escape(strange)} is for all applications"
    outputs, further = (compilation.outputs, None) if maker is None else maker(compilation)
    if found.has_errors():
        return AN_ERROR
    if not _is_self_contained(compilation.all_applications):
        return "some files have no application, or one with a scope that is elsewhere"
    typed = [(document.front_end, document.typed) for document in compilation.decoded]
    placed = compilation.placed
    return Part(
        outputs=outputs,
        findings=tuple(found.found),
        names=frozenset(_names(compilation, outputs)),
        counts=(
            sum(len(front_end.components((one,))) for front_end, one in typed),
            sum(len(front_end.instances((one,))) for front_end, one in typed),
            compilation.copies.spent,
            *found.effort,
        ),
        front_ends=tuple(dict.fromkeys(front_end.name for front_end, _ in typed)),
        applications=tuple(application.name.value for application in compilation.all_applications),
        coming_out=len(compilation.applications),
        asked=() if placed is None else placed.asked,
        known=known_names(compilation),
        left_out=() if placed is None else tuple(placed.left_out),
        further=further,
    )


def with_one_text_of_each(part: Part, texts: dict[str, str]) -> Part:
    """Return a part whose files with one content share one text, as charts do with those of other parts."""
    outputs = [
        replace(output, files={path: texts.setdefault(text, text) for path, text in output.files.items()})
        for output in part.outputs
    ]
    return replace(part, outputs=tuple(outputs))


def _is_self_contained(applications: tuple[Application, ...]) -> bool:
    """Tell whether applications have all that they refer to.

    Whatever else is missing is an error. An input without an application, or a reference to a scope in one without scopes, is
    only told.
    """
    scopes = {name for application in applications for name in _scope_names(application)}
    named = {name.value for application in applications for use in application.instances for name in use.scopes}
    return bool(applications) and named <= scopes


def _scope_names(application: Application) -> Iterator[str]:
    """Yield the names by which an instance refers to scopes: that of their configuration, and their own."""
    yield application.name.value
    for scope in application.scopes:
        yield scope.name.value


def _names(compilation: Compilation, outputs: tuple[Output, ...]) -> Iterator[Name]:
    """Yield the names by which what was compiled could meet something of other inputs."""
    for document in compilation.documents:
        yield ("document", document.kind, _name(document))
    for application in compilation.all_applications:
        yield from (("scope", name) for name in _scope_names(application))
    yield from shared_names(compilation.objects, compilation.chosen_namespace)
    yield from (("route", *key) for key in compilation.routes.taken())
    yield from (("output", output.path) for output in outputs)
    yield from (("instance with values", name) for name in instances_with_values(compilation))


def _name(document: Document) -> str:
    """Return the name of a document, empty where it has none."""
    metadata = document.root.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return name.text if isinstance(name, Scalar) else ""

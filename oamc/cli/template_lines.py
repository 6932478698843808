"""Which part of which object stands on a line of a template of a chart.

In: the text of a template, and the objects that may be in it. Out: the object, and the path in its tree. The template is
written once more, and must be the same: then each of its lines is known.
"""

from __future__ import annotations

from oamc.backends.contract import file_names
from oamc.backends.helm.spell import TemplateSpeller
from oamc.objects.line_paths import line_paths
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Path
    from oamc.origins.found import Candidate


class Written(Record):
    """An object whose template has a text, and the path in its tree that stands on a line; None for a line of no field."""

    candidate: Candidate
    path: Path | None


def written_on(
    name: str, text: str, line: int, candidates: Sequence[Candidate], sets: Sequence[ObjectSet]
) -> tuple[Written, ...]:
    """Return the objects whose template has this name and text, with what stands on a line of it."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    named = [file_names(found.objects) for found in sets]
    of_name = (one for one in candidates if named[one.number][one.item.identity] == name)
    return tuple(_of_objects(lines, line, of_name, sets))


def _of_objects(lines: list[str], line: int, candidates: Iterable[Candidate], sets: Sequence[ObjectSet]) -> Iterator[Written]:
    """Yield the objects whose template is the same."""
    for candidate in candidates:
        body, paths = _template(candidate.item, sets[candidate.number])
        first = len(lines) - len(body)
        if first >= 0 and lines[first:] == body:
            place = line - 1 - first
            yield Written(candidate=candidate, path=paths[place] if 0 <= place < len(paths) else None)


def _template(item: KubeObject, objects: ObjectSet) -> tuple[list[str], list[Path | None]]:
    """Return the lines of a template behind those that set variables, each with the path that stands on it."""
    types = {parameter.path: parameter.type for parameter in objects.parameters}
    built = {parameter.path: parameter.built for parameter in objects.parameters if parameter.built is not None}
    speller = TemplateSpeller(*item.owner.path, types=types, built=built)
    text, found = line_paths(item.body, speller)
    lines, paths = text.removesuffix("\n").split("\n"), [*found]
    if item.condition is None:
        return lines, list(paths)
    return [speller.open(item.condition), *lines, speller.close()], [None, *paths, None]

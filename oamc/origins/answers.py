"""What is told of a part of an object: its value, where it comes from, what it is made of, and the conditions for it.

In: an object that is there, the values in force, the parameters. Out: an `Answer` for each leaf, or what is missing.
"""

from __future__ import annotations

from oamc.changes.model import ABSENT
from oamc.changes.shown import is_secret
from oamc.diagnostics.reports import nearest, printable
from oamc.expressions.holes import Expression, holes_in
from oamc.objects.fill import NOTHING
from oamc.objects.tree import bare
from oamc.origins.conditions import in_words, paths_in
from oamc.origins.names import Names
from oamc.origins.parts import condition_of_missing, holes_below, leaves_below, part_at, whole
from oamc.records import Record
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject
    from oamc.origins.chains import Chain, Parameters
    from oamc.origins.names import Place, Step
    from oamc.origins.parts import Part
    from oamc.spans import Span

MOST_LEAVES = 50
MOST_NAMED = 20


class Answer(Record):
    """What is told of one leaf.

    `field` is its path for people, `value` what it holds, `ABSENT` as long as a value that must be given is missing, and
    `replaced` what stood there before, `ABSENT` where nothing did. What stood there may have been made of `replaced_values`: of
    those that are no values of the output any more only the paths are known.
    `span` is the place in the documents, `rule` what wrote it. `is_hidden` says that what it holds is, or may be, a secret.
    """

    field: str
    value: Any
    replaced: Any
    replaced_values: tuple[str, ...]
    span: Span | None
    rule: str
    chains: tuple[Chain, ...]
    conditions: tuple[str, ...]
    is_hidden: bool

    @property
    def is_live(self) -> bool:
        """Tell whether a value that can be chosen decides what it holds."""
        return any(chain.is_live for chain in self.chains)


class Told(Record):
    """What is told of a field: an answer for each leaf of it, and how many leaves more there are."""

    field: str
    answers: tuple[Answer, ...]
    left_out: int = 0


class ToldValue(Record):
    """What is told of a value of a chart: its history, the fields that it is a part of, and those that are there by it."""

    application: str
    chain: Chain
    fields: tuple[tuple[Subject, str], ...]
    switches: tuple[tuple[Subject, str], ...]
    is_hidden: bool


class Missing(Record):
    """A field that is not there: where its path ends, and what to do instead."""

    field: str
    hint: str


class Subject:
    """One object that is there, with all that is known of it."""

    def __init__(self, application: str, item: KubeObject, filler: Filler, parameters: Parameters) -> None:
        self.application = application
        self.item = item
        self.filler = filler
        self.body: dict[str, Any] = filler.body(item)
        metadata: Any = self.body["metadata"]
        self.name, self.namespace = str(metadata.get("name") or item.name), str(metadata.get("namespace") or "")
        self.parameters = parameters
        self._names: Names | None = None

    @property
    def names(self) -> Names:
        """Return the paths of all parts."""
        if self._names is None:
            self._names = Names(self.body)
        return self._names

    def tell(self, field: str) -> Told | Missing:
        """Return what is told of a field. Raise FieldError where it is no path."""
        path, rest = self.names.find(field)
        return self._missing(path, rest, field) if rest else self.tell_at(path)

    def tell_at(self, path: Place) -> Told:
        """Return what is told of the part at a path of the object."""
        leaves = list(leaves_below(part_at(self.item, path, self.filler), self.filler))
        answers = tuple(map(self._answer, leaves[:MOST_LEAVES]))
        return Told(field=self.names.spelled(path), answers=answers, left_out=max(0, len(leaves) - MOST_LEAVES))

    def leaves(self) -> tuple[Part, ...]:
        """Return all leaves."""
        return tuple(leaves_below(whole(self.item), self.filler))

    def _answer(self, part: Part) -> Answer:
        """Return what is told of a leaf."""
        value = self.names.value(part.path)
        chains = self.parameters.of_part(part)
        replaced, names = self._replaced(part)
        return Answer(
            field=self.names.spelled(part.path),
            value=ABSENT if any(chain.is_open for chain in chains) else value,
            replaced=replaced,
            replaced_values=names,
            span=part.origin.span,
            rule=part.origin.rule,
            chains=chains,
            conditions=tuple(map(in_words, part.conditions)),
            is_hidden=self.hides(part.path) or any(chain.is_secret for chain in chains),
        )

    def _replaced(self, part: Part) -> tuple[Any, tuple[str, ...]]:
        """Return what a part has replaced, and the paths of the values that it was made of."""
        tree = part.origin.replaced
        if tree is None:
            return ABSENT, ()
        holes = list(holes_below(tree))
        names = tuple(dict.fromkeys(spell_path(hole.path) for hole in holes))
        there = self.filler.chosen(bare(tree))
        if there is NOTHING or any(self.filler.at(hole.path) is None for hole in holes):
            return ABSENT, names
        return self.filler.fill(there), names

    def hides(self, path: Place) -> bool:
        """Tell whether what a field holds is hidden: all that `oamc diff` hides, and what is declared as a secret."""
        value, named = self.names.value(path), self.names.named[path]
        return is_secret(self.item.kind, named, value) or self.parameters.is_secret(step.strip("[]") for step in named)

    def _missing(self, path: Place, rest: tuple[Step, ...], field: str) -> Missing:
        """Return what to do where a path leads no further: what would put the part there, or a near name."""
        step = rest[0].text
        condition = condition_of_missing(self.item, path, step, self.filler)
        if condition is not None:
            return Missing(field=field, hint=f"it is there only if {in_words(condition)}")
        known = self.names.children(path)
        where = printable(self.names.spelled(path)) if path else f"the {self.item.kind}"
        if not known:
            return Missing(field=field, hint=f"{where} has nothing below it")
        close = nearest(step, known)
        if close:
            return Missing(field=field, hint=f'did you mean "{printable(close)}"?')
        shown = ", ".join(printable(name) for name in known[:MOST_NAMED])
        more = len(known) - MOST_NAMED
        return Missing(field=field, hint=f"{where} has {shown}{f' and {more:,} more' if more > 0 else ''}")


def told_values(subjects: Sequence[Subject], path: tuple[str, ...]) -> tuple[ToldValue, ...]:
    """Return what is told of the values of one application at a path and below it; `subjects` are its objects, one at least."""
    parameters = subjects[0].parameters
    fields: dict[tuple[str, ...], list[tuple[Subject, str]]] = {}
    switched: dict[tuple[str, ...], list[tuple[Subject, str]]] = {}
    hidden: set[tuple[str, ...]] = set()
    for subject in subjects:
        for part in subject.leaves():
            holes = parameters.reached(hole.path for hole in holes_in(part.tree)) if isinstance(part.tree, Expression) else ()
            for found in (one for one in holes if one[: len(path)] == path):
                fields.setdefault(found, []).append((subject, subject.names.spelled(part.path)))
                hidden |= {found} if subject.hides(part.path) else set()
            for found in parameters.reached(one for condition in part.conditions for one in paths_in(condition)):
                if found[: len(path)] == path:
                    switched.setdefault(found, []).append((subject, subject.names.spelled(part.path)))
    return tuple(
        ToldValue(
            application=subjects[0].application,
            chain=chain,
            fields=tuple(fields.get(found, ())),
            switches=tuple(switched.get(found, ())),
            is_hidden=found in hidden or chain.is_secret,
        )
        for found in parameters.below(path)
        for chain in parameters.of_paths((found,))[:1]
    )

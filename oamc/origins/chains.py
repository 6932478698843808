"""The values that a part is made of, each with its whole history.

In: a part, and the parameters of its application. Out: for each parameter a `Chain`: what it was given, by whom and where, in
the order in which it was given, the last one in force; whether it can still be chosen, and if not, why.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, holes_in
from oamc.model.secret_names import file_of_a_secret, names_a_secret
from oamc.records import Record
from oamc.values.parameters import THE_SHAPE
from oamc.values.shape import assignment_of, spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from oamc.expressions.holes import Known
    from oamc.expressions.holes import Path as ValuePath
    from oamc.objects.object_set import ObjectSet
    from oamc.origins.parts import Part
    from oamc.spans import Span
    from oamc.values.parameters import Parameter


class Link(Record):
    """One value that a parameter was given: see `Assignment`. The one `in_force` is the last."""

    source: str
    value: Known
    span: Span | None
    via: Span | None
    given_by: str
    in_force: bool


class Chain(Record):
    """One parameter: its path as `--set` takes it, whether it `is_live`, its history, and what it is made of.

    One that is not live is fixed, `why` and as `fixed_by` says. `assignment` is what changes a live one. `made_of` are the
    paths of the values that it follows, as long as it has none of its own. `is_secret`: nothing of it may be shown.
    """

    path: str
    is_live: bool
    assignment: str
    links: tuple[Link, ...]
    made_of: tuple[str, ...]
    is_open: bool
    why: str
    fixed_by: Span | None
    declared: Span | None
    is_secret: bool


class Parameters:
    """The parameters of one application by their paths, and those that are fixed by the places of their values."""

    def __init__(self, objects: ObjectSet, declared_secrets: Collection[str] = ()) -> None:
        self._live = {parameter.path: parameter for parameter in objects.parameters}
        self._fixed: dict[tuple[object, ...], list[Parameter]] = {}
        for parameter in objects.fixed:
            for span in {link.span for link in parameter.history[-1:] if link.span is not None}:
                self._fixed.setdefault(span.key(), []).append(parameter)
        self._secrets = declared_secrets

    def of_part(self, part: Part) -> tuple[Chain, ...]:
        """Return the chains of all that a part is made of: of what it names, and then of what that follows.

        A part that names nothing has those of the fixed values that stand at its place in the documents.
        """
        if not isinstance(part.tree, Expression):
            span = part.origin.span
            return tuple(map(self._fixed_chain, self._fixed.get(span.key(), ()) if span is not None else ()))
        return self.of_paths(hole.path for hole in holes_in(part.tree))

    def of_paths(self, paths: Iterable[ValuePath]) -> tuple[Chain, ...]:
        """Return the chains of the live parameters at paths, and of what they follow."""
        return tuple(self._live_chain(self._live[path]) for path in self.reached(paths))

    def reached(self, paths: Iterable[ValuePath]) -> tuple[ValuePath, ...]:
        """Return the paths of live parameters with those that they follow, as long as they have no value of their own."""
        found: dict[ValuePath, None] = {}
        waiting = list(paths)
        for path in waiting:
            parameter = self._live.get(path)
            if parameter is not None and path not in found:
                found[path] = None
                waiting += [hole.path for hole in holes_in(parameter.built)] if parameter.follows else []
        return tuple(found)

    def below(self, path: ValuePath) -> tuple[ValuePath, ...]:
        """Return the paths of the live parameters at a path or below it."""
        return tuple(one for one in self._live if one[: len(path)] == path)

    def is_secret(self, names: Iterable[str]) -> bool:
        """Tell whether one of some names is that of a secret."""
        return any(name in self._secrets or names_a_secret(name) or file_of_a_secret(name) for name in names)

    def _live_chain(self, parameter: Parameter) -> Chain:
        """Return the chain of a parameter that can be chosen."""
        return self._chain(parameter, is_live=True)

    def _fixed_chain(self, parameter: Parameter) -> Chain:
        """Return the chain of a parameter that can no longer be chosen."""
        return self._chain(parameter, is_live=False)

    def _chain(self, parameter: Parameter, *, is_live: bool) -> Chain:
        """Return the chain of a parameter."""
        last = len(parameter.history) - 1
        links = tuple(
            Link(
                source=given.source,
                value=given.value,
                span=given.span,
                via=given.via,
                given_by=given.given_by,
                in_force=number == last,
            )
            for number, given in enumerate(parameter.history)
        )
        made_of = dict.fromkeys(spell_path(hole.path) for hole in holes_in(parameter.built)) if parameter.follows else {}
        return Chain(
            path=spell_path(parameter.path),
            is_live=is_live,
            assignment=assignment_of(parameter.path, parameter.type) if is_live else "",
            links=links,
            made_of=tuple(made_of),
            is_open=parameter.is_open,
            why="" if is_live else parameter.why or THE_SHAPE,
            fixed_by=parameter.fixed_by,
            declared=parameter.declared,
            is_secret=self.is_secret(parameter.path),
        )

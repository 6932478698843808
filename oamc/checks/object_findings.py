"""What the API server would refuse of the objects, told at the line of the input that caused it.

Every finding of the schema table is traced through the object tree to the nearest place of the input.
"""

from __future__ import annotations

from oamc.checks.tracing import part_of
from oamc.diagnostics.codes import objects as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Expression, holes_in
from oamc.kubernetes.findings import BAD_VALUE, place
from oamc.values.parameters import OVERRIDE
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from oamc.diagnostics.reports import Code, Reports
    from oamc.kubernetes.findings import Problem
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span

    Path: TypeAlias = tuple[str, ...]

OF_VERSIONS = frozenset(("unknown-kind", "removed-kind"))


class ObjectFindings:
    """Tells what is found of the objects of one application: a field of OAM that is in several of them is one mistake."""

    def __init__(self, objects: ObjectSet, filler: Filler, reports: Reports) -> None:
        self._objects = objects
        self._filler = filler
        self._reports = reports
        self._overridden = _overridden(objects)
        self._causes: set[tuple[object, ...]] = set()

    def add(self, item: KubeObject, problem: Problem, version: str) -> None:
        """Report what is wrong with an object for a version of Kubernetes; what an override alone breaks is a warning."""
        span, part = part_of(item, problem.path, self._filler)
        span = _smallest(problem, span, item)
        given = None
        if self._overridden:
            from oamc.checks.given_values import breaking_value, holes_below

            holes = holes_below(part) if problem.kind == BAD_VALUE or isinstance(part, Expression) else ()
            given = next((hole.path for hole in holes if hole.path in self._overridden), None)
            given = given or breaking_value(item, problem, version, self._objects, self._overridden, self._filler)
        if given is not None:
            path = spell_path(given)
            self._reports.add(codes.GIVEN_VALUE, at=span, hint=problem.hint, problem=problem.message, path=path)
        else:
            self._report(item, problem, version, span)

    def _report(self, item: KubeObject, problem: Problem, version: str, span: Span) -> None:
        """Report one finding at the place `span` that caused it, in the words of OAM where it has some."""
        if item.is_given and problem.path[:1] != ("metadata",):
            from oamc.kubernetes.custom.kinds import is_known, project_of

            if is_known(item.api_version, item.kind):
                project = project_of(item.kind)
                self._reports.add(codes.OTHER_DEFINITION, at=span, hint=problem.hint, problem=problem.message, project=project)
                return
        where = place(item.kind, problem.path)
        comes = f'{item.kind} "{item.name}" comes from here'
        message, hint = problem.message, problem.hint
        if problem.kind == BAD_VALUE and message.startswith(f"{where} ") and span != item.span:
            from oamc.checks.wording import in_words

            words, advice = in_words(item.kind, problem.path)
            if words:
                cause = (span.key(), words)
                if cause in self._causes:
                    return
                self._causes.add(cause)
                rule = message.removeprefix(f"{where} ")
                if rule.startswith("has the same "):
                    rule = f"{rule.rpartition(' as ')[0]} as another one"
                message, hint = f"{words} {rule}", hint or advice
                comes = f'it becomes {where} of "{item.name}", which comes from here'
        related = [] if span == item.span else [Related(span=item.span, message=comes)]
        self._reports.add(_code_of(problem.kind), at=span, related=related, hint=hint, problem=message, version=version)


def _smallest(problem: Problem, span: Span, item: KubeObject) -> Span:
    """Return the place to show: the key of an unknown field or of several lines, and what says the version of an object."""
    is_whole, is_unknown = span == item.span, problem.kind == "unknown-field"
    if span.line == span.end_line and (is_whole or not is_unknown):
        return span
    from oamc.diagnostics.key_places import head_of, place_of_key

    if is_whole:
        return head_of(span, *(("apiVersion",) if problem.kind in OF_VERSIONS else ()))
    key = problem.path[-1] if problem.path else 0
    return head_of(place_of_key(key, span) if isinstance(key, str) else span)


def _overridden(objects: ObjectSet) -> frozenset[Path]:
    """Return the paths of the parameters that overrides set, and of those that follow them."""
    given = {found.path for found in objects.parameters if any(one.source == OVERRIDE for one in found.history)}
    if not given:
        return frozenset()
    following = given
    while following:
        following = {
            found.path
            for found in objects.parameters
            if found.path not in given and any(hole.path in following for hole in holes_in(found.built))
        }
        given |= following
    return frozenset(given)


def _code_of(kind: str) -> Code:
    """Return the code of a kind of problem."""
    match kind:
        case "unknown-kind" | "removed-kind":
            return codes.REMOVED_KIND
        case "unknown-field":
            return codes.UNKNOWN_FIELD
        case "wrong-type" | "missing-field":
            return codes.WRONG_TYPE_OR_MISSING
        case _:
            assert kind == "bad-value", kind
            return codes.BAD_VALUE

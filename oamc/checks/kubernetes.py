"""The filled objects against the rules of the API server, with errors at the line of the input that caused them.

Every finding of the schema table is traced through the object tree to the nearest place of the input.
"""

from __future__ import annotations

from oamc.diagnostics.codes import objects as codes
from oamc.diagnostics.codes import outputs as outputs_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Expression, holes_in
from oamc.kubernetes.findings import BAD_VALUE, place
from oamc.kubernetes.schemas import problems
from oamc.objects.fill import NOTHING
from oamc.objects.tree import At, bare
from oamc.values.parameters import OVERRIDE
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from oamc.diagnostics.reports import Code, Reports
    from oamc.kubernetes.findings import Problem
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

    Path: TypeAlias = tuple[str, ...]

OF_VERSIONS = frozenset(("unknown-kind", "removed-kind"))


def check_objects(objects: ObjectSet, filler: Filler, versions: Sequence[str], reports: Reports) -> None:
    """Check the requirements, then every object that is there, filled with the values in force, for each version of Kubernetes.

    Where a requirement does not hold, the objects would only say the same in other words. What an override alone breaks is a
    warning: no schema of a chart knows the rules of a field that takes a parameter, and both outputs make the same objects.
    """
    errors = reports.errors
    for requirement in objects.requirements:
        if not filler.holds(requirement.condition):
            reports.add(outputs_codes.CHECK_FAILED, at=requirement.span, problem=requirement.message, hint="change the values")
    if reports.errors > errors:
        return
    overridden: frozenset[Path] | None = None
    causes: set[tuple[object, ...]] = set()
    for item in filter(filler.present, objects.objects):
        body = filler.body(item)
        seen: set[tuple[object, ...]] = set()
        for version in versions:
            for problem in problems(body, version):
                key = (problem.path, problem.kind, problem.message)
                if key not in seen:
                    seen.add(key)
                    if overridden is None:
                        overridden = _overridden(objects)
                    span, part = part_of(item, problem.path, filler)
                    span = _smallest(problem, span, item)
                    given = None
                    if overridden:
                        from oamc.checks.given_values import breaking_value, holes_below

                        holes = holes_below(part) if problem.kind == BAD_VALUE or isinstance(part, Expression) else ()
                        given = next((hole.path for hole in holes if hole.path in overridden), None)
                        given = given or breaking_value(item, problem, version, objects, overridden, filler)
                    if given is not None:
                        path = spell_path(given)
                        reports.add(codes.GIVEN_VALUE, at=span, hint=problem.hint, problem=problem.message, path=path)
                    else:
                        _report(item, problem, version, span, causes, reports)


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


def _report(
    item: KubeObject, problem: Problem, version: str, span: Span, causes: set[tuple[object, ...]], reports: Reports
) -> None:
    """Report one finding at the place `span` that caused it, in the words of OAM where it has some.

    `causes` are what was reported before: one field of OAM may be in several objects, and is one mistake.
    """
    if item.is_given and problem.path[:1] != ("metadata",):
        from oamc.kubernetes.custom.kinds import is_known, project_of

        if is_known(item.api_version, item.kind):
            project = project_of(item.kind)
            reports.add(codes.OTHER_DEFINITION, at=span, hint=problem.hint, problem=problem.message, project=project)
            return
    where = place(item.kind, problem.path)
    comes = f'{item.kind} "{item.name}" comes from here'
    message, hint = problem.message, problem.hint
    if problem.kind == BAD_VALUE and message.startswith(f"{where} ") and span != item.span:
        from oamc.checks.wording import in_words

        words, advice = in_words(item.kind, problem.path)
        if words:
            cause = (span.key(), words)
            if cause in causes:
                return
            causes.add(cause)
            rule = message.removeprefix(f"{where} ")
            if rule.startswith("has the same "):
                rule = f"{rule.rpartition(' as ')[0]} as another one"
            message, hint = f"{words} {rule}", hint or advice
            comes = f'it becomes {where} of "{item.name}", which comes from here'
    related = [] if span == item.span else [Related(span=item.span, message=comes)]
    reports.add(_code_of(problem.kind), at=span, related=related, hint=hint, problem=message, version=version)


def trace(item: KubeObject, path: Sequence[str | int], filler: Filler) -> Span:
    """Return the place of the input that caused the part of an object at `path` of its filled form."""
    return part_of(item, path, filler)[0]


def exact(item: KubeObject, path: Sequence[str | int], filler: Filler) -> Span | None:
    """Return the place of the input of the part of an object at `path` of its filled form; None where it is not there."""
    above, name = path[:-1], path[-1]
    holder = part_of(item, above, filler)[1]
    inside = bare(holder)
    there = name in inside if isinstance(inside, dict) else isinstance(inside, list) and isinstance(name, int)
    return trace(item, path, filler) if there else None


def part_of(item: KubeObject, path: Sequence[str | int], filler: Filler) -> tuple[Span, Tree]:
    """Return the nearest place of the input for the part of an object at `path`, and the part or the last one above it."""
    span = item.span
    tree: Tree = item.body
    for step in (*path, None):
        if isinstance(tree, At):
            span = tree.span or span
            tree = tree.tree
        if isinstance(tree, dict) and step in tree:
            tree = filler.chosen(tree[str(step)])
        elif isinstance(tree, list) and isinstance(step, int):
            there = [part for part in map(filler.chosen, tree) if part is not NOTHING]
            if step >= len(there):
                break
            tree = there[step]
        else:
            break
    return span, tree


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

"""What functions of a package return: whether the rest of oamc can rely on it. Raises `ResultError` where it cannot.

An object belongs to who makes it, and a patch changes what is there; a part is a tree (`objects/tree.py`), and every value in
it that may still be chosen is one that the function was given.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Rendered, ServicePort
from oamc.capabilities.own.patch_checks import check_patch, object_named
from oamc.capabilities.own.trees import ResultError
from oamc.expressions.holes import Expression, Hole, When, all_of, any_of
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.ir.program import BoundScope
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import Absent
from oamc.objects.reading import paths_in, paths_of
from oamc.objects.tree import INSTANCE, SCOPE, At, KubeObject, Owner, bare, branches, presence
from oamc.records import Record, items
from oamc.spans import Span
from oamc.values.parameters import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.expressions.holes import Condition, Path
    from oamc.ir.program import BoundTrait, Instance
    from oamc.objects.tree import Tree

DEEPEST = 60
MOST_NODES = 50_000
IDENTITY = ("apiVersion", "kind", "metadata")
PREFIX: Path = ("namePrefix",)


def checked_tree(made: Any) -> Tree:
    """Return a patch that is a mapping."""
    if not isinstance(made, dict):
        raise ResultError("it returns no mapping")
    _Form(None, removes=True).look(made)
    return made


def checked_rendered(made: Any, workload_type: WorkloadType, instance: Instance) -> Rendered:
    """Return what a workload type makes of an instance."""
    _check_type(made, Rendered)
    _check_fields(made, ("main", "needed", "further", "ports"))
    known = _paths_given(instance)
    owner = Owner(kind=INSTANCE, name=instance.name.value)
    objects = (made.main, *_tuple(made.needed, "needed"), *_tuple(made.further, "further"))
    for item in objects:
        _check_object(item, owner, known)
    if made.main.condition is not None:
        raise ResultError("its main object is not always there")
    for port in _tuple(made.ports, "ports"):
        _check_type(port, ServicePort)
    part: Tree = made.main.body
    for step in workload_type.pod:
        found = bare(part)
        part = found.get(step) if isinstance(found, dict) else None
    if workload_type.pod and not _has_containers(part):
        raise ResultError(f"its main object has no containers below {'.'.join(workload_type.pod)}, where the type has its pods")
    rendered: Rendered = made
    return rendered


def _has_containers(pod: Tree) -> bool:
    """Tell whether a part is the spec of pods."""
    spec = bare(pod)
    return isinstance(spec, dict) and isinstance(bare(spec.get("containers")), list | tuple)


def checked_change(made: Any, use: BoundTrait | BoundScope, subject: Subject) -> Change:
    """Return what a trait or a scope does to an instance."""
    _check_type(made, Change)
    _check_fields(made, ("patches", "objects", "requirements"))
    known = _paths_given(use, subject.instance)
    owner = Owner(kind=INSTANCE, name=subject.name)
    for item in _tuple(made.objects, "objects"):
        _check_object(item, owner, known)
    for patch in _tuple(made.patches, "patches"):
        _check_type(patch, Patch)
        _check_fields(patch, ("tree", "target"))
        target = subject.rendered.main
        if patch.target is not None:
            if not isinstance(patch.target, tuple) or len(patch.target) != 2:  # noqa: PLR2004 - a kind and a name
                raise ResultError("the target of a patch is a kind and a name")
            target = object_named(*patch.target, subject)
        if not isinstance(patch.tree, dict):
            raise ResultError("the tree of a patch is no mapping")
        _Form(known, removes=True).look(patch.tree)
        check_patch(patch.tree, target, subject)
    _check_requirements(made.requirements, known)
    change: Change = made
    return change


def checked_objects(made: Any, scope: BoundScope) -> tuple[KubeObject, ...]:
    """Return the objects of a scope."""
    known = _paths_given(scope)
    objects = _tuple(made, "what it returns")
    for item in objects:
        _check_object(item, Owner(kind=SCOPE, name=scope.name.value), known)
    return objects


def checked_requirements(made: Any, scope: BoundScope) -> tuple[Requirement, ...]:
    """Return the conditions on the values of a scope."""
    _check_requirements(made, _paths_given(scope))
    found: tuple[Requirement, ...] = made
    return found


def _check_requirements(made: Any, known: frozenset[Path]) -> None:
    """Check conditions on values."""
    for item in _tuple(made, "requirements"):
        _check_type(item, Requirement)
        _check_type(item.message, str)
        _check_type(item.span, Span)
        _check_condition(item.condition, known)


def _check_condition(condition: Any, known: frozenset[Path]) -> None:
    """Check that a condition is one, of values that are known."""
    try:
        paths = tuple(paths_of(condition))
    except (AssertionError, AttributeError, TypeError) as error:
        raise ResultError("a condition is none") from error
    _check_known(paths, known)


def _check_known(paths: Iterable[Path], known: frozenset[Path]) -> None:
    """Check that values are among those that the function was given."""
    for path in paths:
        if path not in known:
            raise ResultError("it prints a value that it was not given")


def _check_object(item: Any, owner: Owner, known: frozenset[Path]) -> None:
    """Check an object."""
    _check_type(item, KubeObject)
    what = f"{item.kind} {item.name}"
    if item.owner != owner:
        raise ResultError(f"{what} does not belong to the {owner.kind}: make it with the functions for that")
    if item.is_given or item.is_placed or item.resource:
        raise ResultError(f"{what} is more than an object: make it with the functions for that")
    body = item.body
    if (
        not isinstance(body, dict)
        or tuple(body)[:3] != IDENTITY
        or (body["apiVersion"], body["kind"]) != (item.api_version, item.kind)
    ):
        raise ResultError(f"{what} does not begin with apiVersion, kind and metadata")
    if not item.kind or not item.name or not item.api_version:
        raise ResultError("an object has no apiVersion, kind or name")
    metadata = bare(body["metadata"])
    if not isinstance(metadata, dict) or "name" not in metadata or "namespace" in metadata or "status" in body:
        raise ResultError(f"{what} has no name, or a namespace or a status, which are not for it")
    for part in ("labels", "annotations"):
        held = bare(metadata.get(part))
        held = bare(branches(held)[0]) if isinstance(held, When) else held
        if held is not None and not isinstance(held, dict):
            raise ResultError(f"metadata.{part} of {what} must be a mapping")
    _check_type(item.span, Span)
    if item.condition is not None:
        _check_condition(item.condition, known)
    _Form(known).look(body)


def _check_type(value: Any, wanted: type) -> None:
    """Check that something is what it has to be."""
    if not isinstance(value, wanted):
        raise ResultError(f"it gives a {type(value).__name__} where a {wanted.__name__} has to be")


def _tuple(value: Any, what: str) -> tuple[Any, ...]:
    """Return something that must be a tuple."""
    if not isinstance(value, tuple):
        raise ResultError(f"{what} must be a tuple")
    return value


def _check_fields(made: Record, fields: tuple[str, ...]) -> None:
    """Check that only some fields of a record are used, which are those of the contract."""
    defaults = type(made)._defaults  # noqa: SLF001 - what it would have without them
    for name, value in items(made):
        if name not in fields and value is not defaults[name]:
            raise ResultError(f"{name} of {type(made).__name__} is no part of the contract")


class _Form:
    """Looks at whether a tree has the form of one. In a patch, which `removes`, a part may say that another one is to go."""

    def __init__(self, known: frozenset[Path] | None, *, removes: bool = False) -> None:
        self._known = known
        self._removes = removes
        self._nodes = 0

    def look(self, tree: Any, guard: Condition | None = None, depth: int = 0) -> None:
        """Check a part, which is there only while `guard` holds."""
        self._nodes += 1
        if depth > DEEPEST or self._nodes > MOST_NODES:
            raise ResultError("it gives a tree that is too deep or too large")
        match tree:
            case At():
                if type(tree) is not At or isinstance(tree.tree, At | When) or not isinstance(tree.span, Span | None):
                    raise ResultError("an At stands around another one, or around a When")
                self.look(tree.tree, guard, depth + 1)
            case When():
                self._condition(tree.condition)
                then, otherwise = branches(tree)
                self.look(then, tree.condition, depth + 1)
                if otherwise is not None:
                    self.look(otherwise, None, depth + 1)
            case dict():
                for key, value in tree.items():
                    if not isinstance(key, str):
                        raise ResultError("a key of a mapping is no text")
                    self.look(value, None, depth + 1)
                self._kept(list(tree.values()), guard)
            case list() | tuple():
                for item in tree:
                    self.look(item, None, depth + 1)
                self._kept(list(tree), guard)
            case _:
                self._leaf(tree)

    def _kept(self, parts: list[Tree], guard: Condition | None) -> None:
        """Check that what is new cannot become empty, which would read as null."""
        conditions = [condition for part in parts if (condition := presence(part)) is not None]
        if self._removes or not parts or len(conditions) < len(parts):
            return
        if guard is None or all_of((guard, any_of(tuple(conditions)))) != guard:
            raise ResultError("a mapping or a list may become empty: make it with entries or listing")

    def _condition(self, condition: Any) -> None:
        """Check a condition of a part."""
        _check_condition(condition, self._known or frozenset())

    def _leaf(self, value: Any) -> None:
        """Check a value."""
        match value:
            case Expression():
                if self._known is not None:
                    _check_known(paths_in(value), self._known)
            case str():
                if not value.isprintable() and any("\ud800" <= each <= "\udfff" for each in value):
                    raise ResultError("a text has a character that is half of one")
            case bool():
                pass
            case int() | float():
                if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
                    raise ResultError("a number is too large, or is none")
            case Absent() if self._removes:
                pass
            case _:
                raise ResultError(f"a {type(value).__name__} is no part of an object")


def _paths_given(*given: object) -> frozenset[Path]:
    """Return the values that may still be chosen of which what a function was given is made."""
    return frozenset((PREFIX, *_paths_below(given, set())))


def _paths_below(value: object, seen: set[int]) -> Iterator[Path]:
    """Yield the paths of parameters, holes and conditions in a value."""
    if id(value) in seen:
        return
    seen.add(id(value))
    match value:
        case Parameter():
            if not value.fixed:
                yield value.path
        case Record():
            path = getattr(value, "path", None)
            if type(value).__module__ == Hole.__module__ and path is not None:
                yield path
            for _, part in items(value):
                yield from _paths_below(part, seen)
        case At():
            yield from _paths_below(value.tree, seen)
        case dict():
            for part in value.values():
                yield from _paths_below(part, seen)
        case list() | tuple():
            for part in value:
                yield from _paths_below(part, seen)

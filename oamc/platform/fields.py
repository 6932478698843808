"""Rules about fields of objects, held in trees with holes: what is written is as they say, whatever is chosen for the holes.

    spec.template.spec.containers[].image      a path: an item of any list is `[]`
    ("containers", "[]", "image")              how the path of a field ends that a list of the platform is about

A leaf that is known is checked, a hole narrows the parameter behind it, a text that is made of holes becomes a condition on the
values, and a hole that may hold any tree is an error: no schema could say what of it is allowed. A field that a rule fixes is
written where it is not there (`fixing.py`).
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, Hole, IsSet, NotEmpty, Text, TextOf, When
from oamc.expressions.types import AnyListType, ListType, MapType, NumberType, ObjectType, StructType
from oamc.objects.tree import At, branches
from oamc.platform.rules import HOSTS, OBJECT, REGISTRIES, STORAGE_CLASSES
from oamc.platform.values import Demand, demand_of
from oamc.platform.wording import matches, texts_of
from oamc.records import Record
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from oamc.expressions.holes import Condition
    from oamc.expressions.types import ValueType
    from oamc.objects.tree import KubeObject, Tree
    from oamc.platform.rules import Platform
    from oamc.platform.values import Values
    from oamc.spans import Span

    Steps: TypeAlias = tuple[str, ...]

ITEM = "[]"
ENDS: dict[str, tuple[Steps, ...]] = {
    REGISTRIES: (
        ("containers", ITEM, "image"),
        ("initContainers", ITEM, "image"),
        ("ephemeralContainers", ITEM, "image"),
        ("volumes", ITEM, "image", "reference"),
    ),
    HOSTS: (
        ("rules", ITEM, "host"),
        ("tls", ITEM, "hosts", ITEM),
        ("spec", "hostnames", ITEM),
        ("listeners", ITEM, "hostname"),
    ),
    STORAGE_CLASSES: (("storageClassName",),),
}
"""How the paths of the fields end that a list is about."""
OF_FUNCTIONS = ("spec", "image")
FUNCTION, INGRESS = "openfaas.com/v1.Function", "Ingress"
OF_REPLICAS: tuple[Steps, ...] = tuple(
    ("spec", name) for name in ("replicas", "maxReplicas", "minReplicas", "maxReplicaCount", "minReplicaCount", "parallelism")
)
FREE = frozenset(("metadata", "data", "stringData", "binaryData", "status", "values", "valuesObject"))
"""Fields below which stands free text, nothing that is applied, or values of a chart of somebody else."""
TREES = (ListType, StructType, MapType, ObjectType, AnyListType)
MOST_STEPS = 16
UNSAID = "it may hold any tree, and no schema of a chart could say what of it is allowed"
EVERYTHING = "must be there: without it, the object answers for every host"


class Wanted(Record):
    """A demand on the fields of an object whose paths end so; on the one path alone where it is `whole`.

    One that `must_be_there` means everything where it is absent.
    """

    end: Steps
    demand: Demand
    whole: bool = False
    must_be_there: bool = False

    def is_about(self, path: Steps) -> bool:
        """Tell whether a field is meant. What stands for any key of a mapping may be any."""
        if len(path) < len(self.end) or (self.whole and len(path) != len(self.end)):
            return False
        return all(own in {step, "*"} for own, step in zip(path[len(path) - len(self.end) :], self.end, strict=True))

    def may_be_below(self, path: Steps) -> bool:
        """Tell whether a field that is meant may stand below a path."""
        if not self.whole:
            return FREE.isdisjoint(path)
        return len(path) < len(self.end) and all(own in {step, "*"} for own, step in zip(path, self.end, strict=False))


class Demands(Record):
    """What rules demand of fields, made once for all objects: `of_lists` by the key of the list, the others by kinds."""

    of_lists: tuple[tuple[str, bool, Demand], ...]
    of_replicas: tuple[Wanted, ...]
    of_objects: tuple[tuple[str, Wanted], ...]

    def of_images(self) -> tuple[Demand, ...]:
        """Return what is demanded of images."""
        return tuple(demand for key, _, demand in self.of_lists if key == REGISTRIES)

    def of(self, item: KubeObject) -> tuple[Wanted, ...]:
        """Return what is demanded of the fields of an object."""
        found: list[Wanted] = []
        kind = f"{item.api_version}.{item.kind}"
        for key, denies, demand in self.of_lists:
            ends = (*ENDS[key], OF_FUNCTIONS) if key == REGISTRIES and kind == FUNCTION else ENDS[key]
            of_host = key == HOSTS and not denies and item.kind == INGRESS
            found += (Wanted(end=end, demand=demand, must_be_there=of_host and end == ENDS[HOSTS][0]) for end in ends)
        own = (wanted for subject, wanted in self.of_objects if matches(subject, kind))
        return (*found, *self.of_replicas, *own)


def demands_of(platform: Platform) -> Demands:
    """Return what rules demand of the fields of objects."""
    of_lists = []
    for listed in platform.lists:
        if listed.key in ENDS:
            texts, words = texts_of(listed)
            of_lists.append((listed.key, listed.denies, Demand(type=texts, words=words, span=listed.span)))
    of_replicas = []
    for most in platform.most_replicas:
        count = NumberType(whole=True, maximum=most.value)
        demand = Demand(type=count, words=f"must be at most {most.value}", span=most.span)
        of_replicas += [Wanted(end=end, demand=demand) for end in OF_REPLICAS]
    of_objects = (
        (rule.subject, Wanted(end=steps_of(rule.path), demand=demand_of(rule), whole=True))
        for rule in platform.rules
        if rule.about == OBJECT and rule.type is not None
    )
    return Demands(of_lists=tuple(of_lists), of_replicas=tuple(of_replicas), of_objects=tuple(of_objects))


def steps_of(path: str) -> Steps:
    """Return the steps of a path as rules write it: `spec.containers[].image`."""
    return tuple(
        step for part in path.split(".") for step in (part.removesuffix(ITEM), *((ITEM,) if part.endswith(ITEM) else ()))
    )


def hold_fields(item: KubeObject, wanted: tuple[Wanted, ...], values: Values) -> None:
    """Hold demands in all fields of an object."""
    run = _Object(item, wanted, values)
    run.walk(item.body, (), item.span, () if item.condition is None else (item.condition,))


class _Object:
    """One object while demands are held in it."""

    def __init__(self, item: KubeObject, wanted: tuple[Wanted, ...], values: Values) -> None:
        self.item = item
        self.wanted = wanted
        self.values = values

    def walk(self, tree: Tree, path: Steps, span: Span, conditions: tuple[Condition, ...]) -> None:
        """Hold the demands in a part and below it."""
        match tree:
            case At():
                self.walk(tree.tree, path, tree.span or span, conditions)
            case When():
                then, otherwise = branches(tree)
                self.walk(then, path, span, (*conditions, tree.condition))
                if otherwise is not None:
                    self.walk(otherwise, path, span, conditions)
            case dict():
                self.missing(tree, path, span)
                for key, value in tree.items():
                    self.walk(value, (*path, key), span, conditions)
            case list() | tuple():
                for value in tree:
                    self.walk(value, (*path, ITEM), span, conditions)
            case _:
                self.leaf(tree, path, span, conditions)

    def leaf(self, tree: Tree, path: Steps, span: Span, conditions: tuple[Condition, ...]) -> None:
        """Hold the demands in a leaf. One that is a tree in a hole is looked into by its type."""
        if isinstance(tree, Hole) and isinstance(tree.type, TREES):
            self.tree_in_hole(tree, tree.type, path, span)
            return
        for one in self.wanted:
            if not one.is_about(path):
                continue
            match tree:
                case Hole():
                    if tree.otherwise is not None:
                        self.values.check_known(tree.otherwise, one.demand, span, self.spelled(path))
                    if tree.path in self.values.known:
                        self.values.narrow(tree.path, one.demand)
                case Text() | TextOf():
                    self.values.fit(tree, one.demand, conditions, span, self.spelled(path))
                case Expression():
                    self.values.cannot(self.spelled(path), "it is made of other values", span, one.demand.span)
                case _:
                    self.values.check_known(tree, one.demand, span, self.spelled(path))

    def tree_in_hole(self, hole: Hole, value_type: ValueType, path: Steps, span: Span) -> None:
        """Hold the demands in a value that is a tree. A list of texts or numbers is narrowed, anything else cannot be."""
        if isinstance(value_type, ListType) and not isinstance(value_type.item, TREES):
            for one in self.wanted:
                if one.is_about((*path, ITEM)):
                    self.values.narrow(hole.path, one.demand)
            return
        for one in self.wanted:
            if one.may_be_below(path) and any(map(one.is_about, _fields(value_type, path))):
                self.values.cannot(spell_path(hole.path), UNSAID, span, one.demand.span)
                return

    def missing(self, mapping: dict[str, Tree], path: Steps, span: Span) -> None:
        """Report what is absent and means everything then; a value that may be absent must be given from now on."""
        for one in self.wanted:
            if not one.must_be_there:
                continue
            if path == ("spec",) and one.end[0] not in mapping:
                self.values.check_absent(one.demand, EVERYTHING, span, self.spelled((*path, *one.end)))
            if not one.is_about((*path, one.end[-1])):
                continue
            found = mapping.get(one.end[-1])
            if found is None:
                self.values.check_absent(one.demand, EVERYTHING, span, self.spelled((*path, one.end[-1])))
            elif isinstance(found, When) and found.otherwise is None:
                condition = found.condition
                if isinstance(condition, (IsSet, NotEmpty)) and condition.path in self.values.known:
                    self.values.narrow(condition.path, one.demand, must_be_there=True)
                else:
                    self.values.check_absent(one.demand, EVERYTHING, span, self.spelled((*path, one.end[-1])))

    def spelled(self, path: Steps) -> str:
        """Return what messages call a field."""
        return f"{self.item.kind} {self.item.name} {'.'.join(path).replace('.[]', '[]')}"


def _fields(value_type: ValueType, path: Steps) -> Iterator[Steps]:
    """Yield the paths of what a value of a type may have in it; below what may hold any tree, that of everything."""
    match value_type:
        case ListType():
            yield from _fields(value_type.item, (*path, ITEM))
        case StructType():
            for field in value_type.fields:
                yield from _fields(field.type, (*path, field.name))
        case MapType():
            if isinstance(value_type.item, TREES):  # of texts or numbers the keys are free: they are no fields
                yield from _fields(value_type.item, (*path, "*"))
        case ObjectType() | AnyListType():
            yield from ((*path, *("*" * length)) for length in range(1, MOST_STEPS))
        case _:
            yield path

"""What the parameters of a component replace, and its workload with other values in it (docs/spec/oam-v1alpha2.md, 3).

In: the workload of a component, an object whose kind is known, and its parameters. Out: `Replacements`, which knows each place
that a parameter replaces, and makes the workload of an instance. A place where nothing but the value changes stays open, so
that the installer of the output may still choose (`ReplacedScalar`). What shapes the output, such as a name, is written down.
"""

from __future__ import annotations

from oamc.diagnostics.codes.parameters import FIELDS_OF_TWO_TYPES, VALUE_NOT_PLAIN
from oamc.diagnostics.codes.second_version import BAD_FIELD_PATH, PATHS_MEET
from oamc.diagnostics.reports import Related
from oamc.frontends.v1alpha2.field_paths import parse, spell
from oamc.model.application import ParameterDeclaration
from oamc.model.replaced_scalar import ReplacedScalar
from oamc.records import Record
from oamc.source.nodes import TYPE_WORDS, Entry, Mapping, Scalar, Sequence, type_name
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.types import ValueType
    from oamc.frontends.v1alpha2.documents import Component, ParameterEntry, ParameterValue
    from oamc.frontends.v1alpha2.field_paths import FieldPath
    from oamc.source.nodes import Node
    from oamc.spans import Span

    KnownAt: TypeAlias = Callable[[FieldPath], "Known"]

TEXT, WHOLE, TRUTH, ANY = "string", "integer", "boolean", ""
"""What a place wants: one of the types of parameters, or whatever there is."""
WRITTEN = {
    "apiVersion": "what kind of object it is does not change",
    "kind": "what kind of object it is does not change",
    "status": "a cluster writes the status",
}
OF_METADATA = ("name", "labels", "annotations")
"""The fields of metadata that an output has of a workload."""


class Known(Record):
    """What is known of a place: what it `wants`, and the type of its values, where more is known of that.

    In one that is not `live` the value shapes the output. A `problem` says why no parameter may replace it.
    """

    wants: str = ANY
    live: bool = True
    accepts: ValueType | None = None
    problem: str = ""


class Target(Known):
    """A place that a parameter replaces: its path and where that is written, and what stands there."""

    path: FieldPath
    span: Span
    literal: Scalar | None


class Replacements:
    """The places that the parameters of one component replace. What is wrong with them is reported once."""

    def __init__(self, component: Component, workload: Mapping, known_at: KnownAt, reports: Reports) -> None:
        """Find all places. `known_at` tells what a place of the workload wants, and whether a value there may change later."""
        self._workload = workload
        self._reports = reports
        self._parameters = component.parameters
        self.targets: dict[str, tuple[Target, ...]] = {}
        self._first: dict[tuple[FieldPath, bool], Target] = {}
        taken: dict[FieldPath, tuple[str, Span]] = {}
        above: dict[FieldPath, tuple[str, Span]] = {}
        for entry in component.parameters:
            found = [self._target(text, known_at) for text in entry.field_paths]
            fitting = [target for target in found if target is not None and self._fits(target)]
            kept = [target for target in fitting if self._is_free(target, entry, taken, above)]
            self.targets.setdefault(entry.name.value, tuple(kept))

    def _target(self, text: Located[str], known_at: KnownAt) -> Target | None:
        """Return the place of one path, None after a report."""
        path = parse(text.value)
        problem = path if isinstance(path, str) else _forbidden(path)
        if isinstance(path, str) or problem:
            self._report_path(text, problem)
            return None
        node, problem = _found(self._workload, path)
        if problem:
            self._report_path(text, problem)
            return None
        known = known_at(path)
        if known.problem:
            self._report_path(text, known.problem)
            return None
        literal = node if isinstance(node, Scalar) and node.value is not None else None
        wants, live, accepts = known.wants, known.live, known.accepts
        return Target(path=path, span=text.span, literal=literal, wants=wants, live=live, accepts=accepts)

    def _report_path(self, text: Located[str], problem: str, related: Iterable[Related] = ()) -> None:
        """Report a path that leads nowhere."""
        hint = "write it like spec.containers[0].image: the fields of the workload, joined by dots"
        self._reports.add(BAD_FIELD_PATH, at=text.span, related=related, path=text.value, problem=problem, hint=hint)

    def _fits(self, target: Target) -> bool:
        """Tell whether no other path takes a part that is not there yet for a list, and this one for a mapping; report one."""
        for length, step in enumerate(target.path[1:], 1):
            place, is_item = target.path[:length], isinstance(step, int)
            other = self._first.get((place, not is_item))
            if other is not None:
                kinds = ("a list", "a mapping") if is_item else ("a mapping", "a list")
                problem = f"takes {spell(place)} for {kinds[0]}, and another path for {kinds[1]}"
                related = [Related(span=other.span, message="the other path is here")]
                self._report_path(Located(value=spell(target.path), span=target.span), problem, related)
                return False
            self._first.setdefault((place, is_item), target)
        return True

    def _is_free(
        self,
        target: Target,
        entry: ParameterEntry,
        taken: dict[FieldPath, tuple[str, Span]],
        above: dict[FieldPath, tuple[str, Span]],
    ) -> bool:
        """Tell whether no other parameter replaces the place, a part of it, or what it is a part of; report one that does."""
        path, own = target.path, (entry.name.value, target.span)
        prefixes = [path[:length] for length in range(1, len(path))]
        met = taken.get(path) or above.get(path) or next((taken[prefix] for prefix in prefixes if prefix in taken), None)
        if met is not None:
            related = [Related(span=met[1], message=f'parameter "{met[0]}" replaces it here')]
            hint = "let one parameter replace it: a parameter may have several paths"
            parts = {"first": met[0], "second": own[0], "path": spell(path)}
            self._reports.add(PATHS_MEET, at=target.span, related=related, hint=hint, **parts)
            return False
        taken[path] = own
        for prefix in prefixes:
            above.setdefault(prefix, own)
        return True

    def is_fixed(self, name: str) -> bool:
        """Tell whether the value of a parameter shapes the output."""
        return any(not target.live for target in self.targets.get(name, ()))

    def stand_alone(self) -> bool:
        """Tell whether something stands in each place that shapes the workload, so that it is whole without values."""
        places = [target for targets in self.targets.values() for target in targets if not target.live]
        return all(target.literal is not None or target.path[0] == "metadata" for target in places)

    def fixed(self, given: dict[str, ParameterValue]) -> tuple[tuple[str, object, str], ...]:
        """Return what an instance gives of what shapes its spec: equal ones have equal workloads, but for their metadata."""
        names = [
            entry.name.value
            for entry in self._parameters
            if any(not target.live and target.path[0] != "metadata" for target in self.targets.get(entry.name.value, ()))
        ]
        values = [(name, given[name].value) for name in names if name in given]
        return tuple((name, value.value, value.text) for name, value in values if isinstance(value, Scalar))

    def metadata(self, given: dict[str, ParameterValue]) -> dict[FieldPath, Located[str]]:
        """Return what an instance gives to places of metadata, each a text."""
        return {
            target.path: Located(value=value.text, span=value.span)
            for name, targets in self.targets.items()
            for target in targets
            if target.path[0] == "metadata" and name in given and isinstance(value := given[name].value, Scalar)
        }

    def declarations(self, given: dict[str, ParameterValue], *, required: bool = True) -> tuple[ParameterDeclaration, ...]:
        """Return the parameters of the component as an instance has them. Without `required`, none demands a value."""
        return tuple(self._declaration(entry, given, required=required) for entry in self._parameters)

    def _declaration(self, entry: ParameterEntry, given: dict[str, ParameterValue], *, required: bool) -> ParameterDeclaration:
        """Return one parameter. Its default is what stands in its places, where that is one value."""
        name = entry.name.value
        value = given[name].value if name in given else None
        must = required and entry.required
        value_type = self._type(entry, value)
        return ParameterDeclaration(
            name=entry.name,
            description=entry.description,
            type=value_type,
            required=must,
            default=None if must else self._default(name, value_type),
            span=entry.span,
            accepts=self._accepts(name, value_type),
            fixed=self.is_fixed(name),
        )

    def _accepts(self, name: str, value_type: str) -> ValueType | None:
        """Return the type of the values that all places of a parameter take, None where no more is known than `value_type`."""
        found = [target.accepts for target in self.targets.get(name, ()) if target.wants == value_type]
        return found[0] if found and all(other == found[0] for other in found) else None

    def _type(self, entry: ParameterEntry, value: Node | None) -> str:
        """Return the type of a parameter: what its places want, else that of the value, else that of what stands there."""
        targets = self.targets.get(entry.name.value, ())
        wanted: dict[str, Target] = {}
        for target in targets:
            if target.wants != ANY:
                wanted.setdefault(target.wants, target)
        strict = [target for kind, target in wanted.items() if kind != TEXT]
        if len(strict) > 1:
            first, second = strict[:2]
            self._reports.add(
                FIELDS_OF_TWO_TYPES,
                at=second.span,
                related=[Related(span=first.span, message=f"this field is {TYPE_WORDS[first.wants]}")],
                hint="declare a parameter for each of them",
                parameter=entry.name.value,
                second=TYPE_WORDS[second.wants],
            )
        if strict:
            return strict[0].wants
        if wanted:
            return TEXT
        literals = [target.literal for target in targets if target.literal is not None]
        return next((_type_of(node) for node in (value, *literals) if isinstance(node, Scalar)), TEXT)

    def _default(self, name: str, value_type: str) -> Scalar | None:
        """Return what stands in all places of a parameter, None where they differ or something is missing."""
        literals = [target.literal for target in self.targets.get(name, ())]
        kept = [literal for literal in literals if literal is not None]
        if not kept or len(kept) < len(literals) or len({literal.text for literal in kept}) > 1:
            return None
        return next((literal for literal in kept if _type_of(literal) == value_type), kept[0])

    def workload(self, given: dict[str, ParameterValue], *, required: bool = True) -> Mapping:
        """Return the workload of an instance: what shapes it is written down, the rest stays open. Metadata stays as it is."""
        tree: dict[str | int, object] = {}
        for entry in self._parameters:
            name = entry.name.value
            value = given[name].value if name in given else None
            fixed = self.is_fixed(name)
            stands = not (required and entry.required) and self._default(name, self._type(entry, value)) is None
            for target in self.targets.get(name, ()):
                if target.path[0] == "metadata":
                    continue
                if not fixed:
                    own = stands and target.literal is not None
                    wants_text = target.wants == TEXT
                    node: Scalar = ReplacedScalar(target.literal, entry.name, target.span, stands=own, wants_text=wants_text)
                elif isinstance(value, Scalar):
                    node = _as_wanted(value, target)
                else:
                    continue
                _put(tree, target.path, node)
        found = _written(self._workload, tree, self._workload.span)
        assert isinstance(found, Mapping), "a workload is a mapping"
        return found


def check_value(value: ParameterValue, reports: Reports) -> bool:
    """Tell whether a value can replace anything: a text, a whole number, or, for a field that is one, a boolean."""
    node = value.value
    if isinstance(node, Scalar) and isinstance(node.value, (str, bool, int)):
        return True
    hint = "write a text or a whole number: no other values can replace a part of a workload"
    found = "a number with a fraction" if isinstance(node, Scalar) and isinstance(node.value, float) else type_name(node)
    reports.add(VALUE_NOT_PLAIN, at=node.span, parameter=value.name.value, found=found, hint=hint)
    return False


def _as_wanted(value: Scalar, target: Target) -> Scalar:
    """Return a value for a place: where texts alone can stand, as one."""
    return Scalar(value.text, True, value.text, value.span) if target.wants == TEXT else value


def _type_of(scalar: Scalar) -> str:
    """Return the type of parameter that a value is of."""
    if isinstance(scalar.value, bool):
        return TRUTH
    return WHOLE if isinstance(scalar.value, int) else "number" if isinstance(scalar.value, float) else TEXT


def _forbidden(path: FieldPath) -> str:
    """Return why no parameter may replace a part of a workload; empty where one may."""
    first = path[0]
    if isinstance(first, str) and first in WRITTEN:
        return f"cannot be replaced: {WRITTEN[first]}"
    if first == "workload" or path[:2] == ("spec", "workload"):
        return "begins outside of the workload: it begins with a field of the workload, such as spec or metadata"
    if first != "metadata":
        return ""
    if len(path) == 1 or path[1] not in OF_METADATA:
        return "cannot be replaced: of metadata an output takes name, labels and annotations alone"
    return "" if len(path) == (2 if path[1] == "name" else 3) else "leads to nothing that metadata has"


def _found(root: Mapping, path: FieldPath) -> tuple[Node | None, str]:
    """Return the node at a path, None where nothing is there yet, with why nothing can be written there, empty if it can."""
    node: Node | None = root
    for number, step in enumerate(path):
        where = spell(path[:number])
        match node:
            case None:
                if isinstance(step, int) and step:
                    return None, f"would leave out items before it: {where} is not there"
            case Mapping():
                if isinstance(step, int):
                    return None, f"has an index where {where} is a mapping"
                node = node.get(step)
            case Sequence():
                if isinstance(step, str):
                    return None, f"has a name where {where} is a list: write an index, such as [0]"
                if step > len(node.items):
                    return None, f"would leave out items before it: {where} has {len(node.items)}"
                node = node.items[step] if step < len(node.items) else None
            case Scalar():
                return None, f"leads through {where}, which is {type_name(node)}"
        if isinstance(node, Scalar) and node.value is None:
            node = None
    if isinstance(node, (Mapping, Sequence)):
        return None, f"leads to {type_name(node)}: a parameter replaces one text or one number"
    return node, ""


def _put(tree: dict[str | int, object], path: FieldPath, node: Scalar) -> None:
    """Put a node into a tree of steps."""
    for step in path[:-1]:
        below = tree.setdefault(step, {})
        assert isinstance(below, dict), "paths do not meet"
        tree = below
    tree[path[-1]] = node


def _written(node: Node | None, tree: dict[str | int, object], span: Span) -> Node:
    """Return a node with the parts of a tree in it. What is not there is made, at the place `span`."""
    if isinstance(node, Sequence) or (not isinstance(node, Mapping) and any(isinstance(step, int) for step in tree)):
        items = list(node.items) if isinstance(node, Sequence) else []
        for step, part in sorted(tree.items(), key=lambda pair: int(pair[0])):
            index = int(step)
            known = items[index] if index < len(items) else None
            made = part if isinstance(part, Scalar) else _written(known, _steps(part), _span_of(part))
            items[index : index + 1] = [made]
        return Sequence(tuple(items), node.span if isinstance(node, Sequence) else span)
    entries = dict(node.entries) if isinstance(node, Mapping) else {}
    for step, part in tree.items():
        name = str(step)
        entry = entries.get(name)
        held = None if entry is None or (isinstance(entry.value, Scalar) and entry.value.value is None) else entry.value
        made = part if isinstance(part, Scalar) else _written(held, _steps(part), _span_of(part))
        entries[name] = Entry(name, entry.key_span if entry is not None else made.span, made)
    return Mapping(entries, node.span if isinstance(node, Mapping) else span)


def _steps(part: object) -> dict[str | int, object]:
    """Return a part of a tree of steps that is no node."""
    assert isinstance(part, dict), "what is no node is a tree"
    return part


def _span_of(part: object) -> Span:
    """Return the place of the first node in a tree of steps."""
    while isinstance(part, dict):
        part = next(iter(part.values()))
    assert isinstance(part, Scalar), "a tree ends in nodes"
    return part.span

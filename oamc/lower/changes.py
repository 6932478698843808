"""Changes applied: what traits and scopes return is merged into the objects of an instance.

Everything that an optional trait does is held to its `enabled` here, so that no trait can forget it. What sets a field is
applied before what takes one away, so that the order in which an application lists its traits decides nothing. A patch whose
object is not there is a fault of the capability.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Not, all_of, any_of
from oamc.kubernetes.merge_keys import merge_keys
from oamc.objects.claims import claims, claims_of_operations
from oamc.objects.field_order import ordered
from oamc.objects.patch import Rules, patched
from oamc.objects.tree import KubeObject
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oamc.capabilities.contracts import Change, Patch, Subject
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait
    from oamc.objects.claims import Claim
    from oamc.objects.object_set import Requirement
    from oamc.spans import Span

NEEDED_FIRST = ("ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim")
"""Kinds that a workload looks for when it starts: they come before it."""


class Made(Record):
    """A change with who made it: a `rule` for origins, the place that called for it, and the condition that it is in force.

    `rule` is also what messages call it, such as `trait ingress`. `trait` is the use of a trait, None where a scope made the
    change.
    """

    change: Change
    rule: str
    span: Span
    guard: Condition | None = None
    trait: BoundTrait | None = None

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Return the conditions on values, which need not hold while the change is not in force."""
        if self.guard is None:
            return self.change.requirements
        off = Not(condition=self.guard)
        return tuple(
            replace(requirement, condition=any_of((off, requirement.condition))) for requirement in self.change.requirements
        )

    @property
    def objects(self) -> tuple[KubeObject, ...]:
        """Return the objects of the change, each there only while the change is in force."""
        return tuple(replace(item, rule=self.rule, condition=self._held(item.condition)) for item in self.change.objects)

    @property
    def shared(self) -> tuple[KubeObject, ...]:
        """Return the objects that other changes may ask for, too, as this one has them."""
        return tuple(replace(item, rule=self.rule, condition=self._held(item.condition)) for item in self.change.shared)

    def _held(self, condition: Condition | None) -> Condition | None:
        """Return the condition of an object together with the guard."""
        conditions = tuple(part for part in (self.guard, condition) if part is not None)
        return all_of(conditions) if conditions else None

    def claims(self, main: KubeObject, others: Iterable[KubeObject]) -> tuple[Claim, ...]:
        """Return what the change does to the main object of the instance and to others of it."""
        found: list[Claim] = []
        by_name = {(item.kind, item.name): item for item in others}
        for patch in self.change.patches:
            target = None if patch.target == (main.kind, main.name) else patch.target
            item = main if target is None else by_name.get(target)
            keys = merge_keys(item.api_version, item.kind) if item is not None else lambda _: ()
            found += (replace(claim, target=target) for claim in claims(patch.tree, keys))
            found += (replace(claim, target=target) for claim in claims_of_operations(patch.operations))
        return tuple(found)


def shared_objects(changes: Sequence[Made]) -> tuple[KubeObject, ...]:
    """Return each object once that several changes ask for: it is there while one of them is in force."""
    found: dict[tuple[str, str], KubeObject] = {}
    for item in (item for made in changes for item in made.shared):
        key = (item.kind, item.name)
        first = found.get(key)
        if first is None:
            found[key] = item
        elif first.condition is not None:
            both = None if item.condition is None else any_of((first.condition, item.condition))
            found[key] = replace(first, condition=both)
    return tuple(found.values())


def apply_changes(objects: tuple[KubeObject, ...], main: KubeObject, changes: Sequence[Made]) -> tuple[KubeObject, ...]:
    """Return the objects of an instance with all patches in them. `main` is one of them.

    Of two objects of one kind and name the first is changed; that there are two is an error, which is told later.
    """
    changed = list(objects)
    places: dict[tuple[str, str], int] = {}
    for index, item in enumerate(changed):
        places.setdefault((item.kind, item.name), index)
    touched: set[int] = set()
    steps = [(made, patch) for made in changes for patch in made.change.patches]
    for made, patch in sorted(steps, key=lambda step: _removes(step[1])):
        target = patch.target or (main.kind, main.name)
        if patch.of_another and target not in places:
            continue
        assert target in places, f"{made.rule} changes {' '.join(target)}, which is not there"
        index = places[target]
        changed[index] = _patched(changed[index], patch, made)
        touched.add(index)
    return tuple(ordered(item) if index in touched else item for index, item in enumerate(changed))


def _removes(patch: Patch) -> bool:
    """Tell whether a patch takes something away."""
    return any(claim.removes for claim in claims(patch.tree, lambda _: ()))


def _patched(item: KubeObject, patch: Patch, made: Made) -> KubeObject:
    """Return an object with one patch in it."""
    rules = Rules(span=made.span, rule=made.rule, keys_of=merge_keys(item.api_version, item.kind), guard=made.guard)
    body = patched(item.body, patch.tree, rules)
    assert isinstance(body, dict), f"{made.rule} leaves nothing of {item.kind} {item.name}"
    return replace(item, body=body)


def in_apply_order(objects: Iterable[KubeObject], main: KubeObject) -> tuple[KubeObject, ...]:
    """Return objects, of which `main` is one, in the order in which they are applied: what it needs, itself, the rest.

    The order is that of docs/spec/oam-v1alpha1.md, 6.
    """
    others = [item for item in objects if item is not main]
    needed = [item for item in others if item.kind in NEEDED_FIRST]
    return (*needed, main, *(item for item in others if item.kind not in NEEDED_FIRST))


def without_repetitions(changes: Sequence[Made], instance: str, reports: Reports) -> tuple[Made, ...]:
    """Leave out, of changes by traits, a use that makes an object which another use of its trait makes, too, and report it."""
    first: dict[tuple[str, str, str], Made] = {}
    kept: list[Made] = []
    for made in changes:
        assert made.trait is not None
        keys = [(made.rule, item.kind, item.name) for item in made.change.objects]
        earlier = next((first[key] for key in keys if key in first), None)
        if earlier is None:
            first.update((key, made) for key in keys)
            kept.append(made)
            continue
        trait: Trait = made.trait.trait  # type: ignore[assignment]  # what the catalog of traits has
        reports.add(
            codes.TRAIT_TWICE,
            at=made.trait.name_span,
            related=[Related(span=earlier.change.objects[0].span, message="the first one is here")],
            hint=f"two uses must differ in {trait.distinct}" if trait.distinct else "keep one of them",
            trait=trait.name,
            instance=instance,
        )
    return tuple(kept)


def change_of(use: BoundTrait, subject: Subject) -> Made:
    """Return what one use of a trait does."""
    trait = use.trait
    assert isinstance(trait, Trait)
    change = trait.change(use, subject)
    return Made(change=change, rule=f"trait {trait.name}", span=use.name_span, guard=use.enabled, trait=use)

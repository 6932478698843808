"""Changes applied: what traits and scopes return is merged into the objects of an instance.

Everything that an optional trait does is held to its `enabled` here, so that no trait can forget it. What sets a field is
applied before what takes one away, so that the order in which an application lists its traits decides nothing. A patch whose
object is not there is a fault of the capability.
"""

from __future__ import annotations

from oamc.diagnostics.codes.capabilities import TRAIT_TWICE
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Not, all_of, any_of
from oamc.kubernetes.merge_keys import merge_keys
from oamc.objects.claims import claims
from oamc.objects.field_order import ordered
from oamc.objects.patch import Rules, patched
from oamc.objects.tree import KubeObject
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oamc.capabilities.contracts import Change, Patch, Trait
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

    `trait` is the use of a trait, None where a scope or a policy made it.
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

    def _held(self, condition: Condition | None) -> Condition | None:
        """Return the condition of an object together with the guard."""
        conditions = tuple(part for part in (self.guard, condition) if part is not None)
        return all_of(conditions) if conditions else None

    def claims(self, main: KubeObject) -> tuple[Claim, ...]:
        """Return what the change does to the main object."""
        keys = merge_keys(main.api_version, main.kind)
        return tuple(claim for patch in self.change.patches if patch.target is None for claim in claims(patch.tree, keys))


def apply_changes(objects: tuple[KubeObject, ...], main: KubeObject, changes: Sequence[Made]) -> tuple[KubeObject, ...]:
    """Return the objects of an instance with all patches in them. `main` is one of them."""
    found = {(item.kind, item.name): item for item in objects}
    touched: set[tuple[str, str]] = set()
    steps = [(made, patch) for made in changes for patch in made.change.patches]
    for made, patch in sorted(steps, key=lambda step: _removes(step[1])):
        target = patch.target or (main.kind, main.name)
        assert target in found, f"{made.rule} changes {' '.join(target)}, which is not there"
        found[target] = _patched(found[target], patch, made)
        touched.add(target)
    return tuple(ordered(found[key]) if key in touched else found[key] for key in found)


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
    """Return objects in the order in which they are applied: what a workload needs, the workload, the rest.

    The order is that of docs/spec/oam-v1alpha1.md, 6.
    """
    listed = list(objects)
    needed = [item for item in listed if item.kind in NEEDED_FIRST]
    rest = [item for item in listed if item.kind not in NEEDED_FIRST and item is not main]
    return (*needed, main, *rest) if main in listed else (*needed, *rest)


def without_repetitions(changes: Sequence[Made], instance: str, reports: Reports) -> tuple[Made, ...]:
    """Leave out a use of a trait that makes an object which another use of it makes, too, and report it."""
    first: dict[tuple[str, str, str], Made] = {}
    kept: list[Made] = []
    for made in changes:
        if made.trait is None:
            kept.append(made)
            continue
        keys = [(made.rule, item.kind, item.name) for item in made.change.objects]
        earlier = next((first[key] for key in keys if key in first), None)
        if earlier is None:
            first.update((key, made) for key in keys)
            kept.append(made)
            continue
        trait: Trait = made.trait.trait  # type: ignore[assignment]  # what the catalog of traits has
        reports.add(
            TRAIT_TWICE,
            at=made.trait.name_span,
            related=[Related(span=earlier.change.objects[0].span, message="the first one is here")],
            hint=f"two uses must differ in {trait.distinct}" if trait.distinct else "keep one of them",
            trait=trait.name,
            instance=instance,
        )
    return tuple(kept)

"""The Gateways that an HTTPRoute belongs to, as a trait lists them (docs/spec/traffic.md, 1)."""

from __future__ import annotations

from itertools import combinations

from oamc.capabilities.located import located
from oamc.capabilities.route_properties import numbers_of
from oamc.capabilities.trait_findings import refuse
from oamc.expressions.holes import Fits, Hole, all_of
from oamc.expressions.types import TextType
from oamc.kubernetes.custom.gateway_api import MOST_PARENTS, parent_problems
from oamc.objects.object_set import Requirement
from oamc.objects.tree import entries
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

FIELDS = ("name", "namespace", "sectionName", "port")
IDENTITY = ("sectionName", "name", "namespace")
"""What tells one listener from another one: first what an installer changes least."""


def gateways(use: BoundTrait, group: str) -> list[Tree]:
    """Return the Gateways of a list of properties, as an HTTPRoute names them."""
    numbers = numbers_of(use, group)
    return [entries((field, located(use, f"{group}.{number}.{field}")) for field in FIELDS) for number in numbers]


def told_apart(use: BoundTrait, group: str) -> Iterator[Requirement]:
    """Yield that Gateways stay different: a value in which two of them differ stays as it is, as no condition compares two.

    One without a sectionName is all listeners of its Gateway; one without a namespace is in that of the route.
    """
    pinned: dict[str, None] = {}
    for first, second in combinations(numbers_of(use, group), 2):
        for field in IDENTITY:
            names = [f"{group}.{number}.{field}" for number in (first, second)]
            known = [use.known(name) for name in names]
            if known[0] != known[1] and (None not in known or field == "namespace"):
                pinned |= dict.fromkeys(names)
                break
    for name in pinned:
        value, given = use.get(name), use.has_value(name)
        if isinstance(value, Hole):
            same = Fits(value=value, type=TextType(choices=(str(use.known(name)),)))
            message = f"{spell_path(value.path)} must stay as it is: two Gateways are told apart by it"
            condition = same if given is None else all_of((given, same))
            yield Requirement(condition=condition, message=message, span=use.span_of(name))


def check_gateways(use: BoundTrait, subject: Subject, group: str) -> None:
    """Report too many Gateways, and one that is listed twice."""
    numbers = numbers_of(use, group)
    if len(numbers) > MOST_PARENTS:
        place = use.span_of(f"{group}.{MOST_PARENTS}.name")
        refuse(use, subject, f"an HTTPRoute has at most {MOST_PARENTS} Gateways", at=place, hint=f"remove some of {group}")
        return
    known = [{field: use.known(f"{group}.{number}.{field}") for field in FIELDS} for number in numbers]
    parents = [{field: value for field, value in parent.items() if value is not None} for parent in known]
    for (index, *_), _ in parent_problems(parents):
        hint = "give each a sectionName of its own, which names a listener, or remove one"
        place = use.span_of(f"{group}.{index}.name")
        refuse(use, subject, f"two {group} are one listener, or one of them is all listeners", at=place, hint=hint)

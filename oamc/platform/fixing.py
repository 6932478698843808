"""Fields of objects that a rule fixes: they are written where they are not there.

    written({"spec": {}}, ("spec", "hostNetwork"), False)    {"spec": {"hostNetwork": False}}

What is there stays, for it was checked (`fields.py`). Lists get no items: a field below `containers[]` is written into each
container that is there.
"""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.objects.field_order import ordered
from oamc.objects.tree import At, branches
from oamc.platform.fields import ITEM, steps_of
from oamc.platform.rules import OBJECT
from oamc.platform.wording import matches
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.objects.tree import KubeObject, Tree
    from oamc.platform.fields import Steps
    from oamc.platform.rules import Platform

RULE = "platform"


def with_fixed_fields(item: KubeObject, platform: Platform) -> KubeObject:
    """Return an object with the fields that rules fix."""
    kind = f"{item.api_version}.{item.kind}"
    body: Tree = item.body
    rules = [rule for rule in platform.fixed_of(OBJECT) if matches(rule.subject, kind)]
    for rule in rules:
        value = At(rule.fixed, rule.span, RULE)  # type: ignore[arg-type]  # a known value
        body = written(body, steps_of(rule.path), value)
    if not rules:
        return item
    assert isinstance(body, dict)
    return ordered(replace(item, body=body))


def written(tree: Tree, steps: Steps, value: At) -> Tree:
    """Return a tree in which a value stands at the end of some steps, unless something stands there."""
    match tree:
        case At():
            return At(written(tree.tree, steps, value), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            return When(condition=tree.condition, then=written(then, steps, value), otherwise=_else(otherwise, steps, value))
        case dict() if steps and steps[0] != ITEM:
            name, *rest = steps
            found = _else(tree.get(name), tuple(rest), value)
            return tree if found is None else {**tree, name: found}
        case list() | tuple() if steps[:1] == (ITEM,):
            return [written(item, steps[1:], value) for item in tree]
        case _:
            return tree


def _else(tree: Tree, steps: Steps, value: At) -> Tree:
    """Return a part with the value in it; where it is not there, what holds the value and nothing else."""
    if tree is not None:
        return written(tree, steps, value)
    if ITEM in steps:
        return None
    made: Tree = value
    for name in reversed(steps):
        made = At({name: made}, value.span, RULE)
    return made

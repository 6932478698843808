"""What an intent of a developer demands of the objects of an instance, whoever has made them (docs/spec/intents.md, 2).

In: trees with holes. Out: the same with what is demanded where nothing was (`with_demand`), and all that stands at the place of
a demand, each with the conditions under which it does (`found_by`). `checks/intents.py` judges it.
"""

from __future__ import annotations

from oamc.expressions.holes import Not, When
from oamc.kubernetes import pod_templates
from oamc.objects.tree import At, bare, branches
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import Condition
    from oamc.expressions.types import ValueType
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

EACH = "[]"
"""A step of a path: each item of a list."""
TEMPLATE, POD = "template of pods", "pod"
"""First steps of a path: the template of the pods of an object, and the spec in it, wherever its kind has them."""


class Demand(Record):
    """What an intent asks of one field of objects of some `kinds`, or of such an object as a whole, whose `path` is empty.

    What is there must be of the `type`, which is a part of each one that is `wider`; where it is None nothing may be there.
    `includes` is what a list must have among its items. At `same` two paths below the field are the same amount wherever both
    are there. Where nothing is there, `value` is written, and else something `is_required` or not. `rule` says all this in
    words. One that is broken may be a warning.
    """

    kinds: frozenset[str]
    path: tuple[str, ...]
    rule: str
    type: ValueType | None = None
    wider: tuple[ValueType, ...] = ()
    includes: str = ""
    same: tuple[tuple[str, ...], ...] = ()
    value: Tree = None
    is_required: bool = False
    is_warning: bool = False
    hint: str = ""

    @property
    def forbids(self) -> bool:
        """Tell whether nothing may be there."""
        return self.type is None and not self.includes and not self.same and not self.is_required


INTENT, LEVEL = "intent", "level"
"""What promises: an intent of the developer, and a level of security of the operator."""


class Promise(Record):
    """The demands of one intent of an instance, or of its level of security: `kind` and `name` say of which.

    `span` is the place where somebody says it.
    """

    kind: str
    name: str
    instance: str
    span: Span
    demands: tuple[Demand, ...]

    @property
    def in_words(self) -> str:
        """Return what messages call it."""
        return f'{self.kind} "{self.name}"'


class Found(Record):
    """What stands at the place of a demand, None for nothing, while all `conditions` hold.

    `path` leads there, for people; `span` and `rule` are its origin, or that of what it would stand in.
    """

    tree: Tree
    conditions: tuple[Condition, ...]
    path: str
    span: Span
    rule: str


def steps_of(demand: Demand, kind: str) -> tuple[str, ...]:
    """Return the path of a demand in an object of a kind."""
    first, *others = demand.path or ("",)
    if first not in {TEMPLATE, POD}:
        return demand.path
    pods = pod_templates.spec_of_pods(kind)
    return (*(pods if first == POD else pods[:-1]), *others)


def with_demand(item: KubeObject, demand: Demand, span: Span, rule: str) -> KubeObject:
    """Return an object with the value of a demand, from a place and by a rule, where nothing is."""
    body = _filled(item.body, steps_of(demand, item.kind), At(demand.value, span, rule))
    assert isinstance(body, dict)
    return replace(item, body=body)


def _filled(tree: Tree, steps: tuple[str, ...], value: At) -> Tree:
    """Return a part with a value at the end of the steps, where nothing is. A part that is not there becomes one that is.

    The items of a list stay as they are there or not.
    """
    if isinstance(tree, When):
        then, otherwise = branches(tree)
        return When(condition=tree.condition, then=_filled(then, steps, value), otherwise=_filled(otherwise, steps, value))
    if not steps:
        return value if tree is None else tree
    step, below = steps[0], steps[1:]
    match tree:
        case None if step == EACH:
            return None
        case None:
            return At({step: _filled(None, below, At(value.tree, None))}, value.span, value.rule)
        case At():
            return At(_filled(tree.tree, steps, value), tree.span, tree.rule, tree.replaced)
        case dict() if step != EACH:
            part = _filled(tree.get(step), below, value)
            return tree if part is None else {**tree, step: part}
        case list() | tuple() if step == EACH:
            return [_filled_item(item, below, value) for item in tree]
        case _:
            return tree


def _filled_item(item: Tree, steps: tuple[str, ...], value: At) -> Tree:
    """Return an item of a list with a value in it, while it is there."""
    if not isinstance(item, When):
        return _filled(item, steps, value)
    then, otherwise = branches(item)
    filled = None if otherwise is None else _filled_item(otherwise, steps, value)
    return When(condition=item.condition, then=_filled_item(then, steps, value), otherwise=filled)


def found_by(demand: Demand, item: KubeObject) -> Iterator[Found]:
    """Yield what stands in an object at the place of a demand, and nothing for lists without items."""
    conditions = () if item.condition is None else (item.condition,)
    whole = Found(tree=item.body, conditions=conditions, path="", span=item.span, rule=item.rule)
    yield from below(whole, steps_of(demand, item.kind))


def below(found: Found, steps: tuple[str, ...]) -> Iterator[Found]:
    """Yield what stands at the end of the steps below a part."""
    tree = found.tree
    if isinstance(tree, At):
        origin = replace(found, tree=tree.tree, span=tree.span or found.span, rule=tree.rule or found.rule)
        yield from below(origin, steps)
    elif isinstance(tree, When):
        then, otherwise = branches(tree)
        yield from below(replace(found, tree=then, conditions=(*found.conditions, tree.condition)), steps)
        off = (*found.conditions, Not(condition=tree.condition))
        yield from below(replace(found, tree=otherwise, conditions=off), steps)
    elif not steps:
        yield found
    elif steps[0] == EACH:
        for index, part in enumerate(tree if isinstance(tree, (list, tuple)) else ()):
            yield from _below_item(replace(found, tree=part, path=f"{found.path}[{name_of(part) or index}]"), steps[1:])
    else:
        part = tree.get(steps[0]) if isinstance(tree, dict) else None
        path = f"{found.path}.{steps[0]}" if found.path else steps[0]
        yield from below(replace(found, tree=part, path=path), steps[1:])


def _below_item(found: Found, steps: tuple[str, ...]) -> Iterator[Found]:
    """Yield what stands at the end of the steps below an item of a list, in the cases in which the item is there."""
    tree = found.tree
    if not isinstance(tree, When):
        yield from below(found, steps) if tree is not None else ()
        return
    then, otherwise = branches(tree)
    yield from _below_item(replace(found, tree=then, conditions=(*found.conditions, tree.condition)), steps)
    off = (*found.conditions, Not(condition=tree.condition))
    yield from _below_item(replace(found, tree=otherwise, conditions=off), steps)


def name_of(item: Tree) -> str:
    """Return the name of an item of a list, the empty text where it has none."""
    known = bare(item)
    while isinstance(known, When):
        known = bare(branches(known)[0])
    name = bare(known.get("name")) if isinstance(known, dict) else None
    return name if isinstance(name, str) else ""

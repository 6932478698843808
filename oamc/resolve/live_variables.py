"""Variables as values of the output (docs/spec/oam-v1alpha1.md, 4.2.1 to 4.2.4).

In: the parameters of an application, of which some are built from variables, when all their types are known. Out: a parameter
for each variable that something follows, those parameters with holes of the right types, and the requirements between values.

The type of a variable comes from all its uses: what they read today says whether it is a number, a boolean, a text or another
value; a whole reference brings the type of its place, a reference within a text the characters that leave the text what it must
be (`variable_types`). What that does not prove for every value of the variables is a requirement. A variable with one use that
cannot follow it is fixed: no override may take hold in one place and not in another.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing
from oamc.expressions.holes import AnyOf, Digest, Fits, Hole, IsGiven, Text, TextOf, all_of, holes_in, joined
from oamc.expressions.numbers import spell_json
from oamc.expressions.problems import problem
from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import ListType, MapType, StructType, TextMapType, TextType, UnionType
from oamc.objects.object_set import Requirement
from oamc.records import Record, replace
from oamc.resolve.variable_marks import text_as_written
from oamc.resolve.variable_types import is_implied, needs_no_nul, part_type, shared_type
from oamc.values.parameters import APPLICATION, Assignment, Parameter
from oamc.values.shape import VARIABLES, spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import Condition, Known, Path, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.resolve.variables import Variables
    from oamc.spans import Span

MOST_NAMED = 5
"""The description of a variable names so many of the values that follow it."""


class Use(Record):
    """A place at which a value is built: the tree and today's value there, and its type; None where any value may stand."""

    parameter: Parameter
    tree: Hole | TextOf | Text
    value: Known
    type: ValueType | None


class Live(Record):
    """The parameters of the variables, those of the instances and scopes, and what the values must fulfil.

    `fixed` are parameters of the variables that the output cannot change.
    """

    variables: tuple[Parameter, ...]
    parameters: dict[Path, Parameter]
    requirements: tuple[Requirement, ...]
    fixed: tuple[Parameter, ...]


def live_variables(parameters: tuple[Parameter, ...], variables: Variables) -> Live:
    """Decide which variables are live, and give everything that follows them its final form."""
    built = [parameter for parameter in parameters if any(hole.path[0] == VARIABLES for hole in holes_in(parameter.built))]
    for one in built:
        if isinstance(one.type, ListType) and one.type.unique:
            for hole in holes_in(one.built):  # that no two items are alike could be asked of none of them
                variables.fixed.setdefault(hole.path[-1], _place(one))
    uses = [use for parameter in built for use in uses_of(parameter)]
    of_variable: dict[str, list[Use]] = {}
    for use in uses:
        for name in {hole.path[-1] for hole in holes_in(use.tree)}:
            of_variable.setdefault(name, []).append(use)
    found: dict[str, Parameter] = {}
    fixed: list[Parameter] = []
    for variable in variables.declared():
        name = variable.name.value
        own = of_variable.get(name, [])
        parameter = None if name in variables.fixed else _parameter(name, own, variables, variable.name.span)
        if parameter is not None:
            found[name] = parameter
        elif own or name in variables.fixed:
            at = variables.fixed.get(name) or _place(own[0].parameter)
            fixed.append(_fixed(name, variables, variable.name.span, at))
    final = {parameter.path: _final(parameter, found, variables) for parameter in built}
    return Live(
        variables=tuple(found.values()),
        parameters=final,
        requirements=tuple(needed for parameter in final.values() for needed in requirements_of(parameter)),
        fixed=tuple(fixed),
    )


def uses_of(parameter: Parameter) -> Iterator[Use]:
    """Yield the places of a parameter that are built from variables."""
    yield from _uses(parameter, parameter.built, parameter.value, parameter.type)  # type: ignore[arg-type]  # it has a value


def _uses(parameter: Parameter, tree: ValueTree, value: Known, place: ValueType | None) -> Iterator[Use]:
    """Yield the places below a part of a value."""
    match tree:
        case Hole() | TextOf() | Text():
            yield Use(parameter=parameter, tree=tree, value=value, type=place)
        case dict():
            assert isinstance(value, dict)
            for key, item in tree.items():
                yield from _uses(parameter, item, value[key], _below(place, key, value))
        case list() | tuple():
            assert isinstance(value, (list, tuple))
            for item, today in zip(tree, value, strict=True):
                yield from _uses(parameter, item, today, _below(place, "", value))
        case _:
            return


def _below(place: ValueType | None, key: str, value: Known) -> ValueType | None:
    """Return the type of a part of a value, None where any value may stand."""
    match place:
        case ListType(item=item) | MapType(item=item):
            return item
        case StructType():
            return next((field.type for field in place.fields if field.name == key), None)
        case TextMapType():
            return dict(place.fields).get(key, place.item)
        case UnionType():
            return _below(next((option for option in place.options if not problem(option, value)), None), key, value)
        case _:
            return None


def _parameter(name: str, uses: list[Use], variables: Variables, declared: Span) -> Parameter | None:
    """Return the parameter of a variable; None where nothing follows it, or not everything can."""
    node = variables.value_of(name)
    assert node is not None
    if not uses:
        return None
    written = text_as_written(node)
    wholes = [use for use in uses if isinstance(use.tree, Hole)]
    values = [use.value for use in wholes]
    others = [value for value in values if not isinstance(value, str)]
    value: Known = others[0] if others else next(iter(values), written)
    is_text = isinstance(value, str)
    texts = [text for text in values if isinstance(text, str)]
    texts += [written] * (len(wholes) < len(uses))
    as_value = value if isinstance(value, str) else spell_json(value)
    if any(text != as_value for text in texts) or any(not _same(other, value) for other in others):
        return None
    places = [use.type for use in wholes if isinstance(use.value, str) == is_text]
    if is_text:
        places += [part_type(use.type, use.tree, name, variables) for use in uses if not isinstance(use.tree, Hole)]
    value_type = shared_type(places, value, no_nul=any(needs_no_nul(use.type) for use in uses))
    if value_type is None:
        return None
    return Parameter(
        path=(VARIABLES, name),
        type=value_type,
        description=_description(uses),
        history=(Assignment(source=APPLICATION, value=value, span=node.span),),
        declared=declared,
    )


def _same(one: Known, other: Known) -> bool:
    """Tell whether two values are one: true is no 1, 2.0 is 2."""
    return spell_json(one) == spell_json(other)


def _description(uses: list[Use]) -> str:
    """Say what follows a variable."""
    names = list(dict.fromkeys(spell_path(use.parameter.path) for use in uses))
    rest = len(names) - MOST_NAMED
    named = [*names[:MOST_NAMED], f"{rest} more"] if rest > 0 else names
    return f"A variable of the application, which {listing(named)} {'follow' if len(names) > 1 else 'follows'} where not set."


def _fixed(name: str, variables: Variables, declared: Span, at: Span) -> Parameter:
    """Return a variable as a parameter that is told as fixed, with the place `at` that fixes it."""
    node = variables.value_of(name)
    assert node is not None
    return Parameter(
        path=(VARIABLES, name),
        type=TextType(),
        description="",
        history=(Assignment(source=APPLICATION, value=text_as_written(node), span=node.span, via=at),),
        declared=declared,
        fixed=True,
    )


def _final(parameter: Parameter, live: dict[str, Parameter], variables: Variables) -> Parameter:
    """Return a parameter with holes of the types of the variables, and what is fixed in the place of the others."""
    tree = _typed(parameter.built, parameter.value, live, variables)  # type: ignore[arg-type]  # it has a value
    return replace(parameter, built=tree if any(True for _ in holes_in(tree)) else None)


def _typed(tree: ValueTree, value: Known, live: dict[str, Parameter], variables: Variables) -> ValueTree:
    """Return a part of what is built in its final form."""
    match tree:
        case Hole():
            variable = live.get(tree.path[-1])
            if variable is None:
                return value
            hole = replace(tree, type=variable.type)
            return TextOf(hole=hole) if isinstance(value, str) and not _is_text(variable) else hole
        case Text():
            return joined(_part(part, live, variables) for part in tree.parts)
        case dict():
            assert isinstance(value, dict)
            return {key: _typed(item, value[key], live, variables) for key, item in tree.items()}
        case list() | tuple():
            assert isinstance(value, (list, tuple))
            return [_typed(item, today, live, variables) for item, today in zip(tree, value, strict=True)]
        case _:
            return tree


def _part(part: str | Hole | TextOf | Digest, live: dict[str, Parameter], variables: Variables) -> str | Hole | TextOf | Digest:
    """Return a part of a text in its final form."""
    if not isinstance(part, Hole):
        return part
    variable = live.get(part.path[-1])
    if variable is None:
        node = variables.value_of(part.path[-1])
        assert node is not None
        return text_as_written(node)
    hole = replace(part, type=variable.type)
    return hole if _is_text(variable) else TextOf(hole=hole)


def _is_text(variable: Parameter) -> bool:
    """Tell whether a variable is a text."""
    return isinstance(variable.value, str)


def requirements_of(parameter: Parameter) -> Iterator[Requirement]:
    """Yield the conditions that a parameter fits its type whatever it is made of is, while it follows that."""
    asked: dict[str, dict[Condition, None]] = {}
    for use in uses_of(parameter) if parameter.built is not None else ():
        place = use.type
        if isinstance(place, UnionType):
            place = next((option for option in place.options if not problem(option, use.value)), None)
        if not isinstance(place, TextType) or is_implied(place, use.tree):
            continue
        words = type_in_words(place).removeprefix("text, ")
        rule = words if words.startswith("must ") else place.rule or f"must be {words}"
        names = " and ".join(dict.fromkeys(spell_path(hole.path) for hole in holes_in(use.tree)))
        message = f"{'.'.join(parameter.path)}, which follows {names}, {rule}"
        asked.setdefault(message, {})[Fits(value=use.tree, type=place)] = None
    for message, conditions in asked.items():
        condition = AnyOf(conditions=(IsGiven(path=parameter.path), all_of(tuple(conditions))))
        yield Requirement(condition=condition, message=message, span=_place(parameter))


def _place(parameter: Parameter) -> Span:
    """Return the place of the value of a parameter that is built: that of its declaration where it has no value yet."""
    last = parameter.history[-1] if parameter.history else None
    span = parameter.declared if last is None else last.via or last.span
    assert span is not None
    return span

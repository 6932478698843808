"""The schema of properties, made of the type that a template gives its `parameter`.

What the language of schemas cannot say stays open, and CUE judges it when the template is evaluated. Nothing that CUE takes is
refused, but for names that nobody declares: CUE passes over them in silence.

A value may still be chosen in the output where the syntax of the template proves that it is copied whole, and where its type
says just what CUE says. Others are fixed, each for its reason.
"""

from __future__ import annotations

from oamc.capabilities.property_schema import Free, Item, Listed, Mapped, Struct
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.pattern_trees import PatternError, read_tree
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, TextType
from oamc.model.secret_names import names_a_secret
from oamc.records import Record, replace
from oamc.values.parameters import UNSET, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oamc.capabilities.property_schema import Shape
    from oamc.engines.contract import Copy, Place, Rule, Tree, TypeField, TypeTree
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.spans import Span

    SpanOf = Callable[[Place], Span | None]

WHY = "a template in CUE is evaluated with them"
ITS_NAME = "an item of a list is called by it"
ITS_TYPE = "its type in CUE says more than a schema can"
NAME = "name"
ANY = "*"
"""What stands in the path of a copy for any item of a list, and any key."""
USAGE, MARK = "+usage=", "+"
ANY_KINDS = 8
"""A type of so many kinds takes anything."""
NUMBERS = frozenset(("int", "float"))
BOUNDS = {">=": "minimum", "<=": "maximum", ">": "above", "<": "below"}


class Why(Record):
    """Why a value is fixed, and the place in the definition that this is about, where there is one."""

    reason: str = ""
    at: Span | None = None


class _Part(Record):
    """A part of the parameter: its path, and what is known of all of them."""

    span_of: SpanOf
    copies: dict[tuple[str, ...], Copy]
    path: tuple[str, ...] = ()

    def below(self, name: str) -> _Part:
        """Return a part of this one."""
        return replace(self, path=(*self.path, name))

    def why_fixed(self, given: TypeTree, shape: Shape) -> Why:
        """Return why a single value, or a list of such, cannot be chosen in the output; an empty reason where it can."""
        is_list = isinstance(shape, ListType)
        found = self.copies.get((*self.path, ANY) if is_list else self.path)
        if found is None:
            return Why(reason=WHY)
        if not found.reason and not (_is_exact(given.element or given) if is_list else _is_exact(given)):
            return Why(reason=ITS_TYPE)
        return Why(reason=found.reason, at=None if found.place is None else self.span_of(found.place))


def schema_of(parameter: TypeTree | None, span_of: SpanOf, copies: Iterable[Copy] = ()) -> Struct | Mapped:
    """Return the schema of the properties of a definition. A template without `parameter` has none.

    `copies` says what the template does with single values.
    """
    if parameter is None:
        return Struct(items=())
    part = _Part(span_of=span_of, copies={copy.path: copy for copy in copies})
    shape = _struct(parameter, part) if parameter.kinds == ("struct",) else _shape(parameter, part)
    if isinstance(shape, (Struct, Mapped)):
        return shape
    return Mapped(item=Free(), description="A property of the definition.")


def _shape(given: TypeTree, part: _Part) -> Shape:
    """Return the shape of a value of a type."""
    kinds = frozenset(given.kinds)
    if given.cut or "null" in kinds or "bytes" in kinds or not kinds:
        return Free()
    if kinds == {"struct"} and not given.alternatives:
        if not given.fields and given.open and given.others is None:
            return Mapped(item=Free(), description=_described(given.comments))  # keys of a pattern that no type tells
        return _struct(given, part)
    if kinds == {"list"} and not given.alternatives:
        return _list(given, part)
    return _scalar(given, kinds) or Free()


def _struct(given: TypeTree, part: _Part) -> Shape:
    """Return the shape of a mapping."""
    further: Shape | None = None
    if given.alternatives:
        return Free()
    if given.others is not None:
        further = _shape(given.others, part.below(ANY))
    elif given.conditional:
        further = Free()
    if not given.fields and further is not None:
        why = Why() if given.others is None else _why_fixed(given.others, further, part.below(ANY))
        return Mapped(item=further, description=_described(given.comments), why=why.reason, fixed_by=why.at)
    return Struct(
        items=tuple(_item(field, part.below(field.name)) for field in given.fields),
        others=further,
        declared=_declared(given, part.span_of),
    )


def _list(given: TypeTree, part: _Part) -> Shape:
    """Return the shape of a list. One whose items are of several types is left to CUE."""
    if given.items or given.element is None:
        return Free()
    item = _shape(given.element, part.below(ANY))
    if isinstance(item, Struct):
        named = (replace(one, live=False, why=ITS_NAME) if one.name == NAME else one for one in item.items)
        item = replace(item, items=tuple(named))
    if isinstance(item, (Struct, Mapped, Listed, Free)):
        return Listed(item=item, keys=(NAME,))
    return ListType(item=item)  # type: ignore[arg-type]  # what is left are types of single values


def _scalar(given: TypeTree, kinds: frozenset[str]) -> ValueType | None:
    """Return the type of a single value, None where there is none that says the same."""
    if given.alternatives:
        return None
    if given.choices:
        return _choice(given.choices, kinds)
    if kinds == {"bool"}:
        return BooleanType()
    if kinds == {"string"}:
        return _text(given)
    return _number(given, kinds) if kinds <= NUMBERS else None


def _choice(choices: Iterable[Tree], kinds: frozenset[str]) -> ValueType | None:
    """Return the type of one of a few values."""
    values = tuple(_known(choice) for choice in choices)
    if any(isinstance(value, Unset) for value in values):
        return None
    if kinds == {"string"}:
        return TextType(choices=values)  # type: ignore[arg-type]  # all are texts
    return ChoiceType(choices=values)  # type: ignore[arg-type]  # all are scalars


def _text(given: TypeTree) -> TextType:
    """Return the type of a text. A pattern that Go and Python read differently is left to CUE."""
    patterns = tuple(pattern for rule in given.rules if (pattern := _pattern(rule)) is not None)
    return TextType(contains=patterns, minimum_length=int(any(map(_is_not_empty, given.rules))))


def _number(given: TypeTree, kinds: frozenset[str]) -> NumberType:
    """Return the type of a number. Whole numbers are those that a chart can hold."""
    bounds: dict[str, int | float] = {}
    for rule in given.rules:
        value = _known(rule.operand)
        if rule.operator in BOUNDS and isinstance(value, (int, float)) and abs(value) <= LARGEST_INTEGER:
            name = BOUNDS[rule.operator]
            pick = max if name in {"minimum", "above"} else min
            bounds[name] = pick(bounds[name], value) if name in bounds else value
    return NumberType(whole="float" not in kinds, **bounds)  # type: ignore[arg-type]  # the names are those of its bounds


def _why_fixed(given: TypeTree, shape: Shape, part: _Part) -> Why:
    """Return why all of a part is fixed; an empty reason where it is not, or where its own parts say so."""
    match shape:
        case Mapped():
            return Why(reason=shape.why, at=shape.fixed_by)
        case Struct() | Listed() | Free():
            return Why()
        case _:
            return part.why_fixed(given, shape)


def _is_exact(given: TypeTree) -> bool:
    """Tell whether the type of a single value says just what CUE says."""
    kinds = frozenset(given.kinds)
    if given.choices or kinds == {"bool"}:
        return not given.rules
    if kinds == {"string"}:
        return all(_is_text_rule(rule) for rule in given.rules)
    # A number that is whole is none of the kind `float` alone.
    return kinds in ({"int"}, NUMBERS) and all(
        rule.operator in BOUNDS and isinstance(_known(rule.operand), (int, float)) for rule in given.rules
    )


def _is_text_rule(rule: Rule) -> bool:
    """Tell whether a rule for a text has a place in its type."""
    return _pattern(rule) is not None or _is_not_empty(rule)


def _pattern(rule: Rule) -> str | None:
    """Return the pattern of a rule as Go and Python read it alike, None where it has none, or one that they do not."""
    if rule.operator != "=~" or rule.operand.kind != "string":
        return None
    try:
        return read_tree(rule.operand.text)[1]
    except PatternError:
        return None


def _is_not_empty(rule: Rule) -> bool:
    """Tell whether a rule asks for a text that is not empty."""
    return rule.operator == "!=" and rule.operand.kind == "string" and not rule.operand.text


def _item(field: TypeField, part: _Part) -> Item:
    """Return one property."""
    given = field.type
    shape = _shape(given, part)
    why = _why_fixed(given, shape, part)
    is_live = isinstance(shape, (Struct, Listed)) or not (why.reason or isinstance(shape, Free))
    default: Known | Unset = UNSET
    if field.presence == "regular" and not isinstance(shape, Free):
        if isinstance(shape, Struct):
            default = {}
        elif given.default is not None and not isinstance(shape, (Listed, Mapped)):
            default = _known(given.default)
    return Item(
        name=field.name,
        shape=shape,
        description=_described(given.comments),
        required=field.presence == "required" or (field.presence == "regular" and _must_be_given(given)),
        default=default,
        live=is_live,
        secret=names_a_secret(field.name),
        declared=_declared(given, part.span_of),
        why="" if is_live else why.reason or WHY,
        fixed_by=None if is_live else why.at,
    )


def _must_be_given(given: TypeTree) -> bool:
    """Tell whether a field of a type that nobody gives stays undecided. What may be anything is for CUE to judge."""
    if given.default is not None or len(given.choices) == 1 or len(given.kinds) == ANY_KINDS:
        return False
    if given.alternatives or set(given.kinds) - {"struct", "list"}:
        return True
    return bool(given.items)


def _known(tree: Tree) -> Known | Unset:
    """Return a decided scalar, or a list of such, as data; a value that a chart cannot hold is not set."""
    match tree.kind:
        case "string":
            return tree.text
        case "bool":
            return tree.text == "true"
        case "int" | "float":
            number = float(tree.text)
            if abs(number) > LARGEST_INTEGER:
                return UNSET
            return int(number) if number.is_integer() else number
        case "list":
            items = [_known(item) for item in tree.items]
            return UNSET if any(isinstance(item, Unset) for item in items) else items  # type: ignore[return-value]  # none is unset
        case _:
            return UNSET


def _described(comments: tuple[str, ...]) -> str:
    """Return what comments say of a property: the text behind `+usage=`, else those that are no marks."""
    usage = next((line.partition("=")[2] for line in comments if line.startswith(USAGE)), None)
    if usage is not None:
        return usage.strip()
    return " ".join(line.strip() for line in comments if not line.startswith(MARK)).strip()


def _declared(given: TypeTree, span_of: SpanOf) -> Span | None:
    """Return where a type is declared."""
    return None if given.place is None else span_of(given.place)

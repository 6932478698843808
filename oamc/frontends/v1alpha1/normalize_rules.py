"""The rules of a declaration as the type of its values (docs/spec/oam-v1alpha1.md, 3.2).

In: the rules as written (`enum`, bounds, `pattern`, lengths, `items`), beside the type. Out: a type, which says all of it to
every check and to the schema of a chart; or reports of rules that are not for the type, or that no value keeps.
"""

from __future__ import annotations

from oamc.diagnostics.codes import parameters as codes
from oamc.diagnostics.reports import listing
from oamc.expressions.intersection import intersect
from oamc.expressions.patterns import PatternError, read_pattern
from oamc.expressions.problems import problem
from oamc.expressions.types import LONGEST_MATCHED, AnyListType, BooleanType, ChoiceType, ListType, NumberType, TextType
from oamc.source.nodes import TYPE_WORDS, Scalar, Sequence, plain, type_name
from oamc.source.scalars import OLD_BOOLEANS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.types import Scalar as Choice
    from oamc.expressions.types import ValueType
    from oamc.frontends.v1alpha1.declared_rules import RulesEntry
    from oamc.source.nodes import Node
    from oamc.spans import Span

COMPARED = ("string", "integer")
"""Types of items that all readers of JSON Schema find equal or not alike."""
MOST_CHOICES = 1_000
"""Values of one `enum`: every message, comment and schema about the parameter has to carry them."""
TYPES: dict[str, ValueType] = {
    "string": TextType(),
    "boolean": BooleanType(),
    "number": NumberType(),
    "integer": NumberType(whole=True),
    "array": AnyListType(),
}
SPELLINGS = {"bool": "boolean", "double": "number", "float": "number", "int": "integer"}
"""Words for types in documents that define types."""
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
FITTING = {
    "string": ("enum", "pattern", "minLength", "maxLength"),
    "number": ("enum", *BOUNDS),
    "integer": ("enum", *BOUNDS, "multipleOf"),
    "boolean": ("enum",),
    "array": ("minItems", "maxItems", "uniqueItems", "items"),
}
"""The rules that say something about values of each type."""


def accepted(rules: RulesEntry, type_word: str, default: Node | None, what: str, reports: Reports) -> ValueType | None:
    """Return the type of the values that keep all rules of a declaration. None after a report."""
    errors = reports.errors
    word = SPELLINGS.get(type_word, type_word)
    for rule in rules.spans:
        if rule not in FITTING.get(word, ()):
            wanted = [known for known in FITTING if rule in FITTING[known]]
            hint = (
                f"it is for the {'type' if len(wanted) == 1 else 'types'} {' and '.join(wanted[:2])}" if rule != "enum" else ""
            )
            reports.add(codes.RULE_OF_ANOTHER_TYPE, at=rules.spans[rule], rule=rule, what=what, type=type_word, hint=hint)
    if reports.errors > errors:
        return None
    found = _bounded(rules, TYPES[word], what, reports)
    if found is not None and rules.enum is not None:
        found = _choice(rules.enum, word, found, what, reports)
    if found is not None and default is not None:
        _check_default(default, word, found, what, reports)
    return found if reports.errors == errors else None


def _bounded(rules: RulesEntry, base: ValueType, what: str, reports: Reports) -> ValueType | None:
    """Return the type of the values within all bounds, of the type `base`."""
    match base:
        case NumberType():
            bounds = NumberType(
                whole=base.whole,
                minimum=base.minimum if rules.minimum is None else _number(rules.minimum),
                maximum=base.maximum if rules.maximum is None else _number(rules.maximum),
                above=None if rules.above is None else _number(rules.above),
                below=None if rules.below is None else _number(rules.below),
                multiple=None if rules.multiple is None else rules.multiple.value,
            )
            names = [name for name in (*BOUNDS, "multipleOf") if name in rules.spans]
            named = listing(names if len(names) > 1 else BOUNDS[:2])
            reason = f"no {'whole ' if base.whole else ''}number is within {named}"
            at = rules.spans[names[0]] if names else None
            return _possible(intersect(bounds, base), at, what, reason, reports)
        case AnyListType():
            return _list(rules, what, reports)
        case TextType():
            return _text(rules, what, reports)
        case _:
            return base


def _list(rules: RulesEntry, what: str, reports: Reports) -> ValueType | None:
    """Return the type of the lists of a length, with items of a type."""
    least = rules.least_items.value if rules.least_items else 0
    most = rules.most_items.value if rules.most_items else None
    if most is not None and least > most:
        at = rules.spans["minItems"]
        return _possible(None, at, what, "maxItems is less than minItems", reports)
    if rules.items is None:
        if rules.unique:
            hint = f"say what the items are: items: {{type: {' or '.join(COMPARED)}}}"
            reason = "uniqueItems is for items of which two can be told apart"
            reports.add(codes.RULES_CONTRADICT, at=rules.spans["uniqueItems"], what=what, reason=reason, hint=hint)
            return None
        return AnyListType(minimum_length=least, maximum_length=most)
    word = rules.items.type.value
    of_item = f"an item of {what}"
    item = TYPES[word] if rules.items.rules is None else accepted(rules.items.rules, word, None, of_item, reports)
    if item is None:
        return None
    if rules.unique and word not in COMPARED:
        reason = "uniqueItems is for items of which two can be told apart"
        hint = f"it is for items of the types {' and '.join(COMPARED)}"
        reports.add(codes.RULES_CONTRADICT, at=rules.spans["uniqueItems"], what=what, reason=reason, hint=hint)
        return None
    return ListType(item=item, minimum_length=least, maximum_length=most, unique=rules.unique)


def _text(rules: RulesEntry, what: str, reports: Reports) -> ValueType | None:
    """Return the type of the texts that have a pattern and a length."""
    contains: tuple[str, ...] = ()
    least = rules.least_length.value if rules.least_length else 0
    most = rules.most_length.value if rules.most_length else None
    if rules.pattern is not None:
        try:
            contains = (read_pattern(rules.pattern.value).spelling,)
        except PatternError as error:
            hint = "patterns are read by Helm and by oamc: oamc explain OAM419 says what both know"
            reports.add(codes.UNUSABLE_PATTERN, at=rules.pattern.span, what=what, reason=str(error), hint=hint)
            return None
        if most is not None and most > LONGEST_MATCHED:
            at = rules.spans["maxLength"]
            reason = f"texts with a pattern have at most {LONGEST_MATCHED:,} characters"
            reports.add(codes.RULES_CONTRADICT, at=at, what=what, reason=reason, hint="give a smaller maxLength, or none")
            return None
        most = LONGEST_MATCHED if most is None else most
    text = TextType(minimum_length=least, maximum_length=most, contains=contains)
    at = next(rules.spans[rule] for rule in ("pattern", "minLength", "maxLength", "enum") if rule in rules.spans)
    reason = "no text has the pattern and a length within minLength and maxLength"
    if rules.pattern is None:
        reason = "maxLength is less than minLength"
    return _possible(intersect(text, TextType()), at, what, reason, reports)


def _possible(found: ValueType | None, at: Span | None, what: str, reason: str, reports: Reports) -> ValueType | None:
    """Return a type, after a report where it has no values."""
    if found is None:
        reports.add(codes.RULES_CONTRADICT, at=at, what=what, reason=reason, hint="correct one of the rules")
    return found


def _number(node: Scalar) -> int | float:
    """Return a number; one without a fraction as a whole one, so that it has one spelling."""
    value = node.value
    assert isinstance(value, int | float)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _choice(nodes: tuple[Node, ...], word: str, bounds: ValueType, what: str, reports: Reports) -> ValueType | None:
    """Return the type of the listed values, each of which is of the type and keeps the other rules."""
    errors = reports.errors
    if len(nodes) > MOST_CHOICES:
        hint = "give a pattern or bounds instead"
        reports.add(codes.TOO_MANY_CHOICES, at=nodes[MOST_CHOICES].span, what=what, most=f"{MOST_CHOICES:,}", hint=hint)
        return None
    known: dict[tuple[bool, Choice], Node] = {}
    for number, node in enumerate(nodes, 1):
        name = f"value {number} of the enum of {what}"
        value = _value(node, word)
        if value is None:
            hint = "null means that there is no value: leave it out, and do not require the parameter"
            hint = hint if isinstance(node, Scalar) and node.value is None else ""
            expected = TYPE_WORDS[word]
            reports.add(codes.WRONG_TYPE, at=node.span, what=name, expected=expected, actual=type_name(node), hint=hint)
            continue
        if word == "string" and isinstance(node, Scalar) and not isinstance(node.value, str) and not _is_word(node):
            hint = "put the value in quotes"
            reports.add(codes.NUMBER_AS_TEXT, at=node.span, hint=hint, what=name, actual=type_name(node))
        found = problem(bounds, value)
        if found:
            reports.add(codes.RULES_CONTRADICT, at=node.span, what=what, reason=f"value {number} of its enum {found}")
        if (isinstance(value, bool), value) in known:
            reason = f"value {number} of its enum is there twice"
            reports.add(codes.RULES_CONTRADICT, at=node.span, what=what, reason=reason, hint="remove one of the two")
        known[isinstance(value, bool), value] = node
    if reports.errors > errors:
        return None
    choices = tuple(value for _, value in known)
    if word == "string":
        return TextType(choices=tuple(choice for choice in choices if isinstance(choice, str)))
    return BooleanType() if len(choices) > 1 and word == "boolean" else ChoiceType(choices=choices)


def _value(node: Node, word: str) -> Choice | None:
    """Return a value of an enum as the declared type; None where it is of another one."""
    if not isinstance(node, Scalar) or node.value is None:
        return None
    if word == "string":
        return node.value if isinstance(node.value, str) else node.text
    if isinstance(node.value, bool) or word == "boolean":
        return node.value if isinstance(node.value, bool) and word == "boolean" else None
    return _number(node) if isinstance(node.value, int | float) else None


def _is_word(node: Scalar) -> bool:
    """Tell whether a scalar is one of the words that only YAML 1.1 takes for booleans."""
    return node.text.lower() in OLD_BOOLEANS


def _check_default(default: Node, word: str, wanted: ValueType, what: str, reports: Reports) -> None:
    """Report a default that breaks the rules. One that is not of the type at all is reported where it is used."""
    value = plain(default) if word == "array" and isinstance(default, Sequence) else _value(default, word)
    found = "" if value is None else problem(wanted, value)
    if found:
        reports.add(codes.VALUE_BREAKS_RULE, at=default.span, what=f"the default of {what}", problem=found)

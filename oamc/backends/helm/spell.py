"""Holes spelled in Helm's template language.

Only `quote`, followed by the replacement of `<`, carries every text unchanged through Helm, which deletes `<no value>` from all
that it renders: the helper `oamc.text`, which also hides the letters for which Argo CD passes over a file. Where the schema
lets neither through, `quote` alone says the same (`quoting.py`). Numbers are spelled by `toJson`, because Helm reads them as
floats. Known texts that contain `{{` are spelled as constants. No `.Release`, `lookup`, time or chance: the same values give
the same objects.

What follows variables while it is not given is a variable of the template, which its first lines set: so a condition sees the
same value as the text that it guards.
"""

from __future__ import annotations

from oamc.backends.helm.go_expressions import chain, go_text, go_value, grouped, ungrouped
from oamc.backends.helm.quoting import are_whole, is_whole
from oamc.expressions.holes import (
    ALL_DIGITS,
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Equals,
    Expression,
    Fits,
    Hole,
    IsGiven,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Rate,
    Text,
    TextOf,
    Times,
    WithEntry,
    holes_in,
)
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    StructType,
    TextMapType,
    TextType,
    UnionType,
)
from oamc.ir.program import NAME_PREFIX
from oamc.records import unreachable
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.expressions.holes import Condition, Path, ValueTree
    from oamc.expressions.types import ValueType

EXACT = 'include "oamc.text"'
"""The helper that quotes a text so that every character of it arrives."""
QUOTE = "quote"
NO_VALUE = "<no value>"
_NOT_IN_NAMES = Pattern(r"[^A-Za-z0-9]+")


class TemplateSpeller:
    """Spells expressions in a template whose variable `$instance`, or `$scope`, holds the values of its owner.

    `types` are those of parameters, as far as they are known. `built` is what variables make of some parameters: each of these
    that was spelled is a variable of the template, too.
    """

    def __init__(
        self, *owner: str, types: Mapping[Path, ValueType] | None = None, built: Mapping[Path, ValueTree] | None = None
    ) -> None:
        self._owner = owner
        self._types = types or {}
        self._built = built or {}
        self.variable = "$scope" if len(owner) > 1 else "$instance"
        self._names: dict[Path, str] = {}
        self._counts = {self.variable: 1}

    def preface(self) -> str:
        """Return the line that sets the variable."""
        return f"{{{{- {self.variable} := index .Values {' '.join(map(go_text, self._owner))} -}}}}"

    def followers(self) -> str:
        """Return the lines that set the variables for what was spelled so far and may follow variables of the document."""
        return "".join(f"{{{{- {name} := {self._or_built(path)} -}}}}\n" for path, name in self._names.items())

    def _or_built(self, path: Path) -> str:
        """Return the value of a parameter, or what variables make of it where it is not given."""
        value = self._given(path)
        return f'ternary {grouped(self._tree(self._built[path]))} {value} (kindIs "invalid" {value})'

    def _tree(self, tree: ValueTree) -> str:
        """Return a value that is built from variables as a template expression."""
        match tree:
            case Hole():
                return self.path(tree.path)
            case TextOf() | Text():
                return self._argument(tree)
            case dict():
                pairs = (f" {go_text(key)} {grouped(self._tree(value))}" for key, value in tree.items())
                return f"(dict{''.join(pairs)})"
            case list() | tuple():
                return f"(list{''.join(f' {grouped(self._tree(item))}' for item in tree)})"
            case _:
                return go_value(tree)

    def _name(self, path: Path) -> str:
        """Return the name of the variable of the template for a parameter that may follow variables of the document.

        What it is made of gets its name before: the first lines of the template are in the order of the names.
        """
        known = self._names.get(path)
        if known is None:
            for hole in holes_in(self._built[path]):
                self.path(hole.path)
            stem = known = f"${_NOT_IN_NAMES.sub('_', path[-1])}"
            while known in self._counts:
                self._counts[stem] += 1
                known = f"{stem}_{self._counts[stem]}"
            self._counts[known] = 1
            self._names[path] = known
        return known

    def value(self, expression: Expression) -> str:
        """Return an expression as a YAML scalar or flow value."""
        match expression:
            case Hole():
                return self._hole(expression)
            case Text() if _is_name(expression) and is_whole(expression, self._types):
                return f'{{{{ include "oamc.name" (list $ {go_text(str(expression.parts[1]))}) }}}}'
            case TextOf() | Text():
                return f"{{{{ {ungrouped(self._argument(expression))} | {self._quoting(expression)} }}}}"
            case Digest():
                return f"{{{{ {self._digest(expression)} | quote }}}}"
            case WithEntry():
                return f'{{{{ include "oamc.value" {self._with_entry(expression)} }}}}'
            case Times():
                known = grouped(self._with_fallback(expression.hole, self.path(expression.hole.path)))
                unit = " 1000" if expression.in_thousandths else ""
                return f'{{{{ include "oamc.times" (list {known} {expression.hundredths}{unit}) }}}}'
            case Rate():
                known = grouped(self._with_fallback(expression.hole, self.path(expression.hole.path)))
                units = " ".join(map(go_text, expression.units))
                return f'{{{{ include "oamc.rate" (list {known} {expression.bits} {units}) }}}}'
            case _:
                raise TypeError(f"not a value: {type(expression).__name__}")

    def printed(self, expression: Expression) -> str:
        """Return an expression as a text for people, without quotes."""
        return f"{{{{ {ungrouped(self._argument(expression))} }}}}"

    def _hole(self, hole: Hole) -> str:
        """Return the value of a parameter, by the one idiom of its type."""
        value = self._with_fallback(hole, self.path(hole.path))
        match hole.type:
            case TextType():
                return f"{{{{ {value} | {self._quoting(hole)} }}}}"
            case QuantityType(unit="cpu"):
                return f'{{{{ include "oamc.cores" {grouped(value)} }}}}'
            case QuantityType():
                return f"{{{{ {value} | quote }}}}"
            case BooleanType() | NumberType():
                return f"{{{{ {value} | toJson }}}}"
            case ChoiceType() if not any(isinstance(choice, str) for choice in hole.type.choices):
                return f"{{{{ {value} | toJson }}}}"
            case ChoiceType() if all(isinstance(choice, str) for choice in hole.type.choices):
                return f"{{{{ {value} | {self._quoting(hole)} }}}}"
            case ListType() if are_whole(self._types.get(hole.path, hole.type)):
                return f"{{{{ {value} | toJson }}}}"
            case (
                ChoiceType()
                | ListType()
                | StructType()
                | MapType()
                | UnionType()
                | TextMapType()
                | ObjectType()
                | AnyListType()
            ):
                return f'{{{{ include "oamc.value" {grouped(value)} }}}}'
            case _:
                return unreachable(hole.type)

    def _quoting(self, expression: Expression) -> str:
        """Return how the texts of an expression are quoted so that each arrives whole."""
        return QUOTE if is_whole(expression, self._types) else EXACT

    def _with_entry(self, tree: WithEntry) -> str:
        """Return a mapping with a further entry as an argument of a template function."""
        if isinstance(tree.mapping, WithEntry):
            known = self._with_entry(tree.mapping)
        else:
            known = f"(deepCopy {grouped(self._with_fallback(tree.mapping, self.path(tree.mapping.path)))})"
        entry = f"{go_text(tree.key)} {self._argument(tree.value)}"
        if not tree.optional:
            return f"(set {known} {entry})"
        unset = " ".join(grouped(self._unset(hole.path)) for hole in holes_in(tree.value))
        return f"(merge (ternary (dict) (dict {entry}) {unset}) {known})"

    def _with_fallback(self, hole: Hole, value: str) -> str:
        """Return the value, or what stands in for it while it is not set."""
        if hole.otherwise is None:
            return value
        return f"ternary {grouped(go_value(hole.otherwise))} {grouped(value)} {grouped(self._unset(hole.path))}"

    def _digest(self, digest: Digest) -> str:
        """Return a digest as an expression of several words."""
        parts = " ".join(map(self._argument, digest.parts))
        lines = "%s\\n" * len(digest.parts)
        cut = "" if digest.digits == ALL_DIGITS else f" | trunc {digest.digits}"
        return f'printf "{lines}" {parts} | sha256sum{cut}'

    def _argument(self, part: str | Expression) -> str:
        """Return a part of a text as an argument of a template function."""
        match part:
            case str():
                return go_text(part)
            case Text():
                return f"(print {' '.join(map(self._argument, part.parts))})"
            case Digest():
                return f"({self._digest(part)})"
            case TextOf():
                value = f"({self.path(part.hole.path)} | toRawJson)"
                return grouped(self._with_fallback(part.hole, value))
            case Hole():
                return grouped(self._with_fallback(part, self.path(part.path)))
            case _:
                raise TypeError(f"not a text: {type(part).__name__}")

    def path(self, path: Path) -> str:
        """Return the template expression of the value in force at a path."""
        return self._name(path) if path in self._built else self._given(path)

    def _given(self, path: Path) -> str:
        """Return the template expression of the value that is given at a path."""
        depth = len(self._owner)
        if depth and path[:depth] == self._owner:
            return chain(self.variable, path[depth:])
        return chain(".Values", path)

    def _unset(self, path: Path) -> str:
        """Return whether a parameter is not set, as a boolean. Helm can leave an explicit null, whose kind is `invalid`."""
        return f'kindIs "invalid" {self.path(path)}'

    def _is_set(self, path: Path) -> str:
        """Return the condition that a parameter is set, by the helper that explains it."""
        return f'include "oamc.isSet" {self.path(path)}'

    def open(self, condition: Condition) -> str:
        """Return the line that begins a conditional part."""
        return f"{{{{- if {self.condition(condition)} }}}}"

    def otherwise(self) -> str:
        """Return the line between what is there if a condition holds and what is there otherwise."""
        return "{{- else }}"

    def close(self) -> str:
        """Return the line that ends a conditional part."""
        return "{{- end }}"

    def condition(self, condition: Condition) -> str:
        """Return a condition as a template expression."""
        match condition:
            case IsSet():
                return self._is_set(condition.path)
            case IsGiven():
                return f'not (kindIs "invalid" {self._given(condition.path)})'
            case IsTrue():
                return self.path(condition.path)
            case NotEmpty():
                return self._is_not_empty(condition.path)
            case Equals():
                return self._equals(condition)
            case AtMost():
                bound = condition.bound
                right = str(bound) if isinstance(bound, int) else f"(int64 {self.path(bound)})"
                return f"le (int64 {self.path(condition.path)}) {right}"
            case Fits():
                return self._fits(condition)
            case Not(condition=IsSet() as inner):
                return f"not ({self._is_set(inner.path)})"
            case Not():
                return f"not {grouped(self.condition(condition.condition))}"
            case AnyOf():
                return "or " + " ".join(grouped(self.condition(part)) for part in condition.conditions)
            case AllOf():
                return "and " + " ".join(grouped(self.condition(part)) for part in condition.conditions)
            case _:
                return unreachable(condition)

    def _is_not_empty(self, path: Path) -> str:
        """Return the condition that a text or a mapping is not empty."""
        is_mapping = isinstance(self._types.get(path), ObjectType)
        return f"ne (len {self.path(path)}) 0" if is_mapping else f'ne {self.path(path)} ""'

    def _equals(self, condition: Equals) -> str:
        """Return the comparison of a parameter with a known value, as JSON: Go does not compare values of different kinds."""
        return f"eq ({self.path(condition.path)} | toRawJson) {go_text(spell_json(condition.value))}"

    def _fits(self, condition: Fits) -> str:
        """Return the condition that a text is of a type, by the rules that the schema of values has for it."""
        text = grouped(self._argument(condition.value))
        return _all(_text_rules(condition.type, text))

    def known(self, yaml: str) -> str:
        """Spell `{{` in known text as a constant, so that Helm does not execute it."""
        return yaml.replace("{{", '{{ "{{" }}')

    def must_quote(self, text: str) -> bool:
        """Tell whether Helm would delete a part of a known text."""
        return NO_VALUE in text


def _text_rules(text_type: TextType, text: str) -> Iterator[str]:
    """Yield what a template must ask to know that a text is of a type. Lengths count code points, and Go's `len` bytes."""
    if text_type.pattern:
        yield f"mustRegexMatch {go_text(f'^(?:{text_type.pattern})$')} {text}"
    if text_type.forbidden:
        yield f"not (mustRegexMatch {go_text(text_type.forbidden)} {text})"
    for pattern in text_type.contains:
        yield f"mustRegexMatch {go_text(pattern)} {text}"
    if text_type.choices:
        yield f"has {text} (list {' '.join(map(go_text, text_type.choices))})"
    length = f'(len (mustRegexFindAll "(?s:.)" {text} -1))'
    if text_type.minimum_length:
        yield f"ge {length} {text_type.minimum_length}"
    if text_type.maximum_length is not None:
        yield f"le {length} {text_type.maximum_length}"


def _all(conditions: Iterator[str]) -> str:
    """Return the condition that all of some conditions hold."""
    parts = list(conditions)
    return parts[0] if len(parts) == 1 else "and " + " ".join(map(grouped, parts))


def _is_name(text: Text) -> bool:
    """Tell whether a text is a name with the prefix of the output."""
    parts = text.parts
    return len(parts) == 2 and isinstance(parts[0], Hole) and parts[0].path == NAME_PREFIX and isinstance(parts[1], str)

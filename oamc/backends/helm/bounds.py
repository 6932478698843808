"""How many bytes a chart has at most, found without laying it out: a quarter of the work, for who has to know that it fits.

In: the objects of a chart, and what it tells of itself. Out: a number that the bytes of all files surely do not exceed, several
times as large as these are.

It holds because a chart is made of few things: texts that the objects and parameters have, a line for each of their parts, and
between them words of oamc, which are short. So the parts are counted level by level, and their texts are looked at together.
`roughly_most_bytes` looks at no text at all: each character counts as much as the longest that could be written for one. Most
charts are so small that this is enough.

The constants bound what `chart.py`, `spell.py`, `values_yaml.py`, `values/schema.py`, and `objects/writer.py` write for a part.
"""

from __future__ import annotations

from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Equals,
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
    When,
    WithEntry,
)
from oamc.expressions.types import (
    QUANTITY_PATTERNS,
    ZERO_PATTERN,
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
from oamc.objects.tree import At, Default
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any

    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject
    from oamc.values.parameters import Parameter

OF_A_PART = 32
"""Bytes of the line of a part at most, with the signs in it, beside its indentation and its texts: those of a number."""
OF_A_CALL = 150
"""Bytes that a template has at most around the parts of an expression or a condition, with the lines of a condition."""
OF_A_TYPE = 12
"""Lines that a type, or a mapping of values, has in a schema at most, beside those of its choices and of what is inside it."""
OF_WORDS = 150
"""Bytes of the words for a type at most, beside its texts and the types inside it."""
OF_A_COMMENT = 250
"""Bytes of a comment at most beside what it is about, with the indentation of its first line and its last one."""
OF_A_NEED = 1000
"""Bytes that one object needs at most to say what the cluster must have for it, beside the texts of the object."""
OF_THE_NOTES = 2500
"""Bytes of the texts that notes may have, beside the addresses and the namespace in them."""
OF_THE_REST = 5000
"""Bytes of what every chart says of itself, of values of any form, and of what programs the cluster must have."""
NARROW = 57
"""An indentation that leaves two lines of a comment, taken together, half of the width of one for words."""
SPECIAL = b'"\\{<#+'
LONGER = 5
"""How many bytes longer one of them becomes at most: `{{` is `{{ "{{" }}` in a template, and `##[` has two escapes."""
CONTROLS = bytes((*range(0x20), 0x7F))
"""The characters of ASCII that have escapes of their own."""
LENGTHENED = SPECIAL + CONTROLS
LONGEST_OF_ASCII, LONGEST_OF_ANY = 12, 24
"""Bytes of one character in any spelling at most, with a share of the quotes of its text."""


def _texts_of(text_type: TextType) -> tuple[str, ...]:
    """Return the texts of a type of texts, as far as there are any."""
    asked = (text_type.pattern, text_type.forbidden, text_type.rule, *text_type.contains, *text_type.choices)
    return tuple(filter(None, asked))


def _patterns(quantity: QuantityType) -> tuple[str, ...]:
    """Return the texts of a quantity: the pattern of its bounds, or of the unit, and what is refused beside that."""
    if not quantity.minimum and not quantity.maximum:
        return (QUANTITY_PATTERNS[quantity.unit], ZERO_PATTERN)
    from oamc.expressions.quantity_bounds import pattern_of

    return (pattern_of(quantity), ZERO_PATTERN, *(quantity.minimum, quantity.maximum) * 2)


NUMBERS = frozenset((int, bool, float, type(None)))
OF_A_PATH = frozenset((Hole, IsSet, IsGiven, IsTrue, NotEmpty))
"""Expressions and conditions that name one parameter."""
EXPRESSIONS: Mapping[type, Callable[[Any], Iterable[object]]] = {
    TextOf: lambda part: (part.hole,),
    Times: lambda part: (part.hole,),
    Rate: lambda part: (part.hole, part.units),
    Text: lambda part: part.parts,
    Digest: lambda part: part.parts,
    WithEntry: lambda part: (part.mapping, part.key, part.value, part.value),
    Equals: lambda part: (part.path, part.value),
    AtMost: lambda part: (part.path, part.bound),
    # Each rule of a type names the text.
    Fits: lambda part: (*[part.value] * (6 + len(part.type.contains)), *_texts_of(part.type)),
    When: lambda part: (part.condition, part.then, part.otherwise),
    Not: lambda part: (part.condition,),
    AnyOf: lambda part: part.conditions,
    AllOf: lambda part: part.conditions,
}
"""What the further expressions and conditions are made of, so often as it is written."""
TYPES: Mapping[type, Callable[[Any], Iterable[object]]] = {
    BooleanType: lambda _: (),
    NumberType: lambda _: (),
    ObjectType: lambda _: (),
    AnyListType: lambda _: (),
    ChoiceType: lambda part: (*part.choices, *part.choices),
    # A pattern is in the schema as it is, in what is refused with it, and in words.
    TextType: lambda part: _texts_of(part) * 3,
    QuantityType: _patterns,
    ListType: lambda part: (part.item,),
    MapType: lambda part: (part.item,),
    StructType: lambda part: [
        one for field in part.fields for one in (field.name, field.name, field.name, field.description, field.type)
    ],
    UnionType: lambda part: (part.rule, *part.options),
    TextMapType: lambda part: (part.item, *part.fields, *part.fields),
}
"""What types are made of, so often as a schema and words have it."""


class Beside(Record):
    """What a chart is made of beside its objects and their values.

    `pods` are those of its tests, and `made` are files of it. In comments there are the `headings` of values and names of
    documents, of which the longest has so many bytes. `told` is what the options let `Chart.yaml` tell of itself, and
    `with_images` says whether the images of the objects are told there, too.
    """

    pods: Collection[KubeObject]
    made: tuple[str, ...]
    headings: Collection[str]
    longest_name: int
    told: tuple[object, ...]
    with_images: bool


def most_bytes(objects: ObjectSet, beside: Beside, notes: str) -> int:
    """Return a number of bytes that the files of a chart, with these notes, surely do not exceed."""
    items = (*objects.objects, *beside.pods)
    conditions = [item.condition for item in items if item.condition is not None]
    required = [(one.condition, one.message) for one in objects.requirements]
    annotations = [given.value for given in objects.annotations.values()]
    dependencies = [(one.alias, one.alias, one.name, one.versions, one.repository) for one in objects.dependencies]
    bodies = [item.body for item in items]
    found = _Parts([*bodies, *conditions, *required, *annotations, *dependencies, beside.told]).most_bytes(0)
    found += OF_A_CALL * len(items) + _spelled(repr([item.owner.path for item in items]))
    built = [(one.path, one.path, one.path, one.built) for one in objects.parameters if one.built is not None]
    if built:
        # Any template may have variables for all that is built, and so has the one of the requirements.
        found += (len(items) + 2) * (OF_A_CALL * len(built) + _Parts(built).most_bytes(0))
    found += _of_values(objects.parameters, beside.longest_name) + _of_fixed(objects.fixed)
    above = "".join((*beside.headings, objects.application.value))
    found += _comment(OF_A_COMMENT * len(objects.parameters) + len(above.encode()), 0)
    found += sum([len(text.encode()) for text in (*beside.made, notes)]) + OF_A_NEED * len(items) + OF_THE_REST
    # Artifact Hub is told the images of the objects: no more than these and the values have.
    return 3 * found if beside.with_images else found


def roughly_most_bytes(objects: ObjectSet, beside: Beside, in_notes: Sequence[object]) -> int | None:
    """Return a larger bound than `most_bytes` does, for a third of what that costs; None where values are built or fixed.

    `in_notes` is what notes tell beside their own texts. Everything is counted as if it stood in a schema and in a comment,
    too, below the longest path of a value.
    """
    parameters, items = objects.parameters, (*objects.objects, *beside.pods)
    if objects.fixed:
        return None
    parts: list[object] = [beside.told, in_notes]
    for item in items:
        parts += (item.body, item.condition)
    for requirement in objects.requirements:
        parts += (requirement.condition, requirement.message)
    for dependency in objects.dependencies:
        parts += (dependency.alias, dependency.alias, dependency.name, dependency.versions, dependency.repository)
    for parameter in parameters:
        if parameter.built is not None:
            return None
        parts += (parameter.type, parameter.description)
        if parameter.history:
            first, last = parameter.history[0], parameter.history[-1]
            parts += (first.given_by, last.given_by, last.value)
    parts += [given.value for given in objects.annotations.values()]
    all_parts = _Parts(parts)
    paths = [one.path for one in parameters]
    indent = 2 * max(map(len, paths), default=0)
    below = 2 * indent + 4
    above = "".join((*beside.headings, objects.application.value))
    words = len(paths) * (2 * OF_A_COMMENT + 2 * beside.longest_name) + _at_worst(above) + all_parts.most_words(_at_worst)
    found = all_parts.most_bytes(below, _at_worst) + _comment(words, indent)
    found += sum(map(len, paths)) * (indent + OF_A_PART + OF_A_TYPE * (below + OF_A_PART))
    found += 3 * _at_worst(repr(paths)) + len(paths) * 3 * (below + OF_A_PART)
    found += (OF_A_CALL + OF_A_NEED) * len(items) + _at_worst(repr([item.owner.path for item in items]))
    found += sum([len(text.encode()) for text in beside.made]) + OF_THE_NOTES + OF_THE_REST
    return 3 * found if beside.with_images else found


def _of_values(parameters: Sequence[Parameter], longest_name: int) -> int:
    """Return a bound of what parameters add to `values.yaml` and to `values.schema.json`."""
    paths = [one.path for one in parameters]
    indent = 2 * max(map(len, paths), default=0)
    below = 2 * indent + 4
    # Each mapping on the way has a line in the values, and a schema.
    mappings = sum(map(len, {path[:-1] for path in paths}))
    found = mappings * (indent + OF_A_PART + OF_A_TYPE * (below + OF_A_PART))
    found += 3 * _spelled(repr(paths)) + len(paths) * 3 * (below + OF_A_PART)
    histories = [one.history for one in parameters if one.history]
    found += _Parts([history[-1].value for history in histories]).most_bytes(indent)
    kinds = _Parts([one.type for one in parameters])
    described = _spelled("".join([one.description for one in parameters]))
    given_by = _spelled("".join([history[-1].given_by + history[0].given_by for history in histories]))
    built = _Parts([one.built for one in parameters if one.built is not None]).most_bytes(0)
    words = len(paths) * (OF_A_COMMENT + 2 * longest_name) + described + given_by + kinds.most_words() + built
    return found + kinds.most_bytes(below) + described + _comment(words, indent)


def _of_fixed(parameters: Sequence[Parameter]) -> int:
    """Return a bound of the comments on parameters that were fixed: path and value of each on one line, and why."""
    if not parameters:
        return 0
    told = [(one.path, one.path, one.why, one.history[-1].value if one.history else None) for one in parameters]
    return 2 * _Parts(told).most_bytes(0) + OF_A_COMMENT * len(told)


def _comment(size: int, indent: int) -> int:
    """Return a bound of the lines of comments with so many bytes.

    What could end a comment becomes longer by half. A line ends where the next word does not fit: so two lines together have
    the width of one for words, unless the indentation leaves too little, and each word may have a line of its own.
    """
    longer = size * 3 // 2
    return longer * (123 + indent) // (117 - indent) if indent <= NARROW else longer * (indent + 4)


def _spelled(text: str) -> int:
    """Return a bound of a text in any spelling: of YAML, of JSON, of Go, or of a template."""
    data = text.encode(errors="surrogatepass")
    size = len(data)
    if text.isascii() and len(data.translate(None, LENGTHENED)) == size:
        return size  # most texts
    special = size - len(data.translate(None, SPECIAL))
    if not text.isascii() or len(data.translate(None, CONTROLS)) < size:
        size = 2 * len(ascii(text))
    return size + LONGER * special


def _at_worst(text: str) -> int:
    """Return a bound of a text in any spelling, without looking at more than whether it is ASCII."""
    return len(text) * (LONGEST_OF_ASCII if text.isascii() else LONGEST_OF_ANY)


class _Parts:
    """What trees, expressions, conditions and types are made of: texts, paths of parameters, and how many parts."""

    def __init__(self, level: Sequence[Any]) -> None:
        """Count the parts of these, which begin at one level, and the parts below them."""
        texts: list[str] = []
        keys: list[str] = []
        paths: list[tuple[str, ...]] = []
        count = calls = types = branches = depth = 0
        while level:
            depth += 1
            count += len(level)
            below: list[Any] = []
            for part in level:
                kind = type(part)
                while kind is At or kind is Default:
                    part = part.tree  # noqa: PLW2901 - the same without its origin
                    kind = type(part)
                if kind is str:
                    texts.append(part)
                elif kind is dict:
                    keys += part
                    below += part.values()
                elif kind is list or kind is tuple:
                    below += part
                elif kind in OF_A_PATH:
                    calls += 1
                    paths.append(part.path)
                    if kind is Hole:
                        below.append(part.otherwise)
                elif kind in EXPRESSIONS:
                    calls += 1
                    branches += kind is When
                    below += EXPRESSIONS[kind](part)
                elif kind in TYPES:
                    types += 1
                    below += TYPES[kind](part)
                elif kind not in NUMBERS:
                    raise TypeError(f"not a part of an object or of a value: {kind.__name__}")
            level = below
        self._texts, self._keys, self._paths = "".join(texts), keys, paths
        self._count, self._calls, self._types, self._branches, self._depth = count, calls, types, branches, depth

    def most_bytes(self, indent: int, spelled: Callable[[str], int] = _spelled) -> int:
        """Return a bound of what is written of the parts, the first of which are indented so far.

        `spelled` bounds a text.
        """
        indent += 2 * self._depth
        # The branches of a condition have the same key, of which no character is longer than twelve others.
        longest = 12 * max(map(len, self._keys), default=0) if self._branches else 0
        return (
            spelled(self._texts)
            + spelled("".join(self._keys))
            # Where a parameter is not set and has something in its place, it is named twice.
            + 2 * spelled(repr(self._paths))
            # Each line of a literal block is indented, and so is each of the three lines around a condition.
            + (self._count + self._texts.count("\n")) * (indent + OF_A_PART)
            + self._calls * (3 * indent + OF_A_CALL)
            + self._branches * (indent + OF_A_PART + longest)
            + self._types * OF_A_TYPE * (indent + OF_A_PART)
        )

    def most_words(self, spelled: Callable[[str], int] = _spelled) -> int:
        """Return a bound of the words for types."""
        return spelled(self._texts) + self._types * OF_WORDS

"""Random overrides that the `values.schema.json` of a chart allows: the inputs of `oamc verify --samples`.

In: the schema (JSON Schema 2020-12, the part that oamc writes), a seed, and the defaults of the chart. Out: sparse trees of
values. Texts are hostile on purpose, numbers sit at the edges of their ranges. The same seed gives the same overrides with
every version of Python.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from random import Random

from oamc.expressions.examples import example
from oamc.expressions.patterns import PatternError, read_pattern
from oamc.expressions.types import TextType
from oamc.verification.patterns import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, TypeAlias

    Schema: TypeAlias = "dict[str, Any] | bool"

EXACT = 2**53 - 1  # the largest range of integers that a float holds: Helm reads every number as one
ATTEMPTS = 400
"""How often a value is drawn until the schema allows one. Of two alternatives that overlap, most draws may be in vain."""
DEEPEST = 12
LONG = 5_000

HOSTILE_TEXTS = (
    *("", " ", "\t", "\n", "\r\n", " a", "a ", "\na", "a\n", "a\n\n", "a\n b\n", "  a\n b", "a\rb", "a\tb", "\ufeffa"),
    *("\x00", "\x01", "\x07\x1b[31m", "\x7f", "\x80", "\x85", "a\x85b", "\x9f", "\u2028", "a\u2029b", "\ufffe", "\uffff"),
    *("<no value>", "<", ">&'", "{{", "}}", "{{ .Values }}", '{{ fail "x" }}', "{{- ", " -}}", "{{`", "{{/* */}}", "{% x %}"),
    *('"', '"\n', "'", "''", "\\", "\\n", "\\x3c", "\\\\", '\\"', "a\\", "`", "$(A)", "$$(A)", "${A}", "%s", "%!d"),
    *("true", "True", "yes", "no", "on", "y", "N", "null", "~", "Null", "nan", ".inf", "-.INF", "1", "-1", "1.0", "010"),
    *("0o10", "0x1f", "1_000", "1e3", "1e400", "1:30", "2001-01-01", "2001-01-01T00:00:00Z", "=", "<<", "+.5", "08", ".5"),
    *("- a", "-", "--- ", "---\na: b", "...", "a: b", "a:", ": a", "# a", "a # b", "? a", "[", "]", "{}", "[a, b]", "!!str a"),
    *("&a b", "*a", "!a", "| a", ">", "|-\n a", "%YAML 1.2", "@a", "a,b", "a=b", "a.b[0]", "../../etc", "/", "a/b:c@d"),
    *(
        "\u202eabc",
        "e\u0301",
        "ß",
        "İ",
        "漢字",
        "😀",
        "\U0001f469\u200d\U0001f467",
        "\U0001f1e9",
        "𝔘𝔫𝔦",
        "\u200b",
        "a" * 64,
        "a" * 254,
        "é" * 300,
    ),
)
WHOLE_NUMBERS = (
    0,
    1,
    -1,
    2,
    7,
    8,
    10,
    443,
    1000,
    8080,
    65_535,
    100_000,
    999_999,
    1_000_000,
    16_777_217,
    2**31,
    -(2**31),
    EXACT,
    -EXACT,
)
FRACTIONS = (0.5, -0.5, 0.1, 1.5, 2.25, 1e-7, 1e-6, 1.0, 100_000.5, 1e20, 1e21, -1e21, 1.7976931348623157e308, 5e-324, 1 / 3)
KEYS = ("a", "a-b", "a.b", "a_b", "A", "key", "on", "y", "1", "a/b", "x" * 60)


class Undrawable(Exception):  # noqa: N818  # the name says what is wrong
    """No value that the schema allows was found; the text names the place in the values."""


def draw(schema: dict[str, Any], seed: int, count: int, defaults: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """Yield `count` overrides that `schema` allows once Helm has merged them into `defaults`, the values of the chart.

    A key is left out half of the time if it may be: if it is not required, or the defaults have it. An optional key that
    the defaults have is sometimes null, which makes Helm remove it (Helm keeps a null where the chart has no default, so
    other keys are never null). Without `defaults` the overrides alone satisfy the schema, and any optional key may be null.
    """
    drawing = Drawing(schema, Random(seed), sparse=defaults is not None)  # noqa: S311  # chance for tests, not for secrets
    for _ in range(count):
        value = drawing.value(schema, "", dict(defaults or {}), 0)
        if not isinstance(value, dict):
            raise Undrawable("the schema does not describe a mapping")
        yield value


class Drawing:
    """Draws values for the parts of one schema."""

    def __init__(self, schema: dict[str, Any], chance: Random, *, sparse: bool) -> None:
        from jsonschema import Draft202012Validator, ValidationError, validators

        def pattern_rule(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
            if isinstance(value, str) and not finds(pattern, value):
                yield ValidationError("a pattern is missing")

        self.schema = schema
        self.chance = chance
        self.sparse = sparse
        extend: Any = validators.extend
        self.validator = extend(Draft202012Validator, {"pattern": pattern_rule})(schema)

    def value(self, schema: Schema, path: str, default: Any, depth: int) -> Any:
        """Return a value that `schema` allows at `path`; what a mapping leaves out comes from its `default`."""
        for _ in range(ATTEMPTS):
            candidate = self._candidate(self._chosen(schema), path, default, depth)
            if self.validator.evolve(schema=schema).is_valid(merged(default, candidate)):
                return candidate
        raise Undrawable(f"no value found that the schema allows for {path or 'the root'}")

    def _chosen(self, schema: Schema) -> dict[str, Any]:
        """Return a schema without references and alternatives: one branch of each is taken, joined with what surrounds it."""
        plain: dict[str, Any] = {} if isinstance(schema, bool) else schema
        if "$ref" in plain:
            plain = joined(
                {key: value for key, value in plain.items() if key != "$ref"}, self._chosen(self._target(plain["$ref"]))
            )
        for keyword in ("anyOf", "oneOf"):
            if keyword in plain:
                rest = {key: value for key, value in plain.items() if key != keyword}
                plain = joined(rest, self._chosen(self.chance.choice(plain[keyword])))
        return plain

    def _target(self, reference: str) -> Schema:
        """Return what a local reference such as `#/$defs/port` names."""
        target: Any = self.schema
        for part in reference.removeprefix("#").split("/")[1:]:
            target = target[part.replace("~1", "/").replace("~0", "~")]
        found: Schema = target
        return found

    def _is_mapping(self, schema: Schema) -> bool:
        """Tell whether a schema describes mappings only."""
        plain: dict[str, Any] = {} if isinstance(schema, bool) else schema
        return self._is_mapping(self._target(plain["$ref"])) if "$ref" in plain else types(plain) == ["object"]

    def _candidate(self, schema: dict[str, Any], path: str, default: Any, depth: int) -> Any:
        """Return a value of a type that the schema names."""
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        match self.chance.choice(types(schema)):
            case "object":
                return self._mapping(schema, path, default if isinstance(default, dict) else {}, depth)
            case "array":
                return self._list(schema, path, depth)
            case "string":
                return self._text(schema)
            case "integer" | "number" as kind:
                return self._number(schema, whole=kind == "integer")
            case "boolean":
                return self.chance.random() < 1 / 2
            case _:
                return None

    def _mapping(self, schema: dict[str, Any], path: str, default: dict[str, Any], depth: int) -> dict[str, Any]:
        """Return a mapping: the keys that must be there, and some of those that may."""
        required = schema.get("required", ())
        drawn: dict[str, Any] = {}
        for key, inner in schema.get("properties", {}).items():
            if inner is False:  # a key that a schema forbids
                continue
            optional = key not in required
            # Mappings stay more often than leaves: else few samples would reach what lies deep.
            missing = 1 if depth > DEEPEST else 1 / 8 if self._is_mapping(inner) else 1 / 2
            if (optional or (self.sparse and key in default)) and self.chance.random() < missing:
                continue
            if optional and (not self.sparse or key in default) and self.chance.random() < 1 / 8:
                drawn[key] = None
                continue
            value = self.value(inner, f"{path}.{key}".lstrip("."), default.get(key), depth + 1)
            if value is not None:  # Helm would remove the key, and only the case above may do that
                drawn[key] = value
        drawn.update(self._further(schema, path, default, depth))
        return drawn

    def _further(self, schema: dict[str, Any], path: str, default: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        """Yield up to three entries with keys of their own, where `additionalProperties` has a schema."""
        inner = schema.get("additionalProperties", False)
        if not isinstance(inner, dict) or depth > DEEPEST:
            return
        for _ in range(self.chance.randint(0, 3)):
            key = self._text(schema["propertyNames"]) if "propertyNames" in schema else self.chance.choice(KEYS)
            if key not in schema.get("properties", {}):
                value = self.value(inner, f"{path}.{key}", default.get(key), depth + 1)
                if value is not None:
                    yield key, value

    def _list(self, schema: dict[str, Any], path: str, depth: int) -> list[Any]:
        """Return a list within the bounds of its length, seldom more than two items over the least."""
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", EXACT), least + (0 if depth > DEEPEST else 3))
        items = schema.get("items", {"type": "string"})
        return [self.value(items, f"{path}[{index}]", None, depth + 1) for index in range(self.chance.randint(least, most))]

    def _text(self, schema: dict[str, Any]) -> str:
        """Return a text: one that the patterns match, else a hostile one of a fitting length."""
        patterns = [part["pattern"] for part in (schema, *schema.get("allOf", ())) if "pattern" in part]
        if patterns:
            return self._matching(patterns, schema)
        least: int = schema.get("minLength", 0)
        most: int = schema.get("maxLength", max(LONG, least))
        if self.chance.random() < 1 / 50:
            return self.chance.choice("aé{ ") * max(least, min(LONG, most))
        text = "".join(self.chance.choice(HOSTILE_TEXTS) for _ in range(self.chance.choice((1, 1, 1, 2, 3))))
        return (text + "a" * (least - len(text)))[:most]

    def _matching(self, patterns: list[str], schema: dict[str, Any]) -> str:
        """Return a text in which all patterns are: a hostile one, one drawn by a pattern, or one drawn between others."""
        hostile = [text for text in hostile_matches(patterns[0]) if all(finds(pattern, text) for pattern in patterns[1:])]
        for attempt in range(ATTEMPTS):
            drawn_by_rule = not hostile or self.chance.random() < 1 / 2
            text = matching(self.chance.choice(patterns), self.chance) if drawn_by_rule else self.chance.choice(hostile)
            if text is not None and attempt % 4 == 1:
                text = f"{self.chance.choice(HOSTILE_TEXTS)}{text}{self.chance.choice(HOSTILE_TEXTS)}"
            if text is not None and _length_fits(text, schema) and all(finds(pattern, text) for pattern in patterns):
                return text
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        found = example(TextType(contains=tuple(patterns), minimum_length=least, maximum_length=most))
        return found if isinstance(found, str) else ""

    def _number(self, schema: dict[str, Any], *, whole: bool) -> int | float:
        """Return a number in its range: an edge, a number that is often printed wrong, or any."""
        # Numbers at bounds that are no values are drawn, too: whoever asks for one draws again.
        low: float = max(schema.get(bound, -math.inf) for bound in ("minimum", "exclusiveMinimum"))
        high: float = min(schema.get(bound, math.inf) for bound in ("maximum", "exclusiveMaximum"))
        step: float = schema.get("multipleOf", 1)
        first, last = math.ceil(max(low, -EXACT) / step), math.floor(min(high, EXACT) / step)
        known: list[float] = [step * count for count in (first, last)]
        if first <= last:
            known.append(step * self.chance.randint(first, last))
        if step == 1:
            known += [number for number in (low, high) if math.isfinite(number)]
            known += [number for number in (WHOLE_NUMBERS if whole else (*WHOLE_NUMBERS, *FRACTIONS)) if low <= number <= high]
        if not whole and math.isfinite(low) and math.isfinite(high):
            known.append((low + high) / 2)
        number = self.chance.choice(known)
        # JSON knows one kind of number: 3.0 is a whole number as well as 3.
        return float(number) if self.chance.random() < 1 / 16 else number


def types(schema: dict[str, Any]) -> list[str]:
    """Return the types that a schema admits; one without `type` admits what its other keywords are about."""
    stated = schema.get("type")
    if stated is not None:
        return [stated] if isinstance(stated, str) else list(stated)
    if "properties" in schema or "additionalProperties" in schema:
        return ["object"]
    return ["array"] if "items" in schema else ["string", "integer", "boolean"]


def joined(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """Return the keywords of two schemas that both apply; where both have one, the tests of `value` decide what passes."""
    both = {**outer, **inner}
    if "properties" in outer and "properties" in inner:
        both["properties"] = {**outer["properties"], **inner["properties"]}
    if "required" in outer and "required" in inner:
        both["required"] = [*outer["required"], *inner["required"]]
    return both


def merged(default: Any, override: Any) -> Any:
    """Return what Helm makes of a default and an override: mappings meet deeply, null removes, anything else replaces."""
    if not isinstance(override, dict):
        return override
    base = default if isinstance(default, dict) else {}
    result = {key: value for key, value in base.items() if key not in override}
    for key, value in override.items():
        if value is not None:
            result[key] = merged(base.get(key), value)
    return result


@lru_cache(maxsize=512)
def hostile_matches(pattern: str) -> tuple[str, ...]:
    """Return the hostile texts in which a pattern is."""
    return tuple(text for text in HOSTILE_TEXTS if finds(pattern, text))


def finds(pattern: str, text: str) -> bool:
    """Tell whether Go finds a pattern in a text.

    Python lets `$` match before a final line break, and may take forever, so its engine is asked only where oamc's own one does
    not take a pattern: those come from oamc itself.
    """
    try:
        return read_pattern(pattern).search(text)
    except PatternError:
        return re.search(pattern, text) is not None


def _length_fits(text: str, schema: dict[str, Any]) -> bool:
    """Tell whether a text is as long as the schema wants."""
    return bool(schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)))

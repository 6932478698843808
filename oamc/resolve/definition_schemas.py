"""JSON schemas (draft 7) that definition documents carry as text, used without trusting them or the values.

A schema is used only if it is an object that has no `pattern` (a pattern could take forever) and no reference but to a schema
within itself: nothing is fetched or opened. A reference has one spelling for each place, and each place is checked once. Every
rule that is applied is paid for by the size of what it looks at, so that
neither references that multiply nor large values make a check take long. `jsonschema` is imported only where a schema is met.
"""

from __future__ import annotations

import re
from functools import lru_cache

from oamc.diagnostics.reports import printable
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.expressions.holes import Known

REFUSED_KEYWORDS = ("pattern", "$dynamicRef", "$recursiveRef")
LONGEST_RULE = 120
ONE_SCHEMA = frozenset(
    ("additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then")
)
LISTS_OF_SCHEMAS = frozenset(("allOf", "anyOf", "items", "oneOf"))
MAPPINGS_OF_SCHEMAS = frozenset(("definitions", "dependencies", "properties"))
"""The keywords whose values are schemas (draft 7); `patternProperties` is refused."""
DEEPEST_SCHEMA = 40
TEXT_OF_ONE_STEP = 16


class UnusableSchemaError(Exception):
    """The schema cannot be used; the text says why."""


class TooManyStepsError(Exception):
    """The check would take more steps than it may."""


class BrokenRule(Record):
    """A rule that values break: at which of them (empty for the whole), in words."""

    name: str
    problem: str


class Rules:
    """A schema that can be used. A rule is paid for, before it runs, by the size of what it looks at."""

    def __init__(self, schema: dict[str, Any]) -> None:
        import jsonschema
        import referencing

        self._steps = 0
        self._allowed = 0
        self._sizes: dict[int, int] = {}
        validators: Any = jsonschema.validators
        draft = jsonschema.Draft7Validator
        counted = {keyword: self._counted(rule) for keyword, rule in draft.VALIDATORS.items()}
        self._validator = validators.extend(draft, counted)(schema, registry=referencing.Registry())

    def broken(self, values: dict[str, Known], allowed: int) -> tuple[BrokenRule | None, int]:
        """Return the first rule that the values break, by their names, None where all is well; and the steps that it took.

        Raises `TooManyStepsError` where it takes more steps than allowed, `UnusableSchemaError` where references are circular.
        """
        self._steps, self._allowed = 0, allowed
        self._sizes.clear()
        try:
            error = min(self._validator.iter_errors(values), key=lambda found: list(map(str, found.path)), default=None)
        except RecursionError:
            raise UnusableSchemaError("its references lead nowhere") from None
        return None if error is None else _in_words(error, values), self._steps

    def _counted(self, rule: Any) -> Any:
        def run(validator: Any, wanted: Any, value: Any, schema: Any) -> Any:
            parts = len(wanted) if isinstance(wanted, (list, dict)) else 0
            size = _size(value, self._sizes)
            if wanted is True and isinstance(value, list):
                self._steps += size * len(value)  # uniqueItems compares every item with every other one
            else:
                self._steps += parts + size if isinstance(wanted, dict) else (parts + 1) * size
            if self._steps > self._allowed:
                raise TooManyStepsError
            return rule(validator, wanted, value, schema)

        return run


def _in_words(error: Any, values: dict[str, Known]) -> BrokenRule:
    """Say which rule is broken, and at which value."""
    import json

    place = ".".join(map(str, error.absolute_path))
    name = str(error.absolute_path[0]) if place else ""
    if error.validator == "required" and not place:
        missing = next(wanted for wanted in error.validator_value if wanted not in values)
        return BrokenRule(name="", problem=f"{printable(missing)} is missing")
    if error.validator is None:
        return BrokenRule(name=name, problem=f"{printable(place) or 'a property'} is not allowed")
    rule = f'"{error.validator}": {json.dumps(error.validator_value)}'
    return BrokenRule(name=name, problem=f"{printable(place) or 'the whole'} breaks {printable(rule, LONGEST_RULE)}")


def read_rules(text: str) -> Rules:
    """Return the rules of the schema that a text holds, or raise `UnusableSchemaError`."""
    rules = _rules_or_reason(text)
    if isinstance(rules, str):
        raise UnusableSchemaError(rules)
    return rules


@lru_cache(maxsize=16)
def _rules_or_reason(text: str) -> Rules | str:
    """Return the rules of a schema, or why it cannot be used: either is found out once, however often the trait is used."""
    try:
        return _new_rules(text)
    except UnusableSchemaError as error:
        return str(error)


def _new_rules(text: str) -> Rules:
    """Return the rules of the schema that a text holds, or raise `UnusableSchemaError`."""
    import json

    import jsonschema

    try:
        schema = json.loads(text, parse_constant=_refuse_constant, parse_float=_number, parse_int=_number)
    except (ValueError, RecursionError):
        raise UnusableSchemaError("it is not valid JSON") from None
    if not isinstance(schema, dict):
        raise UnusableSchemaError("it is not a JSON object")
    schema = {key: value for key, value in schema.items() if key not in {"$schema", "$id"}}
    references: set[str] = set()
    _check_keywords(schema, 0, references)
    targets = [_target(schema, reference) for reference in sorted(references, key=lambda reference: reference.count("/"))]
    checked: set[int] = set()
    try:
        # What holds another part comes first: whatever is checked with it needs no check of its own.
        for part in (schema, *targets):
            if id(part) not in checked:
                jsonschema.Draft7Validator.check_schema(part)
                _note_checked(part, checked)
    except jsonschema.SchemaError:
        raise UnusableSchemaError("it breaks the rules of JSON Schema") from None
    return Rules(schema)


def _refuse_constant(name: str) -> None:
    """Refuse what Python reads as a number and JSON does not know: NaN and the infinities."""
    raise ValueError(name)


def _number(digits: str) -> int | float:
    """Return a number that a float can hold: arithmetic with a larger one fails."""
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise UnusableSchemaError("a number in it is out of range")
    return int(digits) if digits.lstrip("-").isdigit() else number


def _check_keywords(schema: object, depth: int, references: set[str]) -> None:
    """Refuse what makes a schema unsafe to use, and gather the references in it."""
    if depth > DEEPEST_SCHEMA:
        raise UnusableSchemaError("it is nested too deeply")
    if isinstance(schema, list):
        for item in schema:
            _check_keywords(item, depth + 1, references)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key == "patternProperties" or (key in REFUSED_KEYWORDS and not isinstance(value, dict)):
            raise UnusableSchemaError(f"it uses {key}")
        if key in {"$ref", "$id"} and not isinstance(value, dict):
            if not str(value).startswith("#"):
                raise UnusableSchemaError("it refers to another document")
            if key == "$ref":
                references.add(str(value))
        _check_keywords(value, depth + 1, references)


def _note_checked(schema: object, checked: set[int]) -> None:
    """Note a schema and all that the metaschema of draft 7 takes for schemas within it."""
    if not isinstance(schema, dict):
        return
    checked.add(id(schema))
    for keyword, value in schema.items():
        if isinstance(value, dict) and keyword in ONE_SCHEMA:
            _note_checked(value, checked)
        elif isinstance(value, list) and keyword in LISTS_OF_SCHEMAS:
            for part in value:
                _note_checked(part, checked)
        elif isinstance(value, dict) and keyword in MAPPINGS_OF_SCHEMAS:
            for part in value.values():
                _note_checked(part, checked)


def _target(schema: dict[str, Any], reference: str) -> Any:
    """Return the schema within a schema that a reference points at (RFC 6901); names of places and `%` are not read.

    Zeros before an index and a `~` that escapes nothing are no pointer, so each place has one spelling.
    """
    pointer = reference.removeprefix("#")
    is_pointer = "%" not in pointer and pointer[:1] in {"", "/"} and not re.search("~(?![01])", pointer)
    node: Any = schema if is_pointer else None
    for part in pointer.split("/")[1:]:
        if isinstance(node, list):
            node = node[int(part)] if re.fullmatch("0|[1-9][0-9]{0,8}", part) and int(part) < len(node) else None
        else:
            node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    if not isinstance(node, (dict, bool)):
        raise UnusableSchemaError("its references lead nowhere")
    return node


def _size(value: Any, sizes: dict[int, int]) -> int:
    """Return how much a value is to look at; `sizes` remembers it for what is alive."""
    if isinstance(value, str):
        return 1 + len(value) // TEXT_OF_ONE_STEP
    if not isinstance(value, (dict, list)):
        return 1
    known = sizes.get(id(value))
    if known is None:
        parts = value.values() if isinstance(value, dict) else value
        names = sum(len(name) // TEXT_OF_ONE_STEP for name in value) if isinstance(value, dict) else 0
        known = sizes[id(value)] = 1 + names + sum(_size(part, sizes) for part in parts)
    return known

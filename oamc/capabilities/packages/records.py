"""What a package says of its capabilities: whether the rest of oamc can rely on it.

In: a `Package` as it comes, whose fields may hold anything. Out: nothing, or a `RecordError` with what is wrong and where.
"""

from __future__ import annotations

from oamc.capabilities.contracts import (
    PODS,
    REPLICABLE,
    SCALABLE,
    SERVICE_ENDPOINT,
    Property,
    Scope,
    Trait,
    WorkloadType,
)
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.patterns import PatternError, read_pattern
from oamc.expressions.problems import problem
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
)
from oamc.kubernetes.cluster_needs import NEEDS
from oamc.model.own_templates import is_name, is_own_kind, wrong_names
from oamc.objects.naming import LONGEST_NAME
from oamc.records import items
from oamc.startup.read_only import MappingProxyType
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from oamc.capabilities.packages.contract import Package
    from oamc.records import Record

    Check: TypeAlias = Callable[[Any], bool]

LONGEST_TEXT = 1_000
MOST_ITEMS = 1_000
FEATURES = frozenset((PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT))
TYPES = (AnyListType, BooleanType, ChoiceType, ListType, NumberType, ObjectType, QuantityType, TextMapType, TextType)
NAME_RULES = ("subdomain", "service")


class RecordError(Exception):
    """A record of a package cannot be used, for this reason."""


def _is_text(value: Any) -> bool:
    """Tell whether something is a text of people."""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable()


def _is_word(value: Any) -> bool:
    """Tell whether something is a text that is not empty."""
    return _is_text(value) and bool(value)


def _is_number(value: Any) -> bool:
    """Tell whether something is a number that all readers understand."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST_INTEGER <= value <= LARGEST_INTEGER


def _is_scalar(value: Any) -> bool:
    """Tell whether something is a text, a number or a truth value."""
    return isinstance(value, bool) or _is_text(value) or _is_number(value)


def _is_nothing(value: Any) -> bool:
    """Tell whether something is empty."""
    return bool(value == ())


def _is_truth(value: Any) -> bool:
    """Tell whether something is a truth value."""
    return isinstance(value, bool)


def _are_words(value: Any) -> bool:
    """Tell whether something is a tuple of texts."""
    return isinstance(value, tuple) and len(value) <= MOST_ITEMS and all(map(_is_word, value))


def _are_needs(value: Any) -> bool:
    """Tell whether something is a tuple of words for what a cluster must have."""
    return _are_words(value) and not set(value) - set(NEEDS)


def _are_names(value: Any) -> bool:
    """Tell whether something is a set of names and features."""
    return isinstance(value, frozenset) and all(map(_is_word, value))


def _are_properties(value: Any) -> bool:
    """Tell whether something is a tuple of properties."""
    return isinstance(value, tuple) and len(value) <= MOST_ITEMS and all(isinstance(item, Property) for item in value)


def _maybe(check: Check) -> Check:
    """Return the check of what may be None."""
    return lambda value: value is None or check(value)


def _anything(_: Any) -> bool:
    """Tell that what something is is looked at elsewhere."""
    return True


NAMES: tuple[str, Check] = ("a tuple of names", lambda value: _are_words(value) and bool(value))
WORDS: tuple[str, Check] = ("a tuple of texts", _are_words)
CLUSTER: tuple[str, Check] = ('a tuple of words of "oamc types list --requires"', _are_needs)
TEXT: tuple[str, Check] = ("a text of one line", _is_text)
WORD: tuple[str, Check] = ("a text of one line that is not empty", _is_word)
TRUTH: tuple[str, Check] = ("True or False", _is_truth)
FUNCTION: tuple[str, Check] = ("a function", callable)
MAYBE_FUNCTION: tuple[str, Check] = ("a function or None", _maybe(callable))
PROPERTIES: tuple[str, Check] = ("a tuple of properties", _are_properties)
ANYTHING: tuple[str, Check] = ("anything", _anything)
OF_TYPES: Mapping[str, Check] = MappingProxyType(
    {
        "bool": lambda value: isinstance(value, bool),
        "int": lambda value: _is_number(value) and isinstance(value, int),
        "int | None": lambda value: value is None or (_is_number(value) and isinstance(value, int)),
        "int | float": _is_number,
        "int | float | None": lambda value: value is None or _is_number(value),
        "str": _is_text,
        "tuple[str, ...]": lambda value: isinstance(value, tuple) and all(map(_is_text, value)),
        "tuple[Scalar, ...]": lambda value: isinstance(value, tuple) and all(map(_is_scalar, value)) and bool(value),
    }
)
"""What a field of a type may be, by its annotation. A field that is none of these has nothing in it."""
FIELDS: Mapping[type[Record], Mapping[str, tuple[str, Check]]] = MappingProxyType(
    {
        WorkloadType: {
            "names": NAMES,
            "summary": WORD,
            "token": WORD,
            "features": ("a frozenset of features", lambda value: _are_names(value) and value <= FEATURES),
            "render": FUNCTION,
            "scale": MAYBE_FUNCTION,
            "pod": WORDS,
            "name_rule": ('"subdomain" or "service"', lambda value: value in NAME_RULES),
            "longest_name": (
                f"a whole number from 1 to {LONGEST_NAME}",
                lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_NAME,
            ),
            "runs_once": TRUTH,
            "settings": PROPERTIES,
            "requires": CLUSTER,
        },
        Trait: {
            "names": NAMES,
            "summary": WORD,
            "properties": PROPERTIES,
            "needs": ("a frozenset of features and names", _are_names),
            "change": FUNCTION,
            "optional": TRUTH,
            "distinct": TEXT,
            "produces": WORDS,
            "provides": WORDS,
            "wants": WORDS,
            "requires": CLUSTER,
        },
        Scope: {
            "names": NAMES,
            "summary": WORD,
            "properties": PROPERTIES,
            "overlap": TRUTH,
            "change": MAYBE_FUNCTION,
            "make": MAYBE_FUNCTION,
            "conditions": MAYBE_FUNCTION,
            "requires": CLUSTER,
        },
        Property: {
            "name": WORD,
            "type": ("a type of values", lambda value: type(value) in TYPES),
            "description": TEXT,
            "required": TRUTH,
            "default": ANYTHING,
            "live": TRUTH,
            "why": TEXT,
            "example": ANYTHING,
            "stays": TRUTH,
        },
    }
)
"""The fields that a package may use, with what each is. Other fields are for oamc alone."""


def check_package(package: Package) -> None:
    """Check all that a package says."""
    for field, kind in (("workload_types", WorkloadType), ("traits", Trait), ("scopes", Scope)):
        found = getattr(package, field)
        if not isinstance(found, tuple) or not all(type(item) is kind for item in found):
            raise RecordError(f"{field} must be a tuple of {kind.__name__} records")
        for number, item in enumerate(found):
            _check_capability(item, f"{field}[{number}]")


def _check_capability(capability: WorkloadType | Trait | Scope, place: str) -> None:
    """Check a workload type, a trait or a scope."""
    _check_fields(capability, place)
    _check_names(capability, place)
    if isinstance(capability, WorkloadType):
        _check_features(capability, place)
    field = "settings" if isinstance(capability, WorkloadType) else "properties"
    properties: tuple[Property, ...] = getattr(capability, field)
    for number, item in enumerate(properties):
        _check_property(item, f"{place}.{field}[{number}]")
    names = [item.name for item in properties]
    optional = isinstance(capability, Trait) and capability.optional
    for wrong, reason in wrong_names(names, optional=optional):
        raise RecordError(f"{place}.{field}[{wrong}].name: {reason}")
    if len(set(names)) < len(names):
        raise RecordError(f"{place}.{field} has two properties of one name")
    if isinstance(capability, Trait) and capability.distinct and capability.distinct not in names:
        raise RecordError(f"{place}.distinct is the name of no property")


def _check_names(capability: WorkloadType | Trait | Scope, place: str) -> None:
    """Check the names of a capability."""
    if len(set(capability.names)) < len(capability.names):
        raise RecordError(f"{place}.names has one name twice")
    for name in capability.names:
        if isinstance(capability, Trait):
            if not is_name(name):
                raise RecordError(f'{place}.names: "{name}" is no name of a trait: small letters, digits and hyphens')
        elif not is_own_kind(name):
            raise RecordError(f'{place}.names: "{name}" is no GROUP/VERSION.KIND of a group of your own')


def _check_features(workload_type: WorkloadType, place: str) -> None:
    """Check that a workload type has what its features say."""
    features = workload_type.features
    if bool(workload_type.pod) != (PODS in features):
        raise RecordError(f"{place}.pod is the path of the pods of a type with the feature {PODS}, and of no other")
    of_pods = features & {SCALABLE, SERVICE_ENDPOINT}
    if of_pods and PODS not in features:
        raise RecordError(f"{place}.features: {min(of_pods)} is for a type with {PODS}")
    if features & {SCALABLE, REPLICABLE} and workload_type.scale is None:
        raise RecordError(f"{place}.scale is missing, by which the number of replicas is set")


def _check_property(item: Property, place: str) -> None:
    """Check a property, with its default and its example."""
    _check_fields(item, place)
    own = item.type_of_setting
    _check_type(own, f"{place}.type")
    for field, value in (("default", item.default), ("example", item.example)):
        reason = "" if value is UNSET else problem(own, value)
        if reason:
            raise RecordError(f"{place}.{field} {reason}")
    if item.required and item.default is not UNSET:
        raise RecordError(f"{place} is required, and has a default")


def _check_type(value_type: Any, place: str) -> None:
    """Check a type of values, with those that it is made of."""
    if type(value_type) not in TYPES:
        raise RecordError(f"{place} must be a type of values")
    for name, value in items(value_type):
        annotation = type(value_type).__annotations__[name]
        if annotation in {"ValueType", "TextType"}:
            _check_type(value, f"{place}.{name}")
        elif not OF_TYPES.get(annotation, _is_nothing)(value):
            raise RecordError(f"{place}.{name} cannot be so")
    if isinstance(value_type, TextType):
        for pattern in filter(None, (value_type.pattern, value_type.forbidden, *value_type.contains)):
            try:
                read_pattern(pattern)
            except PatternError as error:
                raise RecordError(f"{place} has a pattern that cannot be used: {error}") from error


def _check_fields(record: Record, place: str) -> None:
    """Check each field of a record by itself."""
    fields = FIELDS[type(record)]
    defaults = type(record)._defaults  # noqa: SLF001 - what it has without being said
    for name, value in items(record):
        if name not in fields:
            if value is not defaults[name]:
                raise RecordError(f"{place}.{name} is no part of the contract")
            continue
        words, check = fields[name]
        if not check(value):
            raise RecordError(f"{place}.{name} must be {words}")

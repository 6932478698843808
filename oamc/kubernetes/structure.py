"""The walk through an object: every field against its type in the table, and the rules for values where they belong.

What the OpenAPI definitions of Kubernetes say is checked as the strict form of `kubernetes-validate` checks it (unknown fields
are refused), but for the fields in `DEFAULTED`. Three points are stricter, because API servers are or because the value would
be lost: null in a required field, null in a list or in a map of anything but texts, and the ranges of integers.
"""

from __future__ import annotations

from oamc.diagnostics.reports import nearest
from oamc.kubernetes.findings import choice
from oamc.kubernetes.quantities import RULE, parse
from oamc.kubernetes.rules.fields import FIELD_RULES, KEY_RULES, UNSET
from oamc.kubernetes.rules.objects import object_rule
from oamc.source.nodes import TYPE_WORDS, value_type_name
from oamc.startup.patterns import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Findings, Path
    from oamc.kubernetes.rules.fields import Rule
    from oamc.kubernetes.rules.objects import Rule as ObjectRule
    from oamc.kubernetes.table import FieldType, Table

    Field: TypeAlias = tuple[FieldType, Rule | None, Rule | None, Callable[[str], str] | None]
    """The type of a field, the rule for it, that for the empty text in it, and the rule for keys of a map."""
    _Demands: TypeAlias = tuple[tuple[str, ...], Mapping[str, Field], ObjectRule | None]
    """What is asked of a mapping: its required fields, what each field may be, and the rule for the whole."""

INTEGER_LIMITS = {"int32": 2**31, "int64": 2**63}
DEFAULTED = {
    "apps.v1.StatefulSetSpec": ("serviceName",),
    "batch.v1.PodFailurePolicy": ("rules",),
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": ("status",),
    "networking.v1.NetworkPolicySpec": ("podSelector",),
    "core.v1.SleepAction": ("seconds",),
    "core.v1.LimitRangeSpec": ("limits",),
    "rbac.v1.RoleRef": ("apiGroup",),
}
"""Fields that the schemas of Kubernetes require, and API servers do not."""

WHOLE = "a whole number"
FIELD_WORDS = {
    **dict.fromkeys(("base64", "string", "time"), TYPE_WORDS["string"]),
    **{kind: TYPE_WORDS[kind] for kind in ("boolean", "object")},
    **dict.fromkeys(INTEGER_LIMITS, WHOLE),
    "int-or-string": f"{WHOLE} or {TYPE_WORDS['string']}",
    "quantity": f"{TYPE_WORDS['number']} or {TYPE_WORDS['string']}",
}
"""The types of fields in the user's words."""
_SOUND: set[tuple[object, str, Rule | None]] = set()
"""Texts and whole numbers, each with a type and a rule, for which it is known that they have that type and keep that rule."""
REMEMBERED = frozenset((str, int))
"""The types of those. Of others, some are equal to a whole number: `True` to 1."""
MOST_REMEMBERED = 4096
LONGEST_REMEMBERED = 64
"""Characters of a text, and bits of a number."""
_DEMANDS: dict[tuple[Table, str, str], _Demands] = {}
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"


class Walk:
    """The walk through one object. `findings` gathers what it meets."""

    __slots__ = ("findings", "table", "version")

    def __init__(self, table: Table, findings: Findings) -> None:
        self.table = table
        self.findings = findings
        self.version = findings.version

    def check_definition(self, value: object, name: str, path: Path) -> None:
        """Check a mapping against a definition, and, if its shape is right, against the rules for the whole of it."""
        findings = self.findings
        if not isinstance(value, dict):
            findings.wrong_type(path, TYPE_WORDS["object"], value_type_name(value))
            return
        broken_before = findings.broken
        required, fields, whole = _demands(self.table, name, self.version)
        for field in required:
            if value.get(field) is None:
                findings.missing(path, field)
        for field, held in value.items():
            found = fields.get(field)
            if found is None:
                findings.unknown_field((*path, field), fields, self.versions_hint(name, field))
            elif held is not None:
                wanted, rule, rule_of_empty, key_rule = found
                if type(held) in REMEMBERED:
                    if not held and held == "":
                        rule = rule_of_empty
                    if (held, wanted.base, rule) in _SOUND:
                        continue  # most texts and numbers: not even their path is made
                self.check_value(held, wanted, (*path, field), rule)
                if key_rule is not None and isinstance(held, dict):
                    self.check_keys(held, key_rule, (*path, field))
        if whole is not None and findings.broken == broken_before:
            whole(value, path, findings)

    def versions_hint(self, name: str, field: str) -> str:
        """Say in which other versions of Kubernetes a field exists, if in any."""
        versions = self.table.versions_with_field(name, field)
        if not versions:
            return ""
        newer = [version for version in versions if int(version[2:]) > self.findings.minor]
        return f"Kubernetes has it since {newer[0]}" if newer else f"Kubernetes had it until {versions[-1]}"

    def check_value(self, value: object, wanted: FieldType, path: Path, rule: Rule | None) -> None:
        """Check a value that is not null against the type of its field; `rule` is for it, or for each of its items."""
        base = wanted.base
        if base == "definition":
            self.check_definition(value, wanted.definition, path)
        elif base == "list":
            self.check_list(value, wanted, path, rule)
        elif base == "map":
            self.check_map(value, wanted, path, rule)
        elif type(value) in REMEMBERED and (value, base, rule) in _SOUND:
            pass
        elif not _has_type(value, base):
            hint = "put it in quotes" if base == "string" and isinstance(value, (bool, int, float)) else ""
            self.findings.wrong_type(path, FIELD_WORDS[base], value_type_name(value), hint)
        else:
            reason = _basic_problem(value, base)
            if reason:
                self.findings.bad(path, reason)
            elif not rule or self.check_rule(value, rule, path):
                _remember(value, base, rule)

    def check_list(self, value: object, wanted: FieldType, path: Path, rule: Rule | None) -> None:
        """Check a list: every item, and that the items differ in their keys.

        Server-side apply, the default of Helm 4, refuses repeated keys and repeated items of a set.
        """
        assert wanted.item
        if not isinstance(value, list):
            self.findings.wrong_type(path, TYPE_WORDS["array"], value_type_name(value))
            return
        for index, item in enumerate(value):
            if item is None:
                self.findings.wrong_type((*path, index), "a value", "null")
            else:
                self.check_value(item, wanted.item, (*path, index), rule)
        if wanted.keys and len(value) > 1:
            self.repetitions(value, wanted.keys, path)

    def repetitions(self, items: list[Any], keys: tuple[str, ...], path: Path) -> None:
        """Report every item that has the same keys as an earlier one."""
        seen: dict[tuple[object, ...], int] = {}
        for index, item in enumerate(items):
            identity = _identity(item, keys)
            first = seen.setdefault(identity, index) if identity else index
            if first != index:
                what = "repeats" if keys == ("=",) else f"has the same {' and '.join(keys)} as"
                self.findings.bad((*path, index), f"{what} {path[-1]}[{first}]")

    def check_map(self, value: object, wanted: FieldType, path: Path, rule: Rule | None) -> None:
        """Check every value of a map."""
        assert wanted.item
        if not isinstance(value, dict):
            self.findings.wrong_type(path, TYPE_WORDS["object"], value_type_name(value))
            return
        base = wanted.item.base
        for key, item in value.items():
            if type(item) in REMEMBERED and (item, base, rule) in _SOUND:
                continue
            if item is None and base in ("string", "base64"):
                self.check_value("", wanted.item, (*path, key), rule)  # that is what an API server reads
            elif item is None:
                self.findings.wrong_type((*path, key), "a value", "null")
            else:
                self.check_value(item, wanted.item, (*path, key), rule)

    def check_keys(self, value: dict[str, Any], rule: Any, path: Path) -> None:
        """Check the keys of a map."""
        for key in value:
            reason = rule(key)
            if reason:
                self.findings.bad_key(path, key, reason)

    def check_rule(self, value: Any, rule: Rule, path: Path) -> bool:
        """Check one value of a good type against the rule for it: a function, or the texts it may be. Tell whether it holds."""
        if isinstance(rule, tuple):
            if value not in rule:
                meant = nearest(value, rule)
                self.findings.bad(path, choice(rule), f'did you mean "{meant}"?' if meant else "")
            return value in rule
        reason = rule(value)
        if reason:
            self.findings.bad(path, reason)
        return not reason


def _demands(table: Table, name: str, version: str) -> _Demands:
    """Return what a version of Kubernetes asks of a definition. It is put together once: many objects have the same parts."""
    known = _DEMANDS.get((table, name, version))
    if known is not None:
        return known
    definition = table.definition(name, version)
    rules, key_rules, unset = FIELD_RULES.get(name, {}), KEY_RULES.get(name, {}), UNSET.get(name, ())
    fields = {
        field: (wanted, rules.get(field), None if field in unset else rules.get(field), key_rules.get(field))
        for field, wanted in definition.types.items()
    }
    required = tuple(field for field in definition.required if field not in DEFAULTED.get(name, ()))
    found = _DEMANDS[table, name, version] = (required, fields, object_rule(name))
    return found


def _remember(value: object, base: str, rule: Rule | None) -> None:
    """Remember a text or a whole number of a type that keeps a rule: many objects say the same."""
    size = len(value) if type(value) is str else value.bit_length() if type(value) is int else None
    if size is not None and size <= LONGEST_REMEMBERED and len(_SOUND) < MOST_REMEMBERED:
        _SOUND.add((value, base, rule))


def _identity(item: object, keys: tuple[str, ...]) -> tuple[object, ...]:
    """Return what tells an item of a list from the others, or nothing where its shape is wrong.

    An absent key counts by its default; `protocol` is the one that has a default other than empty.
    """
    if keys == ("=",):
        return (item,) if isinstance(item, (str, int, float)) else ()
    if not isinstance(item, dict):
        return ()
    found = tuple(item.get(key) or ("TCP" if key == "protocol" else "") for key in keys)
    return found if all(isinstance(part, (str, int, float)) for part in found) and any(item.get(key) for key in keys) else ()


def _has_type(value: object, base: str) -> bool:
    """Tell whether a value has one of the basic types. A boolean is no number, and 4.0 is a whole one, as in JSON Schema."""
    match base:
        case "string" | "time" | "base64":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "int32" | "int64":
            return _is_whole(value)
        case "quantity":
            return isinstance(value, (str, int, float)) and not isinstance(value, bool)
        case "int-or-string":
            return isinstance(value, str) or _is_whole(value)
        case _:
            return isinstance(value, dict)


def _is_whole(value: object) -> bool:
    """Tell whether a value is a whole number."""
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def _basic_problem(value: Any, base: str) -> str:
    """Say why a value of the right type cannot be decoded by an API server."""
    if base in INTEGER_LIMITS:
        limit = INTEGER_LIMITS[base]
        return "" if -limit <= value < limit else f"must be from {-limit} to {limit - 1}"
    if base == "int-or-string" and not isinstance(value, str):
        return _basic_problem(value, "int32")
    if base == "quantity":
        return "" if parse(value) is not None else RULE
    if base == "base64":
        return "" if _is_base64(value) else "must be base64"
    if base == "time":
        return "" if re.fullmatch(_TIME, value) else "must be a time, such as 2026-01-31T12:00:00Z"
    return ""


def _is_base64(text: str) -> bool:
    """Tell whether a text is standard base64 with padding; line breaks are ignored, as Go's decoder does."""
    from binascii import Error as NotBase64
    from binascii import a2b_base64

    try:
        a2b_base64(text.replace("\n", "").replace("\r", "").encode("ascii"), strict_mode=True)
    except (NotBase64, UnicodeEncodeError):
        return False
    return True

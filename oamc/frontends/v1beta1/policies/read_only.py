"""read-only: objects that are in the cluster already, and do not come out (docs/spec/oam-v1beta1.md, 11 and 11.1)."""

from __future__ import annotations

from oamc.diagnostics.codes.shape import EMPTY_VALUE
from oamc.model.application import ObjectRule
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.spans import Located

LISTS = ("componentNames", "componentTypes", "oamTypes", "traitTypes", "resourceTypes", "resourceNames")
ROLES = {"COMPONENT": "WORKLOAD"}
"""The documentation of KubeVela says COMPONENT, and its objects carry WORKLOAD."""


class ReadOnly(Record):
    """Which objects do not come out. `components` are the names of components with their places."""

    rules: tuple[ObjectRule, ...]
    components: tuple[Located[str], ...]


def decode_read_only(fields: Fields) -> ReadOnly:
    """Decode the properties."""
    found = fields.each("rules", _rule)
    return ReadOnly(rules=tuple(rule for rule, _ in found), components=tuple(name for _, names in found for name in names))


def _rule(fields: Fields) -> tuple[ObjectRule, tuple[Located[str], ...]]:
    """Decode a rule."""
    return fields.section("selector", selector)


def selector(fields: Fields) -> tuple[ObjectRule, tuple[Located[str], ...]]:
    """Decode the selector of a rule, which all policies about objects share."""
    words = {name: fields.texts(name) for name in LISTS}
    if not any(fields.has(name) for name in LISTS):
        fields.lacks(LISTS, EMPTY_VALUE, at=fields.span, hint="a rule without a list selects nothing")
    elif not any(words.values()):
        fields.findings.add(EMPTY_VALUE, at=fields.span, place=fields.place, hint="a rule without a list selects nothing")
    texts = {name: tuple(word.value for word in found) for name, found in words.items()}
    rule = ObjectRule(
        components=texts["componentNames"],
        component_types=texts["componentTypes"],
        roles=tuple(ROLES.get(role, role) for role in texts["oamTypes"]),
        traits=texts["traitTypes"],
        kinds=texts["resourceTypes"],
        names=texts["resourceNames"],
    )
    return rule, words["componentNames"]

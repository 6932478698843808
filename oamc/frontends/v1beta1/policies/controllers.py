"""Policies that only speak to a controller: what an output has in their place (docs/spec/oam-v1beta1.md, 11.1 and 14.6)."""

from __future__ import annotations

from oamc.diagnostics.codes.vela import POLICY_NOT_FOLLOWED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.spans import Located

DELETES = "what is deleted, and when, is decided by whoever applies the output"
UPDATES = "how objects are changed and to whom they belong is decided by whoever applies the output"
REMOVED = "KubeVela has removed it"

REASONS = {
    "apply-once": (UPDATES, "in Argo CD, ignoreDifferences leaves fields to others"),
    "debug": ("nothing runs that could be watched", ""),
    "garbage-collect": (DELETES, 'the annotation "helm.sh/resource-policy: keep" of an object says that it stays'),
    "health": (REMOVED, "remove the policy"),
    "resource-update": (UPDATES, ""),
    "shared-resource": (UPDATES, ""),
    "take-over": (UPDATES, ""),
}
FIELDS = {
    "apply-once": ("enable", "rules"),
    "garbage-collect": ("applicationRevisionLimit", "keepLegacyResource", "continueOnFailure", "order", "rules"),
    "health": ("probeTimeout", "probeInterval"),
    "resource-update": ("rules",),
    "shared-resource": ("rules",),
    "take-over": ("rules",),
}
WITHOUT_PROPERTIES = frozenset(("debug", "health"))


def report_policy_of_a_controller(type_of: Located[str], fields: Fields) -> None:
    """Tell that a policy has no effect in an output, and report properties that it does not have. `fields` are the policy's."""
    reason, hint = REASONS[type_of.value]
    what = f'policy type "{type_of.value}"'
    fields.findings.add(POLICY_NOT_FOLLOWED, at=type_of.span, what=what, reason=reason, hint=hint)
    if type_of.value in WITHOUT_PROPERTIES:
        fields.optional_section("properties", lambda found: _look(type_of.value, found))
    else:
        fields.section("properties", lambda found: _look(type_of.value, found))


def _look(type_of: str, fields: Fields) -> None:
    """Make the properties known that a type has."""
    for name in FIELDS.get(type_of, ()):
        fields.value(name)

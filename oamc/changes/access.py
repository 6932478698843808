"""What changes of roles, bindings, accounts and namespaces mean: who may do what.

In: a change that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

import itertools
import math

from oamc.changes.model import ABSENT, EXPOSURE, HARMLESS, NARROWER, OTHER, PERMISSION, WIDER, Rated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, FieldChange

    Atom = tuple[str, str, str, str]

AGGREGATION = "rbac.authorization.k8s.io/aggregate-to-"
POD_SECURITY = "pod-security.kubernetes.io/"
LEVELS = ("restricted", "baseline", "privileged")
"""Levels of pod security, the strictest first. None given is the last one."""
IDENTITIES = ("eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/")
ADDRESS = "/"
MOST_ATOMS = 200_000
POWERFUL_VERBS = frozenset(("escalate", "bind", "impersonate", "*"))
POWERFUL_RESOURCES = frozenset(("secrets", "pods/exec", "*"))


def of_role(change: FieldChange, old: Body, new: Body) -> Iterator[Rated]:
    """Yield what a change of a Role or a ClusterRole means: rules are compared by what they allow."""
    path = change.path
    if path[:1] == ("rules",):
        if max(map(_count, (old, new))) > MOST_ATOMS:
            yield Rated(rating=PERMISSION, direction=OTHER, reason="the rules allow too much to be compared")
            return
        before, after = atoms(old), atoms(new)
        more = [atom for atom in after if not _is_covered(atom, before)]
        less = [atom for atom in before if not _is_covered(atom, after)]
        if not more and not less:
            yield Rated(rating=HARMLESS, reason="the rules allow the same")
            return
        direction = OTHER if more and less else WIDER if more else NARROWER
        is_powerful = any(atom[3] in POWERFUL_VERBS or atom[1] in POWERFUL_RESOURCES for atom in more)
        yield Rated(rating=PERMISSION, direction=direction, reason="what is new is powerful" if is_powerful else "")
    elif path[:1] == ("aggregationRule",) or (path[:2] == ("metadata", "labels") and path[-1].startswith(AGGREGATION)):
        yield Rated(rating=PERMISSION, direction=OTHER)
    else:
        yield Rated(rating=HARMLESS)


def _count(role: Body) -> int:
    """Return how many things a role allows, so that a short text of stars and lists is no long computation."""
    parts = ("apiGroups", "resources", "resourceNames", "verbs")
    counts = ([max(len(rule.get(part) or ()), 1) for part in parts] for rule in role.get("rules") or ())
    return sum(math.prod(count) for count in counts)


def atoms(role: Body) -> frozenset[Atom]:
    """Return what a role allows, each with its API group, resource, name and verb; an address stands in place of a resource.

    The group of an address is the text `ADDRESS`, which no group is called.
    """
    found: set[Atom] = set()
    for rule in role.get("rules") or ():
        verbs = [str(verb) for verb in rule.get("verbs") or ()]
        for verb in verbs:
            found |= {(ADDRESS, str(address), "", verb) for address in rule.get("nonResourceURLs") or ()}
            found |= {
                (str(group), str(resource), str(name), verb)
                for group in rule.get("apiGroups") or ("",)
                for resource in rule.get("resources") or ()
                for name in rule.get("resourceNames") or ("*",)
            }
    return frozenset(found)


def _is_covered(atom: Atom, by: frozenset[Atom]) -> bool:
    """Tell whether something is allowed already; a star stands for everything."""
    group, resource, name, verb = atom
    if group == ADDRESS:
        # A star at the end of an address stands for all that begin so.
        resources = [resource, *(f"{resource[:end]}*" for end in range(len(resource)))]
        return any((ADDRESS, one, "", known) in by for one in resources for known in (verb, "*"))
    _, slash, part = resource.partition("/")
    resources = [resource, "*", *([f"*/{part}"] if slash else [])]
    return any(one in by for one in itertools.product((group, "*"), resources, (name, "*"), (verb, "*")))


def of_binding(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a RoleBinding or a ClusterRoleBinding means."""
    if change.path[:1] != ("subjects",) or change.is_order:
        yield Rated(rating=HARMLESS)
        return
    yield Rated(rating=PERMISSION, direction=_of_presence(change))


def of_account(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a ServiceAccount means."""
    path = change.path
    is_identity = path[:2] == ("metadata", "annotations") and path[-1].startswith(IDENTITIES)
    if path[:1] == ("automountServiceAccountToken",):
        is_kept = (change.old is False) == (change.new is False)
        direction = NARROWER if change.new is False else WIDER
        yield Rated(rating=HARMLESS) if is_kept else Rated(rating=PERMISSION, direction=direction)
    elif change.is_order:
        yield Rated(rating=HARMLESS)
    elif is_identity or path[:1] in {("imagePullSecrets",), ("secrets",)}:
        yield Rated(rating=PERMISSION, direction=OTHER)
    else:
        yield Rated(rating=HARMLESS)


def of_namespace(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a Namespace means."""
    path = change.path
    label = path[-1] if path[:2] == ("metadata", "labels") and len(path) > 2 else ""  # noqa: PLR2004  # a label
    if label == f"{POD_SECURITY}enforce":
        before, after = (LEVELS.index(value) if value in LEVELS else len(LEVELS) - 1 for value in (change.old, change.new))
        reason = "new pods may be refused" if after < before else ""
        if after == before:
            yield Rated(rating=HARMLESS, reason="the level is in force as it is")
            return
        yield Rated(rating=PERMISSION, direction=WIDER if after > before else NARROWER, reason=reason)
    elif label.startswith(POD_SECURITY):
        yield Rated(rating=PERMISSION, direction=OTHER)
    elif label:
        yield Rated(rating=EXPOSURE, direction=OTHER, condition="a NetworkPolicy selects namespaces by the label")
    else:
        yield Rated(rating=HARMLESS)


def _of_presence(change: FieldChange) -> str:
    """Return which way it goes where something is new, gone, or another one."""
    return WIDER if change.old is ABSENT else NARROWER if change.new is ABSENT else OTHER

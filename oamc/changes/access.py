"""What changes of roles, bindings, accounts and namespaces mean: who may do what.

In: a change that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

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
POWERFUL_VERBS = frozenset(("escalate", "bind", "impersonate", "*"))
POWERFUL_RESOURCES = frozenset(("secrets", "pods/exec", "*"))


def of_role(change: FieldChange, old: Body, new: Body) -> Iterator[Rated]:
    """Yield what a change of a Role or a ClusterRole means: rules are compared by what they allow."""
    path = change.path
    if path[:1] == ("rules",):
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


def atoms(role: Body) -> frozenset[Atom]:
    """Return what a role allows, each with its API group, resource, name and verb; an address stands in place of a resource."""
    found: set[Atom] = set()
    for rule in role.get("rules") or ():
        verbs = [str(verb) for verb in rule.get("verbs") or ()]
        for verb in verbs:
            found |= {("", f"address {address}", "", verb) for address in rule.get("nonResourceURLs") or ()}
            found |= {
                (str(group), str(resource), str(name), verb)
                for group in rule.get("apiGroups") or ("",)
                for resource in rule.get("resources") or ()
                for name in rule.get("resourceNames") or ("*",)
            }
    return frozenset(found)


def _is_covered(atom: Atom, by: frozenset[Atom]) -> bool:
    """Tell whether something is allowed already; a star stands for everything."""
    return atom in by or any(all(known in {wanted, "*"} for wanted, known in zip(atom, one, strict=True)) for one in by)


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
        yield Rated(rating=PERMISSION, direction=NARROWER if change.new is False else WIDER)
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

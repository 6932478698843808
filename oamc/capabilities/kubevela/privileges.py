"""What an account may do: the properties, and the rules of a role (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import NAME, TEXT, Listed, Struct, choice
from oamc.expressions.types import ListType
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

RBAC = "rbac.authorization.k8s.io"
ROLES = tuple(f"{RBAC}/v1 {kind}" for kind in ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"))
"""The kinds of objects that say what an account may do."""
CLUSTER, NAMESPACE = "cluster", "namespace"
RULE = ("apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs")
_WORDS = ListType(item=TEXT)
_SOME_WORDS = ListType(item=TEXT, minimum_length=1)
"""Lists that the API server takes for missing where they are empty: ValidatePolicyRule of `pkg/apis/rbac/validation`."""
PRIVILEGES = item(
    "privileges",
    Listed(
        item=Struct(
            items=(
                needed("verbs", ListType(item=NAME, minimum_length=1), "What may be done."),
                item("apiGroups", _SOME_WORDS, "The API groups of the objects."),
                item("resources", _SOME_WORDS, "The kinds of objects, in plural."),
                item("resourceNames", _WORDS, "The names of the objects, where not all are meant."),
                item("nonResourceURLs", _SOME_WORDS, "Paths of the API server that are no objects."),
                item("scope", choice(NAMESPACE, CLUSTER), "Where it may be done.", NAMESPACE, live=False),
            )
        )
    ),
    "What the account may do.",
)


def rules(privileges: Iterable[Group]) -> Tree:
    """Return the rules of a role."""
    return [entries((field, privilege.tree(field)) for field in RULE) for privilege in privileges]

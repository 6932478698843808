"""What the fields of a kind hold, by their paths: for values that take the place of what is written there."""

from __future__ import annotations

from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import BASIC_TYPES, load_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.kubernetes.table import FieldType

HOLDS_PARTS = "parts"
"""Stands for a mapping or a list of known parts."""


def field_type(api_version: str, kind: str, path: Sequence[str | int]) -> str:
    """Return one of `BASIC_TYPES`, or `HOLDS_PARTS`; empty where nothing is known of the place."""
    table = load_table()
    versions = table.versions_of(api_version, kind)
    name = table.definition_of(api_version, kind) if versions else ""
    if not name:
        return ""
    version = DEFAULT_VERSION if DEFAULT_VERSION in versions else versions[-1]
    wanted: FieldType | None = None
    for step in path:
        base = "definition" if wanted is None else wanted.base
        if base == "definition":
            types = table.definition(name if wanted is None else wanted.definition, version).types
            wanted = types.get(str(step)) if isinstance(step, str) else None
        elif base in ("list", "map") and isinstance(step, int) == (base == "list"):
            wanted = wanted.item if wanted is not None else None
        else:
            return ""
        if wanted is None:
            return ""
    if wanted is None or wanted.base in ("definition", "list", "map"):
        return HOLDS_PARTS
    return wanted.base if wanted.base in BASIC_TYPES else ""


def has_replicas(api_version: str, kind: str) -> bool:
    """Tell whether a kind of Kubernetes has a number of replicas."""
    return field_type(api_version, kind, ("spec", "replicas")) == "int32"


def is_of_kubernetes(api_version: str, kind: str) -> bool:
    """Tell whether some supported version of Kubernetes has a kind."""
    return bool(load_table().versions_of(api_version, kind))


def kind_of_plural(plural: str, group: str, version: str) -> tuple[str, str] | None:
    """Return apiVersion and kind of the kind of Kubernetes that has this plural name; `version` may be empty."""
    table = load_table()
    api_versions = [f"{group}/{version}" if group else version] if version else _api_versions(group)
    for api_version in api_versions:
        for kind in table.kinds_of(api_version):
            if plural_of(kind) == plural:
                return api_version, kind
    return None


def plural_of(kind: str) -> str:
    """Return the plural by which an API server calls a kind, as its resources usually are named.

    >>> plural_of("Ingress"), plural_of("NetworkPolicy"), plural_of("Endpoints")
    ('ingresses', 'networkpolicies', 'endpoints')
    """
    name = kind.lower()
    if name == "endpoints":
        return name
    if name.endswith(("s", "x", "ch", "sh")):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") and name[-2:-1] not in ("a", "e", "o", "u") else f"{name}s"


def _api_versions(group: str) -> list[str]:
    """Return the API versions of a group, the stable ones first."""
    stages = ("v1", "v2", "v3", "v1beta1", "v1beta2", "v1beta3", "v2beta1", "v2beta2", "v1alpha1", "v1alpha2", "v1alpha3")
    return [f"{group}/{stage}" if group else stage for stage in stages]

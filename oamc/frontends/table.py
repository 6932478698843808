"""The front ends that oamc has, in the order in which a document is offered to them.

That of v1alpha1 is here as a whole. Of another one only what tells its documents is: its room is loaded with the first of them.
"""

from __future__ import annotations

from importlib import import_module

from oamc.frontends.contract import FrontEnd, ShownFields
from oamc.frontends.v1alpha1.front_end import V1ALPHA1
from oamc.frontends.v1beta1.front_end import V1BETA1

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _later(module: str, name: str) -> Callable[..., Any]:
    """Return a function of a room of front ends, which is loaded when it is first called."""

    def call(*arguments: Any) -> Any:
        """Call the function."""
        return getattr(import_module(f"oamc.frontends.{module}"), name)(*arguments)

    return call


V1ALPHA2_KINDS = (
    "Component",
    "ApplicationConfiguration",
    "WorkloadDefinition",
    "TraitDefinition",
    "ScopeDefinition",
    "HealthScope",
    "NetworkScope",
    "ContainerizedWorkload",
    "ManualScalerTrait",
)
_OF_OBJECTS = frozenset(
    (
        "allowComponentOverlap",
        "appliesToWorkloads",
        "fieldPaths",
        "replicaCount",
        "replicas",
        "revisionEnabled",
        "revisionName",
        "workloadRefPath",
    )
)
_FIELDS_1 = V1ALPHA1.fields
_FIELDS = ShownFields(
    shown=_FIELDS_1.shown | _OF_OBJECTS,
    secret=_FIELDS_1.secret,
    lists_of_secrets=_FIELDS_1.lists_of_secrets,
    mappings_of_secrets=_FIELDS_1.mappings_of_secrets | {"matchLabels"},
)
V1ALPHA2 = FrontEnd(
    api_versions=("core.oam.dev/v1alpha2",),
    kinds=V1ALPHA2_KINDS,
    decode=_later("v1alpha2.decode", "decode"),
    normalize=_later("v1alpha2.normalize", "normalize"),
    components=_later("v1alpha2.normalize", "components"),
    instances=_later("v1alpha2.normalize", "instances"),
    fields=_FIELDS,
)

FRONT_ENDS = (V1ALPHA1, V1ALPHA2, V1BETA1)

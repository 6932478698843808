"""The functions of the front end of OAM v1alpha2, as `frontends/table.py` names them."""

from __future__ import annotations

from oamc.frontends.contract import ShownFields
from oamc.frontends.v1alpha1.front_end import FIELDS as OF_V1ALPHA1
from oamc.frontends.v1alpha2.decode import decode
from oamc.frontends.v1alpha2.normalize import components, instances, normalize

__all__ = ["components", "decode", "fields", "instances", "normalize"]

OF_OBJECTS = frozenset(
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


def fields() -> ShownFields:
    """Return what messages may show of a document: containers are written as in v1alpha1."""
    return ShownFields(
        shown=OF_V1ALPHA1.shown | OF_OBJECTS,
        secret=OF_V1ALPHA1.secret,
        lists_of_secrets=OF_V1ALPHA1.lists_of_secrets,
        mappings_of_secrets=OF_V1ALPHA1.mappings_of_secrets | {"matchLabels"},
    )

"""What it means that an object is new, gone, or has another name."""

from __future__ import annotations

from oamc.changes.model import (
    DATA,
    DOWN,
    EXPOSURE,
    HARMLESS,
    NARROWER,
    OTHER,
    PERMISSION,
    QOS,
    RESTART,
    SCALING,
    UP,
    WIDER,
    Rated,
)
from oamc.changes.workloads import WORKLOADS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.changes.model import Body

STORED = frozenset(("PersistentVolumeClaim", "PersistentVolume", "Namespace"))
REACHED = frozenset(("Service", "Ingress", "IngressClass", "HTTPRoute", "Gateway"))
ALLOWED = frozenset(("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ServiceAccount"))
SCALED = frozenset(("HorizontalPodAutoscaler", "PodDisruptionBudget"))
BOUNDED = frozenset(("PriorityClass", "LimitRange", "ResourceQuota"))
APPLYING = frozenset(("Application", "ApplicationSet", "HelmRelease", "Kustomization"))
"""Kinds of Argo CD and Flux: what one of them has applied, and often what that stores, goes with it."""
GROUPS = ("argoproj.io/", "helm.toolkit.fluxcd.io/", "kustomize.toolkit.fluxcd.io/")
APPLIED = "what it has applied is deleted with it, unless it is told to let go of that first"
KEPT = "helm.sh/resource-policy"


def of_new(body: Body) -> Rated:
    """Return what it means that an object is new."""
    kind = body["kind"]
    if kind in WORKLOADS:
        return Rated(rating=SCALING, direction=UP)
    if kind in REACHED:
        return Rated(rating=EXPOSURE, direction=WIDER)
    if kind == "NetworkPolicy":
        return Rated(rating=EXPOSURE, direction=NARROWER)
    if kind in ALLOWED:
        return Rated(rating=PERMISSION, direction=WIDER)
    if kind in SCALED:
        return Rated(rating=SCALING, direction=OTHER)
    return Rated(rating=QOS, direction=OTHER) if kind in BOUNDED else Rated(rating=HARMLESS)


def of_gone(body: Body) -> tuple[Rated, ...]:
    """Return what it means that an object is gone."""
    kind = body["kind"]
    annotations = (body.get("metadata") or {}).get("annotations") or {}
    if annotations.get(KEPT) == "keep":
        return (Rated(rating=HARMLESS, reason="it is left behind, by its annotation helm.sh/resource-policy"),)
    if kind in STORED:
        return (Rated(rating=DATA, reason="what it holds goes with it"),)
    if applies(body):
        return (Rated(rating=DATA, reason=APPLIED),)
    if kind in WORKLOADS:
        policy = (body.get("spec") or {}).get("persistentVolumeClaimRetentionPolicy") or {}
        found = Rated(rating=SCALING, direction=DOWN, reason="its claims stay" if kind == "StatefulSet" else "")
        if policy.get("whenDeleted") == "Delete":
            return Rated(rating=DATA, reason="its claims are deleted with it"), Rated(rating=SCALING, direction=DOWN)
        return (found,)
    if kind in REACHED:
        return (Rated(rating=EXPOSURE, direction=NARROWER),)
    if kind == "NetworkPolicy":
        return (Rated(rating=EXPOSURE, direction=WIDER, reason="what it kept out may come in"),)
    if kind in ALLOWED:
        return (Rated(rating=PERMISSION, direction=NARROWER),)
    if kind in SCALED:
        return (Rated(rating=SCALING, direction=OTHER),)
    return (Rated(rating=QOS, direction=OTHER) if kind in BOUNDED else Rated(rating=HARMLESS),)


def of_renamed(old: Body) -> Rated:
    """Return what it means that an object has another name: the old one is deleted, and the new one made."""
    kind = old["kind"]
    if kind in WORKLOADS:
        reason = "the old pods go and new ones come; for a while a Service may lead to both"
        return Rated(rating=RESTART, reason=reason)
    if kind in STORED:
        return Rated(rating=DATA, reason="the new one is empty")
    if applies(old):
        return Rated(rating=DATA, reason=APPLIED)
    if kind in REACHED:
        return Rated(rating=EXPOSURE, direction=OTHER, reason="it is reached by another name")
    if kind in ALLOWED:
        return Rated(rating=PERMISSION, direction=OTHER)
    if kind in SCALED:
        return Rated(rating=SCALING, direction=OTHER)
    return Rated(rating=QOS, direction=OTHER) if kind in BOUNDED else Rated(rating=HARMLESS)


def applies(body: Body) -> bool:
    """Tell whether an object makes Argo CD or Flux apply others."""
    return body["kind"] in APPLYING and str(body.get("apiVersion") or "").startswith(GROUPS)

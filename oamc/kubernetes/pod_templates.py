"""Where objects have the template of the pods that they run."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATE = ("spec", "template")
TEMPLATES: Mapping[str, tuple[str, ...]] = {"CronJob": ("spec", "jobTemplate", "spec", "template"), "Pod": ()}
"""Where the template of pods stands, where it is not in `spec.template`. That of a Pod is the pod itself."""
RUN_PODS = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod"))
"""The kinds of Kubernetes' own that run pods."""

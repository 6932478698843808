"""Limits of bandwidth on pods that use the network of their node, where nothing reads them (docs/spec/bandwidth.md, 2.7)."""

from __future__ import annotations

from oamc.checks.tracing import trace
from oamc.diagnostics.codes.bandwidth import LIMITS_WITHOUT_EFFECT
from oamc.kubernetes.cluster_needs import LIMITS
from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import place_of_pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject


def check_limits(item: KubeObject, filler: Filler, reports: Reports) -> None:
    """Report the first of the limits of an object that runs pods in the network of the node."""
    body = filler.body(item)
    pods = place_of_pods(body, item.pods)
    if pods[-1:] != ("spec",) or part_at(body, (*pods, "hostNetwork")) is not True:
        return
    annotations = part_at(body, (*pods[:-1], "metadata", "annotations")) or {}
    key = next((key for key in LIMITS if key in annotations), None)
    if key is not None:
        reports.add(
            LIMITS_WITHOUT_EFFECT,
            at=trace(item, (*pods[:-1], "metadata", "annotations", key), filler),
            kind=item.kind,
            name=item.name,
            annotation=key,
            hint="remove the limit, or hostNetwork from the pods",
        )

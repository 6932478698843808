"""topology: to which clusters and which namespace an application goes (docs/spec/oam-v1beta1.md, 11.2)."""

from __future__ import annotations

from oamc.diagnostics.codes.shape import UNKNOWN_FIELD
from oamc.diagnostics.codes.vela import POLICY_NOT_FOLLOWED
from oamc.model.application import Target
from oamc.records import Record
from oamc.source.nodes import Mapping, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.spans import Located

LOCAL = "local"
"""What KubeVela calls the cluster that it runs in: the one at hand."""
LABELS_HINT = "the output is for each of these clusters: give their names in clusters to see them here"


class Topology(Record):
    """The clusters by their names, or by `labels` that they have, spelled as one text; and the namespace of all objects."""

    clusters: tuple[Located[str], ...]
    labels: str
    namespace: Located[str] | None


def decode_topology(fields: Fields) -> Topology:
    """Decode the properties."""
    fields.boolean("allowEmpty")
    fields.renamed("clusterSelector", "clusterLabelSelector")
    if fields.has("targets"):
        hint = "write clusters and namespace, in a topology for each target"
        fields.findings.add(UNKNOWN_FIELD, at=fields.key_span("targets"), place=fields.place, field="targets", hint=hint)
        fields.dropped("targets")
    labels = fields.optional_section("clusterLabelSelector", _labels) or ""
    if labels:
        fields.findings.add(
            POLICY_NOT_FOLLOWED,
            at=fields.key_span("clusterLabelSelector"),
            what="a choice of clusters by their labels",
            reason="only a controller knows the labels of clusters",
            hint=LABELS_HINT,
        )
    return Topology(clusters=fields.texts("clusters"), labels=labels, namespace=fields.optional_text("namespace"))


def _labels(fields: Fields) -> str:
    """Return labels as one text that is the same in any order."""
    rest = Mapping({entry.key: entry for entry in fields.rest()}, fields.span)
    return ",".join(f"{name}={value}" for name, value in sorted(plain_items(rest)))


def plain_items(node: Mapping) -> list[tuple[str, str]]:
    """Return the entries of a mapping as texts."""
    return [(entry.key, str(plain(entry.value))) for entry in node]


def target_of(name: str, topology: Topology) -> Target:
    """Return where a topology sends an application."""
    clusters = sorted({cluster.value for cluster in topology.clusters} - {LOCAL})
    if any(cluster.value == LOCAL for cluster in topology.clusters) and clusters:
        clusters.insert(0, LOCAL)
    return Target(name=name, cluster=topology.labels or ",".join(clusters), namespace=topology.namespace)

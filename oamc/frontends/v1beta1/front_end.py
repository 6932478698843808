"""The functions of the front end of OAM v1beta1, as `frontends/table.py` names them."""

from __future__ import annotations

from oamc.frontends.contract import ShownFields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1beta1.documents import VelaDocument
    from oamc.model.application import Normalized
    from oamc.model.left_out import LeftOut
    from oamc.source.nodes import Document
    from oamc.spans import Located

FIELDS = ShownFields(
    shown=frozenset(
        (
            "apiVersion",
            "appMountPath",
            "claimName",
            "cluster",
            "clusters",
            "class",
            "cmName",
            "component",
            "componentNames",
            "concurrencyPolicy",
            "containerName",
            "containerPort",
            "cpu",
            "dependsOn",
            "domain",
            "effect",
            "expose",
            "exposeType",
            "from",
            "hostIP",
            "hostPort",
            "image",
            "imagePullPolicy",
            "initMountPath",
            "kind",
            "maxSkew",
            "maxSurge",
            "maxUnavailable",
            "memory",
            "mode",
            "mountName",
            "mountPath",
            "name",
            "namespace",
            "nodePort",
            "operator",
            "partition",
            "path",
            "policies",
            "policy",
            "port",
            "privileged",
            "protocol",
            "ref",
            "replicas",
            "schedule",
            "secretName",
            "selector",
            "steps",
            "subSteps",
            "timeout",
            "targetKind",
            "topologyKey",
            "type",
            "weight",
            "whenUnsatisfiable",
        )
    ),
    secret=frozenset(
        ("args", "cmd", "command", "data", "headers", "hcl", "objects", "operations", "stringData", "value", "values")
    ),
    lists_of_secrets=frozenset(("env", "httpHeaders")),
    mappings_of_secrets=frozenset(("annotations", "labels")),
)
"""Everything that is not shown is hidden. Objects of Kubernetes and values of charts may hold a secret anywhere."""


def decode(document: Document, reports: Reports) -> VelaDocument | None:
    """Return the typed document, or None where its shape is wrong or its kind is not read."""
    from oamc.frontends.v1beta1.decode import decode as decode_document

    return decode_document(document, reports)


def normalize(documents: Iterable[VelaDocument], reports: Reports, left_out: LeftOut | None = None) -> Normalized:
    """Turn the documents of one input into applications. What others miss stays as it is: no Application refers to another."""
    from oamc.frontends.v1beta1.normalize import normalize as normalize_documents

    return normalize_documents(documents, reports, left_out)


def components(documents: Iterable[VelaDocument]) -> list[Located[str]]:
    """Return the names of the components, each of which is an instance, too."""
    from oamc.frontends.v1beta1.documents import ApplicationDocument

    return [entry.name for document in documents if isinstance(document, ApplicationDocument) for entry in document.components]


instances = components


def fields() -> ShownFields:
    """Return what messages may show of a document."""
    return FIELDS

"""The functions of the front end of OAM v1alpha1, as `frontends/table.py` names them."""

from __future__ import annotations

from oamc.frontends.contract import ShownFields
from oamc.frontends.v1alpha1.decode import decode
from oamc.frontends.v1alpha1.documents import ApplicationConfiguration, ComponentSchematic
from oamc.frontends.v1alpha1.normalize import normalize

__all__ = ["components", "decode", "fields", "instances", "normalize"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.spans import Located

FIELDS = ShownFields(
    shown=frozenset(
        (
            "accessMode",
            "apiVersion",
            "appliesTo",
            "applicationScopes",
            "arch",
            "component",
            "componentName",
            "containerPort",
            "cpu",
            "enum",
            "ephemeral",
            "failureThreshold",
            "fromParam",
            "fromVariable",
            "gpu",
            "image",
            "imagePullPolicy",
            "initialDelaySeconds",
            "instanceName",
            "kind",
            "maxLength",
            "maximum",
            "memory",
            "minLength",
            "minimum",
            "mountPath",
            "name",
            "namespace",
            "osType",
            "path",
            "pattern",
            "periodSeconds",
            "port",
            "protocol",
            "required",
            "sharingPolicy",
            "successThreshold",
            "timeoutSeconds",
            "type",
            "workloadType",
        )
    ),
    secret=frozenset(
        (
            "args",
            "cmd",
            "command",
            "data",
            "default",
            "imagePullSecret",
            "key",
            "properties",
            "secret",
            "stringData",
            "value",
        )
    ),
    lists_of_secrets=frozenset(("config", "env", "httpHeaders", "parameterValues", "parameters", "variables")),
    mappings_of_secrets=frozenset(("annotations", "labels", "workloadSettings")),
)
"""Everything that is not shown is hidden, so that a misspelled `value` is hidden too. Settings may also be a list.

A secret may stand where the key of a reference belongs, or where a declaration says that it is one.
"""


def components(documents: Iterable[OamDocument]) -> list[Located[str]]:
    """Return the names of the components."""
    return [document.metadata.name for document in documents if isinstance(document, ComponentSchematic)]


def instances(documents: Iterable[OamDocument]) -> list[Located[str]]:
    """Return the names of the instances of all applications."""
    configurations = (document for document in documents if isinstance(document, ApplicationConfiguration))
    return [entry.instance_name for document in configurations for entry in document.components]


def fields() -> ShownFields:
    """Return what messages may show of a document."""
    return FIELDS

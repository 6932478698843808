"""The front end of OAM v1alpha1 as a record."""

from __future__ import annotations

from oamc.frontends.contract import FrontEnd, ShownFields
from oamc.frontends.v1alpha1.decode import API_VERSION, KINDS, OLD_API_VERSION, decode
from oamc.frontends.v1alpha1.documents import ApplicationConfiguration, ComponentSchematic
from oamc.frontends.v1alpha1.normalize import normalize

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


V1ALPHA1 = FrontEnd(
    api_versions=(API_VERSION, OLD_API_VERSION),
    kinds=KINDS,
    decode=decode,
    normalize=normalize,
    components=components,
    instances=instances,
    fields=FIELDS,
)

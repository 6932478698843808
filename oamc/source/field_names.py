"""The names of fields that a message of the reader may repeat.

The reader does not know what a key is: below a value of a parameter, in an annotation or a file, it may be a secret. Only the
names of fields of OAM and of the metadata of every object are told; for others there is the place.
"""

from __future__ import annotations

FIELD_NAMES = frozenset((
    "accessMode", "allowComponentOverlap", "annotations", "apiVersion", "applicationScopes", "appliesTo", "arch", "args",
    "cmd", "command", "componentName", "components", "config", "configMapKeyRef", "consume", "containerPort", "containers",
    "cpu", "default", "description", "digest", "disk", "enum", "env", "ephemeral", "examples", "exclusiveMaximum",
    "exclusiveMinimum", "exec", "expose", "extended", "failureThreshold", "fieldRef", "fileKeyRef", "finalizers", "from",
    "fromParam", "fromVariable", "gpu", "group", "grpc", "httpGet", "httpHeaders", "image", "imagePullPolicy",
    "imagePullSecret", "initialDelaySeconds", "instanceName", "items", "key", "kind", "labels", "livenessProbe", "maximum",
    "maxItems", "maxLength", "memory", "metadata", "minimum", "minItems", "minLength", "mountPath", "multipleOf", "name",
    "names", "namespace", "optional", "os", "osType", "parameters", "parameterValues", "path", "pattern", "periodSeconds",
    "plural", "port", "ports", "properties", "protocol", "readinessProbe", "replicaCount", "required", "resourceFieldRef",
    "resources", "scopes", "secret", "secretKeyRef", "service", "settings", "sharingPolicy", "singular", "spec",
    "startupProbe", "status", "successThreshold", "tcpSocket", "timeoutSeconds", "traits", "type", "uniqueItems", "value",
    "valueFrom", "variables", "version", "volumes", "workloadSettings", "workloadType",
))  # fmt: skip


def key_in_words(key: str) -> str:
    """Name a key if it is the name of a field, or say no more than that it is one."""
    return f'the key "{key}"' if key in FIELD_NAMES or key == "<<" else "a key"

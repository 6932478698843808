"""The names of fields that a message of the reader may repeat.

The reader does not know what a key is: below a value of a parameter, in an annotation or a file, it may be a secret. Only the
names of fields of OAM and of the metadata of every object are told; for others there is the place.
"""

from __future__ import annotations

FIELD_NAMES = frozenset((
    "accessMode", "aliases", "allowComponentOverlap", "annotations", "apiVersion", "applicationScopes", "appliesTo",
    "appliesToWorkloads", "arch", "args", "childResourceKinds", "clusters", "cmd", "command", "componentDefinition",
    "componentName", "components", "config", "configMapKeyRef", "conflictsWith", "consume", "containerPort", "containers",
    "controlPlaneOnly", "cpu", "cue", "customStatus", "default", "definition", "definitionRef", "definitionType", "dependsOn",
    "description", "details", "digest", "disk", "enum", "env", "ephemeral", "example", "examples", "exclusiveMaximum",
    "exclusiveMinimum", "exec", "expose", "extended", "extension", "externalRevision", "failure-rate-threshold",
    "failureThreshold", "fieldPaths", "fieldRef", "fileKeyRef", "finalizers", "from", "fromParam", "fromSecret",
    "fromVariable", "global", "gpu", "group", "grpc", "health-threshold-percentage", "healthPolicy", "healthy-rate-threshold",
    "helm", "httpGet", "httpHeaders", "if", "image", "imagePullPolicy", "imagePullSecret", "initialDelaySeconds", "inputs",
    "instanceName", "internetGatewayType", "items", "key", "kind", "kube", "labels", "live", "livenessProbe", "longestName",
    "manageHealthCheck", "manageWorkload", "maximum", "maxItems", "maxLength", "members", "memory", "meta", "metadata",
    "minimum", "minItems", "minLength", "mode", "mountPath", "multipleOf", "name", "names", "namespace", "networkId",
    "optional", "os", "osType", "outputs", "parameters", "parameterValues", "path", "pattern", "periodSeconds", "plural",
    "podDisruptive", "pods", "podSpecPath", "policies", "policyDefinition", "port", "ports", "priority", "probe-endpoint",
    "probe-interval", "probe-method", "probe-timeout", "properties", "protocol", "provides", "readinessProbe", "ref",
    "replicaCount", "replicas", "required", "required-healthy-components", "requires", "resourceFieldRef", "resources",
    "revision", "revisionEnabled", "revisionHash", "revisionLabel", "revisionName", "runsOnce", "scalable", "schematic",
    "scope", "scopeRef", "scopes", "secret", "secretKeyRef", "selector", "service", "settings", "sharingPolicy", "singular",
    "spec", "stage", "startupProbe", "status", "steps", "subnetIds", "subSteps", "successThreshold", "tcpSocket", "template",
    "terraform", "timeout", "timeoutSeconds", "trait", "traitDefinition", "traits", "type", "uniqueItems", "value",
    "valueFrom", "variables", "version", "volumes", "wants", "workflow", "workflowStepDefinition", "workload", "workloadRef",
    "workloadRefPath", "workloadRefs", "workloadRefsPath", "workloadSettings", "workloadType",
))  # fmt: skip


def key_in_words(key: str) -> str:
    """Name a key if it is the name of a field, or say no more than that it is one."""
    return f'the key "{key}"' if key in FIELD_NAMES or key == "<<" else "a key"

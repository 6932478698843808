"""Where oamc's table and the API server's validation differ on purpose, each with its reason."""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """What oamc refuses although an API server takes it: a pattern of its messages, and the reason.

    `until` is the last minor version of Kubernetes that takes it, where newer ones refuse it, too.
    """

    pattern: str
    reason: str
    until: int = 99


STRICTER = {
    "root": Difference(r"must not run as root", "the kubelet never starts such a container"),
    "probe port": Difference(r"names no port of the container", "the probe would fail for ever"),
    "capability": Difference(r"must be a Linux capability", "the container runtimes want them so"),
    "mount path": Difference(
        r'must not contain ("\.\." as a part|":"|control characters)', "it mounts elsewhere than it reads"
    ),
    "repeated item": Difference(r" repeats | has the same ", "server-side apply, the default of Helm 4, refuses repeated keys"),
    "null": Difference(r"must be a value, not null", "something was to stand there, and it would be read as empty"),
    "secret name": Difference(
        r"(imagePullSecrets\[\d+\]|configMap|secret)\.name must|\.claimName must|\.topologyKey must|items\[\d+\]\.key must",
        "nothing can have such a name",
    ),
    "own template": Difference(
        r"^CronJob\.spec\.jobTemplate\.metadata|volumeClaimTemplates\[\d+\]\.(metadata|kind)"
        r"|\.template\.metadata\.(finalizers|namespace)",
        "what is made of the template would be refused or lack it",
    ),
    "unchecked template": Difference(
        r"StatefulSet\.spec\.template|StatefulSet\.spec\.volumeClaimTemplates", "its pods or claims would be refused", until=33
    ),
    "service name of a set": Difference(r"StatefulSet\.spec\.serviceName", "no Service can have such a name", until=32),
    "namespace of no namespace": Difference(
        r"^(Namespace|\w*Class|ClusterRole(Binding)?|CSIDriver|PersistentVolume)\.metadata\.namespace",
        "kubectl looks for the namespace all the same",
    ),
    "two targets": Difference(
        r"\.target must not have .* at the same time|for a metric of this type|in HorizontalPodAutoscaler\S*\.target$",
        "one of the two would be ignored",
    ),
    "values of nodes": Difference(r"nodeSelectorTerms\S*\.values", "no label can have such a value", until=31),
    "selector of a metric": Difference(r"metric\.selector", "no metric can have such labels"),
    "dropped data source": Difference(r"\.dataSource(Ref)?(\.|$)", "an API server drops a source that it does not know"),
    "limit of a claim": Difference(r"requests\.storage must not be above its limit", "no volume meets both"),
    "name of a bound": Difference(r'"(name|metadata)" is missing in LimitRange', "nothing can be applied without a name"),
    "node port": Difference(r"nodePort must be from", "no port has this number"),
    "list for bytes": Difference(
        r"(Secret\.d|ConfigMap\.binaryD)ata\S* must be a string, not a list", "Go takes numbers for bytes"
    ),
    "target port": Difference(r"targetPort must not be empty", "an empty name of a port is a name that is missing"),
    "quantity": Difference(r"must be a quantity", "a text without digits is no amount"),
    "address": Difference(
        r"must be an IP address|must be a range of addresses", "other programs read another address", until=35
    ),
    "longest name": Difference(r"must be at most 63 characters long", "the name of a Job is a label of its pods"),
    "pod template": Difference(r"white space", "the workload is taken, and none of its pods"),
    "field of a gate": Difference(
        r"procMount|recursiveReadOnly|volumeAttributesClassName|managedBy|trafficDistribution|resizePolicy|successPolicy|seLinuxChangePolicy"
        r"|rollingUpdate\.maxUnavailable",
        "this version drops the field in silence, newer ones check it",
        until=33,
    ),
    "default of a schema": Difference(
        r'"(value|endpoints)" is missing in (PriorityClass|EndpointSlice)$', "the schema of the version requires it", until=33
    ),
}

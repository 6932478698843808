"""The words of OAM for places of Kubernetes objects, so that a finding speaks of the field that somebody wrote.

Objects of extended workload types keep the words of Kubernetes: there the user writes its fields.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Table: TypeAlias = dict[tuple[str, ...], tuple[str, str]]

PORT_NAME = "write at most 15 lower-case letters, digits and hyphens, such as http or grpc-api"
_CONTAINER: Table = {
    ("name",): ("the name of the container", "write lower-case letters, digits and hyphens"),
    ("image",): ("the image of the container", ""),
    ("imagePullPolicy",): ("imagePullPolicy", ""),
    ("command",): ("cmd of the container", ""),
    ("args",): ("args of the container", ""),
    ("env",): ("the environment variable", ""),
    ("env", "name"): ("the name of the environment variable", "rename the variable"),
    ("env", "value"): ("the value of the environment variable", ""),
    ("ports",): ("the port", ""),
    ("ports", "name"): ("the name of the port", PORT_NAME),
    ("ports", "containerPort"): ("containerPort", ""),
    ("env", "valueFrom"): ("valueFrom of the environment variable", ""),
    ("env", "valueFrom", "secretKeyRef", "name"): ("the name of the Secret", ""),
    ("env", "valueFrom", "secretKeyRef", "key"): ("the key of the Secret", ""),
    ("env", "valueFrom", "configMapKeyRef", "name"): ("the name of the ConfigMap", ""),
    ("env", "valueFrom", "configMapKeyRef", "key"): ("the key of the ConfigMap", ""),
    ("env", "valueFrom", "fieldRef", "fieldPath"): ("fieldPath of the environment variable", ""),
    ("env", "valueFrom", "resourceFieldRef", "resource"): ("resource of the environment variable", ""),
    ("env", "valueFrom", "resourceFieldRef", "divisor"): ("divisor of the environment variable", ""),
    ("env", "valueFrom", "fileKeyRef"): ("fileKeyRef of the environment variable", ""),
    ("env", "valueFrom", "fileKeyRef", "volumeName"): ("volumeName of the environment variable", ""),
    ("env", "valueFrom", "fileKeyRef", "path"): ("path of the environment variable", ""),
    ("env", "valueFrom", "fileKeyRef", "key"): ("key of the environment variable", ""),
    ("volumeMounts",): ("the mount in the container", "mount each volume and each file at a path of its own"),
    ("volumeMounts", "name"): ("the name of the volume", "write lower-case letters, digits and hyphens"),
    ("volumeMounts", "mountPath"): ("the path in the container", "write a plain absolute path"),
    ("livenessProbe",): ("livenessProbe", ""),
    ("readinessProbe",): ("readinessProbe", ""),
    ("startupProbe",): ("startupProbe", ""),
    ("resources",): ("the resources of the container", ""),
    ("securityContext",): ("the security context", ""),
}
_POD: Table = {
    ("imagePullSecrets",): ("imagePullSecret", "write the name of a Secret"),
    ("nodeSelector", "kubernetes.io/os"): ("osType", ""),
    ("nodeSelector", "kubernetes.io/arch"): ("arch", ""),
    ("securityContext",): ("the security context", ""),
    ("volumes",): ("the volume", ""),
    ("volumes", "name"): ("the name of the volume", "write lower-case letters, digits and hyphens"),
}
_SERVICE: Table = {
    ("spec", "ports"): ("the port", ""),
    ("spec", "ports", "name"): ("the name of the port", PORT_NAME),
    ("spec", "ports", "port"): ("containerPort", ""),
}
_CLAIM: Table = {
    ("spec", "storageClassName"): ('storageClass of trait "volume-mounter"', ""),
    ("spec", "resources"): ("the size of the disk", ""),
}
_CONFIG: Table = {("data",): ("the config file", "")}
_METADATA: Table = {
    ("metadata", "labels"): ("the label", ""),
    ("metadata", "annotations"): ("the annotation", ""),
}


def in_words(kind: str, path: Sequence[str | int]) -> tuple[str, str]:
    """Return what OAM calls a place of an object, and what to do there; empty texts where it has no word for it."""
    names = tuple(step for step in path if isinstance(step, str))
    names = names[2:] if names[:2] == ("spec", "jobTemplate") else names
    names = ("spec", *names[2:]) if names[:2] == ("spec", "jobTargetRef") else names
    pod = names[3:] if names[:3] == ("spec", "template", "spec") else None
    if pod is not None and pod[:1] == ("containers",):
        return _longest(_CONTAINER, pod[1:])
    if pod is not None:
        return _longest(_POD, pod)
    if names[:3] == ("spec", "template", "metadata"):
        names = names[2:]
    own = {"Service": _SERVICE, "PersistentVolumeClaim": _CLAIM, "ConfigMap": _CONFIG}.get(kind, {})
    return _longest({**own, **_METADATA}, names)


def _longest(table: Table, names: tuple[str, ...]) -> tuple[str, str]:
    """Return the entry for the longest beginning of a path that a table knows."""
    known = (table[names[:length]] for length in range(len(names), 0, -1) if names[:length] in table)
    return next(known, ("", ""))

"""Rules for volumes of pods, and for claims, that read several fields.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.quantities import parse
from oamc.kubernetes.rules.environments import check_field_path, check_resource_field
from oamc.kubernetes.rules.pods import only_one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

VOLUME_FIELDS = frozenset(("metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations"))


def nfs(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a share is named as a whole (validateNFSVolumeSource)."""
    if not value["path"].startswith("/"):
        findings.bad((*path, "path"), 'must begin with "/"')


def csi(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a secret of a driver is named (validateCSIVolumeSource)."""
    secret = value.get("nodePublishSecretRef")
    if secret is not None and not secret.get("name"):
        findings.missing((*path, "nodePublishSecretRef"), "name")


def ephemeral(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a claim made for a pod is described, and has no name (validateEphemeralVolumeSource)."""
    template = value.get("volumeClaimTemplate")
    if template is None:
        findings.missing(path, "volumeClaimTemplate")
        return
    for field in template.get("metadata") or {}:
        if field not in ("annotations", "labels", "creationTimestamp"):
            findings.bad(
                (*path, "volumeClaimTemplate", "metadata", field), "must be left out: only labels and annotations count"
            )


def projection(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that one source of a projected volume is one, and is named (validateProjectionSources)."""
    if not value:
        findings.bad(path, "must have a source")
    only_one_of(value, value, path, findings, needed=False)
    for field in ("secret", "configMap"):
        source = value.get(field)
        if source is not None and not source.get("name"):
            findings.missing((*path, field), "name")
    bundle = value.get("clusterTrustBundle")
    if bundle is not None:
        only_one_of(bundle, ("name", "signerName"), (*path, "clusterTrustBundle"), findings)
    certificate = value.get("podCertificate")
    if certificate is not None and not any(
        certificate.get(field) for field in ("credentialBundlePath", "keyPath", "certificateChainPath")
    ):
        findings.bad((*path, "podCertificate"), "must have credentialBundlePath, keyPath or certificateChainPath")


def projected(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that no two sources write one file (validateProjectionSources)."""
    seen: set[str] = set()
    for index, source in enumerate(value.get("sources") or ()):
        for field in ("secret", "configMap", "downwardAPI"):
            for number, item in enumerate((source.get(field) or {}).get("items") or ()):
                if item["path"] in seen:
                    findings.bad((*path, "sources", index, field, "items", number, "path"), "is the path of another file, too")
                seen.add(item["path"])
        bundle = (source.get("clusterTrustBundle") or {}).get("path") or ""
        if bundle and bundle in seen:
            findings.bad((*path, "sources", index, "clusterTrustBundle", "path"), "is the path of another file, too")
        seen.add(bundle)


def pod_file(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a file that tells something of the pod (validateDownwardAPIVolumeFile)."""
    only_one_of(value, ("fieldRef", "resourceFieldRef"), path, findings)
    field, resource = value.get("fieldRef"), value.get("resourceFieldRef")
    if field is not None:
        check_field_path(field["fieldPath"], VOLUME_FIELDS, (*path, "fieldRef", "fieldPath"), findings)
    if resource is not None:
        if not resource.get("containerName"):
            findings.missing((*path, "resourceFieldRef"), "containerName")
        check_resource_field(resource, (*path, "resourceFieldRef"), findings)


def volume(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a volume is of one kind (validateVolumeSource); of none, it is an empty directory (SetDefaults_Volume)."""
    only_one_of(value, (field for field in value if field != "name"), path, findings, needed=False)
    secret = value.get("secret")
    if secret is not None and not secret.get("secretName"):
        findings.missing((*path, "secret"), "secretName")
    config_map = value.get("configMap")
    if config_map is not None and not config_map.get("name"):
        findings.missing((*path, "configMap"), "name")


def volume_mount(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the two spellings of an inner path (ValidateVolumeMounts)."""
    if value.get("subPath") and value.get("subPathExpr"):
        findings.bad(path, "must not have subPath and subPathExpr at the same time")


def claim_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check what a claim asks for (ValidatePersistentVolumeClaimSpec)."""
    modes = spec.get("accessModes") or ()
    if not modes:
        findings.missing(path, "accessModes")
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        findings.bad((*path, "accessModes"), "must have no other mode beside ReadWriteOncePod")
    for field in ("dataSource", "dataSourceRef"):
        source = spec.get(field)
        if source is not None and not source.get("apiGroup") and source["kind"] != "PersistentVolumeClaim":
            findings.bad((*path, field, "kind"), "must be PersistentVolumeClaim without an apiGroup")
    both = [spec[field] for field in ("dataSource", "dataSourceRef") if spec.get(field) is not None]
    if len(both) > 1 and not both[1].get("namespace") and both[0] != both[1]:
        findings.bad((*path, "dataSourceRef"), "must be the same as dataSource")
    requests = (spec.get("resources") or {}).get("requests") or {}
    limits = (spec.get("resources") or {}).get("limits") or {}
    where = (*path, "resources", "requests", "storage")
    if "storage" not in requests:
        findings.missing(where[:-1], "storage")
    elif (parse(requests["storage"]) or 0) <= 0:
        findings.bad(where, "must be above zero")
    elif "storage" in limits and (parse(requests["storage"]) or 0) > (parse(limits["storage"]) or 0):
        findings.bad(where, "must not be above its limit")


RULES = {
    "core.v1.CSIVolumeSource": csi,
    "core.v1.DownwardAPIVolumeFile": pod_file,
    "core.v1.EphemeralVolumeSource": ephemeral,
    "core.v1.NFSVolumeSource": nfs,
    "core.v1.PersistentVolumeClaimSpec": claim_spec,
    "core.v1.ProjectedVolumeSource": projected,
    "core.v1.Volume": volume,
    "core.v1.VolumeMount": volume_mount,
    "core.v1.VolumeProjection": projection,
}

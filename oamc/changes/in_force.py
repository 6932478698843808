"""Pods as they are in force: what older spellings, their account and the limits of their namespace add.

In: the template of a workload, or a pod, as the server would store it. Out: a spec for comparison alone, and what it refers to.
"""

from __future__ import annotations

from oamc.changes.model import part_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from oamc.changes.model import Body, Path

APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
"""The beginning of the annotations that said the profile of a container before there was a field for it."""
OLD_PROFILES = {"runtime/default": "RuntimeDefault", "unconfined": "Unconfined"}
DEFAULT_ACCOUNT = "default"
REFERENCES = (
    ("configMapRef", "ConfigMap"),
    ("secretRef", "Secret"),
    ("configMapKeyRef", "ConfigMap"),
    ("secretKeyRef", "Secret"),
)


def pods_of(body: Body, path: Path | None) -> Body:
    """Return the spec of the pods of a workload, empty where there is none."""
    return part_of(body, *(path or ()), "spec")


def account_of(spec: Body) -> str:
    """Return the name of the account of pods."""
    return str(spec.get("serviceAccountName") or DEFAULT_ACCOUNT)


def in_force(template: Body, *, has_token: bool, ranges: Sequence[Body]) -> Body:
    """Return the spec of pods with what is in force where it says nothing.

    `has_token` says whether their account gives them its token; `ranges` are the limits for containers of their namespace.
    """
    spec = part_of(template, "spec")
    annotations = part_of(template, "metadata", "annotations")
    found = {"automountServiceAccountToken": has_token, **spec, "serviceAccountName": account_of(spec)}
    for field in ("initContainers", "containers"):
        if spec.get(field):
            found[field] = [_container(one, annotations, ranges) for one in spec[field]]
    return found


def _container(container: Body, annotations: Body, ranges: Sequence[Body]) -> Body:
    """Return a container with the profile that an annotation says, and the amounts that its namespace gives."""
    found = dict(container)
    profile = annotations.get(f"{APPARMOR}{container.get('name')}")
    if profile:
        context = container.get("securityContext") or {}
        kind = OLD_PROFILES.get(str(profile), "Localhost")
        known = {"type": kind, **({"localhostProfile": profile} if kind == "Localhost" else {})}
        found["securityContext"] = {"appArmorProfile": known, **context}
    for one in ranges:
        own = found.get("resources") or {}
        limits = {**(one.get("default") or {}), **(own.get("limits") or {})}
        # Requests that are not given are first the limits that are, and only then what the namespace gives.
        requests = {**(one.get("defaultRequest") or {}), **(own.get("limits") or {}), **(own.get("requests") or {})}
        found["resources"] = {**own, **({"limits": limits} if limits else {}), **({"requests": requests} if requests else {})}
    return found


def containers(spec: Body) -> list[Body]:
    """Return the containers of pods, those that run first too."""
    return [one for field in ("initContainers", "containers") for one in spec.get(field) or () if isinstance(one, dict)]


def references(spec: Body) -> Iterator[tuple[str, str, bool, frozenset[str] | None]]:
    """Yield what pods read: kind, name, whether a change comes to a running pod by itself, and the keys that must be there.

    The keys are None where the reference is optional, so that pods start without all of it.
    """
    yield "ServiceAccount", account_of(spec), True, frozenset()
    volumes = {str(volume.get("name")): volume for volume in spec.get("volumes") or ()}
    mounted: dict[str, bool] = {}
    for container in containers(spec):
        for mount in container.get("volumeMounts") or ():
            is_live = not mount.get("subPath") and not mount.get("subPathExpr")
            mounted[str(mount.get("name"))] = is_live and mounted.get(str(mount.get("name")), True)
        for source in (*(container.get("envFrom") or ()), *(one.get("valueFrom") or {} for one in container.get("env") or ())):
            for field, kind in REFERENCES:
                if source.get(field):
                    keys = frozenset((str(source[field]["key"]),) if "key" in source[field] else ())
                    yield kind, str(source[field].get("name")), False, None if source[field].get("optional") else keys
    for name, volume in volumes.items():
        parts = [volume, *((volume.get("projected") or {}).get("sources") or ())]
        for part in parts:
            for field, kind, named in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName")):
                source = part.get(field)
                if source:
                    known = str(source.get(named) or source.get("name"))
                    keys = frozenset(str(one.get("key")) for one in source.get("items") or ())
                    yield kind, known, mounted.get(name, True), None if source.get("optional") else keys


def names_of_ports(spec: Body) -> set[Any]:
    """Return the names of the ports of pods."""
    return {port.get("name") for container in containers(spec) for port in container.get("ports") or ()} - {None}

"""What changes of pods mean: what they may do, who reaches them, what they are promised, which data they see.

In: the specs of pods before and after, each as the server would store it. Out: ratings beside the restart, each with the fields
that it is about. Rules: Kubernetes' own about security contexts, quality of service and volumes.
"""

from __future__ import annotations

from oamc.changes.model import DATA, DOWN, EXPOSURE, NARROWER, OTHER, PERMISSION, QOS, UP, WIDER, Rated
from oamc.changes.quality import quality_of
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.changes.model import Body, Path

CLASSES = ("BestEffort", "Burstable", "Guaranteed")
HOST_SWITCHES = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")
IDENTITY = frozenset(("serviceAccountName", "automountServiceAccountToken", "imagePullSecrets", "runtimeClassName"))
OF_SECURITY = frozenset(
    (*HOST_SWITCHES, *IDENTITY, "securityContext", "hostUsers", "hostPath", "secretRef", "secretKeyRef", "serviceAccountToken")
)
OF_QUALITY = frozenset(("resources", "overhead", "priorityClassName"))
OF_EXPOSURE = frozenset(("hostPort", "hostIP", "hostNetwork"))
OF_DATA = frozenset(("volumes", "volumeMounts"))


class Meaning(Record):
    """A rating, and the names of fields of which one stands in the path of each change that it is about."""

    rated: Rated
    fields: frozenset[str]

    def concerns(self, path: Path) -> bool:
        """Tell whether a change at a path is one of those."""
        return not self.fields.isdisjoint(path)


def meanings(old: Body, new: Body) -> Iterator[Meaning]:
    """Yield what a change of pods means beside the restart. `old` and `new` are specs, with the annotations of the template."""
    direction = _direction(_powers(old), _powers(new), _limits(old), _limits(new))
    if direction:
        yield Meaning(rated=Rated(rating=PERMISSION, direction=direction), fields=OF_SECURITY | {"volumes", "volumeMounts"})
    elif _identity(old) != _identity(new):
        yield Meaning(rated=Rated(rating=PERMISSION, direction=OTHER), fields=OF_SECURITY | {"env", "envFrom", "volumes"})
    direction = _direction(_open_ports(old), _open_ports(new))
    if direction:
        yield Meaning(rated=Rated(rating=EXPOSURE, direction=direction), fields=OF_EXPOSURE | {"ports"})
    if _amounts(old) != _amounts(new):
        yield Meaning(rated=_quality(old, new), fields=OF_QUALITY | {"containers", "initContainers"})
    if _claims(old) - _claims(new):
        lost = ", ".join(sorted({claim for claim, *_ in _claims(old) - _claims(new)}))
        reason = f"the program no longer sees the data of {lost} where it was"
        yield Meaning(rated=Rated(rating=DATA, reason=reason), fields=OF_DATA)


def _direction(
    before: frozenset[Any], after: frozenset[Any], lost: frozenset[Any] = frozenset(), kept: frozenset[Any] = frozenset()
) -> str:
    """Return which way it goes: more is possible or less is forbidden, the other way round, or both; empty for no change."""
    is_wider = bool(after - before or lost - kept)
    is_narrower = bool(before - after or kept - lost)
    return OTHER if is_wider and is_narrower else WIDER if is_wider else NARROWER if is_narrower else ""


def containers(spec: Body) -> list[Body]:
    """Return the containers of pods, those that run first too."""
    return [one for field in ("initContainers", "containers") for one in spec.get(field) or () if isinstance(one, dict)]


def _powers(spec: Body) -> frozenset[tuple[str, ...]]:
    """Return what pods may do that others may not."""
    found: set[tuple[str, ...]] = {("host", name) for name in HOST_SWITCHES if spec.get(name)}
    if spec.get("hostUsers") is not False:
        found.add(("host", "users"))
    paths = {
        volume["name"]: str(volume["hostPath"].get("path")) for volume in spec.get("volumes") or () if volume.get("hostPath")
    }
    found |= {("path", path) for path in paths.values()}
    for container in containers(spec):
        name, context = str(container.get("name")), _context(spec, container)
        found |= {("switch", name, field) for field in ("privileged",) if context.get(field)}
        if context.get("allowPrivilegeEscalation") is not False:
            found.add(("switch", name, "escalation"))
        if context.get("procMount") == "Unmasked":
            found.add(("switch", name, "procMount"))
        if (context.get("windowsOptions") or {}).get("hostProcess"):
            found.add(("switch", name, "hostProcess"))
        found |= {("capability", name, str(added)) for added in (context.get("capabilities") or {}).get("add") or ()}
        for mount in container.get("volumeMounts") or ():
            if mount.get("name") in paths and not mount.get("readOnly"):
                found.add(("write", paths[mount["name"]]))
    return frozenset(found)


def _limits(spec: Body) -> frozenset[tuple[str, ...]]:
    """Return what pods are kept from."""
    found: set[tuple[str, ...]] = set()
    for container in containers(spec):
        name, context = str(container.get("name")), _context(spec, container)
        found |= {(name, field) for field in ("runAsNonRoot", "readOnlyRootFilesystem") if context.get(field)}
        if context.get("runAsUser"):
            found.add((name, "runAsUser"))
        found |= {(name, "drop", str(dropped)) for dropped in (context.get("capabilities") or {}).get("drop") or ()}
        for field in ("seccompProfile", "appArmorProfile"):
            if (context.get(field) or {}).get("type") not in {None, "Unconfined"}:
                found.add((name, field))
    return frozenset(found)


def _context(spec: Body, container: Body) -> Body:
    """Return the security context in force for a container: its own fields win over those of its pod."""
    return {**(spec.get("securityContext") or {}), **(container.get("securityContext") or {})}


def _identity(spec: Body) -> Any:
    """Return what pods are known as, and what of that may change without more or less being possible."""
    contexts = [
        {
            key: value
            for key, value in _context(spec, container).items()
            if key
            in {"fsGroup", "fsGroupChangePolicy", "seLinuxOptions", "sysctls", "supplementalGroups", "runAsUser", "runAsGroup"}
        }
        for container in containers(spec)
    ]
    return ({field: spec.get(field) for field in IDENTITY}, contexts, sorted(secrets_of(spec)))


def secrets_of(spec: Body) -> set[str]:
    """Return the Secrets that pods read."""
    found = {str(one["secret"].get("secretName")) for one in spec.get("volumes") or () if one.get("secret")}
    for container in containers(spec):
        for variable in container.get("env") or ():
            reference = (variable.get("valueFrom") or {}).get("secretKeyRef")
            found |= {str(reference.get("name"))} if reference else set()
        found |= {str(one["secretRef"].get("name")) for one in container.get("envFrom") or () if one.get("secretRef")}
    return found


def _open_ports(spec: Body) -> frozenset[tuple[Any, ...]]:
    """Return the ports of nodes that pods take, and whether they take them all."""
    found: set[tuple[Any, ...]] = {("all",)} if spec.get("hostNetwork") else set()
    for container in containers(spec):
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                found.add((port["hostPort"], port.get("protocol"), port.get("hostIP")))
    return frozenset(found)


def _amounts(spec: Body) -> Any:
    """Return what pods ask for and are bounded by."""
    from oamc.changes.quality import resources_of

    return resources_of(spec), spec.get("overhead"), spec.get("priorityClassName")


def _quality(old: Body, new: Body) -> Rated:
    """Rate a change of amounts by the class before and after."""
    before, after = quality_of(old), quality_of(new)
    if before == after:
        return Rated(rating=QOS, direction=OTHER, reason=f"the class stays {after}")
    direction = DOWN if CLASSES.index(after) < CLASSES.index(before) else UP
    return Rated(rating=QOS, direction=direction, reason=f"the class is {after}, and was {before}")


def _claims(spec: Body) -> frozenset[tuple[str, str, str]]:
    """Return which claim is where in the containers: the claim, the path, and the path inside it."""
    sources: dict[str, str] = {}
    listed = {str(volume.get("name")): volume for volume in spec.get("volumes") or ()}
    for name, volume in listed.items():
        if volume.get("persistentVolumeClaim"):
            sources[name] = f"claim {volume['persistentVolumeClaim'].get('claimName')}"
        elif volume.get("ephemeral"):
            sources[name] = f"ephemeral claim {name}"
    found: set[tuple[str, str, str]] = set()
    for container in containers(spec):
        for mount in container.get("volumeMounts") or ():
            name = str(mount.get("name"))
            # What no volume has the name of is a claim of the template of a StatefulSet.
            source = sources.get(name) or (f"claim template {name}" if name not in listed else "")
            if source:
                found.add((source, str(mount.get("mountPath")), str(mount.get("subPath") or "")))
    return frozenset(found)

"""What changes of pods mean: what they may do, who reaches them, what they are promised, which data they see.

In: the specs of pods before and after, each as the server would store it. Out: ratings beside the restart, each with the fields
that it is about. Rules: Kubernetes' own about security contexts, quality of service and volumes.
"""

from __future__ import annotations

from oamc.changes.in_force import APPARMOR, containers, references
from oamc.changes.model import DATA, DOWN, EXPOSURE, NARROWER, OTHER, PERMISSION, QOS, UP, WIDER, Rated
from oamc.changes.quality import resources_of
from oamc.changes.refusals import is_less
from oamc.quality.classes import CLASSES, quality_of
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.changes.model import Body, FieldChange

HOST_SWITCHES = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")
IDENTITY = ("serviceAccountName", "imagePullSecrets", "runtimeClassName")
OF_CONTEXTS = (
    *("fsGroup", "fsGroupChangePolicy", "seLinuxOptions", "sysctls", "supplementalGroups", "supplementalGroupsPolicy"),
    *("runAsUser", "runAsGroup", "seccompProfile", "appArmorProfile", "windowsOptions"),
)
"""Fields of security contexts of which another value may do other things, neither more nor less."""
OF_SECURITY = frozenset(
    (
        *(*HOST_SWITCHES, *IDENTITY, "securityContext", "hostUsers", "automountServiceAccountToken", "hostPath"),
        *("secret", "secretRef", "secretKeyRef", "serviceAccountToken"),
    )
)
OF_QUALITY = frozenset(("resources", "overhead", "priorityClassName"))
OF_EXPOSURE = frozenset(("hostPort", "hostIP", "hostNetwork"))
OF_DATA = frozenset(("volumes", "volumeMounts", "volumeDevices"))


class Meaning(Record):
    """A rating, and the names of fields of which one stands in each change that it is about: in its path or its values."""

    rated: Rated
    fields: frozenset[str]

    def concerns(self, change: FieldChange) -> bool:
        """Tell whether a change is one of those."""
        return not self.fields.isdisjoint(change.path) or self._is_in(change.old) or self._is_in(change.new)

    def _is_in(self, value: Any) -> bool:
        """Tell whether a value has one of the fields somewhere below."""
        if isinstance(value, dict):
            return not self.fields.isdisjoint(value) or any(map(self._is_in, value.values()))
        return isinstance(value, list) and any(map(self._is_in, value))


def meanings(old: Body, new: Body) -> Iterator[Meaning]:
    """Yield what a change of pods means beside the restart. `old` and `new` are specs as they are in force."""
    known = {str(one.get("name")) for one in containers(old)} & {str(one.get("name")) for one in containers(new)}
    before, after = _powers(old, known), _powers(new, known)
    if _paths(after) - _paths(before):
        before -= _paths(before)  # another path of a node is a further one
    direction = _direction(before, after, _limits(old, known), _limits(new, known))
    annotations = {f"{APPARMOR}{name}" for name in known}
    if direction:
        yield Meaning(rated=Rated(rating=PERMISSION, direction=direction), fields=OF_SECURITY | annotations | {"volumeMounts"})
    elif _identity(old, known) != _identity(new, known):
        yield Meaning(rated=Rated(rating=PERMISSION, direction=OTHER), fields=OF_SECURITY | annotations)
    direction = _direction(_open_ports(old), _open_ports(new))
    if direction:
        yield Meaning(rated=Rated(rating=EXPOSURE, direction=direction), fields=OF_EXPOSURE)
    if _amounts(old) != _amounts(new):
        yield Meaning(rated=_quality(old, new), fields=OF_QUALITY)
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


def _paths(powers: frozenset[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Return those powers that are paths of a node, seen or written."""
    return frozenset(power for power in powers if power[0] in {"path", "write"})


def _powers(spec: Body, known: set[str]) -> frozenset[tuple[str, ...]]:
    """Return what pods may do that others may not. Containers that are not `known` before and after have what they ask for."""
    found: set[tuple[str, ...]] = {("host", name) for name in HOST_SWITCHES if spec.get(name)}
    if spec.get("hostUsers") is not False:
        found.add(("host", "users"))
    if spec.get("automountServiceAccountToken") is not False:
        found.add(("token",))
    own = spec.get("securityContext") or {}
    found |= {("sysctl", str(one.get("name"))) for one in own.get("sysctls") or ()}
    found |= {("group", str(group)) for group in own.get("supplementalGroups") or ()}
    paths = {
        volume["name"]: str(volume["hostPath"].get("path"))
        for volume in spec.get("volumes") or ()
        if volume.get("hostPath") and "name" in volume
    }
    found |= {("path", path) for path in paths.values()}
    for container in containers(spec):
        name, context = str(container.get("name")), _context(spec, container)
        found |= {("switch", name, field) for field in ("privileged", "seLinuxOptions") if context.get(field)}
        if context.get("allowPrivilegeEscalation") is not False and name in known:
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


def _limits(spec: Body, known: set[str]) -> frozenset[tuple[str, ...]]:
    """Return what the containers that are `known` before and after are kept from."""
    found: set[tuple[str, ...]] = set()
    for container in containers(spec):
        name, context = str(container.get("name")), _context(spec, container)
        if name not in known:
            continue
        found |= {(name, field) for field in ("runAsNonRoot", "readOnlyRootFilesystem", "runAsUser") if context.get(field)}
        found |= {(name, "drop", str(dropped)) for dropped in (context.get("capabilities") or {}).get("drop") or ()}
        for field in ("seccompProfile", "appArmorProfile"):
            if (context.get(field) or {}).get("type") not in {None, "Unconfined"}:
                found.add((name, field))
    return frozenset(found)


def _context(spec: Body, container: Body) -> Body:
    """Return the security context in force for a container: its own fields win over those of its pod."""
    return {**(spec.get("securityContext") or {}), **(container.get("securityContext") or {})}


def _identity(spec: Body, known: set[str]) -> Any:
    """Return what pods are known as, and what of that may change without more or less being possible."""
    contexts = {
        str(container.get("name")): {
            key: value for key, value in _context(spec, container).items() if key in OF_CONTEXTS and value
        }
        for container in containers(spec)
        if str(container.get("name")) in known
    }
    return ({field: spec.get(field) for field in IDENTITY}, contexts, sorted(secrets_of(spec)), sorted(_tokens(spec)))


def secrets_of(spec: Body) -> set[str]:
    """Return the Secrets that pods read."""
    return {name for kind, name, *_ in references(spec) if kind == "Secret"}


def _tokens(spec: Body) -> Iterator[str]:
    """Yield the tokens that volumes of pods have, with all that they say."""
    for volume in spec.get("volumes") or ():
        for source in (volume.get("projected") or {}).get("sources") or ():
            token = source.get("serviceAccountToken")
            if token:
                yield f"{volume.get('name')} {sorted(token.items())}"


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
    return resources_of(spec), quality_of(spec), spec.get("overhead"), spec.get("priorityClassName")


def _quality(old: Body, new: Body) -> Rated:
    """Rate a change of amounts by the class before and after."""
    before, after = quality_of(old), quality_of(new)
    hint = "; memory is limited to less, and what uses more is killed" if _has_less_memory(old, new) else ""
    if before == after:
        return Rated(rating=QOS, direction=OTHER, reason=f"the class stays {after}{hint}")
    direction = DOWN if CLASSES.index(after) < CLASSES.index(before) else UP
    return Rated(rating=QOS, direction=direction, reason=f"the class is {after}, and was {before}{hint}")


def _has_less_memory(old: Body, new: Body) -> bool:
    """Tell whether a container, or the pod, may use less memory than before."""
    before, after = (
        {name: amounts.get("limits", {}).get("memory") for name, amounts in resources_of(spec).items()} for spec in (old, new)
    )
    return any(is_less(limit, before.get(name)) for name, limit in after.items())


def _claims(spec: Body) -> frozenset[tuple[str, str, str, str]]:
    """Return which claim is where in the containers: the claim, the path, the path inside it, and what it is made by."""
    sources: dict[str, str] = {}
    further: dict[str, str] = {}
    listed = {str(volume.get("name")): volume for volume in spec.get("volumes") or ()}
    for name, volume in listed.items():
        if volume.get("persistentVolumeClaim"):
            sources[name] = f"claim {volume['persistentVolumeClaim'].get('claimName')}"
        elif volume.get("ephemeral"):
            template = sorted(volume["ephemeral"].get("volumeClaimTemplate", {}).items(), key=str)
            sources[name], further[name] = f"ephemeral claim {name}", repr(template)
    found: set[tuple[str, str, str, str]] = set()
    for container in containers(spec):
        for mount in (*(container.get("volumeMounts") or ()), *(container.get("volumeDevices") or ())):
            name = str(mount.get("name"))
            # What no volume has the name of is a claim of the template of a StatefulSet.
            source = sources.get(name) or (f"claim template {name}" if name not in listed else "")
            if source:
                place = str(mount.get("mountPath") or mount.get("devicePath"))
                inside = str(mount.get("subPath") or mount.get("subPathExpr") or "")
                found.add((source, place, inside, further.get(name, "")))
    return frozenset(found)

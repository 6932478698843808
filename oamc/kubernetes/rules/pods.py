"""Rules for pods that read several fields: containers, probes, resources, security.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`, unless its docstring says otherwise.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing, nearest, printable
from oamc.kubernetes.names import env_name_problem, label_key_problem
from oamc.kubernetes.quantities import ONE, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

RELAXED_ENV_NAMES = 32
"""The minor version since which any printable name is good for an environment variable (names.env_name_problem)."""

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
USUAL_GRACE = 30
NO_PAUSE_SINCE = 33
HOST_SETTINGS = (("hostNetwork", ("net.",)), ("hostIPC", ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")))
STANDARD_RESOURCES = ("cpu", "memory", "ephemeral-storage")


def containers_of(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], tuple[str, int]]]:
    """Yield every container of a pod with its place in the pod's specification."""
    for field in CONTAINER_LISTS:
        for index, container in enumerate(spec.get(field) or ()):
            yield container, (field, index)


def only_one_of(value: dict[str, Any], fields: Iterable[str], path: Path, findings: Findings, *, needed: bool = True) -> None:
    """Report a mapping that has more than one of the fields, or, if one is needed, none."""
    known = tuple(fields)
    given = [field for field in known if value.get(field) is not None]
    if len(given) > 1:
        findings.bad(path, f"must not have {listing(given)} at the same time")
    elif needed and not given:
        findings.bad(path, f"must have one of {listing(known)}")


def pod_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a whole pod (ValidatePodSpec): it has containers, their names differ over all lists, and no contradiction in users.

    That a container which must not run as root runs as user 0 is found by the kubelet (verifyRunAsNonRoot): it never starts.
    """
    if not spec["containers"]:
        findings.bad((*path, "containers"), "must not be empty")
    seen: dict[str, str] = {}
    shared = spec.get("securityContext") or {}
    for container, where in containers_of(spec):
        place = f"{where[0]}[{where[1]}]"
        first = seen.setdefault(container["name"], place)
        if first != place and not first.startswith(where[0] + "["):  # within one list, the keys of the list have told
            findings.bad((*path, *where), f"has the same name as {first}")
        _pauses(container, spec, (*path, *where), findings)
        own = container.get("securityContext") or {}
        user, not_root = (_first_set(own.get(field), shared.get(field)) for field in ("runAsUser", "runAsNonRoot"))
        if not_root and user == 0:
            findings.bad((*path, *where), "must not run as root (runAsNonRoot), but runs as user 0 (runAsUser)")
        if where[0] == "initContainers" and container.get("restartPolicy") != "Always":
            for field in (*PROBES, "lifecycle"):
                if container.get(field) is not None:
                    findings.bad((*path, *where, field), 'is only for init containers with restartPolicy "Always"')
    _host_namespaces(spec, path, findings)
    _files_of_variables(spec, path, findings)
    for name in spec.get("overhead") or ():
        if label_key_problem(name) or not is_container_resource(name):
            findings.bad((*path, "overhead"), f'has the resource "{printable(name)}", which containers do not have')
    if spec.get("dnsPolicy") == "None" and not (spec.get("dnsConfig") or {}).get("nameservers"):
        findings.bad((*path, "dnsPolicy"), "must come with dnsConfig.nameservers when it is None")


def _host_namespaces(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check what cannot be with the network or the processes of the node (validatePodHostNetworkDeps, ValidateHostSysctl)."""
    if spec.get("hostNetwork"):
        for index, one in enumerate(spec["containers"]):
            for number, port in enumerate(one.get("ports") or ()):
                if (port.get("hostPort") or port["containerPort"]) != port["containerPort"]:
                    where = (*path, "containers", index, "ports", number, "hostPort")
                    findings.bad(where, "must be equal to containerPort when hostNetwork is true")
    for index, setting in enumerate((spec.get("securityContext") or {}).get("sysctls") or ()):
        name = setting["name"].replace("/", ".")
        for field, beginnings in HOST_SETTINGS:
            if spec.get(field) and name.startswith(beginnings):
                findings.bad((*path, "securityContext", "sysctls", index, "name"), f"must not be set when {field} is true")
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        findings.bad((*path, "shareProcessNamespace"), "must not be true when hostPID is true")


def _files_of_variables(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that files with the values of variables lie in empty directories of the pod (validateFileKeyRefVolumes)."""
    volumes = {volume["name"]: volume for volume in spec.get("volumes") or ()}
    for container, where in containers_of(spec):
        for index, variable in enumerate(container.get("env") or ()):
            reference = (variable.get("valueFrom") or {}).get("fileKeyRef")
            if reference is None:
                continue
            place = (*path, *where, "env", index, "valueFrom", "fileKeyRef", "volumeName")
            found = volumes.get(reference["volumeName"])
            if found is None:
                findings.bad(place, "refers to a volume that the pod does not declare")
            elif any(given is not None for field, given in found.items() if field not in ("name", "emptyDir")):
                findings.bad(place, "must be a volume that is an empty directory")


def _pauses(container: dict[str, Any], spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that hooks that wait end before the pod is killed (validateSleepAction); since 1.33, they may wait no time."""
    grace = spec.get("terminationGracePeriodSeconds")
    longest = USUAL_GRACE if grace is None else max(grace, 1)
    least = 0 if findings.minor >= NO_PAUSE_SINCE else 1
    for hook, action in (container.get("lifecycle") or {}).items():
        if isinstance(action, dict) and action.get("sleep") is not None:
            seconds = action["sleep"].get("seconds") or 0
            if not least <= seconds <= longest:
                where = (*path, "lifecycle", hook, "sleep", "seconds")
                findings.bad(where, f"must be from {least} to {longest}, which is terminationGracePeriodSeconds")


def _first_set(own: object, shared: object) -> object:
    """Return what counts of two settings: a container's own wins over the pod's."""
    return shared if own is None else own


def mounts(spec: dict[str, Any], path: Path, findings: Findings, claims: Iterable[str] = ()) -> None:
    """Check that what containers mount is declared (ValidateVolumeMounts).

    `claims` are the claim templates of a StatefulSet, which count as volumes.
    """
    declared = {volume["name"] for volume in spec.get("volumes") or ()} | set(claims)
    for container, where in containers_of(spec):
        for field in ("volumeMounts", "volumeDevices"):
            for index, mount in enumerate(container.get(field) or ()):
                if mount["name"] not in declared:
                    meant = nearest(mount["name"], declared)
                    hint = f'did you mean "{printable(meant)}"?' if meant else ""
                    findings.bad((*path, *where, field, index), "refers to a volume that the pod does not declare", hint)


def pod(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a pod that stands for itself."""
    if value.get("spec"):
        mounts(value["spec"], (*path, "spec"), findings)


def container(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a container (ValidateContainers): it has an image, its ports and probes fit one another."""
    if value.get("image") is None:
        findings.missing(path, "image")
    names: dict[str, int] = {}
    for index, port in enumerate(value.get("ports") or ()):
        name = port.get("name")
        if name and names.setdefault(name, index) != index:
            findings.bad((*path, "ports", index), f"has the same name as ports[{names[name]}]")
    for field in PROBES:
        if value.get(field) is not None:
            _probe(value[field], (*path, field), findings, names)


def _probe(value: dict[str, Any], path: Path, findings: Findings, ports: Iterable[str]) -> None:
    """Check a probe in its role (validateLivenessProbe, validateReadinessProbe, validateStartupProbe).

    A port by name is looked up among the container's ports when the probe runs: there must be one.
    """
    role = path[-1]
    if role != "readinessProbe" and value.get("successThreshold") not in (None, 1):
        findings.bad((*path, "successThreshold"), "must be 1")
    if role == "readinessProbe" and value.get("terminationGracePeriodSeconds") is not None:
        findings.bad((*path, "terminationGracePeriodSeconds"), "is not for readiness probes")
    for handler in ("httpGet", "tcpSocket"):
        port = (value.get(handler) or {}).get("port")
        if isinstance(port, str) and port not in ports:
            findings.bad((*path, handler, "port"), "names no port of the container")


def probe(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a probe does one thing (validateHandler)."""
    only_one_of(value, ("exec", "grpc", "httpGet", "tcpSocket"), path, findings)


def lifecycle_handler(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a hook does one thing (validateHandler)."""
    only_one_of(value, ("exec", "httpGet", "sleep", "tcpSocket"), path, findings)


def exec_action(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a command is one (validateExecAction)."""
    if not value.get("command"):
        findings.bad(path, "must have a command")


def env_var(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check an environment variable (ValidateEnv)."""
    check_env_name(value["name"], (*path, "name"), findings)
    if value.get("value") and value.get("valueFrom") is not None:
        findings.bad(path, "must not have value and valueFrom at the same time")


def check_env_name(name: str, path: Path, findings: Findings) -> None:
    """Check the name of an environment variable by the rule of the target version."""
    reason = env_name_problem(name, relaxed=findings.minor >= RELAXED_ENV_NAMES)
    if reason:
        findings.bad(path, reason)


def is_container_resource(name: str) -> bool:
    """Tell whether containers have a resource of this name (IsStandardContainerResourceName, or one with a domain)."""
    return "/" in name or name in STANDARD_RESOURCES or name.startswith("hugepages-")


def resources(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check requests against limits (validateContainerResourceRequirements).

    Resources of Kubernetes' own may be promised more than once, so a request may be below its limit. Extended resources
    (`nvidia.com/gpu`) and huge pages may not: their request equals their limit, and extended ones are whole numbers.
    """
    requests = value.get("requests") or {}
    limits = value.get("limits") or {}
    for field, amounts in (("limits", limits), ("requests", requests)):
        for name, quantity in amounts.items():
            amount = parse(quantity) or 0
            if not is_container_resource(name):
                meant = nearest(name, STANDARD_RESOURCES)
                hint = f'did you mean "{meant}"?' if meant else ""
                findings.bad((*path, field), f'has the resource "{printable(name)}", which containers do not have', hint)
            elif _is_extended(name) and amount % ONE:
                findings.bad((*path, field, name), "must be a whole number")
    for name, quantity in requests.items():
        limit = limits.get(name)
        if limit is None:
            if not _may_overcommit(name):
                findings.bad((*path, "requests", name), "must come with a limit of the same amount")
        elif (parse(quantity) or 0) > (parse(limit) or 0):
            findings.bad((*path, "requests", name), "must not be above its limit")
        elif not _may_overcommit(name) and parse(quantity) != parse(limit):
            findings.bad((*path, "requests", name), "must be equal to its limit")


def _is_extended(name: str) -> bool:
    """Tell whether a resource is one that nodes advertise, such as a GPU (IsExtendedResourceName)."""
    return "/" in name and "kubernetes.io/" not in name


def _may_overcommit(name: str) -> bool:
    """Tell whether a request may be below its limit (IsOvercommitAllowed)."""
    return not _is_extended(name) and not name.startswith("hugepages-")


def security_context(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check contradictions in a container's privileges (ValidateSecurityContext)."""
    if value.get("allowPrivilegeEscalation") is not False:
        return
    if value.get("privileged"):
        findings.bad(path, "must not have privileged and forbid allowPrivilegeEscalation at the same time")
    if "SYS_ADMIN" in ((value.get("capabilities") or {}).get("add") or ()):
        findings.bad(path, "must not add the capability SYS_ADMIN and forbid allowPrivilegeEscalation at the same time")


def security_profile(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a profile of the node is named where it is wanted, and only there (validateSeccompProfileField)."""
    if (value.get("type") == "Localhost") != bool(value.get("localhostProfile")):
        findings.bad(path, "must have localhostProfile if, and only if, its type is Localhost")


RULES = {
    "core.v1.AppArmorProfile": security_profile,
    "core.v1.Container": container,
    "core.v1.EnvVar": env_var,
    "core.v1.ExecAction": exec_action,
    "core.v1.LifecycleHandler": lifecycle_handler,
    "core.v1.Pod": pod,
    "core.v1.PodSpec": pod_spec,
    "core.v1.Probe": probe,
    "core.v1.ResourceRequirements": resources,
    "core.v1.SeccompProfile": security_profile,
    "core.v1.SecurityContext": security_context,
}

"""The levels of Pod Security, as demands on pods (docs/spec/security-policy.md, 3).

Source: the checks of Pod Security admission, `staging/src/k8s.io/pod-security-admission/policy`, and the page
https://kubernetes.io/docs/concepts/security/pod-security-standards/.
"""

from __future__ import annotations

from functools import cache

from oamc.diagnostics.reports import listing
from oamc.expressions.types import BooleanType, ChoiceType, NumberType, TextType
from oamc.kubernetes.pod_templates import RUN_PODS
from oamc.objects.demands import EACH, POD, Demand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.objects.tree import Tree

PRIVILEGED, BASELINE, RESTRICTED = "privileged", "baseline", "restricted"
LEVELS = (PRIVILEGED, BASELINE, RESTRICTED)
YES, NO = ChoiceType(choices=(True,)), ChoiceType(choices=(False,))
NONE = NumberType(whole=True, minimum=0, maximum=0)
USER = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
SAFE_SYSCTLS = (
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
)
CAPABILITIES = (
    *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID"),
    *("SETPCAP", "SETUID", "SYS_CHROOT"),
)
"""What containers may have beside what the runtime gives them, at the level baseline."""
OTHER_VOLUMES = (
    *("awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk"),
    *("gitRepo", "glusterfs", "hostPath", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd"),
    *("scaleIO", "storageos", "vsphereVolume"),
)
"""Volumes that lead out of the pod, which the level restricted does not have."""
OUTSIDE = "must not be there: such a volume leads out of the pod"
CONTAINERS = ("containers", "initContainers")
SECCOMP = TextType(choices=("RuntimeDefault", "Localhost"))
APPARMOR = TextType(choices=("RuntimeDefault", "Localhost"))
SELINUX = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
SINCE = {"container_engine_t": 31, "net.ipv4.tcp_rmem": 32, "net.ipv4.tcp_wmem": 32}
"""The minor versions of Kubernetes since which words count as harmless that did not before."""
HANDLERS = (
    *(
        (probe, handler)
        for probe in ("livenessProbe", "readinessProbe", "startupProbe")
        for handler in ("httpGet", "tcpSocket")
    ),
    *(("lifecycle", hook, handler) for hook in ("postStart", "preStop") for handler in ("httpGet", "tcpSocket")),
)


def demand(path: tuple[str, ...], wanted: ChoiceType | NumberType | TextType, rule: str, value: Tree = None) -> Demand:
    """Return what pods must have at a path."""
    wider = (BooleanType(),) if wanted in {YES, NO} else ()
    return Demand(kinds=RUN_PODS, path=(POD, *path), type=wanted, wider=wider, rule=rule, value=value)


def absent(path: tuple[str, ...], rule: str = "must not be there") -> Demand:
    """Return that pods must have nothing at a path."""
    return Demand(kinds=RUN_PODS, path=(POD, *path), rule=rule)


@cache
def demands_of(level: str, versions: tuple[str, ...], *, has_users_of_its_own: bool = False) -> tuple[Demand, ...]:
    """Return what a level demands of pods for versions of Kubernetes such as 1.34, and what is written where nothing is.

    Where a pod has users of its own, the level restricted says nothing of their numbers, since Kubernetes 1.35.
    """
    oldest = min(int(version[2:]) for version in versions)
    match level:
        case "baseline":
            return tuple(_of_each_level(oldest, volumes=("hostPath",), capabilities=CAPABILITIES))
        case "restricted":
            both = _of_each_level(oldest, volumes=OTHER_VOLUMES, capabilities=("NET_BIND_SERVICE",))
            return (*both, *_restricted(has_users_of_its_own=has_users_of_its_own))
        case _:
            return ()


def _contexts() -> Iterator[tuple[str, ...]]:
    """Yield the places of security contexts: of pods, and of their containers."""
    yield ("securityContext",)
    for containers in CONTAINERS:
        yield (containers, EACH, "securityContext")


def _known_in(oldest: int, words: tuple[str, ...]) -> TextType:
    """Return the type of the words that a version of Kubernetes takes for harmless."""
    return TextType(choices=tuple(word for word in words if SINCE.get(word, oldest) <= oldest))


def _of_each_level(oldest: int, *, volumes: tuple[str, ...], capabilities: tuple[str, ...]) -> Iterator[Demand]:
    """Yield what both levels demand, with the kinds of volumes that they do not have, and the capabilities that they allow."""
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        yield demand((name,), NO, "must be false")
    for name in volumes:
        yield absent(("volumes", EACH, name), OUTSIDE)
    safe = _known_in(oldest, SAFE_SYSCTLS)
    yield demand(("securityContext", "sysctls", EACH, "name"), safe, "must be one that Kubernetes calls safe")
    for context in _contexts():
        yield demand((*context, "seccompProfile", "type"), SECCOMP, "must be RuntimeDefault or Localhost")
        yield demand((*context, "appArmorProfile", "type"), APPARMOR, "must be RuntimeDefault or Localhost")
        yield demand((*context, "seLinuxOptions", "type"), _known_in(oldest, SELINUX), "must be a type of containers")
        yield absent((*context, "seLinuxOptions", "user"))
        yield absent((*context, "seLinuxOptions", "role"))
        yield demand((*context, "windowsOptions", "hostProcess"), NO, "must be false")
    for containers in CONTAINERS:
        one = (containers, EACH)
        context = (*one, "securityContext")
        yield demand((*context, "privileged"), NO, "must be false")
        yield demand((*context, "procMount"), TextType(choices=("Default",)), "must be Default")
        some, rule = TextType(choices=capabilities), f"must be {listing(capabilities, 'or')}, or not there"
        yield demand((*context, "capabilities", "add", EACH), some, rule)
        yield demand((*one, "ports", EACH, "hostPort"), NONE, "must not be there")
        for handler in HANDLERS:
            yield absent((*one, *handler, "host"))


def _restricted(*, has_users_of_its_own: bool) -> Iterator[Demand]:
    """Yield what the level restricted alone demands."""
    if not has_users_of_its_own:
        yield demand(("securityContext", "runAsNonRoot"), YES, "must be true", value=True)
        for context in _contexts():
            yield demand((*context, "runAsNonRoot"), YES, "must be true")
            yield demand((*context, "runAsUser"), USER, "must be above zero")
    profile = ("securityContext", "seccompProfile", "type")
    yield demand(profile, SECCOMP, "must be RuntimeDefault or Localhost", value="RuntimeDefault")
    for containers in CONTAINERS:
        context = (containers, EACH, "securityContext")
        yield demand((*context, "allowPrivilegeEscalation"), NO, "must be false", value=False)
        drop = (POD, *context, "capabilities", "drop")
        yield Demand(kinds=RUN_PODS, path=drop, includes="ALL", value=["ALL"], rule="must have ALL in it")

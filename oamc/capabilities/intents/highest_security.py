"""highest-security: the most that Kubernetes can demand of pods by itself (docs/spec/intents.md, 5).

It is the level "restricted" of Pod Security, and beyond that a read-only root, no token, no traffic that nobody allows, and
images that cannot change.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Intent
from oamc.capabilities.labels import selector
from oamc.capabilities.pods import kube_object
from oamc.capabilities.text_types import IMAGE
from oamc.choices import ENFORCE
from oamc.expressions.holes import Equals, Hole, Not, When, all_of, any_of
from oamc.expressions.types import BooleanType, ChoiceType, NumberType, TextType
from oamc.kubernetes.pod_templates import RUN_PODS
from oamc.objects.demands import EACH, POD, TEMPLATE, Demand, found_by
from oamc.objects.tree import bare
from oamc.records import replace
from oamc.values.image_lock import DIGESTS, WITH_DIGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundIntent
    from oamc.objects.tree import KubeObject, Tree
    from oamc.options import Options

YES, NO = ChoiceType(choices=(True,)), ChoiceType(choices=(False,))
NONE = NumberType(whole=True, minimum=0, maximum=0)
USER = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
FIXED_IMAGE = TextType(
    pattern=rf"[A-Za-z0-9][A-Za-z0-9._:/-]*@{DIGESTS}",
    forbidden=":latest@",
    rule="must have a digest, as in example.com/web:1.2@sha256:…, and not the tag latest",
    minimum_length=1,
    maximum_length=4096,
)
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
OTHER_VOLUMES = (
    *("awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk"),
    *("gitRepo", "glusterfs", "hostPath", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd"),
    *("scaleIO", "storageos", "vsphereVolume"),
)
SECCOMP = TextType(choices=("RuntimeDefault", "Localhost"))
APPARMOR = TextType(choices=("RuntimeDefault", "Localhost"))
SELINUX = TextType(choices=("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"))
HANDLERS = (
    *(
        (probe, handler)
        for probe in ("livenessProbe", "readinessProbe", "startupProbe")
        for handler in ("httpGet", "tcpSocket")
    ),
    *(("lifecycle", hook, handler) for hook in ("postStart", "preStop") for handler in ("httpGet", "tcpSocket")),
)
ROUTES = frozenset(("Ingress", "HTTPRoute"))
INSIDE = ("ClusterIP", "ExternalName")
"""Types of Services that only the cluster reaches."""
PORTS = Demand(kinds=RUN_PODS, path=(POD, "containers", EACH, "ports", EACH), rule="")
TYPE = Demand(kinds=frozenset(("Service",)), path=("spec", "type"), rule="")
USER_NAMESPACES = (1, 36)
"""The version of Kubernetes from which on pods can have users of their own everywhere."""


def _demand(path: tuple[str, ...], wanted: ChoiceType | NumberType | TextType, rule: str, value: Tree = None) -> Demand:
    """Return what pods must have at a path."""
    wider = (BooleanType(),) if wanted in {YES, NO} else ()
    return Demand(kinds=RUN_PODS, path=(POD, *path), type=wanted, wider=wider, rule=rule, value=value)


def _absent(path: tuple[str, ...], rule: str = "must not be there") -> Demand:
    """Return that pods must have nothing at a path."""
    return Demand(kinds=RUN_PODS, path=(POD, *path), rule=rule)


def _of_security_context(context: tuple[str, ...]) -> Iterator[Demand]:
    """Yield what holds for the security contexts of pods and of containers alike."""
    yield _demand((*context, "runAsUser"), USER, "must be above zero")
    yield _demand((*context, "appArmorProfile", "type"), APPARMOR, "must be RuntimeDefault or Localhost")
    yield _demand((*context, "seLinuxOptions", "type"), SELINUX, "must be a type of containers")
    yield _absent((*context, "seLinuxOptions", "user"))
    yield _absent((*context, "seLinuxOptions", "role"))
    yield _demand((*context, "windowsOptions", "hostProcess"), NO, "must be false")


def _of_pods() -> Iterator[Demand]:
    """Yield what holds for pods."""
    context = ("securityContext",)
    yield _demand((*context, "runAsNonRoot"), YES, "must be true", value=True)
    yield _demand((*context, "seccompProfile", "type"), SECCOMP, "must be RuntimeDefault or Localhost", value="RuntimeDefault")
    yield from _of_security_context(context)
    yield _demand((*context, "sysctls", EACH, "name"), TextType(choices=SAFE_SYSCTLS), "must be one that Kubernetes calls safe")
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        yield _demand((name,), NO, "must be false")
    for name in OTHER_VOLUMES:
        yield _absent(("volumes", EACH, name), "must not be there: such a volume leads out of the pod")
    yield _demand(("automountServiceAccountToken",), NO, "must be false", value=False)


def _of_containers(containers: str) -> Iterator[Demand]:
    """Yield what holds for the containers of pods."""
    one = (containers, EACH)
    context = (*one, "securityContext")
    yield Demand(kinds=RUN_PODS, path=(POD, *one, "image"), type=FIXED_IMAGE, wider=(IMAGE, WITH_DIGEST), rule=FIXED_IMAGE.rule)
    yield _demand((*context, "allowPrivilegeEscalation"), NO, "must be false", value=False)
    yield _demand((*context, "readOnlyRootFilesystem"), YES, "must be true", value=True)
    yield _demand((*context, "privileged"), NO, "must be false")
    yield _demand((*context, "runAsNonRoot"), YES, "must be true")
    yield _demand((*context, "seccompProfile", "type"), SECCOMP, "must be RuntimeDefault or Localhost")
    yield _demand((*context, "procMount"), TextType(choices=("Default",)), "must be Default")
    yield from _of_security_context(context)
    only = TextType(choices=("NET_BIND_SERVICE",))
    yield _demand((*context, "capabilities", "add", EACH), only, "must be NET_BIND_SERVICE, or not there")
    drop = (*context, "capabilities", "drop")
    yield Demand(kinds=RUN_PODS, path=(POD, *drop), includes="ALL", value=["ALL"], rule="must have ALL in it")
    yield _demand((*one, "ports", EACH, "hostPort"), NONE, "must not be there")
    for handler in HANDLERS:
        yield _absent((*one, *handler, "host"))
    yield Demand(
        kinds=RUN_PODS,
        path=(POD, *one, "resources"),
        same=(("requests", "memory"), ("limits", "memory")),
        rule="must have a limit of memory that is the request",
    )


DEMANDS = (*_of_pods(), *_of_containers("containers"), *_of_containers("initContainers"))


def demands(intent: BoundIntent, subject: Subject) -> tuple[Demand, ...]:
    """Return all that is demanded of pods. Users of their own are where every version of Kubernetes that is meant has them."""
    del intent
    versions = subject.context.options.kube_versions
    have_users = all(tuple(map(int, version.split("."))) >= USER_NAMESPACES for version in versions)
    labels = (
        Demand(kinds=RUN_PODS, path=(TEMPLATE, "metadata", "labels", key), value=value, is_required=True, rule="must be there")
        for key, value in selector(subject.name).items()
    )
    return (*labels, *DEMANDS, _demand(("hostUsers",), NO, "must be false", value=False if have_users else None))


def options(options: Options, instance: str) -> Options:
    """Return options with which what cannot be taken back has a limit."""
    del instance
    return replace(options, qos=ENFORCE)


def finish(intent: BoundIntent, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Add the policy that denies all traffic; only what the instance has a route for reaches the ports of its containers."""
    main = subject.rendered.main
    ports = [part for item in objects if (item.kind, item.name) == (main.kind, main.name) for part in _ports(item)]
    doors = [door for item in objects for door in _doors(item)] if ports else []
    fields: dict[str, Tree] = {"podSelector": {"matchLabels": selector(subject.name)}, "policyTypes": ["Ingress", "Egress"]}
    if doors:
        rules: Tree = [{"ports": ports}]
        always = any(not conditions for conditions in doors)
        fields["ingress"] = rules if always else When(condition=any_of(tuple(map(all_of, doors))), then=rules)
    made = kube_object(
        subject.instance,
        ("networking.k8s.io/v1", "NetworkPolicy"),
        f"{subject.name}-intent-deny-all",
        labels={},
        fields=(("spec", fields),),
        span=intent.span,
    )
    return (*objects, replace(made, rule=f"intent {intent.intent.name}"))


def _ports(main: KubeObject) -> Iterator[Tree]:
    """Yield the ports of the containers of pods as a policy names them."""
    for found in found_by(PORTS, main):
        port = found.tree
        assert isinstance(port, dict)
        protocol = bare(port.get("protocol"))
        yield {"protocol": "TCP" if protocol is None else protocol, "port": port["containerPort"]}


def _doors(item: KubeObject) -> Iterator[tuple[Condition, ...]]:
    """Yield the conditions under which an object lets traffic of others in."""
    conditions = () if item.condition is None else (item.condition,)
    if item.kind in ROUTES:
        yield conditions
    if item.kind == "Service":
        for found in found_by(TYPE, item):
            if isinstance(found.tree, Hole):
                inside = tuple(Not(condition=Equals(path=found.tree.path, value=kind)) for kind in INSIDE)
                yield (*found.conditions, *inside)
            elif found.tree is not None and found.tree not in INSIDE:
                yield found.conditions


HIGHEST_SECURITY = Intent(
    names=("highest-security",),
    summary="The strictest level of Pod Security, a read-only root, no token, no traffic that nobody allows, images by digest.",
    kinds=RUN_PODS,
    forms="a workload that runs pods",
    demands=demands,
    finish=finish,
    options=options,
)

"""highest-security: the most that Kubernetes can demand of pods by itself (docs/spec/intents.md, 5).

It is the level "restricted" of Pod Security, and beyond that a read-only root, no token, no traffic that nobody allows, and
images that cannot change.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Intent
from oamc.capabilities.labels import selector
from oamc.capabilities.pod_security import CONTAINERS, NO, RESTRICTED, YES, demand, demands_of
from oamc.capabilities.pods import kube_object
from oamc.capabilities.text_types import IMAGE
from oamc.choices import ENFORCE
from oamc.expressions.holes import Equals, Hole, Not, When, all_of, any_of
from oamc.expressions.types import TextType
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

FIXED_IMAGE = TextType(
    pattern=rf"[A-Za-z0-9][A-Za-z0-9._:/-]*@{DIGESTS}",
    forbidden=":latest@",
    rule="must have a digest, as in example.com/web:1.2@sha256:…, and not the tag latest",
    minimum_length=1,
    maximum_length=4096,
)
ROUTES = frozenset(("Ingress", "HTTPRoute"))
INSIDE = ("ClusterIP", "ExternalName")
"""Types of Services that only the cluster reaches."""
PORTS = Demand(kinds=RUN_PODS, path=(POD, "containers", EACH, "ports", EACH), rule="")
TYPE = Demand(kinds=frozenset(("Service",)), path=("spec", "type"), rule="")
USER_NAMESPACES = 36
"""The version of Kubernetes from which on pods can have users of their own everywhere."""


def _beyond(containers: str) -> Iterator[Demand]:
    """Yield what is demanded of containers beyond the level restricted."""
    one = (containers, EACH)
    yield Demand(kinds=RUN_PODS, path=(POD, *one, "image"), type=FIXED_IMAGE, wider=(IMAGE, WITH_DIGEST), rule=FIXED_IMAGE.rule)
    yield demand((*one, "securityContext", "readOnlyRootFilesystem"), YES, "must be true", value=True)
    yield Demand(
        kinds=RUN_PODS,
        path=(POD, *one, "resources"),
        same=(("requests", "memory"), ("limits", "memory")),
        rule="must have a limit of memory that is the request",
    )


DEMANDS = (
    demand(("automountServiceAccountToken",), NO, "must be false", value=False),
    *(found for containers in CONTAINERS for found in _beyond(containers)),
)


def demands(intent: BoundIntent, subject: Subject) -> tuple[Demand, ...]:
    """Return all that is demanded of pods. Users of their own are where every version of Kubernetes that is meant has them."""
    del intent
    versions = subject.context.options.kube_versions
    have_users = all(int(version[2:]) >= USER_NAMESPACES for version in versions)
    labels = (
        Demand(kinds=RUN_PODS, path=(TEMPLATE, "metadata", "labels", key), value=value, is_required=True, rule="must be there")
        for key, value in selector(subject.name).items()
    )
    return (
        *labels,
        *demands_of(RESTRICTED, versions),
        *DEMANDS,
        demand(("hostUsers",), NO, "must be false", value=False if have_users else None),
    )


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

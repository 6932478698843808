"""Ingresses of KubeVela's traits, and the Services behind them (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pods import selector
from oamc.diagnostics.codes import vela as codes
from oamc.expressions.holes import AtMost, Hole, Not, Text, TextOf, When, all_of, any_of
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import KubeObject, Tree

INGRESS = ("networking.k8s.io/v1", "Ingress")
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
ANY_PATH = "ImplementationSpecific"


def paths_of(use: BoundTrait, subject: Subject) -> dict[str, Leaf]:
    """Return the ports by their paths; report that there is none, since an Ingress and a Service need one."""
    assert use.tree is not None
    found = use.tree.group("http")
    if found is None:
        return {}
    ports = {path: leaf for path in found.parts if (leaf := found.leaf(path)) is not None}
    if not ports and not found.keys:
        subject.context.reports.add(
            codes.REFUSED_PROPERTIES,
            at=found.span,
            what=f'trait "{use.trait.name}"',
            reason="http has no path",
            hint='write each path with its port, as in http: {"/": 8080}',
        )
    return ports


def service(
    instance: Instance, ports: dict[str, Leaf], use: BoundTrait, *, name: str, resource: str, always_named: bool
) -> KubeObject:
    """Return the Service of the ports, each once. Kubernetes wants names where there are several."""
    listed = _ports(list(ports.values()), named=always_named or len(ports) > 1)
    spec = entries((("selector", selector(instance)), ("ports", listed)))
    return component_object(instance, ("v1", "Service"), (("spec", spec),), span=use.name_span, name=name, resource=resource)


def _ports(leaves: list[Leaf], *, named: bool) -> list[Tree]:
    """Return the ports of a Service. Two paths may have one port: then it is there once, whatever values are chosen."""
    holes = [leaf.value for leaf in leaves if isinstance(leaf.value, Hole)]
    if len(holes) < len(leaves):
        first: dict[object, Leaf] = {}
        for leaf in leaves:
            first.setdefault(leaf.known, leaf)
        return [_port(leaf, named=named) for leaf in first.values()]
    listed: list[Tree] = []
    for index, leaf in enumerate(leaves):
        port = _port(leaf, named=named)
        same = tuple(_are_equal(holes[index], earlier) for earlier in holes[:index])
        listed.append(When(condition=Not(condition=any_of(same)), then=port) if same else port)
    return listed


def _are_equal(first: Hole, second: Hole) -> Condition:
    """Return the condition that two numbers are the same."""
    return all_of((AtMost(path=first.path, bound=second.path), AtMost(path=second.path, bound=first.path)))


def _port(leaf: Leaf, *, named: bool) -> Tree:
    """Return one port of a Service."""
    value = leaf.value
    made = Text(parts=("port-", TextOf(hole=value))) if isinstance(value, Hole) else f"port-{leaf.known}"
    return entries((("name", At(made, leaf.span) if named else None), ("port", leaf.tree), ("targetPort", leaf.tree)))


def rules(ports: dict[str, Leaf], domain: Tree, backend: Tree, path_type: Tree) -> Tree:
    """Return the rules of an Ingress: for a host, or for any, the paths with the ports behind them."""
    paths = [
        {
            "path": path,
            "pathType": path_type,
            "backend": {"service": {"name": backend, "port": {"number": leaf.tree}}},
        }
        for path, leaf in ports.items()
    ]
    return [entries((("host", domain), ("http", {"paths": paths})))]


def old_ingress(use: BoundTrait, subject: Subject, ports: dict[str, Leaf], *, annotations: Tree = None) -> KubeObject:
    """Return the Ingress that traits of older releases write, which leads to the Service called as the component is."""
    properties: Group | None = use.tree
    assert properties is not None
    listed = rules(ports, properties.tree("domain"), subject.name, ANY_PATH)
    return component_object(
        subject.instance,
        INGRESS,
        (("spec", {"rules": listed}),),
        span=use.name_span,
        resource="ingress",
        annotations=annotations,
    )

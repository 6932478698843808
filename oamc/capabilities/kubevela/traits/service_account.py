"""service-account: the account of the pods, and what it may do (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.pod_patches import pod_patch
from oamc.capabilities.kubevela.privileges import CLUSTER, NAMESPACE, PRIVILEGES, RBAC, ROLES, rules
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import SWITCH, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes.vela import REFUSED_PROPERTIES
from oamc.objects.patch_marks import RETAIN_KEYS, Directed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span


def change(use: BoundTrait, subject: Subject) -> Change:
    """Name the account of the pods, and make it and its roles where that is asked for."""
    properties = use.tree
    assert properties is not None
    if "name" not in properties:
        return Change()  # it is reported
    account = Directed(properties.tree("name"), strategy=RETAIN_KEYS)
    patch = pod_patch(subject, {"serviceAccountName": account})  # type: ignore[dict-item]  # of patches only
    return Change(patches=(patch,), objects=tuple(_objects(properties, use.name_span, subject)))


def _objects(properties: Group, span: Span, subject: Subject) -> Iterator[KubeObject]:
    """Yield the account and its roles."""
    instance, name, namespace = subject.instance, properties.known("name"), subject.context.namespace
    if properties.known("create"):
        yield component_object(instance, ("v1", "ServiceAccount"), (), span=span, name=name, resource="service-account")
    privileges = properties.groups("privileges")
    everywhere = [privilege for privilege in privileges if privilege.known("scope") == CLUSTER]
    if everywhere and not namespace:
        subject.context.reports.add(
            REFUSED_PROPERTIES,
            at=everywhere[0].span_of("scope"),
            what='trait "service-account"',
            reason="a role of the cluster names the namespace of the account, which nobody says",
            hint="write metadata.namespace in the Application, or give the option -n NAMESPACE",
        )
        return
    if everywhere:
        account = {"kind": "ServiceAccount", "name": properties.tree("name"), "namespace": namespace}
        yield from _role(instance, everywhere, ("ClusterRole", f"{namespace}:{name}", "cluster-role"), account, span)
    here = [privilege for privilege in privileges if privilege.known("scope") == NAMESPACE]
    if here:
        account = {"kind": "ServiceAccount", "name": properties.tree("name")}
        yield from _role(instance, here, ("Role", name, "role"), account, span)


def _role(
    instance: Instance, privileges: Sequence[Group], names: tuple[str, str, str], account: Tree, span: Span
) -> Iterator[KubeObject]:
    """Yield a role, and the object that binds the account to it."""
    kind, name, resource = names
    of_role = (("rules", rules(privileges)),)
    yield component_object(instance, (f"{RBAC}/v1", kind), of_role, span=span, name=name, resource=resource)
    yield component_object(
        instance,
        (f"{RBAC}/v1", f"{kind}Binding"),
        (("roleRef", {"apiGroup": RBAC, "kind": kind, "name": name}), ("subjects", [account])),
        span=span,
        name=name,
        resource=f"{resource}-binding",
    )


SERVICE_ACCOUNT = Trait(
    names=("service-account",),
    summary="Choose the account of the pods, and what it may do.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(
        items=(
            needed("name", OBJECT_NAME, "The name of the account.", live=False),
            item("create", SWITCH, "Whether the account is made.", False, live=False),
            PRIVILEGES,
        )
    ),
    produces=("v1 ServiceAccount", *ROLES),
    example={"name": "reader"},
)

"""service-account: the account of the pods, and what it may do (docs/spec/everyday-traits.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.kubevela.privileges import CLUSTER, NAMESPACE, PRIVILEGES, RBAC, ROLES, rules
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import SWITCH, TEXT, Mapped, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.trait_findings import refuse, refuse_key
from oamc.kubernetes.names import annotation_key_problem
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree


def change(use: BoundTrait, subject: Subject) -> Change:
    """Name the account of the pods, and make it and its roles where that is asked for."""
    tree = use.tree
    assert tree is not None
    name, is_made = str(tree.known("name")), tree.known("create") is True
    called = prefixed(name) if is_made else name
    _check(use, subject, tree, is_made=is_made)
    fields = (
        ("serviceAccountName", At(called, tree.span_of("name"))),
        ("automountServiceAccountToken", tree.tree("automount")),
    )
    account = (_account(use, subject, tree, name),) if is_made else ()
    return Change(patches=(subject.pod(entries(fields)),), objects=(*account, *_roles(use, subject, tree, name, called)))


def _check(use: BoundTrait, subject: Subject, tree: Group, *, is_made: bool) -> None:
    """Report what is said of an account that is not made here, keys that are none, and roles of the cluster for nobody."""
    annotations = tree.group("annotations")
    if annotations is not None and not is_made:
        hint = "set create: true, or leave them out"
        refuse(use, subject, "annotations are those of an account that it makes", at=tree.keys["annotations"], hint=hint)
    for key in annotations.parts if annotations is not None else ():
        problem = annotation_key_problem(key)
        if problem and annotations is not None:
            refuse_key(use, subject, annotations, key, problem, of="annotations")
    everywhere = [part for part in tree.groups("privileges") if part.known("scope") == CLUSTER]
    if everywhere and not subject.context.namespace:
        refuse(
            use,
            subject,
            "a role of the cluster names the namespace of the account, which nobody says",
            at=everywhere[0].span_of("scope"),
            hint="write metadata.namespace in the ApplicationConfiguration, or give the option -n NAMESPACE",
        )


def _account(use: BoundTrait, subject: Subject, tree: Group, name: str) -> KubeObject:
    """Return the account."""
    annotations = tree.group("annotations")
    return kube_object(
        subject.instance,
        ("v1", "ServiceAccount"),
        name,
        labels=TRAIT_ROLE,
        annotations=None if annotations is None else entries(annotations.entries()),
        fields=(),
        span=use.span,
    )


def _roles(use: BoundTrait, subject: Subject, tree: Group, name: str, called: Tree) -> Iterator[KubeObject]:
    """Yield the roles of an account that is `called` so, with what binds it to them."""
    namespace = subject.context.namespace
    for scope, kind, role in ((CLUSTER, "ClusterRole", f"{namespace}:{name}"), (NAMESPACE, "Role", name)):
        privileges = [part for part in tree.groups("privileges") if part.known("scope") == scope]
        if privileges and (namespace or scope == NAMESPACE):
            account: dict[str, Tree] = {"kind": "ServiceAccount", "name": called}
            if scope == CLUSTER:
                account["namespace"] = namespace
            yield from _role(use, subject, privileges, kind, role, account)


def _role(
    use: BoundTrait, subject: Subject, privileges: Sequence[Group], kind: str, name: str, account: Tree
) -> Iterator[KubeObject]:
    """Yield a role, and the object that binds the account to it."""
    reference: Tree = {"apiGroup": RBAC, "kind": kind, "name": prefixed(name)}
    of_binding: tuple[tuple[str, Tree], ...] = (("roleRef", reference), ("subjects", [account]))
    for made, fields in ((kind, (("rules", rules(privileges)),)), (f"{kind}Binding", of_binding)):
        yield kube_object(subject.instance, (f"{RBAC}/v1", made), name, labels=TRAIT_ROLE, fields=fields, span=use.span)


SERVICE_ACCOUNT = Trait(
    names=("service-account",),
    summary="Choose the account of the pods, and what it may do.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    schema=Struct(
        items=(
            needed("name", OBJECT_NAME, "The name of the account.", why="it is the name of an object"),
            item(
                "create",
                SWITCH,
                "Whether the account is made. Otherwise the cluster has it.",
                False,
                why="it decides which objects there are",
            ),
            item("automount", SWITCH, "Whether the token of the account is mounted."),
            item("annotations", Mapped(item=TEXT), "Annotations of the account, such as the identity that a cloud gives it."),
            PRIVILEGES,
        )
    ),
    example={"name": "web", "create": True, "automount": False},
    produces=("v1 ServiceAccount", *ROLES),
)

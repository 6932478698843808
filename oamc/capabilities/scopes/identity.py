"""Identity scope: an account that its members act under (docs/spec/oam-v1alpha1.md, 10.2 and 10.3).

A ServiceAccount of the name of the scope, known to a cloud where the scope says how, and the roles that its rules are.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Property, Scope
from oamc.capabilities.kubevela.privileges import RBAC
from oamc.capabilities.located import located_in
from oamc.capabilities.scopes.marks import mark
from oamc.capabilities.scopes.parts import has_pods, scope_object
from oamc.diagnostics.codes import scopes as codes
from oamc.diagnostics.reports import listing
from oamc.expressions.types import BooleanType, Field, ListType, StructType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context, Subject
    from oamc.ir.program import BoundScope
    from oamc.objects.tree import KubeObject, Tree


class Provider(Record):
    """Who knows the account: the annotation by which it does, whether it needs one, what it wants of pods and namespaces."""

    annotation: str = ""
    needs_identity: bool = True
    pod_label: str = ""
    namespace_label: str = ""


PROVIDERS = {
    "kubernetes": Provider(needs_identity=False),
    "aws": Provider(annotation="eks.amazonaws.com/role-arn"),
    "gcp": Provider(annotation="iam.gke.io/gcp-service-account", needs_identity=False),
    "azure": Provider(annotation="azure.workload.identity/client-id", pod_label="azure.workload.identity/use"),
    "alibaba": Provider(
        annotation="pod-identity.alibabacloud.com/role-name",
        namespace_label="pod-identity.alibabacloud.com/injection: on",
    ),
}

WORD = TextType(minimum_length=1)
WORDS = ListType(item=WORD, minimum_length=1)
RULES = ListType(
    item=StructType(
        fields=(
            Field(name="apiGroups", type=ListType(item=TextType(), minimum_length=1), required=True),
            Field(name="resources", type=WORDS, required=True),
            Field(name="verbs", type=WORDS, required=True),
            Field(name="resourceNames", type=WORDS),
        )
    ),
    minimum_length=1,
)


def change(scope: BoundScope, subject: Subject) -> Change:
    """Mark a member, and let its pods act under the account."""
    marked = mark(scope, subject)
    if not has_pods(scope, subject):
        return marked
    patches = [*marked.patches, subject.pod({"serviceAccountName": prefixed(scope.name.value)})]
    label = _provider(scope).pod_label
    if label:
        patches.append(subject.of_pods({"metadata": {"labels": {label: "true"}}}))
    return replace(marked, patches=tuple(patches))


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make the account, and its roles."""
    problem, place = _problem(scope, context)
    if problem:
        context.reports.add(
            codes.WRONG_SCOPE, at=scope.span_of(place), scope=scope.name.value, reason=problem, hint=HINTS.get(place, "")
        )
        return ()
    provider = _provider(scope)
    if provider.namespace_label:
        context.reports.add(
            codes.OUTSIDE_NEEDED,
            at=scope.span_of(PROVIDER),
            scope=scope.name.value,
            what=f"the label {provider.namespace_label} on the namespace of its members",
            hint="whoever makes the namespace sets it",
        )
    return tuple(_objects(scope, provider, context))


def conditions(scope: BoundScope, context: Context) -> tuple[Requirement, ...]:
    """Return the condition that a cloud which needs to know the identity does."""
    del context
    found = scope.properties.get("identity")
    if found is None or found.condition is None or not _provider(scope).needs_identity:
        return ()
    message = f"{'.'.join((*scope.path, 'identity'))} must be set: the provider finds the account by it"
    return (Requirement(condition=found.condition, message=message, span=found.span),)


def _objects(scope: BoundScope, provider: Provider, context: Context) -> Iterator[KubeObject]:
    """Yield the account and its roles."""
    name = scope.name.value
    identity = located_in(scope, "identity") if provider.annotation else None
    annotations = entries(((provider.annotation, identity),))
    token = scope.known("automountToken")
    mounted = token if isinstance(token, bool) else bool(scope.known("rules") or scope.known("clusterRules"))
    yield scope_object(
        scope, ("v1", "ServiceAccount"), name, ("automountServiceAccountToken", mounted), annotations=annotations
    )
    account: dict[str, Tree] = {"kind": "ServiceAccount", "name": prefixed(name)}
    if scope.known("rules"):
        yield from _role(scope, ("Role", name, "rules"), account)
    if scope.known("clusterRules"):
        # All namespaces of a cluster share the names of these roles.
        yield from _role(
            scope, ("ClusterRole", f"{context.namespace}-{name}", "clusterRules"), {**account, "namespace": context.namespace}
        )


def _role(scope: BoundScope, names: tuple[str, str, str], account: Tree) -> Iterator[KubeObject]:
    """Yield a role, and the object that binds the account to it."""
    kind, name, given = names
    span = scope.span_of(given)
    rules: Tree = At(scope.known(given), span)  # type: ignore[arg-type]  # a known value of the type is a tree
    yield scope_object(scope, (f"{RBAC}/v1", kind), name, ("rules", rules), span=span)
    role: Tree = {"apiGroup": RBAC, "kind": kind, "name": prefixed(name)}
    yield scope_object(scope, (f"{RBAC}/v1", f"{kind}Binding"), name, ("roleRef", role), ("subjects", [account]), span=span)


def _provider(scope: BoundScope) -> Provider:
    """Return what is known of the provider; of one that nobody knows nothing, which is reported."""
    return PROVIDERS.get(str(scope.known(PROVIDER)), PROVIDERS["kubernetes"])


def _problem(scope: BoundScope, context: Context) -> tuple[str, str]:
    """Return why no objects can be made, and the property at fault; empty texts where all is well."""
    name = scope.known(PROVIDER)
    provider = PROVIDERS.get(str(name))
    has_identity = scope.known("identity") is not None
    if provider is None:
        return "nobody knows the provider of its identity", PROVIDER
    if provider.needs_identity and not has_identity:
        return f"{name} finds the account by its identity, which is not set", ""
    if has_identity and not provider.annotation:
        return f"{name} knows an account by its name, and has no other identity for it", "identity"
    if not scope.known("clusterRules"):
        return "", ""
    if scope.known("allowCluster") is not True:
        return "rules for the whole cluster are only made with allowCluster: true", "clusterRules"
    if not context.namespace:
        return "rules for the whole cluster name the namespace of the account, which nobody says", "clusterRules"
    return "", ""


PROVIDER = "IdentityProvider"
HINTS = {
    PROVIDER: f"known are {listing(PROVIDERS)}",
    "": "set the property identity",
    "identity": "remove it, or name the provider that knows it",
    "clusterRules": "write rules for the namespace; else set allowCluster: true, and metadata.namespace or -n NAMESPACE",
}
IDENTITY = Scope(
    names=("identity.oam.dev/v1.IdentityScope",),
    summary="An account that its members act under, known to Kubernetes or to a cloud.",
    overlap=True,
    needs_objects=True,
    change=change,
    make=make,
    conditions=conditions,
    properties=(
        Property(
            name=PROVIDER,
            type=TextType(minimum_length=1),
            description="Who knows the identity: kubernetes, aws, gcp, azure or alibaba.",
            required=True,
            live=False,
            aliases=("identityProvider",),
            example="kubernetes",
        ),
        Property(
            name="identity",
            type=TextType(minimum_length=1, maximum_length=2048),
            description="What the cloud calls it: the ARN of a role, a service account of GCP, a client id, a role.",
        ),
        Property(
            name="rules",
            type=RULES,
            description="What the account may do in its namespace, as in a Role.",
            live=False,
            example=[{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}],
        ),
        Property(
            name="clusterRules",
            type=RULES,
            description="What it may do in the whole cluster, as in a ClusterRole. Needs allowCluster: true and a namespace.",
            live=False,
            example=[{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]}],
        ),
        Property(
            name="allowCluster",
            type=BooleanType(),
            description="Whether there may be clusterRules.",
            live=False,
        ),
        Property(
            name="automountToken",
            type=BooleanType(),
            description="Whether containers get a token of the account. Only with rules where it is not set.",
            live=False,
        ),
    ),
    of_objects=frozenset({"identity", "rules", "clusterRules", "allowCluster", "automountToken"}),
)

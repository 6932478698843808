"""tenants.acme.example.com/v1.Tenant: what belongs to one customer."""

from oamc.capabilities.v1 import (
    BoundScope,
    Change,
    Context,
    KubeObject,
    NumberType,
    Patch,
    Property,
    Scope,
    Subject,
    TextType,
    entries,
    located_in,
    members_here,
    prefixed,
    scope_object,
)


def change(scope: BoundScope, _: Subject) -> Change:
    """Label a member with the customer."""
    return Change(patches=(Patch(tree={"metadata": {"labels": {"acme.example.com/tenant": located_in(scope, "customer")}}}),))


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make the record of the customer, with the names of the members."""
    members = [prefixed(instance.name.value) for instance in members_here(scope, context)]
    spec = entries(
        (
            ("customer", located_in(scope, "customer")),
            ("users", located_in(scope, "users")),
            ("workloads", members or None),
        )
    )
    return (scope_object(scope, ("tenants.acme.example.com/v1", "Tenant"), scope.name.value, ("spec", spec)),)


TENANT = Scope(
    names=("tenants.acme.example.com/v1.TenantScope",),
    summary="What belongs to one customer.",
    overlap=False,
    change=change,
    make=make,
    properties=(
        Property(
            name="customer",
            type=TextType(pattern="[a-z]{3,20}", rule="must be three to twenty small letters"),
            description="The customer.",
            required=True,
            example="umbrella",
        ),
        Property(name="users", type=NumberType(whole=True, minimum=1), description="How many people may use it.", default=10),
    ),
)

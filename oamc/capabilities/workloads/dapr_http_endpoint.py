"""HTTPEndpoint of Dapr: a place outside that applications call through their sidecars (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, WorkloadType
from oamc.capabilities.dapr_objects import AUTH, SCOPES, dapr_object, warn_of_literals
from oamc.capabilities.dapr_properties import URL
from oamc.capabilities.setting_trees import setting_fields
from oamc.expressions.types import AnyListType, ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance


def render(instance: Instance, context: Context) -> Rendered:
    """Make the HTTPEndpoint."""
    fields = setting_fields(instance)
    warn_of_literals(fields.get("headers"), "header", context.reports)
    return dapr_object(instance, context, "dapr.io/v1alpha1", "HTTPEndpoint", fields)


DAPR_HTTP_ENDPOINT = WorkloadType(
    names=("dapr.io/v1alpha1.HTTPEndpoint",),
    summary="A place outside that applications call by its name through their sidecars of Dapr.",
    token="HTTPEndpoint",
    features=frozenset(),
    render=render,
    has_spec_form=True,
    settings=(
        Property(name="baseUrl", type=URL, description="Where it is.", required=True, example="https://billing.example.org"),
        Property(
            name="headers",
            type=AnyListType(),
            description="Headers of every call: a list of name and value, secretKeyRef or envRef.",
        ),
        Property(
            name="clientTLS", type=ObjectType(), description="Certificates: rootCA, certificate, privateKey, renegotiation."
        ),
        SCOPES,
        AUTH,
    ),
)

"""Configuration of Dapr: tracing, metrics, access, middleware of sidecars (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, WorkloadType
from oamc.capabilities.dapr_objects import dapr_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.expressions.types import AnyListType, ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Configuration, which has neither scopes nor a store of secrets."""
    return dapr_object(instance, context, "dapr.io/v1alpha1", "Configuration", setting_fields(instance))


def _part(name: str, description: str) -> Property:
    """Return a part of a Configuration, whose shape the definition of Dapr says."""
    return Property(name=name, type=ObjectType(), description=description)


DAPR_CONFIGURATION = WorkloadType(
    names=("dapr.io/v1alpha1.Configuration",),
    summary="How sidecars of Dapr behave: tracing, metrics, access, middleware.",
    token="Configuration",
    features=frozenset(),
    render=render,
    has_spec_form=True,
    settings=(
        Property(
            name="tracing",
            type=ObjectType(),
            description="Which calls are traced, and where to: samplingRate, a text from 0 to 1, and otel, zipkin or stdout.",
            example={"samplingRate": "0.1", "stdout": True},
        ),
        _part("metrics", "Metrics of sidecars: enabled, rules, http."),
        _part("logging", "What sidecars log: apiLogging."),
        _part("accessControl", "Who may call what: defaultAction, trustDomain, policies."),
        _part("api", "Which parts of the API of sidecars are there: allowed, denied."),
        _part("secrets", "Which secrets may be read: scopes."),
        _part("components", "Which types of Components are refused: deny."),
        _part("httpPipeline", "Middleware of calls that come in: handlers."),
        _part("appHttpPipeline", "Middleware of calls that go out: handlers."),
        _part("nameResolution", "How applications find each other: component, version, configuration."),
        _part("mtls", "Certificates of sidecars."),
        _part("workflow", "How many workflows run at once."),
        _part("wasm", "How WebAssembly runs: strictSandbox."),
        Property(
            name="features", type=AnyListType(), description="Features that are switched on or off: a list of name and enabled."
        ),
    ),
)

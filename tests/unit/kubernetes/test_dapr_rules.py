"""What Dapr's programs want of its objects beyond their definitions (docs/spec/dapr.md, 4.6)."""

import copy

import pytest

from tests.unit.kubernetes.test_custom_kinds import messages

COMPONENT = {"type": "state.redis", "version": "v1", "metadata": [{"name": "a", "value": "b"}]}
ENDPOINT = {"baseUrl": "https://example.com"}
ROUTED = {"topic": "a", "pubsubname": "b", "routes": {"default": "/a"}}
CONFIGURATION = {
    "tracing": {"samplingRate": "0.1", "otel": {"endpointAddress": "a", "isSecure": False, "protocol": "grpc"}},
    "accessControl": {
        "defaultAction": "deny",
        "policies": [{"appId": "a", "defaultAction": "allow", "operations": [{"name": "/a", "action": "deny"}]}],
    },
    "secrets": {"scopes": [{"storeName": "a", "defaultAccess": "Allow"}]},
}
RESILIENCY = {
    "policies": {
        "timeouts": {"general": "5s", "in-milliseconds": "500", "tiny": "1.5µs", "parts": "1ms1ms1ms1ms1ms1ms1ms1ms1ms"},
        "retries": {"slow": {"policy": "exponential", "maxInterval": "15s", "maxRetries": 5}},
        "circuitBreakers": {
            "simple": {"maxRequests": 1, "interval": "10s", "timeout": "30s", "trip": "consecutiveFailures >= 5"}
        },
    },
    "targets": {
        "apps": {"front": {"timeout": "general", "retry": "slow", "circuitBreaker": "simple"}},
        "actors": {"Cart": {"circuitBreaker": "simple", "circuitBreakerScope": "both"}},
        "components": {"state": {"outbound": {"timeout": "general", "retry": "DefaultRetryPolicy"}}},
    },
}
GOOD = {
    "Component": ("dapr.io/v1alpha1", COMPONENT),
    "HTTPEndpoint": ("dapr.io/v1alpha1", ENDPOINT),
    "Subscription": ("dapr.io/v2alpha1", ROUTED),
    "Configuration": ("dapr.io/v1alpha1", CONFIGURATION),
    "Resiliency": ("dapr.io/v1alpha1", RESILIENCY),
}
ACTION = "must be allow or deny"
TIME = "must be a time with a unit, such as 10s or 1m30s"
REMOVED = object()


def changed(spec, path, value):
    """Return a spec with another value at a path."""
    made = copy.deepcopy(spec)
    *above, last = path
    held = made
    for step in above:
        held = held[step]
    if value is REMOVED:
        del held[last]
    else:
        held[last] = value
    return made


@pytest.mark.parametrize("kind", GOOD)
def test_good_objects_are_good(kind):
    version, spec = GOOD[kind]
    assert messages(version, kind, spec) == []


@pytest.mark.parametrize(
    ("kind", "path", "value", "place", "reason"),
    [
        ("Component", ("type",), "redis", "type", "must be a kind and a name, such as state.redis"),
        ("Component", ("initTimeout",), "30", None, None),
        ("Component", ("initTimeout",), "soon", "initTimeout", TIME),
        (
            *("Component", ("metadata", 0, "secretKeyRef"), {"name": "a"}, "metadata[0]"),
            "must have one of value and secretKeyRef",
        ),
        ("HTTPEndpoint", ("baseUrl",), "example.com", "baseUrl", "must begin with http:// or https://"),
        (
            *("HTTPEndpoint", ("headers",), [{"name": "a", "value": "b", "envRef": "C"}], "headers[0]"),
            "must have one of value and envRef",
        ),
        ("Subscription", ("routes",), {"rules": []}, "routes", "must have a default, or a rule"),
        ("Subscription", ("routes", "default"), "a", "routes.default", "must begin with /"),
        (
            *("Subscription", ("routes", "rules"), [{"match": "a", "path": "b"}], "routes.rules[0].path"),
            "must begin with /",
        ),
        *(
            (
                "Configuration",
                ("tracing", "samplingRate"),
                rate,
                "tracing.samplingRate",
                "must be a number from 0 to 1, as a text",
            )
            for rate in ("1.1", "often", "-1", "NaN", "", "1e-3")
        ),
        ("Configuration", ("tracing", "samplingRate"), ".5", None, None),
        ("Configuration", ("tracing", "otel", "protocol"), "udp", "tracing.otel.protocol", "must be grpc or http"),
        ("Configuration", ("accessControl", "defaultAction"), "no", "accessControl.defaultAction", ACTION),
        (
            *("Configuration", ("accessControl", "policies", 0, "defaultAction"), "no"),
            *("accessControl.policies[0].defaultAction", ACTION),
        ),
        (
            *("Configuration", ("accessControl", "policies", 0, "operations", 0, "action"), "no"),
            *("accessControl.policies[0].operations[0].action", ACTION),
        ),
        ("Configuration", ("secrets", "scopes", 0, "defaultAccess"), "no", "secrets.scopes[0].defaultAccess", ACTION),
        (
            *("Resiliency", ("policies", "retries", "slow", "policy"), "linear", "policies.retries.slow.policy"),
            "must be constant or exponential",
        ),
        ("Resiliency", ("policies", "timeouts", "general"), "5 s", "policies.timeouts.general", TIME),
        ("Resiliency", ("policies", "retries", "slow", "maxInterval"), "x", "policies.retries.slow.maxInterval", TIME),
        (
            *("Resiliency", ("policies", "circuitBreakers", "simple", "interval"), "x"),
            *("policies.circuitBreakers.simple.interval", TIME),
        ),
        (
            *("Resiliency", ("targets", "actors", "Cart", "circuitBreakerScope"), "all"),
            *("targets.actors.Cart.circuitBreakerScope", "must be type, id or both"),
        ),
        (
            *("Resiliency", ("targets", "actors", "Cart", "circuitBreakerScope"), REMOVED),
            *("targets.actors.Cart", "must have a circuitBreakerScope with its circuitBreaker"),
        ),
        (
            *("Resiliency", ("targets", "apps", "front", "timeout"), "other", "targets.apps.front.timeout"),
            "must be one of the timeouts of the policies",
        ),
        (
            *("Resiliency", ("targets", "components", "state", "inbound"), {"retry": "other"}),
            *("targets.components.state.inbound.retry", "must be one of the retries of the policies"),
        ),
    ],
)
def test_what_dapr_does_not_take_is_told(kind, path, value, place, reason):
    version, spec = GOOD[kind]
    expected = [] if place is None else [f"{kind}.spec.{place} {reason}"]
    assert messages(version, kind, changed(spec, path, value)) == expected


def test_who_uses_an_object_stands_beside_its_spec():
    fields = {"scopes": ["a"], "auth": {"secretStore": "b"}}
    assert messages("dapr.io/v1alpha1", "Component", COMPONENT, **fields) == []
    assert messages("dapr.io/v1alpha1", "Configuration", CONFIGURATION, scopes=["a"])
    assert messages("dapr.io/v2alpha1", "Subscription", ROUTED, auth={"secretStore": "b"})
    assert messages("dapr.io/v2alpha1", "Subscription", {**ROUTED, "scopes": ["a"]})

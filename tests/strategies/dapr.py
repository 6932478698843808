"""Objects of Dapr, and a Prometheus, as components, with settings that their definitions take (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some

if TYPE_CHECKING:
    from tests.strategies.choosers import Chooser

DAPR_KINDS = (
    *("dapr.io/v1alpha1.Component", "dapr.io/v1alpha1.Configuration", "dapr.io/v1alpha1.HTTPEndpoint"),
    *("dapr.io/v1alpha1.Resiliency", "dapr.io/v2alpha1.Subscription"),
)
VALUES = ("redis:6379", "true", "{{ x }}", "[instanceName()]")


def dapr_settings(chooser: Chooser, kind: str) -> list[dict[str, Any]]:
    """Return the settings of an object of Dapr: those that it must have, and some of the others."""
    needed, others = {
        "Component": component,
        "Configuration": configuration,
        "HTTPEndpoint": endpoint,
        "Resiliency": resiliency,
        "Subscription": subscription,
    }[kind.rpartition(".")[2]](chooser)
    if not kind.endswith("Configuration"):
        others["scopes"] = chooser.choice((["web"], ["web", "other"], []))
    chosen = {**needed, **{name: others[name] for name in some(chooser, tuple(others), 0, 4)}}
    return [{"name": name, "value": value} for name, value in chosen.items()]


def component(chooser: Chooser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a state store or a broker."""
    metadata = [
        {"name": "redisHost", "value": chooser.choice(VALUES)},
        {"name": "maxLen", "value": chooser.choice((1, 2.5, True))},
        {"name": "redisPassword", "secretKeyRef": {"name": "redis", "key": "password"}},
        {"name": "redisUsername", "envRef": "REDIS_USER"},
    ]
    return {"type": chooser.choice(("state.redis", "pubsub.kafka"))}, {
        "version": chooser.choice(("v1", "v2")),
        "metadata": some(chooser, metadata, 0, 4),
        "ignoreErrors": chooser.chance(50),
        "initTimeout": "30s",
        "auth": {"secretStore": "kubernetes"},
    }


def configuration(chooser: Chooser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how sidecars behave."""
    handlers = {"handlers": [{"name": "limit", "type": "middleware.http.ratelimit"}]}
    policies = [{"appId": "web", "defaultAction": "allow", "operations": [{"name": "/a", "action": "deny"}]}]
    return {}, {
        "tracing": chooser.choice(({"samplingRate": "0.5"}, {"samplingRate": "1", "zipkin": {"endpointAddress": "http://z"}})),
        "metrics": {"enabled": chooser.chance(50)},
        "logging": {"apiLogging": {"enabled": True}},
        "accessControl": {"defaultAction": chooser.choice(("allow", "deny")), "policies": policies},
        "api": {"allowed": [{"name": "state", "version": "v1"}]},
        "secrets": {"scopes": [{"storeName": "local", "defaultAccess": "deny"}]},
        "components": {"deny": ["bindings.*"]},
        "httpPipeline": handlers,
        "appHttpPipeline": handlers,
        "nameResolution": {"component": "mdns", "version": "v1", "configuration": {"a": 1}},
        "mtls": {"enabled": True, "controlPlaneTrustDomain": "a", "sentryAddress": "b"},
        "workflow": {"maxConcurrentWorkflowInvocations": 5},
        "wasm": {"strictSandbox": True},
        "features": [{"name": "one", "enabled": chooser.chance(50)}],
    }


def endpoint(chooser: Chooser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a place outside."""
    return {"baseUrl": chooser.choice(("https://example.com", "http://example.com:81/a"))}, {
        "headers": [{"name": "X-From", "value": chooser.choice(VALUES)}],
        "clientTLS": {"renegotiation": "Never"},
        "auth": {"secretStore": "kubernetes"},
    }


def resiliency(chooser: Chooser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what becomes of calls that fail."""
    policies = {
        "timeouts": {"general": "5s"},
        "retries": {"slow": {"policy": chooser.choice(("constant", "exponential")), "duration": "1s", "maxRetries": -1}},
        "circuitBreakers": {"simple": {"maxRequests": 1, "interval": "10s", "trip": "consecutiveFailures >= 5"}},
    }
    every = {
        "apps": {"other": {"timeout": "general", "retry": "slow"}},
        "actors": {"Cart": {"circuitBreaker": "simple", "circuitBreakerScope": "both"}},
        "components": {"state": {"outbound": {"retry": "DefaultRetryPolicy"}}},
    }
    return {"policies": policies, "targets": {name: every[name] for name in some(chooser, tuple(every), 1, 3)}}, {}


def subscription(chooser: Chooser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return which messages come."""
    rules = {"default": "/a", "rules": [{"match": 'event.type == "vip"', "path": "/vip"}]}
    return {"topic": "orders", "pubsubname": "broker", "routes": chooser.choice(({"default": "/a"}, rules))}, {
        "deadLetterTopic": "dead",
        "bulkSubscribe": {"enabled": True, "maxMessagesCount": 10},
        "metadata": {"rawPayload": "true"},
    }


PROMETHEUS = "monitoring.coreos.com/v1.Prometheus"


def prometheus_settings(chooser: Chooser) -> list[dict[str, Any]]:
    """Return settings of a Prometheus (docs/spec/monitoring.md, 1)."""
    every: dict[str, Any] = {
        "replicas": chooser.integer(0, 3),
        "shards": 2,
        "retention": chooser.choice(("15d", "1h30m")),
        "retentionSize": chooser.choice(("20GB", "512MiB")),
        "serviceMonitorSelector": chooser.choice(({}, {"matchLabels": {"team": "[instanceName()]"}})),
        "podMonitorSelector": {},
        "probeSelector": {},
        "ruleSelector": {},
        "scrapeInterval": "1m",
        "evaluationInterval": "30s",
        "storage": {"volumeClaimTemplate": {"spec": {"resources": {"requests": {"storage": "20Gi"}}}}},
        "resources": {"requests": {"memory": "400Mi"}},
        "externalLabels": {"cluster": chooser.choice(("one", "{{ x }}"))},
        "enableAdminAPI": chooser.chance(50),
        "version": "v3.1.0",
        "image": "example/prometheus:1",
    }
    chosen = {name: every[name] for name in some(chooser, tuple(every), 0, 6)}
    if chooser.chance(50):
        chosen["serviceAccountName"] = "in-the-cluster"
        names = ("serviceMonitor", "podMonitor", "probe", "rule")
        chosen |= {f"{name}NamespaceSelector": {} for name in some(chooser, names, 0, 4)}
    return [{"name": name, "value": value} for name, value in chosen.items()]

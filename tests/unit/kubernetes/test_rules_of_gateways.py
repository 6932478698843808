"""What the Gateway API, Istio and Envoy Gateway refuse in objects given whole (docs/spec/traffic.md, 1.7 and 2.5)."""

import pytest

from oamc.kubernetes.custom.durations import in_milliseconds
from oamc.kubernetes.schemas import problems

WEB = {"name": "web", "port": 80}
MIRROR = {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "a", "port": 80}}}
REDIRECT = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}
REWRITE = {"type": "URLRewrite", "urlRewrite": {"hostname": "a.example.com"}}


def told(**spec):
    body = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "a"}, "spec": spec}
    return [problem.message.removeprefix("HTTPRoute.spec.") for problem in problems(body)]


def rule(**fields):
    return told(rules=[{"backendRefs": [WEB], **fields}])


def path(value, **more):
    return rule(matches=[{"path": {"value": value, **more}}])


def mirror(**fields):
    return rule(filters=[{**MIRROR, "requestMirror": {**MIRROR["requestMirror"], **fields}}])


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (told(parentRefs=[{"name": "a"}, {"name": "b"}, {"name": "a", "namespace": "c"}]), ""),
        (told(parentRefs=[{"name": "a"}, {"name": "a", "kind": "Gateway"}]), "parentRefs[1] must differ"),
        (told(parentRefs=[{"name": "a", "sectionName": "x"}, {"name": "a"}]), "parentRefs[1] must differ"),
        (told(parentRefs=[{"name": "a", "port": 1}, {"name": "a", "port": 2}]), "parentRefs[1] must differ"),
        (told(parentRefs=[{"name": "a", "sectionName": "x"}, {"name": "a", "sectionName": "y"}]), ""),
        (told(rules=[{"matches": [{}] * 64, "backendRefs": [WEB]}] * 2), ""),
        (told(rules=[{"matches": [{}] * 64}, {"matches": [{}] * 64}, {"matches": [{}]}]), "rules must have at most 128"),
        (rule(timeouts={"request": "1m", "backendRequest": "60s"}), ""),
        (rule(timeouts={"request": "0s", "backendRequest": "60s"}), ""),
        (rule(timeouts={"request": "1m", "backendRequest": "61s"}), "timeouts.backendRequest must not be longer"),
        (rule(filters=[MIRROR, MIRROR]), ""),
        (rule(filters=[REWRITE, REWRITE]), "filters[1] is a second filter URLRewrite"),
        (told(rules=[{"filters": [REDIRECT, REWRITE]}]), "filters may have only one of"),
        (told(rules=[{"filters": [REDIRECT]}]), ""),
        (rule(filters=[REDIRECT]), "backendRefs is not possible with a filter RequestRedirect"),
        (rule(filters=[{"type": "CORS"}]), "filters[0] must have cors"),
        (rule(filters=[{**REWRITE, "cors": {}}]), "filters[0].cors is not possible with type URLRewrite"),
        (rule(backendRefs=[{**WEB, "filters": [{"type": "CORS"}]}]), "backendRefs[0].filters[0] must have cors"),
        (rule(backendRefs=[{"name": "web"}]), "backendRefs[0] must have a port"),
        (rule(backendRefs=[{"name": "web", "group": "example.com", "kind": "Bucket"}]), ""),
        (mirror(percent=100), ""),
        (mirror(fraction={"numerator": 5, "denominator": 1000}), ""),
        (mirror(fraction={"numerator": 101}), "requestMirror.fraction must not be more than 1"),
        (mirror(fraction={"numerator": 1}, percent=1), "may have only one of percent and fraction"),
        (mirror(backendRef={"name": "a"}), "requestMirror.backendRef must have a port"),
        (path("/a/b-c~d;e=f,@%20/"), ""),
        (path("a"), 'path.value must begin with "/"'),
        (path("/a//b"), 'must not contain "//"'),
        (path("/a%2Fb"), 'must not contain "%2F"'),
        (path("/a/.."), 'must not end with "/.."'),
        (path("/a b"), "must have only characters"),
        (path("/[a]+ .*", type="RegularExpression"), ""),
    ],
)
def test_a_route_is_held_to_the_rules_of_the_definition(found, message):
    assert (found == []) if not message else any(message in one for one in found), found


def test_durations_are_counted_in_milliseconds():
    assert [in_milliseconds(text) for text in ("1h", "1m1s1ms", "0s", "99999ms")] == [3_600_000, 61_001, 0, 99_999]


def told_of(api_version, kind, spec):
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, "spec": spec}
    return [problem.message.removeprefix(f"{kind}.spec.") for problem in problems(body)]


def of_rule(**policy):
    return told_of("networking.istio.io/v1", "DestinationRule", {"host": "a", "trafficPolicy": policy})


def of_host(**route):
    route = {"route": [{"destination": {"host": "a"}}]} | route
    return told_of("networking.istio.io/v1", "VirtualService", {"hosts": ["a"], "http": [route]})


TARGET = {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": "a"}


def of_policy(**fields):
    fields = {"targetRefs": [TARGET]} | fields
    return told_of("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", fields)


def limits(*rules):
    made = [{"limit": {"requests": 1, "unit": unit}, **({"clientSelectors": [{}]} if chosen else {})} for unit, chosen in rules]
    return of_policy(rateLimit={"local": {"rules": made}})


def balancer(**fields):
    return of_policy(loadBalancer=fields)


HASHED = {"type": "ConsistentHash"}


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (of_rule(outlierDetection={"maxEjectionPercent": 100, "interval": "1.5s"}), ""),
        (of_rule(outlierDetection={"maxEjectionPercent": 150}), "outlierDetection.maxEjectionPercent must be a percentage"),
        (of_rule(outlierDetection={"minHealthPercent": -1}), "minHealthPercent must be a percentage"),
        (of_rule(connectionPool={"tcp": {"connectTimeout": "100us"}}), "connectTimeout must be a duration"),
        (of_rule(connectionPool={"tcp": {"connectTimeout": "30"}}), "connectTimeout must be a duration"),
        (of_rule(connectionPool={"tcp": {"connectTimeout": "1h" * 60}}), "connectTimeout must be a duration"),
        (of_rule(loadBalancer={"consistentHash": {}}), "consistentHash must have one of httpHeaderName"),
        (of_rule(loadBalancer={"consistentHash": {"useSourceIp": True}}), ""),
        (of_rule(loadBalancer={"simple": "RANDOM", "warmup": {"duration": "1s"}}), "warmup has no effect with RANDOM"),
        (
            of_rule(portLevelSettings=[{"outlierDetection": {"interval": "0s"}}]),
            "portLevelSettings[0].outlierDetection.interval",
        ),
        (told_of("networking.istio.io/v1", "DestinationRule", {"host": ""}), "must have a host"),
        (told_of("networking.istio.io/v1", "DestinationRule", {"host": "a", "subsets": [{"name": "b"}] * 2}), "subsets[1]"),
        (of_host(mirrors=[{"destination": {"host": "b"}, "percentage": {"value": 10}}]), ""),
        (
            of_host(mirrors=[{"destination": {"host": "b"}, "percentage": {"value": 101}}]),
            "mirrors[0].percentage.value must be",
        ),
        (of_host(mirrorPercentage={"value": -0.5}, mirror={"host": "b"}), "mirrorPercentage.value must be a percentage"),
        (of_host(mirror={"host": "b"}, mirrors=[{"destination": {"host": "b"}}]), "only one of mirror and mirrors"),
        (of_host(route=[]), "http[0] must have one of route"),
        (of_policy(), ""),
        (of_policy(targetRefs=[]), "must have one of targetRef"),
        (of_policy(targetRef=TARGET), "must have one of targetRef"),
        (of_policy(targetRefs=[{**TARGET, "group": "example.com"}]), "targetRefs[0].group must be gateway"),
        (of_policy(targetRefs=[{**TARGET, "kind": "Service"}]), "targetRefs[0].kind must be one of"),
        (balancer(type="LeastRequest", slowStart={"window": "1s"}), ""),
        (balancer(type="Random", slowStart={"window": "1s"}), "slowStart is not possible with type Random"),
        (balancer(type="ConsistentHash"), "must have consistentHash"),
        (
            balancer(type="Random", consistentHash={"type": "SourceIP"}),
            "consistentHash is possible with type ConsistentHash only",
        ),
        (balancer(**HASHED, consistentHash={"type": "Headers"}), "consistentHash must have headers"),
        (balancer(**HASHED, consistentHash={"type": "SourceIP", "header": {"name": "a"}}), "header is not possible"),
        (limits(("Second", False), ("Minute", True), ("Year", True)), ""),
        (limits(("Minute", False), ("Second", True)), "rules[1].limit.unit must be a multiple of Minute"),
        (limits(("Second", False), ("Second", False)), "rules[1] is a second rule without clientSelectors"),
        (limits(("Minute", True), ("Second", True)), ""),
    ],
)
def test_a_policy_is_held_to_what_its_project_refuses(found, message):
    assert (found == []) if not message else any(message in one for one in found), found


@pytest.mark.parametrize(
    "found",
    [
        rule(filters=[{"type": "Revision", "cors": {}}]),
        limits(("Second", False), ("Fortnight", True)),
        limits(("Fortnight", False), ("Second", True)),
        balancer(type="Best", slowStart={"window": "1s"}),
        balancer(**HASHED, consistentHash={"type": "Best"}),
    ],
)
def test_a_word_that_nobody_knows_is_told_once(found):
    assert len(found) == 1
    assert " or " in found[0]

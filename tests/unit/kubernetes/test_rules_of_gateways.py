"""What the Gateway API says in CEL, by objects that documents give whole (docs/spec/traffic.md, 1.7)."""

import pytest

from oamc.kubernetes.custom.gateway_api import milliseconds
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
        (told(parentRefs=[{"name": "a", "port": 1}, {"name": "a", "port": 2}]), ""),
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
    assert [milliseconds(text) for text in ("1h", "1m1s1ms", "0s", "99999ms")] == [3_600_000, 61_001, 0, 99_999]

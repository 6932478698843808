"""Two Ingresses of a run for one host and path: the second is told with the first, whatever their applications."""

from types import SimpleNamespace

import pytest

from oamc.checks.routes import Routes
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole, IsTrue
from oamc.expressions.types import TextType
from oamc.objects.fill import Filler
from oamc.objects.tree import At, KubeObject, Owner
from oamc.records import replace
from oamc.spans import SourceFile, Span

TEXT = SourceFile(path="a.yaml", label="a.yaml", text="x\n" * 9)
HOST = Hole(path=("web", "host"), type=TextType())


def at(line):
    return Span(TEXT, line, 1, line, 2)


def ingress(instance, host, path, line, **changes):
    """Return an Ingress as the trait makes it, whose host stands at a line."""
    rule = {"http": {"paths": [{"path": path}]}} | ({} if host is None else {"host": At(tree=host, span=at(line))})
    fields = {
        "api_version": "networking.k8s.io/v1",
        "kind": "Ingress",
        "name": f"{instance}-trait-ingress",
        "owner": Owner(kind="instance", name=instance),
        "rule": "trait ingress",
        "body": {"spec": {"rules": [rule]}},
        "span": at(9),
    }
    return KubeObject(**fields | changes)


def found(*applications, values=None):
    """Return the findings about some applications, each of some objects."""
    routes, reports = Routes(), Reports()
    for objects in applications:
        routes.add(SimpleNamespace(objects=objects), Filler(values or {}), reports)
    return reports.found


def test_the_second_ingress_for_a_route_is_told_at_its_host_with_the_first():
    (finding,) = found([ingress("a", "x.org", "/", 1), ingress("b", "x.org", "/", 2), ingress("c", "y.org", "/", 3)])
    assert finding.code.id == "OAM551"
    assert finding.message == 'instances "a" and "b" answer for one host and path'
    assert finding.span == at(2)
    assert [(related.span, related.message) for related in finding.related] == [(at(1), "the other one is here")]
    assert "different hosts or paths" in finding.hint


def test_applications_of_one_run_share_the_routes_of_a_cluster():
    assert len(found([ingress("a", "x.org", "/", 1)], [ingress("b", "x.org", "/", 2)])) == 1
    assert found([ingress("a", "x.org", "/", 1)]) == []


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (("x.org", "/a"), ("x.org", "/a/"), True),
        (("x.org", "/a"), ("x.org", "/b"), False),
        (("x.org", "/a"), ("y.org", "/a"), False),
        (("x.org", "/"), ("x.org", "//"), True),
        ((None, "/"), (None, "/"), True),
        ((None, "/"), ("", "/"), True),
        ((None, "/"), ("x.org", "/"), False),
        ((HOST, "/"), ("x.org", "/"), True),
    ],
)
def test_a_route_is_a_host_and_a_path_with_the_values_in_force(first, second, meet):
    findings = found([ingress("a", *first, 1), ingress("b", *second, 2)], values={"web": {"host": "x.org"}})
    assert len(findings) == meet


@pytest.mark.parametrize("changes", [{"kind": "Service"}, {"condition": IsTrue(path=("web", "on"))}])
def test_only_routes_that_are_there_count(changes):
    both = [ingress("a", "x.org", "/", 1), ingress("b", "x.org", "/", 2, **changes)]
    assert found(both, values={"web": {"on": False}}) == []


@pytest.mark.parametrize("rule", ["workload type networking.k8s.io/v1.Ingress", "component type raw", "trait gateway", ""])
def test_an_ingress_counts_whoever_wrote_it(rule):
    assert len(found([ingress("a", "x.org", "/", 1), ingress("b", "x.org", "/", 2, rule=rule)])) == 1


def with_class(instance, name, line, *, in_annotation=False):
    """Return an Ingress for one host with a class."""
    item = ingress(instance, "x.org", "/", line)
    own = {"metadata": {"annotations": {"kubernetes.io/ingress.class": name}}} if in_annotation else {}
    spec = item.body["spec"] | ({} if in_annotation or not name else {"ingressClassName": name})
    return replace(item, body={**own, "spec": spec})


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [("inner", "outer", False), ("inner", "inner", True), ("inner", "", True), ("", "inner", True), ("", "", True)],
)
@pytest.mark.parametrize("in_annotation", [False, True])
def test_ingresses_of_different_classes_have_different_controllers(first, second, meet, in_annotation):
    items = [with_class("a", first, 1), with_class("b", second, 2, in_annotation=in_annotation and second)]
    assert len(found(items)) == meet


def route(instance, hosts, line, *matches, parents=("main",), **changes):
    """Return an HTTPRoute, whose first host stands at a line."""
    spec = {
        "parentRefs": [{"name": name} for name in parents],
        "hostnames": [At(tree=host, span=at(line)) for host in hosts],
        "rules": [{"matches": list(matches)}] if matches else [],
    }
    return ingress(instance, None, "/", line, kind="HTTPRoute", body={"spec": {k: v for k, v in spec.items() if v}}, **changes)


def prefix(value):
    return {"path": {"type": "PathPrefix", "value": value}}


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2), True),
        (route("a", ["x.org"], 1), ingress("b", "x.org", "/", 2), True),
        (ingress("a", "x.org", "/", 1), route("b", ["y.org", "x.org"], 2), True),
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2, parents=["other"]), False),
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2, parents=["other", "main"]), True),
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2, parents=[]), True),
        (route("a", ["x.org"], 1), route("b", ["*.org"], 2), False),
        (route("a", [], 1), route("b", [], 2), True),
        (route("a", ["x.org"], 1, prefix("/a")), route("b", ["x.org"], 2, prefix("/a/")), True),
        (route("a", ["x.org"], 1, prefix("/a")), route("b", ["x.org"], 2, prefix("/a/b")), False),
        (route("a", ["x.org"], 1, prefix("/a")), route("b", ["x.org"], 2, {"path": {"type": "Exact", "value": "/a"}}), False),
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2, {"method": "GET"}), False),
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2, {"headers": [{"name": "a"}]}), False),
        (route("a", ["x.org"], 1), route("b", ["x.org"], 2, {"path": {"type": "RegularExpression", "value": "/"}}), False),
        (route("a", ["x.org"], 1, {}), route("b", ["x.org"], 2, {"path": None}), True),
    ],
)
def test_routes_of_the_gateway_api_meet_one_another_and_ingresses(first, second, meet):
    findings = found([first, second])
    assert len(findings) == meet
    if meet:
        assert findings[0].related[0].span in {at(1), at(9)}  # of the host, or of the object where it has none


@pytest.mark.parametrize(
    "spec", [None, [], "x", {"rules": "x"}, {"rules": [1]}, {"rules": [{"matches": [None, {"path": []}]}], "hostnames": {}}]
)
@pytest.mark.parametrize("kind", ["HTTPRoute", "Ingress"])
def test_a_strange_shape_is_passed_over(spec, kind):
    strange = ingress("a", None, "/", 1, kind=kind, body={"metadata": None, "spec": spec})
    assert found([strange]) == []


def test_many_routes_of_many_classes_take_no_more_than_linear_time():
    items = [with_class(f"a{number}", f"class-{number}", 1) for number in range(3000)]
    assert found(items) == []


def test_one_object_with_two_rules_for_a_route_is_told_and_with_two_paths_of_one_rule_is_not():
    twice = ingress("a", "x.org", "/", 1)
    rule = twice.body["spec"]["rules"][0]
    assert len(found([replace(twice, body={"spec": {"rules": [rule, rule]}})])) == 1
    paths = {"http": {"paths": [{"path": "/"}, {"path": "/"}]}, "host": "x.org"}
    assert found([replace(twice, body={"spec": {"rules": [paths]}})]) == []

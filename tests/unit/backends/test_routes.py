"""Two Ingresses of a run for one host and path: the second is told with the first, whatever their applications."""

from types import SimpleNamespace

import pytest

from oamc.checks.routes import Routes
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole, IsTrue
from oamc.expressions.types import TextType
from oamc.objects.fill import Filler
from oamc.objects.tree import At, KubeObject, Owner
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


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "Service"},
        {"rule": "workload type openfaas.com/v1.Function"},
        {"rule": ""},
        {"condition": IsTrue(path=("web", "on"))},
    ],
)
def test_only_ingresses_of_the_trait_that_are_there_count(changes):
    both = [ingress("a", "x.org", "/", 1), ingress("b", "x.org", "/", 2, **changes)]
    assert found(both, values={"web": {"on": False}}) == []


def test_what_is_no_ingress_of_the_trait_is_not_looked_into():
    other = ingress("a", "x.org", "/", 1, kind="Service", body={})
    own = ingress("a", "x.org", "/", 1, rule="workload type Server", body={})
    assert found([other, own, ingress("a", "x.org", "/", 1)]) == []

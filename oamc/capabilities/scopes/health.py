"""Health scope: members whose health is watched together (docs/spec/oam-v1alpha1.md, 10.2 and 10.3).

A member that says nothing of its readiness, by its component or by a trait, is asked by the kubelet as the scope says;
`helm test` asks all members (`health_test.py`).
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Property, Scope
from oamc.capabilities.located import located_in
from oamc.capabilities.scopes.health_test import DEFAULT_IMAGE, asked_port, make_test
from oamc.capabilities.scopes.marks import mark
from oamc.capabilities.scopes.parts import has_pods
from oamc.capabilities.text_types import IMAGE
from oamc.diagnostics.codes import scopes as codes
from oamc.expressions.holes import AtMost, Fits, Hole, Not, NotEmpty, When, all_of
from oamc.expressions.types import ListType, NumberType, TextType
from oamc.ir.program import is_set
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.records import replace
from oamc.source.nodes import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Subject
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundScope
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Node

SECONDS = NumberType(whole=True, minimum=0, maximum=2**31 - 1)
PERCENTAGE = NumberType(minimum=0, maximum=100)
HTTP, TCP, EXEC, GRPC = METHODS = ("httpGet", "tcpSocket", "exec", "grpc")
ENDPOINTS = {
    HTTP: TextType(pattern=r"/[!-~]*", rule="must be a path that begins with / and has no blanks"),
    EXEC: TextType(minimum_length=1, rule="must be a command"),
}
"""What is asked for, where a method cannot do without it."""


def change(scope: BoundScope, subject: Subject) -> Change:
    """Mark a member, and ask for its readiness where it says nothing of that."""
    marked = mark(scope, subject)
    method = scope.known("probe-method")
    if method not in METHODS or not has_pods(scope, subject):
        return marked
    containers = [bound.container for bound in subject.instance.containers]
    port = asked_port(subject.instance, subject.context)
    asked = next((one for one in containers if port is not None and port in one.ports), None)
    if method == EXEC and not subject.workload_type.runs_once:
        asked = containers[0]
    if asked is None:
        subject.context.reports.add(
            codes.BEYOND_SCOPE,
            at=subject.instance.name.span,
            scope=scope.name.value,
            instance=subject.name,
            reason="there is no TCP port of a Service at which it could be asked",
            hint="take the instance out of the scope",
        )
        return marked
    if any(one.readiness_probe is not None for one in containers):
        return marked
    number = None if port is None else At(port.number.value, port.number.span)
    probe = entries(
        (
            _handler(scope, str(method), number),
            ("timeoutSeconds", _seconds(scope, "probe-timeout")),
            ("periodSeconds", _seconds(scope, "probe-interval")),
        )
    )
    patch = subject.pod({"containers": [{"name": asked.name.value, "readinessProbe": probe}]})
    return replace(marked, defaults=(patch,))


def _handler(scope: BoundScope, method: str, port: Tree) -> tuple[str, Tree]:
    """Return how the kubelet asks."""
    endpoint = located_in(scope, "probe-endpoint")
    match method:
        case "httpGet":
            return method, {"path": endpoint, "port": port}
        case "exec":
            return method, {"command": ["/bin/sh", "-c", endpoint]}
        case "grpc":
            value = scope.get("probe-endpoint")
            service: Tree = endpoint if scope.known("probe-endpoint") else None
            if isinstance(value, Hole):
                service = When(condition=NotEmpty(path=value.path), then=endpoint)
            return method, entries((("port", port), ("service", service)))
        case _:
            return method, {"port": port}


def _seconds(scope: BoundScope, name: str) -> Tree:
    """Return a number of seconds; 0 means the default of the cluster, which no server keeps."""
    found = scope.properties.get(name)
    if found is None or found.value is None:
        return None
    value = found.value
    if not isinstance(value, Hole):
        return At(value, found.span) if value else None
    some = all_of((is_set(value), Not(condition=AtMost(path=value.path, bound=0))))
    return When(condition=some, then=At(value, found.span))


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make nothing, and tell of a method that needs somebody else to ask: what a health scope makes is for its members."""
    if scope.known("probe-method") not in METHODS:
        context.reports.add(
            codes.OUTSIDE_NEEDED,
            at=scope.span_of("probe-method"),
            scope=scope.name.value,
            what="a controller that knows its probe-method",
            hint=f"members are marked for it; oamc itself knows {', '.join(METHODS)}",
        )
    return ()


def conditions(scope: BoundScope, context: Context) -> tuple[Requirement, ...]:
    """Return the condition that what is asked for is something that the method can ask for."""
    del context
    needed, value = ENDPOINTS.get(str(scope.known("probe-method"))), scope.get("probe-endpoint")
    if needed is None or not isinstance(value, Hole):
        return ()
    path = ".".join((*scope.path, "probe-endpoint"))
    holds = Fits(value=value, type=needed)
    return (Requirement(condition=holds, message=f"{path} {needed.rule}", span=scope.span_of("probe-endpoint")),)


def _read_names(node: Node) -> Known:
    """Read a list of names, or one text with commas; entries are trimmed, and empty ones are none."""
    value = plain(node)
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        return value
    trimmed = [name.strip() if isinstance(name, str) else name for name in names]
    return [name for name in trimmed if name != ""]


HEALTH = Scope(
    names=("core.oam.dev/v1alpha1.HealthScope", "core.oam.dev/v1alpha1.Health"),
    summary="Members whose health is watched together.",
    overlap=True,
    change=change,
    make=make,
    conditions=conditions,
    test=make_test,
    properties=(
        Property(
            name="probe-method",
            type=TextType(minimum_length=1),
            description="How members are asked.",
            required=True,
            live=False,
            example=HTTP,
        ),
        Property(
            name="probe-endpoint",
            type=TextType(),
            description="What members are asked for.",
            required=True,
            example="/healthz",
        ),
        Property(name="probe-timeout", type=SECONDS, description="Seconds to wait for an answer."),
        Property(name="probe-interval", type=SECONDS, description="Seconds between two questions."),
        Property(
            name="failure-rate-threshold", type=PERCENTAGE, description="Share of failures above which a member has failed."
        ),
        Property(
            name="healthy-rate-threshold", type=PERCENTAGE, description="Share of successes above which a member is healthy."
        ),
        Property(
            name="health-threshold-percentage",
            type=PERCENTAGE,
            description="Share of healthy members that the scope needs, in percent.",
            aliases=("healthThresholdPercentage",),
        ),
        Property(
            name="required-healthy-components",
            type=ListType(item=TextType(minimum_length=1)),
            description="Names of the components that must be healthy.",
            aliases=("requiredHealthyComponents",),
            read=_read_names,
            live=False,
        ),
        Property(
            name="test-image",
            type=IMAGE,
            description="Image of the pod with which helm test asks the members. It needs sh, awk, nc and wget.",
            default=DEFAULT_IMAGE,
        ),
    ),
    of_objects=frozenset({"test-image"}),
)

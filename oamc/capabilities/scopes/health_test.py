"""The test of a health scope: a pod that `helm test` runs, and that asks each member and applies the thresholds.

A hook is no object of the release: Helm makes it for a test and removes it. So manifests have none; its values are values of
both outputs.
"""

from __future__ import annotations

from oamc.capabilities.contracts import SERVICE_ENDPOINT, WorkloadType
from oamc.capabilities.labels import TEST_ROLE
from oamc.capabilities.scopes.parts import members_here, scope_object
from oamc.diagnostics.codes import scopes as codes
from oamc.expressions.holes import Hole, Text, TextOf, When
from oamc.expressions.numbers import spell_number
from oamc.model.reserved_keys import ROLE
from oamc.objects.naming import prefixed
from oamc.objects.tree import bare, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oamc.capabilities.contracts import Context
    from oamc.ir.program import BoundScope, Instance
    from oamc.model.application import Port
    from oamc.objects.tree import KubeObject, Tree

DEFAULT_IMAGE = "busybox:1.37"
NOBODY = 65534
QUESTIONS = {
    "httpGet": 'wget -q -T "$wait" -O /dev/null "http://$1:$2$ENDPOINT"',
    "tcpSocket": 'nc -z -w "$wait" "$1" "$2"',
    "grpc": 'nc -z -w "$wait" "$1" "$2"',
}
"""How one member is asked, by the method of the scope. Of grpc the port is tried; nobody outside runs a command in a pod."""
VARIABLES = (
    ("TIMEOUT", "probe-timeout"),
    ("INTERVAL", "probe-interval"),
    ("MOST_FAILURES", "failure-rate-threshold"),
    ("LEAST_SUCCESSES", "healthy-rate-threshold"),
    ("LEAST_HEALTHY", "health-threshold-percentage"),
)
SCRIPT = """\
wait=${TIMEOUT:-1}
[ "$wait" -gt 0 ] || wait=1
least=${LEAST_SUCCESSES:-0}
most=${MOST_FAILURES:-100}
[ -n "$MOST_FAILURES$LEAST_SUCCESSES" ] || most=0
at_most() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 <= b + 0) }'; }
ask() { QUESTION; }
rounds=3
members=0
healthy=0
status=0
for member in "$@"; do
  set -- $member
  answers=0
  round=0
  while [ $round -lt $rounds ]; do
    [ $round -eq 0 ] || sleep "${INTERVAL:-1}"
    ask "$2" "$3" && answers=$((answers + 1))
    round=$((round + 1))
  done
  members=$((members + 1))
  successes=$((answers * 100 / rounds))
  failures=$(((rounds - answers) * 100 / rounds))
  if at_most "$least" "$successes" && at_most "$failures" "$most"; then
    healthy=$((healthy + 1))
    echo "$2: healthy, $answers of $rounds answers"
  else
    echo "$2: not healthy, $answers of $rounds answers"
    [ "$1" = needed ] && status=1 && echo "$2: must be healthy"
  fi
done
echo "$healthy of $members members are healthy"
at_most "${LEAST_HEALTHY:-100}" "$((healthy * 100 / members))" || status=1
exit $status
"""
"""Each argument is a member: whether it must be healthy, its host and its port."""


def asked_port(instance: Instance, context: Context) -> Port | None:
    """Return the TCP port at which an instance can be asked by its Service, None where it has none."""
    workload = instance.workload_type
    if not isinstance(workload, WorkloadType) or SERVICE_ENDPOINT not in workload.features:
        return None
    ports = [port for bound in instance.containers for port in bound.container.ports]
    served = ports[:1] if context.options.single_service_port else ports
    return next((port for port in served if port.protocol == "TCP"), None)


def make_test(scope: BoundScope, context: Context, objects: Sequence[KubeObject]) -> KubeObject | None:
    """Return the pod that asks the members of the application, None where none of them can be asked so.

    The Service of a member is asked as `objects` have it, since a trait may give its ports other numbers.
    """
    question = QUESTIONS.get(str(scope.known("probe-method")))
    asked = [(one, port) for one in members_here(scope, context) if (port := asked_port(one, context)) is not None]
    if question is None or not asked:
        return None
    required = scope.known("required-healthy-components")
    names = [str(name) for name in required] if isinstance(required, (list, tuple)) else []
    _report_missing(scope, names, [one for one, _ in asked], context)
    members: list[Tree] = [
        replace(
            host := prefixed(instance.name.value),
            parts=(f"{_need(instance, names)} ", *host.parts, *_number(instance, port, objects)),
        )
        for instance, port in asked
    ]
    variables = [_variable(name, scope, given) for name, given in VARIABLES]
    image = scope.get("test-image")
    container: dict[str, Tree] = {
        "name": "ask",
        "image": image if isinstance(image, Hole) else DEFAULT_IMAGE,
        "command": ["sh", "-c", SCRIPT.replace("QUESTION", question), "ask", *members],
        "env": listing((_variable("ENDPOINT", scope, "probe-endpoint"), *variables)),
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "16Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    spec: Tree = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": NOBODY, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [entries(container.items())],
    }
    hook: Tree = {"helm.sh/hook": "test", "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded"}
    pod = scope_object(scope, ("v1", "Pod"), f"{scope.name.value}-health-test", ("spec", spec), annotations=hook)
    metadata = bare(pod.body["metadata"])
    assert isinstance(metadata, dict)
    return replace(pod, body={**pod.body, "metadata": {**metadata, "labels": {ROLE: TEST_ROLE}}})


def _number(instance: Instance, port: Port, objects: Sequence[KubeObject]) -> tuple[TextOf | str, ...]:
    """Return a blank and the number by which others reach a port of an instance.

    That is the number of its Service, or of the pods where the Service has no address.
    """
    number = port.number.value
    for spec in _services(instance, objects):
        items = bare(spec.get("ports"))
        for item in map(bare, items if isinstance(items, (list, tuple)) else ()):
            if isinstance(item, dict) and bare(item.get("targetPort")) == number and bare(spec.get("clusterIP")) != "None":
                found = bare(item.get("port"))
                return (" ", TextOf(hole=found)) if isinstance(found, Hole) else (f" {found}",)
    return (f" {number}",)


def _services(instance: Instance, objects: Sequence[KubeObject]) -> Iterator[dict[str, Tree]]:
    """Yield the specs of the Services of an instance that have its name."""
    name = instance.name.value
    for item in objects:
        spec = bare(item.body.get("spec"))
        if (item.kind, item.name, item.owner.path) == ("Service", name, (name,)) and isinstance(spec, dict):
            yield spec


def _need(instance: Instance, names: Iterable[str]) -> str:
    """Return whether a member must be healthy, in a word of the script."""
    return "needed" if {instance.component.name.value, instance.name.value} & set(names) else "any"


def _report_missing(scope: BoundScope, names: Iterable[str], asked: Iterable[Instance], context: Context) -> None:
    """Report components that must be healthy and of which no member is asked."""
    known = {name for one in asked for name in (one.component.name.value, one.name.value)}
    for name in names:
        if name not in known:
            context.reports.add(
                codes.REQUIRED_NOT_ASKED,
                at=scope.span_of("required-healthy-components"),
                scope=scope.name.value,
                component=name,
                hint="name a component whose instance is a member here, and has a TCP port",
            )


def _variable(name: str, scope: BoundScope, given: str) -> Tree:
    """Return an environment variable with a property of the scope, there while that has a value."""
    found = scope.properties.get(given)
    if found is None or found.value is None:
        return None
    value = found.value
    text: Tree
    if isinstance(value, Hole):
        text = value if given == "probe-endpoint" else Text(parts=(TextOf(hole=value),))
    else:
        text = spell_number(value) if isinstance(value, (int, float)) else str(value)
    item: Tree = {"name": name, "value": text}
    return item if found.condition is None else When(condition=found.condition, then=item)

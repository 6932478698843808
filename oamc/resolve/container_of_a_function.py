"""A function whose component has a container, which has nothing that no function can have (docs/spec/openfaas.md, 5).

In: a component of a type that a container can describe, with containers. Out: one with the first of them, and with the settings
beside it. What OpenFaaS has no place for is reported, also where the function becomes a Deployment, which would have one: a
component means the same wherever it is built.
"""

from __future__ import annotations

from oamc.choices import DEPLOYMENT
from oamc.diagnostics.codes.functions import NOT_OF_A_FUNCTION, ONE_CONTAINER
from oamc.diagnostics.reports import Related
from oamc.records import Record, replace
from oamc.resolve.function_containers import HEALTH, PORT, PROGRAM, contained
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oamc.capabilities.contracts import WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Component, Container
    from oamc.resolve.context import ResolveContext
    from oamc.spans import Span

HANDLER = "handler"
SERVER = "use a component of the workload type core.oam.dev/v1alpha1.Server"
STARTED = "say the program by the setting handler: what starts it is the image of the function"
PROTOCOL = "TCP"


class _Beyond(Record):
    """Something of containers that no function has: its `words`, what to do, and where a container has it."""

    words: str
    hint: str
    places: Callable[[Container], Iterable[Span]]


def _probe(kind: str, places: Callable[[Container], Iterable[Span]]) -> _Beyond:
    """Return a probe, which OpenFaaS has in words of its own."""
    annotation, _ = HEALTH[kind]
    hint = f"say its path by the setting annotations: {{{annotation}: PATH}}"
    return _Beyond(words=f"a {kind}Probe", hint=hint, places=places)


BEYOND = (
    _Beyond(
        words="an imagePullSecret",
        hint="remove it, and give it to the service account that functions run as",
        places=lambda one: [] if one.image_pull_secret is None else [one.image_pull_secret.span],
    ),
    _Beyond(
        words="an imagePullPolicy",
        hint="remove it: OpenFaaS has one for all functions",
        places=lambda one: [] if one.image_pull_policy is None else [one.image_pull_policy.span],
    ),
    _Beyond(words="a command", hint=STARTED, places=lambda one: [word.span for word in one.command[:1]]),
    _Beyond(words="arguments", hint=STARTED, places=lambda one: [word.span for word in one.arguments[:1]]),
    _Beyond(
        words="a variable with valueFrom",
        hint="write its value, or take it fromParam; name a Secret by the setting secrets: the function finds it in a file",
        places=lambda one: [variable.name.span for variable in one.env if variable.value_from is not None],
    ),
    _Beyond(
        words="a config file",
        hint="put it into the image, or into a Secret that the setting secrets names",
        places=lambda one: [file.path.span for file in one.config],
    ),
    _Beyond(
        words=f"another port than {PORT} of {PROTOCOL}",
        hint=f"remove it: what calls a function asks port {PORT}",
        places=lambda one: [port.number.span for port in one.ports if not is_the_port(port.number.value, port.protocol)],
    ),
    _probe("liveness", lambda one: [] if one.liveness_probe is None else [one.liveness_probe.span]),
    _probe("readiness", lambda one: [] if one.readiness_probe is None else [one.readiness_probe.span]),
    _Beyond(
        words="a startupProbe",
        hint="remove it: OpenFaaS asks only for readiness and liveness",
        places=lambda one: [] if one.startup_probe is None else [one.startup_probe.span],
    ),
    _Beyond(words="a volume", hint=SERVER, places=lambda one: [volume.name.span for volume in one.resources.volumes]),
    _Beyond(words="a gpu", hint=SERVER, places=lambda one: [] if one.resources.gpu is None else [one.resources.gpu.span]),
    _Beyond(
        words="an extended resource", hint=SERVER, places=lambda one: [amount.span for _, amount in one.resources.extended]
    ),
)
"""What OpenFaaS has no place for, in the order of the fields of a container."""


def is_the_port(number: int, protocol: str) -> bool:
    """Tell whether a port is the one where functions answer."""
    return (number, protocol) == (PORT, PROTOCOL)


def function(
    component: Component, workload: WorkloadType, context: ResolveContext
) -> tuple[Component, WorkloadType, tuple[str, ...]]:
    """Return a function as the run builds it: its component, its type, and the settings that a container of it says."""
    said: tuple[str, ...] = ()
    if workload.of_a_container is not None and component.containers:
        workload = workload.of_a_container
        said = workload.said_by_container
        component = one_container(component, workload, context.reports)
    if workload.in_containers is not None and context.options.faas == DEPLOYMENT:
        component, workload = contained(component, context.reports), workload.in_containers
    return component, workload, said


def one_container(component: Component, workload: WorkloadType, reports: Reports) -> Component:
    """Return the component with its first container, and the settings that say something else than that.

    Report further containers, what no function has, and what is said twice.
    """
    first, *others = component.containers
    for other in others:
        reports.add(
            ONE_CONTAINER,
            at=other.name.span,
            related=[Related(span=first.name.span, message="the function is this container")],
            component=component.name.value,
            hint="make a component of each, or remove it",
        )
    for beyond in BEYOND:
        for span in beyond.places(first):
            what = f"{beyond.words}, which no function has"
            reports.add(NOT_OF_A_FUNCTION, at=span, container=first.name.value, what=what, hint=beyond.hint)
    return _without(replace(component, containers=(first,)), workload.said_by_container, reports)


def _without(component: Component, said: tuple[str, ...], reports: Reports) -> Component:
    """Return the component without the settings that its container says; report those, and a program that both name."""
    (container,) = component.containers
    mapping = component.settings_mapping
    listed = [(one.name.value, one.name.span, one.parameter is None and is_null(one.value)) for one in component.settings]
    listed += [(entry.key, entry.key_span, is_null(entry.value)) for entry in mapping or ()]
    written = {name: span for name, span, is_unset in listed if not is_unset}
    program = next((variable.name.span for variable in container.env if variable.name.value == PROGRAM), None)
    twice = [(span, f"the setting {name} beside it") for name, span in written.items() if name in said]
    if HANDLER in written and program is not None:
        twice.append((written[HANDLER], f"the setting {HANDLER} beside the variable {PROGRAM}"))
    name = container.name
    for span, what in twice:
        related = [Related(span=name.span, message="the container is here")]
        reports.add(NOT_OF_A_FUNCTION, at=span, related=related, container=name.value, what=what, hint="remove one of both")
    return replace(
        component,
        settings=tuple(one for one in component.settings if one.name.value not in said),
        settings_mapping=None
        if mapping is None
        else Mapping({key: entry for key, entry in mapping.entries.items() if key not in said}, mapping.span),
    )

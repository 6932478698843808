"""A function as a container: what its settings say, as the component of a Deployment (docs/spec/openfaas.md, 4).

What the settings mean to a container becomes one; `capabilities/workloads/function_deployment.py` reads the rest. Whether
settings are right is told where they are bound: what is of another shape is no part of the container.
"""

from __future__ import annotations

from oamc.diagnostics.codes.functions import NOT_BY_A_CONTAINER
from oamc.model.application import Container, EnvVariable, HttpGet, Port, Probe, Resources, TextSource
from oamc.records import Record, replace
from oamc.resolve.setting_references import whole_reference
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Keyed, Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Component
    from oamc.source.nodes import Entry, Node
    from oamc.spans import Span

NAME, PORT = "function", 8080
HEALTH = {
    "liveness": ("com.openfaas.health.http.path", "/_/health"),
    "readiness": ("com.openfaas.ready.http.path", "/_/health"),
}
"""The annotations that say where a function tells whether it is well, and where watchdogs tell it by themselves."""
PROGRAM = "fprocess"
"""The variable by which watchdogs are told which program handles a request."""
WHOLE = ("environment", "labels", "annotations", "constraints", "secrets", "limits", "requests")


class _Given(Record):
    """A setting as it is written: its literal, the parameter that gives it, and its place."""

    node: Node | None
    parameter: Located[str] | None
    span: Span


def contained(component: Component, reports: Reports) -> Component:
    """Return the component with a container of what its settings say. Report what no container can take."""
    settings = {name: given for name, given in _settings(component) if given.node is not None or given.parameter is not None}
    for name in WHOLE:
        given = settings.get(name)
        if given is not None and given.parameter is not None:
            hint = "write its entries, each of which may take a parameter" if name == "environment" else "write its entries"
            reports.add(NOT_BY_A_CONTAINER, at=given.parameter.span, setting=name, hint=hint)
            del settings[name]
    labels = {**component.labels, **_keyed("labels", settings, reports)}
    annotations = _keyed("annotations", settings, reports)
    container = (
        _filled(component.containers[0], settings, annotations) if component.containers else _made(settings, annotations)
    )
    both = {**component.annotations, **annotations}
    containers = () if container is None else (container,)
    return replace(component, containers=containers, labels=labels, annotations=both)


def _filled(container: Container, settings: dict[str, _Given], annotations: dict[str, Keyed]) -> Container:
    """Return the container of a component with what every function has: a program, a port, and probes."""
    span = container.name.span
    return replace(
        container,
        env=(*_env(settings), *container.env),
        ports=container.ports or (_port(span),),
        liveness_probe=_probe("liveness", annotations, span),
        readiness_probe=_probe("readiness", annotations, span),
    )


def _made(settings: dict[str, _Given], annotations: dict[str, Keyed]) -> Container | None:
    """Return the container that settings say; None without an image, which is reported where settings are bound."""
    image = settings.get("image")
    if image is None:
        return None
    return Container(
        name=Located(value=NAME, span=image.span),
        image=_source(image) if image.parameter is not None else Located(value=_text(image.node) or "", span=image.span),
        image_pull_secret=None,
        image_pull_policy=None,
        resources=_resources(settings),
        command=(),
        arguments=(),
        env=tuple(_env(settings)),
        config=(),
        ports=(_port(image.span),),
        liveness_probe=_probe("liveness", annotations, image.span),
        readiness_probe=_probe("readiness", annotations, image.span),
        startup_probe=None,
        empty={},
        span=image.span,
        assumes_resources=False,
    )


def _port(span: Span) -> Port:
    """Return the port where functions answer."""
    return Port(name=Located(value="http", span=span), number=Located(value=PORT, span=span), protocol="TCP", span=span)


def _settings(component: Component) -> Iterator[tuple[str, _Given]]:
    """Yield the settings of a component, of either form."""
    for setting in component.settings:
        node = None if setting.value is None or is_null(setting.value) else setting.value
        yield setting.name.value, _Given(node=node, parameter=setting.parameter, span=node.span if node else setting.span)
    for entry in component.settings_mapping or ():
        node, parameter = entry.value, whole_reference(entry.value)
        value = None if parameter is not None or is_null(node) else node
        yield entry.key, _Given(node=value, parameter=parameter, span=node.span)


def _entries(name: str, settings: dict[str, _Given]) -> Iterable[Entry]:
    """Return the entries of a setting, none where it is no mapping or not there."""
    given = settings.get(name)
    return given.node if given is not None and isinstance(given.node, Mapping) else ()


def _text(node: Node | None) -> str | None:
    """Return a scalar as a text, as it is written where it is none (docs/spec/oam-v1alpha1.md, 9.1); None for anything else."""
    if not isinstance(node, Scalar) or is_null(node):
        return None
    return node.value if isinstance(node.value, str) else node.text


def _source(given: _Given) -> TextSource:
    """Return where the text of a setting comes from."""
    text = _text(given.node)
    literal = None if text is None else Located(value=text, span=given.span)
    return TextSource(literal=literal, parameter=given.parameter, span=given.span)


def _env(settings: dict[str, _Given]) -> Iterator[EnvVariable]:
    """Yield the variables of the environment, and the one that names the program."""
    handler, environment = settings.get("handler"), settings.get("environment")
    program = None if handler is None else _source(handler)
    if program is not None and (program.literal is not None or program.parameter is not None):
        yield EnvVariable(name=Located(value=PROGRAM, span=program.span), source=program)
    for item in environment.node if environment is not None and isinstance(environment.node, Sequence) else ():
        name = _text(item.get("name")) if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or name is None or (name == PROGRAM and handler is not None):
            continue
        value, parameter = item.get("value"), item.get("fromParam")
        text = _text(value)
        named = parameter.value if isinstance(parameter, Scalar) and isinstance(parameter.value, str) else None
        if text is not None or named is not None:
            literal = None if text is None or value is None else Located(value=text, span=value.span)
            source = None if named is None or parameter is None else Located(value=named, span=parameter.span)
            yield EnvVariable(
                name=Located(value=name, span=item.span), source=TextSource(literal=literal, parameter=source, span=item.span)
            )


def _resources(settings: dict[str, _Given]) -> Resources:
    """Return what the container requests: what a function does, or else its limits, as Kubernetes reads them."""
    amounts: dict[str, Located[str] | TextSource] = {}
    most: list[tuple[str, str]] = []
    for setting in ("limits", "requests"):
        for entry in _entries(setting, settings):
            parameter, text = whole_reference(entry.value), _text(entry.value)
            if parameter is not None:
                amounts[entry.key] = TextSource(literal=None, parameter=parameter, span=entry.value.span)
            elif text is not None:
                amounts[entry.key] = Located(value=text, span=entry.value.span)
                if setting == "limits" and text:
                    most.append((entry.key, text))
    cpu, memory = amounts.get("cpu"), amounts.get("memory")
    return Resources(cpu=cpu, memory=memory, gpu=None, extended=(), volumes=(), most=tuple(most))


def _keyed(name: str, settings: dict[str, _Given], reports: Reports) -> dict[str, Keyed]:
    """Return texts by keys, which stand in the metadata of objects, where no parameter does."""
    found: dict[str, Keyed] = {}
    for entry in _entries(name, settings):
        text = _text(entry.value)
        if whole_reference(entry.value) is not None:
            reports.add(NOT_BY_A_CONTAINER, at=entry.value.span, setting=name, hint="write the text")
        elif text is not None:
            found[entry.key] = Keyed(value=text, span=entry.value.span, key_span=entry.key_span)
    return found


def _probe(kind: str, annotations: dict[str, Keyed], span: Span) -> Probe:
    """Return a probe of the path that an annotation says, or else of the one that watchdogs answer."""
    annotation, usual = HEALTH[kind]
    path = annotations.get(annotation, Located(value=usual, span=span))
    get = HttpGet(path=Located(value=path.value, span=path.span), port=Located(value=PORT, span=span), headers=())
    return Probe(command=None, http=get, tcp_port=None, grpc=None, numbers=(), span=span)

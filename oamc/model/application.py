"""The version-neutral `Application`, made by `normalize` from the documents of any OAM version.

Amounts are canonical Kubernetes quantities, names and places are kept as written. Values whose type depends on a capability or
on a declared parameter (defaults, properties, given values) stay nodes until `resolve` binds them. `empty` has the places of
the names of fields that are written without content, so that what is missing is reported there.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping as Names

    from oamc.expressions.types import ValueType
    from oamc.model.left_out import LeftOut
    from oamc.source.nodes import Mapping, Node
    from oamc.spans import Keyed, Located, Span


class ParameterDeclaration(Record):
    """A parameter that a developer lets others set. `type` is boolean, number, integer, string, object, array or null.

    `accepts` is the type of its values where the declaration says more of them than that; its default is one of these. The
    value of a `secret` one stands in a Secret of the cluster, and in no document.
    """

    name: Located[str]
    description: str
    type: str
    required: bool
    default: Node | None
    span: Span
    accepts: ValueType | None = None
    secret: bool = False


class TextSource(Record):
    """Where a text comes from: the value of `parameter` if there is one, else `literal`. At least one is given."""

    literal: Located[str] | None
    parameter: Located[str] | None
    span: Span


class EnvVariable(Record):
    """One environment variable of a container.

    `value_from` is what Kubernetes calls so, as the developer writes it: then `source` gives nothing.
    """

    name: Located[str]
    source: TextSource
    value_from: Mapping | None = None


class ConfigFile(Record):
    """A file that appears at `path` in a container."""

    path: Located[str]
    source: TextSource


class Port(Record):
    """A port that a container listens on. `protocol` is TCP, UDP or SCTP."""

    name: Located[str]
    number: Located[int]
    protocol: str
    span: Span


class HttpGet(Record):
    """A probe by HTTP GET. `port` is a number, or the name of a port of the container."""

    path: Located[str]
    port: Located[int] | Located[str]
    headers: tuple[tuple[Located[str], Located[str]], ...]


class Grpc(Record):
    """A probe by the health protocol of gRPC."""

    port: Located[int]
    service: Located[str] | None


class Probe(Record):
    """A health probe with one handler. `numbers` are the Kubernetes fields that the document sets, by their names there."""

    command: tuple[Located[str], ...] | None
    http: HttpGet | None
    tcp_port: Located[int] | Located[str] | None
    grpc: Grpc | None
    numbers: tuple[tuple[str, Located[int]], ...]
    span: Span


class Volume(Record):
    """A volume of a container. `size` is a quantity; a volume without `size` has no disk description."""

    name: Located[str]
    mount_path: Located[str]
    read_only: bool
    shared: bool
    ephemeral: bool
    size: Located[str] | None
    span: Span


class Resources(Record):
    """What a container needs: quantities, whole numbers of devices by resource name, and volumes."""

    cpu: Located[str] | None
    memory: Located[str] | None
    gpu: Located[int] | None
    extended: tuple[tuple[str, Located[int]], ...]
    volumes: tuple[Volume, ...]


class Container(Record):
    """One container of a component. Its image may come from a parameter."""

    name: Located[str]
    image: Located[str] | TextSource
    image_pull_secret: Located[str] | None
    image_pull_policy: Located[str] | None
    resources: Resources
    command: tuple[Located[str], ...]
    arguments: tuple[Located[str], ...]
    env: tuple[EnvVariable, ...]
    config: tuple[ConfigFile, ...]
    ports: tuple[Port, ...]
    liveness_probe: Probe | None
    readiness_probe: Probe | None
    startup_probe: Probe | None
    empty: dict[str, Span]
    span: Span


class Setting(Record):
    """A setting of an extended workload type. `type` is the declared type, empty where it is missing."""

    name: Located[str]
    type: str
    required: bool
    value: Node | None
    parameter: Located[str] | None
    empty: dict[str, Span]
    span: Span


class Component(Record):
    """What a developer describes: a workload type and what it needs.

    `workload_type` is GROUP/VERSION.KIND. `settings_mapping` is the free form of settings.
    """

    name: Located[str]
    workload_type: Located[str]
    os_type: Located[str] | None
    architecture: Located[str] | None
    parameters: tuple[ParameterDeclaration, ...]
    containers: tuple[Container, ...]
    settings: tuple[Setting, ...]
    settings_mapping: Mapping | None
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]
    empty: dict[str, Span]
    span: Span


class Property(Record):
    """A property of a trait or scope as the application states it."""

    name: Located[str]
    value: Node


class TraitUse(Record):
    """A trait attached to an instance. Null properties are in `empty`, by their names, and so is `properties` itself."""

    name: Located[str]
    properties: tuple[Property, ...]
    empty: dict[str, Span]
    span: Span


class ScopeBinding(Record):
    """A scope that a configuration provides, whose name and variables it knows; `empty` as in `TraitUse`."""

    name: Located[str]
    type: Located[str]
    properties: tuple[Property, ...]
    configuration: str
    variables: tuple[Variable, ...]
    empty: dict[str, Span]
    span: Span


class KeyReference(Record):
    """A key of a Secret or a ConfigMap that is in the cluster. `field` is secretKeyRef or configMapKeyRef.

    Pods start without an `optional` one.
    """

    field: str
    name: Located[str]
    key: Located[str]
    optional: bool
    span: Span


class GivenValue(Record):
    """A value that an application gives to a parameter; None where the document leaves it empty. `span` says where.

    With a `reference` there is no value: the parameter is what a key of a Secret or a ConfigMap holds.
    """

    name: Located[str]
    value: Node | None
    span: Span
    reference: KeyReference | None = None


class InstanceUse(Record):
    """One instance of a component."""

    name: Located[str]
    component: Located[str]
    values: tuple[GivenValue, ...]
    traits: tuple[TraitUse, ...]
    scopes: tuple[Located[str], ...]
    empty: dict[str, Span]
    span: Span


class Variable(Record):
    """A variable of an application."""

    name: Located[str]
    value: Node
    span: Span


class SettingDeclaration(Record):
    """A property or setting that a definition document declares. `type` as written, empty where it is missing.

    `accepts` is the type of its values where the declaration says more of them than that; its default is one of these. The
    value of a `secret` one stands in a Secret of the cluster, and in no document.
    """

    name: Located[str]
    description: str
    type: str
    required: bool
    default: Node | None
    span: Span
    accepts: ValueType | None = None


class TraitDefinition(Record):
    """A Trait document: what a platform demands of the uses of a trait."""

    name: Located[str]
    applies_to: tuple[Located[str], ...]
    schema_text: Located[str] | None
    declarations: tuple[SettingDeclaration, ...]
    span: Span


class WorkloadTypeDefinition(Record):
    """A WorkloadType document. `version` is empty where the document leaves it open."""

    name: Located[str]
    group: str
    version: str
    kind: str
    settings: tuple[SettingDeclaration, ...]
    span: Span


class ScopeDefinition(Record):
    """An ApplicationScope document."""

    name: Located[str]
    type: Located[str]
    allow_overlap: bool
    parameters: tuple[SettingDeclaration, ...]
    span: Span


class Library(Record):
    """Everything in the input that an application can refer to, by name.

    `scopes` holds the scope bindings of every configuration, by the name of the configuration. `places` says where components
    are, also those that the application cannot see, where there are such.
    """

    components: Names[str, Component]
    traits: dict[str, TraitDefinition]
    workload_types: tuple[WorkloadTypeDefinition, ...]
    scope_types: tuple[ScopeDefinition, ...]
    scopes: dict[str, tuple[ScopeBinding, ...]]
    places: dict[str, Span] | None = None


class Normalized(Record):
    """What the documents of one input describe: applications in order, and all components, each with what it can refer to.

    `left_out` is what is missing of it by errors, of whatever stage.
    """

    applications: tuple[Application, ...]
    components: tuple[tuple[Component, Library], ...]
    left_out: LeftOut | None = None

    def spare_components(self) -> tuple[tuple[Component, Library], ...]:
        """Return the components that no application instantiates, in the order of the input."""
        used = {
            id(application.library.components.get(use.component.value))
            for application in self.applications
            for use in application.instances
        }
        return tuple((component, library) for component, library in self.components if id(component) not in used)


class Application(Record):
    """What an application operator composes: instances in order, with the library they refer to."""

    name: Located[str]
    namespace: Located[str] | None
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]
    variables: tuple[Variable, ...]
    scopes: tuple[ScopeBinding, ...]
    instances: tuple[InstanceUse, ...]
    library: Library
    span: Span

"""The version-neutral `Application`, made by `normalize` from the documents of any OAM version.

Amounts are canonical Kubernetes quantities, names and places are kept as written. Values whose type depends on a capability or
on a declared parameter (defaults, properties, given values) stay nodes until `resolve` binds them. `empty` has the places of
the names of fields that are written without content, so that what is missing is reported there.
"""

from __future__ import annotations

from oamc.model.vocabularies import CORE
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping as Names

    from oamc.expressions.types import ValueType
    from oamc.model.definitions import ScopeDefinition, TraitDefinition, WorkloadTypeDefinition
    from oamc.model.group_version_kind import GroupVersionKind
    from oamc.model.left_out import LeftOut
    from oamc.model.own_definitions import OwnDefinitions
    from oamc.source.nodes import Mapping, Node
    from oamc.spans import Keyed, Located, Span


class ParameterDeclaration(Record):
    """A parameter that a developer lets others set. `type` is boolean, number, integer, string, object, array or null.

    `accepts` is the type of its values where the declaration says more of them than that; its default is one of these. The
    value of a `secret` one stands in a Secret of the cluster, and in no document. One that is `fixed` shapes the output: its
    value stands in the component already.
    """

    name: Located[str]
    description: str
    type: str
    required: bool
    default: Node | None
    span: Span
    accepts: ValueType | None = None
    secret: bool = False
    fixed: bool = False


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


class KeyReference(Record):
    """A key of a Secret or a ConfigMap that is in the cluster. `field` is secretKeyRef or configMapKeyRef.

    Pods start without an `optional` one.
    """

    field: str
    name: Located[str]
    key: Located[str]
    optional: bool
    span: Span


class ConfigFile(Record):
    """A file that appears at `path` in a container.

    With a `reference` it is a key that is in the cluster, and `source` gives nothing.
    """

    path: Located[str]
    source: TextSource
    reference: KeyReference | None = None


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
    """What a container needs: quantities, not above those in `most`, whole numbers of devices by resource name, and volumes."""

    cpu: Located[str] | TextSource | None
    memory: Located[str] | TextSource | None
    gpu: Located[int] | None
    extended: tuple[tuple[str, Located[int]], ...]
    volumes: tuple[Volume, ...]
    most: tuple[tuple[str, str], ...] = ()

    @property
    def given_amounts(self) -> tuple[TextSource, ...]:
        """Return the amounts that parameters give."""
        return tuple(amount for amount in (self.cpu, self.memory) if isinstance(amount, TextSource))


class Container(Record):
    """One container of a component. Its image may come from a parameter, and so may words of its command, cpu and memory.

    Of one that `assumes_resources` the amounts that are not given are those that OAM assumes; others have none.
    """

    name: Located[str]
    image: Located[str] | TextSource
    image_pull_secret: Located[str] | None
    image_pull_policy: Located[str] | None
    resources: Resources
    command: tuple[Located[str] | TextSource, ...]
    arguments: tuple[Located[str] | TextSource, ...]
    env: tuple[EnvVariable, ...]
    config: tuple[ConfigFile, ...]
    ports: tuple[Port, ...]
    liveness_probe: Probe | None
    readiness_probe: Probe | None
    startup_probe: Probe | None
    empty: dict[str, Span]
    span: Span
    assumes_resources: bool = True

    @property
    def given_words(self) -> tuple[TextSource, ...]:
        """Return the words of the command and the arguments that parameters give."""
        return tuple(word for word in (*self.command, *self.arguments) if isinstance(word, TextSource))


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

    `workload_type` is GROUP/VERSION.KIND, or a name of another vocabulary: such a type takes `properties`, and nothing else of
    all this. `settings_mapping` is the free form of settings. Where the workload `is_an_object` it holds the fields of that
    object: `ReplacedScalar` stands where a parameter does, and no text is a reference. `secret_hint` says what to write in the
    place of a secret, where that is not to bind a parameter. One that is made for an instance is like `base`, which stands for
    the document where copies are counted.
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
    properties: Mapping | None = None
    is_an_object: bool = False
    secret_hint: str = ""
    base: object = None


class Property(Record):
    """A property of a trait or scope as the application states it."""

    name: Located[str]
    value: Node


class TraitObject(Record):
    """A Kubernetes object that is a trait: it is written as given. `name` is that of the object; `fields` are all but metadata.

    A reference to the workload is written at the path `reference`, where there is one.
    """

    kind: GroupVersionKind
    name: Located[str]
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]
    fields: Mapping
    reference: tuple[str | int, ...] = ()


class TraitUse(Record):
    """A trait attached to an instance. Null properties are in `empty`, by their names, and so is `properties` itself.

    `mapping` are the properties as they are written, for a trait that takes a tree of them. One that is an `item` has no
    properties: its name is that of its values.
    """

    name: Located[str]
    properties: tuple[Property, ...]
    empty: dict[str, Span]
    span: Span
    mapping: Mapping | None = None
    item: TraitObject | None = None


class ScopeBinding(Record):
    """A scope that a configuration provides, whose name and variables it knows; `empty` as in `TraitUse`."""

    name: Located[str]
    type: Located[str]
    properties: tuple[Property, ...]
    configuration: str
    variables: tuple[Variable, ...]
    empty: dict[str, Span]
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
    """One instance of a component. One that `is_policy` is a policy that makes objects, as a component does.

    It comes `after` the instances of these names.
    """

    name: Located[str]
    component: Located[str]
    values: tuple[GivenValue, ...]
    traits: tuple[TraitUse, ...]
    scopes: tuple[Located[str], ...]
    empty: dict[str, Span]
    span: Span
    is_policy: bool = False
    after: tuple[str, ...] = ()


class Variable(Record):
    """A variable of an application."""

    name: Located[str]
    value: Node
    span: Span


class Library(Record):
    """Everything in the input that an application can refer to, by name.

    `scopes` holds the scope bindings of every configuration, by the name of the configuration. `places` says where components
    are, also those that the application cannot see, where there are such; `component_kind` is what their documents are called.
    `definitions` are those in CUE, where there are any.
    """

    components: Names[str, Component]
    traits: dict[str, TraitDefinition]
    workload_types: tuple[WorkloadTypeDefinition, ...]
    scope_types: tuple[ScopeDefinition, ...]
    scopes: dict[str, tuple[ScopeBinding, ...]]
    places: dict[str, Span] | None = None
    component_kind: str = "ComponentSchematic"
    definitions: OwnDefinitions | None = None


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


class ObjectRule(Record):
    """Which objects are meant: those that each list which is given has the word of. At least one list is given."""

    components: tuple[str, ...]
    component_types: tuple[str, ...]
    roles: tuple[str, ...]
    traits: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]


class Target(Record):
    """Where one output of an application goes.

    `name` is that of its directory, empty where the application has no other output. `cluster` is what is known of its cluster,
    empty for the one at hand. To a `namespace` go all objects, whatever they say themselves.
    """

    name: str = ""
    cluster: str = ""
    namespace: Located[str] | None = None


class Application(Record):
    """What an application operator composes: instances in order, with the library they refer to.

    `vocabulary` says whose words the names of types and traits are (`model/vocabularies.py`). An application with several
    `target`s is one for each of them; without one it goes wherever it is applied. Objects that are `read_only` are in the
    cluster, and do not come out. Where it `has_plain_texts`, no text of it is a reference to a variable. `policy_places` are
    those of values that its own policies write over what components say. Instances of names that are `left_out` have mistakes.
    """

    name: Located[str]
    namespace: Located[str] | None
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]
    variables: tuple[Variable, ...]
    scopes: tuple[ScopeBinding, ...]
    instances: tuple[InstanceUse, ...]
    library: Library
    span: Span
    vocabulary: str = CORE
    target: Target | None = None
    read_only: tuple[ObjectRule, ...] = ()
    has_plain_texts: bool = False
    policy_places: tuple[Span, ...] = ()
    left_out: frozenset[str] = frozenset()

    @property
    def has_definitions(self) -> bool:
        """Tell whether it uses definitions in CUE."""
        return self.library.definitions is not None and self.library.definitions.has_any

    @property
    def path(self) -> str:
        """Return where its output is: its name, and that of its target where it has several."""
        return f"{self.name.value}/{self.target.name}" if self.target is not None and self.target.name else self.name.value

"""The resolved program: what is to be lowered, with every reference bound and every value known or a hole."""

from __future__ import annotations

from oamc.expressions.holes import Hole, IsSet, IsTrue, all_of
from oamc.model.vocabularies import CORE
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition, Path, Value, ValueTree, When
    from oamc.ir.properties import Group
    from oamc.model.application import Component, Container, ObjectRule
    from oamc.objects.object_set import Requirement
    from oamc.source.nodes import Mapping
    from oamc.spans import Keyed, Located, Span
    from oamc.values.parameters import Parameter

NAME_PREFIX: Path = ("namePrefix",)


class Capability(Record):
    """What an instance is bound to by reference: a workload type, a trait or a scope type of the catalog.

    The first of its `names` is its own, the others are older or shorter ones. `source` is the document or the package that it
    comes from, empty for those of oamc. `capabilities/contracts.py` says what else each of the three has.
    """

    names: tuple[str, ...]
    summary: str
    source: str = ""

    @property
    def name(self) -> str:
        """Return its own name."""
        return self.names[0]

    @property
    def short_name(self) -> str:
        """Return its own name without group and version."""
        return self.name.rpartition(".")[2]


class BoundReference(Record):
    """A key of a Secret or a ConfigMap of the cluster, in the place of a value. `field` is secretKeyRef or configMapKeyRef.

    Pods start without an `optional` one. One that `is_open` is there only if the installer gives a name and a key, which then
    are holes.
    """

    field: str
    name: Hole | str
    key: Hole | str
    optional: bool
    is_open: bool
    name_span: Span
    key_span: Span

    @property
    def condition(self) -> Condition | None:
        """Return the condition that it is there, None where it always is."""
        if not self.is_open or isinstance(self.name, str) or isinstance(self.key, str):
            return None
        return all_of((is_set(self.name), is_set(self.key)))


class EnvValue(Record):
    """An environment variable; it is there only if `condition` holds.

    Where its text is no `value`, it comes by a `reference`, or from what the component itself writes as `value_from`.
    """

    name: Located[str]
    value: Value | None
    condition: Condition | None
    span: Span
    reference: BoundReference | None = None
    value_from: Mapping | None = None


class WordValue(Record):
    """A word of a command; it is there only if `condition` holds."""

    value: Value
    condition: Condition | None
    span: Span


class FileValue(Record):
    """A config file with its content, or with the reference to it."""

    path: Located[str]
    content: Value | None
    span: Span
    reference: BoundReference | None = None


class SettingValue(Record):
    """A setting of an extended workload type with its value, which may hold holes."""

    name: Located[str]
    value: ValueTree
    span: Span


class BoundContainer(Record):
    """A container whose values are bound. `policy` is the path of its pull policy, which may be unset; None without pods.

    Amounts may be there only under a condition. `words` are its command and its arguments where a parameter gives one of them.
    """

    container: Container
    image: Value
    policy: Hole | None
    cpu: Value | When
    memory: Value | When
    env: tuple[EnvValue, ...]
    files: tuple[FileValue, ...]
    words: tuple[tuple[WordValue, ...], tuple[WordValue, ...]] | None = None


class PropertyValue(Record):
    """A property of a trait: a hole where the installer may choose it, a known value where the output's shape depends on it.

    `condition` says whether it has a value, where the installer may also take that away.
    """

    value: Value
    known: object
    span: Span
    condition: Condition | None = None


class BoundTrait(Record):
    """A use of a trait whose properties are checked. `path` is where its values are.

    `empty` has the places of properties that are written without a value, and of the field `properties` if it holds none.
    `tree` has the properties of a trait that takes a tree of them. Of one that is `doubtful` a property is wrong or unknown,
    which is reported, so that nobody asks what it lacks.
    """

    trait: Capability
    path: Path
    properties: dict[str, PropertyValue]
    optional: bool
    span: Span
    name_span: Span
    empty: dict[str, Span]
    tree: Group | None = None
    doubtful: bool = False

    def get(self, name: str) -> Value | None:
        """Return the value of a property to put into an object, None where it is not set."""
        found = self.properties.get(name)
        return found.value if found else None

    def known(self, name: str) -> object:
        """Return the value that a property has now, None where it is not set. Only checks and fixed shapes may read it."""
        found = self.properties.get(name)
        return found.known if found else None

    def has_value(self, name: str) -> Condition | None:
        """Return the condition that a property has a value, None where it always has one or is not set."""
        found = self.properties.get(name)
        return found.condition if found else None

    def span_of(self, name: str) -> Span:
        """Return the place of a property, or of the trait where the property is not set."""
        found = self.properties.get(name)
        return found.span if found else self.name_span

    def place_of_missing(self, *names: str) -> Span | None:
        """Return where one of some properties is written without a value, or the field of all of them; None where none is."""
        return next((self.empty[name] for name in (*names, "properties") if name in self.empty), None)

    @property
    def switch(self) -> Path:
        """Return the path of the value that says whether the trait is attached, where it is optional."""
        return (*self.path, "enabled")

    @property
    def enabled(self) -> Condition | None:
        """Return the condition that guards the objects of an optional trait."""
        return IsTrue(path=self.switch) if self.optional else None


class ScopeMember(Record):
    """A member of a scope by name, with its application; the `namespace` is empty where nobody says it."""

    application: str
    instance: Located[str]
    namespace: str


class BoundScope(Record):
    """A scope of the application, or one that an instance of it belongs to. `path` is where its values are.

    `configuration` is the name that applications refer to it by; `span` the place of the scope. `elsewhere` are its members in
    other applications, where this one writes its objects.
    """

    scope: Capability | None
    name: Located[str]
    configuration: str
    path: Path
    properties: dict[str, PropertyValue]
    span: Span
    elsewhere: tuple[ScopeMember, ...] = ()

    def get(self, name: str) -> Value | None:
        """Return the value of a property to put into an object, None where it is not set."""
        found = self.properties.get(name)
        return found.value if found else None

    def known(self, name: str) -> object:
        """Return the value that a property has now, None where it is not set. Only checks and fixed shapes may read it."""
        found = self.properties.get(name)
        return found.known if found else None

    def span_of(self, name: str) -> Span:
        """Return the place of a property, or the name of the scope where the property is not set."""
        found = self.properties.get(name)
        return found.span if found else self.name.span

    def is_same(self, other: BoundScope) -> bool:
        """Tell whether two are one scope."""
        return (self.configuration, self.name.value) == (other.configuration, other.name.value)


class BoundIntent(Record):
    """An intent of a component. `span` is the place where the developer says it; `properties` are its values of the output."""

    intent: Capability
    span: Span
    properties: dict[str, Hole]


class Instance(Record):
    """One instance of a component. `replicas` is the hole of the number of replicas where the installer may set it.

    `properties` are those of a component type that takes a tree of them. One that `is_policy` is a policy that makes objects.
    `intents` are what its developer intends with it.
    """

    name: Located[str]
    component: Component
    workload_type: Capability
    containers: tuple[BoundContainer, ...]
    settings: tuple[SettingValue, ...]
    traits: tuple[BoundTrait, ...]
    scopes: tuple[BoundScope, ...]
    replicas: Hole | None
    parameters: tuple[Parameter, ...]
    span: Span
    properties: Group | None = None
    is_policy: bool = False
    intents: tuple[BoundIntent, ...] = ()


class Program(Record):
    """One application, ready to be lowered.

    `scopes` are those whose objects it writes; `parameters` are all values of the output, in the order of `values.yaml`;
    `requirements` what must be true of values that follow variables. `vocabulary` says whose rules hold for its objects.
    `home` is the namespace of the application itself where all objects go to another one. Of its objects those that are
    `read_only` do not come out. `unbound` are the names of instances in which something is wrong, which is reported.
    """

    application: Located[str]
    namespace: str
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]
    instances: tuple[Instance, ...]
    scopes: tuple[BoundScope, ...]
    parameters: tuple[Parameter, ...]
    span: Span
    requirements: tuple[Requirement, ...] = ()
    vocabulary: str = CORE
    home: str | None = None
    read_only: tuple[ObjectRule, ...] = ()
    unbound: frozenset[str] = frozenset()


def is_set(hole: Hole) -> Condition:
    """Return the condition that an optional parameter has a value."""
    return IsSet(path=hole.path)

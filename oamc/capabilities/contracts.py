"""What a workload type, a trait and a scope are made of.

To add one: write one file that builds one of these records, and list it in `catalog`. Nothing else changes.
"""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.expressions.types import TextType
from oamc.objects.naming import LONGEST_NAME
from oamc.objects.tree import At
from oamc.records import Record
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Condition, Known
    from oamc.expressions.types import ValueType
    from oamc.ir.program import BoundTrait, Instance
    from oamc.model.application import Component
    from oamc.objects.object_set import Requirement
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Node
    from oamc.spans import Span
    from oamc.values.parameters import Unset

    TypeOf: TypeAlias = ValueType | Callable[[Component], ValueType | None]

SERVICE_ENDPOINT = "service-endpoint"
REPLICABLE = "replicable"
PODS = "pods"
SCALABLE = "scalable"
"""Features of workload types, which traits ask for: it has a Service; several replicas make sense; it runs containers; its
replicas can follow a load, which is true of Deployments."""

LONGEST_STATEFUL_SET_NAME = 52
"""With a hyphen and a hash it becomes a label of the pods, which has at most 63 characters: else no pod is created."""


class LoweringOptions(Record):
    """What the user chooses about lowering. `qos` is enforce, warn or off (docs/spec/quality-of-service.md, 1)."""

    qos: str = "enforce"
    gpu_resource: str = "nvidia.com/gpu"
    single_service_port: bool = False
    ingress_class: str = ""


class ServicePort(Record):
    """A port of the Service of a workload. `target` is the container port behind it."""

    name: str
    port: int
    target: int
    protocol: str
    span: Span
    name_span: Span


class Pod(Record):
    """The pod of a workload: containers as Kubernetes fields by name, volumes, and the other fields of the pod spec.

    `storage` are the sizes of what each container keeps on the disk of the node, in the order of the containers.
    """

    containers: tuple[dict[str, Tree], ...]
    volumes: tuple[Tree, ...]
    fields: dict[str, Tree]
    annotations: dict[str, Tree]
    labels: dict[str, Tree]
    storage: tuple[tuple[str, ...], ...]


class Workload(Record):
    """An instance on its way to Kubernetes objects.

    `fields` are the fields of the workload's own spec, unless `spec` is the whole of it; `config_maps` and `claims` come
    before it in the output, `further` objects after it. While the condition `scaled` holds, somebody else chooses the number of
    `replicas`.
    """

    instance: Instance
    application: str
    options: LoweringOptions
    labels: dict[str, Tree]
    annotations: dict[str, Tree]
    fields: dict[str, Tree]
    spec: Tree = None
    pod: Pod | None = None
    replicas: Tree = None
    scaled: Condition | None = None
    service_ports: tuple[ServicePort, ...] = ()
    config_maps: tuple[KubeObject, ...] = ()
    claims: tuple[KubeObject, ...] = ()
    further: tuple[KubeObject, ...] = ()
    requirements: tuple[Requirement, ...] = ()


class Property(Record):
    """A property of a trait, a scope or a setting of a workload type.

    `type` may depend on the component (the ports that its Service has). A property that is not `live` shapes the output and is
    fixed when the output is built. `read` turns other forms into the value of `type`. `default_of` makes the default from the
    properties that are given and from the component. A `named_list` is a list of names with values that becomes a mapping of
    texts.
    """

    name: str
    type: TypeOf
    description: str
    required: bool = False
    default: Known | Unset = UNSET
    aliases: tuple[str, ...] = ()
    live: bool = True
    read: Callable[[Node], Known] | None = None
    default_of: Callable[[dict[str, Known], Component], Known | Unset] | None = None
    named_list: bool = False

    @property
    def type_of_setting(self) -> ValueType:
        """Return the type of a setting, which never depends on the component."""
        assert not callable(self.type)
        return self.type

    @property
    def removable(self) -> bool:
        """Tell whether the installer of the output may take away a value that the document gives."""
        return self.live and not self.required and self.default is UNSET and self.default_of is None


class WorkloadType(Record):
    """A workload type. `names` are GROUP/VERSION.KIND, the first is its own; `token` is the value of its label.

    `longest_name` bounds the names of its instances, with what goes before them. `settings` are those of an extended type.
    `build` makes the workload, `assemble` its own object and Service.
    """

    names: tuple[str, ...]
    summary: str
    token: str
    features: frozenset[str]
    build: Callable[[Instance, str, LoweringOptions, Reports], Workload]
    assemble: Callable[[Workload], tuple[KubeObject, ...]]
    name_rule: str = "subdomain"
    longest_name: int = LONGEST_NAME
    settings: tuple[Property, ...] = ()

    @property
    def name(self) -> str:
        """Return the type's own name."""
        return self.names[0]


class Trait(Record):
    """A trait. It applies to workload types that have one of the `needs` features or names; no `needs`: to all.

    An `optional` trait has the value `enabled`; `caution` says what to know before that is changed. `several` uses on one
    instance are allowed where their `distinct` property differs. `apply` is a pure step from workload to workload.
    `unsupported` properties are known but refused.
    """

    name: str
    aliases: tuple[str, ...]
    summary: str
    properties: tuple[Property, ...]
    needs: frozenset[str]
    apply: Callable[[BoundTrait, Workload, Reports], Workload]
    optional: bool = False
    caution: str = ""
    distinct: str = ""
    produces: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()


class Scope(Record):
    """A scope type. `overlap` says whether an instance may be in two scopes of the type."""

    names: tuple[str, ...]
    summary: str
    properties: tuple[Property, ...]
    overlap: bool
    allowed: bool = True

    @property
    def name(self) -> str:
        """Return the type's own name."""
        return self.names[0]


class Catalog(Record):
    """All capabilities that a compilation may use."""

    workload_types: tuple[WorkloadType, ...]
    traits: tuple[Trait, ...]
    scopes: tuple[Scope, ...]

    def workload_type(self, name: str) -> WorkloadType | None:
        """Find a workload type by any of its names."""
        return next((known for known in self.workload_types if name in known.names), None)

    def trait(self, name: str) -> Trait | None:
        """Find a trait by its name."""
        return next((known for known in self.traits if name == known.name), None)

    def trait_by_alias(self, name: str) -> Trait | None:
        """Find a trait by one of its other names."""
        return next((known for known in self.traits if name in known.aliases), None)

    def scope(self, name: str) -> Scope | None:
        """Find a scope type by any of its names."""
        return next((known for known in self.scopes if name in known.names), None)


_LABELS = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
LONG_LABEL = "[-a-z0-9]{64}"
"""A part of a DNS name has at most 63 characters. It is a rule of its own: Go's engine refuses repeated repetitions."""

HOST_REASONS = (
    ("://", "must be a host name alone, without a scheme such as http://"),
    ("/", "must be a host name alone, without a path"),
    (":", "must be a host name alone, without a port"),
    (r"^[0-9]+(\.[0-9]+){3}$", "must be a name, not an IP address"),
    ("[A-Z]", "must be in lower case"),
    ("_", "must have no underscores, which names of hosts cannot have"),
    (r"\.$", "must not end with a dot"),
    (LONG_LABEL, "must have at most 63 characters between two dots"),
)
HOST = TextType(
    pattern=rf"(\*\.)?{_LABELS}",
    forbidden=rf"{LONG_LABEL}|^[0-9]+(\.[0-9]+){{3}}$",
    rule="must be a host name in lower case, such as shop.example.com or *.example.com",
    reasons=HOST_REASONS,
    maximum_length=253,
)
OBJECT_NAME = TextType(
    pattern=_LABELS,
    forbidden=LONG_LABEL,
    rule="must be the name of a Kubernetes object: lower-case letters, digits, hyphens and dots",
    maximum_length=253,
)


def located(use: BoundTrait, name: str) -> Tree:
    """Return a property of a trait as a tree that remembers its place, None where it is not set.

    What the installer may take away is there only while it has a value.
    """
    value = use.get(name)
    if value is None:
        return None
    placed = At(value, use.span_of(name))
    condition = use.has_value(name)
    return placed if condition is None else When(condition=condition, then=placed)

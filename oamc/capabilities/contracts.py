"""What a workload type, a trait and a scope are made of.

A workload type renders: an instance becomes a main object, and further objects around it. A trait and a scope change: they
return a `Change`, with patches of objects, objects of their own and conditions on values. The framework in `lower` applies it:
it merges lists, puts fields into their order, holds all that an optional trait does to `enabled`, notes the origin of each
part, and finds out from what changes write which of them meet. To add one: write one file that builds one of these records, and
list it in `catalog`. Nothing else changes.
"""

from __future__ import annotations

from oamc.ir.program import Capability
from oamc.objects.naming import LONGEST_NAME, ROOM_FOR_DIGEST
from oamc.objects.tree import NOTHING_LIVE, below
from oamc.records import Record
from oamc.startup.read_only import MappingProxyType
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias

    from oamc.capabilities.bounds import Bound
    from oamc.capabilities.follows import Follows
    from oamc.capabilities.property_schema import Mapped, Struct, Whole
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import Place
    from oamc.engines.contract import Tree as CueTree
    from oamc.expressions.holes import Known, Path
    from oamc.expressions.types import ValueType
    from oamc.ir.program import BoundIntent, BoundScope, BoundTrait, Instance
    from oamc.model.application import Component, ObjectRule
    from oamc.model.own_definitions import OwnDefinition
    from oamc.objects.demands import Demand, Promise
    from oamc.objects.json_patch import Operation
    from oamc.objects.object_set import Dependency, Requirement
    from oamc.objects.reading import Reader
    from oamc.objects.tree import KubeObject, Tree
    from oamc.objects.tree import Path as TreePath
    from oamc.options import Options
    from oamc.source.nodes import Node
    from oamc.spans import Keyed, Span
    from oamc.values.parameters import Parameter, Unset

    TypeOf: TypeAlias = ValueType | Callable[[Component], ValueType | None]

NONE: Mapping[str, Keyed] = MappingProxyType({})
NOTHING_MADE: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
NOTHING_CHANGED: Mapping[Path, Parameter | None] = MappingProxyType({})
NO_CLAIMS: Mapping[str, str] = MappingProxyType({})
SERVICE_ENDPOINT = "service-endpoint"
REPLICABLE = "replicable"
PODS = "pods"
SCALABLE = "scalable"
FUNCTION = "function"
"""Features of workload types, which traits ask for: it has a Service; several replicas make sense; it runs containers; its
replicas can follow a load, which is true of Deployments; OpenFaaS runs it,
scales it as labels say, and answers for it at its gateway."""

LONGEST_STATEFUL_SET_NAME = 52
"""With a hyphen and a hash it becomes a label of the pods, which has at most 63 characters: else no pod is created."""


LONGEST_CRON_JOB_NAME = 52
"""The controller puts eleven characters behind it for each of its Jobs (ValidateCronJobCreate)."""


class Context(Record):
    """What a capability may know beside its instance: its application, what the user chose, and where to report.

    `application` is a name, `version` what labels say of its version, `namespace` where its objects go, if anybody says.
    `labels` and `annotations` are its own. `home` is its own namespace where all objects go to another one. Objects that are
    `read_only` do not come out. `instances` are all that it has but the `unbound` ones, of which something is reported.
    `seen_by` names a definition that reads what all of them say, if one does. `artifacts` are the objects of its components,
    for policies: by the component, its `workload`, and those of its `traits` by the trait and what that calls them.
    """

    application: str
    version: str
    options: Options
    reports: Reports
    namespace: str = ""
    labels: Mapping[str, Keyed] = NONE
    annotations: Mapping[str, Keyed] = NONE
    home: str | None = None
    read_only: tuple[ObjectRule, ...] = ()
    instances: tuple[Instance, ...] = ()
    unbound: frozenset[str] = frozenset()
    seen_by: str = ""
    artifacts: Mapping[str, Mapping[str, Any]] = NOTHING_MADE


class ServicePort(Record):
    """A port of the Service of a workload. `target` is the container port behind it."""

    name: str
    port: int
    target: int
    protocol: str
    span: Span
    name_span: Span


class Rendered(Record):
    """What a workload type makes of an instance: its `main` object, what must be there before it, and what follows it.

    `ports` are those that its Service has. `fixed` are values that turned out to shape all this, each with the reason;
    `changed` are those that turned out to have other types or paths, by their paths, None for one that is none. Where it is a
    chart, which others install, that is the `dependency`, and `main` only stands for it.
    """

    main: KubeObject
    needed: tuple[KubeObject, ...] = ()
    further: tuple[KubeObject, ...] = ()
    ports: tuple[ServicePort, ...] = ()
    fixed: tuple[tuple[Path, str], ...] = ()
    changed: Mapping[Path, Parameter | None] = NOTHING_CHANGED
    dependency: Dependency | None = None


class NothingRenderedError(Exception):
    """A workload type can make nothing of an instance. Why is reported."""


class Subject(Record):
    """What a trait or a scope looks at: an instance, its workload type, and what that has rendered, before any change.

    Under the rules of KubeVela, where `rendered` is what the traits before have left, a `reader` tells what stands in holes.
    """

    instance: Instance
    workload_type: WorkloadType
    rendered: Rendered
    context: Context
    reader: Reader | None = None

    @property
    def name(self) -> str:
        """Return the name of the instance."""
        return self.instance.name.value

    def pod(self, spec: Tree) -> Patch:
        """Return the patch of the main object that merges `spec` into the spec of its pods."""
        return self.of_pods({self.workload_type.pod[-1]: spec})

    def of_pods(self, template: Tree) -> Patch:
        """Return the patch of the main object that merges `template` into the template of its pods."""
        return Patch(tree=below(self.workload_type.pod[:-1], template))


class Patch(Record):
    """A change of one object: `tree` is merged into the main object, or into that of the kind and name in `target`.

    For a trait that follows the rules of KubeVela the `strategy` of the whole patch may be that of a JSON merge patch, or of a
    JSON patch, which has `operations` in the place of a tree. One that a template gives is a tree of `cue`, with what says
    where a part of it stands, and what of it may still be chosen (`live`); it concerns the objects that are called `resource`,
    or the main object. One `of_another` trait's object does nothing where that could not be made.
    """

    tree: Tree
    target: tuple[str, str] | None = None
    of_another: bool = False
    strategy: str = ""
    operations: tuple[Operation, ...] = ()
    cue: CueTree | None = None
    span_of: Callable[[Place], Span | None] = lambda _: None
    resource: str = ""
    live: Mapping[TreePath, Tree] = NOTHING_LIVE


class Change(Record):
    """What a trait or a scope does: patches, objects of its own, and conditions that the values must fulfil.

    `defaults` are patches that give way to what traits write in their place. `fixed` are values that turned out to shape all
    this, each with the reason. Claims among the objects that the workload makes for each replica are `per_replica`: their
    names, each with that of the volume. Of `shared` objects there is one of a kind and name, whichever traits of the instance
    ask for it: it is there while one of them is in force, and each patches its own part into it. What it `follows` is its own.
    `excludes` are kinds, as in `produces` of a trait, that no other trait of the instance may make beside this.
    """

    patches: tuple[Patch, ...] = ()
    defaults: tuple[Patch, ...] = ()
    objects: tuple[KubeObject, ...] = ()
    shared: tuple[KubeObject, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    fixed: tuple[tuple[Path, str], ...] = ()
    per_replica: Mapping[str, str] = NO_CLAIMS
    follows: tuple[Follows, ...] = ()
    excludes: tuple[str, ...] = ()


class Property(Record):
    """A property of a trait, a scope or a setting of a workload type.

    A name with a dot is that of an entry of a mapping: a document writes `pdb: {minAvailable: 2}` for `pdb.minAvailable`,
    and `rules: [{host: a}]` for `rules[].host`, which is then called `rules.0.host`.
    `type` may depend on the component (the ports that its Service has). One that is `typed_by` another property, which is
    fixed, has the type that stands there for the value of that. A property that is not `live` shapes the output and is fixed
    when the output is built; `why` says more. `read` turns other forms into the value of `type`. `default_of` makes the
    default from the properties that are given and from the component.
    A `named_list` is a list of names with values that becomes a mapping of texts. `of_profile` is what a profile calls its own
    default (`profiles.py`), and `assumed` that default, with the name of the profile. `example` is a value that shows what the
    property is, where neither its default nor its type does. One that is `excluded_by` another one has no place beside it.
    `idle` tells from the properties that are given that this one means nothing beside them: then it has no default. The
    installer may give one that `stays` another value, and cannot take it away. Where the fixed properties that are given bound
    it, `narrowed` makes its type of these, and it has no default. The default of one that is `of_definition` is not oamc's own.
    """

    name: str
    type: TypeOf
    description: str
    required: bool = False
    default: Known | Unset = UNSET
    aliases: tuple[str, ...] = ()
    live: bool = True
    why: str = ""
    typed_by: tuple[str, Mapping[str, ValueType]] | None = None
    read: Callable[[Node], Known] | None = None
    default_of: Callable[[dict[str, Known], Component], Known | Unset] | None = None
    named_list: bool = False
    of_profile: str = ""
    assumed: tuple[Known, str] | None = None
    example: Known | Unset = UNSET
    excluded_by: str = ""
    stays: bool = False
    narrowed: Callable[[Mapping[str, Known], Component], ValueType] | None = None
    idle: Callable[[dict[str, Known]], bool] | None = None
    of_definition: bool = False

    @property
    def type_of_setting(self) -> ValueType:
        """Return the type of a setting, which never depends on the component."""
        assert not callable(self.type)
        return self.type

    @property
    def removable(self) -> bool:
        """Tell whether the installer of the output may take away a value that the document gives."""
        is_optional = not self.required and self.default is UNSET and self.default_of is None
        return self.live and is_optional and not self.stays


class WorkloadType(Capability):
    """A workload type. `names` are GROUP/VERSION.KIND; `token` is the value of its label.

    `render` makes its objects. `scale` is the patch that sets the number of replicas, where it has one; `pod` the path of the
    spec of its pods in the main object, where it has pods. `counterpart` is the short name of the type that has a Service where
    this one has none, or the other way round. `longest_name` bounds the names of its instances, with what goes before them.
    One that `runs_once` is a Job, which cannot be changed. Each replica of one that `has_own_storage` claims its own. An
    `embedded` one stands as an object in a component, which does not call it by its name.
    `settings` are those of an extended type; `schema` the properties of a type that takes a tree of them, or a whole object.
    `requires` are words of `kubernetes/cluster_needs.py` for what its kinds of objects do not tell of the cluster.
    One that `has_spec_form` is an object of the cluster, whose component may give the whole spec instead, as one setting.
    One of a document of the input has its `definition`; nothing can be made of one that `is_broken`, which is reported. One
    that `sees_components` hangs on the values of them all. `shaped_by` names the trait that makes another kind of it. One
    that is `run_by` a program of the cluster leaves its Service and the number of its replicas to that. Where its settings can
    become a container, it is `in_containers` what that type is; where a container can say what settings do, it is
    `of_a_container` what it is then: that names the settings which are `said_by_container`, and has no pods.
    """

    token: str
    features: frozenset[str]
    render: Callable[[Instance, Context], Rendered]
    scale: Callable[[Tree], Tree] | None = None
    pod: tuple[str, ...] = ()
    counterpart: str = ""
    name_rule: str = "subdomain"
    longest_name: int = LONGEST_NAME
    runs_once: bool = False
    has_own_storage: bool = False
    embedded: bool = False
    settings: tuple[Property, ...] = ()
    has_spec_form: bool = False
    schema: Struct | Mapped | Whole | None = None
    definition: OwnDefinition | None = None
    is_broken: bool = False
    sees_components: bool = False
    requires: tuple[str, ...] = ()
    shaped_by: str = ""
    run_by: str = ""
    in_containers: WorkloadType | None = None
    of_a_container: WorkloadType | None = None
    said_by_container: tuple[str, ...] = ()


def longest_name(workload_type: WorkloadType, *, digests: bool) -> int:
    """Return how long the name of an instance may be, with what goes before it; `digests` end the names of what runs once."""
    return workload_type.longest_name - (ROOM_FOR_DIGEST if digests and workload_type.runs_once else 0)


class Variant(Record):
    """An example of another way to use a trait, in `words` such as `engine: argo`; `beside` are other traits that it needs."""

    words: str
    properties: Mapping[str, Any]
    beside: Mapping[str, Mapping[str, Any]] = NOTHING_MADE


class Trait(Capability):
    """A trait. It applies to workload types that have one of the features, or names, that it `needs`; no `needs`: to all.

    `change` says what it does to an instance. One that makes another kind of workload of it says by `reshape` what the type of
    the instance then is, under the same names; by `turn`, where that hangs on its properties. An `optional` trait has the value
    `enabled`, unless the type of the instance is another one by that; `caution` says what to know before it is changed. Several
    uses on one instance are allowed where their `distinct` property differs. `states` names values of the instance, such as
    `replicas`, that it states, which then are no values of their own. `unsupported` properties are known but refused.

    `provides` and `wants` are claims that no patch shows, such as `service.object`: of two traits of which one provides what
    the other one wants, the first shapes what the second builds on. `requires` are words of `kubernetes/cluster_needs.py` for
    what the kinds in `produces` do not tell of the cluster. `finish` returns the objects of the instance, which are whole but
    for its intents, with further ones, or changed. `promise` returns what a use promises of all objects, if it does.

    One with a `schema` takes a tree of properties; `example` are properties that show what it is for, `examples_on` those on
    workload types where others are needed, `variants` those of its other engines and providers. Those of KubeVela follow its
    rules, and may be used several times. `stage` says where its objects stand: before the workload at -1, behind it at 0,
    behind those of all others at 1. At the path `reference` they name the workload. One that `manages_workload` makes that
    itself. One of a document of the input has its `definition`; nothing can be made of one that `is_broken`, which is reported.
    One that `sees_components` hangs on the values of them all.
    """

    properties: tuple[Property, ...]
    needs: frozenset[str]
    change: Callable[[BoundTrait, Subject], Change]
    reshape: Callable[[WorkloadType], WorkloadType] | None = None
    turn: Callable[[BoundTrait, WorkloadType], WorkloadType] | None = None
    optional: bool = False
    caution: str = ""
    distinct: str = ""
    states: frozenset[str] = frozenset()
    produces: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    schema: Struct | Mapped | None = None
    example: Mapping[str, Known] = NOTHING_MADE
    examples_on: Mapping[str, Mapping[str, Any]] = NOTHING_MADE
    variants: tuple[Variant, ...] = ()
    stage: int = 0
    reference: tuple[str | int, ...] = ()
    manages_workload: bool = False
    definition: OwnDefinition | None = None
    is_broken: bool = False
    sees_components: bool = False
    provides: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    finish: Callable[[BoundTrait, Subject, tuple[KubeObject, ...]], tuple[KubeObject, ...]] | None = None
    promise: Callable[[BoundTrait, Subject], Promise | None] | None = None


class Scope(Capability):
    """A scope type. `overlap` says whether an instance may be in two scopes of the type, `requires` is what that of a trait is.

    `change` says what it does to each member, `make` which objects the scope itself has. Those are written once, however many
    applications have members of it; so are the `conditions` on its values, and the pod that `helm test`
    runs, which `test` makes of the finished objects. `bounds` are amounts into which the members must fit. `finish` makes
    further objects of a member whose own are whole.

    Only `annotated` it marks its members, and no more. One that `needs_objects` then means nothing. Properties that are
    `of_objects` say nothing of the scope itself.
    """

    properties: tuple[Property, ...]
    overlap: bool
    needs_objects: bool = False
    of_objects: frozenset[str] = frozenset()
    change: Callable[[BoundScope, Subject], Change] | None = None
    make: Callable[[BoundScope, Context], tuple[KubeObject, ...]] | None = None
    requires: tuple[str, ...] = ()
    conditions: Callable[[BoundScope, Context], tuple[Requirement, ...]] | None = None
    finish: Callable[[BoundScope, Subject, tuple[KubeObject, ...]], tuple[KubeObject, ...]] | None = None
    test: Callable[[BoundScope, Context, Sequence[KubeObject]], KubeObject | None] | None = None
    bounds: Callable[[BoundScope], tuple[Bound, ...]] | None = None


class Intent(Capability):
    """What a developer intends with a component, in a word that no operator can break (docs/spec/intents.md).

    It fits workloads of some `kinds`; `forms` says in words which these are. What it `contradicts` cannot be intended, too.
    `demands` are what it asks of the objects of an instance when all traits and scopes have changed them. `finish` makes of
    these objects what it wants besides, such as objects of its own. `reshape` says what the workload type of the instance then
    is, `options` how the instance is lowered. `properties` are values of the output, with a default each.
    """

    kinds: frozenset[str]
    forms: str
    demands: Callable[[BoundIntent, Subject], tuple[Demand, ...]]
    finish: Callable[[BoundIntent, Subject, tuple[KubeObject, ...]], tuple[KubeObject, ...]] | None = None
    reshape: Callable[[WorkloadType], WorkloadType] | None = None
    options: Callable[[Options, str], Options] | None = None
    properties: tuple[Property, ...] = ()
    contradicts: frozenset[str] = frozenset()


def applies(trait: Trait, workload_type: WorkloadType) -> bool:
    """Tell whether a trait applies to a workload type."""
    return not trait.needs or bool(trait.needs & (workload_type.features | set(workload_type.names)))

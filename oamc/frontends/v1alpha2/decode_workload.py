"""The workload of a component: the metadata of any object, and the containers of a ContainerizedWorkload.

Rules: docs/spec/oam-v1alpha2.md, 4 and 5.1. In: nodes, in which `ReplacedScalar` stands where a parameter does. Containers
become what v1alpha1 has for them, with what comes from parameters beside it.
"""

from __future__ import annotations

from oamc.diagnostics.codes.application import DOUBTFUL_AMOUNT
from oamc.diagnostics.codes.second_version import NEITHER_VALUE_NOR_SECRET, VALUE_AND_SECRET
from oamc.diagnostics.codes.shape import COMMAND_AS_TEXT
from oamc.frontends.fields import Fields
from oamc.frontends.metadata import CLUSTER_METADATA, texts_by_key
from oamc.frontends.scalars import text_of
from oamc.frontends.v1alpha1.decode_container import (
    PULL_POLICIES,
    extended_resource_entry,
    port_entry,
    probe_entry,
    volume_entry,
)
from oamc.frontends.v1alpha1.documents import ConfigEntry, ContainerEntry, EnvEntry, ResourcesEntry
from oamc.kubernetes.canonical_quantities import canonical
from oamc.model.application import KeyReference, TextSource
from oamc.model.replaced_scalar import ReplacedScalar
from oamc.records import Record
from oamc.source.nodes import Entry, Mapping, Scalar
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.findings import Findings
    from oamc.spans import Keyed, Span

OS_TYPES = ("linux", "windows")
ARCHITECTURES = ("i386", "amd64", "arm", "arm64")
THOUSAND, MILLION, KIBI = 10**3, 10**6, 1024
LONGEST_BYTES = 19


class ObjectMetadata(Record):
    """`metadata` of a workload or a trait, without what only a cluster writes."""

    name: Located[str] | None
    namespace: Located[str] | None
    labels: dict[str, Keyed]
    annotations: dict[str, Keyed]


class ContainerDocument(Record):
    """A container: as an `entry`, with literals alone, and what parameters give.

    `files` are the config files that are keys of Secrets, by their places.
    """

    entry: ContainerEntry
    image: TextSource | None
    command: tuple[Located[str] | TextSource, ...]
    arguments: tuple[Located[str] | TextSource, ...]
    cpu: TextSource | None
    memory: TextSource | None
    files: dict[int, KeyReference]


class ContainerizedWorkload(Record):
    """The specification of a ContainerizedWorkload."""

    os_type: Located[str] | None
    arch: Located[str] | None
    containers: tuple[ContainerDocument, ...]


def object_fields(node: Mapping, path: str, findings: Findings) -> Fields:
    """Return the cursor of an embedded object."""
    first = next(iter(node), None)
    return Fields(node, path, first.key_span if first else node.span, findings)


def object_metadata(fields: Fields) -> ObjectMetadata:
    """Decode `metadata` of an embedded object."""
    found = fields.optional_section("metadata", _metadata)
    return found or ObjectMetadata(name=None, namespace=None, labels={}, annotations={})


def _metadata(fields: Fields) -> ObjectMetadata:
    """Decode metadata."""
    fields.dropped(*CLUSTER_METADATA)
    return ObjectMetadata(
        name=fields.optional_text("name"),
        namespace=fields.optional_text("namespace"),
        labels=fields.optional_section("labels", texts_by_key) or {},
        annotations=fields.optional_section("annotations", texts_by_key) or {},
    )


def containerized_workload(fields: Fields) -> ContainerizedWorkload:
    """Decode `spec` of a ContainerizedWorkload (5.1)."""
    fields.required("containers")
    fields.not_empty("containers")
    return ContainerizedWorkload(
        os_type=fields.choice("osType", OS_TYPES),
        arch=fields.choice("arch", ARCHITECTURES),
        containers=fields.each("containers", _container),
    )


def _container(fields: Fields) -> ContainerDocument:
    """Decode a container."""
    fields.renamed("cmd", "command")
    fields.ignored("labels", "container")
    fields.foreign("imagePullPolicy")
    image = _source(fields.value("image"))
    resources, cpu, memory = fields.optional_section("resources", _resources) or (None, None, None)
    config = fields.each("config", _config)
    entry = ContainerEntry(
        name=fields.text("name"),
        image=fields.text("image") if image is None else Located(value="", span=image.span),
        image_pull_secret=fields.optional_text("imagePullSecret"),
        image_pull_policy=fields.choice("imagePullPolicy", PULL_POLICIES),
        resources=resources,
        command=(),
        arguments=(),
        env=fields.each("env", _env),
        config=tuple(entry for entry, _ in config),
        ports=fields.each("ports", port_entry),
        liveness_probe=fields.optional_section("livenessProbe", probe_entry),
        readiness_probe=fields.optional_section("readinessProbe", probe_entry),
        startup_probe=fields.optional_section("startupProbe", probe_entry),
        empty=fields.empty("ports", "resources"),
        span=fields.span,
    )
    return ContainerDocument(
        entry=entry,
        image=image,
        command=_words(fields, "command"),
        arguments=_words(fields, "args"),
        cpu=cpu,
        memory=memory,
        files={place: key for place, (_, key) in enumerate(config) if key is not None},
    )


def _source(node: object) -> TextSource | None:
    """Return where a text comes from if a parameter gives it."""
    if not isinstance(node, ReplacedScalar):
        return None
    literal = Located(value=node.text, span=node.span) if node.stands else None
    return TextSource(literal=literal, parameter=node.parameter, span=node.span)


def _words(fields: Fields, field: str) -> tuple[Located[str] | TextSource, ...]:
    """Decode the words of a command. One string is refused: no shell would split it."""
    node = fields.value(field)
    if isinstance(node, Scalar):
        hint = f'write every word as an item of its own: {field}: ["first", "second"]'
        fields.findings.add(COMMAND_AS_TEXT, at=node.span, place=fields.at(field), hint=hint)
        return ()
    found: list[Located[str] | TextSource] = []
    for index, item in enumerate(fields.items(field)):
        word = _source(item) or text_of(item, f"{fields.at(field)}[{index}]", fields.findings, empty=True)
        found += (word,) if word is not None else ()
    return tuple(found)


def _env(fields: Fields) -> EnvEntry:
    """Decode an environment variable: a value, or a key of a Secret. The value wins."""
    name = fields.text("name")
    given = _source(fields.value("value"))
    key = fields.optional_section("fromSecret", _secret_key)
    literal = given.literal if given is not None else fields.literal("value")
    parameter = given.parameter if given is not None else None
    _demand_one(fields, has_key=key is not None)
    has_value = literal is not None or parameter is not None
    return EnvEntry(
        name=name,
        value=literal,
        from_parameter=parameter,
        value_from=None if key is None or has_value else _value_from(key),
        span=fields.span,
    )


def _config(fields: Fields) -> tuple[ConfigEntry, KeyReference | None]:
    """Decode a file: a text, or a key of a Secret, which is below the path under its own name. The text wins."""
    path = fields.text("path")
    given = _source(fields.value("value"))
    key = fields.optional_section("fromSecret", _secret_key)
    literal = given.literal if given is not None else fields.literal("value")
    parameter = given.parameter if given is not None else None
    _demand_one(fields, has_key=key is not None)
    if literal is not None or parameter is not None:
        key = None
    if key is not None:
        path = Located(value=f"{path.value.rstrip('/')}/{key.key.value}", span=path.span)
    return ConfigEntry(path=path, value=literal, from_parameter=parameter, span=fields.span), key


def _demand_one(fields: Fields, *, has_key: bool) -> None:
    """Report an entry that has no value, or two."""
    if fields.value("value") is None and fields.value("fromSecret") is None:
        hint = 'give one of them; value: "" is the empty text'
        fields.lacks(("value", "fromSecret"), NEITHER_VALUE_NOR_SECRET, fields.span, hint)
    elif fields.value("value") is not None and has_key:
        fields.findings.add(
            VALUE_AND_SECRET, at=fields.key_span("fromSecret"), place=fields.place, hint="keep one of them: the value counts"
        )


def _secret_key(fields: Fields) -> KeyReference:
    """Decode a key of a Secret."""
    name, key = fields.text("name"), fields.text("key")
    return KeyReference(field="secretKeyRef", name=name, key=key, optional=False, span=fields.span)


def _value_from(key: KeyReference) -> Mapping:
    """Return a key of a Secret as Kubernetes writes it."""
    return _mapping(key.span, secretKeyRef=_mapping(key.span, name=_scalar(key.name), key=_scalar(key.key)))


def _mapping(span: Span, **nodes: Mapping | Scalar) -> Mapping:
    """Make a mapping."""
    return Mapping({name: Entry(name, span, node) for name, node in nodes.items()}, span)


def _scalar(text: Located[str]) -> Scalar:
    """Make a text."""
    return Scalar(text.value, True, text.value, text.span)


def _resources(fields: Fields) -> tuple[ResourcesEntry, TextSource | None, TextSource | None]:
    """Decode the resources of a container, with what of cpu and memory parameters give."""
    cpu = fields.section("cpu", lambda amount: amount.amount("required"))
    memory = fields.section("memory", lambda amount: amount.amount("required"))
    volumes = fields.each("volumes", volume_entry)
    resources = ResourcesEntry(
        cpu=None if isinstance(cpu, ReplacedScalar) else cpu,
        memory=None if isinstance(memory, ReplacedScalar) else _with_unit(memory, fields),
        gpu=fields.optional_section("gpu", lambda amount: amount.amount("required")),
        volumes=volumes,
        extended=fields.each("extended", extended_resource_entry),
        empty=fields.empty("cpu", "memory"),
        span=fields.span,
    )
    return resources, _source(cpu), _source(memory)


def _with_unit(amount: Scalar, fields: Fields) -> Scalar:
    """Return an amount of memory with a unit: a bare number counts bytes here, as in Kubernetes, and MiB in v1alpha1."""
    text = amount.text.strip() if isinstance(amount.value, str) else str(amount.value)
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_BYTES or int(text) == 0:
        return amount
    if int(text) < MILLION:
        doubt = "is a bare number, which counts bytes: it may be meant in a larger unit"
        hint = "write the unit, such as 128Mi or 1Gi"
        fields.findings.add(DOUBTFUL_AMOUNT, at=amount.span, what=fields.at("memory"), doubt=doubt, hint=hint)
    number = int(text)
    unit = canonical(number, binary=True) if number % KIBI == 0 else canonical(-(-number // THOUSAND) * THOUSAND)
    return Scalar(unit, True, unit, amount.span)

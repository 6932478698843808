"""Containers of a component: image, command, environment, files, ports, probes, resources.

Rules: docs/spec/oam-v1alpha1.md, 3.3 to 3.8 and 8.2.
"""

from __future__ import annotations

from oamc.diagnostics.codes import shape as codes
from oamc.diagnostics.reports import Related, printable
from oamc.frontends.scalars import NO_PARAMETER_HINT, wrong_type
from oamc.frontends.v1alpha1.documents import (
    ConfigEntry,
    ContainerEntry,
    DiskEntry,
    EnvEntry,
    ExtendedResourceEntry,
    GrpcEntry,
    HttpGetEntry,
    PortEntry,
    ProbeEntry,
    ResourcesEntry,
    VolumeEntry,
)
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
PROTOCOLS = ("TCP", "UDP", "SCTP")
ACCESS_MODES = ("RW", "RO", "RWX")
SHARING_POLICIES = ("Exclusive", "Shared")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")

PORT_NAME = Pattern(r"(?=[0-9-]{0,14}[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
"""Names of ports have a letter, so that no number is one."""
LARGEST_PORT = 65535
LARGEST_COUNT = 2**31 - 1
"""Kubernetes keeps the numbers of a probe in 32 bits."""


def container_entry(fields: Fields) -> ContainerEntry:
    """Decode a container (3.3), with the fields of Kubernetes that real documents carry (13)."""
    fields.renamed("command", "cmd")
    fields.ignored("labels", "container")
    fields.foreign("imagePullPolicy")
    name = fields.text("name")
    return ContainerEntry(
        name=name,
        image=_image(fields, name.value),
        image_pull_secret=fields.optional_text("imagePullSecret"),
        image_pull_policy=_pull_policy(fields, name.value),
        resources=fields.optional_section("resources", _resources_entry),
        command=fields.command("cmd"),
        arguments=fields.command("args"),
        env=fields.each("env", _env_entry),
        config=fields.each("config", _config_entry),
        ports=fields.each("ports", port_entry),
        liveness_probe=fields.optional_section("livenessProbe", probe_entry),
        readiness_probe=fields.optional_section("readinessProbe", probe_entry),
        startup_probe=fields.optional_section("startupProbe", probe_entry),
        empty=fields.empty("ports", "resources"),
        span=fields.span,
    )


def _image(fields: Fields, container: str) -> Located[str]:
    """Return the image as one text. The oldest form is a mapping of name and digest (13); a digest makes a tag void."""
    node = fields.value("image")
    if _is_parameter(fields, "image", f"{container}.image"):
        return Located(value="", span=fields.span)
    if isinstance(node, Sequence):
        wrong_type(node, fields.at("image"), "a string", fields.findings, hint="put a text that begins with [ in quotes")
        return Located(value="", span=fields.span)
    if not isinstance(node, Mapping):
        return fields.text("image")
    at = fields.key_span("image")
    fields.findings.add(codes.IMAGE_AS_MAPPING, at=at, place=fields.at("image"), hint="write image: NAME@DIGEST")
    return fields.section("image", _joined_image)


def _pull_policy(fields: Fields, container: str) -> Located[str] | None:
    """Return the pull policy."""
    if _is_parameter(fields, "imagePullPolicy", f"{container}.imagePullPolicy"):
        return None
    return fields.choice("imagePullPolicy", PULL_POLICIES)


def _is_parameter(fields: Fields, field: str, path: str) -> bool:
    """Report a parameter in the place of a value. `path` is that of a value of the output, below those of the containers."""
    node = fields.value(field)
    reference = node.entries.get("fromParam") if isinstance(node, Mapping) else None
    if reference is None:
        return False
    at = reference.key_span
    value = f"INSTANCE.containers.{printable(path)}"
    hint = f"it is a value of the output already: write it, and override {value} at the installation" if path else ""
    hint = hint or NO_PARAMETER_HINT
    if field == "image":
        hint += '; where a parameter decides it, write "[fromParam(NAME)]" in its text'
    fields.findings.add(codes.PARAMETER_NOT_TAKEN, at=at, place=fields.at(field), hint=hint)
    return True


def _joined_image(fields: Fields) -> Located[str]:
    """Join name and digest of an image."""
    name = fields.text("name")
    digest = fields.optional_text("digest")
    if digest is None:
        return name
    folder, slash, last = name.value.partition("@")[0].rpartition("/")
    return Located(value=f"{folder}{slash}{last.partition(':')[0]}@{digest.value}", span=name.span)


def _env_entry(fields: Fields) -> EnvEntry:
    """Decode an environment variable (3.5)."""
    return EnvEntry(
        name=fields.text("name"),
        value=fields.literal("value"),
        from_parameter=fields.optional_text("fromParam"),
        value_from=_value_from(fields),
        span=fields.span,
    )


def _value_from(fields: Fields) -> Mapping | None:
    """Return the source of a variable that is Kubernetes' own; without one, OAM's must be there."""
    if fields.value("valueFrom") is None:
        _demand_source(fields)
        return None
    from oamc.frontends.v1alpha1.decode_references import own_source

    return own_source(fields)


def _config_entry(fields: Fields) -> ConfigEntry:
    """Decode a file (3.6)."""
    fields.renamed("name", "path")
    entry = ConfigEntry(
        path=fields.text("path"),
        value=fields.literal("value"),
        from_parameter=fields.optional_text("fromParam"),
        span=fields.span,
    )
    _demand_source(fields)
    return entry


def _demand_source(fields: Fields) -> None:
    """Report an entry that says in no way where its value comes from."""
    if fields.value("value") is None and not fields.is_set("fromParam"):
        hint = 'give one of them; value: "" is the empty text'
        at = next((fields.key_span(field) for field in ("value", "fromParam") if fields.has(field)), fields.span)
        if fields.older_value("valueFrom") is not None:
            from oamc.frontends.unknown_names import answer

            at, hint = fields.key_span("valueFrom"), f"a file has no valueFrom: {answer('valueFrom', 'env')}"
        fields.lacks(("value", "fromParam", "valueFrom"), codes.NO_SOURCE, at, hint)


def port_entry(fields: Fields) -> PortEntry:
    """Decode a port (3.7). Protocols are taken in any case."""
    fields.renamed("value", "containerPort")
    fields.renamed("type", "protocol")
    return PortEntry(
        name=fields.optional_text("name"),
        container_port=fields.integer("containerPort", 1, LARGEST_PORT),
        protocol=_protocol(fields),
        empty=fields.empty("name"),
        span=fields.span,
    )


def _protocol(fields: Fields) -> Located[str]:
    """Return the protocol in upper case, TCP where it is absent."""
    found = fields.optional_text("protocol")
    if found is None:
        return Located(value="TCP", span=fields.span)
    # `upper` alone would take the long s of another alphabet for an S.
    upper = Located(value=found.value.upper() if found.value.isascii() else found.value, span=found.span)
    fields.is_choice("protocol", upper, PROTOCOLS)
    return upper


def probe_entry(fields: Fields) -> ProbeEntry:
    """Decode a probe (3.8): exactly one handler, and five numbers."""

    def count(field: str) -> Located[int] | None:
        return fields.optional_integer(field, 0, LARGEST_COUNT)

    handlers = [handler for handler in HANDLERS if fields.value(handler) is not None]
    if len(handlers) != 1:
        hint = "give one of exec, httpGet, tcpSocket and grpc"
        at = fields.span if handlers else next((fields.key_span(name) for name in HANDLERS if fields.has(name)), fields.span)
        fields.lacks(HANDLERS, codes.PROBE_HANDLERS, at, hint, str(len(handlers) or "no"))
    return ProbeEntry(
        command=fields.optional_section("exec", _exec_command),
        http=fields.optional_section("httpGet", _http_get_entry),
        tcp_port=fields.optional_section("tcpSocket", _probed_port),
        grpc=fields.optional_section("grpc", _grpc_entry),
        initial_delay_seconds=count("initialDelaySeconds"),
        period_seconds=count("periodSeconds"),
        timeout_seconds=count("timeoutSeconds"),
        success_threshold=count("successThreshold"),
        failure_threshold=count("failureThreshold"),
        span=fields.span,
    )


def _exec_command(fields: Fields) -> tuple[Located[str], ...]:
    """Decode `exec`: a command of at least one word."""
    fields.required("command")
    fields.not_empty("command")
    return fields.command("command")


def _http_get_entry(fields: Fields) -> HttpGetEntry:
    """Decode `httpGet`."""
    return HttpGetEntry(
        path=fields.text("path"),
        port=_probed_port(fields),
        headers=fields.each("httpHeaders", lambda header: (header.text("name"), header.text("value", empty=True))),
    )


def _grpc_entry(fields: Fields) -> GrpcEntry:
    """Decode `grpc`. Its port is a number in Kubernetes too."""
    return GrpcEntry(port=fields.integer("port", 1, LARGEST_PORT), service=fields.optional_text("service"))


def _probed_port(fields: Fields) -> Located[int] | Located[str]:
    """Decode the field `port`: a number, or the name of a port of the container, which `normalize` looks for."""
    node = fields.value("port")
    if isinstance(node, Scalar) and isinstance(node.value, str) and PORT_NAME.fullmatch(node.value):
        return fields.text("port")
    return fields.integer("port", 1, LARGEST_PORT)


def _resources_entry(fields: Fields) -> ResourcesEntry:
    """Decode the resources of a container (3.4)."""

    def amount(field: str) -> Scalar | None:
        node = fields.value(field)
        if _is_parameter(fields, field, _path_of_amount(field)):
            return None
        meant = _meant(field, node) if isinstance(node, Scalar) else "AMOUNT"
        return fields.optional_section(field, _required_amount, hint=f"write {field}: {{required: {meant}}}")

    return ResourcesEntry(
        cpu=amount("cpu"),
        memory=amount("memory"),
        gpu=amount("gpu"),
        volumes=fields.each("volumes", volume_entry),
        extended=fields.each("extended", extended_resource_entry),
        empty=fields.empty("cpu", "memory"),
        span=fields.span,
    )


def _path_of_amount(field: str) -> str:
    """Return the path of an amount that is a value of the output."""
    return f"CONTAINER.resources.{field}" if field in {"cpu", "memory"} else ""


def _meant(field: str, amount: Scalar) -> str:
    """Return what an amount in the place of a mapping probably means. A text that is no amount could be anything."""
    from oamc.frontends.v1alpha1.quantities import probable_amount

    return probable_amount(field, amount)


def _required_amount(fields: Fields) -> Scalar:
    """Decode the field `required` of an amount."""
    name = fields.path.rpartition(".")[2]
    if _is_parameter(fields, "required", _path_of_amount(name)):
        return fields.placeholder()
    return fields.amount("required")


def extended_resource_entry(fields: Fields) -> ExtendedResourceEntry:
    """Decode an extended resource (3.4)."""
    return ExtendedResourceEntry(name=fields.text("name"), required=fields.amount("required"), span=fields.span)


def volume_entry(fields: Fields) -> VolumeEntry:
    """Decode a volume (8.2)."""
    access = fields.choice("accessMode", ACCESS_MODES)
    sharing = fields.choice("sharingPolicy", SHARING_POLICIES)
    shared_by_mode = access is not None and access.value == "RWX"
    if access is not None and shared_by_mode:
        _report_shared_mode(fields, access, sharing)
    return VolumeEntry(
        name=fields.text("name"),
        mount_path=fields.text("mountPath"),
        access_mode="RW" if access is None or shared_by_mode else access.value,
        sharing_policy="Shared" if shared_by_mode else sharing.value if sharing else "Exclusive",
        disk=fields.optional_section("disk", _disk_entry),
        span=fields.span,
    )


def _report_shared_mode(fields: Fields, access: Located[str], sharing: Located[str] | None) -> None:
    """Report the access mode RWX, which Kubernetes users write for a shared volume (8.2)."""
    place = fields.at("accessMode")
    if sharing is not None and sharing.value == "Exclusive":
        related = [Related(span=sharing.span, message="the sharing policy is given here")]
        hint = "write accessMode: RW, with the sharingPolicy that you mean"
        fields.findings.add(codes.CONTRADICTING_ACCESS, at=access.span, related=related, place=place, hint=hint)
    else:
        hint = "write accessMode: RW and sharingPolicy: Shared"
        fields.findings.add(codes.SHARED_ACCESS_MODE, at=access.span, place=place, hint=hint)


def _disk_entry(fields: Fields) -> DiskEntry:
    """Decode the disk of a volume (8.2)."""
    return DiskEntry(required=fields.amount("required"), ephemeral=fields.boolean("ephemeral"), span=fields.span)

"""Containers of a ComponentSchematic: amounts, ports, files, probes and volumes.

Rules: docs/spec/oam-v1alpha1.md, 3.3 to 3.8 and 8.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.reports import Related, printable
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.v1alpha1 import quantities
from oamc.kubernetes.canonical_quantities import in_bytes
from oamc.model.application import (
    ConfigFile,
    Container,
    EnvVariable,
    Port,
    Resources,
    TextSource,
    Volume,
)
from oamc.model.group_version_kind import parse_group_version_kind
from oamc.model.paths import PathTree, directory
from oamc.model.secret_names import file_of_a_secret, names_a_secret
from oamc.spans import Located
from oamc.startup.patterns import only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha1.documents import (
        ConfigEntry,
        ContainerEntry,
        EnvEntry,
        PortEntry,
        ResourcesEntry,
        VolumeEntry,
    )
    from oamc.frontends.v1alpha1.quantities import Amount
    from oamc.model.application import Probe
    from oamc.source.nodes import Scalar

LARGEST_FILE = 1048576
"""A ConfigMap holds at most 1 MiB (8.1)."""

QUOTA_PREFIX = "requests."
"""How quotas name the requests of a resource (IsExtendedResourceName)."""

_IN_ENV_NAMES = "-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def containers(
    entries: tuple[ContainerEntry, ...], component: str, secrets: frozenset[str], reports: Reports, secret_hint: str = ""
) -> tuple[Container, ...]:
    """Convert the containers of one component with these secret parameters, and check what they share: names and volumes.

    `secret_hint` says what to write in the place of a secret, where it is not what v1alpha1 has for that.
    """
    report_duplicates((entry.name for entry in entries), "container", f'component "{component}"', reports)
    converted = tuple(_container(entry, secrets, reports, secret_hint) for entry in entries)
    _check_shared_volumes(converted, reports)
    return converted


def _container(entry: ContainerEntry, secrets: frozenset[str], reports: Reports, secret_hint: str) -> Container:
    """Convert one container."""
    where = f'container "{entry.name.value}"'
    report_duplicates((env.name for env in entry.env), "environment variable", where, reports)
    for env in entry.env:
        _check_env_name(env.name, reports)
    _warn_of_secrets(entry, secrets, reports, secret_hint)
    files = tuple(_config_file(config, reports) for config in entry.config)
    report_duplicates((file.path for file in files), "config file", where, reports)
    resources = _resources(entry.resources, where, reports)
    _check_mounts(files, resources.volumes, where, reports)
    ports = _ports(entry.ports, where, reports)
    liveness, readiness, startup = _probes(entry, ports, reports)
    return Container(
        name=entry.name,
        image=entry.image,
        image_pull_secret=entry.image_pull_secret,
        image_pull_policy=entry.image_pull_policy,
        resources=resources,
        command=entry.command,
        arguments=entry.arguments,
        env=tuple(
            EnvVariable(
                name=env.name,
                source=TextSource(literal=env.value, parameter=env.from_parameter, span=env.span),
                value_from=env.value_from,
            )
            for env in entry.env
        ),
        config=files,
        ports=ports,
        liveness_probe=liveness,
        readiness_probe=readiness,
        startup_probe=startup,
        empty={**entry.empty, **(entry.resources.empty if entry.resources else {})},
        span=entry.span,
    )


def _warn_of_secrets(entry: ContainerEntry, secrets: frozenset[str], reports: Reports, hint: str) -> None:
    """Warn of literals that look like secrets (12.1). Few containers have any."""
    found: list[tuple[EnvEntry | ConfigEntry, str]] = []
    found += [(env, f'environment variable "{env.name.value}"') for env in entry.env if names_a_secret(env.name.value)]
    found += [(file, f'config file "{file.path.value}"') for file in entry.config if file_of_a_secret(file.path.value)]
    for source, what in found:
        from oamc.frontends.v1alpha1.secret_literals import warn_of_secret

        warn_of_secret(source, what, secrets, reports, hint)


def _check_env_name(name: Located[str], reports: Reports) -> None:
    """Check the name of an environment variable (3.5), which Kubernetes takes with dots too."""
    if not name.value or not only(name.value, _IN_ENV_NAMES):
        reports.add(
            codes.BAD_NAME,
            at=name.span,
            name=name.value,
            use="the name of an environment variable",
            reason="it must consist of letters, digits, hyphens, underscores and dots",
            hint="rename the variable",
        )


def _config_file(entry: ConfigEntry, reports: Reports) -> ConfigFile:
    """Convert a config file (3.6, 8.1): a relative path starts at the root."""
    path = entry.path.value
    if path.endswith("/"):
        reports.add(
            codes.BAD_CONFIG_PATH,
            at=entry.path.span,
            path=path,
            problem="ends in /",
            hint="a config entry is one file: add its name",
        )
    elif any(part in {".", ".."} for part in path.split("/")) or ":" in path or "//" in path:
        reports.add(
            codes.BAD_CONFIG_PATH,
            at=entry.path.span,
            path=path,
            problem='must not contain ":" or "//", nor "." or ".." as a part',
            hint="write the plain absolute path of the file",
        )
    elif not path.startswith("/"):
        reports.add(codes.RELATIVE_CONFIG_PATH, at=entry.path.span, path=path, hint=f"write {printable(f'/{path}')}")
        path = f"/{path}"
    if entry.value is not None and len(entry.value.value.encode()) > LARGEST_FILE:
        reports.add(
            codes.CONFIG_TOO_LARGE,
            at=entry.path.span,
            path=path,
            hint="put large files into the image or into a volume",
        )
    source = TextSource(literal=entry.value, parameter=entry.from_parameter, span=entry.span)
    return ConfigFile(path=Located(value=path, span=entry.path.span), source=source)


def _ports(entries: tuple[PortEntry, ...], where: str, reports: Reports) -> tuple[Port, ...]:
    """Convert ports (3.7): a missing name is generated, names and (number, protocol) are unique."""
    taken = {entry.name.value for entry in entries if entry.name is not None}
    ports = tuple(_port(entry, taken, reports) for entry in entries)
    report_duplicates((port.name for port in ports), "port", where, reports)
    first: dict[tuple[int, str], Port] = {}
    for port in ports:
        earlier = first.setdefault((port.number.value, port.protocol), port)
        if earlier is not port:
            reports.add(
                codes.DUPLICATE_NAME,
                at=port.number.span,
                related=[Related(span=earlier.number.span, message="the first one is here")],
                hint="a port number can be listed once for each protocol",
                what="port number",
                name=f"{port.number.value}/{port.protocol}",
                where=where,
            )
    return ports


def _port(entry: PortEntry, taken: set[str], reports: Reports) -> Port:
    """Convert one port. A generated name that is `taken`, as by the same number of another protocol, gets the protocol too."""
    number = entry.container_port
    name = entry.name
    if name is None:
        generated = f"port-{number.value}"
        if generated in taken:
            generated = f"{generated}-{entry.protocol.value.lower()}"
        taken.add(generated)
        name = Located(value=generated, span=number.span)
        at = entry.empty.get("name", entry.span)
        reports.add(codes.GENERATED_PORT_NAME, at=at, number=number.value, name=name.value, hint="give the port a name")
    return Port(name=name, number=number, protocol=entry.protocol.value, span=entry.span)


def _probes(entry: ContainerEntry, ports: tuple[Port, ...], reports: Reports) -> tuple[Probe | None, ...]:
    """Convert the liveness, readiness and startup probe. Many containers have none, and need none of what reads them."""
    probes = (entry.liveness_probe, entry.readiness_probe, entry.startup_probe)
    if probes == (None, None, None):
        return None, None, None
    from oamc.frontends.v1alpha1.normalize_probes import probe

    words = ("liveness probe", "readiness probe", "startup probe")
    return tuple(probe(found, what, ports, reports) for found, what in zip(probes, words, strict=True))


def _resources(entry: ResourcesEntry | None, where: str, reports: Reports) -> Resources:
    """Convert amounts to quantities (3.4); cpu and memory that are not given stay open for the defaults of `resolve`."""
    if entry is None:
        return Resources(cpu=None, memory=None, gpu=None, extended=(), volumes=())
    report_duplicates((volume.name for volume in entry.volumes), "volume", where, reports)
    report_duplicates((volume.mount_path for volume in entry.volumes), "mount path", where, reports)
    gpu = None
    if entry.gpu is not None:
        count, amount = quantities.devices(entry.gpu)
        gpu = Located(value=count, span=entry.gpu.span) if _accepted(amount, entry.gpu, f"gpu of {where}", reports) else None
    extended: list[tuple[str, Located[int]]] = []
    names: list[Located[str]] = []
    for resource in entry.extended:
        kind = parse_group_version_kind(resource.name.value)
        if kind is None:
            reports.add(
                codes.MALFORMED_KIND,
                at=resource.name.span,
                what="the name of the extended resource",
                reason="a resource is named by its kind",
                hint="write it like example.com/v1.Accelerator",
            )
            continue
        if kind.group.startswith(QUOTA_PREFIX):
            reports.add(
                codes.BAD_NAME,
                at=resource.name.span,
                name=resource.name.value,
                use="an extended resource",
                reason=f"Kubernetes keeps names that begin with {QUOTA_PREFIX} for quotas",
                hint="name the resource that the nodes have",
            )
        # The version is no part of the name that a cluster knows (3.4): two versions of one kind are the same resource.
        name = f"{kind.group}/{kind.kind}"
        names.append(Located(value=name, span=resource.name.span))
        count, amount = quantities.whole_number(resource.required)
        if _accepted(amount, resource.required, f'extended resource "{resource.name.value}"', reports):
            extended.append((name, Located(value=count, span=resource.required.span)))
    report_duplicates(names, "extended resource", where, reports)
    return Resources(
        cpu=_quantity(quantities.cpu, entry.cpu, f"cpu of {where}", reports),
        memory=_quantity(quantities.memory, entry.memory, f"memory of {where}", reports),
        gpu=gpu,
        extended=tuple(extended),
        volumes=tuple(_volume(volume, reports) for volume in entry.volumes),
    )


def _quantity(read: Callable[[Scalar], Amount], scalar: Scalar | None, what: str, reports: Reports) -> Located[str] | None:
    """Read one amount, report what is wrong or doubtful with it."""
    if scalar is None:
        return None
    amount = read(scalar)
    if not _accepted(amount, scalar, what, reports):
        return None
    return Located(value=amount.quantity, span=scalar.span)


def _accepted(amount: Amount, scalar: Scalar, what: str, reports: Reports) -> bool:
    """Report the problem or doubt of an amount; tell whether it can be used."""
    if amount.problem:
        reports.add(codes.BAD_AMOUNT, at=scalar.span, what=what, problem=amount.problem)
    elif amount.doubt:
        reports.add(codes.DOUBTFUL_AMOUNT, at=scalar.span, what=what, doubt=amount.doubt, hint=amount.advice)
    return not amount.problem


def _volume(entry: VolumeEntry, reports: Reports) -> Volume:
    """Convert one volume (8.2)."""
    disk = entry.disk
    return Volume(
        name=entry.name,
        mount_path=entry.mount_path,
        read_only=entry.access_mode == "RO",
        shared=entry.sharing_policy == "Shared",
        ephemeral=disk is not None and disk.ephemeral,
        size=_quantity(quantities.disk, disk.required, f'disk of volume "{entry.name.value}"', reports) if disk else None,
        span=entry.span,
    )


def _check_mounts(files: tuple[ConfigFile, ...], volumes: tuple[Volume, ...], where: str, reports: Reports) -> None:
    """Check that each config file and volume of a container has a place of its own, however that is written.

    A config file may lie in a volume. What is written alike is reported as a duplicate name.
    """
    mounts = [(f'config file "{printable(file.path.value)}"', file.path, True) for file in files]
    mounts += [(f'volume "{printable(volume.name.value)}"', volume.mount_path, False) for volume in volumes]
    taken = _Places()
    for number, (_, path, is_file) in enumerate(mounts):
        taken.add(number, path.value, is_file=is_file)
    for number, (what, path, is_file) in enumerate(mounts):
        if directory(path.value) == "/":
            if not is_file:  # of a file it is no path, which is reported
                reason, hint = "it is the root", "choose a directory for the volume"
                reports.add(codes.MOUNT_TAKEN, at=path.span, what=what, where=where, path=path.value, reason=reason, hint=hint)
            continue
        there = taken.obstacle(number, path.value, is_file=is_file)
        if there is not None:
            other, known, _ = mounts[there]
            reports.add(
                codes.MOUNT_TAKEN,
                at=path.span,
                related=[Related(span=known.span, message=f"{other} is mounted here")],
                hint="choose another path",
                what=what,
                where=where,
                path=path.value,
                reason=f"{other} is there",
            )


class _Places:
    """The places of the mounts of a container, by the numbers of the mounts."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, str, bool]] = {}
        self._written_otherwise: dict[str, int] = {}
        self._files = PathTree()

    def add(self, number: int, path: str, *, is_file: bool) -> None:
        """Add the mount of a number, in rising order."""
        place = directory(path)
        _, written, kind = self._first.setdefault(place, (number, path, is_file))
        if (written, kind) != (path, is_file):
            self._written_otherwise.setdefault(place, number)
        if is_file:
            self._files.add(path, number)

    def obstacle(self, number: int, path: str, *, is_file: bool) -> int | None:
        """Return the number of the first mount that is in the way: one before it at its place, or a file above it."""
        place = directory(path)
        first, written, kind = self._first[place]
        same = first if (written, kind) != (path, is_file) else self._written_otherwise.get(place, number)
        found = [there for is_same, there in self._files.above(path) if not is_same]
        return min([*found, same] if same < number else found, default=None)


def _check_shared_volumes(converted: tuple[Container, ...], reports: Reports) -> None:
    """Check volumes of one name in several containers: they are one volume (8.2)."""
    uses: dict[str, list[tuple[Container, Volume]]] = {}
    for container in converted:
        for volume in container.resources.volumes:
            uses.setdefault(volume.name.value, []).append((container, volume))
    for name, found in uses.items():
        owner, described = next(((user, volume) for user, volume in found if volume.size is not None), found[0])
        related = [Related(span=described.span, message=f'container "{owner.name.value}" describes it here')]
        for container, volume in found:
            names = {"volume": name, "first": owner.name.value, "second": container.name.value}
            if container is owner:
                continue
            if _contradict(described, volume):
                reports.add(
                    codes.VOLUMES_DIFFER,
                    at=volume.span,
                    related=related,
                    hint="one name is one volume: give both the same disk and sharing policy, or use another name",
                    **names,
                )
            elif not volume.shared:
                reports.add(
                    codes.EXCLUSIVE_VOLUME_SHARED,
                    at=volume.span,
                    related=related,
                    hint="set sharingPolicy: Shared in both",
                    **names,
                )


def _contradict(described: Volume, volume: Volume) -> bool:
    """Tell whether two containers describe one volume differently. The access may differ; a reader may leave the disk out."""
    if volume.shared != described.shared:
        return True
    if volume.size is None or described.size is None:
        return described.size is not None and not volume.read_only
    sizes = {in_bytes(volume.size.value), in_bytes(described.size.value)}
    return volume.ephemeral != described.ephemeral or len(sizes) > 1

"""security-policy: what the containers of an instance may do (docs/spec/security-policy.md, 1).

The properties are fields of the pod's and of its containers' security context. A property that is not written leaves the
field out, unless the level of Pod Security asks for it.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Patch, Property, Trait
from oamc.capabilities.located import located
from oamc.capabilities.pod_security import BASELINE, LEVELS, NO, RESTRICTED, demand, demands_of
from oamc.capabilities.pods import free_volume_name
from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.holes import AtMost, IsTrue, Not, any_of
from oamc.expressions.problems import problem
from oamc.expressions.types import BooleanType, ListType, NumberType, ObjectType, TextType
from oamc.model.paths import PathTree, directory
from oamc.objects.demands import LEVEL, Promise
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import each
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundContainer, BoundTrait
    from oamc.objects.tree import Tree
    from oamc.spans import Span

IDENTITY = NumberType(whole=True, minimum=0, maximum=2**31 - 1)
CAPABILITY = TextType(pattern=r"[A-Z][A-Z0-9_]{0,62}", rule="must be the name of a Linux capability, such as NET_BIND_SERVICE")
MOUNT_PATH = TextType(
    pattern=r"/[^:\x00-\x1f\x7f]{1,1023}",
    forbidden=r"/\.\.(/|$)",
    rule='must be an absolute path without a colon, and without ".." as a part',
)
ROOT_OF_ITS_OWN = 35
"""The version of Kubernetes since which Pod Security knows that root is nobody outside of a pod with users of its own."""
WRITABLE_SIZE = "64Mi"
"""Size of a writable path: one without a limit could fill the disk of its node (docs/spec/quality-of-service.md, QOS011)."""


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the security contexts to the pods and to every container, and the directories that stay writable."""
    reports = subject.context.reports
    if use.known("runAsNonRoot") is True and use.known("runAsUser") == 0:
        reports.add(codes.ROOT_USER, at=use.span_of("runAsUser"), hint="set runAsUser to a number above zero")
    context = entries(
        (
            ("allowPrivilegeEscalation", located(use, "allowPrivilegeEscalation")),
            ("readOnlyRootFilesystem", located(use, "readOnlyRootFilesystem")),
            ("capabilities", _capabilities(use, reports)),
        )
    )
    pod_context = entries(
        (
            ("runAsNonRoot", located(use, "runAsNonRoot")),
            ("runAsUser", located(use, "runAsUser")),
            ("runAsGroup", located(use, "runAsGroup")),
            ("fsGroup", located(use, "fsGroup")),
            ("seccompProfile", _seccomp_profile(use, reports)),
            ("appArmorProfile", _apparmor_profile(use)),
        )
    )
    fields = {
        "automountServiceAccountToken": located(use, "automountServiceAccountToken"),
        "hostUsers": located(use, "hostUsers"),
        "securityContext": pod_context,
    }
    patches = [subject.pod(fields)]
    if context is not None:
        patches.append(subject.pod({"containers": each({"securityContext": context})}))
    patches.extend(_writable_paths(use, subject))
    return Change(patches=tuple(patches), requirements=_requirements(use))


def promise(use: BoundTrait, subject: Subject) -> Promise | None:
    """Return what the level of Pod Security demands of the pods.

    One that has users of its own, by what the document says, may be root among these.
    """
    name = use.known("level")
    if name is None:
        return None
    versions = subject.context.options.kube_versions
    may_have = all(int(version[2:]) >= ROOT_OF_ITS_OWN for version in versions)
    is_root = use.known("runAsUser") == 0 or use.known("runAsNonRoot") is False
    has_users = name == RESTRICTED and may_have and is_root and use.known("hostUsers") is False
    demands = demands_of(str(name), versions, has_users_of_its_own=has_users)
    own = (demand(("hostUsers",), NO, "must be false, because a user is root"),) if has_users else ()
    return Promise(kind=LEVEL, name=str(name), instance=subject.name, span=use.span_of("level"), demands=(*demands, *own))


def _requirements(use: BoundTrait) -> tuple[Requirement, ...]:
    """Return the condition that a container which must not run as root is not told to."""
    user = use.has_value("runAsUser")
    if use.get("runAsNonRoot") is None or user is None:
        return ()
    root_allowed = Not(condition=IsTrue(path=(*use.path, "runAsNonRoot")))
    another_user = Not(condition=AtMost(path=(*use.path, "runAsUser"), bound=0))
    return (
        Requirement(
            condition=any_of((root_allowed, Not(condition=user), another_user)),
            message=f"{'.'.join(use.path)}: runAsUser must not be 0 while runAsNonRoot is true",
            span=use.span_of("runAsUser"),
        ),
    )


def _writable_paths(use: BoundTrait, subject: Subject) -> tuple[Patch, ...]:
    """Mount an empty directory of its own at each writable path of every container."""
    paths = use.known("writablePaths")
    if not isinstance(paths, list):
        return ()
    span, reports = use.span_of("writablePaths"), subject.context.reports
    _check_paths(paths, span, reports)
    taken = component_volumes(subject.instance.component)
    volumes: list[Tree] = []
    containers: list[Tree] = []
    for bound in subject.instance.containers:
        mounts: list[Tree] = []
        mounted, owner = _mounted(bound), bound.container.name.value
        for index, path in enumerate(paths):
            if not _needs_directory(path, owner, mounted, span, reports):
                continue
            name = free_volume_name("writable", bound, index, taken)
            volumes.append(At({"name": name, "emptyDir": {"sizeLimit": WRITABLE_SIZE}}, span))
            mounts.append(At({"name": name, "mountPath": path}, span))
        if mounts:
            containers.append({"name": owner, "volumeMounts": mounts})
    return (subject.pod({"containers": containers, "volumes": volumes}),) if volumes else ()


def _check_paths(paths: list[str], span: Span, reports: Reports) -> None:
    """Report the root, and a directory that is listed twice, in whatever spelling."""
    seen = {"/"}
    for path in paths:
        place = directory(path)
        if place in seen:
            problem_found = "is the root of the file system" if place == "/" else "is listed twice"
            hint = "list the directories that must be writable" if place == "/" else "list each directory once"
            reports.add(codes.WRITABLE_PATH_TAKEN, at=span, path=path, problem=problem_found, hint=hint)
        seen.add(place)


def _mounted(bound: BoundContainer) -> tuple[PathTree, PathTree]:
    """Return the config files and the volumes of a container by their places."""
    files, volumes = PathTree(), PathTree()
    for file in bound.files:
        files.add(file.path.value, file)
    # Of two volumes at one place, which is reported, the last one counts.
    for volume in reversed(bound.container.resources.volumes):
        volumes.add(volume.mount_path.value, volume)
    return files, volumes


def _needs_directory(path: str, name: str, mounted: tuple[PathTree, PathTree], span: Span, reports: Reports) -> bool:
    """Tell whether a writable path of a container needs a directory: not where one of its volumes is writable there.

    What a volume or a config file mounts at the path itself, and lets nobody write, is reported.
    """
    files, volumes = mounted
    for _, file in files.above(path):
        reports.add(
            codes.WRITABLE_PATH_TAKEN,
            at=span,
            related=[Related(span=file.path.span, message="the config file is here")],
            path=path,
            problem=f'is taken by a config file of container "{printable(name)}"',
            hint="name the directory of the file, which may be writable around it",
        )
        return False
    around = list(volumes.above(path))
    if not around:
        return True
    is_there, volume = around[-1]
    if volume.read_only and is_there:
        reports.add(
            codes.WRITABLE_PATH_TAKEN,
            at=span,
            related=[Related(span=volume.span, message="the volume is here")],
            path=path,
            problem=f'is where container "{printable(name)}" mounts a volume that it only reads',
            hint="set accessMode: RW for the volume, or leave the path out",
        )
    return volume.read_only and not is_there


def _capabilities(use: BoundTrait, reports: Reports) -> Tree:
    """Return the Linux capabilities to add and to drop."""
    given = use.known("capabilities")
    if not isinstance(given, dict):
        return None
    span = use.span_of("capabilities")
    for name in sorted(set(given) - {"add", "drop"}):
        reports.add(
            codes.UNKNOWN_PROPERTY,
            at=span,
            what='"capabilities" of trait "security-policy"',
            property=name,
            hint="known are add and drop",
        )
    lists: list[tuple[str, Tree]] = []
    for name in ("add", "drop"):
        names = given.get(name)
        found = problem(ListType(item=CAPABILITY), names) if names is not None else ""
        if found:
            reports.add(
                codes.WRONG_PROPERTY, at=span, property=f"capabilities.{name}", what='trait "security-policy"', problem=found
            )
        elif names:
            lists.append((name, At(list(names), span)))
    return entries(lists)


def _seccomp_profile(use: BoundTrait, reports: Reports) -> Tree:
    """Return the seccomp profile: its type, and the profile's name exactly where the type is Localhost."""
    kind, local = use.known("seccompProfile"), use.get("localhostProfile")
    if (kind == "Localhost") != (local is not None):
        missing, given = ("localhostProfile", "seccompProfile") if local is None else ("seccompProfile", "localhostProfile")
        reports.add(
            codes.LOCAL_PROFILE,
            at=use.place_of_missing(missing) or use.span_of(given),
            hint="write seccompProfile: Localhost together with localhostProfile: the path of the profile on the node",
        )
    return entries((("type", located(use, "seccompProfile")), ("localhostProfile", located(use, "localhostProfile"))))


def _apparmor_profile(use: BoundTrait) -> Tree:
    """Return the AppArmor profile; a local one is written `localhost/NAME`."""
    kind = use.known("appArmorProfile")
    if kind is None:
        return None
    local = str(kind).removeprefix("localhost/")
    fields: Tree = {"type": kind} if local == kind else {"type": "Localhost", "localhostProfile": local}
    return At(fields, use.span_of("appArmorProfile"))


def _flag(name: str, description: str) -> Property:
    """Return a property that is true or false."""
    return Property(name=name, type=BooleanType(), description=description)


def _identity(name: str, description: str) -> Property:
    """Return a property that is the number of a user or group."""
    return Property(name=name, type=IDENTITY, description=description)


SECURITY_POLICY = Trait(
    names=("security-policy", "SecurityPolicy", "security-policy.core.oam.dev/v1alpha1"),
    summary="Say what the containers of an instance may do.",
    properties=(
        Property(
            name="level",
            type=TextType(choices=LEVELS),
            description="The level of Pod Security that the pods must meet. restricted also writes what it asks for, and "
            "privileged asks for nothing.",
            live=False,
            example=BASELINE,
        ),
        _flag("allowPrivilegeEscalation", "Whether a process may gain more privileges than its parent."),
        _flag("readOnlyRootFilesystem", "Whether the root file system is read-only."),
        Property(
            name="capabilities",
            type=ObjectType(),
            description="Linux capabilities: a mapping with the lists add and drop.",
            live=False,
            example={"drop": ["ALL"]},
        ),
        _flag("runAsNonRoot", "Whether a container that would run as root is refused."),
        _identity("runAsUser", "Number of the user that the processes run as."),
        _identity("runAsGroup", "Number of the group that the processes run as."),
        _identity("fsGroup", "Number of the group that owns mounted volumes."),
        Property(
            name="seccompProfile",
            type=TextType(choices=("RuntimeDefault", "Localhost", "Unconfined")),
            description="Which system calls are allowed: RuntimeDefault, Localhost or Unconfined.",
            live=False,
        ),
        Property(
            name="localhostProfile",
            type=TextType(pattern=r"[A-Za-z0-9_.-][A-Za-z0-9_./-]{0,252}", rule="must be a relative path"),
            description="Path of the seccomp profile on the node, for Localhost.",
            live=False,
        ),
        Property(
            name="appArmorProfile",
            type=TextType(
                pattern=r"RuntimeDefault|Unconfined|localhost/[A-Za-z0-9_./-]{1,253}",
                rule="must be RuntimeDefault, Unconfined or localhost/NAME",
            ),
            description="AppArmor profile: RuntimeDefault, Unconfined or localhost/NAME.",
            live=False,
            example="RuntimeDefault",
        ),
        _flag("automountServiceAccountToken", "Whether the token of the service account is mounted."),
        _flag("hostUsers", "Whether the pod uses the users of the node. false needs user namespaces."),
        Property(
            name="writablePaths",
            type=ListType(item=MOUNT_PATH, minimum_length=1),
            description=f"Paths that stay writable under a read-only root file system, {WRITABLE_SIZE} each.",
            live=False,
            example=["/tmp"],  # noqa: S108 - a path in a container
        ),
    ),
    needs=frozenset({PODS}),
    change=change,
    promise=promise,
    unsupported=("namespaceLabels",),
)

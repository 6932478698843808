"""What everything in a tree is called, and where it lies: functions of configuration alone, with no count and no date in them.

A changed name is another object to a tool, which deletes what it knew under the old one.
"""

from __future__ import annotations

from oamc.choices import ARGOCD, FLUX
from oamc.gitops.plan import APPLICATION, ENVIRONMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.gitops.plan import Plan, Settings

CONTROL_NAMESPACES = {ARGOCD: "argocd", FLUX: "flux-system"}
NAMES = {ARGOCD: f"{APPLICATION}-{ENVIRONMENT}", FLUX: APPLICATION}
"""Flux runs in each cluster, so that its names need no environment, and differences between environments stay clean."""
NAMESPACES = "_environment"
"""The folder of an environment's namespaces. No OAM name begins with an underscore."""
NAMESPACES_NAME = "oamc-environment"
"""Their Kustomization, and the end of the address of their artifact: names in a registry begin with no underscore."""
SHARED = "_shared"
"""The folder of what no instance owns, in a unit with a folder for each instance."""
GIT_NAME = "deploy"
"""The GitRepository of a tree in Flux."""
KUSTOMIZATION = "kustomization"
SET_FILE = "applications.yaml"
PROJECT_FILE = "project.yaml"
DEFAULT_REVISION = "main"
DEFAULT_TAG = "latest"


def control_namespace(settings: Settings, tool: str) -> str:
    """Return the namespace in which the objects of a tool lie."""
    return settings.control_namespace or CONTROL_NAMESPACES[tool]


def root_name(environment: str) -> str:
    """Return the name of what a person applies once for an environment."""
    return f"root-{environment}"


def set_name(environment: str) -> str:
    """Return the name of the ApplicationSet of an environment."""
    return f"applications-{environment}"


def unit_name(settings: Settings, tool: str, application: str, environment: str) -> str:
    """Return the name of the Application, Kustomization or HelmRelease of a unit."""
    pattern = settings.name or NAMES[tool]
    return pattern.replace(APPLICATION, application).replace(ENVIRONMENT, environment)


def in_cluster(settings: Settings, name: str, environment: str) -> str:
    """Return the name of an object of Flux that an environment has once: with the environment where names have it."""
    return f"{name}-{environment}" if ENVIRONMENT in settings.name else name


def revision(settings: Settings) -> str:
    """Return the branch of the tree, or the tag of its artifacts."""
    return settings.revision or (DEFAULT_TAG if settings.is_oci else DEFAULT_REVISION)


def branch_of(settings: Settings, environment: str) -> str:
    """Return the branch that the units of an environment are in."""
    return settings.branch.replace(ENVIRONMENT, environment) if settings.branch else revision(settings)


def joined(*parts: str) -> str:
    """Return a path in a repository, without what says nothing."""
    steps = [step for part in parts for step in part.split("/") if step not in ("", ".")]
    return "/".join(steps)


def control_path(settings: Settings, *parts: str) -> str:
    """Return the path of a control folder in the repository: `.` in an artifact, which holds one folder."""
    return "." if settings.is_oci else joined(settings.root, settings.output, *parts)


def unit_path(settings: Settings, environment: str, *parts: str) -> str:
    """Return the path of a folder of an environment in the repository; a branch of its own holds that environment alone."""
    if settings.is_oci:
        return "."
    return joined(*parts) if settings.branch else joined(settings.root, settings.output, environment, *parts)


def address(settings: Settings, *parts: str) -> str:
    """Return the address of the repository, or of the artifact of one folder."""
    return "/".join((settings.repo_url.rstrip("/"), *parts)) if settings.is_oci else settings.repo_url


def group_name(name: str, group: str) -> str:
    """Return the name of the Kustomization of one folder of a split unit called `name`."""
    return name if group == SHARED else f"{name}-{group}"


def environment_of(path: str, environments: tuple[str, ...]) -> str:
    """Return the environment that a file of a control folder belongs to; empty for one of all environments.

    `path` is relative to the control folder: `root-staging.yaml`, `staging/shop.yaml`, `project.yaml`.
    """
    folder, slash, _ = path.partition("/")
    name = folder if slash else path.removesuffix(".yaml").removeprefix("root-")
    return name if name in environments and (slash or path == f"{root_name(name)}.yaml") else ""


def waves(after: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Return the length of the longest chain of what each name comes after. Names that are not keys count for nothing.

    In a circle, which is reported elsewhere, no name comes after another one.
    """
    if circle(after):
        return dict.fromkeys(after, 0)
    found: dict[str, int] = {}
    waiting = list(after)
    while waiting:
        known = [other for other in after[waiting[-1]] if other in after]
        open_ones = [other for other in known if other not in found]
        waiting += open_ones
        if not open_ones:
            found[waiting.pop()] = max((found[other] + 1 for other in known), default=0)
    return found


def circle(after: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names of one circle, in which each comes after the next one; nothing where there is none."""
    done: set[str] = set()
    for start, names in after.items():
        path = [start]
        pending = [iter(names)]
        while pending:
            following = next((name for name in pending[-1] if name in after and name not in done), None)
            if following is None:
                done.add(path.pop())
                pending.pop()
            elif following in path:
                return (*path[path.index(following) :],)
            else:
                path.append(following)
                pending.append(iter(after[following]))
    return ()


def waves_of(plan: Plan, environment: str) -> dict[str, int]:
    """Return the waves of the applications of an environment."""
    return waves({unit.application: unit.after for unit in plan.units_of(environment)})

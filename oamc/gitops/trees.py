"""`trees`: a plan becomes the files of each folder. Nothing is written: the caller exchanges the folders.

    found = trees(plan, reports)
    found["production/shop"]["storefront-deployment.yaml"]

Paths are below the output. Folders are `argocd` and `flux`, `ENV/APP` for each unit, and `ENV/_environment` for the
namespaces of an environment that Flux applies. Each folder is a whole of its own, with a list of files of its own.
"""

from __future__ import annotations

from oamc.choices import ARGOCD, FLUX
from oamc.diagnostics.codes.gitops import OBJECT_OF_TOOL_REFUSED
from oamc.gitops import argo_cd, flux
from oamc.gitops.naming import NAMESPACES
from oamc.gitops.object_checks import check_contents
from oamc.gitops.plan_checks import check_plan
from oamc.gitops.settings_checks import check_settings
from oamc.gitops.units import KUSTOMIZATION_FILE, known_contents, kustomization, namespace_files, unit_files
from oamc.objects.writer import YamlWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.backends.contract import FileTree
    from oamc.diagnostics.reports import Reports
    from oamc.gitops.plan import Plan
    from oamc.gitops.units import Body


def trees(plan: Plan, reports: Reports) -> dict[str, FileTree]:
    """Return the files of every folder of a tree, by its path below the output. After errors there are none.

    All that is wrong is reported in one call, whatever it is: settings, names, the order of applications, objects.
    """
    errors = reports.errors
    check_settings(plan.settings, reports)
    check_plan(plan, reports)
    units = (unit for environment in plan.environments for unit in plan.units_of(environment.name))
    held = tuple(known_contents(unit, plan.settings) for unit in units)
    check_contents(plan, held, reports)
    if reports.errors > errors:
        return {}
    found: dict[str, FileTree] = {}
    if plan.settings.for_argo_cd:
        found[ARGOCD] = _control_files(plan, ARGOCD, argo_cd.control_objects(plan, held), reports)
    if plan.settings.for_flux:
        found[FLUX] = _control_files(plan, FLUX, flux.control_objects(plan), reports)
    for environment in plan.environments:
        if environment.create_namespace and plan.settings.for_flux:
            namespaces = (unit.namespace for unit in plan.units_of(environment.name))
            found[f"{environment.name}/{NAMESPACES}"] = namespace_files(namespaces)
    for one in held:
        found[one.unit.folder] = unit_files(one, plan.settings, reports)
    return {} if reports.errors > errors else found


def _control_files(plan: Plan, tool: str, objects: Mapping[str, Iterable[Body]], reports: Reports) -> FileTree:
    """Return the files of the control folder of a tool, in the order of their paths, with those of other environments."""
    writer = YamlWriter()
    files: dict[str, str] = {}
    for path, bodies in objects.items():
        for body in bodies:
            check_object(body, reports)
        files[path] = "---\n".join(map(writer.document, bodies))
    if tool == FLUX:
        for environment in plan.environments:
            folder = f"{environment.name}/"
            names = sorted(path.removeprefix(folder) for path in objects if path.startswith(folder))
            files[f"{folder}{KUSTOMIZATION_FILE}"] = kustomization(names)
    beginning = f"{tool}/"
    kept = {path.removeprefix(beginning): text for path, text in plan.kept.items() if path.startswith(beginning)}
    return dict(sorted({**kept, **files}.items()))


def check_object(body: Body, reports: Reports) -> None:
    """Report what the definition of its kind refuses in an object of Argo CD or Flux."""
    from oamc.kubernetes.schemas import problems

    for problem in problems(body):
        reports.add(
            OBJECT_OF_TOOL_REFUSED,
            at=None,
            hint=problem.hint or "a value of the project file cannot stand there",
            kind=body["kind"],
            name=body["metadata"]["name"],
            problem=problem.message,
        )

"""`lower`: from a resolved program to the set of its Kubernetes objects (docs/spec/oam-v1alpha1.md, 6 to 11)."""

from __future__ import annotations

from oamc.capabilities.workloads.generic import type_named
from oamc.diagnostics.codes import objects as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import When
from oamc.ir.program import is_set
from oamc.kubernetes import names
from oamc.objects.object_set import ObjectSet
from oamc.objects.tree import At, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Catalog, LoweringOptions, Workload, WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Program
    from oamc.objects.object_set import Requirement
    from oamc.objects.tree import KubeObject, Tree

SCOPE_ANNOTATION = "oam.dev/scope."


def lower(program: Program, catalog: Catalog, options: LoweringOptions, reports: Reports) -> ObjectSet | None:
    """Turn a program into Kubernetes objects with holes. None after errors."""
    errors = reports.errors
    objects: list[KubeObject] = []
    requirements: list[Requirement] = []
    for instance in program.instances:
        workload_type = type_named(instance.workload_type, catalog)
        workload = workload_type.build(instance, program.application.value, options, reports)
        workload = _with_scopes(_with_replicas(workload), reports)
        for use in instance.traits:
            trait = catalog.trait(use.name)
            assert trait is not None
            workload = trait.apply(use, workload, reports)
        objects.extend(_in_order(workload, workload_type))
        requirements.extend(workload.requirements)
    _check_distinct(objects, reports)
    if reports.errors > errors:
        return None
    return ObjectSet(
        application=program.application,
        annotations=program.annotations,
        objects=tuple(_with_namespace(item, program.namespace) for item in objects),
        parameters=tuple(parameter for parameter in program.parameters if not parameter.fixed),
        requirements=tuple(requirements),
        fixed=tuple(parameter for parameter in program.parameters if parameter.fixed),
    )


def _in_order(workload: Workload, workload_type: WorkloadType) -> tuple[KubeObject, ...]:
    """Return the objects of an instance in apply order (6): what the workload needs, the workload, its traits' objects."""
    return (*workload.config_maps, *workload.claims, *workload_type.assemble(workload), *workload.further)


def _with_replicas(workload: Workload) -> Workload:
    """Let the installer set the number of replicas where the instance has that value."""
    hole = workload.instance.replicas
    return workload if hole is None else replace(workload, replicas=When(condition=is_set(hole), then=hole))


def _with_scopes(workload: Workload, reports: Reports) -> Workload:
    """Mark the members of scopes by annotations (10.3), whose keys have at most 63 characters after the slash."""
    longest = names.LONGEST_LABEL - len(SCOPE_ANNOTATION.rpartition("/")[2])
    for binding in workload.instance.scopes:
        if len(binding.name.value) > longest:
            reports.add(
                codes.BAD_OBJECT_NAME,
                at=binding.name.span,
                name=binding.name.value,
                what="a scope with members",
                reason=f"it must be at most {longest} characters long, because the key of an annotation carries it",
                hint="shorten the name of the scope",
            )
    marks: dict[str, Tree] = {
        f"{SCOPE_ANNOTATION}{binding.name.value}": At(binding.configuration, binding.name.span)
        for binding in workload.instance.scopes
    }
    return replace(workload, annotations={**workload.annotations, **marks})


def _with_namespace(item: KubeObject, namespace: str) -> KubeObject:
    """Put an object into the namespace of the document or of the user's choice; every kind that oamc makes is namespaced."""
    metadata = item.body["metadata"]
    if not namespace or not isinstance(metadata, dict):
        return item
    fields = (("name", metadata["name"]), ("namespace", namespace), *((k, v) for k, v in metadata.items() if k != "name"))
    return replace(item, body={**item.body, "metadata": entries(fields)})


def _check_distinct(objects: list[KubeObject], reports: Reports) -> None:
    """Report two objects of one kind and name, which would overwrite each other."""
    first: dict[tuple[str, str], KubeObject] = {}
    for item in objects:
        earlier = first.setdefault((item.kind, item.name), item)
        if earlier is not item:
            reports.add(
                codes.DUPLICATE_OBJECT,
                at=item.span,
                related=[Related(span=earlier.span, message="the first one comes from here")],
                kind=item.kind,
                name=item.name,
                hint="rename an instance, container or volume so that the names differ",
            )

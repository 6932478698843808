"""Workload types that documents describe: the object that an instance becomes, and those around it.

Rules: docs/spec/own-capabilities.md, 7.
"""

from __future__ import annotations

from oamc.capabilities.assembly import descriptions, service_of
from oamc.capabilities.contracts import (
    PODS,
    REPLICABLE,
    SCALABLE,
    SERVICE_ENDPOINT,
    NothingRenderedError,
    Patch,
    Rendered,
    Subject,
    WorkloadType,
)
from oamc.capabilities.labels import component_labels, workload_labels
from oamc.capabilities.own.programs import Program
from oamc.capabilities.own.rendering import context_of_instance, data_of_settings, ports_of
from oamc.capabilities.own.results import OBJECTS, PATCHES, check_fields, is_allowed, objects_in, parts_of, patches_in
from oamc.capabilities.own.trees import Part, ResultError
from oamc.capabilities.pods import kube_object, pod_template, service_ports
from oamc.expressions.holes import When
from oamc.ir.program import is_set
from oamc.kubernetes.merge_keys import merge_keys
from oamc.objects.field_order import ordered
from oamc.objects.naming import LONGEST_NAME
from oamc.objects.patch import Rules, patched
from oamc.objects.tree import bare, below, entries
from oamc.records import replace
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.capabilities.contracts import Context, Property, ServicePort
    from oamc.capabilities.own.programs import Languages
    from oamc.capabilities.own.rendering import Data, Result
    from oamc.capabilities.own.results import Parts
    from oamc.ir.program import Instance
    from oamc.model.own_templates import WorkloadTemplate
    from oamc.objects.tree import KubeObject, Tree

WORKLOAD = "workload"


def workload_type_of(
    template: WorkloadTemplate, settings: tuple[Property, ...], languages: Languages, *, is_right: bool
) -> WorkloadType:
    """Return the workload type that a document describes."""
    program = Program(template, template.template, (WORKLOAD, OBJECTS, PATCHES), languages, is_right=is_right)
    features = {
        PODS: bool(template.pods),
        REPLICABLE: bool(template.replicas),
        SCALABLE: template.scalable,
        SERVICE_ENDPOINT: template.served,
    }

    def scale(count: Tree) -> Tree:
        """Return the patch that sets the number of replicas."""
        return below(template.replicas, count)

    def render(instance: Instance, context: Context) -> Rendered:
        """Fill the template, and take what it gives."""
        errors = context.reports.errors
        before = _Before(template, instance, context)
        found = program.made(before.data(), before.rendered, context.reports, instance.component.workload_type.span)
        if found is None or context.reports.errors > errors:
            raise NothingRenderedError
        return found

    return WorkloadType(
        names=(template.name.value, *(alias.value for alias in template.aliases)),
        summary=" ".join(template.description.split()),
        token=template.name.value.rpartition(".")[2],
        features=frozenset(feature for feature, has in features.items() if has),
        render=render,
        scale=scale if template.replicas else None,
        pod=template.pods,
        name_rule="service" if template.served else "subdomain",
        longest_name=template.longest_name or LONGEST_NAME,
        runs_once=template.runs_once,
        settings=settings,
        requires=tuple(item.value for item in template.requires),
        source=str(template.name.span),
    )


class _Before:
    """What there is of an instance before the template is filled: its pod, the objects that this needs, and its ports."""

    def __init__(self, template: WorkloadTemplate, instance: Instance, context: Context) -> None:
        self._template = template
        self._instance = instance
        self._context = context
        self._labels = workload_labels(template.name.value.rpartition(".")[2])
        self._pod: Tree = None
        self._needed: tuple[KubeObject, ...] = ()
        self._ports: tuple[ServicePort, ...] = ()
        if template.pods:
            policy = "Never" if template.runs_once else "Always"
            self._pod, self._needed = pod_template(instance, self._labels, policy, context)
        if template.served:
            self._ports = service_ports(instance, context)

    def data(self) -> Data:
        """Return what the template reads: the pod as parts that it can place, and no more."""
        context = context_of_instance(self._instance, self._context)
        pod = bare(self._pod)
        if isinstance(pod, dict):
            context["pod"] = {name: Part(f"the {name} of the pods", part) for name, part in pod.items()}
        if self._template.served:
            context["ports"] = ports_of(self._ports)
        return data_of_settings(self._instance, context)

    def rendered(self, result: Result) -> Rendered:
        """Return the objects that the template gives, with what this made of the instance."""
        template, instance, context = self._template, self._instance, self._context
        root = check_fields(result, (WORKLOAD, OBJECTS, PATCHES))
        node = None if root is None else root.get(WORKLOAD)
        if root is None or not isinstance(node, Mapping):
            raise ResultError("it has no mapping workload, which is the object that an instance becomes")
        at = instance.component.workload_type.span
        parts = parts_of(node, result, named=False)
        is_allowed(parts, context, at)
        main = self._object(parts, instance.name.value, descriptions(instance))
        further = tuple(self._object(found, found.name) for found in objects_in(root, result, context, at))
        if template.served:
            further = (*service_of(instance, self._labels, self._ports), *further)
        whole = Rendered(main=main, needed=self._needed, further=further, ports=self._ports)
        self._check_pods(main)
        workload_type = instance.workload_type
        assert isinstance(workload_type, WorkloadType)
        subject = Subject(instance=instance, workload_type=workload_type, rendered=whole, context=context)
        return _changed(whole, [*patches_in(root, result, subject), *self._replicas()])

    def _check_pods(self, main: KubeObject) -> None:
        """Refuse a workload without the pods of the component at their path: containers of the component would be lost."""
        template, part = bare(self._pod), bare(main.body)
        if not isinstance(template, dict):
            return
        for step in self._template.pods:
            part = bare(part.get(step)) if isinstance(part, dict) else None
        if part is not bare(template["spec"]):
            path = ".".join(self._template.pods)
            raise ResultError(
                f"the pods of the component are not at {path} of the workload: print context.pod, or its spec, there"
            )

    def _object(self, parts: Parts, name: str, stated: tuple[tuple[str, Tree], ...] = ()) -> KubeObject:
        """Return an object of the instance. Annotations that are `stated` come before its own."""
        return kube_object(
            self._instance,
            parts.api_and_kind,
            name,
            labels=component_labels(self._instance, {**self._labels, **parts.labels}),
            annotations=entries((*stated, *parts.annotations.items())),
            fields=parts.fields,
        )

    def _replicas(self) -> Iterator[Patch]:
        """Yield the patch that sets how many replicas there are, where the installer may say that."""
        hole = self._instance.replicas
        if self._template.replicas and hole is not None:
            count = When(condition=is_set(hole), then=hole)
            yield Patch(tree=below(self._template.replicas, count))


def _changed(rendered: Rendered, patches: Iterable[Patch]) -> Rendered:
    """Return objects with patches of their own type merged into them."""
    objects = (rendered.main, *rendered.further)
    for patch in patches:
        target = patch.target or (rendered.main.kind, rendered.main.name)
        objects = tuple(_patched(item, patch.tree) if (item.kind, item.name) == target else item for item in objects)
    return replace(rendered, main=objects[0], further=objects[1:])


def _patched(item: KubeObject, tree: Tree) -> KubeObject:
    """Return an object into which a patch is merged."""
    rules = Rules(span=None, rule=item.rule, keys_of=merge_keys(item.api_version, item.kind))
    body = bare(patched(item.body, tree, rules))
    assert isinstance(body, dict)
    return ordered(replace(item, body=dict(body)))

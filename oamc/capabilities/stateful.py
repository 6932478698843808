"""Workload types that run several replicas, as StatefulSets (docs/spec/intents.md, 3.2 and 6).

A StatefulSet ends a pod before it makes another one of its number, and can claim storage for each of them.
"""

from __future__ import annotations

from oamc.capabilities.claims import RESOURCE_POLICY
from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, SCALABLE
from oamc.expressions.holes import Not, When, all_of
from oamc.expressions.types import TextType
from oamc.objects.demands import Demand, name_of
from oamc.objects.field_order import ordered
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, bare, listing, placed, presence
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.contracts import Context, Rendered, WorkloadType
    from oamc.expressions.holes import Condition
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

APPS = "apps/v1"
STATEFUL_SET, CLAIM = "StatefulSet", "PersistentVolumeClaim"
TEMPLATES, RETENTION = "volumeClaimTemplates", "persistentVolumeClaimRetentionPolicy"
STRATEGY = Demand(
    kinds=frozenset((STATEFUL_SET,)),
    path=("spec", "updateStrategy", "type"),
    type=TextType(choices=("RollingUpdate", "OnDelete")),
    rule="must be RollingUpdate or OnDelete, because the workload is a StatefulSet",
)
"""What the type of the component would allow beside that is of Deployments."""


def as_stateful_set(workload_type: WorkloadType) -> WorkloadType:
    """Return a type of Deployments whose workload is a StatefulSet, under the same names; another type as it is."""
    if SCALABLE not in workload_type.features:
        return workload_type

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the StatefulSet of what would be the Deployment."""
        rendered = workload_type.render(instance, context)
        return replace(rendered, main=_converted(rendered.main, instance))

    longest = min(workload_type.longest_name, LONGEST_STATEFUL_SET_NAME)
    return replace(workload_type, render=render, longest_name=longest)


def _converted(main: KubeObject, instance: Instance) -> KubeObject:
    """Return a Deployment, or what is one but for its kind, as a StatefulSet."""
    written = main.body["spec"]
    spec = bare(written)
    assert isinstance(spec, dict)
    fields: dict[str, Tree] = {}
    for name, value in spec.items():
        if name == "selector":
            fields["serviceName"] = prefixed(instance.name.value)
        if name != "strategy":
            fields[name] = value
    made: Tree = At(fields, written.span, written.rule) if isinstance(written, At) else fields
    body = {**main.body, "apiVersion": APPS, "kind": STATEFUL_SET, "spec": made}
    return replace(main, api_version=APPS, kind=STATEFUL_SET, body=body)


def claimed_by_each(
    main: KubeObject, objects: tuple[KubeObject, ...], names: Mapping[str, str], *, span: Span, rule: str
) -> tuple[KubeObject, ...]:
    """Return objects in which a StatefulSet, `main`, claims for each replica what was claimed once for all.

    `names` are those of such claims, each with the name of the volume; `span` and `rule` say who wants it.
    """
    claims = [item for item in objects if item.kind == CLAIM and item.name in names]
    if not claims:
        return objects
    spec = _mapping(main.body["spec"])
    pod_template = _mapping(spec["template"])
    pod = _mapping(pod_template["spec"])
    taken = {names[item.name] for item in claims}
    volumes = listing(volume for volume in _items(pod["volumes"]) if name_of(volume) not in taken)
    kept = {name: value for name, value in pod.items() if name != "volumes"}
    pod = kept if volumes is None else {**kept, "volumes": volumes}
    earlier = _items(spec[TEMPLATES]) if TEMPLATES in spec else []
    own: list[Tree] = [placed(_template(item, names[item.name]), item.span, item.rule) for item in claims]
    fields: dict[str, Tree] = {**spec, "template": {**pod_template, "spec": pod}, TEMPLATES: [*earlier, *own]}
    gone = _all_go(claims, spec)
    fields.pop(RETENTION, None)
    if gone is not None:
        fields[RETENTION] = When(condition=gone, then=At({"whenDeleted": "Delete"}, span, rule))
    changed = ordered(replace(main, body={**main.body, "spec": fields}))
    return tuple(changed if item is main else item for item in objects if item not in claims)


def _all_go(claims: list[KubeObject], spec: Mapping[str, Tree]) -> Condition | None:
    """Return the condition that all claims of templates go with their StatefulSet; None where one always stays.

    Templates that are there already count, too: without a policy they stay.
    """
    conditions = [_kept(item) for item in claims]
    if TEMPLATES in spec:
        policy = bare(spec.get(RETENTION))
        conditions.append(Not(condition=policy.condition) if isinstance(policy, When) else None)
    if None in conditions:
        return None
    return all_of(tuple(Not(condition=one) for one in conditions if one is not None))


def _template(claim: KubeObject, name: str) -> Tree:
    """Return a claim as a template of claims, under the name of the volume."""
    return {"metadata": {"name": name}, "spec": claim.body["spec"]}


def _kept(claim: KubeObject) -> Condition | None:
    """Return the condition that a claim outlives its workload, None where it always does."""
    annotations = _mapping(claim.body["metadata"])["annotations"]
    return presence(annotations if isinstance(annotations, When) else _mapping(annotations)[RESOURCE_POLICY])


def _mapping(tree: Tree) -> dict[str, Tree]:
    """Return a mapping that is always there."""
    known = bare(tree)
    assert isinstance(known, dict)
    return known


def _items(tree: Tree) -> list[Tree]:
    """Return the items of a list that is always there."""
    known = bare(tree)
    assert isinstance(known, (list, tuple))
    return list(known)

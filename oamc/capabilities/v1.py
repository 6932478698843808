"""The contract of packages with capabilities, version 1: what such a package imports from oamc, all of it from here.

A package has an entry point in the group `oamc.capabilities` that names a `Package`. What stands here follows semantic
versioning, as the library does; a change that breaks packages is a module of its own, `oamc.capabilities.v2`, beside this one.
`docs/own-capabilities.md` has a worked package.

    from oamc.capabilities.v1 import Change, Package, Patch, Property, TextType, Trait, located

    def change(use, subject):
        return Change(patches=(Patch(tree={"metadata": {"annotations": {"team": located(use, "name")}}}),))

    CAPABILITIES = Package(
        traits=(
            Trait(
                names=("team",),
                summary="Whose the workload is.",
                properties=(Property(name="name", type=TextType(minimum_length=1), description="The team.", required=True),),
                needs=frozenset(),
                change=change,
            ),
        )
    )
"""

from __future__ import annotations

from oamc.capabilities.assembly import POD, deployment, job, main_object, parallelism, replicas, stateful_set
from oamc.capabilities.contracts import (
    PODS,
    REPLICABLE,
    SCALABLE,
    SERVICE_ENDPOINT,
    Change,
    Context,
    Patch,
    Property,
    Rendered,
    Scope,
    ServicePort,
    Subject,
    Trait,
    WorkloadType,
)
from oamc.capabilities.labels import TRAIT_ROLE, component_labels, selector, workload_labels
from oamc.capabilities.located import located, located_in
from oamc.capabilities.packages.contract import Package, refuse
from oamc.capabilities.pods import kube_object, pod_template, service_ports
from oamc.capabilities.scopes.marks import mark
from oamc.capabilities.scopes.parts import members_here, scope_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.expressions.holes import Hole, TextOf, When, all_of, any_of, joined
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
)
from oamc.ir.program import BoundScope, BoundTrait, Instance, is_set
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import At, KubeObject, entries, listing
from oamc.records import Record, replace

__all__ = [
    "ABSENT",
    "POD",
    "PODS",
    "REPLICABLE",
    "SCALABLE",
    "SERVICE_ENDPOINT",
    "TRAIT_ROLE",
    "AnyListType",
    "At",
    "BooleanType",
    "BoundScope",
    "BoundTrait",
    "Change",
    "ChoiceType",
    "Context",
    "Hole",
    "Instance",
    "KubeObject",
    "ListType",
    "NumberType",
    "ObjectType",
    "Package",
    "Patch",
    "Property",
    "QuantityType",
    "Record",
    "Rendered",
    "Requirement",
    "Scope",
    "ServicePort",
    "Subject",
    "TextMapType",
    "TextOf",
    "TextType",
    "Trait",
    "When",
    "WorkloadType",
    "all_of",
    "any_of",
    "component_labels",
    "deployment",
    "entries",
    "is_set",
    "job",
    "joined",
    "kube_object",
    "listing",
    "located",
    "located_in",
    "main_object",
    "mark",
    "members_here",
    "parallelism",
    "pod_template",
    "prefixed",
    "refuse",
    "replace",
    "replicas",
    "scope_object",
    "selector",
    "service_ports",
    "setting_fields",
    "stateful_set",
    "workload_labels",
]

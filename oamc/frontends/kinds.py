"""The API versions and kinds of OAM: what tells its documents, without loading what reads them.

Sources: docs/spec/oam-v1alpha1.md, 1; docs/spec/oam-v1alpha2.md, 1; docs/spec/oam-v1beta1.md, 1.
"""

from __future__ import annotations

from oamc.model.group_version_kind import CORE_GROUP, OLD_CORE_GROUP

V1ALPHA1 = f"{CORE_GROUP}/v1alpha1"
OLD_V1ALPHA1 = f"{OLD_CORE_GROUP}/v1alpha1"
V1ALPHA1_KINDS = ("ComponentSchematic", "ApplicationConfiguration", "Trait", "WorkloadType", "ApplicationScope")

V1ALPHA2 = f"{CORE_GROUP}/v1alpha2"
V1ALPHA2_KINDS = (
    "Component",
    "ApplicationConfiguration",
    "WorkloadDefinition",
    "TraitDefinition",
    "ScopeDefinition",
    "HealthScope",
    "NetworkScope",
    "ContainerizedWorkload",
    "ManualScalerTrait",
)

V1BETA1 = f"{CORE_GROUP}/v1beta1"
APPLICATION = "Application"
OF_COMPONENTS, OF_TRAITS, OF_POLICIES = "ComponentDefinition", "TraitDefinition", "PolicyDefinition"
OF_STEPS, OF_WORKLOADS = "WorkflowStepDefinition", "WorkloadDefinition"
DEFINITIONS = (OF_COMPONENTS, OF_TRAITS, OF_POLICIES, OF_STEPS, OF_WORKLOADS)
REVISION = "DefinitionRevision"
V1BETA1_KINDS = (APPLICATION, *DEFINITIONS, REVISION)
POLICY, WORKFLOW = "Policy", "Workflow"
SATELLITES = ((V1ALPHA1, POLICY), (V1ALPHA1, WORKFLOW))
"""Documents that Applications refer to by name. They stand under the version that was OAM's first one, too."""

OWN = "oamc.dev/v1alpha1"
"""The version of oamc's own documents, by which a platform describes capabilities (docs/spec/own-capabilities.md, 1)."""
TRAIT_TEMPLATE, WORKLOAD_TEMPLATE, SCOPE_TEMPLATE = "TraitTemplate", "WorkloadTemplate", "ScopeTemplate"
OWN_KINDS = (TRAIT_TEMPLATE, WORKLOAD_TEMPLATE, SCOPE_TEMPLATE)

"""The kinds of OAM v1beta1, and of its two satellites under the version v1alpha1 (docs/spec/oam-v1beta1.md, 1)."""

from __future__ import annotations

API_VERSION = "core.oam.dev/v1beta1"
APPLICATION = "Application"
OF_COMPONENTS, OF_TRAITS, OF_POLICIES = "ComponentDefinition", "TraitDefinition", "PolicyDefinition"
OF_STEPS, OF_WORKLOADS = "WorkflowStepDefinition", "WorkloadDefinition"
DEFINITIONS = (OF_COMPONENTS, OF_TRAITS, OF_POLICIES, OF_STEPS, OF_WORKLOADS)
REVISION = "DefinitionRevision"
KINDS = (APPLICATION, *DEFINITIONS, REVISION)
SATELLITE_VERSION = "core.oam.dev/v1alpha1"
POLICY, WORKFLOW = "Policy", "Workflow"
SATELLITES = ((SATELLITE_VERSION, POLICY), (SATELLITE_VERSION, WORKFLOW))
"""Documents that applications refer to by name. They stand under the version that was OAM's first one, too."""

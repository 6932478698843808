"""The kinds of OAM v1beta1, and of its two satellites under the version v1alpha1 (docs/spec/oam-v1beta1.md, 1)."""

from __future__ import annotations

API_VERSION = "core.oam.dev/v1beta1"
APPLICATION = "Application"
DEFINITIONS = (
    "ComponentDefinition",
    "TraitDefinition",
    "PolicyDefinition",
    "WorkflowStepDefinition",
    "WorkloadDefinition",
)
KINDS = (APPLICATION, *DEFINITIONS)
SATELLITE_VERSION = "core.oam.dev/v1alpha1"
POLICY, WORKFLOW = "Policy", "Workflow"
SATELLITES = ((SATELLITE_VERSION, POLICY), (SATELLITE_VERSION, WORKFLOW))
"""Documents that applications refer to by name. They stand under the version that was OAM's first one, too."""

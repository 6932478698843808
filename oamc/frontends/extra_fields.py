"""What documents of Rudr have beyond OAM, with a reason each: all of it is a warning, where other unknown fields are errors.

Loaded when a document has such a field, or gives a parameter that its component does not declare.
"""

from __future__ import annotations

OF_THE_TEXT_ALONE = "the runtime of OAM never read it"

EXTRA_FIELDS = {
    "health scope.failure-rate-threshold": OF_THE_TEXT_ALONE,
    "health scope.health-threshold-percentage": OF_THE_TEXT_ALONE,
    "health scope.healthy-rate-threshold": OF_THE_TEXT_ALONE,
    "health scope.probe-endpoint": OF_THE_TEXT_ALONE,
    "health scope.probe-method": OF_THE_TEXT_ALONE,
    "health scope.required-healthy-components": OF_THE_TEXT_ALONE,
    "parameter.type": "a parameter has the type of the field that it replaces",
    "component.name": "the component is called by metadata.name",
    "container.labels": "a container has no labels in Kubernetes",
    "trait.type": "a trait is chosen by its name",
    "workload type.workloadSettings": "settings are checked against spec.settings only",
}
"""Fields that mean nothing, by the mapping that they stand in: why they mean nothing.

Rules: docs/spec/oam-v1alpha1.md, 13; docs/spec/oam-v1alpha2.md, 5.
"""

LEFT_OVER = "an example of Rudr gives it, and Rudr passed it over"

EXTRA_VALUES = {
    ("alpine-task-v1", "message"): LEFT_OVER,
    ("hpa-example-replicated-v1", "poem"): LEFT_OVER,
    ("hpa-example-replicated-v1", "poet"): LEFT_OVER,
    ("image-pull-secret-example-v1", "message"): LEFT_OVER,
    ("nginx-replicated-v1", "poem"): LEFT_OVER,
    ("nginx-replicated-v1", "poet"): LEFT_OVER,
    ("nginx-singleton-v1", "poem"): LEFT_OVER,
    ("nginx-singleton-v1", "poet"): LEFT_OVER,
}
"""Values for parameters that a component of Rudr's examples does not declare, by component and parameter.

Nobody else's document gets away with it, and whoever copies an example sees the warning.
"""

"""The types of workflow steps, and why those that deploy no component have no effect in an output.

Rules: docs/spec/oam-v1beta1.md, 14.6. Loaded with the first document that has a step.
"""

from __future__ import annotations

WAITS = "an output does not wait"
READS = "it reads what is in a cluster"
WRITES = "it makes objects that are no component"
SPEAKS = "it speaks to something outside while a workflow runs"
RUNS = "it runs a program in a cluster"
PLACES = "only a controller knows the clusters that it goes to"

WHOLE = "all components come out whole"

AS_COMPONENT = "write these objects as a component of type k8s-objects"
GROUP, SUSPEND = "step-group", "suspend"
DEPLOY, APPLY_COMPONENT, DEPLOY_TO_ENV = "deploy", "apply-component", "deploy2env"
OLDER_APPLY_COMPONENT = "builtin-apply-component"
APPLY_ALL = ("apply-remaining", "apply-application", "apply-application-in-parallel")

REASONS = {
    "apply-deployment": (WRITES, "write it as a component of type webservice"),
    "apply-object": (WRITES, AS_COMPONENT),
    "apply-terraform-config": (WRITES, AS_COMPONENT),
    "apply-terraform-provider": (WRITES, AS_COMPONENT),
    "build-push-image": (RUNS, "build the image before the output is made"),
    "check-metrics": (SPEAKS, ""),
    "clean-jobs": (RUNS, "ttlSecondsAfterFinished of a Job does it without a workflow"),
    "collect-service-endpoints": (READS, ""),
    "create-config": (WRITES, AS_COMPONENT),
    "delete-config": (RUNS, ""),
    "depends-on-app": (READS, "apply the other application first"),
    "deploy-cloud-resource": (PLACES, ""),
    "deploy2runtime": (PLACES, "use the step deploy"),
    "export-data": (WRITES, AS_COMPONENT),
    "export-service": (WRITES, AS_COMPONENT),
    "export2config": (WRITES, AS_COMPONENT),
    "export2secret": (WRITES, AS_COMPONENT),
    "generate-jdbc-connection": (READS, ""),
    "list-config": (READS, ""),
    "notification": (SPEAKS, "let what applies the output tell about it"),
    "print-message-in-status": ("there is no status", ""),
    "read-config": (READS, ""),
    "read-object": (READS, ""),
    "request": (SPEAKS, ""),
    "restart-workflow": (RUNS, ""),
    "share-cloud-resource": (PLACES, ""),
    SUSPEND: (WAITS, "apply the output in parts, or approve it where it is applied"),
    "vela-cli": (RUNS, ""),
    "webhook": (SPEAKS, ""),
}
TYPES = tuple(
    sorted((GROUP, DEPLOY, APPLY_COMPONENT, DEPLOY_TO_ENV, OLDER_APPLY_COMPONENT, *APPLY_ALL, *REASONS)),
)
DEPLOYING = (DEPLOY, APPLY_COMPONENT, GROUP)
RENAMED = {"webhook-notification": "notification", "multi-env": "deploy"}
"""What older versions call a step, and what to use now."""

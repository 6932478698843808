"""Types of policies and of workflow steps that are not built in: those of a definition of the input, and those of nobody.

In: all documents of one input, with its definitions. Out: reports. What such a definition does is done by a controller: that is
told once for each type, as for built-in ones. Loaded with the first document that has a policy or a step.
"""

from __future__ import annotations

from oamc.diagnostics.codes.vela import POLICY_NOT_FOLLOWED, STEP_NOT_FOLLOWED, UNKNOWN_POLICY_TYPE, UNKNOWN_STEP_TYPE
from oamc.diagnostics.reports import listing
from oamc.frontends.kinds import OF_POLICIES, OF_STEPS
from oamc.frontends.v1beta1 import step_types
from oamc.frontends.v1beta1.documents import ApplicationDocument, Deploy, PolicyDocument, WorkflowDocument
from oamc.frontends.v1beta1.policies.table import TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1beta1.documents import StepEntry, VelaDocument
    from oamc.frontends.v1beta1.own_definitions import Definitions
    from oamc.frontends.v1beta1.policies.table import PolicyEntry
    from oamc.model.left_out import LeftOut

POLICY_REASON = "of own definitions, only policies of an Application itself make objects, by a template in CUE"
STEP_REASON = "steps of own definitions run in a cluster"


def report_further_types(
    documents: Iterable[VelaDocument], definitions: Definitions | None, left_out: LeftOut | None, reports: Reports
) -> bool:
    """Report the types that nobody has, and tell which ones have no effect. Tell whether all are known."""
    errors = reports.errors
    for document in documents:
        followed: tuple[PolicyEntry, ...] = ()
        if definitions is not None and isinstance(document, ApplicationDocument):
            followed = definitions.policies_of(document)
        for policy in _policies(document):
            if policy.is_unknown and policy not in followed:
                _report_policy(policy, definitions, left_out, reports)
        for step in _steps(document):
            if step.is_unknown:
                _report_step(step, definitions, left_out, reports)
    return reports.errors == errors


def _report_policy(policy: PolicyEntry, definitions: Definitions | None, left_out: LeftOut | None, reports: Reports) -> None:
    """Report a policy of a type that is not built in."""
    name = policy.type.value
    if definitions is not None and definitions.use(OF_POLICIES, name):
        what = f'policy type "{name}"'
        reports.add(POLICY_NOT_FOLLOWED, at=policy.type.span, what=what, reason=POLICY_REASON)
    elif left_out is None or not left_out.has_document(name):
        near = reports.nearest(name, TYPES)
        hint = f'did you mean "{near}"?' if near else f"the types are {listing(TYPES)}"
        reports.add(UNKNOWN_POLICY_TYPE, at=policy.type.span, policy=policy.name.value, type=name, hint=hint)


def _report_step(step: StepEntry, definitions: Definitions | None, left_out: LeftOut | None, reports: Reports) -> None:
    """Report a step of a type that is not built in."""
    name = step.type.value
    if definitions is not None and definitions.use(OF_STEPS, name):
        what = f'step type "{name}"'
        reports.add(STEP_NOT_FOLLOWED, at=step.type.span, what=what, reason=STEP_REASON)
    elif left_out is None or not left_out.has_document(name):
        renamed = step_types.RENAMED.get(name)
        near = reports.nearest(name, step_types.TYPES)
        hint = f"components are deployed by {listing(step_types.DEPLOYING)}"
        if renamed is not None or near:
            hint = f'it is called "{renamed}" now' if renamed is not None else f'did you mean "{near}"?'
        called = step.name.value if step.name is not None else name
        reports.add(UNKNOWN_STEP_TYPE, at=step.type.span, step=called, type=name, hint=hint)


def _policies(document: VelaDocument) -> Iterator[PolicyEntry]:
    """Yield the policies of a document, and of the steps in it."""
    if isinstance(document, ApplicationDocument):
        yield from document.policies
    elif isinstance(document, PolicyDocument):
        yield document.policy
    for step in _steps(document):
        if isinstance(step.action, Deploy):
            yield from step.action.inline


def _steps(document: VelaDocument) -> Iterator[StepEntry]:
    """Yield the steps of a document, and those below them."""
    steps: tuple[StepEntry, ...] = ()
    if isinstance(document, ApplicationDocument) and document.workflow is not None:
        steps = document.workflow.steps
    elif isinstance(document, WorkflowDocument):
        steps = document.steps
    for step in steps:
        yield step
        yield from step.steps

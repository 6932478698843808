"""Typed documents of OAM v1beta1, as they are written (docs/spec/oam-v1beta1.md, 1)."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from oamc.frontends.metadata import Metadata
    from oamc.frontends.v1beta1.entries import ComponentEntry
    from oamc.frontends.v1beta1.policies.table import PolicyEntry
    from oamc.model.own_definitions import TextPlace
    from oamc.spans import Located, Span

    VelaDocument: TypeAlias = "ApplicationDocument | PolicyDocument | WorkflowDocument | DefinitionDocument"


class Deploy(Record):
    """What a step `deploy` deploys: all components, changed by policies that it names or has itself."""

    policies: tuple[Located[str], ...]
    inline: tuple[PolicyEntry, ...]


class ApplyComponent(Record):
    """What a step `apply-component` deploys. `cluster` and `namespace` are those at hand where they are not given."""

    component: Located[str]
    cluster: Located[str] | None
    namespace: Located[str] | None


class ApplyAll(Record):
    """What the older steps deploy that deploy all components."""


class DeployToEnv(Record):
    """What the older step `deploy2env` deploys: an environment of a policy."""

    policy: Located[str]
    env: Located[str]


class StepEntry(Record):
    """A step of a workflow, with the steps below it. `action` is what it deploys, None where it deploys no component.

    One that `is_unknown` has a type that is not built in.
    """

    name: Located[str] | None
    type: Located[str]
    action: Deploy | ApplyComponent | ApplyAll | DeployToEnv | None
    steps: tuple[StepEntry, ...]
    depends_on: tuple[Located[str], ...]
    span: Span
    is_unknown: bool = False


class WorkflowEntry(Record):
    """The workflow of an Application: its steps, or the name of a Workflow document."""

    reference: Located[str] | None
    steps: tuple[StepEntry, ...]
    span: Span


class ApplicationDocument(Record):
    """An Application."""

    metadata: Metadata
    components: tuple[ComponentEntry, ...]
    policies: tuple[PolicyEntry, ...]
    workflow: WorkflowEntry | None
    span: Span


class PolicyDocument(Record):
    """A policy in a document of its own, which a step of a workflow may name."""

    metadata: Metadata
    policy: PolicyEntry


class WorkflowDocument(Record):
    """A workflow in a document of its own, to which an Application may refer."""

    metadata: Metadata
    steps: tuple[StepEntry, ...]


class DefinitionDocument(Record):
    """A definition of a component type, a trait, a policy, a workflow step or a workload, which applications use by its name.

    Without a `template` nothing can be made of it, for the reason in `problem`. `description` is for people; the rest is said
    of traits.
    """

    metadata: Metadata
    kind: str
    template: str | None
    place: TextPlace
    problem: str = ""
    description: str = ""
    reference: tuple[str | int, ...] = ()
    manages_workload: bool = False
    stage: int = 0
    applies_to: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()

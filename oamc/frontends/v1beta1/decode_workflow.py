"""The decoder of workflows: a list of steps in, what each deploys out (docs/spec/oam-v1beta1.md, 12 and 14.6).

When a step runs is nothing that an output can say. What it deploys is.
"""

from __future__ import annotations

from oamc.diagnostics.codes.vela import NOT_A_DURATION, STEP_NOT_FOLLOWED
from oamc.frontends.v1beta1 import step_types
from oamc.frontends.v1beta1.documents import (
    ApplyAll,
    ApplyComponent,
    Deploy,
    DeployToEnv,
    StepEntry,
)
from oamc.frontends.v1beta1.durations import is_duration
from oamc.frontends.v1beta1.entries import InputEntry, OutputEntry
from oamc.frontends.v1beta1.properties import properties_of
from oamc.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.frontends.v1beta1.policies.table import PolicyEntry
    from oamc.spans import Located

ALWAYS = "always"
MODES = ("StepByStep", "DAG")
DURATION_HINT = "write for example 30s, 5m or 1h30m"


def decode_mode(fields: Fields) -> None:
    """Decode how steps follow one another."""
    fields.choice("steps", MODES)
    fields.choice("subSteps", MODES)


def decode_step(fields: Fields) -> StepEntry:
    """Decode a step, with the steps below it."""
    return _step(fields, deepest=False)


def _step(fields: Fields, *, deepest: bool) -> StepEntry:
    """Decode a step. The `deepest` ones have no further steps below them."""
    fields.optional_section("meta", lambda meta: meta.optional_text("alias"))
    _check_timeout(fields)
    name, type_of = fields.optional_text("name"), fields.text("type")
    condition = fields.optional_text("if")
    steps: tuple[StepEntry, ...] = ()
    if not deepest:
        fields.choice("mode", MODES)
        steps = fields.each("subSteps", lambda step: _step(step, deepest=True))
    action = _action(type_of, fields)
    if action is not None and condition is not None and condition.value != ALWAYS:
        fields.findings.add(
            STEP_NOT_FOLLOWED,
            at=fields.key_span("if"),
            what=f'field "if" of step type "{type_of.value}"',
            reason="a workflow decides it when it runs: the step counts as run",
            hint="leave the step out where it is not to be run",
        )
    fields.each("outputs", decode_output)
    inputs = fields.each("inputs", decode_input)
    if inputs and action is not None:
        from oamc.frontends.v1beta1.live_inputs import report_input_of_a_step

        called = name.value if name is not None else type_of.value
        for taken in inputs:
            report_input_of_a_step(f'step "{called}"', taken, fields.findings)
    return StepEntry(
        name=name,
        type=type_of,
        action=action,
        steps=steps,
        depends_on=fields.texts("dependsOn"),
        span=fields.span,
        is_unknown=bool(type_of.value) and type_of.value not in step_types.TYPES,
    )


def decode_input(fields: Fields) -> InputEntry:
    """Decode a value that is taken from elsewhere."""
    fields.value("parameterKey")
    return InputEntry(source=fields.text("from"))


def decode_output(fields: Fields) -> OutputEntry:
    """Decode a value that is given to others."""
    return OutputEntry(name=fields.text("name"), value_from=fields.text("valueFrom"))


def _check_timeout(fields: Fields) -> None:
    """Check how long a step may take."""
    node = fields.value("timeout")
    if node is None:
        return
    if not isinstance(node, Scalar) or not is_duration(node.text):
        fields.findings.add(NOT_A_DURATION, at=node.span, place=fields.at("timeout"), hint=DURATION_HINT)


def _action(type_of: Located[str], fields: Fields) -> Deploy | ApplyComponent | ApplyAll | DeployToEnv | None:
    """Return what a step deploys; of one that deploys nothing it is told why."""
    known = type_of.value
    if known == step_types.DEPLOY:
        return fields.optional_section("properties", _deploy) or Deploy(policies=(), inline=())
    if known in {step_types.APPLY_COMPONENT, step_types.OLDER_APPLY_COMPONENT}:
        return fields.section("properties", _apply_component)
    if known == step_types.DEPLOY_TO_ENV:
        return fields.section("properties", _deploy_to_env)
    properties = properties_of(fields)
    if known in step_types.APPLY_ALL:
        for entry in properties or ():
            what = f'property "{entry.key}" of step type "{known}"'
            fields.findings.add(STEP_NOT_FOLLOWED, at=entry.key_span, what=what, reason=step_types.WHOLE)
        return ApplyAll()
    if known in step_types.REASONS:
        reason, hint = step_types.REASONS[known]
        what = f'step type "{known}"'
        fields.findings.add(STEP_NOT_FOLLOWED, at=type_of.span, what=what, reason=reason, hint=hint)
    return None


def _deploy(fields: Fields) -> Deploy:
    """Decode the properties of `deploy`. How many clusters it works on at once, and that it waits, is for a workflow alone."""
    fields.value("parallelism")
    fields.boolean("ignoreTerraformComponent")
    if fields.value("auto") is not None and not fields.boolean("auto"):
        fields.findings.add(
            STEP_NOT_FOLLOWED,
            at=fields.key_span("auto"),
            what='property "auto" of step type "deploy"',
            reason=step_types.WAITS,
            hint=step_types.REASONS[step_types.SUSPEND][1],
        )
    return Deploy(policies=fields.texts("policies"), inline=fields.each("inlinePolicies", _inline_policy))


def _inline_policy(fields: Fields) -> PolicyEntry:
    """Decode a policy that a step has itself."""
    from oamc.frontends.v1beta1.policies.table import decode_policy

    return decode_policy(fields, fields.optional_text("name"))


def _apply_component(fields: Fields) -> ApplyComponent:
    """Decode the properties of `apply-component`."""
    return ApplyComponent(
        component=fields.text("component"),
        cluster=fields.optional_text("cluster"),
        namespace=fields.optional_text("namespace"),
    )


def _deploy_to_env(fields: Fields) -> DeployToEnv:
    """Decode the properties of `deploy2env`."""
    fields.boolean("parallel")
    return DeployToEnv(policy=fields.text("policy"), env=fields.text("env"))

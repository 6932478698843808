"""How OpenFaaS scales a function: by labels of its own, in the place of an autoscaler (docs/spec/openfaas.md, 2).

Where a Function says these labels is `spec.labels`; those of the object itself nobody reads. All of them are texts.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Property
from oamc.diagnostics.codes import functions as functions_codes
from oamc.diagnostics.codes import operation as operation_codes
from oamc.expressions.holes import Hole, When, text_of
from oamc.expressions.types import NumberType, TextType
from oamc.objects.tree import At, bare, entries, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree
    from oamc.spans import Span

FUNCTION_TYPE = "openfaas.com/v1.Function"
SCALE = "com.openfaas.scale"
MINIMUM, MAXIMUM = f"{SCALE}.min", f"{SCALE}.max"
LABELS = {"minimum": MINIMUM, "maximum": MAXIMUM, "load.type": f"{SCALE}.type", "load.target": f"{SCALE}.target"}
"""The properties of an auto-scaler that are labels of a function."""
LOAD = TextType(
    pattern=r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?",
    rule="must be rps, capacity, cpu, queue, or the name of a rule of the cluster: letters, digits and any of ._-",
    maximum_length=63,
)
LOAD_PROPERTIES = (
    Property(
        name="load.type",
        type=LOAD,
        description="What OpenFaaS counts for a function: requests a second (rps, also where it is not set), requests at a "
        "time (capacity), thousandths of a core (cpu), waiting messages (queue), or a rule that the cluster has by this name.",
        example=None,
    ),
    Property(
        name="load.target",
        type=NumberType(whole=True, minimum=1, maximum=2**31 - 1),
        description="How much of that a replica of a function should have. OpenFaaS takes 50 where it is not set.",
        example=None,
    ),
)


def fixed_number(count: Tree) -> Tree:
    """Return the patch that makes a number the least and the greatest one of replicas."""
    text = _text(count)
    return {"metadata": {"labels": {MINIMUM: text}}, "spec": {"labels": {MINIMUM: text, MAXIMUM: text}}}


def warn_of_none(use: BoundTrait, subject: Subject, name: str) -> None:
    """Warn of no replicas: a function has at least one, unless it has been idle."""
    if use.known(name) == 0:
        hint = f'set {name} to 1, and the label {SCALE}.zero to "true" where an idle function shall have none'
        subject.context.reports.add(functions_codes.KEEPS_ONE, at=use.span_of(name), instance=subject.name, hint=hint)


def scaled_by_labels(use: BoundTrait, subject: Subject) -> Change:
    """Say the bounds and the load as labels. Reports what labels cannot say."""
    refused = _written(use)
    for name, span in refused.items():
        hint = "say what OpenFaaS shall count by load.type, and how much of it a replica should have by load.target"
        subject.context.reports.add(functions_codes.NOT_BY_LABELS, at=span, property=name, trait=use.trait.name, hint=hint)
    if refused:
        return Change()
    labels = entries((label, _label(use, name)) for name, label in LABELS.items())
    return Change(patches=(Patch(tree={"spec": {"labels": labels}}),))


def refuses_load(use: BoundTrait, subject: Subject) -> bool:
    """Tell whether the trait says what only OpenFaaS counts, where something else scales; report it."""
    name = next((prop.name for prop in LOAD_PROPERTIES if use.get(prop.name) is not None), None)
    if name is not None:
        reason, hint = "only OpenFaaS counts by it, for a function", "set cpu or memory"
        subject.context.reports.add(
            operation_codes.OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=hint
        )
    return name is not None


def _written(use: BoundTrait) -> dict[str, Span]:
    """Return the properties in the document that no label says, the first part of each group, with their places."""
    found: dict[str, Span] = {}
    for name, prop in use.properties.items():
        if name not in LABELS and prop.span is not use.name_span:
            found.setdefault(name.partition(".")[0], prop.span)
    return found


def _label(use: BoundTrait, name: str) -> Tree:
    """Return the text of a property, there while the property has a value."""
    value, condition = use.get(name), use.has_value(name)
    if value is None:
        return None
    text = _text(At(value, use.span_of(name)))
    return text if condition is None else When(condition=condition, then=text)


def _text(value: Tree) -> Tree:
    """Return a value as a text that remembers its place."""
    hole = bare(value)
    assert isinstance(hole, Hole)
    return placed(text_of(hole), value.span if isinstance(value, At) else None)

"""How OpenFaaS scales a function: by labels of its own, in the place of an autoscaler (docs/spec/openfaas.md, 2).

Where a Function says these labels is `spec.labels`; those of the object itself nobody reads. All of them are texts.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.diagnostics.codes import functions as functions_codes
from oamc.expressions.holes import Hole, When, text_of
from oamc.objects.tree import At, bare, entries, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree
    from oamc.spans import Span

SCALE = "com.openfaas.scale"
MINIMUM, MAXIMUM = f"{SCALE}.min", f"{SCALE}.max"
LABELS = {"minimum": MINIMUM, "maximum": MAXIMUM, "load.type": f"{SCALE}.type", "load.target": f"{SCALE}.target"}
"""The properties of an auto-scaler that are labels of a function."""


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

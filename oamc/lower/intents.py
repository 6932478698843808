"""What the intents of an instance make of its objects, once traits and scopes have changed them (docs/spec/intents.md, 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Intent
from oamc.capabilities.labels import labelled
from oamc.diagnostics.codes.intents import INTENT_DOES_NOT_FIT
from oamc.diagnostics.reports import Related
from oamc.lower.demanded import demanded
from oamc.objects.demands import INTENT, Promise
from oamc.objects.reading import paths_of_object
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Subject
    from oamc.expressions.holes import Path
    from oamc.ir.program import BoundIntent, Instance
    from oamc.objects.tree import KubeObject, Tree


class Intended(Record):
    """The objects of an instance as its intents want them, what must stay true of them, and values that nothing is made of."""

    objects: tuple[KubeObject, ...]
    promises: tuple[Promise, ...] = ()
    idle: tuple[Path, ...] = ()


def context_for(instance: Instance, context: Context) -> Context:
    """Return what capabilities may know of an instance, whose intents may choose how it is lowered."""
    options = context.options
    for bound in instance.intents:
        assert isinstance(bound.intent, Intent)
        if bound.intent.options is not None:
            options = bound.intent.options(options, instance.name.value)
    return replace(context, options=options)


def intended(objects: tuple[KubeObject, ...], subject: Subject, labels: dict[str, Tree]) -> Intended:
    """Return the objects of an instance as its intents want them. New ones get the labels."""
    promises: list[Promise] = []
    for bound in subject.instance.intents:
        intent = bound.intent
        assert isinstance(intent, Intent)
        if subject.rendered.main.kind not in intent.kinds:
            _report_misfit(bound, intent, subject)
            continue
        demands = intent.demands(bound, subject)
        objects = demanded(objects, demands, bound.span, f"intent {intent.name}")
        if intent.finish is not None:
            known = {(item.kind, item.name) for item in objects}
            finished = intent.finish(bound, subject, objects)
            objects = tuple(item if (item.kind, item.name) in known else labelled(item, labels) for item in finished)
        promises.append(Promise(kind=INTENT, name=intent.name, instance=subject.name, span=bound.span, demands=demands))
    named = {path for item in objects for path in paths_of_object(item)}
    own = [hole.path for bound in subject.instance.intents for hole in bound.properties.values()]
    idle = tuple(path for path in own if path not in named)
    return Intended(objects=objects, promises=tuple(promises), idle=idle)


def _report_misfit(bound: BoundIntent, intent: Intent, subject: Subject) -> None:
    """Report an intent that the workload of its component cannot fulfil."""
    component = subject.instance.component
    subject.context.reports.add(
        INTENT_DOES_NOT_FIT,
        at=bound.span,
        related=[Related(span=component.workload_type.span, message="the workload type is here")],
        intent=intent.name,
        component=component.name.value,
        workload=subject.workload_type.name,
        forms=intent.forms,
        hint="give the component another workload type, or leave the intent out",
    )

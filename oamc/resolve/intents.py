"""The intents of a component: words in an annotation (docs/spec/intents.md, 1).

In: the annotations of a component. Out: the intents of one instance, with what the installer may choose about them.
"""

from __future__ import annotations

from oamc.diagnostics.codes import intents as codes
from oamc.diagnostics.reports import Related, listing
from oamc.diagnostics.snippets import line_of
from oamc.expressions.holes import Hole
from oamc.ir.program import BoundIntent
from oamc.model.reserved_keys import INTENTS
from oamc.spans import Located, Span
from oamc.values.parameters import BUILT_IN, Assignment, Parameter, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Intent, WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Component
    from oamc.spans import Keyed

MOST_INTENTS = 100
"""Words of one list that are looked at: there are no more than a handful of intents."""


class Intents:
    """The intents of one instance. `bound` are those that are right, `parameters` their values."""

    def __init__(self, component: Component, instance: str, catalog: Catalog, reports: Reports) -> None:
        self.bound: tuple[BoundIntent, ...] = ()
        self.parameters: tuple[Parameter, ...] = ()
        for intent, span in _known(component, catalog, reports):
            parameters = tuple(_parameters(intent, instance, span))
            holes = {one.path[-1]: Hole(path=one.path, type=one.type) for one in parameters}
            self.bound += (BoundIntent(intent=intent, span=span, properties=holes),)
            self.parameters += parameters


def reshaped_by_intents(workload: WorkloadType, intents: tuple[BoundIntent, ...]) -> WorkloadType:
    """Return the workload type of an instance as its intents make it."""
    for bound in intents:
        intent: Intent = bound.intent  # type: ignore[assignment]  # what the catalog of intents has
        workload = workload if intent.reshape is None else intent.reshape(workload)
    return workload


def report_stray_intents(annotations: dict[str, Keyed], owner: str, reports: Reports) -> None:
    """Report intents of what is no component: nothing would come of them."""
    if INTENTS in annotations:
        hint = "write the annotation in the metadata of a component"
        reports.add(codes.INTENT_OUT_OF_PLACE, at=annotations[INTENTS].key_span, owner=owner, hint=hint)


def _known(component: Component, catalog: Catalog, reports: Reports) -> list[tuple[Intent, Span]]:
    """Return the intents that a component lists, each with its place. What is wrong is reported and left out."""
    written = component.annotations.get(INTENTS)
    words = list(_words(written)) if written is not None else []
    found: dict[str, tuple[Intent, Span]] = {}
    for word in words:
        intent = catalog.intent(word.value)
        if not word.value or len(words) > MOST_INTENTS:
            problem = "is empty" if len(words) == 1 else "has an empty place" if not word.value else "is far too long"
            hint = f"known are {listing(catalog.intent_names())}"
            reports.add(codes.NO_INTENT, at=word.span, component=component.name.value, problem=problem, hint=hint)
            break
        if intent is None:
            near = reports.nearest(word.value, catalog.intent_names())
            hint = f'did you mean "{near}"?' if near else f"known are {listing(catalog.intent_names())}"
            reports.add(codes.UNKNOWN_INTENT, at=word.span, intent=word.value, hint=hint)
        elif word.value in found:
            related = [Related(span=found[word.value][1], message="the first one is here")]
            reports.add(codes.INTENT_TWICE, at=word.span, related=related, intent=word.value, hint="keep one of them")
        else:
            _report_contradictions(intent, word, found, reports)
            found[word.value] = (intent, word.span)
    return list(found.values())


def _report_contradictions(
    intent: Intent, word: Located[str], earlier: dict[str, tuple[Intent, Span]], reports: Reports
) -> None:
    """Report an intent that cannot be held together with an earlier one."""
    for other, span in earlier.values():
        if other.name in intent.contradicts or intent.name in other.contradicts:
            reports.add(
                codes.INTENTS_CONTRADICT,
                at=word.span,
                related=[Related(span=span, message="the other one is here")],
                first=other.name,
                second=intent.name,
                hint="keep one of them",
            )


def _words(written: Keyed) -> Iterator[Located[str]]:
    """Yield the words of a list with commas, each with its place where the text stands in one line as it is."""
    span = written.span
    line = line_of(span.source, span.line) if span.line == span.end_line else ""
    at, end = span.column - 1, span.end_column - 1
    for part in written.value.split(","):
        word = part.strip()
        begin = line.find(word, at, end) if word else -1
        place = span if begin < 0 else Span(span.source, span.line, begin + 1, span.line, begin + len(word) + 1)
        at = at if begin < 0 else begin + len(word)
        yield Located(value=word, span=place)


def _parameters(intent: Intent, instance: str, span: Span) -> Iterator[Parameter]:
    """Yield the values that an intent has in the output."""
    for item in intent.properties:
        assert not isinstance(item.default, Unset)
        yield Parameter(
            path=(instance, "intents", intent.name, item.name),
            type=item.type_of_setting,
            description=item.description,
            history=(Assignment(source=BUILT_IN, value=item.default, span=None),),
            declared=span,
        )

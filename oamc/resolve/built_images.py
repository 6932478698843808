"""Images that are made of parameters (docs/spec/oam-v1alpha1.md, 3.3.1). Loaded with the first of them.

In: the text of an image with `[fromParam(NAME)]` in it. Out: the parameter of the image, which is what the document makes of
the others while it has no value of its own; those may follow variables in their turn.
"""

from __future__ import annotations

from oamc.capabilities.text_types import IMAGE
from oamc.diagnostics.codes.parameters import BAD_BUILT_IMAGE, NO_SOURCE
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Expression, Hole, Text, TextOf, text_of
from oamc.expressions.numbers import spell_json
from oamc.expressions.problems import problem
from oamc.expressions.types import PROCESS_TEXT, TextType
from oamc.resolve.setting_references import REFERENCE
from oamc.spans import Located
from oamc.values.parameters import DECLARED_DEFAULT, Assignment, Parameter, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.expressions.types import ValueType
    from oamc.resolve.component_parameters import ComponentParameters


def built_image(path: Path, image: Located[str], values: ComponentParameters, reports: Reports) -> Parameter | None:
    """Return the parameter at `path` of an image with references to parameters; None after a report."""
    container = path[-2]
    found = _parameters(image, f'the image of container "{container}"', values, reports)
    if found is None:
        return None
    parts: list[str | Hole | TextOf] = []
    end = 0
    for match in REFERENCE.finditer(image.value):
        parameter = found[match[1]]
        parts += [image.value[end : match.start()], text_of(Hole(path=parameter.path, type=parameter.type))]
        end = match.end()
    parts.append(image.value[end:])
    built = tuple(part for part in parts if isinstance(part, Expression) or part)
    history: tuple[Assignment, ...] = ()
    if not any(isinstance(parameter.value, Unset) for parameter in found.values()):
        today = "".join(part if isinstance(part, str) else _text_of(part, found) for part in built)
        reason = problem(IMAGE, today)
        if reason:
            _report(image, container, found, reason, values, reports)
            return None
        history = (Assignment(source=DECLARED_DEFAULT, value=today, span=image.span),)
    return Parameter(
        path=path,
        type=IMAGE,
        description="Image of the container.",
        history=history,
        declared=image.span,
        built=built[0] if len(built) == 1 and isinstance(built[0], Expression) else Text(parts=built),
    )


def _parameters(image: Located[str], what: str, values: ComponentParameters, reports: Reports) -> dict[str, Parameter] | None:
    """Return the parameters to which the text of an image refers, by name; None after a report of one that gives no text."""
    found: dict[str, Parameter] = {}
    complete = True
    for match in REFERENCE.finditer(image.value):
        name = Located(value=match[1], span=image.span)
        parameter = values.find(name, what)
        if values.is_unset(name.value):
            hint = "give the parameter a value in the application, or a default in the component"
            related = values.declared_at(name.value)
            what_of = f'{what} of instance "{values.instance}"'
            reports.add(NO_SOURCE, at=image.span, related=related, hint=hint, what=what_of, parameter=name.value)
            parameter = None
        if parameter is None:
            complete = False
            continue
        if match[0] == image.value and isinstance(parameter.type, TextType):
            errors = reports.errors
            parameter = values.narrow(parameter, image_type(parameter, name, values, reports))
            complete = complete and reports.errors == errors
        found[name.value] = parameter
    return found if complete else None


def image_type(parameter: Parameter, name: Located[str], values: ComponentParameters, reports: Reports) -> ValueType:
    """Return the type of a parameter that is an image: both what it is declared as and what an image is."""
    if parameter.type in {TextType(), PROCESS_TEXT} or not isinstance(parameter.type, TextType):
        return IMAGE
    from oamc.diagnostics.codes.parameters import NO_COMMON_VALUE
    from oamc.expressions.intersection import intersect

    both = intersect(IMAGE, parameter.type)
    if both is None:
        what = f'parameter "{name.value}"'
        related = values.declared_at(name.value)
        reports.add(NO_COMMON_VALUE, at=name.span, related=related, what=what, reason=f"an image {IMAGE.rule}")
    return both or IMAGE


def _text_of(part: Hole | TextOf, found: dict[str, Parameter]) -> str:
    """Return today's value of a parameter as a text."""
    value = found[(part.hole if isinstance(part, TextOf) else part).path[-1]].value
    assert not isinstance(value, Unset)
    return value if isinstance(value, str) else spell_json(value)


def _report(
    image: Located[str],
    container: str,
    found: dict[str, Parameter],
    reason: str,
    values: ComponentParameters,
    reports: Reports,
) -> None:
    """Report parameters whose values do not make an image, with the places of the values."""
    given = {name: parameter.history[-1] for name, parameter in found.items()}
    related = [
        Related(span=last.via or last.span, message=f'parameter "{name}" gets its value here')
        for name, last in given.items()
        if last.span is not None
    ]
    hint = "change the text of the image, in which a reference is written [fromParam(NAME)], or the values of its parameters"
    names = {"container": container, "instance": values.instance, "problem": reason}
    reports.add(BAD_BUILT_IMAGE, at=image.span, related=related, hint=hint, **names)

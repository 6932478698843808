"""What in a component parameters may give (docs/spec/oam-v1alpha1.md, 4.3)."""

from __future__ import annotations

from oamc.diagnostics.codes import parameters as codes
from oamc.model.application import ParameterDeclaration, TextSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Component, GivenValue
    from oamc.resolve.setting_references import Reference


def texts_of(component: Component) -> list[tuple[TextSource, bool]]:
    """Return every text source of a component's containers, with whether it may be absent."""
    return [
        *((env.source, True) for container in component.containers for env in container.env),
        *((file.source, False) for container in component.containers for file in container.config),
        *((container.image, False) for container in component.containers if isinstance(container.image, TextSource)),
        *((source, True) for one in component.containers for source in (*one.given_words, *one.resources.given_amounts)),
    ]


def environment_of(component: Component) -> set[str]:
    """Return the names of the parameters whose values become environment variables, or words of a command."""
    found = (source for one in component.containers for source in (*(env.source for env in one.env), *one.given_words))
    return {source.parameter.value for source in found if source.parameter is not None}


def demanded_by(component: Component) -> set[str]:
    """Return the names of the parameters without which a text of a container would have no value."""
    return {
        source.parameter.value
        for source, may_be_absent in texts_of(component)
        if source.parameter and source.literal is None and not may_be_absent
    }


def implicit(
    component: Component,
    of_settings: tuple[Reference, ...],
    given: dict[str, GivenValue],
    declared: dict[str, ParameterDeclaration],
    reports: Reports,
) -> dict[str, ParameterDeclaration]:
    """Return string parameters for the names that a component uses without declaring them.

    That is done where the application gives a value, or where the user has a literal of its own (4.3.6).
    """
    implicit: dict[str, ParameterDeclaration] = {}
    references = [
        *((source.parameter, source.literal is not None) for source, _ in texts_of(component)),
        *((reference.name, reference.replaced) for reference in of_settings),
    ]
    for name, has_literal in references:
        if name is None or name.value in declared or name.value in implicit:
            continue
        if name.value not in given and not has_literal:
            continue
        reports.add(
            codes.IMPLICIT_PARAMETER,
            at=name.span,
            hint="declare it under spec.parameters of the component",
            component=component.name.value,
            parameter=name.value,
        )
        implicit[name.value] = ParameterDeclaration(
            name=name, description="", type="string", required=False, default=None, span=name.span
        )
    return implicit

"""The overrides of a run with several applications, divided: each application gets those that concern it."""

from __future__ import annotations

from oamc.diagnostics.codes.environments import MEANT_FOR_SEVERAL
from oamc.diagnostics.reports import printable
from oamc.records import replace
from oamc.values.given import Given
from oamc.values.overrides import alone, assigned, given_to
from oamc.values.places import Places
from oamc.values.shape import shape
from oamc.values.sharing import known_to, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Application
    from oamc.objects.object_set import ObjectSet
    from oamc.values.sharing import Names

    Sets = Sequence[tuple[Application, ObjectSet | None]]


def shares(given: Given, sets: Sets, elsewhere: Names | None, *, is_part: bool = False) -> list[Given]:
    """Return the overrides of each application: without what another application knows and it does not.

    Others are those of the same run, and those outside of it whose names are known to be `elsewhere`. What a layer gives to one
    application by name is its own. An application with errors might know any name: what the others do not know is then
    nobody's mistake. In a part of a run any name that is given to all applications may be known in another part.
    """
    own = [given_to(given, application.name.value) for application, _ in sets]
    if not any(one.values for one in own) or (len(sets) == 1 and not elsewhere and not is_part):
        return own
    shapes = [shape(objects.known_parameters) if objects is not None else {} for _, objects in sets]
    if any(objects is None for _, objects in sets):
        return [replace(one, values=known_to(one.values, names)) for one, names in zip(own, shapes, strict=True)]
    typed = assigned(given) if elsewhere else None
    others: Sequence[Names] = (*shapes, given.values) if is_part else shapes
    return [
        replace(one, values=share(one.values, names, others, elsewhere, typed, _addressed(one)))
        for one, names in zip(own, shapes, strict=True)
    ]


def _addressed(given: Given) -> Names | None:
    """Return what is given to one application by its name."""
    layers = [layer for layer in given.below if layer.application]
    return alone(layers) if layers else None


def report_shared_names(given: Given, applications: Sequence[Application], reports: Reports) -> None:
    """Report names of instances below which an environment gives values, and which two applications have."""
    layers = tuple(layer for layer in given.below if not layer.application)
    names = alone(layers) if layers else {}
    if not names:
        return
    owners: dict[str, dict[str, None]] = {}
    for application in applications:
        for use in application.instances:
            owners.setdefault(use.name.value, {})[application.name.value] = None
    places = Places(Given(values=names, below=layers))
    for name in names:
        first, second, *_ = (*owners.get(name, {}), "", "")
        if second:
            place = places.find((name,))
            hint = f"write it below application.{printable(first)} or application.{printable(second)} of the environment"
            reports.add(
                MEANT_FOR_SEVERAL, at=place.span, name=name, first=first, second=second, given_by=place.words, hint=hint
            )

"""Patches at work: applications come in, the same come out with the traits that an environment gives and takes away.

It happens behind `normalize`, so it is the same for every version of OAM. A trait that is added has its place in the patch:
what is wrong with it is reported there. A patch whose target is renamed or gone is an error.
"""

from __future__ import annotations

from functools import partial

from oamc.diagnostics.codes.environments import (
    TRAIT_IS_THERE,
    TRAIT_NOT_THERE,
    UNKNOWN_APPLICATION,
    UNKNOWN_INSTANCE,
    VALUE_OF_REMOVED_TRAIT,
)
from oamc.diagnostics.reports import Related, listing, printable
from oamc.model.application import Property, TraitUse
from oamc.model.vocabularies import CORE
from oamc.records import Record, replace
from oamc.spans import Located
from oamc.values.merge import is_given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.environments.documents import AddedTrait, EnvironmentPatch, InstancePatch
    from oamc.model.application import Application, InstanceUse
    from oamc.values.given import Given


class KnownTrait(Record):
    """What a name means: the one name of the trait, and whether an instance may have it several times."""

    name: str
    is_repeatable: bool


class Removed(Record):
    """A trait that is gone, and where it is taken away."""

    application: str
    instance: str
    trait: str
    use: TraitUse
    at: Located[str]


class Patched(Record):
    """The applications as patches leave them, and what was taken away."""

    applications: tuple[Application, ...]
    removed: tuple[Removed, ...]


def unknown_name(name: Located[str], names: Collection[str], elsewhere: Collection[str], reports: Reports) -> bool:
    """Report a name that no application has, and tell whether it was reported. One `elsewhere` is nobody's mistake."""
    if name.value in names or name.value in elsewhere:
        return False
    near = reports.nearest(name.value, {*names, *elsewhere})
    known = f"the applications are {listing(sorted({*names, *elsewhere}))}" if names or elsewhere else "there is no application"
    hint = f'did you mean "{near}"?' if near else known
    reports.add(UNKNOWN_APPLICATION, at=name.span, name=name.value, hint=hint)
    return True


def patched(
    applications: Sequence[Application],
    patches: Iterable[EnvironmentPatch],
    elsewhere: Collection[str],
    trait: Callable[[Application, str], KnownTrait],
    reports: Reports,
) -> Patched:
    """Return the applications with all patches applied, one after the other. `trait` says what a name means in one of them."""
    changed = list(applications)
    names = dict.fromkeys(application.name.value for application in applications)
    removed: list[Removed] = []
    for patch in patches:
        if unknown_name(patch.application, names, elsewhere, reports):
            continue
        for part in patch.instances:
            found = [
                (place, application)
                for place, application in enumerate(changed)
                if application.name.value == patch.application.value
                and any(use.name.value == part.name.value for use in application.instances)
            ]
            if not found and patch.application.value in names:
                _report_instance(part.name, patch.application.value, changed, reports)
            for place, application in found:
                one = _Instance(application, part, partial(trait, application), reports)
                changed[place] = replace(application, instances=tuple(map(one.patched, application.instances)))
                removed += one.removed
    return Patched(applications=tuple(changed), removed=tuple(removed))


def _report_instance(name: Located[str], application: str, applications: Iterable[Application], reports: Reports) -> None:
    """Report an instance that no application of a name has."""
    known = [use.name.value for one in applications if one.name.value == application for use in one.instances]
    near = reports.nearest(name.value, known)
    hint = f'did you mean "{near}"?' if near else f"its instances are {listing(dict.fromkeys(known))}"
    reports.add(UNKNOWN_INSTANCE, at=name.span, application=application, name=name.value, hint=hint)


class _Instance:
    """One change of one instance of an application."""

    def __init__(
        self, application: Application, part: InstancePatch, trait: Callable[[str], KnownTrait], reports: Reports
    ) -> None:
        self.application = application
        self.part = part
        self.trait = trait
        self.reports = reports
        self.removed: list[Removed] = []

    def patched(self, use: InstanceUse) -> InstanceUse:
        """Return an instance with the change, where it is the one that is meant. What goes goes first."""
        if use.name.value != self.part.name.value:
            return use
        traits = list(use.traits)
        for name in self.part.removed:
            traits = self._without(name, traits)
        for added in self.part.added:
            known = self.trait(added.name.value)
            there = next((one for one in traits if self.trait(one.name.value).name == known.name), None)
            if there is not None and not known.is_repeatable:
                self._report_there(added, there)
            else:
                traits.append(self._use(added))
        return replace(use, traits=tuple(traits))

    def _without(self, name: Located[str], traits: list[TraitUse]) -> list[TraitUse]:
        """Return traits without those of a name; report where there is none."""
        meant = self.trait(name.value).name
        gone = [one for one in traits if self.trait(one.name.value).name == meant]
        if not gone:
            known = [one.name.value for one in traits]
            near = self.reports.nearest(name.value, known)
            hint = f"its traits are {listing(dict.fromkeys(known))}" if known else "it has no traits"
            self.reports.add(
                TRAIT_NOT_THERE,
                at=name.span,
                trait=name.value,
                instance=self.part.name.value,
                hint=f'did you mean "{near}"?' if near else hint,
            )
        self.removed += [
            Removed(application=self.application.name.value, instance=self.part.name.value, trait=meant, use=one, at=name)
            for one in gone
        ]
        return [one for one in traits if one not in gone]

    def _report_there(self, added: AddedTrait, there: TraitUse) -> None:
        """Report a trait that the instance has already."""
        path = f"{printable(self.part.name.value)}.traits.{printable(there.name.value)}"
        self.reports.add(
            TRAIT_IS_THERE,
            at=added.name.span,
            related=[Related(span=there.name.span, message="it has it here")],
            trait=added.name.value,
            instance=self.part.name.value,
            hint=f"set its properties by values of the environment, below {path}",
        )

    def _use(self, added: AddedTrait) -> TraitUse:
        """Return the use of a trait that is added, as documents of the application's version have it."""
        properties = tuple(
            Property(name=Located(value=entry.key, span=entry.key_span), value=entry.value)
            for entry in added.properties or ()
            if entry.key not in added.empty
        )
        if self.application.vocabulary == CORE:
            return TraitUse(name=added.name, properties=properties, empty=added.empty, span=added.span)
        return TraitUse(name=added.name, properties=properties, empty={}, span=added.span, mapping=added.properties)


def report_values_of_removed(removed: Iterable[Removed], given: Given, application: str, reports: Reports) -> None:
    """Report values that are given to a trait which is taken away: they would have no effect."""
    from oamc.values.places import Places

    places: Places | None = None
    for one in removed:
        path = (one.instance, "traits", one.trait)
        if one.application != application or not is_given(given.values, path):
            continue
        places = places or Places(given)
        place = places.find(path)
        reports.add(
            VALUE_OF_REMOVED_TRAIT,
            at=place.span,
            related=[Related(span=one.at.span, message="the trait is taken away here")],
            path=".".join(path),
            given_by=place.words,
            hint="take the value away, or keep the trait",
        )


def without_removed(removed: Iterable[Removed], given: Given, application: str) -> Given:
    """Return overrides without the values of traits that are taken away: `report_values_of_removed` tells of these."""
    values = given.values
    for one in removed:
        instance = values.get(one.instance)
        traits = instance.get("traits") if isinstance(instance, dict) else None
        if one.application == application and isinstance(instance, dict) and isinstance(traits, dict) and one.trait in traits:
            left = {name: value for name, value in traits.items() if name != one.trait}
            rest = {name: value for name, value in instance.items() if name != "traits"}
            values = {**values, one.instance: {**rest, "traits": left} if left else rest}
    return given if values is given.values else replace(given, values=values)

"""An environment at work: all applications of the input come in, those that come out there, as it changes them, come out.

Its order: patches, then which applications are left out. What names an application that is not there is an error.
"""

from __future__ import annotations

from oamc.diagnostics.codes.environments import NOTHING_IN_ENVIRONMENT, TARGET_STAYS
from oamc.environments.documents import patches_of
from oamc.environments.patching import KnownTrait, patched, report_values_of_removed, unknown_name, without_removed
from oamc.environments.shares import report_shared_names, shares
from oamc.model.vocabularies import CORE
from oamc.records import Record
from oamc.values.overrides import given_to
from oamc.values.sharing import together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.environments.patching import Removed
    from oamc.environments.shares import Sets
    from oamc.model.application import Application
    from oamc.options import Environment
    from oamc.source.limits import Limits
    from oamc.values.given import Given
    from oamc.values.sharing import Names


class Placed(Record):
    """The applications of an environment, the traits that it takes away, and the names of the instances that it leaves out.

    `asked` are the names of applications that must be there for what the environment says.
    """

    applications: tuple[Application, ...]
    removed: tuple[Removed, ...]
    left_out: Names
    asked: tuple[str, ...]

    def given_to(self, application: Application, given: Given) -> Given:
        """Return the overrides that one of the applications takes."""
        name = application.name.value
        return without_removed(self.removed, given_to(given, name), name)

    def shares(self, given: Given, sets: Sets, elsewhere: Names | None, *, is_part: bool) -> list[Given]:
        """Return the overrides of each application of a run: what is meant for those that are left out is nobody's mistake."""
        outside = together((elsewhere or {}, self.left_out)) if self.left_out else elsewhere
        found = shares(given, sets, outside, is_part=is_part)
        if not self.removed:
            return found
        return [
            without_removed(self.removed, one, application.name.value)
            for (application, _), one in zip(sets, found, strict=True)
        ]


def place(
    applications: Sequence[Application],
    environment: Environment,
    given: Given | None,
    catalog: Catalog,
    limits: Limits,
    chosen: Callable[[Application], str | None],
    reports: Reports,
    *,
    is_part: bool = False,
) -> Placed:
    """Return the applications of an environment; what is wrong with it is reported. Without `given` the values are wrong.

    `chosen` returns the namespace that the environment chooses for an application. Of a part of a run nobody knows here whether
    a name that is asked for is in another part, and whether all other applications are left out.
    """

    def trait(application: Application, name: str) -> KnownTrait:
        found = (catalog.trait(name) or catalog.trait_by_alias(name)) if application.vocabulary == CORE else None
        if found is None:
            return KnownTrait(name=name, is_repeatable=False)
        return KnownTrait(name=found.name, is_repeatable=bool(found.distinct))

    names = dict.fromkeys(application.name.value for application in applications)
    patches = tuple(patches_of(environment.patches, reports, limits))
    named = (*environment.excluded, *environment.named, *(one.name for one in environment.applications))
    asked = tuple(dict.fromkeys(name.value for name in (*named, *(patch.application for patch in patches))))
    elsewhere = (*environment.elsewhere, *asked) if is_part else environment.elsewhere
    for name in named:
        unknown_name(name, names, elsewhere, reports)
    changed = patched(applications, patches, elsewhere, trait, reports)
    excluded = {name.value for name in environment.excluded}
    own = tuple(application for application in changed.applications if application.name.value not in excluded)
    if applications and not own and not is_part:
        first = environment.excluded[0].span
        reports.add(NOTHING_IN_ENVIRONMENT, at=first, name=environment.name, hint="leave an application in")
    kept = {use.name.value for application in own for use in application.instances}
    left = (use.name.value for application in applications for use in application.instances if use.name.value not in kept)
    for application in own:
        _warn_of_target(application, environment, chosen, reports)
    if given is not None:
        report_shared_names(given, own, reports)
        for one in dict.fromkeys(application.name.value for application in own if changed.removed):
            report_values_of_removed(changed.removed, given_to(given, one), one, reports)
    return Placed(applications=own, removed=changed.removed, left_out=dict.fromkeys(left), asked=asked)


def _warn_of_target(
    application: Application, environment: Environment, chosen: Callable[[Application], str | None], reports: Reports
) -> None:
    """Tell of a target with a namespace of its own, which the environment does not move to another one."""
    own = application.target.namespace if application.target is not None else None
    namespace = chosen(application)
    if own is not None and namespace is not None and own.value != namespace:
        reports.add(
            TARGET_STAYS,
            at=own.span,
            name=environment.name,
            application=application.name.value,
            namespace=own.value,
            hint="leave the namespace out of the topology, or out of the environment",
        )

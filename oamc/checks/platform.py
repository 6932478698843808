"""The rules of a platform, held for the applications of a run (docs/spec/platform.md).

In: the program of an application. Out: its objects, with everything in them that rules demand, of what rules allow; what they
do not allow is reported and left out, so that nothing of it is told once more in other words.
"""

from __future__ import annotations

from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.property_schema import Struct
from oamc.diagnostics.codes.platform import UNKNOWN_IN_RULE
from oamc.diagnostics.reports import listing
from oamc.model.vocabularies import KUBEVELA
from oamc.platform.holding import Surroundings, UsedTrait
from oamc.platform.holding import held as held_objects
from oamc.platform.rules import IN_WORDS, SCOPES, TRAIT, TRAITS, WORKLOAD_TYPES
from oamc.platform.uses import is_allowed, names_of
from oamc.platform.wording import ANYTHING
from oamc.spans import Located
from oamc.values.shape import ENABLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Program
    from oamc.model.application import Application
    from oamc.objects.object_set import ObjectSet
    from oamc.options import Options
    from oamc.platform.rules import Platform
    from oamc.spans import Span


def held(
    lower: Callable[[Program], ObjectSet],
    application: Application,
    program: Program | None,
    options: Options,
    reports: Reports,
) -> tuple[Application, ObjectSet | None]:
    """Return an application with its objects, which `lower` makes, as rules of the platform leave them."""
    platform = options.platform
    assert platform is not None
    if program is None:
        return application, None
    refused = tuple(_refused(program, platform, reports))
    uses = tuple(UsedTrait(path=use.path, names=names_of(use.trait.names)) for one in program.instances for use in one.traits)
    around = Surroundings(uses=uses, refused=refused, namespace=_namespace_of(application))
    return application, held_objects(lower(program), around, platform, reports)


def _namespace_of(application: Application) -> Located[str] | None:
    """Return the namespace that the document of an application says."""
    target = application.target.namespace if application.target is not None else None
    return target if target is not None else application.namespace


def _refused(program: Program, platform: Platform, reports: Reports) -> Iterator[Span]:
    """Report what an application uses and rules do not allow, and yield the places of it."""
    for instance in program.instances:
        written, names = instance.component.workload_type, instance.workload_type.names
        if not instance.is_policy and not is_allowed(
            WORKLOAD_TYPES, (*names, written.value), written.value, written.span, platform, reports
        ):
            yield from (instance.component.span, instance.span)
        for use in instance.traits:
            if not is_allowed(TRAITS, use.trait.names, use.trait.name, use.name_span, platform, reports):
                yield use.span
    bound = (*program.scopes, *(one for instance in program.instances for one in instance.scopes))
    for one in {id(scope): scope for scope in bound}.values():
        scope = one.scope
        if scope is not None and not is_allowed(SCOPES, scope.names, scope.short_name, one.name.span, platform, reports):
            yield one.span


def check_rules(platform: Platform, applications: Iterable[Application], catalog: Catalog, reports: Reports) -> None:
    """Report names in rules that nothing has: a rule about a name that is misspelled would hold for nothing."""
    known: dict[str, dict[str, None]] = {key: dict.fromkeys(names) for key, names in _known(tuple(applications), catalog)}
    of_rules = [(TRAITS, Located(value=rule.subject, span=rule.span)) for rule in platform.rules if rule.about == TRAIT]
    of_properties = [(TRAITS, Located(value=one.of, span=one.span)) for one in platform.lists if one.of]
    of_lists = [(one.key, name) for one in platform.lists if one.key in known and not one.of for name in one.names]
    for key, name in (*of_lists, *of_properties, *of_rules):
        if ANYTHING in name.value or name.value in known[key] or (key == WORKLOAD_TYPES and "." in name.value):
            continue
        near = reports.nearest(name.value, known[key])
        hint = f'did you mean "{near}"?' if near else "a star stands for any characters, as in my-*"
        reports.add(UNKNOWN_IN_RULE, at=name.span, what=IN_WORDS[key], name=name.value, hint=hint)
    properties = [(rule.subject, Located(value=rule.path, span=rule.span)) for rule in platform.rules if rule.about == TRAIT]
    properties += [(one.of, name) for one in platform.lists if one.of for name in one.names]
    for subject, name in properties:
        _check_property(subject, name, catalog, reports)


def _check_property(subject: str, name: Located[str], catalog: Catalog, reports: Reports) -> None:
    """Report a property that a trait does not have. One that takes a tree is known by its first name."""
    traits = [found for found in (catalog.trait(subject), CATALOGS[KUBEVELA].trait(subject)) if found is not None]
    names = [prop.name for trait in traits for prop in trait.properties]
    known = {*names, *(name[:end] for name in names for end in range(1, len(name)) if name[end] in ".["), ENABLED}
    trees = [trait.schema for trait in traits if trait.schema is not None]
    if not traits or ANYTHING in name.value or name.value in known:
        return
    known |= {item.name for tree in trees if isinstance(tree, Struct) for item in tree.items}
    is_open = any(not isinstance(tree, Struct) or tree.others is not None for tree in trees)
    if is_open or name.value.partition(".")[0].partition("[")[0] in known:
        return
    near = reports.nearest(name.value, known)
    hint = f'did you mean "{near}"?' if near else f"{subject} has {listing(sorted({*names, ENABLED}))}"
    reports.add(UNKNOWN_IN_RULE, at=name.span, what=f"a property of trait {subject},", name=name.value, hint=hint)


def _known(applications: tuple[Application, ...], catalog: Catalog) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the names that lists may have, of what is built in and of what the documents of the run define."""
    words = CATALOGS[KUBEVELA]
    libraries = [application.library for application in applications]
    own = [library.definitions for library in libraries if library.definitions is not None]
    types = (*catalog.workload_type_names(), *words.workload_type_names(), *(n for one in own for n in one.component_names))
    defined = (definition.kind for library in libraries for definition in library.workload_types)
    traits = (name for library in libraries for name in library.traits)
    yield WORKLOAD_TYPES, names_of((*types, *defined))
    yield (
        TRAITS,
        names_of((*catalog.trait_names(), *words.trait_names(), *traits, *(n for one in own for n in one.trait_names))),
    )
    scopes = (name for scope in catalog.scopes for name in scope.names)
    yield SCOPES, names_of(tuple(scopes))

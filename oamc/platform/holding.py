"""All rules about values and objects, held in the objects of one application.

In: an `ObjectSet`, and which traits have values where. Out: the same set with narrower types of parameters, with further
conditions on values, and with the fields that rules fix. What breaks a rule already is reported.
"""

from __future__ import annotations

from oamc.diagnostics.codes import platform as codes
from oamc.diagnostics.key_places import head_of
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.types import ChoiceType
from oamc.platform.fields import demands_of, hold_fields
from oamc.platform.fixing import with_fixed_fields
from oamc.platform.rules import (
    CHARTS,
    DEVELOPER,
    IN_WORDS,
    KINDS,
    NAMESPACES,
    OBJECT,
    OF_FIELDS,
    OPERATOR,
    PARAMETER,
    TRAIT,
    VALUE,
)
from oamc.platform.values import HERE, Demand, Values, demand_of
from oamc.platform.wording import breaks, matches, words_of
from oamc.records import Record, replace
from oamc.values.parameters import APPLICATION, DECLARED_DEFAULT, VARIABLE, Unset
from oamc.values.shape import ENABLED, spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.objects.object_set import ObjectSet
    from oamc.platform.rules import Listed, Platform, Rule
    from oamc.spans import Located, Span
    from oamc.values.parameters import Parameter

PARAMETERS = "parameters"
IMAGE_OF_TEST = ("test", "image")
"""Where the image stands with which a chart tests an instance: pods that only Helm runs."""
OF_OPERATORS = (APPLICATION, VARIABLE)


class UsedTrait(Record):
    """A use of a trait: the path of its values, and the names of the trait."""

    path: Path
    names: tuple[str, ...]


class Surroundings(Record):
    """What must be known of an application beside its objects.

    `uses` are the traits in it, `refused` the places of what rules do not allow as a whole, and `namespace` what its document
    says of that.
    """

    uses: tuple[UsedTrait, ...]
    refused: tuple[Span, ...]
    namespace: Located[str] | None


def held(objects: ObjectSet, around: Surroundings, platform: Platform, reports: Reports) -> ObjectSet:
    """Return the objects of an application with all rules held in them."""
    values = Values((*objects.parameters, *objects.fixed), reports, around.refused)
    _check_kinds(objects, platform, values)
    _check_namespaces(objects, around.namespace, platform, reports)
    uses, demands = {use.path: use for use in around.uses}, demands_of(platform)
    for path, parameter in list(values.known.items()):
        if values.is_refused(parameter.declared):
            continue
        use = _use_at(path, uses)
        name = _property(path[len(use.path) :]) if use is not None else ""
        unlisted = [] if use is None or name == ENABLED else list(_unlisted(platform, use, name))
        if any(_is_refused(listed, name, use, parameter, platform, reports) for listed in unlisted):
            values.leave(path)
            continue
        for rule in platform.rules:
            if _is_about(rule, path, use, name):
                _apply(rule, path, values)
        for listed in unlisted:
            _keep(values.known[path], listed.span, f"must be left as it is: {words_of(listed)}", values)
        for demand in demands.of_images() if path[1:] == IMAGE_OF_TEST else ():
            values.narrow(path, demand)
    for item in objects.objects:
        hold_fields(item, demands.of(item), values)
    return replace(
        objects,
        objects=tuple(with_fixed_fields(item, platform) for item in objects.objects),
        parameters=tuple(values.known[one.path] for one in objects.parameters),
        requirements=(*objects.requirements, *values.requirements),
    )


def _use_at(path: Path, uses: Mapping[Path, UsedTrait]) -> UsedTrait | None:
    """Return the use of a trait whose value stands at a path. The longest path counts: a use may have a name of its own."""
    return next((uses[path[:end]] for end in range(len(path), 0, -1) if path[:end] in uses), None)


def _property(path: Path) -> str:
    """Return the name of a property as rules write it: `rules[].host` for the first host and any other."""
    name = ""
    for step in path:
        name += "[]" if step.isdigit() else f".{step}" if name else step
    return name


def _is_about(rule: Rule, path: Path, use: UsedTrait | None, name: str) -> bool:
    """Tell whether a rule is about the parameter at a path."""
    if rule.about == VALUE:
        steps = rule.path.split(".")
        return len(steps) == len(path) and all(map(matches, steps, path))
    if rule.about == PARAMETER:
        return path[1:2] == (PARAMETERS,) and len(path) == 3 and matches(rule.path, path[2])  # noqa: PLR2004 - instance, parameters, name
    if rule.about != TRAIT or use is None or not any(matches(rule.subject, one) for one in use.names):
        return False
    # Of a trait that may be used several times the path begins with what tells one use from another.
    return matches(rule.path, name)


def _apply(rule: Rule, path: Path, values: Values) -> None:
    """Apply a rule to a parameter: who sets it, and what it may be."""
    if rule.setters is not None and _is_set_by_another(rule, path, values):
        values.leave(path)
        return
    if rule.type is not None:
        values.narrow(path, demand_of(rule))


def _is_set_by_another(rule: Rule, path: Path, values: Values) -> bool:
    """Report who sets a value and may not, and tell whether there is one; where no operator may, nobody can change it."""
    assert rule.setters is not None
    errors = values.reports.errors
    parameter = values.known[path]
    refused = {DEVELOPER: (DECLARED_DEFAULT,), OPERATOR: OF_OPERATORS}
    for role, sources in refused.items():
        last = next((one for one in reversed(parameter.history) if one.source in sources and one.span is not None), None)
        if role in rule.setters or last is None:
            continue
        who = "application operator" if role == OPERATOR else role
        hint = f"it is set by the {listing(rule.setters)}" if rule.setters else "leave it out"
        related = [Related(span=rule.span, message=HERE)]
        values.reports.add(
            codes.SET_BY_ANOTHER, at=last.via or last.span, related=related, hint=hint, role=who, path=spell_path(path)
        )
    if values.reports.errors > errors:
        return True
    if OPERATOR not in rule.setters:
        _keep(parameter, rule.span, f"must be left as it is: no operator may set {spell_path(path)}", values)
    return False


def _keep(parameter: Parameter, rule: Span, words: str, values: Values) -> None:
    """Let a value be what it is when no operator sets it, in the chart too."""
    history = tuple(one for one in parameter.history if one.source not in OF_OPERATORS)
    value = history[-1].value if history else None
    if isinstance(parameter.value, Unset) or len(history) == len(parameter.history):
        if value is None:
            values.keep_unset(parameter.path, Demand(type=ChoiceType(choices=()), words=words, span=rule))
        elif isinstance(value, (bool, int, float, str)):
            demand = Demand(type=ChoiceType(choices=(value,)), words=words, span=rule)
            values.narrow(parameter.path, demand, must_be_there=True)
        elif not parameter.fixed:
            values.cannot(
                spell_path(parameter.path), "no schema of a chart holds a whole list or mapping", parameter.declared, rule
            )


def _unlisted(platform: Platform, use: UsedTrait, name: str) -> Iterator[Listed]:
    """Yield the lists of properties of a trait that a property is not on. The name of a group stands for all in it."""
    groups = [name[:end] for end in range(1, len(name) + 1) if end == len(name) or name[end] in ".["]
    for listed in platform.lists:
        if listed.of and any(matches(listed.of, one) for one in use.names) and breaks(listed, groups):
            yield listed


def _is_refused(
    listed: Listed, name: str, use: UsedTrait | None, parameter: Parameter, platform: Platform, reports: Reports
) -> bool:
    """Tell whether an application sets a property that it may not set, and report it. What a rule fixes nobody has set."""
    of_rules = {rule.span for rule in platform.fixed_of(TRAIT)}
    set_by = [one for one in parameter.history if one.source in OF_OPERATORS and one.span not in of_rules]
    if use is None or not set_by or set_by[-1].span is None:
        return False
    reports.add(
        codes.PROPERTY_NOT_ALLOWED,
        at=set_by[-1].via or set_by[-1].span,
        related=[Related(span=listed.span, message=HERE)],
        property=name,
        trait=use.names[0],
        hint=words_of(listed),
    )
    return True


def _check_kinds(objects: ObjectSet, platform: Platform, values: Values) -> None:
    """Report objects of kinds that may not be written, and charts of others where nobody can know what they write."""
    of_kinds, reports = platform.lists_of(KINDS), values.reports
    for item in objects.objects if of_kinds else ():
        kind = f"{item.api_version}.{item.kind}"
        broken = next((listed for listed in of_kinds if breaks(listed, (kind, item.kind))), None)
        if broken is not None and not values.is_refused(item.span):
            related = [Related(span=broken.span, message=HERE)]
            hint = words_of(broken)
            reports.add(
                codes.KIND_NOT_ALLOWED, at=head_of(item.span, "kind"), related=related, hint=hint, kind=kind, by=item.rule
            )
    for chart in objects.dependencies:
        of_charts = platform.lists_of(CHARTS)
        name = f"{chart.repository.rstrip('/')}/{chart.name}"
        broken = next((listed for listed in of_charts if breaks(listed, (name,))), None)
        about_objects = _about_objects(platform)
        if broken is None and (of_charts or not about_objects):
            continue
        rule = broken.span if broken is not None else about_objects[0]
        hint = (
            words_of(broken) if broken else "what a chart writes is not known here: allow.charts lists those that may be used"
        )
        related = [Related(span=rule, message=HERE)]
        reports.add(codes.NAME_NOT_ALLOWED, at=chart.span, related=related, hint=hint, what=IN_WORDS[CHARTS], name=name)


def _about_objects(platform: Platform) -> list[Span]:
    """Return the places of rules about objects, which nobody can hold in those of a chart of somebody else."""
    lists = [one.span for one in platform.lists if one.key in {KINDS, *OF_FIELDS}]
    rules = [rule.span for rule in platform.rules if rule.about == OBJECT]
    return [*lists, *rules, *(most.span for most in platform.most_replicas)]


def _check_namespaces(objects: ObjectSet, written: Located[str] | None, platform: Platform, reports: Reports) -> None:
    """Report namespaces that objects may not go to, each once. Where none is written, whoever installs chooses it."""
    told: set[str] = set()
    for item in objects.objects:
        namespace = item.namespace
        for listed in platform.lists_of(NAMESPACES) if namespace and namespace not in told else ():
            if not breaks(listed, (namespace,)):
                continue
            told.add(namespace)
            of_document = written is not None and written.value == namespace
            reports.add(
                codes.NAME_NOT_ALLOWED,
                at=written.span if written is not None and of_document else item.span if item.is_placed else None,
                related=[Related(span=listed.span, message=HERE)],
                hint=words_of(listed),
                what=IN_WORDS[NAMESPACES],
                name=namespace,
            )

"""The stage `check`: the objects of one application with the values in force, for both outputs alike.

In: an object set and the overrides of its application. Out: a `Checked`, whose parameters know the overrides, or reports. Every
check looks at objects whose holes are filled, so that what it finds is true of what Helm would render.
"""

from __future__ import annotations

from oamc.checks.kubernetes import check_objects
from oamc.choices import HELM
from oamc.diagnostics.codes import environments as environments_codes
from oamc.diagnostics.codes import parameters as parameters_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import IsGiven, holes_in
from oamc.kubernetes.pod_templates import QOS_CLASS
from oamc.model.secret_names import PARTS
from oamc.objects.fill import Filler, filler_of
from oamc.records import Record, replace
from oamc.values.parameters import DECLARED_DEFAULT, OVERRIDE, Assignment, Unset, assign
from oamc.values.shape import defaults, spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.checks.routes import Routes
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.model.application import Application
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject
    from oamc.options import Options
    from oamc.source.nodes import Plain
    from oamc.spans import Span
    from oamc.values.given import Given
    from oamc.values.parameters import Parameter
    from oamc.values.places import Place

AUTOSCALER = "VerticalPodAutoscaler"
CONTAINERS = "'containers': ["
"""What the body of an object shows that may have pods."""
TOLD = ("'value': '", "'env': {", "'environment': {", "'--", " --")
"""What the body of an object shows that may have variables with values, or options."""
OF_TEXTS = ("ConfigMap", "Secret")
MAY_BE_LARGE = 25_000
"""Characters of an object below which its JSON surely fits into an annotation: one is written in at most six bytes."""


MOST_BUILT = 32 * 1024 * 1024
"""Characters that overrides of variables may bring to what is built from them: as much as all inputs may have."""


class Checked(Record):
    """The objects of one application that may come out, and the values in force. They have about so many `characters`.

    `given` are the overrides of the application, as a tree, with the digests that a lock has for images among them.
    """

    application: Application
    objects: ObjectSet
    filler: Filler
    characters: int
    given: dict[str, Plain]


def check_result(
    application: Application,
    objects: ObjectSet,
    given: Given,
    routes: Routes,
    options: Options,
    reports: Reports,
) -> Checked | None:
    """Apply the overrides and check the result. None after wrong overrides: what they would make tells nothing.

    Required values that nobody has given yet are an error, unless they may stay open in a chart: then what would come out is
    checked with an example of each. With a lock, images get their digests from it.
    """
    errors = reports.errors
    values = defaults(objects.parameters)
    filler = filler_of(objects.parameters, values)
    if given.values or any(parameter.ruled for parameter in objects.parameters):
        from oamc.values.check import effective, problems

        problems(given, objects.parameters, reports, objects.fixed)
        values = effective(objects.parameters, given.values)
        if reports.errors > errors or not _may_be_built(objects, values, reports):
            return None
        filler = filler_of(objects.parameters, values)
        objects = replace(objects, parameters=_overridden(objects, filler, given, application, reports))
    given_values = given.values
    if options.lock is not None:
        from oamc.checks.locked_images import lock_images, with_digests

        locked = lock_images(objects, values, filler, options.lock, reports)
        if locked is None:
            return None
        objects, values = locked
        filler = filler_of(objects.parameters, values)
        given_values = with_digests(given_values, objects.parameters)
    asked = objects.requirements
    if objects.promises:
        from oamc.checks.intents import hold_intents

        held = hold_intents(objects, filler, reports)
        if held is None:
            return None
        objects = held
    if any(parameter.is_open for parameter in objects.parameters):
        from oamc.checks.open_values import with_examples

        may_stay_open = options.allow_unset and options.format == HELM
        examples = with_examples(values, filler, objects, reports, may_stay_open=may_stay_open)
        if examples is None:
            return None
        filler = filler_of(objects.parameters, examples)
    # What intents ask beyond that is so, unless values are still open: of an example nobody could know.
    check_objects(replace(objects, requirements=asked), filler, options.kube_versions, reports)
    characters = 0
    if reports.errors == errors:
        routes.add(objects, filler, reports)
        characters = _check_texts(objects, filler, reports)
        if any(item.kind == AUTOSCALER for item in objects.objects):
            from oamc.checks.dynamic_qos import check_autoscalers

            check_autoscalers(objects, filler, options.kube_versions, reports)
    return Checked(application=application, objects=objects, filler=filler, characters=characters, given=given_values)


def _may_be_built(objects: ObjectSet, values: dict[str, Plain], reports: Reports) -> bool:
    """Report values of variables that are so long, and inserted so often, that nobody could mean what comes of it."""
    built = {parameter.path: parameter.built for parameter in objects.parameters if parameter.built is not None}
    if not built:
        return True
    given = Filler(values)
    lengths: dict[Path, int] = {}

    def length(path: Path) -> int:
        if path not in lengths:
            value = given.at(path)
            follows = value is None and path in built
            lengths[path] = brought(path) if follows else len(repr(value))
        return lengths[path]

    def brought(path: Path) -> int:
        return sum(length(hole.path) for hole in holes_in(built[path]))

    characters = sum(brought(path) for path in built if given.at(path) is None)
    if characters > MOST_BUILT:
        hint = "give shorter values, or give the parameters values of their own"
        reports.add(parameters_codes.TOO_LONG_TOGETHER, at=objects.application.span, limit=f"{MOST_BUILT:,}", hint=hint)
    return characters <= MOST_BUILT


def _overridden(
    objects: ObjectSet, filler: Filler, given: Given, application: Application, reports: Reports
) -> tuple[Parameter, ...]:
    """Return the parameters with the overrides, and the places of these, at the end of their histories."""
    from oamc.values.places import Places

    places = Places(given)
    changed: list[Parameter] = []
    for parameter in objects.parameters:
        value = filler.at(parameter.path)
        before = None if isinstance(parameter.value, Unset) else parameter.value
        if parameter.built is not None and not filler.holds(IsGiven(path=parameter.path)):
            changed.append(parameter if value is None else _followed(parameter, value))
        elif parameter.built is None and value == before and type(value) is type(before):
            changed.append(parameter)
        elif value is None:
            changed.append(replace(parameter, history=()))
        else:
            given_here = [(one, place) for one, place in places.history(parameter.path) if one is not None]
            *earlier, (_, place) = given_here or [(value, places.find(parameter.path))]
            if place.layer and application.policy_places:
                _warn_of_policy(parameter, place, application.policy_places, reports)
            for one, before_it in earlier:
                parameter = _given(parameter, one, before_it)  # noqa: PLW2901 - one more assignment, as the last one below
            changed.append(_given(parameter, value, place))
    return tuple(changed)


def _warn_of_policy(parameter: Parameter, place: Place, policies: tuple[Span, ...], reports: Reports) -> None:
    """Warn where an environment says what a policy of the application says, too: one of them was meant to decide."""
    last = parameter.history[-1].span if parameter.history else None
    if last is None or not any(_is_within(last, policy) for policy in policies):
        return
    reports.add(
        environments_codes.POLICY_REPLACED,
        at=place.span,
        related=[Related(span=last, message="the policy says it here")],
        path=spell_path(parameter.path),
        by=place.layer,
        hint="say it in one place: in the policy, or in the environment",
    )


def _is_within(inner: Span, outer: Span) -> bool:
    """Tell whether a place lies within another one."""
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return inner.source is outer.source and begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def _given(parameter: Parameter, value: Plain, place: Place) -> Parameter:
    """Return a parameter with a value that an override gives."""
    return assign(parameter, Assignment(source=OVERRIDE, value=value, span=place.span, given_by=place.given_by))


def _followed(parameter: Parameter, value: Plain) -> Parameter:
    """Return a parameter with the value that is made of others now."""
    if not parameter.history:
        return assign(parameter, Assignment(source=DECLARED_DEFAULT, value=value, span=parameter.declared))
    return replace(parameter, history=(*parameter.history[:-1], replace(parameter.history[-1], value=value)))


def _check_texts(objects: ObjectSet, filler: Filler, reports: Reports) -> int:
    """Report texts that Kubernetes would change, and objects that some clients cannot apply. Few applications have one.

    Return how many characters the objects have, about.
    """
    characters = 0
    telling: list[KubeObject] = []
    for item in filter(filler.present, objects.objects):
        shown = repr(filler.body(item))
        characters += len(shown)
        if "$" in shown and CONTAINERS in shown:
            from oamc.checks.expansion import check_texts

            check_texts(item, filler, reports)
        if "'hostNetwork': True" in shown and CONTAINERS in shown:
            from oamc.checks.node_network import check_limits

            check_limits(item, filler, reports)
        if QOS_CLASS in shown and CONTAINERS in shown:
            from oamc.checks.dynamic_qos import check_cores

            check_cores(item, filler, reports)
        if item.kind in OF_TEXTS or _may_tell_a_secret(shown):
            telling.append(item)
        if "\\x" in shown or "\\uff" in shown:
            from oamc.checks.clients import check_characters

            check_characters(item, filler, reports)
        if len(shown) > MAY_BE_LARGE:
            from oamc.checks.clients import check_size

            check_size(item, filler, reports)
    if telling:
        from oamc.checks.plain_secrets import check_secrets

        check_secrets(telling, objects, filler, reports)
    return characters


def _may_tell_a_secret(shown: str) -> bool:
    """Tell whether an object may have a variable or an option that looks like a secret. Most have none."""
    if all(mark not in shown for mark in TOLD):
        return False
    lower = shown.lower()
    return any(part in lower for part in PARTS)

"""What a sidecar of Dapr and its pod cannot have together (docs/spec/dapr.md, 2 and 3)."""

from __future__ import annotations

from itertools import combinations

from oamc.capabilities.dapr_annotations import group_at, leaf_at
from oamc.capabilities.dapr_apps import app_id, apps, known_app_id
from oamc.capabilities.dapr_objects import subscriptions_to
from oamc.capabilities.dapr_properties import APP_ID
from oamc.capabilities.own_ports import equal
from oamc.capabilities.trait_findings import refuse, tell
from oamc.diagnostics.codes import dapr as codes
from oamc.diagnostics.codes.capabilities import WRONG_PROPERTY
from oamc.diagnostics.reports import Related, listing, printable
from oamc.expressions.holes import AtMost, Equals, Fits, Hole, IsTrue, Not, NotEmpty, Text, all_of, any_of
from oamc.expressions.problems import problem
from oamc.ir.program import NAME_PREFIX
from oamc.kubernetes.names import annotation_key_problem
from oamc.kubernetes.quantities import parse
from oamc.objects.object_set import Requirement
from oamc.records import Record
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group, Leaf
    from oamc.model.application import Port
    from oamc.spans import Span

OF_CALLS = ("actors", "health", "appProtocol", "appMaxConcurrency", "appChannelAddress")
"""Properties that mean nothing while the sidecar never calls the application."""
GRACE, USUAL_GRACE = "terminationGracePeriodSeconds", 30
INTERVAL, TIMEOUT = 5, 500
"""How often a sidecar asks for health, in seconds, and how long it waits, in milliseconds, where nobody says it."""
OF_OPERATOR = ("dapr.io/app-id", *(f"prometheus.io/{name}" for name in ("probe", "scrape", "port", "path")))
"""Annotations of the Service that Dapr writes itself."""
JOBS = ("Job", "CronJob")
_VARIABLE = Pattern("[A-Za-z_][A-Za-z0-9_]*")


class Taken(Record):
    """A port of a pod: what it is in words, its number in the output and now, and the condition that somebody listens there.

    `is_own` says that it is the sidecar's.
    """

    words: str
    number: Hole | int
    known: int
    span: Span
    is_own: bool = False
    is_active: bool = True
    active: Condition | None = None


def check(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report what cannot be, as the document says it."""
    _check_id(use, subject)
    _check_port(use, subject, tree)
    _check_keys(use, subject, tree)
    _check_amounts(use, subject, tree)
    _check_names(use, subject, tree)
    _check_times(use, subject, tree)
    main = subject.rendered.main
    if main.kind in JOBS and tree.known("nativeSidecar") is not True:
        hint = "set nativeSidecar: true, or let the program end the sidecar: POST http://localhost:3500/v1.0/shutdown"
        subject.context.reports.add(codes.SIDECAR_KEEPS_JOB, at=use.name_span, instance=subject.name, hint=hint)
    for first, second in _pairs(subject, tree):
        if first.is_active and second.is_active and first.known == second.known:
            if first.span is use.name_span and second.is_own:
                first, second = second, first  # noqa: PLW2901 - the one whose port the document says is told
            subject.context.reports.add(
                codes.PORT_OF_SIDECAR,
                at=first.span,
                related=[Related(span=second.span, message="the other one is here")] if second.span is not first.span else [],
                port=first.known,
                instance=subject.name,
                first=first.words,
                second=second.words,
                hint="choose another port",
            )


def tell_of_component(use: BoundTrait, subject: Subject, names: tuple[str, ...]) -> None:
    """Tell which annotations of the component the trait replaces."""
    stated = subject.instance.component.annotations
    for name in names:
        if name in stated:
            related = [Related(span=stated[name].key_span, message="the annotation is here")]
            tell(use, subject, f'annotation "{name}"', at=use.name_span, related=related, hint="say it in one place")


def _check_id(use: BoundTrait, subject: Subject) -> None:
    """Report an app id that another instance has, or that no app can have."""
    instance, tree = subject.instance, use.tree
    known = known_app_id(instance, use)
    found = problem(APP_ID, known)
    if found and (tree is None or "appId" not in tree):
        refuse(use, subject, f"its name is no app id: it {found}", at=use.name_span, hint="set appId")
    for other, its in _earlier(subject):
        if known == known_app_id(other, its):
            subject.context.reports.add(
                codes.APP_ID_TWICE,
                at=_place_of_id(use),
                related=[Related(span=_place_of_id(its), message="the other one is here")],
                first=other.name.value,
                second=subject.name,
                app=known,
                hint="set appId: one app id in a namespace is that of one instance, with all its replicas",
            )
            return


def _earlier(subject: Subject) -> Iterator[tuple[Instance, BoundTrait]]:
    """Yield the instances with a sidecar that the application lists before this one."""
    for instance, use in apps(subject.context):
        if instance.name.value == subject.name:
            return
        yield instance, use


def _place_of_id(use: BoundTrait) -> Span:
    """Return where an app id is said."""
    leaf = use.tree.leaf("appId") if use.tree is not None else None
    return use.name_span if leaf is None else leaf.span


def _declared(subject: Subject) -> list[Port]:
    """Return the ports of TCP that the component declares."""
    containers = (bound.container for bound in subject.instance.containers)
    return [port for container in containers for port in container.ports if port.protocol == "TCP"]


def _check_port(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report a port that the component does not have, and what says something of calls that never come."""
    leaf, numbers = tree.leaf("appPort"), [port.number.value for port in _declared(subject)]
    if leaf is not None:
        if numbers and leaf.known not in numbers:
            hint = f"its ports are {listing(map(str, numbers))}"
            refuse(use, subject, f"its component has no port {leaf.known} of TCP", at=leaf.span, hint=hint)
        return
    app = known_app_id(subject.instance, use)
    for subscription, span in subscriptions_to(app, subject.context):
        related = [Related(span=span, message="the app id is here")] if span is not None else []
        text = f'Subscription "{subscription.name.value}" delivers to it, and it has no appPort'
        refuse(
            use,
            subject,
            text,
            at=use.name_span,
            related=related,
            hint="set appPort to the port at which the application listens",
        )
        return
    name = next((name for name in OF_CALLS if name in tree), None)
    if name is not None:
        hint = "set appPort to the port at which the application listens"
        refuse(use, subject, f"{name} is about calls of the application, and it has no appPort", at=tree.keys[name], hint=hint)


def _check_keys(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report names of variables and of annotations that are none."""
    for name, group in (("env", tree.group("env")), ("serviceAnnotations", tree.group("serviceAnnotations"))):
        for key in group.parts if group is not None else ():
            found = _problem_of_key(name, key)
            if found and group is not None:
                subject.context.reports.add(
                    WRONG_PROPERTY,
                    at=group.keys[key],
                    property=f'{name}["{printable(key)}"]',
                    what=f'trait "{use.trait.name}"',
                    problem=found,
                    hint="choose another key",
                )


def _problem_of_key(name: str, key: str) -> str:
    """Say what is wrong with the name of a variable or of an annotation."""
    if name == "env":
        return "" if _VARIABLE.fullmatch(key) else "must be the name of a variable: letters, digits and underscores"
    return "is an annotation that Dapr writes itself" if key in OF_OPERATOR else annotation_key_problem(key)


def _check_amounts(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report a limit of the sidecar below its request: no pod would be made."""
    for resource in ("cpu", "memory"):
        request, limit = (leaf_at(tree, ("resources", field, resource)) for field in ("requests", "limits"))
        if request is None or limit is None:
            continue
        least, most = parse(request.known), parse(limit.known)
        if least is not None and most is not None and most < least:
            related = [Related(span=request.span, message="the request is here")]
            hint = "raise the limit, or lower the request"
            refuse(use, subject, f"the limit of {resource} is below the request", at=limit.span, related=related, hint=hint)


def _check_names(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report volumes and containers that the pods do not have: Dapr passes over them in silence."""
    others = [other.tree for other in subject.instance.traits if other.tree is not None and other is not use]
    further = {str(other.known(name)) for other in others for name in ("name", "mountName") if name in other}
    containers = {bound.container.name.value for bound in subject.instance.containers}
    volumes = {volume.name.value for bound in subject.instance.containers for volume in bound.container.resources.volumes}
    asked: list[tuple[str, Leaf, set[str]]] = []
    for mount in tree.groups("volumeMounts"):
        leaf = mount.leaf("name")
        asked += [] if leaf is None else [("volume", leaf, volumes)]
    pluggable = tree.group("pluggable")
    asked += [("container", leaf, containers) for leaf in (pluggable.leaves("components") if pluggable is not None else ())]
    for what, leaf, known in asked:
        if leaf.known not in known | further:
            hint = f"{what}s are {listing(sorted(known))}" if known else f"its component has no {what}"
            refuse(use, subject, f'its pods have no {what} "{printable(leaf.known)}"', at=leaf.span, hint=hint)


def _check_times(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report a sidecar that takes longer to end than its pod, and a question for health that lasts beyond the next one."""
    graceful, grace = leaf_at(tree, ("shutdown", "gracefulSeconds")), _grace(subject)
    seconds = USUAL_GRACE if grace is None else grace.known
    if graceful is not None and graceful.known >= seconds:
        related = [] if grace is None else [Related(span=grace.span, message="the time to end is here")]
        hint = f"lower it, or raise {GRACE} with the trait lifecycle"
        text = f"its pods are killed after {seconds} seconds, and the sidecar takes as long"
        refuse(use, subject, text, at=graceful.span, related=related, hint=hint)
    health = tree.group("health")
    if health is None:
        return
    interval, timeout = health.leaf("intervalSeconds"), health.leaf("timeoutMilliseconds")
    longest = (INTERVAL if interval is None else interval.known) * 1000
    taken = TIMEOUT if timeout is None else timeout.known
    if taken > longest:
        at = timeout or interval
        assert at is not None
        text = f"a try for its health may take {taken} ms, and the next one comes after {longest} ms"
        refuse(use, subject, text, at=at.span, hint="wait for less, or ask less often")


def _grace(subject: Subject) -> Leaf | None:
    """Return the time in which the pods must have ended, where a trait says it."""
    trees = (other.tree for other in subject.instance.traits if other.tree is not None)
    return next((leaf for tree in trees if (leaf := tree.leaf(GRACE)) is not None), None)


def _of_sidecar(tree: Group, at: Span) -> Iterator[Taken]:
    """Yield the ports of the sidecar."""
    yield Taken(words="the API of the sidecar", number=3500, known=3500, span=at, is_own=True)
    yield Taken(words="the public API of the sidecar", number=3501, known=3501, span=at, is_own=True)
    rows = (
        ("the API of gRPC of the sidecar", ("ports", "grpc"), 50001, ()),
        ("the sidecar for others", ("ports", "internalGrpc"), 50002, ()),
        ("the metrics of the sidecar", ("metrics", "port"), 9090, ("metrics", "enabled")),
        ("the debugger of the sidecar", ("debug", "port"), 40000, ("debug", "enabled")),
    )
    for words, path, usual, switch in rows:
        if path[0] == "debug" and group_at(tree, path[:1]) is None:
            continue
        leaf, active = leaf_at(tree, path), leaf_at(tree, switch) if switch else None
        value = usual if leaf is None else leaf.value
        yield Taken(
            words=words,
            number=value if isinstance(value, (Hole, int)) else usual,
            known=usual if leaf is None else leaf.known,
            span=at if leaf is None else leaf.span,
            is_own=True,
            is_active=active is None or active.known is True,
            active=IsTrue(path=active.value.path) if active is not None and isinstance(active.value, Hole) else None,
        )


def _pairs(subject: Subject, tree: Group) -> Iterator[tuple[Taken, Taken]]:
    """Yield every two ports of the pod of which one at least is the sidecar's."""
    use = next(use for use in subject.instance.traits if use.tree is tree)
    own = tuple(_of_sidecar(tree, use.name_span))
    others = [
        Taken(
            words=f'port "{printable(port.name.value)}" of the component',
            number=port.number.value,
            known=port.number.value,
            span=port.number.span,
        )
        for port in _declared(subject)
    ]
    leaf = tree.leaf("appPort")
    if leaf is not None and not others:
        value = leaf.value if isinstance(leaf.value, Hole) else leaf.known
        others.append(Taken(words="the application", number=value, known=leaf.known, span=leaf.span))
    yield from combinations(own, 2)
    yield from ((one, other) for one in own for other in others)


def requirements(use: BoundTrait, subject: Subject, tree: Group) -> Iterator[Requirement]:
    """Yield the conditions on later values."""
    words = ".".join(use.path)
    yield from _of_ids(use, subject, words)
    leaf, numbers = tree.leaf("appPort"), [port.number.value for port in _declared(subject)]
    if leaf is not None and isinstance(leaf.value, Hole) and numbers:
        condition = any_of(tuple(Equals(path=leaf.value.path, value=number) for number in numbers))
        message = f"{words}.appPort must be a port of the component: {listing(map(str, numbers), 'or')}"
        yield Requirement(condition=condition, message=message, span=leaf.span)
    for first, second in _pairs(subject, tree):
        met = equal(first.number, second.number)
        if met is None and first.known != second.known:
            continue
        conditions = tuple(part for part in (first.active, second.active, met) if part is not None)
        if conditions:
            message = f"{words}: {first.words} and {second.words} must have different ports"
            yield Requirement(condition=Not(condition=all_of(conditions)), message=message, span=first.span)
    yield from _of_times(subject, tree, words)


def _of_ids(use: BoundTrait, subject: Subject, words: str) -> Iterator[Requirement]:
    """Yield that the app id is one with the name prefix before it, and that no other instance has it."""
    own, span = app_id(subject.instance, use), _place_of_id(use)
    if isinstance(own, Text):
        message = f"namePrefix: {subject.name} with it must be an app id: it {APP_ID.rule}"
        yield Requirement(condition=Fits(value=own, type=APP_ID), message=message, span=span)
    known = known_app_id(subject.instance, use)
    for other, its in _earlier(subject):
        theirs = app_id(other, its)
        enabled = () if its.enabled is None else (its.enabled,)
        for value in dict.fromkeys((known, known_app_id(other, its))):
            one, another = _is(own, value), _is(theirs, value)
            if one is None or another is None or not (isinstance(own, Hole) or isinstance(theirs, Hole)):
                continue
            condition = Not(condition=all_of((one, another, *enabled)))
            message = f'{words}.appId: instance "{other.name.value}" must have another one'
            yield Requirement(condition=condition, message=message, span=span)


def _is(own: object, value: str) -> Condition | None:
    """Return the condition that an app id is a text; None where it never is. With a name prefix before it, it is not."""
    if isinstance(own, Hole):
        return Equals(path=own.path, value=value)
    assert isinstance(own, Text)
    return Not(condition=NotEmpty(path=NAME_PREFIX)) if own.parts[-1] == value else None


def _of_times(subject: Subject, tree: Group, words: str) -> Iterator[Requirement]:
    """Yield that the sidecar ends before its pod, and that questions for health do not meet."""
    graceful, grace = leaf_at(tree, ("shutdown", "gracefulSeconds")), _grace(subject)
    if graceful is not None and isinstance(graceful.value, Hole):
        path = graceful.value.path
        shorter: Condition = AtMost(path=path, bound=USUAL_GRACE - 1)
        if grace is not None and isinstance(grace.value, Hole):
            shorter = Not(condition=AtMost(path=grace.value.path, bound=path))
        message = f"{words}.shutdown.gracefulSeconds must be below the {GRACE} of the pods"
        yield Requirement(condition=shorter, message=message, span=graceful.span)
    timeout = leaf_at(tree, ("health", "timeoutMilliseconds"))
    if timeout is not None and isinstance(timeout.value, Hole) and leaf_at(tree, ("health", "intervalSeconds")) is None:
        message = f"{words}.health.timeoutMilliseconds must be at most {INTERVAL * 1000}, the time between two tries"
        yield Requirement(condition=AtMost(path=timeout.value.path, bound=INTERVAL * 1000), message=message, span=timeout.span)

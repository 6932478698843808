"""Literals that look like secrets in what comes out, by whatever way a document brought them there.

Variables and options of containers, in pods at any place, what ConfigMaps and Secrets hold (docs/spec/oam-v1alpha1.md, 12.1).
What a stage before has told of is not told again. Loaded with the first object that may have one.
"""

from __future__ import annotations

from oamc.checks.tracing import part_of
from oamc.diagnostics.codes.application import SECRET_LITERAL
from oamc.expressions.holes import Expression, holes_in
from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import place_of_pods
from oamc.model.secret_names import file_of_a_secret, is_literal, names_a_secret, options_with_secrets
from oamc.records import Record
from oamc.values.parameters import OVERRIDE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span
    from oamc.values.parameters import Parameter

CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
VARIABLES = frozenset(("env", "environment"))
"""How what becomes variables is called."""
COMMANDS = ("command", "args")
OF_CONTAINERS = VARIABLES.union(COMMANDS)
SETTLED = ("Function",)
"""Kinds whose variables are settings of a component, of which an earlier stage tells."""
HOLDERS = {"ConfigMap": ("data", "binaryData"), "Secret": ("data", "stringData")}
"""What holds texts by names that programs read, and where."""
OF_A_VARIABLE = "keep it in a Secret of the cluster: {name: NAME, valueFrom: {secretKeyRef: {name: SECRET, key: KEY}}}"
OF_AN_OPTION = "give it to the program by an environment variable that has it from a Secret of the cluster"
OF_A_CONFIG_MAP = "keep it in a Secret of the cluster, which is made without the document"
OF_A_SECRET = "make the Secret in the cluster, with kubectl create secret or a controller for secrets, and remove it here"


class _Found(Record):
    """A text that looks like a secret: where it stands in the object, what it is, and what to do."""

    path: tuple[str | int, ...]
    what: str
    hint: str


def check_secrets(items: Iterable[KubeObject], objects: ObjectSet, filler: Filler, reports: Reports) -> None:
    """Report the literals in some of the objects that look like secrets, each where a document says it."""
    parameters = {parameter.path: parameter for parameter in objects.parameters}
    for item in items:
        body = filler.body(item)
        for found in _held(body, HOLDERS[item.kind]) if item.kind in HOLDERS else _of_pods(item, body):
            for span, via in _places(item, found.path, filler, parameters):
                if not reports.has(SECRET_LITERAL, span) and (via is None or not reports.has(SECRET_LITERAL, via)):
                    reports.add(SECRET_LITERAL, at=span, what=found.what, hint=found.hint)


def _places(
    item: KubeObject, path: tuple[str | int, ...], filler: Filler, parameters: Mapping[Path, Parameter]
) -> Iterator[tuple[Span, Span | None]]:
    """Yield where documents say a text: in its place, or for a parameter of it, and where that takes it from a variable.

    An override is in no document.
    """
    span, tree = part_of(item, path, filler)
    holes = tuple(holes_in(tree)) if isinstance(tree, Expression) else ()
    if not holes:
        yield span, None
    for hole in holes:
        parameter = parameters.get(hole.path)
        for given in () if parameter is None else parameter.history:
            is_whole = isinstance(given.value, (list, tuple)) and isinstance(path[-1], int)
            if given.span is not None and given.source != OVERRIDE and (is_whole or is_literal(given.value)):
                yield given.span, given.via


def _held(body: dict[str, Any], fields: tuple[str, ...]) -> Iterator[_Found]:
    """Yield what a ConfigMap or a Secret holds: of a Secret everything, for it says itself what it is."""
    is_secret = body["kind"] == "Secret"
    for field in fields:
        held = body.get(field)
        for key, value in held.items() if isinstance(held, dict) else ():
            if isinstance(value, str) and value and (is_secret or file_of_a_secret(str(key))):
                what = f'entry "{key}" of {body["kind"]} "{part_at(body, ("metadata", "name"))}"'
                yield _Found(path=(field, key), what=what, hint=OF_A_SECRET if is_secret else OF_A_CONFIG_MAP)


def _of_pods(item: KubeObject, body: dict[str, Any]) -> Iterator[_Found]:
    """Yield what the containers of pods have, which are at a place that is known, or where the kind has them.

    A kind of others that stands in a document as it is may have variables anywhere.
    """
    pods = place_of_pods(body, item.pods)
    if not pods:
        yield from _anywhere(body.get("spec"), ("spec",)) if item.is_given or item.kind not in SETTLED else ()
        return
    for field in CONTAINERS:
        for index, container in enumerate(_items(part_at(body, (*pods, field)))):
            if isinstance(container, dict):
                yield from _of_container(container, (*pods, field, index))


def _anywhere(tree: Any, path: tuple[str | int, ...]) -> Iterator[_Found]:
    """Yield what looks like a secret in whatever has variables."""
    if isinstance(tree, dict):
        if not OF_CONTAINERS.isdisjoint(tree):
            yield from _of_container(tree, path)
        for key, part in tree.items():
            yield from _anywhere(part, (*path, key))
    elif isinstance(tree, list):
        for index, part in enumerate(tree):
            yield from _anywhere(part, (*path, index))


def _of_container(container: dict[str, Any], base: tuple[str | int, ...]) -> Iterator[_Found]:
    """Yield the variables and options of a container that look like secrets."""
    for field in sorted(VARIABLES.intersection(container)):
        for place, name, value in _variables(container[field]):
            if isinstance(value, str) and value and names_a_secret(name):
                what = f'environment variable "{name}"'
                yield _Found(path=(*base, field, *place), what=what, hint=OF_A_VARIABLE)
    for field in COMMANDS:
        for position, name in options_with_secrets(_items(container.get(field))):
            what = f'option "{name}" of container "{container.get("name")}"'
            yield _Found(path=(*base, field, position), what=what, hint=OF_AN_OPTION)


def _variables(given: object) -> Iterator[tuple[tuple[str | int, ...], str, object]]:
    """Yield the variables of a list of names and values, or of a mapping: where the value is, the name and the value."""
    for name, value in given.items() if isinstance(given, dict) else ():
        yield (name,), str(name), value
    for position, variable in enumerate(_items(given)):
        yield (position, "value"), str(part_at(variable, ("name",))), part_at(variable, ("value",))


def _items(found: object) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return found if isinstance(found, list) else []

"""A template filled: what it may read, and the nodes that its text is read as (docs/spec/own-capabilities.md, 3)."""

from __future__ import annotations

import hashlib

from oamc.bounded_templates import Environment, Sealed, TemplateProblemError, filled
from oamc.capabilities.labels import selector
from oamc.capabilities.own.trees import Live, Part, Places, Prefixed
from oamc.capabilities.scopes.parts import members_here
from oamc.capabilities.setting_trees import setting_fields
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole, When
from oamc.objects.naming import prefixed
from oamc.objects.reading import paths_in
from oamc.records import Record
from oamc.source.limits import Limits
from oamc.source.reader import read
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from oamc.bounded_templates import Prepared
    from oamc.capabilities.contracts import Context, ServicePort, Subject
    from oamc.expressions.holes import ValueTree
    from oamc.ir.program import BoundScope, BoundTrait, Instance
    from oamc.model.own_templates import OwnTemplate
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Document
    from oamc.spans import Span

LONGEST_RESULT = 1 << 20
"""Characters of what one use of a template gives."""
LIMITS = Limits(nodes=50_000)


class Result(Record):
    """What a template gives: its document, None where it gives nothing, and the values in it."""

    document: Document | None
    places: Places


class Data(Record):
    """What a template reads: `properties` and `context`.

    `known` are the values among them that somebody chose, `spans` the places of properties by their names.
    """

    properties: dict[str, Any]
    context: dict[str, Any]
    known: Sequence[object]
    spans: Mapping[str, Span]


class Templates(Environment):
    """One rendering of a template. What earlier ones of the run have spent counts."""

    def __init__(self, word: str = "", spent: int = 0) -> None:
        super().__init__()
        self.steps = spent
        self.places = Places(word)
        self.globals = {**self.globals, "named": _named}

    def printed(self, value: Any) -> str:
        """Return the word that stands for a value."""
        if isinstance(value, self.undefined):
            str(value)  # raises, and says what is undefined
        return self.places.printed(value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow what makes a name, too."""
        return obj is _named or super().is_safe_callable(obj)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an entry of a mapping; one that is not there is told by its name alone."""
        if isinstance(obj, dict) and attribute not in obj:
            hint = f'"{attribute}" has no value here: ask whether it is defined, or give it a default'
            return self.undefined(hint=hint, name=attribute)
        return super().getattr(obj, attribute)


def _named(name: Any) -> Sealed:
    """Return a name with the prefix of the output, as a reference to an object of the trait needs it."""
    if isinstance(name, Sealed):
        raise name.refusal()
    if not isinstance(name, str):
        raise TypeError("named wants a text")
    return Prefixed("a name with the prefix of the output", prefixed(name))


def rendered(template: str, program: Prepared, data: Data, spent: int) -> tuple[Result, int]:
    """Return what a template gives of some data, and the steps that the run has spent. Raises `TemplateProblemError`."""
    known = repr((data.known, data.context["application"], data.context.get("instance"), data.context.get("scope")))
    digest = hashlib.sha256(f"{len(template)} {template}{known}".encode("utf-8", "surrogatepass"))
    environment = Templates(f"oamc{digest.hexdigest()[:40]}x", spent)
    text = filled(environment, program, {"properties": data.properties, "context": data.context})
    if len(text) > LONGEST_RESULT:
        raise TemplateProblemError(f"it gives more than {LONGEST_RESULT:,} characters")
    if not text.strip():
        return Result(document=None, places=environment.places), environment.steps
    reports = Reports()
    documents = read(SourceFile(path="template", label="template", text=text), reports, LIMITS)
    if reports.found:
        first = reports.found[0]
        where = "" if first.span is None else f", in line {first.span.line} of it"
        raise TemplateProblemError(f"what it gives is no YAML to rely on{where}: {first.message}")
    if len(documents) > 1:
        raise TemplateProblemError("what it gives has several documents: write one, with objects and patches")
    return Result(document=next(iter(documents), None), places=environment.places), environment.steps


def data_of(template: OwnTemplate, use: BoundTrait | BoundScope, context: dict[str, Any]) -> Data:
    """Return what a template reads where a trait or a scope is used.

    The properties of a group are in a mapping, those of items in a list.
    """
    found: dict[str, Any] = {}
    for item in template.properties:
        *groups, _ = item.name.value.split(".")
        held = found
        for group in groups:
            if group.endswith("[]"):
                held.setdefault(group[:-2], {})
                break
            held = held.setdefault(group, {})
    for name, value in use.properties.items():
        *groups, last = name.split(".")
        held = found
        for group in groups:
            held = held.setdefault(group, {})
        hole = value.value
        held[last] = Live(_words(name), hole, value.condition, value.span) if isinstance(hole, Hole) else value.known
    lists = {item.name.value.partition("[]")[0] for item in template.properties if "[]" in item.name.value}
    for path in lists:
        *groups, last = path.split(".")
        held = found
        for group in groups:
            held = held[group]
        held[last] = list(held[last].values())
    return Data(
        properties=found,
        context=context,
        known=[(name, value.known) for name, value in use.properties.items()],
        spans={name: value.span for name, value in use.properties.items()},
    )


def data_of_settings(instance: Instance, context: dict[str, Any]) -> Data:
    """Return what a template reads where a component is of its workload type."""
    trees = setting_fields(instance)
    found: dict[str, Any] = {}
    for setting in instance.settings:
        name, tree = setting.name.value, trees[setting.name.value]
        found[name] = _setting(name, setting.value, tree, setting.span)
    known = [(name, value) for name, value in found.items() if not isinstance(value, Sealed)]
    spans = {setting.name.value: setting.span for setting in instance.settings}
    return Data(properties=found, context=context, known=known, spans=spans)


def _setting(name: str, value: ValueTree, tree: Tree, span: Span) -> Any:
    """Return a setting: a part of an object where it, or a part of it, may still be chosen."""
    condition, inner = (value.condition, value.then) if isinstance(value, When) else (None, value)
    if isinstance(inner, Hole):
        return Live(_words(name), inner, condition, span)
    return Part(_words(name), tree) if next(iter(paths_in(value)), None) is not None else value


def _words(name: str) -> str:
    """Return what messages call a property."""
    return f'property "{name}"'


def context_of(subject: Subject) -> dict[str, Any]:
    """Return what a template of a trait, or that for a member of a scope, may read."""
    main = subject.rendered.main
    return {
        **context_of_instance(subject.instance, subject.context),
        "workload": {
            "type": subject.workload_type.name,
            "apiVersion": main.api_version,
            "kind": main.kind,
            "name": Prefixed("the name of the workload", prefixed(main.name)),
        },
        "ports": ports_of(subject.rendered.ports),
    }


def context_of_instance(instance: Instance, context: Context) -> dict[str, Any]:
    """Return what a template may read of an instance of which nothing is made yet."""
    return {
        "instance": instance.name.value,
        "component": instance.component.name.value,
        "application": context.application,
        "namespace": context.namespace,
        "selector": _selector(instance.name.value),
    }


def _selector(instance: str) -> dict[str, Sealed]:
    """Return the labels by which the pods of an instance are selected."""
    return {key: Part("the label of the pods", value) for key, value in selector(instance).items()}


def ports_of(ports: tuple[ServicePort, ...]) -> list[dict[str, Any]]:
    """Return the ports of a Service as a template reads them."""
    return [{"name": port.name, "port": port.port, "target": port.target, "protocol": port.protocol} for port in ports]


def context_of_scope(scope: BoundScope, context: Context) -> dict[str, Any]:
    """Return what a template of a scope may read: its name, and its members in this application and in others."""
    here = [(context.application, instance.name.value) for instance in members_here(scope, context)]
    others = [(member.application, member.instance.value) for member in scope.elsewhere]
    return {
        "scope": scope.name.value,
        "application": context.application,
        "namespace": context.namespace,
        "members": [
            {
                "application": application,
                "instance": name,
                "name": Prefixed("the name of a member", prefixed(name)),
                "selector": _selector(name),
            }
            for application, name in (*here, *others)
        ],
    }

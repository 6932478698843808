"""A template of a trait filled: what it may read, and the nodes that its text is read as (docs/spec/own-capabilities.md, 3)."""

from __future__ import annotations

import hashlib

from oamc.bounded_templates import Environment, Sealed, TemplateProblemError, filled
from oamc.capabilities.labels import selector
from oamc.capabilities.own.trees import Live, Places, Prefixed
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole
from oamc.objects.naming import prefixed
from oamc.records import Record
from oamc.source.limits import Limits
from oamc.source.reader import read
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.bounded_templates import Prepared
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.model.own_templates import TraitTemplate
    from oamc.source.nodes import Document

LONGEST_RESULT = 1 << 20
"""Characters of what one use of a template gives."""
LIMITS = Limits(nodes=50_000)


class Result(Record):
    """What a template gives: its document, None where it gives nothing, and the values in it."""

    document: Document | None
    places: Places


class Templates(Environment):
    """One rendering of a template of a trait. What earlier ones of the run have spent counts."""

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


def rendered(template: TraitTemplate, prepared: Prepared, use: BoundTrait, subject: Subject, spent: int) -> tuple[Result, int]:
    """Return what a template gives for one use, and the steps that the run has spent. Raises `TemplateProblemError`."""
    properties = properties_of(template, use)
    context = context_of(subject)
    known = repr(([(name, value.known) for name, value in use.properties.items()], context["instance"], context["application"]))
    digest = hashlib.sha256(f"{len(template.template)} {template.template}{known}".encode("utf-8", "surrogatepass"))
    environment = Templates(f"oamc{digest.hexdigest()[:40]}x", spent)
    text = filled(environment, prepared, {"properties": properties, "context": context})
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


def properties_of(template: TraitTemplate, use: BoundTrait) -> dict[str, Any]:
    """Return the properties of a use, those of a group in a mapping, those of items in a list."""
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
        words = f'property "{name}"'
        hole = value.value
        held[last] = Live(words, hole, value.condition, value.span) if isinstance(hole, Hole) else value.known
    lists = {item.name.value.partition("[]")[0] for item in template.properties if "[]" in item.name.value}
    for path in lists:
        *groups, last = path.split(".")
        held = found
        for group in groups:
            held = held[group]
        held[last] = list(held[last].values())
    return found


def context_of(subject: Subject) -> dict[str, Any]:
    """Return what a template may read of the instance."""
    main, context = subject.rendered.main, subject.context
    return {
        "instance": subject.name,
        "component": subject.instance.component.name.value,
        "application": context.application,
        "namespace": context.namespace,
        "workload": {
            "type": subject.workload_type.name,
            "apiVersion": main.api_version,
            "kind": main.kind,
            "name": Prefixed("the name of the workload", prefixed(main.name)),
        },
        "selector": {key: _sealed(value) for key, value in selector(subject.name).items()},
        "ports": [
            {"name": port.name, "port": port.port, "target": port.target, "protocol": port.protocol}
            for port in subject.rendered.ports
        ],
    }


def _sealed(tree: Any) -> Sealed:
    """Return the value of a label that selects pods."""
    return Prefixed("the label of the pods", tree)

"""What is told of parts of objects and of values, as JSON. Its shape is in `schemas/results/why.v1.schema.json`."""

from __future__ import annotations

from oamc.changes.model import ABSENT
from oamc.changes.shown import HIDDEN
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.origins.answers import Answer, Subject, Told, ToldValue
    from oamc.origins.chains import Chain, Link
    from oamc.spans import Span

SCHEMA = "oamc.why/1"


def json_of(subject: Subject, told: Told, *, shows_values: bool) -> str:
    """Return what is told of a field."""
    body = {
        "schema": SCHEMA,
        "object": object_of(subject),
        "field": told.field,
        "leaves": [_answer(answer, shows_values=shows_values) for answer in told.answers],
        "leftOut": told.left_out,
    }
    return indented_json(body) + "\n"


def json_of_values(values: Sequence[ToldValue], left_out: int, *, shows_values: bool) -> str:
    """Return what is told of values of a chart."""
    told = [
        {
            "application": value.application,
            **_chain(value.chain, hidden=value.is_hidden and not shows_values),
            "fields": [{"object": object_of(subject), "field": field} for subject, field in value.fields],
            "switches": [{"object": object_of(subject), "field": field} for subject, field in value.switches],
        }
        for value in values
    ]
    return indented_json({"schema": SCHEMA, "values": told, "leftOut": left_out}) + "\n"


def object_of(subject: Subject) -> dict[str, str]:
    """Return what tells an object from all others."""
    return {
        "application": subject.application,
        "apiVersion": subject.item.api_version,
        "kind": subject.item.kind,
        "namespace": subject.namespace,
        "name": subject.name,
    }


def place_of(span: Span) -> dict[str, Any]:
    """Return a place."""
    return {"file": span.source.path, "line": span.line, "column": span.column}


def _answer(answer: Answer, *, shows_values: bool) -> dict[str, Any]:
    """Return what is told of a leaf."""
    hidden = answer.is_hidden and not shows_values
    found: dict[str, Any] = {"field": answer.field}
    if answer.value is not ABSENT:
        found["value"] = HIDDEN if hidden else answer.value
    found["hidden"] = hidden
    if answer.span is not None:
        found["at"] = place_of(answer.span)
    found["rule"] = answer.rule
    if answer.replaced is not ABSENT:
        found["replaced"] = HIDDEN if hidden else answer.replaced
    if answer.replaced_values:
        found["replacedValues"] = list(answer.replaced_values)
    found["live"] = answer.is_live
    found["parameters"] = [_chain(chain, hidden=hidden) for chain in answer.chains]
    found["conditions"] = list(answer.conditions)
    return found


def _chain(chain: Chain, *, hidden: bool) -> dict[str, Any]:
    """Return what is told of a parameter."""
    found: dict[str, Any] = {"path": chain.path, "live": chain.is_live}
    if chain.assignment:
        found["flag"] = chain.assignment
    if chain.why:
        found["fixedBecause"] = chain.why
    for name, span in (("fixedBy", chain.fixed_by), ("declared", chain.declared)):
        if span is not None:
            found[name] = place_of(span)
    if chain.made_of:
        found["madeOf"] = list(chain.made_of)
    found["history"] = [_link(link, hidden=hidden) for link in chain.links]
    return found


def _link(link: Link, *, hidden: bool) -> dict[str, Any]:
    """Return one value that a parameter was given."""
    found: dict[str, Any] = {"source": link.source, "value": HIDDEN if hidden else link.value, "inForce": link.in_force}
    for name, span in (("at", link.span), ("via", link.via)):
        if span is not None:
            found[name] = place_of(span)
    if link.given_by:
        found["givenBy"] = link.given_by
    return found

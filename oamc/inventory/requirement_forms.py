"""What the cluster must have, as text and as JSON.

The shape of the JSON is in `schemas/results/requires.v1.schema.json`. No time and no place is in them: the same documents give
the same text.
"""

from __future__ import annotations

from oamc.diagnostics.reports import escape
from oamc.objects.cluster_requirements import Source, kind_in_words
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oamc.checks.result import Checked
    from oamc.objects.cluster_requirements import Requirements

SCHEMA = "oamc.requires/1"
MOST_SHOWN = 5
"""Objects that the text names for one thing; JSON has all."""


def sources_of(checked: Checked, environment: str) -> Iterator[Source]:
    """Yield the objects of an application with the values in force, and those that they leave out."""
    filler, path = checked.filler, checked.application.path
    for item in checked.objects.objects:
        body, present = filler.body(item), filler.present(item)
        yield Source(body=body, application=path, environment=environment, present=present)


def text_of(found: Requirements) -> str:
    """Return what is needed as text: a heading for each list, a line for each thing, and below it who needs it."""
    lines: list[str] = []
    for heading, rows in (
        ("kinds that somebody must install", [(kind_in_words(kind), kind.users) for kind in found.kinds]),
        (
            "programs and abilities",
            [(f"{one.need.name}: {one.need.text} (from: {one.need.installer})", one.users) for one in found.programs],
        ),
        ("objects that the cluster has", [(f"{one.kind} {one.name}", one.users) for one in found.objects]),
    ):
        if not rows:
            continue
        lines += [*([""] if lines else []), heading]
        for words, users in rows:
            lines += [f"  {escape(words)}", f"      for {_listed(users)}"]
    return "\n".join(lines) + "\n" if lines else "nothing beyond Kubernetes\n"


def json_of(found: Requirements) -> str:
    """Return what is needed as JSON."""
    body = {
        "schema": SCHEMA,
        "kinds": [
            {
                "group": kind.group,
                "version": kind.version,
                "kind": kind.kind,
                **({"need": kind.need.name, "installer": kind.need.installer} if kind.need is not None else {}),
                "uses": list(map(_use, kind.users)),
            }
            for kind in found.kinds
        ],
        "programs": [
            {
                "name": one.need.name,
                "description": one.need.text,
                "installer": one.need.installer,
                "uses": list(map(_use, one.users)),
            }
            for one in found.programs
        ],
        "objects": [{"kind": one.kind, "name": one.name, "uses": list(map(_use, one.users))} for one in found.objects],
    }
    return indented_json(body) + "\n"


def _listed(users: Iterable[Source]) -> str:
    """Return the first objects of a list as text."""
    words = []
    for user in users:
        application, environment, kind, name, _ = user.order
        place = "/".join(part for part in (environment, application) if part)
        words.append(f"{kind} {name}{f' of {place}' if place else ''}{'' if user.present else ', where it is enabled'}")
    more = f" and {len(words) - MOST_SHOWN} more" if len(words) > MOST_SHOWN else ""
    return escape("; ".join(words[:MOST_SHOWN])) + more


def _use(user: Source) -> dict[str, Any]:
    """Return one object as plain data."""
    application, environment, kind, name, namespace = user.order
    return {
        **({"application": application} if application else {}),
        **({"environment": environment} if environment else {}),
        "kind": kind,
        "name": name,
        **({"namespace": namespace} if namespace else {}),
        "present": user.present,
    }

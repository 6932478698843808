"""What a rule is by which changes are rated: what it is about, what it says, and what of Kubernetes it rests on.

`rules.py` has the table of all of them.
"""

from __future__ import annotations

from oamc.records import Record

ANY = "…"
"""What stands in a reason for any text, such as the name of an object."""
NOTE = "note"
"""What is told beside the ratings."""
CODE = "https://github.com/kubernetes/kubernetes/blob/v1.34.1/"
MANUAL = "https://kubernetes.io/docs/"


class ChangeRule(Record):
    """One rule.

    `ratings` are those that it gives, or `NOTE`. `kinds` are the kinds of objects that it is about, none for all of them, and
    `fields` their fields: a path without the items of lists, with `*` at its end also what begins so; none is the object as a
    whole or any field. `means` says it in words. `judges` are the functions that decide, as module and name. `reason` is what
    the rating says, with `ANY` where that is about one object: its reason, or where it has none its condition behind an "if".
    `source` is what of Kubernetes the rule rests on: a page of its manual, or a file of its code with a function behind a hash;
    of a custom kind it is the address of a page of the project.
    """

    name: str
    ratings: tuple[str, ...]
    means: str
    judges: tuple[str, ...]
    source: str
    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    reason: str = ""

    @property
    def address(self) -> str:
        """The address of the source, which anybody can open."""
        path, _, _ = self.source.partition("#")
        if path.startswith("https://"):
            return path
        return f"{CODE}{path}" if path.endswith(".go") else f"{MANUAL}{path}/"


def rule(
    name: str,
    ratings: str,
    judges: str,
    source: str,
    means: str,
    kinds: str = "",
    fields: str = "",
    reason: str = "",
) -> ChangeRule:
    """Return a row of the table. Several ratings, judges, kinds or fields have blanks between them."""
    return ChangeRule(
        name=name,
        ratings=tuple(ratings.split()),
        means=means,
        judges=tuple(judges.split()),
        source=source,
        kinds=tuple(kinds.split()),
        fields=tuple(fields.split()),
        reason=reason,
    )

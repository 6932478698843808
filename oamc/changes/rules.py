"""The rules by which changes are rated, as one table, and what each rating means.

In: nothing. Out: `rules()`, in the order of a page. The functions that rate are named in it; a test runs the cases of every
rule, and holds each rating that these functions can give against the table, and the table against them.
"""

from __future__ import annotations

from oamc.changes import rules_of_custom, rules_of_networks, rules_of_objects, rules_of_refusals, rules_of_workloads
from oamc.changes.change_rule import NOTE, ChangeRule
from oamc.changes.model import DATA, EXPOSURE, HARMLESS, PERMISSION, QOS, REFUSED, RESTART, SCALING

MEANINGS = {
    REFUSED: "The API server refuses the update, and the object stays as it is.",
    DATA: "Stored data is or may be deleted, or the program no longer sees it.",
    RESTART: "Pods are replaced, or containers restart.",
    EXPOSURE: "Who can reach it changes: by which name, port or address.",
    PERMISSION: "What it may do changes: on a node, in the API, as whom.",
    SCALING: "How many run, and when, changes.",
    QOS: "What it is promised changes: class, requests, limits, priority, quota.",
    HARMLESS: "Nothing that runs changes.",
    NOTE: "What to know beside the ratings.",
}


def rules() -> tuple[ChangeRule, ...]:
    """Return all rules. Where several are about one rating, the first one is meant."""
    parts = (rules_of_refusals, rules_of_workloads, rules_of_networks, rules_of_objects, rules_of_custom)
    return tuple(one for part in parts for one in part.RULES)


def rules_of(rating: str) -> tuple[ChangeRule, ...]:
    """Return the rules that give a rating."""
    return tuple(one for one in rules() if rating in one.ratings)


def text_of(rating: str) -> str:
    """Return what a rating means, and the rules that give it, as lines for people."""
    meaning = MEANINGS[rating].rstrip(".")
    lines = [f"{rating}: {meaning[0].lower()}{meaning[1:]}"]
    for one in rules_of(rating):
        about = [", ".join(names) for names in (one.kinds, one.fields) if names]
        function = one.source.partition("#")[2]
        lines += ["", f"{one.name} ({': '.join(about) or 'any object'})", f"  {one.means}"]
        lines += [f"  says: {one.reason}"] if one.reason else []
        lines.append(f"  rests on: {one.address}{f' ({function})' if function else ''}")
    return "\n".join(lines) + "\n"

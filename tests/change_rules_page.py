"""The page of the rules of `oamc diff`, `docs/reference/changes.md`: the table of rules, each with its case at work."""

from __future__ import annotations

from oamc.changes.change_rule import NOTE, ChangeRule
from oamc.changes.compare import compare
from oamc.changes.model import RATINGS, spelled
from oamc.changes.rules import MEANINGS, rules_of
from oamc.changes.shown import shown
from tests.unit.changes.rule_cases import CASES

HEAD = """# The rules of `oamc diff`

This page is generated from the table of rules by `make docs`; `oamc explain refused` prints those of a rating. Each rule has
a case, which the tests run: the last column but one is what it changes. The tests also run every line of code that gives a
rating, and hold what it gives against this table, so that there is no rule that does not stand here.

The last column is what of Kubernetes a rule rests on: a page of its manual, or the function of its code that decides. In the
words that a rule says, `…` stands for a name. Where several rules are about a field and say nothing else, the first one is
meant. [What a change means](../changes.md) is the introduction.
"""
COLUMNS = ("| Rule | Kinds | Fields | Means | Says | For example | Rests on |", "| --- | --- | --- | --- | --- | --- | --- |")


def change_rules_page() -> str:
    """Return the page: a table for each rating, the gravest first."""
    lines = [HEAD]
    for rating in (*RATINGS, NOTE):
        lines += [f"## {rating}", "", MEANINGS[rating], "", *COLUMNS]
        lines += [_row(one, rating) for one in rules_of(rating)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(one: ChangeRule, rating: str) -> str:
    """Return the row of a rule."""
    fields = ", ".join(f"`{field}`" for field in one.fields)
    path, _, function = one.source.partition("#")
    source = f"[{f'`{function}`' if function else path.rstrip('/').rpartition('/')[2]}]({one.address})"
    cells = (
        f"`{one.name}`",
        ", ".join(one.kinds),
        fields,
        one.means,
        one.reason,
        _example(one, rating),
        source,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _example(one: ChangeRule, rating: str) -> str:
    """Return what the case of a rule changes: the first field with the rating, or the object."""
    changes = compare(*CASES[one.name])
    for change in changes:
        for field in change.fields:
            if any(rated.rating in one.ratings for rated in field.ratings):
                old, new = (shown(value, hidden=False) for value in (field.old, field.new))
                return f"`{spelled(field.path)}`: `{_short(old)}` → `{_short(new)}`"
    for change in changes:
        if rating == NOTE or any(rated.rating in one.ratings for rated in change.ratings):
            name = f"{change.name} → {change.new_name}" if change.new_name else change.name
            return f"{change.verb} {change.kind} `{name}`"
    raise AssertionError(f"the case of {one.name} does not show it")


def _short(text: str) -> str:
    """Return a value that a cell of a table holds."""
    return text if len(text) <= 48 else f"{text[:47]}…"

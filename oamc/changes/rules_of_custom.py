"""The rules about custom kinds, from the rows by which they are rated (`custom_kinds.py`)."""

from __future__ import annotations

from oamc.changes.change_rule import ChangeRule
from oamc.changes.custom_kinds import ADDED, GONE, PAGES, ROWS, WHOLE

RULES = tuple(
    ChangeRule(
        name=row.name,
        ratings=(row.rating,),
        means=row.means,
        judges=("custom_kinds._rated",),
        source=f"{PAGES[row.project]}{row.page}",
        kinds=row.kinds,
        fields=() if {ADDED, GONE} & set(row.fields) else tuple(field.removesuffix(WHOLE) for field in row.fields),
        reason=row.reason,
    )
    for row in ROWS
)

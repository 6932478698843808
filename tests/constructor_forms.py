"""The constructors that `oamc/startup/constructor_forms.py` holds, one for each number of fields.

`python -m tests.constructor_forms` writes that module anew, `tests/unit/startup/test_constructors.py` compares.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

PLACE = Path(__file__).resolve().parent.parent / "oamc" / "startup" / "constructor_forms.py"
MOST_FIELDS = 20
WIDTH = 120
HEAD = '''"""Constructors of records by their number of fields. `constructors.py` puts in the names of fields and their setters.

Written by `python -m tests.constructor_forms`.
"""

# mypy: ignore-errors
# ruff: noqa: ANN001, ANN202, F821, PLR0913
# fmt: off
'''


def form(count: int) -> str:
    """Return the text of the constructor of so many fields."""
    names = ", ".join(("self", *(["*"] if count else []), *(f"field_{number}" for number in range(count))))
    head = textwrap.fill(f"def _of_{count}({names}):", WIDTH, subsequent_indent=" " * len(f"def _of_{count}("))
    body = [f"set_{number}(self, field_{number})" for number in range(count)] or ["pass"]
    return "\n".join((head, *(f"    {line}" for line in body), ""))


def forms() -> str:
    """Return the text of the module."""
    counts = range(MOST_FIELDS + 1)
    names = textwrap.fill(", ".join(f"_of_{count}" for count in counts), WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n\n".join((HEAD, *map(form, counts), f"FORMS = (\n{names},\n)\n"))


if __name__ == "__main__":
    PLACE.write_text(forms(), encoding="utf-8")

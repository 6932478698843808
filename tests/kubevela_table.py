"""Write `tests/kubevela.toml` anew: reasons stay, cases that are as there go to a list, and new differences want a reason.

python -m tests.kubevela_table
"""

from __future__ import annotations

import json
import sys
import tomllib

from tests.conformance_page import ABOUT, AS_THERE, TABLE
from tests.support import kubevela
from tests.support.kubevela import about, cases, name_of, outcome

HEAD = """# How results differ from those of the real program, and why: by outcome, then by case. Then the cases that are as
# there, and what each case is about. `python -m tests.kubevela_table` writes this file; the reasons are written by hand, and so
# is what a case is about where the corpus does not tell. The page docs/reference/conformance.md is made of it (`make docs`).
"""


def main() -> None:
    """Compare all cases and write the table."""
    known = tomllib.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    titles, _ = known.pop(ABOUT, {}), known.pop(AS_THERE, {})
    reasons = {name: why for found in known.values() for name, why in found.items()}
    outcomes: dict[str, list[str]] = {}
    for case in cases():
        outcomes.setdefault(outcome(case), []).append(name_of(case))
    parts = [HEAD]
    for word in sorted(set(outcomes) - set(kubevela.AS_THERE)):
        parts += _section(word, {name: reasons.get(name, "") for name in outcomes[word]})
    parts += _section(AS_THERE, {name: word for word in kubevela.AS_THERE for name in outcomes.get(word, ())})
    parts += _section(ABOUT, {name_of(case): about(case) or titles.get(name_of(case), "") for case in cases()})
    TABLE.write_text("".join(parts), encoding="utf-8")
    sys.stdout.write("".join(f"{word}: {len(names)}\n" for word, names in sorted(outcomes.items())))


def _section(name: str, entries: dict[str, str]) -> list[str]:
    """Return the lines of a part of the table."""
    return [f"\n[{json.dumps(name)}]\n", *(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in entries.items())]


if __name__ == "__main__":
    main()

"""Write `tests/kubevela.toml` anew: reasons stay, cases that are as there go, and new differences want a reason.

python -m tests.kubevela_table
"""

from __future__ import annotations

import json
import sys
import tomllib

from tests.support.kubevela import AS_THERE, ROOT, cases, name_of, outcome

TABLE = ROOT / "tests" / "kubevela.toml"
HEAD = """# How results differ from those of the real program, and why: by outcome, then by case.
# `python -m tests.kubevela_table` writes this file; the reasons are written by hand.
"""


def main() -> None:
    """Compare all cases and write the table."""
    known = tomllib.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    reasons = {name: why for found in known.values() for name, why in found.items()}
    outcomes: dict[str, list[str]] = {}
    for case in cases():
        outcomes.setdefault(outcome(case), []).append(name_of(case))
    parts = [HEAD]
    for word in sorted(set(outcomes) - set(AS_THERE)):
        parts.append(f"\n[{json.dumps(word)}]\n")
        parts += (f"{json.dumps(name)} = {json.dumps(reasons.get(name, ''))}\n" for name in outcomes[word])
    TABLE.write_text("".join(parts), encoding="utf-8")
    sys.stdout.write("".join(f"{word}: {len(names)}\n" for word, names in sorted(outcomes.items())))


if __name__ == "__main__":
    main()

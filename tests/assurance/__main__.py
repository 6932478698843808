"""Measure the promises and write the page."""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.assurance.page import page, section_text, texts_of
from tests.assurance.rows import Unmeasurable
from tests.assurance.sections import SECTIONS

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Measure what the arguments name, and return whether all of it held."""
    names = [section.name for section in SECTIONS]
    parser = argparse.ArgumentParser(prog="python -m tests.assurance", description="Measure what oamc promises.")
    parser.add_argument("sections", nargs="*", help=f"what to measure: {', '.join(names)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="only show that the harnesses work; the figures mean little")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "assurance.md", help="the page to write")
    given = parser.parse_args()
    unknown = set(given.sections) - set(names)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    texts = texts_of(given.output.read_text(encoding="utf-8")) if given.output.exists() else {}
    failed = []
    for section in SECTIONS:
        if given.sections and section.name not in given.sections:
            continue
        print(f"{section.title}:", flush=True)
        started = time.monotonic()
        rows = []
        try:
            for row in section.measure(full=not given.quick):
                rows.append(row)
                print(f"  {row.promise}: {row.what}: {row.figure}{'' if row.held else '  DOES NOT HOLD'}", flush=True)
        except Unmeasurable as lack:
            print(f"  not measured, the rows of the last run stay: {lack}", flush=True)
            continue
        print(f"  {time.monotonic() - started:.0f} s", flush=True)
        failed += [row for row in rows if not row.held]
        date = datetime.now(tz=UTC).date().isoformat()
        texts[section.title] = section_text(section, rows, date)
        given.output.write_text(page(SECTIONS, texts), encoding="utf-8")
    print(f"{len(failed)} promises do not hold" if failed else "all that was measured holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

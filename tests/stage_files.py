"""The cases of single stages: this module computes what they expect, `test_stages.py` compares, and

    python -m tests.stage_files [STAGE/NAME ...]

rewrites it. A case is one file, `tests/stages/<stage>/<name>.case`, with three parts:

    title = "a port without a name gets one"     TOML; beside the title `strict = true`, `namespace = "prod"`
    -- input --
    …                                            the documents
    -- expected --
    …                                            the findings, one a line, then what `oamc dump --after <stage>` shows

After an error there is no dump. Of a dump, `CUT` is left out: what it shows a second time.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile
from oamc.stages import dump

STAGES = Path(__file__).resolve().parent / "stages"
INPUT = "-- input --\n"
EXPECTED = "-- expected --\n"
HEADER = {"title", "strict", "namespace"}
CUT = {
    "resolve": {"instances/component", "instances/containers/container", "instances/parameters"},
    "lower": {"parameters", "fixed"},
}
KEY = re.compile(r"([ -]*)([\w-]+):(?= |$)")


class StageCase:
    """One case file, cut into its parts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stage = path.parent.name
        self.name = f"{self.stage}/{path.stem}"
        text = path.read_bytes().decode()
        self.head, found, rest = text.partition(INPUT)
        self.input, found_too, self.expected = rest.partition(EXPECTED)
        self.settings = tomllib.loads(self.head)
        if not (found and found_too and self.settings.keys() <= HEADER and self.settings.get("title")):
            raise SystemExit(f"{path}: a case has a title, an input and what is expected")

    def actual(self) -> str:
        """Return what the stage makes of the input today."""
        reports = Reports(strict=self.settings.get("strict", False))
        source = SourceFile(path="input.yaml", label="input.yaml", text=self.input)
        shown = dump((source,), self.stage, Options(namespace=self.settings.get("namespace")), reports)
        findings = "".join(
            f"{found.span}: {found.severity}[{found.code.id}]: {found.message}\n" for found in reports.in_order()
        )
        return findings + cut(shown, CUT.get(self.stage, set()))

    def rewrite(self) -> bool:
        """Write what is expected, and tell whether it changed."""
        actual = self.actual()
        self.path.write_bytes((self.head + INPUT + self.input + EXPECTED + actual).encode())
        return actual != self.expected


def cut(text: str, places: set[str]) -> str:
    """Return a dump without the parts at `places`, each named by the keys that lead to it."""
    kept: list[str] = []
    above: list[tuple[int, str]] = []
    limit: int | None = None
    for line in text.splitlines(keepends=True):
        if limit is not None and len(line) - len(line.lstrip(" ")) > limit:
            continue
        limit = None
        key = KEY.match(line)
        if key:
            above = [*(found for found in above if found[0] < key.start(2)), (key.start(2), key[2])]
            if "/".join(name for _, name in above) in places:
                limit = key.start(2)
                continue
        kept.append(line)
    return "".join(kept)


def stage_cases() -> list[StageCase]:
    """Return all cases by stage and name."""
    return [StageCase(path) for path in sorted(STAGES.glob("*/*.case"))]


def main(names: list[str]) -> None:
    """Rewrite the named cases, or all."""
    found = [case for case in stage_cases() if not names or case.name in names]
    changed = [case.name for case in found if case.rewrite()]
    print(*changed, f"{len(changed)} of {len(found)} cases changed", sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])

"""Known holes in what the lock files pin: pip-audit, and an honest word where its service does not answer.

    python -m release.audit [--if-answered]

pip-audit ends well when its service knows none of the packages, as the one of a private registry may. Here that is not good
news: the exit status is 0 where every package was looked up and none has a hole, 1 where one has, and 3 where nothing is known
(0 with `--if-answered`, for CI).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from release.locks import lock_files

SECONDS = 20
FINE, HOLES, UNKNOWN = 0, 1, 3


class Verdict(NamedTuple):
    """What is known: the exit status, and the words for people."""

    status: int
    words: str


def main() -> int:
    """Audit all lock files."""
    parser = argparse.ArgumentParser(prog="python -m release.audit", description="Look for known holes in the pinned packages.")
    parser.add_argument("--if-answered", action="store_true", help="do not fail where the service does not answer")
    given = parser.parse_args()
    verdicts = [audited(path) for path in lock_files()]
    for verdict in verdicts:
        print(verdict.words)
    worst = HOLES if any(verdict.status == HOLES for verdict in verdicts) else max(verdict.status for verdict in verdicts)
    return FINE if worst == UNKNOWN and given.if_answered else worst


def audited(path: Path) -> Verdict:
    """Audit one lock file."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    command += ["--timeout", str(SECONDS), "--format", "json", "--requirement", str(path)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS * 20)
    except subprocess.TimeoutExpired:
        return Verdict(UNKNOWN, f"{path.name}: the vulnerability service does not answer in time: nothing is known")
    return judged(path.name, run.stdout)


def judged(name: str, report: str) -> Verdict:
    """Return what a report of pip-audit says of a lock file."""
    try:
        packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Verdict(UNKNOWN, f"{name}: the vulnerability service does not answer: nothing is known")
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}" for package in packages for hole in package.get("vulns", ())
    ]
    if holes:
        return Verdict(HOLES, f"{name}: {len(holes)} known holes: {', '.join(holes)}")
    looked_up = sum("vulns" in package for package in packages)
    if looked_up < len(packages) or not packages:
        skipped = f"{len(packages) - looked_up} of {len(packages)} packages"
        return Verdict(
            UNKNOWN, f"{name}: the vulnerability service that answers here does not know {skipped}: nothing is known"
        )
    return Verdict(FINE, f"{name}: no known hole in {looked_up} packages")


if __name__ == "__main__":
    sys.exit(main())

"""The demo: build `my-awesome-app` into a chart, render it with the real Helm engine, and say where to look.

`make demo` runs it.
"""

# A script for people, not a module of the package:
# ruff: noqa: INP001, T201

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from oamc.verification.engine import find_engine

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/my-awesome-app")
CHARTS = Path("build/demo/charts")
INSTANCE = "web-front-end"


def main() -> int:
    """Build the chart, show what Helm makes of it with and without an override, print what to try next."""
    print(f"$ oamc build {EXAMPLE} -o {CHARTS}", flush=True)
    command = [sys.executable, "-m", "oamc", "build", str(EXAMPLE), "-o", str(CHARTS)]
    built = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603  # this package on its own example
    if built.returncode:
        return built.returncode
    place = CHARTS / EXAMPLE.name
    chart = ROOT / place
    files = {
        path.relative_to(chart).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(chart.rglob("*"))
        if path.is_file()
    }
    with find_engine() as engine:
        rendered = engine.render(files, release="demo")
        overridden = engine.render(files, {INSTANCE: {"parameters": {"connections": 8192}}}, release="demo")
        print(f"\n{place}, rendered by Helm {engine.version()}:")
    for refusal in filter(None, (rendered.refusal, overridden.refusal)):
        print(refusal, file=sys.stderr)
        return 1
    for document in rendered.documents:
        print(f"  {document['kind']:<24} {document['metadata']['name']}")
    print("\nThe parameter connections reaches the container:")
    print(f"  as the application sets it                            CONNECTIONS={_connections(rendered.documents)}")
    print(f"  with --set {INSTANCE}.parameters.connections=8192  CONNECTIONS={_connections(overridden.documents)}")
    _next_steps(place)
    return 0


def _connections(documents: tuple[dict[str, Any], ...]) -> str:
    """Return the variable CONNECTIONS of the container of the Deployment."""
    deployment = next(document for document in documents if document["kind"] == "Deployment")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return next(str(entry["value"]) for entry in container["env"] if entry["name"] == "CONNECTIONS")


def _next_steps(chart: Path) -> None:
    """Print what to look at and what to try."""
    print(f"""
Look at
  {f"{EXAMPLE}/":<46} the OAM documents
  {f"{chart}/values.yaml":<46} every value that can be overridden, and where it comes from
  {f"{chart}/templates/":<46} one file an object

Try
  .venv/bin/oamc build {EXAMPLE} --format manifests
  .venv/bin/oamc verify {EXAMPLE}
  helm template {chart}   (with a helm program of your own)

Read on: docs/tutorial.md""")


if __name__ == "__main__":
    sys.exit(main())

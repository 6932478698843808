"""The demo: build `my-awesome-app` into a chart, render it with the real Helm engine, and say where to look.

`make demo` runs it.
"""

# A script for people, not a module of the package:
# ruff: noqa: INP001, T201

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from oamc.verification.engine import find_engine

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/my-awesome-app")
CHARTS = Path("build/demo/charts")


def main() -> int:
    """Build the chart, show what Helm makes of it with and without an override, print what to try next."""
    command = [str(Path(sys.executable).with_name("oamc")), "build", str(EXAMPLE), "-o", str(CHARTS)]
    print(f"$ oamc {' '.join(command[1:])}", flush=True)
    built = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603  # this package on its own example
    if built.returncode:
        return built.returncode
    with find_engine() as engine:
        for chart_yaml in sorted((ROOT / CHARTS).glob("*/Chart.yaml")):
            chart = chart_yaml.parent
            files = {
                path.relative_to(chart).as_posix(): path.read_text(encoding="utf-8")
                for path in sorted(chart.rglob("*"))
                if path.is_file()
            }
            rendered = engine.render(files, release="demo")
            if rendered.refusal:
                print(rendered.refusal, file=sys.stderr)
                return 1
            place = chart.relative_to(ROOT)
            print(f"\n{place}, rendered by Helm {engine.version()}:")
            for document in rendered.documents:
                print(f"  {document['kind']:<24} {document['metadata']['name']}")
            prefixed = engine.render(files, {"namePrefix": "second-"}, release="demo")
            first = prefixed.documents[0]["metadata"]["name"]
            print(f"With --set namePrefix=second- every object gets another name, the first of them {first}.")
            _next_steps(place)
    return 0


def _next_steps(chart: Path) -> None:
    """Print what to look at and what to try."""
    print(f"""
Look at
  {EXAMPLE}/              the OAM documents
  {chart}/values.yaml     every value that can be overridden, and where it comes from
  {chart}/templates/      one file an object

Try
  .venv/bin/oamc build {EXAMPLE} --format manifests
  .venv/bin/oamc verify {EXAMPLE}
  helm template {chart}   (with a helm program of your own)""")


if __name__ == "__main__":
    sys.exit(main())

"""The benchmarks run and write their page. No figure is asserted: machines are noisy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.inputs import APPLICATION, AXES
from benchmarks.report import Figure, page
from oamc import compile_documents

ROOT = Path(__file__).parents[1]


def test_the_smallest_run_writes_the_page(tmp_path: Path) -> None:
    target = tmp_path / "performance.md"
    command = [sys.executable, "-m", "benchmarks", "--repetitions", "1", "--sizes", "2", "--no-growth", "--output", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = target.read_text(encoding="utf-8")
    assert "## Start-up" in text
    assert "2 applications to helm, peak memory" in text
    assert "`oamc gitops`, first tree, 1 applications in 2 environments, over building 2 to manifests" in text


def test_every_axis_but_that_of_errors_compiles() -> None:
    for axis, (_, make) in AXES.items():
        result = compile_documents({"app.yaml": make(3)}, format="manifests")
        assert result.ok == (axis != "errors"), (axis, [found.message for found in result.diagnostics])


def test_the_application_of_the_benchmark_has_sixty_lines() -> None:
    assert 55 <= len(APPLICATION.splitlines()) <= 70
    assert compile_documents({"app.yaml": APPLICATION.format(number=0)}, strict=True).ok


def test_a_figure_above_its_bounds_is_marked() -> None:
    figures = [
        Figure("Group", "fine", 1.0, "x", budget=2.0, failure=3.0),
        Figure("Group", "slow", 2.5, "x", budget=2.0, failure=3.0),
        Figure("Group", "bad", 4.0, "x", budget=2.0, failure=3.0),
    ]
    assert [figure.verdict for figure in figures] == ["", "warning", "failure"]
    assert page(figures).count("| **failure** |") == 1

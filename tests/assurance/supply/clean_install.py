"""The wheel as a user has it: in an environment of its own, far from the checkout."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from release.locks import ROOT
from tests.support import processes

EXAMPLE = ROOT / "examples" / "shop"


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel without any network, and return the `oamc` of the new environment.

    What `oamc` depends on is taken from the test environment, as it was pinned there; the package itself comes from the wheel.
    """
    processes.run([sys.executable, "-m", "venv", "--without-pip", folder], ROOT, check=True)
    python = folder / "bin" / "python"
    site = next((folder / "lib").glob("python*")) / "site-packages"
    offline = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    processes.run([sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel], ROOT, check=True)
    # A path from a .pth file: the .pth files of that folder, which lead to the checkout, are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "oamc"


def run(program: Path, *arguments: str | Path, folder: Path) -> processes.Ended:
    """Run the installed program in a folder, without anything of this environment."""
    return processes.run([program, *arguments], folder, environment=processes.inherited("PYTHON", "OAMC"))


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

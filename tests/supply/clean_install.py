"""The wheel as a user has it: in an environment of its own, far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from release.locks import ROOT

EXAMPLE = ROOT / "examples" / "shop"


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel without any network, and return the `oamc` of the new environment.

    What `oamc` depends on is taken from the test environment, as it was pinned there; the package itself comes from the wheel.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    site = next((folder / "lib").glob("python*")) / "site-packages"
    offline = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel], check=True)
    # A path from a .pth file: the .pth files of that folder, which lead to the checkout, are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "oamc"


def run(program: Path, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a folder, without anything of this environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "OAMC"))}
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

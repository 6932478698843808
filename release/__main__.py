"""Make a release: `python -m release DIR` writes wheel, source archive, bill of materials and checksums."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import oamc
from release.archives import build, sha256, time_of_release
from release.bill_of_materials import as_text, bill_of_materials


def main() -> int:
    """Build twice, refuse a difference, and write what belongs to a release."""
    parser = argparse.ArgumentParser(prog="python -m release", description="Make wheel, source archive and bill of materials.")
    parser.add_argument("folder", type=Path, help="where they go")
    folder = parser.parse_args().folder
    epoch = time_of_release()
    archives = build(folder, epoch)
    again = build(folder / "again", epoch, mask=0o077)
    differ = [first.name for first, second in zip(archives, again, strict=True) if sha256(first) != sha256(second)]
    for path in again:
        path.unlink()
    (folder / "again").rmdir()
    if differ:
        print(f"a second build differs: {', '.join(differ)}")
        return 1
    bill = folder / f"oamc-{oamc.__version__}.cdx.json"
    bill.write_text(as_text(bill_of_materials(epoch)), encoding="utf-8")
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in (*archives, bill))
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(sums, end="")
    print("a second build, in another folder and with another umask, gave the same bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

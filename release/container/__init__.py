"""The image of oamc: `Containerfile`, and the lock of what runs in it, which `python -m release.container` writes."""

from __future__ import annotations

from pathlib import Path

from release.bill_of_materials import scopes_of
from release.locks import FOLDER, PIN, read_lock

LOCK = Path(__file__).with_name("requirements.txt")
HEAD = (
    "# What runs, of requirements/run.txt: that has what builds the package, too. Written by `python -m release.container`.\n"
)


def lock_of_image() -> str:
    """Return the lock of the image: what oamc cannot do without. The Helm engine alone is ten times as large as all of that."""
    text = (FOLDER / "run.txt").read_text(encoding="utf-8")
    scopes = scopes_of(read_lock(text))
    kept, is_wanted = [HEAD], False
    for line in text.splitlines(keepends=True):
        found = PIN.fullmatch(line.rstrip("\n"))
        if found:
            is_wanted = scopes[found["name"]] == "required"
        if is_wanted:
            kept.append(line)
    return "".join(kept)

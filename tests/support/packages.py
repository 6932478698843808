"""Packages of capabilities as an installer leaves them: modules, and a `.dist-info` beside them, on a path of their own."""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = count()


def install(
    place: Path, source: str | None, *, entry: str = "acme", name: str = "acme-oamc", value: str = "CAPABILITIES"
) -> str:
    """Install a package of one module with this text, and return the name of the module, which is another one each time."""
    module = f"acme_oamc_{next(NUMBERS)}"
    place.mkdir(exist_ok=True)
    if source is not None:
        (place / f"{module}.py").write_text(source)
    describe(place, name, "1.2.0", f"{entry} = {module}:{value}\n")
    return module


def install_example(example: Path, place: Path) -> None:
    """Install the package that is an example."""
    place.mkdir(exist_ok=True)
    shutil.copytree(example / "acme_oamc", place / "acme_oamc")
    describe(place, "acme-oamc", "1.2.0", "acme = acme_oamc:CAPABILITIES\n")


def describe(place: Path, name: str, version: str, entries: str) -> None:
    """Write what tells of an installed package."""
    folder = place / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "entry_points.txt").write_text(f"[oamc.capabilities]\n{entries}")

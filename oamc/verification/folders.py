"""Private temporary folders for what only reads charts from a disk: they are gone when the `with` block ends."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextlib.contextmanager
def chart_folder(files: Mapping[str, str]) -> Iterator[Path]:
    """Write the files of a chart below a new private folder and yield the path of the chart."""
    with tempfile.TemporaryDirectory(prefix="oamc-verify-") as private:
        root = Path(private, "chart")
        root.mkdir()
        for name, text in files.items():
            place = root.joinpath(*_parts(name))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        yield root


def _parts(name: str) -> list[str]:
    """Return the parts of a path inside a chart; a path that leaves the chart is a fault of the caller."""
    parts = name.split("/")
    if any(part in {"", ".", ".."} or "\\" in part or ":" in part for part in parts):
        raise ValueError(f"not a path inside a chart: {name!r}")
    return parts

"""Private temporary folders for what only reads charts from a disk: they are gone when the `with` block ends."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

CHART_FILE = "Chart.yaml"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextlib.contextmanager
def chart_folder(files: Mapping[str, str]) -> Iterator[Path]:
    """Write the files of a chart below a new private folder and yield the path of the chart.

    Helm looks at no chart whose dependencies are not there, so one without them says none: its own objects are the same.
    """
    with tempfile.TemporaryDirectory(prefix="oamc-verify-") as private:
        root = Path(private, "chart")
        root.mkdir()
        has_parts = any(name.startswith("charts/") for name in files)
        for name, text in files.items():
            place = root.joinpath(*_parts(name))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes((_alone(text) if name == CHART_FILE and not has_parts else text).encode())
        yield root


def _alone(text: str) -> str:
    """Return the text of a `Chart.yaml` without dependencies, as oamc writes it: each is an item at the margin."""
    before, start, block = text.partition("\ndependencies:\n")
    lines = block.splitlines(keepends=True)
    rest = next((index for index, line in enumerate(lines) if not line.startswith(("- ", " "))), len(lines))
    return f"{before}\n{''.join(lines[rest:])}" if start else text


def _parts(name: str) -> list[str]:
    """Return the parts of a path inside a chart; a path that leaves the chart is a fault of the caller."""
    parts = name.split("/")
    if any(part in {"", ".", ".."} or "\\" in part or ":" in part for part in parts):
        raise ValueError(f"not a path inside a chart: {name!r}")
    return parts

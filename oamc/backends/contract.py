"""What a backend is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol, TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.kube.objects import ObjectSet
    from oamc.kube.tree import KubeObject

    FileTree: TypeAlias = Mapping[str, str]
    """The whole output as data: the text of each file by its relative path, with `/` between the parts."""

    class Backend(Protocol):
        """Turns objects with holes into files. Its options are fields of the backend itself."""

        def emit(self, objects: ObjectSet, reports: Reports) -> FileTree:
            """Return the files of the output; problems go to `reports`."""


def file_name(item: KubeObject) -> str:
    """Return the name of a file that holds one object: its name, and its kind where the name does not end in it."""
    kind = item.kind.lower()
    return f"{item.name}.yaml" if item.name.endswith(f"-{kind}") else f"{item.name}-{kind}.yaml"


def device_in(path: str) -> str:
    """Return the part of a path that Windows takes for a device, whatever follows its first dot; empty where there is none."""
    return next((part for part in path.split("/") if part.partition(".")[0].lower() in DEVICES), "")


DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))))
LARGEST_FILE = 5 * 1024 * 1024
"""Helm does not load a larger file."""

"""What a backend is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Protocol, TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject

    FileTree: TypeAlias = Mapping[str, str]
    """The whole output as data: the text of each file by its relative path, with `/` between the parts."""

    class Backend(Protocol):
        """Turns objects with holes into files. Its options are fields of the backend itself."""

        def emit(self, objects: ObjectSet, reports: Reports) -> FileTree:
            """Return the files of the output; problems go to `reports`."""


def file_name(item: KubeObject, objects: Collection[tuple[str, str]]) -> str:
    """Return the name of a file that holds one object: its name, and its kind where the name does not end in it.

    It does not depend on the order of `objects`, the kinds and names of the whole output, and no two of them share a name: the
    file of a Deployment `web` is that of one called `web-deployment`, which therefore has its kind after its name again.
    """
    kind = item.kind.lower()
    stem = item.name.removesuffix(f"-{kind}")
    if stem != item.name and (item.kind, stem) not in objects:
        return f"{item.name}.yaml"
    return f"{item.name}-{kind}.yaml"


def names_of(objects: Iterable[KubeObject]) -> frozenset[tuple[str, str]]:
    """Return kind and name of each object."""
    return frozenset((item.kind, item.name) for item in objects)


def device_in(path: str) -> str:
    """Return the part of a path that Windows takes for a device, whatever follows its first dot; empty where there is none."""
    return next((part for part in path.split("/") if part.partition(".")[0].lower() in DEVICES), "")


DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))))
LARGEST_FILE = 5 * 1024 * 1024
"""Helm does not load a larger file."""

"""`PlainManifests`: the backend that writes Kubernetes manifests."""

from __future__ import annotations

from oamc.backends.contract import file_names, owner_file
from oamc.choices import PER_COMPONENT, PER_OBJECT, SINGLE
from oamc.objects.writer import YamlWriter
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.backends.contract import FileTree, Identity
    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject


class PlainManifests(Record):
    """Writes manifests in one file, in one file an object, or in one file an instance."""

    filler: Filler
    layout: str = SINGLE

    def check(self, objects: ObjectSet, reports: Reports) -> None:
        """Report nothing: manifests say whatever objects do."""

    def paths(self, objects: ObjectSet) -> Collection[str]:
        """Return the paths of the files in their order."""
        names = file_names(objects.objects)
        return dict.fromkeys(self._file(objects, item, names) for item in objects.objects if self.filler.present(item))

    def most_bytes(self, objects: ObjectSet, _enough: int = 0, /) -> int:
        """Return the bytes of the files. Nobody limits them, and so nobody asks often."""
        return sum(len(text.encode()) for text in self.emit(objects).values())

    def emit(self, objects: ObjectSet) -> FileTree:
        """Fill the holes and write what is there."""
        files: dict[str, list[str]] = {}
        writer = YamlWriter()
        names = file_names(objects.objects)
        for item in objects.objects:
            if self.filler.present(item):
                files.setdefault(self._file(objects, item, names), []).append(writer.document(self.filler.body(item)))
        return {name: "---\n".join(documents) for name, documents in files.items()}

    def _file(self, objects: ObjectSet, item: KubeObject, names: dict[Identity, str]) -> str:
        """Return the name of the file that an object goes to. `names` are those of objects with a file each."""
        if self.layout == PER_OBJECT:
            return names[item.identity]
        return owner_file(item.owner) if self.layout == PER_COMPONENT else f"{objects.application.value}.yaml"

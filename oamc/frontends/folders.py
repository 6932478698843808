"""Which documents an application can see: those of its own directory, and of every directory above it.

In: the directories of documents, relative to the run (`SourceFile.folder`). Out: for each the directory that it belongs to, its
*home*: the nearest one, itself or above, in which an application is. Documents that lie in no application's directory are
shared: their home is the nearest directory above from which the way leads to an application. So `teams/a/app.yaml` sees
`teams/a/`, `teams/shared/` and `shared/`, and never `teams/b/`.

Standard input and files that are named belong to the run as a whole, which is above every directory.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Folder:
    """One directory: the one above it (none above the run as a whole), and what is known of applications in and below it."""

    __slots__ = ("above", "has_application", "leads_to_one", "within")

    def __init__(self, above: Folder | None) -> None:
        self.above = above
        self.within: dict[str, Folder] = {}
        self.has_application = False
        self.leads_to_one = False

    def upwards(self) -> Iterator[Folder]:
        """Yield this directory and all above it."""
        found: Folder | None = self
        while found is not None:
            yield found
            found = found.above


class Folders:
    """The directories of one run. They are a tree of single names, so that deep ones cost no more than their paths."""

    def __init__(self, with_applications: Iterable[str]) -> None:
        self.run = Folder(None)
        self._known: dict[str, Folder] = {"": self.run}
        self._homes: dict[str, Folder] = {}
        for path in with_applications:
            self.at(path).has_application = True
            for folder in self.at(path).upwards():
                if folder.leads_to_one:
                    break
                folder.leads_to_one = True

    def at(self, path: str) -> Folder:
        """Return a directory by its path."""
        found = self._known.get(path)
        if found is None:
            found = self.run
            for name in path.split("/"):
                found = found.within.setdefault(name, Folder(found))
            self._known[path] = found
        return found

    def home(self, path: str) -> Folder:
        """Return the directory that the documents in a directory belong to."""
        home = self._homes.get(path)
        if home is None:
            above = tuple(self.at(path).upwards())
            owned = (folder for folder in above if folder.has_application)
            shared = (folder for folder in above if folder.leads_to_one)
            home = self._homes[path] = next(owned, None) or next(shared, self.run)
        return home

"""What a backend is, and what it makes of an application."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Protocol, TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Owner

    FileTree: TypeAlias = Mapping[str, str]
    """The whole output as data: the text of each file by its relative path, with `/` between the parts."""
    Identity: TypeAlias = tuple[str, str, str, str]

    class Backend(Protocol):
        """Turns objects with holes into files. Its options are fields of the backend itself.

        What may be wrong with an output is asked before any text of it is there, so that nobody has to lay it out to know.
        """

        def check(self, objects: ObjectSet, reports: Reports) -> None:
            """Report what the files cannot say, whatever their size."""

        def paths(self, objects: ObjectSet) -> Collection[str]:
            """Return the paths of the files in their order."""

        def most_bytes(self, objects: ObjectSet, enough: int = 0, /) -> int:
            """Return a number of bytes that the files surely do not exceed. It costs a quarter of what they do.

            One that is at most `enough` may be larger than it had to be: that costs less.
            """

        def emit(self, objects: ObjectSet) -> FileTree:
            """Return the files of the output. Of objects for which `check` reports nothing, they say everything."""


FETCHED = ("Chart.lock", "charts/")
"""What `helm dependency build` puts into a chart."""


class Output(Record):
    """The files of one application: the text of each by its relative path. `document` is the path of the input that has it.

    An application with several targets has an output for each `target`. What is `of_others` other programs put beside the
    files, and may: paths, that of a directory with a slash at its end.
    """

    application: str
    files: FileTree
    document: str = ""
    target: str = ""
    of_others: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Return where the files are: the name of the application, and that of the target where it has several."""
        return f"{self.application}/{self.target}" if self.target else self.application


def file_names(objects: Iterable[KubeObject]) -> dict[Identity, str]:
    """Return the names of the files that hold one object each: its name, and its kind where the name does not end in it.

    They do not depend on the order of the objects, and no two of them are one, not even where case does not count: the file of
    a Deployment `web` is that of one called `web-deployment`, which therefore has its kind after its name again. What no file
    is called is replaced. Those that differ in their namespaces alone have these at the end, others that would meet a digest.
    """
    groups: dict[tuple[str, str], list[Identity]] = {}
    for item in objects:
        groups.setdefault((item.kind.lower(), _as_file(item.name)), []).append(item.identity)
    return {
        identity: _file_name(kind, name, groups, mark)
        for (kind, name), identities in groups.items()
        for identity, mark in zip(identities, _marks(identities, is_long=len(name) > LONGEST_STEM), strict=True)
    }


def owner_file(owner: Owner) -> str:
    """Return the name of the file of an owner's objects: no two owners share it, not even where case does not count."""
    room, slash, name = owner.file.rpartition("/")
    plain = _as_file(name)
    return f"{room}{slash}{plain if plain == name else f'{plain}_{_digest(name)}'}.yaml"


def _file_name(kind: str, name: str, taken: Collection[tuple[str, str]], mark: str) -> str:
    """Return the name of one file; what has a `mark` has it at the end."""
    if mark:
        return f"{name[:LONGEST_STEM]}-{kind}_{mark}.yaml"
    stem = name.removesuffix(f"-{kind}")
    return f"{name}.yaml" if stem != name and (kind, stem) not in taken else f"{name}-{kind}.yaml"


def _as_file(name: str) -> str:
    """Return the name of an object with what the names of files may have on every system, in lower case and not hidden."""
    lower = name.lower()
    if lower.isascii() and lower.replace("-", "").replace(".", "").isalnum() and lower[0] != ".":
        return lower  # most names
    return "".join(letter if letter in IN_FILES and (index or letter != ".") else "-" for index, letter in enumerate(lower))


def _marks(identities: Sequence[Identity], *, is_long: bool) -> list[str]:
    """Return what tells objects of one kind and name apart, nothing for one alone with a name that is not long."""
    if len(identities) == 1 and not is_long:
        return [""]
    namespaces = [_as_file(namespace) for _, _, namespace, _ in identities]
    if len(set(namespaces)) == len(namespaces) and all(namespaces) and not is_long:
        return namespaces
    return [_digest("\n".join(identity)) for identity in identities]


def _digest(text: str) -> str:
    """Return the first digits of the digest of a text. Few names need it."""
    from oamc.startup.digests import digest

    return digest(text.encode())[:8]


def device_in(path: str) -> str:
    """Return the part of a path that Windows takes for a device, whatever follows its first dot; empty where there is none."""
    return next((part for part in path.split("/") if part.partition(".")[0].lower() in DEVICES), "")


IN_FILES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
LONGEST_STEM = 128
"""File systems take names of 255 bytes; behind this comes the kind."""
DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))))
LARGEST_FILE = 5 * 1024 * 1024
"""Helm does not load a larger file."""

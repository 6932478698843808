"""The table of Kubernetes kinds: which exist in which version, and the fields of each definition with their types.

The table (`schemas/kubernetes/`, written by the generator there) is a text: the versions, a line for each kind, an empty line,
and a line for each definition, which is looked for and parsed when it is first asked for. So loading costs little more than
reading a file, and nothing that reads JSON.
"""

from __future__ import annotations

from oamc.records import Record
from oamc.resources import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BASIC_TYPES = frozenset(("base64", "boolean", "int-or-string", "int32", "int64", "object", "quantity", "string", "time"))


class FieldType(Record):
    """The type of a field, of an item of a list, or of a value of a map.

    `base` is "list", "map", "definition" or one of `BASIC_TYPES`; `definition` is the name of a definition; `item` is the type
    of what a list or a map holds. The items of a list with `keys` differ in these fields; those of a set, ("=",), as wholes.
    """

    base: str
    required: bool = False
    definition: str = ""
    item: FieldType | None = None
    keys: tuple[str, ...] = ()


class Definition(Record):
    """The fields of one kind of object or part of an object, in one version of Kubernetes."""

    types: Mapping[str, FieldType]
    required: tuple[str, ...]


class Table:
    """The loaded table. Definitions are read from it on demand and kept."""

    def __init__(self, text: str) -> None:
        head, _, definitions = text.partition("\n\n")
        versions, *kinds = head.splitlines()
        self.versions = tuple(versions.split("\t"))
        self._kinds = _pairs(kinds, "\t")
        self.groups = frozenset(name.partition("/")[0] if "/" in name else "" for name in self._kinds)
        self._lines = f"\n{definitions}"
        self._definitions: dict[tuple[str, str], Definition] = {}
        self._versions_of: dict[tuple[str, str], tuple[str, ...]] = {}

    def versions_of(self, api_version: str, kind: str) -> tuple[str, ...]:
        """Return the versions of Kubernetes that have a kind; none where no supported version has it."""
        found = self._versions_of.get((api_version, kind))
        if found is None:
            text = self._kinds.get(f"{api_version} {kind}")
            if text is None:
                return ()  # not remembered: of such there is no end
            mark = text.partition("@")[2]
            found = self._versions_of[api_version, kind] = tuple(one for one in self.versions if _marked(mark, one))
        return found

    def api_versions_of(self, kind: str, version: str) -> tuple[str, ...]:
        """Return the API versions under which one version of Kubernetes has a kind, the stable ones first."""
        ending = f" {kind}"
        found = (name.removesuffix(ending) for name in self._kinds if name.endswith(ending))
        present = [api_version for api_version in found if version in self.versions_of(api_version, kind)]
        return tuple(sorted(present, key=lambda api_version: ("alpha" in api_version, "beta" in api_version, api_version)))

    def kinds_of(self, api_version: str) -> tuple[str, ...]:
        """Return the kinds that any supported version of Kubernetes has under an API version."""
        beginning = f"{api_version} "
        return tuple(name.removeprefix(beginning) for name in self._kinds if name.startswith(beginning))

    def definition_of(self, api_version: str, kind: str) -> str:
        """Return the name of a kind's definition, or nothing where the table knows no more than the kind's name."""
        return self._kinds[f"{api_version} {kind}"].partition("@")[0]

    def fields_of(self, api_version: str, kind: str) -> frozenset[str]:
        """Return the fields that a kind has in any supported version; none of one that is unknown, or known by name alone."""
        name = self._kinds.get(f"{api_version} {kind}", "").partition("@")[0]
        return frozenset(self._stored(name)) if name else frozenset()

    def definition(self, name: str, version: str) -> Definition:
        """Return a definition as it stands in one version of Kubernetes."""
        found = self._definitions.get((name, version))
        if found is None:
            fields = {field: text for field, types in self._stored(name).items() if (text := _type_at(types, version))}
            read = {field: field_type(text) for field, text in fields.items()}
            required = tuple(field for field, wanted in read.items() if wanted.required)
            found = self._definitions[name, version] = Definition(types=read, required=required)
        return found

    def versions_with_field(self, name: str, field: str) -> tuple[str, ...]:
        """Return the versions of Kubernetes in which a definition has a field."""
        types = self._stored(name).get(field)
        return tuple(version for version in self.versions if types and _type_at(types, version))

    def _stored(self, name: str) -> dict[str, str]:
        """Return the fields of a definition as the table spells them; `KeyError` where there is no such definition.

        Few of the seven hundred are asked for in a run: so a line is looked for, and not all of them are taken apart.
        """
        begin = self._lines.find(f"\n{name}\t")
        if begin < 0:
            raise KeyError(name)
        begin += len(name) + 2
        return _pairs(self._lines[begin : self._lines.index("\n", begin)].split("\t"), " ")


def _pairs(texts: Iterable[str], mark: str) -> dict[str, str]:
    """Return what stands behind the first mark of each text by what stands before it."""
    return {before: behind for before, _, behind in (text.partition(mark) for text in texts)}


def _type_at(types: str, version: str) -> str:
    """Return that one of the types joined with `|` that belongs to a version, or nothing."""
    for text in types.split("|"):
        spelled, _, mark = text.partition("@")
        if _marked(mark, version):
            return spelled
    return ""


def _marked(mark: str, version: str) -> bool:
    """Tell whether the ranges of a mark, such as `-33,36-`, include a version; no mark includes all."""
    minor = int(version.partition(".")[2])
    for part in mark.split(",") if mark else ():
        first, _, last = part.partition("-")
        if int(first or 0) <= minor <= int(last or minor):
            return True
    return not mark


_FIELD_TYPES: dict[str, FieldType] = {}


def field_type(text: str) -> FieldType:
    """Return a type from its spelling: `!string`, `[name]core.v1.Container`, `{}quantity` (README of the table)."""
    found = _FIELD_TYPES.get(text)
    if found is None:
        found = _FIELD_TYPES[text] = _read_type(text)
    return found


def _read_type(text: str) -> FieldType:
    """Read the spelling of a type."""
    required = text.startswith("!")
    bare = text.removeprefix("!")
    if bare.startswith("{}"):
        return FieldType(base="map", required=required, item=field_type(bare[2:]))
    if bare.startswith("["):
        keys, _, item = bare[1:].partition("]")
        return FieldType(base="list", required=required, item=field_type(item), keys=tuple(keys.split(",")) if keys else ())
    if bare in BASIC_TYPES:
        return FieldType(base=bare, required=required)
    return FieldType(base="definition", required=required, definition=bare)


_loaded: list[Table] = []


def load_table() -> Table:
    """Return the table; it is read once."""
    if not _loaded:
        _loaded.append(Table(read_text("schemas", "kubernetes", "kinds.txt")))
    return _loaded[0]

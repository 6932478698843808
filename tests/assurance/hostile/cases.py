"""The cases of the collection: what goes in, and what must come of it.

A case is one `[[case]]` table of `collection/<class>.toml` and the input of its name: a file `collection/<class>/<name>.yaml`
(or `.yml`, `.json`), a folder of files, or a function of `generated` (`made`) or of `scenes` (`scene`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

COLLECTION = Path(__file__).parent / "collection"
CLASSES = ("injection", "params", "paths", "refs", "resources", "schema", "size", "unicode", "yaml")
GENERATORS = ("tests.assurance.hostile.generated", "tests.assurance.hostile.generated_cases")
SUFFIXES = (".yaml", ".yml", ".json")
FOLDER = "in"
"""Where the files of a case of several files stand; a case of one file has it in the working folder."""


class Case(NamedTuple):
    """One input, and what must come of it.

    `kind` is the class; `why` says what the input tries. It is `expect`ed to be "refused" with an error of `code` at `line` of
    `file`, in the message of which `words` stand; or "accepted" with exactly the `warnings`, the `objects` ("kind/name"), and
    unchanged `values` ("kind/name:path.in.the.object"). A line of 0 means that there is no place, such as that of a file that
    does not exist.

    `options` go to `oamc build`, `arguments` stand in the place of the inputs. No message may show a text of `secrets`. No
    object may have the `canary` as a key, a kind, a name, a namespace or a host. `looked_at` are files that oamc opens to see
    whose they are. `most_seconds` and `most_mebibytes` bound the processor time and the memory. `formats` are the kinds of
    output that are tried; a `deep` case is tried at depth only.
    """

    kind: str
    name: str
    why: str
    expect: str
    code: str = ""
    line: int = 0
    file: str = ""
    words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    values: dict[str, Any] = {}  # noqa: RUF012 - never changed, as no record is
    canary: str = ""
    secrets: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()
    made: str = ""
    scene: str = ""
    most_seconds: float = 2.0
    most_mebibytes: int = 200
    formats: tuple[str, ...] = ("helm", "manifests")
    deep: bool = False

    @property
    def id(self) -> str:
        """Return the name within the whole collection."""
        return f"{self.kind}/{self.name}"

    @property
    def is_big(self) -> bool:
        """Tell whether the input takes long enough that only a run at depth tries it again and again."""
        return self.kind == "size"

    def files(self) -> dict[str, bytes]:
        """Return the input files by their path in the working folder."""
        if self.made:
            return _placed(self.name, made(self.made))
        place = COLLECTION / self.kind / self.name
        if place.is_dir():
            found = sorted(path for path in place.rglob("*") if path.is_file())
            return {f"{FOLDER}/{path.relative_to(place).as_posix()}": path.read_bytes() for path in found}
        path = _single_file(place)
        return {path.name: path.read_bytes()} if path else {}

    def inputs(self) -> tuple[str, ...]:
        """Return what the command line names as inputs."""
        if self.arguments:
            return self.arguments
        files = self.files()
        return (FOLDER,) if any("/" in path for path in files) else tuple(files)

    def text_of(self, path: str) -> bytes:
        """Return the content of an input that a message names."""
        return self.files().get(path, b"")


def _placed(name: str, content: bytes | dict[str, bytes]) -> dict[str, bytes]:
    """Return what a function made, by paths in the working folder."""
    if isinstance(content, bytes):
        return {f"{name}.yaml": content}
    return {f"{FOLDER}/{path}": data for path, data in content.items()}


def _single_file(place: Path) -> Path | None:
    """Return the one file of a case, if it has one."""
    found = [place.with_name(place.name + suffix) for suffix in SUFFIXES]
    return next((path for path in found if path.exists()), None)


@cache
def made(name: str) -> bytes | dict[str, bytes]:
    """Return what a function of `generated`, or of its neighbor, makes."""
    word = name.replace("-", "_")
    for module in GENERATORS:
        if find_spec(module) and hasattr(import_module(module), word):
            content: bytes | dict[str, bytes] = getattr(import_module(module), word)()
            return content
    raise LookupError(f"there is no function {word} for a case")


def case_of(kind: str, table: dict[str, Any]) -> Case:
    """Return the case of a table; a field that does not exist is an error."""
    return Case(kind=kind, **{key: tuple(value) if isinstance(value, list) else value for key, value in table.items()})


@cache
def cases_of(kind: str) -> tuple[Case, ...]:
    """Return the cases of one class in the order of their list."""
    path = COLLECTION / f"{kind}.toml"
    if not path.exists():
        return ()
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    return tuple(case_of(kind, table) for table in tables)


def every_case() -> tuple[Case, ...]:
    """Return the whole collection."""
    return tuple(case for kind in CLASSES for case in cases_of(kind))


def unlisted() -> list[str]:
    """Return the inputs that no list names: they would never be tried."""
    named = {(case.kind, case.name) for case in every_case()}
    found = [(kind, path) for kind in CLASSES if (COLLECTION / kind).is_dir() for path in (COLLECTION / kind).iterdir()]
    return [f"{kind}/{path.name}" for kind, path in found if (kind, path.stem if path.is_file() else path.name) not in named]

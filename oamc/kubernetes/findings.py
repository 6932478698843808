"""Problems of Kubernetes objects, and `Findings`, which gathers those of one object.

Messages and hints are safe to print, and never hold a value of the object: they name its place, and keys of mappings.
"""

from __future__ import annotations

from oamc.diagnostics.reports import listing, nearest, printable
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    Path: TypeAlias = tuple[str | int, ...]

UNKNOWN_KIND = "unknown-kind"
REMOVED_KIND = "removed-kind"
UNKNOWN_FIELD = "unknown-field"
WRONG_TYPE = "wrong-type"
MISSING_FIELD = "missing-field"
BAD_VALUE = "bad-value"
MOST_HINTED = 100
"""Problems of one object with which the search for a misspelled name ends: no more are shown."""


class Problem(Record):
    """One reason why an API server would refuse an object, or why it could never work.

    `path` leads to the place: keys and list indexes. `kind` is "unknown-kind", "removed-kind", "unknown-field", "wrong-type",
    "missing-field" or "bad-value". Where a field is missing, `path` leads to the mapping that lacks it.
    """

    path: Path
    message: str
    kind: str
    hint: str = ""


class Findings:
    """The problems found in one object so far.

    `root` is its kind, which begins every place in a message; `version` is the version of Kubernetes. `broken` counts the
    problems of shape: rules that read several fields wait until the shape is right. For a `custom` resource the API server has
    fewer rules about metadata.
    """

    __slots__ = ("broken", "custom", "found", "minor", "root", "version")

    def __init__(self, root: str, version: str) -> None:
        self.root = root
        self.version = version
        self.minor = int(version.partition(".")[2])
        self.found: list[Problem] = []
        self.broken = 0
        self.custom = False

    def place(self, path: Path) -> str:
        """Return a place as a user reads it: `Deployment.spec.template.spec.containers[0]`."""
        return place(self.root, path)

    def bad(self, path: Path, reason: str, hint: str = "") -> None:
        """Record that the value at `path` is not a good one: `reason` reads on after its name ("must be …")."""
        message = f"{self.place(path)} {reason}"
        self.found.append(Problem(path=path, message=message, kind=BAD_VALUE, hint=hint))

    def bad_key(self, path: Path, key: str, reason: str) -> None:
        """Record that a key of the map at `path` is not a good one. The place of the problem is that of its entry."""
        message = f'{self.place(path)} has the key "{printable(key)}", which {reason}'
        self.found.append(Problem(path=(*path, key), message=message, kind=BAD_VALUE))

    def unknown_field(self, path: Path, known: Iterable[str], hint: str) -> None:
        """Record a field that its definition does not have. `hint` wins over the nearest known name."""
        name = str(path[-1])
        meant = "" if hint or len(self.found) >= MOST_HINTED else nearest(name, known)
        self.found.append(
            Problem(
                path=path,
                message=f'unknown field "{printable(name)}" in {self.place(path[:-1])}',
                kind=UNKNOWN_FIELD,
                hint=f'did you mean "{meant}"?' if meant else hint,
            )
        )

    def wrong_type(self, path: Path, wanted: str, given: str, hint: str = "") -> None:
        """Record a value that has another type than its field wants."""
        self.broken += 1
        message = f"{self.place(path)} must be {wanted}, not {given}"
        self.found.append(Problem(path=path, message=message, kind=WRONG_TYPE, hint=hint))

    def missing(self, path: Path, field: str) -> None:
        """Record that the mapping at `path` lacks a field."""
        self.broken += 1
        message = f'required field "{field}" is missing in {self.place(path)}'
        self.found.append(Problem(path=path, message=message, kind=MISSING_FIELD))


def place(root: str, path: Path) -> str:
    """Return the place `path` of an object of the kind `root` as text."""
    parts = [root]
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif step.isascii() and step.isalnum():
            parts.append(f".{step}")
        else:
            parts.append(f'["{printable(step)}"]')
    return "".join(parts)


def choice(names: tuple[str, ...]) -> str:
    """Return the reason for a value that is none of the names."""
    return f"must be {listing(names, 'or')}"

"""What the user gave to be put in place of defaults, as records; `overrides` reads them into one tree."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Mapping, Plain
    from oamc.spans import SourceFile


class Assignment(Record):
    """One use of a flag of `overrides.FLAGS`. `files` holds path and text of each file that `--set-file` names."""

    flag: str
    text: str
    files: tuple[tuple[str, str], ...] = ()


class Overrides(Record):
    """Everything that the user gave, in the order given."""

    files: tuple[SourceFile, ...] = ()
    assignments: tuple[Assignment, ...] = ()


class Given(Record):
    """The overrides as one tree, and the sources it was made of, in the order in which they count.

    A null in the tree takes a value away.
    """

    values: dict[str, Plain]
    roots: tuple[Mapping, ...] = ()
    assignments: tuple[Assignment, ...] = ()

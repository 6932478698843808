"""What the user gave to be put in place of defaults, as records; `overrides` reads them into one tree."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Mapping, Plain
    from oamc.spans import SourceFile, Span


class Assignment(Record):
    """One use of a flag of `overrides.FLAGS`. `files` holds path and text of each file that `--set-file` names.

    One that stands in a project file has the place there as `span`.
    """

    flag: str
    text: str
    files: tuple[tuple[str, str], ...] = ()
    span: Span | None = None


class Layer(Record):
    """Overrides that count together below those of the command line: files, and after them assignments.

    `origin` is what messages call it. Only the `application` takes it that has this name, every one where that is empty.
    """

    origin: str
    files: tuple[SourceFile, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    application: str = ""


class Overrides(Record):
    """Everything that the user gave, in the order given: on the command line, and `below` that, the lowest layer first."""

    files: tuple[SourceFile, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    below: tuple[Layer, ...] = ()

    @property
    def all_files(self) -> tuple[SourceFile, ...]:
        """Return the files of all layers."""
        return (*(file for layer in self.below for file in layer.files), *self.files)


class GivenLayer(Record):
    """A `Layer` that was read."""

    origin: str
    roots: tuple[Mapping, ...]
    assignments: tuple[Assignment, ...]
    application: str = ""


class Given(Record):
    """The overrides as one tree, and the sources it was made of, in the order in which they count.

    A null in the tree takes a value away. What one application alone takes is not in it: `overrides.given_to` has that.
    """

    values: dict[str, Plain]
    roots: tuple[Mapping, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    below: tuple[GivenLayer, ...] = ()

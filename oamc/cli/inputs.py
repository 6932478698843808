# ruff: noqa: PTH100, PTH109, PTH112, PTH114, PTH116, PTH117, PTH118, PTH119, PTH120, PTH206, PTH208 - pathlib costs more than all of `oamc --version`
"""Inputs: from the paths on the command line to source files.

In: files, directories and `-`. Out: the text of each file once, in the order of the arguments and within a directory in the
order of names. Hidden names are passed over, links that leave a directory are refused, and neither what oamc itself wrote nor a
file of values is read as documents. No file is opened that the arguments do not name or contain.

A file that was met in a directory and holds no word of OAM or Kubernetes is another program's: its name goes on, its text does
not, and it counts against no limit but that of looking through it.

A path on the command line is trusted, a link that stands there is not: whoever wrote the documents may have put it there. One
that leads out of the working directory is refused, unless the path itself lies outside.
"""

from __future__ import annotations

import os
import stat
import sys

from oamc.cli.own_files import is_own
from oamc.diagnostics.codes import reading as reading_codes
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import Reports
from oamc.disk.files import OWNED_FILES, kind_of, read_up_to, reason
from oamc.records import replace
from oamc.source.decoding import decode_text, within_inputs
from oamc.source.limits import raising
from oamc.spans import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from oamc.cli.exclusion import Excluded
    from oamc.progress import Watch
    from oamc.source.limits import Limits

CUE = ".cue"
SUFFIXES = (".yaml", ".yml", ".json", CUE)
STANDARD_INPUT = "stdin"


def shown(path: str) -> str:
    """Return a path as text that is the same in every locale: its bytes as UTF-8, and bytes that are none as escapes."""
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")


def beginning_of(path: str) -> Span:
    """Return the place at which something is reported that is wrong with a whole file, whose text nobody has read."""
    return Span(SourceFile(path=shown(path), label=shown(path), text=""), 1, 1, 1, 1)


OWN = "an output of oamc"


class Inputs:
    """The inputs of one run. `read` may be called once for each group of paths; a file is read only once in all."""

    def __init__(
        self,
        limits: Limits,
        reports: Reports,
        *,
        values: Collection[tuple[int, int]] = (),
        met: Collection[tuple[int, int]] = (),
        excluded: Excluded | None = None,
        passes_over: bool = False,
        outputs: Sequence[str] = (),
    ) -> None:
        """Begin a run whose files of values, and what is no document when it is met in a directory, have these identities.

        What is `excluded` is not looked at where it is met in a directory. Files of other programs are read, and their errors
        reported, unless the run `passes_over` them. What lies where the run puts its `outputs` is no news.
        """
        self.limits = limits
        self.reports = reports
        self.sources: list[SourceFile] = []
        self.identities: dict[tuple[int, int], str] = {}
        self._sizes: dict[str, int] = {}
        self._left = limits.inputs
        self._reads_standard_input = False
        self._values = values
        self._met = met
        self._excluded = excluded
        self._passes_over = passes_over
        self._outputs = outputs
        self._passed_over = False
        self._in_library = False
        self.watch: Watch | None = None
        self._looked_at = 0

    def read_library(self, paths: Sequence[str]) -> None:
        """Read what is there for its definitions alone: before all other inputs, so that none of it counts as a document."""
        if not paths:
            return
        self._in_library, passes_over = True, self._passes_over
        self._passes_over = True
        self.read(paths)
        self._in_library, self._passes_over, self._passed_over = False, passes_over, False

    def read(self, paths: Sequence[str]) -> tuple[SourceFile, ...]:
        """Read all inputs and return them in order; report every one that cannot be read."""
        for path in paths:
            if self._left < 0:
                break
            if path == "-":
                self._read_standard_input()
                continue
            if self._leads_out(path):
                continue
            try:
                mode = os.stat(path).st_mode
            except OSError as error:
                self._refuse(path, error)
                continue
            if stat.S_ISDIR(mode):
                self._read_directory(path)
            else:
                self._read_file(path, os.path.basename(path))
        if self._passed_over and not self._in_library and not self.sources and not self.reports.has_errors():
            self.reports.add(usage.NO_INPUT_READ, at=None, hint="name the documents of OAM, or a directory that has some")
        return tuple(self.sources)

    def read_file(self, path: str) -> SourceFile | None:
        """Read one input that must be a file, or `-`, such as a values file."""
        before = len(self.sources)
        if path == "-":
            self._read_standard_input()
        elif not self._leads_out(path):
            self._read_file(path, os.path.basename(path), is_document=False)
        return self.sources[before] if len(self.sources) > before else None

    def _leads_out(self, path: str) -> bool:
        """Tell whether a path below the working directory leads out of it through a link; report it."""
        if not leads_out(path):
            return False
        hint = "name the file itself: a path that lies outside is trusted"
        self.reports.add(usage.LINK_LEAVES_WORKING_DIRECTORY, at=beginning_of(path), path=shown(path), hint=hint)
        return True

    def _refuse(self, path: str, error: OSError) -> None:
        """Report a path that the system does not open."""
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            # What looks like an assignment that lost its --set may hold a secret.
            name, assigned, _ = shown(path).partition("=")
            hint = "a value is given by --set NAME=VALUE" if assigned else ""
            self.reports.add(usage.INPUT_NOT_FOUND, at=None, path=f"{name}=…" if assigned else name, hint=hint)
        else:
            self.reports.add(usage.INPUT_UNREADABLE, at=beginning_of(path), path=shown(path), reason=reason(error))

    def _read_standard_input(self) -> None:
        """Read standard input, once."""
        if self._reads_standard_input:
            return
        self._reads_standard_input = True
        if sys.stdin is None:
            self.reports.add(usage.INPUT_UNREADABLE, at=None, path=STANDARD_INPUT, reason="it is closed")
            return
        try:
            content = sys.stdin.buffer.read(self.limits.file + 1)
        except OSError as error:
            self._refuse(STANDARD_INPUT, error)
            return
        self.add(STANDARD_INPUT, STANDARD_INPUT, content)

    def _read_file(self, path: str, label: str, *, is_document: bool = True, folder: str | None = None) -> None:
        """Read one file, met in a directory where it has a `folder`. It is opened without waiting: a pipe holds nobody up."""
        is_met = folder is not None
        if self.watch is not None:
            self._looked_at += 1
            self.watch("looking at {} files", self._looked_at, 0)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            self._refuse_unopened(path, error)
            return
        try:
            content = self._content(descriptor, path, is_document=is_document, is_met=is_met)
        except OSError as error:
            self._refuse(path, error)
            return
        finally:
            os.close(descriptor)
        if content is not None:
            self.add(path, label, content, folder)

    def _content(self, descriptor: int, path: str, *, is_document: bool, is_met: bool) -> bytes | None:
        """Return the content of an open file; nothing if it was read before or is refused."""
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            self._refuse_kind(path, found.st_mode, "use - for standard input" if stat.S_ISFIFO(found.st_mode) else "")
            return None
        identity = (found.st_dev, found.st_ino)
        if identity in self.identities:
            return None
        if is_document and (kind := self._other_kind(descriptor, identity, is_met=is_met)):
            self._passed_over = True
            if not (is_met and kind == OWN and self._is_own_place(path)):
                self.reports.add(usage.FILE_NOT_READ, at=None, path=shown(path), kind=kind)
            return None
        self.identities[identity] = path
        if found.st_size > self.limits.file:
            if is_met and self._passes_over and not self._speaks_of_oam(descriptor):
                return b""
            self._refuse_size(path, found.st_size)
            return None
        return read_up_to(descriptor, self.limits.file + 1, found)

    def _speaks_of_oam(self, descriptor: int) -> bool:
        """Tell whether a file that is too large to be read has a word of OAM in it."""
        from oamc.cli.other_programs import file_speaks_of_oam

        return file_speaks_of_oam(descriptor, self.limits.inputs)

    def _other_kind(self, descriptor: int, identity: tuple[int, int], *, is_met: bool) -> str:
        """Say what an open file is that is not read as documents, or return the empty text."""
        if identity in self._values:
            return "given to --values"
        if is_met and identity in self._met:
            return "given to --set-file"
        return OWN if is_own(descriptor) else ""

    def _refuse_unopened(self, path: str, error: OSError) -> None:
        """Report a file that cannot be opened; a socket is one that never can."""
        try:
            mode = os.stat(path).st_mode
        except OSError:
            mode = stat.S_IFREG
        if stat.S_ISREG(mode):
            self._refuse(path, error)
        else:
            self._refuse_kind(path, mode)

    def _refuse_kind(self, path: str, mode: int, hint: str = "") -> None:
        """Report a path that is neither a file nor, where one is allowed, a directory."""
        wanted = "a file" if stat.S_ISDIR(mode) else "a file or a directory"
        kind = kind_of(mode)
        self.reports.add(usage.INPUT_NOT_A_FILE, at=beginning_of(path), path=shown(path), kind=kind, wanted=wanted, hint=hint)

    def _refuse_size(self, path: str, size: int) -> None:
        """Report a file that is larger than its limit, without reading it."""
        limit = self.limits.file
        hint = f"split the file, or {raising('file', limit)}"
        self.reports.add(reading_codes.FILE_TOO_LARGE, at=beginning_of(path), size=size, limit=limit, hint=hint)

    def add(self, path: str, label: str, content: bytes, folder: str | None = None) -> None:
        """Decode the content of one input and count it; beyond the limit of all inputs nothing more is read.

        One that was met in a directory has a `folder`.
        """
        met = folder is not None
        shown_path, shown_label = shown(path), shown(label)
        reports = self.reports
        if met and path.endswith(CUE):
            from oamc.cli.other_programs import may_be_a_definition

            if not may_be_a_definition(content):
                self._passed_over = True
                return
        elif met and self._passes_over:
            from oamc.cli.other_programs import may_be_a_document, speaks_of_oam

            unread = SourceFile(path=shown_path, label=shown_label, text="", folder=folder or "", met=True, unread=True)
            if not may_be_a_document(content):
                if not self._in_library:
                    self.sources.append(unread)
                return
            if not speaks_of_oam(content):
                reports = reports.alike()
        self._sizes[path] = len(content)
        self._left -= len(content)
        if self._left < 0:
            within_inputs(self._sizes, self.reports, self.limits)
            return
        source = decode_text(shown_path, shown_label, content, reports, self.limits)
        if source is not None and self._in_library:
            self.sources.append(replace(source, library=True))
        elif source is not None:
            self.sources.append(replace(source, folder=folder, met=True) if met else source)
        elif reports is not self.reports:
            self.sources.append(unread)

    def _read_directory(self, root: str) -> None:
        """Read the documents below a directory; their labels are relative to it."""
        errors = self.reports.errors
        named = 0
        for relative in self._walk(root, os.path.realpath(root)):
            named += 1
            if self._left < 0:
                break
            path = os.path.normpath(os.path.join(root, relative))
            self._read_file(path, relative, folder=shown(os.path.dirname(path)))
        if not named and errors == self.reports.errors:
            hint = "names that begin with a dot, and what oamc wrote, are not read"
            self.reports.add(usage.DIRECTORY_WITHOUT_DOCUMENTS, at=None, path=shown(root), hint=hint)

    def _walk(self, root: str, real_root: str) -> Iterator[str]:
        """Yield the relative POSIX paths of the documents below a directory, by name; report links that leave it.

        What is still to be looked at stands on a stack, so that no depth of directories is too much.
        """
        waiting = [(os.path.join(root, name), name) for name in self._names(root)]
        while waiting:
            path, relative = waiting.pop()
            if self._excluded is not None and self._excluded.has(path, relative.rpartition("/")[2]):
                continue
            if os.path.islink(path):
                if self._may_follow(path, root, real_root):
                    yield relative
            elif os.path.isdir(path):
                waiting.extend((os.path.join(path, name), f"{relative}/{name}") for name in self._names(path))
            elif relative.endswith(SUFFIXES):
                yield relative

    def _names(self, directory: str) -> list[str]:
        """Return the names in a directory that are not hidden, last one first; none if it is an output of oamc."""
        try:
            names = os.listdir(directory)
        except OSError as error:
            self._refuse(directory, error)
            return []
        written = output_kind(names)
        if written and self._is_own_place(directory):
            return []
        if written:
            self.reports.add(usage.OUTPUT_NOT_READ, at=None, path=shown(os.path.normpath(directory)), kind=written)
            return []
        return sorted((name for name in names if not name.startswith(".")), reverse=True)

    def _is_own_place(self, path: str) -> bool:
        """Tell whether a path is where the run writes an output, or below it."""
        place = place_of(path) + os.sep
        return any(place.startswith(place_of(output) + os.sep) for output in self._outputs)

    def _may_follow(self, path: str, root: str, real_root: str) -> bool:
        """Tell whether a link is a document to read: it stays below the root and leads to no directory, which is met itself."""
        target = os.path.realpath(path)
        is_directory = os.path.isdir(target)
        if not is_directory and not path.endswith(SUFFIXES):
            return False
        if not target.startswith(real_root.rstrip(os.sep) + os.sep) and target != real_root:
            self.reports.add(
                usage.LINK_LEAVES_DIRECTORY,
                at=beginning_of(os.path.normpath(path)),
                path=shown(os.path.normpath(path)),
                directory=shown(root),
                hint="give the file it points to as an input of its own, or remove the link",
            )
            return False
        return not is_directory


def place_of(path: str) -> str:
    """Return the place of an output, by which two spellings of one path are known: without links above it."""
    above, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(above), name)


def places_of(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each path of a file with its place; links above it are looked up once for all files of a directory."""
    known: dict[str, str] = {}
    for path in paths:
        above, name = os.path.split(path)
        if above not in known:
            known[above] = os.path.realpath(os.path.abspath(above))
        yield path, os.path.join(known[above], name)


def leads_out(path: str) -> bool:
    """Tell whether a path that lies below the working directory leads out of it through a link."""
    parts = path.split(os.sep)
    if os.path.isabs(path) or ".." in parts:
        here = os.getcwd().rstrip(os.sep) + os.sep
        if not f"{os.path.abspath(path)}{os.sep}".startswith(here):
            return False
    elif not any(os.path.islink(os.sep.join(parts[:end])) for end in range(1, len(parts) + 1)):
        return False
    here = os.path.realpath(os.curdir).rstrip(os.sep) + os.sep
    return not f"{os.path.realpath(path)}{os.sep}".startswith(here)


def output_kind(names: Sequence[str]) -> str:
    """Name the output that a directory with these names is, or return the empty text: nobody keeps OAM documents in a chart."""
    if "Chart.yaml" in names and "templates" in names:
        return "a Helm chart"
    return OWN if OWNED_FILES in names else ""

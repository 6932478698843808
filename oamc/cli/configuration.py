# ruff: noqa: PTH114, PTH118, PTH119, PTH120 - pathlib costs more than all of `oamc --version`
"""The configuration file: `oamc.toml`, or `[tool.oamc]` of `pyproject.toml`, in the current directory or above it.

In: the directories that have such a file (`merging.py`). Out: the nearest file that speaks of oamc, as settings by the name of
their option; what is wrong is reported at its line. The file may come from the author of the input and not from the operator,
so it sets only what `options.CONFIGURABLE` lists (`configured_options.py`), and what belongs to a project beside that: its
environments, the order of its applications, and its trees for GitOps (`project/`).

What is costly to `tomllib` is counted before it sees the text: its time grows with the square of the parts of a dotted key.
"""

from __future__ import annotations

import os
import re

from oamc.cli.configured import Configuration
from oamc.cli.configured_options import OptionTable
from oamc.cli.file_owners import is_trusted
from oamc.cli.options import CONFIGURABLE
from oamc.cli.settings import CONFIGURATION_FILES
from oamc.cli.toml_places import HEADER, HEADERS, TomlPlaces, line_of
from oamc.diagnostics.codes import usage
from oamc.disk.files import OWNED_FILES, read_up_to, reason
from oamc.spans import SourceFile, Span
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.diagnostics.reports import Reports

TABLES = ("env", "application", "gitops", "platform")
"""The tables of a project that are no options (`project/tables.py`)."""
OWN_FILE, PROJECT_FILE = CONFIGURATION_FILES
LARGEST_FILE = {OWN_FILE: 64 * 1024, PROJECT_FILE: 256 * 1024}
"""Bytes. A project file has the settings of many tools, and `tomllib` takes up to a second for it."""
MOST_PARTS = 16
"""Parts of a dotted key, and lists and tables within one another. Options of oamc have one, those of other tools some four."""
TOKEN = Pattern(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|\#[^\n]*|[\n.=,\[\]{}]')
"""What counts in TOML: texts, comments, and the marks that divide and nest. What stands between is passed over."""
ESCAPE_OR_END = Pattern(r'\\.|"""', re.DOTALL)


def read_configuration(directories: Sequence[str], reports: Reports) -> Configuration:
    """Return what the nearest file says that has settings; nothing where no file has.

    The directories are paths from the working directory, which itself is the empty one; the last is the root of the repository.
    """
    for directory in directories:
        if directory and not is_trusted(directory, directories[-1], reports):
            break
        errors = reports.errors
        found = _configuration_of(directory, reports)
        if found is not None:
            return found
        if reports.errors > errors:
            return Configuration(directory=directory)
    return Configuration()


def _configuration_of(directory: str, reports: Reports) -> Configuration | None:
    """Return what the files of one directory say; nothing where none of them speaks of oamc."""
    own = _read(directory, OWN_FILE, reports)
    project = _read(directory, PROJECT_FILE, reports)
    # Reading TOML costs as much as building an application: only a file that speaks of oamc is worth it.
    if project is not None and "oamc" not in project.text:
        project = None
    if own is not None:
        header = next((text for text in HEADERS if project is not None and text in project.text), "")
        if project is not None and header:
            reports.add(usage.CONFIGURATION_SHADOWED, at=line_of(project, header), hint="move its options to oamc.toml")
        return _checked(parse_toml(own, reports), TomlPlaces(own), directory, own.path, reports)
    if project is None:
        return None
    tools = parse_toml(project, reports).get("tool", {})
    table = tools.get("oamc") if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        reports.add(usage.CONFIGURATION_WRONG_VALUE, at=line_of(project, "oamc"), name="tool.oamc", rule="a table")
        return Configuration(directory=directory)
    places = TomlPlaces(project, ("tool", "oamc"))
    return _checked(table, places, directory, f"{project.path} {HEADER}", reports)


def _checked(table: dict[str, object], places: TomlPlaces, directory: str, origin: str, reports: Reports) -> Configuration:
    """Return what a table says, after it was checked."""
    known = {option.name: option for option in CONFIGURABLE}
    settings = OptionTable(places, directory, origin, reports).settings(table, known, TABLES)
    project = None
    if any(name in table for name in TABLES):
        from oamc.cli.project.tables import read_project

        project = read_project(table, places, directory, reports)
    return Configuration(directory=directory, settings=settings, project=project)


def _read(directory: str, name: str, reports: Reports) -> SourceFile | None:
    """Return a configuration file as text, or nothing where there is none.

    It is found by its name alone, so a link must not lead it to what nobody named.
    """
    path = os.path.join(directory, name)
    above = os.path.realpath(directory or ".").rstrip(os.sep) + os.sep
    if os.path.islink(path) and not os.path.realpath(path).startswith(above):
        leaves = "it is a symbolic link that leaves the directory"
        reports.add(usage.CONFIGURATION_UNREADABLE, at=None, path=path, reason=leaves)
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        reports.add(usage.CONFIGURATION_UNREADABLE, at=None, path=path, reason=reason(error))
        return None
    try:
        content = read_up_to(descriptor, LARGEST_FILE[name] + 1, os.fstat(descriptor))
        if len(content) > LARGEST_FILE[name]:
            large = f"it is larger than {LARGEST_FILE[name] // 1024} KiB"
            reports.add(usage.CONFIGURATION_UNREADABLE, at=None, path=path, reason=large)
            return None
        return SourceFile(path=path, label=path, text=content.decode().replace("\r\n", "\n"))
    except OSError as error:
        reports.add(usage.CONFIGURATION_UNREADABLE, at=None, path=path, reason=reason(error))
    except UnicodeDecodeError:
        reports.add(usage.CONFIGURATION_UNREADABLE, at=None, path=path, reason="it is not UTF-8")
    finally:
        os.close(descriptor)
    return None


def parse_toml(source: SourceFile, reports: Reports) -> dict[str, object]:
    """Return the TOML of a file; nothing, and a report, where it is none or is not worth reading."""
    import tomllib

    deep = _too_deep(source.text)
    if deep:
        words = f"a key has more than {MOST_PARTS} parts, or as many lists and tables stand within one another"
        reports.add(usage.CONFIGURATION_UNREADABLE, at=Span(source, deep, 1, deep, 2), path=source.path, reason=words)
        return {}
    try:
        return tomllib.loads(source.text)
    except ValueError as error:
        # tomllib has the place only in its text: "Invalid value (at line 3, column 7)" or "(at end of document)". What Python
        # says about a number that is too long for it has none.
        text, _, place = str(error).partition(" (at ")
        numbers = [
            int(part) for part in place.rstrip(")").replace("line ", "").replace("column ", "").split(", ") if part.isdigit()
        ]
        if not isinstance(error, tomllib.TOMLDecodeError):
            text, numbers = "a number is too long", [1, 1]
        last = source.text.count("\n") + 1
        line, column = numbers if len(numbers) == 2 else (last, 1)  # noqa: PLR2004 - a line and a column
        reports.add(
            usage.CONFIGURATION_SYNTAX,
            at=Span(source, line, column, line, column + 1),
            path=source.path,
            reason=text[:1].lower() + text[1:],
        )
        return {}


def _too_deep(text: str) -> int:
    """Return the line of the first key with too many parts, or of lists and tables too deep in one another; 0 without one.

    A text that does not end ends the count: `tomllib` stops there too.
    """
    line, parts, depth = 1, 1, 0
    for token in _tokens(text):
        if token == ".":
            parts += 1
        elif token[0] in "\"'#":
            line += token.count("\n")
        else:
            parts = 1
            depth += (token in "[{") - (token in "]}")
            if token == "\n":
                line += 1
        if parts > MOST_PARTS or depth > MOST_PARTS:
            return line
    return 0


def _tokens(text: str) -> Iterator[str]:
    """Yield what counts in TOML, in order, up to a text of several lines that does not end."""
    position = 0
    while (found := TOKEN.search(text, position)) is not None:
        position = found.end()
        if found[0] in {'"""', "'''"}:
            position = _end_of_lines(text, position, found[0])
            if position < 0:
                return
        yield text[found.start() : position]


def _end_of_lines(text: str, position: int, mark: str) -> int:
    """Return where a text of several lines ends that begins before `position`; -1 where it does not end."""
    if mark == "'''":
        end = text.find(mark, position)
    else:
        ends = (found.start() for found in ESCAPE_OR_END.finditer(text, position) if found[0] == mark)
        end = next(ends, -1)
    if end < 0:
        return -1
    end += len(mark)
    # Two more quotes may belong to the text, and stand before the three that end it.
    return end + len(text[end : end + 2]) - len(text[end : end + 2].lstrip(mark[0]))


def output_above(path: str) -> str:
    """Return the nearest directory at or above a relative path that is a chart or an output of oamc, or the empty text.

    A template engine runs over every file in a chart, and nothing that a stranger chose a place for belongs there.
    """
    found = path
    # What the path climbs before it goes down is the directory of the configuration file, and lies above it.
    while found and os.path.basename(found) != os.pardir:
        if os.path.lexists(os.path.join(found, "Chart.yaml")) or os.path.lexists(os.path.join(found, OWNED_FILES)):
            return found
        found = os.path.dirname(found.rstrip("/"))
    return ""

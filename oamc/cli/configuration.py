# ruff: noqa: PTH114, PTH117, PTH118, PTH119, PTH120 - pathlib costs more than all of `oamc --version`
"""The configuration file: `oamc.toml`, or `[tool.oamc]` of `pyproject.toml`, in the current directory or above it.

In: the directories that have such a file (`merging.py`). Out: the nearest file that speaks of oamc, as settings by the name of
their option; what is wrong is reported at its line. The file may come from the author of the input and not from the operator,
so it sets only what `options.CONFIGURABLE` lists, and the paths in it stay below its directory, lead through no link and no
hidden name, and end as their content does.

What is costly to `tomllib` is counted before it sees the text: its time grows with the square of the parts of a dotted key.
"""

from __future__ import annotations

import os
import re

from oamc.cli.exclusion import problem_of
from oamc.cli.file_owners import is_trusted
from oamc.cli.options import CONFIGURABLE
from oamc.cli.settings import CONFIGURATION_FILES, Setting, is_number
from oamc.cli.toml_places import CHART, HEADER, HEADERS, first_lines, line_of
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, nearest
from oamc.disk.files import OWNED_FILES, read_up_to, reason
from oamc.spans import SourceFile, Span
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from oamc.cli.options import Option
    from oamc.diagnostics.reports import Code, Reports

OWN_FILE, PROJECT_FILE = CONFIGURATION_FILES
LARGEST_FILE = {OWN_FILE: 64 * 1024, PROJECT_FILE: 256 * 1024}
"""Bytes. A project file has the settings of many tools, and `tomllib` takes up to a second for it."""
MOST_PARTS = 16
"""Parts of a dotted key, and lists and tables within one another. Options of oamc have one, those of other tools some four."""
MOST_TEXTS = 50
MOST_UNKNOWN = 20
LONGEST_TEXT = 1000
NUMBERS = frozenset(("samples", "seed"))
SUFFIXES = {
    "json": (".json",),
    "sarif": (".sarif", ".json"),
    "junit": (".xml",),
    "gitlab": (".json",),
    "text": (".log",),
    "github": (".log",),
}
"""How a report may end that a configuration file chooses. Text is never .txt, as a requirements.txt or a CMakeLists.txt is."""
TOKEN = Pattern(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|\#[^\n]*|[\n.=,\[\]{}]')
"""What counts in TOML: texts, comments, and the marks that divide and nest. What stands between is passed over."""
ESCAPE_OR_END = Pattern(r'\\.|"""', re.DOTALL)


def read_configuration(directories: Sequence[str], reports: Reports) -> tuple[str, Mapping[str, Setting]]:
    """Return the settings of the nearest file that has some, with its directory; none where no file has.

    The directories are paths from the working directory, which itself is the empty one; the last is the root of the repository.
    """
    for directory in directories:
        if directory and not is_trusted(directory, directories[-1], reports):
            break
        errors = reports.errors
        settings = _settings_of(directory, reports)
        if settings is not None or reports.errors > errors:
            return directory, settings or {}
    return "", {}


def _settings_of(directory: str, reports: Reports) -> Mapping[str, Setting] | None:
    """Return the settings that the files of one directory have; nothing where none of them speaks of oamc."""
    own = _read(directory, OWN_FILE, reports)
    project = _read(directory, PROJECT_FILE, reports)
    # Reading TOML costs as much as building an application: only a file that speaks of oamc is worth it.
    if project is not None and "oamc" not in project.text:
        project = None
    if own is not None:
        header = next((text for text in HEADERS if project is not None and text in project.text), "")
        if project is not None and header:
            reports.add(usage.CONFIGURATION_SHADOWED, at=line_of(project, header), hint="move its options to oamc.toml")
        return _Table(own, directory, own.path, reports).settings(_parse(own, reports))
    if project is None:
        return None
    tools = _parse(project, reports).get("tool", {})
    table = tools.get("oamc") if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        reports.add(usage.CONFIGURATION_WRONG_VALUE, at=line_of(project, "oamc"), name="tool.oamc", rule="a table")
        return {}
    return _Table(project, directory, f"{project.path} {HEADER}", reports).settings(table)


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
        content = read_up_to(descriptor, LARGEST_FILE[name] + 1)
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


def _parse(source: SourceFile, reports: Reports) -> dict[str, object]:
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


class _Table:
    """The options of one file while they are checked. Paths in it are relative to its directory."""

    def __init__(self, source: SourceFile, directory: str, origin: str, reports: Reports) -> None:
        self.source = source
        self.directory = directory
        self.origin = origin
        self.reports = reports
        self.places: dict[str, Span] = {}

    def settings(self, table: dict[str, object]) -> dict[str, Setting]:
        """Check each entry against the option of its name. Both `kube-version` and `kube_version` are understood."""
        known = {option.name: option for option in CONFIGURABLE}
        settings: dict[str, Setting] = {}
        unknown: list[str] = []
        for key, value in table.items():
            name = key.replace("_", "-")
            option = known.get(name)
            if option is None:
                unknown.append(key)
            elif name in settings:
                self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, name=name, rule="given once")
            elif name == CHART:
                from oamc.cli.chart_table import chart_metadata

                chart = chart_metadata(value, self.source, self.reports)
                settings[name] = Setting(value=chart, origin=self.origin, in_file=True)
            else:
                setting = self.checked(option, value, key)
                if setting is not None:
                    settings[name] = Setting(value=setting, origin=self.origin, in_file=True)
        self.refuse_unknown(unknown, known)
        return settings

    def refuse_unknown(self, keys: list[str], known: Mapping[str, Option]) -> None:
        """Report the first keys that are no option of the file; the last of them says how many more there are."""
        from oamc.cli.command_table import COMMANDS

        elsewhere = {option.name: option for command in COMMANDS for option in command.options if option.name not in known}
        for number, key in enumerate(keys[:MOST_UNKNOWN], 1):
            name = key.replace("_", "-")
            left = len(keys) - number
            # First, because a long hint is cut at its end.
            more = f"{left:,} more are not options of this file; " if number == MOST_UNKNOWN and left else ""
            if name in elsewhere:
                option = elsewhere[name]
                # What reads no environment says so: `--limit`, and the options of commands that are not configured.
                variable = f", or set OAMC_{name.upper().replace('-', '_')}" if name not in {"file", "after", "limit"} else ""
                hint = f"{more}give {option.flag} on the command line{variable}"
                self.refuse(usage.CONFIGURATION_NOT_ALLOWED, key, name=name, hint=hint)
            else:
                close = nearest(name, known)
                hint = f"did you mean {close}?" if close else f"options are {listing(sorted(known))}"
                self.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, key, name=key, hint=more + hint)

    def refuse(self, code: Code, key: str, *, name: str, hint: str = "", rule: str = "", reason: str = "") -> None:
        """Report what is wrong with an entry, at the first line that begins with its key: `tomllib` tells no places."""
        if not self.places:
            self.places = first_lines(self.source)
        place = self.places.get(key, Span(self.source, 1, 1, 1, 2))
        self.reports.add(code, at=place, hint=hint, name=name, rule=rule, reason=reason)

    def checked(self, option: Option, value: object, key: str) -> bool | str | tuple[str, ...] | None:
        """Return the value of an option as the command line would give it, or report what is wrong with it."""
        rule = ""
        if not option.metavar:
            if isinstance(value, bool):
                return value
            rule = "true or false"
        else:
            texts = _texts(value, option)
            if option.name in NUMBERS and (texts is None or not is_number(texts[0], option.most_in_file)):
                rule = "a whole number" + (f", at most {option.most_in_file:,} here" if option.most_in_file else "")
            elif texts is None:
                rule = f"a text or a list of at most {MOST_TEXTS} texts" if option.repeated else "a text"
            elif any(len(text) > LONGEST_TEXT for text in texts):
                rule = f"at most {LONGEST_TEXT:,} characters long"
            elif option.choices and not all(text in option.choices for text in texts):
                rule = listing(option.choices, "or")
            elif option.name == "exclude" and (wrong := next(filter(None, map(problem_of, texts)), "")):
                rule = wrong
            elif self.has_good_paths(option, texts, key):
                placed = [self.placed(option, text) for text in texts]
                return tuple(placed) if option.repeated else placed[0]
        if rule:
            self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, name=option.name, rule=rule)
        return None

    def placed(self, option: Option, text: str) -> str:
        """Return the text of an option with the path in it, where it has one, as one from the working directory."""
        if option.name == "diagnostics":
            form, equals, path = text.partition("=")
            return f"{form}={self.from_here(path)}" if path else form + equals
        return self.from_here(text) if option.place and text else text

    def from_here(self, path: str) -> str:
        """Return a path that is relative to the directory of the file as one from the working directory."""
        return os.path.relpath(os.path.join(self.directory, path)) if self.directory else path

    def has_good_paths(self, option: Option, texts: list[str], key: str) -> bool:
        """Tell whether all paths in an option are such that a stranger may have written them; report the first that is not."""
        for text in texts:
            form, equals, path = text.partition("=") if option.name == "diagnostics" else ("", "=", text)
            if not (option.place or option.name == "diagnostics") or not equals or not path:
                continue
            if not _stays_below(path, self.directory):
                hint = f"a path outside can be given on the command line with --{option.name}"
                self.refuse(usage.CONFIGURATION_PATH_LEAVES, key, name=option.name, hint=hint)
                return False
            problem = _problem_of(path, self.directory) or _problem_of_suffix(form, path)
            if problem:
                hint = f"it can be given on the command line with --{option.name}"
                self.refuse(usage.CONFIGURATION_PATH_REFUSED, key, name=option.name, reason=problem, hint=hint)
                return False
        return True


def _texts(value: object, option: Option) -> list[str] | None:
    """Return the texts of a value, nothing where it is something else. Numbers stand without quotes where one is wanted."""
    if option.name in NUMBERS and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    given = value if option.repeated and isinstance(value, list) else [value]
    texts = [text for text in given if isinstance(text, str)]
    return texts if len(texts) == len(given) <= MOST_TEXTS else None


def _stays_below(path: str, directory: str) -> bool:
    """Tell whether a relative path stays below a directory."""
    if os.path.isabs(path) or ".." in path.replace("\\", "/").split("/"):
        return False
    if not path.isprintable():
        return True  # no such path is asked for, and the next question refuses it
    here, there = os.path.realpath(directory or "."), os.path.realpath(os.path.join(directory, path))
    return there == here or there.startswith(here.rstrip(os.sep) + os.sep)


def _problem_of(path: str, directory: str) -> str:
    """Say why a path that stays below is still not one for a file that may be a stranger's, or return the empty text."""
    if path == "-":
        return "it is a standard stream"
    if not path.isprintable():
        return "it has characters that cannot be printed"
    walked = directory
    for part in path.split("/"):
        if part.startswith(".") and part != ".":
            return "a name in it begins with a dot"
        walked = os.path.join(walked, part)
        if os.path.islink(walked):
            return "it leads through a symbolic link"
    return ""


def _problem_of_suffix(form: str, path: str) -> str:
    """Say why a report in this form must not have this name, or return the empty text."""
    suffixes = SUFFIXES.get(form, ("",))
    return "" if path.endswith(suffixes) else f"a report in the form {form} ends in {listing(suffixes, 'or')}"


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

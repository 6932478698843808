# ruff: noqa: PTH114, PTH117 - pathlib costs more than all of `oamc --version`
"""The configuration file: `oamc.toml`, or `[tool.oamc]` of `pyproject.toml`, in the current directory.

In: the file, if there is one. Out: settings by the name of their option; what is wrong is reported at its line. The file may
come from the author of the input and not from the operator, so it sets only what `options.CONFIGURABLE` lists, and the paths in
it stay below its directory.
"""

from __future__ import annotations

import os

from oamc.cli.inputs import read_up_to
from oamc.cli.options import CONFIGURABLE
from oamc.cli.settings import Setting
from oamc.cli.streams import reason
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, nearest
from oamc.spans import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.options import Option
    from oamc.diagnostics.reports import Code, Reports

OWN_FILE = "oamc.toml"
PROJECT_FILE = "pyproject.toml"
LARGEST_FILE = 1024 * 1024


def read_configuration(reports: Reports) -> Mapping[str, Setting]:
    """Return the settings of the configuration file of the current directory; none where there is no such file."""
    own = _read(OWN_FILE, reports)
    project = _read(PROJECT_FILE, reports)
    # Reading TOML costs as much as building an application: only a file that speaks of oamc is worth it.
    if project is not None and "oamc" not in project.text:
        project = None
    if own is not None:
        if project is not None and "[tool.oamc]" in project.text:
            reports.add(usage.CONFIGURATION_SHADOWED, at=_span_of(project, "[tool.oamc]"), hint="move its options to oamc.toml")
        return _settings(own, _parse(own, reports), OWN_FILE, reports)
    if project is None:
        return {}
    table = _parse(project, reports).get("tool", {})
    table = table.get("oamc", {}) if isinstance(table, dict) else {}
    return _settings(project, table, f"{PROJECT_FILE} [tool.oamc]", reports) if isinstance(table, dict) else {}


def _read(path: str, reports: Reports) -> SourceFile | None:
    """Return a configuration file as text, or nothing where there is none.

    It is found by its name alone, so a link must not lead it to what nobody named.
    """
    if os.path.islink(path) and not os.path.realpath(path).startswith(os.path.realpath(".").rstrip(os.sep) + os.sep):
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
        content = read_up_to(descriptor, LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            reports.add(usage.CONFIGURATION_UNREADABLE, at=None, path=path, reason="it is larger than 1 MiB")
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
    """Return the TOML of a file; nothing, and a report, where it is none."""
    import tomllib

    try:
        return tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # tomllib has the place only in its text: "Invalid value (at line 3, column 7)" or "(at end of document)".
        text, _, place = str(error).partition(" (at ")
        numbers = [
            int(part) for part in place.rstrip(")").replace("line ", "").replace("column ", "").split(", ") if part.isdigit()
        ]
        last = source.text.count("\n") + 1
        line, column = numbers if len(numbers) == 2 else (last if isinstance(error, ValueError) else 1, 1)  # noqa: PLR2004 - a line and a column
        reports.add(
            usage.CONFIGURATION_SYNTAX,
            at=Span(source, line, column, line, column + 1),
            path=source.path,
            reason=text[:1].lower() + text[1:] if isinstance(error, ValueError) else "it is nested too deeply",
        )
        return {}


def _settings(source: SourceFile, table: dict[str, object], origin: str, reports: Reports) -> dict[str, Setting]:
    """Check each entry of the table against the option of its name. Both `kube-version` and `kube_version` are understood."""
    from oamc.cli.commands import COMMANDS

    known = {option.name: option for option in CONFIGURABLE}
    elsewhere = {option.name for command in COMMANDS for option in command.options} - set(known)
    settings: dict[str, Setting] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        place = _span_of(source, key)
        option = known.get(name)
        if option is not None:
            setting = _checked(option, value, place, reports)
            if setting is not None:
                settings[name] = Setting(value=setting, origin=origin)
        elif name in elsewhere:
            hint = f"give --{name} on the command line" + (
                f", or set OAMC_{name.upper().replace('-', '_')}" if name not in {"file", "after", "limit"} else ""
            )
            reports.add(usage.CONFIGURATION_NOT_ALLOWED, at=place, name=name, hint=hint)
        else:
            close = nearest(name, known)
            hint = f"did you mean {close}?" if close else f"options are {listing(sorted(known))}"
            reports.add(usage.CONFIGURATION_UNKNOWN_OPTION, at=place, name=key, hint=hint)
    return settings


def _checked(option: Option, value: object, place: Span, reports: Reports) -> bool | str | tuple[str, ...] | None:
    """Return the value of an option as the command line would give it, or report what is wrong with it."""
    code: Code = usage.CONFIGURATION_WRONG_VALUE
    if not option.metavar:
        if isinstance(value, bool):
            return value
        reports.add(code, at=place, name=option.name, rule="true or false")
        return None
    if isinstance(value, int) and not isinstance(value, bool) and option.name in {"samples", "seed"}:
        value = str(value)
    given = value if option.repeated and isinstance(value, list) else [value]
    texts = [text for text in given if isinstance(text, str)]
    if len(texts) != len(given):
        reports.add(code, at=place, name=option.name, rule="a text or a list of texts" if option.repeated else "a text")
        return None
    if option.choices and not all(text in option.choices for text in texts):
        reports.add(code, at=place, name=option.name, rule=listing(option.choices, "or"))
        return None
    paths = [text.partition("=")[2] for text in texts] if option.name == "diagnostics" else texts
    if (option.place or option.name == "diagnostics") and not all(map(_stays_below, paths)):
        reports.add(
            usage.CONFIGURATION_PATH_LEAVES,
            at=place,
            name=option.name,
            hint=f"a path outside can be given on the command line with --{option.name}",
        )
        return None
    return tuple(texts) if option.repeated else texts[0]


def _stays_below(path: str) -> bool:
    """Tell whether a relative path stays below the current directory; the empty path and - (standard output) do."""
    if os.path.isabs(path) or ".." in path.replace("\\", "/").split("/"):
        return False
    here = os.path.realpath(".")
    return os.path.realpath(path) == here or os.path.realpath(path).startswith(here.rstrip(os.sep) + os.sep)


def _span_of(source: SourceFile, key: str) -> Span:
    """Return the place of a key: the first line that begins with it, because `tomllib` tells no places."""
    for number, line in enumerate(source.text.split("\n"), 1):
        text = line.lstrip()
        bare = text.lstrip("\"'")
        if bare.startswith(key) and not bare[len(key) : len(key) + 1].isalnum():
            column = len(line) - len(bare) + 1
            return Span(source, number, column, number, column + len(key))
    return Span(source, 1, 1, 1, 2)

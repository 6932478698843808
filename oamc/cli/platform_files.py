"""Files with the rules of a platform that the operator names: they hold whatever the project file of the input says."""

from __future__ import annotations

from pathlib import Path

from oamc.cli.configuration import LARGEST_FILE, OWN_FILE, parse_toml
from oamc.cli.configured_options import OptionTable
from oamc.cli.platform_table import PLATFORM, read_platform
from oamc.cli.toml_places import TomlPlaces
from oamc.diagnostics.codes.platform import PLATFORM_FILE_UNREADABLE
from oamc.disk.files import reason
from oamc.platform.contradictions import check_platform
from oamc.platform.rules import Platform
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports

TOOL = ("tool", "oamc")


def rules_in(paths: Iterable[str], reports: Reports) -> Platform:
    """Return the rules in all files; what cannot be read or used is reported: without its rules nothing may be built."""
    found = Platform()
    for path in dict.fromkeys(paths):
        source = _read(path, reports)
        rules = None if source is None else _rules(source, reports)
        if rules is not None:
            check_platform(rules, reports)
            found = found.with_more(rules)
    return found


def _read(path: str, reports: Reports) -> SourceFile | None:
    """Return a file as text. The operator has named it, so a link may lead to it."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_FILE[OWN_FILE] + 1)
        if len(content) > LARGEST_FILE[OWN_FILE]:
            problem = f"it is larger than {LARGEST_FILE[OWN_FILE] // 1024} KiB"
        else:
            return SourceFile(path=path, label=path, text=content.decode().replace("\r\n", "\n"))
    except UnicodeDecodeError:
        problem = "it is not UTF-8"
    except OSError as error:
        problem = reason(error)
    reports.add(PLATFORM_FILE_UNREADABLE, at=None, path=path, reason=problem)
    return None


def _rules(source: SourceFile, reports: Reports) -> Platform | None:
    """Return the rules of a file, which stand in its table `[platform]`; nothing after a report."""
    errors = reports.errors
    table = parse_toml(source, reports)
    header: tuple[str, ...] = ()
    if PLATFORM not in table and isinstance(tools := table.get(TOOL[0]), dict) and isinstance(tools.get(TOOL[1]), dict):
        table, header = tools[TOOL[1]], TOOL
    if PLATFORM in table:
        return read_platform(table[PLATFORM], OptionTable(TomlPlaces(source, header), "", source.path, reports))
    if reports.errors == errors:
        hint = "write [platform] into it"
        reports.add(PLATFORM_FILE_UNREADABLE, at=None, path=source.path, reason="it has no table [platform]", hint=hint)
    return None

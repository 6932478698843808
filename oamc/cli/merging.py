# ruff: noqa: PTH100 - pathlib costs more than all of `oamc --version`
"""The options of a run merged: flag, else environment, else configuration file, else default."""

from __future__ import annotations

import os

from oamc.cli.arguments import Arguments, UsageError
from oamc.cli.settings import CONFIGURATION_FILES, Setting, Settings, default_of, weakens
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.options import Option
    from oamc.diagnostics.reports import Reports

PATHS = frozenset(("diagnostics", "file", "output", "set-file", "values"))
"""The options that name files, whose names are bytes."""
TRUE = frozenset(("1", "true", "yes", "on"))
FALSE = frozenset(("", "0", "false", "no", "off"))
LONGEST_PATH = 4000
"""Bytes of the whole path of an output or a report. Systems take hardly more, and of what is longer a run that fails could not
even remove the directories that it made."""


def merge(arguments: Arguments, reports: Reports) -> Settings:
    """Return the settings of a command. Wrong environment variables are wrong usage; what is wrong in a file is reported."""
    configured: Mapping[str, Setting] = {}
    if arguments.command.configured and _reads_a_file(arguments):
        from oamc.cli.configuration import read_configuration

        configured = read_configuration(reports)
    merged: dict[str, Setting] = {}
    for option in arguments.command.options:
        setting = _given(option, arguments.given)
        if setting is None and arguments.command.configured:
            setting = _from_environment(option) or configured.get(option.name)
        merged[option.name] = setting or default_of(option)
        if option.name not in PATHS and not _is_text(merged[option.name].value):
            raise UsageError(f"--{option.name} must be UTF-8", command=arguments.command.name)
    settings = Settings(arguments, merged)
    _check_output(settings)
    if configured:
        _tell_what_weakens(settings, reports)
    return settings


def _reads_a_file(arguments: Arguments) -> bool:
    """Tell whether a configuration file counts, and one is there: not after `--no-config`, and not where OAMC_CONFIG is 0."""
    option = next(option for option in arguments.command.options if option.name == "config")
    wanted = (_given(option, arguments.given) or _from_environment(option) or default_of(option)).value is True
    return wanted and any(map(os.path.lexists, CONFIGURATION_FILES))


def _check_output(settings: Settings) -> None:
    """Refuse an output that no system takes, and `--force` at a place that only a configuration file has chosen."""
    output = settings.text("output") if "output" in settings.merged else None
    for name, path in (("output", output or ""), *(("diagnostics", text) for text in settings.texts("diagnostics"))):
        if len(os.fsencode(os.path.abspath(path))) > LONGEST_PATH:
            message = f"the path in --{name} is longer than {LONGEST_PATH:,} bytes"
            raise UsageError(message, "give a shorter one", settings.command.name)
    if settings.flag("force") and settings.chooser("output") and settings.command.name == "build":
        message = f"--force overwrites only what the operator names, and the output comes from {settings.chooser('output')}"
        raise UsageError(message, "give -o PATH too", "build")


def _tell_what_weakens(settings: Settings, reports: Reports) -> None:
    """Tell what of a configuration file is in force and may hide a finding or weaken a check. The file may be a stranger's."""
    told: dict[str, list[str]] = {}
    for option in settings.command.options:
        chooser = settings.chooser(option.name)
        if chooser and weakens(option, settings):
            value = settings.merged[option.name].value
            texts = value if isinstance(value, tuple) else (value,)
            # Only words of oamc are repeated: whatever else stands in the file may be a secret.
            told.setdefault(chooser, []).append(
                f"{option.name} = {listing(map(str, texts))}" if option.choices else option.name
            )
    for path, names in told.items():
        reports.add(
            usage.CONFIGURATION_WEAKENS,
            at=None,
            path=path,
            what=listing(names),
            hint="for documents of strangers give --no-config, and what you want of this by flags",
        )


def _is_text(value: object) -> bool:
    """Tell whether a value is text: Python stands half surrogate pairs for the bytes of an argument that are not UTF-8."""
    given = "".join(value) if isinstance(value, tuple) else value
    if not isinstance(given, str) or given.isascii():
        return True
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return True


def _given(option: Option, given: Mapping[str, object]) -> Setting | None:
    """Return the setting of an option from its flag, or nothing."""
    if option.name not in given:
        return None
    value = given[option.name]
    if isinstance(value, list):
        value = tuple(map(str, value))
    assert isinstance(value, bool | str | tuple)
    return Setting(value=value, origin="flag")


def _from_environment(option: Option) -> Setting | None:
    """Return the setting of an option from its environment variable, OAMC_ and the name in upper case, or nothing."""
    variable = "OAMC_" + option.name.upper().replace("-", "_")
    text = os.environ.get(variable)
    if text is None:
        return None
    if not option.in_environment:
        raise UsageError(f"the environment variable {variable} has no meaning", f"give --{option.name} on the command line")
    problem = ""
    value: bool | str | tuple[str, ...] = text
    if not option.metavar:
        value = text.lower() in TRUE
        problem = "" if text.lower() in TRUE | FALSE else "1 or 0"
    elif option.repeated:
        parts = text.split(option.separator) if option.separator else [text]
        value = tuple(part.strip() for part in parts if part.strip()) if option.separator else (text,)
    elif not text:
        return None
    if not problem and option.choices:
        chosen = value if isinstance(value, tuple) else (value,)
        wrong = [part for part in chosen if part not in option.choices]
        problem = listing(option.choices, "or") if wrong else ""
    if problem:
        raise UsageError(f"the environment variable {variable} must be {problem}")
    return Setting(value=value, origin=f"environment {variable}")

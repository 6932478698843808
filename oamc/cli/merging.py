# ruff: noqa: PTH100, PTH109, PTH116, PTH118 - pathlib costs more than all of `oamc --version`
"""The options of a run merged: flag, else environment, else configuration file, else default.

The configuration file is looked for in the working directory and, in a repository, in the directories above it, up to its root.
Never above the home directory or on another file system, and never where a repository does not say that these directories
belong together: `/tmp/oamc.toml` is anybody's.
"""

from __future__ import annotations

import os

from oamc.cli.arguments import Arguments, UsageError
from oamc.cli.setting import Setting
from oamc.cli.settings import CONFIGURATION_FILES, ENV, REPOSITORY, Settings, default_of
from oamc.diagnostics.reports import listing, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.cli.configured import Configuration
    from oamc.cli.option import Option
    from oamc.diagnostics.reports import Reports

PATHS = frozenset(("cache", "diagnostics", "file", "output", "set-file", "values"))
"""The options that name files, whose names are bytes."""
PREFIX = "OAMC_"
"""How the environment variables begin that set options."""
TRUE = frozenset(("1", "true", "yes", "on"))
FALSE = frozenset(("", "0", "false", "no", "off"))
LONGEST_PATH = 4000
"""Bytes of the whole path of an output or a report. Systems take hardly more, and of what is longer a run that fails could not
even remove the directories that it made."""


def merge(arguments: Arguments, reports: Reports) -> Settings:
    """Return the settings of a command. Wrong environment variables are wrong usage; what is wrong in a file is reported."""
    configuration = _configuration(arguments, reports)
    settings = _merged(arguments, configuration)
    option = next((option for option in arguments.command.options if option.name == ENV), None)
    if option is not None and option.repeated:
        return settings  # a command that takes several environments goes through them by itself (`project/choice.py`)
    if option is not None and (name := settings.text(ENV)) is not None and not reports.has_errors():
        from oamc.cli.project.choice import in_environment

        settings = in_environment(settings, name, reports)
    if configuration is not None:
        from oamc.cli.weakening import tell_what_weakens

        tell_what_weakens((settings,), reports)
    return settings


def _configuration(arguments: Arguments, reports: Reports) -> Configuration | None:
    """Return what the configuration file says, None where none counts."""
    if not (arguments.command.configured and _reads_a_file(arguments) and (directories := configured_directories())):
        return None
    from oamc.cli.configuration import read_configuration

    return read_configuration(directories, reports)


def _merged(arguments: Arguments, configuration: Configuration | None) -> Settings:
    """Return the settings of a command without an environment."""
    configured = {} if configuration is None else configuration.settings or {}
    merged: dict[str, Setting] = {}
    variables = _variables()
    for option in arguments.command.options:
        setting = _given(option, arguments.given)
        if setting is None and arguments.command.configured:
            setting = _from_environment(option, variables) or (configured.get(option.name) if option.in_file else None)
        merged[option.name] = setting or default_of(option)
        if option.name not in PATHS and not _is_text(merged[option.name].value):
            raise UsageError(f"--{option.name} must be UTF-8", command=arguments.command.name)
    settings = Settings(arguments, merged, configuration)
    _check_output(settings)
    return settings


def _reads_a_file(arguments: Arguments) -> bool:
    """Tell whether a configuration file counts: not after `--no-config`, and not where OAMC_CONFIG is 0."""
    option = next(option for option in arguments.command.options if option.name == "config")
    return (_given(option, arguments.given) or _from_environment(option, _variables()) or default_of(option)).value is True


def configured_directories() -> tuple[str, ...]:
    """Return the directories with a file that may set options, nearest first, as paths from the working directory.

    Where one lies above that, the last is the root of the repository, with or without such a file. Every run asks, so nothing
    is read and little is looked at.
    """
    own = ("",) if any(map(os.path.lexists, CONFIGURATION_FILES)) else ()
    if os.path.lexists(REPOSITORY):
        return own
    above: list[str] = []
    for path in directories_above():
        if any(os.path.lexists(os.path.join(path, name)) for name in CONFIGURATION_FILES):
            above.append(path)
        if os.path.lexists(os.path.join(path, REPOSITORY)):
            return (*own, *above) if path in above[-1:] or not above else (*own, *above, path)
    return own


def directories_above() -> Iterator[str]:
    """Yield the directories above the working directory as paths from it, as far as a repository may reach."""
    try:
        end: os.stat_result | None = os.stat(os.environ.get("HOME", ""))
    except (OSError, ValueError):
        end = None
    try:
        place = os.stat(os.curdir)
        path, depth = os.pardir, os.getcwd().rstrip("/").count("/")
        for _ in range(depth):
            if end is not None and os.path.samestat(place, end):
                return
            above = os.stat(path)
            if above.st_dev != place.st_dev:
                return
            yield path
            place, path = above, os.path.join(path, os.pardir)
    except OSError:
        return


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


def _variables() -> dict[str, str]:
    """Return the environment variables that may set options."""
    return {name: os.environ[name] for name in os.environ if name.startswith(PREFIX)}


def _from_environment(option: Option, variables: Mapping[str, str]) -> Setting | None:
    """Return the setting of an option from its environment variable, OAMC_ and the name in upper case, or nothing."""
    if not variables:
        return None  # most runs have none, and to spell one for each option would be dear
    variable = PREFIX + option.name.upper().replace("-", "_")
    text = variables.get(variable)
    if text is None:
        return None
    if not option.in_environment:
        hint = f"give --{option.name} on the command line"
        if not option.in_arguments:
            hint = (
                "name the paths on the command line" if option.place else f"write the table {option.name} into the project file"
            )
        raise UsageError(f"the environment variable {variable} has no meaning", hint)
    problem, hint = "", ""
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
        close = nearest(str(wrong[0]), option.choices) if wrong else ""
        hint = f"did you mean {close}?" if close else ""
    if problem:
        raise UsageError(f"the environment variable {variable} must be {problem}", hint)
    return Setting(value=value, origin=f"environment {variable}")

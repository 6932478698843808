"""The options of a run with their origins: flag, else environment, else configuration file, else default."""

from __future__ import annotations

import os

from oamc.cli.arguments import Arguments, UsageError
from oamc.diagnostics.reports import listing, nearest, printable
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.options import Option
    from oamc.diagnostics.reports import Reports

PATHS = frozenset(("diagnostics", "file", "output", "set-file", "values"))
"""The options that name files, whose names are bytes."""
TRUE = frozenset(("1", "true", "yes", "on"))
LONGEST_NUMBER = 15
FALSE = frozenset(("", "0", "false", "no", "off"))


class Setting(Record):
    """The value of one option (a truth value, a text, or a tuple of texts) and where it comes from."""

    value: bool | str | tuple[str, ...] | None
    origin: str


class Settings:
    """The merged options of one run, by name, and the positional arguments."""

    def __init__(self, arguments: Arguments, merged: Mapping[str, Setting]) -> None:
        self.command = arguments.command
        self.positional = arguments.positional
        self.merged = merged

    def flag(self, name: str) -> bool:
        """Tell whether a switch is on."""
        return name in self.merged and self.merged[name].value is True

    def text(self, name: str) -> str | None:
        """Return the text of an option, or nothing where it is neither given nor has a default."""
        value = self.merged[name].value
        assert value is None or isinstance(value, str)
        return value

    def required_text(self, name: str) -> str:
        """Return the text of an option that has a default."""
        value = self.text(name)
        assert value is not None
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a repeated option."""
        value = self.merged[name].value if name in self.merged else ()
        assert isinstance(value, tuple)
        return value


def merge(arguments: Arguments, reports: Reports) -> Settings:
    """Return the settings of a command. Wrong environment variables are wrong usage; what is wrong in a file is reported."""
    configured: Mapping[str, Setting] = {}
    if arguments.command.configured:
        from oamc.cli.configuration import read_configuration

        configured = read_configuration(reports)
    merged: dict[str, Setting] = {}
    for option in arguments.command.options:
        setting = _given(option, arguments.given)
        if setting is None and arguments.command.configured:
            setting = _from_environment(option) or configured.get(option.name)
        merged[option.name] = setting or _default(option)
        if option.name not in PATHS and not _is_text(merged[option.name].value):
            raise UsageError(f"--{option.name} must be UTF-8", command=arguments.command.name)
    return Settings(arguments, merged)


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


def _default(option: Option) -> Setting:
    """Return the setting of an option that nobody set."""
    value = () if option.repeated else option.default if option.metavar else False
    return Setting(value=value, origin="default")


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


def number(settings: Settings, name: str) -> int:
    """Return the whole number of an option. What is none is wrong usage."""
    text = settings.required_text(name)
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise UsageError(f"--{name} must be a whole number", command=settings.command.name)
    return int(text)


def assignments(settings: Settings, name: str, known: Mapping[str, int]) -> dict[str, int]:
    """Return the `NAME=NUMBER` texts of a repeated option whose names are `known`. Anything else is wrong usage."""
    result: dict[str, int] = {}
    for text in settings.texts(name):
        key, _, amount = text.partition("=")
        key = key.strip().replace("-", "_")
        if key not in known:
            close = nearest(key, known)
            raise UsageError(
                f'--{name} knows nothing called "{printable(key)}"',
                f"did you mean {close}?" if close else f"it knows {listing(known)}",
                settings.command.name,
            )
        if not (amount.isascii() and amount.isdigit() and 0 < len(amount) <= LONGEST_NUMBER):
            raise UsageError(
                f"--{name} {key} must be a whole number", f"write --{name} {key}={known[key]}", settings.command.name
            )
        result[key] = int(amount)
    return result

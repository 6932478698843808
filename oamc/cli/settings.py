"""The options of a run, each with its origin, and the numbers in them. `merging.py` makes them."""

from __future__ import annotations

from oamc.choices import ALLOW, ERROR, OFF
from oamc.cli.arguments import Arguments, UsageError
from oamc.cli.option import COMPARISON, NEVER
from oamc.cli.setting import Setting
from oamc.diagnostics.reports import listing, nearest, printable
from oamc.kubernetes.schemas import DEFAULT_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.configured import Configuration, Environment, Project
    from oamc.cli.option import Option

DEFAULT = "default"
ENV = "env"
"""The option that names environments of the project."""
LONGEST_NUMBER = 15
CONFIGURATION_FILES = ("oamc.toml", "pyproject.toml")
"""The files that may set options, the stronger one first (`configuration.py`)."""
REPOSITORY = ".git"
"""What the root of a repository has in it: a directory, or a file in a worktree or a submodule."""


class Settings:
    """The merged options of one run, by name, and the positional arguments."""

    def __init__(
        self,
        arguments: Arguments,
        merged: Mapping[str, Setting],
        configuration: Configuration | None = None,
        environment: Environment | None = None,
    ) -> None:
        """Begin with the configuration file that counts, and the environment of its project that the run is for."""
        self.arguments = arguments
        self.command = arguments.command
        self.positional = arguments.positional
        self.merged = merged
        self.configuration = configuration
        self.environment = environment

    @property
    def project(self) -> str:
        """Return the directory of the configuration file, from the working directory; empty where they are the same."""
        return "" if self.configuration is None else self.configuration.directory

    @property
    def tables(self) -> Project | None:
        """Return the tables of the project, None where there are none."""
        return None if self.configuration is None else self.configuration.project

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

    def table(self, name: str) -> Mapping[str, str | tuple[str, ...]] | None:
        """Return the table of an option, or nothing where none is given."""
        value = self.merged[name].value if name in self.merged else None
        assert not isinstance(value, bool | str | tuple)
        return value

    def is_typed(self, name: str) -> bool:
        """Tell whether the operator gave an option, by a flag or a variable of the environment."""
        setting = self.merged.get(name)
        return setting is not None and not setting.in_file and setting.origin != DEFAULT

    def chooser(self, name: str) -> str:
        """Return the configuration file that set an option, or the empty text where the operator or nobody did."""
        setting = self.merged.get(name)
        return setting.origin if setting is not None and setting.in_file else ""


def weakens(option: Option, settings: Settings) -> bool:
    """Tell whether the value of an option may hide a finding or weaken a check."""
    value = settings.merged[option.name].value
    if option.weakens == NEVER or value == default_of(option).value:
        return False
    if option.weakens == COMPARISON:
        return settings.flag("check")
    if option.name == "foreign-documents" and value == ERROR:
        return False
    if option.name == "foreign":
        return value == ALLOW
    if option.name == "kube-version":
        # More versions than the one that is checked anyway find more, not less.
        return DEFAULT_VERSION not in settings.texts("kube-version")
    if option.name == "qos-rule":
        return any(text.endswith(f"={OFF}") for text in settings.texts("qos-rule"))
    if option.name == "diagnostics":
        # Findings that go to standard error too are not hidden.
        return all("=" in text for text in settings.texts("diagnostics"))
    return True


def default_of(option: Option) -> Setting:
    """Return the setting of an option that nobody set."""
    value = () if option.repeated else option.default if option.metavar else option.negated
    return Setting(value=value, origin=DEFAULT)


def number(settings: Settings, name: str) -> int:
    """Return the whole number of an option. What is none, or is more than the option takes, is wrong usage."""
    text = settings.required_text(name)
    option = next(option for option in settings.command.options if option.name == name)
    if not is_number(text, option.most):
        limit = "" if option.most is None else f", at most {option.most:,}"
        raise UsageError(f"--{name} must be a whole number{limit}", command=settings.command.name)
    return int(text)


def is_number(text: str, most: int | None) -> bool:
    """Tell whether a text is a whole number in digits, at most `most`, and never longer than what is quick to read."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and (most is None or int(text) <= most)


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

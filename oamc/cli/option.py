"""One option of the command line, as a record: what it is called, what it takes, and who may set it."""

from __future__ import annotations

from oamc.records import Record

NEVER = "never"
FINDINGS = "findings"
COMPARISON = "comparison"
"""What an option weakens where a configuration file sets it: nothing, the findings of a run, or only `--check`, which then
compares with another place."""


class Option(Record):
    """One option.

    `metavar` is empty for a switch. `choices` close the values. `separator` divides the values of a repeated option in an
    environment variable. `in_file` tells whether a configuration file may set it: what
    raises a limit, overwrites work or reads further files belongs to the operator who types the command, because a
    configuration file may come with the input from somebody else. Nor may the environment set what is not `in_environment`,
    or the command line what is not `in_arguments`. A
    `place` is a path that must stay below that file. `weakens` says whether a configuration file that sets the option may hide
    a finding or weaken a check, which is then told: every option says so, and there is no default. A switch that is `negated`
    is on unless somebody gives `--no-NAME`.
    """

    name: str
    help: str
    weakens: str
    short: str = ""
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    repeated: bool = False
    separator: str = ""
    in_file: bool = True
    in_environment: bool = True
    in_arguments: bool = True
    place: bool = False
    negated: bool = False
    most: int | None = None
    most_in_file: int | None = None

    @property
    def flag(self) -> str:
        """The long flag, as help and completion show it."""
        return f"--no-{self.name}" if self.negated else f"--{self.name}"


def switch(name: str, text: str, *, weakens: str = NEVER, short: str = "", in_file: bool = True) -> Option:
    """Return an option without a value."""
    return Option(name=name, help=text, weakens=weakens, short=short, in_file=in_file)

"""Arguments to a command and the options that were given: what stands in a command line, and help about it.

Wrong usage raises `UsageError`; `--help` raises `HelpWanted` with its text. Nothing is printed here.
"""

from __future__ import annotations

from oamc.cli.argument_reading import WrongArgument, not_a_choice, read_arguments
from oamc.cli.command_finding import find_command
from oamc.diagnostics.reports import nearest, printable
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from oamc.cli.argument_reading import Read
    from oamc.cli.command_record import Command


class UsageError(Exception):
    """A command line that is wrong.

    `message` states the fact, `hint` what to do, `command` is the one whose help says more.
    """

    def __init__(self, message: str, hint: str = "", command: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.command = command


class HelpWanted(Exception):  # noqa: N818 - a request, not an error
    """The user wants to read help, which is the only argument of the exception."""


class Arguments(Record):
    """What the user typed: the command, its positional arguments, and the options given, by name (a repeated one as a list)."""

    command: Command
    positional: tuple[str, ...]
    given: Mapping[str, object]


def parse(arguments: Sequence[str]) -> Arguments:
    """Return what the arguments say. The first one is the command."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        wanted = find_command(arguments[1]) if len(arguments) > 1 else None
        from oamc.cli.help import command_help, overview

        raise HelpWanted(command_help(wanted) if wanted else overview())
    name = arguments[0]
    command = find_command(name)
    if command is None:
        if name.startswith("-"):
            option = name.partition("=")[0]
            raise UsageError(f'"{printable(option)}" stands before the command', "write options behind the command")
        from oamc.cli.command_table import COMMANDS

        known = [command.name for command in COMMANDS]
        name = name.partition("=")[0]
        close = nearest(name, known)
        raise UsageError(
            f'there is no command "{printable(name)}"',
            f"did you mean {close}?" if close else f"commands are {', '.join(known)}",
        )
    own = list(arguments[1:])
    end = own.index("--") if "--" in own else len(own)
    own, literal = own[:end], own[end + 1 :]
    if "--help" in own or "-h" in own:
        from oamc.cli.help import command_help

        raise HelpWanted(command_help(command))
    try:
        found = read_arguments(own, command.options, None if command.nargs == "*" else int(command.nargs))
    except WrongArgument as wrong:
        raise UsageError(printable(str(wrong), 400), command=command.name) from None
    _check(found, command)
    return Arguments(command=command, positional=(*found.positional, *literal), given=found.given)


def _check(found: Read, command: Command) -> None:
    """Refuse arguments without an option of which a command takes more or others, and what it does not take at all."""
    if command.nargs == "1" and not found.positional:
        raise UsageError(f"the following arguments are required: {command.positional}", command=command.name)
    for text in found.positional if command.choices else ():
        if text not in command.choices:
            message = f"argument {command.positional}: {not_a_choice(text, command.choices)}"
            raise UsageError(printable(message, 400), command=command.name)
    if found.rest:
        _refuse(found.rest[0], command)


def _refuse(argument: str, command: Command) -> NoReturn:
    """Say what is wrong with an argument that nobody takes."""
    name = argument.partition("=")[0]
    if not name.startswith("-"):
        raise UsageError(f'unexpected argument "{printable(name)}"', command=command.name)
    close = nearest(name, [option.flag for option in command.options if option.in_arguments])
    raise UsageError(
        f'{command.name} has no option "{printable(name)}"', f"did you mean {close}?" if close else "", command=command.name
    )

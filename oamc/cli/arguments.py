"""Arguments to a command and the options that were given: argparse, with only the parser of that command.

Wrong usage raises `UsageError`; `--help` raises `HelpWanted` with its text. Nothing is printed here.
"""

from __future__ import annotations

import os

from oamc.cli.command_table import COMMANDS, find_command
from oamc.diagnostics.reports import nearest, printable
from oamc.records import Record
from oamc.startup.untranslated import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from oamc.cli.command_record import Command
    from oamc.cli.option import Option

HELP_WIDTH = 110


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
    given: dict[str, object]


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, at most 110 columns; argparse imports shutil to ask for the width itself."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=_terminal_width())


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of printing and leaving."""

    def error(self, message: str) -> NoReturn:
        """Turn argparse's complaint into a UsageError."""
        raise UsageError(printable(message, 400).replace("'", '"'), command=self.prog.partition(" ")[2])


def parse(arguments: Sequence[str]) -> Arguments:
    """Return what the arguments say. The first one is the command."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        wanted = find_command(arguments[1]) if len(arguments) > 1 else None
        raise HelpWanted(command_help(wanted) if wanted else overview())
    name = arguments[0]
    command = find_command(name)
    if command is None:
        if name.startswith("-"):
            option = name.partition("=")[0]
            raise UsageError(f'"{printable(option)}" stands before the command', "write options behind the command")
        known = [command.name for command in COMMANDS]
        name = name.partition("=")[0]
        close = nearest(name, known)
        raise UsageError(
            f'there is no command "{printable(name)}"',
            f"did you mean {close}?" if close else f"commands are {', '.join(known)}",
        )
    own = list(arguments[1:])
    # argparse of Python 3.11 takes what stands behind "--" for options when they may stand between the inputs.
    end = own.index("--") if "--" in own else len(own)
    own, literal = own[:end], own[end + 1 :]
    if "--help" in own or "-h" in own:
        raise HelpWanted(command_help(command))
    parser = build_parser(command, _mentioned(command, own))
    found, rest = parser.parse_known_intermixed_args(own)
    if rest:
        _refuse(rest, command)
    given = {name.replace("_", "-"): value for name, value in vars(found).items() if value is not None and name != "help"}
    positional = given.pop("positional", ())
    assert isinstance(positional, list | tuple)
    return Arguments(command=command, positional=(*positional, *literal), given=given)


def _refuse(rest: Sequence[str], command: Command) -> NoReturn:
    """Say what is wrong with the first argument that nobody takes."""
    name = rest[0].partition("=")[0]
    if not name.startswith("-"):
        raise UsageError(f'unexpected argument "{printable(name)}"', command=command.name)
    close = nearest(name, [option.flag for option in command.options if option.in_arguments])
    raise UsageError(
        f'{command.name} has no option "{printable(name)}"', f"did you mean {close}?" if close else "", command=command.name
    )


def _mentioned(command: Command, arguments: Sequence[str]) -> tuple[Option, ...]:
    """Return the options of a command that the arguments may mention; adding all to a parser takes longer than parsing.

    A long option is mentioned where its flag begins an argument, a short one wherever its letter stands among others.
    """
    flags = {argument.partition("=")[0].replace("--no-", "--", 1) for argument in arguments if argument.startswith("--")}
    letters = "".join(argument for argument in arguments if argument.startswith("-") and not argument.startswith("--"))
    return tuple(
        option
        for option in command.options
        if option.in_arguments and (f"--{option.name}" in flags or (option.short and option.short in letters))
    )


def build_parser(command: Command, options: Sequence[Option]) -> Parser:
    """Return the parser of one command with these of its options."""
    parser = Parser(
        prog=f"oamc {command.name}",
        usage=_usage(command),
        description=command.description,
        epilog="examples:\n" + "".join(f"  {example}\n" for example in command.examples),
        formatter_class=Formatter,
        allow_abbrev=False,
        add_help=False,
    )
    if command.nargs != "0":
        # The placeholder is one text, because argparse would repeat it for every choice.
        nargs = "*" if command.nargs == "*" else 1
        choices = command.choices or None
        parser.add_argument("positional", nargs=nargs, metavar=command.positional, choices=choices, help=argparse.SUPPRESS)
    for option in options:
        _add_option(parser, option)
    parser.add_argument("-h", "--help", action="store_true", help="print this help")
    return parser


def _usage(command: Command) -> str:
    """Return the line that says how a command is called."""
    parts = ["oamc", command.name, "[options]" if command.options else ""]
    if command.choices:
        parts.append("|".join(command.choices))
    elif command.positional:
        parts.append(f"{command.positional} ...")
    return " ".join(part for part in parts if part)


def _add_option(parser: Parser, option: Option) -> None:
    """Add one option of the table; a switch that a configuration file may set can also be switched off.

    Of a negated switch, help shows what switches it off.
    """
    flags = [f"-{option.short}"] if option.short else []
    flags.append(f"--{option.name}")
    if not option.metavar:
        on, off = (argparse.SUPPRESS, option.help) if option.negated else (option.help, argparse.SUPPRESS)
        parser.add_argument(*flags, action="store_const", const=True, help=on)
        if option.in_file or option.negated:
            destination = option.name.replace("-", "_")
            parser.add_argument(f"--no-{option.name}", dest=destination, action="store_const", const=False, help=off)
        return
    parser.add_argument(
        *flags,
        action="append" if option.repeated else "store",
        type=_near(option),
        choices=option.choices or None,
        metavar=option.metavar,
        help=_full_help(option),
    )


def _near(option: Option) -> Callable[[str], str]:
    """Return what reads a text of an option: one that is nearly a choice is refused with the one that is meant."""

    def read(text: str) -> str:
        close = "" if text in option.choices else nearest(text, option.choices)
        if close:
            choices = ", ".join(f'"{word}"' for word in option.choices)
            raise argparse.ArgumentTypeError(f'invalid choice: "{text}" (choose from {choices}); did you mean {close}?')
        return text

    return read


def _full_help(option: Option) -> str:
    """Return the help of an option with its choices and its default. A percent sign would be a format to argparse."""
    text = option.help
    if option.choices:
        text += f" ({', '.join(option.choices)})"
    if option.default is not None and "(default" not in text:
        text += f" (default: {option.default})"
    return text.replace("%", "%%")


def command_help(command: Command) -> str:
    """Return the help of one command."""
    return build_parser(command, [option for option in command.options if option.in_arguments]).format_help()


def overview() -> str:
    """Return the help of oamc as a whole."""
    width = max(len(command.name) for command in COMMANDS)
    lines = [
        "usage: oamc COMMAND [PATH ...] [options]",
        "",
        "Compile Open Application Model documents to Helm charts with live, typed values, or to plain manifests.",
        "",
        "commands:",
        *(f"  {command.name:<{width}}  {command.summary}" for command in COMMANDS),
        "",
        "examples:",
        "  oamc build app.yaml                    write the chart ./charts/<application>",
        "  oamc build app.yaml --format manifests print Kubernetes manifests",
        "  oamc check --strict .                  look for mistakes, write nothing",
        "",
        'Every command has its own "oamc COMMAND --help". Options also come from the environment (OAMC_FORMAT=manifests)',
        "and from oamc.toml or [tool.oamc] of pyproject.toml in the current directory or above it, up to the root of the",
        "repository. --no-config (OAMC_CONFIG=0) ignores them: give it wherever the documents come from somebody whom you",
        "do not trust.",
        "",
        "exit status: 0 fine, 1 wrong input, 2 difference or stale output, 64 wrong usage, 70 fault of oamc,",
        "             130 interrupted, 143 ended by SIGTERM, 129 by SIGHUP",
    ]
    return "\n".join(lines) + "\n"


def _terminal_width() -> int:
    """Return the width for help texts: COLUMNS, else that of the terminal, else 80; at most HELP_WIDTH."""
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 80
    return max(40, min(columns, HELP_WIDTH)) - 2

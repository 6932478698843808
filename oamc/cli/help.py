"""Help: that of oamc as a whole, and that of a command, laid out by argparse, which is loaded for nothing else."""

from __future__ import annotations

import os

from oamc.cli.command_table import COMMANDS
from oamc.startup.untranslated import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.command_record import Command
    from oamc.cli.option import Option

HELP_WIDTH = 110


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, at most 110 columns; argparse imports shutil to ask for the width itself."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=_terminal_width())


def command_help(command: Command) -> str:
    """Return the help of one command."""
    parser = argparse.ArgumentParser(
        prog=f"oamc {command.name}",
        usage=_usage(command),
        description=command.description,
        epilog="examples:\n" + "".join(f"  {example}\n" for example in command.examples),
        formatter_class=Formatter,
        add_help=False,
    )
    for option in command.options:
        if option.in_arguments:
            _add_option(parser, option)
    parser.add_argument("-h", "--help", action="store_true", help="print this help")
    return parser.format_help()


def _usage(command: Command) -> str:
    """Return the line that says how a command is called."""
    parts = ["oamc", command.name, "[options]" if command.options else ""]
    if command.choices:
        parts.append("|".join(command.choices))
    elif command.positional:
        parts.append(f"{command.positional} ...")
    return " ".join(part for part in parts if part)


def _add_option(parser: argparse.ArgumentParser, option: Option) -> None:
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
        choices=option.choices or None,
        metavar=option.metavar,
        help=_full_help(option),
    )


def _full_help(option: Option) -> str:
    """Return the help of an option with its choices and its default. A percent sign would be a format to argparse."""
    text = option.help
    if option.choices:
        text += f" ({', '.join(option.choices)})"
    if option.default is not None and "(default" not in text:
        text += f" (default: {option.default})"
    return text.replace("%", "%%")


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

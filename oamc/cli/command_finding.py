"""A command by its name."""

from __future__ import annotations

from oamc.cli.building_commands import BUILDING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.command_record import Command


def find_command(name: str) -> Command | None:
    """Return the command with this name or alias, or nothing."""
    found = _named(name, BUILDING)
    if found is None:
        from oamc.cli.command_table import COMMANDS

        found = _named(name, COMMANDS)
    return found


def _named(name: str, commands: tuple[Command, ...]) -> Command | None:
    """Return the one of some commands with this name or alias, or nothing."""
    return next((command for command in commands if name == command.name or name in command.aliases), None)

"""What a command is."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.option import Option

PATHS = "PATH"


class Command(Record):
    """One command: its name, other names for it, what it does, examples, its options and its positional arguments.

    `positional` is the placeholder of the arguments without an option; `nargs` is the count of them, "*" for any. `choices`
    close them. `configured` tells whether the environment and the configuration file are read.
    """

    name: str
    module: str
    summary: str
    description: str
    examples: tuple[str, ...]
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    positional: str = ""
    nargs: str = "*"
    choices: tuple[str, ...] = ()
    configured: bool = True

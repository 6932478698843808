"""`oamc completion`: scripts for bash, zsh and fish, written from the tables of commands and options."""

from __future__ import annotations

from oamc.choices import STAGES
from oamc.cli.command_table import COMMANDS
from oamc.cli.entry import FINE
from oamc.cli.option import NEVER, Option
from oamc.cli.streams import write_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.command_record import Command
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports

HELP = Option(weakens=NEVER, name="help", short="h", help="print help")
FILES = frozenset(("file", "output", "values"))
"""Options whose value is a path."""


def run(settings: Settings, reports: Reports) -> int:  # noqa: ARG001 - the signature of every command
    """Print the script for the shell that was named."""
    scripts = {"bash": bash, "zsh": zsh, "fish": fish}
    write_result(scripts[settings.positional[0]]())
    return FINE


def choices_of(option: Option) -> tuple[str, ...]:
    """Return what the value of an option may be, as far as that is known."""
    if option.name == "diagnostics":
        from oamc.diagnostics.formats import FORMATS

        return FORMATS
    return STAGES if option.name == "after" else option.choices


def flags_of(command: Command) -> tuple[Option, ...]:
    """Return the options that a command takes as arguments."""
    return (*(option for option in command.options if option.in_arguments), HELP)


def words_of(command: Command) -> tuple[str, ...]:
    """Return the words that may stand behind a command, besides options and paths."""
    return ("list", "matrix", "profiles", "show") if command.name == "types" else command.choices


def names() -> list[str]:
    """Return every name of a command, aliases too."""
    return [name for command in COMMANDS for name in (command.name, *command.aliases)]


def bash() -> str:
    """Return the script for bash 3.2 and later, which needs no completion library."""
    cases = []
    for command in COMMANDS:
        flags = " ".join(option.flag for option in flags_of(command))
        words = " ".join(words_of(command))
        cases.append(f'    {"|".join((command.name, *command.aliases))})\n      options="{flags}"; words="{words}" ;;')
    values = {option.name: choices_of(option) for command in COMMANDS for option in flags_of(command) if choices_of(option)}
    value_cases = [
        f'    --{name}) COMPREPLY=($(compgen -W "{" ".join(choices)}" -- "$current")); return ;;'
        for name, choices in values.items()
        if name != "format"
    ]
    return "\n".join(
        [
            "# Completion of oamc for bash.",
            "_oamc() {",
            '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" options words',
            "  COMPREPLY=()",
            '  if [ "$COMP_CWORD" -eq 1 ]; then',
            f'    COMPREPLY=($(compgen -W "{" ".join(names())} --help --version" -- "$current"))',
            "    return",
            "  fi",
            '  case "$previous" in',
            *value_cases,
            "    --format)",
            '      if [ "${COMP_WORDS[1]}" = types ]; then words="text json"; else words="helm manifests"; fi',
            '      COMPREPLY=($(compgen -W "$words" -- "$current")); return ;;',
            "  esac",
            '  case "${COMP_WORDS[1]}" in',
            *cases,
            "  esac",
            '  case "$current" in',
            '    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;',
            '    *) COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current")) ;;',
            "  esac",
            "}",
            "complete -o filenames -F _oamc oamc",
            "",
        ]
    )


def zsh() -> str:
    """Return the script for zsh."""
    lines = [
        "#compdef oamc",
        "# Completion of oamc for zsh.",
        "_oamc() {",
        "  if (( CURRENT == 2 )); then",
        "    local -a commands",
        "    commands=(",
        *(f"      {_single(f'{command.name}:{command.summary}')}" for command in COMMANDS),
        "    )",
        "    _describe command commands",
        "    return",
        "  fi",
        '  case "${words[2]}" in',
    ]
    for command in COMMANDS:
        lines.append(f"    {'|'.join((command.name, *command.aliases))})")
        lines.append("      _arguments -s \\")
        lines.extend(f"        {_single(_zsh_option(option))} \\" for option in flags_of(command))
        words = words_of(command)
        lines.append(f"        {_single('*:word:(' + ' '.join(words) + ')' if words else '*:path:_files')} ;;")
    return "\n".join([*lines, "  esac", "}", '_oamc "$@"', ""])


def _zsh_option(option: Option) -> str:
    """Return one option as `_arguments` reads it."""
    text = f"{'*' if option.repeated else ''}{option.flag}"
    if option.metavar:
        text += "="
    text += "[" + option.help.replace("[", "(").replace("]", ")").replace(":", "\\:") + "]"
    if not option.metavar:
        return text
    choices = choices_of(option)
    name = option.metavar.lower().replace(":", "").replace("[", "").replace("]", "")
    return f"{text}:{name}:" + (f"({' '.join(choices)})" if choices else "_files" if option.name in FILES else " ")


def _single(text: str) -> str:
    """Return a text as one word in single quotes."""
    return "'" + text.replace("'", "'\\''") + "'"


def fish() -> str:
    """Return the script for fish."""
    lines = ["# Completion of oamc for fish."]
    for command in COMMANDS:
        summary = _fish_quoted(command.summary)
        lines.append(f"complete -c oamc -n __fish_use_subcommand -f -a {command.name} -d {summary}")
    for command in COMMANDS:
        condition = _fish_quoted(f"__fish_seen_subcommand_from {' '.join((command.name, *command.aliases))}")
        for option in flags_of(command):
            parts = [f"complete -c oamc -n {condition} -l {option.flag[2:]}"]
            if option.short:
                parts.append(f"-s {option.short}")
            choices = choices_of(option)
            if choices:
                parts.append(f"-x -a {_fish_quoted(' '.join(choices))}")
            elif option.metavar:
                parts.append("-r" if option.name in FILES else "-x")
            parts.append(f"-d {_fish_quoted(option.help)}")
            lines.append(" ".join(parts))
        if words_of(command):
            lines.append(f"complete -c oamc -n {condition} -f -a {_fish_quoted(' '.join(words_of(command)))}")
    return "\n".join(lines) + "\n"


def _fish_quoted(text: str) -> str:
    """Return a text in single quotes as fish reads them."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

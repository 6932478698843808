"""One command line against the options of a command: what each option is given, and what stands for itself.

In: the arguments behind the name of the command, and its options. Out: values by the names of options, and the other arguments.
What is wrong is a `WrongArgument`, in the words that users of other programs in Python know. The rules are those of argparse:
`--name TEXT`, `--name=TEXT`, `-n TEXT`, `-nTEXT`, `-n=TEXT`, switches of one letter together (`-qv`), options
between and behind other arguments. `-`, a number below zero, and what has a blank in it, are no options.
"""

from __future__ import annotations

from oamc.diagnostics.reports import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from oamc.cli.option import Option

    Value: TypeAlias = "bool | str | list[str]"


class WrongArgument(Exception):  # noqa: N818 - a mistake of whoever typed it
    """An option without its text, with one that it does not take, or with one that is none of its choices."""


class Read:
    """What was read: values by the names of options, arguments without an option, and the `rest`, which nobody takes."""

    def __init__(self) -> None:
        self.given: dict[str, Value] = {}
        self.positional: list[str] = []
        self.rest: list[str] = []


def read_arguments(arguments: Sequence[str], options: Sequence[Option], most: int | None) -> Read:
    """Read the arguments of a command that has these options, and takes at most so many arguments without one."""
    flags = flags_of(options)
    found = Read()
    waiting = [*reversed(arguments)]
    while waiting:
        argument = waiting.pop()
        flag, text = _split(argument, flags)
        if flag is None and (most is None or len(found.positional) < most):
            found.positional.append(argument)
        elif flag is None or flag not in flags:
            found.rest.append(argument)
        else:
            flag, text = _switched(flag, text, flags, found)
            if flag is None:
                continue
            option, _ = flags[flag]
            if text is None:
                if not waiting or _split(waiting[-1], flags)[0] is not None:
                    raise WrongArgument(f"argument {name_of(option)}: expected one argument")
                text = waiting.pop()
            _take(option, text, found)
    return found


def flags_of(options: Sequence[Option]) -> dict[str, tuple[Option, bool]]:
    """Return the flags of options, each with whether it switches on. What a file may set can also be switched off."""
    flags: dict[str, tuple[Option, bool]] = {}
    for option in options:
        if not option.in_arguments:
            continue
        flags[f"--{option.name}"] = (option, True)
        if option.short:
            flags[f"-{option.short}"] = (option, True)
        if not option.metavar and (option.in_file or option.negated):
            flags[f"--no-{option.name}"] = (option, False)
    return flags


def name_of(option: Option) -> str:
    """Return what an option is called in a message."""
    return f"-{option.short}/--{option.name}" if option.short else f"--{option.name}"


def _split(argument: str, flags: dict[str, tuple[Option, bool]]) -> tuple[str | None, str | None]:
    """Return the flag that an argument is or begins with, and the text behind it; no flag where it is no option."""
    if argument in flags:
        return argument, None
    if not argument.startswith("-") or len(argument) == 1:
        return None, None
    flag, sign, text = argument.partition("=")
    if sign and flag in flags:
        return flag, text
    if argument[1] != "-" and argument[:2] in flags:
        return argument[:2], argument[2:]
    if " " in argument or _is_number(argument[1:]):
        return None, None
    return argument, None


def _is_number(text: str) -> bool:
    """Tell whether a text behind a minus is a number."""
    whole, point, decimals = text.partition(".")
    digits = whole + decimals
    return digits.isdecimal() and (bool(decimals) if point else True)


def _switched(flag: str, text: str | None, flags: dict[str, tuple[Option, bool]], found: Read) -> tuple[str | None, str | None]:
    """Take a switch, and those of one letter that stand behind it. Return the option with a text at their end, if any."""
    while not flags[flag][0].metavar:
        option, on = flags[flag]
        if text is None:
            found.given[option.name] = on
            return None, None
        following = f"-{text[:1]}"
        if flag.startswith("--") or not text or following not in flags:
            raise WrongArgument(f'argument {name_of(option)}: ignored explicit argument "{text}"')
        found.given[option.name] = on
        flag, text = following, text[1:] or None
    return flag, text


def _take(option: Option, text: str, found: Read) -> None:
    """Take the text of an option."""
    if option.choices and text not in option.choices:
        close = nearest(text, option.choices) or ""
        raise WrongArgument(f"argument {name_of(option)}: {not_a_choice(text, option.choices, close)}")
    if option.repeated:
        texts = found.given.setdefault(option.name, [])
        assert isinstance(texts, list)
        texts.append(text)
    else:
        found.given[option.name] = text


def not_a_choice(text: str, choices: Sequence[str], close: str = "") -> str:
    """Say that a text is none of the choices, with the one that is meant."""
    known = ", ".join(f'"{word}"' for word in choices)
    return f'invalid choice: "{text}" (choose from {known})' + (f"; did you mean {close}?" if close else "")

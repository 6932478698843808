"""Lines that mean nothing, put into a document at random: comments and empty lines, wherever YAML takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from random import Random

FILLERS = ("# a comment", "", "   # another one: [fromVariable(X)]", "#", "")


def with_idle_lines(text: str, chance: Random) -> str:
    """Return a YAML text with idle lines before about a third of its lines, none within a text of several lines."""
    within = {
        line
        for token in yaml.scan(text, Loader=yaml.CSafeLoader)
        if isinstance(token, yaml.ScalarToken)
        for line in range(token.start_mark.line + 1, token.end_mark.line + 1)
    }
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        if number not in within and chance.random() < 1 / 3:
            lines.append(chance.choice(FILLERS))
        lines.append(line)
    return "\n".join(lines)

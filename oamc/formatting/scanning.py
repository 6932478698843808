"""The tokens of a YAML text, as ruamel.yaml scans them: their kinds and their places, from 0.

What the scanner refuses, and what the layout has no rule for, is an `UnformattableError`, whose text says why.
"""

from __future__ import annotations

import re

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.error import StreamMark

SUFFIX = "Token"
_LETTERS = re.compile(r"[a-z ,'?:&*%-]+")


class UnformattableError(Exception):
    """A text has no normal form. The message says why, in words that quote nothing of the text."""


class Token(Record):
    """One token: its kind, such as `BlockEntry`, where it begins and ends, and the text of a plain scalar or a version."""

    kind: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str = ""
    style: str = ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text.

    Where tabs may stand, the readers of Kubernetes and ruamel.yaml do not agree. For the places of tokens a tab is a space.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        for token in YAML(typ="safe", pure=True).scan(text.replace("\t", " ")):
            start: StreamMark = token.start_mark
            end: StreamMark = token.end_mark
            value = getattr(token, "value", "")
            yield Token(
                kind=type(token).__name__.removesuffix(SUFFIX),
                line=start.line,
                column=start.column,
                end_line=end.line,
                end_column=end.column,
                text=value if isinstance(value, str) else "",
                style=getattr(token, "style", None) or "",
            )
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" in line {mark.line + 1}" if mark is not None else ""
        raise UnformattableError(f"ruamel.yaml does not read it{place}: {_said(error.problem)}") from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise UnformattableError("ruamel.yaml does not read it") from error


def _said(problem: str | None) -> str:
    """Return what is wrong in the words of the scanner, without anything that it quotes."""
    return problem if problem is not None and _LETTERS.fullmatch(problem) else "it is no YAML 1.2"

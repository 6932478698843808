"""What a value of a chart is while it is null and follows variables or parameters, in words for `values.yaml`."""

from __future__ import annotations

from oamc.expressions.holes import Digest, Hole, Text, TextOf, holes_in
from oamc.values.shape import VARIABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.values.parameters import Parameter

LONGEST_SHOWN = 100
"""A longer text than this is not shown whole in a comment."""
MOST_NAMED = 8


def built_in_words(parameter: Parameter) -> str:
    """Say what the document makes of variables where a parameter is null, and what that is with the values of the chart."""
    match parameter.built:
        case None:
            return ""
        case Text(parts=parts):
            made = "".join(part if isinstance(part, str) else f"[{_function(part)}({_name(part)})]" for part in parts)
            shown = f'"{_short(made)}"'
        case Hole() | TextOf():
            shown = ".".join(_hole(parameter.built).path)
        case _:
            names = list(dict.fromkeys(map(_name, holes_in(parameter.built))))
            rest = len(names) - MOST_NAMED
            more = f" and {rest} more" if rest > 0 else ""
            return f"Where it is null, it is made of {', '.join(f'variables.{name}' for name in names[:MOST_NAMED])}{more}."
    now = f', now "{_short(parameter.value)}"' if parameter.follows and isinstance(parameter.value, str) else ""
    return f"Where it is null, it is {shown}{now}."


def _short(text: str) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _function(part: Hole | TextOf | Digest) -> str:
    """Return how a document refers to what a part is the value of."""
    return "fromVariable" if _hole(part).path[0] == VARIABLES else "fromParam"


def _name(part: Hole | TextOf | Digest) -> str:
    """Return the name of a variable or a parameter."""
    return _hole(part).path[-1]


def _hole(part: Hole | TextOf | Digest) -> Hole:
    """Return the value that a part of a text is made of."""
    assert not isinstance(part, Digest), "no value of a document is a digest"
    return part.hole if isinstance(part, TextOf) else part

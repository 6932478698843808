"""The values of a chart as rows of a table for people: `README.md` of a chart and `oamc docs` both show them.

In: parameters. Out: a `ValueRow` for each, as plain text; `markdown` and `code` make Markdown of it, in which every text of a
document is escaped: nothing in a description is a link, a picture, a tag of HTML or one more cell of the table.
"""

from __future__ import annotations

from oamc.expressions.numbers import spell_json
from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    StructType,
    TextMapType,
    TextType,
    UnionType,
)
from oamc.records import Record, unreachable
from oamc.startup.patterns import UNSEEN, Pattern
from oamc.values.parameters import Unset
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.values.parameters import Parameter

LONGEST_TEXT = 600
LONGEST_DEFAULT = 80
CUT = "…"
_SPECIAL = Pattern(r"[\\`*_{}\[\]<>#+|!~$&]|:(?=//)|(?<=www)\.|\A[-=]|\A[0-9]{1,9}[.)](?= |\Z)")
"""Signs of Markdown, what it takes for an address, and what begins a list or a line where a text stands alone."""
_NOT_SHOWN = Pattern(f"[\x00-\x1f{UNSEEN}]")


class ValueRow(Record):
    """One value: its path, its type (`words` with all its rules; `type` and `allowed` the same in two parts), and what it is.

    `default` is the value that the chart has, as JSON, empty where it has none. One that is `required` must be given.
    """

    path: str
    words: str
    type: str
    allowed: str
    default: str
    required: bool
    description: str


def value_row(parameter: Parameter, value: Known | Unset) -> ValueRow:
    """Return the row of a parameter with the value that is shown as its default."""
    words, kind = type_in_words(parameter.type), _kind(parameter.type)
    allowed = words.removeprefix(kind).removeprefix(",").strip() if f"{words} ".startswith((f"{kind} ", f"{kind},")) else words
    return ValueRow(
        path=spell_path(parameter.path),
        words=words,
        type=kind,
        allowed=allowed.removeprefix("must be "),
        default=spelled_value(value),
        required=parameter.is_open,
        description=parameter.description,
    )


def spelled_value(value: Known | Unset) -> str:
    """Return a value as JSON, empty where there is none; a long one is cut."""
    if isinstance(value, Unset) or value is None:
        return ""
    written = spell_json(value)
    return written if len(written) <= LONGEST_DEFAULT else f"{written[:LONGEST_DEFAULT]}{CUT}"


def _kind(value_type: ValueType) -> str:
    """Name a type in a word or two, without its rules."""
    match value_type:
        case BooleanType():
            return "true or false"
        case NumberType():
            return "whole number" if value_type.whole else "number"
        case TextType():
            return "text"
        case QuantityType():
            return "amount"
        case ListType() | AnyListType():
            return "list"
        case StructType() | MapType() | TextMapType() | ObjectType():
            return "mapping"
        case ChoiceType() | UnionType():
            return "value"
        case _:
            return unreachable(value_type)


def markdown(text: str) -> str:
    """Return a text on one line in which nothing is a sign of Markdown or HTML; a long one is cut."""
    plain = " ".join(_NOT_SHOWN.sub(" ", text).split())
    if len(plain) > LONGEST_TEXT:
        plain = f"{plain[:LONGEST_TEXT]}{CUT}"
    return _SPECIAL.sub(lambda match: f"{match[0][:-1]}&#{ord(match[0][-1])};", plain)


def code(text: str) -> str:
    """Return a text as code, also in a cell of a table; nothing of an empty one."""
    return f"<code>{markdown(text)}</code>" if text else ""

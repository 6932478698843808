"""What the user chooses as data of JSON, for a worker on another machine, and back.

In: `Options`, with values, environment, lock and rules. Out: mappings, lists, texts and numbers, and of each file that they
speak of one copy. Of records only the types that `RECORDS` names cross.
"""

from __future__ import annotations

from oamc.expressions import types
from oamc.options import Environment, Options, OwnOptions
from oamc.platform.rules import Listed, MostReplicas, Platform, Rule
from oamc.records import Record, items
from oamc.source.limits import Limits
from oamc.spans import Keyed, Located, PlacedText, SourceFile, Span
from oamc.values.given import Assignment, Layer, Overrides
from oamc.values.image_lock import Entry, ImageLock
from oamc.values.parameters import UNSET, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

OF_TYPES = (
    types.BooleanType,
    types.NumberType,
    types.TextType,
    types.ChoiceType,
    types.QuantityType,
    types.ListType,
    types.Field,
    types.StructType,
    types.MapType,
    types.UnionType,
    types.TextMapType,
    types.ObjectType,
    types.AnyListType,
)
OF_VALUES = (Assignment, Layer, Overrides, Entry, ImageLock)
OF_ENVIRONMENTS = (Environment, OwnOptions, Located, Keyed)
OF_RULES = (Platform, Listed, Rule, MostReplicas, *OF_TYPES)
RECORDS: dict[str, type[Record]] = {one.__name__: one for one in (Limits, *OF_VALUES, *OF_ENVIRONMENTS, *OF_RULES)}


class UnknownFormError(Exception):
    """An option has a form that has no place in a task."""


def data_of_options(options: Options) -> dict[str, Any]:
    """Return what differs from the defaults. `UnknownFormError` says that an option cannot be told to a worker."""
    plain = Options()
    forms = _Forms()
    chosen = {name: forms.of(value) for name, value in items(options) if value != getattr(plain, name)}
    return {"options": chosen, "files": [dict(items(source)) for source in forms.sources]}


def options_of(data: dict[str, Any]) -> Options:
    """Return the options of data."""
    sources = [SourceFile(**fields) for fields in data["files"]]
    return Options(**{name: _value(form, sources) for name, form in data["options"].items()})


class _Forms:
    """Values of options as JSON can have them: a list for a tuple, and a mapping with one key for whatever JSON has not."""

    def __init__(self) -> None:
        self.sources: list[SourceFile] = []
        self._numbers: dict[int, int] = {}

    def of(self, value: object) -> Any:
        """Return the form of a value."""
        match value:
            case PlacedText():
                return {"placed": [str(value), self.of(value.span)]}
            case None | bool() | int() | float() | str():
                return value
            case tuple():
                return [self.of(item) for item in value]
            case list():
                return {"list": [self.of(item) for item in value]}
            case {**entries}:
                return {"mapping": {key: self.of(item) for key, item in entries.items()}}
            case SourceFile():
                return {"file": self._number(value)}
            case Span():
                return {"span": [self._number(value.source), value.line, value.column, value.end_line, value.end_column]}
            case Unset():
                return {"unset": []}
            case Record() if type(value) is RECORDS.get(type(value).__name__):
                fields = {name: self.of(item) for name, item in items(value)}
                return {"record": [type(value).__name__, fields]}
            case _:
                raise UnknownFormError(type(value).__name__)

    def _number(self, source: SourceFile) -> int:
        """Return the number of a file among those that go along."""
        if id(source) not in self._numbers:
            self._numbers[id(source)] = len(self.sources)
            self.sources.append(source)
        return self._numbers[id(source)]


def _value(form: Any, sources: Sequence[SourceFile]) -> Any:
    """Return the value of a form."""
    match form:
        case list():
            return tuple(_value(item, sources) for item in form)
        case {"placed": [text, place]}:
            return PlacedText.at(text, _value(place, sources))
        case {"list": entries}:
            return [_value(item, sources) for item in entries]
        case {"mapping": entries}:
            return {key: _value(item, sources) for key, item in entries.items()}
        case {"file": number}:
            return sources[number]
        case {"span": [number, *place]}:
            return Span(sources[number], *place)
        case {"unset": _}:
            return UNSET
        case {"record": [name, fields]}:
            return RECORDS[name](**{field: _value(item, sources) for field, item in fields.items()})
        case _:
            return form

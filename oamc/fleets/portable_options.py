"""What the user chooses as data of JSON, for a worker on another machine, and back.

In: `Options`, with values, environment, lock and rules. Out: mappings, lists, texts and numbers, and of each file that they
speak of one copy. Of records only the types that `RECORDS` names cross.
"""

from __future__ import annotations

from oamc.diagnostics.portable import PlacesIn, PlacesOut, numbers_in
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
    places = PlacesOut(numbers_in(()))
    chosen = {name: _form(value, places) for name, value in items(options) if value != getattr(plain, name)}
    return {"options": chosen, "files": places.strangers()}


def options_of(data: dict[str, Any]) -> Options:
    """Return the options of data."""
    places = PlacesIn((), data["files"])
    return Options(**{name: _value(form, places) for name, form in data["options"].items()})


def _form(value: object, places: PlacesOut) -> Any:
    """Return a value as JSON can have it: a list for a tuple, and a mapping with one key for whatever JSON has not."""
    match value:
        case PlacedText():
            return {"placed": [str(value), places.of(value.span)]}
        case None | bool() | int() | float() | str():
            return value
        case tuple():
            return [_form(item, places) for item in value]
        case list():
            return {"list": [_form(item, places) for item in value]}
        case {**entries}:
            return {"mapping": {key: _form(item, places) for key, item in entries.items()}}
        case SourceFile():
            return {"file": places.number_of(value)}
        case Span():
            return {"span": places.of(value)}
        case Unset():
            return {"unset": []}
        case Record() if type(value) is RECORDS.get(type(value).__name__):
            return {"record": [type(value).__name__, {name: _form(item, places) for name, item in items(value)}]}
        case _:
            raise UnknownFormError(type(value).__name__)


def _value(form: Any, places: PlacesIn) -> Any:
    """Return the value of a form."""
    match form:
        case list():
            return tuple(_value(item, places) for item in form)
        case {"placed": [text, place]}:
            return PlacedText.at(text, places.certain(place))
        case {"list": entries}:
            return [_value(item, places) for item in entries]
        case {"mapping": entries}:
            return {key: _value(item, places) for key, item in entries.items()}
        case {"file": number}:
            return places.file(number)
        case {"span": place}:
            return places.certain(place)
        case {"unset": _}:
            return UNSET
        case {"record": [name, fields]}:
            return RECORDS[name](**{field: _value(item, places) for field, item in fields.items()})
        case _:
            return form

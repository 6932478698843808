"""Properties that are a tree, as a list: one line for each property, with its path."""

from __future__ import annotations

from oamc.capabilities.property_schema import Free, Item, Listed, Mapped, Struct, Whole
from oamc.expressions.type_words import type_in_words
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.property_schema import Shape

ANY = "*"
"""What stands for any name."""


class Line(Record):
    """One property. `path` is as in `ports[].port`, where `[]` is any item and `.*` any key; `type` is in words."""

    path: str
    type: str
    item: Item
    live: bool


def lines_of(schema: Struct | Mapped | Whole, path: str = "", *, live: bool = True) -> Iterator[Line]:
    """Yield the properties of a schema, each followed by those below it. Where any names are allowed, there is one line."""
    if isinstance(schema, (Mapped, Whole)):
        whole = Item(name=ANY, shape=Free(), description="The fields of the object.", live=False)
        item = whole if isinstance(schema, Whole) else Item(name=ANY, shape=schema.item, description=schema.description)
        yield Line(path=ANY, type=_words(item.shape)[0], item=item, live=item.live)
        return
    if schema.others is not None and schema.about_others:
        other = Item(name=ANY, shape=schema.others, description=schema.about_others)
        yield Line(path=f"{path}.{ANY}" if path else ANY, type=_words(schema.others)[0], item=other, live=live)
    for item in schema.items:
        at = f"{path}.{item.name}" if path else item.name
        is_live = live and item.live
        words, below, suffix = _words(item.shape)
        yield Line(path=at, type=words, item=item, live=is_live)
        if below is not None:
            yield from lines_of(below, at + suffix, live=is_live)


def _words(shape: Shape) -> tuple[str, Struct | None, str]:
    """Return the type of a property in words, what is below it, and what its path has before that."""
    match shape:
        case Struct():
            words = "mapping" if shape.short is None else f"{type_in_words(shape.short.type)}; or mapping"
            return words, shape, ""
        case Listed():
            words, below, suffix = _words(shape.item)
            return f"list of {'mappings' if below is not None else words}", below, f"[]{suffix}"
        case Mapped():
            words, below, suffix = _words(shape.item)
            return f"mapping of {'mappings' if below is not None else words}", below, f".*{suffix}"
        case Free():
            return "anything", None, ""
        case Whole():
            return "object of Kubernetes", None, ""
        case _:
            return type_in_words(shape), None, ""

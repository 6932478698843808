"""The base class of every data type of oamc: frozen, slotted, keyword-only records.

A dataclass costs about half a millisecond of every start, and oamc has some sixty data types. `Record`
gives the same guarantees for a fraction of that: fields are read from the annotations of the class, are set once by
keyword, compare by value and print readably. Type checkers see a frozen keyword-only dataclass.

    class Point(Record):
        x: int
        y: int = 0

    Point(x=1)                      # Point(x=1, y=0)
    replace(Point(x=1), y=2)        # Point(x=1, y=2)
"""

from __future__ import annotations

from oamc.startup.constructors import WORTH_IT, written_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Never, Self, TypeVar, dataclass_transform

    R = TypeVar("R", bound="Record")
else:

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """Stand in for `typing.dataclass_transform`, which is too slow to import."""
        return lambda decorated: decorated


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=True)
class RecordType(type):
    """Turn the annotations of a class body into slots, in the order of the body, after those of its base."""

    _fields: tuple[str, ...]
    _defaults: dict[str, Any]
    _setters: tuple[tuple[str, Callable[[object, object], None]], ...] | None
    _left: Iterator[int]

    def __new__(mcls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> RecordType:
        """Make the class: its annotations are its fields, and values in its body their defaults."""
        own = tuple(body["__annotations__"] if "__annotations__" in body else _annotated_later(body))
        defaults: dict[str, Any] = {}
        for field in own:
            if field in body:
                defaults[field] = body.pop(field)
        body["__slots__"] = body["_fields"] = own
        body["_defaults"] = defaults
        body["_setters"] = None
        if bases:
            base: Any = bases[0]
            if base._fields:
                body.update(_fields=base._fields + own, _defaults={**base._defaults, **defaults})
            # Each type has its own, because it may be written out, and then has the fields of this type alone.
            body["__init__"] = Record.__init__
        return type.__new__(mcls, name, bases, body)

    def prepare(cls) -> tuple[tuple[str, Callable[[object, object], None]], ...]:
        """Return how each field is set. That is found out at the first construction: many types of a run are never used."""
        cls._setters = tuple([(field, getattr(cls, field).__set__) for field in cls._fields])
        cls._left = iter(range(WORTH_IT))
        return cls._setters

    def write_out(cls) -> None:
        """Give the type a constructor of its own: more than a few of its values are made."""
        constructor = written_out(cls._setters or (), cls._defaults)
        if constructor is not None:
            cls.__init__ = constructor  # type: ignore[misc]  # the same, but faster


def _annotated_later(body: dict[str, Any]) -> Iterable[str]:
    """Return the names in the annotations of a class body that are evaluated when somebody asks (PEP 649, Python 3.14).

    In modules with `from __future__ import annotations`, such as all of oamc that have records, they are there at once.
    """
    annotate = body.get("__annotate_func__")
    if annotate is None:
        return ()
    from annotationlib import Format, call_annotate_function  # type: ignore[import-not-found]

    names: dict[str, object] = call_annotate_function(annotate, Format.FORWARDREF)
    return names


class Record(metaclass=RecordType):
    """A value with named parts that never change. Subclasses declare fields by annotation only."""

    def __init__(self, **given: Any) -> None:
        cls = type(self)
        setters = cls.prepare() if cls._setters is None else cls._setters
        if next(cls._left, None) is None:
            cls.write_out()
        if len(given) != len(setters):
            given = {**cls._defaults, **given}
        try:
            for field, setter in setters:
                setter(self, given[field])
        except KeyError:
            raise TypeError(f"{cls.__name__} needs the field {field!r}") from None
        if len(given) != len(setters):
            unknown = sorted(set(given) - set(cls._fields))
            raise TypeError(f"{cls.__name__} has no field {', '.join(unknown)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed: use replace()")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed: use replace()")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, field) == getattr(other, field) for field in type(self)._fields)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, field) for field in type(self)._fields)))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={value!r}" for name, value in items(self))
        return f"{type(self).__name__}({parts})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), dict(items(self))))


def _restore(record_type: type[R], fields: dict[str, object]) -> R:
    """Rebuild a record from what `Record.__reduce__` stored."""
    return record_type(**fields)


def items(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record with their values, in declared order."""
    for field in type(record)._fields:
        yield field, getattr(record, field)


def replace(record: R, **changes: Any) -> R:
    """Return a copy of `record` in which the named fields have new values."""
    cls = type(record)
    for field in cls._fields:
        if field not in changes:
            changes[field] = getattr(record, field)
    return cls(**changes)


def unreachable(value: Never) -> Never:
    """Close a `match` over a closed union: the type checker proves that nothing is left (`typing.assert_never`)."""
    raise AssertionError(f"no case for {type(value).__name__}")

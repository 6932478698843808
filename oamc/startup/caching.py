"""`cached_property`, and `cache` for functions, without `functools`: that loads `collections`, a quarter of a bare start.

What they do is what those of `functools` do. The cache is the interpreter's own, of its C module `_functools`, and where there
is none that of the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property
    from functools import lru_cache as cache
else:
    try:
        from _functools import _lru_cache_wrapper

        def cache(most: int | None) -> object:
            """Remember what a function returns for the last arguments that it was given, at most so many."""

            def decorate(function: Callable[..., object]) -> object:
                remembered = _lru_cache_wrapper(function, most, False, _told)
                for name in ("__module__", "__name__", "__qualname__", "__doc__"):
                    setattr(remembered, name, getattr(function, name))
                remembered.__wrapped__ = function
                return remembered

            return decorate

        def _told(*counts: object) -> tuple[object, ...]:
            """Return how often the cache knew an answer and how often not, how many it may know, and how many it knows."""
            return counts
    except ImportError:
        from functools import lru_cache as cache

    class cached_property:  # noqa: N801 - it stands for the one of functools
        """A property that is made when it is first asked for, and then stands in the `__dict__` of the instance."""

        def __init__(self, make: Callable[[object], object]) -> None:
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: object, owner: type | None = None) -> object:
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._make(instance)
            return value


__all__ = ["cache", "cached_property"]

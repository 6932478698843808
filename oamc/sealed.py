"""Values that templates can pass on and cannot look into."""

from __future__ import annotations

from functools import wraps

from jinja2 import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Sealed:
    """A value that is there, and that no template can look into: it can be printed, and stand in lists and mappings.

    `words` say in messages what it is. Whatever asks what it holds raises `SealedError`.
    """

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words

    def refusal(self) -> SealedError:
        """Return what is raised where somebody asks."""
        return SealedError(self.words)

    def _refuse(self, *_: object) -> Any:
        """Refuse to be looked into."""
        raise self.refusal()

    __bool__ = __str__ = __len__ = __iter__ = __reversed__ = __contains__ = __getitem__ = _refuse
    __int__ = __float__ = __index__ = __abs__ = __neg__ = __pos__ = __html__ = __call__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _refuse


class SealedError(TemplateError):
    """A template asks what a sealed value is. `words` say which."""

    def __init__(self, words: str) -> None:
        super().__init__(f"it asks what {words} is")
        self.words = words


def opened(test: Any) -> Callable[..., Any]:
    """Return a test that refuses sealed values."""

    @wraps(test)
    def asked(*arguments: Any, **named: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, Sealed):
                raise argument.refusal()
        return test(*arguments, **named)

    return asked

"""The garbage collector of the interpreter, which rests while many objects are made that all stay.

It would look again and again at all of them, and finds nothing: what oamc makes has no circles.
"""

from __future__ import annotations

import gc


class RestingCollector:
    """The collector rests in a `with`, and is as it was before afterwards."""

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()

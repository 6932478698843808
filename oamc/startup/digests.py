"""Digests of contents, without loading OpenSSL for a few, and nothing before there is something to digest.

`hashlib` loads it, which costs a quarter of a start; Python's own module gives the same digests at a fifth of the speed. So a
run begins with that, and goes on with OpenSSL's function once it has digested as much as would have paid for loading it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Begin = Callable[[bytes], Any]

WORTH_IT = 1_000_000
"""Bytes that Python's own module digests in the time that loading OpenSSL takes: some 4 ms."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal digits."""
    hexadecimal: str = _SHA256.of(len(content))(content).hexdigest()
    return hexadecimal


class Sha256:
    """What begins a digest with a content: the interpreter's own function for the first `WORTH_IT` bytes, then OpenSSL's."""

    __slots__ = ("_begin", "_left")

    def __init__(self) -> None:
        self._begin: Begin | None = None
        self._left = WORTH_IT

    def of(self, size: int) -> Begin:
        """Return what begins a digest with a content of so many bytes."""
        if self._begin is None or 0 < self._left <= size:
            self._begin = own_sha256() if size < self._left else fast_sha256()
        self._left -= size
        return self._begin


_SHA256 = Sha256()


def own_sha256() -> Begin:
    """Return the interpreter's own function, or else that of `hashlib`."""
    found: Begin
    try:
        from _sha2 import sha256 as found  # type: ignore[import-not-found, no-redef]  # since Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256 as found  # type: ignore[import-not-found, no-redef]  # Python 3.11
        except ImportError:
            from hashlib import sha256 as found
    return found


def fast_sha256() -> Begin:
    """Return the function of OpenSSL; where Python was built without it, its own."""
    try:
        from _hashlib import openssl_sha256
    except ImportError:
        return own_sha256()
    found: Begin = openssl_sha256
    return found

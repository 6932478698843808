"""Digests of contents, without loading OpenSSL, and nothing before there is something to digest.

`hashlib` loads it, which costs as much as starting the interpreter; Python's own module gives the same digests.
"""

from __future__ import annotations

from oamc.startup.caching import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal digits."""
    hexadecimal: str = find_sha256()(content).hexdigest()
    return hexadecimal


@cache(1)
def find_sha256() -> Callable[[bytes], Any]:
    """Return the function that begins a digest with a content: the interpreter's own, or else that of `hashlib`."""
    found: Callable[[bytes], Any]
    try:
        from _sha2 import sha256 as found  # type: ignore[import-not-found, no-redef]  # since Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256 as found  # type: ignore[import-not-found, no-redef]  # Python 3.11
        except ImportError:
            from hashlib import sha256 as found
    return found

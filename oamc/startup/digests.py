"""Digests of contents, without loading OpenSSL.

`hashlib` loads it, which costs as much as starting the interpreter; Python's own module gives the same digests.
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # since Python 3.12
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # Python 3.11
    except ImportError:
        from hashlib import sha256


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal digits."""
    hexadecimal: str = sha256(content).hexdigest()
    return hexadecimal

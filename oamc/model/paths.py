"""Paths inside a container, in the one form that tells whether two of them are one place."""

from __future__ import annotations


def directory(path: str) -> str:
    """Return a path without what changes nothing: repeated and last slashes, and "." as a part.

    >>> directory("//data/./logs/")
    '/data/logs'
    """
    return "/" + "/".join(part for part in path.split("/") if part not in ("", "."))


def is_below(path: str, above: str) -> bool:
    """Tell whether a path, in the form of `directory`, is another one or lies below it."""
    return path == above or path.startswith(f"{above.rstrip('/')}/")

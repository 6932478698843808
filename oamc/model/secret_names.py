"""Names that say that what they name is a secret: of variables, parameters and files (docs/spec/oam-v1alpha1.md, 12.1)."""

from __future__ import annotations

from oamc.startup.patterns import Pattern

_SECRET_WORDS = Pattern(
    r"(?i:(?:^|[-_])pass|[-_]pwd|passw(?:or)?d|passphrase|secret|token|credentials?"
    r"|(?:access|api|encryption|private|secret|signing)[-_]?key)$"
)
_LONGEST_WORDS = 64
_PARTS = ("pass", "pwd", "secret", "token", "credential", "key")
"""One of them is in each of the words above: most names have none, and need no pattern."""


def names_a_secret(name: str) -> bool:
    """Tell whether a name ends like that of a secret.

    >>> names_a_secret("DB_PASSWORD"), names_a_secret("PASSWORD_FILE")
    (True, False)
    """
    end = name[-_LONGEST_WORDS:]
    lower = end.lower()
    return any(part in lower for part in _PARTS) and _SECRET_WORDS.search(end) is not None


def file_of_a_secret(path: str) -> bool:
    """Tell whether the name of a file, with or without its ending, is like that of a secret.

    >>> file_of_a_secret("/run/secrets/db-password.txt"), file_of_a_secret("/etc/secrets/app.conf")
    (True, False)
    """
    name = path.rpartition("/")[2]
    return names_a_secret(name) or names_a_secret(name.rpartition(".")[0])

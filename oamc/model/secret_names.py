"""Names that say that what they name is a secret: variables, parameters, files, options (docs/spec/oam-v1alpha1.md, 12.1)."""

from __future__ import annotations

from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SECRET_WORDS = Pattern(
    r"(?i:(?:^|[-_])pass|[-_]pwd|passw(?:or)?d|passphrase|secret|token|credentials?"
    r"|(?:access|api|encryption|private|secret|signing)[-_]?key)$"
)
_LONGEST_WORDS = 64
PARTS = ("pass", "pwd", "secret", "token", "credential", "key")
"""One of them is in each of the words above: most names have none, and need no pattern."""


def names_a_secret(name: str) -> bool:
    """Tell whether a name ends like that of a secret.

    >>> names_a_secret("DB_PASSWORD"), names_a_secret("PASSWORD_FILE")
    (True, False)
    """
    end = name[-_LONGEST_WORDS:]
    lower = end.lower()
    return any(part in lower for part in PARTS) and _SECRET_WORDS.search(end) is not None


def file_of_a_secret(path: str) -> bool:
    """Tell whether the name of a file, with or without its ending, is like that of a secret.

    >>> file_of_a_secret("/run/secrets/db-password.txt"), file_of_a_secret("/etc/secrets/app.conf")
    (True, False)
    """
    name = path.rpartition("/")[2]
    return names_a_secret(name) or names_a_secret(name.rpartition(".")[0])


def is_literal(value: object) -> bool:
    """Tell whether a value is a text that says something, or a number in its place."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and value not in ("", 0)


_OPTION = Pattern(r"(?:^|(?<=\s))(--?([A-Za-z][-.\w]*))(?:=(\S+)|$)")
_OF_OBJECTS = ("secret", "ca-secret", "tls-secret", "cert-secret", "certificate-secret", "pull-secret", "registry-secret")
"""Options that end so take the name of a Secret of the cluster, as far as anybody can tell."""
_NO_LITERAL = ("$", "/", ".", "-", "<", "`", "@", "file:")
"""What begins so refers to a variable, a file or what a command prints, or is an option itself."""


def options_with_secrets(words: list[object]) -> Iterator[tuple[int, str]]:
    """Yield the options of a command that give a secret as it is: the number of the word with it, and the option.

    >>> list(options_with_secrets(["run", "--db-password=sesame", "--token", "abc", "--password=$(PW)", "--tls-secret=web"]))
    [(1, '--db-password'), (3, '--token')]
    """
    for number, word in enumerate(words):
        if not isinstance(word, str) or "-" not in word:
            continue
        for option, name, given in (match.group(1, 2, 3) for match in _OPTION.finditer(word)):
            lower = name.lower().replace("_", "-")
            if not names_a_secret(name) or lower in _OF_OBJECTS or lower.endswith(_OF_OBJECTS[1:]):
                continue
            following = words[number + 1] if given is None and option == word and number + 1 < len(words) else ""
            value = following if given is None else given.strip("\"'")
            if isinstance(value, str) and value and not value.startswith(_NO_LITERAL):
                yield number + (given is None), option

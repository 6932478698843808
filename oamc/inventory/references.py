"""References to images, as container runtimes read them.

Grammar: `reference.go` of github.com/distribution/reference. What names no registry is of Docker Hub, and there what has no
slash is of `library/`: both are added for comparison, and no reference is written otherwise than its document writes it.
"""

from __future__ import annotations

from oamc.records import Record
from oamc.startup.patterns import Pattern

_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_REFERENCE = Pattern(rf"(?:({_DOMAIN})/)?({_PART}(?:/{_PART})*)(?::({_TAG}))?(?:@({_DIGEST}))?")
DOCKER_HUB = "docker.io"
OTHER_NAME = "index.docker.io"
OFFICIAL = "library"
LOCAL = "localhost"
LONGEST = 4096
"""Characters of a reference that are looked at; a repository alone has at most 255."""


class Reference(Record):
    """An image by its registry, the repository there, its tag and its digest; what is not said is empty."""

    registry: str
    repository: str
    tag: str
    digest: str


def read_reference(text: str) -> Reference | None:
    """Return what a reference says; None for a text that is none."""
    match = _REFERENCE.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    domain, path, tag, digest = (part or "" for part in match.groups())
    if domain and not _is_domain(domain):
        domain, path = "", f"{domain}/{path}"
    registry = DOCKER_HUB if domain in {"", OTHER_NAME} else domain
    if registry == DOCKER_HUB and "/" not in path:
        path = f"{OFFICIAL}/{path}"
    return Reference(registry=registry, repository=path, tag=tag, digest=digest)


def _is_domain(text: str) -> bool:
    """Tell whether the first part of a name is a registry: it has a dot or a port, or is this machine, or has capitals."""
    return "." in text or ":" in text or text == LOCAL or text.lower() != text

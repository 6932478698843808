"""The notation GROUP/VERSION.KIND, for instance `core.oam.dev/v1alpha1.Server` (docs/spec/oam-v1alpha1.md, 1.3).

Kinds of Kubernetes' core group, which has no name, are VERSION.KIND: `v1.ConfigMap`.
"""

from __future__ import annotations

from oamc.records import Record

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
LONGEST_GROUP = 253
LONGEST_NUMBER = 5
LONGEST_KIND = 63
CORE_GROUP = "core.oam.dev"
OLD_CORE_GROUP = "core.hydra.io"


class GroupVersionKind(Record):
    """A kind of a group and version. The group of Kubernetes' core kinds is empty."""

    group: str
    version: str
    kind: str

    @property
    def api_version(self) -> str:
        """Return the `apiVersion` of objects of this kind."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def text(self) -> str:
        """Return the notation GROUP/VERSION.KIND."""
        return f"{self.api_version}.{self.kind}"


def parse_group_version_kind(text: str) -> GroupVersionKind | None:
    """Read the notation; None when `text` is not in it."""
    group, _, rest = text.partition("/")
    version, _, kind = rest.partition(".")
    if _is_group(group) and _is_version(version) and _is_kind(kind):
        return GroupVersionKind(group=group, version=version, kind=kind)
    return None


def parse_core_kind(text: str) -> GroupVersionKind | None:
    """Read VERSION.KIND, a kind of Kubernetes' core group; None when `text` is not in that notation."""
    version, _, kind = text.partition(".")
    return GroupVersionKind(group="", version=version, kind=kind) if _is_version(version) and _is_kind(kind) else None


def _is_group(text: str) -> bool:
    """Tell whether a text is a DNS name."""
    return 0 < len(text) <= LONGEST_GROUP and all(
        part and not part.strip(f"{_LOWER}{_DIGITS}-") and part[0] != "-" and part[-1] != "-" for part in text.split(".")
    )


def _is_version(text: str) -> bool:
    """Tell whether a text is `v` and a number, perhaps with alpha or beta and a number."""
    major, stage, minor = text[1:].partition("alpha")
    if not stage:
        major, stage, minor = text[1:].partition("beta")
    numbers = (major, minor) if stage else (major,)
    return text[:1] == "v" and all(0 < len(number) <= LONGEST_NUMBER and not number.strip(_DIGITS) for number in numbers)


def _is_kind(text: str) -> bool:
    """Tell whether a text begins with a capital letter and has letters, digits and underscores only."""
    letters = _LOWER + _LOWER.upper()
    return 0 < len(text) <= LONGEST_KIND and text[0] in _LOWER.upper() and not text.strip(f"{letters}{_DIGITS}_")


def current_group(text: str) -> str:
    """Return `text` with the group's name before October 2019 (core.hydra.io) replaced by today's (1.1)."""
    return CORE_GROUP + text[len(OLD_CORE_GROUP) :] if text.startswith(f"{OLD_CORE_GROUP}/") else text

"""The notation GROUP/VERSION.KIND, for instance `core.oam.dev/v1alpha1.Server` (OAM v1alpha1, 1.3)."""

from __future__ import annotations

from oamc.patterns import Pattern
from oamc.records import Record

_FORM = Pattern(
    r"(?P<group>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)/(?P<version>v[0-9]{1,5}(?:(?:alpha|beta)[0-9]{1,5})?)"
    r"\.(?P<kind>[A-Z][A-Za-z0-9_]{0,62})"
)
CORE_GROUP = "core.oam.dev"
OLD_CORE_GROUP = "core.hydra.io"


class GroupVersionKind(Record):
    """A kind of a group and version."""

    group: str
    version: str
    kind: str

    @property
    def api_version(self) -> str:
        """Return the `apiVersion` of objects of this kind."""
        return f"{self.group}/{self.version}"

    @property
    def text(self) -> str:
        """Return the notation GROUP/VERSION.KIND."""
        return f"{self.group}/{self.version}.{self.kind}"


def parse_group_version_kind(text: str) -> GroupVersionKind | None:
    """Read the notation; None when `text` is not in it."""
    match = _FORM.fullmatch(text)
    return GroupVersionKind(**match.groupdict()) if match else None


def current_group(text: str) -> str:
    """Return `text` with the group's name before October 2019 (core.hydra.io) replaced by today's (1.1)."""
    return CORE_GROUP + text[len(OLD_CORE_GROUP) :] if text.startswith(f"{OLD_CORE_GROUP}/") else text

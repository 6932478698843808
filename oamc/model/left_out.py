"""What is not there because its document is wrong."""

from __future__ import annotations

from oamc.records import Record


class LeftOut(Record):
    """The names of the components that are left out, and whether an application, which may have scopes, is left out too."""

    components: frozenset[str]
    has_application: bool

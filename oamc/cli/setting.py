"""The value of one option in a run, as a record: every run has one of each, whoever sets it."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Setting(Record):
    """The value of one option (a truth value, a text, a tuple of texts, or a table of such) and where it comes from.

    `in_file` tells that this is a configuration file, which may be a stranger's.
    """

    value: bool | str | tuple[str, ...] | Mapping[str, str | tuple[str, ...]] | None
    origin: str
    in_file: bool = False

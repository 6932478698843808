"""The read-only view of a mapping, without the module `types`, which makes thirty types to name them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import MappingProxyType as MappingProxyType  # noqa: PLC0414 - for type checkers, what modules import from here
else:
    MappingProxyType = type(type.__dict__)

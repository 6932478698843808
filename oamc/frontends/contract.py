"""What a front end is: everything that the compiler must know of one version of OAM, in one record.

`table.py` lists the front ends. Nothing below this room knows of any.
"""

from __future__ import annotations

from oamc.model.reserved_keys import INTENTS
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Normalized
    from oamc.model.left_out import LeftOut
    from oamc.source.nodes import Document
    from oamc.spans import Located


class ShownFields(Record):
    """Which texts of a document a message may show. Whatever is not `shown` is hidden.

    `shown` are fields whose values are names, types and amounts; nothing below a `secret` field is shown, not even a name.
    `lists_of_secrets` have items with a name and a value, and hold the secret itself where they are written as mappings;
    `mappings_of_secrets` have names as keys. A text at one of the keys `of_oamc` has words of oamc, wherever it stands.
    """

    shown: frozenset[str]
    secret: frozenset[str]
    lists_of_secrets: frozenset[str]
    mappings_of_secrets: frozenset[str]
    of_oamc: frozenset[str] = frozenset((INTENTS,))


class FrontEnd(Record):
    """One version of OAM. `api_versions` are those that it reads, its own first, then older names of it; `kinds` its kinds.

    `further` are pairs of a version and a kind that it reads too, where the rest of that version is another front end's.
    `decode` makes a typed document of nodes, or reports why not; `normalize` makes applications and their library of all typed
    documents of one input, knowing what is left out of it. `components` and `instances` return the names of what counts against
    the limit of components. `fields` returns what messages may show.
    """

    api_versions: tuple[str, ...]
    kinds: tuple[str, ...]
    decode: Callable[[Document, Reports], Any]
    normalize: Callable[[Iterable[Any], Reports, LeftOut | None], Normalized]
    components: Callable[[Iterable[Any]], list[Located[str]]]
    instances: Callable[[Iterable[Any]], list[Located[str]]]
    fields: Callable[[], ShownFields]
    further: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Return its own API version."""
        return self.api_versions[0]


class Decoded(Record):
    """A typed document, and the front end that made it."""

    front_end: FrontEnd
    typed: Any

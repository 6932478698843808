"""Capabilities in folders that are given for their definitions alone: those that a document of the run names.

In: such files, and the documents. Out: typed documents. What nobody uses is never told.
"""

from __future__ import annotations

import re

from oamc.frontends.contract import Decoded
from oamc.frontends.kinds import OWN, OWN_KINDS, TRAIT_TEMPLATE
from oamc.frontends.own.decode import decode
from oamc.frontends.table import OF_TEMPLATES
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document, Node
    from oamc.spans import SourceFile

KIND = re.compile(rf"\b(?:{'|'.join(OWN_KINDS)})\b")
NAMING = frozenset(("name", "type", "workloadType"))
"""The fields by which documents name traits, scopes and workload types."""


def templates_in(
    sources: Iterable[SourceFile], documents: Iterable[Document], reports: Reports, limits: Limits
) -> Iterator[Decoded]:
    """Yield the described capabilities in some files that the `documents` name."""
    names: frozenset[str] | None = None
    for source in sources:
        if source.is_cue or KIND.search(source.text) is None:
            continue
        names = frozenset(_names(document.root for document in documents)) if names is None else names
        for document in read(source, reports, limits):
            if document.api_version == OWN and not document.has_gap and not names.isdisjoint(_own_names(document.root)):
                typed = decode(document, reports)
                if typed is not None:
                    yield Decoded(front_end=OF_TEMPLATES, typed=typed)


def _own_names(root: Mapping) -> Iterator[str]:
    """Yield the names of what a document describes: a trait has that of the document, a type says its own."""
    metadata, spec, kind = root.get("metadata"), root.get("spec"), root.get("kind")
    named, field = (metadata, "name") if isinstance(kind, Scalar) and kind.text == TRAIT_TEMPLATE else (spec, "type")
    name = named.get(field) if isinstance(named, Mapping) else None
    aliases = spec.get("aliases") if isinstance(spec, Mapping) else None
    for node in (name, *(aliases.items if isinstance(aliases, Sequence) else ())):
        if isinstance(node, Scalar):
            yield node.text


def _names(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the texts of all fields that may name a capability."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            for entry in node:
                if entry.key in NAMING and isinstance(entry.value, Scalar):
                    yield entry.value.text
                waiting.append(entry.value)
        elif isinstance(node, Sequence):
            waiting += node.items

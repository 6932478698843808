"""What others miss where documents are left out, because their shape is wrong. Loaded with the first of them."""

from __future__ import annotations

from oamc.frontends.dispatch import front_end_of
from oamc.model.left_out import LeftOut
from oamc.source.document_names import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.source.nodes import Document

COMPONENT, APPLICATION = "ComponentSchematic", "ApplicationConfiguration"


def left_out(wrong: Sequence[Document], right: Sequence[Document]) -> LeftOut | None:
    """Return what the `wrong` documents would have given to the `right` ones, None where nobody can tell.

    Definitions of workload types, traits and scopes change what others mean, and so do components of one name with another.
    """
    names = {_kind_and_name(document) for document in right}
    components: set[str] = set()
    has_application = False
    for document in wrong:
        kind, name = _kind_and_name(document)
        if not name or kind not in {COMPONENT, APPLICATION} or (kind, name) in names or front_end_of(document.root) is None:
            return None
        has_application |= kind == APPLICATION
        if kind == COMPONENT:
            components.add(name)
    return LeftOut(components=frozenset(components), has_application=has_application)


def _kind_and_name(document: Document) -> tuple[str, str]:
    """Return kind and name of a document; an empty name where it has none."""
    name = name_of(document)
    return document.kind, name.value if name is not None and isinstance(name.value, str) else ""

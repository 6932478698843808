"""Values of charts that look like secrets: they stand in a document, and then in a chart or an object, for many to read."""

from __future__ import annotations

from oamc.diagnostics.codes.application import SECRET_LITERAL
from oamc.model.secret_names import names_a_secret
from oamc.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.source.nodes import Node
    from oamc.spans import Span

HINT = "keep it in a Secret of the cluster, whose name most charts take as a value such as existingSecret"
NAMES_OF_SECRETS = "existing"
"""How names begin of what holds the name of a Secret, and no secret."""


def warn_of_secrets(properties: Mapping | None, reports: Reports) -> None:
    """Warn of each text among the values of a chart whose name is that of a secret."""
    values = properties.get("values") if properties is not None else None
    for path, span in _secrets(values, "values"):
        reports.add(SECRET_LITERAL, at=span, what=f'property "{path}"', hint=HINT)


def _secrets(node: Node | None, path: str) -> Iterator[tuple[str, Span]]:
    """Yield the paths and places of what looks like a secret."""
    if isinstance(node, Mapping):
        for entry in node:
            below = f"{path}.{entry.key}"
            is_text = isinstance(entry.value, Scalar) and isinstance(entry.value.value, str) and bool(entry.value.value)
            if is_text and names_a_secret(entry.key) and not entry.key.lower().startswith(NAMES_OF_SECRETS):
                yield below, entry.value.span
            else:
                yield from _secrets(entry.value, below)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _secrets(item, f"{path}[{index}]")

"""Labels and annotations of documents against the rules of the objects that carry them.

Rules: docs/spec/oam-v1alpha1.md, 1.2 and 12.2.

They are checked here, where the place of a key is known, and once, although several objects carry them. Those of an
application reach no object, but `kubectl` would refuse the document for them.
"""

from __future__ import annotations

from oamc.diagnostics.codes.application import BAD_NAME
from oamc.diagnostics.codes.objects import BAD_VALUE
from oamc.diagnostics.reports import printable
from oamc.kubernetes import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.spans import Keyed


def check_labels(labels: dict[str, Keyed], annotations: dict[str, Keyed], reports: Reports) -> None:
    """Report keys that no object can have, and values that no label can have."""
    for key, text in labels.items():
        _check_key(key, text, "label", names.label_key_problem(key), reports)
        reason = names.label_value_problem(text.value)
        if reason:
            reports.add(BAD_VALUE, at=text.span, problem=f'the value of label "{printable(key)}" {reason}')
    for key, text in annotations.items():
        _check_key(key, text, "annotation", names.annotation_key_problem(key), reports)


def _check_key(key: str, text: Keyed, what: str, reason: str, reports: Reports) -> None:
    """Report a key for which there is a reason."""
    if reason:
        hint = "change the key" if key else "write the key"
        use = f"the key of {'an' if what.startswith('a') else 'a'} {what}"
        reports.add(BAD_NAME, at=text.key_span, name=key, use=use, reason=f"it {reason}", hint=hint)

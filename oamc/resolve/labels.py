"""Labels and annotations of documents against the rules of the objects that carry them.

Rules: docs/spec/oam-v1alpha1.md, 1.2 and 12.2.

They are checked here, where the place of a key is known, and once, although several objects carry them. Those of an
application reach no object, but `kubectl` would refuse the document for them.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import objects as objects_codes
from oamc.diagnostics.reports import printable
from oamc.kubernetes import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.spans import Keyed


def checked_labels(labels: dict[str, Keyed], reports: Reports) -> dict[str, Keyed]:
    """Return the labels that an object can have. Report the keys and the values of the others."""
    good = {}
    for key, text in labels.items():
        reason = names.label_value_problem(text.value)
        if reason:
            reports.add(objects_codes.BAD_VALUE, at=text.span, problem=f'the value of label "{printable(key)}" {reason}')
        if _is_key(key, text, "label", names.label_key_problem(key), reports) and not reason:
            good[key] = text
    return good


def checked_annotations(annotations: dict[str, Keyed], reports: Reports) -> dict[str, Keyed]:
    """Return the annotations that an object can have. Report the keys of the others."""
    return {
        key: text
        for key, text in annotations.items()
        if _is_key(key, text, "annotation", names.annotation_key_problem(key), reports)
    }


def _is_key(key: str, text: Keyed, what: str, reason: str, reports: Reports) -> bool:
    """Tell whether a key can be used. Report it where there is a reason against it."""
    if reason:
        hint = "change the key" if key else "write the key"
        use = f"the key of {'an' if what.startswith('a') else 'a'} {what}"
        reports.add(application_codes.BAD_NAME, at=text.key_span, name=key, use=use, reason=f"it {reason}", hint=hint)
    return not reason

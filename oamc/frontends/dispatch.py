"""Which front end reads a document: by its `apiVersion` and its `kind`, which must be there.

The rules are those of docs/spec/oam-v1alpha1.md, 1.1 and 1.2.
"""

from __future__ import annotations

from oamc.diagnostics.codes import shape as codes
from oamc.diagnostics.reports import listing, nearest
from oamc.frontends.contract import Decoded
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.table import FRONT_ENDS
from oamc.model.group_version_kind import OLD_CORE_GROUP
from oamc.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.contract import FrontEnd
    from oamc.source.nodes import Document, Mapping
    from oamc.spans import Located

    FrontEnds = tuple[FrontEnd, ...]

FOREIGN_HINT = "name the files of OAM alone, or give --foreign-documents skip to pass over documents of other systems"


def decode(document: Document, reports: Reports, front_ends: FrontEnds = FRONT_ENDS) -> Decoded | None:
    """Return the typed document with its front end, or None where no front end reads it or its shape is wrong."""
    findings = Findings(reports)
    root = document.root
    first = next(iter(root), None)
    fields = Fields(root, "", first.key_span if first else root.span, findings)
    begins = f"documents of OAM begin with apiVersion: {front_ends[0].name}"
    if "apiVersion" not in root.entries and "kind" not in root.entries:
        hint = f"{begins} and a kind" if "spec" in root.entries else FOREIGN_HINT
        findings.add(codes.NO_KUBERNETES_DOCUMENT, at=fields.span, hint=hint)
        return None
    front_end = front_end_of(root, front_ends)
    if front_end is None:
        version = fields.text("apiVersion", hint=begins)
        fields.text("kind", hint=f"the kinds are {listing(front_ends[0].kinds)}")
        fields.report_missing()
        if not findings.has_failed():
            _report_version(version, front_ends, findings)
        return None
    typed = front_end.decode(document, reports)
    return None if typed is None else Decoded(front_end=front_end, typed=typed)


def front_end_of(root: Mapping, front_ends: FrontEnds = FRONT_ENDS) -> FrontEnd | None:
    """Return the front end that reads documents of the apiVersion of this one. Versions match exactly (1.1).

    Some kinds of a version may be another front end's than the rest of it.
    """
    version, kind = _text(root, "apiVersion"), _text(root, "kind")
    own = (front_end for front_end in front_ends if (version, kind) in front_end.further)
    found = next(own, None)
    return found or next((front_end for front_end in front_ends if version in front_end.api_versions), None)


def _text(root: Mapping, field: str) -> str | None:
    """Return the text of a field, None where it is none."""
    node = root.get(field)
    return node.text if isinstance(node, Scalar) and isinstance(node.value, str) else None


def is_foreign(document: Document, front_ends: FrontEnds = FRONT_ENDS) -> bool:
    """Tell whether a document belongs to another system: it has another group, or neither a group nor a kind of OAM.

    One whose group, or whose kind where it has no apiVersion, only looks like a misspelled one of OAM is a mistake, and so is
    one that has a kind and an apiVersion that is no text.
    """
    version = document.root.get("apiVersion")
    if isinstance(version, Scalar) and isinstance(version.value, str):
        return not _is_of_oam(version.text) and nearest(version.text, _names(front_ends)) is None
    kind = document.root.get("kind")
    if kind is None:
        return version is None or isinstance(version, Scalar)
    kinds = [name for front_end in front_ends for name in front_end.kinds]
    return version is None and isinstance(kind, Scalar) and nearest(kind.text, kinds) is None


def _names(front_ends: FrontEnds) -> tuple[str, ...]:
    """Return the API versions that are read, without older names."""
    return tuple(front_end.name for front_end in front_ends)


def _is_of_oam(version: str) -> bool:
    """Tell whether an apiVersion belongs to some version of OAM."""
    group = version.partition("/")[0]
    return group in ("oam.dev", OLD_CORE_GROUP) or group.endswith(".oam.dev")


def _report_version(version: Located[str], front_ends: FrontEnds, findings: Findings) -> None:
    """Report an apiVersion that no front end reads."""
    names = _names(front_ends)
    if _is_of_oam(version.value):
        hint = f"supported are {listing(names)}"
        findings.add(codes.VERSION_NOT_SUPPORTED, at=version.span, version=version.value, hint=hint)
        return
    near = nearest(version.value, names) if findings.wants_hint() else None
    hint = f'did you mean "{near}"?' if near else FOREIGN_HINT
    findings.add(codes.FOREIGN_GROUP, at=version.span, version=version.value, hint=hint)

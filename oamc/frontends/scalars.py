"""What a node means where a field wants a text, a boolean, a whole number or an amount.

Rules: docs/spec/oam-v1alpha1.md, 2; docs/spec/yaml.md, 1.

Every function takes a node, its place in words and the findings; it returns the value with its place, or None after reporting
why the node does not serve. No message says what the value is: it could be a secret.
"""

from __future__ import annotations

from oamc.diagnostics.codes import reading as reading_codes
from oamc.diagnostics.codes import shape as shape_codes
from oamc.expressions.numbers import number_in
from oamc.source.nodes import Mapping, Scalar, Sequence, type_name
from oamc.source.scalars import OLD_BOOLEANS
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.findings import Findings
    from oamc.source.nodes import Node


PARAMETER_OR_VARIABLE, INSTANCE = "[from", "[instanceName("
"""How references to parameters, variables and instances begin."""
NO_PARAMETER_HINT = "write the value itself: parameters are for images, the values of env and config, and workloadSettings"


def wrong_type(node: Node, place: str, wanted: str, findings: Findings, hint: str = "") -> None:
    """Report that a node is not of the wanted type, or that it is a parameter where a value is wanted."""
    if isinstance(node, Mapping) and "fromParam" in node.entries:
        at = node.entries["fromParam"].key_span
        findings.add(shape_codes.PARAMETER_NOT_TAKEN, at=at, place=place, hint=NO_PARAMETER_HINT)
        return
    findings.add(shape_codes.WRONG_TYPE, at=node.span, place=place, wanted=wanted, found=type_name(node), hint=hint)


def is_null(node: Node | None) -> bool:
    """Tell whether a field is absent or null, which means the same (2.3)."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def is_unset(node: Node | None) -> bool:
    """Tell whether an optional text is not set: absent, null, or empty, as programs write what they do not have."""
    return node is None or (isinstance(node, Scalar) and node.value in (None, ""))


def is_empty(node: Node) -> bool:
    """Tell whether a value has no content: null, an empty text, list or mapping."""
    match node:
        case Scalar():
            return node.value in (None, "")
        case Mapping():
            return not node.entries
        case Sequence():
            return not node.items


def text_of(node: Node, place: str, findings: Findings, *, empty: bool = False) -> Located[str] | None:
    """Return a text. Plain numbers and booleans are refused, as Kubernetes refuses them; so is an empty text unless `empty`."""
    if not isinstance(node, Scalar):
        wrong_type(node, place, "a string", findings)
        return None
    if not _reads_as_text(node):
        hint = "put it in quotes" if node.value is not None else 'write "" for an empty string'
        findings.add(shape_codes.NEEDS_QUOTES, at=node.span, place=place, found=type_name(node), hint=hint)
        return None
    if not node.text and not empty:
        findings.add(shape_codes.EMPTY_VALUE, at=node.span, place=place)
        return None
    if has_reference(node.text):
        findings.has_reference = True
    return Located(value=node.text, span=node.span)


def literal_of(node: Node, place: str, findings: Findings) -> Located[str] | None:
    """Return the content of an environment variable or a file: any scalar as written, unquoted ones with a warning (3.5)."""
    if not isinstance(node, Scalar):
        wrong_type(node, place, "a string", findings)
        return None
    if not _reads_as_text(node) and not findings.reports.has(reading_codes.AMBIGUOUS_SCALAR, node.span):
        findings.add(shape_codes.UNQUOTED_VALUE, at=node.span, place=place, found=type_name(node), hint="put it in quotes")
    if has_reference(node.text):
        findings.has_reference = True
    return Located(value=node.text, span=node.span)


def has_reference(text: str) -> bool:
    """Tell whether a text may have a reference to a parameter, a variable or an instance."""
    return PARAMETER_OR_VARIABLE in text or INSTANCE in text


def _reads_as_text(node: Scalar) -> bool:
    """Tell whether a scalar is a text where a text is wanted."""
    return isinstance(node.value, str) or node.text.lower() in OLD_BOOLEANS


def boolean_of(node: Node, place: str, findings: Findings) -> bool | None:
    """Return what Kubernetes reads as a boolean, `Y` and `off` included."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    quoted = isinstance(node, Scalar) and node.quoted and node.text.lower() in ("true", "false")
    wrong_type(node, place, "true or false", findings, "remove the quotes" if quoted else "")
    return None


def integer_of(node: Node, place: str, findings: Findings, minimum: int, maximum: int) -> Located[int] | None:
    """Return a whole number within the bounds; `8080.0` is one, as for Kubernetes, and a text of one is read with a warning."""
    value = node.value if isinstance(node, Scalar) and not isinstance(node.value, bool) else None
    written = number_in(value) if isinstance(value, str) else value
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    if isinstance(written, float):
        findings.add(
            shape_codes.WRONG_TYPE, at=node.span, place=place, wanted="a whole number", found="a number with a fraction"
        )
        return None
    if not isinstance(written, int):
        wrong_type(node, place, "a whole number", findings)
        return None
    if not minimum <= written <= maximum:
        findings.add(shape_codes.OUT_OF_RANGE, at=node.span, place=place, range=f"from {minimum} to {maximum}")
        return None
    if isinstance(value, str):
        findings.add(shape_codes.NUMERIC_TEXT, at=node.span, place=place, hint="write the number without quotes")
    return Located(value=written, span=node.span)


def amount_of(node: Node, place: str, findings: Findings) -> Scalar | None:
    """Return an amount of cpu, memory, disk or another resource as written: a number or a text, read by `normalize`."""
    if isinstance(node, Scalar) and node.value is not None and not isinstance(node.value, bool):
        return node
    wrong_type(node, place, "a number or a string", findings)
    return None

"""`ReplacedScalar`: a scalar of a document in whose place the value of a parameter stands."""

from __future__ import annotations

from oamc.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.spans import Located, Span


class ReplacedScalar(Scalar):
    """A scalar that the `parameter` replaces; what it says itself is what the document has there, if anything.

    Where it `stands`, its own value counts while the parameter is not set. A place that `wants_text` gets the value as a text,
    whatever its type is.
    """

    __slots__ = ("parameter", "stands", "wants_text")

    def __init__(self, literal: Scalar | None, parameter: Located[str], span: Span, *, stands: bool, wants_text: bool) -> None:
        if literal is None:
            super().__init__("", True, "", span)
        else:
            super().__init__(literal.text, literal.quoted, literal.value, literal.span)
        self.parameter = parameter
        self.stands = stands
        self.wants_text = wants_text

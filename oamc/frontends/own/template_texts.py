"""The template of a document: a text of jinja2, or one of CUE (docs/spec/own-capabilities.md, 3 and 9)."""

from __future__ import annotations

from oamc.diagnostics.codes.own import NOT_ONE_TEMPLATE
from oamc.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields

LANGUAGES = ("template", "cue")
HINT = "write what comes of it below template: | in YAML with jinja2, or below cue: | in CUE"


def template_text(spec: Fields) -> tuple[Scalar, bool]:
    """Return the template, and whether it is written in CUE. That there are two, or none, is reported."""
    written = [name for name in LANGUAGES if spec.value(name) is not None]
    if len(written) == 1:
        spec.text(written[0], HINT)
    else:
        empty = next((spec.key_span(name) for name in LANGUAGES if spec.has(name)), spec.span)
        at, hint = (spec.key_span(LANGUAGES[1]), "keep one of the two") if written else (empty, HINT)
        spec.lacks(LANGUAGES, NOT_ONE_TEMPLATE, at, hint, "two templates" if written else "no template")
    found = spec.value(written[0]) if len(written) == 1 else None
    return found if isinstance(found, Scalar) else spec.placeholder(), written == [LANGUAGES[1]]

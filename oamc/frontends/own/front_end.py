"""The functions of the front end of oamc's own documents, as `frontends/table.py` names them."""

from __future__ import annotations

from oamc.frontends.contract import ShownFields
from oamc.frontends.own.decode import decode
from oamc.model.application import Normalized

__all__ = ["components", "decode", "fields", "instances", "normalize"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.model.left_out import LeftOut
    from oamc.model.own_templates import OwnTemplate
    from oamc.spans import Located

FIELDS = ShownFields(
    shown=frozenset(
        (
            *("aliases", "allowComponentOverlap", "apiVersion", "appliesTo", "cue", "exclusiveMaximum"),
            *("exclusiveMinimum", "kind"),
            *("live", "longestName", "maxItems", "maxLength", "maximum", "members", "minItems", "minLength", "minimum"),
            *("multipleOf", "name", "optional", "pattern", "pods", "provides", "replicas", "required", "requires", "runsOnce"),
            *("scalable", "service", "template", "type", "uniqueItems", "wants"),
        )
    ),
    secret=frozenset(("default", "enum")),
    lists_of_secrets=frozenset(),
    mappings_of_secrets=frozenset(("annotations", "labels")),
)
"""A template is a program of the platform, and holds no secret; defaults may be anything."""


def components(_: Iterable[OwnTemplate]) -> list[Located[str]]:
    """Return the names of the components: there are none."""
    return []


def instances(_: Iterable[OwnTemplate]) -> list[Located[str]]:
    """Return the names of the instances: there are none."""
    return []


def normalize(_: Iterable[OwnTemplate], __: Reports, left_out: LeftOut | None) -> Normalized:
    """Return what the documents describe of applications, which is nothing."""
    return Normalized(applications=(), components=(), left_out=left_out)


def fields() -> ShownFields:
    """Return what messages may show of a document."""
    return FIELDS

"""`ObjectSet`: what lowering hands to the backends."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition
    from oamc.objects.tree import KubeObject
    from oamc.spans import Keyed, Located, Span
    from oamc.values.parameters import Parameter


class Requirement(Record):
    """A condition on the values that must hold; both outputs refuse values for which it does not, with `message`."""

    condition: Condition
    message: str
    span: Span


class ObjectSet(Record):
    """The objects of one application in apply order, with holes, and the parameters those holes name.

    `fixed` are the parameters that shape the objects and can no longer be chosen.
    """

    application: Located[str]
    annotations: dict[str, Keyed]
    objects: tuple[KubeObject, ...]
    parameters: tuple[Parameter, ...]
    requirements: tuple[Requirement, ...]
    fixed: tuple[Parameter, ...]

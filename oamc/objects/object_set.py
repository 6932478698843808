"""`ObjectSet`: what lowering hands to the backends."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition
    from oamc.objects.demands import Promise
    from oamc.objects.tree import KubeObject
    from oamc.spans import Keyed, Located, Span
    from oamc.values.parameters import Parameter


class Requirement(Record):
    """A condition on the values that must hold; both outputs refuse values for which it does not, with `message`."""

    condition: Condition
    message: str
    span: Span


class Dependency(Record):
    """A chart that is installed with the chart of the application, and that no manifest can hold.

    It is called `name` in the `repository` of charts, which begins with https://, http:// or oci://, and its `versions` are a
    range of Helm's. Its values stand below `alias`, and `enabled` among them says whether it is there. At `span` stands the
    component that asks for it.
    """

    alias: str
    name: str
    versions: str
    repository: str
    span: Span


class ObjectSet(Record):
    """The objects of one application in apply order, with holes, and the parameters those holes name.

    `fixed` are the parameters that shape the objects and can no longer be chosen. `promises` are what the intents of developers
    demand of the objects. `tests` are pods that only `helm test` runs.
    """

    application: Located[str]
    annotations: dict[str, Keyed]
    objects: tuple[KubeObject, ...]
    parameters: tuple[Parameter, ...]
    requirements: tuple[Requirement, ...]
    fixed: tuple[Parameter, ...]
    dependencies: tuple[Dependency, ...] = ()
    promises: tuple[Promise, ...] = ()
    tests: tuple[KubeObject, ...] = ()

    @property
    def known_parameters(self) -> tuple[Parameter, ...]:
        """Return all parameters that an override may name. Where the values of a chart stand, any name is one of them."""
        aliases = {dependency.alias for dependency in self.dependencies}
        return (*self.parameters, *(parameter for parameter in self.fixed if parameter.path[0] not in aliases))

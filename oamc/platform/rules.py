"""The record of the rules of a platform (docs/spec/platform.md, 1).

Rules are never weighed against one another: each of them must hold. So the rules of an environment are those of the project and
its own behind them, and nothing that is added can loosen what was there.
"""

from __future__ import annotations

from oamc.records import Record, replace
from oamc.values.parameters import UNSET, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.spans import Located, Span

WORKLOAD_TYPES, TRAITS, SCOPES, KINDS, NAMESPACES = "workload-types", "traits", "scopes", "kinds", "namespaces"
REGISTRIES, HOSTS, STORAGE_CLASSES, CHARTS = "registries", "hosts", "storage-classes", "charts"
OF_NAMES = (WORKLOAD_TYPES, TRAITS, SCOPES, KINDS, NAMESPACES, CHARTS)
"""Lists whose words are compared with names, which no value can change."""
OF_FIELDS = (REGISTRIES, HOSTS, STORAGE_CLASSES)
"""Lists that are about fields of objects, which may be values."""
LISTS = (*OF_NAMES, *OF_FIELDS)
IN_WORDS = {
    WORKLOAD_TYPES: "workload type",
    TRAITS: "trait",
    SCOPES: "scope type",
    KINDS: "kind",
    NAMESPACES: "namespace",
    CHARTS: "chart",
    REGISTRIES: "registry",
    HOSTS: "host",
    STORAGE_CLASSES: "storage class",
}
TRAIT, PARAMETER, VALUE, OBJECT = "trait", "parameter", "value", "object"
DEVELOPER, OPERATOR = "developer", "operator"
ROLES = (DEVELOPER, OPERATOR)


class Listed(Record):
    """A list of names: those of `allow`, or of `deny`. `of` is the trait whose properties are allowed, empty for other lists.

    `layer` names the environment that has it, empty for the project.
    """

    key: str
    denies: bool
    names: tuple[Located[str], ...]
    span: Span
    of: str = ""
    layer: str = ""


class Rule(Record):
    """What is said of one property of a trait, parameter, value or field of objects.

    `subject` is the trait, or the kinds of objects; `path` the name of the property or the parameter, or the path of the value
    or the field. `type` is what it may be, None for anything; `fixed` the one value that it has. `setters` are the roles that
    may set it, None for all. `words` say what is allowed.
    """

    about: str
    subject: str
    path: str
    span: Span
    type: ValueType | None = None
    fixed: Known | Unset = UNSET
    setters: tuple[str, ...] | None = None
    words: str = ""
    layer: str = ""

    @property
    def is_fixed(self) -> bool:
        """Tell whether there is one value."""
        return not isinstance(self.fixed, Unset)

    @property
    def target(self) -> tuple[str, str, str]:
        """Return what the rule is about."""
        return self.about, self.subject, self.path


class MostReplicas(Record):
    """How many replicas there may be at most."""

    value: int
    span: Span
    layer: str = ""


class Platform(Record):
    """All rules that are in force, in the order in which they were read."""

    lists: tuple[Listed, ...] = ()
    rules: tuple[Rule, ...] = ()
    most_replicas: tuple[MostReplicas, ...] = ()

    def with_more(self, other: Platform) -> Platform:
        """Return the rules with further ones, all of which must hold."""
        return Platform(
            lists=(*self.lists, *other.lists),
            rules=(*self.rules, *other.rules),
            most_replicas=(*self.most_replicas, *other.most_replicas),
        )

    def in_layer(self, layer: str) -> Platform:
        """Return the rules as those of an environment."""
        return replace(
            self,
            lists=tuple(replace(one, layer=layer) for one in self.lists),
            rules=tuple(replace(one, layer=layer) for one in self.rules),
            most_replicas=tuple(replace(one, layer=layer) for one in self.most_replicas),
        )

    @property
    def has_rules(self) -> bool:
        """Tell whether there are any."""
        return bool(self.lists or self.rules or self.most_replicas)

    def lists_of(self, key: str, of: str = "") -> tuple[Listed, ...]:
        """Return the lists of a key."""
        return tuple(one for one in self.lists if one.key == key and one.of == of)

    def fixed_of(self, about: str) -> tuple[Rule, ...]:
        """Return the rules about something that fix it."""
        return tuple(rule for rule in self.rules if rule.about == about and rule.is_fixed)

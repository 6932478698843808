"""The table `[platform]` of a project file: as `tomllib` gives it it comes in, the record of the rules comes out.

    [platform]                         [platform.trait.ingress]
    max-replicas = 20                  properties = ["hostname", "path", "servicePort"]
    [platform.allow]                   [platform.trait.ingress.property]
    traits = ["ingress"]               path = {one-of = ["/", "/api"]}
    hosts = ["*.example.com"]          [platform.object."apps/v1.Deployment"]
    [platform.deny]                    "spec.template.spec.hostNetwork" = {fixed = false}
    kinds = ["rbac.authorization.k8s.io/*"]

What is wrong is reported at its line. The file may be a stranger's: nothing here allows what was not allowed without it.
"""

from __future__ import annotations

from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, nearest
from oamc.expressions.intersection import intersect
from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.expressions.patterns import PatternError, read_pattern
from oamc.expressions.quantity_bounds import unit_of
from oamc.expressions.types import ChoiceType, NumberType, QuantityType, TextType
from oamc.platform.contradictions import contradict
from oamc.platform.rules import (
    HOSTS,
    LISTS,
    OBJECT,
    OF_FIELDS,
    PARAMETER,
    REGISTRIES,
    ROLES,
    TRAIT,
    TRAITS,
    VALUE,
    Listed,
    MostReplicas,
    Platform,
    Rule,
)
from oamc.spans import Located
from oamc.startup.patterns import Pattern
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.cli.configured_options import OptionTable
    from oamc.expressions.types import ValueType

PLATFORM = "platform"
ALLOW, DENY, MAX_REPLICAS, PROPERTIES, PROPERTY = "allow", "deny", "max-replicas", "properties", "property"
FIXED, MINIMUM, MAXIMUM, ONE_OF, PATTERN, SET_BY = "fixed", "minimum", "maximum", "one-of", "pattern", "set-by"
KEYS = (MAX_REPLICAS, ALLOW, DENY, TRAIT, PARAMETER, VALUE, OBJECT)
OF_A_TRAIT = (PROPERTIES, PROPERTY)
OF_A_RULE = (FIXED, MINIMUM, MAXIMUM, ONE_OF, PATTERN, SET_BY)
MOST = 100
"""Entries of one table or list."""
LONGEST = 253
LONGEST_AMOUNT = 32
MOST_REPLICAS = 100_000
A_HOST = Pattern(r"(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
A_TEXT = Pattern(r"[a-z0-9._:/*-]+")
MOST_STARS = 8


def read_platform(table: object, check: OptionTable) -> Platform:
    """Return the rules in a table, which stands below what `check` is of."""
    if not isinstance(table, dict):
        check.refuse(usage.CONFIGURATION_WRONG_VALUE, PLATFORM, rule="a table")
        return Platform()
    return _Table(check.below(PLATFORM)).read(table)


class _Table:
    """One table while it is checked."""

    def __init__(self, check: OptionTable) -> None:
        self.check = check
        self.lists: list[Listed] = []
        self.rules: list[Rule] = []
        self.most: list[MostReplicas] = []

    def read(self, table: Mapping[str, object]) -> Platform:
        """Check each key, and return what is right."""
        for key, name, value in self.entries(self.check, table, KEYS):
            if name == MAX_REPLICAS:
                if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_REPLICAS:
                    self.most.append(MostReplicas(value=value, span=self.check.at(key)))
                else:
                    self.wrong(self.check, key, f"a whole number from 1 to {MOST_REPLICAS:,}")
            elif name in {ALLOW, DENY}:
                below = self.check.below(key)
                for inner, what, names in self.entries(below, self.table(self.check, key, value), LISTS):
                    self.listed(below, inner, what, names, denies=name == DENY)
            elif name == TRAIT:
                for trait, own in self.named(self.check, key, value):
                    self.trait(self.check.below(key), trait, own)
            elif name == OBJECT:
                for kind, own in self.named(self.check, key, value):
                    self.rules_of(self.check.below(key), kind, own, OBJECT, kind)
            else:
                self.rules_of(self.check, key, value, name, "")
        return Platform(lists=tuple(self.lists), rules=tuple(self.rules), most_replicas=tuple(self.most))

    def trait(self, check: OptionTable, trait: str, table: object) -> None:
        """Check what is said of one trait."""
        below = check.below(trait)
        for key, name, value in self.entries(below, self.table(check, trait, table), OF_A_TRAIT):
            if name == PROPERTIES:
                self.listed(below, key, TRAITS, value, denies=False, of=trait)
            else:
                self.rules_of(below, key, value, TRAIT, trait)

    def rules_of(self, check: OptionTable, key: str, table: object, about: str, subject: str) -> None:
        """Check the rules of one table, each with the name or the path that it is about."""
        for path, own in self.named(check, key, table):
            below = check.below(key)
            if not path or len(path) > LONGEST or not path.isprintable():
                self.wrong(below, path, f"at most {LONGEST} characters that can be printed")
                continue
            rule = self.rule(below, path, own, about, subject)
            if rule is not None:
                self.rules.append(rule)

    def rule(self, check: OptionTable, path: str, table: object, about: str, subject: str) -> Rule | None:
        """Return one rule, nothing where it is wrong."""
        found: ValueType | None = None
        words: list[str] = []
        fixed: object = UNSET
        setters = None
        below = check.below(path)
        for key, name, value in self.entries(below, self.table(check, path, table), OF_A_RULE):
            if name == SET_BY:
                setters = self.setters(below, key, value)
                continue
            of_key = self.type_of(below, key, name, value)
            if of_key is None:
                return None
            both = of_key if found is None else intersect(found, of_key)
            if both is None:
                contradict(path, f"nothing that it may be has this {key}", below.at(key), below.at(key), self.check.reports)
                return None
            found = both
            fixed = value if name == FIXED else fixed
            words.append(_words(name, value))
        if found is None and setters is None:
            if isinstance(table, dict) and not table:
                self.wrong(check, path, f"a table with {listing(OF_A_RULE, 'or')}")
            return None
        return Rule(
            about=about,
            subject=subject,
            path=path,
            span=check.at(path),
            type=found,
            fixed=fixed,  # type: ignore[arg-type]  # a scalar, or nothing
            setters=setters,
            words=f"must be {' and '.join(words)}",
        )

    def setters(self, check: OptionTable, key: str, value: object) -> tuple[str, ...] | None:
        """Return the roles that may set something."""
        if isinstance(value, list) and all(one in ROLES for one in value):
            return tuple(dict.fromkeys(value))
        self.wrong(check, key, f"a list with {listing(ROLES, 'or')}, or an empty one")
        return None

    def type_of(self, check: OptionTable, key: str, name: str, value: object) -> ValueType | None:
        """Return what one key of a rule allows; report what it cannot have."""
        match name:
            case "fixed" if _is_scalar(value):
                return ChoiceType(choices=(value,))  # type: ignore[arg-type]  # a scalar
            case "fixed":
                self.wrong(check, key, "a text, a number, or true or false")
            case "one-of" if isinstance(value, list) and 0 < len(value) <= MOST and all(map(_is_scalar, value)):
                return ChoiceType(choices=tuple(dict.fromkeys(value)))
            case "one-of":
                self.wrong(check, key, f"a list of 1 to {MOST} texts, numbers or booleans")
            case "pattern":
                return self.pattern(check, key, value)
            case _ if isinstance(value, (int, float)) and _is_scalar(value) and not isinstance(value, bool):
                return NumberType(minimum=value) if name == MINIMUM else NumberType(maximum=value)
            case _ if isinstance(value, str) and len(value) <= LONGEST_AMOUNT and value[-1:].isalpha() and unit_of(value):
                unit = unit_of(value)
                return QuantityType(unit=unit, minimum=value) if name == MINIMUM else QuantityType(unit=unit, maximum=value)
            case _:
                self.wrong(check, key, "a number, or an amount such as 500m or 2Gi")
        return None

    def pattern(self, check: OptionTable, key: str, value: object) -> TextType | None:
        """Return the texts in which a pattern is."""
        if not isinstance(value, str) or not value:
            self.wrong(check, key, "a pattern of texts")
            return None
        try:
            return TextType(contains=(read_pattern(value).spelling,))
        except PatternError as error:
            self.wrong(check, key, f"a pattern: {error}")
            return None

    def listed(self, check: OptionTable, key: str, what: str, value: object, *, denies: bool, of: str = "") -> None:
        """Check one list of names."""
        if not isinstance(value, list) or len(value) > MOST or not all(isinstance(one, str) for one in value):
            self.wrong(check, key, f"a list of at most {MOST} texts")
            return
        names: list[Located[str]] = []
        for name in dict.fromkeys(value):
            problem = _problem_of_name(what, name)
            if problem:
                self.wrong(check, key, problem)
            else:
                names.append(Located(value=name, span=check.at(key, name)))
        if names or not (denies or value):
            self.lists.append(Listed(key=what, denies=denies, names=tuple(names), span=check.at(key), of=of))

    def entries(
        self, check: OptionTable, table: Mapping[str, object], known: tuple[str, ...]
    ) -> Iterator[tuple[str, str, object]]:
        """Yield the entries of a table whose keys are known, each with its key as it is written; others are reported."""
        met: set[str] = set()
        for key, value in table.items():
            name = key.replace("_", "-")
            if name in met:
                self.wrong(check, key, "given once")
            elif name in known:
                met.add(name)
                yield key, name, value
            else:
                close = nearest(name, known)
                hint = f"did you mean {close}?" if close else f"keys are {listing(known)}"
                check.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, key, name=check.named(key), hint=hint)

    def named(self, check: OptionTable, key: str, value: object) -> Iterator[tuple[str, object]]:
        """Yield the entries of a table of names, each of which is a table."""
        yield from self.table(check, key, value).items()

    def table(self, check: OptionTable, key: str, value: object) -> Mapping[str, object]:
        """Return a table; what is none is reported."""
        if isinstance(value, dict) and len(value) <= MOST:
            return value
        self.wrong(check, key, f"a table with at most {MOST} entries")
        return {}

    def wrong(self, check: OptionTable, key: str, rule: str) -> None:
        """Report a value that means nothing."""
        check.refuse(usage.CONFIGURATION_WRONG_VALUE, key, rule=rule)


def _is_scalar(value: object) -> bool:
    """Tell whether a value is one that a rule may name: no date, no number that JSON has not."""
    if isinstance(value, bool):
        return True
    if isinstance(value, (int, float)):
        return -LARGEST_INTEGER <= value <= LARGEST_INTEGER
    return isinstance(value, str) and len(value) <= LONGEST


def _words(name: str, value: object) -> str:
    """Say what a key of a rule demands."""
    if name == ONE_OF:
        assert isinstance(value, list)
        return listing([_spelled(one) for one in value[:MOST_STARS]], "or") + (" and so on" if len(value) > MOST_STARS else "")
    words = {FIXED: "", MINIMUM: "at least ", MAXIMUM: "at most ", PATTERN: "a text that matches "}
    return f"{words[name]}{_spelled(value)}"


def _spelled(value: object) -> str:
    """Return a scalar as documents write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _problem_of_name(what: str, name: str) -> str:
    """Say what a name in a list should be, nothing where it is so."""
    if not name or len(name) > LONGEST or not name.isprintable() or name.count("*") > MOST_STARS:
        return f"a list of names of at most {LONGEST} characters, each with at most {MOST_STARS} stars"
    if what == HOSTS and A_HOST.fullmatch(name) is None:
        return "a list of hosts such as shop.example.com, or *.example.com for all below it"
    if what in OF_FIELDS and what != HOSTS and (A_TEXT.fullmatch(name) is None or name.count("*") > 1):
        example = "registry.example.com/shop" if what == REGISTRIES else "fast"
        return f"a list of names in small letters such as {example}, each with one star at most"
    return ""

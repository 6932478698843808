"""Overrides against the parameters: what the chart's `values.schema.json` would refuse is reported, with its place.

`problems` accepts exactly the overrides that Helm accepts with `schema.values_schema` of the same parameters. `effective` gives
the values in force, equal to `.Values` of the chart: a parameter that is absent or null there has no value.
"""

from __future__ import annotations

from oamc.diagnostics.codes.outputs import ENABLED_WITHOUT_EFFECT
from oamc.diagnostics.codes.parameters import FIXED_VALUE, LITERAL_FOR_REFERENCE
from oamc.diagnostics.codes.platform import FIXED_BY_PLATFORM, NOT_ALLOWED_BY_PLATFORM
from oamc.diagnostics.codes.values import UNKNOWN_VALUE, VALUE_DOES_NOT_FIT, VALUE_NOT_REMOVABLE
from oamc.diagnostics.reports import LONGEST_QUOTED_TEXT, Related, listing, printable
from oamc.expressions.problems import problem
from oamc.expressions.scalar_problems import NO_TEXT
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, ObjectType, QuantityType, TextType
from oamc.values.merge import coalesce, merge
from oamc.values.places import Places
from oamc.values.shape import ENABLED, GLOBAL, REFERENCES, binding_text, defaults, shape, spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.expressions.types import ValueType
    from oamc.source.nodes import Plain
    from oamc.values.overrides import Given
    from oamc.values.parameters import Parameter, Ruling
    from oamc.values.shape import Shape

MOST_NAMES_IN_HINT = 8
OF_PLATFORM = "the platform says it here"
LONGEST_MEBIBYTES = 7
"""A number with as many digits is meant as bytes: nobody has a terabyte of memory."""
LENGTH_OF_MANY_CORES = 3
"""Digits of a bare number of cores that hardly any node has."""


def effective(parameters: Iterable[Parameter], overrides: dict[str, Plain]) -> dict[str, Plain]:
    """Return the values in force: the overrides over the defaults, merged as Helm does.

    Among the values of another chart a null stays: what it takes away is in that chart.
    """
    parameters = tuple(parameters)
    known = defaults(parameters)
    values = coalesce(known, overrides)
    for parameter in parameters:
        name = parameter.path[0]
        given = overrides.get(name)
        if parameter.type == ObjectType(of_chart=True) and isinstance(given, dict):
            values[name] = merge(known[name], given)
    return values


def problems(given: Given, parameters: Sequence[Parameter], reports: Reports, fixed: Sequence[Parameter] = ()) -> None:
    """Report every override that is unknown, does not fit its type, or removes what must be there.

    Every parameter that may not be null has a value of its own, which `resolve` sees to; a null takes it away. `fixed` are no
    values of the output, but have a reason.
    """
    root = shape(parameters)
    _Check(given, root, reports, fixed).mapping((), effective(parameters, given.values), root)


class _Check:
    """One run of the check: `mapping` and `parameter` walk the values in force and the shape side by side."""

    def __init__(self, given: Given, root: Shape, reports: Reports, fixed: Sequence[Parameter] = ()) -> None:
        self.fixed = fixed
        self.places = Places(given)
        self.root = root
        self.reports = reports

    def mapping(self, path: Path, values: dict[str, Plain], branch: Shape) -> None:
        """Check the values below one mapping."""
        for name, value in values.items():
            if name not in branch and (path or name not in {GLOBAL, ENABLED}):
                self.without_value((*path, name), value, branch)
        if not path:
            self.of_parents(values)
        for name, below in branch.items():
            here = (*path, name)
            found = values.get(name)
            if not isinstance(below, dict):
                self.parameter(here, values, below)
            elif isinstance(found, dict):
                self.mapping(here, found, below)
            elif found is None:
                self.removed(here, below)
            elif below.keys() & REFERENCES.keys():
                self.literal(here, below)
            else:
                self.misfit(here, "must be a mapping", "")

    def of_parents(self, values: dict[str, Plain]) -> None:
        """Check what belongs to parent charts."""
        if GLOBAL in values and not isinstance(values[GLOBAL], dict):
            self.misfit((GLOBAL,), "must be a mapping", "")
        enabled = values.get(ENABLED)
        if enabled is not None and not isinstance(enabled, bool):
            self.misfit((ENABLED,), "must be true or false", "")
        elif enabled is False:
            place = self.places.find((ENABLED,))
            hint = "a chart that has this one as a dependency can name it as the condition"
            self.reports.add(ENABLED_WITHOUT_EFFECT, at=place.span, given_by=place.words, hint=hint)

    def parameter(self, path: Path, values: dict[str, Plain], parameter: Parameter) -> None:
        """Check the value of one parameter among the `values` of its mapping; null is none."""
        value = values.get(path[-1])
        if value is not None:
            rule = problem(parameter.type, value)
            if rule and any(not problem(ruling.before, value) for ruling in parameter.ruled):
                self.ruled(path, value, parameter)
            elif rule:
                self.misfit(path, rule, _type_hint(parameter, value, self.places.find(path).flag))
            elif _is_of_cores(parameter.type) and _is_bare(value) and len(str(value)) >= LENGTH_OF_MANY_CORES:
                self.many_cores(path, value)
        elif not parameter.may_be_null and not parameter.is_open:
            self.removed(path, ruled=parameter.ruled)  # one that is open is asked for elsewhere, with a null and without it

    def ruled(self, path: Path, value: Plain, parameter: Parameter) -> None:
        """Report a value that a rule of the platform does not allow, where it was given: by an override or by a document."""
        types = (*(ruling.before for ruling in parameter.ruled[1:]), parameter.type)
        broken = next(ruling for ruling, after in zip(parameter.ruled, types, strict=True) if problem(after, value))
        place = self.places.find(path)
        at, last = place.span, parameter.history[-1] if parameter.history else None
        if at is None and not place.given_by:
            at = parameter.declared if last is None else last.via or last.span or parameter.declared
        related = [Related(span=broken.span, message=OF_PLATFORM)]
        name = spell_path(path)
        if broken.fixes:
            hint = "leave it out: the platform sets it"
            self.reports.add(FIXED_BY_PLATFORM, at=at, related=related, hint=hint, path=name, given_by=place.words)
        else:
            hint = "give another value, or ask whoever runs the platform"
            self.reports.add(
                NOT_ALLOWED_BY_PLATFORM, at=at, related=related, hint=hint, path=name, given_by=place.words, rule=broken.words
            )

    def without_value(self, path: Path, value: Plain, siblings: Shape) -> None:
        """Report a name that no parameter of the output has: it may be that of one that is fixed, or be above such names."""
        fixed = [parameter for parameter in self.fixed if parameter.path[: len(path)] == path]
        if any(parameter.path == path for parameter in fixed):
            place = self.places.find(path)
            why = fixed[0].why
            hint = f"{why}: change the document and build again" if why else "change the document and build again"
            related = _what_fixes(fixed[0])
            self.reports.add(
                FIXED_VALUE, at=place.span, related=related, path=spell_path(path), given_by=place.words, hint=hint
            )
        elif fixed and isinstance(value, dict):
            self.mapping(path, value, {})
        else:
            self.unknown(path, siblings)

    def unknown(self, path: Path, siblings: Shape) -> None:
        """Report a name that no parameter has."""
        place = self.places.find(path)
        hint = _name_hint(path, siblings, self.root, self.reports)
        name = spell_path(path)
        if len(path) == 1 and place.behind_a_comma and self.reports.nearest(name, siblings) is None:
            name, hint = "…", rf"a comma in a value is written \,; {hint}"
        self.reports.add(UNKNOWN_VALUE, at=place.span, path=name, given_by=place.words, hint=hint)

    def removed(self, path: Path, branch: Shape | None = None, ruled: tuple[Ruling, ...] = ()) -> None:
        """Report a null that takes away what must be there. `branch` is the mapping at `path`, if one stands there."""
        place = self.places.find(path)
        hint = "leave it out, so that the value of the document counts, or give it another value"
        if branch and "enabled" in branch:
            hint = f"to leave the trait out, set {printable(spell_path((*path, 'enabled')))}=false"
        related = [Related(span=one.span, message=OF_PLATFORM) for one in ruled[-1:]]
        words = place.words
        self.reports.add(VALUE_NOT_REMOVABLE, at=place.span, related=related, path=spell_path(path), given_by=words, hint=hint)

    def many_cores(self, path: Path, value: Plain) -> None:
        """Warn of so many cores that thousandths are probably meant."""
        from oamc.diagnostics.codes.application import DOUBTFUL_AMOUNT

        doubt = "is a bare number, which counts whole cores: it may be meant as thousandths"
        hint = f"write {value}m, or {value}000m if it is right"
        self.reports.add(DOUBTFUL_AMOUNT, at=self.places.find(path).span, what=spell_path(path), doubt=doubt, hint=hint)

    def literal(self, path: Path, branch: Shape) -> None:
        """Report a literal where a reference to a key of a Secret or a ConfigMap stands. What it is may be a secret."""
        place = self.places.find(path)
        field = next(name for name in branch if name in REFERENCES)
        below = printable(spell_path((*path, field)))
        hint = f"keep it in the cluster, and set {below}.name and {below}.key"
        if field == "secretKeyRef":
            hint += f"; in the application: {binding_text(path[-1])}"
        self.reports.add(
            LITERAL_FOR_REFERENCE,
            at=place.span,
            path=spell_path(path),
            kind=REFERENCES[field],
            given_by=place.words,
            hint=hint,
        )

    def misfit(self, path: Path, rule: str, hint: str) -> None:
        """Report a value that breaks a rule. A rule too long for the message is told by the hint."""
        place = self.places.find(path)
        if len(rule) > LONGEST_QUOTED_TEXT:
            rule, hint = "does not fit", "; ".join(filter(None, [f"it {rule}", hint]))
        self.reports.add(VALUE_DOES_NOT_FIT, at=place.span, path=spell_path(path), rule=rule, given_by=place.words, hint=hint)


def _what_fixes(fixed: Parameter) -> list[Related]:
    """Return the notes that show what fixes a value when the output is built."""
    last = fixed.history[-1]
    if fixed.fixed_by is not None:
        return [Related(span=fixed.fixed_by, message="the definition does it here")]
    if last.via is not None:
        return [Related(span=last.via, message="what is made here cannot follow another value")]
    return [] if last.span is None else [Related(span=last.span, message="the document says it here")]


def _name_hint(path: Path, siblings: Shape, root: Shape, reports: Reports) -> str:
    """Say which known name is meant, or which ones there are; nothing where too many were wrong for anybody to read on."""
    if not reports.may_search():
        return ""
    meant = reports.nearest(path[-1], siblings)
    if meant is not None:
        return f'did you mean "{printable(spell_path((*path[:-1], meant)))}"?'
    ends_alike = [known for known in _paths(root, ()) if known[-1] == path[-1]]
    if len(ends_alike) == 1:
        return f'did you mean "{printable(spell_path(ends_alike[0]))}"?'
    if not siblings:
        return "nothing can be set here"
    names = [f'"{printable(name)}"' for name in siblings]
    rest = len(names) - MOST_NAMES_IN_HINT
    names = [*names[:MOST_NAMES_IN_HINT], f"{rest} more"] if rest > 0 else names
    return f"known here: {listing(names)}"


def _paths(branch: Shape, path: Path) -> Iterable[Path]:
    """Yield the path of every parameter."""
    for name, below in branch.items():
        if isinstance(below, dict):
            yield from _paths(below, (*path, name))
        else:
            yield (*path, name)


def _is_of_cores(value_type: ValueType) -> bool:
    """Tell whether a type is that of amounts of cpu."""
    return isinstance(value_type, QuantityType) and value_type.unit == "cpu"


def _type_hint(parameter: Parameter, value: Plain, flag: str) -> str:
    """Say how to give a value of the type, where a text was read as a number or the other way round."""
    match parameter.type:
        case QuantityType(unit="bytes") if _is_bare(value):
            return f"write {value}Mi" if len(str(value)) < LONGEST_MEBIBYTES else "write the unit, such as 128Mi or 1G"
        case TextType() if not isinstance(value, (str, dict, list)) and problem(parameter.type, value) == NO_TEXT:
            return _as_text(flag)
        case ListType() if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            return _as_text(flag)
        case ListType() if isinstance(value, str) and flag in {"--set", "--set-string"}:
            return "write a list as {FIRST,SECOND}"
        case NumberType() | BooleanType() | ChoiceType() if isinstance(value, str) and flag != "--set":
            return "give it by --set or --set-json" if flag.startswith("--set-") else "write it without quotes"
        case NumberType(whole=False) if isinstance(value, str):
            return "for a number that is not whole, use --set-json"
        case _:
            return ""


def _is_bare(value: Plain) -> bool:
    """Tell whether an amount is a whole number without a unit, in digits alone."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return isinstance(text, str) and text.isascii() and text.isdigit()


def _as_text(flag: str) -> str:
    """Say how a text that looks like a number or a boolean is given."""
    if flag == "--set":
        return "give it by --set-string, which reads every value as a text"
    return "write it in quotes"

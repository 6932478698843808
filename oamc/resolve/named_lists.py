"""Settings that are lists of names with values, such as the environment of a function (docs/spec/oam-v1alpha1.md, 9.1)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes.application import BAD_NAME, DUPLICATE_NAME, SECRET_LITERAL
from oamc.diagnostics.codes.parameters import WRONG_TYPE
from oamc.diagnostics.codes.shape import UNKNOWN_FIELD
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import When, any_of
from oamc.expressions.problems import problem as text_problem
from oamc.expressions.types import PROCESS_TEXT
from oamc.model.application import TextSource
from oamc.model.secret_names import names_a_secret
from oamc.resolve.given_secrets import warn_of_given
from oamc.resolve.typed_values import as_text, is_null
from oamc.source.nodes import Mapping, Scalar, Sequence, type_name
from oamc.spans import Located
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Condition, ValueTree
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.source.nodes import Node
    from oamc.spans import Span

FIELDS = ("name", "value", "fromParam", "type")
_NAME = Pattern(r"[-._A-Za-z0-9]+")


def named_list(node: Node, what: str, workload: str, parameters: ComponentParameters, reports: Reports) -> ValueTree:
    """Turn a list of names with values into a mapping of texts (9.1: literals and non-strings are kept)."""
    if not isinstance(node, Sequence):
        reports.add(WRONG_TYPE, at=node.span, what=what, expected="a list of name and value", actual=type_name(node))
        return None
    entries: dict[str, ValueTree] = {}
    conditions: list[Condition | None] = []
    first: dict[str, Span] = {}
    for item in node:
        name = _name(item, what, first, reports)
        if name is None or not isinstance(item, Mapping):
            continue
        key = name.value
        source = _text_source(item, what, workload, reports)
        if source is None:
            continue
        bound = parameters.text(source, f'"{key}" in {what}', may_be_absent=True)
        _warn_of_secret(source, key, parameters, reports)
        if bound.value is not None:
            conditions.append(bound.condition)
            entries[key] = bound.value if bound.condition is None else When(condition=bound.condition, then=bound.value)
    if not entries:
        return None
    guards = tuple(condition for condition in conditions if condition is not None)
    return When(condition=any_of(guards), then=entries) if len(guards) == len(conditions) else entries


def _warn_of_secret(source: TextSource, key: str, parameters: ComponentParameters, reports: Reports) -> None:
    """Warn of a text that looks like a secret, by the name of the variable or of the parameter that gives it (12.1)."""
    looks_secret, parameter, literal = names_a_secret(key), source.parameter, source.literal
    what = f'environment variable "{key}"'
    if looks_secret and literal is not None and literal.value:
        reports.add(SECRET_LITERAL, at=literal.span, what=what, hint=parameters.component.secret_hint)
    if parameter is not None and (looks_secret or names_a_secret(parameter.value)):
        warn_of_given(parameter, what, parameters, reports, looks_secret=looks_secret)


def _name(item: Node, what: str, first: dict[str, Span], reports: Reports) -> Located[str] | None:
    """Return the name of an item, after checking it and the fields beside it; `first` holds the earlier names."""
    node = item.get("name") if isinstance(item, Mapping) else None
    key = as_text(node) if node is not None else None
    if not isinstance(item, Mapping) or node is None or key is None:
        reports.add(
            WRONG_TYPE,
            at=item.span,
            what=f"every item of {what}",
            expected="a mapping with a name",
            actual=type_name(item),
        )
        return None
    if not _NAME.fullmatch(key):
        reports.add(
            BAD_NAME,
            at=node.span,
            name=key,
            use=f"a name in {what}",
            reason="it must consist of letters, digits, hyphens, underscores and dots",
            hint="rename it",
        )
    earlier = first.setdefault(key, node.span)
    if earlier is not node.span:
        reports.add(
            DUPLICATE_NAME,
            at=node.span,
            related=[Related(span=earlier, message="the first one is here")],
            hint="names must be unique here: rename or remove one",
            what="the name",
            name=key,
            where=what,
        )
    for entry in item:
        if entry.key not in FIELDS:
            from oamc.frontends.unknown_names import answer

            hint = answer(entry.key, "env") or f"known fields are {listing(FIELDS)}"
            reports.add(UNKNOWN_FIELD, at=entry.key_span, place=f"an item of {what}", field=entry.key, hint=hint)
    return Located(value=key, span=node.span)


def _text_source(item: Mapping, what: str, workload: str, reports: Reports) -> TextSource | None:
    """Return where the text of an item of a named list comes from, None after a report."""
    value, reference = item.get("value"), item.get("fromParam")
    setting = what.partition('"')[2].removesuffix('"')
    literal = None
    if value is not None and not is_null(value):
        if not isinstance(value, Scalar):
            problem = f"has a value that must be a string, not {type_name(value)}"
            hint = "write the value as one text, in quotes"
            reports.add(codes.WRONG_SETTING, at=value.span, setting=setting, workload=workload, problem=problem, hint=hint)
            return None
        problem = text_problem(PROCESS_TEXT, value.text)
        if problem:
            hint = "remove the character"
            reports.add(
                codes.WRONG_SETTING,
                at=value.span,
                setting=setting,
                workload=workload,
                problem=f"has a value that {problem}",
                hint=hint,
            )
            return None
        if as_text(value) is None:
            found, hint = type_name(value), "put it in quotes"
            reports.add(codes.SETTING_AS_TEXT, at=value.span, setting=setting, workload=workload, found=found, hint=hint)
        literal = Located(value=value.text, span=value.span)
    name = as_text(reference) if reference is not None else None
    parameter = Located(value=name, span=reference.span) if name and reference is not None else None
    if literal is None and parameter is None:
        problem = "has an entry without a value"
        hint = "give value or fromParam"
        reports.add(codes.WRONG_SETTING, at=item.span, setting=setting, workload=workload, problem=problem, hint=hint)
        return None
    return TextSource(literal=literal, parameter=parameter, span=item.span)

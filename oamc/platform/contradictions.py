"""What is wrong with rules by themselves: they contradict one another, loosen what stands above them, or never apply."""

from __future__ import annotations

from oamc.diagnostics.codes import platform as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.intersection import intersect
from oamc.expressions.types import ChoiceType, NumberType, QuantityType
from oamc.platform.rules import IN_WORDS, KINDS, OBJECT, REGISTRIES, TRAIT, TRAITS
from oamc.platform.wording import ANYTHING, breaks, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.platform.rules import Listed, MostReplicas, Platform, Rule
    from oamc.spans import Located, Span

ABOVE = "this rule stands above it"


def check_platform(platform: Platform, reports: Reports, layer: str = "") -> None:
    """Report what is wrong with the rules of a layer, which stand behind those that they must not loosen.

    The layer is that of an environment, or of the project itself. Rules of other layers are checked with these.
    """
    rules: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in platform.rules:
        before = rules.setdefault(rule.target, [])
        if rule.layer == layer:
            for earlier in before:
                _check_pair(earlier, rule, reports)
            _check_subject(rule.about, rule.subject, rule.span, platform, reports)
        before.append(rule)
    lists: dict[tuple[str, str], list[Listed]] = {}
    for listed in platform.lists:
        above = lists.setdefault((listed.key, listed.of), [])
        if listed.layer == layer:
            for one in above:
                _check_lists(one, listed, reports)
            if listed.of:
                _check_subject(TRAIT, listed.of, listed.span, platform, reports)
        above.append(listed)
    least: MostReplicas | None = None
    for most in platform.most_replicas:
        if most.layer == layer and least is not None and most.value > least.value:
            _loosens(layer, most.span, least.span, f"max-replicas is {least.value} already", reports)
        least = most if least is None or most.value < least.value else least


def _check_pair(earlier: Rule, rule: Rule, reports: Reports) -> None:
    """Check two rules about one thing."""
    if earlier.type is not None and rule.type is not None:
        both = intersect(earlier.type, rule.type)
        if both is None:
            contradict(rule.path, "no value is allowed by both", rule.span, earlier.span, reports)
        elif rule.layer and isinstance(rule.type, NumberType | ChoiceType | QuantityType) and both != rule.type:
            _loosens(rule.layer, rule.span, earlier.span, f'"{rule.path}" {earlier.words} already', reports)
    if earlier.setters is not None and rule.setters is not None and not set(rule.setters) <= set(earlier.setters):
        _loosens(rule.layer, rule.span, earlier.span, f'fewer may set "{rule.path}" already', reports)


def _check_lists(earlier: Listed, listed: Listed, reports: Reports) -> None:
    """Check two lists about one thing."""
    if earlier.denies is listed.denies:
        for name in () if listed.denies else listed.names:
            if not any(_covers(earlier.key, above.value, name.value) for above in earlier.names):
                reason = f'{IN_WORDS[listed.key] if not listed.of else "property"} "{name.value}" is not allowed above it'
                _loosens(listed.layer, name.span, earlier.span, reason, reports)
        return
    allowed, denied = (earlier, listed) if listed.denies else (listed, earlier)
    for name in denied.names:
        _check_denied(name, allowed, reports)


def _covers(key: str, above: str, name: str) -> bool:
    """Tell whether whatever an entry of a list means is meant by one above it. What is below a registry is of it."""
    return matches(above, name) or (key == REGISTRIES and matches(f"{above}/*", name))


def _check_denied(name: Located[str], allowed: Listed, reports: Reports) -> None:
    """Check a denied name against what is allowed."""
    same = next((one for one in allowed.names if one.value == name.value), None)
    if same is not None:
        contradict(name.value, "it is allowed and denied", name.span, same.span, reports)
    elif ANYTHING not in name.value and not any(_covers(allowed.key, one.value, name.value) for one in allowed.names):
        _never(f'"{name.value}" is not allowed anyway', name.span, allowed.span, reports)


def _check_subject(about: str, subject: str, at: Span, platform: Platform, reports: Reports) -> None:
    """Tell of a rule about a trait, or about objects of a kind, that may not be used at all."""
    key = {TRAIT: TRAITS, OBJECT: KINDS}.get(about, "")
    names = (subject, subject.rpartition(".")[2]) if about == OBJECT else (subject,)
    refused = next((one for one in platform.lists_of(key) if key and ANYTHING not in subject and breaks(one, names)), None)
    if refused is not None:
        _never(f'{IN_WORDS[key]} "{subject}" is not allowed', at, refused.span, reports)


def contradict(path: str, reason: str, at: Span, other: Span, reports: Reports) -> None:
    """Report two rules that cannot both hold."""
    related = [Related(span=other, message="the other one is here")] if other != at else []
    reports.add(codes.CONTRADICTORY_RULES, at=at, related=related, path=path, reason=reason, hint="take one of them away")


def _loosens(layer: str, at: Span, above: Span, reason: str, reports: Reports) -> None:
    """Report a rule of an environment that would allow more than the rules above it."""
    related = [Related(span=above, message=ABOVE)]
    hint = "loosen the rule of the project itself, or take this one away"
    reports.add(codes.ENVIRONMENT_LOOSENS, at=at, related=related, name=layer, reason=reason, hint=hint)


def _never(reason: str, at: Span, other: Span, reports: Reports) -> None:
    """Tell of a rule that never applies."""
    related = [Related(span=other, message="this rule is why")]
    reports.add(codes.RULE_NEVER_APPLIES, at=at, related=related, reason=reason, hint="take it away")

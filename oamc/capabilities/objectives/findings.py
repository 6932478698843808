"""What a use of `slo` says without effect, and whether anybody asks for its objectives (docs/spec/objectives.md, 1)."""

from __future__ import annotations

from oamc.capabilities.objectives.properties import ARGO, FLAGGER
from oamc.diagnostics.codes.objectives import NO_USE, NOBODY_ASKS
from oamc.expressions.holes import Hole
from oamc.ir.properties import Group, Leaf, Several
from oamc.objects.reading import paths_of_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Path
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Bound
    from oamc.objects.tree import KubeObject

ANALYSES = ("analysis", "prePromotion", "postPromotion")
"""Properties of traits that name a use of `slo` on the same instance."""
OF_ROLLOUTS = {ARGO: "Argo Rollouts", FLAGGER: "Flagger"}
"""Engines whose objects do nothing by themselves, with the words for them."""
HINTS = {
    ARGO: "attach the trait rollout with engine: argo and analysis: {name}",
    FLAGGER: "attach the trait rollout with engine: flagger and analysis: {name}",
}
OF_CANARIES = frozenset(("interval", "number"))
"""What Flagger reads in a Canary."""
OF_OBJECTIVES = (".weight", ".key", ".warn.number")
"""What only some engines read of an objective; with Sloth and Pyrra it is fixed, and read by neither."""
WHY = "nothing is made of it"


def is_asked_for(subject: Subject, name: str) -> bool:
    """Tell whether another trait of the instance names these objectives."""
    return any(use.known(analysis) == name for use in subject.instance.traits for analysis in ANALYSES)


def _names_others(subject: Subject) -> bool:
    """Tell whether a trait of the instance names objectives that nobody has: it may mean any."""
    there = {use.tree.known("name") for use in subject.instance.traits if use.tree is not None}
    named = {use.known(analysis) for use in subject.instance.traits for analysis in ANALYSES} - {None}
    return not named <= there


def idle_values(use: BoundTrait, subject: Subject, tree: Group, made: Iterable[KubeObject]) -> Iterator[tuple[Path, str]]:
    """Yield the values of which nothing comes, with the reason; what the document gives of them is reported."""
    engine, name = str(tree.known("engine")), str(tree.known("name"))
    asked = is_asked_for(subject, name)
    if engine in OF_ROLLOUTS and not asked and not _names_others(subject):
        subject.context.reports.add(
            NOBODY_ASKS,
            at=use.name_span,
            name=name,
            instance=subject.name,
            engine=OF_ROLLOUTS[engine],
            hint=HINTS[engine].format(name=name),
        )
    used = {path for item in made for path in paths_of_object(item)}
    assumed = {use.name_span.key(), *(span.key() for span in use.empty.values())}
    for words, leaf in _values(tree, ""):
        if leaf.value.path in used if isinstance(leaf.value, Hole) else not words.endswith(OF_OBJECTIVES):
            continue
        is_of_canary = engine == FLAGGER and words.rpartition(".")[2] in OF_CANARIES and ".warn." not in words
        if is_of_canary and asked:
            continue
        if leaf.span.key() not in assumed and not is_of_canary:
            subject.context.reports.add(
                NO_USE,
                at=leaf.span,
                property=words.removesuffix(".number"),
                trait=use.trait.name,
                reason=_reason(words, engine),
                hint="leave it out",
            )
        if isinstance(leaf.value, Hole):
            yield leaf.value.path, WHY


def _reason(words: str, engine: str) -> str:
    """Return why nothing comes of a property."""
    if words.endswith(".weight") or words.startswith("totalScore."):
        return f"engine {engine} looks at each objective alone"
    if words.endswith(".key"):
        return f"engine {engine} does not count failures"
    if words.endswith(".warn.number"):
        return f"engine {engine} knows good and bad alone"
    return f"no objective of engine {engine} reads it"


def _values(part: Bound | None, words: str) -> Iterator[tuple[str, Leaf]]:
    """Yield the single values of a part of the properties, with their places in words."""
    match part:
        case Leaf():
            yield words, part
        case Group():
            for name, inner in part.parts.items():
                yield from _values(inner, f"{words}.{name}" if words else name)
        case Several():
            for number, inner in enumerate(part.items):
                yield from _values(inner, f"{words}[{number}]")
        case None:
            return

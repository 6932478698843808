"""rollout: a new version of an instance beside the one that runs, for a part of the requests, or to switch to.

Who moves the requests is an engine (`capabilities/rollouts`), to which all but the choice of it is left. Rules:
docs/spec/rollouts.md.
"""

from __future__ import annotations

from oamc.capabilities.contracts import SCALABLE, Change, Property, Trait, Variant
from oamc.capabilities.rollouts import argo, flagger, native
from oamc.capabilities.rollouts.engine import BLUE_GREEN, CANARY, NATIVE
from oamc.diagnostics.codes.operation import OUT_OF_PLACE
from oamc.expressions.types import TextType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.capabilities.rollouts.engine import Engine
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject

ENGINES = {engine.name: engine for engine in (native.ENGINE, argo.ENGINE, flagger.ENGINE)}
OF_ALL = frozenset(("strategy", "engine"))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Do what the engine does, and tell of properties that mean nothing for it."""
    engine = _engine(use)
    if engine is None:
        return Change()
    for name, reason in _strangers(use, engine):
        subject.context.reports.add(
            OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=f"remove {name}"
        )
    return replace(engine.change(use, subject), excludes=engine.excludes)


def finish(use: BoundTrait, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Do with the finished objects what the engine does with them."""
    engine = _engine(use)
    return objects if engine is None or engine.finish is None else engine.finish(use, subject, objects)


def turn(use: BoundTrait, workload_type: WorkloadType) -> WorkloadType:
    """Return the type of the workload as the engine wants it."""
    engine = _engine(use)
    return workload_type if engine is None or engine.turn is None else engine.turn(use, workload_type)


def _engine(use: BoundTrait) -> Engine | None:
    """Return the engine of a use; None where it, or the strategy, is wrong, which is reported."""
    return ENGINES[str(use.known("engine"))] if use.known("engine") and use.known("strategy") else None


def _strangers(use: BoundTrait, engine: Engine) -> Iterator[tuple[str, str]]:
    """Yield each property that the document gives and that means nothing, with the reason. A list is told of once."""
    strategy, told = str(use.known("strategy")), set[str]()
    for name in use.properties:
        declared = _declared(name)
        if declared in OF_ALL or engine.takes(declared, strategy) or declared.partition("[]")[0] in told:
            continue
        told.add(declared.partition("[]")[0])
        is_of_engine = any(owned.property.name == declared for owned in engine.properties)
        yield name, f"the strategy is {strategy}" if is_of_engine else f"the engine is {engine.name}"


def _declared(name: str) -> str:
    """Return the name under which a property of an item of a list is declared.

    >>> _declared("canary.steps.0.weight")
    'canary.steps[].weight'
    """
    return ".".join("[]" if part.isdigit() else part for part in name.split(".")).replace(".[]", "[]")


def _of_engines(engines: Iterable[Engine]) -> tuple[Property, ...]:
    """Return the properties of all engines, each once."""
    return tuple({owned.property.name: owned.property for engine in engines for owned in engine.properties}.values())


ROLLOUT = Trait(
    names=("rollout",),
    summary="Run a new version of an instance beside the one that runs, for some of the requests or to switch to.",
    properties=(
        Property(
            name="strategy",
            type=TextType(choices=(CANARY, BLUE_GREEN)),
            description="canary: some pods of the new version answer beside the others. blueGreen: two whole versions, one of "
            "which answers.",
            required=True,
            live=False,
        ),
        Property(
            name="engine",
            type=TextType(choices=tuple(ENGINES)),
            description="Who moves requests to the new version. "
            + " ".join(f"{engine.name}: {engine.summary}." for engine in ENGINES.values()),
            default=NATIVE,
            live=False,
        ),
        *_of_engines(ENGINES.values()),
    ),
    needs=frozenset({SCALABLE}),
    change=change,
    finish=finish,
    turn=turn,
    produces=tuple(dict.fromkeys(kind for engine in ENGINES.values() for kind in engine.produces)),
    requires=tuple(dict.fromkeys(need for engine in ENGINES.values() for need in engine.requires)),
    variants=(
        Variant(words="strategy: blueGreen", properties={"strategy": "blueGreen", "blueGreen": {"image": "example/web:2"}}),
        Variant(
            words="engine: argo",
            properties={"strategy": "canary", "engine": "argo", "canary": {"steps": [{"weight": 20, "pause": "manual"}]}},
        ),
        Variant(
            words="engine: argo, traffic: istio",
            properties={
                "strategy": "canary",
                "engine": "argo",
                "traffic": "istio",
                "canary": {"steps": [{"weight": 20, "pause": "manual"}]},
            },
        ),
        Variant(words="engine: argo, strategy: blueGreen", properties={"strategy": "blueGreen", "engine": "argo"}),
        Variant(
            words="engine: flagger",
            properties={"strategy": "canary", "engine": "flagger", "traffic": "istio", "hosts": ["shop.example.com"]},
        ),
        Variant(words="engine: flagger, strategy: blueGreen", properties={"strategy": "blueGreen", "engine": "flagger"}),
    ),
)

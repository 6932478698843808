"""Objectives of instances, for each engine that can look at them (docs/spec/objectives.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some

if TYPE_CHECKING:
    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

SLO = "slo"
ARGO, FLAGGER = "argo", "flagger"
IN_PERCENT = ("sloth", "pyrra")
LONGEST_NAME = 30
"""With a prefix and this, pods can still be told by the names of their workloads."""
SELECTORS = ('job="shop"', 'job=~"a|b", namespace!="{{ x }}"')
QUERIES = ("max(queue_length)", "sum(rate(a_total[5m])) < bool 3", 'up{a="<no value>"}')
SHARES = {
    "success-rate": ((">=0.99", ">=0.95"), ("> 0.5", ">=0.5"), ({"operator": ">=", "number": 1}, ">0.000001")),
    "error-rate": (("<=0.01", "<=0.05"), ("<0.3", {"operator": "<", "number": 0.4})),
}
"""What a share is when it is good, and when it is nearly so."""


def slo(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return objectives, and who looks at them."""
    rolled_out = component.is_one_of("Server", "Worker") and not component.claims
    engine = chooser.choice((None, "prometheus", *IN_PERCENT, *((ARGO, FLAGGER) if rolled_out else ())))
    labels = {"alertLabels": {"team": chooser.choice(("a", "{{ $labels.team }}", ""))}}
    of_engine: dict[str | None, dict[str, Any]] = {
        None: {"interval": "30s", "window": "90s", "for": "1h30m", **labels},
        ARGO: {
            "interval": chooser.choice(("30s", "60m")),
            "window": "2m",
            "count": 10,
            "failureLimit": chooser.integer(0, 10),
            "provider": chooser.choice(({}, {"timeout": 5}, {"address": "https://a.example.com/b", "type": "prometheus"})),
        },
        FLAGGER: {"interval": "2m"},
        "sloth": labels,
        "pyrra": {"period": chooser.choice(("30d", "4w"))},
    }
    of_engine["prometheus"] = of_engine[None]
    every = {**of_engine[engine], "series": series(chooser), "ruleLabels": {"release": chooser.choice(("kps", ""))}}
    made = {name: every[name] for name in some(chooser, tuple(every), 0, 5)}
    if engine == FLAGGER:
        made["provider"] = {"address": "http://prometheus:9090"}
    if chooser.chance(20):
        made["totalScore"] = chooser.choice(({"pass": 90}, {"pass": 90.5, "warn": 75}))
    if engine in (ARGO, FLAGGER) and "selector" in made.get("series", {}):
        made["series"]["selector"] = SELECTORS[0]  # braces have a meaning there
    made["objectives"] = [objective(chooser, engine, number) for number in range(chooser.integer(1, 3))]
    return made | ({} if engine is None else {"engine": engine}) | chooser.choice(({}, {"name": "by-name"}))


def series(chooser: Chooser) -> dict[str, Any]:
    """Return names of series."""
    every = {
        "selector": chooser.choice(SELECTORS),
        "requests": chooser.choice(("web:requests_total", "_a")),
        "code": "status",
        "errors": "4..|5..",
        "durations": "web_seconds_bucket",
    }
    return {name: every[name] for name in some(chooser, tuple(every), 0, 3)}


def objective(chooser: Chooser, engine: str | None, number: int) -> dict[str, Any]:
    """Return an objective that an engine can look at."""
    made: dict[str, Any] = {"name": f"o{number}"}
    kind = chooser.choice(tuple(SHARES) if engine in IN_PERCENT else (*SHARES, "latency-p95", "query"))
    if kind in SHARES:
        good, nearly = chooser.choice(SHARES[kind])
        made |= {"sli": kind, "pass": good, "warn": nearly}
    elif kind == "query":
        made |= {"query": chooser.choice(QUERIES), "pass": chooser.choice(("<100", ">= -1.5", ">0"))}
        if engine == ARGO:
            made["query"] = chooser.choice(("max(a)", 'max(a{b="{{args.service}}"})', "{{ args.hash }}"))
    else:
        made |= {"sli": kind, "pass": "<=0.5", "warn": "<=2"}
    if engine == FLAGGER:
        made["pass"] = {"success-rate": ">=0.9", "error-rate": "<= 0.25", "latency-p95": "<=1"}.get(kind, ">= -2")
        made.pop("warn", None)
    if chooser.chance(40):
        made.pop("warn", None)
    optional = {"weight": chooser.choice((2, 0.5)), "key": chooser.chance(50)}
    return made | {name: optional[name] for name in some(chooser, tuple(optional), 0, 1)}


def fit(traits: list[dict[str, Any]], instance_name: str) -> None:
    """Let series be found otherwise where pods cannot be told by the name of their workload."""
    for trait in traits:
        if trait["name"] == SLO and len(instance_name) > LONGEST_NAME:
            trait["properties"].setdefault("series", {})["selector"] = SELECTORS[0]


def has_new_versions(use: dict[str, Any]) -> bool:
    """Tell whether an instance has objectives that are about new versions of a Deployment."""
    traits = [trait for trait in use.get("traits") or () if trait["name"] == SLO]
    return any(trait["properties"].get("engine") not in (None, "prometheus", *IN_PERCENT) for trait in traits)


def judging(chooser: Chooser, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return objectives by which a rollout judges new versions, or none; it names those that an instance has."""
    named = {binding["name"]: binding for binding in found}
    rollout = named.get("rollout", {}).get("properties", {})
    engine = rollout.get("engine")
    if engine not in {ARGO, FLAGGER}:
        return []
    made: list[dict[str, Any]] = []
    if SLO not in named and chooser.chance(80):
        own = {"provider": {"address": "http://prometheus:9090"}, "objectives": [objective(chooser, engine, 0)]}
        counted = {"count": 10, "interval": "30s"} if engine == ARGO else {}
        named[SLO] = {"name": SLO, "properties": {"engine": engine, **own, **counted}}
        made = [named[SLO]]
    properties = named.get(SLO, {}).get("properties", {})
    if properties.get("engine") == engine:
        of_switch = engine == ARGO and rollout["strategy"] == "blueGreen"
        for name in some(chooser, ("prePromotion", "postPromotion"), 1, 2) if of_switch else ("analysis",):
            rollout[name] = properties.get("name", SLO)
    return made

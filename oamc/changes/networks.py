"""What changes of Services, Ingresses and NetworkPolicies mean: who can reach what.

In: a change that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

import itertools
import math

from oamc.changes.model import ABSENT, EXPOSURE, HARMLESS, NARROWER, OTHER, PERMISSION, WIDER, Rated, spec_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.changes.model import Body, FieldChange

REACH = {"ClusterIP": 0, "NodePort": 1, "LoadBalancer": 2}
OF_LOAD_BALANCERS = (
    "service.beta.kubernetes.io/",
    "service.kubernetes.io/",
    "cloud.google.com/",
    "networking.gke.io/",
    "metallb.",
)
OF_A_NAME = "the port is used by its name"
MOST_PAIRS = 200_000
HARMLESS_OF_INGRESSES = ("cert-manager.io/", "acme.cert-manager.io/")


def of_service(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a Service means."""
    path = change.path
    if path[:2] == ("metadata", "annotations"):
        key = path[2] if len(path) > 2 else ""  # noqa: PLR2004  # a key below the annotations
        is_of_balancer = key.startswith(OF_LOAD_BALANCERS) or "load-balancer" in key
        yield Rated(rating=EXPOSURE, direction=OTHER) if is_of_balancer else Rated(rating=HARMLESS)
    elif path[:1] != ("spec",) or change.is_order:
        yield Rated(rating=HARMLESS)
    elif path == ("spec", "type"):
        yield Rated(rating=EXPOSURE, direction=_of_types(change.old, change.new))
    elif path[:2] == ("spec", "ports") and path[3:] == ("name",):
        # Whether somebody uses it only the other objects tell.
        yield Rated(rating=EXPOSURE, direction=OTHER, reason=OF_A_NAME)
    elif path[:2] == ("spec", "ports") and len(path) > 3:  # noqa: PLR2004  # a field of a port
        yield Rated(rating=EXPOSURE, direction=OTHER, reason="it interrupts traffic")
    elif path[:2] == ("spec", "ports"):
        direction = WIDER if change.old is ABSENT else NARROWER if change.new is ABSENT else OTHER
        yield Rated(rating=EXPOSURE, direction=direction, reason="" if direction == WIDER else "it interrupts traffic")
    elif path[:2] == ("spec", "loadBalancerSourceRanges"):
        yield Rated(rating=EXPOSURE, direction=_of_ranges(change))
    elif path[:2] == ("spec", "externalIPs"):
        yield Rated(rating=EXPOSURE, direction=_of_lists(change))
    elif path[:2] == ("spec", "allocateLoadBalancerNodePorts"):
        yield Rated(rating=HARMLESS)
    else:
        yield Rated(rating=EXPOSURE, direction=OTHER)


def _of_types(old: Any, new: Any) -> str:
    """Return which way a change of the type of a Service goes."""
    if old not in REACH or new not in REACH:
        return OTHER
    return WIDER if REACH[new] > REACH[old] else NARROWER


def _of_ranges(change: FieldChange) -> str:
    """Return which way a change of the allowed sources goes: none given is everybody."""
    if change.new is ABSENT:
        return WIDER
    if change.old is ABSENT:
        return NARROWER
    return _of_lists(change)


def _of_lists(change: FieldChange) -> str:
    """Return which way a list goes."""
    old = {str(item) for item in change.old} if isinstance(change.old, list) else set()
    new = {str(item) for item in change.new} if isinstance(change.new, list) else set()
    return WIDER if old < new else NARROWER if new < old else OTHER


def _encrypted(ingress: Body) -> set[str]:
    """Return the hosts of which an Ingress has a certificate; a star where a part of it names none."""
    return {str(host) for part in spec_of(ingress).get("tls") or () for host in part.get("hosts") or ("*",)}


def of_ingress(change: FieldChange, old: Body, new: Body) -> Iterator[Rated]:
    """Yield what a change of an Ingress means."""
    path = change.path
    if path[:2] == ("metadata", "annotations"):
        key = path[2] if len(path) > 2 else ""  # noqa: PLR2004  # a key below the annotations
        yield Rated(rating=HARMLESS) if key.startswith(HARMLESS_OF_INGRESSES) else Rated(rating=EXPOSURE, direction=OTHER)
    elif path[:1] != ("spec",) or change.is_order:
        yield Rated(rating=HARMLESS)
    elif path[:2] == ("spec", "tls"):
        before, after = _encrypted(old), _encrypted(new)
        if before - after:
            yield Rated(rating=EXPOSURE, direction=WIDER, reason="what passes is no longer encrypted")
        else:
            yield Rated(rating=EXPOSURE, direction=NARROWER if after - before else OTHER)
    elif change.old is ABSENT or change.new is ABSENT:
        yield Rated(rating=EXPOSURE, direction=WIDER if change.old is ABSENT else NARROWER)
    else:
        yield Rated(rating=EXPOSURE, direction=OTHER)


def of_network_policy(change: FieldChange, old: Body, new: Body) -> Iterator[Rated]:
    """Yield what a change of a NetworkPolicy means, by what is allowed before and after."""
    path = change.path
    if path[:1] != ("spec",) or change.is_order:
        yield Rated(rating=HARMLESS)
        return
    whole = len(path) == 1
    if path[:2] == ("spec", "podSelector"):
        ways = spec_of(new).get("policyTypes") or ()
        for way, rating in (("Ingress", EXPOSURE), ("Egress", PERMISSION)):
            if way in ways:
                yield Rated(rating=rating, direction=_of_selectors(old, new), reason="it is about other pods")
        return
    for way, field, rating in (("Ingress", "ingress", EXPOSURE), ("Egress", "egress", PERMISSION)):
        if not whole and path[1] not in {field, "policyTypes"}:
            continue
        if max(_count(spec_of(body), field) for body in (old, new)) > MOST_PAIRS:
            yield Rated(rating=rating, direction=OTHER, reason="the rules allow too much to be compared")
            continue
        before, after = _allowed(spec_of(old), way, field), _allowed(spec_of(new), way, field)
        if before != after:
            yield Rated(rating=rating, direction=_of_allowed(before, after))


def _of_selectors(old: Body, new: Body) -> str:
    """Return which way another selector of a policy goes: more is possible for the pods that it is no longer about."""
    before, after = ({repr(one) for one in _demands(spec_of(body).get("podSelector") or {})} for body in (old, new))
    return WIDER if before < after else NARROWER if after < before else OTHER


def _demands(selector: Body) -> Iterator[Any]:
    """Yield what a selector asks for, each demand by itself."""
    yield from (selector.get("matchLabels") or {}).items()
    yield from map(_plain, selector.get("matchExpressions") or ())


def _count(spec: Body, field: str) -> int:
    """Return how many pairs of peer and port a policy is about, so that a short text is no long computation."""
    parts = ("from" if field == "ingress" else "to", "ports")
    return sum(math.prod(max(len(rule.get(part) or ()), 1) for part in parts) for rule in spec.get(field) or ())


def _allowed(spec: Body, way: str, field: str) -> frozenset[tuple[str, str]] | None:
    """Return what a policy allows in one way, as pairs of peer and port; None for everything.

    In a rule, no peers or ports are all of them. No rules allow nothing. A policy that is not about a way allows everything.
    """
    if way not in spec.get("policyTypes", ()):
        return None
    found: set[tuple[str, str]] = set()
    for rule in spec.get(field) or ():
        peers = [repr(_plain(peer)) for peer in rule.get("from" if field == "ingress" else "to") or ()] or ["*"]
        ports = [repr(_plain(port)) for port in rule.get("ports") or ()] or ["*"]
        found |= {(peer, port) for peer in peers for port in ports}
    return None if ("*", "*") in found else frozenset(found)


def _plain(value: Any) -> Any:
    """Return plain data in one order."""
    if isinstance(value, dict):
        return sorted((key, _plain(part)) for key, part in value.items())
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _of_allowed(before: frozenset[tuple[str, str]] | None, after: frozenset[tuple[str, str]] | None) -> str:
    """Return which way it goes from what was allowed to what is."""
    if after is None or before is None:
        return WIDER if after is None else NARROWER
    more = any(not _is_covered(pair, before) for pair in after)
    less = any(not _is_covered(pair, after) for pair in before)
    return OTHER if more and less else WIDER if more else NARROWER


def _is_covered(pair: tuple[str, str], by: frozenset[tuple[str, str]]) -> bool:
    """Tell whether a peer and a port are among those that are allowed."""
    return any(one in by for one in itertools.product((pair[0], "*"), (pair[1], "*")))

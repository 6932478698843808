"""Which objects of two sets belong together: by identity, and renamed ones by what is in them.

A rename is found only among objects that one side alone has, of one kind and namespace: first where the names are the same but
for a digest at the end, or the labels name one component; then where enough of what is in them is equal.
"""

from __future__ import annotations

from collections import Counter

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from oamc.changes.model import Body

    Identity = tuple[str, str, str, str]

ENOUGH = 0.6
"""Which share of the leaves of two objects must be equal, so that one is the other with another name."""
MOST_COMPARED = 300
"""So many objects of a kind without a partner are compared with one another, on each side: each with each."""
MOST_ALIKE = 100
"""What more objects than these have in common is no mark of one of them."""
NOT_COMPARED = frozenset(
    (("apiVersion",), ("kind",), ("status",), *(("metadata", field) for field in ("name", "namespace", "labels")))
)
SHORTEST_DIGEST, LONGEST_DIGEST = 5, 16
OF_ONE_INSTANCE = ("oam.dev/instance-name", "app.oam.dev/component", "app.kubernetes.io/instance")
OF_ONE_COMPONENT = (("oam.dev/instance-name", "oam.dev/component"), ("app.oam.dev/name", "app.oam.dev/component"))
"""Labels that say which component an object is of; each pair is there or is not."""


class Pair(Record):
    """An object before and after; one of them is None where the object is new, or gone. `score` is that of a rename."""

    old: Body | None
    new: Body | None
    score: float = 1.0


def identity(body: Body) -> Identity:
    """Return what tells an object from all others: the group of its API, kind, namespace and name."""
    metadata = metadata_of(body)
    group = str(body.get("apiVersion", "")).rpartition("/")[0]
    return group, str(body.get("kind", "")), str(metadata.get("namespace") or ""), str(metadata.get("name") or "")


def metadata_of(body: Body) -> Body:
    """Return the metadata of an object, empty where it has none that is a mapping."""
    found = body.get("metadata")
    return found if isinstance(found, dict) else {}


def paired(old: Iterable[Body], new: Iterable[Body]) -> tuple[Pair, ...]:
    """Return the objects of two sets in pairs, in the order of the new set, and then those that are gone."""
    before = {identity(body): body for body in old}
    after = {identity(body): body for body in new}
    gone = [body for name, body in before.items() if name not in after]
    come = [body for name, body in after.items() if name not in before]
    renamed = {id(found.new): found for found in _renames(gone, come)}
    taken = {id(found.old) for found in renamed.values()}
    pairs = [renamed.get(id(body)) or Pair(old=before.get(name), new=body) for name, body in after.items()]
    return (*pairs, *(Pair(old=body, new=None) for body in gone if id(body) not in taken))


def _renames(gone: Sequence[Body], come: Sequence[Body]) -> Iterator[Pair]:
    """Yield the objects that have another name now, each once."""
    groups: dict[tuple[str, ...], tuple[list[Body], list[Body]]] = {}
    for index, bodies in enumerate((gone, come)):
        for body in bodies:
            groups.setdefault(identity(body)[:3], ([], []))[index].append(body)
    for left, right in groups.values():
        if left and right:
            yield from _renames_of_a_kind(left, right)


def _renames_of_a_kind(left: list[Body], right: list[Body]) -> Iterator[Pair]:
    """Yield the renames among objects of one kind and namespace: what is surely one first, then the most alike."""
    leaves = {id(body): frozenset(_leaves(body)) for body in (*left, *right)}
    sure: dict[tuple[str, ...], list[Body]] = {}
    for body in left:
        for mark in _marks(body):
            sure.setdefault(mark, []).append(body)
    counts = Counter(mark for body in right for mark in _marks(body))
    is_small = len(left) <= MOST_COMPARED and len(right) <= MOST_COMPARED
    scored: list[tuple[bool, float, str, str, Body, Body]] = []
    for new in right:
        groups = (sure.get(mark, ()) for mark in _marks(new) if counts[mark] <= MOST_ALIKE)
        certain = {id(old): old for group in groups if len(group) <= MOST_ALIKE for old in group}
        for old in left if is_small else certain.values():
            shared = len(leaves[id(old)] & leaves[id(new)])
            score = shared / max(len(leaves[id(old)]) + len(leaves[id(new)]) - shared, 1)
            if id(old) in certain or score >= ENOUGH:
                scored.append((id(old) not in certain, -score, identity(old)[3], identity(new)[3], old, new))
    used: set[int] = set()
    for _, score, _, _, old, new in sorted(scored, key=lambda found: found[:4]):
        if id(old) not in used and id(new) not in used:
            used |= {id(old), id(new)}
            yield Pair(old=old, new=new, score=round(-score, 2))


def instance_of(body: Body) -> str:
    """Return the instance, or else the release, that an object is of by its labels; the empty text where they do not say."""
    labels = metadata_of(body).get("labels")
    if not isinstance(labels, dict):
        return ""
    return next((str(labels[name]) for name in OF_ONE_INSTANCE if labels.get(name)), "")


def _marks(body: Body) -> Iterator[tuple[str, ...]]:
    """Yield what says surely that an object is one of another name: a name without its digest, and whose component it is."""
    name, component = _without_digest(body), _component(body)
    if name:
        yield ("name", name)
    if component:
        yield ("component", *component)


def _without_digest(body: Body) -> str:
    """Return the name of an object without a digest at its end, the empty text where it has none."""
    name, _, end = identity(body)[3].rpartition("-")
    is_digest = SHORTEST_DIGEST <= len(end) <= LONGEST_DIGEST and end.isalnum() and any(map(str.isdigit, end))
    return name if is_digest else ""


def _component(body: Body) -> tuple[str, ...]:
    """Return which component an object is of by its labels, nothing where they do not say."""
    labels = metadata_of(body).get("labels")
    if not isinstance(labels, dict):
        return ()
    for pair in OF_ONE_COMPONENT:
        if all(name in labels for name in pair):
            return tuple(str(labels[name]) for name in pair)
    return ()


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the leaves of an object with their paths, without its name, its labels, and what all objects of its kind share."""
    if path in NOT_COMPARED:
        return
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _leaves(part, (*path, str(key)))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from _leaves(item, (*path, str(number)))
    else:
        yield (*path, repr(value))

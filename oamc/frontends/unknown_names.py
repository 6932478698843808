"""Names that nobody knows: what the user probably means by one, and what to do. Loaded with the first of them.

A name of Kubernetes gets the answer of `kubernetes_fields.py`. Another one is compared with the known names and with those of
Kubernetes that belong to the place, so that no near name is suggested where one of Kubernetes is nearer.
"""

from __future__ import annotations

from oamc.frontends.kubernetes_fields import ANSWERS
from oamc.frontends.kubernetes_places import CALLED, NEIGHBORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def place_of(path: str) -> str:
    """Return the key of `NEIGHBORS` for the path of a mapping: `containers` for `spec.containers[0]`."""
    return path.rpartition(".")[2].partition("[")[0]


def answer(name: str, place: str) -> str:
    """Return what to write in the place of a field of Kubernetes that stands at a place of a document; nothing for another."""
    neighbors = NEIGHBORS.get(place, ())
    tables = [CALLED.get(place, {}), *(ANSWERS[definition] for definition in neighbors)]
    tables += [fields for definition, fields in ANSWERS.items() if definition not in neighbors]
    return next((fields[name] for fields in tables if name in fields), "")


def advice(
    name: str, place: str, known: Sequence[str], nearest: Callable[[str, Sequence[str]], str | None] | None = None
) -> str:
    """Return the hint about an unknown name: an answer, or the known name that it is near to; the empty text without either.

    `nearest` finds a near name; without it nobody looks for one.
    """
    hint = answer(name, place)
    if hint or nearest is None:
        return hint
    near = nearest(name, [*known, *_words(place)])
    if near is None:
        return ""
    return f'did you mean "{near}"?' if near in known else f'did you mean "{near}" of Kubernetes? {answer(near, place)}'


def _words(place: str) -> list[str]:
    """Return the names of Kubernetes that a misspelled one at a place may mean, the nearest definitions first."""
    fields = (field for definition in NEIGHBORS.get(place, ()) for field in ANSWERS[definition])
    return list(dict.fromkeys([*CALLED.get(place, ()), *fields]))

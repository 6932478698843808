"""What changes of claims, volumes, classes, and of ConfigMaps and Secrets mean.

In: a change that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

from oamc.changes.model import ABSENT, DATA, HARMLESS, Rated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, FieldChange


def of_claim(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a claim means."""
    if change.path[:2] == ("spec", "resources"):
        yield Rated(rating=HARMLESS, condition="it is bound, and its class allows expansion; else it is refused")
    else:
        yield Rated(rating=HARMLESS)


def of_volume(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a volume means."""
    path = change.path
    if path == ("spec", "persistentVolumeReclaimPolicy"):
        # A volume that is recycled is emptied, too.
        is_risky = change.new == "Delete" or (change.new == "Recycle" and change.old == "Retain")
        yield Rated(rating=DATA, reason="the data goes with the claim") if is_risky else Rated(rating=HARMLESS)
    elif path[:2] == ("spec", "claimRef") and change.old is not ABSENT:
        yield Rated(rating=DATA, reason="another claim may get the data")
    else:
        yield Rated(rating=HARMLESS)


def of_class(_: FieldChange, __: Body, ___: Body) -> Iterator[Rated]:
    """Yield what a change of a class of storage means."""
    yield Rated(rating=HARMLESS, reason="only new claims have it")


def of_content(change: FieldChange, _: Body, __: Body) -> Iterator[Rated]:
    """Yield what a change of a ConfigMap, a Secret or another kind means: nothing that runs changes by itself."""
    is_one_way = change.path == ("immutable",) and change.new is True
    yield Rated(rating=HARMLESS, reason="from then on its content stays as it is" if is_one_way else "")

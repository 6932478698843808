"""What changes of claims, volumes, classes, and of ConfigMaps and Secrets mean.

In: a change that the server takes, and both objects as it would store them. Out: its ratings.
"""

from __future__ import annotations

from oamc.changes.model import DATA, HARMLESS, Rated

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
        is_risky = change.new == "Delete"
        yield Rated(rating=DATA, reason="the data goes with the claim") if is_risky else Rated(rating=HARMLESS)
    elif path[:2] == ("spec", "claimRef"):
        yield Rated(rating=DATA, reason="another claim may get the data")
    else:
        yield Rated(rating=HARMLESS)


def of_content(_: FieldChange, __: Body, ___: Body) -> Iterator[Rated]:
    """Yield what a change of a ConfigMap, a Secret or a class means: nothing that runs changes by itself."""
    yield Rated(rating=HARMLESS)

"""What changes of templates of pods mean, also in kinds of which nothing else is known: a CloneSet, or a kind of one's own.

In: both objects. Out: their differences, with ratings for those in pods. Pods mean the same wherever they stand; when new ones
are made is up to whoever acts on the kind.
"""

from __future__ import annotations

from oamc.changes.defaults import effective
from oamc.changes.differences import differences
from oamc.changes.identities import identity
from oamc.changes.model import RESTART, Rated, part_of
from oamc.changes.pod_specs import deployment_of, well_shaped_pods
from oamc.changes.pods import Meaning, meanings
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body, FieldChange, Path
    from oamc.changes.surroundings import Surroundings

TEMPLATE = ("spec", "template")
LATER = "whoever acts on the kind makes new pods when their template changes"


def meanings_of_pods(new: Body, before: Body, after: Body, template: Path, around: Surroundings) -> Iterator[Meaning]:
    """Yield what a change of the pods of a workload means beside their restart. `before` and `after` are as they are stored."""
    namespace = identity(new)[2]
    templates = [part_of(body, *template) for body in (before, after)]
    specs = [around.in_force(namespace, one) for one in templates]
    labels = [part_of(one, "metadata", "labels") for one in templates]
    yield from meanings(*specs)
    for rated in around.newly_selected(new, *labels):
        yield Meaning(rated=rated, fields=frozenset(("labels",)))
    for rated in around.lost_ports(new, labels[1], *specs):
        yield Meaning(rated=rated, fields=frozenset(("ports",)))


def _template(body: Body, path: Path) -> Body:
    """Return the template around a spec of pods; where it stands alone, one with nothing else."""
    spec = part_of(body, *path)
    around = part_of(body, *path[:-1]) if path[-1] == "spec" and len(path) > 1 else {}
    return {"metadata": part_of(around, "metadata"), "spec": spec}


def _with(body: Body, path: Path, part: Body) -> Body:
    """Return an object with another part at a path."""
    return {**body, path[0]: part if len(path) == 1 else _with(part_of(body, path[0]), path[1:], part)}


def of_unknown(old: Body, new: Body, around: Surroundings) -> tuple[FieldChange, ...]:
    """Return the fields of an object of an unknown kind that differ; those of pods at one place in both are rated."""
    there = set(well_shaped_pods(new))
    places = [path for path in well_shaped_pods(old) if path in there]
    found: dict[Path, list[Meaning]] = {}
    before, after = old, new
    for path in places:
        was, is_now = (effective(deployment_of(body, _template(body, path))) for body in (old, new))
        found[path] = list(meanings_of_pods(new, was, is_now, TEMPLATE, around))
        before = _with(before, path, part_of(was, *TEMPLATE, "spec"))
        after = _with(after, path, part_of(is_now, *TEMPLATE, "spec"))
    return tuple(_rated(change, found) for change in differences(before, after))


def _rated(change: FieldChange, found: dict[Path, list[Meaning]]) -> FieldChange:
    """Return a change with what it means, where it is one of pods."""
    for path, meant in found.items():
        metadata = (*path[:-1], "metadata") if path[-1] == "spec" and len(path) > 1 else path
        if path == change.path[: len(path)] or metadata == change.path[: len(metadata)]:
            return replace(
                change, ratings=(Rated(rating=RESTART, condition=LATER), *(one.rated for one in meant if one.concerns(change)))
            )
    return change

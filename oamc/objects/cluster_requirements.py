"""What the cluster must have for some objects: kinds that are no part of Kubernetes, programs that act, objects that are named.

In: objects as plain data, with the values in force. Out: the three lists, each entry with the objects that need it,
sorted, so that the same documents give the same result. An object that the values in force leave out counts, and says so.
"""

from __future__ import annotations

from oamc.kubernetes.cluster_needs import NEEDS, group_of, need_of_kind, needed_by
from oamc.kubernetes.schemas import load_table
from oamc.objects.fill import filler_of
from oamc.records import Record
from oamc.values.open_examples import with_examples
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from oamc.kubernetes.cluster_needs import Need
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import Tree


ANNOTATION = "oam.dev/cluster-needs"
"""The annotation of a chart with what its cluster must have."""


class Source(Record):
    """An object with whose it is: an application in an environment, both empty for one that somebody else has written.

    One that is not `present` is left out by the values in force.
    """

    body: Mapping[str, Any]
    application: str = ""
    environment: str = ""
    present: bool = True

    @property
    def order(self) -> tuple[str, str, str, str, str]:
        """Return what objects are sorted by, and what tells one from another."""
        metadata = self.body.get("metadata")
        name, namespace = (metadata.get("name"), metadata.get("namespace")) if isinstance(metadata, dict) else ("", "")
        return (self.application, self.environment, str(self.body.get("kind")), str(name or ""), str(namespace or ""))


class NeededKind(Record):
    """A kind that Kubernetes does not have, with who brings it as far as that is known, and the objects of it."""

    group: str
    version: str
    kind: str
    need: Need | None
    users: tuple[Source, ...]


class NeededProgram(Record):
    """A program, or another ability of the cluster, with the objects that need it."""

    need: Need
    users: tuple[Source, ...]


class NeededObject(Record):
    """An object of the cluster that is there already, with the objects that name it."""

    kind: str
    name: str
    users: tuple[Source, ...]


class Requirements(Record):
    """All that the cluster must have."""

    kinds: tuple[NeededKind, ...]
    programs: tuple[NeededProgram, ...]
    objects: tuple[NeededObject, ...]


def requirements(sources: Iterable[Source]) -> Requirements:
    """Return what the cluster must have for some objects. What is among them need not be there."""
    all_of_them = {source.order: source for source in sources}
    table = load_table()
    kinds: dict[tuple[str, str, str], list[Source]] = {}
    programs: dict[str, list[Source]] = {}
    objects: dict[tuple[str, str], list[Source]] = {}
    made = {(kind, name) for _, _, kind, name, _ in all_of_them}
    brought = {(group, kind) for source in all_of_them.values() for group, kind in _brought(source.body)}
    for _, source in sorted(all_of_them.items()):
        group, kind = group_of(source.body), str(source.body.get("kind"))
        if group not in table.groups and (group, kind) not in brought:
            version = str(source.body.get("apiVersion")).rpartition("/")[2]
            kinds.setdefault((group, version, kind), []).append(source)
        for needed in needed_by(source.body):
            if needed.need:
                users = programs.setdefault(needed.need, [])
                users += [] if source in users[-1:] else [source]
            elif (needed.kind, needed.name) not in made:
                objects.setdefault((needed.kind, needed.name), []).append(source)
    return Requirements(
        kinds=tuple(
            NeededKind(group=group, version=version, kind=kind, need=NEEDS.get(need_of_kind(group, kind)), users=tuple(users))
            for (group, version, kind), users in sorted(kinds.items())
        ),
        programs=tuple(
            NeededProgram(need=need, users=tuple(programs[name])) for name, need in NEEDS.items() if name in programs
        ),
        objects=tuple(
            NeededObject(kind=kind, name=name, users=tuple(users)) for (kind, name), users in sorted(objects.items())
        ),
    )


def needs_annotation(objects: ObjectSet, filler: Filler | None = None) -> dict[str, Tree]:
    """Return the annotation of a chart that tells what its cluster must have, with the values of the chart: a line for each.

    Names of classes are values, and not told here (docs/spec/traits-together.md, 3.5). `filler` has these values, with an
    example of each that is not given, where somebody has filled the objects with them before.
    """
    filler = filler or filler_of(objects.parameters, with_examples(defaults(objects.parameters), objects.parameters))
    found = requirements(Source(body=filler.body(item), present=filler.present(item)) for item in objects.objects)
    lines = [f"{kind_in_words(kind)}{_where(kind.users)}" for kind in found.kinds]
    lines += [f"{program.need.name}: {program.need.text}{_where(program.users)}" for program in found.programs]
    return {ANNOTATION: "".join(f"{line}\n" for line in lines)} if lines else {}


def kind_in_words(found: NeededKind) -> str:
    """Return a kind with who brings it."""
    brought = f": {found.need.installer}" if found.need is not None else ": not known who installs it"
    return f"{found.group}/{found.version} {found.kind}{brought}"


def _where(users: tuple[Source, ...]) -> str:
    """Return that something is needed only with other values than those in force."""
    return "" if any(user.present for user in users) else " (where it is enabled)"


def _brought(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the kind that a CustomResourceDefinition brings."""
    spec = body.get("spec")
    if body.get("kind") == "CustomResourceDefinition" and isinstance(spec, dict):
        names = spec.get("names")
        yield str(spec.get("group")), str(names.get("kind")) if isinstance(names, dict) else ""

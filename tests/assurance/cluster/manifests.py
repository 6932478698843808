"""Manifests as people apply them: created, applied by the client and by the server, changed and changed back, by two managers.

Each step is told with its problem, which is empty where all went well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tests.assurance.cluster.api import Api
from tests.assurance.cluster.judging import accepted, configured, difference, refused
from tests.assurance.cluster.sets import Change, Files, ObjectSet, in_namespace, stream
from tests.assurance.cluster.tools import Answer
from tests.support.agreement import objects

FIRST, OTHER = "--field-manager=first", "--field-manager=other"
STRICT = "--validate=strict"
LOOKS = 4
"""How often a difference is looked for: a controller may write between the two reads of `kubectl diff`."""
Kubectl = Callable[..., Answer]


class Told(NamedTuple):
    """One step with what went wrong in it; `about` names the override where the step had one."""

    step: str
    problem: str
    about: str = ""


class Place(NamedTuple):
    """A namespace that only one way of applying uses, with the tools for it."""

    kubectl: Kubectl
    api: Api
    namespace: str

    def call(self, *arguments: str, given: Files | None = None) -> Answer:
        """Call kubectl in the namespace, with manifests as its input."""
        text = "" if given is None else stream(in_namespace(given, self.namespace))
        return self.kubectl("--namespace", self.namespace, *arguments, *(() if given is None else ("-f", "-")), given=text)

    def differs(self, manifests: Files, *flags: str) -> str:
        """Return the difference that stays between the manifests and the cluster."""
        for look in range(LOOKS):
            time.sleep(0.3 * look)
            problem = difference(self.call("diff", *flags, given=manifests))
            if not problem:
                break
        return problem

    def remove(self, names: Mapping[tuple[str, str], str]) -> None:
        """Delete objects, as an operator does who prunes."""
        for (kind, name), version in names.items():
            resource = self.api.resource(version, kind)
            if resource is not None:
                group = "/api/v1" if version == "v1" else f"/apis/{version}"
                self.api.request("DELETE", f"{group}/namespaces/{self.namespace}/{resource.plural}/{name}")


def created(place: Place, item: ObjectSet) -> Iterator[Told]:
    """Create all objects of a set, nothing unknown in them."""
    yield Told("create", refused(place.call("create", STRICT, given=item.manifests)))
    made = set(_names(item.manifests))
    for change in item.changes:
        names = _names(change.manifests).keys()
        if not change.refused and not names & made:
            made |= names
            yield Told("create of an override", refused(place.call("create", STRICT, given=change.manifests)), change.name)


def applied(place: Place, item: ObjectSet) -> Iterator[Told]:
    """Apply a set by the client, twice; then each override over it, and back."""
    yield Told("apply", refused(place.call("apply", STRICT, given=item.manifests)))
    yield Told("diff after apply", place.differs(item.manifests))
    yield Told("second apply", configured(place.call("apply", STRICT, given=item.manifests)))
    yield from _changed(place, item, "apply", ("apply", STRICT), ())


def applied_by_the_server(place: Place, item: ObjectSet) -> Iterator[Told]:
    """Apply a set by the server; then each override over it, and back; then the same text by another manager."""
    flags = ("--server-side", FIRST)
    answer = place.call("apply", STRICT, *flags, given=item.manifests)
    yield Told("server-side apply", refused(answer))
    if answer.status:
        return
    yield Told("diff after server-side apply", place.differs(item.manifests, *flags))
    yield from _changed(place, item, "server-side apply", ("apply", STRICT, *flags), flags)
    yield Told(
        "server-side apply by another manager",
        refused(place.call("apply", STRICT, "--server-side", OTHER, given=item.manifests)),
    )


def _changed(place: Place, item: ObjectSet, name: str, command: tuple[str, ...], flags: tuple[str, ...]) -> Iterator[Told]:
    """Apply each override over a set, and the set over it again."""
    for change in item.changes:
        if change.refused or not (_names(change.manifests).keys() & _names(item.manifests).keys() or _of_one(item, change)):
            continue
        # What goes, goes first: an autoscaler that is still there would scale what the override has just set.
        place.remove(_missing(item.manifests, change.manifests))
        answer = place.call(*command, given=change.manifests)
        yield Told(f"{name} of an override", _judged(answer, change), change.name)
        if not answer.status:
            yield Told(f"diff after {name} of an override", place.differs(change.manifests, *flags), change.name)
        place.remove(_missing(change.manifests, item.manifests))
        yield Told(f"{name} back", refused(place.call(*command, given=item.manifests)), change.name)
        yield Told(f"diff after {name} back", place.differs(item.manifests, *flags), change.name)


def _judged(answer: Answer, change: Change) -> str:
    """Return what is wrong with the answer to an override."""
    return accepted(answer, change.first_only) if change.first_only else refused(answer)


def _names(manifests: Files) -> dict[tuple[str, str], str]:
    """Return the API version of each object by its kind and name."""
    return {(item["kind"], item["metadata"]["name"]): item["apiVersion"] for item in objects(manifests)}


def _of_one(item: ObjectSet, change: Change) -> bool:
    """Tell whether a set and its change have an instance in common, whose Job then has another name."""
    return bool(_instances(item.manifests) & _instances(change.manifests))


def _instances(manifests: Files) -> set[str]:
    """Return the instances whose objects are in manifests."""
    labels = (item["metadata"].get("labels", {}) for item in objects(manifests))
    return {known["oam.dev/instance-name"] for known in labels if "oam.dev/instance-name" in known}


def _missing(before: Files, after: Files) -> dict[tuple[str, str], str]:
    """Return the objects that the second manifests lack."""
    present = _names(after)
    return {name: version for name, version in _names(before).items() if name not in present}

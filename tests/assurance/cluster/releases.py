"""A chart as people install it: installed, upgraded unchanged, to each override and back, after a scaling, and uninstalled.

Each step is told with its problem, which is empty where all went well.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from oamc.verification.folders import chart_folder
from tests.assurance.cluster.judging import KEPT, Snapshot, accepted, changes, left_over, refused, snapshot
from tests.assurance.cluster.manifests import Place, Told
from tests.assurance.cluster.sets import Change, Files, ObjectSet, in_namespace, kinds_of
from tests.assurance.cluster.tools import Answer
from tests.support.agreement import objects

RELEASE = "release"
PATIENCE = 30.0
"""How many seconds objects have to go after `helm uninstall`."""
OF_EVERY_NAMESPACE = {("ConfigMap", "kube-root-ca.crt"), ("ServiceAccount", "default")}
NOT_TAKEN = ""
Helm = Callable[..., Answer]


class Release:
    """The chart of a set, installed into a namespace by one version of Helm."""

    def __init__(self, title: str, helm: Helm, place: Place, item: ObjectSet, folder: Path) -> None:
        self._title = title
        self._helm = helm
        self._place = place
        self._item = item
        self._folder = folder
        self._kinds = kinds_of(item.manifests).union(*(kinds_of(change.manifests) for change in item.changes))

    def life(self) -> Iterator[Told]:
        """Yield all steps."""
        answer = self._install()
        yield self._told("install", refused(answer))
        if answer.status:
            return
        installed = self._snapshot()
        problem = refused(self._upgrade())
        yield self._told("upgrade with the unchanged chart", problem or changes(installed, self._snapshot()))
        for change in self._item.changes:
            yield from self._changed(change)
        yield from self._scaled()
        yield self._told("uninstall", refused(self._call("uninstall")) or self._left())
        kept = self._kept(())
        if kept:
            problem = refused(self._install()) or changes(installed, self._snapshot())
            yield self._told("install where claims have stayed", problem)
            self._call("uninstall")
            self._place.remove(kept)

    def _changed(self, change: Change) -> Iterator[Told]:
        """Upgrade to an override and roll back to what was installed."""
        revision = self._revision()
        before = self._snapshot()
        answer = self._upgrade(change.values, change.chart)
        if change.refused:
            problem = accepted(answer, NOT_TAKEN) or changes(before, self._snapshot())
            yield self._told("upgrade to an override that the chart refuses", problem, change.name)
            return
        problem = accepted(answer, change.first_only) if change.first_only else refused(answer)
        yield self._told("upgrade to an override", problem, change.name)
        if answer.status and not change.first_only:
            self._start_over()
            return
        answer = self._call("rollback", str(revision))
        self._place.remove(self._kept(before))
        yield self._told("rollback", refused(answer) or changes(before, self._snapshot()), change.name)
        if answer.status:
            self._start_over()

    def _start_over(self) -> None:
        """Install the chart again where nothing is left: what follows must not stumble over an upgrade that failed half-way."""
        self._call("uninstall")
        for item in self._objects():
            self._place.remove({(item["kind"], item["metadata"]["name"]): item["apiVersion"]})
        self._left()
        self._install()

    def _install(self) -> Answer:
        """Install the chart with its own values."""
        return self._call("install", str(self._folder))

    def _scaled(self) -> Iterator[Told]:
        """Scale by hand what has a number of replicas, and upgrade with the unchanged chart."""
        scalable = [
            (item["kind"].lower(), item["metadata"]["name"], item["spec"]["replicas"])
            for item in objects(self._item.manifests)
            if item["kind"] in {"Deployment", "StatefulSet"} and "replicas" in item["spec"]
        ]
        for kind, name, replicas in scalable:
            answer = self._place.call("scale", f"{kind}/{name}", f"--replicas={replicas + 1}")
            yield Told("kubectl scale", refused(answer))
        if scalable:
            yield self._told("upgrade after kubectl scale", refused(self._upgrade()))

    def _upgrade(self, values: Mapping[str, Any] | None = None, chart: Files | None = None) -> Answer:
        """Upgrade to the chart with some values, or to another chart."""
        file = self._folder.parent / "overrides.json"
        file.write_text(as_yaml(values or {}), encoding="utf-8")
        if chart is None:
            return self._call("upgrade", str(self._folder), "--values", str(file))
        with chart_folder(in_namespace(chart, self._place.namespace)) as folder:
            return self._call("upgrade", str(folder), "--values", str(file))

    def _kept(self, known: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the objects that Helm has left on purpose, beside those that are known: an operator removes them by hand."""
        found = (item for item in self._objects() if item["metadata"].get("annotations", {}).get(KEPT) == "keep")
        names = {(item["kind"], item["metadata"]["name"]): item["apiVersion"] for item in found}
        return {name: version for name, version in names.items() if name not in known}

    def _call(self, command: str, *arguments: str) -> Answer:
        """Call Helm for the release."""
        return self._helm(command, RELEASE, *arguments, "--namespace", self._place.namespace, "--timeout", "60s")

    def _revision(self) -> int:
        """Return the number of the last revision."""
        history = self._helm("history", RELEASE, "--namespace", self._place.namespace, "--output", "json")
        return int(json.loads(history.out)[-1]["revision"]) if not history.status else 0

    def _objects(self) -> list[dict[str, Any]]:
        """Return the objects in the namespace of all kinds that the chart has."""
        found = []
        for version, kind in sorted(self._kinds):
            listed = self._place.api.objects(version, kind, self._place.namespace)
            # The items of a list do not repeat what they are.
            found += [{**item, "apiVersion": version, "kind": kind} for item in listed]
        return [item for item in found if (item["kind"], item["metadata"]["name"]) not in OF_EVERY_NAMESPACE]

    def _snapshot(self) -> Snapshot:
        """Return the objects of the release as they are."""
        return snapshot(item for item in self._objects() if "deletionTimestamp" not in item["metadata"])

    def _left(self) -> str:
        """Return what is still there some time after the end of the release."""
        end = time.monotonic() + PATIENCE
        while (problem := left_over(self._objects())) and time.monotonic() < end:
            time.sleep(0.5)
        return problem

    def _told(self, step: str, problem: str, about: str = "") -> Told:
        """Return a step of this version of Helm."""
        return Told(f"{self._title} {step}", problem, about)


def as_yaml(values: Mapping[str, Any]) -> str:
    """Return values as JSON that is YAML: Helm reads neither the surrogates of JSON nor control characters as they are."""
    text = json.dumps(dict(values), ensure_ascii=False)
    return "".join(each if " " <= each <= "~" else f"\\U{ord(each):08X}" for each in text)


def released(title: str, helm: Helm, place: Place, item: ObjectSet) -> Iterator[Told]:
    """Install the chart of a set and do with it what an operator does; `title` names the version of Helm."""
    with chart_folder(in_namespace(item.chart, place.namespace)) as folder:
        yield from Release(title, helm, place, item, folder).life()

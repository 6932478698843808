"""What the answers of kubectl, Helm and the API server mean. Pure: texts and objects in, problems out.

A problem is a text with the server's own words; no problem is an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.assurance.cluster.tools import Answer

LONGEST = 600
WARNING = re.compile(r"^(?:Warning: |W\d{4} |[IE]\d{4} .*\bwarnings\.go:|level=WARN|time=\S+ level=WARN).*", re.MULTILINE)
UNCHANGED = re.compile(r" unchanged(?: \(.*\))?$")
FOR_THE_SERVER = {"resourceVersion", "uid", "creationTimestamp", "managedFields", "generation", "selfLink", "deletionTimestamp"}
"""Metadata that only the server writes."""
OF_CONTROLLERS = re.compile(
    r"deployment\.kubernetes\.io/|pv\.kubernetes\.io/|volume\.(?:beta\.)?kubernetes\.io/|kubectl\.kubernetes\.io/"
)
"""Annotations of controllers and of kubectl itself."""
ASSIGNED = {"PersistentVolumeClaim": ("volumeName",), "Service": ("clusterIP", "clusterIPs")}
"""Fields that the cluster gives an object when it is made, and gives in another way when it is made again."""
KEPT = "helm.sh/resource-policy"

Name = tuple[str, str]
Snapshot = Mapping[Name, Mapping[str, Any]]


def shortened(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + " …"


def refused(answer: Answer) -> str:
    """Return why something failed; it may not have a warning either."""
    if answer.status:
        return shortened(answer.err or answer.out or f"status {answer.status} without a word")
    return shortened("\n".join(WARNING.findall(answer.err)))


def accepted(answer: Answer, words: str) -> str:
    """Return what is wrong with an answer that must be a refusal with these words."""
    if not answer.status:
        return f"it was taken, although it must be refused with: {words}"
    return "" if re.search(words, answer.err) else f"refused, but not with {words!r}: {shortened(answer.err)}"


def difference(answer: Answer) -> str:
    """Return what `kubectl diff` shows, or why it fails."""
    if answer.status > 1:
        return shortened(answer.err or answer.out or f"status {answer.status} without a word")
    changed = [line for line in answer.out.splitlines() if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"}]
    if answer.status and not changed:
        return shortened(answer.err or answer.out or "a difference without a line")
    return shortened("\n".join(changed))


def configured(answer: Answer) -> str:
    """Return the objects that a second `kubectl apply` of the same text changed."""
    lines = [line for line in answer.out.splitlines() if not UNCHANGED.search(line)]
    return refused(answer) or shortened("\n".join(lines)) or ("" if answer.out else "it names no object")


def snapshot(objects: Iterable[Mapping[str, Any]]) -> Snapshot:
    """Return live objects by kind and name, without what the server and controllers write into them."""
    found = list(objects)
    scaled = {
        (item["spec"]["scaleTargetRef"]["kind"], item["spec"]["scaleTargetRef"]["name"])
        for item in found
        if item["kind"] == "HorizontalPodAutoscaler"
    }
    return {_name(item): _without_bookkeeping(item, scaled=_name(item) in scaled) for item in found}


def changes(before: Snapshot, after: Snapshot) -> str:
    """Return how two snapshots differ."""
    lines = [f"{kind}/{name} is gone" for kind, name in before.keys() - after.keys()]
    lines += [f"{kind}/{name} is new" for kind, name in after.keys() - before.keys()]
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            lines.append(f"{'/'.join(name)} {'; '.join(_differing(before[name], after[name], ''))}")
    return shortened("\n".join(sorted(lines)))


def left_over(remaining: Iterable[Mapping[str, Any]]) -> str:
    """Return the objects that should be gone: all but those that are kept on purpose or are going."""
    names = [
        "/".join(_name(item))
        for item in remaining
        if "deletionTimestamp" not in item["metadata"] and KEPT not in item["metadata"].get("annotations", {})
    ]
    return shortened("\n".join(names))


def _name(item: Mapping[str, Any]) -> Name:
    """Return the kind and the name of an object."""
    return item["kind"], item["metadata"]["name"]


def _without_bookkeeping(item: Mapping[str, Any], *, scaled: bool) -> dict[str, Any]:
    """Return an object as its author sees it. The number of replicas belongs to an autoscaler that leads to it."""
    metadata = {key: value for key, value in item["metadata"].items() if key not in FOR_THE_SERVER}
    annotations = {key: value for key, value in metadata.get("annotations", {}).items() if not OF_CONTROLLERS.match(key)}
    rest = {key: value for key, value in item.items() if key not in {"status", "metadata"}}
    assigned = {*ASSIGNED.get(item["kind"], ()), *(("replicas",) if scaled else ())}
    if assigned:
        rest["spec"] = {key: value for key, value in rest["spec"].items() if key not in assigned}
    rest = {**rest, "metadata": {**metadata, "annotations": annotations}}
    return _without_identity(rest) if item["kind"] == "Job" else rest


def _without_identity(value: Any) -> Any:
    """Return a value without the labels that name the identity of a Job, which differs when it is made again."""
    if not isinstance(value, dict):
        return value
    return {key: _without_identity(part) for key, part in value.items() if key.rpartition("/")[2] != "controller-uid"}


def _differing(before: Any, after: Any, path: str) -> Iterable[str]:
    """Yield the places where two values differ, as "spec.replicas: 3 → 1"."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            yield from _differing(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    else:
        yield f"{path}: {json.dumps(before)[:200]} → {json.dumps(after)[:200]}"

"""What changes between two reports of the quality of service: classes, and whether memory is guaranteed.

The class of a pod never changes while it runs, so that another class means another pod (`status.qosClass`).
"""

from __future__ import annotations

from oamc.records import Record
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.quality.report import PodQuality, Report

_DIGITS = Pattern(r"[0-9a-f]{8}")
"""The name of a Job ends in the digits of what it cannot change, and is another one whenever that changes."""
JOB = "Job"


class ClassChange(Record):
    """The class of the pods of an object before and after; empty where the object is not there."""

    workload: str
    instance: str
    old: str
    new: str
    old_guaranteed: bool
    new_guaranteed: bool

    @property
    def replaces_pods(self) -> bool:
        """Return whether pods that run must be replaced."""
        return bool(self.old and self.new) and self.old != self.new

    @property
    def words(self) -> str:
        """Return the change in words."""
        if not self.old:
            return f"new, {self.new}"
        if not self.new:
            return f"gone, was {self.old}"
        if self.old != self.new:
            return f"{self.old} -> {self.new}: every pod is replaced"
        return f"{self.new}, memory is {'now' if self.new_guaranteed else 'no longer'} guaranteed"


def class_changes(old: Report, new: Report) -> tuple[ClassChange, ...]:
    """Return the objects whose pods change their class, or whose memory is guaranteed on one side alone."""
    before, after = (dict(_named(report)) for report in (old, new))
    return tuple(
        change
        for name in sorted({*before, *after})
        if (change := _change("/".join(name[1:]), before.get(name), after.get(name))) is not None
    )


def _change(workload: str, before: PodQuality | None, after: PodQuality | None) -> ClassChange | None:
    """Return the change of one object, if any."""
    there = after or before
    assert there is not None
    found = ClassChange(
        workload=workload,
        instance=there.source.instance,
        old=before.quality if before is not None else "",
        new=after.quality if after is not None else "",
        old_guaranteed=before is not None and before.memory_guaranteed,
        new_guaranteed=after is not None and after.memory_guaranteed,
    )
    return found if (found.old, found.old_guaranteed) != (found.new, found.new_guaranteed) else None


def _named(report: Report) -> Iterator[tuple[tuple[str, str, str], PodQuality]]:
    """Yield pods by what tells them from others on both sides."""
    for pod in report.pods:
        name = pod.pods.name
        start, _, digits = name.rpartition("-")
        if pod.pods.kind == JOB and start and _DIGITS.fullmatch(digits):
            name = start
        yield (pod.pods.namespace, pod.pods.kind, name), pod

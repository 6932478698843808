"""What Antrea makes of its objects: rules that read several fields.

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]


def _control(spec: Spec) -> Found:
    """Want a way back only for packets that are sent away."""
    if spec["action"] == "Mirror" and "returnPort" in spec:
        yield ("returnPort",), "must not be there: copies do not come back"


RULES: Mapping[str, Callable[[Spec], Found]] = {"TrafficControl": _control}

"""What Koordinator makes of a profile of pods, and then refuses in them: rules that read several fields.

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

REFUSED = {"BE": ("koord-prod",), "LSR": ("koord-mid", "koord-batch", "koord-free")}
"""The priority classes with which Koordinator takes no pods of a class (`pkg/webhook/pod/validating`)."""
_PERCENT = re.compile(r"(?:100|[0-9]{1,2})%")
ALL = 100


def _profile(spec: Spec) -> Found:
    """Want a class and a priority that go together, and a probability that is one."""
    quality, priority = spec.get("qosClass"), spec.get("priorityClassName")
    if priority in REFUSED.get(str(quality), ()):
        yield ("priorityClassName",), f"must not be {priority} where qosClass is {quality}"
    chance = spec.get("probability")
    is_share = chance is None or (_PERCENT.fullmatch(chance) is not None if isinstance(chance, str) else 0 <= chance <= ALL)
    if not is_share:
        yield ("probability",), "must be a percentage, such as 50%"


RULES: Mapping[str, Callable[[Spec], Found]] = {"ClusterColocationProfile": _profile}

"""Answers that are no fault of an output: each with the step, the words by which it is known, and the reason."""

from __future__ import annotations

import re
from typing import NamedTuple


class Expected(NamedTuple):
    """An answer that is known: patterns for the set, the step and the words of the server, and why it is right."""

    sets: str
    step: str
    words: str
    reason: str

    def covers(self, name: str, step: str, words: str) -> bool:
        """Tell whether a problem is this one."""
        return bool(re.fullmatch(self.sets, name) and re.fullmatch(self.step, step) and re.search(self.words, words))


RANDOM = "random .*"
"""Sets of which nobody can say beforehand what they meet."""

EXPECTED: tuple[Expected, ...] = (
    Expected(
        ".*",
        "Helm 4 upgrade after kubectl scale",
        r'conflict with \\?"kubectl\\?" with subresource \\?"scale\\?"',
        "Helm 4 takes nothing from another manager. The number belongs to whoever scaled last, until an operator "
        "decides with --force-conflicts; an autoscaler has no such conflict, because the chart leaves the number to it.",
    ),
    Expected(
        ".*",
        "Helm 4 (?:rollback|install where claims have stayed)",
        r"resource exists on cluster but not in original release, using cluster state as baseline.*kind=PersistentVolumeClaim",
        "A claim that has stayed on purpose is taken up again, which Helm 4 says.",
    ),
    Expected(
        "upgrade (?:an exclusive volume|no volume any longer)",
        ".*server-side apply.*|Helm 4 .*",
        r"spec\.strategy\.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        "Server-side apply takes away no default that nobody owns, so that a Deployment that is there must get the strategy "
        "Recreate by a patch first. A strategy that could be applied would start a pod beside the one that ends.",
    ),
    Expected(
        RANDOM,
        "Helm 4 (?:upgrade to an override|rollback)",
        r'conflict with \\?"kube-controller-manager\\?" with subresource \\?"scale\\?"',
        "Helm sets a fixed number first and removes the autoscaler last. One that scales in between owns the number, and "
        "Helm 4 takes nothing from another manager: an operator decides with --force-conflicts.",
    ),
    Expected(
        RANDOM,
        "diff after .*|server-side apply.*|Helm 4 .*",
        "control characters are not allowed",
        "U+007F to U+009F, U+FFFE and U+FFFF in a text: Kubernetes' reader of server-side apply refuses them however they are "
        "escaped, and so does kubectl diff. Only random texts hold them.",
    ),
    Expected(
        RANDOM,
        ".*of an override|Helm . (?:upgrade to an override|rollback)",
        "^(?:(?!spec is immutable|field is immutable|conflict).)*fractional byte value",
        "A quantity that an operator gives to a chart is written as given; the warning is the operator's.",
    ),
    Expected(
        ".*",
        ".*",
        "^(?:(?!immutable|conflict|INSTALLATION|UPGRADE).)*duplicate port (?:name|definition)",
        "Two containers of one pod open the same port, or call two ports by one name, as documents may; oamc warns of it too.",
    ),
)

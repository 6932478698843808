"""The rules about the quality of service of pods, QOS001 to QOS013, and in which mode each of them is.

A rule that is off says nothing, one that warns is a warning, one that denies is an error. `oamc qos` tells of each rule that
nobody has switched off; a build only of those that somebody has switched on, and of what it cannot do without.
"""

from __future__ import annotations

from oamc.choices import DENY, OFF, WARN
from oamc.kubernetes.quantities import ONE
from oamc.quality.cpu_limits import EQUAL, NONE, by_instance, hundredths
from oamc.records import Record
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Texts = Iterable[str]

MODES = (OFF, WARN, DENY)
REQUIRED_CLASS = "QOS007"
SMALL_SHARE = "QOS010"
RULES: Mapping[str, str] = {
    "QOS001": "a container requests memory",
    "QOS002": "a container has a limit of memory",
    "QOS003": "a limit of memory is the request",
    "QOS004": "what uses the disk of the node has a request and a limit of ephemeral storage",
    "QOS005": "no amount is zero",
    "QOS006": "no limit is below its request",
    REQUIRED_CLASS: "pods have the class that is required of them",
    "QOS008": "sidecars that others add have a limit of memory that is the request",
    "QOS009": "the LimitRanges and ResourceQuotas of the namespace take the pods",
    SMALL_SHARE: "a request of memory is more than a thousandth of the node",
    "QOS011": "a directory on the node has a size, and one in memory fits into the limits of memory",
    "QOS012": "a priority class of the system is for pods of the system",
    "QOS013": "a device has a limit that is a whole number, and no other request",
}
"""What each rule demands."""
REFUSED = frozenset(("QOS006", "QOS013"))
"""What the API server refuses in any case."""
_RATIO = Pattern(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_PROFILE = Pattern(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
_INSTANCE = Pattern(r"[^=\s]{1,253}")
LEAST_RATIO, MOST_RATIO = 100, 10_000
"""A ratio in hundredths: a limit below the request is refused, one a hundred times as large bounds nothing."""


class Policy(Record):
    """The `modes` of rules that somebody has chosen, the classes that are `required`, and the memory of `nodes` in bytes.

    The classes are by instance; the one of the empty name is that of all others.
    """

    modes: Mapping[str, str]
    required: Mapping[str, str]
    nodes: Mapping[str, int]

    def mode(self, rule: str, *, of_build: bool = False) -> str:
        """Return the mode of a rule: of a build, or of a report, which tells more."""
        default = DENY if rule == REQUIRED_CLASS else OFF if of_build else DENY if rule in REFUSED else WARN
        return self.modes.get(rule, default)

    def required_of(self, instance: str) -> str:
        """Return the class that the pods of an instance must have, empty where it may be any."""
        return self.required.get(instance, self.required.get("", ""))


def policy_of(modes: Texts, required: Texts, nodes: Texts = ()) -> Policy:
    """Return the policy of texts in which nothing is wrong (`problem_of_mode` and the others); the last of a name counts."""
    found = dict(text.split("=", 1) for text in modes)
    from oamc.quality.amounts import amount_of, in_bytes

    sizes = dict(text.split("=", 1) for text in nodes)
    return Policy(
        modes={rule: found[rule] for rule in RULES if rule in found},
        required=by_instance(required),
        nodes={name: in_bytes(amount_of(size) or ONE) for name, size in sizes.items()},
    )


def problem_of_mode(text: str) -> str:
    """Say what a text should be that sets the mode of a rule; nothing where it is so."""
    rule, _, mode = text.partition("=")
    if rule in REFUSED:
        return "" if mode == DENY else f"{rule}={DENY}, because the API server refuses what breaks it"
    return "" if rule in RULES and mode in MODES else "RULE=MODE, a rule from QOS001 to QOS013 that is off, warn or deny"


def problem_of_class(text: str) -> str:
    """Say what a text should be that requires a class; nothing where it is so."""
    from oamc.quality.classes import CLASSES

    instance, is_of_one, quality = text.rpartition("=")
    is_right = quality in CLASSES and (not is_of_one or _INSTANCE.fullmatch(instance) is not None)
    return "" if is_right else "Guaranteed, Burstable or BestEffort, perhaps with an instance and = before it"


def problem_of_cpu_limit(text: str) -> str:
    """Say what a text should be that says how cpus are limited; nothing where it is so."""
    instance, is_of_one, value = text.rpartition("=")
    if not is_of_one or _INSTANCE.fullmatch(instance) is not None:
        if value in {NONE, EQUAL}:
            return ""
        if _RATIO.fullmatch(value) is not None and LEAST_RATIO <= hundredths(value) <= MOST_RATIO:
            return ""
    return "none, equal, or a ratio from 1 to 100 with two decimals such as 1.5, perhaps with an instance and = before it"


def problem_of_node(text: str) -> str:
    """Say what a text should be that names a node and its memory; nothing where it is so."""
    from oamc.quality.amounts import amount_of

    name, _, size = text.partition("=")
    amount = amount_of(size) if len(size) <= LONGEST_SIZE else None
    is_right = _PROFILE.fullmatch(name) is not None and amount is not None and amount >= ONE
    return "" if is_right else "NAME=MEMORY, such as large=64Gi"


LONGEST_SIZE = 20

"""What is said of the quality of service: options as texts, and the table `[qos]` of a project file, which says the same.

    [qos]                              [qos.rules]                [qos.instance.web]
    mode = "enforce"                   QOS011 = "deny"            cpu-limit = "equal"
    cpu-limit = "none"                 [qos.nodes]                require-class = "Guaranteed"
    require-class = "Burstable"        large = "64Gi"

In: texts of options, or the table as `tomllib` gives it. Out: wrong usage, or settings by the names of the options; what is
wrong in a table is reported at its line.
"""

from __future__ import annotations

from oamc.choices import DENY, QOS_MODES
from oamc.cli.arguments import UsageError
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, nearest
from oamc.quality.policy import MODES, REFUSED, problem_of_class, problem_of_cpu_limit, problem_of_mode, problem_of_node
from oamc.quality.policy import RULES as POLICY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Protocol

    from oamc.diagnostics.reports import Code

    class Check(Protocol):
        """What checks the table of a file (`configured_options.py`)."""

        def below(self, key: str) -> Check:
            """Return the check of a table below this one."""

        def named(self, key: str) -> str:
            """Return what messages call an entry."""

        def refuse(self, code: Code, key: str, *, name: str = "", hint: str = "", rule: str = "", reason: str = "") -> None:
            """Report what is wrong with an entry."""

    Values = dict[str, "str | tuple[str, ...]"]

PROBLEMS: Mapping[str, Callable[[str], str]] = {
    "cpu-limit": problem_of_cpu_limit,
    "require-class": problem_of_class,
    "qos-rule": problem_of_mode,
    "qos-node": problem_of_node,
}
QOS, MODE, RULES, NODES, INSTANCE = "qos", "mode", "rules", "nodes", "instance"
OF_INSTANCES = ("cpu-limit", "require-class")
TABLES = {RULES: "qos-rule", NODES: "qos-node"}
KEYS = (MODE, *OF_INSTANCES, RULES, NODES, INSTANCE)
MOST = 200
"""Instances, rules or nodes of one table."""


def refuse_wrong_texts(given: Mapping[str, tuple[str, ...]], command: str) -> None:
    """Refuse texts of options that mean nothing."""
    for name, texts in given.items():
        for text in texts:
            problem = PROBLEMS[name](text)
            if problem:
                raise UsageError(f"--{name} must be {problem}", command=command)


def problem_of_texts(name: str, texts: list[str]) -> str:
    """Say what the texts of an option should be, nothing where they are so or the option is another one."""
    return next(filter(None, map(PROBLEMS[name], texts)), "") if name in PROBLEMS else ""


def read_table(table: Mapping[str, object], above: Check) -> Values:
    """Return what a table says, by the names of options."""
    return _Table(table, above.below(QOS)).read()


class _Table:
    """One table while it is checked."""

    def __init__(self, table: Mapping[str, object], check: Check) -> None:
        self.table = table
        self.check = check
        self.found: Values = {}
        self.texts: dict[str, list[str]] = {}

    def read(self) -> Values:
        """Check each key, and return what is right."""
        for key, value in self.table.items():
            name = key.replace("_", "-")
            if name == MODE:
                if value in QOS_MODES:
                    self.found[QOS] = str(value)
                else:
                    self.wrong(self.check, key, listing(QOS_MODES, "or"))
            elif name in OF_INSTANCES:
                self.take(self.check, name, key, value)
            elif name in TABLES:
                for one, mode in self.entries(self.check, key, value):
                    if name == RULES and one not in POLICY:
                        self.unknown(self.check.below(key), one, tuple(POLICY))
                    else:
                        self.take(self.check.below(key), TABLES[name], one, mode, f"{one}=")
            elif name == INSTANCE:
                for instance, own in self.entries(self.check, key, value):
                    self.instance(self.check.below(key), instance, own)
            else:
                self.unknown(self.check, key, KEYS)
        return {**self.found, **{name: tuple(texts) for name, texts in self.texts.items()}}

    def instance(self, check: Check, instance: str, table: object) -> None:
        """Check what is said of one instance."""
        for key, value in self.entries(check, instance, table):
            name = key.replace("_", "-")
            if name in OF_INSTANCES:
                self.take(check.below(instance), name, key, value, f"{instance}=")
            else:
                self.unknown(check.below(instance), key, OF_INSTANCES)

    def entries(self, check: Check, key: str, table: object) -> Iterator[tuple[str, object]]:
        """Yield the entries of a table below; what is none is reported."""
        if not isinstance(table, dict) or len(table) > MOST:
            self.wrong(check, key, f"a table with at most {MOST} entries")
            return
        yield from table.items()

    def take(self, check: Check, name: str, key: str, value: object, before: str = "") -> None:
        """Take a text, with what stands before it on the command line."""
        text = f"{before}{value}"
        problem = PROBLEMS[name](text) if isinstance(value, str) else "a text"
        if problem or (not before and "=" in text):
            rule = (problem or PROBLEMS[name]("")).partition(", perhaps")[0]
            if name == TABLES[RULES]:
                rule = DENY if key in REFUSED else listing(MODES, "or")
            self.wrong(check, key, rule)
        else:
            self.texts.setdefault(name, []).append(text)

    def wrong(self, check: Check, key: str, rule: str) -> None:
        """Report a value that means nothing."""
        check.refuse(usage.CONFIGURATION_WRONG_VALUE, key, rule=rule)

    def unknown(self, check: Check, key: str, known: tuple[str, ...]) -> None:
        """Report a key that means nothing."""
        close = nearest(key.replace("_", "-"), known)
        hint = f"did you mean {close}?" if close else f"keys are {listing(known)}"
        check.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, key, name=check.named(key), hint=hint)

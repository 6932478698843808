"""Capabilities that a document of the input describes by a template: what is declared of them, and the text of the template.

What the template means is found out when an application uses the capability (docs/spec/own-capabilities.md).
"""

from __future__ import annotations

import re

from oamc.model.group_version_kind import CORE_GROUP, OLD_CORE_GROUP, parse_group_version_kind
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.model.own_definitions import TextPlace
    from oamc.spans import Located, Span
    from oamc.values.parameters import Unset


_NAME = re.compile(r"[a-z][a-z0-9-]{0,61}[a-z0-9]")
_STEP = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}(?:\[\])?")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9]{0,62}")
SWITCH = "enabled"
"""The value of an optional trait that says whether it is attached."""
MOST_PROPERTIES = 200
MOST_STEPS = 8


def is_name(text: str) -> bool:
    """Tell whether a text can be the name of a trait."""
    return _NAME.fullmatch(text) is not None


def is_own_kind(text: str) -> bool:
    """Tell whether a text can be the name of a workload type or of a scope: GROUP/VERSION.KIND, and not of OAM's own group."""
    kind = parse_group_version_kind(text)
    return kind is not None and kind.group not in {CORE_GROUP, OLD_CORE_GROUP}


def path_in(text: str) -> tuple[str, ...]:
    """Return a text as the path of a field of objects, an empty one where it is none."""
    steps = tuple(text.split("."))
    return steps if len(steps) <= MOST_STEPS and all(_FIELD.fullmatch(step) for step in steps) else ()


def wrong_names(names: Sequence[str], *, optional: bool, is_flat: bool = False) -> Iterator[tuple[int, str]]:
    """Yield names of properties that are none, or that stand in the way of one another, each by its place, with the reason.

    Of an `optional` trait, which has a value of its own. Where they are `is_flat`, no property is a part of another thing.
    """
    known = {name.replace("[]", "") for name in names}
    closed: set[str] = set()
    last = ""
    for number, name in enumerate(names):
        steps = name.split(".")
        group = name.partition("[]")[0] if "[]" in name else ""
        if number >= MOST_PROPERTIES:
            yield number, f"there are at most {MOST_PROPERTIES} properties"
            return
        if is_flat and _is_name_of_property(name) and len(steps) > 1:
            yield number, "here a property is no part of a mapping or a list: let one of type object or array hold them all"
        elif not _is_name_of_property(name):
            yield number, "a name has letters, digits, hyphens and dots, and is like replicas, pdb.minAvailable or rules[].host"
        elif optional and name == SWITCH:
            yield number, "this is the value that says whether the trait is attached"
        elif any(".".join(steps[:count]).replace("[]", "") in known for count in range(1, len(steps))):
            yield number, "a part of its name is a property, too"
        elif group in closed and group != last:
            yield number, "the properties of the items of a list stand side by side"
        if group:
            closed.add(group)
        last = group


def _is_name_of_property(name: str) -> bool:
    """Tell whether a text is the name of a property: steps with dots between them, of which one may be each item of a list."""
    steps = name.split(".")
    is_item = name.count("[]") > 1 or name.endswith("[]")
    return len(steps) <= MOST_STEPS and not is_item and all(_STEP.fullmatch(step) for step in steps)


class OwnProperty(Record):
    """A declared property. `example` shows what it is for.

    One that is not `live` may shape what the template writes, and is fixed when the output is built.
    """

    name: Located[str]
    type: ValueType
    description: str
    required: bool
    default: Known | Unset
    example: Known | Unset
    live: bool
    span: Span


class Template(Record):
    """A text of jinja2 that gives YAML, or one that `is_cue`. `place` tells where each line of it stands."""

    text: str
    place: TextPlace
    is_cue: bool = False


class OwnTemplate(Record):
    """What a document describes. `name` is what documents of applications call it, `aliases` are other names.

    `requires` are words for what a cluster must have.
    """

    name: Located[str]
    aliases: tuple[Located[str], ...]
    description: str
    requires: tuple[Located[str], ...]
    properties: tuple[OwnProperty, ...]
    template: Template
    span: Span

    word = "capability"
    """What messages call it."""

    @property
    def what(self) -> str:
        """Return what messages call this one."""
        return f'{self.word} "{self.name.value}"'


class TraitTemplate(OwnTemplate):
    """A trait. It applies to workload types with one of the names or features in `applies_to`; to all where that is empty.

    Of two traits of which one `provides` what the other `wants`, the first shapes what the second builds on. Of an `optional`
    one the installer may choose whether it is attached.
    """

    applies_to: tuple[Located[str], ...]
    provides: tuple[str, ...]
    wants: tuple[str, ...]
    optional: bool

    word = "trait"


class WorkloadTemplate(OwnTemplate):
    """A workload type, whose properties are the settings of a component.

    One with containers has them at the path `pods` of its object. At the path `replicas` is their number, where that may be
    chosen; one that is `scalable` lets it follow a load. One that is `served` has a Service for the ports of its containers.
    What `runs_once` ends. Names of instances have at most `longest_name` characters, 0 where nothing bounds them further.
    """

    pods: tuple[str, ...]
    replicas: tuple[str, ...]
    scalable: bool
    served: bool
    runs_once: bool
    longest_name: int

    word = "workload type"


class ScopeTemplate(OwnTemplate):
    """A scope. `overlap` says whether an instance may be in two of the type; `members` is what it does to each, if anything."""

    overlap: bool
    members: Template | None

    word = "scope"

"""Definitions in CUE that come with the input: what component types and traits are besides the built-in ones.

Their templates are texts here. What they mean is found out when an application uses one.
"""

from __future__ import annotations

from oamc.records import Record
from oamc.spans import Span
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.spans import Located


NONE: Mapping[str, OwnDefinition] = MappingProxyType({})


class TextPlace(Record):
    """Where a text of another language stands in an input.

    Its first line is the `line` of the input, and all its lines begin at the column behind `indent`. Line 0: only the place of
    the whole text is known.
    """

    span: Span
    line: int = 0
    indent: int = 0

    def at(self, line: int, column: int) -> Span:
        """Return the place of a line and column of the text, both from 1."""
        if not self.line or not line:
            return self.span
        number, start = self.line + line - 1, self.indent + max(column, 1)
        return Span(self.span.source, number, start, number, start + 1)


class OwnDefinition(Record):
    """A definition. Without a `template` nothing can be made of it, for the reason in `problem`; `description` is for people.

    Of a trait: at the path `reference` its objects name the workload; one that `manages_workload` makes that itself; `stage`
    is -1 where its objects come before the workload, 1 where they come last. `applies_to` and `conflicts_with` name workloads
    and traits, for people.
    """

    kind: str
    name: Located[str]
    template: str | None
    place: TextPlace
    problem: str = ""
    description: str = ""
    reference: tuple[str | int, ...] = ()
    manages_workload: bool = False
    stage: int = 0
    applies_to: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()


class OwnDefinitions(Record):
    """The definitions that an application uses: of component types, of traits and of policies, by their names.

    The input has others, too: the names of all are there for hints.
    """

    components: Mapping[str, OwnDefinition]
    traits: Mapping[str, OwnDefinition]
    component_names: tuple[str, ...] = ()
    trait_names: tuple[str, ...] = ()
    policies: Mapping[str, OwnDefinition] = NONE

    @property
    def has_any(self) -> bool:
        """Tell whether there are any."""
        return bool(self.components or self.traits or self.policies)

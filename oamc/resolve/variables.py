"""Variables and references to them (docs/spec/oam-v1alpha1.md, 4.2).

`[fromVariable(NAME)]` as a whole text takes the value of the variable with its type; inside a longer text it inserts the value
as text. References are not resolved again inside the values of variables.

What is made of a reference follows the variable in the output (4.2.1), as far as `variable_marks` can tell what that would be.
"""

from __future__ import annotations

from oamc.diagnostics.codes import parameters as codes
from oamc.expressions.numbers import spell_json
from oamc.records import Record
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence, plain
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Variable
    from oamc.resolve.copies import Copies
    from oamc.source.nodes import Node
    from oamc.spans import Span

REFERENCE = Pattern(r"\[fromVariable\(([\w.-]{1,253})\)\]")
_ALMOST = Pattern(r"(?i)\[\s{0,9}[a-z_-]{0,12}var[a-z_-]{0,12}\s{0,9}\([^\]\)\[]{0,99}\)\s{0,9}\]")


class Expanded(Record):
    """A node with its references replaced; `variable` is the one that the whole text referred to."""

    node: Node
    variable: Variable | None = None


class Variables:
    """The variables of one application. It remembers which of them were used, and counts what they repeat.

    `fixed` are those with a use that cannot follow another value, each with the place of the first such use. Unless they
    `are_read`, no text is a reference.
    """

    def __init__(self, variables: tuple[Variable, ...], reports: Reports, copies: Copies, *, are_read: bool = True) -> None:
        self.are_read = are_read
        self._known = {variable.name.value: variable for variable in variables}
        self._used: set[str] = set()
        self._reports = reports
        self.fixed: dict[str, Span] = {}
        self.copies = copies
        for variable in variables:
            self._report_nested(variable)

    def _report_nested(self, variable: Variable) -> None:
        """Warn of a reference in the value of a variable: it stays the text that it is (4.2: not recursive)."""
        if REFERENCE.search(spell_json(plain(variable.value))):
            self._reports.add(
                codes.ALMOST_REFERENCE,
                at=variable.value.span,
                what=f'variable "{variable.name.value}"',
                hint="references in the values of variables are not replaced: write the value itself",
            )

    def expand(self, node: Node, what: str) -> Expanded:
        """Return `node` with all references in its texts replaced. `what` names it in messages."""
        match node:
            case _ if not self.are_read:
                return Expanded(node=node)
            case Scalar() if isinstance(node.value, str) and "[" in node.value:
                return self._expand_text(node, node.value, what)
            case Scalar():
                return Expanded(node=node)
            case Mapping():
                self._report_keys(node, what)
                entries = {entry.key: Entry(entry.key, entry.key_span, self.expand(entry.value, what).node) for entry in node}
                return Expanded(node=Mapping(entries, node.span))
            case Sequence():
                return Expanded(node=Sequence(tuple(self.expand(item, what).node for item in node), node.span))

    def _report_keys(self, mapping: Mapping, what: str) -> None:
        """Warn of references in keys, which stay the texts that they are (4.2: references stand in values)."""
        for entry in mapping:
            if "[" in entry.key and REFERENCE.search(entry.key):
                self._reports.add(
                    codes.ALMOST_REFERENCE, at=entry.key_span, what=what, hint="references in keys are not replaced"
                )

    def _expand_text(self, scalar: Scalar, text: str, what: str) -> Expanded:
        """Replace the references in one text."""
        whole = REFERENCE.fullmatch(text)
        if whole:
            variable = self._find(whole[1], scalar.span, what)
            return Expanded(node=_moved(variable.value, scalar.span), variable=variable) if variable else Expanded(node=scalar)
        without = REFERENCE.sub("", text)
        if _ALMOST.search(without):
            self._reports.add(
                codes.ALMOST_REFERENCE, at=scalar.span, what=what, hint="a reference is written [fromVariable(NAME)]"
            )
        if without == text:
            return Expanded(node=scalar)
        replaced = REFERENCE.sub(lambda match: self._text_of(match[1], scalar.span, what), text)
        return Expanded(node=Scalar(replaced, True, replaced, scalar.span))

    def _text_of(self, name: str, span: Span, what: str) -> str:
        """Return the value of a variable as text."""
        variable = self._find(name, span, what)
        if variable is None:
            return ""
        if isinstance(variable.value, Scalar) and variable.value.value is not None:
            return variable.value.text
        return spell_json(plain(variable.value))

    def _find(self, name: str, span: Span, what: str) -> Variable | None:
        """Find a variable; report an undefined one."""
        variable = self._known.get(name)
        self._used.add(name)
        if variable is None:
            near = self._reports.nearest(name, self._known)
            hint = f'did you mean "{near}"?' if near else "add it to spec.variables of the ApplicationConfiguration"
            self._reports.add(codes.UNDEFINED_VARIABLE, at=span, what=what, variable=name, hint=hint)
        elif not self.copies.take(variable.value, span):
            return None
        return variable

    def fix(self, node: Node) -> None:
        """Note that what is made of a value cannot follow the variables that it refers to."""
        for name in names_in(node) if self._known else ():
            self.fixed.setdefault(name, node.span)

    def value_of(self, name: str) -> Node | None:
        """Return the value of a variable as it is written; None where there is no such variable."""
        variable = self._known.get(name)
        return None if variable is None else variable.value

    def declared(self) -> Iterable[Variable]:
        """Return all variables, in the order of the application."""
        return self._known.values()

    def report_unused(self) -> None:
        """Report the variables that nothing refers to."""
        for name, variable in self._known.items():
            if name not in self._used:
                self._reports.add(
                    codes.UNUSED_VARIABLE,
                    at=variable.name.span,
                    variable=name,
                    hint="remove it, or refer to it as [fromVariable(…)]",
                )


def names_in(node: Node) -> Iterator[str]:
    """Yield the names of the variables to which a value refers, anywhere but in keys."""
    match node:
        case Scalar():
            if isinstance(node.value, str) and "[" in node.value:
                for match in REFERENCE.finditer(node.value):
                    yield match[1]
        case Mapping():
            for entry in node:
                yield from names_in(entry.value)
        case Sequence():
            for item in node:
                yield from names_in(item)


def _moved(node: Node, span: Span) -> Node:
    """Return the value of a variable at the place that refers to it."""
    if isinstance(node, Scalar):
        return Scalar(node.text, node.quoted, node.value, span)
    if isinstance(node, Mapping):
        return Mapping(node.entries, span)
    return Sequence(node.items, span)

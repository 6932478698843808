"""`Fields`: a cursor over one mapping of a document, with which a decode function reads like the table of its rules.

    def port_entry(fields: Fields) -> PortEntry:
        fields.renamed("value", "containerPort")
        return PortEntry(name=fields.optional_text("name"), container_port=fields.integer("containerPort", 1, 65535), …)

    ports = spec.each("ports", port_entry)

Every method that reads a field makes its name known. `each`, `section` and `optional_section` report the fields that nobody
asked for once the decode function is done. Null means absent, and so does an empty text in an optional field. A method that
must return a value returns a placeholder after reporting an error: the document is then dropped as a whole, because its
findings have failed. Numbers are those of docs/spec/oam-v1alpha1.md, 1 to 13.
"""

from __future__ import annotations

from oamc.diagnostics.codes import shape as codes
from oamc.diagnostics.reports import Related, listing, nearest, printable
from oamc.frontends.findings import silent
from oamc.frontends.scalars import (
    amount_of,
    boolean_of,
    integer_of,
    is_empty,
    is_null,
    is_unset,
    literal_of,
    text_of,
    wrong_type,
)
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from oamc.diagnostics.reports import Code
    from oamc.frontends.findings import Findings
    from oamc.source.nodes import Entry, Node
    from oamc.spans import Span

    T = TypeVar("T")

MEANINGLESS = frozenset(("description",))
"""Fields of which nothing follows."""
LIST_HINT = 'write a list: every entry begins with "- "'


class Fields:
    """The fields of `node`, found at `path` of the document. `span` is the text that stands for the mapping in messages."""

    __slots__ = ("_entries", "_known", "_missing", "_passed", "findings", "path", "span")

    def __init__(self, node: Mapping, path: str, span: Span, findings: Findings) -> None:
        self.path = path
        self.span = span
        self.findings = findings
        self._entries = node.entries
        self._known: list[str] = []
        self._missing: dict[str, tuple[Code, Span, str, str]] = {}
        self._passed: list[str] = []

    @property
    def place(self) -> str:
        """The mapping in words."""
        return self.path or "the document"

    def at(self, field: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{field}" if self.path else field

    # Any value

    def value(self, field: str) -> Node | None:
        """Return the node of a field, or None where it is absent or null."""
        self._known.append(field)
        entry = self._entries.get(field)
        if entry is None:
            return None
        node = entry.value
        return None if isinstance(node, Scalar) and node.value is None else node  # `is_null`, asked of every field

    def is_set(self, field: str) -> bool:
        """Tell whether an optional text says anything."""
        return not is_unset(self.value(field))

    def older_value(self, field: str) -> Node | None:
        """Return what `value` does, of an older or foreign field: no hint will suggest its name."""
        self._passed.append(field)
        entry = self._entries.get(field)
        return None if entry is None or is_null(entry.value) else entry.value

    def key_span(self, field: str) -> Span:
        """Return the place of the key of a field, or of the mapping where the field is absent."""
        entry = self._entries.get(field)
        return entry.key_span if entry else self.span

    def empty(self, *fields: str) -> dict[str, Span]:
        """Return the places of the names of those fields that are written without content."""
        written = ((field, self._entries.get(field)) for field in fields)
        return {field: entry.key_span for field, entry in written if entry is not None and is_empty(entry.value)}

    def has(self, field: str) -> bool:
        """Tell whether a field is written, if only as null."""
        return field in self._entries

    def rest(self) -> list[Entry]:
        """Return the entries that no call has named, and take all of them as known: labels and the like have free keys."""
        entries = self._unknown()
        self._passed += [entry.key for entry in entries]
        return entries

    def required(self, field: str, hint: str = "") -> Node | None:
        """Return the node of a field. Where it is null, report that; where it is absent, `done` does."""
        node = self.value(field)
        if node is None and field not in self._entries:
            self._missing[field] = (codes.FIELD_MISSING, self.span, hint, field)
            self.findings.fail()
        elif node is None:
            self.findings.add(codes.FIELD_MISSING, at=self.key_span(field), place=self.place, field=field, hint=hint)
        return node

    def lacks(self, names: tuple[str, ...], code: Code, at: Span, hint: str, count: str = "no") -> None:
        """Report that one of some fields must be there, of which there are a `count`, unless one of them is misspelled."""
        self._missing.update(dict.fromkeys(names, (code, at, hint, count)))
        self.findings.fail()

    def required_value(self, field: str) -> Node:
        """Return the node of a field that must be there, of any type."""
        return self.required(field) or self.placeholder()

    # Scalars

    def text(self, field: str, hint: str = "", *, empty: bool = False) -> Located[str]:
        """Return a text that must be there."""
        node = self.required(field, hint)
        found = None if node is None else text_of(node, self.at(field), self.findings, empty=empty)
        return found or Located(value="", span=self.span)

    def optional_text(self, field: str) -> Located[str] | None:
        """Return a text, or None; an empty one is as good as absent."""
        node = self.value(field)
        return None if node is None or is_unset(node) else text_of(node, self.at(field), self.findings)

    def description(self) -> str:
        """Return the text of `description`, empty where it is absent."""
        found = self.optional_text("description")
        return found.value if found else ""

    def literal(self, field: str) -> Located[str] | None:
        """Return the content of an environment variable or a file, or None."""
        node = self.value(field)
        return None if node is None else literal_of(node, self.at(field), self.findings)

    def choice(self, field: str, words: tuple[str, ...]) -> Located[str] | None:
        """Return one of `words`, or None where the field is absent. A word in another case is suggested, not taken."""
        found = self.optional_text(field)
        return None if found is None or not self.is_choice(field, found, words) else found

    def is_choice(self, field: str, found: Located[str], words: tuple[str, ...]) -> bool:
        """Tell whether a text is one of `words`, and report where it is not."""
        if found.value in words:
            return True
        near = nearest(found.value, words) if self.findings.wants_hint() else None
        hint = f'did you mean "{near}"?' if near else ""
        choices = listing(words, "or")
        self.findings.add(codes.NOT_A_CHOICE, at=found.span, place=self.at(field), choices=choices, hint=hint)
        return False

    def boolean(self, field: str, *, required: bool = False) -> bool:
        """Return a boolean, false where the field is absent."""
        node = self.required(field) if required else self.value(field)
        return node is not None and boolean_of(node, self.at(field), self.findings) is True

    def integer(self, field: str, minimum: int, maximum: int) -> Located[int]:
        """Return a whole number that must be there."""
        node = self.required(field)
        found = None if node is None else integer_of(node, self.at(field), self.findings, minimum, maximum)
        return found or Located(value=minimum, span=self.span)

    def optional_integer(self, field: str, minimum: int, maximum: int) -> Located[int] | None:
        """Return a whole number, or None."""
        node = self.value(field)
        return None if node is None else integer_of(node, self.at(field), self.findings, minimum, maximum)

    def amount(self, field: str) -> Scalar:
        """Return an amount that must be there, as written."""
        node = self.required(field)
        found = None if node is None else amount_of(node, self.at(field), self.findings)
        return found or self.placeholder()

    # Lists and mappings

    def items(self, field: str) -> tuple[Node, ...]:
        """Return the items of a list, none where it is absent."""
        node = self.value(field)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.items
        wrong_type(node, self.at(field), "a list", self.findings, LIST_HINT)
        return ()

    def texts(self, field: str, *, empty: bool = False) -> tuple[Located[str], ...]:
        """Return the texts of a list, none where it is absent."""
        place = self.at(field)
        items = enumerate(self.items(field))
        found = (text_of(node, f"{place}[{index}]", self.findings, empty=empty) for index, node in items)
        return tuple(text for text in found if text is not None)

    def command(self, field: str) -> tuple[Located[str], ...]:
        """Return the words of a command. One string is refused: no shell would split it (3.3)."""
        node = self.value(field)
        if isinstance(node, Scalar):
            hint = f'write every word as an item of its own: {field}: ["first", "second"]'
            self.findings.add(codes.COMMAND_AS_TEXT, at=node.span, place=self.at(field), hint=hint)
            return ()
        return self.texts(field, empty=True)

    def each(self, field: str, decode: Callable[[Fields], T], doubted: Callable[[T], T] | None = None) -> tuple[T, ...]:
        """Return what `decode` makes of every mapping in a list, none where the list is absent.

        Where an item alone can be left out, `doubted` says so of it; else what is doubted in it concerns the document.
        """
        place = self.at(field)
        found = []
        for index, node in enumerate(self.items(field)):
            if isinstance(node, Mapping):
                first = next(iter(node), None)
                span = first.key_span if first else node.span
                doubts = self.findings.doubts
                item = _decoded(Fields(node, f"{place}[{index}]", span, self.findings), decode)
                if doubted is not None and self.findings.doubts > doubts:
                    item, self.findings.doubts = doubted(item), doubts
                found.append(item)
            else:
                wrong_type(node, f"{place}[{index}]", "a mapping", self.findings)
        return tuple(found)

    def section(self, field: str, decode: Callable[[Fields], T]) -> T:
        """Return what `decode` makes of a mapping that must be there. Where it is not, nothing is reported of what it lacks."""
        node = self.required(field)
        found = None if node is None else self._within(field, node)
        return _decoded(found or Fields(Mapping({}, self.span), self.at(field), self.span, silent()), decode)

    def optional_section(self, field: str, decode: Callable[[Fields], T], hint: str = "") -> T | None:
        """Return what `decode` makes of a mapping, or None where it is absent."""
        node = self.value(field)
        found = None if node is None else self._within(field, node, hint)
        return None if found is None else _decoded(found, decode)

    def not_empty(self, field: str) -> None:
        """Report a list that is there but has no items."""
        node = self.value(field)
        if isinstance(node, Sequence) and not node.items:
            self.findings.add(codes.EMPTY_VALUE, at=node.span, place=self.at(field))

    def _within(self, field: str, node: Node, hint: str = "") -> Fields | None:
        """Return the fields of the mapping at `field`, or report that it is none."""
        if isinstance(node, Mapping):
            return Fields(node, self.at(field), self._entries[field].key_span, self.findings)
        wrong_type(node, self.at(field), "a mapping", self.findings, hint)
        return None

    # Other spellings

    def renamed(self, old: str, modern: str, hint: str = "") -> bool:
        """Read the field `old` as `modern` with a warning, and tell whether it was there. Both with a value: error (13)."""
        before = self._entries.get(old)
        if before is None:
            return False
        now = self._entries.get(modern)
        rest = {key: entry for key, entry in self._entries.items() if key != old}
        if now is None or is_null(now.value):
            rest[modern] = before
        self._entries = rest
        if now is None or is_null(now.value) or is_null(before.value):
            advice = hint or f'write "{modern}"'
            self.findings.add(codes.RENAMED_FIELD, at=before.key_span, place=self.place, old=old, modern=modern, hint=advice)
        else:
            self.contradiction(old, before.key_span, modern, now.key_span)
        return True

    def contradiction(self, old: str, old_span: Span, modern: str, modern_span: Span) -> None:
        """Report that a field stands there in its older and its modern form."""
        related = [Related(span=modern_span, message=f'"{modern}" is given here')]
        hint = f'keep "{modern}" only'
        self.findings.add(
            codes.BOTH_SPELLINGS, at=old_span, related=related, place=self.place, old=old, modern=modern, hint=hint
        )

    def ignored(self, field: str, of: str) -> None:
        """Warn that a field has no effect, which is one of the `EXTRA_FIELDS` of a mapping."""
        if not is_unset(self.older_value(field)):
            from oamc.frontends.extra_fields import EXTRA_FIELDS

            at, reason = self.key_span(field), EXTRA_FIELDS[f"{of}.{field}"]
            self.findings.add(codes.IGNORED_FIELD, at=at, place=self.place, field=field, reason=reason, hint="remove it")

    def foreign(self, field: str) -> None:
        """Warn that a field of Kubernetes is used which OAM does not have."""
        if not is_unset(self.older_value(field)):
            self.findings.add(codes.FOREIGN_FIELD, at=self.key_span(field), place=self.place, field=field)

    def needs_controller(self, field: str, hint: str) -> None:
        """Refuse a field whose value exists only in a running cluster (13)."""
        if self.older_value(field) is not None:
            self.findings.add(codes.NEEDS_CONTROLLER, at=self.key_span(field), place=self.place, field=field, hint=hint)

    def dropped(self, *fields: str) -> None:
        """Drop fields silently: what only a cluster writes (1.2)."""
        self._passed += fields

    def slipped(self, parent: str) -> None:
        """Report fields beside an empty `parent` that should stand below it. Call it when all other fields are known (5.3)."""
        empty = self._entries.get(parent)
        beside = self._unknown() if empty and is_null(empty.value) else []
        if not empty or not beside:
            return
        first = beside[0]
        others = " and what follows it" if len(beside) > 1 else ""
        self.findings.add(
            codes.INDENTATION_SLIP,
            at=first.key_span,
            related=[Related(span=empty.key_span, message="nothing stands below this field")],
            place=self.place,
            field=first.key,
            parent=empty.key,
            hint=f'indent "{printable(first.key)}"{others} further than "{empty.key}"',
        )
        self._passed += [entry.key for entry in beside]

    # The end

    def done(self) -> None:
        """Report the fields that nobody asked for, with what is known in their place (2.4), and the absent ones.

        A field that is absent because its name is misspelled is one mistake, also where it need not be there: what it holds
        would be missed later.
        """
        unknown = self._unknown()
        if not unknown:
            self.report_missing()
            return
        from oamc.frontends.unknown_names import advice, place_of

        known, place = list(dict.fromkeys(self._known)), place_of(self.path)
        for entry in unknown:
            hint = advice(entry.key, place, known, nearest if self.findings.wants_hint() else None)
            meant = next((field for field in known if hint == f'did you mean "{field}"?' and field not in self._entries), "")
            allowed = self.findings.reports.allow_unknown
            lacking = self._missing.get(meant)
            self._missing = {field: lack for field, lack in self._missing.items() if lack is not lacking}
            if allowed and lacking is not None:
                hint = f'write "{meant}" in the place of "{printable(entry.key)}"'
                self.findings.add(lacking[0], at=entry.key_span, place=self.place, hint=hint, field=meant, count="no")
            else:
                hint = hint or (f"known fields are {listing(known)}" if known else "remove it: no field is known there")
                self.findings.add(codes.UNKNOWN_FIELD, at=entry.key_span, place=self.place, field=entry.key, hint=hint)
                self.findings.doubts += bool(meant) and meant not in MEANINGLESS and not allowed
        self.report_missing()

    def report_missing(self) -> None:
        """Report the fields that must be there and are absent."""
        if not self._missing:
            return
        for code, at, hint, said in {id(lack): lack for lack in self._missing.values()}.values():
            self.findings.add(code, at=at, place=self.place, hint=hint, field=said, count=said)

    def has_unknown(self) -> bool:
        """Tell whether there are entries that no call has named so far: `done` reports them."""
        return bool(self._unknown())

    def _unknown(self) -> list[Entry]:
        """Return the entries that no call has named."""
        named = {*self._known, *self._passed}
        return [entry for key, entry in self._entries.items() if key not in named]

    def placeholder(self) -> Scalar:
        """Return what stands for a value that was reported."""
        return Scalar("", quoted=True, value="", span=self.span)


def _decoded(fields: Fields, decode: Callable[[Fields], T]) -> T:
    """Run a decode function and report the fields it did not know."""
    result = decode(fields)
    fields.done()
    return result

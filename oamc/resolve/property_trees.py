"""Properties that are a tree, bound to their schema: what is wrong is reported at its place, what is right becomes a value."""

from __future__ import annotations

from oamc.capabilities.property_schema import Free, Item, Listed, Mapped, Struct, Whole
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import vela as vela_codes
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Hole
from oamc.expressions.problems import problem
from oamc.expressions.types import COUNT_OR_PERCENT, ListType, NumberType, TextType, UnionType
from oamc.ir.properties import WHOLE, Group, Leaf, Several
from oamc.resolve.property_places import Place
from oamc.resolve.typed_values import as_text, is_null
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence, plain
from oamc.values.parameters import APPLICATION, BUILT_IN, OF_DEFINITION, OF_PROFILE, Assignment, Parameter, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping as Entries

    from oamc.capabilities.property_schema import Shape, Short
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known, Path
    from oamc.expressions.types import ValueType
    from oamc.ir.properties import Bound
    from oamc.profiles import Profile
    from oamc.source.nodes import Node
    from oamc.spans import Span


LONGEST_COUNT = 16
"""From so many digits on no number is one that a chart can hold."""
LARGEST = 2.0**53
"""From here on a float is no longer every whole number. NaN is not below it."""


class PropertyBinder:
    """Binds the properties of one component or trait, which messages call `what`. `parameters` are the values they make."""

    def __init__(self, what: str, reports: Reports, profile: Profile | None = None) -> None:
        self._what = what
        self._reports = reports
        self._profile = profile
        self.parameters: list[Parameter] = []

    def bind(self, schema: Struct | Mapped | Whole, given: Mapping | None, path: Path, span: Span) -> Group:
        """Return the properties that a document gives, with defaults. `span` is reported where a required one is missing."""
        place = Place(path=path)
        if isinstance(schema, Whole):
            node = Mapping({}, span) if given is None else given
            leaf = self._whole(node, place)
            return Group(parts={} if leaf is None else {WHOLE: leaf}, span=node.span, keys={})
        if isinstance(schema, Struct):
            return self._struct(schema, given, place, given.span if given is not None else span, span, live=True)
        if given is None:
            return Group(parts={}, span=span, keys={})
        item = Item(name="", shape=schema, description=schema.description, why=schema.why, fixed_by=schema.fixed_by)
        return self._mapped(schema, given, place, item, live=True)

    def _struct(self, schema: Struct, given: Mapping | None, place: Place, span: Span, at: Span, *, live: bool) -> Group:
        """Bind a mapping with known properties."""
        parts: dict[str, Bound | None] = {}
        entries = given.entries if given is not None else {}
        known = [item.name for item in schema.items]
        unknown = [entry for name, entry in entries.items() if name not in known]
        if schema.others is not None:
            parts |= self._others(schema, schema.others, unknown, place, live=live)
            unknown = []
        # What is not there takes with it what it decides itself.
        apart: dict[str, tuple[str, tuple[str, ...]]] = {}
        meant = {self._unknown(entry, known, place, schema, entries) for entry in unknown}
        for item in self._form(schema, entries, place):
            below = place.field(item.name)
            given_entry = entries.get(item.name)
            of = None if item.of is None else apart.get(item.of[0], item.of)
            if of is not None and (of[0] in meant or not self._is_of(of, parts, given_entry, below)):
                apart[item.name] = of
                continue
            if given_entry is not None and self._is_ignored(item, given_entry, entries, below):
                continue
            is_live = live and item.live and not _is_fixed_here(item, parts)
            if given_entry is not None and not (item.nullable and is_null(given_entry.value)):
                bound = self._shape(item.shape, given_entry.value, below, item, live=is_live)
                if bound is not None:
                    parts[item.name] = bound
            elif not isinstance(item.default, Unset):
                parts[item.name] = self._default(item, below, at, live=is_live)
            elif (own := self._of_profile(item)) is not None:
                assert not isinstance(item.shape, (Struct, Listed, Mapped, Free, Whole))
                parts[item.name] = self._leaf(item.shape, own, below, at, item, OF_PROFILE, live=is_live)
            elif item.required and item.name not in meant:
                self._reports.add(
                    codes.MISSING_PROPERTY,
                    at=at,
                    related=_declared(item.declared),
                    what=self._what,
                    property=below.words,
                    hint=_about(item, below.words),
                )
        return Group(parts=parts, span=span, keys={name: entry.key_span for name, entry in entries.items()})

    def _of_profile(self, item: Item) -> Known:
        """Return the default that the profile has for a property; None where it has none."""
        return None if self._profile is None or not item.of_profile else self._profile.default_of(item.of_profile)

    def _others(self, schema: Struct, shape: Shape, given: list[Entry], place: Place, *, live: bool) -> dict[str, Bound | None]:
        """Bind the properties of a mapping that are not listed, where others are allowed."""
        parts: dict[str, Bound | None] = {}
        live = live and bool(schema.about_others)
        for entry in given:
            item = Item(name=entry.key, shape=shape, description=schema.about_others)
            bound = self._shape(shape, entry.value, place.field(entry.key), item, live=live)
            if bound is not None:
                parts[entry.key] = bound
        return parts

    def _form(self, schema: Struct, entries: Entries[str, Entry], place: Place) -> tuple[Item, ...]:
        """Return the properties that are bound: all, or the one that stands for all. What is beside that is reported."""
        alone = next((item for item in schema.items if item.alone and item.name in entries), None)
        if alone is None:
            return tuple(item for item in schema.items if not item.alone)
        for item in schema.items:
            if item is not alone and item.name in entries:
                words, other = place.field(item.name).words, place.field(alone.name).words
                self._reports.add(
                    vela_codes.REFUSED_PROPERTIES,
                    at=entries[item.name].key_span,
                    what=self._what,
                    reason=f'"{words}" stands beside "{other}", which is another form of the same',
                    hint=f'write "{item.name}" in each item of "{other}", or leave "{other}" out',
                )
        return (alone,)

    def _is_of(
        self, of: tuple[str, tuple[str, ...]], parts: dict[str, Bound | None], given: Entry | None, place: Place
    ) -> bool:
        """Tell whether a property is there, which another one decides; report it where it is given and is not there."""
        name, words = of
        deciding = parts.get(name)
        if not isinstance(deciding, Leaf):
            return False
        if deciding.known not in words and given is not None:
            hint = f"only with {name}: {listing(words, 'or')}"
            self._reports.add(codes.UNKNOWN_PROPERTY, at=given.key_span, what=self._what, property=place.words, hint=hint)
        return deciding.known in words

    def _is_ignored(self, item: Item, given: Entry, entries: Entries[str, Entry], place: Place) -> bool:
        """Tell whether nothing comes of a property, and say so, or say what the newer form of an older one is."""
        if not (item.ignored or item.older):
            return False
        from oamc.diagnostics.codes.vela import IGNORED_PROPERTY, OLDER_PROPERTY

        newer = entries.get(item.older)
        if item.older and newer is None:
            node = given.value
            form = f"{item.older}: [{{{item.name}: {node.text}}}]" if isinstance(node, Scalar) else f'"{item.older}"'
            hint = f"write {form}, the newer form"
            self._reports.add(OLDER_PROPERTY, at=given.key_span, older=item.name, newer=item.older, hint=hint)
            return False
        related = [Related(span=newer.key_span, message="the newer form is here")] if newer is not None else []
        self._reports.add(
            IGNORED_PROPERTY,
            at=given.key_span,
            related=related,
            property=place.words,
            what=self._what,
            reason=item.ignored or f'"{item.older}" is given too',
            hint="leave it out",
        )
        PropertyBinder(self._what, self._reports).check(item, given.value, place)
        return True

    def check(self, item: Item, node: Node, place: Place) -> None:
        """Report what is wrong with a property of which nothing comes."""
        self._shape(item.shape, node, place, item, live=item.live)

    def _default(self, item: Item, place: Place, span: Span, *, live: bool) -> Bound:
        """Return a property that the document does not give: what its schema says it is then."""
        assert not isinstance(item.default, Unset)
        if isinstance(item.shape, Struct):
            return self._struct(item.shape, None, place, span, span, live=live)
        if isinstance(item.shape, Listed):
            return Several(items=(), span=span)
        if isinstance(item.shape, Mapped):
            return Group(parts={}, span=span, keys={})
        assert not isinstance(item.shape, (Free, Whole)), f"{item.name} has a default, which no part of an object has"
        source = BUILT_IN if item.declared is None else OF_DEFINITION
        return self._leaf(item.shape, item.default, place, span, item, source, live=live)

    def _shape(self, shape: Shape, node: Node, place: Place, item: Item, *, live: bool) -> Bound | None:
        """Bind a value of any shape; None after a report."""
        if isinstance(shape, Free):
            return Leaf(value=None, known=node, span=node.span)
        if is_null(node):
            self._wrong(node, place, item, "must not be null: leave it out")
            return None
        match shape:
            case Whole():
                return self._whole(node, place)
            case Struct():
                given = self._long(shape.short, node, place, item)
                return None if given is None else self._struct(shape, given, place, node.span, node.span, live=live)
            case Mapped():
                if not isinstance(node, Mapping):
                    self._wrong(node, place, item, "must be a mapping")
                    return None
                return self._mapped(shape, node, place, item, live=live)
            case Listed():
                if not isinstance(node, Sequence):
                    self._wrong(node, place, item, "must be a list")
                    return None
                if shape.filled and not node.items:
                    self._wrong(node, place, item, "must have an item at least")
                    return None
                return self._listed(shape, node, place, item, live=live)
            case _:
                value = read_as(shape, node)
                reason = problem(shape, value)
                if reason:
                    self._wrong(node, place, item, reason, "" if item.secret else _spelled(shape, node))
                    return None
                return self._leaf(shape, value, place, node.span, item, APPLICATION, live=live)

    def _long(self, short: Short | None, node: Node, place: Place, item: Item) -> Mapping | None:
        """Return the properties of a structure, which may be `short`; None after a report."""
        if isinstance(node, Mapping):
            return node
        if short is None or not isinstance(node, Scalar):
            self._wrong(node, place, item, "must be a mapping")
            return None
        text = read_as(short.type, node)
        reason = problem(short.type, text)
        if reason:
            self._wrong(node, place, item, reason)
            return None
        given = short.read(str(text)).items()
        scalars = {name: Scalar(str(value), isinstance(value, str), value, node.span) for name, value in given}
        return Mapping({name: Entry(name, node.span, scalar) for name, scalar in scalars.items()}, node.span)

    def _mapped(self, shape: Mapped, node: Mapping, place: Place, item: Item, *, live: bool) -> Group:
        """Bind a mapping of any keys."""
        parts: dict[str, Bound | None] = {}
        live = live and not shape.why and (shape.live_up_to is None or len(node.entries) <= shape.live_up_to)
        for entry in sorted(node, key=lambda entry: entry.key.encode()):
            words = f'{place.words}["{entry.key}"]' if place.words else entry.key
            below = Place(path=(*place.path, entry.key), words=words)
            if shape.nullable and is_null(entry.value):
                parts[entry.key] = None
                continue
            bound = self._shape(shape.item, entry.value, below, item, live=live)
            if bound is not None:
                parts[entry.key] = bound
        return Group(parts=parts, span=node.span, keys={entry.key: entry.key_span for entry in node})

    def _listed(self, shape: Listed, node: Sequence, place: Place, item: Item, *, live: bool) -> Several:
        """Bind a list."""
        items: list[Bound] = []
        taken: set[str] = set()
        for index, part in enumerate(node.items):
            key = _key(part, shape.keys) or str(index)
            name, count = key, 2
            while name in taken:
                name, count = f"{key}-{count}", count + 1
            taken.add(name)
            bound = self._shape(shape.item, part, place.item(index, name), item, live=live)
            if bound is not None:
                items.append(bound)
        return Several(items=tuple(items), span=node.span)

    def _leaf(self, shape: ValueType, value: Known, place: Place, span: Span, item: Item, source: str, *, live: bool) -> Leaf:
        """Return one value, and note it as a value of the output."""
        if item.secret:
            return Leaf(value=value, known=value, span=span)
        self.parameters.append(
            Parameter(
                path=place.path,
                type=shape,
                description=item.description,
                history=(self._assignment(value, source, span),),
                declared=span,
                fixed=not live,
                why=item.why,
                fixed_by=item.fixed_by,
            )
        )
        return Leaf(value=Hole(path=place.path, type=shape) if live else value, known=value, span=span)

    def _assignment(self, value: Known, source: str, span: Span) -> Assignment:
        """Return where a value comes from."""
        given_by = self._profile.name if self._profile is not None and source == OF_PROFILE else ""
        return Assignment(source=source, value=value, span=span if source == APPLICATION else None, given_by=given_by)

    def _whole(self, node: Node, place: Place) -> Leaf | None:
        """Return an object of Kubernetes, if it is one."""
        from oamc.resolve.whole_objects import object_problems

        errors = self._reports.errors
        for span, words, reason, hint in object_problems(node, place.words):
            self._reports.add(codes.WRONG_PROPERTY, at=span, property=words, what=self._what, problem=reason, hint=hint)
        return None if self._reports.errors > errors else Leaf(value=None, known=node, span=node.span)

    def _wrong(self, node: Node, place: Place, item: Item, reason: str, hint: str = "") -> None:
        """Report a value that does not fit."""
        hint = hint or _about(item, place.words)
        self._reports.add(
            codes.WRONG_PROPERTY,
            at=node.span,
            related=_declared(item.declared),
            property=place.words,
            what=self._what,
            problem=reason,
            hint=hint,
        )

    def _unknown(self, entry: Entry, known: list[str], place: Place, schema: Struct, entries: Entries[str, Entry]) -> str:
        """Report a property that nobody declares. Return the absent one that is meant, which is then no other mistake."""
        elsewhere = dict(schema.elsewhere)
        near = "" if entry.key in elsewhere else self._reports.nearest(entry.key, known)
        others = f"known are {listing(known)}" if known else "it has no properties"
        hint = elsewhere.get(entry.key) or (f'did you mean "{near}"?' if near else others)
        words = place.field(entry.key).words
        self._reports.add(
            codes.UNKNOWN_PROPERTY,
            at=entry.key_span,
            related=_declared(schema.declared),
            what=self._what,
            property=words,
            hint=hint,
        )
        if not near or near in entries or self._reports.allow_unknown:
            return ""
        self._reports.faults += 1  # what the property holds would be missed later
        return near


def _is_fixed_here(item: Item, parts: Entries[str, Bound | None]) -> bool:
    """Tell whether a property is fixed by what another one is."""
    name, words = item.fixed_with or ("", ())
    deciding = parts.get(name)
    return isinstance(deciding, Leaf) and deciding.known in words


def _key(node: Node, keys: tuple[str, ...]) -> str:
    """Return what an item of a list is called, the empty text where nothing of it says so."""
    found = (node.get(key) for key in keys) if isinstance(node, Mapping) else iter(())
    return next((scalar.text for scalar in found if isinstance(scalar, Scalar) and scalar.value is not None), "")


def read_as(shape: ValueType, node: Node) -> Known:
    """Return the value of a node. A whole number may be written as 3.0, and `on` is a text where one is wanted."""
    match shape, node:
        case TextType(), _:
            text = as_text(node)
            return plain(node) if text is None else text
        case ListType(), Sequence():
            return [read_as(shape.item, part) for part in node.items]
        case NumberType(whole=True), Scalar(value=float() as number) if abs(number) < LARGEST and number == int(number):
            return int(number)
        case UnionType(), Scalar(value=str() as text) if shape == COUNT_OR_PERCENT and text.isdecimal() and text.isascii():
            # KubeVela takes texts alone there, and the API server takes a number only where it is one.
            return int(text) if len(text) < LONGEST_COUNT else text
        case _:
            return plain(node)


def _spelled(shape: ValueType, node: Node) -> str:
    """Return what to write where a number or boolean stands in the place of a text, or a text in that of a number."""
    if not isinstance(node, Scalar):
        return ""
    if isinstance(shape, TextType) and isinstance(node.value, (bool, int, float)):
        return f'write "{node.text}", with the quotes'
    if isinstance(shape, NumberType) and isinstance(node.value, str):
        return "write the number without quotes"
    return ""


def _about(item: Item, words: str) -> str:
    """Say what a property is, as a hint."""
    if not item.description:
        return ""
    first, rest = item.description[:1], item.description[1:].rstrip(".")
    return f"{words}: {first if rest[:1].isupper() else first.lower()}{rest}"


def _declared(span: Span | None) -> list[Related]:
    """Return the place of a declaration as one that explains a finding, where a document of the input has it."""
    return [Related(span=span, message="the definition says so here")] if span is not None else []

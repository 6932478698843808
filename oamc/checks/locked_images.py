"""Images that a lock pins: each gets the digest that the lock has for it, in both outputs alike.

In: the objects of an application with the values in force, and a lock. Out: the same with a digest on every image, whatever
switches say. A live value has the pinned image as its default, and takes only images with a digest from then on: whoever
installs a chart has no lock. What is made of several values holds as long as these are what they were when it was pinned.
"""

from __future__ import annotations

from oamc.capabilities.text_types import IMAGE, OPTIONAL_IMAGE
from oamc.checks.foreign_charts import report_foreign_charts
from oamc.diagnostics.codes.usage import DIGESTS_DIFFER, IMAGE_NOT_PINNED
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AnyOf, Digest, Fits, Hole, IsGiven, Text, TextOf, holes_in
from oamc.expressions.intersection import intersect
from oamc.expressions.problems import misfit
from oamc.expressions.types import PROCESS_TEXT, TextType
from oamc.lower.connection_tests import is_image_of_test
from oamc.objects.fill import filler_of, with_values
from oamc.objects.images import exchanged, known_text, used_images
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At
from oamc.records import Record, replace
from oamc.values.image_lock import DIGEST, DIGEST_RULE, WITH_DIGEST, WITH_DIGEST_OR_EMPTY, digest_in
from oamc.values.merge import is_given
from oamc.values.parameters import LOCK, OVERRIDE, Assignment, assign
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Condition, Path
    from oamc.expressions.types import ValueType
    from oamc.objects.fill import Filler
    from oamc.objects.images import UsedImage
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Plain
    from oamc.spans import Span
    from oamc.values.image_lock import ImageLock
    from oamc.values.parameters import Parameter

    Values = dict[str, Plain]

NO_ENTRY = "the lock file has no entry of it"
ENTRY_HINT = "have its digest looked up, and take it into the lock: oamc images --lock --from FILE"
NOT_GIVEN = "it is made of values that are not given yet"
OTHER_TYPE = "the value {path} takes no image with a digest"
NOT_ALONE = "it is made of the value of another image, which has a digest of its own"


class Place(Record):
    """Where an image is said: a place of the input, or the flag that gave it."""

    span: Span | None
    given_by: str = ""
    is_override: bool = False


def lock_images(
    objects: ObjectSet, values: Values, filler: Filler, lock: ImageLock, reports: Reports
) -> tuple[ObjectSet, Values] | None:
    """Return objects and values with a digest on every image; None after a report of one that cannot have one.

    `filler` is of the `values`, which are those in force.
    """
    errors = reports.errors
    report_foreign_charts(objects, reports)
    run = _Run(objects, filler, lock, reports)
    pinned = tuple(exchanged(item, run.exchange) for item in objects.objects)
    for parameter in objects.parameters:
        if is_image_of_test(parameter.path):
            run.of_hole(Hole(path=parameter.path, type=parameter.type), Place(span=None))
    if reports.errors > errors:
        return None
    result = replace(
        objects,
        objects=pinned,
        parameters=tuple(run.parameters.values()),
        requirements=(*objects.requirements, *run.requirements.values()),
    )
    values = with_values(values, run.values) if run.values else values
    run.check(result, filler_of(result.parameters, values))
    return (result, values) if reports.errors == errors else None


class _Run:
    """The images of one application: each is looked at once, and what it becomes is kept."""

    def __init__(self, objects: ObjectSet, filler: Filler, lock: ImageLock, reports: Reports) -> None:
        self.parameters = {parameter.path: parameter for parameter in objects.parameters}
        self.requirements: dict[str, Requirement] = {}
        self.values: dict[Path, Plain] = {}
        self._home = objects.application.span
        self._filler = filler
        self._lock = lock
        self._reports = reports
        self._done: dict[Path, str | None] = {}
        self._optional = _optional_images(objects)

    def exchange(self, used: UsedImage) -> Tree:
        """Return what stands in the place of an image of an object."""
        image = used.image
        place = Place(span=used.span)
        if isinstance(image, Hole):
            return self.of_hole(image, place)
        text = known_text(image, self._filler)
        if isinstance(image, Text | TextOf):
            return self._of_text(image, text, place)
        digest = self._digest(text, place) if text is not None else ""
        if text is None or not digest:
            return image
        return At(f"{text}@{digest}", self._lock.entries[text].span, LOCK, image)

    def check(self, objects: ObjectSet, filler: Filler) -> None:
        """Report images that have become something else than an image with one digest."""
        for item in objects.objects:
            for used in used_images(item):
                text = known_text(used.image, filler)
                if text is not None and (text.count("@") != 1 or not DIGEST.fullmatch(digest_in(text))):
                    self._refuse(text, Place(span=used.span), NOT_ALONE, "give it an image of its own")

    def of_hole(self, hole: Hole, place: Place) -> Tree:
        """Return an image that is a value; the value is pinned, or what it is made of."""
        text = known_text(hole, self._filler)
        chain = self._chain(hole.path)
        if hole.path not in self._done:
            behind = self.parameters[chain[-1]].built
            self._done[hole.path] = self._pin(chain, text, place)
            if isinstance(behind, Hole):
                self._pin_behind(behind, place)
        pinned = self._done[hole.path]
        is_otherwise = self._filler.at(chain[-1]) is None and hole.otherwise is not None
        return replace(hole, otherwise=pinned) if pinned and is_otherwise else hole

    def _chain(self, path: Path) -> tuple[Path, ...]:
        """Return the path of a value and those that it follows as they are, the one that has the text last."""
        found = [path]
        while isinstance(followed := self._followed(found[-1]), Hole):
            found.append(followed.path)
        return tuple(found)

    def _followed(self, path: Path) -> object:
        """Return what a value is made of while it has no value of its own; None where that is nothing."""
        parameter = self.parameters[path]
        return parameter.built if parameter.follows else None

    def _pin(self, chain: tuple[Path, ...], text: str | None, place: Place) -> str | None:
        """Pin the values of a chain; return the image with its digest, None where there is nothing to pin or it was refused."""
        last = self.parameters[chain[-1]]
        built = self._followed(chain[-1])
        if text is None and built is not None:
            self._refuse(spell_path(chain[0]), place, NOT_GIVEN, "give them, or give the image itself")
            return None
        digest = self._digest(text, self._place(last, place)) if text is not None else ""
        if digest is None:
            return None
        pinned = text if not digest else f"{text}@{digest}"
        for path in chain:
            self._narrow(path, text, pinned, place)
        if built is not None and text is not None:
            self._hold(chain[-1], built, text, digest)
        elif digest and self._filler.at(chain[-1]) is not None:
            self.values[chain[-1]] = pinned
        return pinned

    def _pin_behind(self, hole: Hole, place: Place) -> None:
        """Pin what an overridden image would follow, where the lock knows it: other fields may show it."""
        text = known_text(hole, self._filler)
        if text is not None and (text in self._lock.entries or DIGEST.fullmatch(digest_in(text))):
            self.of_hole(hole, place)

    def _narrow(self, path: Path, text: str | None, pinned: str | None, place: Place) -> None:
        """Let a value take only images with a digest, and note in its history which one it has now."""
        parameter = self.parameters[path]
        narrowed = _with_digest(parameter.type, optional=path in self._optional)
        if narrowed is None or (pinned is not None and misfit(narrowed, pinned) is not None):
            reason = OTHER_TYPE.format(path=spell_path(path))
            self._refuse(text or spell_path(path), place, reason, "write the digest where the value is declared")
            return
        parameter = replace(parameter, type=narrowed)
        if not parameter.follows:
            # Without a value of its own it would follow what nobody has pinned.
            parameter = replace(parameter, built=None, optional=parameter.optional and parameter.built is None)
        if pinned != text and parameter.history:
            entry = self._lock.entries[text or ""]
            parameter = assign(parameter, Assignment(source=LOCK, value=pinned, span=entry.span))
        self.parameters[path] = parameter

    def _hold(self, path: Path, built: object, text: str, digest: str) -> None:
        """Add the digest to what a value is made of, and demand that this is then what it is now."""
        parameter = self.parameters[path]
        if digest:
            self.parameters[path] = replace(parameter, built=_suffixed(built, digest))
        asked = AnyOf(conditions=(IsGiven(path=path), _same(built, text, digest)))
        span = parameter.declared or self._home
        hint = f"give {spell_path(path)} an image with a digest, or build again"
        self._require(asked, f"{spell_path(path)} was locked with other values: {hint}", span)

    def _of_text(self, image: Text | TextOf, text: str | None, place: Place) -> Tree:
        """Return an image that an object makes of several values, with its digest."""
        names = " and ".join(dict.fromkeys(spell_path(hole.path) for hole in holes_in(image)))
        if text is None:
            self._refuse(names, place, NOT_GIVEN, "give them")
            return image
        digest = self._digest(text, place)
        if digest is None:
            return image
        message = f"an image that is made of {names} was locked with other values: build again to change them"
        self._require(_same(image, text, digest), message, place.span or self._home)
        return _suffixed(image, digest) if digest else image

    def _digest(self, text: str, place: Place) -> str | None:
        """Return the digest that an image gets, empty where it has its own; None after a report of one that has none."""
        own = digest_in(text)
        if own and DIGEST.fullmatch(own):
            self._compare(text, own, place)
            return ""
        entry = self._lock.entries.get(text) if not own else None
        if own:
            self._refuse(text, place, "its digest is not well formed", f"a digest is {DIGEST_RULE}")
        elif entry is None:
            self._refuse(text, place, NO_ENTRY, ENTRY_HINT)
        return None if entry is None else entry.digest

    def _compare(self, text: str, own: str, place: Place) -> None:
        """Report a digest of a document that the lock contradicts. An override is the operator's word."""
        entry = self._lock.entries.get(text) or self._lock.entries.get(text.partition("@")[0])
        if entry is not None and entry.digest != own and not place.is_override:
            related = () if entry.span is None else (Related(span=entry.span, message="the lock file has another one here"),)
            hint = "decide which one is right, and write it in both places"
            self._reports.add(DIGESTS_DIFFER, at=place.span, image=text, related=related, hint=hint)

    def _require(self, condition: Condition, message: str, span: Span) -> None:
        """Keep a condition on the values, each once."""
        self.requirements.setdefault(message, Requirement(condition=condition, message=message, span=span))

    def _refuse(self, image: str, place: Place, reason: str, hint: str) -> None:
        """Report an image that gets no digest."""
        given_by = f" (given by {place.given_by})" if place.given_by else ""
        self._reports.add(IMAGE_NOT_PINNED, at=place.span, image=image, given_by=given_by, reason=reason, hint=hint)

    def _place(self, parameter: Parameter, place: Place) -> Place:
        """Return the place where the value of a parameter was given."""
        last = parameter.history[-1] if parameter.history else None
        if last is None:
            return place
        return Place(
            span=last.via or last.span or (None if last.given_by else place.span),
            given_by=last.given_by,
            is_override=last.source == OVERRIDE,
        )


def _optional_images(objects: ObjectSet) -> frozenset[Path]:
    """Return the values in whose place another image stands wherever they are empty."""
    optional: set[Path] = set()
    others: set[Path] = set()
    for used in (used for item in objects.objects for used in used_images(item)):
        (optional if used.is_optional else others).update(hole.path for hole in holes_in(used.image))
    return frozenset(optional - others)


def _with_digest(value_type: ValueType, *, optional: bool) -> ValueType | None:
    """Return the type of the images with a digest among the values of a type; None where there are none.

    The empty text is one of an `optional` image, too.
    """
    wanted = WITH_DIGEST_OR_EMPTY if optional else WITH_DIGEST
    is_any = value_type == OPTIONAL_IMAGE if optional else value_type in {IMAGE, TextType(), PROCESS_TEXT}
    return wanted if is_any or value_type == wanted else intersect(value_type, wanted)


def _same(built: object, text: str, digest: str) -> Condition:
    """Return the condition that a text is what it was when it was pinned; one with a digest of its own needs only that."""
    assert isinstance(built, Hole | TextOf | Text)
    return Fits(value=built, type=TextType(choices=(text,)) if digest else WITH_DIGEST)


def _suffixed(built: object, digest: str) -> Text:
    """Return a text that is made of values with a digest behind it."""
    parts: tuple[str | Hole | TextOf | Digest, ...]
    if isinstance(built, Text):
        parts = built.parts
    else:
        assert isinstance(built, Hole | TextOf)
        parts = (built,)
    last = parts[-1]
    if isinstance(last, str):
        return Text(parts=(*parts[:-1], f"{last}@{digest}"))
    return Text(parts=(*parts, f"@{digest}"))


def with_digests(given: Values, parameters: Iterable[Parameter]) -> Values:
    """Return overrides with the digests that were added to the images among them: whoever gives them again has no lock."""
    added: dict[Path, Plain] = {
        parameter.path: str(parameter.history[-1].value)
        for parameter in parameters
        if parameter.history and parameter.history[-1].source == LOCK and is_given(given, parameter.path)
    }
    return with_values(given, added) if added else given

"""Scalar events to nodes: meaning, tags and limits of one scalar, and the warnings about scalars that readers disagree on."""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.source.limits import raising
from oamc.source.nodes import Scalar
from oamc.source.scalars import ambiguity, key_text, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Node
    from oamc.source.scalars import ScalarValue
    from oamc.spans import Span

STANDARD_TAG = "tag:yaml.org,2002:"
TYPES_OF_TAGS: dict[str, tuple[type, ...]] = {
    f"{STANDARD_TAG}null": (type(None),),
    f"{STANDARD_TAG}bool": (bool,),
    f"{STANDARD_TAG}int": (int,),
    f"{STANDARD_TAG}float": (int, float),
}
TAGS_OF_YAML = ("binary", "map", "merge", "omap", "pairs", "seq", "set", "str", "timestamp", "value", "yaml")
TAG_HINT = "remove the tag, or quote a text that begins with !"
TEXT_TAGS = ("!", f"{STANDARD_TAG}str")
LONGEST_UTF8_CHARACTER = 4
LONGEST_REMEMBERED = 64
MOST_REMEMBERED = 4096
_SOUND: set[str] = set()
"""Plain texts that passed every check without a word: files repeat the same ones, and so do the files of a run."""
LARGEST_INTEGER = 2**53 - 1
"""Helm reads numbers as floats: beyond this, an integer may be another one (`expressions.numbers`)."""


class ScalarNodes:
    """Makes the scalars of one file. `warn` is false where scalars are not ambiguous, in JSON."""

    def __init__(self, reports: Reports, limits: Limits, *, warn: bool) -> None:
        self._reports = reports
        self._limits = limits
        self._warn = warn
        self._surely_short = limits.scalar // LONGEST_UTF8_CHARACTER
        self._ambiguous: dict[str, tuple[Span, str, int]] = {}
        self._sound = _SOUND if remembers(limits) else set[str]()
        self._wide: dict[int, Scalar] = {}

    def make(self, text: str, span: Span, plain: bool, tag: str | None, is_key: bool) -> Scalar:  # noqa: FBT001 - as of `take_scalar`
        """Return the scalar of a text. A key is not called ambiguous: `key` warns where Kubernetes changes it.

        A plain text that passed every check without a word is remembered: the same words come again and again.
        """
        if plain and tag is None and text in self._sound:
            return Scalar(text, False, text, span)
        if len(text) > self._surely_short:
            self._check_length(text, span)
        if not text.isascii():
            self._check_characters(text, span)
        if tag is not None:
            return self._tagged(text, tag, span, is_key=is_key)
        if plain:
            return self._plain(text, resolve(text), span, is_key=is_key)
        return Scalar(text, True, text, span)

    def key(self, node: Scalar, span: Span) -> str | None:
        """Return a key as text, by the conversion of `sigs.k8s.io/yaml`; nothing for null, which has none."""
        value = node.text if node.quoted else node.value
        if value is None or isinstance(value, str):
            return value
        if not isinstance(value, bool) and is_wide(node.text, value):
            self._wide.pop(id(node), None)
            self._reports.add(codes.INTEGER_TOO_LARGE, at=span, hint="put quotes around it if it is text")
        key = key_text(value)
        if key != node.text and self._warn:
            written, read = ("a key that is a number", "another text")  # it may be a secret, which no word of YAML is
            if isinstance(value, bool):
                written, read = f'the key "{node.text}"', f'"{key}"'
            self._reports.add(codes.CHANGED_KEY, at=span, written=written, key=read, hint="put quotes around the key")
        return key

    def report_ambiguous(self) -> None:
        """Warn once of each ambiguous text, at its first place: the same text often comes again and again."""
        for span, why, places in self._ambiguous.values():
            again = {1: "", 2: "; it comes once more in this file"}.get(
                places, f"; it comes {places - 1} times more in this file"
            )
            self._reports.add(codes.AMBIGUOUS_SCALAR, at=span, why=why, hint=f"put quotes around it if it is text{again}")

    def _tagged(self, text: str, tag: str, span: Span, *, is_key: bool) -> Scalar:
        """Return a scalar with a tag: one of the types of JSON, or an error."""
        if tag in TEXT_TAGS:
            return Scalar(text, True, text, span)
        if tag not in TYPES_OF_TAGS:
            self._reports.add(codes.UNKNOWN_TAG, at=span, tag=tag_in_words(tag), hint=TAG_HINT)
            return Scalar(text, True, text, span)
        value = resolve(text)
        if type(value) not in TYPES_OF_TAGS[tag]:
            self._reports.add(
                codes.TAG_MISMATCH,
                at=span,
                tag=tag.replace(STANDARD_TAG, "!!"),
                hint="remove the tag, or write a value of its type",
            )
        return self._plain(text, value, span, is_key=is_key)

    def _plain(self, text: str, value: ScalarValue, span: Span, *, is_key: bool) -> Scalar:
        """Return a scalar that means `value`, after checking its number and noting what is ambiguous."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self._check_number(text, value, span)
        elif isinstance(value, str) and text[0].isalpha():
            if is_remembered(text, self._sound):
                self._sound.add(text)
            return Scalar(text, False, value, span)
        if self._warn and not is_key:
            self._note_ambiguous(text, span)
        node = Scalar(text, False, value, span)
        if isinstance(value, (int, float)) and is_wide(text, value):
            self._wide[id(node)] = node
        return node

    def _check_number(self, text: str, value: float, span: Span) -> None:
        """Refuse a number that no object can carry, or whose digits would be lost."""
        if len(text) > self._limits.number:
            limit = self._limits.number
            hint = f"put quotes around it if it is text, or {raising('number', limit)}"
            self._reports.add(codes.NUMBER_TOO_LONG, at=span, limit=limit, hint=hint)
        elif not float("-inf") < value < float("inf"):
            self._reports.add(codes.NOT_FINITE, at=span, hint="put quotes around it if it is text")

    def report_wide(self, root: Node) -> None:
        """Report the integers of a document that lose digits, but where the field takes what is written as a text."""
        if self._wide:
            from oamc.source.text_places import outside_of_texts

            for node in outside_of_texts(root, self._wide):
                self._reports.add(codes.INTEGER_TOO_LARGE, at=node.span, hint="put quotes around it if it is text")
            self._wide = {}

    def _note_ambiguous(self, text: str, span: Span) -> None:
        """Remember the first place of an ambiguous text, and how often it comes."""
        known = self._ambiguous.get(text)
        if known:
            self._ambiguous[text] = (known[0], known[1], known[2] + 1)
            return
        why = ambiguity(text)
        if why:
            self._ambiguous[text] = (span, why, 1)

    def _check_length(self, text: str, span: Span) -> None:
        """Refuse a scalar of too many bytes."""
        if len(text.encode(errors="surrogatepass")) > self._limits.scalar:
            limit = self._limits.scalar
            hint = f"keep large content out of the document, or {raising('scalar', limit)}"
            self._reports.add(codes.SCALAR_TOO_LONG, at=span, limit=limit, hint=hint)

    def _check_characters(self, text: str, span: Span) -> None:
        """Refuse half of a surrogate pair, which JSON escapes can make and UTF-8 cannot carry."""
        try:
            text.encode()
        except UnicodeEncodeError:
            self._reports.add(codes.LONE_SURROGATE, at=span, hint="write the character itself, or both halves of its escape")


def remembers(limits: Limits) -> bool:
    """Tell whether what is remembered of other files holds under these limits: no text that short exceeds them."""
    return min(limits.scalar // LONGEST_UTF8_CHARACTER, limits.key) >= LONGEST_REMEMBERED


def is_remembered(text: str, known: set[str]) -> bool:
    """Tell whether a text may be remembered: a short one, and in ASCII, so that it holds no half of a character."""
    return len(text) <= LONGEST_REMEMBERED and text.isascii() and len(known) < MOST_REMEMBERED


def tag_in_words(tag: str) -> str:
    """Name a tag that YAML knows. Any other is not repeated: a password that begins with ! is read as a tag."""
    known = tag.removeprefix(STANDARD_TAG)
    return f'the tag "!!{known}"' if known in TAGS_OF_YAML and known != tag else "the tag"


def is_wide(text: str, value: float) -> bool:
    """Tell whether a finite number is an integer beyond 2^53 - 1; one of more than 64 bits is a float for its size."""
    written = isinstance(value, int) or text.lstrip("+-").replace("_", "").isdigit()
    return written and LARGEST_INTEGER < abs(value) < float("inf")

"""No regular expression of the package backtracks: each is proved linear, and each is tried with long hostile texts (R21)."""

import re
import time

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.expressions.types import QUANTITY_PATTERNS, TextType
from oamc.resolve.variable_types import PARTS
from oamc.verification import worker
from tests.assurance.cost.expressions import EVERYTHING, ambiguity, schema_patterns, written_patterns

BY_INSPECTION = {
    "oamc.capabilities.traits.ingress": "a slash ends the path or begins a part of it, which the next character decides",
    "oamc.source.json_events": "every place in a text has a token, so that blanks before it are gone through twice at most",
    "property ([*?]|([0-5]?[0-9])(": "a number has one digit or two, which the character after the first decides",
    "GitRepository.json": "a letter ends each number, and what follows m decides between ms and m",
    "HelmChart.json": "a letter ends each number, and what follows m decides between ms and m",
}
"""Modules, schemas and types with patterns that the checker cannot prove, and why they are linear nevertheless."""
GIVEN = {
    "value_type.forbidden", "value_type.pattern", "QUANTITY_PATTERNS[value_type.unit]", "self._text", "pattern",
    "f'{word}([0-9]+)z'", "f'\"?{self._word}([0-9]+)z\"?'", "f'{self._number}([0-9]{{6}})'",
    "f\"\\\\b(?:{'|'.join(OWN_KINDS)})\\\\b\"", "re.sub('(?<!\\\\\\\\)\\\\$', '\\\\\\\\Z', pattern)",
}  # fmt: skip
"""Patterns that a call takes from elsewhere: from the types of properties and `Pattern`, both collected here as well."""
MEGABYTE = 1 << 20
SLICE = 1 << 12
LARGEST_RATIO = 12
"""Time of 4n over time of n: 4 where a pattern is linear, 16 where it is quadratic; between them the machine may be busy."""


def of_types():
    types = [prop.type for trait in CATALOG.traits for prop in trait.properties]
    typed_by = [prop.typed_by for trait in CATALOG.traits for prop in trait.properties if prop.typed_by is not None]
    types += [found for _, by_value in typed_by for found in by_value.values()]
    types += [prop.type for kind in CATALOG.workload_types for prop in kind.settings]
    types += PARTS
    for found in types:
        if isinstance(found, TextType):
            yield from ((f"property {text[:20]}", text, 0) for text in (found.pattern, found.forbidden) if text)
    yield from ((f"quantity {unit}", text, 0) for unit, text in QUANTITY_PATTERNS.items())


WRITTEN = list(written_patterns())
KNOWN = [*(found for found in WRITTEN if not found[1].startswith("?")), *schema_patterns(), *of_types()]
INSPECTED = {text for place, text, _ in KNOWN if place.partition(":")[0] in BY_INSPECTION}


def test_every_regular_expression_is_known():
    assert {text[1:] for _, text, _ in WRITTEN if text.startswith("?")} <= GIVEN
    assert len({text for _, text, _ in KNOWN}) > 60


@pytest.mark.parametrize(("place", "text", "flags"), KNOWN, ids=[f"{place} {text[:30]!r}" for place, text, _ in KNOWN])
def test_every_regular_expression_is_linear(place, text, flags):
    assert text in INSPECTED or ambiguity(text, flags) == "", place


@pytest.mark.parametrize(
    "text",
    ["(a+)+b", "(a|a)*b", "a*a*b", "(a|ab)*c", ".*.*x", "(a?){600}b", "(a{1,3})*b", "(ab?)*b", "(x|)*y", r"(a)*\1"],
)
def test_the_checker_sees_what_backtracks(text):
    assert ambiguity(text)


@pytest.mark.parametrize("text", ["a*b", "[a-z]*[a-z]", "(a|b)*c", "(?:[ :]x+)*", "a{0,9}a{0,9}", r"(\.[0-9]+)?([eE][0-9]+)?"])
def test_the_checker_lets_pass_what_does_not(text):
    assert not ambiguity(text)


def hostile(text, length):
    """Yield long texts that a pattern begins to match and then does not: each of its own characters, often."""
    compiled = re.compile(text)
    own = [chr(point) for point in sorted(EVERYTHING) if 0x20 <= point < 0x7F and chr(point) in text] or ["a"]
    taken = [character for character in ("a", "0", "A", "-", ".", " ", "/", ":", "\n", *own) if compiled.match(character * 3)]
    for unit in dict.fromkeys((*taken[:3], *own[:2], "a0", "0.", "a-", "/a", " \n")):
        yield unit * (length // len(unit)) + "\x00"


def cost(text, flags, length):
    """Return the processor time to match, and to search, in all hostile texts of a length: the best of three."""
    compiled = re.compile(text, flags)
    texts = list(hostile(text, length))
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        for candidate in texts:
            compiled.fullmatch(candidate)
            if is_searched(text):
                compiled.search(candidate)
        best = min(best, time.process_time() - before)
    return best


def is_searched(text):
    """Tell whether a pattern is used to search. One that starts with a repetition without bound is quadratic then."""
    return not text.startswith(("[", "(?:[")) or "fromParam" in text


def test_long_hostile_texts_cost_as_much_as_their_length():
    for place, text, flags in {found[1]: found for found in KNOWN}.values():
        small, large = cost(text, flags, SLICE), cost(text, flags, 4 * SLICE)
        assert large <= LARGEST_RATIO * max(small, 0.0005), (place, text)


@pytest.mark.parametrize(
    ("rendered", "documents"),
    [
        ("a: 1\n \t\n---\n\nb: 2\n", ["a: 1\n", "b: 2\n\n"]),
        ("---\na: 1\n---\n---\nb: 2", ["a: 1\n", "---\nb: 2\n"]),
        ("a: 1  \n", ["a: 1  \n\n"]),
    ],
)
def test_documents_are_split_as_helm_splits_them(rendered, documents):
    assert list(worker.split(rendered)) == documents
    kept = re.split("(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*", rendered)
    assert [part.lstrip() + "\n" for part in kept if part.strip()] == documents

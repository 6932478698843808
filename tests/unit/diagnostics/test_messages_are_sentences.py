"""What messages are composed of: a thing and what is said of it make one sentence, also of an item of a list."""

import re
from pathlib import Path

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.expressions import types
from oamc.expressions.problems import problem
from oamc.expressions.types import ListType, MapType, TextType, UnionType, parts

GOLDEN = Path(__file__).parents[3] / "golden"
BEGINNING = re.compile(r"(?:must|has|is|takes|stands|does) ")
BROKEN = re.compile(r"must must|is must|has (?:must|is) |: it (?:every|item)|every item must|  |[.:;,]$")
MESSAGE = re.compile(r"^(?:error|warning|notice)\[OAM\d{3}\]: (.+)$", re.MULTILINE)


def all_types():
    """Yield every type of a property or setting that does not depend on a component, and those of values."""
    capabilities = (*map(CATALOG.trait, CATALOG.trait_names()), *CATALOG.scopes, *CATALOG.intents)
    for capability in capabilities:
        yield from (prop.type for prop in capability.properties if not callable(prop.type))
    for kind in CATALOG.workload_types:
        yield from (setting.type for setting in kind.settings)
    yield from (value for value in vars(types).values() if isinstance(value, (TextType, ListType, MapType, UnionType)))


RULES = sorted(
    {
        rule
        for whole in all_types()
        for part in parts(whole)
        for rule in (getattr(part, "rule", ""), *(reason for _, reason in getattr(part, "reasons", ())))
        if rule
    }
)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_a_type_goes_on_after_the_name_of_a_value(rule):
    assert BEGINNING.match(rule)
    assert rule[-1] not in ".:;,"


@pytest.mark.parametrize("value", [[1], ["a", [1]], ["a", {}], [None], {"a": 1}, 1, "", [[]], [{"a": 1}]])
def test_what_is_wrong_with_a_part_goes_on_after_the_name_of_a_value(value):
    for whole in all_types():
        found = problem(whole, value)
        assert not found or BEGINNING.match(found)
        assert not re.search(r"must be must|: it (?!must|has|is|takes|stands|does)|every item must", found)


def test_every_message_of_a_golden_case_is_a_sentence():
    files = (*GOLDEN.glob("diagnostics/*/expected.txt"), *GOLDEN.glob("*/diagnostics.txt"))
    messages = {message for file in files for message in MESSAGE.findall(file.read_text())}
    assert len(messages) > 300
    assert [text for text in sorted(messages) if BROKEN.search(text)] == []

"""What two rooms must both know, and neither may ask the other: the tables are equal, or follow from one."""

import re

import pytest

from oamc.cli import options
from oamc.expressions.types import QUANTITY_PATTERNS
from oamc.frontends.v1alpha1 import quantities as amounts
from oamc.kubernetes import quantities
from oamc.kubernetes.canonical_quantities import BINARY_UNITS, DECIMAL_UNITS, UNITS, in_bytes
from oamc.kubernetes.schemas import DEFAULT_VERSION, SUPPORTED_VERSIONS
from oamc.objects import writer
from oamc.options import Options
from oamc.resolve.typed_values import TYPES
from oamc.source.nodes import TYPE_WORDS, Scalar, value_type_name
from oamc.spans import SourceFile, Span
from tests.support.kubernetes_modules import RELEASES

PLACE = Span(SourceFile(path="a.yaml", label="a.yaml", text=""), 1, 1, 1, 1)


@pytest.mark.parametrize(
    "option", [options.FORMAT, options.LAYOUT, options.QOS, options.GPU_RESOURCE], ids=lambda option: option.name
)
def test_a_default_of_the_command_line_is_that_of_the_compiler(option):
    assert option.default == getattr(Options(), option.name.replace("-", "_"))


def test_the_programs_that_judge_are_of_the_oldest_the_default_and_the_newest_version():
    assert list(RELEASES) == [SUPPORTED_VERSIONS[0], DEFAULT_VERSION, SUPPORTED_VERSIONS[-1]]
    assert Options().kube_versions == (DEFAULT_VERSION,)


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit])
def test_every_unit_of_bytes_is_one_everywhere(unit):
    quantity = f"3{unit}"
    assert quantities.parse(quantity) == 3 * UNITS[unit] * quantities.ONE
    assert in_bytes(quantity) == 3 * UNITS[unit]
    assert re.fullmatch(QUANTITY_PATTERNS["bytes"], quantity)
    assert unit == "E" or writer.spell_text(quantity) == quantity, "a quantity of that unit would be quoted"
    read = amounts.disk(Scalar(quantity, quoted=True, value=quantity, span=PLACE))
    assert not read.problem
    assert in_bytes(read.quantity) == 3 * UNITS[unit]


@pytest.mark.parametrize("unit", ["Zi", "Z", "ki", "mi", "B", "KiB"])
def test_what_is_no_unit_is_one_nowhere(unit):
    assert unit not in {*BINARY_UNITS, *DECIMAL_UNITS}
    assert quantities.parse(f"3{unit}") is None
    assert not re.fullmatch(QUANTITY_PATTERNS["bytes"], f"3{unit}")


def test_every_type_of_a_parameter_has_one_word():
    assert set(TYPE_WORDS) == {*TYPES, "null"}
    values = {"boolean": True, "number": 1.5, "string": "", "object": {}, "array": [], "null": None}
    # A value does not say whether its declaration wants a whole number.
    assert {name: value_type_name(value) for name, value in values.items()} | {"integer": "a whole number"} == TYPE_WORDS

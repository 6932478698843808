"""The path of each line: by example, and that the text is that of the outputs, for every object of the golden cases."""

import pytest

from oamc.backends.helm.spell import TemplateSpeller
from oamc.compiler import Compilation
from oamc.expressions.holes import Hole, IsTrue, When
from oamc.expressions.types import TextType
from oamc.objects.fill import filler_of
from oamc.objects.line_paths import line_paths
from oamc.objects.tree import At
from oamc.objects.writer import LONGEST_KEY, YamlWriter
from oamc.spans import SourceFile, Span
from oamc.values.shape import defaults
from tests.golden_files import GOLDEN, cases

CASES = {case.name: case for case in cases(GOLDEN)}
PLACE = Span(SourceFile(path="in.yaml", label="in.yaml", text=""), 1, 1, 1, 2)
ON = IsTrue(path=("on",))


def test_a_line_belongs_to_the_entry_or_item_that_it_begins():
    long = "k" * LONGEST_KEY
    body = {"kind": "A", "list": [{"name": "x", "args": ["a", "b\nc\n"]}, {}], "map": {"empty": [], long: 1}}
    text, paths = line_paths(body)
    assert text == YamlWriter().document(body)
    assert list(zip(text.splitlines(), paths, strict=True)) == [
        ("kind: A", ("kind",)),
        ("list:", ("list",)),
        ("- name: x", ("list", 0, "name")),
        ("  args:", ("list", 0, "args")),
        ("  - a", ("list", 0, "args", 0)),
        ("  - |", ("list", 0, "args", 1)),
        ("    b", ("list", 0, "args", 1)),
        ("    c", ("list", 0, "args", 1)),
        ("- {}", ("list", 1)),
        ("map:", ("map",)),
        ("  empty: []", ("map", "empty")),
        (f"  {long}: 1", ("map", long)),
    ]


def test_the_lines_of_a_condition_belong_to_what_it_holds():
    hole = Hole(path=("name",), type=TextType())
    body = {"a": When(condition=ON, then=At({"b": hole}, PLACE), otherwise=1), "c": 2}
    text, paths = line_paths(body, TemplateSpeller())
    assert text == YamlWriter(TemplateSpeller()).document(body)
    assert paths == (("a",), ("a",), ("a", "b"), ("a",), ("a",), ("a",), ("c",))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_text_is_that_of_the_outputs(case):
    reports = case.reports()
    for _, objects in Compilation(case.sources(reports), case.options, reports).objects:
        if objects is None:
            continue
        filler = filler_of(objects.parameters, defaults(objects.parameters))
        for item in objects.objects:
            for body, speller in ((item.body, TemplateSpeller()), (filler.body(item), None)):
                text, paths = line_paths(body, speller)
                assert text == YamlWriter(speller).document(body)
                assert len(paths) == len(text.split("\n")) - 1

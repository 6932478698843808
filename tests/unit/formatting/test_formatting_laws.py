"""Laws of `oamc fmt`: for all texts, what is read stays the same, no comment is lost, and a second run changes nothing.

The texts are drawn with every style, at any indentation, with comments wherever they may stand.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.formatting.formatter import are_same, formatted, normal_form
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.golden_files import GOLDEN
from tests.support.laws import examples
from tests.test_examples import EXAMPLES

SCALARS = (
    "1",
    "0o14",
    "1.10",
    "yes",
    "'yes'",
    '"a: b"',
    "~",
    "",
    "2001-01-01",
    "text of words",
    '"# none"',
    "'it''s'",
    "*a",
    "!!str 1",
)
COMMENTS = ("# one", "#two: x", "#", "#   - three")
BLOCKS = ("|", ">", "|-", ">-", "|+", "|2", ">1-")
FRAGMENTS = (
    *("a", "b: ", "- ", "  ", "    ", "\n", "\n  ", "\n    ", "# c", '"x', 'y"', "'", "|", ">", "|2", "{", "}", "[", "]"),
    *(", ", ": ", "&a ", "*a", "!!str ", "---\n", "...\n", "? ", "kind: y\n", "\t", " \n", "\\", "\r\n", "é", "~"),
    *("- - ", "-\n", "<<: "),
)  # fmt: skip


@st.composite
def documents(draw):
    """Draw a text: a mapping whose parts have any style and any indentation."""
    lines = ["apiVersion:  core.oam.dev/v1beta1", "anchor: &a {x: 1}"]
    _mapping(draw, 0, 3, lines)
    if draw(st.booleans()):
        lines = draw(st.permutations(lines[:2])) + lines[2:] + ["kind: Application"]
    end = draw(st.sampled_from(("\n", "\r\n", "\n\n\n")))
    return draw(st.sampled_from(("\n", "\r\n"))).join(lines) + end


def _mapping(draw, column, depth, lines):
    """Add a mapping at a column."""
    for number in range(draw(st.integers(1, 3))):
        _between(draw, column, lines)
        lines.append(" " * column)
        _value(draw, f"k{number}:", column, depth, lines)


def _between(draw, column, lines):
    """Add comments and empty lines."""
    for _ in range(draw(st.integers(0, 2))):
        shift = draw(st.integers(-2, 3))
        lines.append(draw(st.sampled_from(("", "   ", *(" " * max(0, column + shift) + comment for comment in COMMENTS)))))


def _value(draw, head, column, depth, lines):
    """Add a value behind the beginning of a line, which a key or a dash ends."""
    gap = " " * draw(st.integers(1, 3))
    kind = draw(st.sampled_from(("scalar", "flow", "block", "lines", *(("mapping", "list") if depth else ()))))
    inner = column + draw(st.integers(1, 4))
    if kind == "scalar":
        lines[-1] += f"{head}{gap}{draw(st.sampled_from(SCALARS))}{draw(st.sampled_from(('', '  ', '   # end')))}"
    elif kind == "flow":
        lines[-1] += f"{head}{gap}{{a: [1,{draw(st.sampled_from(('', ' # in flow')))}"
        lines += [f"{' ' * draw(st.integers(column, column + 5))}'x  ", f"{' ' * inner}y'], b: 2}}"]
    elif kind == "block":
        sign = draw(st.sampled_from(BLOCKS))
        start = column + (int(sign[1]) if sign[1:2].isdigit() else inner - column)
        lines[-1] += f"{head}{gap}{sign}"
        lines += [
            " " * start + text for text in draw(st.lists(st.sampled_from(("one", "two  ", "", "# no comment")), max_size=3))
        ]
        lines.append(" " * start + "end")
    elif kind == "lines":
        quote = draw(st.sampled_from(("", "'", '"')))
        lines[-1] += f"{head}{gap}{quote}first"
        lines += [" " * draw(st.integers(column + 1, column + 6)) + "second", f"{' ' * inner}third{quote}"]
    elif kind == "mapping":
        lines[-1] += f"{head}{draw(st.sampled_from(('', '  # a mapping')))}"
        _mapping(draw, inner, depth - 1, lines)
    else:
        lines[-1] += f"{head}{draw(st.sampled_from(('', '  # a list')))}"
        start = draw(st.sampled_from((column, inner))) if head != "-" else inner
        for _ in range(draw(st.integers(1, 3))):
            _between(draw, start, lines)
            lines.append(" " * start)
            _item(draw, start, depth - 1, lines)


def _item(draw, column, depth, lines):
    """Add an item, perhaps a mapping that begins on the line of its dash."""
    if depth and draw(st.booleans()):
        inner = column + 1 + draw(st.integers(1, 3))
        lines[-1] += "-" + " " * (inner - column - 1)
        _value(draw, "first:", inner, depth - 1, lines)
        lines.append(" " * inner)
        _value(draw, "second:", inner, depth - 1, lines)
    else:
        _value(draw, "-", column, depth, lines)


def source(text):
    """Return a text as a file."""
    return SourceFile(path="app.yaml", label="app.yaml", text=text)


def read_without_errors(text):
    """Return the documents of a text, None where it has errors."""
    reports = Reports()
    found = read(source(text), reports)
    return None if reports.has_errors() else found


def bare_lines(text):
    """Return what stands in the lines of a text, but for spaces, in any order."""
    return sorted(filter(None, ("".join(line.split()) for line in text.splitlines())))


def assert_formatted_rightly(text, *, always):
    """Check the laws for a text, by itself and not by what `formatted` proves; with `always`, it must have a normal form."""
    before = read_without_errors(text)
    result = formatted(source(text), Reports(), DEFAULT_LIMITS)
    if before is None or result.kept or result.passed_over:
        assert result.text == text
        assert not (always and before and result.kept), result.kept
        return
    after = read_without_errors(result.text)
    assert [plain(document.root) for document in before] == [plain(document.root) for document in after]
    for old, new in zip(before, after, strict=True):
        assert all(are_same(entry.value, new.root.entries[entry.key].value) for entry in old.root)
    assert bare_lines(text) == bare_lines(result.text)
    assert formatted(source(result.text), Reports(), DEFAULT_LIMITS).text == result.text
    assert "\r" not in result.text
    assert result.text.endswith("\n")


@settings(max_examples=examples(300), deadline=None)
@given(documents())
@example("a:\n- b: |\n   x\n  # in the item\n# at the end\n")
def test_drawn_documents_are_formatted_and_say_the_same(text):
    assert_formatted_rightly(text, always=True)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example("b: |+\n\n    \n")
@example("a: |\n  b")
def test_no_text_is_changed_in_another_way(text):
    assert_formatted_rightly(text, always=False)


@settings(max_examples=examples(100), deadline=None)
@given(documents())
def test_the_form_itself_is_right_without_its_proof(text):
    before = read_without_errors(text)
    if before is None:
        return
    form, _ = normal_form(text, moves=False)
    after = read_without_errors(form)
    assert [are_same(old.root, new.root) for old, new in zip(before, after, strict=True)] == [True] * len(before)
    assert normal_form(form, moves=False)[0] == form


INPUTS = sorted(path for place in ("*/input/**/*.yaml", "diagnostics/*/*.yaml") for path in GOLDEN.glob(place))


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("group", range(8))
def test_all_inputs_of_golden_cases_are_formatted_and_say_the_same(group):
    paths = INPUTS[group::8]
    assert paths
    for path in paths:
        text = path.read_bytes().decode("utf-8-sig", "replace")
        assert_formatted_rightly(text, always=text.isascii())


def test_the_examples_are_in_the_normal_form():
    paths = sorted(EXAMPLES.rglob("*.yaml"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert formatted(source(text), Reports(), DEFAULT_LIMITS).text == text, path

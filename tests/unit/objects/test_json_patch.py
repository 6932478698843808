"""JSON patches and JSON merge patches of trees with holes: what RFC 6902 and RFC 7396 say, and where a value is in the way."""

import pytest

from oamc.expressions.holes import Hole, IsTrue, When
from oamc.expressions.types import NumberType
from oamc.objects.json_patch import DEEPEST, MOST_COPIED, Operation, OperationRefused, edited, merged
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import At, KubeObject, Owner, bare, branches, leaves
from oamc.objects.verify import verify_object
from oamc.spans import SourceFile, Span

FILE = SourceFile(path="patch.yaml", label="patch.yaml", text="")
THERE, HERE = Span(FILE, 1, 1, 1, 2), Span(FILE, 2, 1, 2, 2)
NUMBER = Hole(path=("web", "n"), type=NumberType())
ON = IsTrue(path=("web", "on"))
RULE = "trait json-patch"


def plain(tree):
    """Return a tree without origins; a conditional part is shown as a tuple."""
    found = bare(tree)
    if isinstance(found, When):
        return ("when", *map(plain, branches(found)))
    if isinstance(found, dict):
        return {key: plain(value) for key, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [plain(item) for item in found]
    return "a hole" if isinstance(found, Hole) else found


def operation(name, path, value=None, source=""):
    return Operation(name=name, path=path, span=HERE, value=value, source=source)


def applied(base, *operations):
    return plain(edited(base, operations, RULE))


ROWS = {
    "add to a mapping": ({"a": 1}, operation("add", "/b", 2), {"a": 1, "b": 2}),
    "add over what is there": ({"a": 1}, operation("add", "/a", 2), {"a": 2}),
    "add into a list": ({"l": [1, 3]}, operation("add", "/l/1", 2), {"l": [1, 2, 3]}),
    "add at the end of a list": ({"l": [1]}, operation("add", "/l/1", 2), {"l": [1, 2]}),
    "append": ({"l": [1]}, operation("add", "/l/-", 2), {"l": [1, 2]}),
    "the whole": ({"a": 1}, operation("replace", "", {"b": 2}), {"b": 2}),
    "an escaped slash": ({"a/b": 1}, operation("replace", "/a~1b", 2), {"a/b": 2}),
    "an escaped tilde, once": ({"a~1b": 1}, operation("replace", "/a~01b", 2), {"a~1b": 2}),
    "an empty key": ({"": 1}, operation("replace", "/", 2), {"": 2}),
    "remove from a mapping": ({"a": 1, "b": 2}, operation("remove", "/a"), {"b": 2}),
    "remove the last entry": ({"a": {"b": 1}}, operation("remove", "/a/b"), {"a": {}}),
    "remove the last item": ({"l": [1]}, operation("remove", "/l/0"), {"l": []}),
    "replace an item": ({"l": [1, 2]}, operation("replace", "/l/1", 3), {"l": [1, 3]}),
    "copy": ({"a": {"x": 1}}, operation("copy", "/b", source="/a"), {"a": {"x": 1}, "b": {"x": 1}}),
    "copy a hole": ({"a": NUMBER}, operation("copy", "/b", source="/a"), {"a": "a hole", "b": "a hole"}),
    "move": ({"a": 1}, operation("move", "/b", source="/a"), {"b": 1}),
    "move into itself, which changes nothing": ({"a": 1}, operation("move", "/a", source="/a"), {"a": 1}),
    "move behind in a list": ({"l": [1, 2, 3]}, operation("move", "/l/2", source="/l/0"), {"l": [2, 3, 1]}),
    "test": ({"a": [1, {"b": 2}]}, operation("test", "/a", [1, {"b": 2}]), {"a": [1, {"b": 2}]}),
    "test null": ({"a": None}, operation("test", "/a"), {"a": None}),
    "replace a hole": ({"a": NUMBER}, operation("replace", "/a", 2), {"a": 2}),
    "beside what may be missing": (
        {"a": When(condition=ON, then=1), "b": 2},
        operation("replace", "/b", 3),
        {"a": ("when", 1, None), "b": 3},
    ),
    "what may be missing is the last entry": (
        {"m": {"a": When(condition=ON, then=1), "b": 2}},
        operation("remove", "/m/b"),
        {"m": ("when", {"a": 1}, {})},
    ),
    "in both branches": (
        {"a": When(condition=ON, then={"x": 1}, otherwise={"x": 2})},
        operation("replace", "/a/x", 3),
        {"a": ("when", {"x": 3}, {"x": 3})},
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_an_operation_does_what_the_standard_says(row):
    base, given, wanted = ROWS[row]
    assert applied(base, given) == wanted


REFUSED = {
    "nothing there to remove": ({"a": 1}, operation("remove", "/b")),
    "nothing there to replace": ({"a": 1}, operation("replace", "/b", 1)),
    "nothing there to copy": ({"a": 1}, operation("copy", "/b", source="/c")),
    "nothing above": ({"a": 1}, operation("add", "/b/c", 1)),
    "nothing above in a list": ({"l": [1]}, operation("add", "/l/3/x", 1)),
    "beyond the list": ({"l": [1]}, operation("add", "/l/2", 1)),
    "behind the list": ({"l": [1]}, operation("replace", "/l/1", 1)),
    "the place behind the last item, to remove": ({"l": [1]}, operation("remove", "/l/-")),
    "a number with a zero before it": ({"l": [0] * 12}, operation("remove", "/l/01")),
    "a negative number": ({"l": [1, 2]}, operation("remove", "/l/-1")),
    "a digit of another script": ({"l": [1, 2]}, operation("remove", "/l/\u0661")),
    "a number of a thousand digits": ({"l": [1]}, operation("remove", "/l/" + "9" * 1000)),
    "below a scalar": ({"a": 1}, operation("add", "/a/b", 1)),
    "no slash": ({"a": 1}, operation("add", "a", 1)),
    "the whole, to remove": ({"a": 1}, operation("remove", "")),
    "into itself": ({"a": {"b": {}}}, operation("move", "/a/b", source="/a")),
    "another value": ({"a": 1}, operation("test", "/a", 2)),
    "a boolean is no number": ({"a": 1}, operation("test", "/a", True)),
    "a value that may be chosen": ({"a": {"b": NUMBER}}, operation("test", "/a", {"b": 1})),
    "a part that may be missing": ({"a": When(condition=ON, then={"b": 1})}, operation("add", "/a/c", 1)),
    "a part that may be missing, to copy": ({"a": When(condition=ON, then=1)}, operation("copy", "/b", source="/a")),
    "an item behind one that may be missing": ({"l": [When(condition=ON, then=1), 2]}, operation("remove", "/l/1")),
}


@pytest.mark.parametrize("row", REFUSED)
def test_an_operation_that_cannot_be_applied_is_refused(row):
    base, given = REFUSED[row]
    with pytest.raises(OperationRefused) as refused:
        applied(base, operation("add", "/fine", 1), given)
    assert refused.value.number == 1
    assert refused.value.reason


def nested(depth):
    """Return mappings of this depth, with a scalar inside."""
    return {} if depth <= 1 else {"a": nested(depth - 1)}


def test_nothing_is_put_deeper_than_a_document_could_have_it():
    assert applied({}, operation("add", "/a", nested(DEEPEST - 1)))
    with pytest.raises(OperationRefused):
        applied({}, operation("add", "/a", nested(DEEPEST)))
    steps = [operation("add", "/a" * depth, {}) for depth in range(1, DEEPEST)]
    assert applied({}, *steps)
    with pytest.raises(OperationRefused) as refused:
        applied({}, *steps, operation("add", "/a" * DEEPEST, {}))
    assert refused.value.number == DEEPEST - 1


def test_copies_of_copies_end_before_they_fill_the_memory():
    doubling = [operation("copy", f"/{number}", source="") for number in range(40)]
    with pytest.raises(OperationRefused) as refused:
        applied({"a": 1}, *doubling)
    assert refused.value.number < 20


def test_an_object_with_copies_has_a_bounded_size_even_over_many_patches():
    fits = {"l": [0] * (MOST_COPIED // 2 - 4)}
    assert applied(fits, operation("copy", "/m", source="/l"))
    with pytest.raises(OperationRefused):
        applied({"l": [0] * (MOST_COPIED // 2)}, operation("copy", "/m", source="/l"))


def test_the_base_is_not_changed():
    base = {"a": {"l": [1, 2]}}
    applied(base, operation("remove", "/a/l/0"), operation("add", "/a/x", 1))
    assert base == {"a": {"l": [1, 2]}}


MERGED = {
    "mappings": ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
    "null": ({"a": {"b": 1, "c": 2}}, {"a": {"b": ABSENT}}, {"a": {"c": 2}}),
    "null of all there is": ({"a": {"b": 1}}, {"a": {"b": ABSENT}}, {"a": {}}),
    "null of nothing": ({"a": 1}, {"b": ABSENT}, {"a": 1}),
    "lists": ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
    "a mapping over a scalar": ({"a": 1}, {"a": {"b": 2, "c": ABSENT}}, {"a": {"b": 2}}),
    "a scalar over a mapping": ({"a": {"b": 1}}, {"a": 2}, {"a": 2}),
    "an empty mapping changes nothing": ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": 1}}),
    "a hole": ({"a": NUMBER, "b": 1}, {"b": NUMBER}, {"a": "a hole", "b": "a hole"}),
}


@pytest.mark.parametrize("row", MERGED)
def test_a_merge_patch_does_what_the_standard_says(row):
    base, patch, wanted = MERGED[row]
    assert plain(merged(base, patch, HERE, RULE)) == wanted


def test_every_leaf_knows_who_wrote_it_and_what_that_replaced():
    base = {"apiVersion": "v1", "kind": "Thing", "metadata": At({"name": "x", "a": 1}, THERE)}
    body = edited(base, (operation("replace", "/metadata/a", At({"b": 2}, HERE)), operation("add", "/spec", {"c": 3})), RULE)
    made = merged(body, {"spec": {"c": 4}}, HERE, "trait json-merge-patch")
    item = KubeObject(
        api_version="v1",
        kind="Thing",
        name="x",
        owner=Owner(kind="instance", name="web"),
        body=made,
        span=THERE,
        rule="component type thing",
    )
    verify_object(item)
    found = {path: (origin.rule, origin.span, plain(origin.replaced)) for path, _, origin in leaves(item)}
    assert found[("metadata", "name")] == ("component type thing", THERE, None)
    assert found[("metadata", "a", "b")][:2] == (RULE, HERE)
    assert found[("spec", "c")] == ("trait json-merge-patch", HERE, 3)

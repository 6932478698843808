# ruff: noqa: ARG001 - fixtures work by being asked for
"""A merge conflict in a list of oamc is healed where both sides prove what is there, and nothing else is taken for oamc's."""

import json
import shutil
from itertools import takewhile
from pathlib import Path

import pytest

from oamc.disk.conflicts import files_of_both_sides, has_conflict, trees_of_both_sides
from oamc.disk.ownership import write_list

BUILD = ("build", "app.yaml", "-o", "out")
LIST = Path("out/shop/.oamc-files")
A, B, C = "a" * 64, "b" * 64, "c" * 64


def conflict(ours, theirs, ancestor=None, *, before="", after=""):
    """Return a text as git leaves it where two sides of a merge differ."""
    middle = "" if ancestor is None else f"||||||| 1234567\n{ancestor}"
    return f"{before}<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> other\n{after}"


def entry(path, value):
    """Return the line of a file in a list."""
    return f'    "{path}": "{value}",\n'


def listed(*parts):
    """Return a list of files of these lines."""
    return ('{\n  "files": {\n' + "".join(parts) + '  },\n  "format": 1,\n  "tool": "oamc"\n}\n').encode()


@pytest.fixture
def merged(here, oamc):
    """A tree of which two branches have built different versions, merged to one, with a conflict in the list."""
    document = here / "app.yaml"
    sides = []
    for line in ("ours", "theirs"):
        document.write_text(f"app shop\nfile {line}.yaml\n")
        assert oamc(*BUILD).status == 0
        sides.append(LIST.read_text())
        shutil.copytree("out", line)
    document.write_text("app shop\nfile merged.yaml\n")
    LIST.write_text(merge(*sides))
    return here


def alike(left, right):
    """Count the lines with which two texts begin alike."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))))


def merge(ours, theirs):
    """Return two texts as one, with a conflict between the lines with which they begin and end alike."""
    left, right = ours.splitlines(keepends=True), theirs.splitlines(keepends=True)
    head = alike(left, right)
    tail = alike(left[head:][::-1], right[head:][::-1])
    ours, theirs = ("".join(side[head : len(side) - tail]) for side in (left, right))
    return conflict(ours, theirs, before="".join(left[:head]), after="".join(left[len(left) - tail :]))


def test_a_list_in_conflict_is_healed_where_each_file_is_of_either_side(merged, oamc):
    Path("out/shop/templates/ours.yaml").write_text("x\n")
    check = oamc(*BUILD, "--check")
    assert check.status == 2
    assert "changed out/shop/.oamc-files\n" in check.out
    assert "edited" not in check.out
    outcome = oamc(*BUILD)
    assert outcome.status == 0, outcome.err
    assert "(3 files, 2 removed)" in outcome.err
    assert sorted(path.name for path in Path("out/shop/templates").iterdir()) == ["merged.yaml", "web.yaml"]
    assert sorted(json.loads(LIST.read_text())["files"]) == ["Chart.yaml", "templates/merged.yaml", "templates/web.yaml"]
    assert oamc(*BUILD, "--check").status == 0


def test_a_file_of_either_side_is_known(merged, oamc):
    for side in ("ours", "theirs"):
        shutil.copy(f"{side}/shop/templates/web.yaml", "out/shop/templates/web.yaml")
        listed_both = LIST.read_bytes()
        assert oamc(*BUILD, "--dry-run").status == 0
        assert LIST.read_bytes() == listed_both


def test_a_file_that_neither_side_proves_is_refused_with_the_command(merged, oamc):
    Path("out/shop/templates/web.yaml").write_text("edited\n")
    before = LIST.read_bytes()
    outcome = oamc(*BUILD)
    assert (outcome.status, outcome.err.count("error[")) == (1, 1)
    assert (
        'error[OAM850]: "out/shop/.oamc-files" has a merge conflict, and no side of it has "out/shop/templates/web.yaml"'
        in outcome.err
    )
    assert "--force" in outcome.err
    assert LIST.read_bytes() == before
    assert "edited out/shop/templates/web.yaml\n" in oamc(*BUILD, "--check").out
    assert oamc(*BUILD, "--force").status == 0
    assert sorted(path.name for path in Path("out/shop/templates").iterdir()) == ["merged.yaml", "web.yaml"]


def test_a_file_that_is_what_the_build_makes_needs_no_side(merged, oamc):
    shutil.rmtree("out/shop/templates")
    Path("out/shop/templates").mkdir()
    Path("out/shop/templates/merged.yaml").write_text("x\n")
    Path("out/shop/templates/web.yaml").write_text("app shop\nfile merged.yaml\n")
    assert oamc(*BUILD).status == 0


def test_a_file_that_no_side_lists_is_the_users(merged, oamc):
    Path("out/shop/templates/merged.yaml").write_text("mine\n")
    Path("out/shop/templates/notes.md").write_text("mine\n")
    assert "OAM815" in oamc(*BUILD).err
    Path("out/shop/templates/merged.yaml").unlink()
    assert oamc(*BUILD).status == 0
    assert Path("out/shop/templates/notes.md").read_text() == "mine\n"


def test_a_file_with_a_conflict_says_so(here, oamc):
    (here / "app.yaml").write_text("app shop\n")
    oamc(*BUILD)
    Path("out/shop/Chart.yaml").write_text(conflict("a\n", "b\n"))
    outcome = oamc(*BUILD)
    assert (outcome.status, "OAM851" in outcome.err, "OAM814" in outcome.err) == (1, True, False)
    assert oamc(*BUILD, "--force").status == 0


def test_manifests_in_one_file_with_a_conflict_say_so(here, oamc):
    one = ("build", "app.yaml", "--format", "manifests", "-o", "all.yaml")
    oamc(*one)
    whole = (here / "all.yaml").read_text()
    mark, _, rest = whole.partition("\n")
    for text in (conflict(f"{mark}\n", f"{mark[:-1]}x\n", after=rest), f"{mark}\n" + conflict(rest, "kind: other\n")):
        (here / "all.yaml").write_text(text)
        outcome = oamc(*one)
        assert (outcome.status, "OAM851" in outcome.err, outcome.err.count("error[")) == (1, True, 1)
        assert oamc(*one, "--check").status == 2
        assert (here / "all.yaml").read_text() == text
        assert oamc(*one, "--force").status == 0
        assert (here / "all.yaml").read_text() == whole
    (here / "all.yaml").write_text(conflict("kind: a\n", "kind: b\n"))
    assert "OAM815" in oamc(*one).err


def test_a_list_that_is_no_list_with_a_conflict_is_none_of_oamc(merged, oamc):
    LIST.write_text(LIST.read_text() + "more\n")
    assert "OAM813" in oamc(*BUILD).err


def test_a_conflict_in_the_list_of_trees_is_healed(here, oamc):
    for name in ("a", "b", "c"):
        (here / f"{name}.yaml").write_text(f"app {name}\n")
        assert oamc("build", f"{name}.yaml", "-o", "deploy").status == 0
    path = Path("deploy/.oamc.trees")
    whole = path.read_text()
    lines = {line.strip().split(":")[0].strip('"'): f"{line}\n" for line in whole.splitlines()}
    ours, theirs = lines["a"] + lines["b"].replace(",", ""), lines["a"] + lines["c"]
    path.write_text(whole.replace(lines["a"] + lines["b"] + lines["c"], conflict(ours, theirs)))
    check = oamc("build", "a.yaml", "-o", "deploy", "--check")
    assert (check.status, check.out) == (2, "changed deploy/.oamc.trees\n")
    assert oamc("build", "a.yaml", "-o", "deploy").status == 0
    assert path.read_text() == whole
    for name in ("a", "b", "c"):
        assert oamc("build", f"{name}.yaml", "-o", "deploy", "--check", "--prune").status == 0


def test_a_conflict_that_names_what_is_no_tree_is_not_healed(here, oamc):
    (here / "app.yaml").write_text("app shop\n")
    oamc(*BUILD)
    path = Path("out/.oamc.trees")
    path.write_text(path.read_text().replace('    "shop"', conflict('    "../up": "x",\n', "") + '    "shop"'))
    assert "OAM849" in oamc(*BUILD, "--prune").err


# The parts


def test_both_sides_and_what_they_share_count_and_their_ancestor_does_not():
    text = conflict(entry("b", B), entry("b", C) + entry("c", C), entry("b", A) + entry("gone", A))
    assert files_of_both_sides(listed(entry("a", A), text)) == {"a": (A,), "b": (B, C), "c": (C,)}


def test_several_conflicts_and_line_ends_of_windows_are_understood():
    text = listed(conflict(entry("a", A), ""), entry("b", B), conflict("", entry("c", C))).replace(b"\n", b"\r\n")
    assert files_of_both_sides(text) == {"a": (A,), "b": (B,), "c": (C,)}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        listed(entry("a", A)),
        listed(entry("a", A), "<<<<<<< HEAD\n", entry("b", B)),
        listed(entry("a", A), "=======\n", entry("b", B), ">>>>>>> other\n"),
        listed("<<<<<<< HEAD\n", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n"),
        listed(conflict(entry("a", A), ""), "||||||| base\n"),
        listed(conflict(entry("a", "A" * 64), "")),
        listed(conflict(entry("a", A[1:]), "")),
        listed(conflict(entry("../a", A), "")),
        listed(conflict(entry("/a", A), "")),
        listed(conflict(entry(".git/HEAD", A), "")),
        listed(conflict(entry("a", A), entry("A", A))),
        listed(conflict(entry("a", A), ""), '  "files": {"b": "x"},\n'),
        listed(conflict(entry("a", A), ""), "comment\n"),
        listed(conflict(entry("a", A), "")) + b"\xff\n",
        listed(conflict(entry("a", A), "")) + b" " * 70_000,
        listed(conflict(entry("\\ud800", A), "")),
    ],
)
def test_whatever_else_is_no_list_with_a_conflict(text):
    assert files_of_both_sides(text) is None


def test_the_document_of_a_tree_is_that_of_the_first_side():
    text = b'{\n  "format": 1,\n  "tool": "oamc",\n  "trees": {\n' + conflict(entry("a", "x"), entry("a", "y")).encode()
    assert trees_of_both_sides(text + b"  }\n}\n") == {"a": "x"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (conflict("a\n", "b\n").encode(), True),
        (conflict("a\n", "b\n", "c\n").encode(), True),
        (b"<<<<<<< HEAD\n", False),
        (b"=======\n<<<<<<< a\n>>>>>>> b\n", False),
        (b" <<<<<<< a\n=======\n>>>>>>> b\n", False),
        (write_list({"a": b""}), False),
    ],
)
def test_a_file_has_a_conflict_where_the_marks_stand_in_their_order(content, found):
    assert has_conflict(content) == found

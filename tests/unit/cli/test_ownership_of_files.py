# ruff: noqa: ARG001 - fixtures work by being asked for
# ruff: noqa: PTH102, PTH107, PTH116, PTH211 - the tests look at the disk with the calls of the code
"""Whose a single file is, asked of the guard itself: what may be replaced, what is said where not."""

import os

import pytest

from oamc.cli import single_files
from oamc.cli.own_files import is_intact, is_report, marked
from oamc.cli.single_files import MANIFESTS, Target, guard, is_reserved, may_write
from oamc.diagnostics.reports import Reports
from oamc.disk import folders


@pytest.fixture
def root(here):
    """An open directory."""
    os.mkdir("root")
    descriptor = os.open("root", folders.DIRECTORY)
    yield descriptor
    os.close(descriptor)


def judged(root, content, *, inputs=(), **options):
    """Return whether a file of some content may be replaced, and the code and the hint of what is reported."""
    folders.write_file("file", root, content)
    reports = Reports()
    target = Target(**{"path": "root/file", "form": MANIFESTS, "option": "--output"} | options)
    may = guard(target, inputs, reports)("file", root)
    return may, [found.code.id for found in reports.found], " ".join(found.hint for found in reports.found)


OURS = marked("kind: Pod\n").encode()


def test_a_target_of_which_nothing_is_said_is_neither_forced_nor_chosen_by_a_file():
    target = Target(path="a", form=MANIFESTS, option="--output")
    assert (target.force, target.chooser, target.apart_from) == (False, "", "")


def test_manifests_of_oamc_are_replaced_and_edited_ones_only_by_force(root):
    assert judged(root, OURS) == (True, [], "")
    os.remove("root/file")
    may, codes, hint = judged(root, OURS + b"edit")
    assert (may, codes) == (False, ["OAM814"])
    assert "--force" in hint
    os.remove("root/file")
    assert judged(root, OURS + b"edit", force=True) == (True, [], "")


def test_a_file_of_somebody_else_is_replaced_only_by_force_and_never_for_a_configuration_file(root):
    may, codes, hint = judged(root, b"mine")
    assert (may, codes) == (False, ["OAM815"])
    assert "--force" in hint
    os.remove("root/file")
    may, codes, hint = judged(root, b"mine", force=True, chooser="oamc.toml")
    assert (may, codes) == (False, ["OAM815"])
    assert hint == "give another place with --output"
    os.remove("root/file")
    assert judged(root, b"mine", force=True) == (True, [], "")


@pytest.mark.parametrize(
    ("form", "chooser", "may"),
    [
        (MANIFESTS, "", True),
        (MANIFESTS, "oamc.toml", False),
        ("json", "", True),
        ("json", "oamc.toml", False),
        ("text", "oamc.toml", True),
        ("github", "oamc.toml", True),
    ],
)
def test_an_empty_file_has_nothing_to_lose_but_for_a_configuration_file(root, form, chooser, may):
    assert judged(root, b"", form=form, chooser=chooser)[:2] == (may, [] if may else ["OAM815"])


@pytest.mark.parametrize("force", [False, True])
def test_an_input_is_never_replaced(root, force):
    folders.write_file("other", root, OURS)
    status = os.stat("root/other")
    os.link("root/other", "root/file")
    reports = Reports()
    target = Target(path="root/file", form=MANIFESTS, option="--output", force=force)
    assert not guard(target, {(status.st_dev, status.st_ino)}, reports)("file", root)
    (found,) = reports.found
    assert (found.code.id, found.hint) == ("OAM817", "give another output")


def test_a_link_is_not_asked_what_it_leads_to(root):
    folders.write_file("other", root, OURS)
    os.symlink("other", "root/file")
    with pytest.raises(OSError, match="symbolic links"):
        guard(Target(path="root/file", form=MANIFESTS, option="--output"), (), Reports())("file", root)


def test_manifests_too_large_to_be_looked_at_count_as_edited(root, monkeypatch):
    monkeypatch.setattr(single_files, "LARGEST_MANIFESTS", len(OURS))
    assert judged(root, OURS)[0]
    monkeypatch.setattr(single_files, "LARGEST_MANIFESTS", len(OURS) - 1)
    os.remove("root/file")
    assert judged(root, OURS)[1] == ["OAM814"]


def test_the_mark_is_that_of_the_text_behind_it_alone():
    text = marked("kind: Pod\nname: é\n")
    assert text.endswith("\nkind: Pod\nname: é\n")
    assert is_intact(text.encode())
    for changed in (text + "\n", text.replace("Pod", "Job"), text[1:], text.replace("\n", "\r\n", 1), ""):
        assert not is_intact(changed.encode())


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("text", b"error[OAM101]: x"),
        ("text", b"warning[OAM101]: x"),
        ("text", b"notice[OAM101]: x"),
        ("github", b"::error title=oamc OAM101::x\n"),
        ("github", b"::warning file=a,title=oamc OAM101::x\n"),
        ("github", b"::notice title=oamc OAM101::x"),
        ("gitlab", b"[]\n"),
        ("gitlab", b'[\n  {\n    "description": "x",\n    "check_name": "OAM101",\n'),
    ],
)
def test_a_report_is_known_by_how_it_begins(form, begins):
    assert is_report(begins, form)
    assert not is_report(b" " + begins, form)
    assert [other for other in ("text", "github", "gitlab", "json", "sarif", "junit") if is_report(begins, other)] == [form]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("text", b"error: no code"),
        ("github", b"::error title=other::x\n"),
        ("github", b"::error ::x\n title=oamc"),
        ("github", b"title=oamc"),
        ("gitlab", b"[]"),
        ("gitlab", b"[]\n\n"),
        ("gitlab", b'[\n  {\n    "description": "x"'),
        ("gitlab", b'[\n  {\n    "description": "x",\n'),
        ("gitlab", b'[\n  {\n    "description": "x",\n    "check_name": "other",\n'),
        ("gitlab", b'[\n  {\n    "name": "x",\n    "check_name": "OAM101",\n'),
        ("gitlab", b'[\n  [\n    "description": "x",\n    "check_name": "OAM101",\n'),
        ("gitlab", b'{\n  {\n    "description": "x",\n    "check_name": "OAM101",\n'),
        ("json", b"{}\n"),
        ("sarif", b"{}\n"),
        ("junit", b"<testsuites/>\n"),
    ],
)
def test_what_only_resembles_a_report_is_none(form, begins):
    assert not is_report(begins, form)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (".oamc-work-a", ".oamc-work-a"),
        ("a/.oamc-work-b/c", ".oamc-work-b"),
        ("a/.oamc-files", ".oamc-files"),
        (".oamc-files/a", ".oamc-files"),
        ("a/.oamc-filesystem", ""),
        ("a.oamc-work-b", ""),
        (".oamc", ""),
    ],
)
def test_names_of_the_work_of_oamc_are_reserved(path, name):
    reports = Reports()
    assert is_reserved(path, "--output", reports) == bool(name)
    assert [found.code.id for found in reports.found] == (["OAM862"] if name else [])
    assert all(f'"{name}"' in found.message and found.hint == "give another name with --output" for found in reports.found)


@pytest.mark.parametrize(
    ("path", "output", "may"),
    [
        ("out/found", "out", False),
        ("./out/a/found", "out/", False),
        ("out", "out", True),
        ("output/found", "out", True),
        ("found", "", True),
    ],
)
def test_what_a_configuration_file_chose_stays_out_of_the_output(here, path, output, may):
    reports = Reports()
    target = Target(path=path, form="json", option="--diagnostics", chooser="oamc.toml", apart_from=output)
    assert may_write(target, (), reports) == may
    assert all(found.hint == "give another place with --diagnostics" for found in reports.found)
    assert all("it lies below the output" in found.message for found in reports.found)
    assert bool(reports.found) != may
    chosen = Target(path=path, form="json", option="--diagnostics", apart_from=output)
    assert may_write(chosen, (), Reports())


def test_a_report_is_known_however_long_its_first_finding_is(root):
    found = b'[\n  {\n    "description": "%s",\n    "check_name": "OAM101"\n  }\n]\n' % (b"x" * 50_000)
    assert judged(root, found, form="gitlab") == (True, [], "")


def test_manifests_are_looked_at_up_to_a_size_that_none_has():
    assert single_files.LARGEST_MANIFESTS == 256 << 20


def test_outputs_that_do_not_meet_are_refused_for_nothing(here):
    targets = [Target(path=name, form="json", option="--diagnostics") for name in ("x", "xy", "z/x")]
    reports = Reports()
    assert single_files.refused(targets, (), reports) == frozenset()
    assert reports.found == []

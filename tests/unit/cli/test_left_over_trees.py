# ruff: noqa: ARG001 - fixtures work by being asked for
# ruff: noqa: PTH102, PTH103, PTH104, PTH108, PTH115, PTH208, PTH211 - the tests look at the disk with the calls of the code
"""The list of the trees in one directory: whose each is, what is left over, and that only what oamc wrote is removed."""

import io
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from oamc.diagnostics.reports import Reports
from oamc.disk import folders, staging
from oamc.disk.ledger import Delivery, is_below, is_tree_name, read_trees_list, write_trees_list
from oamc.disk.ownership import read_list, write_list
from oamc.disk.recovery import MARK, work_name
from tests.assurance.faults.trees import snapshot

LIST = Path("deploy/.oamc.trees")
BUILD = ("build", "apps", "-o", "deploy")


@pytest.fixture
def apps(here):
    """Two applications, each in a directory of its own, built together."""
    for name in ("billing", "orders"):
        (here / "apps" / name).mkdir(parents=True)
        (here / f"apps/{name}/app.yaml").write_text(f"# core.oam.dev\napp {name}\n")
    return here


@pytest.fixture
def built(apps, oamc):
    assert oamc(*BUILD).status == 0
    return apps


def listed():
    """Return the document of each tree that the list names."""
    return json.loads(LIST.read_text())["trees"]


def gone(name="orders"):
    """Remove an application."""
    shutil.rmtree(f"apps/{name}")


def test_the_list_names_the_document_of_each_tree_relative_to_it_and_nothing_else(built):
    assert LIST.read_text() == (
        '{\n  "format": 1,\n  "tool": "oamc",\n  "trees": {\n'
        '    "billing": "../apps/billing/app.yaml",\n    "orders": "../apps/orders/app.yaml"\n  }\n}\n'
    )
    assert LIST.stat().st_mode & 0o777 == 0o644


def test_builds_of_other_inputs_into_one_directory_leave_one_another_alone(apps, oamc):
    for _ in range(2):
        for name in ("billing", "orders"):
            outcome = oamc("build", f"apps/{name}", "-o", "deploy", "--prune")
            assert (outcome.status, "OAM847" in outcome.err, "removed" in outcome.err) == (0, False, False)
    assert sorted(os.listdir("deploy")) == [".oamc.trees", "billing", "orders"]
    assert oamc(*BUILD, "--check").status == 0
    gone()
    assert oamc("build", "apps/billing", "-o", "deploy", "--check").status == 0
    assert oamc(*BUILD, "--check").status == 2


def test_the_list_is_the_same_from_which_directory_in_the_checkout_however_inputs_are_named(built, oamc):
    before = LIST.read_bytes()
    for inputs in (("apps/orders", "apps/billing"), ("./apps/../apps",), (str(built / "apps"),), (".",)):
        outcome = oamc("build", *inputs, "-o", "deploy", "--check")
        assert (outcome.status, outcome.out) == (0, ""), inputs
    assert oamc("build", "apps", "-o", str(built / "deploy"), "--check").status == 0
    assert LIST.read_bytes() == before


def test_an_application_that_is_gone_is_told_by_a_build_and_found_by_a_check(built, oamc):
    gone()
    before = snapshot(built / "deploy")
    check = oamc(*BUILD, "--check")
    assert (check.status, check.out) == (2, "left over deploy/orders\n")
    both = oamc(*BUILD, "--check", "--prune")
    assert (both.status, both.out, both.err) == (check.status, check.out, check.err)
    assert 'error[OAM847]: output "deploy/orders" is left over' in check.err
    assert 'run "oamc build apps -o deploy --prune"' in check.err
    assert "warning[OAM847]" in oamc(*BUILD, "--check", "--exit-zero").err
    assert oamc(*BUILD, "--check", "--exit-zero").status == 0
    build = oamc(*BUILD)
    assert (build.status, "warning[OAM847]" in build.err) == (0, True)
    assert snapshot(built / "deploy") == before


def test_an_application_that_has_another_name_leaves_its_old_tree(built, oamc):
    (built / "apps/orders/app.yaml").write_text("# core.oam.dev\napp purchases\n")
    check = oamc(*BUILD, "--check")
    assert check.status == 2
    assert "missing deploy/purchases/Chart.yaml\n" in check.out
    assert "left over deploy/orders\n" in check.out
    assert check.err.count("error[") == 2
    outcome = oamc(*BUILD, "--prune")
    assert outcome.err == (
        "deploy/billing is up to date (2 files)\nwrote deploy/purchases (2 files)\nremoved deploy/orders (2 files)\n"
    )
    assert sorted(listed()) == sorted(set(os.listdir("deploy")) - {".oamc.trees"}) == ["billing", "purchases"]
    assert oamc(*BUILD, "--check").status == 0


def test_pruning_removes_what_oamc_wrote_and_keeps_what_it_did_not(built, oamc):
    gone()
    os.mkdir("deploy/orders/mine")
    Path("deploy/orders/mine/notes.md").write_text("mine")
    os.symlink("../../app.yaml", "deploy/orders/link")
    Path("deploy/other").mkdir()
    Path("deploy/other/file").write_text("other")
    outcome = oamc(*BUILD, "--prune")
    assert outcome.status == 0
    assert "removed from deploy/orders (2 files)\n" in outcome.err
    assert outcome.err.count("warning[OAM848]") == 2
    assert sorted(path.as_posix() for path in Path("deploy/orders").rglob("*")) == [
        "deploy/orders/link",
        "deploy/orders/mine",
        "deploy/orders/mine/notes.md",
    ]
    assert Path("deploy/other/file").read_text() == "other"
    assert list(listed()) == ["billing"]
    again = oamc(*BUILD, "--prune")
    assert (again.status, again.err) == (0, "deploy/billing is up to date (2 files)\n")


def test_foreign_files_of_a_removed_tree_are_not_told_where_they_are_allowed(built, oamc):
    gone()
    Path("deploy/orders/notes.md").write_text("mine")
    assert "OAM848" not in oamc(*BUILD, "--prune", "--foreign", "allow").err
    assert Path("deploy/orders/notes.md").read_text() == "mine"


def test_an_edited_file_keeps_its_tree_unless_forced(built, oamc):
    gone()
    Path("deploy/orders/Chart.yaml").write_text("edited")
    before = snapshot(built / "deploy")
    outcome = oamc(*BUILD, "--prune")
    assert (outcome.status, "OAM814" in outcome.err) == (1, True)
    assert snapshot(built / "deploy") == before
    assert oamc(*BUILD, "--prune", "--force").status == 0
    assert not os.path.lexists("deploy/orders")


def test_a_dry_run_lists_what_pruning_would_remove_and_removes_nothing(built, oamc):
    gone()
    before = snapshot(built / "deploy")
    outcome = oamc(*BUILD, "--prune", "--dry-run")
    assert outcome.status == 0
    assert outcome.out == (
        "left over deploy/orders/Chart.yaml\nleft over deploy/orders/templates/web.yaml\nchanged deploy/.oamc.trees\n"
    )
    assert snapshot(built / "deploy") == before


def test_a_tree_that_somebody_has_removed_or_taken_over_is_no_longer_listed(built, oamc):
    gone()
    shutil.rmtree("deploy/orders")
    check = oamc(*BUILD, "--check")
    assert (check.status, check.out) == (2, "changed deploy/.oamc.trees\n")
    assert "OAM845" in check.err
    assert oamc(*BUILD).status == 0
    assert list(listed()) == ["billing"]
    gone("billing")
    (built / "apps/new.yaml").write_text("# core.oam.dev\napp new\n")
    os.unlink("deploy/billing/.oamc-files")
    assert "OAM847" not in oamc(*BUILD, "--prune").err
    assert Path("deploy/billing/Chart.yaml").exists()
    assert list(listed()) == ["new"]


def test_the_list_is_missing_after_an_older_version_and_a_check_says_so(built, oamc):
    LIST.unlink()
    check = oamc(*BUILD, "--check")
    assert (check.status, check.out, check.err.count("OAM846")) == (2, "missing deploy/.oamc.trees\n", 1)
    assert oamc(*BUILD).status == 0
    assert oamc(*BUILD, "--check").status == 0


def test_documents_from_standard_input_or_elsewhere_leave_no_way_to_them(built, oamc, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree("apps", elsewhere)
    outcome = oamc("build", elsewhere, "-o", "out", "--prune")
    assert "OAM852" in outcome.err
    assert outcome.status == 0
    assert json.loads(Path("out/.oamc.trees").read_text())["trees"] == {"billing": "", "orders": ""}
    assert oamc("build", "apps", "-o", elsewhere / "out", "--prune").status == 0
    assert json.loads((elsewhere / "out/.oamc.trees").read_text())["trees"] == {"billing": "", "orders": ""}
    # What is known of a tree already stays known.
    before = LIST.read_bytes()
    assert oamc("build", elsewhere, "-o", "deploy", "--check").status == 0
    assert LIST.read_bytes() == before


def test_a_way_through_a_link_to_the_working_directory_is_one_in_it(built, oamc, tmp_path):
    before = LIST.read_bytes()
    (tmp_path / "link").symlink_to(built)
    LIST.unlink()
    assert oamc("build", tmp_path / "link/apps", "-o", "deploy").status == 0
    assert LIST.read_bytes() == before


def test_the_list_is_the_same_from_every_directory_of_a_repository(built, oamc, monkeypatch):
    (built / ".git").mkdir()
    before = LIST.read_bytes()
    LIST.unlink()
    for inner, inputs, output in [
        ("apps/orders", ("..",), "../../deploy"),
        ("deploy", ("../apps",), "."),
        ("deploy/orders", ("../../apps",), ".."),
    ]:
        monkeypatch.chdir(built / inner)
        outcome = oamc("build", *inputs, "-o", output, "--prune")
        assert (outcome.status, "OAM852" in outcome.err) == (0, False)
        assert (built / LIST).read_bytes() == before
    monkeypatch.chdir(built / "apps/billing")
    shutil.rmtree("../orders")
    assert "OAM847" in oamc("build", "..", "-o", "../../deploy", "--check").err
    assert oamc("build", "..", "-o", "../../deploy", "--prune").status == 0
    assert not (built / "deploy/orders").exists()


def test_a_repository_within_another_one_has_its_own_places(built, oamc, monkeypatch):
    for place in (".git", "apps/.git"):
        (built / place).mkdir()
    monkeypatch.chdir(built / "apps/orders")
    outcome = oamc("build", ".", "-o", "../../out", "--prune")
    assert (outcome.status, "OAM852" in outcome.err) == (0, True)
    assert json.loads((built / "out/.oamc.trees").read_text())["trees"] == {"orders": ""}


def test_standard_input_has_no_place(here, oamc, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"app shop\n")))
    outcome = oamc("build", "-", "-o", "out", "--prune")
    assert (outcome.status, "OAM852" in outcome.err) == (0, True)
    assert json.loads(Path("out/.oamc.trees").read_text())["trees"] == {"shop": ""}


def test_a_tree_without_a_known_document_is_never_left_over(built, oamc):
    LIST.write_bytes(write_trees_list({"billing": "../apps/billing/app.yaml", "orders": ""}))
    gone()
    assert oamc(*BUILD, "--prune").status == 0
    assert Path("deploy/orders/Chart.yaml").exists()


def test_the_number_of_removed_files_is_told(built, oamc):
    document = built / "apps/orders/app.yaml"
    document.write_text("# core.oam.dev\napp orders\nfile a.yaml\nfile b.yaml\n")
    oamc(*BUILD)
    document.write_text("# core.oam.dev\napp orders\n")
    assert "wrote deploy/orders (2 files, 2 removed)\n" in oamc(*BUILD).err


@pytest.mark.parametrize("arguments", [("-o", "all.yaml", "--format", "manifests"), ("--format", "manifests")])
def test_pruning_a_single_result_is_wrong_usage(here, oamc, arguments):
    outcome = oamc("build", "app.yaml", "--prune", *arguments)
    assert (outcome.status, "-o DIR" in outcome.err) == (64, True)


def test_no_configuration_file_prunes(here, oamc):
    (here / "oamc.toml").write_text("prune = true\n")
    assert "OAM825" in oamc("build", "app.yaml").err


@pytest.mark.parametrize("option", [("-o", "x/.oamc.trees"), ("-o", "x", "--diagnostics", "json=x/.oamc.trees")])
def test_no_output_has_the_name_of_the_list(here, oamc, option):
    outcome = oamc("build", "app.yaml", *option)
    assert (outcome.status, "OAM862" in outcome.err) == (1, True)


# A list of a stranger


HOSTILE = {
    "a path that leads up": {"../victim": "../apps/a.yaml"},
    "an absolute path": {"/victim": "../apps/a.yaml"},
    "a path": {"a/b": "../apps/a.yaml"},
    "the directory": {".": "../apps/a.yaml"},
    "the directory above": {"..": "../apps/a.yaml"},
    "a hidden name": {".git": "../apps/a.yaml"},
    "the empty name": {"": "../apps/a.yaml"},
    "a name with a line feed": {"a\nb": "../apps/a.yaml"},
    "a document that is no text": {"orders": 7},
    "an absolute document": {"orders": "/etc/passwd"},
    "a document by detours": {"orders": "../apps/../apps/a.yaml"},
    "a document with NUL": {"orders": "a\0b"},
    "a document that is too long": {"orders": "a" * 5000},
    "trees that are a list": ["orders"],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_list_that_oamc_would_not_write_is_refused_and_changes_nothing(built, oamc, name):
    gone()
    (built / "victim").mkdir()
    (built / "victim/.oamc-files").write_bytes(write_list({}))
    LIST.write_text(json.dumps({"format": 1, "tool": "oamc", "trees": HOSTILE[name]}))
    before = snapshot(built)
    for option in ("--prune", "--check"):
        outcome = oamc(*BUILD, option)
        assert (outcome.status, "OAM849" in outcome.err, outcome.out) == (1, True, "")
    assert snapshot(built) == before
    assert oamc(*BUILD, "--prune", "--force").status == 0
    assert list(listed()) == ["billing"]
    assert Path("deploy/orders/Chart.yaml").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "what oamc writes"),
        (b"not json", "what oamc writes"),
        (b"[" * 200_000, "what oamc writes"),
        (b"\xff\xfe", "what oamc writes"),
        (b'{"format": 2, "tool": "oamc", "trees": {}}', "what oamc writes"),
        (b" " * (17 << 20), "larger than 16 MiB"),
    ],
)
def test_a_list_that_is_none_is_refused(built, oamc, content, reason):
    LIST.write_bytes(content)
    outcome = oamc(*BUILD)
    assert (outcome.status, "OAM849" in outcome.err, reason in outcome.err) == (1, True, True)
    assert LIST.read_bytes() == content


@pytest.mark.parametrize("kind", ["link", "pipe", "directory"])
def test_what_is_no_file_in_the_place_of_the_list_is_refused_also_when_forced(built, oamc, kind):
    LIST.rename("moved")
    make = {"link": lambda path: path.symlink_to("../moved"), "pipe": os.mkfifo, "directory": Path.mkdir}
    make[kind](LIST)
    gone()
    before = snapshot(built)
    for options in (("--prune",), ("--prune", "--force"), ("--check",)):
        outcome = oamc(*BUILD, *options)
        assert (outcome.status, "OAM811" in outcome.err) == (1, True)
    assert snapshot(built) == before


def test_a_list_that_names_other_trees_of_oamc_removes_only_what_their_own_lists_prove(built, oamc):
    """A stranger may call anything left over; what goes is still proven file by file."""
    os.makedirs("deploy/precious/.git")
    for path in ("config", ".git/HEAD"):
        Path(f"deploy/precious/{path}").write_text("ref: refs/heads/main\n")
    known = dict.fromkeys(("config", ".git/HEAD"), b"ref: refs/heads/main\n")
    Path("deploy/precious/.oamc-files").write_bytes(write_list(known))
    LIST.write_bytes(write_trees_list({**listed(), "precious": "../apps/gone.yaml"}))
    before = snapshot(built / "deploy")
    outcome = oamc(*BUILD, "--prune")
    assert (outcome.status, "OAM813" in outcome.err) == (1, True)
    assert oamc(*BUILD, "--prune", "--force").status == 1
    assert snapshot(built / "deploy") == before


@pytest.mark.parametrize(
    "paths",
    [("Chart.yaml", "chart.yaml"), (".git/HEAD",), (".gitignore",), (".oamc-files",), ("a/.hidden",), ("../a",), ("/a",)],
)
def test_a_list_of_files_that_oamc_would_not_write_is_none(paths):
    assert read_list(write_list(dict.fromkeys(paths, b""))) is None


def test_a_list_of_files_may_name_the_one_hidden_file_of_a_chart():
    assert read_list(write_list({".helmignore": b""})) is not None


@pytest.mark.parametrize("kind", ["a link", "a file", "a pipe"])
def test_what_stands_in_the_place_of_a_tree_that_is_left_over_is_neither_followed_nor_removed(built, oamc, kind):
    gone()
    shutil.move("deploy/orders", "victim")
    place = Path("deploy/orders")
    {
        "a link": lambda: place.symlink_to("../victim"),
        "a file": lambda: place.write_text("x"),
        "a pipe": lambda: os.mkfifo(place),
    }[kind]()
    before = snapshot(built / "victim")
    mode = os.lstat(place).st_mode
    assert oamc(*BUILD, "--prune", "--force").status == 0
    assert snapshot(built / "victim") == before
    assert os.lstat(place).st_mode == mode


def prune(monkeypatch, meanwhile):
    """Prune, while somebody does something between the look at a tree and its removal."""
    write = staging.exchange_all

    def late(*arguments):
        meanwhile()
        write(*arguments)

    reports = Reports()
    delivery = Delivery({"billing": "../apps/billing/app.yaml"}, ["../apps"], prunes=True)
    trees = {"billing": {"Chart.yaml": "name: billing\n"}}
    with monkeypatch.context() as patch:
        patch.setattr(staging, "exchange_all", late)
        staging.write_trees("deploy", trees, force=False, reports=reports, delivery=delivery)
    assert [found.message for found in reports.found] == []


def test_what_is_edited_or_added_between_the_look_and_the_removal_stays(built, monkeypatch):
    gone()

    def meanwhile():
        Path("deploy/orders/Chart.yaml").write_text("edited")
        Path("deploy/orders/new.txt").write_text("new")

    prune(monkeypatch, meanwhile)
    assert Path("deploy/orders/Chart.yaml").read_text() == "edited"
    assert Path("deploy/orders/new.txt").read_text() == "new"
    assert not Path("deploy/orders/templates").exists()
    assert not [name for name in os.listdir("deploy") if name.startswith(".oamc-work")]


def test_a_tree_with_files_of_the_user_keeps_an_edit_of_that_moment_too(built, monkeypatch):
    gone()
    Path("deploy/orders/mine").write_text("mine")
    prune(monkeypatch, lambda: Path("deploy/orders/Chart.yaml").write_text("edited"))
    assert sorted(os.listdir("deploy/orders")) == ["Chart.yaml", "mine"]
    assert Path("deploy/orders/Chart.yaml").read_text() == "edited"


def test_a_tree_that_is_exchanged_for_a_link_before_it_is_removed_is_not_followed(built, monkeypatch):
    gone()
    before = snapshot(built / "deploy/orders")

    def meanwhile():
        shutil.move("deploy/orders", "victim")
        os.symlink("../victim", "deploy/orders")

    prune(monkeypatch, meanwhile)
    assert snapshot(built / "victim") == before
    assert os.readlink("deploy/orders") == "../victim"


def test_a_tree_whose_name_differs_only_in_case_and_that_is_the_same_directory_is_none(built, monkeypatch):
    """As on a system without case, where both names lead to one directory."""
    found = os.stat
    parent = os.open("deploy", folders.DIRECTORY)
    left_over = []
    for alias in ("Orders", "orders"):
        delivery = Delivery({"Orders": "../apps/orders/app.yaml"}, ["../apps/orders"])
        with monkeypatch.context() as patch:
            patch.setattr(
                os, "stat", lambda path, alias=alias, **options: found("orders" if path == alias else path, **options)
            )
            assert delivery.consult(parent, "deploy", force=False, reports=Reports())
        left_over.append(delivery.left_over)
    os.close(parent)
    assert left_over == [(), ("orders",)]


def test_what_a_killed_run_left_of_a_removed_tree_goes_with_the_next_build_of_anything(built, oamc):
    gone()
    work = Path("deploy", work_name("orders"))
    work.mkdir()
    os.rename("deploy/orders", work / "staged")
    work.chmod(0o700 | MARK)
    assert oamc("build", "apps/billing", "-o", "deploy").status == 0
    assert sorted(os.listdir("deploy")) == [".oamc.trees", "billing"]
    assert oamc(*BUILD).status == 0
    assert list(listed()) == ["billing"]


@pytest.mark.parametrize("name", ["other", "x" * 64])
def test_work_of_others_that_is_not_proven_stays_and_stops_nobody(built, oamc, name):
    work = Path("deploy", f".oamc-work-{name}")
    work.mkdir()
    (work / "file").write_text("mine")
    work.chmod(0o700 | MARK)
    unmarked = Path("deploy/.oamc-work-third")
    unmarked.mkdir()
    (unmarked / "partial").write_text("mine")
    Path("deploy/.oamc-work-fourth").mkdir()
    assert oamc(*BUILD).status == 0
    assert (work / "file").read_text() == "mine"
    assert (unmarked / "partial").read_text() == "mine"
    assert not Path("deploy/.oamc-work-fourth").exists()


# The parts


@pytest.mark.parametrize(
    ("document", "path", "below"),
    [
        ("../apps/a.yaml", "../apps", True),
        ("../apps/a.yaml", "../apps/a.yaml", True),
        ("../apps/a.yaml", "../app", False),
        ("../apps", "../apps/a.yaml", False),
        ("../apps/a.yaml", "..", True),
        ("apps/a.yaml", "..", True),
        ("../../apps/a.yaml", "..", False),
        ("../../apps/a.yaml", "../..", True),
        ("apps/a.yaml", ".", True),
        ("../apps/a.yaml", ".", False),
        ("..a/b", ".", True),
        ("a..", ".", True),
        ("", "..", False),
        ("../a", "", False),
    ],
)
def test_a_document_lies_below_an_input(document, path, below):
    assert is_below(document, path) == below


def test_what_is_written_is_read_again_whatever_the_bytes_of_a_name():
    trees = {"a": "../\udcff.yaml", "b-1.c": "../ä\n.yaml", "C": ""}
    assert read_trees_list(write_trees_list(trees)) == trees
    assert write_trees_list(trees).isascii()


@pytest.mark.parametrize(
    ("name", "fits"), [("a", True), ("A.b-c_d", True), (".a", False), ("a/b", False), ("", False), ("ä", False)]
)
def test_names_of_trees(name, fits):
    assert is_tree_name(name) == fits

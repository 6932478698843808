# ruff: noqa: ARG001 - fixtures work by being asked for, stand-ins have the signature of what they stand for
# ruff: noqa: PTH102, PTH211 - the tests look at the disk with the calls that the code makes
"""Inputs: which files are read, in which order, and what is refused."""

import io
import os
import socket
import sys

import pytest

from oamc.cli.inputs import Inputs, place_of, places_of
from oamc.cli.own_files import marked
from oamc.diagnostics.reports import Reports
from oamc.disk.folders import remove_entries
from oamc.source.limits import Limits


def read(*paths, limits=None):
    reports = Reports()
    sources = Inputs(limits or Limits(), reports).read([str(path) for path in paths])
    return [(source.path, source.label) for source in sources], [found.code.id for found in reports.found], reports


def write(path, text="a: 1\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_file_is_labeled_with_its_base_name(here):
    write(here / "shop/web.yaml")
    assert read("shop/web.yaml")[0] == [("shop/web.yaml", "web.yaml")]


def test_a_directory_is_read_recursively_by_name_and_labels_are_relative_to_it(here):
    for name in ("b.yml", "a/z.json", "a/b/c.yaml", "c.txt", ".hidden.yaml", ".git/x.yaml", "a.yaml"):
        write(here / "shop" / name)
    expected = ["a/b/c.yaml", "a/z.json", "a.yaml", "b.yml"]
    assert read("shop")[0] == [(f"shop/{name}", name) for name in expected]


def test_the_current_directory_gives_paths_without_a_dot(here):
    assert read(".")[0] == [("app.yaml", "app.yaml")]


def test_the_same_file_is_read_once_by_whatever_name(here):
    os.link("app.yaml", "other.yaml")
    os.symlink("app.yaml", "link.yaml")
    assert len(read("app.yaml", "./app.yaml", here / "app.yaml", "other.yaml", "link.yaml", ".")[0]) == 1


def test_standard_input_is_read_once_and_called_stdin(here, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    assert read("-", "-")[0] == [("stdin", "stdin")]


def test_no_more_of_standard_input_is_read_than_tells_that_it_is_too_much(here, monkeypatch):
    content = io.BytesIO(b"a: 1\n" * 9)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    assert read("-", limits=Limits(file=8))[1] == ["OAM101"]
    assert content.tell() == 9


def test_standard_input_that_fails_is_refused(here, monkeypatch):
    class Failing(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, _):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Failing())))
    _, codes, reports = read("-")
    assert codes == ["OAM802"]
    assert reports.found[0].message == 'input "stdin" cannot be read: input/output error'


def test_closed_standard_input_is_refused(here, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    _, codes, reports = read("-")
    assert codes == ["OAM802"]
    assert reports.found[0].message == 'input "stdin" cannot be read: it is closed'


def test_a_link_out_of_the_working_directory_is_refused_with_what_to_do(here, tmp_path_factory):
    outside = write(tmp_path_factory.mktemp("outside") / "app.yaml")
    os.symlink(outside, "link.yaml")
    found, codes, reports = read("link.yaml", outside)
    assert found == [(str(outside), "app.yaml")]
    assert codes == ["OAM840"]
    assert reports.found[0].hint == "name the file itself: a path that lies outside is trusted"


def test_one_input_may_be_standard_input(here, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    inputs = Inputs(Limits(), Reports())
    assert inputs.read_file("-").text == "a: 1\n"
    assert inputs.read_file("-") is None


def test_nothing_is_said_of_inputs_that_nobody_gave(here):
    assert read()[:2] == ([], [])


def test_only_what_oamc_wrote_is_no_input_and_what_to_give_is_said(here):
    write(here / "out.yaml", marked("a: 1\n"))
    found, codes, reports = read("out.yaml")
    assert (found, codes) == ([], ["OAM842", "OAM844"])
    assert reports.found[1].hint.startswith("name the documents of OAM")


def test_a_directory_is_a_chart_only_with_its_file_and_its_templates(here):
    write(here / "one/templates/a.yaml")
    write(here / "two/Chart.yaml")
    assert read("one")[:2] == ([("one/templates/a.yaml", "templates/a.yaml")], [])
    assert read("two")[:2] == ([("two/Chart.yaml", "Chart.yaml")], [])


def test_a_missing_input_is_refused(here):
    assert read("nothing.yaml", "app.yaml/x.yaml")[1] == ["OAM801", "OAM801"]


def test_an_unreadable_input_is_refused(here, monkeypatch):
    def fail(path, *_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", fail)
    assert read("app.yaml")[1] == ["OAM802"]


def test_an_input_that_fails_while_it_is_read_is_refused(here, monkeypatch):
    def fail(descriptor, size):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    assert read("app.yaml")[1] == ["OAM802"]


def test_a_failing_directory_is_refused_with_the_words_of_the_system(here, monkeypatch):
    write(here / "shop/a.yaml")

    def fail(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", fail)
    _, codes, reports = read("shop")
    assert codes == ["OAM802"]
    assert reports.found[0].message == 'input "shop" cannot be read: permission denied'


def test_pipes_sockets_and_devices_are_refused_without_waiting(here):
    os.mkfifo("pipe.yaml")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.yaml")
        _, codes, reports = read("pipe.yaml", "socket.yaml", "/dev/null")
    assert codes == ["OAM803"] * 3
    assert [found.message.partition(" is ")[2].partition(",")[0] for found in reports.found] == [
        "a pipe",
        "a socket",
        "a device",
    ]


def test_what_is_neither_a_file_nor_a_directory_is_told_that_both_are_wanted(here):
    os.mkfifo("pipe.yaml")
    _, _, reports = read("pipe.yaml", "/dev/null")
    assert all(found.message.endswith(", not a file or a directory") for found in reports.found)
    assert [found.hint for found in reports.found] == ["use - for standard input", ""]


def test_a_directory_where_one_file_is_wanted_is_refused(here):
    reports = Reports()
    assert Inputs(Limits(), reports).read_file(str(here)) is None
    assert reports.found[0].message.endswith("is a directory, not a file")


def test_a_directory_without_documents_is_refused(here):
    write(here / "docs/readme.md")
    assert read("docs")[1] == ["OAM804"]


def test_links_within_the_directory_are_followed_and_links_out_of_it_refused(here):
    write(here / "outside/secret.yaml")
    write(here / "shop/real/a.yaml")
    os.symlink("real/a.yaml", "shop/inside.yaml")
    os.symlink("real", "shop/again")
    os.symlink("../outside/secret.yaml", "shop/leaves.yaml")
    os.symlink("../outside", "shop/leaves-too")
    os.symlink("../outside/notes.txt", "shop/not-a-document.txt")
    found, codes, reports = read("shop")
    assert codes == ["OAM805", "OAM805"]
    assert [str(found.span).partition(":")[0] for found in reports.found] == ["shop/leaves-too", "shop/leaves.yaml"]
    assert found == [("shop/inside.yaml", "inside.yaml")]


def test_a_dangling_link_is_refused(here):
    write(here / "shop/a.yaml")
    os.symlink("nowhere.yaml", "shop/b.yaml")
    assert read("shop")[1] == ["OAM801"]


def test_a_circle_of_links_ends(here):
    write(here / "shop/a.yaml")
    os.symlink(".", "shop/self")
    os.symlink("loop.yaml", "shop/loop.yaml")
    found, codes, _ = read("shop")
    assert found == [("shop/a.yaml", "a.yaml")]
    assert codes == ["OAM802"]


def test_charts_and_outputs_below_a_directory_are_passed_over_with_a_notice(here):
    write(here / "charts/shop/Chart.yaml")
    write(here / "charts/shop/templates/web.yaml")
    write(here / "deploy/shop/shop.yaml")
    write(here / "deploy/shop/.oamc-files", "{}")
    found, codes, reports = read(".")
    assert found == [("app.yaml", "app.yaml")]
    assert codes == ["OAM806", "OAM806"]
    assert not reports.has_errors()


@pytest.mark.slow
def test_very_deep_directories_are_read(here):
    path = "shop"
    os.mkdir(path)
    descriptor = os.open(path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=descriptor)
        following = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = following
    os.close(descriptor)
    try:
        assert read("shop")[1] == ["OAM804"]
    finally:
        # pytest removes its directories recursively, and would not survive this one.
        root = os.open("shop", os.O_RDONLY)
        remove_entries(root, lambda *_: True)
        os.close(root)


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_read(here):
    write(here / "app.yaml", "a: 12345\n")
    assert read("app.yaml", limits=Limits(file=9))[1] == []
    assert read("app.yaml", limits=Limits(file=8))[1] == ["OAM101"]


def test_inputs_over_the_limit_of_all_together_are_refused(here):
    for name in "abcd":
        write(here / "shop" / f"{name}.yaml", "a: 12345\n")
    assert read("shop", limits=Limits(inputs=36))[1] == []
    found, codes, _ = read("shop", limits=Limits(inputs=20))
    assert codes == ["OAM102"]
    assert len(found) == 2


def test_file_names_that_are_no_text_are_read_and_shown_with_escapes(here):
    write(here / "shop" / os.fsdecode(b"\xff.yaml"))
    assert read("shop")[0] == [("shop/\\xff.yaml", "\\xff.yaml")]


def test_a_link_to_a_directory_whose_name_only_begins_alike_leaves_the_input(here):
    write(here / "in/app.yaml", "a: 1\n")
    write(here / "in-secret/app.yaml", "a: 1\n")
    os.symlink("../in-secret/app.yaml", here / "in/link.yaml")
    assert read("in")[1] == ["OAM805"]


def test_nothing_more_is_opened_beyond_the_limit_of_all_inputs(here):
    write(here / "one.yaml", "a: 12345\n")
    assert read("one.yaml", "missing.yaml", limits=Limits(inputs=9))[1] == ["OAM801"]
    assert read("one.yaml", "missing.yaml", limits=Limits(inputs=8))[1] == ["OAM102"]
    write(here / "shop/one.yaml", "a: 12345\n")
    os.symlink("missing.yaml", here / "shop/two.yaml")
    assert read("shop", limits=Limits(inputs=9))[1] == ["OAM801"]
    assert read("shop", limits=Limits(inputs=8))[1] == ["OAM102"]


def test_a_file_that_is_no_text_is_reported_and_is_no_source(here):
    (here / "broken.yaml").write_bytes(b"\xff\xfe\xfd")
    found, codes, reports = read("broken.yaml", "app.yaml")
    assert found == [("app.yaml", "app.yaml")]
    assert len(codes) == 1
    assert reports.has_errors()


DEFINITION = 'note: {\n\ttype: "component"\n}\ntemplate: {\n\toutput: {}\n}\n'


def test_definitions_in_cue_are_read_and_other_files_of_cue_in_a_directory_are_not(here):
    write(here / "shop/note.cue", DEFINITION)
    write(here / "shop/module.cue", "package shop\ntemplate: 3\n")
    write(here / "shop/app.yaml")
    assert read("shop")[0] == [("shop/app.yaml", "app.yaml"), ("shop/note.cue", "note.cue")]
    assert read("shop/module.cue")[0] == [("shop/module.cue", "module.cue")]
    (here / "shop/note.cue").unlink()
    (here / "shop/app.yaml").unlink()
    assert read("shop")[1] == ["OAM844"]


def library(*paths, **options):
    """Read some paths for their definitions, then the file app.yaml."""
    reports = Reports()
    inputs = Inputs(Limits(), reports, **options)
    inputs.read_library([str(path) for path in paths])
    inputs.read(["app.yaml"])
    found = [(source.path, source.library, source.met, source.folder) for source in inputs.sources]
    return found, [problem.code.id for problem in reports.found]


def test_what_is_read_for_its_definitions_says_so_and_belongs_to_no_directory(here):
    write(here / "lib/a/note.cue", DEFINITION)
    write(here / "lib/b.yaml", "kind: ComponentDefinition\napiVersion: core.oam.dev/v1beta1\n")
    write(here / "lib/other.yaml", "a: 1\n")
    write(here / "lib/.hidden.cue", DEFINITION)
    found = [("lib/a/note.cue", True, False, ""), ("lib/b.yaml", True, False, ""), ("app.yaml", False, False, "")]
    assert library("lib") == (found, [])
    assert library("lib", passes_over=True) == (found, [])


def test_what_is_named_for_its_definitions_must_be_there_and_lead_nowhere_else(here, tmp_path):
    assert library("lib")[1] == ["OAM801"]
    (here / "empty").mkdir()
    assert library("empty")[1] == ["OAM804"]
    outside = write(tmp_path.parent / "outside/note.cue", DEFINITION)
    (here / "lib").mkdir()
    os.symlink(outside, here / "lib/link.cue")
    assert library("lib")[1] == ["OAM805"]


def test_what_is_read_for_its_definitions_is_no_document_too(here):
    write(here / "lib/note.cue", DEFINITION)
    reports = Reports()
    inputs = Inputs(Limits(), reports)
    inputs.read_library(["lib"])
    inputs.read(["."])
    assert [(source.path, source.library) for source in inputs.sources] == [("lib/note.cue", True), ("app.yaml", False)]


def test_the_places_of_several_files_are_those_of_each_alone(here):
    write(here / "real/deep/web.yaml")
    write(here / "real/deep/other.yaml")
    (here / "link").symlink_to("real/deep")
    (here / "real/deep/again.yaml").symlink_to("web.yaml")
    paths = ["app.yaml", "./app.yaml", f"{here}/app.yaml", "real/deep/web.yaml", "real/../real/deep/web.yaml", "-"]
    paths += ["link/web.yaml", "link/other.yaml", "link/again.yaml", "link/../app.yaml", "link//web.yaml"]
    found = dict(places_of(paths))
    assert found == {path: place_of(path) for path in paths}
    assert found["link/web.yaml"] == found["real/deep/web.yaml"] != found["link/again.yaml"]
    assert found["link/../app.yaml"] == str(here / "app.yaml")

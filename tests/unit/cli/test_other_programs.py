"""Files of other programs: which contents may be documents, also of files that are too large to be read."""

import os

import pytest

from oamc.cli import other_programs
from oamc.cli.inputs import Inputs
from oamc.cli.other_programs import CHUNK, file_speaks_of_oam, may_be_a_document, speaks_of_oam
from oamc.diagnostics.reports import Reports
from oamc.source.limits import Limits

WORD = b"core.oam.dev"


@pytest.mark.parametrize(
    ("content", "may", "speaks"),
    [
        (b"apiVersion: v1\n", True, False),
        (b"kind: ComponentSchematic\n", True, False),
        (b"kind: ApplicationConfiguration\n", True, False),
        (b"apiVersion: core.oam.dev/v1alpha1\n", True, True),
        (b"group: core.hydra.io\n", True, True),
        ("kind: core.oam.dev\n".encode("utf-16"), True, True),
        (b"kind: Trait\n", False, False),
        (b'{"name": "shop", "core.oam": "dev"}\n', False, False),
        (b"", False, False),
    ],
)
def test_a_content_may_be_a_document_if_it_has_a_word_of_one(content, may, speaks):
    assert (may_be_a_document(content), speaks_of_oam(content)) == (may, speaks)


def speaks(tmp_path, content, most):
    path = tmp_path / "large.yaml"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return file_speaks_of_oam(descriptor, most)
    finally:
        os.close(descriptor)


def test_a_word_is_found_wherever_it_stands_in_a_large_file(tmp_path, monkeypatch):
    monkeypatch.setattr(other_programs, "CHUNK", 64)
    for before in range(40, 70):
        assert speaks(tmp_path, b"x" * before + WORD + b"x" * 100, 1000)
        assert speaks(tmp_path, b"x" * before + WORD.decode().encode("utf-32-le") + b"x" * 100, 1000)
    assert not speaks(tmp_path, b"x" * 1000, 1000)
    assert speaks(tmp_path, b"x" * 1001, 1000)


def test_a_file_larger_than_its_limit_is_passed_over_in_a_directory_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "large.yaml").write_bytes(b"x" * 101)
    limits = Limits(file=100, inputs=200)
    for path, passes_over, codes in ((".", True, []), (".", False, ["OAM101"]), ("large.yaml", True, ["OAM101"])):
        reports = Reports()
        sources = Inputs(limits, reports, passes_over=passes_over).read([path])
        assert [found.code.id for found in reports.found] == codes
        assert [source.unread for source in sources] == ([] if codes else [True])
    (tmp_path / "large.yaml").write_bytes(b"x" * 201)
    reports = Reports()
    assert Inputs(limits, reports, passes_over=True).read(["."]) == ()
    assert [found.code.id for found in reports.found] == ["OAM101"]


def test_files_of_other_programs_do_not_count_against_the_limit_of_all_inputs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number in range(5):
        (tmp_path / f"lock-{number}.json").write_bytes(b"x" * 90)
    (tmp_path / "web.yaml").write_bytes(b"apiVersion: core.oam.dev/v1alpha1\n")
    reports = Reports()
    sources = Inputs(Limits(file=100, inputs=100), reports, passes_over=True).read(["."])
    assert ([source.unread for source in sources], reports.found) == ([True] * 5 + [False], [])
    assert CHUNK >= 1 << 16

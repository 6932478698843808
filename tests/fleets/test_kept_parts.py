"""A cache of parts: where one document has changed its part alone is compiled, and the run is that without a cache."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.fleets import build, division
from tests.cache.runs import run
from tests.fleets.test_jobs import INGRESS, WARNED, project
from tests.support.laws import examples
from tests.support.surroundings import silence
from tests.unit.fleets.test_parts import one

TEXTS = [*(one(f"app-{number}") for number in range(4)), WARNED]
BUILD = ["build", "apps", "-o", "out", "-j", "0"]
PRINT = ["build", "apps", "--format", "manifests", "--namespace", "all", "-j", "0"]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    silence(monkeypatch)
    monkeypatch.setattr(division, "FILES", 1)
    monkeypatch.setattr("oamc.cli.jobs._processors", lambda: 1)


@pytest.fixture
def compiled(monkeypatch):
    """Return the list of the parts that are compiled from now on, by their first files."""
    seen = []
    compile_part = build.compile_part

    def noted(sources, *others):
        seen.append(sources[0].path)
        return compile_part(sources, *others)

    monkeypatch.setattr(build, "compile_part", noted)
    return seen


def kept(place, cache, arguments=BUILD):
    outcome = run([*arguments, "--cache", str(cache)], place)
    assert "(OAM896)" not in outcome.err
    return outcome


def app(number):
    return f"apps/{number:02}/app.yaml"


def test_where_one_file_has_changed_its_part_is_compiled(tmp_path, compiled):
    place = project(tmp_path / "place", *TEXTS)
    kept(place, tmp_path / "cache")
    assert compiled == [app(number) for number in range(5)]
    compiled.clear()
    (place / app(2)).write_text(one("app-2", INGRESS.format(host="a.test", path="/")))
    outcome = kept(place, tmp_path / "cache")
    assert compiled == [app(2)]
    assert outcome.status == 0
    assert "is not used by any application" in outcome.err, "what was found is told again"
    assert outcome.disk == run(BUILD, place).disk
    compiled.clear()
    (place / app(5)).parent.mkdir()
    (place / app(5)).write_text(one("more"))
    kept(place, tmp_path / "cache")
    assert compiled == [app(5)]


def test_another_option_is_another_part(tmp_path, compiled):
    place = project(tmp_path / "place", *TEXTS)
    kept(place, tmp_path / "cache")
    for more in (["--namespace", "other"], ["--strict"], ["--format", "manifests"], ["--limit", "depth=60"]):
        compiled.clear()
        kept(place, tmp_path / "cache", [*BUILD, *more])
        assert compiled[0] == app(0), more


def test_what_parts_must_not_share_is_found_between_kept_ones(tmp_path, compiled):
    place = project(tmp_path / "place", *TEXTS)
    kept(place, tmp_path / "cache", PRINT)
    compiled.clear()
    (place / app(2)).write_text(one("app-2").replace("app-2-in", "app-3-in"))
    outcome = kept(place, tmp_path / "cache", PRINT)
    assert compiled == [app(2)]
    assert (outcome.status, "app-3-in" in outcome.err) == (1, True)
    assert outcome == run(PRINT, place)


def test_damaged_entries_are_none(tmp_path, compiled):
    place = project(tmp_path / "place", *TEXTS)
    first = kept(place, tmp_path / "cache")
    for damage in (
        lambda content: content[:-1],
        lambda content: content[:60] + b"x" + content[61:],
        lambda content: content[:-9] + b"y" * 9,
    ):
        for entry in (tmp_path / "cache" / "entries").iterdir():
            entry.write_bytes(damage(entry.read_bytes()))
        compiled.clear()
        (place / app(0)).write_text(one("app-0") + "# another\n")
        outcome = kept(place, tmp_path / "cache")
        assert outcome.status == first.status
        assert outcome.disk == run(BUILD, place).disk


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    place = tmp_path_factory.mktemp("filled")
    project(place / "project", *TEXTS)
    with pytest.MonkeyPatch.context() as patch:
        silence(patch)
        patch.setattr(division, "FILES", 1)
        kept(place / "project", place / "cache", PRINT)
    return place


@settings(max_examples=examples(60))
@given(st.integers(0, 4), st.integers(0, 2000), st.sampled_from(b"a0 \n:-#'\"{}&*\x00\xff"), st.booleans())
def test_a_byte_that_changed_is_seen(filled, number, at, byte, inserted):
    place, file = filled / "project", filled / "project" / app(number)
    before = file.read_bytes()
    at %= len(before)
    file.write_bytes(before[:at] + bytes([byte]) + before[at if inserted else at + 1 :])
    try:
        assert kept(place, filled / "cache", PRINT) == run(PRINT, place)
    finally:
        file.write_bytes(before)

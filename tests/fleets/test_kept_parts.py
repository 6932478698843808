"""A cache of parts: where one document has changed its part alone is compiled, and the run is that without a cache."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.cli import delivering
from oamc.cli.cache import parts
from oamc.disk.kept_tree import KeptTree
from oamc.disk.store import Entry, LaterEntry
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
    monkeypatch.setattr(parts, "compile_part", noted)
    return seen


@pytest.fixture
def delivered(monkeypatch):
    """Return the list of the outputs of each run from now on."""
    seen = []
    deliver = delivering.deliver

    def noted(outputs, *others):
        seen.append(outputs)
        return deliver(outputs, *others)

    monkeypatch.setattr(delivering, "deliver", noted)
    return seen


def entries(cache):
    """Return the entries of a cache: the index of each, and how many bytes of texts are behind it."""
    found = {}
    for path in (cache / "entries").iterdir():
        header, _, rest = path.read_bytes().partition(b"\n")
        length = int(header.split()[-1])
        if rest.startswith(b"{"):  # one is the digest of the program
            found[path] = (json.loads(rest[:length]), len(rest) - length)
    return found


def of_parts(cache):
    """Return the paths of the entries of parts, by the names of their applications."""
    return {index["applications"][0]: path for path, (index, _) in entries(cache).items() if "applications" in index}


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


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_holds_no_text_and_keeps_each_one_once(tmp_path, delivered, monkeypatch, processes):
    monkeypatch.setattr("oamc.cli.jobs._processors", lambda: processes)
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    first = kept(place, cache)
    (place / app(2)).write_text(one("app-2", INGRESS.format(host="a.test", path="/")))
    kept(place, cache)
    kept(place, cache)
    assert [len(outputs) for outputs in delivered] == [5, 5, 5]
    assert all(isinstance(output.files.entry, LaterEntry) for outputs in delivered for output in outputs)
    texts = sum(len(text) for path, (_, _, text) in first.disk.items() if path.startswith("out/") and ".oamc" not in path)
    held = [size for index, size in entries(cache).values() if "applications" in index]
    beside = [size for index, size in entries(cache).values() if "answer" in index]
    assert (len(held), beside) == (6, [0, 0]), "a run refers to the texts of its parts"
    assert texts < sum(held) < 1.4 * texts


def test_what_is_right_on_the_disk_is_not_read_from_the_cache(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *TEXTS)
    kept(place, tmp_path / "cache")
    read = []
    part = Entry.part
    monkeypatch.setattr(Entry, "part", lambda self, *where: read.append(where) or part(self, *where))
    assert "is up to date" in kept(place, tmp_path / "cache").err
    assert read == []
    changed = next(place.glob("out/app-1/templates/*.yaml"))
    changed.unlink()
    kept(place, tmp_path / "cache")
    assert changed.exists()
    assert read


def test_a_part_that_went_is_compiled_again_and_the_run_is_kept_again(tmp_path, compiled):
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    first = kept(place, cache)
    of_parts(cache)["app-3"].unlink()
    compiled.clear()
    again = kept(place, cache)
    assert compiled == [app(3)]
    assert again.disk == first.disk
    compiled.clear()
    kept(place, cache)
    assert compiled == []


def test_a_part_whose_text_is_damaged_is_removed_when_that_is_wanted(tmp_path, compiled):
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    first = kept(place, cache)
    entry = of_parts(cache)["app-3"]
    entry.write_bytes(entry.read_bytes()[:-9] + b"y" * 9)
    for path in place.glob("out/app-3/**/*"):
        if path.is_file() and path.name != ".oamc-files":
            path.unlink()
    assert kept(place, cache).disk == first.disk
    compiled.clear()
    assert kept(place, cache).disk == first.disk
    assert compiled == [app(3)]
    compiled.clear()
    kept(place, cache)
    assert compiled == []


@pytest.mark.parametrize("damage", [None, lambda content: content[:-40], lambda content: content[:-9] + b"y" * 9])
def test_a_text_that_goes_while_a_run_is_under_way_is_compiled_again(tmp_path, compiled, monkeypatch, damage):
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    expected = run(BUILD, project(tmp_path / "beside", *TEXTS)).disk
    compiled.clear()
    deliver = delivering.deliver

    def late(outputs, *others):
        entry = of_parts(cache)["app-1"]
        content = entry.read_bytes()
        entry.unlink()
        if damage is not None:
            entry.write_bytes(damage(content))
        return deliver(outputs, *others)

    monkeypatch.setattr(delivering, "deliver", late)
    outcome = kept(place, cache)
    assert (outcome.status, outcome.disk) == (0, expected)
    assert compiled == [*(app(number) for number in range(5)), app(1)]
    assert "app-1" not in of_parts(cache), "what is damaged is removed"


@pytest.mark.parametrize("share", [1, 2, 3])
def test_processes_that_fill_a_cache_smaller_than_the_run_write_what_one_without_it_writes(tmp_path, monkeypatch, share):
    """They do not know of one another: what one of them keeps may take the place of what another one has kept."""
    monkeypatch.setattr("oamc.cli.jobs._processors", lambda: 2)
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    expected = run(BUILD, project(tmp_path / "beside", *TEXTS)).disk
    kept(project(tmp_path / "other", *TEXTS), tmp_path / "large")
    largest = max(path.stat().st_size for path in of_parts(tmp_path / "large").values())
    arguments = [*BUILD, "--cache-size", str(share * largest)]
    for _ in range(2):
        outcome = kept(place, cache, arguments)
        assert (outcome.status, outcome.disk) == (0, expected)
        assert sum(path.stat().st_size for path in entries(cache)) <= share * largest


def test_a_run_that_is_larger_than_the_cache_holds_what_it_cannot_keep(tmp_path, compiled, delivered):
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    whole = kept(place, tmp_path / "large").disk
    largest = max(path.stat().st_size for path in of_parts(tmp_path / "large").values())
    arguments = [*BUILD, "--force", "--verbose", "--cache-size", str(3 * largest)]
    for _ in range(2):
        compiled.clear()
        outcome = kept(place, cache, arguments)
        assert outcome.disk == whole
        assert "cache: not kept: it is larger than the whole cache may be" in outcome.err
        assert sum(path.stat().st_size for path in entries(cache)) <= 3 * largest
        assert not any("answer" in index for index, _ in entries(cache).values())
        assert len(compiled) == len(set(compiled)), "what is kept of a run stays until its end"
    assert 0 < len(compiled) < 5, "what fits is of use for the next run"
    is_kept = [isinstance(output.files, KeptTree) for output in delivered[-1]]
    assert True in is_kept
    assert False in is_kept


def test_more_parts_than_files_may_be_open(tmp_path, monkeypatch):
    monkeypatch.setattr("oamc.disk.store.MOST_OPEN", 2)
    place, cache = project(tmp_path / "place", *TEXTS), tmp_path / "cache"
    expected = run(BUILD, project(tmp_path / "beside", *TEXTS)).disk
    most = 0
    part = LaterEntry.part

    def counted(self, *where):
        nonlocal most
        found = part(self, *where)
        links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        most = max(most, sum(str(link).startswith(f"{cache}/entries/") for link in links))
        return found

    monkeypatch.setattr(LaterEntry, "part", counted)
    assert kept(place, cache).disk == expected
    assert most == 2


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

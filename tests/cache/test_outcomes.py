"""A run with a cache is the run without it: whatever was changed since the cache was filled, in one byte or as a file."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.cli.cache import identity
from oamc.cli.cache.findings import add, added, before
from oamc.cli.cache.fingerprint import Fingerprint
from oamc.diagnostics.codes.usage import OUTPUT_LEFT_OVER
from oamc.diagnostics.reports import Related, Reports
from oamc.disk import standing
from oamc.disk.store import open_store
from oamc.spans import SourceFile, Span
from tests.assurance.faults.trees import copy
from tests.cache.runs import make_project, run
from tests.support.laws import examples
from tests.support.surroundings import silence

SETTLED = 30_000_000
"""Nanoseconds. The file systems that tests run on have times of some four milliseconds."""
COMMANDS = {
    "charts of an environment": ("build", "--env", "production", "-o", "out", "-v"),
    "manifests of an environment": ("build", "--env", "staging", "--format", "manifests", "-o", "out", "-v"),
    "all that is there, in one file": ("build", "apps", "--format", "manifests", "--layout", "single", "-o", "out/all.yaml"),
    "a part": ("build", "apps/noted", "-o", "out", "--values", "more.yaml", "--prune"),
    "a file as a value": ("build", "apps", "-o", "out", "--set-file", "noted-web.traits.noted.text=word.txt", "--report"),
    "a comparison": ("build", "--env", "production", "-o", "out", "--check"),
    "a comparison that finds foreign files": (
        "build",
        "--env",
        "production",
        "-o",
        "out",
        "--check",
        "--foreign",
        "deny",
        "-v",
    ),
    "findings as JSON": ("check", "--diagnostics", "json=-"),
    "findings as SARIF": ("build", "--env", "production", "-o", "out", "--diagnostics", "sarif=findings.sarif"),
    "origins": ("build", "apps", "-o", "out", "--origins", "origins.json"),
    "what is on the disk": ("diff", "apps", "-o", "out", "--exit-zero", "--noise"),
}
PREPARED = {
    "a comparison": COMMANDS["charts of an environment"],
    "a comparison that finds foreign files": COMMANDS["charts of an environment"],
    "what is on the disk": ("build", "apps", "--format", "manifests", "-o", "out"),
}
"""What is built before, where a command does not build it."""


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    silence(monkeypatch)
    monkeypatch.setattr(standing, "SETTLED_NANOSECONDS", SETTLED)


def cached(command, cache):
    """Return a command with a cache. What it finds on the disk it trusts where that is possible, so that both are tried."""
    more = ("--trust-times",) if command[0] == "build" else ()
    return (*command, "--cache", cache, *more)


def without_words_of_the_cache(outcome):
    """Return what a run left behind but for what it says of the cache."""
    lines = outcome.err.splitlines(keepends=True)
    return outcome._replace(err="".join(line for line in lines if not line.startswith("cache: ")))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """For each command a project that it was run on three times, with the cache of these runs, and the project without one."""
    made = {}
    for name, command in COMMANDS.items():
        place = tmp_path_factory.mktemp("filled")
        make_project(place / "project")
        if name in PREPARED:
            run(PREPARED[name], place / "project")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(standing, "SETTLED_NANOSECONDS", SETTLED)
            silence(patch)
            for _ in range(3):
                time.sleep(2 * SETTLED / 1e9)
                run(cached(command, place / "cache"), place / "project")
        made[name] = place
    return made


def change_byte(path, at, byte):
    """Put another byte into the place of one."""
    content = bytearray(path.read_bytes())
    if content:
        content[at % len(content)] = byte
        path.write_bytes(content)


def change_byte_and_time_back(path, at, byte):
    """The same, and let the file have the time that it had, and the size."""
    status = path.stat()
    change_byte(path, at, byte)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def insert(path, at, byte):
    """Put a byte between two others."""
    content = path.read_bytes()
    path.write_bytes(content[: at % (len(content) + 1)] + bytes([byte]) + content[at % (len(content) + 1) :])


def cut(path, at, _):
    """Cut a file."""
    os.truncate(path, at % (path.stat().st_size + 1))


def remove(path, *_):
    """Remove a file."""
    path.unlink()


def take_its_place(path, at, _):
    """Put something else into its place: a link to a copy, a directory, or the file with another number."""
    content = path.read_bytes()
    path.unlink()
    if at % 3 == 0:
        path.with_name("copy.txt").write_bytes(content)
        path.symlink_to("copy.txt")
    elif at % 3 == 1:
        path.mkdir()
    else:
        path.write_bytes(content)


def add_beside(path, at, _):
    """Add a file, or a directory, beside it."""
    names = (".hidden", "further.yaml", "further.txt", "oamc.toml")
    other = path.with_name(names[at % len(names)])
    if not other.exists():
        other.write_bytes(path.read_bytes())


def change_mode(path, at, _):
    """Give it another mode."""
    path.chmod((0o600, 0o755, 0o444)[at % 3])


def touch(path, *_):
    """Give it another time."""
    path.touch()


CHANGES = (
    change_byte,
    change_byte_and_time_back,
    insert,
    cut,
    remove,
    take_its_place,
    add_beside,
    change_mode,
    touch,
)


@pytest.mark.no_cover
@pytest.mark.slow
@settings(max_examples=examples(100), deadline=None)
@given(
    name=st.sampled_from(sorted(COMMANDS)),
    change=st.sampled_from(CHANGES),
    file=st.integers(0, 10_000),
    at=st.integers(0, 100_000),
    byte=st.sampled_from([*b"0az\n :-\x00\xff\"{'#"]),
)
def test_whatever_changes_a_run_with_the_cache_is_the_run_without_it(filled, tmp_path_factory, name, change, file, at, byte):
    place = tmp_path_factory.mktemp("changed")
    outcomes = []
    for side in ("with", "without"):
        project = place / side / "project"
        project.parent.mkdir()
        copy(filled[name] / "project", project)
        if side == "with":
            copy(filled[name] / "cache", place / "cache")
            # A copy has other numbers and times; what is on the disk is noted anew.
            time.sleep(2 * SETTLED / 1e9)
            run(cached(COMMANDS[name], place / "cache"), project)
        else:
            run(COMMANDS[name], project)
        files = sorted(path for path in project.rglob("*") if path.is_file())
        change(files[file % len(files)], at, byte)
        command = cached(COMMANDS[name], place / "cache") if side == "with" else COMMANDS[name]
        outcomes.append(without_words_of_the_cache(run(command, project)))
    assert outcomes[0] == outcomes[1]
    shutil.rmtree(place)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_run_on_what_is_the_same_compiles_nothing_and_says_the_same(filled, tmp_path, name):
    place = tmp_path / "project"
    copy(filled[name] / "project", place)
    plain = run(COMMANDS[name], place)
    again = run((*cached(COMMANDS[name], filled[name] / "cache"), *(() if "-v" in COMMANDS[name] else ("-v",))), place)
    assert "cache: nothing was compiled: all of it was the same before\n" in again.err
    quiet = run(cached(COMMANDS[name], filled[name] / "cache"), place)
    assert without_words_of_the_cache(quiet) == plain


def test_a_check_fills_the_cache_for_the_build_after_it(tmp_path):
    project = make_project(tmp_path / "project")
    cache = tmp_path / "cache"
    common = ("apps", "--no-config", "--definitions", "definitions", "--allow-unknown-fields")
    assert "cache: compiled" in run(("check", *common, "-v", "--cache", cache), project).err
    built = run(("build", *common, "-o", "out", "-v", "--cache", cache), project)
    assert "cache: nothing was compiled" in built.err
    other = make_project(tmp_path / "other")
    assert built.disk == run(("build", *common, "-o", "out"), other).disk


@pytest.mark.parametrize(
    "other",
    [
        ("--format", "manifests"),
        ("--strict",),
        ("--set", "noted-web.traits.noted.text=other"),
        ("--kube-version", "1.31"),
        ("--limit", "depth=99"),
        ("--report",),
        ("--origins", "origins.json"),
        ("--foreign-documents", "error"),
        ("--no-config", "--definitions", "definitions", "--allow-unknown-fields"),
    ],
)
def test_another_option_is_another_entry(tmp_path, other):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "cache")
    run(command, project)
    assert "cache: nothing was compiled" in run(command, project).err
    assert "cache: nothing was compiled" not in run((*command, *other), project).err


def test_what_has_no_effect_on_the_compiler_is_the_same_entry(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-v", "--cache", tmp_path / "cache")
    run((*command, "-o", "out"), project)
    for other in (
        ("-o", "elsewhere"),
        ("-o", "out", "--check"),
        ("-o", "out", "--prune", "--foreign", "deny"),
        ("-o", "out", "--cache-size", "1Gi"),
    ):
        assert "cache: nothing was compiled" in run((*command, *other), project).err


def test_errors_are_not_kept_and_are_told_again(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "--set", "noted-web.traits.noted.nothing=1")
    plain = run(command, project)
    assert plain.status == 1
    for _ in range(2):
        assert run((*command, "--cache", tmp_path / "cache"), project) == plain
    assert "cache: compiled" not in run((*command, "--cache", tmp_path / "cache", "-v"), project).err


def test_packages_of_capabilities_are_asked_each_time(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "-v", "--capabilities", "nothing", "--cache", tmp_path / "cache")
    assert "cache: not used: packages of capabilities may do anything\n" in run(command, project).err


def test_a_chart_for_all_environments_is_compiled_each_time_and_is_the_same(tmp_path):
    command = ("build", "--all-envs", "-o", "out")
    plain = run(command, make_project(tmp_path / "plain"))
    project = make_project(tmp_path / "project")
    assert run((*command, "--cache", tmp_path / "cache"), project) == plain
    found = run((*command, "-v", "--cache", tmp_path / "cache"), project)
    assert "cache: not used: --all-envs asks the compiler several times\n" in found.err


def test_another_program_compiles_again(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "cache")
    run(command, project)
    monkeypatch.setattr(identity, "__version__", "0.0.0")
    assert "cache: compiled\n" in run(command, project).err


def test_a_file_of_the_program_that_changes_in_one_byte_makes_it_another_one(tmp_path, monkeypatch):
    package, shared = tmp_path / "oamc", tmp_path
    for folder in (package / "inner", shared / "schemas", shared / "templates"):
        folder.mkdir(parents=True)
        (folder / "file.py").write_text("a = 1\n")
    monkeypatch.setattr(identity.resources, "PACKAGE", str(package))
    monkeypatch.setattr(identity.resources, "root", lambda: str(shared))
    monkeypatch.setattr(identity, "SETTLED_NANOSECONDS", SETTLED)
    store = open_store(str(tmp_path / "cache"), 1 << 20)
    before = identity.identity_of_program(store)
    for folder in (package / "inner", shared / "schemas", shared / "templates"):
        time.sleep(2 * SETTLED / 1e9)
        assert identity.identity_of_program(store) == before
        status = (folder / "file.py").stat()
        change_byte_and_time_back(folder / "file.py", 4, ord("2"))
        assert (folder / "file.py").stat().st_mtime_ns == status.st_mtime_ns
        after = identity.identity_of_program(store)
        assert after != before
        change_byte(folder / "file.py", 4, ord("1"))
        assert identity.identity_of_program(store) == before
    (package / "inner" / "__pycache__").mkdir()
    (package / "inner" / "__pycache__" / "file.cpython-311.pyc").write_text("bytecode")
    assert identity.identity_of_program(store) == before
    store.close()


def test_both_sides_of_a_comparison_are_kept(tmp_path):
    project = make_project(tmp_path / "project")
    shutil.copytree(project / "apps", project / "old")
    text = (project / "old/noted/app.yaml").read_text()
    (project / "old/noted/app.yaml").write_text(text.replace("text: first", "text: zeroth"))
    command = ("diff", "old", "apps")
    plain = run(command, project)
    assert plain.status == 2
    assert "zeroth" in plain.out
    for _ in range(2):
        assert run((*command, "--cache", tmp_path / "cache"), project) == plain
    told = run((*command, "-v", "--cache", tmp_path / "cache"), project).err
    assert told.count("cache: nothing was compiled") == 2
    places = run((*command, "--format", "json"), project).out
    assert places == run((*command, "--format", "json", "--cache", tmp_path / "cache"), project).out


def test_a_side_with_another_option_is_another_entry(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("diff", "apps", "apps", "-v", "--cache", tmp_path / "cache")
    run(command, project)
    assert "cache: nothing was compiled" not in run((*command, "--qos", "off"), project).err


def test_a_program_that_has_just_changed_is_not_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(identity, "SETTLED_NANOSECONDS", 10**19)
    store = open_store(str(tmp_path / "cache"), 1 << 20)
    identity.identity_of_program(store)
    store.close()
    assert list((tmp_path / "cache/entries").iterdir()) == []


def test_findings_come_back_in_their_order():
    source = SourceFile(path="a", label="a", text="b")
    fingerprint = Fingerprint()
    fingerprint.add(source)
    reports, again = Reports(), Reports()
    earlier = before(reports)
    for name in ("first", "second"):
        for at in (None, Span(source, 1, 1, 1, 2)):
            reports.add(
                OUTPUT_LEFT_OVER, at=at, path=name, hint=name, related=[Related(span=Span(source, 1, 1, 1, 1), message=name)]
            )
    add(json.loads(json.dumps(added(reports, earlier, fingerprint))), again, [source])
    assert again.found == reports.found
    assert [one.span and one.span.source is source for one in again.found] == [None, True, None, True]
    assert (again._seen, again._places) == (reports._seen, reports._places)


def test_a_text_that_is_not_what_was_kept_is_compiled_again(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "--format", "manifests", "--cache", tmp_path / "cache")
    good = run(command, project)
    entry = max((tmp_path / "cache/entries").iterdir(), key=lambda path: path.stat().st_size)
    change_byte(entry, -2, ord("~"))
    assert run(command, project) == good
    assert not entry.exists(), "what is damaged is removed"
    assert run(command, project) == good
    assert "cache: nothing was compiled" in run((*command, "-v"), project).err


def test_a_file_that_somebody_edited_is_refused_as_ever(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "--cache", tmp_path / "cache", "--trust-times")
    run(command, project)
    time.sleep(2 * SETTLED / 1e9)
    run(command, project)
    chart = next(Path(project / "out").rglob("Chart.yaml"))
    change_byte_and_time_back(chart, 3, ord("~"))
    found = run(command, project)
    assert found.status == 1
    assert "OAM8" in found.err

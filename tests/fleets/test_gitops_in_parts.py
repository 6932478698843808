"""`oamc gitops` over many applications: the tree, and what is said of it, are those of one compilation."""

import shutil
import time
from functools import cache
from types import SimpleNamespace

import pytest

from oamc.backends.contract import Output
from oamc.cli import compilation
from oamc.cli.streaming import Stream
from oamc.disk import folders
from oamc.disk.streaming import StagedFiles, StreamedTrees
from oamc.fleets import division
from oamc.fleets.processes import Copies
from tests.cache.runs import run
from tests.fleets.streamed import kill_at, note_trees
from tests.fleets.test_jobs import WARNED, WRONG, project
from tests.unit.fleets.test_parts import INGRESS, one

NUMBERS = range(6)
OLD = [one(f"app-{number}", INGRESS.format(host=f"a{number}.test", path="/")) for number in NUMBERS]
NEW = [text.replace("web:1", "web:2") if number % 2 else text for number, text in enumerate(OLD)]
TOML = """\
inputs = ["apps"]

[env.staging]
namespace = "staging"
cluster = {name = "staging"}

[env.production]
namespace = "production"
cluster = {name = "production"}

[gitops]
for = "argocd"
repo-url = "https://git.example.com/team/deploy.git"
"""
PATCH = """\
apiVersion: oamc.dev/v1
kind: EnvironmentPatch
application: app-4
instances:
  - name: app-4-in
    removeTraits: [ingress]
    addTraits:
      - {name: manual-scaler, properties: {replicaCount: 3}}
"""
WHOLE = (
    "a value that nobody knows",
    "a value of an environment that nobody knows",
    "a typed value of one that is left out",
    "an unknown application left out",
    "all applications left out",
    "a patch of an unknown application",
    "a patch of an unknown instance",
    "after one that is not there",
    "an error",
    "an application twice",
)
"""Scenes in which at least one environment is compiled at once."""
UNWRITTEN = (
    *WHOLE,
    "an order in a circle",
    "an object twice in a cluster",
    "names that meet",
    "no cluster",
    "an edited application that is removed",
    "a directory with other files",
    "a directory outside",
    "a report in the tree",
    "a comparison",
    "a list",
    "a part of the project",
    "a file that somebody edited",
)
"""Scenes in which no directory of an environment takes its place as it stood beside it."""


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(division, "FILES", 1)


def toml(*changes, more=""):
    """Return a scene with another project file."""

    def scene(place):
        text = TOML
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (place / "oamc.toml").write_text(text + more)

    return scene


def write(path, text):
    def scene(place):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)

    return scene


def both(*scenes):
    def scene(place):
        for each in scenes:
            each(place)

    return scene


def staging(text):
    return ('namespace = "staging"\n', f'namespace = "staging"\n{text}\n')


def gitops(text):
    return ("[gitops]\n", f"[gitops]\n{text}\n")


FLUX = ('for = "argocd"', 'for = "flux"')
SCENES = {
    "plain": (toml(), ()),
    "charts": (toml(gitops('render = "chart"')), ()),
    "Flux": (toml(FLUX), ()),
    "Flux with charts": (toml(FLUX), ("--render", "chart")),
    "Flux, split": (toml(FLUX, gitops('split = "component"')), ()),
    "both tools": (toml(('for = "argocd"', 'for = ["argocd", "flux"]')), ()),
    "a set": (toml(gitops('style = "applicationset"')), ()),
    "a project": (toml(gitops('project = "team"\nproject-file = true')), ()),
    "one environment": (toml(), ("--env", "staging")),
    "values of an environment": (toml(staging('set = ["app-1-in.replicas=3"]')), ()),
    "values of one application": (toml(more='[env.staging.application.app-2]\nset = ["app-2-in.replicas=4"]\n'), ()),
    "a namespace of one application": (toml(more='[env.staging.application.app-2]\nnamespace = "own"\n'), ()),
    "values on the command line": (toml(), ("--set", "app-3-in.replicas=5")),
    "a value that nobody knows": (toml(), ("--set", "app-3-in.scale=5")),
    "a value of an environment that nobody knows": (toml(staging('set = ["app-9-in.replicas=3"]')), ()),
    "an application left out": (toml(staging('exclude = ["app-0"]')), ()),
    "a value of one that is left out": (
        toml(staging('exclude = ["app-0"]\nset = ["app-0-in.replicas=3"]')),
        (),
    ),
    "a typed value of one that is left out": (
        toml(staging('exclude = ["app-0"]')),
        ("--env", "staging", "--set", "app-0-in.replicas=3"),
    ),
    "an unknown application left out": (toml(staging('exclude = ["app-9"]')), ()),
    "all applications left out": (
        toml(staging("exclude = [" + ", ".join(f'"app-{number}"' for number in NUMBERS) + "]")),
        (),
    ),
    "a patch": (both(toml(staging('patches = ["patch.yaml"]')), write("patch.yaml", PATCH)), ()),
    "a patch of an unknown application": (
        both(toml(staging('patches = ["patch.yaml"]')), write("patch.yaml", PATCH.replace("app-4\n", "app-9\n"))),
        (),
    ),
    "a patch of an unknown instance": (
        both(toml(staging('patches = ["patch.yaml"]')), write("patch.yaml", PATCH.replace("app-4-in", "app-9-in"))),
        (),
    ),
    "an order": (toml(more='[application.app-1]\nafter = ["app-0", "app-5"]\n'), ()),
    "an order in a circle": (toml(more='[application.app-1]\nafter = ["app-0"]\n[application.app-0]\nafter = ["app-1"]\n'), ()),
    "after one that is not there": (toml(more='[application.app-1]\nafter = ["app-9"]\n'), ()),
    "strict in one environment": (both(toml(staging("strict = true")), write("apps/02/app.yaml", WARNED)), ()),
    "a warning": (both(toml(), write("apps/02/app.yaml", WARNED)), ()),
    "an error": (both(toml(), write("apps/02/app.yaml", WRONG)), ()),
    "an object twice in a cluster": (
        both(
            toml(('cluster = {name = "production"}', 'cluster = {name = "staging"}'), ('"production"\nclu', '"staging"\nclu')),
        ),
        (),
    ),
    "an application twice": (both(toml(), write("apps/09/app.yaml", OLD[0])), ()),
    "names that meet": (
        both(toml(gitops('name = "{application}"')), write("apps/02/app.yaml", WARNED)),
        (),
    ),
    "no cluster": (toml(('cluster = {name = "production"}\n', "")), ()),
    "a file that somebody edited": (both(toml(), write("deploy/staging/app-1/app-1-in-deployment.yaml", "mine\n")), ()),
    "an edit that is lost": (both(toml(), write("deploy/staging/app-1/app-1-in-deployment.yaml", "mine\n")), ("--force",)),
    "a file of the user": (both(toml(), write("deploy/staging/app-1/notes.txt", "mine\n")), ()),
    "an application that is gone": (both(toml(), lambda place: (place / "apps/05/app.yaml").unlink()), ()),
    "an application that is removed": (both(toml(), lambda place: (place / "apps/05/app.yaml").unlink()), ("--prune",)),
    "an edited application that is removed": (
        both(
            toml(),
            lambda place: (place / "apps/05/app.yaml").unlink(),
            write("deploy/production/app-5/app-5-in-deployment.yaml", "mine\n"),
        ),
        ("--prune",),
    ),
    "a directory with other files": (
        toml(
            gitops('output = "notes"'),
        ),
        (),
    ),
    "a directory outside": (toml(gitops('output = "../outside"')), ()),
    "a report in the tree": (toml(), ("--diagnostics", "json=deploy/staging/report.json")),
    "a report beside the tree": (toml(), ("--diagnostics", "json=report.json")),
    "a comparison": (toml(), ("--check",)),
    "a list": (toml(), ("--dry-run",)),
    "a part of the project": (toml(), ("apps/00", "apps/01")),
}
"""What happens before a second run, and its further arguments."""


INNER = ("plain", "Flux with charts", "an order", "an error", "a comparison")
"""Scenes of the inner loop: trees that are written, one that is refused, one that is only compared."""
every_scene = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in INNER else pytest.mark.slow) for name in SCENES]
)


@pytest.fixture(scope="module")
def first_trees(tmp_path_factory):
    """Return a function that gives the project with the tree that a first run makes of it, and what came of that run.

    No scene has an effect on it, so it is made once for each number of jobs.
    """

    @cache
    def made(jobs):
        place = project(tmp_path_factory.mktemp("first") / jobs, *OLD)
        toml()(place)
        write("notes/a.txt", "mine\n")(place)
        begun = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(division, "FILES", 1)
            note_trees(patch, begun)
            outcome = run(("gitops", "--verbose", "-j", jobs), place)
        return place, outcome, begun

    return made


def second(first, place, scene, arguments, jobs):
    """Take a tree that was made, let something happen, and make it once more. Return what came of that."""
    shutil.copytree(first, place, symlinks=True)
    for number, text in enumerate(NEW):
        (place / "apps" / f"{number:02}" / "app.yaml").write_text(text)
    scene(place)
    time.sleep(0.05)  # what was just written must not look as if it were written meanwhile
    return told(run(["gitops", "--verbose", "-j", jobs, *arguments], place))


def told(outcome):
    """Return an outcome without what a run in one process has no reason to tell."""
    lines = outcome.err.splitlines(keepends=True)
    return outcome._replace(err="".join(line for line in lines if not line.startswith("jobs: not used: ")))


@pytest.mark.parametrize("jobs", ["2", "5"])
def test_a_first_tree_in_several_processes_is_that_in_one(first_trees, jobs):
    _, plain, begun = first_trees("1")
    assert (plain.status, plain.out, begun) == (0, "", [])
    _, outcome, begun = first_trees(jobs)
    assert told(outcome) == told(plain)
    assert begun == [[f"app-{number}" for number in NUMBERS]] * 2


@every_scene
def test_a_tree_in_several_processes_is_that_in_one(name, tmp_path, joined, first_trees):
    scene, arguments = SCENES[name]
    plain = second(first_trees("1")[0], tmp_path / "plain", scene, arguments, "1")
    assert joined == []
    for jobs in ("2", "5"):
        first, _, _ = first_trees(jobs)
        joined.clear()  # of the first tree, where this test is the first that asks for it
        assert second(first, tmp_path / jobs, scene, arguments, jobs) == plain
        assert (joined == []) == (name in UNWRITTEN)


@every_scene
def test_what_keeps_an_environment_whole_is_told(name, tmp_path):
    scene, arguments = SCENES[name]
    place = project(tmp_path / "place", *OLD)
    toml()(place)
    write("notes/a.txt", "mine\n")(place)
    scene(place)
    outcome = run(["gitops", "-j", "2", *arguments], place)
    beginning = "jobs: not used: environment staging is compiled at once: "
    assert (beginning in outcome.err) == (name in WHOLE), outcome.err


def test_many_files_are_written_in_parts_without_a_word(tmp_path, monkeypatch, joined):
    monkeypatch.setattr(compilation, "MANY_FILES", 2)
    monkeypatch.setattr(Copies, "__init__", lambda *_: pytest.fail("a process"))
    reads = []
    monkeypatch.setattr(StagedFiles, "__getitem__", lambda _, path: reads.append(path))
    place = project(tmp_path / "place", *OLD)
    toml(FLUX)(place)
    outcome = run(["gitops"], place)
    assert (outcome.status, len(joined), reads) == (0, 2, [])
    assert "jobs" not in outcome.err
    assert all("_environment" in names for names in joined)


def test_nothing_is_left_of_a_tree_whose_process_was_killed(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *OLD)
    toml()(place)
    before = sorted(tmp_path.rglob("*"))
    kill_at(monkeypatch, "app-3-in-service.yaml")
    outcome = run(["gitops", "-j", "2"], place)
    assert (outcome.status, "OAM712" in outcome.err) == (1, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_interruption_leaves_nothing_of_either_environment(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *OLD)
    toml()(place)
    before = sorted(tmp_path.rglob("*"))
    take = StreamedTrees.take
    taken = []

    def interrupted(self, placed):
        taken.append(placed)
        if len(taken) == len(NUMBERS) + 3:  # the second environment has begun
            raise KeyboardInterrupt
        return take(self, placed)

    monkeypatch.setattr(StreamedTrees, "take", interrupted)
    outcome = run(["gitops", "-j", "2"], place)
    assert outcome.status == 130
    assert len(taken) == len(NUMBERS) + 3
    assert sorted(tmp_path.rglob("*")) == before


def test_an_exception_in_a_process_is_met_again_here(tmp_path, monkeypatch):
    def faulty(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr("oamc.gitops.units.contents", faulty)
    place = project(tmp_path / "place", *OLD)
    toml()(place)
    outcome = run(["gitops", "-j", "2"], place)
    assert outcome.status not in (0, 1)
    assert "a fault" in outcome.err
    assert not (place / "deploy").exists()


def test_a_disk_that_is_full_is_told_as_ever(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "write_file", full)
    found = []
    for jobs in ("1", "2"):
        place = project(tmp_path / jobs, *OLD)
        toml()(place)
        found.append(told(run(["gitops", "-j", jobs], place)))
    assert found[0] == found[1]
    assert "no space left" in found[1].err


def test_a_file_that_is_edited_while_others_are_compiled_is_not_lost(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *OLD)
    toml()(place)
    run(["gitops", "-j", "1"], place)
    for number, text in enumerate(NEW):
        (place / "apps" / f"{number:02}" / "app.yaml").write_text(text)
    edited = place / "deploy/staging/app-1/app-1-in-deployment.yaml"
    take = StreamedTrees.take

    def late(self, placed):
        files = take(self, placed)
        if placed[0]["name"] == "app-1":
            edited.write_text("mine\n")
        return files

    time.sleep(0.05)  # what an earlier run has written must not look new
    monkeypatch.setattr(StreamedTrees, "take", late)
    outcome = run(["gitops", "-j", "2"], place)
    assert (outcome.status, edited.read_text()) == (1, "mine\n"), outcome.err
    for environment in ("staging", "production"):
        assert "example/web:2" not in (place / f"deploy/{environment}/app-3/app-3-in-deployment.yaml").read_text()


@pytest.mark.parametrize("name", ["an order in a circle", "no cluster", "names that meet"])
def test_nothing_is_left_of_a_first_tree_that_is_refused(name, tmp_path):
    place = project(tmp_path / "place", *OLD)
    SCENES[name][0](place)
    before = sorted(tmp_path.rglob("*"))
    assert run(["gitops", "-j", "2"], place).status == 1
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    ["a directory with other files", "a directory outside", "a report in the tree", "a comparison", "a list", "wrong settings"],
)
def test_nothing_is_written_ahead_where_a_tree_may_be_refused(name, tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(StreamedTrees, "begin", lambda _: begun.append(1))
    scene, arguments = SCENES.get(name, (toml(gitops('interval = "1m"')), ()))
    place = project(tmp_path / "place", *OLD)
    write("notes/a.txt", "mine\n")(place)
    scene(place)
    run(["gitops", "-j", "2", *arguments], place)
    assert begun == []


def test_units_with_one_name_go_the_ordinary_way(tmp_path):
    stream = Stream(str(tmp_path / "out"), SimpleNamespace(text=lambda _: "allow", flag=lambda _: False))
    stream.begin()
    output = Output(application="shop", files={"a.yaml": "a: 1\n"})
    assert stream.put((output, output)) is None
    assert stream.put((output,)) is not None
    stream.close()

# ruff: noqa: PTH109, PTH211 - what stands in the way is made with the calls of the system
"""Links, pipes, sockets and files of others in the way of an output, and lists of files that somebody has tampered with.

Each scene is a function that changes a folder with an older output; the build then must refuse or go around, never follow.
Outside the output stands a victim, which nothing may change.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.assurance.faults.builds import LIST, Prepared
from tests.assurance.faults.judge import printed_problems
from tests.assurance.faults.product import Outcome, for_everybody
from tests.assurance.faults.sweeps import Find, fresh
from tests.assurance.faults.trees import is_litter, snapshot

Scene = Callable[[Path], None]
NOBODY = 65534
MOST_LINES = 40
CLAIMING = ("a file of the user with a wrong digest", "a digest that is empty", "a key twice")
"""The scenes in which the list names a file of the user. Who then forces a build loses it: the list is all that oamc knows."""


def _replace(path: Path, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a path."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path)


def _socket(path: Path) -> None:
    """Make a socket."""
    before = os.getcwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(before)


KINDS: dict[str, Callable[[Path], object]] = {
    "a link to the victim's folder": lambda path: path.symlink_to(_outside(path)),
    "a link to the victim": lambda path: path.symlink_to(_outside(path) / "Chart.yaml"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a file": lambda path: path.write_text("mine"),
    "a folder": lambda path: (path.mkdir(), (path / "mine").write_text("mine")),
    "a device": lambda path: os.symlink("/dev/zero", path),
}
PLACES = (
    "out",
    "out/shop",
    "out/shop/Chart.yaml",
    "out/shop/templates",
    "out/shop/templates/shop-new-deployment.yaml",
    "out/shop/templates/shop-old-deployment.yaml",
    "out/shop/.oamc-files",
    "out/.oamc.trees",
    "out/.oamc-work-.oamc.trees",
    "out/.oamc-work-.oamc.trees/partial",
    "out/.oamc-work-shop",
    "out/.oamc-work-shop/partial",
    "out/.oamc-work-shop/staged",
    "out/.oamc-work-shop/previous",
)

PLACES_THAT_GO = (
    "out/blog",
    "out/blog/Chart.yaml",
    "out/blog/templates",
    "out/blog/templates/more",
    "out/blog/.oamc-files",
    "out/.oamc.trees",
    "out/.oamc-work-blog",
    "out/.oamc-work-blog/staged",
    "out/.oamc-work-blog/previous",
)
"""Where something may stand while a tree that is left over is removed."""


def _outside(path: Path) -> Path:
    """Return the folder of the victim, from a path in the run."""
    return next(parent for parent in path.parents if parent.name == "run") / "victim"


def obstacles(places: tuple[str, ...] = PLACES) -> Iterator[tuple[str, Scene]]:
    """Yield every kind of thing in every place."""
    for place in places:
        for kind, make in KINDS.items():
            yield f"{kind} at {place}", lambda run, place=place, make=make: _replace(run / place, make)


def _list(changes: Callable[[dict], object]) -> Scene:
    """Return a scene in which the list of written files is changed."""

    def scene(run: Path) -> None:
        path = run / "out/shop/.oamc-files"
        found = json.loads(path.read_text())
        text = changes(found)
        path.write_text(text if isinstance(text, str) else json.dumps(found))

    return scene


def _sum(text: str) -> str:
    """Return the digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


PRECIOUS = _sum("precious\n")
TAMPERED: dict[str, Scene] = {
    "a path that leads up": _list(lambda found: found["files"].update({"../../victim/Chart.yaml": PRECIOUS})),
    "an absolute path": _list(lambda found: found["files"].update({"/etc/hostname": PRECIOUS})),
    "a path with a dot": _list(lambda found: found["files"].update({"./Chart.yaml": PRECIOUS})),
    "the list itself": _list(lambda found: found["files"].update({".oamc-files": PRECIOUS})),
    "a file of the user with a wrong digest": _list(lambda found: found["files"].update({"notes.md": "0" * 64})),
    "a folder of the user": _list(lambda found: found["files"].update({".git": PRECIOUS})),
    "a digest that is a number": _list(lambda found: found["files"].update({"notes.md": 7})),
    "a digest that is empty": _list(lambda found: found["files"].update({"notes.md": ""})),
    "files that are a list": _list(lambda found: found.update(files=list(found["files"]))),
    "another format": _list(lambda found: found.update(format=99)),
    "a key twice": _list(lambda found: json.dumps(found)[:-1] + ', "files": {"notes.md": "' + "0" * 64 + '"}}'),
    "no JSON": _list(lambda _: "not json"),
    "an empty list": _list(lambda _: ""),
    "only half of the list": _list(lambda found: json.dumps(found)[:100]),
    "very deep JSON": _list(lambda _: "[" * 200_000),
    "a very large list": _list(lambda found: json.dumps(found) + " " * (17 << 20)),
    "a hundred thousand names": _list(lambda found: found["files"].update({f"gone/{i}": "0" * 64 for i in range(100_000)})),
    "bytes that are no text": lambda run: (run / "out/shop/.oamc-files").write_bytes(b"\xff\xfe{}"),
    "names with surrogates": _list(lambda found: found["files"].update({"\udc80": "0" * 64})),
}


def attempts(prepared: Prepared, *, stride: int = 1) -> Iterator[Find]:
    """Try every scene, with and without `--force`. Files of the user must stay, and the victim too."""
    scenes = [*obstacles(), *((f"the list of files has {name}", scene) for name, scene in TAMPERED.items())]
    for index, (name, scene) in list(enumerate(scenes))[::stride]:
        for force in ((), ("--force",)) if stride == 1 else (((), ("--force",))[index // stride % 2],):
            before, outcome, after = _played(prepared, scene, force)
            problems = printed_problems(outcome, MOST_LINES)
            claimed = force and name.endswith(CLAIMING)
            problems += _changed(prepared, before, after, succeeded=outcome.status == 0, claimed=claimed)
            if outcome.status not in {0, 1}:
                problems.append(f"status {outcome.status}: {outcome.err[:200]}")
            yield Find(prepared.build.name, f"{name} {' '.join(force)}", (), "", tuple(problems))


def _played(prepared: Prepared, scene: Scene, force: tuple[str, ...]) -> tuple[dict, Outcome, dict]:
    """Build where a scene has put something in the way; return what was there, how the build ended, and what is there."""
    run = fresh(prepared)
    (run / "victim").mkdir()
    (run / "victim/Chart.yaml").write_text("precious\n")
    scene(run)
    before = snapshot(run)
    outcome = prepared.product.run(run, "build", "new.yaml", *prepared.build.arguments, *force)
    return before, outcome, snapshot(run)


def removals(prepared: Prepared, *, stride: int = 1) -> Iterator[Find]:
    """Put every kind of thing in the way of the removal of a tree: what oamc did not write stays, unless it is forced."""
    for name, scene in list(obstacles(PLACES_THAT_GO))[::stride]:
        for force in ((), ("--force",)):
            before, outcome, after = _played(prepared, scene, force)
            problems = printed_problems(outcome, MOST_LINES)
            made = [path for path, entry in before.items() if prepared.before.get(path) != entry and entry[0] != "directory"]
            kept = before if outcome.status else [path for path in made if not force or path.startswith("victim")]
            problems += [f"{path} changed" for path in kept if after.get(path) != before[path]]
            problems += [f"litter: {path}" for path in after if is_litter(path) and path not in before]
            if outcome.status not in {0, 1}:
                problems.append(f"status {outcome.status}: {outcome.err[:200]}")
            yield Find(prepared.build.name, f"{name} {' '.join(force)}", (), "", tuple(problems))


def _changed(prepared: Prepared, before: dict, after: dict, *, succeeded: bool, claimed: bool) -> list[str]:
    """Return what changed and may not have: all that is the user's, and after a refusal everything.

    `claimed`: the list says that oamc wrote `notes.md`, and somebody forces the build to lose edits.
    """
    mine = [path for path in before if path in prepared.build.mine or path.startswith("victim")]
    mine = [path for path in mine if not (claimed and path.endswith("notes.md"))]
    kept = [path for path in (mine if succeeded else before) if not is_litter(path)]
    problems = [f"{path} changed" for path in kept if after.get(path) != before[path]]
    if not succeeded:
        problems += [f"{path} is new" for path in after if path not in before]
    problems += [f"litter: {path}" for path in after if is_litter(path) and path not in before]
    foreign = [path for path in before if "/.oamc-work-" in path]
    return problems + [f"{path} changed" for path in foreign if after.get(path) != before[path]]


FORGED = {
    "a whole tree": lambda _: None,
    "a tree with a link to the victim": lambda tree: (tree / "templates/evil.yaml").symlink_to(_outside(tree) / "Chart.yaml"),
    "a tree with a link to the victim's folder": lambda tree: (tree / "charts").symlink_to(_outside(tree)),
    "a tree whose listed file is a link": lambda tree: _replace(tree / "Chart.yaml", KINDS["a link to the victim"]),
    "a tree whose listed folder is a link": lambda tree: _replace(tree / "templates", KINDS["a link to the victim's folder"]),
    "a tree whose list is a link": lambda tree: _replace(tree / ".oamc-files", KINDS["a link to the victim"]),
    "a tree with a pipe": lambda tree: _replace(tree / "values.yaml", os.mkfifo),
    "a tree whose list is a pipe": lambda tree: _replace(tree / ".oamc-files", os.mkfifo),
    "a tree with wrong digests": lambda tree: (tree / "values.yaml").write_text("forged\n"),
    "a tree with more than its list names": lambda tree: (tree / "templates/evil.yaml").write_text("kind: Evil\n"),
    "a tree without a list": lambda tree: (tree / ".oamc-files").unlink(),
    "a tree with a very large list": lambda tree: (tree / ".oamc-files").write_bytes(b" " * (17 << 20)),
    "a tree with a list that leads up": lambda tree: (tree / ".oamc-files").write_text(
        json.dumps({"files": {"../../../victim/Chart.yaml": PRECIOUS, "../beside.txt": PRECIOUS}, "format": 1, "tool": "oamc"})
    ),
    "a tree below many folders": lambda tree: (tree / "/".join("d" * 60)).mkdir(parents=True),
}
"""What somebody may commit, made of a whole tree with a valid list, so that oamc takes it for its own interrupted work."""
FORMER_NAMES = (".oamc-partial-shop", ".oamc-staged-shop", ".oamc-previous-shop")


def forgeries(prepared: Prepared, *, stride: int = 1) -> Iterator[Find]:
    """Try every forgery in every place, as git checks it out and in a directory that oamc itself has marked.

    `gone` says that the tree that the forgery would replace is not there.
    """
    places = [(f".oamc-work-shop/{part}", marked) for part in ("partial", "staged", "previous") for marked in (False, True)]
    places += [(name, False) for name in FORMER_NAMES]
    attempts = [(what, place, marked, gone) for what in FORGED for place, marked in places for gone in (False, True)]
    for what, place, marked, gone in attempts[::stride]:
        run = fresh(prepared)
        (run / "victim").mkdir()
        (run / "victim/Chart.yaml").write_text("precious\n")
        forged = run / "out" / place
        forged.parent.mkdir(exist_ok=True)
        shutil.copytree(run / "out/shop", forged, symlinks=True)
        FORGED[what](forged)
        if marked:
            forged.parent.chmod(0o1700)
        if gone:
            shutil.rmtree(run / "out/shop")
        before = snapshot(run)
        outcome = prepared.product.run(run, "build", "new.yaml", *prepared.build.arguments)
        after = snapshot(run)
        problems = printed_problems(outcome, MOST_LINES)
        problems += _forged_problems(
            prepared, before, after, outcome.status, marked=marked, promoted=gone and "previous" in place
        )
        words = f"{what} at {place}{' with the mark' if marked else ''}{', and no tree' if gone else ''}"
        yield Find(prepared.build.name, words, (), "", tuple(problems))


def _forged_problems(prepared: Prepared, before: dict, after: dict, status: int, *, marked: bool, promoted: bool) -> list[str]:
    """Return what of a forgery was taken for oamc's own.

    With the mark, which no checkout brings, a tree that was moved away comes back (`promoted`), and what its list proves goes.
    """
    forged = {path: entry for path, entry in before.items() if path.startswith("out/.oamc-")}
    rest = {path: entry for path, entry in before.items() if path not in forged}
    if not marked:
        kept = (
            before
            if status
            else {path: entry for path, entry in before.items() if not path.startswith("out/shop/") and path != LIST}
        )
        problems = [f"{path} changed" for path, entry in kept.items() if after.get(path) != entry and path != "out"]
        wanted = {path for path in prepared.after if path.startswith("out/shop")} | rest.keys()
        return problems + [f"{path} is new" for path in after if path not in before and path not in wanted]
    problems = [f"{path} changed" for path, entry in rest.items() if path.startswith("victim") and after.get(path) != entry]
    if promoted:
        return problems
    ours = {path for path in (*prepared.before, *prepared.after) if path.startswith("out/shop")}
    problems += [f"{path} moved to the tree" for path in after if path.startswith("out/shop") and path not in ours]
    foreign = [path for path in forged if forged[path][0] in {"link", "special"}]
    foreign += [path for path in forged if "/partial/" not in path and path.endswith(("evil.yaml", "notes.md"))]
    return problems + [f"{path} is lost" for path in foreign if after.get(path) != forged[path]]


REPORT = "reports/report.json"
REPORT_WORK = "reports/.oamc-work-report.json"
REPORT_PLACES = ("reports", REPORT, REPORT_WORK, *(f"{REPORT_WORK}/{part}" for part in ("partial", "staged", "other")))


def reports_in_the_way(prepared: Prepared) -> Iterator[Find]:
    """Put every kind of thing where a report is written, and where oamc works on it, as git brings it and with the mark.

    The report is refused, and what stands there stays; `--force` replaces a file in the place of the report, and files called
    `partial`, or in a folder of that name, in a marked directory are what a killed run had not finished.
    """
    for place, (kind, make) in ((place, item) for place in REPORT_PLACES for item in KINDS.items()):
        for marked, force in ((False, ()), (False, ("--force",)), (True, ())):
            if marked and not place.startswith(f"{REPORT_WORK}/"):
                continue
            run = fresh(prepared)
            (run / "victim").mkdir()
            (run / "victim/Chart.yaml").write_text("precious\n")
            _replace(run / place, make)
            if marked:
                (run / REPORT_WORK).chmod(0o1700)
            before = snapshot(run)
            outcome = prepared.product.run(run, "build", "new.yaml", *prepared.build.arguments, *force)
            after = snapshot(run)
            problems = printed_problems(outcome)
            passes = (kind == "a file" and place == REPORT and bool(force)) or (kind == "a folder" and place == "reports")
            passes = passes or (kind in {"a file", "a folder"} and place.endswith("/partial") and marked)
            if outcome.status != (0 if passes else 1) or (not passes and "error[OAM8" not in outcome.err):
                problems.append(f"status {outcome.status}: {outcome.err[:200]}")
            stays = [path for path in before if path.startswith(("victim", "old", "new")) or (not passes and path == place)]
            stays += [path for path in before if not passes and path.startswith(f"{place}/")]
            problems += [f"{path} changed" for path in stays if after.get(path) != before[path]]
            problems += [f"{path} is new" for path in after if is_litter(path) and path not in before]
            yield Find(
                prepared.build.name, f"{kind} at {place}{' with the mark' if marked else ''} {force}", (), "", tuple(problems)
            )


CLOSED = {
    "the output is read-only": ("out", 0o555),
    "the tree is read-only": ("out/shop", 0o555),
    "a folder of oamc is read-only": ("out/shop/templates", 0o555),
    "a folder of the user is read-only": ("out/shop/.git/objects", 0o555),
    "a folder of the user is closed": ("out/shop/.git/objects", 0o000),
    "the output is closed": ("out", 0o000),
}
CLOSED_TO_FILES = {
    "the folder of the file is read-only": ("out", 0o555),
    "the folder of the file is closed": ("out", 0o000),
    "the directory for the work is closed": ("out/.oamc-work-all.yaml", 0o000),
    "the file is read-only": ("out/all.yaml", 0o444),
    "the file is closed": ("out/all.yaml", 0o000),
}


def closed_folders(prepared: Prepared, modes: dict[str, tuple[str, int]]) -> Iterator[Find]:
    """Build as a user without rights where folders are closed or read-only."""
    product = for_everybody(prepared.folder.with_name("program"))
    for name, (path, mode) in modes.items():
        run = fresh(prepared)
        if is_litter(path):
            (run / path).mkdir()
        for entry in (run, *run.rglob("*")):
            os.chown(entry, NOBODY, NOBODY)
        before = snapshot(run)
        (run / path).chmod(mode)
        outcome = product.run(run, "build", "new.yaml", *prepared.build.arguments, user=NOBODY)
        found = snapshot(run)
        kept = prepared.after if outcome.status == 0 else before
        problems = printed_problems(outcome)
        changed = [entry for entry in kept.keys() | found.keys() if entry != path and kept.get(entry) != found.get(entry)]
        problems += [f"{entry} differs after status {outcome.status}" for entry in sorted(changed)[:3]]
        if outcome.status not in {0, 1} or (outcome.status == 1 and "error[" not in outcome.err):
            problems.append(f"status {outcome.status}: {outcome.err[:200]}")
        if is_litter(path) and path.rpartition("/")[2] not in outcome.err:
            problems.append(f"{path} is not named: {outcome.err[:200]}")
        # What oamc wrote gets the mode that it always has, and what is the user's keeps its own.
        if outcome.status == 0 and found[path][1] != mode and path not in {"out/shop", "out/shop/templates", "out/all.yaml"}:
            problems.append(f"{path} has another mode")
        yield Find(prepared.build.name, f"{name}: status {outcome.status}", (), "", tuple(problems))
    product.close()

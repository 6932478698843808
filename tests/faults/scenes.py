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

from tests.faults.builds import Prepared
from tests.faults.judge import printed_problems
from tests.faults.product import for_everybody
from tests.faults.sweeps import Find, fresh
from tests.faults.trees import is_litter, snapshot

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
    "out/.oamc-partial-shop",
    "out/.oamc-staged-shop",
    "out/.oamc-previous-shop",
)


def _outside(path: Path) -> Path:
    """Return the folder of the victim, from a path in the run."""
    return next(parent for parent in path.parents if parent.name == "run") / "victim"


def obstacles() -> Iterator[tuple[str, Scene]]:
    """Yield every kind of thing in every place."""
    for place in PLACES:
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
            run = fresh(prepared)
            (run / "victim").mkdir()
            (run / "victim/Chart.yaml").write_text("precious\n")
            scene(run)
            before = snapshot(run)
            outcome = prepared.product.run(run, "build", "new.yaml", *prepared.build.arguments, *force)
            problems = printed_problems(outcome, MOST_LINES)
            after = snapshot(run)
            claimed = force and name.endswith(CLAIMING)
            problems += _changed(prepared, before, after, succeeded=outcome.status == 0, claimed=claimed)
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
    # A name that begins with .oamc-partial- is oamc's own. What is found in a tree that was staged moves to the output.
    staged = [path for path in before if path.endswith(("staged-shop/mine", "previous-shop/mine"))]
    problems += [f"{path} is lost" for path in staged if before[path] not in (after.get(path), after.get("out/shop/mine"))]
    return problems


def closed_folders(prepared: Prepared) -> Iterator[Find]:
    """Build as a user without rights where folders are closed or read-only."""
    modes = {
        "the output is read-only": ("out", 0o555),
        "the tree is read-only": ("out/shop", 0o555),
        "a folder of oamc is read-only": ("out/shop/templates", 0o555),
        "a folder of the user is read-only": ("out/shop/.git/objects", 0o555),
        "a folder of the user is closed": ("out/shop/.git/objects", 0o000),
        "the output is closed": ("out", 0o000),
    }
    product = for_everybody(prepared.folder.with_name("program"))
    for name, (path, mode) in modes.items():
        run = fresh(prepared)
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
        if outcome.status == 0 and found[path][1] != mode and "templates" not in path and path != "out/shop":
            problems.append(f"{path} has another mode")
        yield Find(prepared.build.name, f"{name}: status {outcome.status}", (), "", tuple(problems))
    product.close()

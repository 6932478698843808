# ruff: noqa: PTH103, PTH120 - paths are compared as texts
"""The builds that are tried: each leads from a known state of the disk to a known one.

A `Build` is prepared once: a folder with the documents, with the output of an older build where there is one, with files of
the user in and beside it. Every run then gets a copy of that folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from tests.assurance.faults.product import Product
from tests.assurance.faults.trees import copy, is_litter, snapshot
from tests.support import texts

TWO = ("--format", "manifests", "--layout", "per-object", "-o", "out")


class Build(NamedTuple):
    """A build: the arguments after `oamc build`, and what its result is.

    `units` are the paths that each are old or new as a whole; the `separate` ones of them may be so without the others.
    `documents` names the input (`DOCUMENTS`), `mine` are files of the user. `fresh` says that there is no older output,
    `exchange` that the system has a call that exchanges two directories, and `inherited` that the trees of the older build
    came from the document of the newer one, so that they are left over. One that is `streamed` is built in parts, each
    application in a file of its own, and written while others are compiled.
    """

    name: str
    arguments: tuple[str, ...]
    units: tuple[str, ...]
    documents: str = "one"
    fresh: bool = False
    mine: tuple[str, ...] = ()
    separate: tuple[str, ...] = ()
    exchange: bool = True
    inherited: bool = False
    streamed: bool = False


LIST = "out/.oamc.trees"
PRUNE = ("-o", "out", "--prune", "--quiet")
OWN = (
    "out/shop/notes.md",
    "out/shop/templates/own.yaml",
    "out/shop/.git/objects/ab/1",
    "out/other/file.txt",
    "out/beside.txt",
)
REPORT = ("-o", "out", "--diagnostics", "json=reports/report.json", "--diagnostics", "text", "--quiet")
BUILDS = (
    Build("a fresh tree", ("-o", "deep/er/out"), ("deep/er/out/shop", f"deep/er/{LIST}"), fresh=True),
    Build("a changed tree", ("-o", "out"), ("out/shop", LIST)),
    Build("a tree with files of the user", ("-o", "out"), ("out/shop", LIST), mine=OWN),
    Build("two applications", TWO, ("out/blog", "out/shop", LIST), documents="two", mine=("out/shop/notes.md",)),
    Build("one file", ("--format", "manifests", "-o", "out/all.yaml"), ("out/all.yaml",), mine=("out/beside.txt",)),
    Build(
        "a tree and a report",
        REPORT,
        ("out/shop", LIST, "reports/report.json"),
        documents="doubtful",
        separate=("reports/report.json",),
    ),
    Build("a tree without exchange", ("-o", "out"), ("out/shop", LIST), mine=("out/shop/notes.md",), exchange=False),
    Build("a tree that goes", PRUNE, ("out/blog", "out/shop", LIST), documents="gone", inherited=True),
    Build(
        "a tree that goes but for files of the user",
        PRUNE,
        ("out/blog", "out/shop", LIST),
        documents="gone",
        mine=("out/blog/notes.md", "out/blog/templates/own.yaml"),
        inherited=True,
    ),
    Build(
        "fresh trees that are streamed",
        ("-o", "deep/out"),
        ("deep/out/blog", "deep/out/shop", "deep/out/.oamc.trees"),
        documents="files",
        fresh=True,
        streamed=True,
    ),
    Build("trees that are streamed", ("-o", "out"), ("out/blog", "out/shop", LIST), documents="files", mine=OWN, streamed=True),
)


def component(name: str, image: str) -> str:
    """Return a component."""
    spec = texts.containers(texts.RESOURCES, name=name, image=image)
    return texts.SEPARATOR + texts.component(name, workload="Worker", spec=spec)


def application(name: str, *components: str) -> str:
    """Return an application of these components."""
    instances = (texts.instance(f"{name}-{each}", of=each) for each in components)
    return texts.application(*instances, name=name)


DOCUMENTS = {
    ("one", "old"): component("web", "example/web:1") + component("old", "example/old:1") + application("shop", "web", "old"),
    ("one", "new"): component("web", "example/web:2") + component("new", "example/new:1") + application("shop", "web", "new"),
}
FILES = {
    "old": (DOCUMENTS["one", "old"], component("log", "example/log:1") + application("blog", "log")),
    "new": (DOCUMENTS["one", "new"], component("log", "example/log:2") + application("blog", "log")),
}
"""Those of a build in parts, which has several files."""
DOCUMENTS["two", "old"] = DOCUMENTS["one", "old"] + application("blog", "web")
DOCUMENTS["two", "new"] = DOCUMENTS["one", "new"] + application("blog", "web", "new")
DOCUMENTS["gone", "old"] = DOCUMENTS["two", "old"]
DOCUMENTS["gone", "new"] = DOCUMENTS["one", "new"]
for _age in ("old", "new"):
    DOCUMENTS["doubtful", _age] = DOCUMENTS["one", _age].replace(texts.RESOURCES, "", 1)


class Prepared:
    """A build with its folder, and with what is there before and after it."""

    def __init__(self, build: Build, product: Product, folder: Path) -> None:
        self.build = build
        self.product = product
        self.folder = folder / "prepared"
        self.place = folder / "run"
        self.numbers: dict[str, tuple[int, int]] = {}
        self.folder.mkdir(parents=True)
        for age, texts_of_files in FILES.items():
            if build.streamed:
                (self.folder / f"{age}.yaml").mkdir()
                for number, text in enumerate(texts_of_files):
                    (self.folder / f"{age}.yaml" / f"{number}.yaml").write_text(text)
            else:
                (self.folder / f"{age}.yaml").write_text(DOCUMENTS[build.documents, age])
        if not build.fresh:
            outcome = product.run(self.folder, "build", "old.yaml", *build.arguments, streamed=build.streamed)
            assert outcome.status == 0, outcome
        if build.inherited:
            listed = self.folder / LIST
            listed.write_text(listed.read_text().replace("old.yaml", "new.yaml"))
        for path in build.mine:
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(f"mine: {path}\n")
            place.chmod(0o640)
        if build.mine and len(build.units) == 1 and "/" in build.mine[0]:
            os.makedirs(self.folder / os.path.dirname(build.mine[0]) / "empty", mode=0o750, exist_ok=True)
        self.before = snapshot(self.folder)
        copy(self.folder, folder / "clean")
        self.clean = self.run(folder / "clean")
        assert self.clean.status == 0, self.clean
        self.after = snapshot(folder / "clean")
        assert self.before != self.after
        assert not [path for path in self.after if is_litter(path)]

    def run(self, folder: Path, **request: object):
        """Run the build in a folder."""
        request = {"exchange": self.build.exchange, "streamed": self.build.streamed, **request}
        return self.product.run(folder, "build", "new.yaml", *self.build.arguments, **request)

    def part(self, found: dict, unit: str) -> dict:
        """Return what of a snapshot belongs to a unit."""
        return {path: entry for path, entry in found.items() if path == unit or path.startswith(f"{unit}/")}

    def rest(self, found: dict) -> dict:
        """Return what of a snapshot belongs to no unit, without what oamc uses on the way."""
        units = self.build.units
        return {
            path: entry
            for path, entry in found.items()
            if not is_litter(path) and not any(path == unit or path.startswith(f"{unit}/") for unit in units)
        }

"""Every example and golden case as command lines, with its input below one folder that can be put anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

from oamc.choices import HELM
from tests.golden_files import ASSIGNING, DIAGNOSTICS, GOLDEN, Case, cases
from tests.support.cue import offer_engine
from tests.support.processes import ROOT

FORMATS = {"helm": (), "manifests": ("--layout", "per-object")}


class Input:
    """One input: its name, the folder it comes from, its files, and the options it is built with."""

    def __init__(self, name: str, folder: Path, files: list[Path], options: tuple[str, ...], formats: tuple[str, ...]) -> None:
        self.name = name
        self.folder = folder
        self.files = [f"{name}/{path.relative_to(folder)}" for path in files]
        self.options = options
        self.formats = formats

    def commands(self, *, reverse: bool = False) -> list[tuple[str, list[str]]]:
        """Return the command lines, by name. The files are named in order, or in the reverse of it."""
        files = self.files[::-1] if reverse else self.files
        return [
            (f"{self.name} {kind}", ["build", *files, *self.options, "--format", kind, *FORMATS[kind], "-o", "out"])
            for kind in self.formats
        ]


CHARTS = ("--charts-as", "flux")
"""Manifests hold no chart of somebody else; Flux installs it."""


def examples() -> list[Path]:
    """Return the folders of all examples of applications; those with CUE where its engine is built."""
    folders = sorted({path.parent for path in (ROOT / "examples").rglob("application.yaml")})
    return [path for path in folders if offer_engine() or not any(path.glob("*.cue"))]


def inputs(stride: int = 1) -> list[Input]:
    """Return all examples, and all golden cases or each `stride`-th; those with CUE where its engine is built."""
    found = []
    for path in examples():
        files = [*sorted(path.glob("*.yaml")), *sorted(path.glob("*.cue"))]
        found.append(Input(str(path.relative_to(ROOT)), path, files, CHARTS, tuple(FORMATS)))
    golden = [case for case in (*cases(GOLDEN), *cases(DIAGNOSTICS)) if case.is_possible]
    return found + [_input(case) for case in golden[::stride] if not _is_large(case)]


def _is_large(case: Case) -> bool:
    """Tell whether a case is about size: what it costs is measured elsewhere."""
    return sum(path.stat().st_size for path in case.inputs()) > 1 << 20


def _input(case: Case) -> Input:
    """Return a golden case as an input."""
    name = f"golden/{'diagnostics/' if case.shows_a_diagnostic else ''}{case.name}"
    options = []
    settings = dict(case.settings)
    kind = settings.pop("format", None)
    for key, value in settings.items():
        if key == "limits":
            options += [word for limit, number in value.items() for word in ("--limit", f"{limit}={number}")]
        elif key in {"title", "cue", "overrides", "line", "only-application"}:
            continue
        elif value is True:
            options.append(f"--{key}")
        elif value is not False:
            values = value if isinstance(value, list) else [value]
            options += [word for each in values for word in (f"--{key}", _placed(name, key, each))]
    paths = case.inputs()
    if any(path.parent != case.input_folder for path in paths):
        paths = [case.input_folder]
    if "only-application" in case.settings:
        kind = HELM
    return Input(name, case.folder, paths, tuple(options), (kind,) if kind else tuple(FORMATS))


def _placed(name: str, key: str, value: object) -> str:
    """Return the value of an option; a path in it is one below the folder of the case."""
    text = str(value)
    if key == "values":
        return f"{name}/{text}"
    if key == "set-file":
        path, _, file = text.partition("=")
        return f"{path}={name}/{file}"
    assert key not in ASSIGNING or "\n" not in text
    return text


def place(found: list[Input], folder: Path, *, backwards: bool = False, reverse_documents: bool = False) -> None:
    """Put the inputs below a folder; `backwards` makes the files in the reverse order, so that folders list them otherwise."""
    for each in found:
        target = folder / each.name
        target.mkdir(parents=True)
        files = sorted(path for path in each.folder.rglob("*") if path.is_file() and "chart" not in path.parts)
        for path in reversed(files) if backwards else files:
            copy = target / path.relative_to(each.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            if reverse_documents and path.suffix == ".yaml":
                text = path.read_bytes().decode("utf-8", "surrogateescape")
                parts = text.removesuffix("\n").split("\n---\n")
                copy.write_bytes(("\n---\n".join(reversed(parts)) + "\n").encode("utf-8", "surrogateescape"))

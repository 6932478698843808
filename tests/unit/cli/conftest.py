# ruff: noqa: ARG002 - fixtures work by being asked for, stand-ins have the signature of what they stand for
"""A stand-in for the compiler, so that the tests of the command line need no other room."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from oamc.cli import code_pages, entry
from oamc.diagnostics.reports import ERROR, WARNING, Code
from oamc.records import Record
from oamc.reference import relations, variants, vela_relations
from oamc.spans import Span
from tests.support.surroundings import silence

OF_THE_COMPILER = (relations, variants, vela_relations)
"""Modules that compile examples. They are loaded here, with the compiler itself, before the stand-in takes its place."""

BROKEN = Code(id="OAM998", severity=ERROR, template="the input is broken")
DOUBTFUL = Code(id="OAM999", severity=WARNING, template="the input is doubtful", strict=True)
IDLE = Code(id="OAM997", severity=WARNING, template="a part of the input has no effect", drops=True)
UNKNOWN = Code(id="OAM996", severity=ERROR, template="a part of the input is unknown", unknown=True, drops=True)


class Output(Record):
    application: str
    files: dict[str, str]
    document: str = ""
    target: str = ""
    of_others: tuple[str, ...] = ()

    @property
    def path(self):
        return f"{self.application}/{self.target}" if self.target else self.application


class Compiler(ModuleType):
    """Makes one application "shop" of the sources: each line of the first source is a template of the chart."""

    Output = Output

    def __init__(self):
        super().__init__("oamc.compiler")
        self.calls = []

    def build(self, sources, options, reports, watch=None):
        assert watch is None or callable(watch)
        self.calls.append((sources, options))
        text = "".join(source.text for source in sources)
        if "crash" in text:
            raise KeyError("hunter2")
        if "starve" in text:
            raise MemoryError
        if "interrupt" in text:
            raise KeyboardInterrupt
        for source in sources:
            for number, line in enumerate(source.text.splitlines(), 1):
                if "broken" in line:
                    reports.add(BROKEN, at=Span(source, number, 1, number, len(line) + 1))
                for word, code in (("doubtful", DOUBTFUL), ("idle", IDLE), ("unknown", UNKNOWN)):
                    if word in line:
                        reports.add(code, at=Span(source, number, 1, number, len(line) + 1))
        if reports.has_errors():
            return ()
        applications = [line.removeprefix("app ") for line in text.splitlines() if line.startswith("app ")] or ["shop"]
        targets = [line.removeprefix("target ") for line in text.splitlines() if line.startswith("target ")] or [""]
        return tuple(self.output(name, sources, options, target) for name in applications for target in targets)

    def output(self, name, sources, options, target=""):
        """Return an application of the sources that name it, or of all where none does."""
        own = [source for source in sources if f"app {name}\n" in source.text] or sources
        text = "".join(source.text for source in own)
        return Output(application=name, files=self.files(name, text, options), document=own[0].path, target=target)

    def Compilation(self, sources, options, reports, watch=None):  # noqa: N802 - stands in for a class
        outputs = self.build(sources, options, reports, watch)
        checked = tuple(SimpleNamespace(objects=SimpleNamespace(parameters=())) for _ in outputs)
        return SimpleNamespace(outputs=outputs, checked=checked)

    def files(self, name, text, options):
        names = [line.removeprefix("file ") for line in text.splitlines() if line.startswith("file ")]
        if options.format == "manifests":
            return {f"{name}.yaml": f"kind: {name}\n"}
        return {"Chart.yaml": f"name: {name}\n", "templates/web.yaml": text, **{f"templates/{extra}": "x\n" for extra in names}}

    def dump(self, sources, stage, options, reports, *, shows_secrets):
        self.calls.append((sources, options))
        return f"dump after {stage}{' with secrets' * shows_secrets}\n"


@pytest.fixture(autouse=True)
def compiler(monkeypatch):
    stand_in = Compiler()
    monkeypatch.setitem(sys.modules, "oamc.compiler", stand_in)
    import oamc

    monkeypatch.setattr(oamc, "compiler", stand_in, raising=False)
    stages = ModuleType("oamc.stages")
    stages.dump = stand_in.dump
    monkeypatch.setitem(sys.modules, "oamc.stages", stages)
    monkeypatch.setattr(oamc, "stages", stages, raising=False)
    return stand_in


@pytest.fixture(autouse=True)
def pages_of_stand_ins(monkeypatch):
    """Give the codes of the stand-in pages, as all codes have one."""
    page = code_pages.page
    stand_ins = {code.id: f"# {code.id}: stand-in\n\nThis is a stand-in.\n" for code in (BROKEN, DOUBTFUL)}
    monkeypatch.setattr(code_pages, "page", lambda code: stand_ins.get(code) or page(code))


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    """Run every test in an empty directory, with nothing in the environment that changes what is printed."""
    silence(monkeypatch)
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


class Outcome:
    def __init__(self, status, captured):
        self.status = status
        self.out = captured.out
        self.err = captured.err


@pytest.fixture
def oamc(capsys):
    """Return a function that runs one command line and returns its status and what it printed."""

    def call(*arguments):
        capsys.readouterr()
        status = entry.run([str(argument) for argument in arguments])
        return Outcome(status, capsys.readouterr())

    return call


@pytest.fixture
def here(bare_environment):
    """Return the current directory, with an input file app.yaml."""
    (bare_environment / "app.yaml").write_text("kind: one\n")
    return bare_environment

# ruff: noqa: PTH100, PTH113, PTH118, PTH119, PTH120 - pathlib costs more than all of `oamc --version`
"""What `oamc why` and `oamc build --origins` look at: the objects of a compilation, and lines of files that oamc wrote.

In: what was gathered for a run. Out: the objects of all applications, as `origins` takes them.
"""

from __future__ import annotations

import os

from oamc.cli.compilation import builds_a_part, compile_options
from oamc.cli.inputs import Inputs
from oamc.diagnostics.codes import usage
from oamc.origins.answers import Subject, ToldValue, told_values
from oamc.origins.chains import Parameters
from oamc.origins.found import Candidate, Wanted
from oamc.origins.line_paths import part_on
from oamc.records import Record, replace
from oamc.source.nodes import plain
from oamc.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.checks.result import Checked
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.cli.template_lines import Written
    from oamc.compiler import Compilation
    from oamc.diagnostics.reports import Reports
    from oamc.options import Options
    from oamc.origins.names import Place
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document

CHART_FILE, VALUES_FILE, TEMPLATES = "Chart.yaml", "values.yaml", "templates"
MOST_DIGITS = 18
ENDINGS = (".yaml", ".yml", ".json")


class Asked(Record):
    """The objects of all applications of a run, and the names of parameters that documents declare as secret."""

    checked: tuple[Checked, ...]
    secrets: frozenset[str]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return all objects, those that are not there too."""
        return tuple(
            Candidate(application=found.application.path, number=number, item=item, filler=found.filler)
            for number, found in enumerate(self.checked)
            for item in found.objects.objects
        )

    def subject(self, candidate: Candidate) -> Subject:
        """Return all that is known of an object that is there."""
        parameters = Parameters(self.checked[candidate.number].objects, self.secrets)
        return Subject(candidate.application, candidate.item, candidate.filler, parameters)

    def subjects(self, number: int) -> tuple[Subject, ...]:
        """Return the objects of one application that are there."""
        found = self.checked[number]
        parameters, name = Parameters(found.objects, self.secrets), found.application.path
        there = filter(found.filler.present, found.objects.objects)
        return tuple(Subject(name, item, found.filler, parameters) for item in there)


class Line(Record):
    """What stands on a line of manifests: whose object it is, the path in it, and the value there."""

    wanted: Wanted
    name: str
    path: Place
    field: str
    value: Any


class Values(Record):
    """What stands on a line of the values of a chart."""

    values: tuple[ToldValue, ...]


def asked_of(compilation: Compilation) -> Asked:
    """Return what a compilation has made."""
    from oamc.ir.covered import declared_secrets

    return Asked(checked=compilation.checked, secrets=declared_secrets(compilation.documents))


def compiled_subjects(settings: Settings, gathered: Gathered, reports: Reports) -> Asked:
    """Compile what was gathered, as for charts."""
    from oamc.choices import HELM
    from oamc.compiler import Compilation

    def made(options: Options, found: Reports) -> Asked:
        return asked_of(Compilation(gathered.sources, replace(options, format=HELM), found))

    if builds_a_part(settings):
        from oamc.cli.other_applications import compiled

        return compiled(made, settings, gathered, reports)
    return made(compile_options(settings, gathered), reports)


def asked_line(word: str) -> tuple[str, int] | None:
    """Return the file and the line that a word names, nothing where it names no file."""
    path, _, number = word.rpartition(":")
    if not path or not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        return None
    return (path, int(number)) if path.endswith(ENDINGS) or os.path.isfile(path) else None


class Output(Record):
    """A file that oamc may have written: its text, and its documents where it is no template."""

    path: str
    text: str
    documents: tuple[Document, ...] | None


def output_at(path: str, limits: Limits, reports: Reports) -> Output | None:
    """Return a file that oamc may have written; report why it cannot be read."""
    source = Inputs(limits, reports).read_file(path)
    if source is None:
        return None
    above, folder = os.path.split(os.path.abspath(os.path.dirname(path)))
    if os.path.isfile(os.path.join(above, CHART_FILE)) and folder == TEMPLATES:
        return Output(path=path, text=source.text, documents=None)
    documents = tuple(read(source, reports, limits))
    return None if reports.has_errors() else Output(path=path, text=source.text, documents=documents)


def line_of(output: Output, line: int, asked: Asked, reports: Reports) -> Line | Values | Written | None:
    """Return what stands on a line of a file that oamc wrote; report what is no such line."""
    path = output.path
    directory, name = os.path.split(path)
    if output.documents is None:
        return _template(path, name, output.text, line, asked, reports)
    found = part_on(output.documents, line)
    if found is None:
        reason = (
            "no field of an object stands there" if 0 < line <= output.text.count("\n") + 1 else "the file has no such line"
        )
        hint = "give a line with a key and its value"
        reports.add(usage.NOTHING_ON_LINE, at=None, path=path, line=line, reason=reason, hint=hint)
        return None
    root, place = found
    if name == VALUES_FILE and os.path.isfile(os.path.join(directory, CHART_FILE)):
        return _values(path, line, tuple(map(str, place)), asked, reports)
    return _object(path, line, plain(root), place, reports)


def _template(path: str, name: str, text: str, line: int, asked: Asked, reports: Reports) -> Written | None:
    """Return a line of a template of a chart: of the application that makes it, or that the chart is called like."""
    from oamc.cli.template_lines import written_on

    found = written_on(name, text, line, asked.candidates, [one.objects for one in asked.checked])
    chart = _chart_of(os.path.dirname(path))
    named = [one for one in found if asked.checked[one.candidate.number].application.name.value == chart]
    if len(found) > 1 and len(named) == 1:
        found = (named[0],)
    if len(found) == 1 and found[0].path is not None:
        return found[0]
    if len(found) == 1:
        reason, hint = "no field of an object stands there", "give a line with a key and its value"
    elif found:
        reason, hint = "several applications have that template", "give the files of one application"
    else:
        reason = "these documents make another template, or none of that name"
        hint = "build the chart again, or name the object and the field: oamc why KIND/NAME FIELD PATH"
    reports.add(usage.NOTHING_ON_LINE, at=None, path=path, line=line, reason=reason, hint=hint)
    return None


def _chart_of(path: str) -> str:
    """Return the name of the directory that a file or a directory of a chart lies in."""
    return os.path.basename(os.path.dirname(os.path.abspath(path)))


def _object(path: str, line: int, body: Any, place: Place, reports: Reports) -> Line | None:
    """Return a line of manifests. An object within a list is the one that is meant."""
    if str(body.get("kind") or "").endswith("List") and place[:1] == ("items",) and len(place) > 1:
        items: Any = body["items"]
        body, place = items[place[1]], place[2:]
    metadata = body.get("metadata") if isinstance(body, dict) else None
    if not isinstance(metadata, dict) or not body.get("kind") or not metadata.get("name"):
        reason = "what stands there is no object of Kubernetes"
        hint = "give a line of manifests, or of values.yaml of a chart, that oamc wrote"
        reports.add(usage.NOTHING_ON_LINE, at=None, path=path, line=line, reason=reason, hint=hint)
        return None
    from oamc.kubernetes.findings import place as spelled

    value: Any = body
    for step in place:
        value = value[step]
    kind, name = str(body["kind"]), str(metadata["name"])
    group = str(body.get("apiVersion") or "").rpartition("/")[0]
    namespace = str(metadata.get("namespace") or "")
    wanted = Wanted(kind=kind, group=group, namespace=namespace, name=name)
    return Line(wanted=wanted, name=f"{kind}/{name}", path=place, field=spelled("", place)[1:], value=value)


def _values(path: str, line: int, place: tuple[str, ...], asked: Asked, reports: Reports) -> Values | None:
    """Return a line of the values of a chart: of the application that has them, or that the chart is called like."""
    having: dict[int, tuple[ToldValue, ...]] = {}
    for number in range(len(asked.checked)):
        subjects = asked.subjects(number)
        told = told_values(subjects, place) if subjects else ()
        if told:
            having[number] = told
    chart = _chart_of(path)
    named = [number for number in having if asked.checked[number].application.name.value == chart]
    if len(having) > 1 and len(named) == 1:
        having = {named[0]: having[named[0]]}
    if len(having) == 1:
        return Values(values=next(iter(having.values())))
    reason = "several applications have that value" if having else "no application has that value"
    hint = "give the files of one application" if having else "the chart is not what these documents make: build it again"
    reports.add(usage.NOTHING_ON_LINE, at=None, path=path, line=line, reason=reason, hint=hint)
    return None

"""The harness `values`: overrides in every form, to manifests and to the chart that the real Helm engine renders.

The bytes choose one of a pool of applications, and what is given: texts of `--set` and its sisters, values files, trees. Both
oamc and Helm must take or refuse it, and what they take must give the same objects.
"""

from __future__ import annotations

import atexit
import itertools
import json
import math
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any, NamedTuple

from oamc.choices import HELM, MANIFESTS
from oamc.compiler import Output, build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.source.decoding import decode_text
from oamc.spans import SourceFile
from oamc.values.overrides import FLAGS, Assignment, Overrides, combine
from oamc.values.shape import spell_path
from oamc.verification.compare import differences
from oamc.verification.engine import Engine
from oamc.verification.samples import FRACTIONS, HOSTILE_TEXTS, WHOLE_NUMBERS, Drawing, Undrawable
from tests.assurance.fuzz.byte_choosers import ByteChooser
from tests.assurance.fuzz.invariants import check_chart, check_findings, check_manifests, check_printed
from tests.strategies.applications import as_text, sample_application
from tests.strategies.mutations import with_constants

APPLICATIONS = 48
FILE_NAME = "values.yaml"
ENDS = ("", ".x", "[0]", "[1].x", ".", "[", "[-1]", "=", ",", "\\", " ", "[65537]", ".x.y", "é")
WORDS = (
    "null", "true", "FALSE", "0", "-1", "007", "1.5", "1e3", "9007199254740993", "{a,b}", "{}", "{", '{"a": 1}', "[1, 2]", '"',
    "[]", "a\\,b", "a,b=c", "x" * 300, '{"a": {"b": null}}', "-0", "1e400", '"\\ud800"', "100m", "1Gi", "0.5", "Always",
)  # fmt: skip
SECONDS = 30.0


class Subject(NamedTuple):
    """An application of the pool: its text, its chart, the schema of its values, and their paths with `()` for the whole."""

    sources: tuple[SourceFile, ...]
    chart: dict[str, str]
    schema: dict[str, Any]
    paths: tuple[tuple[str, ...], ...]

    def fitting(self, path: tuple[str, ...], seed: int) -> Any:
        """Return a value that the schema allows at a path, null where it is hard to find one."""
        below = self.schema
        for name in path:
            below = below["properties"][name]
        try:
            return Drawing(self.schema, Random(seed), sparse=False).value(below, "", None, 0)
        except Undrawable:
            return None


@cache
def engine() -> Engine:
    """Return the engine of this process, started at the first call."""
    started = Engine(seconds=SECONDS)
    atexit.register(started.__exit__)
    return started.__enter__()


@cache
def subject(number: int) -> Subject:
    """Return an application of the pool: samples of several applications are passed over, because values are for one chart."""
    outputs: tuple[Output, ...] = ()
    for sample in itertools.count(number, APPLICATIONS):
        texts = [as_text([document]) for document in sample_application(sample, small=number % 2 == 0)]
        sources = tuple(SourceFile(path=f"{at}.json", label=f"{at}.json", text=text) for at, text in enumerate(texts))
        outputs = build(sources, Options(), Reports())
        if len(outputs) == 1:
            break
    (output,) = outputs
    schema = json.loads(output.files["values.schema.json"])
    return Subject(sources, dict(output.files), schema, tuple(paths_of(schema, ())))


def paths_of(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every path that a schema names."""
    yield path
    for name, below in schema.get("properties", {}).items():
        yield from paths_of(below, (*path, name))


def check(data: bytes) -> None:
    """Give the overrides that the bytes choose to oamc and to Helm, and compare what comes of them."""
    chooser = ByteChooser(data)
    chosen = subject(chooser.integer(0, APPLICATIONS - 1))
    overrides = overrides_for(chooser, chosen)
    reports = Reports()
    if any(decode_text(file.path, file.label, file.text.encode(), reports) is None for file in overrides.files):
        return  # refused before anything is read: what the harness `read` is about
    given = combine(overrides, reports)
    check_findings(reports.in_order(), overrides.files)
    if chooser.chance(12):
        check_printed(reports.in_order())
    assert (given is None) == bool(reports.errors), "values without a word, or a word without values"
    errors, trees = built(chosen, overrides, MANIFESTS)
    if given is None:
        assert errors, "what cannot be read is taken"
        return
    rendered = engine().render(chosen.chart, given.values)
    assert bool(errors) == bool(rendered.refusal), f"oamc says {errors}, Helm says {rendered.refusal[-300:]!r}"
    objects = [item for tree in trees for item in check_manifests(tree)]
    found = differences(objects, rendered.documents)
    assert not found, f"{len(found)} differences, first {found[0]}"
    if chooser.chance(25):
        check_chart_with_overrides(chosen, overrides, errors, objects)


def check_chart_with_overrides(chosen: Subject, overrides: Overrides, errors: list[str], objects: list[dict[str, Any]]) -> None:
    """Check the chart that is built with the overrides: refused alike, and without overrides of its own the same objects."""
    chart_errors, charts = built(chosen, overrides, HELM)
    assert errors == chart_errors, f"manifests say {errors}, the chart says {chart_errors}"
    for chart in charts:
        check_chart(chart)
        rendered = engine().render(chart)
        assert not rendered.refusal, f"Helm refuses the chart with the overrides in it: {rendered.refusal[-300:]!r}"
        found = differences(objects, rendered.documents)
        assert not found, f"{len(found)} differences with the overrides in the chart, first {found[0]}"


def built(chosen: Subject, overrides: Overrides, form: str) -> tuple[list[str], list[dict[str, str]]]:
    """Build one output with the overrides; return the codes and messages of the errors, and the files."""
    reports = Reports()
    outputs = build(chosen.sources, Options(format=form, overrides=overrides), reports)
    found = reports.in_order()
    check_findings(found, (*overrides.files, *chosen.sources))
    errors = [f"{diagnostic.code.id} {diagnostic.message}" for diagnostic in found if diagnostic.severity == "error"]
    assert not (errors and outputs), "an output beside an error"
    return errors, [dict(output.files) for output in outputs]


def overrides_for(chooser: ByteChooser, chosen: Subject) -> Overrides:
    """Return up to three assignments and values files."""
    files: list[SourceFile] = []
    assignments: list[Assignment] = []
    for _ in range(chooser.integer(1, 3)):
        kind = chooser.integer(0, 9)
        if kind < len(FLAGS):
            assignments.append(assignment(chooser, FLAGS[kind], chosen))
        else:
            text = values_text(chooser, chosen)
            path = f"{len(files)}-{FILE_NAME}"
            files.append(SourceFile(path=path, label=path, text=text))
    return Overrides(files=tuple(files), assignments=tuple(assignments))


def assignment(chooser: ByteChooser, flag: str, chosen: Subject) -> Assignment:
    """Return the text of one flag: names and values of the grammar, or any text."""
    if chooser.chance(8):
        text = chooser.rest(60).decode("utf-8", "surrogateescape")
    else:
        parts = []
        for _ in range(chooser.integer(1, 3)):
            path = chooser.choice(chosen.paths)
            name = spell_path(path)
            if chooser.chance(75):
                fitting = chosen.fitting(path, chooser.integer(0, 255))
                plain = isinstance(fitting, str) and flag != "--set-json"
                parts.append(f"{name}={fitting if plain else json.dumps(fitting)}")
                continue
            if chooser.chance(30):
                name += chooser.choice(ENDS)
            value = word(chooser)
            parts.append(f"{name}={json.dumps(tree(chooser, 2)) if flag == '--set-json' and chooser.chance(70) else value}")
        text = ",".join(parts)
    files = (("x", "content\n"), ("", "")) if flag == "--set-file" else ()
    return Assignment(flag=flag, text=text, files=files)


def word(chooser: ByteChooser) -> str:
    """Return a value as somebody may type it."""
    kind = chooser.integer(0, 3)
    if kind == 0:
        return chooser.choice(WORDS)
    if kind == 1:
        return chooser.choice(HOSTILE_TEXTS)
    return chooser.free_text() if kind == 2 else str(chooser.integer(-(2**62), 2**62))


def values_text(chooser: ByteChooser, chosen: Subject) -> str:
    """Return the text of a values file: any text, or a tree along the paths of the chart."""
    if chooser.chance(15):
        return chooser.rest(200).decode("utf-8", "replace").replace("\0", "")
    root: dict[str, Any] = {}
    for _ in range(chooser.integer(1, 4)):
        path = chooser.choice(chosen.paths)
        branch = root
        for name in path[:-1]:
            below = branch.setdefault(name, {})
            if not isinstance(below, dict):
                break
            branch = below
        if path:
            fits = chooser.chance(85)
            branch[path[-1]] = chosen.fitting(path, chooser.integer(0, 255)) if fits else tree(chooser, 3)
    text = json.dumps(root)
    return with_constants(chooser, text) if chooser.chance(20) else text


def tree(chooser: ByteChooser, depth: int) -> Any:
    """Return any value of JSON."""
    kind = chooser.integer(0, 9)
    if kind <= 2:
        return chooser.choice(HOSTILE_TEXTS)
    if kind == 3:
        return chooser.free_text()
    if kind <= 5:
        return chooser.choice((*WHOLE_NUMBERS, *FRACTIONS, 2**53 + 1, -(2**63), math.pi))
    if kind == 6:
        return chooser.choice((True, False, None))
    if kind == 7 or depth == 0:
        return chooser.choice(WORDS)
    if kind == 8:
        return [tree(chooser, depth - 1) for _ in range(chooser.integer(0, 3))]
    return {chooser.choice(HOSTILE_TEXTS): tree(chooser, depth - 1) for _ in range(chooser.integer(0, 3))}

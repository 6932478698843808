"""What is sent: every set of objects that the repository shows, and random ones, each with overrides to change to.

A set is what one application makes. Its chart and its manifests name the namespace that the harness gives them: where the
document or the builder names one, the set as it stands would meet others there.
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from oamc.choices import FLUX
from oamc.compiler import Output, build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import replace
from oamc.source.decoding import decode_text
from oamc.spans import SourceFile
from oamc.values.overrides import Overrides, combine
from oamc.verification.samples import draw
from tests.assurance.agreement.search import options_of
from tests.assurance.cluster.upgrades import UPGRADES
from tests.golden_files import GOLDEN, Case, cases, compiled
from tests.strategies.applications import as_text, sample_application
from tests.support.agreement import chart_values, objects, source
from tests.support.cue import offer_engine
from tests.support.processes import ROOT
from tests.test_corpus import CORPUS

EXAMPLES = ROOT / "examples"
DRAWN = 2
"""How many random overrides a random application is changed to."""
FIRST_NUMBER = 200_000
"""Other searches use random applications with lower numbers."""
PREFIX = {"name": "the prefix of a second release", "set": ["namePrefix=canary-"]}
Files = Mapping[str, str]


class Change(NamedTuple):
    """Overrides of a set: the values for the chart, the manifests built with them, and what is known of them.

    `chart` is another chart that takes the place of the first, where the documents have changed.
    `refused` says that chart and compiler refuse them; `first_only` is the text with which a server refuses them for what is
    installed already, empty where it must take them.
    """

    name: str
    values: Mapping[str, Any]
    manifests: Files
    refused: bool = False
    first_only: str = ""
    chart: Files | None = None


class ObjectSet(NamedTuple):
    """What one application makes, with the overrides to change to."""

    name: str
    manifests: Files
    chart: Files
    changes: tuple[Change, ...]


def all_sets(applications: int) -> Iterator[ObjectSet]:
    """Yield everything that is sent, with a number of random applications."""
    return itertools.chain(golden_sets(), example_sets(), corpus_sets(), upgrade_sets(), random_sets(applications))


def golden_sets() -> Iterator[ObjectSet]:
    """Yield the sets of the golden cases."""
    for case in cases(GOLDEN):
        given = [*case.overrides, PREFIX]
        yield from _sets(f"golden {case.name}", _golden(case), _golden_changes(case, given))


def example_sets() -> Iterator[ObjectSet]:
    """Yield the sets of the examples, with the overrides that the pages show for their charts."""
    shown = shown_overrides()
    for folder in sorted(path.parent for path in EXAMPLES.glob("*/application.yaml")):
        if any(folder.glob("*.cue")) and not offer_engine():
            continue
        files = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix in {".yaml", ".cue"}]
        sources = _decoded(files)
        options = Options(charts_as=FLUX)
        changes = [_built_change(sources, options, text, _values(text)) for text in shown.get(folder.name, ())]
        yield from _sets(f"example {folder.name}", _built(sources, options), [change for change in changes if change])


def corpus_sets() -> Iterator[ObjectSet]:
    """Yield the sets of the corpus that make objects, where the corpus is here."""
    listed = tomllib.loads((ROOT / "tests" / "corpus.toml").read_text(encoding="utf-8"))["case"]
    for case in listed if CORPUS.is_dir() else ():
        if case["objects"]:
            sources = _decoded([(name, (CORPUS / name).read_bytes()) for name in case["files"]])
            yield from _sets(f"corpus {case['title']}", _built(sources, Options()), [])


def random_sets(count: int) -> Iterator[ObjectSet]:
    """Yield the sets of random applications, with overrides that their charts allow."""
    for number in range(FIRST_NUMBER, FIRST_NUMBER + count):
        documents = sample_application(number)
        sources, options = (source(as_text(documents)),), options_of(documents, number)
        outputs = _built(sources, options)
        for name, (_, chart) in outputs.items():
            drawn = draw(json.loads(chart["values.schema.json"]), number, DRAWN, chart_values(chart))
            changes = [_built_change(sources, options, f"drawn {index}", values) for index, values in enumerate(drawn)]
            item = _set(f"random {number}", name, outputs, [change for change in changes if change])
            marked = (change._replace(first_only=fixed(item.manifests, change.manifests)) for change in item.changes)
            yield item._replace(changes=tuple(marked))


def fixed(before: Files, after: Files) -> str:
    """Return the words with which a server refuses the change.

    Templates of Jobs, claims, templates of claims, and the class of a load balancer are fixed once they are made.
    """
    parts = {
        "Job": ("template", "field is immutable"),
        "PersistentVolumeClaim": (None, "spec is immutable after creation"),
        "StatefulSet": ("volumeClaimTemplates", "updates to statefulset spec"),
    }
    present = {(item["kind"], item["metadata"]["name"]): item["spec"] for item in objects(before) if item["kind"] in parts}
    words = set()
    classes = {name: spec.get("loadBalancerClass") for name, spec in _services(before).items()}
    for name, spec in _services(after).items():
        if None not in {classes.get(name), spec.get("loadBalancerClass")} and classes[name] != spec["loadBalancerClass"]:
            words.add("may not change once set")
    for item in objects(after):
        old = present.get((item["kind"], item["metadata"]["name"]))
        if old is not None:
            part, told = parts[item["kind"]]
            if (old != item["spec"]) if part is None else (old.get(part) != item["spec"].get(part)):
                words.add(told)
    return "|".join(sorted(words))


def _services(files: Files) -> dict[str, dict[str, Any]]:
    """Return the specifications of Services, by name."""
    return {item["metadata"]["name"]: item["spec"] for item in objects(files) if item["kind"] == "Service"}


def upgrade_sets() -> Iterator[ObjectSet]:
    """Yield the sets of documents that somebody has changed: the change is the second chart in the place of the first."""
    for upgrade in UPGRADES:
        first, second = (source(as_text(list(documents))) for documents in (upgrade.before, upgrade.after))
        ((manifests, chart),) = _built((first,), Options()).values()
        ((changed, other),) = _built((second,), upgrade.options).values()
        yield ObjectSet(f"upgrade {upgrade.name}", manifests, chart, (Change(upgrade.name, {}, changed, chart=other),))


def in_namespace(files: Files, namespace: str) -> dict[str, str]:
    """Return files with another namespace wherever their objects name one."""
    named = re.compile(r"^(  namespace: ).*$", re.MULTILINE)
    return {name: named.sub(rf"\g<1>{namespace}", text) for name, text in files.items()}


def stream(manifests: Files) -> str:
    """Return manifests as one stream of documents."""
    return "---\n".join(manifests.values())


def shown_overrides() -> dict[str, list[str]]:
    """Return the overrides that the pages show, by the example that they are shown for."""
    shown: dict[str, list[str]] = {}
    command = re.compile(r"^\$ (?:helm template charts|oamc \w+ examples)/([\w-]+) (.*--set .*)$", re.MULTILINE)
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(EXAMPLES.glob("*/README.md"))):
        for example, arguments in command.findall(page.read_text(encoding="utf-8")):
            for text in re.findall(r"--set (\S+)", arguments):
                if text not in shown.setdefault(example, []):
                    shown[example].append(text)
    return shown


class _Changed(NamedTuple):
    """Overrides and the manifests of each application that were built with them."""

    change: Change
    manifests: Mapping[str, Files]


Outputs = Mapping[str, tuple[Files, Files]]


def _sets(title: str, outputs: Outputs, changes: list[_Changed]) -> Iterator[ObjectSet]:
    """Yield a set for each application."""
    for name in outputs:
        yield _set(title, name, outputs, changes)


def _set(title: str, application: str, outputs: Outputs, changes: list[_Changed]) -> ObjectSet:
    """Return the set of one application: of the overrides it takes those that its chart knows."""
    manifests, chart = outputs[application]
    known = {*chart_values(chart), "global"}
    own = []
    for change, built in changes:
        values = {key: value for key, value in change.values.items() if key in known or change.refused}
        if values:
            own.append(change._replace(values=values, manifests=built.get(application, {})))
    return ObjectSet(title if len(outputs) == 1 else f"{title}/{application}", manifests, chart, tuple(own))


def _golden(case: Case) -> Outputs:
    """Return the manifests and the chart of each application of a golden case."""
    charts = {output.application: output.files for output in compiled(case, format="helm").outputs}
    return _paired(compiled(case, format="manifests", layout="per-object").outputs, charts)


def _golden_changes(case: Case, given: list[dict[str, Any]]) -> list[_Changed]:
    """Return the overrides of a golden case."""
    changes = []
    for overrides in given:
        reports = Reports()
        values = combine(case.given(overrides, reports), reports).values
        outputs = compiled(case, overrides=overrides, format="manifests", layout="per-object").outputs
        change = Change(
            overrides["name"],
            values,
            {},
            refused="refused" in overrides,
            first_only=overrides.get("first-installation-only", ""),
        )
        changes.append(_Changed(change, {output.application: output.files for output in outputs}))
    return changes


def _built_change(sources: tuple[SourceFile, ...], options: Options, name: str, values: Mapping[str, Any]) -> _Changed | None:
    """Return overrides with the manifests built with them, or None where values together break a rule."""
    reports = Reports()
    overrides = Overrides(files=(source(json.dumps(values), "overrides.json"),))
    outputs = build(sources, replace(options, format="manifests", layout="per-object", overrides=overrides), reports)
    if reports.has_errors():
        return None
    return _Changed(Change(name, values, {}), {output.application: output.files for output in outputs})


def _built(sources: tuple[SourceFile, ...], options: Options) -> Outputs:
    """Return the manifests and the chart of each application of some sources."""
    reports = Reports()
    charts = {output.application: output.files for output in build(sources, options, reports)}
    return _paired(build(sources, replace(options, format="manifests", layout="per-object"), reports), charts)


def _paired(manifests: tuple[Output, ...], charts: Mapping[str, Files]) -> Outputs:
    """Return the manifests of each application beside its chart."""
    assert {output.application for output in manifests} == charts.keys() != set()
    return {output.application: (output.files, charts[output.application]) for output in manifests}


def _decoded(files: list[tuple[str, bytes]]) -> tuple[SourceFile, ...]:
    """Return files as sources."""
    found = (decode_text(name, name, content, Reports()) for name, content in files)
    return tuple(each for each in found if each is not None)


def _values(text: str) -> Mapping[str, Any]:
    """Return the values that `--set` makes of a text."""
    from oamc.values.overrides import Assignment

    return combine(Overrides(assignments=(Assignment(flag="--set", text=text, files=()),)), Reports()).values


def kinds_of(files: Files) -> set[tuple[str, str]]:
    """Return the versions and kinds of the objects in manifests."""
    return {(item["apiVersion"], item["kind"]) for item in objects(files)}

"""What is wrong stays where it is: it hides no mistake elsewhere, and nobody who only depends on it is told anything."""

import copy
from functools import lru_cache, reduce
from operator import getitem

import pytest

from oamc.compiler import build
from oamc.diagnostics.reports import ERROR
from oamc.records import replace
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.golden_files import DIAGNOSTICS, GOLDEN, cases
from tests.support.yaml_files import dump as written

OTHER = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: other-web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers:
    - name: web
      image: example/web:1
      ports: [{name: http, containerPort: 8080}]
      resources: {cpu: {required: 0.1}, memory: {required: 64Mi}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: other-shop}
spec:
  components:
    - {componentName: other-web, instanceName: other-one, traits: [{name: no-such-trait, properties: {a: b}}]}
    - {componentName: other-web, instanceName: other-two, traits: [{name: manual-scaler, properties: {replicaCount: many}}]}
    - componentName: other-web
      instanceName: other-three
      traits: [{name: auto-scaler, properties: {minimum: 5, maximum: 2, cpu: 50}}]
"""
FAR_APART = {"OAM502", "OAM508", "OAM528"}
"""What is wrong with that: found while traits are looked up, while properties are checked, and while objects are made."""
OF_THE_WHOLE_RUN = {
    "OAM144-no-document": "there are documents now",
    "OAM151-too-many-nodes": "the limit of the case is small",
    "OAM153-too-many-documents": "the limit of the case is small",
    "OAM157-manifests-only": "there are documents of OAM now",
    "OAM197-too-many-components": "after too many components nothing is looked at",
    "OAM198-too-many-copies": "after too many copies nothing is looked at",
    "OAM503-skipped-trait": "unknown traits are allowed there",
    "OAM720-workload-type": "the platform denies what everybody uses",
    "OAM727-trait": "the platform allows no trait that there is",
    "OAM751-several-values-documents": "without the values nobody knows what is missing",
    "OAM752-unreadable-assignment": "without the values nobody knows what is missing",
}
OF_WHAT_COMES_OUT = ("OAM438", "OAM450", "OAM7", "OAM970")
"""Overrides are looked at where nothing is left out that could know them, and files where there are some."""


def errors(case, sources):
    """Return code, file and place of each error."""
    reports = case.reports()
    build(sources, replace(case.options, overrides=case.given(case.overrides[0], reports)), reports)
    found = ((one.code.id, one.span) for one in reports.found if one.severity == ERROR)
    return {(code, "" if span is None else span.source.path, str(span)) for code, span in found}


@pytest.mark.parametrize("case", cases(DIAGNOSTICS), ids=lambda case: case.name)
def test_a_mistake_hides_none_in_another_file(case):
    reports = case.reports()
    sources = case.sources(reports)
    if reports.has_errors() or case.name in OF_THE_WHOLE_RUN:
        return
    alone = errors(case, sources)
    found = errors(case, (*sources, SourceFile(path="other.yaml", label="other.yaml", text=OTHER)))
    hidden = {finding for finding in alone if finding[0].startswith(OF_WHAT_COMES_OUT)}
    assert {code for code, file, _ in found if file == "other.yaml"} == FAR_APART
    assert {finding for finding in found if finding[1] != "other.yaml"} in (alone, alone - hidden)


def parted(sources):
    """Return the sources in CUE, and those that hold documents."""
    return [source for source in sources if source.is_cue], [source for source in sources if not source.is_cue]


BREAKS = {
    "no mapping as its specification": lambda document: written({**document, "spec": 3}),
    "no name": lambda document: written({**document, "metadata": {}}),
    "a null name": lambda document: written({**document, "metadata": {"name": None}}),
    "a number as its name": lambda document: written({**document, "metadata": {"name": 3}}),
    "another name, with a blank": lambda document: written({**document, "metadata": {**document["metadata"], "name": "a b"}}),
    "a syntax error": lambda document: f"{written(document)}x: [\n",
    "itself again": lambda document: f"{written(document)}---\n{written(document)}",
    "a list as a key": lambda document: f"{written(document)}? [a]\n: 1\n",
    "an unknown kind": lambda document: written({**document, "kind": "Thing"}),
    "a misspelled kind": lambda document: written({**document, "kind": document["kind"] + "s"}),
    "another version": lambda document: written({**document, "apiVersion": "core.oam.dev/v1alpha9"}),
}
RENAMED = {"OAM263", "OAM268", "OAM270", "OAM319", "OAM331", "OAM502", "OAM516", "OAM585"}
"""What others refer to is not there where a document has another name."""


NOT_WRITTEN_ALIKE = {"hostile-texts"}
"""PyYAML writes a text without quotes that Kubernetes reads as a number."""
GOOD = [case for case in cases(GOLDEN) if case.name not in NOT_WRITTEN_ALIKE]


@lru_cache(maxsize=1)
def documents_of(case):
    """Return the sources in CUE, the documents with their sources, and their texts; all tests of a case follow one another."""
    reports = case.reports()
    of_cue, of_yaml = parted(case.sources(reports))
    documents = [(plain(document.root), source) for source in of_yaml for document in read(source, reports)]
    return of_cue, documents, [written(document) for document, _ in documents]


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_of_a_broken_document_only_the_break_is_told(case, broken):
    of_cue, documents, texts = documents_of(case)
    for number, (document, _) in enumerate(documents):
        changed = [*texts[:number], BREAKS[broken](document), *texts[number + 1 :]]
        sources = tuple(
            SourceFile(path=f"{index}.yaml", label=f"{index}.yaml", text=text, folder=source.folder, met=source.met)
            for index, (text, (_, source)) in enumerate(zip(changed, documents, strict=True))
        )
        found = case.reports()
        assert build((*sources, *of_cue), case.options, found) == ()
        wrong = [one for one in found.found if one.severity == ERROR]
        if "another name" in broken:
            wrong = [one for one in wrong if one.code.id not in RENAMED]
        assert [one.span.source.path for one in wrong] == [f"{number}.yaml"], [one.message for one in wrong]
        assert not {"OAM317", "OAM318"} & {one.code.id for one in found.found}


def fields_in(node, above=()):
    """Yield the path of every field in data."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in entries:
        if isinstance(key, str):
            yield (*above, key)
        yield from fields_in(value, (*above, key))


def misspelled(document, path):
    """Return a document with a letter less in the name of one field, or one more where it is short."""
    changed = copy.deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    name, middle = path[-1], len(path[-1]) // 2
    other = name[:middle] + name[middle + 1 :] if len(name) > SHORTEST else f"{name}x"
    entries = [(other if key == name else key, value) for key, value in holder.items()]
    holder.clear()
    holder.update(entries)
    return changed


SHORTEST = 3
EVERY = 3
OLDER_NAMES = {"name", "value"}
"""A misspelled older name of a field is near to no name of today, so that the field is missed, too."""
OF_KUBERNETES = {"OAM604", "OAM605", "OAM606"}
"""What an object of another type lacks is told beside what it has too much."""
OF_OBJECTS = {*OF_KUBERNETES, "OAM602"}
"""An object whose namespace is misspelled is another one, and may be there twice."""
WHOLE_OBJECTS = {"objects", "value", "workload", "trait"}
FIELD_PATHS = {"args", "command", "config", "livenessProbe"}
"""A field path of a parameter says what is not there, where the list or the object in which it ends is misspelled."""
OF_SETTINGS = {"OAM216", "OAM406", "OAM537", "OAM538", "OAM539"}
"""Settings are bound one by one."""


def is_patch(document, path):
    """A patch says part of an object, which is one of another type where a field of it is misspelled."""
    if "properties" not in path:
        return False
    used = reduce(getitem, path[: path.index("properties")], document)
    return used.get("type") == "json-merge-patch"


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_misspelled_name_of_a_field_is_one_mistake(case):
    of_cue, documents, texts = documents_of(case)
    for number, (document, _) in enumerate(documents):
        for path in list(fields_in(document))[number % EVERY :: EVERY]:
            if path[0] == "status":
                continue
            text = written(misspelled(document, path))
            sources = tuple(
                SourceFile(path=str(index), label="", text=text if index == number else other, folder=source.folder)
                for index, (other, (_, source)) in enumerate(zip(texts, documents, strict=True))
            )
            found = case.reports()
            build((*sources, *of_cue), case.options, found)
            codes = {one.code.id for one in found.found if one.severity == ERROR}
            if not WHOLE_OBJECTS.isdisjoint(path) and codes <= OF_OBJECTS:
                continue
            if is_patch(document, path) and codes <= OF_KUBERNETES:
                continue
            if not FIELD_PATHS.isdisjoint(path) and codes in ({"OAM216", "OAM265"}, {"OAM210", "OAM216"}, {"OAM216", "OAM409"}):
                continue
            if "workloadSettings" in path and (codes <= OF_KUBERNETES or codes <= OF_SETTINGS):
                continue
            if "valueFrom" in path and codes <= OF_KUBERNETES:
                continue
            if path[-1] in OLDER_NAMES and codes == {"OAM210", "OAM216"}:
                continue
            if path[-1] == "triggers" and codes == {"OAM506", "OAM605"}:
                continue  # a ScaledJob is the workload itself, which no trait can leave out
            places = {(one.code.id, str(one.span)) for one in found.found if one.severity == ERROR}
            assert len(places) <= 1, (path, [one.message for one in found.found])

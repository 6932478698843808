"""Patches of definitions in CUE against the results of KubeVela's own program, from the corpus.

The templates are evaluated by the engine itself, and `cue_patched` does the rest: no other part of the compiler takes part. So
labels and namespaces that come later are left out of what is compared. Without the corpus, or without the engine, these tests
are skipped and counted.
"""

from types import SimpleNamespace

import pytest
import yaml

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.engines.contract import Template
from oamc.engines.trees import plain
from oamc.lower.auxiliary_names import auxiliary_name
from oamc.lower.cue_patches import cue_patched, report_undecided
from oamc.objects.arranging import Arranger
from oamc.objects.cue_trees import Written, part_of, patch_of, unification
from oamc.objects.fill import Filler
from oamc.objects.patch import patched
from oamc.objects.reading import Reader
from oamc.objects.tree import At, Default, KubeObject, Owner, bare
from oamc.objects.verify import verify_object
from oamc.options import Options
from oamc.spans import SourceFile, Span
from oamc.values.shape import defaults
from tests.support import yaml_files
from tests.support.cue import shared_cue
from tests.support.kubevela import CORPUS

APP = SourceFile(path="app.yaml", label="app.yaml", text="\n" * 99)
AT = Span(APP, 1, 1, 1, 2)
NAMES = (
    "vectors/039-patch-unify-adds-and-conflicts",
    "vectors/040-patch-unify-conflict",
    "vectors/041-patch-retainkeys-shorthand",
    "vectors/042-patch-retainkeys-braces",
    "vectors/044-patch-key-containers",
    "vectors/045-patch-key-inherited-by-inner-lists",
    "vectors/046-patch-key-own-inner-key",
    "vectors/047-patch-key-retainkeys-element",
    "vectors/049-patch-positional",
    "vectors/051-patch-positional-too-short",
    "vectors/052-patch-replace-list",
    "vectors/053-patch-replace-struct",
    "vectors/055-patch-key-dotted-alternatives",
    "vectors/058-patch-json-patch-own",
    "vectors/059-patch-json-patch-shorthand-trap",
    "vectors/060-patch-strategy-on-patch-itself",
    "vectors/061-patch-key-element-without-key",
    "vectors/063-patch-outputs",
    "vectors/064-trait-order-and-context",
    "vectors/065-workload-ref-path",
    "vectors/129-patch-status-and-metadata-name",
    "vectors/152-patch-several-traits-mixed",
    "vectors/153-patch-conditional-and-loops",
    "issues/07-patch-key-interpolated-default",
    "issues/22-retainkeys-on-name",
    "issues/37-traits-in-the-other-order",
    "issues/52-patch-one-of-two-outputs",
)
WARNED = {
    "vectors/053-patch-replace-struct": ["OAM578", "OAM586"],
    "vectors/059-patch-json-patch-shorthand-trap": ["OAM578"],
    "vectors/060-patch-strategy-on-patch-itself": ["OAM578", "OAM578", "OAM586"],
    "vectors/061-patch-key-element-without-key": ["OAM576"],
}
OURS = ("app.oam.dev/", "workload.oam.dev/", "trait.oam.dev/")


class Rendering:
    """One application of one component, rendered with its definitions."""

    def __init__(self, case):
        self.reports = Reports()
        document = yaml_files.load((case / "app.yaml").read_text())
        self.application = document["metadata"]["name"]
        (self.component,) = document["spec"]["components"]
        self.definitions = {path.stem: path.read_text() for path in (case / "definitions").glob("*.cue")}
        self.name = self.component["name"]
        self.outputs = []
        self.references = {}
        self.reader = None
        self.filler = Filler({})
        rule = f"component type {self.component['type']}"
        if self.component["type"] in self.definitions:
            rendered = self.render(self.component["type"], self.component.get("properties", {}))
            self.main = self.object(rendered.root("output"), rule, "")
            self.add(rendered, rule, "AuxiliaryWorkload")
        else:
            self.main = self.built_in(document)
        for trait in self.component.get("traits", ()):
            self.trait(trait)

    def built_in(self, document):
        """Return the workload of a built-in type, with the holes of what may be chosen; the document says what is in them."""
        component = {name: part for name, part in self.component.items() if name != "traits"}
        text = yaml.safe_dump({**document, "spec": {"components": [component]}})
        source = SourceFile(path="app.yaml", label="app.yaml", text=text)
        ((_, objects),) = Compilation((source,), Options(), self.reports).objects
        self.reader = Reader(objects.parameters)
        self.filler = Filler(defaults(objects.parameters))
        return objects.objects[0]

    def render(self, type_, parameter):
        """Return what the template of a type gives."""
        definition = shared_cue().definition(Template(name=f"{type_}.cue", text=self.definitions[type_]))
        metadata = plain(definition.metadata)
        self.references[type_] = metadata.get("attributes", {}).get("workloadRefPath", "")
        context = {
            "name": self.name,
            "appName": self.application,
            "namespace": "default",
            "componentType": self.component["type"],
            "parameter": self.component.get("properties", {}),
        }
        if hasattr(self, "main"):
            context["output"] = self.data(self.main.body)
        if self.outputs:
            context["outputs"] = {resource: self.data(item.body) for item, _, resource in self.outputs}
        rendered = shared_cue().render(definition.template, parameter, context)
        assert rendered.errors == ()
        return rendered

    def data(self, tree):
        """Return a tree as data, without the labels that later stages add."""
        found = self.filler.fill(self.filler.chosen(tree))
        labels = {name: value for name, value in found["metadata"].get("labels", {}).items() if not name.startswith(OURS)}
        rest = {name: part for name, part in found["metadata"].items() if name != "labels"}
        return {**found, "metadata": {**rest, **({"labels": labels} if labels else {})}}

    def object(self, tree, rule, resource):
        """Return an object of a template; a name that none gave is a default."""
        body = bare(part_of(tree, Written(rule=rule, span=AT)))
        metadata = bare(body.get("metadata", At({}, AT, rule)))
        name = bare(metadata.get("name", self.name))
        metadata = {"name": Default(name, AT, rule), **metadata}
        head = {"apiVersion": bare(body["apiVersion"]), "kind": bare(body["kind"]), "metadata": metadata}
        return KubeObject(
            api_version=bare(body["apiVersion"]),
            kind=bare(body["kind"]),
            name=name,
            owner=Owner(kind="instance", name=self.name),
            body={**head, **{field: part for field, part in body.items() if field not in head}},
            span=AT,
            rule=rule,
            resource=resource,
        )

    def add(self, rendered, rule, type_):
        """Add the further objects of a template."""
        outputs = rendered.root("outputs")
        for resource, tree in outputs.fields if outputs else ():
            self.outputs.append((self.object(tree, rule, resource), type_, resource))

    def trait(self, use):
        """Apply a trait: its objects first, then its patches."""
        type_ = use["type"]
        rule = f"trait {type_}"
        rendered = self.render(type_, use.get("properties", {}))
        self.add(rendered, rule, type_)
        made = SimpleNamespace(rule=rule, span=AT, guard=None, trait=SimpleNamespace(trait=SimpleNamespace(name=type_)))
        subject = SimpleNamespace(name=self.name, context=SimpleNamespace(reports=self.reports), reader=self.reader)
        written = Written(rule=rule, span=AT)
        patch, others = rendered.root("patch"), rendered.root("patchOutputs")
        if patch is not None:
            self.main = cue_patched(self.main, patch, made, subject, written)
        entries = dict(others.fields) if others else {}
        self.outputs = [
            (
                cue_patched(item, entries[resource], made, subject, written, of_output=True) if resource in entries else item,
                by,
                resource,
            )
            for item, by, resource in self.outputs
        ]
        report_undecided(self.main, subject, what="the component")

    def objects(self):
        """Return the objects as data, without what later stages add."""
        verify_object(self.main)
        main = self.data(self.main.body)
        yield main
        for item, type_, resource in self.outputs:
            verify_object(item)
            found = self.data(item.body)
            if isinstance(bare(item.body["metadata"])["name"], Default):
                found["metadata"]["name"] = self.generated_name(found, type_, resource)
            if path := self.references.get(type_):
                above, _, last = path.rpartition(".")
                reference = {"apiVersion": main["apiVersion"], "kind": main["kind"], "name": main["metadata"]["name"]}
                found.setdefault(above, {})[last] = reference
            yield found

    def generated_name(self, item, type_, resource):
        """Return the name of an object to which its template gives none."""
        metadata = {name: part for name, part in item["metadata"].items() if name != "name"}
        metadata["labels"] = {
            **metadata.get("labels", {}),
            "app.oam.dev/name": self.application,
            "app.oam.dev/component": self.name,
            "trait.oam.dev/type": type_,
            "trait.oam.dev/resource": resource,
        }
        return auxiliary_name(self.name, type_, {**item, "metadata": metadata})


def expected(case):
    """Return the objects of the real program without the labels and the namespace that later stages add; None: it refuses."""
    text = (case / "expected.yaml").read_text()
    if text.startswith("# expected: error"):
        return None
    items = [item for item in yaml_files.load_all(text) if item]
    for item in items:
        metadata = item["metadata"]
        labels = {name: value for name, value in metadata.pop("labels").items() if not name.startswith(OURS)}
        metadata |= {"labels": labels} if labels else {}
        if metadata["namespace"] == "default":
            del metadata["namespace"]
    return items


@pytest.mark.parametrize("name", NAMES)
def test_a_patch_of_the_corpus_comes_out_as_the_program_has_it(name):
    if not CORPUS.is_dir():
        pytest.skip("the corpus of applications is not here")
    found = Rendering(CORPUS / name)
    wanted = expected(CORPUS / name)
    codes = [finding.code.id for finding in found.reports.found]
    assert codes == WARNED.get(name, ["OAM586"] if wanted is None else [])
    if wanted is not None:
        assert list(found.objects()) == wanted


@pytest.mark.parametrize(
    ("name", "count"), [("issues/02-patch-init-and-shared-volume", 2), ("issues/05-patch-key-from-default", 2)]
)
def test_a_key_that_is_a_default_counts_where_the_program_conflicts_or_drops_the_item(name, count):
    if not CORPUS.is_dir():
        pytest.skip("the corpus of applications is not here")
    found = Rendering(CORPUS / name)
    (workload,) = found.objects()
    pod = workload["spec"]["template"]["spec"]
    assert [finding.code.id for finding in found.reports.found] == ["OAM577", "OAM577"]
    assert len(pod["volumes"]) == len(pod["containers"][0]["volumeMounts"]) == count


def test_strategy_unify_of_templates_has_the_same_rules():
    text = """
import "vela/cue"
u: cue.#StrategyUnify & {$params: {
	value: {list: [{name: "a", x: 1}], keep: 1}
	patch: {
		// +patchKey=name
		list: [{name: "b"}, {name: "a", y: 2}]
		// +patchStrategy=retainKeys
		keep: 2
	}
}}
output: u.$returns
"""
    (action,) = shared_cue().render(Template(name="t.cue", text=text), {}, {}).actions
    given = dict(action.parameters.fields)
    written = Written(rule="template", span=AT)
    tree, vain = patch_of(given["patch"], written)
    arranger = Arranger(None)
    result = patched(part_of(given["value"], written), tree, unification(arranger, written))
    assert Filler({}).fill(result) == {"list": [{"name": "a", "x": 1, "y": 2}, {"name": "b"}], "keep": 2}
    assert (vain, arranger.notes) == ((), [])

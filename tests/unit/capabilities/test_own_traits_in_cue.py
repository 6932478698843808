"""Traits that documents describe by templates in CUE (docs/spec/own-capabilities.md, 9)."""

import time

import pytest

from oamc.capabilities.own import cue_templates
from oamc.capabilities.own.cue_results import CueResult
from oamc.capabilities.own.rendering import LIMITS, LONGEST_RESULT
from oamc.capabilities.own.trees import ResultError
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.engines.contract import TOO_SLOW, EngineFailed, Tree
from oamc.model.own_definitions import TextPlace
from oamc.options import Options
from oamc.spans import SourceFile, Span
from tests.support.cue import FakeEngine, offer_engine
from tests.support.documents import HTTP, application, compiled, component, container, source_of, trait

SIZE = {"name": "size", "type": "integer"}
FLAG = {"name": "flag", "type": "boolean", "default": True}
WORDS = {"name": "words", "type": "array", "items": {"type": "string"}, "default": ["a"]}
TREE = {"name": "tree", "type": "object", "default": {"b": [1]}}
PROPERTIES = [
    SIZE,
    FLAG,
    WORDS,
    TREE,
    {"name": "fixed", "live": False},
    {"name": "text", "default": "t"},
    {"name": "choice", "enum": ["a", "b"], "default": "b"},
    {"name": "share", "type": "number", "default": 0.5},
    {"name": "unset"},
    {"name": "limits.memory", "default": "1Gi"},
    {"name": "rules[].host"},
    {"name": "rules[].port", "type": "integer"},
]
HOSTILE = 'a"\\(x)\nkind: "Secret"\n---\n{{ x }}'


@pytest.fixture(autouse=True)
def _engine():
    if not offer_engine():
        pytest.skip("the CUE engine is not built: python -m tests.cue_engine.build")


def described(template, properties=PROPERTIES, **spec):
    spec = {"properties": properties, "cue": template, **spec}
    return {"apiVersion": "oamc.dev/v1alpha1", "kind": "TraitTemplate", "metadata": {"name": "own"}, "spec": spec}


def built(template, *, kind="Server", sets=(), use=None, properties=PROPERTIES, options=None, **spec):
    given = {"size": 3, "fixed": HOSTILE} if use is None else use
    ports = [HTTP] if "Server" in kind else None
    documents = component(kind, container(ports=ports)), application(trait("own", **given))
    return compiled(described(template, properties, **spec), *documents, sets=sets, **(options or {}))


def own(fields, imports="", further=""):
    identity = 'apiVersion: "example.com/v1", kind: "Own", metadata: name: "x"'
    return f"{imports}\nobjects: [{{{identity}, spec: {{{fields}}}}}]\n{further}"


def spec_of(fields, *, imports="", further="", **more):
    found = built(own(fields, imports, further), **more)
    assert not found.codes, found.messages
    return found.only("Own")["spec"]


def test_a_value_is_data_whatever_it_holds():
    assert spec_of(r'a: properties.fixed, b: "\(properties.fixed)"') == {"a": HOSTILE, "b": HOSTILE}
    assert spec_of(r'a: properties.text, b: "\(properties.text)"', use={"text": HOSTILE}) == {"a": HOSTILE, "b": HOSTILE}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("size", "7", 7),
        ("flag", "false", False),
        ("text", "x y", "x y"),
        ("choice", "a", "a"),
        ("share", "2", 2),
        ("limits.memory", "2Gi", "2Gi"),
    ],
)
def test_a_copy_keeps_its_type_and_a_text_is_one_and_both_follow_overrides(name, text, value):
    fields = rf'a: properties.{name}, b: "\(properties.{name})", c: ["-\(properties.{name})-\(properties.{name})"]'
    found = spec_of(fields, sets=(f"shop-web.traits.own.{name}={text}",))
    assert found == {"a": value, "b": text, "c": [f"-{text}-{text}"]}


def test_lists_and_mappings_are_copied_whole():
    sets = ("shop-web.traits.own.words={x,y}", "shop-web.traits.own.tree.b=null", "shop-web.traits.own.tree.c=1")
    assert spec_of("a: properties.words, b: [properties.tree]", sets=sets[:1]) == {"a": ["x", "y"], "b": [{"b": [1]}]}


def test_groups_are_copied_and_merged_and_gone_through():
    use = {"rules": [{"host": "a", "port": 1}, {"host": "b"}], "size": 3}
    fields = r"""
        a: properties.limits
        a: cpu: "1"
        b: [for one in properties.rules {name: one.host, if one.port != _|_ {port: one.port}}]
        c: [for one in properties.rules {"https://\(one.host)"}]
        d: properties.rules
        e: {for key, value in properties.limits {(key): value}}
    """
    sets = ("shop-web.traits.own.rules.0.port=80",)
    found = spec_of(fields, use=use, sets=sets)
    assert found["a"] == {"memory": "1Gi", "cpu": "1"}
    assert found["b"] == [{"name": "a", "port": 80}, {"name": "b"}]
    assert found["c"] == ["https://a", "https://b"]
    assert found["d"] == [{"host": "a", "port": 80}, {"host": "b"}]
    assert found["e"] == {"memory": "1Gi"}


def test_a_field_goes_with_the_value_that_the_installer_takes_away():
    sets = ("shop-web.traits.own.size=null",)
    assert spec_of(r'a: properties.size, b: "\(properties.size)", c: 1', sets=sets) == {"c": 1}


def test_what_is_fixed_decides_and_a_value_may_stand_on_one_side():
    fields = 'if properties.fixed == "x" {a: properties.size}, if properties.fixed != "x" {a: 0}, b: len(properties.fixed)'
    assert spec_of(fields, use={"size": 3, "fixed": "x"}) == {"a": 3, "b": 1}
    assert spec_of(fields, use={"size": 3, "fixed": "yy"}) == {"a": 0, "b": 2}


def test_the_presence_of_a_value_may_be_asked():
    fields = "if properties.unset != _|_ {a: properties.unset}, if properties.size != _|_ {b: properties.size}"
    assert spec_of(fields) == {"b": 3}
    assert spec_of(fields, use={"unset": "u"}) == {"a": "u"}


def test_names_follow_the_prefix_and_labels_select_the_pods():
    fields = r'a: context.workload.name, b: "\(context.namePrefix)notes", c: context.selector, d: context.workload.kind'
    found = built(own(fields), sets=("namePrefix=p-",))
    assert not found.codes, found.messages
    made, deployment = found.only("Own"), found.only("Deployment")
    assert made["metadata"]["name"] == "p-x"
    assert made["spec"]["a"] == deployment["metadata"]["name"] == "p-shop-web"
    assert made["spec"]["b"] == "p-notes"
    assert made["spec"]["c"] == deployment["spec"]["selector"]["matchLabels"]
    assert made["spec"]["d"] == "Deployment"


def test_patches_of_the_workload_its_pods_and_its_objects():
    template = r"""
        patches: [
            {patch: metadata: annotations: size: "\(properties.size)"},
            {pod: {terminationGracePeriodSeconds: properties.size, containers: [{name: "web", ports: null}]}},
            {target: {kind: "Service", name: context.instance}, patch: spec: type: "NodePort"},
        ]"""
    found = built(template, sets=("shop-web.traits.own.size=9",))
    assert not found.codes, found.messages
    assert found.only("Deployment")["metadata"]["annotations"] == {"size": "9"}
    assert found.pod()["terminationGracePeriodSeconds"] == 9
    assert "ports" not in found.containers()[0]
    assert found.only("Service")["spec"]["type"] == "NodePort"


def test_an_optional_trait_is_held_to_its_switch():
    found = built(own("a: 1"), optional=True, sets=("shop-web.traits.own.enabled=false",))
    assert found.kinds() == ["Deployment", "Service"]


def test_nothing_is_given_by_nothing():
    assert not built("_x: 1, #Y: int, let z = 2, _y: z").codes
    assert not built("objects: [], patches: []").codes


def test_the_library_of_cue_is_there_for_what_is_known():
    found = spec_of("a: strings.ToUpper(properties.fixed)", imports='import "strings"', use={"fixed": "abc"})
    assert found == {"a": "ABC"}


def test_a_template_refuses_what_it_is_given():
    template = 'errs: [if properties.fixed == "x" {"not x"}]'
    found = built(template, use={"fixed": "x"})
    assert found.codes == ["OAM573"]
    assert found.messages == ['trait "own" refuses what it is given: not x']
    assert not built(template, use={"fixed": "y"}).codes
    assert built(f"{template}\nobjects: 5", use={"fixed": "x"}).codes == ["OAM573"]


def test_numbers_of_a_choice_keep_their_type():
    properties = [{"name": "size", "type": "integer", "enum": [1, 2], "default": 1}]
    found = spec_of(r'a: properties.size, b: "\(properties.size)"', properties=properties, use={})
    assert found == {"a": 1, "b": "1"}


def test_words_hang_on_the_values_that_are_known(monkeypatch):
    digests = []

    class Watched(CueResult):
        def __init__(self, digest, place):
            super().__init__(digest, place)
            digests.append(digest)

    monkeypatch.setattr(cue_templates, "CueResult", Watched)
    for fixed in ("a", "b"):
        assert spec_of("a: properties.fixed", use={"fixed": fixed}) == {"a": fixed}
    assert len(set(digests)) == len(digests) == 2


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ("if properties.flag {a: 1}", "a condition of the template reads it"),
        ("if properties.size > 3 {a: 1}", "a condition of the template reads it"),
        ("a: properties.size + 1", "an expression of the template reads it"),
        ("a: -properties.size", "an expression of the template reads it"),
        ("a: properties.size & <5", "an expression of the template reads it"),
        ("a: properties.size, a: <5", "says more of the field"),
        ("a: *properties.size | 5", "an expression of the template reads it"),
        ("a: len(properties.words)", "a function of the template reads it"),
        ("a: [for word in properties.words {word}]", "a loop of the template goes over it"),
        ("a: {for key, value in properties.tree {(key): value}}", "a loop of the template goes over it"),
        ("a: properties.words[0]", "an expression of the template reads it"),
        (r'"\(properties.text)": 1', "a field of the template is named by it"),
        ("(properties.text): 1", "a field of the template is named by it"),
        (r"a: '\(properties.text)'", "makes a part of a text of it"),
        (r'a: "\(properties.text)" + "x"', "an expression of the template reads it"),
        ("let t = properties.text\na: t", "gives it another name"),
        ("a: properties.text, b: a", "reads the field that it is copied to"),
        ("a: [for one in properties.rules if one.port > 80 {one.host}]", "a condition of the template reads it"),
        ('a: strings.TrimSuffix(context.workload.name, "-web")', "a function of the template reads it"),
        ("properties: {size: 1}", "gives its name to something else"),
    ],
)
def test_nobody_asks_what_a_live_value_is(fields, hint):
    found = built(own(fields, 'import "strings"\n_used: strings.ToUpper("a")'))
    assert "OAM647" in found.codes, found.messages
    assert set(found.codes) == {"OAM647"}
    assert hint in found.reports.found[0].hint


def test_a_value_of_its_own_stands_in_quotes():
    assert spec_of('a: {"properties": {size: 1}, "context": 2}, b: properties.size') == {
        "a": {"properties": {"size": 1}, "context": 2},
        "b": 3,
    }


@pytest.mark.parametrize(
    ("template", "code", "words"),
    [
        ("objects: [", "OAM570", "is no CUE that can be used"),
        ("objects: [nothing]", "OAM570", 'reference "nothing" not found'),
        ('import "tool/exec"\nobjects: [exec.Run]', "OAM571", "tool/exec"),
        ('import "github.com/a/b"\nobjects: [b.x]', "OAM571", "github.com/a/b"),
        ("objects: 1 & 2", "OAM572", "conflicting values 2 and 1"),
        ("objects: [{a: 1 / 0}]", "OAM572", "division by zero"),
        (own("a: properties.unset"), "OAM646", "objects.0.spec.a has no value"),
        (own("a: int"), "OAM646", "objects.0.spec.a has no value: incomplete value int"),
        (own('if properties.unset == "a" {a: 1}'), "OAM647", "asks what property"),
        (own("a: {b!: 1}"), "OAM646", "has no value"),
        (own("a: 1e999"), "OAM646", "out of range"),
        (own("a: 9007199254740993000"), "OAM648", "a number is too large"),
        (own("a: null"), "OAM648", "is null"),
        (own(r'a: "\(properties.words)"'), "OAM648", "no part of a text"),
        (own(r'a: "\(properties.tree)"'), "OAM648", "no part of a text"),
        (
            own("a: 1", further="object: []"),
            "OAM648",
            'it has "object" beside objects and patches: what it alone reads is called _object',
        ),
        (own("a: 1", further="parameter: {}"), "OAM648", 'it has "parameter" beside'),
        (own("a: 1", further="errs: 5"), "OAM648", "errs must be a list of texts"),
        (own("a: 1", further="errs: [5]"), "OAM648", "errs must be a list of texts"),
        (
            "patches: [{\n// +patchStrategy=retainKeys\npatch: spec: {a: 1}}]",
            "OAM648",
            "a comment directs the patch of patches.0.patch",
        ),
        ('patches: [{pod: {\n// +patchKey=name\ncontainers: [{name: "web"}]}}]', "OAM648", "a comment directs the patch"),
        ("objects: {}", "OAM648", "objects must be a list"),
        ('objects: [{apiVersion: "v1", kind: null}]', "OAM648", "kind must be a text"),
        ('objects: [{apiVersion: "v1", kind: properties.text, metadata: name: "x"}]', "OAM648", "may still be chosen"),
        ('objects: [{apiVersion: "v1", kind: "A", metadata: name: context.workload.name}]', "OAM648", "may still be chosen"),
        ('objects: [{apiVersion: "v1", kind: "A", metadata: {name: "x", labels: a: null}}]', "OAM648", "is null"),
        (own('a: strings.Repeat("x", 2000000)', 'import "strings"'), "OAM648", "1,048,576 characters"),
        (
            own("a: 1", 'import "vela/cue"', "m: cue.#StrategyUnify & {$params: {value: {a: 1}, patch: {b: 1}}}"),
            "OAM648",
            'it has "m"',
        ),
        (
            own("a: 1", 'import "vela/cue"', "_m: cue.#StrategyUnify & {$params: {value: {a: 1}, patch: {b: 1}}}"),
            "OAM646",
            "only definitions of KubeVela",
        ),
        ("a: " + "[" * 300 + "]" * 300, "OAM572", "nested too deep"),
        ("patches: [{patch: {spec: 5}}]", "OAM648", "in the place of the mapping spec"),
    ],
)
def test_a_template_that_cannot_be_used_is_told(template, code, words):
    found = built(template)
    assert found.codes == [code], found.messages
    assert words in found.messages[0]


def result():
    return CueResult("a" * 64, TextPlace(span=Span(SourceFile(path="t", label="t", text=""), 1, 1, 1, 1)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tree", "is_right"),
    [
        (Tree(kind="list", items=(Tree(kind="null"),) * (LIMITS.nodes - 1)), True),
        (Tree(kind="list", items=(Tree(kind="null"),) * LIMITS.nodes), False),
        (Tree(kind="string", text="a" * LONGEST_RESULT), True),
        (Tree(kind="string", text="a" * (LONGEST_RESULT + 1)), False),
    ],
)
def test_what_one_use_gives_is_bounded(tree, is_right):
    if is_right:
        result().document([("objects", tree)])
        return
    with pytest.raises(ResultError, match="more than 50,000 values, or 1,048,576 characters"):
        result().document([("objects", tree)])


def test_messages_call_values_by_what_they_are():
    found = built(own('a: properties.size, a: 4, b: properties.text, b: "x"'))
    assert found.codes == ["OAM572", "OAM572"], found.messages
    assert any('(property "size")' in message for message in found.messages)
    assert any('(property "text")' in message for message in found.messages)


def test_a_contradiction_with_a_property_stands_at_the_property():
    found = built(own('a: properties.fixed, a: "x"'), use={"fixed": "other"}).reports.found[0]
    assert found.code.id == "OAM572"
    assert found.span.source.text[found.span.column - 1 :].startswith('"other"')


def test_a_property_may_be_fixed_and_the_context_may_not():
    hints = [built(own(f"a: len({part})")).reports.found[0].hint for part in ("properties.text", "context.workload.name")]
    assert ["live: false" in hint for hint in hints] == [True, False]


@pytest.mark.slow
def test_a_template_without_an_end_is_stopped_once():
    loops = " ".join(f"for {name} in list.Range(0, 3000, 1)" for name in "abc")
    template = f'import "list"\nobjects: [{loops} if a == -1 {{a}}]'
    uses = [application(trait("own"), name=f"app-{number}", instance=f"web-{number}") for number in range(3)]
    start = time.monotonic()
    found = compiled(described(template, []), component(), *uses)
    assert len(found.codes) == 1
    assert found.codes[0] in {"OAM564", "OAM565"}
    assert time.monotonic() - start < 40


def test_mistakes_are_told_whether_or_not_the_trait_is_used():
    for template, code in (("objects: [", "OAM570"), ("objects: [if properties.flag {a: 1}]", "OAM647")):
        assert compiled(described(template), component(), application()).codes == [code]


def test_the_same_engine_serves_all_templates_of_a_run():
    second = described(own("a: 1"))
    second["metadata"] = {"name": "other"}
    found = compiled(described(own("a: properties.text")), second, component(), application(trait("own")))
    assert not found.codes, found.messages


class TestWithoutAnEngine:
    """What is told where there is none, or where it fails."""

    def codes(self, answers, *documents):
        reports = Reports()
        engine = FakeEngine({"template": answers})
        compilation = Compilation((source_of(*documents),), Options(format="manifests"), reports, engine=engine)
        list(compilation.objects)
        return [found.code.id for found in reports.found], engine.asked

    def test_a_missing_engine_is_told_once(self):
        second = described("objects: []")
        second["metadata"] = {"name": "other"}
        found, asked = self.codes(
            EngineFailed("missing", "not here"), described("objects: []"), second, component(), application()
        )
        assert found == ["OAM561"]
        assert asked == [("uses", "template")]

    def test_a_failure_of_one_template_is_told_for_each(self):
        second = described("objects: []")
        second["metadata"] = {"name": "other"}
        found, _ = self.codes(EngineFailed(TOO_SLOW, "slow"), described("objects: []"), second, component(), application())
        assert found == ["OAM564", "OAM564"]

"""What is told of a field: every kind of history, conditions, items of lists, what is replaced, and what is hidden."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.changes.model import ABSENT
from oamc.cli.asked import asked_of
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.diagnostics.text import PLAIN, nothing_visible
from oamc.expressions.holes import AllOf, AnyOf, AtMost, Equals, Fits, Hole, IsGiven, IsSet, IsTrue, Not, NotEmpty
from oamc.expressions.types import TextType
from oamc.options import Options
from oamc.origins.answers import Missing, told_values
from oamc.origins.conditions import in_words, paths_in
from oamc.origins.found import hint_for, matching, wanted_of
from oamc.origins.names import FieldError, item_names, steps_of
from oamc.origins.text import text_of, text_of_values
from oamc.spans import SourceFile
from oamc.values.given import Assignment, Overrides
from tests.test_examples import EXAMPLES

SHOP = """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - {name: level, type: string}
    - {name: url, type: string, default: none}
  containers:
    - name: web
      image: example/web:0
      env:
        - {name: LEVEL, fromParam: level}
        - {name: URL, fromParam: url}
        - {name: PLAIN, value: here}
        - {name: API_TOKEN, value: hunter2}
      ports: [{name: http, containerPort: 8080}]
      resources: {cpu: {required: 0.1}, memory: {required: 64Mi}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  variables:
    - {name: domain, value: shop.example.com}
  components:
    - componentName: web
      instanceName: web
      parameterValues:
        - {name: url, value: "https://[fromVariable(domain)]/"}
      traits:
        - {name: manual-scaler, properties: {replicaCount: 2}}
        - name: ingress
          properties: {hostname: "[fromVariable(domain)]", path: /, servicePort: 8080}
"""
TEA_HOUSE = (EXAMPLES / "tea-house" / "application.yaml").read_text(encoding="utf-8")
URL = "spec.template.spec.containers[web].env[URL].value"
LEVEL = "spec.template.spec.containers[web].env[LEVEL].value"


def asked(text=SHOP, values="", **flags):
    """Return what a document makes with values of a file and of flags."""
    reports = Reports()
    files = (SourceFile(path="values.yaml", label="values.yaml", text=values),) if values else ()
    given = tuple(Assignment(flag=f"--{flag.replace('_', '-')}", text=value) for flag, value in flags.items())
    options = Options(overrides=Overrides(files=files, assignments=given))
    found = asked_of(Compilation((SourceFile(path="app.yaml", label="app.yaml", text=text),), options, reports))
    assert not reports.has_errors(), reports.found
    return found


def subject(name="Deployment/web", *arguments, **keywords):
    """Return one object."""
    found = asked(*arguments, **keywords)
    (candidate,) = matching(wanted_of(name), found.candidates)
    return found.subject(candidate)


def told(field, *arguments, name="Deployment/web", **keywords):
    """Return the answer about one leaf."""
    (answer,) = subject(name, *arguments, **keywords).tell(field).answers
    return answer


def history(chain):
    """Return the history of a parameter: who, what, where, and whether it is in force."""
    return [
        (link.source, link.value, link.given_by or (link.span and f"{link.span.source.path}:{link.span.line}"), link.in_force)
        for link in chain.links
    ]


def test_an_override_by_a_flag_has_the_flag_and_its_column():
    answer = told("spec.replicas", set="variables.domain=a.example,web.traits.manual-scaler.replicaCount=5")
    (chain,) = answer.chains
    assert (answer.value, answer.is_live, answer.rule) == (5, True, "trait manual-scaler")
    assert chain.assignment == "--set web.traits.manual-scaler.replicaCount=NUMBER"
    assert history(chain) == [
        ("application", 2, "app.yaml:32", False),
        ("override", 5, "--set, column 28", True),
    ]


def test_an_override_by_a_file_has_its_line():
    answer = told("spec.replicas", values="web:\n  traits:\n    manual-scaler: {replicaCount: 7}\n")
    (chain,) = answer.chains
    assert (answer.value, history(chain)[-1]) == (7, ("override", 7, "values.yaml:3", True))


def test_a_flag_wins_over_a_file():
    answer = told(
        "spec.replicas",
        values="web: {traits: {manual-scaler: {replicaCount: 7}}}\n",
        set="web.traits.manual-scaler.replicaCount=8",
    )
    assert history(answer.chains[0])[-1] == ("override", 8, "--set, column 1", True)


def test_what_follows_a_variable_has_both_histories():
    answer = told(URL)
    own, variable = answer.chains
    assert own.path == "web.parameters.url"
    assert own.made_of == ("variables.domain",)
    assert history(own) == [
        ("declared default", "none", "app.yaml:8", False),
        ("application", "https://shop.example.com/", "app.yaml:30", True),
    ]
    assert (variable.path, history(variable)) == (
        "variables.domain",
        [("application", "shop.example.com", "app.yaml:25", True)],
    )


def test_a_variable_that_an_override_passes_by_is_not_told():
    (chain,) = told(URL, set="web.parameters.url=x").chains
    assert (chain.path, chain.made_of, history(chain)[-1][0]) == ("web.parameters.url", (), "override")


def test_a_value_that_is_a_variable_has_the_place_of_both():
    answer = told("spec.rules[0].host", name="Ingress/web-trait-ingress")
    (link,) = [link for link in answer.chains[0].links if link.in_force]
    assert (link.source, link.span.line, link.via.line) == ("variable", 25, 34)


def test_a_default_of_oamc_has_no_place():
    answer = told("spec.type", TEA_HOUSE, name="Service/counter")
    assert history(answer.chains[0]) == [("built-in default", "ClusterIP", None, True)]
    assert answer.conditions == ("counter.properties.ports.8080.expose is true",)


def test_a_default_of_a_definition_is_told_as_one():
    application = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - {name: web, type: site, properties: {title: hello}}
---
apiVersion: core.oam.dev/v1beta1
kind: ComponentDefinition
metadata: {name: site}
spec:
  workload: {definition: {apiVersion: v1, kind: ConfigMap}}
  schematic:
    cue:
      template: |
        output: {apiVersion: "v1", kind: "ConfigMap", data: {title: parameter.title, tone: parameter.tone}}
        parameter: {title: string, tone: *"calm" | string}
"""
    from tests.support.cue import built_program, offer_engine

    if not offer_engine():
        built_program()
    answer = told("data.tone", application, name="ConfigMap/web")
    assert history(answer.chains[0]) == [("default of a definition", "calm", history(answer.chains[0])[0][2], True)]


def test_what_an_application_of_kubevela_says_is_live_or_fixed_with_a_reason():
    application = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "example/web:1", ports: [{port: 8080}]}
      traits: [{type: scaler, properties: {replicas: 3}}]
"""
    live = told("spec.replicas", application)
    assert (live.value, live.is_live, live.span.line, live.rule) == (3, True, 9, "trait scaler")
    fixed = told("spec.template.spec.containers[web].ports[8080].containerPort", application)
    (chain,) = fixed.chains
    assert (fixed.is_live, chain.path, chain.why) == (
        False,
        "web.properties.ports.8080.port",
        "the shape of the objects depends on it",
    )


def test_what_no_value_decides_has_no_history():
    answer = told("spec.template.spec.containers[web].env[PLAIN].name")
    assert (answer.value, answer.chains, answer.is_live) == ("PLAIN", (), False)


def test_what_a_patch_replaced_is_told():
    application = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "example/web:1", labels: {tier: old}}
      traits: [{type: labels, properties: {tier: new}}]
"""
    answer = told("spec.template.metadata.labels.tier", application)
    assert (answer.value, answer.rule) == ("new", "trait labels")
    assert (answer.replaced, answer.replaced_values) == (ABSENT, ("web.properties.labels.tier",))
    answer = told("spec.template.metadata.labels.tier", application.replace(", labels: {tier: old}", ""))
    assert (answer.replaced, answer.replaced_values) == (ABSENT, ())


@pytest.mark.parametrize("field", [LEVEL, "spec.template.spec.containers[0].env[LEVEL].value"])
def test_an_item_that_is_not_there_is_told_with_what_puts_it_there(field):
    missing = subject().tell(field)
    assert isinstance(missing, Missing)
    assert missing.hint == "it is there only if web.parameters.level is set"
    answer = told(field, set="web.parameters.level=debug")
    assert (answer.value, answer.conditions[0]) == ("debug", "web.parameters.level is set")


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("spec.replcas", 'did you mean "replicas"?'),
        ("spec.template.spec.containers[wb].image", 'did you mean "web"?'),
        ("spec.template.spec.containers[7].image", "spec.template.spec.containers has web"),
        ("spec.template.spec.containers.web", 'did you mean "web"?'),
        ("spec.replicas.more", "spec.replicas has nothing below it"),
        ("nothing.like.it", "the Deployment has apiVersion, kind, metadata, spec"),
    ],
)
def test_a_field_that_is_nowhere_has_near_names(field, hint):
    assert subject().tell(field).hint == hint


@pytest.mark.parametrize(
    "field",
    [
        "spec.template.spec.containers[0].image",
        "spec.template.spec.containers[web].image",
        'spec["template"].spec.containers[web].image',
        "Deployment.spec.template.spec.containers[0].image",
        'spec."template".spec["containers"][0]."image"',
    ],
)
def test_a_field_is_written_in_any_of_its_ways(field):
    assert told(field).field == "spec.template.spec.containers[web].image"


def test_keys_with_dots_and_slashes_are_quoted():
    for field in ('metadata.labels."app.kubernetes.io/name"', 'metadata.labels["app.kubernetes.io/name"]'):
        assert told(field).value == "web"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a[", "a bracket is not closed"),
        ('a["x', "a bracket is not closed"),
        ("a[]", "brackets are empty"),
        ("a..b", "a name between dots is empty"),
        ("a.", "it ends with a dot"),
        ("a[0]b", '"b" stands behind a closed bracket'),
        ('a."b', "a quote is not closed"),
        ('a."b"c', '"c" stands behind a closed quote'),
        ("a" * 5000, "it is longer than 4,096 characters"),
    ],
)
def test_what_is_no_path_says_why(text, words):
    with pytest.raises(FieldError, match=words.replace("[", r"\[")):
        list(steps_of(text))


def test_a_whole_object_is_every_leaf_of_it_and_a_large_one_is_cut():
    found = subject().tell(".")
    assert found.left_out == 0
    assert [answer.field for answer in found.answers][:3] == ["apiVersion", "kind", "metadata.name"]
    many = "".join(f"        - {{name: V{number}, value: a}}\n" for number in range(80))
    shown = subject("Deployment/web", SHOP.replace("        - {name: PLAIN, value: here}\n", many)).tell("spec")
    assert len(shown.answers) == 50
    assert shown.left_out > 100


def test_secrets_are_hidden_and_shown_when_asked_for():
    found = subject()
    answer_of = found.tell("spec.template.spec.containers[web].env[API_TOKEN].value")
    (answer,) = answer_of.answers
    assert answer.is_hidden
    assert "hunter2" not in text_of(found, answer_of, PLAIN, nothing_visible, shows_values=False)
    assert "value: (hidden)" in text_of(found, answer_of, PLAIN, nothing_visible, shows_values=False)
    assert "hunter2" in text_of(found, answer_of, PLAIN, nothing_visible, shows_values=True)


def test_a_value_whose_parameter_is_declared_as_a_secret_is_hidden_everywhere():
    text = SHOP.replace("- {name: level, type: string}", "- {name: level, type: string, secret: true}")
    text = text.replace(
        "      parameterValues:",
        "      parameterValues:\n        - {name: level, valueFrom: {secretKeyRef: {name: s, key: k}}}",
    )
    found = asked(text)
    assert found.secrets == {"level"}
    answers = found.subjects(0)[0].tell("spec.template.spec.containers[web].env[LEVEL]").answers
    assert [answer.is_hidden for answer in answers if answer.chains] == [True] * 2


def test_a_variable_that_flows_into_a_secret_is_hidden():
    text = SHOP.replace("{name: URL, fromParam: url}", "{name: URL_TOKEN, fromParam: url}")
    found = asked(text)
    (value,) = told_values(found.subjects(0), ("variables", "domain"))
    assert value.is_hidden
    assert "application: (hidden)" in text_of_values((value,), 0, PLAIN, shows_values=False)
    assert "application: shop.example.com" in text_of_values((value,), 0, PLAIN, shows_values=True)


def test_a_value_is_told_with_what_it_is_a_part_of_and_what_it_switches():
    found = asked()
    (value,) = told_values(found.subjects(0), ("web", "parameters", "url"))
    assert [field for _, field in value.fields] == [URL]
    (switch,) = told_values(found.subjects(0), ("web", "traits", "ingress", "enabled"))
    assert {one.item.kind for one, _ in switch.switches} == {"Ingress"}
    assert "decides whether there is: Ingress/web-trait-ingress in shop, " in text_of_values(
        (switch,), 0, PLAIN, shows_values=False
    )
    assert told_values(found.subjects(0), ("nobody",)) == ()


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Deployment/web", ["Deployment/web"]),
        ("deployment/web", ["Deployment/web"]),
        ("deployments/web", ["Deployment/web"]),
        ("DEPLOY/web", ["Deployment/web"]),
        ("deployment.apps/web", ["Deployment/web"]),
        ("ingresses.networking.k8s.io/web-trait-ingress", ["Ingress/web-trait-ingress"]),
        ("deployment.batch/web", []),
        ("Deployment/team-a/web", []),
        ("Deployment/other", []),
        ("Deployment/web@shop", ["Deployment/web"]),
        ("Deployment/web@other", []),
    ],
)
def test_an_object_is_called_as_kubectl_calls_it(name, titles):
    assert [found.title for found in matching(wanted_of(name), asked().candidates)] == titles


@pytest.mark.parametrize("name", ["web", "/web", "Deployment/", "Deployment/a/b/c", "", "Deployment/a@"])
def test_what_names_no_object_is_none(name):
    assert wanted_of(name) is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Deploymnet/web", "did you mean Deployment/web?"),
        ("StatefulSet/web-trait-ingress", "did you mean Ingress/web-trait-ingress?"),
        ("Job/nothing-like-it", "there are Deployment/web, Service/web, Ingress/web-trait-ingress"),
    ],
)
def test_an_object_that_is_nowhere_has_near_names(name, hint):
    assert hint_for(wanted_of(name), asked().candidates) == hint
    assert hint_for(wanted_of(name), ()) == "no application makes an object"


HOLE = Hole(path=("a", "b.c"), type=TextType())


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (IsSet(path=("a",)), "a is set"),
        (IsGiven(path=("a",)), "a has a value of its own"),
        (IsTrue(path=("a", "b.c")), r"a.b\.c is true"),
        (NotEmpty(path=("a",)), "a is not empty"),
        (Equals(path=("a",), value="x"), 'a is "x"'),
        (AtMost(path=("a",), bound=3), "a is at most 3"),
        (AtMost(path=("a",), bound=("b",)), "a is at most b"),
        (Fits(value=HOLE, type=TextType(choices=("x", "y"))), r"what is made of a.b\.c is one of x, y"),
        (Not(condition=IsSet(path=("a",))), "a is not set"),
        (Not(condition=IsTrue(path=("a",))), "a is false"),
        (Not(condition=NotEmpty(path=("a",))), "a is empty"),
        (Not(condition=Equals(path=("a",), value=1)), "a is not 1"),
        (Not(condition=Not(condition=IsSet(path=("a",)))), "a is set"),
        (Not(condition=AtMost(path=("a",), bound=3)), "it is not so that a is at most 3"),
        (
            AllOf(conditions=(IsSet(path=("a",)), AnyOf(conditions=(IsTrue(path=("b",)), IsSet(path=("c",)))))),
            "a is set and (b is true or c is set)",
        ),
    ],
)
def test_conditions_are_said_in_words_and_know_what_they_read(condition, words):
    assert in_words(condition) == words
    assert set(paths_in(condition)) >= {("a",)} or set(paths_in(condition)) == {("a", "b.c")}


def test_items_without_a_name_have_their_numbers_and_no_two_are_alike():
    assert item_names(["a", "b"], None) == ["0", "1"]
    assert item_names([{"name": "a"}, {"name": "a"}, {"x": 1}], None) == ["a", "a#2", "2"]
    many = item_names([{"name": "a"}] * 2_000, None)
    assert len(set(many)) == 2_000
    assert max(map(len, many)) < 20


WORDS = st.lists(
    st.sampled_from([*'.[]"\né', "spec", "template", "containers", "web", "0", "9" * 30, "replicas", "metadata", "a/b"]),
    max_size=12,
).map("".join)


@given(WORDS)
def test_any_text_is_a_field_or_none_or_says_why_it_is_no_path(text):
    found = subject_of_shop()
    try:
        told_of = found.tell(text)
    except FieldError:
        return
    assert told_of.hint if isinstance(told_of, Missing) else told_of.answers


@cache
def subject_of_shop():
    """Return one object, compiled once."""
    return subject()


@given(st.text(max_size=30))
def test_any_text_is_the_name_of_objects_or_of_none(text):
    wanted = wanted_of(text)
    if wanted is not None:
        assert matching(wanted, asked_of_shop().candidates) or hint_for(wanted, asked_of_shop().candidates)


@cache
def asked_of_shop():
    """Return what the document makes, compiled once."""
    return asked()

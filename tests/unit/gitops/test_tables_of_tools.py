"""The tables of the kinds of Argo CD and Flux: against what is written, against wrong objects, and against the definitions."""

import copy
import json
import random
from functools import cache

import pytest

from oamc.kubernetes.custom.kinds import GITOPS, RULES_OF, table
from oamc.kubernetes.schemas import problems
from tests.gitops_files import plans
from tests.support.custom_kinds import GIVEN, change_at_random, validators
from tests.support.gitops_plans import tool_objects, written

KINDS = {kind for kinds in RULES_OF.values() for kind, rules in kinds.items() if rules == GITOPS} | {
    *("AppProject", "HelmRepository", "OCIRepository")
}


@cache
def all_written():
    """Return every object of the tools in the reviewed trees, each once."""
    found = {json.dumps(body): body for wanted in plans().values() for body in tool_objects(written(wanted))}
    return list(found.values())


FLUX_META = {"metadata": {"name": "a", "namespace": "flux-system"}}
GIT = {"kind": "GitRepository", "name": "a"}
OTHERS = [
    {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "HelmRepository",
        **FLUX_META,
        "spec": {"url": "https://charts.example.com", "interval": "1h0m0s"},
    },
    {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "HelmChart",
        **FLUX_META,
        "spec": {"chart": "a", "interval": "1m0s", "sourceRef": GIT},
    },
    {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": {"name": "a"},
        "spec": {
            "generators": [{"git": {"repoURL": "https://a", "revision": "main", "directories": [{"path": "*"}]}}],
            "template": {
                "metadata": {},
                "spec": {
                    "project": "a",
                    "destination": {"name": "a"},
                    "source": {"repoURL": "https://a", "chart": "a", "kustomize": {"replicas": [{"name": "a", "count": "2"}]}},
                    "ignoreDifferences": [{"kind": "Deployment", "jsonPointers": ["/spec/replicas"]}],
                },
            },
        },
    },
]
"""Good objects beside those that are written, of the other kinds and fields."""


def test_each_kind_that_is_written_has_a_table():
    assert {body["kind"] for body in all_written()} == KINDS - {"HelmChart", "HelmRepository"}
    assert len(all_written()) > 30


def test_what_is_written_passes_the_tables():
    assert {json.dumps(body): problems(body) for body in [*all_written(), *OTHERS] if problems(body)} == {}


def of_kind(kind, name=""):
    """Return a copy of the first object of a kind, or of one with a name."""
    return copy.deepcopy(
        next(body for body in [*all_written(), *OTHERS] if body["kind"] == kind and name in body["metadata"]["name"])
    )


def changed(kind, path, value=None, name=""):
    """Return an object with another value at a path, or without one."""
    body = of_kind(kind, name)
    held = body
    for step in path[:-1]:
        held = held.setdefault(step, {}) if isinstance(held, dict) else held[step]
    if value is None:
        del held[path[-1]]
    else:
        held[path[-1]] = value
    return body


SPEC = ("spec",)
WRONG = [
    ("Application", (*SPEC, "proyect"), "a", 'unknown field "proyect" in Application.spec'),
    ("Application", ("sync",), {}, 'unknown field "sync" in Application'),
    ("Application", SPEC, None, 'required field "spec" is missing in Application'),
    ("Application", (*SPEC, "project"), None, 'required field "project" is missing in Application.spec'),
    ("Application", (*SPEC, "project"), 1, "Application.spec.project must be a string, not a number"),
    (
        "Application",
        (*SPEC, "source", "directory", "recurse"),
        "yes",
        "Application.spec.source.directory.recurse must be a boolean",
    ),
    ("Application", (*SPEC, "source", "chart"), "a", "Application.spec.source must have one of path and chart"),
    ("Application", (*SPEC, "source"), None, "Application.spec must have a source"),
    ("Application", (*SPEC, "destination", "name"), "a", "Application.spec.destination must have one of server and name"),
    ("Application", (*SPEC, "syncPolicy", "syncOptions"), [None], "Application.spec.syncPolicy.syncOptions[0] must be a value"),
    ("Application", (*SPEC, "syncPolicy", "syncOptions"), "a", "Application.spec.syncPolicy.syncOptions must be a list"),
    (
        "Application",
        (*SPEC, "syncPolicy", "retry"),
        {"limit": 1.5},
        "Application.spec.syncPolicy.retry.limit must be a whole number",
    ),
    ("Application", (*SPEC, "syncPolicy", "retry"), {"limit": 2**63}, "must be at most 9223372036854775807"),
    ("Application", (*SPEC, "syncPolicy", "retry"), {"limit": -(2**63) - 1}, "must be at least -9223372036854775808"),
    (
        "Application",
        (*SPEC, "source", "kustomize"),
        {"replicas": [{"name": "a", "count": True}]},
        "must be a whole number or a string",
    ),
    ("Application", ("metadata", "name"), "A", "must consist of lower-case letters"),
    ("Application", ("metadata", "labels"), {"a": "b c"}, "Application.metadata.labels"),
    ("AppProject", (*SPEC, "description"), "a" * 256, "AppProject.spec.description must have at most 255 characters"),
    ("AppProject", (*SPEC, "clusterResourceWhitelist"), [{"kind": "A"}], 'required field "group" is missing'),
    (
        "ApplicationSet",
        (*SPEC, "syncPolicy", "applicationsSync"),
        "none",
        "must be create-only, create-update, create-delete or sync",
    ),
    ("ApplicationSet", (*SPEC, "generators"), [{"clusters": {}}], 'unknown field "clusters"'),
    ("ApplicationSet", (*SPEC, "generators"), [{}], "ApplicationSet.spec.generators[0] must have one generator"),
    (
        "ApplicationSet",
        (*SPEC, "template", "spec", "proyect"),
        "a",
        'unknown field "proyect" in ApplicationSet.spec.template.spec',
    ),
    (
        "ApplicationSet",
        (*SPEC, "template", "spec", "destination"),
        {},
        "ApplicationSet.spec.template.spec.destination must have one",
    ),
    ("GitRepository", (*SPEC, "url"), "git@example.com:a", "GitRepository.spec.url must match ^(http|https|ssh)://.*$"),
    ("GitRepository", (*SPEC, "interval"), "1d", "GitRepository.spec.interval must match"),
    ("GitRepository", (*SPEC, "interval"), "1m\n", "GitRepository.spec.interval must match"),
    (
        "GitRepository",
        (*SPEC, "serviceAccountName"),
        "a",
        "is possible with the providers azure and aws only",
    ),
    ("HelmChart", (*SPEC, "verify"), {"provider": "cosign"}, "is possible with a HelmRepository only"),
    ("HelmChart", (*SPEC, "sourceRef", "kind"), "OCIRepository", "must be HelmRepository, GitRepository or Bucket"),
    ("HelmRelease", (*SPEC, "releaseName"), "a" * 54, "HelmRelease.spec.releaseName must have at most 53 characters"),
    ("HelmRelease", (*SPEC, "targetNamespace"), "", "HelmRelease.spec.targetNamespace must have at least 1 characters"),
    (
        "HelmRelease",
        (*SPEC, "chartRef"),
        {"kind": "OCIRepository", "name": "a"},
        "HelmRelease.spec must have one of chart and chartRef",
    ),
    (
        "HelmRelease",
        (*SPEC, "upgrade", "strategy", "name"),
        "RemediateOnFailure",
        "is possible with RetryOnFailure only",
    ),
    (
        "HelmRelease",
        (*SPEC, "install", "strategy", "name"),
        "RemediateOnFailure",
        "is not possible with RemediateOnFailure",
    ),
    ("HelmRelease", (*SPEC, "kubeConfig"), {}, "HelmRelease.spec.kubeConfig must have one of configMapRef and secretRef"),
    (
        "Kustomization",
        (*SPEC, "kubeConfig"),
        {"secretRef": {"name": "a"}, "configMapRef": {"name": "a"}},
        "Kustomization.spec.kubeConfig must have one of configMapRef and secretRef",
    ),
    ("Kustomization", (*SPEC, "prune"), None, 'required field "prune" is missing in Kustomization.spec'),
    ("Kustomization", (*SPEC, "postBuild"), {"substitute": {"a": 1}}, "must be a string, not a number"),
    ("Kustomization", (*SPEC, "dependsOn"), [{}], 'required field "name" is missing in Kustomization.spec.dependsOn[0]'),
    ("OCIRepository", (*SPEC, "url"), "https://a", "OCIRepository.spec.url must match ^oci://.*$"),
]


@pytest.mark.parametrize(("kind", "path", "value", "message"), WRONG)
def test_a_wrong_object_is_refused(kind, path, value, message):
    found = [
        problem.message for problem in problems(changed(kind, path, value, "shop-production" if kind == "Application" else ""))
    ]
    assert any(message in one for one in found), found


def test_a_rule_written_by_hand_tells_the_place():
    wrong = changed("HelmRelease", (*SPEC, "upgrade", "strategy", "name"), "RemediateOnFailure")
    wrong["spec"]["install"]["strategy"]["name"] = "RemediateOnFailure"
    assert [problem.path[1:] for problem in problems(wrong)] == [
        ("install", "strategy", "retryInterval"),
        ("upgrade", "strategy", "retryInterval"),
    ]
    assert [problem.path for problem in problems(changed("HelmChart", (*SPEC, "verify"), {"provider": "cosign"}))] == [
        ("spec", "verify")
    ]
    hydrated = {
        "drySource": {"repoURL": "a", "path": "a", "targetRevision": "a"},
        "syncSource": {"path": "a", "targetBranch": "a"},
    }
    body = changed("Application", (*SPEC, "sourceHydrator"), hydrated, "shop-production")
    del body["spec"]["source"]
    assert problems(body) == ()


def test_a_misspelled_field_has_a_hint():
    (problem,) = problems(changed("Kustomization", (*SPEC, "tiemout"), "1m0s"))
    assert (problem.path, problem.hint) == (("spec", "tiemout"), 'did you mean "timeout"?')


def test_null_counts_as_absent():
    body = of_kind("Kustomization")
    body["spec"]["suspend"] = None
    assert problems(body) == ()


def defaults(value, schema):
    """Yield the paths of fields that are written with their default value."""
    if "see" in schema:
        schema = table(schema["see"])["schema"]["fields"]["spec"]
    if "default" in schema and schema["default"] == value:
        yield ()
    if isinstance(value, dict):
        for key, held in value.items():
            below = schema.get("fields", {}).get(key) or schema.get("values") or {}
            yield from ((key, *path) for path in defaults(held, below))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from ((index, *path) for path in defaults(held, schema.get("items", {})))


def test_no_default_value_is_written():
    for body in all_written():
        schema = table(body["kind"])["schema"]["fields"]["spec"]
        assert list(defaults(body["spec"], schema)) == [], body


def test_a_written_default_would_be_found():
    schema = table("HelmRelease")["schema"]["fields"]["spec"]
    assert list(defaults({"chart": {"spec": {"reconcileStrategy": "ChartVersion"}}}, schema)) == [
        ("chart", "spec", "reconcileStrategy")
    ]


def empties(value, path=()):
    """Yield the paths of values that Go drops when it stores an object."""
    if value is False or value in ("", 0, None) or (isinstance(value, (dict, list)) and not value):
        yield path
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from empties(held, (*path, key))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from empties(held, (*path, index))


def test_nothing_is_written_for_argo_cd_that_it_drops():
    found = {path for body in all_written() if body["apiVersion"] == "argoproj.io/v1alpha1" for path in empties(body)}
    kept = {("spec", "syncPolicy", "automated", "enabled"), ("spec", "clusterResourceWhitelist", 0, "group")}
    assert found == kept  # a pointer in Go; and a required field


@pytest.mark.slow
@GIVEN
def test_what_is_written_passes_the_definitions():
    for body in [*all_written(), *OTHERS]:
        assert list(validators()[body["kind"]].iter_errors(body["spec"])) == [], body


@pytest.mark.slow
@GIVEN
def test_the_tables_refuse_what_the_definitions_refuse():
    """Change good objects at random: the table and the definition agree about each, but for rules that are written by hand."""
    chance = random.Random(11)
    refused = 0
    for _ in range(500):
        body = copy.deepcopy(chance.choice([*all_written(), *OTHERS]))
        change_at_random(body["spec"], chance)
        wrong = not validators()[body["kind"]].is_valid(body["spec"])
        found = [problem for problem in problems(body) if not by_hand(problem)]
        assert bool(found) == wrong, (body, found)
        refused += wrong
    assert 100 < refused < 460


def by_hand(problem):
    """Tell whether a problem is one that only a rule written by hand finds."""
    return any(
        words in problem.message for words in ("must have one ", "must have a source", "is possible with", "is not possible")
    )

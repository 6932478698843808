"""The tables of the kinds of Argo CD and Flux: against what is written, against wrong objects, and against the definitions.

The definitions are looked for in ../shared/crds beside the checkout, or in crds beside $OAMC_CORPUS. They are not part of the
repository; where they are not, the tests about them are skipped.
"""

import copy
import importlib.util
import json
import os
import random
import sys
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from oamc.gitops import tables
from oamc.gitops.tables import KINDS, is_known, problems, table
from tests.gitops_files import plans
from tests.support.gitops_plans import tool_objects, written

ROOT = Path(__file__).parents[3]
GENERATOR = ROOT / "schemas" / "gitops" / "generate.py"
DEFINITIONS = Path(os.environ.get("OAMC_CORPUS", ROOT.parent / "shared" / "corpus")).parent / "crds"
GIVEN = pytest.mark.skipif(
    not (DEFINITIONS / "flux").is_dir() and not os.environ.get("CI"), reason="the definitions are not here; set OAMC_CORPUS"
)


@cache
def generator():
    spec = importlib.util.spec_from_file_location("generate_tables_of_tools", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    assert {body["kind"] for body in all_written()} == set(KINDS) - {"HelmChart", "HelmRepository"}
    assert len(all_written()) > 30


def test_what_is_written_passes_the_tables():
    assert {json.dumps(body): problems(body) for body in [*all_written(), *OTHERS] if problems(body)} == {}


def test_an_object_of_another_kind_is_a_mistake_of_the_caller():
    assert not is_known({"apiVersion": "source.toolkit.fluxcd.io/v1beta2", "kind": "GitRepository"})
    with pytest.raises(ValueError, match="v1beta2"):
        problems({"apiVersion": "source.toolkit.fluxcd.io/v1beta2", "kind": "GitRepository"})


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


@pytest.mark.parametrize(
    ("value", "schema", "reason"),
    [
        (1, {"minimum": 2}, "must be at least 2"),
        (3, {"maximum": 2}, "must be at most 2"),
        (2, {"minimum": 2, "maximum": 2, "format": "int32"}, ""),
        (2**31, {"format": "int32"}, "must be at most 2147483647"),
        ([], {"minItems": 1}, "must have at least 1 items"),
        ([1, 2], {"maxItems": 1}, "must have at most 1 items"),
        (True, {"minimum": 2}, ""),
        ({}, {"minItems": 2}, ""),
    ],
)
def test_bounds_of_numbers_and_lists_hold(value, schema, reason):
    assert tables._problem(value, schema) == reason


def test_the_tables_are_small():
    assert sum(len((GENERATOR.parent / f"{kind}.json").read_bytes()) for kind in KINDS) < 45_000


@pytest.mark.slow
@GIVEN
def test_the_tables_are_what_the_generator_makes():
    assert generator().tables(DEFINITIONS) == stored()


def stored():
    """Return the tables as they are."""
    return {f"{kind}.json": (GENERATOR.parent / f"{kind}.json").read_text() for kind in KINDS}


def test_the_generator_writes_what_is_different_and_tells_of_it(tmp_path, monkeypatch, capsys):
    made = {**stored(), "Application.json": "{}\n"}
    monkeypatch.setattr(generator(), "tables", {Path("folder"): made}.get)
    monkeypatch.setattr(generator(), "HERE", tmp_path)
    for arguments, status in ((["--check"], 1), ([], 0), (["--check"], 0)):
        monkeypatch.setattr(sys, "argv", ["generate.py", "folder", *arguments])
        assert generator().main() == status
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == made
    assert "Application.json" in capsys.readouterr().err


def test_the_generator_says_what_is_missing_and_what_it_has_no_word_for(tmp_path):
    with pytest.raises(SystemExit, match="no definition of"):
        generator().tables(tmp_path)
    with pytest.raises(SystemExit, match="oneOf"):
        generator().compact({"type": "object", "oneOf": []}, "here")
    with pytest.raises(SystemExit, match="number"):
        generator().compact({"type": "number"}, "here")
    other = {"fields": {"spec": {"fields": {"template": {"fields": {"spec": {}}}, "generators": {"items": {"fields": {}}}}}}}
    other["fields"]["spec"]["fields"]["generators"]["items"]["fields"] = {
        name: {"fields": {"template": {"fields": {"spec": {}}}}} for name in ("git", "list", "selector")
    }
    with pytest.raises(SystemExit, match="not an Application any more"):
        generator().with_reference(other, {"type": "object"})


def closed(schema):
    """Return the schema of a definition that refuses unknown fields, as an API server does with strict validation."""
    made = {key: value for key, value in schema.items() if not key.startswith("x-") and key not in ("description", "format")}
    if "properties" in schema:
        made["properties"] = {name: closed(field) for name, field in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields") and "additionalProperties" not in schema:
            made["additionalProperties"] = False
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            made[key] = closed(schema[key])
    if isinstance(made.get("pattern"), str):
        made["pattern"] = made["pattern"].replace("$", r"\Z")
    return made


@cache
def validators():
    """Return a validator of the spec of each kind."""
    found = {kind: schema for (_, _, kind), schema in generator().definitions(DEFINITIONS) if kind in KINDS}
    return {kind: Draft202012Validator(closed(schema)["properties"]["spec"]) for kind, schema in found.items()}


@pytest.mark.slow
@GIVEN
def test_what_is_written_passes_the_definitions():
    for body in [*all_written(), *OTHERS]:
        assert list(validators()[body["kind"]].iter_errors(body["spec"])) == [], body


def places(value, path=()):
    """Return the paths of all parts of a value."""
    found = [path] if path else []
    for key, held in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += places(held, (*path, key))
    return found


@pytest.mark.slow
@GIVEN
def test_the_tables_refuse_what_the_definitions_refuse():
    """Change good objects at random: the table and the definition agree about each, but for rules that are written by hand."""
    chance = random.Random(11)
    values = ["", "a", "1h", "https://a", 0, -1, 2.5, True, [], {}, ["a"], {"a": "b"}, {"name": "a"}, "Revision"]
    refused = 0
    for _ in range(500):
        body = copy.deepcopy(chance.choice([*all_written(), *OTHERS]))
        path = chance.choice(places(body["spec"]))
        held = body["spec"]
        for step in path[:-1]:
            held = held[step]
        if chance.random() < 0.3 and isinstance(held, dict):
            held["".join((str(path[-1]), "x"))] = chance.choice(values)
        elif chance.random() < 0.3:
            del held[path[-1]]
        else:
            held[path[-1]] = chance.choice(values)
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

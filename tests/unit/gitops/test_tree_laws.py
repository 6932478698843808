"""Laws of trees: they hold for every combination of settings, environments and applications."""

from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.gitops.durations import canonical
from oamc.gitops.naming import circle, environment_of, waves
from oamc.gitops.plan import Cluster, Environment, Plan, Settings
from oamc.gitops.trees import trees
from oamc.kubernetes.schemas import problems
from oamc.records import replace
from tests.support.gitops_plans import REGISTRY, URL, document, documents, objects, service, tool_objects, units, vela
from tests.support.laws import examples

MARKER = "+argocd:skip-file-rendering"
TEXTS = ("plain", "${a}", "$$", "$(a)", "{{ .Values.a }}", MARKER, f"a\n{MARKER}\n", "# a: b")
APPLICATIONS = (
    vela("greeter"),
    vela("shop", service("a"), service("b", after=("a",))),
    vela(
        "texts",
        objects(
            "things",
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": "texts", "annotations": {"example.com/marker": MARKER}},
                "data": {f"key{index}": text for index, text in enumerate(TEXTS)},
            },
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": "reader"},
                "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
            },
        ),
    ),
)
NAMES = ("greeter", "shop", "texts")


@st.composite
def wanted_plans(draw):
    """Draw a plan; settings that have no effect together are left out."""
    tools = draw(st.sampled_from([("argocd",), ("flux",), ("argocd", "flux")]))
    argo, flux = "argocd" in tools, "flux" in tools
    source = draw(st.sampled_from(["git", "oci"]))
    render = draw(st.sampled_from(["manifests", "chart"]))
    project = draw(st.sampled_from(["default", "team"])) if argo else "default"
    several = draw(st.booleans())
    chosen = {
        "tools": tools,
        "repo_url": URL if source == "git" else REGISTRY,
        "source": source,
        "render": render,
        "output": draw(st.sampled_from(["deploy", "a/b c", "."])),
        "root": draw(st.sampled_from(["", "platform"])),
        "revision": draw(st.sampled_from(["", "main", "refs/heads/x", "a" * 40])),
        "style": draw(st.sampled_from(["applications", "applicationset"])) if argo else "applications",
        "split": draw(st.sampled_from(["none", "component"])) if tools == ("flux",) and render == "manifests" else "none",
        "branch": draw(st.sampled_from(["", "env/{environment}"])) if source == "git" else "",
        "name": draw(st.sampled_from(["{application}-{environment}", "{environment}.{application}"])) if several else "",
        "project": project,
        "project_file": argo and project != "default" and draw(st.booleans()),
        "control_namespace": draw(st.sampled_from(["", "control"])),
        "secret_ref": draw(st.sampled_from(["", "key"])) if flux else "",
        "server_side_apply": argo and draw(st.booleans()),
        "remove_applications": draw(st.sampled_from(["by-hand", "automatic"])),
        "interval": draw(st.sampled_from(["1h0m0s", "90s", "1.5h"])) if flux else "1h0m0s",
    }
    environments, made = [], []
    for name in ("staging", "production")[: 1 + several]:
        cluster = draw(st.sampled_from([Cluster(server="https://a.example.com"), Cluster(name="b")]))
        sync, creates = draw(st.sampled_from(["auto", "manual"])), draw(st.booleans())
        environments.append(Environment(name=name, cluster=cluster, sync=sync, create_namespace=creates))
        of_environment = units(name, *APPLICATIONS, render=render, shop=("greeter",), texts=("shop", "greeter"))
        has_role = several  # a ClusterRole is one object for both environments of a cluster
        made += [one for one in of_environment if not (has_role and one.application == "texts" and name == "staging")]
    digest = draw(st.sampled_from(["", f"sha256:{'0' * 64}"])) if source == "oci" else ""
    made = [replace(one, digest=digest) for one in made]
    return Plan(settings=Settings(**chosen), environments=tuple(environments), units=tuple(draw(st.permutations(made))))


def made(wanted):
    reports = Reports()
    found = trees(wanted, reports)
    assert not reports.has_errors(), (wanted.settings, [one.message for one in reports.found])
    return found


def flat(found):
    return {f"{folder}/{name}": text for folder, files in found.items() for name, text in files.items()}


@settings(max_examples=examples(150), deadline=None)
@given(wanted_plans())
def test_every_written_object_passes_its_table_and_is_there_once(wanted):
    found = flat(made(wanted))
    seen = set()
    for body in tool_objects(found):
        assert problems(body) == (), body
        # Two environments may lie in two clusters of Flux; names of one environment are always its own.
        key = (body["kind"], body["metadata"]["name"])
        assert key not in seen or body["kind"] == "GitRepository"
        seen.add(key)


@settings(max_examples=examples(100), deadline=None)
@given(wanted_plans())
def test_the_order_of_units_changes_no_byte(wanted):
    again = replace(wanted, units=tuple(reversed(wanted.units)))
    assert made(wanted) == made(again)
    assert [list(files) for files in made(wanted).values()] == [list(files) for files in made(again).values()]


@settings(max_examples=examples(100), deadline=None)
@given(wanted_plans())
def test_every_path_in_an_object_leads_to_a_folder_of_the_tree(wanted):
    found = made(wanted)
    chosen = wanted.settings
    if chosen.is_oci:
        return
    roots = [step for part in (chosen.root, chosen.output) for step in part.split("/") if step not in ("", ".")]
    prefix = "".join(f"{step}/" for step in roots)
    folders = {name.rpartition("/")[0] for name in flat(found)}
    for body in tool_objects(flat(found)):
        spec = body["spec"]
        path = spec.get("path") or spec.get("source", {}).get("path") or spec.get("chart", {}).get("spec", {}).get("chart")
        if path is None:
            continue
        path = path.removeprefix("./")
        if chosen.branch and "root-" not in body["metadata"]["name"]:
            assert any(folder.startswith(f"{one.name}/{path}") for folder in folders for one in wanted.environments), path
        else:
            assert path.startswith(prefix)
            assert any(folder.startswith(path.removeprefix(prefix)) for folder in folders), path


@settings(max_examples=examples(60), deadline=None)
@given(wanted_plans())
def test_a_kustomization_names_every_file_beside_it(wanted):
    found = flat(made(wanted))
    for name, text in found.items():
        folder, _, file = name.rpartition("/")
        if file == "kustomization.yaml":
            beside = {other.rpartition("/")[2] for other in found if other.rpartition("/")[0] == folder and other != name}
            body = document(text)
            assert set(body["resources"]) == beside
            assert set(body) == {"apiVersion", "kind", "resources"}


@settings(max_examples=examples(60), deadline=None)
@given(wanted_plans())
def test_what_waits_for_something_waits_for_what_is_there(wanted):
    found = flat(made(wanted))
    known = {(body["kind"], body["metadata"]["name"]) for body in tool_objects(found)}
    for body in tool_objects(found):
        for other in body["spec"].get("dependsOn", ()):
            assert (body["kind"], other["name"]) in known
        source = body["spec"].get("sourceRef") or body["spec"].get("chartRef")
        assert source is None or (source["kind"], source["name"]) in known


@settings(max_examples=examples(60), deadline=None)
@given(wanted_plans())
def test_no_file_has_what_hides_it_from_argo_cd_and_every_text_is_kept(wanted):
    found = flat(made(wanted))
    assert [name for name, text in found.items() if MARKER in text] == []
    if wanted.settings.render == "manifests":
        (name,) = [name for name in found if name.endswith("/texts-configmap.yaml")]
        body = document(found[name])
        assert tuple(body["data"].values()) == TEXTS
        assert body["metadata"]["annotations"]["example.com/marker"] == MARKER


@settings(max_examples=examples(60), deadline=None)
@given(wanted_plans())
def test_every_object_of_an_application_has_its_namespace(wanted):
    found = made(wanted)
    if wanted.settings.render == "chart":
        return
    for unit in wanted.units:
        for name, text in found[unit.folder].items():
            if not name.endswith("kustomization.yaml"):
                body = document(text)
                assert body["kind"] == "ClusterRole" or body["metadata"]["namespace"] == unit.namespace


@settings(max_examples=examples(60), deadline=None)
@given(wanted_plans())
def test_a_file_of_a_control_folder_belongs_to_an_environment(wanted):
    names = tuple(one.name for one in wanted.environments)
    for folder in ("argocd", "flux"):
        for path in made(wanted).get(folder, {}):
            assert environment_of(path, names) == next((name for name in names if name in path), "")


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), max_size=3).map(tuple)))
def test_a_wave_is_behind_those_of_what_it_comes_after(after):
    found, round_trip = waves(after), circle(after)
    assert set(found) == set(after)
    for name, others in after.items():
        known = [found[other] for other in others if other in after]
        assert found[name] == (0 if round_trip or not known else max(known) + 1)
    for name, following in zip(round_trip, (*round_trip[1:], *round_trip[:1]), strict=True):
        assert following in after[name]


@given(st.integers(1, 10**6), st.sampled_from(["ms", "s", "m", "h"]))
def test_a_duration_is_its_own_canonical_form(count, unit):
    once = canonical(f"{count}{unit}")
    assert once
    assert canonical(once) == once


def test_documents_of_a_file_are_told_apart():
    assert len(documents("a: 1\n---\nb: 2\n")) == 2

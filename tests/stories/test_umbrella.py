"""An operator's umbrella chart over four versions of its applications, under Helm 3 and Helm 4.

`umbrella.py` is what the operator does; here stands what holds at each version, and for each upgrade from one to the next.
Where a Helm program is not built, the Helm engine of the test environment stands in for it.
"""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import cache
from itertools import combinations, permutations

import pytest

from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.verification.compare import differences
from tests.assurance.cluster.build import is_built
from tests.assurance.cluster.server import Cluster
from tests.assurance.cluster.tools import tool
from tests.helm_programs.build import PROGRAMS
from tests.stories.umbrella import PARTS, Helm, Project, objects_of, versions
from tests.support.api_server import judged_versions, objections, shared_judge
from tests.support.helm import helm_versions
from tests.support.kubernetes_objects import assert_valid

every_version = pytest.mark.parametrize("number", [1, 2, 3, 4])
DIGITS = re.compile(r"-[0-9a-f]{8}$")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return Project(tmp_path_factory.mktemp("operator"))


@pytest.fixture(scope="module")
def history(project):
    return versions(project)


@pytest.fixture(scope="module")
def helms(history, tmp_path_factory):
    """Return what gives a Helm of a version, which has brought the charts of all versions into their platforms."""

    @cache
    def ready(version):
        found = Helm(version, tmp_path_factory.mktemp("home"))
        for each in history.versions:
            found.fetch(each)
        return found

    return ready


@pytest.fixture
def helm(version, helms):
    return helms(version)


@every_version
def test_check_asks_for_a_build_before_it_and_for_none_after_it(history, number):
    told = history.versions[number - 1]
    assert told.stale.status == 2
    for name in ("desk", "shop"):
        assert f"charts/{name}" in told.stale.err
    assert told.built.status == 0
    assert [line.split(" (")[0] for line in told.built.err.splitlines()] == ["wrote charts/desk", "wrote charts/shop"]
    assert (told.fresh.status, told.fresh.out, told.fresh.err) == (0, "", "")


def test_comments_alone_change_no_byte_of_a_chart(history):
    assert (history.commented.status, history.commented.out, history.commented.err) == (0, "", "")


def test_what_the_last_version_no_longer_makes_is_told_and_removed(history):
    *_, third, fourth = history.versions
    for name in ("archive-deployment.yaml", "desk-cases-persistentvolumeclaim.yaml"):
        assert f'"charts/desk/templates/{name}" is left over' in fourth.stale.err
        assert (third.folder / "charts/desk/templates" / name).exists()
        assert not (fourth.folder / "charts/desk/templates" / name).exists()


@helm_versions
@every_version
def test_the_platform_renders_to_the_manifests_of_its_parts(history, helm, number):
    told = history.versions[number - 1]
    rendered = helm.render(told)
    assert rendered.refusal == ""
    expected = [item for part in PARTS for item in told.manifests[part]]
    assert_valid(expected)
    assert differences(expected, rendered.objects) == ()
    assert rendered.front == f"example/storefront:{'1.0' if number < 3 else '1.1'}"


@helm_versions
@every_version
def test_helm_has_nothing_against_the_charts(history, helm, number):
    assert helm.lint(history.versions[number - 1]) == ""


@helm_versions
@every_version
def test_a_part_whose_condition_is_false_is_left_out(history, helm, number):
    told = history.versions[number - 1]
    rendered = helm.render(told, None, "shop.enabled=false")
    assert rendered.refusal == ""
    assert differences([*told.manifests["berlin"], *told.manifests["lisbon"]], rendered.objects) == ()


@every_version
def test_one_chart_taken_twice_makes_the_same_objects_under_two_prefixes(history, number):
    told = history.versions[number - 1]
    berlin, lisbon = (
        [(item["kind"], item["metadata"]["name"]) for item in told.manifests[part]] for part in ("berlin", "lisbon")
    )
    assert [(kind, name.replace("berlin-", "lisbon-", 1)) for kind, name in berlin] == lisbon
    assert not set(berlin) & set(lisbon)


def test_words_alone_change_words_alone(history):
    first, second, *_ = (told.by_name() for told in history.versions)
    assert first.keys() == second.keys()
    for name, item in first.items():
        assert item["spec"] == second[name]["spec"], name
    described = [told["Deployment", "storefront"]["metadata"]["annotations"]["description"] for told in (first, second)]
    assert described == ["Sells.", "Sells things."]
    versions = {item["metadata"]["labels"]["app.kubernetes.io/version"] for item in second.values()}
    assert versions == {"1.0.1"}


@pytest.mark.parametrize(
    ("number", "gone", "new", "new_pods"),
    [
        (2, set(), set(), set()),
        (
            3,
            {("Job", "migrate")},
            {
                ("Job", "migrate"),
                ("PersistentVolumeClaim", "berlin-desk-cases"),
                ("PersistentVolumeClaim", "lisbon-desk-cases"),
            },
            {"storefront", "berlin-desk", "lisbon-desk"},
        ),
        (
            4,
            {
                ("Deployment", "berlin-archive"),
                ("Deployment", "lisbon-archive"),
                ("PersistentVolumeClaim", "berlin-desk-cases"),
                ("PersistentVolumeClaim", "lisbon-desk-cases"),
            },
            {
                ("Deployment", "berlin-records"),
                ("Deployment", "lisbon-records"),
                ("HorizontalPodAutoscaler", "storefront-trait-autoscaler"),
            },
            {"berlin-desk", "lisbon-desk"},
        ),
    ],
)
def test_each_upgrade_removes_and_makes_and_restarts_what_it_must_and_no_more(history, number, gone, new, new_pods):
    before, after = (told.by_name() for told in history.versions[number - 2 : number])
    assert without_digits(before.keys() - after.keys()) == gone
    assert without_digits(after.keys() - before.keys()) == new
    both = before.keys() & after.keys()
    assert {name[1] for name in both if template(before[name]) != template(after[name])} == new_pods


def without_digits(names):
    """Return the kinds and names of objects, those of Jobs without their digits."""
    return {(kind, DIGITS.sub("", name) if kind == "Job" else name) for kind, name in names}


def template(item):
    """Return the template of the pods of an object, if it has one."""
    return item.get("spec", {}).get("template")


def jobs(told):
    """Return the Jobs of a version by their instances."""
    found = [item for (kind, _), item in told.by_name().items() if kind == "Job"]
    return {item["metadata"]["labels"]["app.kubernetes.io/instance"]: item for item in found}


def test_a_job_has_another_name_where_its_work_is_another_and_only_there(history):
    for one, other in combinations(history.versions, 2):
        assert jobs(one).keys() == jobs(other).keys() == {"migrate", "berlin-seed", "lisbon-seed"}
        for instance, job in jobs(one).items():
            again = jobs(other)[instance]
            assert (job["metadata"]["name"] == again["metadata"]["name"]) is (template(job) == template(again))
    assert len({jobs(told)["migrate"]["metadata"]["name"] for told in history.versions}) == 2
    digits = {
        DIGITS.search(jobs(told)[name]["metadata"]["name"])[0]
        for told in history.versions
        for name in jobs(told)
        if "seed" in name
    }
    assert len(digits) == 1


def test_what_selects_pods_never_changes_for_an_object_that_stays(history):
    for one, other in combinations(history.versions, 2):
        both = one.by_name().keys() & other.by_name().keys()
        assert len(both) >= 8
        for name in both:
            selectors = [told.by_name()[name].get("spec", {}).get("selector") for told in (one, other)]
            assert selectors[0] == selectors[1], name


def test_a_claim_that_is_gone_is_kept_unless_the_values_said_otherwise(history):
    claims = {name: item for (kind, name), item in history.versions[2].by_name().items() if kind == "PersistentVolumeClaim"}
    kept = {name: item["metadata"].get("annotations", {}).get("helm.sh/resource-policy") for name, item in claims.items()}
    assert kept == {"berlin-desk-cases": "keep", "lisbon-desk-cases": None}
    assert [claims[name]["spec"]["storageClassName"] for name in sorted(claims)] == ["fast", "standard"]


def test_pods_are_stopped_first_only_while_they_have_the_volume(history):
    strategies = [told.by_name()["Deployment", "berlin-desk"]["spec"].get("strategy") for told in history.versions]
    assert strategies == [None, None, {"type": "Recreate"}, None]


def test_replicas_are_handed_to_the_autoscaler(history):
    shop = [told.by_name() for told in history.versions]
    assert [each["Deployment", "storefront"]["spec"].get("replicas") for each in shop] == [3, 3, 3, None]
    scaler = shop[-1]["HorizontalPodAutoscaler", "storefront-trait-autoscaler"]["spec"]
    assert scaler["scaleTargetRef"]["name"] == "storefront"
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (2, 9)


@helm_versions
def test_a_fixed_number_of_replicas_counts_while_the_autoscaler_is_off_and_only_then(project, history, helm):
    fourth = history.versions[-1]
    for enabled, replicas in ((True, None), (False, 5)):
        values = deepcopy(fourth.values)
        values["shop"]["storefront"] |= {"replicas": 5, "traits": {"auto-scaler": {"enabled": enabled}}}
        made = objects_of(project.manifests("shop", values["shop"]))
        named = {item["kind"]: item for item in made}
        assert named["Deployment"]["spec"].get("replicas") == replicas
        assert ("HorizontalPodAutoscaler" in named) is enabled
        expected = [*made, *fourth.manifests["berlin"], *fourth.manifests["lisbon"]]
        assert differences(expected, helm.render(fourth, values).objects) == ()


@judged_versions
def test_the_api_server_takes_each_version_in_the_place_of_each_other_one(history, version):
    judge = shared_judge(version)
    for one, other in permutations(history.versions, 2):
        before, after = one.by_name(), other.by_name()
        for name in before.keys() & after.keys():
            assert judge.change(before[name], after[name]).errors == (), (one.version, other.version, name)
        assert list(objections(judge, [after[name] for name in after.keys() - before.keys()])) == []
    migrate = [jobs(told)["migrate"] for told in history.versions[1:3]]
    renamed = {**migrate[1], "metadata": {**migrate[1]["metadata"], "name": migrate[0]["metadata"]["name"]}}
    assert any("immutable" in error for error in judge.change(migrate[0], renamed).errors)


def hosts(found):
    """Return the host of the ingress and the sender of mail."""
    (ingress,) = (item for item in found if item["kind"] == "Ingress")
    (storefront,) = (item for item in found if item["kind"] == "Deployment" and item["metadata"]["name"] == "storefront")
    sent = {each["name"]: each["value"] for each in template(storefront)["spec"]["containers"][0]["env"]}
    return ingress["spec"]["rules"][0]["host"], sent["SENDER"]


@helm_versions
def test_a_host_name_is_one_value_once_it_is_a_variable(project, history, helm):
    second, _, fourth = history.versions[1:]
    assert hosts(second.manifests["shop"]) == ("shop.acme.example", "shop@example.com")
    assert hosts(fourth.manifests["shop"]) == ("shop.acme.example", "shop@acme.example")
    moved = helm.render(fourth, None, "shop.variables.domain=other.example")
    assert hosts(moved.objects) == ("shop.other.example", "shop@other.example")
    shop = {**fourth.values["shop"], "variables": {"domain": "other.example"}}
    expected = [*objects_of(project.manifests("shop", shop)), *fourth.manifests["berlin"], *fourth.manifests["lisbon"]]
    assert differences(expected, moved.objects) == ()


@helm_versions
def test_another_image_in_the_values_of_the_platform_is_another_job(project, history, helm):
    fourth = history.versions[-1]
    values = deepcopy(fourth.values)
    values["shop"]["migrate"] = {"containers": {"migrate": {"image": "mirror/migrate:1"}}}
    expected = [
        *objects_of(project.manifests("shop", values["shop"])),
        *fourth.manifests["berlin"],
        *fourth.manifests["lisbon"],
    ]
    for rendered in (
        helm.render(fourth, values),
        helm.render(fourth, None, "shop.migrate.containers.migrate.image=mirror/migrate:1"),
    ):
        assert differences(expected, rendered.objects) == ()
    changed = {item["metadata"]["name"] for item in expected} - {name for _, name in fourth.by_name()}
    assert {DIGITS.sub("", name) for name in changed} == {"migrate"}


@helm_versions
def test_values_of_the_version_before_mean_what_they_meant_where_the_newer_chart_has_them(history, helm):
    first, second, third, _ = history.versions
    again = helm.render(second, first.values)
    assert differences([item for part in PARTS for item in second.manifests[part]], again.objects) == ()
    later = helm.render(third, second.values)
    assert later.refusal == ""
    assert hosts(later.objects) == ("shop.acme.example", "shop@example.com")
    made = {(item["kind"], item["metadata"]["name"]): item for item in later.objects}
    assert made.keys() == third.by_name().keys()
    assert made["PersistentVolumeClaim", "berlin-desk-cases"]["spec"]["storageClassName"] == "standard"
    assert made["Deployment", "storefront"]["spec"]["replicas"] == 3


@helm_versions
def test_values_that_are_gone_are_refused_at_their_paths(history, helm):
    _, _, third, fourth = history.versions
    refused = helm.render(fourth, third.values).refusal
    for path, name in (("/storefront/traits", "manual-scaler"), ("/desk", "traits"), ("", "archive")):
        assert f"at '{path}': additional properties '{name}' not allowed" in refused
    assert [part for part in PARTS if f"\n{part}:\n" in refused] == list(PARTS)
    assert not helm.render(fourth).refusal


@helm_versions
def test_null_does_not_take_a_value_out_that_is_gone(project, history, helm):
    _, _, third, fourth = history.versions
    path = "storefront.traits.manual-scaler"
    assert "'manual-scaler' not allowed" in helm.render(fourth, third.values, f"shop.{path}=null").refusal
    told = project.manifests("shop", third.values["shop"], "--set", f"{path}=null")
    assert (told.status, told.out) == (1, "")
    assert f'no value is called "{path}"' in told.err


@pytest.mark.parametrize(
    ("part", "hints"),
    [
        ("shop", {"storefront.traits.manual-scaler": 'did you mean "storefront.traits.auto-scaler"?'}),
        ("berlin", {"archive": '"records"', "desk.traits": '"replicas" and "containers"'}),
        ("lisbon", {"desk.traits": '"replicas" and "containers"'}),
    ],
)
def test_oamc_refuses_the_values_that_are_gone_too_and_says_which_there_are(project, history, part, hints):
    told = project.manifests(part, history.versions[2].values[part])
    assert (told.status, told.out) == (1, "")
    findings = dict(zip(hints, told.err.split("\n\n"), strict=False))
    for path, hint in hints.items():
        assert f'no value is called "{path}"' in findings[path]
        assert hint in findings[path]


def test_in_a_cluster_each_helm_upgrades_the_installed_platform_over_all_versions(history, helms):
    if not is_built(DEFAULT_VERSION):
        pytest.skip(f"the servers of Kubernetes {DEFAULT_VERSION} are not built: make cluster")
    for version in PROGRAMS:
        if not helms(version).program.exists():
            pytest.skip(f"helm {version} is not built: python -m tests.helm_programs.build")
    for told in history.versions:
        told.platform()
    with Cluster(DEFAULT_VERSION) as cluster, ThreadPoolExecutor() as pool:
        lives = [pool.submit(installed, history, Installed(cluster, helms(version).program, version)) for version in PROGRAMS]
        for life in lives:
            life.result()


def installed(history, release):
    """Install the first version, upgrade to the others, and look at what is there each time."""
    first, second, third, fourth = history.versions
    release.helm("install", first)
    before = release.objects()
    assert before.keys() == first.by_name().keys()

    release.helm("upgrade", second)
    same = release.objects()
    assert same.keys() == second.by_name().keys()
    for name, item in before.items():
        assert identity(same[name]) == identity(item), name

    if release.server_side:
        # The one step that docs/objects.md has for the first Exclusive volume of a Deployment.
        assert "spec.strategy.rollingUpdate: Forbidden" in release.call("upgrade", third).err
        release.helm("upgrade", third, "--server-side=false")
    else:
        release.helm("upgrade", third)
    worked = release.objects()
    assert worked.keys() == third.by_name().keys()

    release.helm("upgrade", fourth)
    last = release.objects()
    kept = ("PersistentVolumeClaim", "berlin-desk-cases")
    assert last.keys() == fourth.by_name().keys() | {kept}
    for name in worked.keys() & last.keys():
        assert last[name]["metadata"]["uid"] == worked[name]["metadata"]["uid"], name
        if name[0] in {"Job", "Service", "PersistentVolumeClaim"}:
            assert identity(last[name]) == identity(worked[name]), name

    release.helm("uninstall", None)
    assert release.objects().keys() == {kept}


def identity(item):
    """Return what stays as long as nobody makes an object anew or changes its spec."""
    return item["metadata"]["uid"], item["spec"]


class Installed:
    """The platform as a release in a namespace of its own."""

    def __init__(self, cluster, program, version):
        self.server_side = version.startswith("v4")
        self._helm = tool(program, cluster)
        self._kubectl = tool(cluster.programs / "kubectl", cluster)
        self._namespace = f"umbrella-{version[1]}"
        self._kubectl("create", "namespace", self._namespace)

    def call(self, command, told, *flags):
        """Call Helm for the release, with the chart of a version and its own values."""
        chart = [str(told.folder / "platform")] if told else []
        return self._helm(command, "platform", *chart, "--namespace", self._namespace, *flags)

    def helm(self, *arguments):
        """Call Helm, which must succeed."""
        answer = self.call(*arguments)
        assert answer.status == 0, answer.err

    def objects(self):
        """Return what the parts of the platform have in the namespace."""
        kinds = "deployments,services,jobs,persistentvolumeclaims,ingresses,horizontalpodautoscalers"
        answer = self._kubectl("get", kinds, "--namespace", self._namespace, "--output", "json")
        found = [item for item in json.loads(answer.out)["items"] if "deletionTimestamp" not in item["metadata"]]
        return {(item["kind"], item["metadata"]["name"]): item for item in found}

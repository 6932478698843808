"""Every golden case gets every check; what the cases hold and how they are computed says `golden_files.py`."""

import random
import re
from functools import cache, lru_cache

import pytest

from oamc.capabilities.labels import as_label
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.overrides import combine
from oamc.verification.compare import differences
from tests import golden_files
from tests.golden_files import DIAGNOSTICS, GOLDEN, cases, compiled
from tests.support.helm import shared_engine
from tests.support.idle_lines import with_idle_lines
from tests.support.kubernetes_objects import assert_valid

CASES = {case.name: case for case in cases(GOLDEN)}
DIAGNOSTIC_CASES = {case.name: case for case in cases(DIAGNOSTICS)}
PREFIX = {"name": "the prefix of a second release", "set": ["namePrefix=canary-"]}
DOCUMENT_END = re.compile(r"^---[ \t]*\n", re.MULTILINE)

OF_KUBEVELA = {name: case for name, case in CASES.items() if name.startswith("kubevela-")}
OF_OAM_ITSELF = {name: case for name, case in CASES.items() if name not in OF_KUBEVELA}
"""Their objects carry the labels of oamc, and their names follow `namePrefix`."""

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
every_case_of_kubevela = pytest.mark.parametrize("case", OF_KUBEVELA.values(), ids=OF_KUBEVELA)
every_case_of_oam = pytest.mark.parametrize("case", OF_OAM_ITSELF.values(), ids=OF_OAM_ITSELF)


def overrides_of_all_cases():
    """Every override that a case lists, and a prefix for each case that has one."""
    return [
        pytest.param(case, overrides, id=f"{case.name}: {overrides['name']}")
        for case in CASES.values()
        for overrides in (*case.overrides, *([PREFIX] if case.name in OF_OAM_ITSELF else []))
    ]


every_override = pytest.mark.parametrize(("case", "overrides"), overrides_of_all_cases())


@pytest.fixture(scope="module", params=DIAGNOSTIC_CASES.values(), ids=DIAGNOSTIC_CASES)
def diagnostic(request):
    """Return each case of a diagnostic; both tests of one come together, so that it is compiled once for them."""
    return request.param


@lru_cache(maxsize=1)
def told(case):
    """Compile a case of a diagnostic."""
    return compiled(case, overrides=case.overrides[0])


def what_is_told(case, *, overrides):
    """Return what `compiled` would."""
    assert overrides is case.overrides[0]
    return told(case)


compiled_once = cache(compiled)


def manifests(case):
    return compiled_once(case, format="manifests", layout="per-object").outputs


def charts(case):
    return compiled_once(case, format="helm").outputs


def objects(output):
    """Return the objects of an output in manifest form."""
    reports = golden_files.Reports()
    sources = [SourceFile(path=name, label=name, text=text) for name, text in output.files.items()]
    found = [plain(document.root) for source in sources for document in read(source, reports)]
    assert not reports.found
    return found


@cache
def objects_of(case):
    """Return the objects of each manifest of a case as it stands, read once for all that compare with them."""
    return [objects(output) for output in manifests(case)]


@pytest.mark.whole
@every_case
def test_a_case_gives_the_expected_files(case):
    assert golden_files.present_files(case) == golden_files.expected_files(case, compiled_once)


@every_case
def test_a_case_holds_no_copy_of_what_all_charts_have(case):
    own = golden_files.own_files(case)
    assert golden_files.without_skeleton(own) == own


def test_the_skeleton_of_charts_is_what_every_chart_has():
    assert golden_files.skeleton() == golden_files.expected_skeleton()


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.pop("chart/.helmignore"),
        lambda files: files.update({"chart/templates/NOTES.txt": "other words\n"}),
        lambda files: files.update({"chart/templates/_helpers.tpl": files["chart/templates/_helpers.tpl"] + "\n"}),
        lambda files: files.update({"chart/charts/.helmignore": ""}),
    ],
    ids=["a file of the skeleton is missing", "other notes", "other helpers", "one more file"],
)
def test_a_chart_that_differs_from_the_skeleton_is_seen(change):
    case = CASES["worked-example"]
    files = golden_files.expected_files(case)
    assert golden_files.present_files(case) == files
    change(files)
    assert golden_files.present_files(case) != files


def test_a_chart_that_differs_from_the_skeleton_is_held_by_its_case_and_only_there():
    files = golden_files.expected_files(CASES["manual-scaler"])
    other = {**files, "chart/templates/NOTES.txt": "other words\n"}
    held = golden_files.without_skeleton(other)
    assert set(held) & {f"chart/{name}" for name in golden_files.SKELETON_FILES} == {"chart/templates/NOTES.txt"}
    assert set(files) - set(golden_files.without_skeleton(files)) == {f"chart/{name}" for name in golden_files.SKELETON_FILES}


@every_case
def test_a_case_has_a_title_and_overrides_that_differ_in_name(case):
    names = [overrides["name"] for overrides in (*case.overrides, PREFIX)]
    assert case.settings["title"]
    assert len(set(names)) == len(names)


@every_case
def test_the_same_input_gives_the_same_files_in_the_same_order(case):
    again = compiled(case, format="helm").outputs
    assert [list(output.files.items()) for output in again] == [list(output.files.items()) for output in charts(case)]


def reordered(case):
    """Return the sources of a case, last file first and in each the last document first."""
    sources = case.sources(golden_files.Reports())
    for source in reversed(sources):
        documents = DOCUMENT_END.split(source.text)
        text = "---\n".join(f"{document.rstrip()}\n" for document in reversed(documents))
        yield golden_files.replace(source, text=text)


@every_case
def test_the_order_of_documents_does_not_matter(case):
    reports = golden_files.Reports()
    options = golden_files.replace(case.options, format="manifests", layout="per-object")
    outputs = golden_files.build(tuple(reordered(case)), options, reports)
    assert {output.application: dict(output.files) for output in outputs} == {
        output.application: dict(output.files) for output in manifests(case)
    }


def built_of(case, sources, **changes):
    """Return the files of what comes out of other sources than those of the case, by application."""
    reports = golden_files.Reports()
    outputs = golden_files.build(sources, golden_files.replace(case.options, **changes), reports)
    return {output.application: dict(output.files) for output in outputs}


def both_outputs(case, sources):
    """Return chart and manifests of sources."""
    return built_of(case, sources, format="helm"), built_of(case, sources, format="manifests", layout="per-object")


def expected_outputs(case):
    """Return chart and manifests of the case itself."""
    return tuple({output.application: dict(output.files) for output in outputs} for outputs in (charts(case), manifests(case)))


@pytest.mark.slow
@every_case
@pytest.mark.parametrize("seed", range(3))
def test_comments_and_empty_lines_change_no_byte(case, seed):
    chance = random.Random(f"{case.name} {seed}")
    sources = tuple(
        golden_files.replace(source, text=with_idle_lines(source.text, chance)) if source.path.endswith(".yaml") else source
        for source in case.sources(golden_files.Reports())
    )
    changed = [source.text for source in sources] != [source.text for source in case.sources(golden_files.Reports())]
    assert changed or all(source.path.endswith(".json") for source in sources)
    assert both_outputs(case, sources) == expected_outputs(case)


@pytest.mark.slow
@every_case
@pytest.mark.parametrize("folder", ["/builds/42/apps/", "./", "apps/orders/", ""], ids=["absolute", "here", "below", "stdin"])
def test_what_an_input_is_called_changes_no_byte(case, folder):
    sources = case.sources(golden_files.Reports())
    named = tuple(
        golden_files.replace(source, path=f"{folder or 'stdin '}{source.path}", label=f"{folder.strip('/.')}/{source.label}")
        for source in sources
    )
    assert both_outputs(case, named) == expected_outputs(case)


@every_case
def test_the_objects_are_valid_for_kubernetes(case):
    for found in objects_of(case):
        assert_valid(found)


RECOMMENDED = {f"app.kubernetes.io/{name}" for name in ("name", "instance", "version", "component", "part-of")}
OF_VERSION = "app.kubernetes.io/instance"
OF_OAM = "oam.dev/instance-name"
OF_FLAGGER = "app"
OF_A_SCOPE = {"app.kubernetes.io/component": "scope"}
CARRIED_BY_PODS = ({OF_OAM} | RECOMMENDED) - {"app.kubernetes.io/version"}


@every_case_of_oam
def test_all_objects_of_an_instance_have_the_same_labels_and_its_pods_all_but_the_version(case):
    for found in objects_of(case):
        of_instances = {}
        for item in found:
            known = item["metadata"]["labels"]
            if OF_A_SCOPE.items() <= known.items():
                # An object of a scope is of no instance: whoever selects pods by one must not meet it.
                assert known.keys() >= RECOMMENDED
                assert OF_OAM not in known
                continue
            common = {key: known.get(key) for key in (OF_OAM, *RECOMMENDED)}
            assert None not in common.values(), item["kind"]
            assert of_instances.setdefault(common[OF_OAM], common) == common, item["kind"]
            template = item.get("spec", {}).get("template") if item["kind"] in {"Deployment", "StatefulSet", "Job"} else None
            # An object that a document gives as it is has the pods that the document says.
            if template is not None and known.get("oam.dev/workload-type") != item["kind"]:
                carried = template["metadata"]["labels"]
                selector = item["spec"].get("selector", {"matchLabels": {OF_OAM: common[OF_OAM]}})
                # Pods of a second version have the name of their own Deployment, and that selects them by it.
                of_track = {OF_VERSION: item["metadata"]["name"]} if OF_VERSION in selector["matchLabels"] else {}
                expected = {**{key: common[key] for key in CARRIED_BY_PODS}, **of_track}
                assert {key: carried.get(key) for key in CARRIED_BY_PODS} == expected
                assert "app.kubernetes.io/version" not in carried
                assert set(WORDS_FOR_PEOPLE).isdisjoint(template["metadata"].get("annotations", {}))
                # Flagger keeps one label of a selector, which is another one than that of all pods of the instance.
                is_of_flagger = OF_OAM not in selector["matchLabels"]
                own = {OF_FLAGGER: carried[OF_OAM]} if is_of_flagger else {OF_OAM: carried[OF_OAM], **of_track}
                assert selector == {"matchLabels": own}
                assert carried.get(OF_FLAGGER, "") == own.get(OF_FLAGGER, "")


WORDS_FOR_PEOPLE = ("description", "version", "kubernetes.io/description")


@every_case_of_oam
def test_the_version_in_labels_is_that_of_the_chart_unless_a_component_has_its_own(case):
    for chart, found in zip(charts(case), objects_of(case), strict=True):
        (root,) = (document.root for document in read(_chart_yaml(chart), golden_files.Reports()))
        stated = {
            item["metadata"]["labels"].get(OF_OAM): as_label(item["metadata"]["annotations"]["version"])
            for item in found
            if "version" in item["metadata"].get("annotations", {})
        }
        for item in found:
            known = item["metadata"]["labels"]
            expected = stated.get(known.get(OF_OAM), as_label(plain(root)["appVersion"]))
            assert known["app.kubernetes.io/version"] == expected


@every_case_of_kubevela
def test_all_objects_of_a_component_say_whose_they_are_and_what(case):
    for found in objects_of(case):
        for item in found:
            known = item["metadata"]["labels"]
            assert {"app.oam.dev/name", "app.oam.dev/component", "app.oam.dev/appRevision"} <= known.keys(), item["kind"]
            if case.name == "kubevela-own-policy" and known["app.oam.dev/component"] == "bounds":
                continue  # objects of a policy have no role
            role = {"WORKLOAD": "workload.oam.dev/type", "TRAIT": "trait.oam.dev/type"}[known["app.oam.dev/resourceType"]]
            assert known[role], item["kind"]


def _chart_yaml(chart):
    return SourceFile(path="Chart.yaml", label="Chart.yaml", text=chart.files["Chart.yaml"])


@every_case
def test_the_chart_lints_without_a_word(case):
    for chart in charts(case):
        assert shared_engine().lint(chart.files) == ()


@every_case
def test_the_chart_renders_to_the_manifests(case):
    for chart, found in zip(charts(case), objects_of(case), strict=True):
        rendered = shared_engine().render(chart.files)
        assert not rendered.refusal
        assert differences(found, rendered.documents) == ()


@every_override
def test_an_override_means_the_same_in_both_outputs(case, overrides):
    reports = golden_files.Reports()
    values = combine(case.given(overrides, reports), reports).values
    plain_build = compiled(case, overrides=overrides, format="manifests", layout="per-object")
    rendered = [shared_engine().render(chart.files, values) for chart in charts(case)]
    if "refused" in overrides:
        assert {found.code.id for found in plain_build.reports.found if found.severity == "error"} == {overrides["refused"]}
        assert all(chart.refusal for chart in rendered)
        return
    assert [chart.refusal for chart in rendered] == ["" for _ in manifests(case)]
    for before, output, chart in zip(objects_of(case), plain_build.outputs, rendered, strict=True):
        after = objects(output)
        assert differences(after, chart.documents) == ()
        assert differences(before, after), "the override changes nothing"
        assert_valid(after)


@pytest.mark.slow
@every_override
def test_an_override_may_also_be_built_into_the_chart(case, overrides):
    with_values = compiled(case, overrides=overrides, format="helm")
    plain_build = compiled(case, overrides=overrides, format="manifests")
    assert len(with_values.outputs) == len(plain_build.outputs)
    for chart, output in zip(with_values.outputs, plain_build.outputs, strict=True):
        rendered = shared_engine().render(chart.files)
        assert not rendered.refusal
        assert differences(objects(output), rendered.documents) == ()


@pytest.mark.whole
def test_a_diagnostic_is_rendered_as_expected(diagnostic):
    assert golden_files.present_files(diagnostic) == golden_files.expected_files(diagnostic, what_is_told)


def test_a_diagnostic_is_reported_at_exactly_the_marked_lines(diagnostic):
    marked, reported = golden_files.marked_places(diagnostic), golden_files.reported_places(diagnostic, what_is_told)
    assert marked[golden_files.code_of(diagnostic)]
    assert {code: reported.get(code) for code in marked} == marked

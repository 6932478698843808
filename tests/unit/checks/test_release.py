"""How much of a Secret the release of a chart takes, beside what the real Helm says."""

import json
import random
import string
import subprocess
import zlib

import pytest

from oamc.backends.helm.chart import HelmChart
from oamc.checks import release as module
from oamc.checks import result
from oamc.checks.release import DOUBTFUL_RELEASE, LARGEST_RELEASE, check_release, release, release_size
from oamc.diagnostics.reports import Reports
from oamc.objects.fill import Filler
from oamc.values.shape import defaults
from oamc.verification.folders import chart_folder
from tests.helm_programs.build import program_path
from tests.support.documents import application, compiled, component, container

LETTERS = string.ascii_letters + string.digits + "+/"
HELM = program_path("v4.3.1")


def random_text(length):
    chooser = random.Random(length)
    return "".join(chooser.choice(LETTERS) for _ in range(length))


def documents(*texts):
    files = [{"path": f"/etc/{number}", "value": text} for number, text in enumerate(texts)]
    return component("Worker", container(ports=None, config=files)), application()


@pytest.fixture
def judged(monkeypatch):
    """Return a function that builds a chart and gives its files, its objects and their filler."""

    def build(*texts, **options):
        seen = []
        monkeypatch.setattr(result, "_check_texts", lambda objects, filler, _: seen.append((objects, filler)) or 0)
        assert compiled(*documents(*texts), format="helm").codes == []
        ((objects, _),) = seen
        return HelmChart(**options).emit(objects), objects, Filler(defaults(objects.parameters))

    return build


@pytest.mark.skipif(not HELM.exists(), reason="helm v4.3.1 is not built: python -m tests.helm_programs.build")
def test_a_release_is_what_helm_makes_of_the_chart(judged):
    files, objects, filler = judged("a", "<b>é\n", with_readme=True)
    with chart_folder(files) as folder:
        command = [str(HELM), "install", "release", str(folder), "--dry-run=client", "--output=json"]
        ran = subprocess.run(command, capture_output=True, check=True, env={"KUBECONFIG": "/nowhere", "HOME": str(folder)})
    made, ours = json.loads(ran.stdout), release(files, objects, filler)
    names = ("name", "data")
    theirs = {tuple(file[name] for name in names) for file in made["chart"]["templates"] + made["chart"]["files"]}
    chart = ours["chart"]
    assert theirs == {tuple(file[name] for name in names) for file in chart["templates"] + chart["files"]}
    assert made["chart"]["schema"] == chart["schema"]
    assert made["chart"]["values"].keys() == chart["values"].keys()
    assert abs(len(made["manifest"]) - len(ours["manifest"])) < 100 * len(objects.objects)


@pytest.mark.slow
@pytest.mark.parametrize(("kilobytes", "seen"), [(300, 691_712), (380, 872_921), (440, 1_009_287)])
def test_the_size_is_within_a_hundredth_of_what_an_api_server_was_sent(judged, kilobytes, seen):
    """`seen` is the Secret of a release of such texts, installed by Helm 3.22.0 into Kubernetes 1.34.4, with what helpers have
    added to a chart since: 480 to 501 bytes, by the releases that `helm install --dry-run=client` prints."""
    files, objects, filler = judged(random_text(kilobytes * 500), random_text(kilobytes * 500 - 1))
    assert seen <= release_size(files, objects, filler) < seen * 1.01


@pytest.mark.slow
def test_the_warning_begins_a_hundredth_below_the_limit():
    below, above = documents(random_text(220_000), random_text(225_000)), documents(random_text(226_000), random_text(236_000))
    assert compiled(*below, format="helm").codes == []
    found = compiled(*above, format="helm")
    assert found.codes == ["OAM707"]
    assert DOUBTFUL_RELEASE < LARGEST_RELEASE
    assert compiled(*above).codes == []


def test_what_can_be_compressed_is_no_reason_for_a_warning():
    assert compiled(*documents("some words " * 20_000, "others " * 30_000), format="helm").codes == []
    assert compiled(*documents("\n" * 30_000, "<" * 30_000, "é" * 90_000), format="helm").codes == []


def test_the_size_is_that_of_compressed_json_without_blanks_and_escapes_in_base64(judged, monkeypatch):
    """Helm writes JSON so, and letters that are no ASCII as they are; 800 bytes are for what it adds."""
    monkeypatch.setattr(module, "release", lambda *_: {"a": ["é", "b"], "c": "<"})
    assert release_size(*judged("a")) == len(zlib.compress('{"a":["é","b"],"c":"<"}'.encode(), 9)) * 4 // 3 + 800


@pytest.mark.parametrize(("size", "codes"), [(1_038_090, []), (1_038_091, ["OAM707"])])
def test_a_release_is_doubtful_above_ninety_nine_hundredths_of_what_a_secret_holds(judged, monkeypatch, size, codes):
    monkeypatch.setattr(module, "release_size", lambda *_: size)
    reports = Reports()
    check_release(*judged("a"), reports)
    assert [found.code.id for found in reports.found] == codes
    assert all("split the application" in found.hint and f"{size:,}" in found.message for found in reports.found)


def test_a_release_holds_the_objects_that_are_there_each_as_a_document(judged):
    files, objects, filler = judged("a")

    class WithoutTheFirst(Filler):
        def present(self, item):
            return item is not objects.objects[0]

    whole = release(files, objects, filler)["manifest"].split("---\n")
    assert [f"\nkind: {item.kind}\n" in text for item, text in zip(objects.objects, whole, strict=True)] == [True] * len(whole)
    assert len(whole) > 1
    assert release(files, objects, WithoutTheFirst(defaults(objects.parameters)))["manifest"].split("---\n") == whole[1:]

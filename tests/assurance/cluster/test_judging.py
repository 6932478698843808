"""What answers mean, with the words of real servers; no cluster is needed."""

import json
import os
import subprocess
import sys

import pytest

from tests.assurance.cluster import expected, guard, search
from tests.assurance.cluster.build import build, is_built, programs_folder
from tests.assurance.cluster.expected import Expected
from tests.assurance.cluster.judging import (
    LONGEST,
    accepted,
    changes,
    configured,
    difference,
    left_over,
    refused,
    shortened,
    snapshot,
)
from tests.assurance.cluster.manifests import Place, Told, applied, applied_by_the_server, created
from tests.assurance.cluster.measure import measure, rows, way_of
from tests.assurance.cluster.modules import MODULES, PACKAGES
from tests.assurance.cluster.planted import CHARTED, PLAIN, Caught
from tests.assurance.cluster.releases import as_yaml
from tests.assurance.cluster.search import Found, Problem, judged
from tests.assurance.cluster.sets import Change, ObjectSet, example_sets, fixed, golden_sets, in_namespace, shown_overrides
from tests.assurance.cluster.tools import Answer
from tests.assurance.rows import Unmeasurable
from tests.support.kubernetes_modules import RELEASES, first_module

IMMUTABLE = (
    'The Deployment "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"tier":"front"}}: field is immutable\n'
)
UNKNOWN = (
    'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a '
    'Deployment: strict decoding error: unknown field "spec.template.spec.restart"\n'
)
CONFLICT = (
    'error: Apply failed with 1 conflict: conflict with "first": '
    '.spec.template.spec.containers[name="web"].resources.requests.memory\nPlease review the fields above\n'
)
FRACTION = (
    'Warning: spec.template.spec.containers[0].resources.requests[memory]: fractional byte value "322122547200m" is invalid, '
    "must be an integer\n"
)
DIFF = """\
diff -u -N /tmp/LIVE-1/apps.v1.Deployment.a.web /tmp/MERGED-2/apps.v1.Deployment.a.web
--- /tmp/LIVE-1/apps.v1.Deployment.a.web\t2026-11-26 21:00:00.000000000 +0000
+++ /tmp/MERGED-2/apps.v1.Deployment.a.web\t2026-11-26 21:00:00.000000000 +0000
@@ -6 +6 @@
-  replicas: 3
+  replicas: 1
"""
GOOD = Answer(0, "deployment.apps/web created\n", "")


def deployment(**changed):
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": "web",
            "uid": "1",
            "resourceVersion": "7",
            "generation": 1,
            "annotations": {"deployment.kubernetes.io/revision": "1", "note": "a"},
        },
        "spec": {"replicas": 3},
        "status": {"observedGeneration": 1},
        **changed,
    }


def autoscaler(target):
    return {
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": target}},
    }


@pytest.mark.parametrize("words", [IMMUTABLE, UNKNOWN, CONFLICT])
def test_a_refusal_is_a_problem_in_the_words_of_the_server(words):
    assert refused(Answer(1, "", words)) == " ".join(words.split())


def test_a_refusal_without_a_word_is_a_problem():
    assert refused(Answer(1, "", ""))
    assert refused(Answer(1, "on standard output", "")) == "on standard output"


@pytest.mark.parametrize(
    "words",
    [
        FRACTION,
        'W1126 21:00:00.000000    1234 warnings.go:70] spec.template.spec.containers[1].ports[0]: duplicate port name "http"\n',
        'level=WARN msg="a value is not used"\n',
        'time=2026-11-26T21:00:00.000Z level=WARN msg="a value is not used"\n',
    ],
)
def test_a_warning_is_a_problem_although_the_object_was_taken(words):
    assert refused(Answer(0, "created", words)) == " ".join(words.split())


def test_an_answer_without_words_is_no_problem():
    assert refused(GOOD) == ""


def test_words_that_warn_of_nothing_are_no_problem():
    assert refused(Answer(0, "", "I1126 21:00:00.000000 1234 request.go:1] waited\n")) == ""


def test_an_override_that_must_be_refused_is_refused_with_its_words():
    assert accepted(Answer(1, "", IMMUTABLE), "field is immutable") == ""
    assert "was taken" in accepted(GOOD, "field is immutable")
    assert "connection refused" in accepted(Answer(1, "", "connection refused"), "field is immutable")


def test_a_difference_is_its_lines():
    assert difference(Answer(1, DIFF, "")) == "- replicas: 3 + replicas: 1"
    assert difference(GOOD._replace(out="")) == ""


def test_a_diff_that_fails_is_a_problem():
    assert difference(Answer(2, "", "error: yaml: control characters are not allowed")).startswith("error: yaml")
    assert difference(Answer(1, "", ""))
    assert difference(Answer(2, DIFF, "error: no answer")) == "error: no answer"


def test_a_second_apply_changes_nothing():
    assert configured(Answer(0, "deployment.apps/web unchanged\nservice/web unchanged\n", "")) == ""
    assert (
        configured(Answer(0, "deployment.apps/web configured\nservice/web unchanged\n", "")) == "deployment.apps/web configured"
    )
    assert configured(Answer(0, "deployment.apps/unchanged configured\n", ""))
    assert configured(Answer(1, "deployment.apps/web unchanged\n", IMMUTABLE)).startswith("The Deployment")
    assert configured(Answer(0, "", ""))


def test_bookkeeping_of_the_server_and_of_controllers_is_no_change():
    after = deployment(status={"observedGeneration": 2}, metadata={"name": "web", "uid": "1", "annotations": {"note": "a"}})
    assert changes(snapshot([deployment()]), snapshot([after])) == ""


def test_everything_else_is_a_change():
    before = snapshot([deployment()])
    assert changes(before, snapshot([deployment(spec={"replicas": 4})])) == "Deployment/web spec.replicas: 3 → 4"
    assert "metadata.annotations.note" in changes(before, snapshot([deployment(metadata={"name": "web"})]))
    assert changes(before, {}) == "Deployment/web is gone"
    assert changes({}, before) == "Deployment/web is new"


def test_the_number_of_replicas_belongs_to_the_autoscaler_of_this_object_alone():
    before, after = deployment(), deployment(spec={"replicas": 5})
    assert changes(snapshot([before, autoscaler("web")]), snapshot([after, autoscaler("web")])) == ""
    assert changes(snapshot([before, autoscaler("api")]), snapshot([after, autoscaler("api")])) != ""


def test_what_is_kept_on_purpose_or_going_is_not_left_over():
    kept = deployment(metadata={"name": "web", "annotations": {"helm.sh/resource-policy": "keep"}})
    going = deployment(metadata={"name": "web", "deletionTimestamp": "2026-11-26T21:00:00Z"})
    assert left_over([kept, going]) == ""
    assert left_over([kept, deployment()]) == "Deployment/web"


def test_a_long_answer_is_cut():
    assert len(shortened("x" * 10_000)) < LONGEST + 5


def test_a_problem_that_is_expected_is_told_apart(monkeypatch):
    entry = Expected("golden .*", "apply", "field is immutable", "a reason")
    monkeypatch.setattr(search, "EXPECTED", (entry,))
    assert judged("golden web", Told("apply", IMMUTABLE)).expected == entry
    assert judged("example web", Told("apply", IMMUTABLE)).expected is None
    assert judged("golden web", Told("create", IMMUTABLE)).expected is None
    assert judged("golden web", Told("apply", UNKNOWN)).expected is None
    found = Found(1, {"apply": 1}, [judged("example web", Told("apply", IMMUTABLE))])
    assert len(found.unexpected) == 1
    assert found.stale == [entry]


FRACTION = 'Warning: spec.containers[0].resources.requests[memory]: fractional byte value "300m" is invalid, must be an integer'


@pytest.mark.parametrize(("step", "is_expected"), [("create", False), ("create of an override", True), ("apply", False)])
def test_a_fraction_of_a_byte_is_expected_only_of_what_an_operator_gives(step, is_expected):
    assert bool(judged("random 1", Told(step, FRACTION)).expected) == is_expected
    assert judged("golden web", Told(step, FRACTION)).expected is None


def test_each_expected_answer_has_a_reason_and_says_how_it_is_known():
    for entry in expected.EXPECTED:
        assert len(entry.reason) > 40
        assert entry.words
        assert not entry.covers("golden web", entry.step, UNKNOWN)


def test_only_the_namespace_of_an_object_is_replaced():
    text = "metadata:\n  name: web\n  namespace: shop\nspec:\n    namespace: shop\n"
    assert in_namespace({"a": text}, "set-1") == {"a": text.replace("  namespace: shop\nspec", "  namespace: set-1\nspec")}


def test_the_overrides_that_the_pages_show_are_found():
    shown = shown_overrides()
    assert "web-front-end.parameters.connections=8192" in shown["my-awesome-app"]
    assert len(shown["shop"]) >= 4


class Kubectl:
    """A kubectl that answers a command with what it was given, and all else with success."""

    def __init__(self, command, answer):
        self.command, self.answer, self.called = command, answer, []

    def __call__(self, *arguments, **_):
        self.called.append(arguments)
        _, _, verb, *_ = arguments
        if verb == self.command:
            return self.answer
        return GOOD._replace(out="deployment.apps/web unchanged\n" if verb == "apply" else "")


def manifest(image):
    return {"web.yaml": json.dumps({**deployment(), "spec": {"image": image}}) + "\n"}


BASE = ObjectSet("web", manifest("1"), {}, (Change("another image", {}, manifest("2")),))


def test_a_set_that_all_goes_well_with_has_no_problem_at_any_step():
    for way in (created, applied, applied_by_the_server):
        told = list(way(Place(Kubectl("", GOOD), None, "set-1"), BASE))
        assert told
        assert [each for each in told if each.problem] == []


@pytest.mark.parametrize(
    ("way", "command", "answer", "steps"),
    [
        (created, "create", Answer(1, "", UNKNOWN), {"create"}),
        (
            applied,
            "diff",
            Answer(1, DIFF, ""),
            {"diff after apply", "diff after apply of an override", "diff after apply back"},
        ),
        (
            applied,
            "apply",
            Answer(0, "deployment.apps/web configured\n", ""),
            {"second apply"},
        ),
        (
            applied_by_the_server,
            "apply",
            Answer(1, "", CONFLICT),
            {"server-side apply"},
        ),
    ],
)
def test_a_bad_answer_is_a_problem_of_each_step_that_gets_it(way, command, answer, steps, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    told = list(way(Place(Kubectl(command, answer), None, "set-1"), BASE))
    assert {each.step for each in told if each.problem} == steps


def test_what_an_override_makes_anew_is_created_in_a_step_of_its_own():
    named = {name: text.replace('"name": "web"', '"name": "canary-web"') for name, text in manifest("1").items()}
    item = BASE._replace(changes=(BASE.changes[0]._replace(manifests=named),))
    steps = [each.step for each in created(Place(Kubectl("", GOOD), None, "set-1"), item)]
    assert steps == ["create", "create of an override"]
    assert {way_of(step) for step in steps} == {"create"}


def test_a_warning_that_helm_writes_as_information_is_a_problem():
    words = 'I1126 21:29:47.180478 30801 warnings.go:107] "Warning: duplicate port name"\n'
    assert refused(Answer(0, "", words)) == words.strip()


def test_fields_that_the_cluster_assigns_are_no_change():
    def service(address):
        return {"kind": "Service", "metadata": {"name": "web"}, "spec": {"clusterIP": address, "ports": []}}

    def job(identity):
        labels = {"batch.kubernetes.io/controller-uid": identity, "app": "web"}
        return {"kind": "Job", "metadata": {"name": "web"}, "spec": {"template": {"metadata": {"labels": labels}}}}

    assert changes(snapshot([service("10.0.0.1"), job("1")]), snapshot([service("10.0.0.2"), job("2")])) == ""
    other = job("1")
    other["spec"]["template"]["metadata"]["labels"]["app"] = "api"
    assert changes(snapshot([job("1")]), snapshot([other])) != ""


def test_what_a_server_never_changes_is_known_beforehand():
    def made(kind, spec):
        return {"object.yaml": json.dumps({"apiVersion": "v1", "kind": kind, "metadata": {"name": "web"}, "spec": spec})}

    assert fixed(made("Job", {"template": 1}), made("Job", {"template": 2})) == "field is immutable"
    assert fixed(made("Job", {"template": 1, "parallelism": 1}), made("Job", {"template": 1, "parallelism": 2})) == ""
    assert fixed(made("PersistentVolumeClaim", {"a": 1}), made("PersistentVolumeClaim", {"a": 2})) != ""
    assert fixed(made("Deployment", {"template": 1}), made("Deployment", {"template": 2})) == ""


def test_values_are_written_so_that_helm_reads_each_character():
    assert as_yaml({"a": "\x7f\u2028\U0001f600\n"}) == '{"a": "\\U0000007F\\U00002028\\U0001F600\\n"}'


def test_a_difference_that_a_controller_made_meanwhile_is_looked_at_again(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    answers = iter([Answer(1, DIFF, ""), Answer(0, "", "")])
    assert Place(lambda *_, **__: next(answers), None, "set-1").differs(BASE.manifests) == ""


def test_an_override_for_a_first_installation_only_must_be_refused():
    change = BASE.changes[0]._replace(first_only="field is immutable")
    told = list(applied(Place(Kubectl("", GOOD), None, "set-1"), BASE._replace(changes=(change,))))
    assert [each.step for each in told if "was taken" in each.problem] == ["apply of an override"]


def test_rows_hold_only_where_nothing_unexpected_was_met_and_all_planted_was_caught():
    good = Found(2, {"apply": 2, "Helm 4 install": 2}, [])
    bad = good._replace(problems=[Problem("golden web", "apply", "", IMMUTABLE, None)])
    known = good._replace(problems=[Problem("golden web", "apply", "", IMMUTABLE, Expected("", "", "", "it must be"))])
    caught = [Caught("a field that nobody knows", "create", UNKNOWN)]
    missed = [Caught("a field that nobody knows", "create", "")]
    assert all(row.held for row in rows("1.34", good, caught))
    assert [row.held for row in rows("1.34", bad, caught)].count(False) == 1
    assert all(row.held for row in rows("1.34", known, caught))
    assert any("it must be" in row.figure for row in rows("1.34", known, caught))
    assert [row.held for row in rows("1.34", good, missed)].count(False) == 1


def test_something_broken_is_planted_for_every_way():
    assert {created, applied, applied_by_the_server} == PLAIN.keys()
    assert {"install", "upgrade to an override", "uninstall"} & {each.step for each in CHARTED}


def test_what_is_shown_as_an_override_says_whether_an_installed_release_takes_it():
    shown = [(item, change) for item in (*golden_sets(), *example_sets()) for change in item.changes if not change.refused]
    assert len(shown) > 90
    wrong = [(item.name, each.name) for item, each in shown if fixed(item.manifests, each.manifests) != each.first_only]
    assert wrong == []


def test_every_override_that_the_pages_show_and_the_compiler_takes_is_tried():
    tried = {change.name for item in example_sets() for change in item.changes}
    assert "web-front-end.parameters.connections=8192" in tried
    assert "web-front-end.parameters.connections=many" not in tried


def test_a_server_ends_when_its_parent_lets_go():
    command = [sys.executable, "-I", guard.__file__, sys.executable, "-c", "import time; time.sleep(600)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(0.5)
        server.stdin.close()
        assert server.wait(30) != 0


def test_a_server_ends_when_its_guard_is_told_to_end():
    command = [
        sys.executable,
        "-I",
        guard.__file__,
        sys.executable,
        "-uc",
        "import os, time; print(os.getpid()); time.sleep(60)",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as guarding:
        server = int(guarding.stdout.readline())
        guarding.terminate()
        assert guarding.wait(30) != 0
        with pytest.raises(ProcessLookupError):
            os.kill(server, 0)


def test_a_server_that_ends_by_itself_is_seen():
    command = [sys.executable, "-I", guard.__file__, sys.executable, "-c", "raise SystemExit(3)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
        assert server.wait(30) == 3


def test_nothing_is_measured_where_nothing_is_built(monkeypatch, tmp_path):
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path))
    with pytest.raises(Unmeasurable, match="make cluster"):
        list(measure(full=False))


def test_a_build_that_fails_leaves_nothing_in_the_cache(monkeypatch, tmp_path, capsys):
    go = tmp_path / "bin" / "go"
    go.parent.mkdir()
    go.write_text("#!/bin/sh\necho no such module >&2\nexit 1\n", encoding="utf-8")
    go.chmod(0o755)
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{go.parent}:/usr/bin:/bin")
    assert not build("1.34")
    assert "no such module" in capsys.readouterr().out
    assert not is_built("1.34")
    assert list((tmp_path / "cache" / "kubernetes").iterdir()) == []


def test_a_build_puts_all_programs_into_the_cache_at_once(monkeypatch, tmp_path):
    go = tmp_path / "bin" / "go"
    go.parent.mkdir()
    go.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nmkdir -p "${2%/*}" && : > "$2"\n', encoding="utf-8")
    go.chmod(0o755)
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{go.parent}:/usr/bin:/bin")
    assert build("1.34")
    assert {path.name for path in programs_folder("1.34").iterdir()} == PACKAGES.keys()
    assert list(programs_folder("1.34").parent.iterdir()) == [programs_folder("1.34")]
    go.unlink()
    assert build("1.34")


def test_a_build_that_is_slower_than_another_one_takes_what_that_one_made(monkeypatch, tmp_path):
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path / "cache"))
    go = tmp_path / "bin" / "go"
    go.parent.mkdir()
    place = programs_folder("1.34")
    made = 'while [ "$1" != -o ]; do shift; done; mkdir -p "${2%/*}" && echo slower > "$2"'
    go.write_text(f"#!/bin/sh\n{made}\nmkdir -p {place} && echo faster > {place}/etcd\n", encoding="utf-8")
    go.chmod(0o755)
    monkeypatch.setenv("PATH", f"{go.parent}:/usr/bin:/bin")
    assert build("1.34")
    assert (place / "etcd").read_text(encoding="utf-8") == "faster\n"


@pytest.mark.parametrize(("version", "release"), RELEASES.items())
def test_the_locked_module_is_what_replaces_the_modules_beside_this_release(version, release):
    locked = (MODULES / version / "go.mod").read_text(encoding="utf-8")
    assert f"k8s.io/kubernetes v{release}" in locked
    published = "go 1.22.0\nreplace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n)"
    first = first_module("oamc.test/cluster", release, published)
    assert f"k8s.io/api => k8s.io/api v0.{release.partition('.')[2]}" in first
    assert f"k8s.io/api => k8s.io/api v0.{release.partition('.')[2]}" in locked

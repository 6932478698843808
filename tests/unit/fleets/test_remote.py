"""Tasks for a cluster: what crosses is plain, says everything, and comes back as what it was."""

import json

import pytest

from oamc.diagnostics.reports import Reports
from oamc.fleets import cluster, remote
from oamc.fleets.failures import ClusterFailedError
from oamc.fleets.part import AN_ERROR, compile_part
from oamc.fleets.program import FILES, difference, program
from oamc.options import Options
from oamc.records import replace
from oamc.source.limits import DEFAULT_LIMITS
from oamc.spans import SourceFile
from tests.unit.fleets.test_parts import one, sources_of

CONFIGURATION = SourceFile(path="oamc.toml", label="oamc.toml", text='chart-version = "1.2"\n')
WARNED = one("warned") + "---\n" + one("spare").partition("---\n")[0]


def answer_of(inputs, options=None, reports=None):
    """Return what a worker answers, which must be what JSON can hold."""
    common = remote.options_text(options or Options(), reports or Reports())
    answer = remote.compiled(common, remote.inputs_text(inputs))
    assert json.loads(json.dumps(answer)) == json.loads(json.dumps(answer, default=pytest.fail))
    return answer


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(format="manifests", namespace="shop", kube_versions=("1.30", "1.34"), single_service_port=True),
        Options(
            chart_version="1.2.3", chart_metadata={"oam.dev/chart-home": "https://a.test", "oam.dev/chart-keywords": ("a",)}
        ),
        Options(limits=replace(DEFAULT_LIMITS, depth=100)),
    ],
)
def test_a_worker_makes_of_a_part_what_this_process_does(options):
    inputs = [sources_of(one("a"), one("b")), sources_of(WARNED)]
    parts = list(remote.parts_of(answer_of(inputs, options), inputs, {}))
    for part, sources in zip(parts, inputs, strict=True):
        expected = compile_part(sources, options, Reports())
        assert part.outputs == expected.outputs
        assert part.findings == expected.findings
        assert all(found.span.source in sources for found in part.findings)
        assert (part.names, part.counts, part.front_ends) == (expected.names, expected.counts, expected.front_ends)


def test_the_limits_of_a_run_hold_on_workers():
    inputs = [sources_of(one("a"))]
    assert answer_of(inputs, Options(limits=replace(DEFAULT_LIMITS, depth=3)))["parts"] == [AN_ERROR]


def test_workers_judge_as_this_run_does():
    inputs = [sources_of(one("a") + "---\n" + one("b").replace("  containers:", "  unknownThing: 1\n  containers:"))]
    assert answer_of(inputs)["parts"] == [AN_ERROR]
    allowed = answer_of(inputs, reports=Reports(allow_unknown=True))
    assert [row["severity"] for row in allowed["parts"][0]["findings"]["found"]] == ["warning"]
    assert answer_of(inputs, reports=Reports(allow_unknown=True, strict=True))["parts"] == [AN_ERROR]


def test_an_option_that_no_worker_can_be_told_leaves_everything_to_one_compilation():
    inputs, options = [sources_of(one("a"))], Options(chart_metadata={"a": object()})
    assert list(cluster.compiled_on_cluster(inputs, options, Reports(), "127.0.0.1:1", 1)) == [
        (0, "an option has a form that is not sent to a cluster")
    ]


def test_charts_of_a_task_share_their_texts():
    (data,) = answer_of([sources_of(one("a"), one("b"))])["parts"]
    first, second = ({path.rpartition("/")[2]: text for path, text in row["files"].items()} for row in data["outputs"])
    shared = [name for name in first if first[name] == second.get(name)]
    assert shared
    assert all(first[name] is second[name] for name in shared)


@pytest.mark.parametrize("sizes", [[], [10], [39_999], [40_000, 1], [20_000] * 5, [100_000, 100_000], [1] * 50])
def test_tasks_have_all_parts_once_and_are_no_smaller_than_they_must(sizes):
    inputs = [sources_of("x" * size) for size in sizes]
    found = list(cluster.tasks(inputs))
    assert [number for numbers in found for number in numbers] == list(range(len(sizes)))
    sums = [sum(sizes[number] for number in numbers) for numbers in found]
    assert all(total >= cluster.CHARACTERS for total in sums[:-1])
    assert all(total - sizes[numbers[-1]] < cluster.CHARACTERS for total, numbers in zip(sums, found, strict=True))


def test_programs_are_the_same_where_nothing_differs():
    here = program()
    assert difference(dict(here), here) == ""
    assert difference({**here, "Python": "3.9"}, here) == f"Python 3.9, and here {here['Python']}"
    assert difference({**here, FILES: "x"}, here) == "the files of oamc are others, with the same version"
    assert "PyYAML none, and here" in difference({name: here[name] for name in here if name != "PyYAML"}, here)
    assert {"oamc", "Python", "PyYAML", "jinja2", "jsonschema", FILES} == set(here)


def test_a_worker_of_another_program_compiles_nothing(monkeypatch):
    monkeypatch.setattr(remote, "compile_part", lambda *_: pytest.fail("compiled"))
    common = json.loads(remote.options_text(Options(), Reports()))
    common["program"]["oamc"] = "9.9"
    assert "and here 9.9" in remote.compiled(json.dumps(common), "[]")["difference"]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ModuleNotFoundError("No module named 'oamc.fleets.remote'"), "OAM713", "no oamc that knows of clusters"),
        (AttributeError("compiled"), "OAM713", "no oamc that knows of clusters"),
        (RuntimeError("something"), "OAM714", "RuntimeError: something"),
        (TimeoutError("late"), "OAM714", "TimeoutError: late"),
    ],
)
def test_what_dask_raises_becomes_a_finding(error, code, words):
    class Failed:
        def result(self):
            raise error

    reports = Reports()
    with pytest.raises(ClusterFailedError) as caught, cluster._as_findings():
        cluster._answer(Failed())
    caught.value.tell(reports)
    assert [(found.code.id, words in found.message) for found in reports.found] == [(code, True)]

"""The stated limits at the command line: accepted at the limit, refused beyond it, raised by the flag and by nothing else."""

import pytest

from oamc.cli.entry import run
from oamc.source.limits import Limits
from tests.assurance.cost.inputs import component, configuration, repeated
from tests.assurance.cost.limits import CONFIG_MAP, INSTANCES, INTEGER, LAST, LIMITS, too_many_errors

OPTIONS = ["--format", "manifests", "-o", "out.yaml"]


@pytest.fixture
def build(tmp_path, monkeypatch, capfd):
    """Return a function that builds a text and gives the status and what was printed."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "OAMC_LIMIT"):
        monkeypatch.delenv(name, raising=False)

    def building(text, *options):
        (tmp_path / "app.yaml").write_text(text, encoding="utf-8")
        status = run(["build", "app.yaml", *OPTIONS, *options])
        return status, capfd.readouterr().err

    return building


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_the_limit_is_accepted_and_one_more_is_refused_until_the_flag_raises_it(build, limit):
    assert getattr(Limits(), limit.name) == limit.size
    status, said = build(limit.make(limit.size))
    assert status == 0, said
    status, said = build(limit.make(limit.size + 1))
    assert status == 1
    assert f"error[{limit.code}]" in said
    assert f"--limit {limit.name}={2 * limit.size}" in said
    assert f"app.yaml:{'' if limit.line == LAST else f'{limit.line}:'}" in said
    status, said = build(limit.make(limit.size + 1), "--limit", f"{limit.name}={2 * limit.size}")
    assert status == 0, said


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("nodes", 100, component("", "    args:\n" + "    - x\n" * 100) + configuration()),
        ("components", INSTANCES[0], INSTANCES[1](INSTANCES[0] + 1)),
        ("inputs", 500, component("", "    args:\n" + "    - x\n" * 100) + configuration()),
    ],
)
def test_a_limit_that_only_a_large_input_reaches_is_lowered_and_named(build, name, value, text):
    assert build(text)[0] == 0
    status, said = build(text, "--limit", f"{name}={value}")
    assert status == 1
    assert f"--limit {name}={2 * value}" in said
    assert "app.yaml:" in said


def test_as_many_instances_as_the_limit_says_are_built(build):
    assert build(INSTANCES[1](INSTANCES[0]), "--limit", f"components={INSTANCES[0]}")[0] == 0


@pytest.mark.parametrize("sign", [1, -1])
def test_integers_end_where_floats_lose_digits(build, sign):
    largest, make = INTEGER
    assert build(make(sign * largest))[0] == 0
    status, said = build(make(sign * (largest + 1)))
    assert status == 1
    assert "app.yaml:9:" in said


def test_a_config_map_holds_a_mebibyte(build):
    most, make = CONFIG_MAP
    large = ("--limit", "scalar=3000000")
    assert build(make(most), *large)[0] == 0
    status, said = build(make(most + 2048), *large)
    assert status == 1
    assert "app.yaml:" in said


def test_a_hundred_problems_are_shown_and_the_rest_counted(build):
    _, said = build(too_many_errors(20))
    assert "not shown" not in said
    _, said = build(too_many_errors(300))
    assert said.count("\n  --> ") + said.count("\n   --> ") + said.count("\n    --> ") <= 100
    assert "not shown" in said


@pytest.mark.parametrize("source", ["environment", "oamc.toml", "pyproject.toml"])
def test_nothing_but_the_flag_raises_a_limit(build, monkeypatch, tmp_path, source):
    if source == "environment":
        monkeypatch.setenv("OAMC_LIMIT", "depth=128")
    else:
        section = "[tool.oamc]\n" if source == "pyproject.toml" else ""
        (tmp_path / source).write_text(f"{section}limit = ['depth=128']\n", encoding="utf-8")
    status, said = build(component() + configuration())
    assert status in {1, 64}
    assert "--limit" in said


def test_the_depth_cannot_be_raised_beyond_what_the_stages_can_take(build):
    deep = next(limit for limit in LIMITS if limit.name == "depth")
    assert build(deep.make(200), "--limit", "depth=200")[0] == 0
    status, said = build(deep.make(200), "--limit", "depth=201")
    assert status == 64
    assert "at most 200" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a: " + "[" * 100, "OAM150"),
        ("a: &a [" + "1, " * 1000 + "]\nb: [" + "*a, " * 600 + "]\n", "OAM151"),
        ("a: '" + "x" * (1 << 20) + "x'\n", "OAM154"),
        ("#" * (4 << 20) + "\n", "OAM101"),
    ],
)
def test_values_files_have_the_same_limits(build, tmp_path, content, code):
    (tmp_path / "values.yaml").write_text(content, encoding="utf-8")
    status, said = build(component() + configuration(), "--values", "values.yaml")
    assert status == 1
    assert f"error[{code}]" in said
    assert "values.yaml:" in said


def test_a_file_for_a_value_has_the_limit_of_files(build, tmp_path):
    (tmp_path / "text").write_text("x" * ((4 << 20) + 1), encoding="utf-8")
    parameter = component("  parameters:\n  - {name: p, type: string, default: a}\n", "    env: [{name: A, fromParam: p}]\n")
    status, said = build(parameter + configuration(), "--set-file", "a.parameters.p=text")
    assert status == 1
    assert "error[OAM101]" in said


@pytest.mark.parametrize("value", ["[" * 5000, '{"a":' * 5000, "1" * 5000])
def test_json_on_the_command_line_is_bounded(build, value):
    status, said = build(component() + configuration(), "--set-json", f"a.replicas={value}")
    assert status == 1
    assert "fault" not in said


def test_a_configuration_file_is_bounded(build, tmp_path):
    (tmp_path / "oamc.toml").write_text("a = " + "[" * 5000 + "]" * 5000 + "\n", encoding="utf-8")
    assert build(component() + configuration())[0] == 1
    (tmp_path / "oamc.toml").write_text("#" * (1 << 20) + "\n" + repeated("k@ = 1\n", 9), encoding="utf-8")
    assert build(component() + configuration())[0] == 1

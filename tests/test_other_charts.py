"""Charts that components install: what comes with the chart in the real `helm` programs, and what Flux and Argo CD would take.

The programs are built once by `make helm-programs`; where they are not, their tests are skipped and counted. So are those that
need the CustomResourceDefinitions of Flux and Argo CD, which are looked for beside the corpus and are no part of the
repository.
"""

import functools
import gzip
import hashlib
import http.server
import io
import json
import os
import subprocess
import tarfile
import threading
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from oamc.cli.entry import run
from oamc.kubernetes.schemas import DEFAULT_VERSION
from tests.golden_files import GOLDEN, cases, compiled, present_charts
from tests.helm_programs.build import program_path
from tests.support import yaml_files
from tests.support.component_types import application, component
from tests.support.helm import helm_versions, shared_engine, shared_program

CASES = {case.name: case for case in cases(GOLDEN)}
OTHERS = {"redis": "18.1.0", "rabbitmq": "12.0.3"}
SEEN = """apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Chart.Name }}"}
data: {seen: {{ omit .Values "global" | toJson | quote }}}
"""


def other_chart(name, version):
    """Return the files of a chart of somebody else, with one object that tells the values it sees."""
    values = {"replica": {"count": 1}, "livenessProbe": {"path": "/"}, "title": "its own"}
    return {
        "Chart.yaml": json.dumps({"apiVersion": "v2", "name": name, "version": version}),
        "values.yaml": json.dumps(values),
        "templates/seen.yaml": SEEN,
    }


def with_others(files):
    """Return a chart with the charts that it depends on."""
    below = {
        f"charts/{name}/{path}": text for name, version in OTHERS.items() for path, text in other_chart(name, version).items()
    }
    return {**files, **below}


def seen(rendered):
    """Return the values that each of the other charts sees, by the name that it has here."""
    assert not rendered.refusal, rendered.refusal
    return {
        item["metadata"]["name"]: json.loads(item["data"]["seen"]) for item in rendered.documents if item["kind"] == "ConfigMap"
    }


@helm_versions
def test_values_below_the_alias_reach_the_other_chart(version):
    files = with_others(present_charts(CASES["kubevela-charts-as-dependencies"])["chart"])
    found = seen(shared_program(version).render(files, kube_version=DEFAULT_VERSION))
    assert found.keys() == {"cache", "rabbitmq", "queue"}
    assert found["cache"]["replica"] == {"count": 2}
    assert found["cache"]["extraFlags"] == ["--quiet", "{{ .Release.Name }}"]
    assert found["cache"]["title"] == "its own"
    assert found["rabbitmq"]["title"] == "its own"
    assert found["queue"]["replicaCount"] == 3


@helm_versions
def test_null_in_the_chart_takes_a_value_away_in_helm_3_alone_and_given_to_helm_in_both(version):
    files = with_others(present_charts(CASES["kubevela-charts-as-dependencies"])["chart"])
    found = seen(shared_program(version).render(files, kube_version=DEFAULT_VERSION))
    assert ("livenessProbe" in found["cache"]) == version.startswith("v4"), "OAM590 says so"
    given = seen(shared_program(version).render(files, {"cache": {"livenessProbe": None}}, kube_version=DEFAULT_VERSION))
    assert "livenessProbe" not in given["cache"]


@helm_versions
def test_a_switch_leaves_another_chart_out(version):
    files = with_others(present_charts(CASES["kubevela-charts-as-dependencies"])["chart"])
    values = {"cache": {"enabled": False}, "queue": {"enabled": True, "replica": {"count": 9}}}
    found = seen(shared_program(version).render(files, values, kube_version=DEFAULT_VERSION))
    assert found.keys() == {"rabbitmq", "queue"}
    assert found["queue"]["replica"] == {"count": 9}
    assert shared_program(version).render(files, {"cache": {"enabled": "no"}}).refusal


@helm_versions
def test_the_chart_lints_with_the_other_charts_in_it(version):
    files = with_others(present_charts(CASES["kubevela-charts-as-dependencies"])["chart"])
    assert shared_program(version).lint(files) == ()


def test_the_engine_renders_the_objects_of_the_chart_alone():
    files = present_charts(CASES["kubevela-charts-as-dependencies"])["chart"]
    assert [item["kind"] for item in shared_engine().render(files).documents] == ["Deployment"]


def archive(files, name):
    """Return a chart as a packed file."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for path, text in files.items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(plain.getvalue())


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        pass


@pytest.fixture
def repository(tmp_path):
    """Serve a repository of charts on this machine and return its address."""
    entries = {}
    for name, version in OTHERS.items():
        packed = archive(other_chart(name, version), name)
        file = f"{name}-{version}.tgz"
        (tmp_path / file).write_bytes(packed)
        digest = hashlib.sha256(packed).hexdigest()
        entries[name] = [{"apiVersion": "v2", "name": name, "version": version, "urls": [file], "digest": digest}]
    (tmp_path / "index.yaml").write_text(yaml.safe_dump({"apiVersion": "v1", "entries": entries}))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def app_with(address):
    """Return an Application with two charts of a repository."""
    return application(
        component("webservice", "web", image="example/web:1"),
        component("helm", "cache", url=address, chart="redis", version="~18.1", values={"title": "shop"}),
        component("helmchart", "queue", chart={"source": "rabbitmq", "repoURL": address, "version": "12.x"}),
    )


@helm_versions
def test_helm_fetches_the_other_charts_and_a_new_build_leaves_them_alone(version, repository, tmp_path, capsys):
    program = program_path(version)
    if not program.exists():
        pytest.skip(f"helm {version} is not built: python -m tests.helm_programs.build")
    home = tmp_path / "home"
    source = tmp_path / "app.yaml"
    source.write_text(json.dumps(app_with(repository)))
    build = ["build", str(source), "-o", str(tmp_path / "charts")]
    assert run(build) == 0
    chart = tmp_path / "charts" / "shop"
    assert f"helm dependency build {chart}" in capsys.readouterr().err
    environment = {name: str(home) for name in ("HOME", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME")}
    helm = functools.partial(subprocess.run, check=True, capture_output=True, text=True, env=environment, timeout=60)
    helm([program, "dependency", "update", chart])
    assert sorted(path.name for path in (chart / "charts").iterdir()) == ["rabbitmq-12.0.3.tgz", "redis-18.1.0.tgz"]
    rendered = helm([program, "template", "one", chart, "--set", "queue.title=mail"]).stdout
    found = {
        item["metadata"]["name"]: json.loads(item["data"]["seen"])["title"]
        for item in yaml_files.load_all(rendered)
        if item and item["kind"] == "ConfigMap"
    }
    assert found == {"cache": "shop", "queue": "mail"}
    for further in ((), ("--check",), ("--foreign", "deny")):
        assert run([*build, *further]) == 0
        assert "Chart.lock" not in capsys.readouterr().err
    assert (chart / "Chart.lock").exists()
    (chart / "notes.txt").write_text("mine")
    assert run([*build, "--foreign", "deny"]) == 1


DEFINITIONS = Path(os.environ.get("OAMC_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "corpus")).parent / "crds"
OF_CONTROLLERS = ("kubevela-helm", "kubevela-helmchart", "kubevela-charts-argo-cd")


def closed(schema):
    """Return a schema of a CustomResourceDefinition that takes no unknown fields."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if "properties" in found and "additionalProperties" not in found and not found.get("x-kubernetes-preserve-unknown-fields"):
        found["additionalProperties"] = False
    if found.get("nullable") or found.get("x-kubernetes-preserve-unknown-fields"):
        found.pop("type", None)
    return found


@functools.cache
def schemas():
    """Return the schemas of the specs of all kinds, by version and kind."""
    found = {}
    for path in (*DEFINITIONS.glob("flux/*.yaml"), *DEFINITIONS.glob("argo-cd/*.yaml")):
        spec = yaml_files.load(path.read_text())["spec"]
        for version in spec["versions"]:
            if version["served"] and not version.get("deprecated"):
                schema = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
                found[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = Draft202012Validator(closed(schema))
    return found


@pytest.mark.skipif(not DEFINITIONS.is_dir(), reason="the definitions of Flux and Argo CD are not beside the corpus")
@pytest.mark.parametrize("name", OF_CONTROLLERS)
def test_controllers_take_the_objects(name):
    case = CASES[name]
    texts = [text for output in compiled(case, format="manifests").outputs for text in output.files.values()]
    objects = [item for text in texts for item in yaml_files.load_all(text)]
    assert objects
    for item in objects:
        problems = schemas()[item["apiVersion"], item["kind"]].iter_errors(item["spec"])
        assert [problem.message for problem in problems] == [], item["metadata"]["name"]

"""One application, possibly several in one run, with several sets of overrides: everything that is wrong with the outputs.

    search(sample_application(7), 7).problems == []

Both outputs are read by Go, and the API server's own validation judges them, where Go has built it. Overrides are drawn from
the schemas of the charts; where a run makes several charts, each takes its own share, as `oamc build` shares them, and the
prefix of names is the same for all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, NamedTuple

from oamc.choices import ARGO_CD, DEPLOYMENT, EMIT, FLUX
from oamc.diagnostics.codes.objects import GIVEN_VALUE
from oamc.diagnostics.reports import Reports
from oamc.objects.writer import spell_text
from oamc.options import Options
from oamc.records import replace
from oamc.values.merge import merge
from oamc.values.overrides import Overrides
from oamc.verification.compare import differences
from oamc.verification.samples import draw
from tests.strategies.applications import Documents, as_text
from tests.strategies.balancers import needs_a_cloud, prefers_pods
from tests.strategies.configurations import IDENTITY_TYPE
from tests.strategies.traffic import prefers_zones
from tests.support.agreement import chart_values, compiled, source
from tests.support.api_server import all_objections
from tests.support.closed_schema import openings
from tests.support.go_reader import shared_reader
from tests.support.helm import shared_engine
from tests.support.kubernetes_objects import invalid

OVERRIDES = 5
SECOND, OF_KUBEVELA = "core.oam.dev/v1alpha2", "core.oam.dev/v1beta1"
FIXED_VARIABLE = re.compile(r"^# variables\.(.+?): ", re.MULTILINE)
"""How values.yaml lists a variable that is fixed."""
OPTIONS = (
    Options(),
    Options(
        qos="off",
        cpu_limit=("1.25",),
        job_names="fixed",
        chart_metadata={"oam.dev/chart-home": "https://example.com", "oam.dev/chart-keywords": ("a", "b")},
    ),
    Options(namespace="team-a", ingress_class="nginx", cpu_limit=("equal",), scopes=EMIT),
    Options(
        qos="warn",
        require_class=("Burstable",),
        qos_rule=("QOS002=warn", "QOS007=warn", "QOS010=warn"),
        qos_node=("large=64Gi",),
        gpu_resource="amd.com/gpu",
        layout="per-object",
        vela_version="1.10",
    ),
    Options(
        kube_versions=("1.30", "1.37"),
        chart_name="renamed",
        chart_version="2.0.0",
        app_version="v1",
        layout="per-component",
        chart_readme=True,
        cpu_limit=("1.5",),
        profile="microk8s",
        scopes=EMIT,
    ),
    Options(
        chart_tests=True,
        single_service_port=True,
        allow_unknown_workloads=True,
        allow_unknown_traits=True,
        allow_unset=True,
        extended_kinds=(
            "monitoring.coreos.com/*",
            "monitoring.example.com/*",
            "dapr.io/*",
            "example.com/*",
            "kafka.example.com/v1beta2.Topic",
        ),
    ),
)
"""The options that applications are compiled with in turn: each differs from its default somewhere."""


class Found(NamedTuple):
    """What a search found: comparisons made, how many sets of overrides both outputs refused, and everything wrong."""

    compared: int
    refused: int
    problems: list[str]


def options_of(documents: Documents, number: int) -> Options:
    """Return the options of a numbered application. An ingress wants the port that one port a Service leaves."""
    options = OPTIONS[number % len(OPTIONS)]
    if any(document["apiVersion"] in (SECOND, OF_KUBEVELA) for document in documents):
        options = replace(options, extended_kinds=())  # the list knows the kinds of the first version
    options = replace(options, charts_as=_way_of_charts(documents))
    if _functions_are_containers(documents):
        options = replace(options, faas=DEPLOYMENT)
    if needs_a_cloud(documents):
        options = replace(options, profile="alibaba", single_service_port=False)
    if prefers_pods(documents) or prefers_zones(documents):
        options = replace(options, kube_versions=OPTIONS[0].kube_versions)
    if any(scope["type"] == IDENTITY_TYPE for document in documents for scope in document["spec"].get("scopes", ())):
        options = replace(options, scopes=EMIT)  # it means nothing without objects
    return replace(options, single_service_port=False) if _exposes_one_of_several(documents) else options


CONTAINED = ("image", "handler", "environment", "constraints", "secrets", "requests", "readOnlyRootFilesystem")
"""Settings that the generator draws so that any container takes them."""


def _functions_are_containers(documents: Documents) -> bool:
    """Tell whether there are functions, all of which can be Deployments: nothing comes whole from a parameter, names are those
    of Services, labels are none, and no trait asks for OpenFaaS.
    """
    functions = {
        document["metadata"]["name"]: document["spec"]
        for document in documents
        if str(document["spec"].get("workloadType")).endswith(".Function")
    }
    settings = [setting for spec in functions.values() for setting in spec.get("workloadSettings", ())]
    if not all(isinstance(one, dict) and one["name"] in CONTAINED for one in settings):
        return False
    uses = [
        use
        for document in documents
        if document["kind"] == "ApplicationConfiguration"
        for use in document["spec"].get("components", ())
        if use.get("componentName", use.get("name")) in functions
    ]
    return bool(uses) and all(
        re.fullmatch(r"[a-z][-a-z0-9]{0,40}", use["instanceName"])
        and {binding["name"].lower() for binding in use.get("traits") or ()} <= {"manual-scaler", "manualscaler", "empty"}
        for use in uses
    )


def _way_of_charts(documents: Documents) -> str:
    """Return who installs the charts that are components: Argo CD takes them from some places, and into a known namespace."""
    properties = [one.get("properties", {}) for document in documents for one in document["spec"].get("components", ())]
    is_taken = all(own.get("repoType") != "oss" and "sourceName" not in own for own in properties)
    return ARGO_CD if is_taken and all(document["metadata"].get("namespace") for document in documents) else FLUX


def _exposes_one_of_several(documents: Documents) -> bool:
    """Tell whether a trait knows ports, and a component has several of them or one that no ingress can lead to."""
    specs = [document["spec"] for document in documents]
    names = [
        binding.get("name", "").lower()
        for spec in specs
        for use in spec.get("components", ())
        for binding in use.get("traits", ())
    ]
    ports = [[port for one in spec.get("containers", ()) for port in one.get("ports", ())] for spec in specs]
    doubtful = any(
        len(some) > 1 or port.get("protocol", port.get("type", "TCP")).upper() != "TCP" for some in ports for port in some
    )
    return doubtful and any("ingress" in name or name in {"service", "traffic-mirror"} for name in names)


def search(
    documents: Documents, number: int, *, overrides: int = OVERRIDES, lint: bool = True, options: Options | None = None
) -> Found:
    """Compare both outputs of some documents for the values of the charts and for drawn overrides; check what both are."""
    text, options = as_text(documents), options or options_of(documents, number)
    charts, errors = compiled(text, options)
    if errors:
        return Found(0, 0, [f"it does not compile: {errors[0]}"])
    ruled = options.platform is not None
    problems = [problem for chart in charts.values() for problem in _wrong_with_chart(chart, lint=lint, ruled=ruled)]
    refused = 0
    samples = [{}, *_drawn(charts, number, overrides)]
    for values in samples:
        found, both_refuse = _compared(text, charts, values, options)
        problems += [f"{problem}\n  overrides: {json.dumps(values)[:2000]}" for problem in found]
        refused += both_refuse
    return Found(len(samples) - 1, refused, problems)


def _wrong_with_chart(chart: Mapping[str, str], *, lint: bool, ruled: bool) -> Iterator[str]:
    """Yield what is wrong with the files of a chart, which is made under rules of a platform where it is `ruled`."""
    schema = json.loads(chart["values.schema.json"])
    yield from (f"values.schema.json is open: {place}" for place in openings(schema, ruled=ruled))
    if lint:
        yield from (f"lint: {message}" for message in shared_engine().lint(chart))


def _drawn(charts: Mapping[str, Mapping[str, str]], number: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield overrides that all charts take: without the variables that one of them has fixed, which the run would refuse."""
    drawn = [draw(json.loads(chart["values.schema.json"]), number, count, chart_values(chart)) for chart in charts.values()]
    fixed = {name for chart in charts.values() for name in FIXED_VARIABLE.findall(chart["values.yaml"])}
    for parts in zip(*drawn, strict=True):
        values = reduce(merge, parts, {})
        if fixed and "variables" in values:
            values["variables"] = {name: value for name, value in values["variables"].items() if spell_text(name) not in fixed}
        yield values


def _compared(
    text: str, charts: Mapping[str, Mapping[str, str]], values: dict[str, Any], options: Options
) -> tuple[list[str], bool]:
    """Say how charts and manifests differ for some overrides, and whether both refuse them."""
    files = (source(json.dumps(values), "overrides.json"),) if values else ()
    reports = Reports()
    manifests, errors = compiled(text, replace(options, format="manifests", overrides=Overrides(files=files)), reports)
    rendered = {name: shared_engine().render(chart, _share(chart, values)) for name, chart in charts.items()}
    refusals = [answer.refusal for answer in rendered.values() if answer.refusal]
    if bool(errors) != bool(refusals):
        return [f"one of them refuses: oamc says {errors[:3]}, Helm says {refusals[:1]!r}"], False
    if errors:
        return [], True
    found: list[str] = []
    every: list[dict[str, Any]] = []
    for name, answer in rendered.items():
        ours = [item for text in manifests[name].values() for item in shared_reader().documents(text)]
        every += ours
        found += map(str, differences(ours, answer.documents)[:5])
    # A value that a field of Kubernetes refuses, though no schema says so, is told; then a server may refuse the object.
    is_told = any(finding.code == GIVEN_VALUE for finding in reports.found)
    return [*found, *([] if is_told else [*invalid(every), *all_objections(every)])], False


def _share(chart: Mapping[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """Return the overrides that a chart knows. Of variables and scopes, it knows its own."""
    known = chart_values(chart)
    own = {key: value for key, value in values.items() if key in known or key == "global"}
    for shared in ("variables", "scopes"):
        if shared in own:
            own[shared] = {name: value for name, value in own[shared].items() if name in known[shared]}
    return own

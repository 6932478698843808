"""A field that is written without content is reported at its own name, and what is not written at all where it would belong."""

import pytest

from tests.assurance.logs.builds import findings

COMPONENT = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: "web"}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers:
    - name: one
      image: example/web:1
      resources: {cpu: {required: 1}, memory: {required: 64Mi}}
      ports: [{name: http, containerPort: 8080}]
"""
APPLICATION = """\
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: "shop"}
spec:
  components:
    - componentName: web
      instanceName: shop-web
"""
INGRESS = "      traits:\n        - name: ingress\n          properties: {hostname: a.example.com, servicePort: 8080}\n"
SCALER = "      traits:\n        - name: auto-scaler\n          properties: {cpu: 50}\n"
FUNCTION = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: "web"}
spec:
  workloadType: openfaas.com/v1alpha2.Function
  workloadSettings:
    - {name: handler, value: x}
    - {name: image, value: example/web:1}
"""
SCOPES = APPLICATION.replace(
    "  components:", "  scopes:\n    - {name: net, type: core.oam.dev/v1alpha1.Network}\n  components:"
)
MARK = "§"
"""Stands before the text that a finding points at."""


def with_(text, *changes):
    """Return a text with parts replaced, each of which must be there."""
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


def containers(content):
    return COMPONENT[: COMPONENT.index("  containers:")] + content + "---\n" + APPLICATION


def one(*changes):
    return with_(COMPONENT, *changes) + "---\n" + APPLICATION


def used(content):
    return COMPONENT + "---\n" + APPLICATION + content


def function(*changes):
    return with_(FUNCTION, *changes) + "---\n" + APPLICATION


def components(content):
    return COMPONENT + "---\n" + APPLICATION[: APPLICATION.index("  components:")] + content


PORTS = "      ports: [{name: http, containerPort: 8080}]\n"
RESOURCES = "resources: {cpu: {required: 1}, memory: {required: 64Mi}}"
PARAMETER = "  containers:\n", "  parameters: [{name: size, type: string, required: true}]\n  containers:\n"
SETTINGS = FUNCTION[FUNCTION.index("    - {name: handler") :]

PLACES = {
    "containers []": ("OAM307", containers("  §containers: []\n")),
    "containers null": ("OAM307", containers("  §containers: null\n")),
    "containers empty": ("OAM307", containers("  §containers:\n")),
    "containers absent": ("OAM307", with_(containers(""), '"web"', '§"web"')),
    "components []": ("OAM316", components("  §components: []\n")),
    "components null": ("OAM316", components("  §components: ~\n")),
    "components absent": ("OAM316", with_(components("  variables: []\n"), '"shop"', '§"shop"')),
    "components [] beside scopes": (
        "OAM324",
        COMPONENT + "---\n" + SCOPES[: SCOPES.index("  components:")] + "  §components: []\n",
    ),
    "ports []": ("OAM514", one(PORTS, "      §ports: []\n")),
    "ports null": ("OAM514", one(PORTS, "      §ports:\n")),
    "ports absent": ("OAM514", one(PORTS, "", '"web"', '§"web"')),
    "ports [] for an ingress": (
        "OAM523",
        with_(used(INGRESS), PORTS, "      ports: []\n", "- name: ingress", "- name: §ingress"),
    ),
    "resources {}": ("OAM323", one(RESOURCES, "§resources: {}")),
    "resources null": ("OAM323", one(RESOURCES, "§resources: null")),
    "cpu null": ("OAM323", one("cpu: {required: 1}", "§cpu: null")),
    "memory null": ("OAM323", one("memory: {required: 64Mi}", "§memory: ~")),
    "resources absent": ("OAM323", one("      " + RESOURCES + "\n", "", "name: one", "name: §one")),
    "cpu absent": ("OAM323", one("cpu: {required: 1}, ", "", "name: one", "name: §one")),
    "cpu {}": ("OAM210", one("cpu: {required: 1}", "§cpu: {}")),
    "env without source": ("OAM233", one(PORTS, PORTS + "      env: [{§name: A}]\n")),
    "env of null": ("OAM233", one(PORTS, PORTS + "      env: [{name: A, §value: null}]\n")),
    "env of no parameter": ("OAM233", one(PORTS, PORTS + '      env: [{name: A, §fromParam: ""}]\n')),
    "file of null": ("OAM233", one(PORTS, PORTS + "      config: [{path: /a, §value: }]\n")),
    "probe {}": ("OAM236", one(PORTS, PORTS + "      §livenessProbe: {}\n")),
    "handler null": ("OAM236", one(PORTS, PORTS + "      livenessProbe: {§httpGet: null}\n")),
    "handlers null": ("OAM236", one(PORTS, PORTS + "      livenessProbe: {§exec: null, httpGet: null}\n")),
    "command []": ("OAM213", one(PORTS, PORTS + "      livenessProbe: {exec: {command: §[]}}\n")),
    "port name null": ("OAM309", one("{name: http, ", "{§name: null, ")),
    "port name empty": ("OAM309", one("{name: http, ", '{§name: "", ')),
    "port name absent": ("OAM309", one("{name: http, ", "{§")),
    "parameter type null": ("OAM231", one("  containers:", "  parameters: [{name: a, §type: null}]\n  containers:")),
    "parameter type absent": ("OAM231", one("  containers:", "  parameters: [{§name: a}]\n  containers:")),
    "parameterValues []": ("OAM404", with_(used("      §parameterValues: []\n"), *PARAMETER)),
    "parameterValues null": ("OAM404", with_(used("      §parameterValues:\n"), *PARAMETER)),
    "parameterValues absent": ("OAM404", with_(used(""), *PARAMETER, "shop-web", "§shop-web")),
    "other parameterValues": (
        "OAM404",
        with_(used("      parameterValues: [{name: other, value: 1}]\n"), *PARAMETER, "shop-web", "§shop-web"),
    ),
    "parameter value null": ("OAM404", with_(used("      parameterValues: [{name: size, §value: null}]\n"), *PARAMETER)),
    "parameter value absent": ("OAM404", with_(used("      parameterValues: [{§name: size}]\n"), *PARAMETER)),
    "properties {} of a required one": (
        "OAM507",
        used("      traits:\n        - name: manual-scaler\n          §properties: {}\n"),
    ),
    "properties [] of a required one": (
        "OAM507",
        used("      traits:\n        - name: manual-scaler\n          §properties: []\n"),
    ),
    "properties null": ("OAM507", used("      traits:\n        - name: manual-scaler\n          §properties:\n")),
    "properties absent": ("OAM507", used("      traits:\n        - name: §manual-scaler\n")),
    "required property null": (
        "OAM507",
        used("      traits:\n        - name: manual-scaler\n          properties: {§replicaCount: null}\n"),
    ),
    "required property null in a list": (
        "OAM507",
        used("      traits:\n        - name: manual-scaler\n          properties: [{name: replicaCount, §value: null}]\n"),
    ),
    "hostname null": ("OAM524", used(with_(INGRESS, "hostname: a.example.com", "§hostname: null"))),
    "hostname absent": ("OAM524", used(with_(INGRESS, "hostname: a.example.com, ", "", "- name: ", "- name: §"))),
    "servicePort null": ("OAM525", used(with_(INGRESS, "servicePort: 8080", "§servicePort: null"))),
    "servicePort null by an older name": ("OAM525", used(with_(INGRESS, "servicePort: 8080", "§service_port: null"))),
    "servicePort empty": ("OAM525", used(with_(INGRESS, "servicePort: 8080", '§servicePort: ""'))),
    "properties {} of an ingress": (
        "OAM525",
        used(with_(INGRESS, "properties: {hostname: a.example.com, servicePort: 8080}", "§properties: {}")),
    ),
    "secret name of TLS null": (
        "OAM526",
        used(with_(INGRESS, "servicePort: 8080", "servicePort: 8080, tlsHosts: [a.example.com], §tlsSecretName: null")),
    ),
    "secret name of TLS absent": (
        "OAM526",
        used(with_(INGRESS, "servicePort: 8080", "servicePort: 8080, tlsHosts: §[a.example.com]")),
    ),
    "metric null": ("OAM527", used(with_(SCALER, "cpu: 50", "§cpu: null"))),
    "other metric empty": ("OAM527", used(with_(SCALER, "cpu: 50", '§memory: ""'))),
    "no metric": ("OAM527", used(with_(SCALER, "cpu: 50", "minimum: 1", "- name: ", "- name: §"))),
    "properties null of an auto-scaler": ("OAM527", used(with_(SCALER, "properties: {cpu: 50}", "§properties: null"))),
    "profile null": (
        "OAM546",
        used(
            "      traits:\n        - name: security-policy\n"
            "          properties: {seccompProfile: Localhost, §localhostProfile: null}\n"
        ),
    ),
    "properties of a scope": (
        "OAM507",
        COMPONENT + "---\n" + with_(SCOPES, "Network}", "Network, §properties: {}}") + "      applicationScopes: [shop]\n",
    ),
    "settings []": ("OAM537", function("workloadSettings:\n" + SETTINGS, "§workloadSettings: []\n")),
    "settings null": ("OAM537", function("workloadSettings:\n" + SETTINGS, "§workloadSettings:\n")),
    "settings {}": ("OAM537", function("workloadSettings:\n" + SETTINGS, "§workloadSettings: {}\n")),
    "settings absent": (
        "OAM537",
        function("  workloadSettings:\n" + SETTINGS, "", "openfaas.com", "§openfaas.com"),
    ),
    "setting null": ("OAM537", function("image, value: example/web:1", "image, §value: null")),
    "setting without value": ("OAM537", function("{name: image, value: example/web:1}", "{name: §image}")),
    "setting null in a mapping": (
        "OAM537",
        function(
            "    - {name: handler, value: x}\n    - {name: image, value: example/web:1}", "    handler: x\n    §image: null"
        ),
    ),
    "settings of a core type": (
        "OAM540",
        one("  containers:", "  workloadSettings: {§size: 1}\n  containers:"),
    ),
    "metadata null": ("OAM210", one('metadata: {name: "web"}', "§metadata: null")),
    "name null": ("OAM210", one('{name: "web"}', "{§name: null}")),
    "spec null": ("OAM210", containers("")[: containers("").index("spec:")] + "§spec: null\n"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_report_points_at_the_field_that_is_empty(name):
    code, marked = PLACES[name]
    before, found, after = marked.partition(MARK)
    assert found
    assert MARK not in after
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    reports = findings(before + after)
    assert [(one.span.line, one.span.column) for one in reports if one.code.id == code and one.span][:1] == [place], [
        str(one.span) + " " + one.code.id for one in reports
    ]


@pytest.mark.parametrize("settings", ["[]", "{}", "null"])
def test_no_settings_of_a_core_type_are_none_that_are_not_used(settings):
    text = one("  containers:", f"  workloadSettings: {settings}\n  containers:")
    assert "OAM540" not in [found.code.id for found in findings(text)]

"""The rules of a platform on the command line: where they stand, who may loosen them, and what is wrong with them."""

import json

import pytest

from oamc.cli.entry import run
from tests.support.packages import install_example
from tests.support.surroundings import silence
from tests.test_examples import EXAMPLES

APPLICATION = """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - {name: region, type: string, default: us-1}
  containers:
    - name: web
      image: registry.example.com/web:1
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      env: [{name: REGION, fromParam: region}]
      ports: [{name: http, containerPort: 8080}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - componentName: web
      instanceName: shop-web
      traits:
        - {name: manual-scaler, properties: {replicaCount: 4}}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.yaml").write_text(APPLICATION)

    def write(rules="", name="oamc.toml"):
        (tmp_path / name).write_text(rules)
        return tmp_path

    return write


def codes(capsys):
    """Return codes and places of what standard error tells as JSON."""
    found = json.loads(capsys.readouterr().err)["diagnostics"]
    return [(one["code"], (one.get("location") or {}).get("file", ""), one) for one in found]


def check(capsys, *arguments):
    status = run(["check", "--diagnostics", "json", *arguments, "app.yaml"])
    return status, codes(capsys)


def only(found):
    return [code for code, _, _ in found]


def test_rules_of_the_project_file_hold(project, capsys):
    project("[platform]\nmax-replicas = 3\n")
    status, found = check(capsys)
    assert (status, only(found)) == (1, ["OAM723"])


def test_what_a_rule_allows_is_not_told(project, capsys):
    project('[platform]\nmax_replicas = 4\n[platform.allow]\ntraits = ["manual-scaler"]\n')
    assert check(capsys) == (0, [])


def test_rules_of_pyproject_toml_hold(project, capsys):
    project('[tool.oamc.platform.deny]\ntraits = ["manual-scaler"]\n', "pyproject.toml")
    status, found = check(capsys)
    assert (status, only(found)) == (1, ["OAM720"])


def test_an_override_brings_a_value_into_its_bounds(project, capsys):
    project("[platform]\nmax-replicas = 3\n")
    assert check(capsys, "--set", "shop-web.traits.manual-scaler.replicaCount=3") == (0, [])


def test_rules_of_an_environment_hold_beside_those_of_the_project(project, capsys):
    project("[platform]\nmax-replicas = 9\n[env.a.platform]\nmax-replicas = 3\n[env.b]\nstrict = true\n")
    assert check(capsys, "--env", "b") == (0, [])
    status, found = check(capsys, "--env", "a")
    assert (status, only(found)) == (1, ["OAM723"])
    assert only(check(capsys)[1]) == ["OAM723"]


def test_an_environment_has_the_rules_of_all_that_it_extends(project, capsys):
    project('[env.a.platform]\nmax-replicas = 3\n[env.b]\nextends = "a"\n[env.b.platform.deny]\ntraits = ["ingress"]\n')
    status, found = check(capsys, "--env", "b")
    assert (status, only(found)) == (1, ["OAM723"])


def test_an_environment_cannot_loosen_a_rule_whatever_is_asked_for(project, capsys):
    project("[platform]\nmax-replicas = 5\n[env.a.platform]\nmax-replicas = 9\n[env.b]\nstrict = true\n")
    status, found = check(capsys, "--env", "b")
    assert (status, only(found)) == (1, ["OAM729"])
    assert 'environment "a"' in found[0][2]["message"]


def test_rules_of_a_file_hold_without_a_project_file_and_beside_one(project, capsys, tmp_path):
    project("[platform]\nmax-replicas = 9\n")
    rules = tmp_path / "rules.toml"
    rules.write_text('strict = 1\n[platform.deny]\ntraits = ["manual-scaler"]\n')
    assert only(check(capsys, "--platform", "rules.toml")[1]) == ["OAM720"]
    assert only(check(capsys, "--no-config", "--platform", "rules.toml")[1]) == ["OAM720"]
    assert check(capsys, "--no-config") == (0, [])
    rules.write_text('[tool.oamc.platform.deny]\ntraits = ["manual-scaler"]\n')
    assert only(check(capsys, "--no-config", "--platform", "rules.toml")[1]) == ["OAM720"]


def test_the_environment_of_the_process_names_files_and_no_project_file_does(project, capsys, tmp_path, monkeypatch):
    project('platform = "rules.toml"\n')
    assert only(check(capsys)[1]) == ["OAM824"]
    project("")
    (tmp_path / "rules.toml").write_text("[platform]\nmax-replicas = 1\n")
    monkeypatch.setenv("OAMC_PLATFORM", "rules.toml")
    assert only(check(capsys)[1]) == ["OAM723"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "no such file"),
        (b"strict = true\n", "no table"),
        (b"[tool.oamc]\nstrict = true\n", "no table"),
        (b"\xff\xfe", "not UTF-8"),
        (b"#" * 70_000, "larger than 64 KiB"),
    ],
)
def test_a_file_with_rules_that_cannot_be_used_ends_the_build(project, capsys, tmp_path, content, reason):
    project("")
    if content is not None:
        (tmp_path / "rules.toml").write_bytes(content)
    status, found = check(capsys, "--platform", "rules.toml")
    assert (status, only(found)) == (1, ["OAM731"])
    assert reason in found[0][2]["message"]


def test_what_is_no_toml_is_reported_at_its_line(project, capsys, tmp_path):
    project("")
    (tmp_path / "rules.toml").write_text("[platform\n")
    status, found = check(capsys, "--platform", "rules.toml")
    assert status == 1
    assert only(found) == ["OAM822"]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("platform = 1", "OAM824"),
        ("[platform]\nmax-replicas = 0", "OAM824"),
        ("[platform]\nmax-replicas = true", "OAM824"),
        ("[platform]\nmax-replicas = 99999999999999999999999", "OAM824"),
        ("[platform]\nmax-replicas = nan", "OAM824"),
        ("[platform]\nmax-replicas = 1\nmax_replicas = 2", "OAM824"),
        ("[platform]\nmaximum = 1", "OAM823"),
        ("[platform]\nallow = 1", "OAM824"),
        ("[platform.allow]\ntrait = []", "OAM823"),
        ('[platform.allow]\ntraits = "ingress"', "OAM824"),
        ("[platform.allow]\ntraits = [1]", "OAM824"),
        ('[platform.allow]\ntraits = [""]', "OAM824"),
        ('[platform.allow]\nkinds = ["*********"]', "OAM824"),
        ('[platform.allow]\nkinds = ["a\\u0007"]', "OAM824"),
        ('[platform.allow]\nhosts = ["https://a.example"]', "OAM824"),
        ('[platform.allow]\nhosts = ["a*.example"]', "OAM824"),
        ('[platform.allow]\nregistries = ["Registry.example"]', "OAM824"),
        ('[platform.allow]\nregistries = ["(a+)+$"]', "OAM824"),
        ('[platform.allow]\nstorage-classes = ["a**"]', "OAM824"),
        (f"[platform.allow]\ntraits = {json.dumps([f't{number}*' for number in range(101)])}", "OAM824"),
        ("[platform.trait]\ningress = 1", "OAM824"),
        ("[platform.trait.ingress]\npropertys = []", "OAM823"),
        ("[platform.trait.ingress.property]\npath = 1", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {fix = 1}", "OAM823"),
        ("[platform.trait.ingress.property]\npath = {fixed = [1]}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {fixed = 1979-05-27}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {fixed = inf}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {maximum = '1'}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {maximum = true}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {maximum = ''}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {maximum = '2X'}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {maximum = '1e9Gi'}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {minimum = nan}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {one-of = []}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {pattern = '('}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {pattern = 1}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {set-by = ['nobody']}", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {set-by = 'developer'}", "OAM824"),
        (f"[platform.value]\n{'a' * 300} = {{fixed = 1}}", "OAM824"),
        ("[platform.object]\nPod = 1", "OAM824"),
        ("[platform.trait.ingress.property]\npath = {minimum = 2, maximum = 1}", "OAM728"),
    ],
)
def test_a_rule_that_means_nothing_is_reported_at_its_line(project, capsys, rules, code):
    project(f"{rules}\n")
    status, found = check(capsys)
    assert (status, only(found)) == (1, [code])
    assert found[0][2]["location"]["file"] == "oamc.toml"


def test_unknown_names_have_the_nearest_as_a_hint(project, capsys):
    project('[platform.allow]\ntraits = ["manual-scaller", "manual-*"]\nworkload-types = ["Sever", "apps/v1.Job", "Server"]\n')
    status, found = check(capsys)
    assert (status, only(found)) == (1, ["OAM727", "OAM727"])
    assert ["manual-scaler" in found[0][2]["hint"], "Server" in found[1][2]["hint"]] == [True, True]


def test_a_property_of_a_trait_is_known_by_its_name_its_group_or_a_tree(project, capsys):
    project(
        '[platform.trait.ingress]\nproperties = ["tls", "rules[].host", "hostname", "className", "enabled"]\n'
        '[platform.trait.gateway.property]\nclass = {fixed = "a"}\n[platform.trait.upgrade]\nproperties = ["pdb"]\n'
    )
    assert check(capsys) == (0, [])


@pytest.mark.parametrize("output_format", ["helm", "manifests"])
def test_what_is_fixed_stands_in_both_outputs(project, tmp_path, output_format):
    project(
        "[platform.trait.manual-scaler.property]\nenabled = {fixed = true}\n[platform.parameter]\nregion = {fixed = 'eu-1'}\n"
        "[platform.object.'apps/*']\n'spec.template.spec.hostNetwork' = {fixed = false}\n"
    )
    assert run(["build", "app.yaml", "-q", "--format", output_format, "-o", "out"]) == 0
    written = "".join(path.read_text() for path in (tmp_path / "out").rglob("*.yaml"))
    assert "hostNetwork: false" in written
    assert "eu-1" in written
    assert "us-1" not in written


def test_the_history_of_a_value_names_the_line_of_the_rule(project, capsys):
    project("[platform.parameter]\nregion = {fixed = 'eu-1'}\n")
    assert run(["why", "Deployment/shop-web", "spec.template.spec.containers[web].env[REGION].value", "app.yaml"]) == 0
    assert "oamc.toml:2" in capsys.readouterr().out


def test_the_example_keeps_its_rules_in_all_environments(monkeypatch, capsys, tmp_path):
    silence(monkeypatch)
    from tests.test_examples import EXAMPLES

    monkeypatch.chdir(EXAMPLES / "platform")
    assert run(["check", "--strict"]) == 0
    assert run(["build", "--env", "staging", "-q", "-o", str(tmp_path / "out")]) == 0
    assert run(["check", "--set", "bakery-counter.traits.ingress.className=private"]) == 1
    assert "OAM722" in capsys.readouterr().err
    assert run(["check", "--env", "staging", "--set", "bakery-counter.traits.ingress.hostname=bakery.example.com"]) == 1
    assert "OAM723" in capsys.readouterr().err


def test_an_environment_with_rules_alone_gets_a_chart_of_its_own(project, tmp_path, capsys):
    project("[platform]\nmax-replicas = 9\n[env.a.platform]\nmax-replicas = 5\n[env.b]\nnamespace = 'b'\n")
    assert run(["build", "app.yaml", "--all-envs", "-o", "out"]) == 0
    assert "OAM911" in capsys.readouterr().err
    schema = json.loads((tmp_path / "out" / "shop-a" / "values.schema.json").read_text())
    scaler = schema["properties"]["shop-web"]["properties"]["traits"]["properties"]["manual-scaler"]
    assert scaler["properties"]["replicaCount"]["maximum"] == 5
    assert not (tmp_path / "out" / "shop-b").exists()


def test_the_image_of_the_tests_of_a_chart_is_an_image(project, capsys):
    project('[platform.allow]\nregistries = ["registry.example.com"]\n')
    status, found = check(capsys, "--chart-tests")
    assert (status, only(found)) == (1, ["OAM723"])
    assert check(capsys, "--chart-tests", "--set", "shop-web.test.image=registry.example.com/busybox:1") == (0, [])


def test_a_large_file_of_rules_costs_no_more_than_a_second_or_two(project, capsys):
    lists = "".join(
        f"[env.e{number}.platform.allow]\ntraits = {json.dumps([f'{one}*' for one in range(60)])}\n" for number in range(99)
    )
    project(f"[platform.allow]\ntraits = {json.dumps(['*a' * 8 + str(one) for one in range(60)])}\n{lists}")
    status, found = check(capsys)
    assert (status, set(only(found))) == (1, {"OAM729"})


def test_config_prints_the_rules_that_are_in_force(project, capsys):
    project(
        '[platform]\nmax-replicas = 9\n[platform.allow]\ntraits = ["manual-scaler"]\n[platform.deny]\nkinds = ["v1.Secret"]\n'
        '[platform.trait.manual-scaler]\nproperties = ["replicaCount"]\n'
        "[platform.trait.manual-scaler.property]\nreplicaCount = {minimum = 1, maximum = 5}\n"
        "[platform.parameter]\nregion = {fixed = 'eu-1'}\n"
        "[platform.value]\n'*.replicas' = {one-of = [1, 2], set-by = ['operator']}\n"
        "'*.memory' = {minimum = '64Mi', maximum = '2Gi'}\n"
        "'*.parameters.region' = {pattern = '^e'}\n'*.parameters.name' = {set-by = []}\n"
        "[platform.object.'apps/v1.*']\n'spec.paused' = {fixed = false}\n"
        "[env.a.platform]\nmax-replicas = 3\n"
    )
    assert run(["config", "--env", "a"]) == 0
    shown = [line.partition("  #")[0].rstrip() for line in capsys.readouterr().out.splitlines() if line.startswith("platform.")]
    assert shown == [
        "platform.max-replicas = 9",
        'platform.allow.traits = ["manual-scaler"]',
        'platform.deny.kinds = ["v1.Secret"]',
        'platform.trait.manual-scaler.properties = ["replicaCount"]',
        "platform.trait.manual-scaler.property.replicaCount = {minimum = 1, maximum = 5}",
        'platform.parameter.region = {fixed = "eu-1"}',
        'platform.value."*.replicas" = {one-of = [1, 2], set-by = ["operator"]}',
        'platform.value."*.memory" = {minimum = "64Mi", maximum = "2Gi"}',
        'platform.value."*.parameters.region" = {pattern = "^e"}',
        'platform.value."*.parameters.name" = {set-by = []}',
        'platform.object."apps/v1.*"."spec.paused" = {fixed = false}',
        "platform.max-replicas = 3",
    ]


def test_a_trait_that_a_patch_of_an_environment_gives_keeps_the_rules_too(project, capsys, tmp_path):
    (tmp_path / "patch.yaml").write_text(
        "apiVersion: oamc.dev/v1\nkind: EnvironmentPatch\napplication: shop\ninstances:\n  - name: shop-web\n"
        "    addTraits:\n      - {name: security-policy, properties: {runAsNonRoot: true}}\n"
    )
    project('[platform.deny]\ntraits = ["security-*"]\n[env.a]\npatches = ["patch.yaml"]\n')
    status, found = check(capsys, "--env", "a")
    assert (status, only(found)) == (1, ["OAM720"])
    assert found[0][1] == "patch.yaml"


CHART = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop, namespace: team-a}
spec:
  components:
    - name: cache
      type: helm
      properties: {repoType: helm, url: "https://charts.example.com", chart: redis, version: "1.2.3"}
"""


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ('[platform.deny]\nkinds = ["v1.Secret"]\n', ["OAM720"]),
        ("[platform]\nmax-replicas = 3\n", ["OAM720"]),
        ("[platform.object.'apps/*']\n'spec.paused' = {fixed = false}\n", ["OAM720"]),
        ('[platform.deny]\nkinds = ["v1.Secret"]\n[platform.allow]\ncharts = ["https://charts.example.com/*"]\n', []),
        ('[platform.allow]\ncharts = ["https://other.example.com/*"]\n', ["OAM720"]),
        ('[platform.deny]\ntraits = ["ingress"]\n', []),
    ],
)
def test_a_chart_of_somebody_else_is_refused_unless_it_is_listed(project, capsys, tmp_path, rules, told):
    project(rules)
    (tmp_path / "app.yaml").write_text(CHART)
    status, found = check(capsys)
    assert (status, only(found)) == (int(bool(told)), told)


KUBEVELA = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "registry.example.com/web:1", ports: [{port: 8080}]}
      traits:
        - type: scaler
        - type: gateway
          properties: {domain: a.example.com, http: {"/": 8080}}
    - name: raw
      type: raw
      properties:
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: raw}
        spec:
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: a, image: "registry.example.com/raw:1"}]}
"""


def test_properties_of_kubevela_are_fixed_and_its_objects_get_fixed_fields(project, tmp_path):
    project(
        "[platform.trait.scaler.property]\nreplicas = {fixed = 3}\n"
        "[platform.trait.gateway.property]\nclass = {fixed = 'public'}\n"
        "secretName = {fixed = 'tls'}\n'annotations.*' = {fixed = 'a'}\n"
        "[platform.object.'apps/*']\n'spec.template.spec.containers[].stdin' = {fixed = false}\n"
    )
    (tmp_path / "app.yaml").write_text(KUBEVELA)
    assert run(["build", "app.yaml", "-q", "--format", "manifests", "-o", "out.yaml"]) == 0
    written = (tmp_path / "out.yaml").read_text()
    assert written.count("stdin: false") == 2
    assert "replicas: 3" in written
    assert "secretName: tls" in written
    assert "public" in written


RULED = "[platform.value]\na = {%s}\n[env.x.platform.value]\na = {%s}\n"


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [
        ("maximum = 3", "maximum = 4", ["OAM729"]),
        ("maximum = '2Gi'", "maximum = '3G'", ["OAM729"]),
        ("maximum = '2Gi'", "maximum = '2048Mi'", []),
        ("maximum = '2Gi'", "minimum = '1Gi', maximum = '2G'", []),
        ("maximum = '2Gi'", "minimum = '3Gi'", ["OAM728"]),
        ("maximum = '2Gi'", "maximum = '500m'", ["OAM728"]),
        ("maximum = 3", "minimum = 1, maximum = 3", []),
        ("maximum = 3", "fixed = 4", ["OAM728"]),
        ("maximum = 3", "fixed = 2", []),
        ("one-of = [1, 2]", "one-of = [1, 3]", ["OAM729"]),
        ("pattern = '^a'", "pattern = 'b$'", []),
        ("set-by = ['developer']", "set-by = ['developer', 'operator']", ["OAM729"]),
        ("set-by = ['developer']", "set-by = []", []),
        ("set-by = ['developer']", "fixed = 'a'", []),
    ],
)
def test_a_rule_of_an_environment_may_be_narrower_and_nothing_else(project, capsys, above, below, told):
    project(RULED % (above, below))
    status, found = check(capsys)
    assert (status, only(found)) == (int(bool(told)), told)


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [
        ('["registry.example.com"]', '["registry.example.com/shop"]', []),
        ('["registry.example.com/shop"]', '["registry.example.com"]', ["OAM729"]),
        ('["*.example.com"]', '["a.example.com/x"]', []),
    ],
)
def test_a_part_of_an_allowed_registry_is_allowed(project, capsys, above, below, told):
    project(f"[platform.allow]\nregistries = {above}\n[env.x]\nabstract = true\n[env.x.platform.allow]\nregistries = {below}\n")
    assert [code for code in only(check(capsys)[1]) if code != "OAM723"] == told


DESCRIBED = """---
apiVersion: oamc.dev/v1alpha1
kind: TraitTemplate
metadata: {name: noted}
spec:
  description: Note who answers for the pods, in an object of its own.
  appliesTo: [Server]
  properties:
    - {name: team, type: string, default: shop, description: Who answers.}
    - {name: weight, type: integer, minimum: 0, maximum: 100, default: 10, description: How much it counts.}
  template: |
    objects:
      - apiVersion: v1
        kind: Secret
        metadata: {name: "{{ context.instance }}-note"}
        stringData: {team: "{{ properties.team }}", weight: "{{ properties.weight }}"}
"""


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("max-replicas = 9", []),
        ('[platform.allow]\ntraits = ["manual-scaler"]', ["OAM720"]),
        ('[platform.allow]\ntraits = ["manual-scaler", "noted"]', []),
        ('[platform.deny]\nkinds = ["v1.Secret"]', ["OAM724"]),
        ('[platform.trait.noted]\nproperties = ["team"]', ["OAM721"]),
        ('[platform.trait.noted]\nproperties = ["team", "weight"]', []),
        ("[platform.trait.noted.property]\nweight = {maximum = 20}", ["OAM723"]),
        ("[platform.trait.noted.property]\nweight = {maximum = 50}", []),
        ('[platform.trait.noted.property]\nteam = {fixed = "platform"}', ["OAM722"]),
        ('[platform.object."v1.Secret"]\n"stringData.weight" = {fixed = "10"}', ["OAM706"]),
    ],
)
def test_rules_hold_for_traits_that_documents_describe(project, capsys, rules, expected):
    place = project(f"[platform]\n{rules}\n")
    own = "        - {name: noted, properties: {team: shop, weight: 30}}\n"
    (place / "app.yaml").write_text(f"{APPLICATION}{own}{DESCRIBED}")
    status, found = check(capsys)
    # The Secret of the template has texts of the documents, which is told whatever the rules are.
    told = [code for code in only(found) if code != "OAM320"]
    assert (told, status) == (expected, 1 if expected else 0)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("max-replicas = 9", []),
        ('[platform.allow]\ntraits = ["ingress"]', ["OAM720"]),
        ('[platform.allow]\ntraits = ["cost-center"]', []),
        ('[platform.allow]\nworkload-types = ["Server"]', ["OAM720"]),
        ('[platform.deny]\nkinds = ["billing.acme.example.com/*"]', ["OAM724"]),
        ('[platform.trait.cost-center]\nproperties = ["number"]', ["OAM721"]),
        ("[platform.trait.cost-center.property]\nshare = {maximum = 50}", ["OAM723"]),
        ('[platform.trait.cost-center.property]\nnumber = {fixed = "4711"}', []),
        ('[platform.trait.cost-center.property]\nnumber = {fixed = "4712"}', ["OAM722"]),
        ('[platform.object."billing.acme.example.com/*"]\n"spec.percent" = {fixed = 100}', []),
    ],
)
def test_rules_hold_for_capabilities_of_packages(project, monkeypatch, capsys, rules, expected):
    place = project(f"[platform]\n{rules}\n")
    install_example(EXAMPLES / "capability-package", place / "site")
    monkeypatch.syspath_prepend(str(place / "site"))
    (place / "app.yaml").write_text((EXAMPLES / "capability-package" / "portal.yaml").read_text())
    status, found = check(capsys, "--capabilities", "acme", "--scopes", "emit")
    assert (only(found), status) == (expected, 1 if expected else 0)

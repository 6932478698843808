"""`oamc why` and `oamc build --origins` on the command line: forms, lines of files, statuses, and what they refuse."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from oamc.resources import read_text
from tests.golden_files import GOLDEN
from tests.support.command_line import oamc
from tests.support.surroundings import silence
from tests.test_architecture import modules_of_a_build
from tests.test_examples import EXAMPLES

TEA_HOUSE = (EXAMPLES / "tea-house" / "application.yaml").read_text(encoding="utf-8")
IMAGE = "spec.template.spec.containers[counter].image"
TEXT = """Deployment/counter in tea-house, spec.replicas
  value: 5
  from: app.yaml:41:23
    replicas: 3
  by: trait scaler
  live: counter.traits.scaler.replicas, which --set counter.traits.scaler.replicas=NUMBER changes
    application: 3  app.yaml:41:23
    override: 5  --set, column 1  <- in force
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty directory with an example in it."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.yaml").write_text(TEA_HOUSE)
    return tmp_path


def schema(name):
    """Return a validator of one of the schemas of results."""
    return Draft202012Validator(json.loads(read_text("schemas", "results", f"{name}.v1.schema.json")))


def test_a_field_is_told_as_text(capsys):
    override = "counter.traits.scaler.replicas=5"
    assert oamc(capsys, "why", "Deployment/counter", "spec.replicas", "app.yaml", "--set", override) == (0, TEXT, "")


def test_a_field_is_told_as_json_with_its_schema(capsys):
    status, out, err = oamc(capsys, "why", "deploy/counter", IMAGE, "app.yaml", "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    schema("why").validate(found)
    (leaf,) = found["leaves"]
    assert leaf["value"] == "registry.example.com/tea/counter:2.3.0"
    assert leaf["at"] == {"file": "app.yaml", "line": 16, "column": 16}
    assert leaf["parameters"][0]["path"] == "counter.properties.image"
    assert found["schema"] == "oamc.why/1"


def test_values_of_secrets_are_shown_only_when_asked_for(capsys, here):
    text = TEA_HOUSE.replace("name: GREETING", "name: API_TOKEN").replace("Welcome: come in", "hunter2")
    (here / "app.yaml").write_text(text)
    field = "spec.template.spec.containers[counter].env[API_TOKEN].value"
    for form in ("text", "json"):
        _, out, err = oamc(capsys, "why", "Deployment/counter", field, "app.yaml", "--format", form)
        assert "(hidden)" in out
        assert "hunter2" not in out + err
        _, out, _ = oamc(capsys, "why", "Deployment/counter", field, "app.yaml", "--format", form, "--show-values")
        assert "hunter2" in out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 64, "an object and a field are asked for"),
        (("Deployment/counter",), 64, "an object and a field are asked for"),
        (("counter", "spec", "app.yaml"), 64, '"counter" names no object'),
        (("Deployment/counter", "spec"), 64, "there is no input"),
        (("Deployment/counter", "spec[", "app.yaml"), 64, "a bracket is not closed"),
        (("Deployment/counter", "spec", "app.yaml", "--diagnostics", "json=-"), 64, "standard output"),
        (("Deployment/counter", "spec", "nowhere.yaml"), 1, "OAM801"),
        (("Deployment/counter", "spec", "app.yaml", "--set", "nobody=1"), 1, "OAM753"),
        (("Deploymnet/counter", "spec", "app.yaml"), 1, "OAM855"),
        (("Deploymnet/counter", "spec", "app.yaml"), 1, "did you mean Deployment/counter?"),
        (("Deployment/counter", "spec.replcas", "app.yaml"), 1, "OAM857"),
        (("Deployment/counter", "spec.replcas", "app.yaml"), 1, 'did you mean "replicas"?'),
        (
            ("ing/counter", "spec", "app.yaml", "--set", "counter.traits.gateway.enabled=false"),
            1,
            "it is there only if counter.traits.gateway.enabled is true",
        ),
        (("nowhere.yaml:3", "app.yaml"), 1, "OAM801"),
        (("app.yaml:3", "app.yaml"), 1, "OAM855"),
    ],
)
def test_what_cannot_be_told_is_a_message_and_nothing_is_printed(capsys, arguments, status, words):
    found, out, err = oamc(capsys, "why", *arguments)
    assert (found, out) == (status, "")
    assert words in err
    assert "Traceback" not in err


def test_several_objects_of_one_name_are_listed(capsys, here):
    (here / "other.yaml").write_text(TEA_HOUSE.replace("name: tea-house", "name: other-house"))
    status, out, err = oamc(capsys, "why", "Deployment/counter", "spec", "app.yaml", "other.yaml")
    assert (status, out) == (1, "")
    assert "OAM856" in err
    assert "write Deployment.apps/counter@tea-house or Deployment.apps/counter@other-house" in err
    name = "Deployment.apps/counter@other-house"
    status, out, _ = oamc(capsys, "why", name, "spec.replicas", "app.yaml", "other.yaml")
    assert status == 0
    assert out.startswith("Deployment/counter in other-house, spec.replicas\n")


def test_objects_of_one_name_in_two_namespaces_are_told_apart_by_them(capsys, here):
    objects = "\n".join(
        f"        - {{apiVersion: v1, kind: ConfigMap, metadata: {{name: a, namespace: {name}}}, data: {{x: {name}}}}}"
        for name in ("one", "two")
    )
    (here / "app.yaml").write_text(
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n  components:\n"
        f"    - name: web\n      type: k8s-objects\n      properties:\n        objects:\n{objects}\n"
    )
    status, _, err = oamc(capsys, "why", "ConfigMap/a", "data.x", "app.yaml")
    assert status == 1
    assert "write ConfigMap/one/a or ConfigMap/two/a" in err
    status, out, err = oamc(capsys, "why", "cm/two/a", "data.x", "app.yaml")
    assert (status, err) == (0, "")
    assert out.startswith("ConfigMap/two/a in shop, data.x\n  value: two\n")


@pytest.mark.parametrize("layout", ["single", "per-object", "per-component"])
def test_a_line_of_manifests_is_told_like_its_field(capsys, here, layout):
    oamc(capsys, "build", "app.yaml", "--format", "manifests", "--layout", layout, "-o", "out")
    _, wanted, _ = oamc(capsys, "why", "Deployment/counter", IMAGE, "app.yaml")
    (file, line), *_ = (
        (path, number)
        for path in sorted(here.glob("out/**/*.yaml"))
        for number, text in enumerate(path.read_text().splitlines(), 1)
        if "image: registry.example.com/tea/counter" in text
    )
    assert oamc(capsys, "why", f"{file}:{line}", "app.yaml") == (0, wanted, "")


def test_a_line_of_manifests_for_another_namespace_is_told(capsys, here):
    oamc(capsys, "build", "app.yaml", "--format", "manifests", "-n", "tea", "-o", "out.yaml")
    lines = (here / "out.yaml").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.strip() == "replicas: 3")
    for options, title in (((), "Deployment/counter in tea-house"), (("-n", "tea"), "Deployment/tea/counter in tea-house")):
        status, out, err = oamc(capsys, "why", f"out.yaml:{line}", "app.yaml", *options)
        assert (status, err) == (0, "")
        assert out.startswith(f"{title}, spec.replicas\n")


def test_a_line_of_manifests_that_are_stale_says_so(capsys, here):
    oamc(capsys, "build", "app.yaml", "--format", "manifests", "-o", "out.yaml")
    lines = (here / "out.yaml").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.strip() == "replicas: 3")
    status, out, err = oamc(capsys, "why", f"out.yaml:{line}", "app.yaml", "--set", "counter.traits.scaler.replicas=5")
    assert (status, out) == (0, TEXT)
    assert err == "note: out.yaml holds something else there than these documents and values make\n"
    (here / "app.yaml").write_text(TEA_HOUSE.replace("/ready", "/up"))
    line = next(number for number, text in enumerate(lines, 1) if "path: /ready" in text)
    assert oamc(capsys, "why", f"out.yaml:{line}", "app.yaml")[0] == 0
    (here / "app.yaml").write_text(
        TEA_HOUSE.replace("        readinessProbe:\n          httpGet:\n            path: /ready\n", "")
    )
    text = TEA_HOUSE.replace("          periodSeconds: 5\n", "")
    begin, end = text.index("        readinessProbe"), text.index("      traits")
    (here / "app.yaml").write_text(text[:begin] + text[end:])
    status, out, err = oamc(capsys, "why", f"out.yaml:{line}", "app.yaml")
    assert (status, out) == (1, "")
    assert "the file is not what these documents and values make: build it again" in err


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\n", 1, "OAM858"),
        ("# nothing\n---\napiVersion: v1\n", 1, "no field of an object stands there"),
        ("a: 1\n", 9, "the file has no such line"),
        ("a: 1\n", 0, "the file has no such line"),
        ("a: [\n", 1, "error[OAM1"),
        ("apiVersion: v1\nkind: Secret\nmetadata: {name: nobody}\n", 2, "OAM855"),
        ("[]\n", 1, "error[OAM"),
    ],
)
def test_a_line_that_cannot_be_told_is_a_message(capsys, here, text, line, words):
    (here / "some.yaml").write_text(text)
    status, out, err = oamc(capsys, "why", f"some.yaml:{line}", "app.yaml")
    assert (status, out) == (1, "")
    assert words in err


def test_an_object_in_a_list_is_told(capsys, here):
    item = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "counter"}, "spec": {"replicas": 3}}
    (here / "list.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [item]}, indent=1))
    lines = (here / "list.json").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "replicas" in text)
    status, out, err = oamc(capsys, "why", f"list.json:{line}", "app.yaml")
    assert (status, err) == (0, "")
    assert out.startswith("Deployment/counter in tea-house, spec.replicas\n")


def test_a_line_of_the_values_of_a_chart_is_told(capsys, here):
    oamc(capsys, "build", "app.yaml", "-o", "charts")
    lines = (here / "charts" / "tea-house" / "values.yaml").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.strip() == "replicas: 3")
    status, out, err = oamc(capsys, "why", f"charts/tea-house/values.yaml:{line}", "app.yaml")
    assert (status, err) == (0, "")
    assert out == (
        "value counter.traits.scaler.replicas of tea-house\n"
        "  live: counter.traits.scaler.replicas, which --set counter.traits.scaler.replicas=NUMBER changes\n"
        "    application: 3  app.yaml:41:23  <- in force\n"
        "  in: Deployment/counter in tea-house, spec.replicas\n"
    )
    _, out, _ = oamc(capsys, "why", f"charts/tea-house/values.yaml:{line}", "app.yaml", "--format", "json")
    schema("why").validate(json.loads(out))
    line = next(number for number, text in enumerate(lines, 1) if text == "counter:")
    _, out, _ = oamc(capsys, "why", f"charts/tea-house/values.yaml:{line}", "app.yaml")
    assert out.count("\n\n") == 25


def test_a_line_of_a_template_is_told_like_its_field(capsys, here):
    oamc(capsys, "build", "app.yaml", "-o", "charts")
    template = "charts/tea-house/templates/counter-deployment.yaml"
    lines = (here / template).read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.lstrip().startswith("image:"))
    _, wanted, _ = oamc(capsys, "why", "Deployment/counter", IMAGE, "app.yaml")
    assert oamc(capsys, "why", f"{template}:{line}", "app.yaml") == (0, wanted, "")
    status, out, err = oamc(capsys, "why", f"{template}:1", "app.yaml")
    assert (status, out) == (1, "")
    assert "OAM858" in err
    assert "no field of an object stands there" in err
    off = "counter.traits.gateway.enabled=false"
    _, out, err = oamc(capsys, "why", "charts/tea-house/templates/counter-ingress.yaml:9", "app.yaml", "--set", off)
    assert out == ""
    assert "it is there only if counter.traits.gateway.enabled is true" in err
    (here / template).write_text("\n".join(lines).replace("containers:", "containers: # mine"))
    status, out, err = oamc(capsys, "why", f"{template}:{line}", "app.yaml")
    assert (status, out) == (1, "")
    assert "these documents make another template" in err


def test_a_template_that_several_applications_make_is_that_of_the_chart(capsys, here):
    (here / "other.yaml").write_text(TEA_HOUSE.replace("name: tea-house", "name: other-house"))
    oamc(capsys, "build", "app.yaml", "other.yaml", "-o", "charts")
    template = "templates/kitchen-deployment.yaml"
    text = (here / "charts" / "tea-house" / template).read_text()
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith("image:"))
    status, out, _ = oamc(capsys, "why", f"charts/other-house/{template}:{line}", "app.yaml", "other.yaml")
    assert status == 0
    assert out.startswith("Deployment/kitchen in other-house, ")


def test_an_item_that_is_not_there_is_told_by_the_line_of_its_template(capsys, here):
    (here / "app.yaml").write_text((GOLDEN / "optional-parameters" / "input" / "shop.yaml").read_text())
    oamc(capsys, "build", "app.yaml", "-o", "charts", "-q")
    (template,) = here.glob("charts/shop/templates/*deployment.yaml")
    lines = template.read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "HTTP_PROXY" in text)
    status, out, err = oamc(capsys, "why", f"{template}:{line}", "app.yaml", "-q")
    assert (status, out) == (1, "")
    assert "it is there only if shop-web.parameters.proxy is set" in err
    line = next(number for number, text in enumerate(lines, 1) if "LOG_LEVEL" in text)
    status, out, _ = oamc(capsys, "why", f"{template}:{line}", "app.yaml", "-q")
    assert status == 0
    assert out.startswith("Deployment/shop-web in shop, spec.template.spec.containers[web].env[LOG_LEVEL].name\n")


def test_what_a_secret_holds_is_hidden_whatever_it_is_called(capsys, here):
    secret = "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {plain: hunter2}}"
    (here / "app.yaml").write_text(
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n  components:\n"
        f"    - name: web\n      type: k8s-objects\n      properties:\n        objects:\n          - {secret}\n"
    )
    for form in ("text", "json"):
        for field in (".", "stringData", "stringData.plain"):
            status, out, err = oamc(capsys, "why", "Secret/a", field, "app.yaml", "--format", form)
            assert status == 0
            assert "hunter2" not in out + err
            assert "(hidden)" in out
    assert "hunter2" in oamc(capsys, "why", "Secret/a", ".", "app.yaml", "--show-values")[1]


def test_a_value_of_a_chart_that_no_document_makes_is_a_message(capsys, here):
    (here / "mine").mkdir()
    (here / "mine" / "Chart.yaml").write_text("name: mine\n")
    (here / "mine" / "values.yaml").write_text("nobody: 1\ncounter:\n  properties: {}\n")
    assert "no application has that value" in oamc(capsys, "why", "mine/values.yaml:1", "app.yaml")[2]
    (here / "other.yaml").write_text(TEA_HOUSE.replace("name: tea-house", "name: other-house"))
    status, out, err = oamc(capsys, "why", "mine/values.yaml:2", "app.yaml", "other.yaml")
    assert (status, out) == (1, "")
    assert "several applications have that value" in err


def test_a_value_that_is_still_missing_is_told(capsys, here):
    source = next((GOLDEN / "images-from-parameters" / "input").iterdir())
    text = re.sub(r" {8}- name: tag\n {10}value: .*\n", "", source.read_text(encoding="utf-8"))
    (here / "app.yaml").write_text(text)
    _, listed, _ = oamc(capsys, "build", "app.yaml", "--allow-unset", "-q", "-o", "charts", "--origins", "origins.json")
    found = json.loads((here / "origins.json").read_text())
    item = next(one for one in found["applications"][0]["objects"] if one["kind"] == "Deployment")
    field = "spec.template.spec.containers[web].image"
    status, out, _ = oamc(capsys, "why", f"Deployment/{item['name']}", field, "app.yaml", "--allow-unset", "-q")
    assert (status, listed) == (0, "")
    assert "  value: (none)\n" in out
    assert "    no value yet: one must be given\n" in out


def test_a_build_that_writes_no_map_loads_nothing_of_it(tmp_path):
    modules = modules_of_a_build(GOLDEN / "worked-example" / "input" / "shop.yaml", tmp_path)
    own = ("oamc.origins", "oamc.changes", "oamc.cli.asked", "oamc.cli.origins_file")
    assert [module for module in modules if module.startswith(own)] == []


def test_why_writes_nothing(capsys, here):
    oamc(capsys, "why", "Deployment/counter", ".", "app.yaml")
    assert [path.name for path in here.iterdir()] == ["app.yaml"]


def test_the_map_of_origins_has_its_schema_and_no_values(capsys, here):
    status, out, _ = oamc(capsys, "build", "app.yaml", "-o", "charts", "--origins", "origins.json")
    assert (status, out) == (0, "")
    text = (here / "origins.json").read_text()
    found = json.loads(text)
    schema("origins").validate(found)
    assert [one["name"] for one in found["applications"]] == ["tea-house"]
    deployment = found["applications"][0]["objects"][0]
    image = next(field for field in deployment["fields"] if field["path"] == "spec.template.spec.containers[0].image")
    assert image == {
        "path": "spec.template.spec.containers[0].image",
        "file": "app.yaml",
        "line": 16,
        "column": 16,
        "rule": "component type webservice",
        "values": ["counter.properties.image"],
    }
    assert "2.3.0" not in text
    assert "Welcome" not in text
    assert oamc(capsys, "build", "app.yaml", "-o", "charts", "--origins", "origins.json")[0] == 0
    assert (here / "origins.json").read_text() == text
    oamc(capsys, "build", "app.yaml", "--format", "manifests", "-o", "out.yaml", "--origins", "origins.json", "--report")
    assert (here / "origins.json").read_text() == text


def test_the_map_is_no_input_of_the_next_build(capsys):
    assert oamc(capsys, "build", ".", "-o", "charts", "--origins", "origins.json")[0] == 0
    status, _, err = oamc(capsys, "build", ".", "-o", "charts", "--origins", "origins.json")
    assert status == 0
    assert "is up to date" in err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--origins", "app.yaml"), 1, "OAM817"),
        (("--origins", "mine.json"), 1, "OAM815"),
        (("--origins", "a.json", "--diagnostics", "json=a.json"), 1, "OAM830"),
        (("--origins", "charts/tea-house/values.yaml"), 1, "OAM830"),
        (("--origins", "a.json", "--set", "nobody=1"), 1, "OAM753"),
        (("--origins", "-"), 64, "--origins writes a file"),
        (("--origins", ""), 64, "--origins writes a file"),
        (("--origins", "a.json", "--check"), 64, "--check writes nothing"),
        (("--origins", "a.json", "--dry-run"), 64, "--dry-run writes nothing"),
        (("--origins", "folder"), 1, "OAM811"),
    ],
)
def test_what_the_map_must_not_replace_is_refused(capsys, here, arguments, status, words):
    (here / "mine.json").write_text("{}\n")
    (here / "folder").mkdir()
    found, _, err = oamc(capsys, "build", "app.yaml", "-o", "charts", *arguments)
    assert found == status
    assert words in err
    assert (here / "mine.json").read_text() == "{}\n"
    assert (here / "app.yaml").read_text() == TEA_HOUSE
    assert not (here / "a.json").exists()


def test_force_replaces_a_file_of_somebody_else(capsys, here):
    (here / "mine.json").write_text("{}\n")
    assert oamc(capsys, "build", "app.yaml", "-o", "charts", "--origins", "mine.json", "--force")[0] == 0
    schema("origins").validate(json.loads((here / "mine.json").read_text()))


def test_a_part_of_a_project_is_told_with_values_that_are_for_all_of_it(capsys, here):
    (here / "other.yaml").write_text(
        TEA_HOUSE.replace("tea-house", "other").replace("counter", "desk").replace("kitchen", "oven")
    )
    (here / "values.yaml").write_text("counter: {traits: {scaler: {replicas: 5}}}\ndesk: {traits: {scaler: {replicas: 6}}}\n")
    (here / "oamc.toml").write_text('inputs = ["app.yaml", "other.yaml"]\nvalues = ["values.yaml"]\n')
    status, out, _ = oamc(capsys, "why", "deploy/counter", "spec.replicas", "app.yaml")
    assert status == 0
    assert "override: 5  values.yaml:1:29  <- in force" in out
    status, out, _ = oamc(capsys, "why", "deploy/desk", "spec.replicas")
    assert status == 0
    assert "  value: 6\n" in out

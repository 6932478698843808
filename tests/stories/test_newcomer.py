"""A newcomer's shop with secrets, from an empty directory to a chart that Helm renders with other values.

Each chapter begins where a newcomer would be, and uses `oamc` and Helm by their command lines. After each step the chart as
every Helm renders it and the manifests are the same objects, an API server would take them, and no password is anywhere but in
the document in which the newcomer wrote it.
"""

import json
import re

import jsonschema
import pytest
import yaml

from tests.stories.newcomers_shop import APPLICATION, DATABASE, PASSWORD, SHOP, Newcomer, hint_of, variables_of
from tests.support import processes

DEPLOYMENT, STATEFUL_SET, INGRESS = ("Deployment", "shop"), ("StatefulSet", "database"), ("Ingress", "shop-trait-ingress")
SECRET = {"secretKeyRef": {"name": "shop-database", "key": "password"}}
DECLARED = "{name: database-password, type: string, required: true, secret: true}"
BOUND = "{name: database-password, valueFrom: {secretKeyRef: {name: shop-database, key: password}}}"


@pytest.fixture
def newcomer(tmp_path):
    """Return somebody in a directory in which `oamc init` has made the project of a shop."""
    processes.oamc("init", "shop", "-q", folder=tmp_path, check=True)
    return Newcomer(tmp_path / "shop")


@pytest.fixture
def owner(newcomer):
    """Return the newcomer whose shop has a database, and a password that is in the cluster."""
    newcomer.writes(shop=SHOP, database=DATABASE, app=APPLICATION)
    return newcomer


# From nothing


def test_an_empty_directory_becomes_a_project_that_builds_checks_and_verifies(tmp_path):
    told = processes.oamc("init", "shop", folder=tmp_path, check=True)
    assert '"oamc check shop"' in told.err + told.out
    newcomer = Newcomer(tmp_path / "shop")
    assert newcomer.files() == ["README.md", "app.yaml", "components/shop.yaml", "oamc.toml"]
    assert newcomer.runs("check", ".").err == ""
    newcomer.builds()
    assert newcomer.compares()[DEPLOYMENT]["spec"]["replicas"] == 2
    newcomer.builds("--check")
    assert "agree on 6 sets of values" in newcomer.runs("verify", ".", "--samples", "5").err


@pytest.mark.parametrize("kind", ["SingletonServer", "Worker", "Task"])
def test_a_project_of_another_kind_builds_too(tmp_path, kind):
    processes.oamc("init", "shop", "--kind", kind, "--image", "example/shop:2", "-q", folder=tmp_path, check=True)
    newcomer = Newcomer(tmp_path / "shop")
    assert newcomer.told(newcomer.runs("check", ".", "--strict")) == set()
    newcomer.builds()
    made = {kind.partition("-")[0] for kind, _ in newcomer.compares()}
    assert made == {"SingletonServer": {"StatefulSet", "Service"}, "Worker": {"Deployment"}, "Task": {"Job"}}[kind]


def test_every_command_of_the_page_of_the_project_works(newcomer):
    page = (newcomer.folder / "README.md").read_text()
    commands = re.findall(r"^    oamc (.*?)(?: {2,}.*)?$", page, re.MULTILINE)
    assert {command.split()[0] for command in commands} == {"check", "build", "verify"}
    for command in commands:
        newcomer.runs(*command.split())
    assert f"helm install shop {newcomer.output}/shop" in page
    assert newcomer.compares({"shop.parameters.log-level": "debug"})


def test_what_is_there_already_is_not_written_over_by_a_second_init(newcomer):
    newcomer.writes(app=APPLICATION)
    again = processes.oamc("init", "shop", folder=newcomer.folder.parent)
    assert again.status == 1
    assert "OAM880" in again.err
    assert (newcomer.folder / "app.yaml").read_text() == APPLICATION


# Looking things up


def test_the_fields_of_a_document_and_the_page_of_a_code_are_explained(newcomer):
    fields = newcomer.runs("explain", "component.parameters").out
    for name in ("secret", "enum", "pattern", "minimum", "required"):
        assert re.search(rf"^ +{name} \(", fields, re.MULTILINE), name
    assert "secretKeyRef" in newcomer.runs("explain", "application.components.parameterValues.valueFrom").out
    assert "secret: true" in newcomer.runs("explain", "OAM320").out


@pytest.mark.parametrize("name", ["ingress", "volume-mounter", "SingletonServer"])
def test_the_example_of_a_type_is_an_application_that_chart_and_manifests_agree_on(newcomer, name):
    _, _, example = newcomer.runs("types", "show", name).out.partition("example:\n\n")
    for old in ("app.yaml", "components/shop.yaml"):
        (newcomer.folder / old).unlink()
    newcomer.writes(app=example)
    newcomer.builds()
    assert newcomer.compares()


def test_an_editor_with_the_written_schemas_finds_what_a_build_finds(newcomer):
    newcomer.runs("schema", "-o", "schemas")
    newcomer.writes(shop=SHOP, database=DATABASE, app=APPLICATION)
    schema = json.loads((newcomer.folder / "schemas/oam.v1alpha1.schema.json").read_text())
    editor = jsonschema.Draft202012Validator(schema)
    for text in (SHOP, DATABASE, APPLICATION):
        assert editor.is_valid(yaml.safe_load(text))
    for text in (
        SHOP.replace("  containers:", "  initContainers: []\n  containers:"),
        SHOP.replace("memory: {required: 128Mi}", "memory: 512"),
        APPLICATION.replace("servicePort:", "servicePorts:"),
        APPLICATION.replace("tlsSecretName: shop-tls", "tlsSecretName: [shop-tls]"),
    ):
        assert not editor.is_valid(yaml.safe_load(text))


# The mistakes of newcomers


def test_all_mistakes_of_shape_are_told_in_one_run_at_their_lines_and_nothing_is_written(owner):
    owner.replaces("components/shop.yaml", "  containers:", "  colour: blue\n  initContainers: []\n  containers:")
    owner.replaces("components/database.yaml", "memory: {required: 256Mi}", "memory: 512")
    owner.replaces("app.yaml", "    - componentName: shop", "    - componentNames: shop")
    before = owner.files()
    ended = owner.runs("build", ".", "-o", "deploy", status=1)
    assert owner.told(ended) == {
        ("OAM216", "colour: blue"),
        ("OAM216", "initContainers: []"),
        ("OAM211", "memory: 512"),
        ("OAM216", "- componentNames: shop"),
    }
    assert owner.files() == before


def test_a_mistyped_property_an_unknown_trait_and_a_misspelled_one_are_told_in_one_run(owner):
    owner.replaces("app.yaml", "storageClass: standard", "storageClass: 7")
    owner.replaces("app.yaml", "        - name: ingress", "        - name: autoscale\n        - name: ingress")
    owner.replaces("app.yaml", "path: /shop", "paths: /shop")
    ended = owner.runs("build", ".", "-o", "deploy", status=1)
    assert owner.told(ended) == {
        ("OAM508", "- {name: volume-mounter, properties: {volumeName: data, storageClass: 7}}"),
        ("OAM502", "- name: autoscale"),
        ("OAM506", "paths: /shop"),
    }
    assert not (owner.folder / "deploy").exists()


def test_a_word_of_kubernetes_is_answered_with_what_there_is_instead(owner):
    owner.replaces("components/shop.yaml", "  containers:", "  initContainers: []\n  containers:")
    hint = hint_of(owner.runs("check", ".", status=1))
    assert "did you mean" not in hint
    assert "apps/v1.Deployment" in hint


def test_two_documents_without_a_line_between_them_are_one_mistake_whose_advice_works(owner):
    for name in ("app.yaml", "components/database.yaml"):
        (owner.folder / name).unlink()
    owner.writes(shop=SHOP + DATABASE + "---\n" + APPLICATION)
    ended = owner.runs("check", ".", status=1)
    assert owner.told(ended) == {("OAM241", "apiVersion: core.oam.dev/v1alpha1")}
    assert hint_of(ended).startswith("write --- on a line of its own")
    owner.writes(shop=SHOP + "---\n" + DATABASE + "---\n" + APPLICATION)
    owner.builds()
    assert STATEFUL_SET in owner.compares()


def test_an_amount_without_a_unit_is_told_with_the_line_to_write(owner):
    owner.replaces("components/shop.yaml", "memory: {required: 128Mi}", "memory: 512")
    ended = owner.runs("check", ".", status=1)
    assert owner.told(ended) == {("OAM211", "memory: 512")}
    owner.replaces("components/shop.yaml", "memory: 512", hint_of(ended).removeprefix("write "))
    owner.builds()
    (container,) = owner.compares()[DEPLOYMENT]["spec"]["template"]["spec"]["containers"]
    assert container["resources"]["limits"]["memory"] == "512Mi"


# The password


def test_a_password_in_a_component_is_told_where_it_stands_and_the_advice_can_be_followed_to_the_letter(newcomer):
    variable = f"        - name: DATABASE_PASSWORD\n          value: {PASSWORD}\n"
    newcomer.replaces("components/shop.yaml", "      ports:\n", variable + "      ports:\n")
    ended = newcomer.runs("check", ".")
    assert newcomer.told(ended) == {("OAM320", newcomer.line_with(PASSWORD))}
    hint = hint_of(ended)
    assert "declare a parameter with secret: true, take it by fromParam" in hint
    newcomer.replaces("components/shop.yaml", f"value: {PASSWORD}", "fromParam: password")
    parameter = "    - name: password\n      type: string\n      secret: true\n"
    newcomer.replaces("components/shop.yaml", "  parameters:\n", "  parameters:\n" + parameter)
    newcomer.replaces("app.yaml", "      parameterValues:\n", f"      parameterValues:\n{binding_of(hint)}")
    assert newcomer.told(newcomer.runs("check", ".", "--strict")) == set()
    newcomer.builds()
    assert variables_of(newcomer.compares(), DEPLOYMENT)["DATABASE_PASSWORD"] == SECRET


PLAIN = ("components/shop.yaml", DECLARED, "{name: database-password, type: string, required: true}")
"""What makes an ordinary parameter of the one that is declared as secret."""
IN_A_DEFAULT = (
    "components/shop.yaml",
    "required: true, secret: true}\n    - {name: theme",
    f"default: {PASSWORD}, secret: true}}\n    - {{name: theme",
)
IN_THE_APPLICATION = ("app.yaml", BOUND, f"{{name: database-password, value: {PASSWORD}}}")
IN_A_VARIABLE = (
    ("app.yaml", "  variables:\n", f"  variables:\n    - {{name: word, value: {PASSWORD}}}\n"),
    ("app.yaml", BOUND, '{name: database-password, value: "[fromVariable(word)]"}'),
)
UNBOUND = ("app.yaml", f"        - {BOUND}\n", "")


@pytest.mark.parametrize(
    "changes",
    [
        (("components/shop.yaml", DECLARED, f"{{name: database-password, type: string, default: {PASSWORD}}}"), UNBOUND),
        (PLAIN, IN_THE_APPLICATION),
        (PLAIN, *IN_A_VARIABLE),
    ],
    ids=["default", "application", "variable"],
)
def test_a_password_is_told_where_it_stands_also_where_nobody_has_declared_it_as_secret(owner, changes):
    for change in changes:
        owner.replaces(*change)
    assert owner.told(owner.runs("check", ".")) == {("OAM320", owner.line_with(PASSWORD))}


def test_a_password_in_a_default_is_told_until_both_parts_of_the_advice_are_followed(owner):
    owner.replaces("components/shop.yaml", DECLARED, f"{{name: database-password, type: string, default: {PASSWORD}}}")
    ended = owner.runs("check", ".")
    assert owner.told(ended) == {("OAM320", owner.line_with(PASSWORD))}
    assert hint_of(ended).startswith("remove the default, and bind the parameter")
    owner.replaces("components/shop.yaml", f", default: {PASSWORD}", "")
    assert owner.told(owner.runs("check", ".", "--strict")) == set()


@pytest.mark.parametrize(
    "changes",
    [(IN_A_DEFAULT, UNBOUND), (IN_THE_APPLICATION,), IN_A_VARIABLE],
    ids=["default", "application", "variable"],
)
def test_a_literal_for_a_secret_parameter_is_refused_where_it_stands_and_the_advice_binds_it(owner, changes):
    for change in changes:
        owner.replaces(*change)
    ended = owner.runs("build", ".", "-o", "deploy", status=1)
    assert owner.told(ended) == {("OAM434", owner.line_with(PASSWORD))}
    assert not (owner.folder / "deploy").exists()
    owner.writes(shop=SHOP, app=APPLICATION)
    owner.replaces(*UNBOUND)
    owner.replaces("app.yaml", "        - {name: theme,", f"{binding_of(hint_of(ended))}        - {{name: theme,")
    owner.builds()
    assert variables_of(owner.compares(), DEPLOYMENT)["DATABASE_PASSWORD"] == SECRET


def binding_of(hint):
    """Return the binding of a hint as a line of the application, with the names of the shop in the place of capitals."""
    (shown,) = re.findall(r"parameterValues: \[(.*)\]", hint)
    for word, name in (("PARAMETER", "password"), ("SECRET", "shop-database"), ("KEY", "password")):
        shown = re.sub(rf"\b{word}\b", name, shown)
    return f"        - {shown}\n"


# The shop, and its values


def test_the_shop_takes_its_password_and_its_theme_from_the_cluster(owner):
    assert owner.told(owner.runs("check", ".", "--strict")) == set()
    owner.builds()
    objects = owner.compares()
    assert variables_of(objects, DEPLOYMENT)["DATABASE_PASSWORD"] == SECRET
    assert variables_of(objects, STATEFUL_SET)["POSTGRES_PASSWORD"] == SECRET
    pod = objects[DEPLOYMENT]["spec"]["template"]["spec"]
    (volume,) = pod["volumes"]
    (mount,) = pod["containers"][0]["volumeMounts"]
    assert volume["configMap"] == {"name": "shop-theme", "items": [{"key": "theme.css", "path": mount["subPath"]}]}
    assert (mount["name"], mount["mountPath"], mount["readOnly"]) == (volume["name"], "/etc/shop/theme.css", True)
    assert not {kind for kind, _ in objects} & {"Secret", "ConfigMap"}
    owner.builds("--check")
    owner.lints()
    assert "agree on 11 sets of values" in owner.runs("verify", ".", "--samples", "10").err


def test_values_are_overridden_by_set_and_by_a_file_and_mean_the_same_in_both_outputs(owner):
    owner.builds()
    changed = owner.compares({"shop.parameters.currency": "CHF", "shop.parameters.page-size": 50, "shop.replicas": 3})
    assert variables_of(changed, DEPLOYMENT) == {
        "LOG_LEVEL": "info",
        "CURRENCY": "CHF",
        "PAGE_SIZE": "50",
        "ADDRESS": "https://shop.example.com/",
        "DATABASE_PASSWORD": SECRET,
    }
    assert changed[DEPLOYMENT]["spec"]["replicas"] == 3
    staging = {
        "shop": {
            "parameters": {
                "log-level": "debug",
                "database-password": {"secretKeyRef": {"name": "staging"}},
                "theme": {"configMapKeyRef": {"key": "dark.css"}},
            },
            "traits": {"ingress": {"enabled": False}},
        },
        "database": {"traits": {"volume-mounter": {"data": {"storageClass": "fast"}}}},
    }
    (owner.folder / "staging.yaml").write_text(yaml.safe_dump(staging))
    objects = owner.compares({"shop.parameters.log-level": "warning"}, file="staging.yaml")
    variables = variables_of(objects, DEPLOYMENT)
    assert (variables["LOG_LEVEL"], variables["CURRENCY"]) == ("warning", "EUR")
    assert variables["DATABASE_PASSWORD"] == {"secretKeyRef": {"name": "staging", "key": "password"}}
    (volume,) = objects[DEPLOYMENT]["spec"]["template"]["spec"]["volumes"]
    assert volume["configMap"]["name"] == "shop-theme"
    assert volume["configMap"]["items"][0]["key"] == "dark.css"
    assert objects["PersistentVolumeClaim", "database-data"]["spec"]["storageClassName"] == "fast"
    assert INGRESS not in objects


def test_one_variable_moves_host_certificate_and_address_and_a_value_of_its_own_wins(owner):
    owner.builds()
    assert places(owner.compares()) == ["shop.example.com", ["shop.example.com"], "https://shop.example.com/"]
    moved = {"variables.domain": "books.example.org"}
    assert places(owner.compares(moved)) == ["books.example.org", ["books.example.org"], "https://books.example.org/"]
    own = {**moved, "shop.parameters.address": "https://other.example.net/"}
    assert places(owner.compares(own)) == ["books.example.org", ["books.example.org"], "https://other.example.net/"]
    owner.is_refused("variables.domain", "not a host")


def places(objects):
    """Return where the domain of the shop stands: the host, the hosts of the certificate, and what the shop is told."""
    spec = objects[INGRESS]["spec"]
    return [spec["rules"][0]["host"], spec["tls"][0]["hosts"], variables_of(objects, DEPLOYMENT)["ADDRESS"]]


def test_what_breaks_a_rule_of_its_declaration_is_refused_by_oamc_and_by_every_helm(owner):
    owner.builds()
    for path, value in (
        ("shop.parameters.log-level", "loud"),
        ("shop.parameters.currency", "euro"),
        ("shop.parameters.page-size", 0),
        ("shop.parameters.page-size", "many"),
    ):
        owner.is_refused(path, value)
    objects = owner.compares(
        {"shop.parameters.log-level": "debug", "shop.parameters.currency": "USD", "shop.parameters.page-size": 1}
    )
    assert variables_of(objects, DEPLOYMENT)["PAGE_SIZE"] == "1"


def test_a_literal_for_the_secret_is_refused_by_oamc_and_by_every_helm_which_say_what_to_set(owner):
    owner.builds()
    hint = hint_of(owner.is_refused("shop.parameters.database-password", PASSWORD))
    name, key = re.findall(r"shop\.parameters\.database-password\.secretKeyRef\.\w+", hint)
    objects = owner.compares({name: "vault", key: "word"})
    assert variables_of(objects, DEPLOYMENT)["DATABASE_PASSWORD"] == {"secretKeyRef": {"name": "vault", "key": "word"}}


# A value that is left open


def test_a_required_value_stays_open_only_where_it_is_asked_and_whoever_installs_must_give_it(owner):
    owner.replaces("app.yaml", "        - {name: currency, value: EUR}\n", "")
    told = owner.runs("build", ".", "-o", "deploy", status=1)
    assert {code for code, _ in owner.told(told)} == {"OAM404"}
    assert not (owner.folder / "deploy").exists()
    owner.builds("--allow-unset")
    for rendered in owner.renders():
        assert "currency" in rendered.refusal, rendered.helm
        assert rendered.objects == {}
    refused = owner.runs("build", ".", "--allow-unset", "--format", "manifests", status=1)
    assert "--set-string shop.parameters.currency=" in hint_of(refused)
    assert variables_of(owner.compares({"shop.parameters.currency": "CHF"}), DEPLOYMENT)["CURRENCY"] == "CHF"
    for rendered in owner.renders({"shop.parameters.currency": "francs"}):
        assert "currency" in rendered.refusal, rendered.helm
    assert (
        "agree on 6 sets of values, of which both refuse 1" in owner.runs("verify", ".", "--allow-unset", "--samples", "5").err
    )


def test_a_secret_may_stay_open_and_whoever_installs_names_it(owner):
    owner.replaces(*UNBOUND)
    assert {code for code, _ in owner.told(owner.runs("check", ".", status=1))} == {"OAM436"}
    owner.builds("--allow-unset")
    for values in ({}, {"shop.parameters.database-password": PASSWORD}):
        for rendered in owner.renders(values):
            assert "database-password" in rendered.refusal, rendered.helm
    named = {f"shop.parameters.database-password.secretKeyRef.{part}": value for part, value in SECRET["secretKeyRef"].items()}
    assert variables_of(owner.compares(named), DEPLOYMENT)["DATABASE_PASSWORD"] == SECRET

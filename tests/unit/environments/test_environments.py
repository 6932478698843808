"""Environments of a project: what comes out in each, what wins over what, and every mistake that can be made of them."""

import json

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from oamc.values.merge import coalesce

TOML = "oamc.toml"


def objects(text):
    return {(body["kind"], body["metadata"]["name"]): body for body in YAML(typ="safe").load_all(text) if body}


def without_nulls(values):
    """Return values as Helm hands them to the schema: it drops what is null in the chart."""
    return {
        name: without_nulls(value) if isinstance(value, dict) else value for name, value in values.items() if value is not None
    }


def manifests(project, environment, *arguments):
    out = project("build", "--env", environment, "--format", "manifests", *arguments)
    assert project.status == 0, project.err
    return objects(out)


def container(found, name):
    return found["Deployment", name]["spec"]["template"]["spec"]["containers"][0]


def greeting(found, name):
    return container(found, name)["env"][0]["value"]


def test_an_environment_has_its_values_and_those_of_its_parents(project):
    assert greeting(objects(project("build", "--format", "manifests")), "welcome") == "hello"
    assert greeting(manifests(project, "development"), "welcome") == "hi"
    assert greeting(manifests(project, "staging"), "welcome") == "good day"
    assert ("HorizontalPodAutoscaler", "storefront-trait-autoscaler") not in manifests(project, "development")


def test_a_table_of_one_application_is_for_that_one_alone(project):
    found = manifests(project, "production")
    assert found["Deployment", "storefront"]["metadata"]["namespace"] == "shop"
    assert found["Deployment", "welcome"]["metadata"]["namespace"] == "team-staging"
    assert (greeting(found, "storefront"), greeting(found, "welcome")) == ("welcome", "good day")
    assert container(found, "storefront")["securityContext"] == {"readOnlyRootFilesystem": True}
    assert "securityContext" not in container(found, "welcome")


def test_what_the_operator_types_wins_over_the_environment(project, monkeypatch):
    project.write(mine_yaml="welcome: {parameters: {greeting: mine}}\n")
    given = ("--values", "mine.yaml", "-n", "elsewhere")
    found = manifests(project, "production", *given)
    assert {body["metadata"]["namespace"] for body in found.values()} == {"elsewhere"}
    assert greeting(found, "welcome") == "mine"
    assert greeting(manifests(project, "staging", *given, "--set", "welcome.parameters.greeting=last"), "welcome") == "last"
    monkeypatch.setenv("OAMC_NAMESPACE", "variable")
    assert manifests(project, "production")["Deployment", "storefront"]["metadata"]["namespace"] == "variable"
    monkeypatch.setenv("OAMC_ENV", "staging")
    assert greeting(objects(project("build", "--format", "manifests")), "welcome") == "good day"


def test_the_values_of_the_project_file_are_below_all_environments_and_stay_with_those_that_are_typed(project):
    project.write(common_yaml="welcome: {parameters: {greeting: common}}\nstorefront: {replicas: 7}\n", mine_yaml="{}\n")
    project.edit(TOML, "[env.base]", 'values = ["common.yaml"]\n[env.base]')
    project.edit(TOML, "set = [", 'set-json = ["storefront.replicas=null"]\nset = [')
    assert greeting(manifests(project, "staging"), "welcome") == "good day"
    found = manifests(project, "staging", "--values", "mine.yaml", "--set", "storefront.traits.auto-scaler.enabled=false")
    assert found["Deployment", "storefront"]["spec"]["replicas"] == 7
    assert "replicas" not in manifests(project, "development")["Deployment", "storefront"]["spec"]


def test_a_nearer_environment_wins_over_what_a_farther_one_says_of_one_application(project):
    project.edit(
        TOML, "[env.production]", '[env.staging.application.shop]\nnamespace = "far"\n[env.production]\nnamespace = "near"'
    )
    project.edit(TOML, '[env.production.application.shop]\nnamespace = "shop"\n', "[env.production.application.shop]\n")
    assert manifests(project, "staging")["Deployment", "storefront"]["metadata"]["namespace"] == "far"
    assert manifests(project, "production")["Deployment", "storefront"]["metadata"]["namespace"] == "near"


def test_options_of_one_application_count_for_it_alone(project):
    options = 'qos = "off"\ningress-class = "fast"\nkube-version = ["1.36"]\nchart-version = "3.2.1"\napp-version = "9"\n'
    project.edit(TOML, 'namespace = "shop"\n', f'namespace = "shop"\n{options}')
    found = manifests(project, "production")
    assert "limits" not in container(found, "storefront")["resources"]
    assert "limits" in container(found, "welcome")["resources"]
    assert found["Ingress", "storefront-trait-ingress"]["spec"]["ingressClassName"] == "fast"
    project("build", "--env", "production")
    assert 'version: "3.2.1"\n' in (project.root / "charts/shop/Chart.yaml").read_text()
    assert 'version: "3.2.1"\n' not in (project.root / "charts/greeter/Chart.yaml").read_text()


def test_a_patch_takes_a_trait_away(project):
    project.edit("environments/patch.yaml", "    addTraits:", "    removeTraits: [ingress]\n    addTraits:")
    found = manifests(project, "production")
    assert not [name for kind, name in found if kind == "Ingress"]
    assert ("Ingress", "storefront-trait-ingress") in manifests(project, "staging")


def test_a_trait_is_known_by_its_older_name_and_may_be_exchanged_in_one_patch(project):
    project.edit("apps/shop.yaml", "name: auto-scaler", "name: autoscaler")
    project.edit("environments/production.yaml", "minimum: 4, maximum: 40", "minimum: 5, maximum: 50")
    changed = (
        "    removeTraits: [auto-scaler]\n"
        "    addTraits:\n"
        "      - {name: auto-scaler, properties: {minimum: 2, maximum: 3, cpu: 5}}"
    )
    project.edit("environments/patch.yaml", "    addTraits:", changed)
    project.edit("environments/patch.yaml", "      - {name: security-policy, properties: {readOnlyRootFilesystem: true}}\n", "")
    project.refuses("OAM908", "build", "--env", "production", at="environments/production.yaml:3:5", says="patch.yaml:6:20")


def test_an_excluded_application_does_not_come_out_and_values_for_it_are_no_mistake(project):
    project.edit(TOML, "[env.production.app", 'exclude = ["greeter"]\n[env.production.app')
    assert {name for _, name in manifests(project, "production")} >= {"storefront"}
    assert not [name for _, name in manifests(project, "production") if name == "welcome"]
    assert 'exclude of environment "production"' in project.err
    project.refuses("OAM753", "build", "--env", "production", "--set", "welcome.parameters.greeting=x")


def test_applications_without_a_word_of_the_environment_are_built_alone(project):
    assert {name for _, name in manifests(project, "production", "apps/greeter.yaml")} == {"welcome"}
    project.edit(TOML, "application.shop]", "application.shup]")
    project.refuses("OAM904", "build", "--env", "production", "apps/greeter.yaml", says='did you mean "shop"?')


def test_check_looks_at_every_environment_and_says_where_a_mistake_is(project):
    assert project("check") == ""
    assert project.status == 0, project.err
    project.write(environments__production_yaml="storefront: {traits: {auto-scaler: {maxmum: 40}}}\n")
    project.refuses("OAM753", "check", says='(given by environment "production")')
    project.edit("environments/production.yaml", "storefront: {traits: {auto-scaler: {maxmum: 40}}}", "[")
    project.refuses("OAM110", "check", says="(in environment production)")
    assert project("check", "--env", "staging", "--env", "development") == ""
    assert project.status == 0
    project.edit("apps/greeter.yaml", "image: example/greeter:1.0", "image: ''")
    project("check")
    assert project.err.count("--> apps/greeter.yaml") == 1, "a mistake of the document is told once"


def test_check_reports_for_each_environment(project):
    project("check", "--report")
    assert [line for line in project.err.splitlines() if line.startswith("environment ")] == [
        "environment development:",
        "environment staging:",
        "environment production:",
    ]


def test_diff_compares_two_environments_in_the_namespaces_of_the_newer_one(project):
    out = project("diff", "--env", "staging", "--env", "production", "--format", "json")
    assert project.status == 2
    changes = json.loads(out)["objects"]
    assert {change["verb"] for change in changes} == {"changed"}
    assert {change["namespace"] for change in changes} == {"shop"}
    assert "both sides are compared in those of production" in project.err
    alone = project("diff", "--env", "staging", "--env", "production", "apps/greeter.yaml")
    assert (project.status, alone.strip()) == (0, "no difference")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--env", "a", "--env", "b", "--env", "c"), "two environments are compared"),
        (("--env", "staging", "--env", "production", "apps", "apps"), "in one input"),
        (("--env", "staging", "--env", "production", "-o", "x"), "there are two"),
        (("--env", "staging"), "two sides are compared"),
    ],
)
def test_sides_that_contradict_environments_are_wrong_usage(project, arguments, says):
    project("diff", *arguments)
    assert project.status == 64
    assert says in project.err


def test_diff_compares_an_environment_with_the_disk(project):
    project("build", "--env", "staging", "--format", "manifests", "-o", "out")
    project("diff", "--env", "staging", "apps", "-o", "out")
    assert project.status == 0, project.out
    project("diff", "--env", "production", "apps", "-o", "out")
    assert project.status == 2


def test_why_shows_the_whole_chain(project):
    out = project("why", "Deployment/welcome", "spec.template.spec.containers[web].env[GREETING].value", "--env", "staging")
    lines = [line.strip() for line in out.splitlines()]
    assert 'override: hi  environments/base.yaml:1:24  environment "base"' in lines
    assert any(line.startswith("override: good day  environments/staging.yaml:1:24") and "in force" in line for line in lines)
    out = project(
        "why", "Deployment/storefront", "spec.template.spec.containers[web].env[GREETING].value", "--env", "production"
    )
    assert 'oamc.toml:19:16  environment "production": set-string, column 1  <- in force' in out


def test_images_are_listed_for_all_environments(project):
    project.edit(TOML, "set-string = [", 'set = ["storefront.containers.web.image=example/other:2"]\nset-string = [')
    found = json.loads(project("images", "--format", "json"))["images"]
    uses = {(image["image"], use["environment"]) for image in found for use in image["uses"]}
    assert ("example/other:2", "production") in uses
    assert ("example/storefront:1.0", "staging") in uses
    assert project("images", "--env", "staging").split() == ["example/greeter:1.0", "example/storefront:1.0"]
    bill = json.loads(project("images", "--env", "production", "--format", "cyclonedx"))
    assert {"name": "oamc:environment", "value": "production"} in bill["components"][0]["properties"]


def test_config_prints_what_an_environment_has(project):
    project.edit(
        TOML,
        "[env.production.app",
        'exclude = ["greeter"]\npromote = "by-hand"\ncluster = {name = "prod"}\n[env.production.app',
    )
    out = project("config", "--env", "production")
    for line in (
        'env.values = ["environments/staging.yaml"]        # environment "staging"',
        'env.patches = ["environments/patch.yaml"]         # environment "production"',
        'env.application.shop.namespace = "shop"           # oamc.toml [env.production.application.shop]',
        "env.application.shop.set-string = (1 given)       # environment",
        'env.exclude = ["greeter"]',
        'env.cluster.name = "prod"',
        'env.promote = "by-hand"',
    ):
        assert line in out, out


def test_all_environments_share_a_chart_that_has_their_values(project):
    project("build", "--all-envs")
    assert project.status == 0, project.err
    charts = project.root / "charts"
    assert sorted(path.name for path in charts.iterdir() if not path.name.startswith(".")) == [
        "greeter",
        "shop",
        "shop-production",
    ]
    assert "OAM911" in project.err
    for path in charts.rglob("values-*.yaml"):
        schema = json.loads((path.parent / "values.schema.json").read_text())
        values = [YAML(typ="safe").load(one) or {} for one in (path.parent / "values.yaml", path)]
        Draft202012Validator(schema).validate(without_nulls(coalesce(*values)))
    text = (charts / "shop-production/values-production.yaml").read_text()
    assert "helm upgrade --install shop . -n shop -f values-production.yaml" in text
    assert "storefront:\n" in text
    assert not (charts / "shop/values-production.yaml").exists()
    assert "namespace: team" not in "".join(path.read_text() for path in (charts / "shop/templates").iterdir())
    project("build", "--all-envs", "--check")
    assert project.status == 0, project.err


def test_what_only_environments_give_may_be_missing_in_the_chart_of_all(project):
    project.edit("apps/greeter.yaml", "default: hello", "required: true")
    project("build", "--all-envs")
    assert project.status == 0, project.err
    project.write(environments__base_yaml="")
    project.refuses("OAM404", "build", "--all-envs", says="(in environment development)")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--env", "staging"), "--env builds one environment"),
        (("--format", "manifests"), "--all-envs makes charts"),
        (("--report",), "--report tells of one build"),
        (("--origins", "map.json"), "--origins tells of one build"),
    ],
)
def test_what_contradicts_all_environments_is_wrong_usage(project, arguments, says):
    project("build", "--all-envs", *arguments)
    assert project.status == 64
    assert says in project.err


def test_a_chart_of_an_environment_never_takes_the_place_of_an_application(project):
    project.write(apps__shop_production_yaml=(project.root / "apps/greeter.yaml").read_text())
    (project.root / "apps/shop.production.yaml").rename(project.root / "apps/other.yaml")
    project.edit(
        "apps/other.yaml",
        "metadata: {name: greeter}\nspec:\n  components",
        "metadata: {name: shop-production}\nspec:\n  components",
    )
    project.edit("apps/other.yaml", "instanceName: welcome", "instanceName: further")
    project.edit("apps/other.yaml", "name: greeter}", "name: other}")
    project.edit("apps/other.yaml", "componentName: greeter", "componentName: other")
    project.edit(TOML, '"apps/shop.yaml"]', '"apps/shop.yaml", "apps/other.yaml"]')
    project.refuses("OAM915", "build", "--all-envs")


def test_all_environments_need_one(project):
    project.write(oamc_toml='inputs = ["apps"]\n')
    project.refuses("OAM912", "build", "--all-envs")
    project.refuses("OAM912", "build", "--env", "staging", says="write a table [env.staging] into it")
    project.refuses("OAM912", "build", "--env", "staging", "--no-config", "apps", says="no project file is read")


@pytest.mark.parametrize(
    ("code", "change", "at", "says"),
    [
        ("OAM901", None, "", "did you mean production?"),
        ("OAM902", ("[env.production]", "[env.production]\nabstract = true"), "oamc.toml:13:6", "development and staging"),
        ("OAM903", ('extends = "staging"', 'extends = "stagin"'), "oamc.toml:14:12", 'did you mean "staging"?'),
        ("OAM903", ("abstract = true", 'abstract = true\nextends = "production"'), "oamc.toml", "in a circle"),
        ("OAM904", ("application.shop]", "application.shpo]"), "oamc.toml:17:29", 'did you mean "shop"?'),
        ("OAM904", ("[env.base]", '[application.shop]\nafter = ["nobody"]\n[env.base]'), "oamc.toml:3:11", "greeter and shop"),
        ("OAM904", ("[env.base]", '[application.shup]\nafter = ["greeter"]\n[env.base]'), "oamc.toml:2:14", '"shop"'),
        ("OAM904", ("patches", 'exclude = ["gretter"]\npatches'), "oamc.toml", '"greeter"'),
        (
            "OAM913",
            ("[env.base]", '[application.shop]\nafter = ["greeter"]\n[application.greeter]\nafter = ["shop"]\n[env.base]'),
            "oamc.toml:3:11",
            "",
        ),
        ("OAM914", ("patches", 'exclude = ["greeter", "shop"]\npatches'), "oamc.toml", ""),
        ("OAM801", ("environments/production.yaml", "environments/absent.yaml"), "oamc.toml:15:25", "absent.yaml"),
        ("OAM801", ("environments/patch.yaml", "environments/absent.yaml"), "oamc.toml:16:26", "absent.yaml"),
        ("OAM826", ("environments/patch.yaml", "../patch.yaml"), "oamc.toml:16:1", "env.production.patches"),
        ("OAM829", ("environments/patch.yaml", ".hidden/patch.yaml"), "oamc.toml:16:1", "begins with a dot"),
        ("OAM823", ("patches", "patchs"), "oamc.toml:16:1", "did you mean patches?"),
        ("OAM823", ("patches = [", 'layout = "per-object"\npatches = ['), "oamc.toml:16:1", "at the top of the file"),
        ("OAM825", ("patches", "prune = true\npatches"), "oamc.toml:16:1", "--prune on the command line"),
        ("OAM824", ("patches", 'promote = "never"\npatches'), "oamc.toml:16:1", "with-build or by-hand"),
        ("OAM824", ("patches", "cluster = 3\npatches"), "oamc.toml:16:1", "a table with server or name"),
        ("OAM824", ("patches", 'cluster = {server = "a", name = "b"}\npatches'), "oamc.toml:16:1", "not both"),
        ("OAM823", ("patches", 'cluster = {host = "a"}\npatches'), "oamc.toml:16:12", "env.production.cluster.host"),
        ("OAM824", ("[env.production]", "[env.Production]"), "oamc.toml:13:6", "small letters"),
        ("OAM824", ("[env.production]", "[env.flux]"), "oamc.toml:13:6", "called something else"),
        ("OAM824", ("[env.base]", "[env]\nx = 1\n[env.base]"), "oamc.toml:3:1", "a table"),
        ("OAM824", ("[env.base]", "gitops = 1\n[env.base]"), "oamc.toml:2:1", "a table"),
        ("OAM824", ("[env.base]", '[gitops]\nfor = ["argo"]\n[env.base]'), "oamc.toml:3:1", "argocd or flux"),
        ("OAM824", ("[env.base]", "application = 1\n[env.base]"), "oamc.toml:2:1", "a table of tables"),
        ("OAM752", ("greeting=welcome", "greeting"), "oamc.toml:19:16", ""),
    ],
)
def test_every_mistake_in_the_tables_has_its_place(project, code, change, at, says):
    if change is None:
        project.refuses(code, "build", "--env", "producton", says=says)
        return
    project.edit(TOML, *change)
    project.refuses(code, "build", "--env", "production", at=at, says=says)


@pytest.mark.parametrize(
    ("code", "change", "at", "says"),
    [
        ("OAM904", ("application: shop", "application: shup"), "environments/patch.yaml:3:14", 'did you mean "shop"?'),
        ("OAM905", ("name: storefront", "name: storefrnt"), "environments/patch.yaml:5:11", 'did you mean "storefront"?'),
        ("OAM905", ("name: storefront", "name: qqq"), "environments/patch.yaml:5:11", "its instances are storefront"),
        ("OAM906", ("security-policy", "ingress"), "environments/patch.yaml:7:16", "below storefront.traits.ingress"),
        ("OAM907", ("    addTraits", "    removeTraits: [ingres]\n    addTraits"), "environments/patch.yaml:6:20", '"ingress"'),
        (
            "OAM907",
            ("    addTraits", "    removeTraits: [qqqqq]\n    addTraits"),
            "environments/patch.yaml:6:20",
            "its traits are",
        ),
        ("OAM910", ("EnvironmentPatch", "Environment"), "environments/patch.yaml:2:7", "kind: EnvironmentPatch"),
        ("OAM910", ("oamc.dev/v1", "oamc.dev/v2"), "environments/patch.yaml:1:13", "oamc.dev/v1"),
        ("OAM910", ("kind: EnvironmentPatch\n", ""), "environments/patch.yaml:1:1", ""),
        ("OAM910", (None, "# nothing\n"), "environments/patch.yaml:1:1", ""),
        ("OAM216", ("addTraits", "addTrait"), "environments/patch.yaml:6:5", "addTraits"),
        ("OAM2", ("instances:", "instances: []\nother:"), "environments/patch.yaml", ""),
        ("OAM2", ("properties: {readOnlyRootFilesystem: true}", "properties: 3"), "environments/patch.yaml:7:45", "a mapping"),
        ("OAM506", ("readOnlyRootFilesystem: true", "readOnlyRootFilesystm: true"), "environments/patch.yaml:7:46", ""),
    ],
)
def test_every_mistake_in_a_patch_has_its_place(project, code, change, at, says):
    path = "environments/patch.yaml"
    old = (project.root / path).read_text() if change[0] is None else change[0]
    project.edit(path, old, change[1])
    project("build", "--env", "production")
    assert project.status == 1
    assert f"error[{code}" in project.err, project.err
    assert f"--> {at}" in project.err, project.err
    assert says in project.err, project.err


def test_a_name_that_two_applications_have_is_written_below_one_of_them(project):
    project.edit("apps/greeter.yaml", "instanceName: welcome", "instanceName: storefront")
    project.edit(
        "apps/greeter.yaml",
        "metadata: {name: greeter}\nspec:\n  components",
        "metadata: {name: greeter, namespace: other}\nspec:\n  components",
    )
    for name in ("base", "staging"):
        (project.root / f"environments/{name}.yaml").write_text("{}\n")
    project.refuses("OAM909", "build", "--env", "production", at="environments/production.yaml:1:1", says="application.greeter")
    project.edit(TOML, 'values = ["environments/production.yaml"]\n', "")
    project.edit(TOML, 'namespace = "shop"\n', 'namespace = "shop"\nvalues = ["environments/production.yaml"]\n')
    found = manifests(project, "production")
    assert found["HorizontalPodAutoscaler", "storefront-trait-autoscaler"]["spec"]["minReplicas"] == 4


def test_a_value_that_is_written_below_the_wrong_application_is_an_error(project):
    project.edit(TOML, "storefront.parameters.greeting=welcome", "welcome.parameters.greeting=hey")
    project.refuses("OAM753", "build", "--env", "production", at="oamc.toml:19:16", says='no value is called "welcome"')


def test_files_of_environments_are_never_read_as_documents(project):
    project.edit(TOML, '["apps/greeter.yaml", "apps/shop.yaml"]', '["."]')
    project("check", "--foreign-documents", "error")
    assert project.status == 0, project.err


def test_nothing_of_a_value_is_shown(project):
    project.write(environments__production_yaml="storefront: {traits: {auto-scaler: {maximum: hunter2}}}\n")
    project.refuses("OAM754", "build", "--env", "production", at="environments/production.yaml:1:37")
    assert "hunter2" not in project.err
    project.write(environments__production_yaml="")
    project.edit(TOML, "greeting=welcome", "greting=hunter2")
    project.refuses("OAM753", "build", "--env", "production", at="oamc.toml:19:16")
    assert "hunter2" not in project.err


def test_environments_stand_in_pyproject_too(project):
    text = (project.root / TOML).read_text()
    (project.root / TOML).unlink()
    text = "[tool.oamc]\n" + text.replace("[env.", "[tool.oamc.env.")
    project.write(pyproject_toml=text)
    assert greeting(manifests(project, "staging"), "welcome") == "good day"
    project.edit("pyproject.toml", "patches", "patchs")
    project.refuses("OAM823", "build", "--env", "staging", at="pyproject.toml:17:1")


def test_at_most_a_hundred_environments_are_read_and_eight_extend_one_another(project):
    text = (project.root / TOML).read_text()
    for count in (96, 97):
        many = "".join(f"[env.e{number}]\n" for number in range(count))
        (project.root / TOML).write_text(f"{text}{many}")
        project("build", "--env", "staging", "--dry-run")
        assert ("at most 100 environments" in project.err) == (count == 97)
    chain = "".join(f'[env.c{number}]\nextends = "c{number - 1}"\n' for number in range(2, 9))
    (project.root / TOML).write_text(f"{text}[env.c1]\n{chain}")
    assert project("build", "--env", "c8", "--format", "manifests")
    (project.root / TOML).write_text(f'{text}[env.c1]\n{chain}[env.c9]\nextends = "c8"\n')
    project.refuses("OAM903", "build", "--env", "c8", says="more than 8 environments extend one another")


def test_dump_and_remap_and_verify_take_an_environment(project):
    assert "team-staging" in project("dump", "--after", "resolve", "--env", "staging")
    project("verify", "--env", "producton")
    assert "OAM901" in project.err


def test_the_files_of_an_environment_together_are_at_most_as_large_as_all_inputs(project):
    project.write(environments__base_yaml="# " + "x" * 3000 + "\n", environments__staging_yaml="# " + "x" * 3000 + "\n")
    project("build", "--env", "staging", "--dry-run", "--limit", "inputs=6100")
    assert project.status == 0, project.err
    project("build", "--env", "staging", "--dry-run", "--limit", "inputs=6000")
    assert project.status == 1


VELA = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: vela}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "example/web:1", cpu: 100m, memory: 64Mi}
      traits: [{type: scaler, properties: {replicas: 1}}]
  policies:
    - name: more
      type: override
      properties:
        components:
          - name: web
            traits: [{type: scaler, properties: {replicas: 2}}]
"""


@pytest.fixture
def vela(project):
    project.write(
        apps__vela_yaml=VELA,
        oamc_toml='inputs = ["apps/vela.yaml"]\n[env.production]\nvalues = ["environments/production.yaml"]\n',
    )
    project.write(environments__production_yaml="web: {traits: {scaler: {replicas: 4}}}\n")
    return project


def test_an_environment_wins_over_a_policy_of_the_application_and_tells_it(vela):
    assert manifests(vela, "production")["Deployment", "web"]["spec"]["replicas"] == 4
    assert 'warning[OAM916]: value "web.traits.scaler.replicas" replaces what a policy says' in vela.err
    assert "--> environments/production.yaml:1:25" in vela.err
    assert ": the policy says it here" in vela.err
    vela.write(environments__production_yaml='web: {properties: {image: "example/web:2"}}\n')
    assert manifests(vela, "production")["Deployment", "web"]["spec"]["replicas"] == 2
    assert "OAM916" not in vela.err
    assert manifests(vela, "production", "--set", "web.traits.scaler.replicas=9")["Deployment", "web"]["spec"]["replicas"] == 9
    assert "OAM916" not in vela.err, "the operator has typed it"


def test_a_target_with_a_namespace_stays_there_and_that_is_told(vela):
    topology = "    - {name: here, type: topology, properties: {clusters: [local], namespace: own}}\n"
    vela.write(apps__vela_yaml=VELA + topology)
    vela.edit(TOML, "values = [", 'namespace = "team"\nvalues = [')
    assert {body["metadata"]["namespace"] for body in manifests(vela, "production").values()} == {"own"}
    assert 'warning[OAM917]: environment "production" does not move application "vela"' in vela.err
    vela.edit("apps/vela.yaml", ", namespace: own", "")
    assert {body["metadata"]["namespace"] for body in manifests(vela, "production").values()} == {"team"}
    assert "OAM917" not in vela.err


def test_patches_are_the_same_for_applications_of_kubevela(vela):
    vela.edit(TOML, "values = [", 'patches = ["environments/patch.yaml"]\nvalues = [')
    patch = "apiVersion: oamc.dev/v1\nkind: EnvironmentPatch\napplication: vela\ninstances:\n  - name: web\n"
    vela.write(environments__patch_yaml=f"{patch}    removeTraits: [scaler]\n", environments__production_yaml="{}\n")
    assert "replicas" not in manifests(vela, "production")["Deployment", "web"]["spec"]
    vela.write(environments__patch_yaml=f"{patch}    addTraits: [{{name: labels, properties: {{tier: gold}}}}]\n")
    found = manifests(vela, "production")["Deployment", "web"]
    assert found["spec"]["template"]["metadata"]["labels"]["tier"] == "gold"


def test_a_side_of_a_commit_has_the_environment_of_the_disk_and_that_is_told(project):
    project("diff", "--env", "staging", "HEAD:apps", "apps")
    assert "note: both sides have the environment as it is on disk" in project.err
    project("diff", "--env", "staging", "apps", "apps")
    assert "note:" not in project.err

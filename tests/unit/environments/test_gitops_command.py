"""`oamc gitops`: trees on the disk, from the first one to removals, and what it refuses."""

import shutil

import pytest
from ruamel.yaml import YAML

TOML = "oamc.toml"
GITOPS = """
[gitops]
for = "argocd"
output = "deploy"
repo-url = "https://git.example.com/team/deploy.git"
revision = "main"
project = "team"
"""
SERVER = 'cluster = {server = "https://kubernetes.default.svc"}\n'
PRODUCTION = 'cluster = {server = "https://prod.example.com"}\npromote = "by-hand"\n'


@pytest.fixture
def tree(project):
    text = (project.root / TOML).read_text()
    text = text.replace('namespace = "team-dev"\n', f'namespace = "team-dev"\n{SERVER}')
    text = text.replace('namespace = "team-staging"\n', f'namespace = "team-staging"\n{SERVER}')
    text = text.replace("patches =", f"{PRODUCTION}patches =")
    (project.root / TOML).write_text(text + GITOPS)
    return project


def files(tree, folder="deploy"):
    root = tree.root / folder
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def load(text):
    return YAML(typ="safe").load(text)


def test_a_tree_has_a_folder_for_each_application_in_each_environment(tree):
    tree("gitops")
    assert tree.status == 0, tree.err
    found = files(tree)
    assert sorted(path for path in found if path.startswith("argocd/")) == [
        "argocd/.oamc-files",
        "argocd/development/greeter.yaml",
        "argocd/development/shop.yaml",
        "argocd/root-development.yaml",
        "argocd/root-staging.yaml",
        "argocd/staging/greeter.yaml",
        "argocd/staging/shop.yaml",
    ]
    assert {path.rpartition("/")[0] for path in found if not path.startswith("argocd")} == {
        f"{environment}/{name}" for environment in ("development", "staging") for name in ("greeter", "shop")
    }
    assert "deploy/.oamc.trees" not in found
    assert load(found["staging/shop/storefront-deployment.yaml"])["metadata"]["namespace"] == "team-staging"
    assert "for argocd: https://git.example.com/team/deploy.git, main, project team" in tree.err
    assert "staging in https://kubernetes.default.svc" in tree.err
    assert "removed by hand" in tree.err


def test_a_second_run_writes_nothing_and_a_comment_changes_nothing(tree):
    tree("gitops")
    before = {path: path.stat().st_mtime_ns for path in (tree.root / "deploy").rglob("*")}
    tree.edit("apps/shop.yaml", "spec:\n", "# a comment\nspec:\n")
    tree("gitops")
    assert "5 folders are up to date" in tree.err
    assert {path: path.stat().st_mtime_ns for path in (tree.root / "deploy").rglob("*")} == before
    assert (tree("gitops", "--check"), tree.status) == ("", 0)


def test_an_environment_that_is_promoted_by_hand_waits_and_its_files_stay(tree):
    tree("gitops", "--env", "production")
    production = {path: content for path, content in files(tree).items() if "production" in path}
    tree.edit("environments/staging.yaml", "good day", "good evening")
    tree.edit("environments/production.yaml", "maximum: 40", "maximum: 50")
    tree("gitops")
    found = files(tree)
    assert {path: content for path, content in found.items() if "production" in path} == production
    assert "promoted by hand, not in this run: production\n" in tree.err
    assert "argocd/staging/shop.yaml" in found
    assert (tree("gitops", "--check"), tree.status) == ("", 0)
    tree("gitops", "--check", "--env", "production")
    assert tree.status == 2
    tree("gitops", "--all-envs")
    assert "not in this run" not in tree.err
    assert b"maxReplicas: 50" in b"".join(files(tree).values())


def test_a_folder_of_somebody_who_promotes_by_hand_is_compared_with_its_own_list(tree):
    tree("gitops", "--all-envs")
    deployment = tree.root / "deploy/production/greeter/welcome-deployment.yaml"
    text = deployment.read_text()
    deployment.write_text(text + "# edited\n")
    out = tree("gitops", "--check")
    assert (tree.status, out) == (2, "edited deploy/production/greeter/welcome-deployment.yaml\n")
    assert 'run "oamc gitops --force"' in tree.err
    deployment.unlink()
    out = tree("gitops", "--check")
    assert (tree.status, out) == (2, "missing deploy/production/greeter/welcome-deployment.yaml\n")
    tree("gitops", "--check", "--exit-zero")
    assert tree.status == 0


def test_an_edited_file_of_another_environment_is_not_taken_for_oamcs_own(tree):
    tree("gitops", "--all-envs")
    application = tree.root / "deploy/argocd/production/shop.yaml"
    application.write_text(application.read_text().replace("prod.example.com", "mine.example.com"))
    tree.refuses("OAM814", "gitops", says="deploy/argocd/production/shop.yaml")
    assert "mine.example.com" in application.read_text()


def test_what_no_application_makes_any_more_is_told_found_and_removed(tree):
    tree("gitops", "--all-envs")
    tree.edit(TOML, '"apps/greeter.yaml", ', "")
    for name in ("base", "staging"):
        (tree.root / f"environments/{name}.yaml").write_text("{}\n")
    tree("gitops")
    assert tree.status == 0
    assert 'warning[OAM847]: output "deploy/staging/greeter" is left over' in tree.err
    assert "argocd/staging/greeter.yaml" not in files(tree)
    out = tree("gitops", "--check")
    assert (tree.status, out.splitlines()) == (2, ["left over deploy/development/greeter", "left over deploy/staging/greeter"])
    (tree.root / "deploy/staging/greeter/notes.txt").write_text("mine\n")
    tree("gitops", "--prune")
    assert tree.status == 0, tree.err
    found = files(tree)
    assert [path for path in found if "staging/greeter" in path] == ["staging/greeter/notes.txt"]
    assert "production/greeter/welcome-deployment.yaml" in found, "it is promoted by hand"


def test_an_edited_folder_that_is_left_over_is_never_touched(tree):
    tree("gitops")
    tree.edit(TOML, '"apps/greeter.yaml", ', "")
    for name in ("base", "staging"):
        (tree.root / f"environments/{name}.yaml").write_text("{}\n")
    path = tree.root / "deploy/staging/greeter/welcome-deployment.yaml"
    path.write_text("mine\n")
    before = files(tree)
    tree("gitops", "--prune")
    assert tree.status == 1
    assert "OAM814" in tree.err
    assert files(tree) == before


def test_an_environment_that_is_gone_is_left_over_as_a_whole(tree):
    tree("gitops")
    text = (tree.root / TOML).read_text()
    begin, end = text.index("[env.development]"), text.index("[env.staging]")
    (tree.root / TOML).write_text(text[:begin] + text[end:])
    (tree.root / "deploy/other").mkdir()
    (tree.root / "deploy/other/notes.txt").write_text("mine\n")
    tree("gitops")
    assert "deploy/development/shop" in tree.err
    tree("gitops", "--prune")
    assert not (tree.root / "deploy/development").exists()
    assert (tree.root / "deploy/other/notes.txt").exists()


def test_a_tool_that_is_not_wanted_any_more_is_left_over(tree):
    tree("gitops")
    tree.edit(TOML, 'for = "argocd"', 'for = "flux"\nname = "{application}-{environment}"')
    tree.edit(TOML, 'project = "team"\n', "")
    tree("gitops")
    assert tree.status == 0, tree.err
    assert "deploy/argocd" in tree.err
    found = files(tree)
    assert load(found["staging/shop/kustomization.yaml"])["kind"] == "Kustomization"
    assert load(found["flux/staging/shop.yaml"])["metadata"]["name"] == "shop-staging"


def test_a_new_application_changes_its_own_files_and_the_folder_of_the_tool_alone(tree):
    tree("gitops")
    before = files(tree)
    text = (tree.root / "apps/greeter.yaml").read_text()
    text = text.replace("name: greeter", "name: other").replace("componentName: greeter", "componentName: other")
    (tree.root / "apps/other.yaml").write_text(text.replace("welcome", "further").replace("example/greeter", "example/other"))
    tree.edit(TOML, '"apps/shop.yaml"]', '"apps/shop.yaml", "apps/other.yaml"]')
    tree("gitops")
    changed = {path for path, content in files(tree).items() if before.get(path) != content}
    assert {path for path in changed if "other" not in path} == {"argocd/.oamc-files"}


def test_charts_are_units_too(tree):
    tree.edit(TOML, "[gitops]\n", '[gitops]\nrender = "chart"\n')
    tree("gitops", "--all-envs")
    assert tree.status == 0, tree.err
    found = files(tree)
    assert b"storefront:4" not in found["production/shop/values.yaml"]
    assert b"minimum: 4" in found["production/shop/values.yaml"]
    assert load(found["argocd/production/shop.yaml"])["spec"]["source"]["helm"] == {"releaseName": "shop"}
    assert "production/shop/Chart.yaml" in found


def test_flags_win_over_the_project_file(tree):
    tree.edit(TOML, 'project = "team"\n', "")
    typed = ("--repo-url", "ssh://git@git.example.com/x.git", "--revision", "dev", "-o", "elsewhere")
    tree("gitops", "--for", "flux", "--env", "staging", *typed)
    assert tree.status == 0, tree.err
    root = (tree.root / "elsewhere/flux/root-staging.yaml").read_text()
    assert "url: ssh://git@git.example.com/x.git" in root
    assert "branch: dev" in root
    assert 'path: "./elsewhere/flux/staging"' in root


def test_paths_in_the_tree_do_not_hang_on_where_oamc_is_started(tree, monkeypatch):
    (tree.root / ".git").mkdir()
    tree("gitops")
    before = files(tree)
    monkeypatch.chdir(tree.root / "apps")
    tree("gitops", "--check")
    assert tree.status == 0, tree.err
    tree("gitops", "-o", "../deploy")
    assert files(tree) == before


def test_dry_run_lists_and_writes_nothing(tree):
    out = tree("gitops", "--dry-run")
    assert "new deploy/staging/shop/storefront-deployment.yaml" in out
    assert not (tree.root / "deploy").exists()


@pytest.mark.parametrize(
    ("code", "change", "arguments", "says"),
    [
        ("OAM930", ('repo-url = "https://git.example.com/team/deploy.git"\n', ""), (), "repo-url"),
        ("OAM930", ('namespace = "team-dev"\n', ""), (), "namespace"),
        ("OAM930", (SERVER, ""), (), "cluster"),
        ("OAM912", None, ("--no-config", "apps"), "no project file is read"),
        ("OAM901", None, ("--env", "stagin"), "did you mean staging?"),
        ("OAM902", None, ("--env", "base"), ""),
        ("OAM829", ('output = "deploy"', 'output = "apps"'), (), "none of the lists of a tree"),
        ("OAM826", ('output = "deploy"', 'output = "../deploy"'), (), ""),
        ("OAM824", ('for = "argocd"', 'for = "argo"'), (), "argocd or flux"),
        ("OAM753", ("set = [", 'set-string = ["nobody=1"]\nset = ['), (), "given by environment"),
        ("OAM931", ('revision = "main"', 'revision = "a b"'), (), "revision"),
        ("OAM817", None, ("-o", "."), ""),
    ],
)
def test_a_tree_that_cannot_be_is_refused_and_nothing_is_written(tree, code, change, arguments, says):
    if change:
        tree.edit(TOML, *change)
    tree.refuses(code, "gitops", *arguments, says=says)


def test_abstract_environments_alone_make_no_tree(tree):
    (tree.root / TOML).write_text('inputs = ["apps"]\n[env.base]\nabstract = true\n')
    tree.refuses("OAM912", "gitops", says="that is not abstract")


def test_all_environments_by_hand_need_a_word(tree):
    text = (tree.root / TOML).read_text()
    (tree.root / TOML).write_text(text.replace(SERVER, f'{SERVER}promote = "by-hand"\n'))
    tree.refuses("OAM912", "gitops", says="--all-envs")
    tree("gitops", "--all-envs")
    assert tree.status == 0, tree.err


def test_a_folder_in_the_way_stops_all(tree):
    (tree.root / "deploy/staging/shop").mkdir(parents=True)
    (tree.root / "deploy/staging/shop/mine.txt").write_text("mine\n")
    tree.refuses("OAM813", "gitops", "-o", "deploy")
    assert not (tree.root / "deploy/development").exists()
    shutil.rmtree(tree.root / "deploy")
    tree("gitops")
    (tree.root / "deploy/staging/shop/.oamc-files").write_text('{"format": 99, "files": {}}\n')
    tree.refuses("OAM813", "gitops", says="deploy/staging/shop")


def test_a_report_lies_beside_the_tree(tree):
    tree.refuses("OAM830", "gitops", "--diagnostics", "json=deploy/staging/report.json")


def test_an_output_of_a_build_is_not_that_of_a_tree(tree):
    tree.edit(TOML, "inputs = [", 'output = "charts"\ninputs = [')
    tree("gitops")
    assert (tree.root / "deploy/argocd").exists()
    assert not (tree.root / "charts").exists()


def test_a_file_that_overrides_a_unit_of_argo_cd_is_found(tree):
    tree("gitops")
    (tree.root / "deploy/staging/shop/.argocd-source-shop-staging.yaml").write_text("helm: {}\n")
    out = tree("gitops", "--check")
    assert (tree.status, out) == (2, "foreign deploy/staging/shop/.argocd-source-shop-staging.yaml\n")
    assert "error[OAM848]" in tree.err
    assert "which then is not what the tree says" in tree.err

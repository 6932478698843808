# ruff: noqa: ARG001 - fixtures work by being asked for
# ruff: noqa: PTH211 - the tests look at the disk with the calls that the code makes
"""The project file: where it is looked for, what its paths are relative to, its inputs and what it excludes."""

import os

import pytest

from oamc.cli import merging
from oamc.cli.arguments import UsageError, parse
from oamc.cli.merging import merge
from oamc.diagnostics.reports import Reports


def settings(*arguments):
    reports = Reports()
    merged = merge(parse(["build", *arguments]), reports)
    return merged, [found.code.id for found in reports.found], reports


def origin(*arguments, name="format"):
    setting = settings(*arguments)[0].merged[name]
    return setting.value, setting.origin


@pytest.fixture
def repository(here, monkeypatch):
    """Work in the directory teams/a of a repository."""
    (here / ".git").mkdir()
    (here / "teams/a").mkdir(parents=True)
    monkeypatch.chdir(here / "teams/a")
    return here


def test_the_file_of_the_root_of_a_repository_counts_below_it(repository):
    assert origin() == ("helm", "default")
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    assert origin() == ("manifests", "../../oamc.toml")
    assert origin("--no-config") == ("helm", "default")


def test_the_nearest_file_that_speaks_of_oamc_counts_alone(repository):
    (repository / "oamc.toml").write_text('format = "manifests"\nstrict = true\n')
    (repository / "teams/pyproject.toml").write_text('[tool.other]\nname = "oamc"\n')
    (repository / "teams/a/pyproject.toml").write_text('[tool.other]\nname = "else"\n')
    assert origin() == ("manifests", "../../oamc.toml")
    (repository / "teams/pyproject.toml").write_text('[tool.oamc]\nformat = "helm"\n')
    assert origin() == ("helm", "../pyproject.toml [tool.oamc]")
    assert origin(name="strict") == (False, "default")
    (repository / "teams/a/oamc.toml").write_text("")
    assert origin() == ("helm", "default")


def test_a_file_with_mistakes_ends_the_search(repository):
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    (repository / "teams/oamc.toml").write_text("this is no TOML\n")
    merged, codes, reports = settings()
    assert (merged.text("format"), codes) == ("helm", ["OAM822"])
    assert reports.found[0].span.source.path == "../oamc.toml"


@pytest.mark.parametrize("mark", ["directory", "file"])
def test_the_root_of_a_repository_is_the_end(here, monkeypatch, mark):
    (here / "oamc.toml").write_text('format = "manifests"\n')
    (here / ".git").mkdir()
    inner = here / "inner/deep"
    inner.mkdir(parents=True)
    if mark == "directory":
        (here / "inner/.git").mkdir()
    else:
        (here / "inner/.git").write_text("gitdir: ../.git/modules/inner\n")
    monkeypatch.chdir(inner)
    assert origin() == ("helm", "default")
    monkeypatch.chdir(here / "inner")
    assert origin() == ("helm", "default")


def test_without_a_repository_only_the_working_directory_counts(here, monkeypatch):
    (here / "oamc.toml").write_text('format = "manifests"\n')
    (here / "deep").mkdir()
    monkeypatch.chdir(here / "deep")
    assert origin() == ("helm", "default")
    (here / ".git").mkdir()
    assert origin() == ("manifests", "../oamc.toml")


def test_nothing_above_the_home_directory_counts(repository, monkeypatch):
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    for home, expected in [
        ("teams/a", "helm"),
        ("teams", "helm"),
        (".", "manifests"),
        ("nowhere", "manifests"),
    ]:
        monkeypatch.setenv("HOME", str(repository / home))
        assert origin()[0] == expected, home
    os.symlink(repository / "teams", repository / "home")
    monkeypatch.setenv("HOME", str(repository / "home"))
    assert origin()[0] == "helm"
    for home in ("", "a\nb"):
        monkeypatch.setenv("HOME", home)
        assert origin()[0] == "manifests"
    monkeypatch.delenv("HOME")
    assert origin()[0] == "manifests"


def test_another_file_system_is_the_end(repository, monkeypatch):
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    stat = os.stat

    def elsewhere(path, **options):
        found = stat(path, **options)
        if path == "../..":
            return os.stat_result((*found[:2], found.st_dev + 1, *found[3:10]))
        return found

    monkeypatch.setattr(os, "stat", elsewhere)
    assert origin() == ("helm", "default")


def test_a_working_directory_that_is_gone_has_nothing_above(repository, monkeypatch):
    (repository / "oamc.toml").write_text('format = "manifests"\n')

    def fail():
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", fail)
    assert merging.configured_directories() == ()


def owned_by(monkeypatch, name, user, mode=0):
    """Let a user of the system, as a number, own what is called so, with further bits of its mode."""
    lstat = os.lstat

    def owned(path, **options):
        found = lstat(path, **options)
        if path == f"../../{name}".rstrip("/"):
            return os.stat_result((found.st_mode | mode, *found[1:4], user, *found[5:10]))
        return found

    monkeypatch.setattr(os, "lstat", owned)


@pytest.mark.parametrize(("mode", "counts"), [(0, True), (0o020, False), (0o002, False)])
def test_root_may_own_the_repository_where_nobody_else_may_write(repository, monkeypatch, mode, counts):
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    (repository / "oamc.toml").chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: 77)
    stat = os.stat

    def owned(path, **options):
        found = stat(path, **options)
        return os.stat_result((*found[:4], 77, *found[5:10]))

    monkeypatch.setattr(os, "stat", owned)
    for name in ("oamc.toml", ".git", ""):
        owned_by(monkeypatch, name, 0, mode if name else 0)
    assert (origin()[0] == "manifests") is counts


@pytest.mark.parametrize("stranger", ["oamc.toml", ".git", ""])
def test_what_another_user_owns_above_does_not_count_and_is_told(repository, monkeypatch, stranger):
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    owned_by(monkeypatch, stranger, os.geteuid() + 7)
    merged, codes, reports = settings()
    assert (merged.text("format"), codes) == ("helm", ["OAM865"])
    path = f"../../{stranger}".rstrip("/")
    assert f'"{path}" belongs to another user' in reports.found[0].message
    assert settings("--no-config")[1] == []
    (repository / "teams/a/oamc.toml").write_text('format = "manifests"\n')
    assert settings()[1] == []


def test_a_directory_of_another_user_between_here_and_the_root_does_not_count(repository, monkeypatch):
    (repository / "teams/oamc.toml").write_text('format = "manifests"\n')
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    lstat = os.lstat

    def owned(path, **options):
        found = lstat(path, **options)
        return os.stat_result((*found[:4], found.st_uid + 7, *found[5:10])) if path == ".." else found

    monkeypatch.setattr(os, "lstat", owned)
    merged, codes, reports = settings()
    assert (merged.text("format"), codes) == ("helm", ["OAM865"])
    assert reports.found[0].message == 'configuration file "../oamc.toml" is not read: ".." belongs to another user'


def test_the_owner_of_the_working_directory_may_own_the_repository(repository, monkeypatch):
    (repository / "oamc.toml").write_text('format = "manifests"\n')
    owner = repository.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 7)
    assert origin()[0] == "manifests"


def test_a_link_out_of_the_directory_of_the_file_is_refused(repository):
    (repository / "teams/other.toml").write_text('format = "manifests"\n')
    os.symlink("teams/other.toml", repository / "oamc.toml")
    assert origin()[0] == "manifests"
    (repository / "other.toml").write_text('format = "helm"\n')
    (repository / "teams/oamc.toml").symlink_to(repository / "other.toml")
    assert settings()[1] == ["OAM821"]


def test_paths_are_relative_to_the_directory_of_the_file(repository):
    (repository / "oamc.toml").write_text(
        'inputs = ["teams/a", "."]\nvalues = "values.yaml"\noutput = "charts"\ndiagnostics = ["text", "json=found.json"]\n'
    )
    merged, codes, _ = settings()
    assert codes == []
    assert merged.texts("inputs") == (".", "../..")
    assert merged.texts("values") == ("../../values.yaml",)
    assert merged.text("output") == "../../charts"
    assert merged.texts("diagnostics") == ("text", "json=../../found.json")


@pytest.mark.parametrize("path", ["../outside", "/etc", "teams/../../outside"])
def test_paths_stay_below_the_directory_of_the_file_and_not_below_the_working_directory(repository, path):
    (repository / "oamc.toml").write_text(f'inputs = ["{path}"]\n')
    assert settings()[1] == ["OAM826"]


@pytest.mark.parametrize("path", ["-", ".hidden", "teams/.hidden/a", "link", "link/a", "a\\u0007"])
def test_paths_that_a_stranger_must_not_choose_are_refused_as_inputs(repository, path):
    (repository / "link").symlink_to("teams")
    (repository / "oamc.toml").write_text(f'inputs = ["{path}"]\n')
    assert settings()[1] == ["OAM829"]


def test_inputs_have_no_flag_and_no_variable(repository, monkeypatch):
    with pytest.raises(UsageError, match='no option "--inputs"'):
        settings("--inputs", "a")
    monkeypatch.setenv("OAMC_INPUTS", "a")
    with pytest.raises(UsageError, match="OAMC_INPUTS has no meaning") as caught:
        settings()
    assert caught.value.hint == "name the paths on the command line"


def test_inputs_are_read_where_no_path_is_named(oamc, repository, compiler):
    (repository / "oamc.toml").write_text('inputs = ["teams/a", "app.yaml"]\n')
    (repository / "teams/a/web.yaml").write_text("apiVersion: core.oam.dev/v1alpha1\n")
    (repository / "teams/other.yaml").write_text("kind: other\n")
    assert oamc("check").status == 0
    assert [source.path for source in compiler.calls[-1][0]] == ["web.yaml", "../../app.yaml"]
    for arguments in (("../other.yaml",), ("-f", "../other.yaml")):
        assert oamc("check", *arguments).status == 0
        assert [source.path for source in compiler.calls[-1][0]] == ["../other.yaml"]
    assert oamc("check", "--no-config").status == 64
    assert 'inputs = [".", "../../app.yaml"]  # ../../oamc.toml' in oamc("config").out


def test_an_input_that_is_gone_is_an_error_with_its_path(oamc, repository):
    (repository / "oamc.toml").write_text('inputs = ["teams/b"]\n')
    outcome = oamc("check")
    assert (outcome.status, 'input "../b" does not exist' in outcome.err) == (1, True)


DOCUMENT = "apiVersion: core.oam.dev/v1alpha1\n"


def test_exclude_is_relative_to_the_file_or_to_the_working_directory(oamc, repository, compiler):
    for name in ("teams/a/x.yaml", "teams/a/old/y.yaml", "teams/a/build/z.yaml", "teams/a/build/deep/z.yaml"):
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_text(DOCUMENT)

    def read(*arguments):
        assert oamc("check", ".", *arguments).status == 0
        return [source.path for source in compiler.calls[-1][0]]

    everything = ["build/deep/z.yaml", "build/z.yaml", "old/y.yaml", "x.yaml"]
    assert read() == everything
    assert read("--exclude", "build/**", "--exclude=old") == ["x.yaml"]
    assert read("--exclude", "teams/a/old") == everything
    (repository / "oamc.toml").write_text('exclude = ["teams/a/build/*.yaml", "old"]\n')
    assert read() == ["build/deep/z.yaml", "x.yaml"]
    assert "sets what can hide findings or weaken checks: exclude" in oamc("check", ".").err
    assert read("--exclude", "x.yaml") == everything[:-1]
    assert read("--exclude", "build/*.yaml") == ["build/deep/z.yaml", "old/y.yaml", "x.yaml"]
    assert read("--exclude", "teams/a/old") == everything


def test_what_is_named_is_never_excluded(oamc, here, compiler):
    (here / "old").mkdir()
    (here / "old/a.yaml").write_text(DOCUMENT)
    assert oamc("check", "app.yaml", "old", "--exclude", "app.yaml,old").status == 0
    assert [source.path for source in compiler.calls[-1][0]] == ["app.yaml", "old/a.yaml"]


def test_what_is_excluded_is_not_looked_at(oamc, here, tmp_path):
    (here / "old").mkdir(mode=0o000)
    (here / "leaves.yaml").symlink_to(tmp_path / "outside.yaml")
    os.mkfifo(here / "pipe.yaml")
    try:
        assert oamc("check", ".").status == 1
        outcome = oamc("check", ".", "--exclude", "old", "--exclude", "leaves.yaml", "--exclude", "pipe*")
        assert (outcome.status, outcome.err) == (0, "")
    finally:
        (here / "old").chmod(0o755)


def test_a_wrong_pattern_is_refused_where_it_is_written(oamc, here, monkeypatch):
    outcome = oamc("check", ".", "--exclude", "[ab]")
    assert (outcome.status, "--exclude must be names, / and *" in outcome.err) == (64, True)
    (here / "oamc.toml").write_text('strict = true\nexclude = ["a", "../b"]\n')
    outcome = oamc("check", ".")
    assert (outcome.status, "oamc.toml:2:1" in outcome.err, "OAM824" in outcome.err) == (1, True, True)


def test_no_output_replaces_the_file_that_chose_it(oamc, repository):
    (repository / "oamc.toml").write_text('inputs = "app.yaml"\nformat = "manifests"\noutput = "oamc.toml"\n')
    outcome = oamc("build")
    assert outcome.status in {1, 64}
    assert (repository / "oamc.toml").read_text().startswith("inputs")


def test_a_report_that_the_file_above_chooses_is_written_beside_it_and_in_no_chart(oamc, repository):
    (repository / "oamc.toml").write_text('inputs = "app.yaml"\ndiagnostics = "json=reports/found.json"\n')
    assert oamc("check").status == 0
    assert (repository / "reports/found.json").exists()
    (repository / "reports/found.json").unlink()
    (repository / "teams/Chart.yaml").write_text("name: of another directory\n")
    assert oamc("check").status == 0
    (repository / "reports/Chart.yaml").write_text("name: here\n")
    assert "OAM829" in oamc("check").err


@pytest.mark.parametrize("kind", ["itself", "link", "hard link"])
def test_a_file_of_values_is_no_document_however_it_is_reached(oamc, here, compiler, kind):
    (here / "apps").mkdir()
    (here / "apps/app.yaml").write_text(DOCUMENT)
    (here / "apps/values.yaml").write_text(DOCUMENT)
    given = here / "given.yaml"
    if kind == "link":
        given.symlink_to("apps/values.yaml")
    elif kind == "hard link":
        os.link(here / "apps/values.yaml", given)
    else:
        given = here / "apps/values.yaml"
    for inputs in (["apps"], ["apps/app.yaml", "apps/values.yaml"]):
        outcome = oamc("check", *inputs, "--values", given)
        assert (outcome.status, outcome.err.count("is given to --values and was not read")) == (0, 1)
        assert [source.path for source in compiler.calls[-1][0]] == ["apps/app.yaml"]

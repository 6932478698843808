"""`oamc fmt` on the command line: what is written, printed and refused, and with which status."""

import errno
import os
import stat
import subprocess

import pytest

from oamc.cli.entry import run
from oamc.diagnostics.reports import Reports
from oamc.disk import edits
from oamc.records import replace
from tests.support.command_line import oamc
from tests.support.surroundings import silence
from tests.test_architecture import modules_of_a_build
from tests.test_examples import EXAMPLES

UGLY = "kind:   Application\napiVersion: core.oam.dev/v1beta1 # it\nspec:\n  components:\n  - name: web\n"
FINE = "apiVersion: core.oam.dev/v1beta1 # it\nkind: Application\nspec:\n  components:\n    - name: web\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty directory."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fmt(capfd, *arguments):
    """Return the status, the result and the messages of one run."""
    return oamc(capfd, "fmt", *arguments)


def test_changed_files_are_named_and_a_second_run_changes_nothing(capfd, here):
    (here / "shop").mkdir()
    (here / "shop" / "app.yaml").write_text(UGLY)
    (here / "shop" / "fine.yaml").write_text(FINE)
    assert fmt(capfd, "shop", "shop/app.yaml") == (0, "shop/app.yaml\n", "")
    assert (here / "shop" / "app.yaml").read_text() == FINE
    assert fmt(capfd, "shop") == (0, "", "")
    assert sorted(path.name for path in (here / "shop").iterdir()) == ["app.yaml", "fine.yaml"]


def test_check_names_files_and_writes_nothing(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    (here / "fine.yaml").write_text(FINE)
    assert fmt(capfd, "--check", ".") == (2, "app.yaml\n", "")
    assert fmt(capfd, "--check", "fine.yaml") == (0, "", "")
    assert (here / "app.yaml").read_text() == UGLY


DIFFERENCE = """\
--- a/app.yaml
+++ b/app.yaml
@@ -1,5 +1,5 @@
-kind:   Application
 apiVersion: core.oam.dev/v1beta1 # it
+kind: Application
 spec:
   components:
-  - name: web
+    - name: web
"""


def test_diff_prints_what_would_change_and_writes_nothing(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    assert fmt(capfd, "--diff", "app.yaml") == (0, DIFFERENCE, "")
    assert fmt(capfd, "--diff", "--check", "app.yaml") == (2, DIFFERENCE, "")
    assert (here / "app.yaml").read_text() == UGLY


def test_a_diff_can_be_applied(capfd, here):
    for text in (UGLY.removesuffix("\n"), UGLY.replace("\n", "\r\n"), "\ufeff" + UGLY):
        (here / "app.yaml").write_bytes(text.encode())
        _, out, _ = fmt(capfd, "--diff", "app.yaml")
        subprocess.run(["git", "apply", "--unsafe-paths", "-"], input=out.encode(), check=True, cwd=here)
        assert (here / "app.yaml").read_bytes() == FINE.encode()


@pytest.mark.parametrize("text", [UGLY.replace("\n", "\r\n"), "\ufeff" + UGLY, UGLY.removesuffix("\n"), UGLY + "\n\n"])
def test_line_breaks_and_the_byte_order_mark_are_mended(capfd, here, text):
    (here / "app.yaml").write_bytes(text.encode())
    assert fmt(capfd, "app.yaml") == (0, "app.yaml\n", "")
    assert (here / "app.yaml").read_bytes() == FINE.encode()
    (here / "app.yaml").write_bytes(b"\xef\xbb\xbf" + FINE.encode())
    assert fmt(capfd, "--check", "app.yaml") == (2, "app.yaml\n", "")


def stream(capfd, monkeypatch, here, text, *arguments):
    """Run with a text as standard input."""
    (here / "input").write_bytes(text.encode())
    with (here / "input").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        return fmt(capfd, "-", *arguments)


def test_standard_input_goes_to_standard_output(capfd, monkeypatch, here):
    assert stream(capfd, monkeypatch, here, UGLY) == (0, FINE, "")
    assert stream(capfd, monkeypatch, here, UGLY, "--check") == (2, "", "")
    assert stream(capfd, monkeypatch, here, FINE, "--check") == (0, "", "")
    assert stream(capfd, monkeypatch, here, UGLY, "--diff") == (0, DIFFERENCE.replace("app.yaml", "stdin"), "")
    status, out, err = stream(capfd, monkeypatch, here, '{"a":   1}\n')
    assert (status, out) == (0, '{"a":   1}\n')
    assert 'notice[OAM882]: "stdin" has nothing to format: it is JSON, or YAML in its form' in err
    status, out, err = stream(capfd, monkeypatch, here, "a: 1\na: 2\n")
    assert (status, out) == (1, "")
    assert "error[OAM112]" in err
    status, out, err = fmt(capfd, "-", "app.yaml")
    assert (status, out) == (64, "")
    assert "standard input is formatted alone" in err


def test_without_paths_the_inputs_of_the_project_are_formatted(capfd, here):
    status, _, err = fmt(capfd)
    assert status == 64
    assert "there is no input" in err
    (here / "shop").mkdir()
    (here / "shop" / "app.yaml").write_text(UGLY)
    (here / "oamc.toml").write_text('inputs = ["shop"]\n')
    assert fmt(capfd) == (0, "shop/app.yaml\n", "")


def test_named_files_may_hold_values_and_others_are_told(capfd, here):
    (here / "values.yaml").write_text("web:\n    replicas:   2\n")
    (here / "service.yaml").write_text("apiVersion: v1\nkind:   Service\n")
    (here / "web.cue").write_text('import   "x"\n')
    (here / "list.json").write_text("[ ]")
    (here / "chart").mkdir()
    (here / "chart" / "Chart.yaml").write_text("name:   x\n")
    (here / "app.yaml").write_text(FINE)
    assert fmt(capfd, ".") == (0, "", "")
    assert "passed over values.yaml: no document of OAM\n" in fmt(capfd, ".", "-v")[2]
    status, out, err = fmt(capfd, "values.yaml", "service.yaml", "web.cue", "list.json", "chart/Chart.yaml")
    assert (status, out) == (0, "values.yaml\n")
    assert (here / "values.yaml").read_text() == "web:\n  replicas: 2\n"
    for name, what in (
        ("service.yaml", "no document of OAM"),
        ("web.cue", "CUE"),
        ("list.json", "JSON"),
        ("chart/Chart.yaml", "part of a chart or of an output of oamc"),
    ):
        assert f'notice[OAM882]: "{name}" has nothing to format: it is {what}\n' in err


def test_outputs_of_oamc_are_left_alone(capfd, here):
    (here / "app.yaml").write_text((EXAMPLES / "tea-house" / "application.yaml").read_text())
    assert run(["build", "app.yaml", "--format", "manifests", "-o", "out.yaml", "-q"]) == 0
    assert run(["build", "app.yaml", "-o", "charts", "-q"]) == 0
    before = (here / "out.yaml").read_bytes()
    values = next((here / "charts").rglob("values.yaml"))
    status, out, err = fmt(capfd, "out.yaml", values.relative_to(here))
    assert (status, out) == (0, "")
    assert "OAM882" in err
    assert fmt(capfd, ".")[:2] == (0, "")
    assert (here / "out.yaml").read_bytes() == before


def test_what_has_no_normal_form_is_told_and_the_rest_is_formatted(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    (here / "odd.yaml").write_text(UGLY + "? odd\n: 1\n")
    (here / "template.yaml").write_text(UGLY + "x: {{ .Values.x }}\n")
    status, out, err = fmt(capfd, "app.yaml", "odd.yaml")
    assert (status, out) == (0, "app.yaml\n")
    assert (
        'warning[OAM881]: "odd.yaml" is not formatted and stays as it is: line 6 has a key that begins with a question' in err
    )
    assert fmt(capfd, "odd.yaml", "--strict")[0] == 1
    status, out, err = fmt(capfd, "--check", "template.yaml")
    assert (status, out) == (1, "")
    assert "error[OAM111]" in err
    assert (here / "odd.yaml").read_text() == UGLY + "? odd\n: 1\n"


def test_a_file_keeps_its_mode(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    (here / "app.yaml").chmod(0o640)
    assert fmt(capfd, "app.yaml")[0] == 0
    assert stat.S_IMODE((here / "app.yaml").stat().st_mode) == 0o640


def test_links_and_files_that_nobody_may_write_are_refused(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    (here / "link.yaml").symlink_to("app.yaml")
    assert fmt(capfd, "link.yaml", "--check")[:2] == (2, "link.yaml\n")
    status, out, err = fmt(capfd, "link.yaml")
    assert (status, out) == (1, "")
    assert 'error[OAM884]: "link.yaml" is not written: it is a symbolic link\n  = hint: name the file itself' in err
    (here / "app.yaml").chmod(0o444)
    read_only = 'error[OAM884]: "app.yaml" is not written: it is read-only\n  = hint: let its owner write to it\n'
    assert read_only in fmt(capfd, "app.yaml")[2]
    (here / "app.yaml").chmod(0o644)
    os.link(here / "app.yaml", here / "other.yaml")
    assert "it is one file with several names (hard links)" in fmt(capfd, "app.yaml")[2]
    (here / "other.yaml").unlink()
    assert (here / "app.yaml").read_text() == UGLY
    # In a directory the file that a link leads to is met, too.
    (here / "a-link.yaml").symlink_to("app.yaml")
    assert fmt(capfd, ".") == (0, "a-link.yaml\n", "")
    assert (here / "app.yaml").read_text() == FINE
    assert (here / "a-link.yaml").is_symlink()


def test_a_file_that_is_too_large_is_refused(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    status, out, err = fmt(capfd, "app.yaml", "--limit", "file=20")
    assert (status, out) == (1, "")
    assert "error[OAM101]" in err


def test_a_file_that_is_changed_meanwhile_is_not_written_over(capfd, here, monkeypatch):
    file = here / "app.yaml"
    right = edits.read_original

    def changed_before(path, most):
        file.write_text(UGLY + "more: 1\n")
        return right(path, most)

    def changed_after(path, most):
        original = right(path, most)
        file.write_text(UGLY + "more: 2\n")
        return original

    def exchanged(path, most):
        original = right(path, most)
        file.rename(here / "old.yaml")
        file.write_text(UGLY)
        file.chmod(0o600)
        return original

    def gone(path, most):
        file.unlink()
        return right(path, most)

    for change, text in ((changed_before, "more: 1\n"), (changed_after, "more: 2\n")):
        file.write_text(UGLY)
        monkeypatch.setattr(edits, "read_original", change)
        status, out, err = fmt(capfd, "app.yaml")
        assert (status, out) == (1, "")
        assert 'error[OAM883]: "app.yaml" was changed after it was read, and was not written' in err
        assert file.read_text() == UGLY + text
    # Another file in its place may belong to somebody else, whatever is in it.
    file.write_text(UGLY)
    monkeypatch.setattr(edits, "read_original", exchanged)
    assert "error[OAM883]" in fmt(capfd, "app.yaml")[2]
    assert file.read_text() == UGLY
    (here / "old.yaml").unlink()
    monkeypatch.setattr(edits, "read_original", gone)
    status, out, err = fmt(capfd, "app.yaml")
    assert (status, out) == (1, "")
    assert 'error[OAM802]: input "app.yaml" cannot be read: no such file or directory' in err
    assert list(here.iterdir()) == []


def test_many_names_work(capfd, here):
    names = [f"document-with-a-long-name-{number}.yaml" for number in range(300)]
    for name in names:
        (here / name).write_text(FINE)
    (here / names[7]).write_text(UGLY)
    assert fmt(capfd, *names) == (0, f"{names[7]}\n", "")


def test_a_name_that_is_no_text_is_formatted_and_shown_with_escapes(capfd, here):
    path = here / os.fsdecode(b"a\xff.yaml")
    path.write_text(UGLY)
    assert fmt(capfd, ".") == (0, "a\\xff.yaml\n", "")
    assert path.read_text() == FINE


@pytest.mark.parametrize("step", ["write", "fchmod", "fsync", "rename"])
def test_a_fault_of_the_disk_leaves_the_file_as_it_was(capfd, here, monkeypatch, step):
    (here / "app.yaml").write_text(UGLY)

    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, fail)
    status, out, err = fmt(capfd, "app.yaml")
    assert (status, out) == (1, "")
    assert 'error[OAM812]: output "app.yaml" cannot be written: no space left on device' in err
    assert {path.name: path.read_text() for path in here.iterdir()} == {"app.yaml": UGLY}


def test_an_interruption_leaves_the_file_as_it_was(here, monkeypatch):
    (here / "app.yaml").write_text(UGLY)

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", interrupt)
    assert run(["fmt", "app.yaml"]) == 130
    assert {path.name: path.read_text() for path in here.iterdir()} == {"app.yaml": UGLY}


def test_a_file_that_is_changed_while_the_new_one_is_written_stays(capfd, here, monkeypatch):
    (here / "app.yaml").write_text(UGLY)
    right = edits.folders.write_file

    def write(*arguments):
        (here / "app.yaml").write_text("somebody's\n")
        right(*arguments)

    monkeypatch.setattr(edits.folders, "write_file", write)
    status, out, err = fmt(capfd, "app.yaml")
    assert (status, out) == (1, "")
    assert "error[OAM883]" in err
    assert {path.name: path.read_text() for path in here.iterdir()} == {"app.yaml": "somebody's\n"}


def test_the_owner_of_a_file_stays(here, monkeypatch):
    (here / "app.yaml").write_text(UGLY)
    original = edits.read_original("app.yaml", 1000)
    status = list(original.status)
    status[4], status[5] = 4711, 4712
    asked = []
    monkeypatch.setattr(os, "fchown", lambda _, *owner: asked.append(owner))
    changed = replace(original, status=os.stat_result(status))
    assert edits.replace_content(changed, b"new", Reports())
    assert asked == [(4711, 4712)]
    with pytest.raises(OSError, match="it is a directory"):
        edits.read_original(".", 1)


def test_what_stands_where_oamc_works_is_told(capfd, here):
    (here / "app.yaml").write_text(UGLY)
    (here / ".oamc-work-app.yaml").write_text("")
    status, out, err = fmt(capfd, "app.yaml")
    assert (status, out) == (1, "")
    assert "error[OAM860]" in err
    assert (here / "app.yaml").read_text() == UGLY


def test_a_new_project_is_in_the_normal_form(capfd):
    for version in ("v1alpha1", "v1beta1"):
        assert run(["init", version, "--name", "demo", "--api", version, "--host", "demo.example.com"]) == 0
        assert fmt(capfd, "--check", version) == (0, "", "")


def test_a_build_loads_nothing_of_it(here):
    (here / "app.yaml").write_text((EXAMPLES / "tea-house" / "application.yaml").read_text())
    loaded = modules_of_a_build(here / "app.yaml", here)
    assert [name for name in loaded if name.startswith(("oamc.formatting", "ruamel", "oamc.disk.edits"))] == []

"""`oamc images --lock`, `--check` and `--locked`: what they write, print and return, and what a hostile lock comes to."""

import os
import subprocess

import pytest

from oamc.cli.lock_files import LOCK_FILE
from tests.support.command_line import oamc
from tests.support.surroundings import silence

A, B = (f"sha256:{letter * 64}" for letter in "ab")
DOCUMENT = """
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties: {image: "web:1"}
      traits:
        - type: sidecar
          properties: {name: side, image: "busybox:1.37"}
"""
PAIRS = f"web:1 {A}\nindex.docker.io/library/busybox:1.37@{B}\n"
LOCK = f"""# The images of this project with their digests, written by oamc images --lock.
version: 1
images:
  "busybox:1.37": {B}
  "web:1": {A}
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty directory with the document and the digests of another tool."""
    silence(monkeypatch)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "work" / "app.yaml").write_text(DOCUMENT)
    (tmp_path / "work" / "pairs").write_text(PAIRS)
    return tmp_path / "work"


def test_a_lock_is_written_and_checked(capsys, here):
    status, out, err = oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs")
    assert (status, out, err) == (0, "", "oamc.lock: 2 images, 2 new\n")
    assert (here / LOCK_FILE).read_text() == LOCK
    assert oamc(capsys, "images", "app.yaml", "--lock")[2] == "oamc.lock: 2 images, as before\n"
    status, out, err = oamc(capsys, "images", "app.yaml", "--check")
    assert (status, err) == (0, "")
    assert out.startswith("oamc.lock is complete: each of 2 images has an entry, no entry is unused, ")
    assert "\nNot checked: whether a registry still has these images" in out


def test_what_is_missing_and_superfluous_is_told(capsys, here):
    (here / "pairs").write_text(f"web:1 elsewhere/web@{B}\n" + "".join(f"x:{number} {A}\n" for number in range(12)))
    (here / LOCK_FILE).write_text(LOCK.replace('"busybox:1.37"', '"gone"'))
    status, _, err = oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs")
    assert status == 2
    assert "oamc.lock: 1 image, 1 changed and 1 removed\n  not used by any application: x:0\n" in err
    assert "  not used by any application: 2 more\n  found under another name: web:1 as elsewhere/web\n" in err
    assert 'error[OAM876]: image "busybox:1.37" is not pinned: the lock file has no entry of it' in err
    assert 'it is used by container "side" of instance "web"' in err
    (here / LOCK_FILE).write_text(LOCK.replace('"busybox:1.37"', '"gone"'))
    status, out, err = oamc(capsys, "images", "app.yaml", "--check")
    assert (status, out) == (2, "")
    assert "error[OAM876]" in err
    assert 'error[OAM877]: the lock file has an entry of image "gone", which nothing uses\n --> oamc.lock:4:3' in err


def test_a_digest_in_a_document_needs_no_pair_and_must_agree(capsys, here):
    (here / "app.yaml").write_text(DOCUMENT.replace("web:1", f"web:1@{B}"))
    status, _, err = oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs")
    assert status == 1
    assert "error[OAM878]" in err
    assert "pairs:1:1: the digest to be taken stands here" in err
    assert not (here / LOCK_FILE).exists()
    (here / LOCK_FILE).write_text(LOCK)
    status, _, err = oamc(capsys, "images", "app.yaml", "--check")
    assert status == 1
    assert "oamc.lock:5:3: the lock file has another one here" in err
    (here / "pairs").write_text(f"busybox:1.37 {B}\n")
    assert oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs", "--quiet") == (0, "", "")
    assert f'"web:1@{B}": {B}' in (here / LOCK_FILE).read_text()
    assert oamc(capsys, "images", "app.yaml", "--check")[0] == 0
    (here / "app.yaml").write_text(DOCUMENT.replace("web:1", "web:1@sha256:1"))
    for flag in ("--check", "--lock"):
        status, _, err = oamc(capsys, "images", "app.yaml", flag)
        assert status == 1
        assert "its digest is not well formed" in err


def test_a_lock_that_cannot_be_used_stops_every_run_and_is_replaced_by_force_alone(capsys, here):
    (here / LOCK_FILE).write_text("version: 1\nimages: {a: b}\n")
    for arguments in (("build", "app.yaml", "--locked"), ("images", "app.yaml", "--check"), ("images", "app.yaml", "--lock")):
        status, out, err = oamc(capsys, *arguments)
        assert (status, out) == (1, "")
        assert "error[OAM874]" in err
    assert not (here / "charts").exists()
    assert oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs", "--force")[0] == 0
    assert (here / LOCK_FILE).read_text() == LOCK
    (here / LOCK_FILE).unlink()
    err = oamc(capsys, "build", "app.yaml", "--locked")[2]
    assert 'error[OAM874]: lock file "oamc.lock" cannot be used: there is none' in err


def test_no_link_leads_to_a_lock_elsewhere(capsys, here):
    (here.parent / "theirs").write_text(LOCK)
    (here / LOCK_FILE).symlink_to("../theirs")
    err = oamc(capsys, "build", "app.yaml", "--locked")[2]
    assert "cannot be used: it is a symbolic link that leaves the directory" in err
    assert oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs", "--force")[0] == 1
    assert (here.parent / "theirs").read_text() == LOCK
    (here / LOCK_FILE).unlink()
    os.mkfifo(here / LOCK_FILE)
    assert "error[OAM803]" in oamc(capsys, "build", "app.yaml", "--locked")[2]


def test_a_lock_that_is_too_large_is_not_read(capsys, here):
    (here / LOCK_FILE).write_text(LOCK + "#" * 6_000_000)
    status, _, err = oamc(capsys, "build", "app.yaml", "--locked")
    assert (status, "error[OAM1" in err) == (1, True)


def test_the_lock_is_never_written_over_an_input(capsys, here):
    (here / LOCK_FILE).write_text(DOCUMENT)
    status, _, err = oamc(capsys, "images", "--lock", "--force", "-f", LOCK_FILE)
    assert status == 1
    assert (here / LOCK_FILE).read_text() == DOCUMENT
    assert "error[OAM" in err


def test_pairs_that_cannot_be_read_write_nothing(capsys, here):
    (here / "pairs").write_text("web:1\n")
    assert "error[OAM875]" in oamc(capsys, "images", "app.yaml", "--lock", "--from", "pairs")[2]
    assert "error[OAM801]" in oamc(capsys, "images", "app.yaml", "--lock", "--from", "none")[2]
    assert not (here / LOCK_FILE).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "pairs"),
        ("--lock", "--check"),
        ("--lock", "--format", "json"),
        ("--check", "--default"),
        ("-", "--lock", "--from", "-"),
    ],
)
def test_what_contradicts_itself_is_wrong_usage(capsys, here, arguments):
    assert oamc(capsys, "images", "app.yaml", *arguments)[0] == 64
    assert not (here / LOCK_FILE).exists()


def test_the_lock_lies_beside_the_project_file(capsys, here, monkeypatch):
    (here / ".git").mkdir()
    (here / "oamc.toml").write_text("locked = true\n")
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    assert oamc(capsys, "images", "../app.yaml", "--lock", "--from", "../pairs")[0] == 0
    assert (here / LOCK_FILE).read_text() == LOCK
    assert f"image: web:1@{A}\n" in oamc(capsys, "build", "../app.yaml", "--format", "manifests", "-o", "-")[1]
    assert oamc(capsys, "build", "../app.yaml", "--format", "manifests", "-o", "-", "--no-config")[1].count("@") == 0


def test_why_tells_that_the_digest_is_of_the_lock(capsys, here):
    (here / LOCK_FILE).write_text(LOCK)
    out = oamc(capsys, "why", "Deployment/web", "spec.template.spec.containers[0].image", "app.yaml", "--locked")[1]
    assert "    application: web:1  app.yaml:9:27\n" in out
    assert "    lock file: web:1@sha256:aaaa" in out
    assert "oamc.lock:5:3  <- in force" in out


def test_chart_and_manifests_are_verified_with_what_an_override_names(capsys, here):
    (here / LOCK_FILE).write_text(LOCK)
    overrides = ("--set", "web.traits.sidecar.image=web:1")
    status, _, err = oamc(capsys, "verify", "app.yaml", "--locked", "--samples", "5", *overrides)
    assert (status, err) == (0, "shop: chart and manifests agree on 6 sets of values\n")


def test_a_side_of_a_commit_has_the_lock_of_that_commit(capsys, here):
    def git(*arguments):
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "app.yaml")
    git("commit", "-qm", "first")
    (here / LOCK_FILE).write_text(LOCK)
    assert f"+ web:1@{A}"[:40] in oamc(capsys, "diff", "HEAD:app.yaml", "app.yaml", "--locked")[1]
    git("add", LOCK_FILE)
    git("commit", "-qm", "second")
    assert oamc(capsys, "diff", "HEAD:app.yaml", "app.yaml", "--locked")[1] == "no difference\n"
    (here / LOCK_FILE).write_text(LOCK.replace("a" * 64, "c" * 64))
    changed = oamc(capsys, "diff", "HEAD:app.yaml", "app.yaml", "--locked")[1]
    assert "- web:1@sha256:aaa" in changed
    assert "+ web:1@sha256:ccc" in changed
    (here / LOCK_FILE).write_text("[]")
    git("commit", "-qam", "third")
    (here / LOCK_FILE).write_text(LOCK)
    assert "error[OAM874]" in oamc(capsys, "diff", "HEAD:app.yaml", "app.yaml", "--locked")[2]

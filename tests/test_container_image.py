"""The recipe of the container image, which needs a registry to be built: what of it can be told without one."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from release.bill_of_materials import scopes_of
from release.container import LOCK, lock_of_image
from release.locks import read_lock

ROOT = Path(__file__).resolve().parent.parent
CONTAINER = ROOT / "release" / "container"
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def instructions():
    """Return the instructions of the recipe: each has a word, and the rest of its line, with the lines that it goes on in."""
    lines = [line for line in (CONTAINER / "Containerfile").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(" ", 1)) for line in whole.splitlines() if line.strip()]


def of(word):
    return [rest for name, rest in instructions() if name == word]


def test_the_recipe_has_known_instructions_in_two_stages():
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "LABEL", "ENV", "USER", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions()} == known
    assert [name for name, _ in instructions()][:2] == ["ARG", "FROM"]
    assert of("FROM") == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]


def test_nothing_in_the_recipe_floats():
    assert [argument for argument in of("ARG") if "=" in argument] == []
    named = set(re.findall(r"\$\{([A-Z_]+)\}", (CONTAINER / "Containerfile").read_text(encoding="utf-8")))
    assert named - {"PATH"} == set(of("ARG"))
    assert all(f"--build-arg {name}=" in PAGE for name in set(of("ARG")))
    assert "python:3.13-slim@sha256:DIGEST" in PAGE
    assert not re.search(r"apt|curl|wget|http|latest", (CONTAINER / "Containerfile").read_text(encoding="utf-8"))


def test_an_ordinary_user_runs_oamc_without_a_shell():
    user, group = of("USER")[-1].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert json.loads(of("ENTRYPOINT")[0]) == ["/opt/oamc/bin/oamc"]
    assert json.loads(of("CMD")[0]) == ["--help"]
    labels = dict(part.split("=", 1) for part in shlex.split(of("LABEL")[0]))
    assert {name.rpartition(".")[2] for name in labels} == {
        *("title", "description", "licenses", "version", "revision", "source", "name")
    }
    assert all(name.startswith("org.opencontainers.image.") for name in labels)


def test_what_is_copied_is_there_or_made_by_a_release_and_reaches_the_engine():
    (copied, whole) = (shlex.split(rest) for rest in of("COPY"))
    assert whole == ["--from=build", "/opt/oamc", "/opt/oamc"]
    made = [path for path in copied[:-1] if path.startswith("dist/")]
    assert made == ["dist/SHA256SUMS", "dist/oamc-${VERSION}-py3-none-any.whl"]
    page = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
    assert "`oamc-VERSION-py3-none-any.whl`" in page
    assert "`SHA256SUMS`" in page
    assert [path for path in copied[:-1] if path not in made and not (ROOT / path).is_file()] == []
    let_through = [
        line[1:] for line in (CONTAINER / "Containerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    assert sorted(let_through) == ["dist/*.whl", "dist/SHA256SUMS", "release/container/requirements.txt"]


def test_the_lock_of_the_image_is_what_a_release_cannot_do_without():
    text = LOCK.read_text(encoding="utf-8")
    assert text == lock_of_image()
    whole = read_lock((ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"))
    scopes = scopes_of(whole)
    assert read_lock(text) == tuple(pin for pin in whole if scopes[pin.name] == "required")
    names = {pin.name for pin in read_lock(text)}
    assert {"pyyaml", "jinja2", "jsonschema", "rpds-py"} <= names
    assert {"hatchling", "pip", "helm-python-sdk"}.isdisjoint(names)


def test_all_that_is_installed_is_held_to_a_digest():
    (script,) = of("RUN")
    check, environment, locked, wheel, started, built = script.split(" && ")
    assert [part.split()[:2] for part in (started, built)] == [["/opt/oamc/bin/oamc", word] for word in ("init", "build")]
    # Without a line for the wheel nothing would be verified, which is a failure too.
    assert check.strip() == "sha256sum --check --strict --ignore-missing SHA256SUMS"
    assert environment.split()[-2:] == ["--without-pip", "/opt/oamc"]
    assert {"--require-hashes", "--no-deps"} <= set(locked.split())
    assert locked.split()[-2:] == ["--requirement", "requirements.txt"]
    assert {"--no-index", "--no-deps"} <= set(wheel.split())

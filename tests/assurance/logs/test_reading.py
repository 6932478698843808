"""What cannot be read, and closed streams, end in one line and a documented status (docs/assurance.md, R14 and R17)."""

import os
from pathlib import Path

import pytest

from tests.assurance.logs.judge import faults
from tests.support import processes
from tests.support.texts import application, component

GOOD = component() + application()
HOSTILE_NAMES = (
    "new\nline.yaml",
    "\x1b[31mred.yaml",
    "::error file=x::y.yaml",
    "##[group]a.yaml",
    "##vso[task.complete]a.yaml",
    "right\u202eleft.yaml",
    "carriage\rreturn.yaml",
    b"not-\xff\xfe-utf8.yaml".decode("utf-8", "surrogateescape"),
    "separator\u2028.yaml",
    "tab\there.yaml",
    "%0A::error::.yaml",
    "--set=a=b.yaml",
    "$(touch x) `id`;'\".yaml",
)
FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab")


def run(folder, *arguments, stdin=b"", environment=None, shell_redirect=""):
    """Run oamc in a folder; return its status, standard output and standard error."""
    command = [*processes.OAMC, *arguments]
    if shell_redirect:
        command = ["sh", "-c", f'"$@" {shell_redirect}', "sh", *command]
    ended = processes.run(command, folder, environment=processes.bare(folder, **(environment or {})), stdin=stdin, seconds=60)
    assert not ended.hung
    return ended.status, ended.stdout, ended.stderr


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "app.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def lines(text):
    """Return the lines of a message that state something: neither places nor hints."""
    return [line for line in text.decode().split("\n") if line.startswith(("error", "oamc"))]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
@pytest.mark.parametrize(
    "content", [GOOD, GOOD.replace("name: web", "name: [x]"), "a: [", "\x00"], ids=["good", "bad", "broken", "nul"]
)
def test_a_hostile_name_of_a_file_is_printed_safely(inside, folder, name, content):
    (folder / "in").mkdir()
    (folder / "in" / name).write_text(content, encoding="utf-8")
    for form in FORMATS:
        status, output, messages = inside("build", "in", "-o", "out", "-v", "--diagnostics", form)
        assert status == (0 if content == GOOD else 1)
        assert not faults(output + messages, annotations=form == "github")
    written = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert bool(written) == (content == GOOD)


@pytest.mark.parametrize("name", HOSTILE_NAMES[:-1], ids=range(len(HOSTILE_NAMES) - 1))
@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("build", "app.yaml", "-o"),
        ("build", "app.yaml", "--values"),
        ("build", "app.yaml", "--set-file"),
        ("check", "app.yaml", "--limit"),
        ("check", "app.yaml", "--format"),
        ("check", "app.yaml", "--diagnostics"),
        ("build", "app.yaml", "-n"),
        ("build", "app.yaml", "--chart-name"),
        ("build", "app.yaml", "--chart-version"),
        ("build", "app.yaml", "--ingress-class"),
        ("build", "app.yaml", "--gpu-resource"),
        ("build", "app.yaml", "--app-version"),
        ("build", "app.yaml", "--set"),
        ("build", "app.yaml", "--set-string"),
        ("build", "app.yaml", "--set-json"),
        ("verify", "app.yaml", "--samples"),
        ("dump", "app.yaml", "--after"),
        ("types", "show"),
        ("explain",),
        ("completion",),
        ("help",),
        (),
    ],
    ids=" ".join,
)
def test_a_hostile_argument_is_printed_safely(inside, arguments, name):
    status, output, messages = inside(*arguments, name)
    assert status in {0, 1, 2, 64}
    assert not faults(output + messages)


@pytest.mark.parametrize(
    "variable", ["FORMAT", "LIMIT", "DIAGNOSTICS", "OUTPUT", "SET", "VALUES", "NAMESPACE", "KUBE_VERSION", "STRICT"]
)
def test_a_hostile_environment_is_printed_safely(inside, monkeypatch, variable):
    monkeypatch.setenv(f"OAMC_{variable}", HOSTILE_NAMES[1] + HOSTILE_NAMES[2] + "\r\n##[x]")
    for command in (("config",), ("build", "app.yaml", "--dry-run")):
        status, output, messages = inside(*command)
        assert status in {0, 1, 64}
        assert not faults(output + messages)


@pytest.mark.parametrize(
    "text",
    [
        'format = "\\u001b[31m::error::"',
        '"\\u001b::error::x" = 1',
        '"##[x]\\n" = 1',
        "\x1b[31m = 1",
        "a = \x1b",
        'a = "open',
        "[[[",
        "a = 1\na = 2",
        'namespace = "\\u202e\\r\\n::error::"',
        "\ufeffformat = 1",
    ],
)
def test_a_hostile_configuration_file_is_printed_safely(inside, folder, text):
    (folder / "oamc.toml").write_text(text, encoding="utf-8")
    for command in (("config",), ("check", "app.yaml"), ("check", "app.yaml", "--diagnostics", "sarif")):
        status, output, messages = inside(*command)
        assert status in {0, 1, 64}
        assert not faults(output + messages)


def test_what_is_no_readable_file_is_one_error_with_status_1(inside, folder):
    os.mkfifo(folder / "pipe.yaml")
    (folder / "empty").mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    for path in ("missing.yaml", "app.yaml/below", "pipe.yaml", "empty", "loop.yaml", "/dev/null", "x" * 5000, "", "/dev/full"):
        for arguments in ((path,), ("app.yaml", "--values", path), ("app.yaml", "--set-file", f"shop-web={path}")):
            status, output, messages = inside("build", *arguments, "-o", "out")
            assert (status, output) == (1, b""), (path, arguments)
            assert 1 <= len(lines(messages)) <= 2, messages
            assert not faults(messages)
            assert not (folder / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_error(inside, folder):
    (folder / "app.yaml").chmod(0)
    status, _, messages = inside("build", "app.yaml")
    assert status == 1
    assert len(lines(messages)) == 1


def test_standard_input_is_an_input(folder):
    status, output, messages = run(folder, "build", "-", "--format", "manifests", stdin=GOOD.encode())
    assert status == 0, messages
    assert output.startswith(b"apiVersion:")
    assert run(folder, "build", "-", "-", "--format", "manifests", stdin=GOOD.encode())[0] == 0
    status, output, messages = run(folder, "build", "-", "--format", "manifests", stdin=b"\xff")
    assert (status, output) == (1, b"")
    assert b"stdin:1:1" in messages


@pytest.mark.parametrize(
    ("redirect", "status"),
    [
        ("<&-", 1),
        (">&-", 1),
        (">/dev/full", 1),
        ("2>&-", 0),
        ("2>/dev/full", 0),
        ("| true", 0),
        (">&- 2>&-", 1),
        ("</", 1),
    ],
)
def test_closed_and_full_streams_end_in_words(folder, redirect, status):
    arguments = ("build", "-" if redirect.startswith("<") else "app.yaml", "--format", "manifests")
    code, _, messages = run(folder, *arguments, shell_redirect=redirect)
    assert code == status
    assert b"Traceback" not in messages
    assert b"Exception" not in messages
    assert len(lines(messages)) <= 1 + messages.count(b"more not shown")


def test_outputs_and_reports_name_no_place_of_the_machine(tmp_path):
    secret_place = tmp_path / "home-of-zquser" / "zqcheckout"
    secret_place.mkdir(parents=True)
    (secret_place / "app.yaml").write_text(GOOD, encoding="utf-8")
    (secret_place / "bad.yaml").write_text(GOOD.replace("Server", "Sever"), encoding="utf-8")
    environment = {"USER": "zquser", "LOGNAME": "zquser", "HOSTNAME": "zqhost", "TMPDIR": str(secret_place)}
    printed = b""
    for form in ("helm", "manifests"):
        _, output, messages = run(
            secret_place, "build", "app.yaml", "-o", f"out-{form}", "--format", form, "-v", environment=environment
        )
        printed += output + messages
    for form in FORMATS:
        _, output, messages = run(
            secret_place, "build", "bad.yaml", "--diagnostics", f"{form}=report.{form}", "-v", environment=environment
        )
        printed += output + messages
    for stage in ("read", "resolve", "emit"):
        printed += b"".join(run(secret_place, "dump", "app.yaml", "--after", stage, environment=environment)[1:])
    files = [path for path in secret_place.rglob("*") if path.is_file() and path.name not in {"app.yaml", "bad.yaml"}]
    assert len(files) > len(FORMATS)
    names = [
        b"zquser",
        b"zqhost",
        b"zqcheckout",
        os.fsencode(tmp_path),
        os.fsencode(Path.home()) + b"/",
        os.uname().nodename.encode(),
    ]
    for text in (
        printed,
        *(path.read_bytes() for path in files),
        *(os.fsencode(path.relative_to(secret_place)) for path in files),
    ):
        assert [name for name in names if name in text] == []


def test_of_many_outputs_the_first_are_named_and_the_others_counted(inside, folder):
    applications = "".join(
        application().replace("name: shop", f"name: shop-{number}").replace("shop-web", f"web-{number}")
        for number in range(103)
    )
    (folder / "app.yaml").write_text(component() + applications, encoding="utf-8")
    status, _, messages = inside("build", "app.yaml", "-o", "out")
    assert status == 0
    assert messages.count(b"wrote ") == 100
    assert messages.endswith(b"and 3 more\n")
    assert len(list((folder / "out").glob("shop-*"))) == 103


def test_colours_come_only_where_they_are_asked_for(inside, folder, monkeypatch):
    (folder / "app.yaml").write_text(GOOD.replace("Server", "Sever"), encoding="utf-8")
    assert b"\x1b" not in inside("check", "app.yaml")[2]
    assert b"\x1b" in inside("check", "app.yaml", "--color", "always")[2]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b" in inside("check", "app.yaml")[2]
    assert b"\x1b" not in inside("check", "app.yaml", "--diagnostics", "text=report.txt")[2]
    assert b"\x1b" not in (folder / "report.txt").read_bytes()

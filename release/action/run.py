"""The steps of `action.yml`: `run.py install` puts oamc into an environment of its own, `run.py run` starts it.

In: the inputs of the action, as variables INPUT_… of the environment. Out: the outputs, in the file that GITHUB_OUTPUT names,
the report, the comment, and the exit status of the step. Only the standard library is used, nothing is sent anywhere, and oamc
is started without a shell and without the tokens of the job.

Inputs may be hostile, as is the repository. What oamc prints to standard output is no command to the runner, and no file is
written through a link of the repository.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shlex
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ACTION = Path(__file__).resolve().parents[2]
LOCK = ACTION / "requirements" / "run.txt"
OLDEST_PYTHON = (3, 11)
VERSION = re.compile(r"[0-9]+(\.[0-9]+){0,3}((a|b|rc)[0-9]+)?(\.post[0-9]+)?")
COMMAND = re.compile(r"[a-z][a-z-]*")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.:-]+")
REPOSITORY = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
WRONG, DIFFERS, USAGE, FAULT = 1, 2, 64, 70
WORDS = {
    0: "fine",
    WRONG: "the input is wrong",
    DIFFERS: "there is a difference",
    3: "a change has a rating of fail-on",
    USAGE: "wrong usage",
    FAULT: "a fault of oamc",
}
LONGEST_COMMENT = 60_000
"""Characters. GitHub takes 65,536, of which the first line, and the last one, need a few."""
LARGEST_SUMMARY = 900_000
"""Bytes of the summary of a step. The runner refuses more than 1 MiB."""
LARGEST_OUTPUT = 1_000_000
"""Bytes of an output of the action. The runner refuses more than 1 MiB for a job."""
NO_DIFFERENCE = ("", "No difference.")
SCHEMA = "oamc.affected/1"
TOLD_OF_A_UNIT = ("application", "environment", "change")
OF_THE_JOB = ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_RUNTIME_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
"""Variables that oamc needs for nothing."""


class Problem(Exception):  # noqa: N818 - a word for the person who reads it
    """Something is wrong with the inputs, or with what oamc gave back."""


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run one step, and return its exit status."""
    steps = {"install": install, "run": run}
    if len(arguments) != 1 or arguments[0] not in steps:
        print("usage: run.py install | run", file=sys.stderr)
        return USAGE
    try:
        return steps[arguments[0]](environment)
    except (Problem, OSError) as error:
        print(f"::error title=oamc action::{_message(str(error))}")
        write_outputs({"status": str(USAGE), "changed": "false", "summary": _line(str(error))}, environment)
        return USAGE


def install(environment: Mapping[str, str]) -> int:
    """Make an environment with oamc, unless an earlier step of the job has."""
    if sys.version_info < OLDEST_PYTHON:
        raise Problem("python3 is older than 3.11: put actions/setup-python in front of this action")
    version = _input(environment, "VERSION")
    folder = place(environment)
    ready = folder / "ready"
    if ready.is_file():
        return 0
    python = folder / "bin" / "python"
    for command in ([sys.executable, "-m", "venv", str(folder)], *pip_commands(str(python), version)):
        done = subprocess.run(command, check=False)
        if done.returncode:
            raise Problem(f"oamc cannot be installed: {shlex.join(command[:4])} ended with status {done.returncode}")
    ready.touch()
    return 0


def place(environment: Mapping[str, str]) -> Path:
    """Return the folder of the environment: another one for each version, and for other dependencies."""
    version = _input(environment, "VERSION")
    if version and not VERSION.fullmatch(version):
        raise Problem("the input version is no version, such as 0.1.0")
    known = version or hashlib.sha256(bytes(ACTION) + LOCK.read_bytes()).hexdigest()[:16]
    return Path(environment.get("RUNNER_TEMP") or tempfile.gettempdir()) / f"oamc-{known}"


def pip_commands(python: str, version: str) -> list[list[str]]:
    """Return what installs oamc: from the index at one version, else from this checkout with what is pinned there."""
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    if version:
        return [[*pip, "--only-binary", ":all:", f"oamc[helm]=={version}"]]
    return [
        [*pip, "--require-hashes", "--no-deps", "-r", str(LOCK)],
        [*pip, "--no-deps", "--no-build-isolation", "--no-index", str(ACTION)],
    ]


def run(environment: Mapping[str, str]) -> int:
    """Run oamc, write what is asked for, and return the status of the step."""
    program = str(place(environment) / "bin" / "oamc")
    command, arguments = command_line(environment)
    workspace = Path(environment.get("GITHUB_WORKSPACE") or ".").resolve()
    here = workspace / (_input(environment, "WORKING_DIRECTORY") or ".")
    if not here.is_dir():
        raise Problem("the input working-directory names no directory")
    comment = _input(environment, "COMMENT_FILE")
    if comment and command != "diff":
        raise Problem(f"the input comment-file goes with the command diff, and not with {command}")
    status, printed = started([program, command, *arguments], here, environment)
    body = printed.decode("utf-8", "replace").strip()
    outputs = {"status": str(status), "summary": f"oamc {command}: {WORDS.get(status, f'status {status}')}"}
    is_changed = status in {DIFFERS, 3}
    if command == "diff":
        body = body if status in {0, DIFFERS, 3} else _failed(status)
        is_changed = is_changed or (status == 0 and body not in NO_DIFFERENCE)
        outputs["summary"] = _line(f"oamc diff: {body.partition(chr(10))[0].strip('*')}")
        append_summary(body, environment)
        if comment:
            target = written_place(here, comment, workspace)
            write_whole(target, comment_text(body, environment))
            outputs["comment-file"] = str(target)
    if command == "affected":
        outputs |= of_affected(printed, status)
        is_changed = outputs["affected"] != "[]"
    else:
        show(printed)
        if _input(environment, "SINCE"):
            further, found = started([program, "affected", *since(environment), *common(environment)], here, environment)
            outputs |= of_affected(found, further)
            status = status if fails(command, status) else further
            outputs["status"] = str(status)
    outputs["changed"] = "true" if is_changed else "false"
    outputs["sarif-file"] = report(here, environment, status)
    write_outputs(outputs, environment)
    return status if fails(command, status) else 0


def fails(command: str, status: int) -> bool:
    """Tell whether a status fails the step. That there is a difference is what `diff` and `affected` are asked for."""
    return status not in ({0, DIFFERS} if command in {"diff", "affected"} else {0})


def command_line(environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the command of oamc, and its arguments."""
    command = _input(environment, "COMMAND") or "check"
    if not COMMAND.fullmatch(command):
        raise Problem("the input command is no command of oamc: further words belong into args")
    try:
        given = shlex.split(environment.get("INPUT_ARGS", ""))
    except ValueError as error:
        raise Problem(f"the input args cannot be divided: {error}") from error
    arguments = common(environment)
    if command == "diff":
        if any(word.startswith(("--format", "--unified", "-u")) for word in given):
            raise Problem("the action has oamc diff write Markdown: leave --format out of args")
        arguments += ["--format", "markdown", "--limit-chars", str(LONGEST_COMMENT)]
    if command == "affected":
        arguments += since(environment)
    if _input(environment, "FAIL_ON"):
        arguments.append(f"--fail-on={_input(environment, 'FAIL_ON')}")
    if _input(environment, "SARIF_FILE"):
        arguments += ["--diagnostics=text", f"--diagnostics=sarif={_input(environment, 'SARIF_FILE')}"]
    return command, [*arguments, *given]


def common(environment: Mapping[str, str]) -> list[str]:
    """Return the options of both runs: the environments, and whether a project file is read."""
    config = _input(environment, "CONFIG") or "true"
    if config not in {"true", "false"}:
        raise Problem("the input config is true or false")
    names = [name.strip() for name in _input(environment, "ENV").split(",")]
    return [*(f"--env={name}" for name in names if name), *(["--no-config"] if config == "false" else [])]


def since(environment: Mapping[str, str]) -> list[str]:
    """Return the options that ask for what is affected."""
    revision = _input(environment, "SINCE")
    return ["--format=json", *([f"--since={revision}"] if revision else [])]


def started(command: list[str], here: Path, environment: Mapping[str, str]) -> tuple[int, bytes]:
    """Run oamc, and return its exit status and what it has printed as its result. What is for people goes on to the log."""
    kept = {name: value for name, value in environment.items() if not name.startswith("INPUT_") and name not in OF_THE_JOB}
    sys.stdout.flush()
    done = subprocess.run(command, cwd=here, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    return (done.returncode if done.returncode >= 0 else 128 - done.returncode), done.stdout


def show(printed: bytes) -> None:
    """Print a result to the log. No line of it is a command to the runner."""
    if not printed:
        return
    end = secrets.token_hex(16)
    print(f"::stop-commands::{end}", flush=True)
    sys.stdout.buffer.write(printed if printed.endswith(b"\n") else printed + b"\n")
    sys.stdout.buffer.flush()
    print(f"::{end}::", flush=True)


def of_affected(printed: bytes, status: int) -> dict[str, str]:
    """Return the outputs that tell what is affected. What cannot be told is none of it."""
    try:
        found = json.loads(printed)
        units, matrix = found["units"], found["matrix"]
        is_right = found["schema"] == SCHEMA and isinstance(units, list) and isinstance(matrix["include"], list)
        told = [{name: unit[name] for name in TOLD_OF_A_UNIT if name in unit} for unit in units]
    except (ValueError, KeyError, TypeError, RecursionError):
        is_right, told, matrix = False, [], {}
    if not is_right:
        if status in {0, DIFFERS}:
            raise Problem("oamc affected printed something else than what is affected")
        return {"affected": "[]", "matrix": '{"include":[]}'}
    made = {"affected": told, "matrix": matrix}
    outputs = {name: json.dumps(value, separators=(",", ":")) for name, value in made.items()}
    if sum(map(len, outputs.values())) > LARGEST_OUTPUT:
        raise Problem("more is affected than the output of a job may hold")
    return outputs


def comment_text(body: str, environment: Mapping[str, str]) -> str:
    """Return a comment: a line that nobody sees, by which it is found again, the changes, and where the whole of it is."""
    address, repository, number = (environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    is_known = ADDRESS.fullmatch(address) and REPOSITORY.fullmatch(repository) and number.isascii() and number.isdigit()
    link = f"\n[The run that tells this]({address}/{repository}/actions/runs/{number})\n" if is_known else ""
    return f"{first_line(environment)}\n{body}\n{link}"


def first_line(environment: Mapping[str, str]) -> str:
    """Return the first line of a comment, of which each environment and each working directory has its own."""
    parts = (_input(environment, "ENV") or "-", os.path.normpath(_input(environment, "WORKING_DIRECTORY") or "."))
    return f"<!-- oamc diff {' '.join(urllib.parse.quote(part) for part in parts)} -->"


def written_place(here: Path, path: str, workspace: Path) -> Path:
    """Return where a file goes. Below the workspace no link of the repository may lead elsewhere."""
    target = Path(os.path.normpath(here / path))
    if target.is_relative_to(workspace) and not target.parent.resolve().is_relative_to(workspace):
        raise Problem("the comment-file lies behind a link that leads out of the repository")
    if target.is_dir():
        raise Problem("the comment-file is a directory")
    return target


def write_whole(target: Path, text: str) -> None:
    """Write a file in one step. A link in its place is replaced, and not followed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".oamc-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "backslashreplace"))
    Path(name).replace(target)


def report(here: Path, environment: Mapping[str, str], status: int) -> str:
    """Return where the report in SARIF is, the empty text where this run has written none."""
    path = _input(environment, "SARIF_FILE")
    target = Path(os.path.normpath(here / path))
    return str(target) if path and status < USAGE and target.is_file() and not target.is_symlink() else ""


def append_summary(text: str, environment: Mapping[str, str]) -> None:
    """Append a text to the summary of the step, as far as there is room for all of it."""
    path = environment.get("GITHUB_STEP_SUMMARY")
    content = f"{text}\n".encode("utf-8", "backslashreplace")
    if path:
        with Path(path).open("ab") as file:
            if file.tell() + len(content) <= LARGEST_SUMMARY:
                file.write(content)


def write_outputs(outputs: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """Append outputs to the file of the runner, each between two lines that nobody can guess."""
    path = environment.get("GITHUB_OUTPUT")
    if path:
        lines: Iterable[str] = (_output(name, value) for name, value in outputs.items())
        with Path(path).open("ab") as file:
            file.write("".join(lines).encode("utf-8", "backslashreplace"))


def _output(name: str, value: str) -> str:
    """Return one output as the runner reads it."""
    end = f"oamc-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"


def _input(environment: Mapping[str, str], name: str) -> str:
    """Return an input without blanks around it. It is one line, and no option."""
    value = environment.get(f"INPUT_{name}", "").strip()
    word = name.lower().replace("_", "-")
    if any(ord(character) < ord(" ") for character in value):
        raise Problem(f"the input {word} has more than one line")
    if value.startswith("-"):
        raise Problem(f"the input {word} begins with a hyphen")
    return value


def _failed(status: int) -> str:
    """Return what a comment says where nothing could be compared, so that it does not tell what was true before."""
    return f"Nothing is compared: {WORDS.get(status, f'status {status}')}. The log of the run says why."


def _line(text: str) -> str:
    """Return a text in one line of moderate length."""
    return " ".join(text.split())[:500]


def _message(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))

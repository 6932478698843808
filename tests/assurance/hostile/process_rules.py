"""What a run did as a process: its end, the files it touched, what it printed. The outcome does not matter here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

from tests.assurance.hostile.cases import FOLDER, Case
from tests.assurance.hostile.problems import Problem
from tests.assurance.hostile.sandbox import MARKERS, OUTPUT, Entry, Run
from tests.support.processes import ROOT

DOCUMENTED = (0, 1)
LARGEST_LOG = 64 * 1024 + 1024
MOST_FINDINGS = 100
FINDING = re.compile(rb"^(?:error|warning|notice)\[", re.MULTILINE)
PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+")
DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
COMMANDS = re.compile(r"(?m)^\s*::|##\[|##vso\[")
CONFIGURATIONS = ("oamc.toml", "pyproject.toml")
HARMLESS_READS = ("/dev/null", "/dev/urandom", "/etc/localtime", "/usr/lib/locale/*", "/proc/self/*", "/etc/ld.so.cache")
TEMPORARY = re.compile(r"(?:^|/)\.oamc-(?!files$)")


def process_problems(case: Case, run: Run, patience: float) -> Iterator[Problem]:
    """Yield what is wrong with a run, whatever should have come of it; `patience` times the time is allowed."""
    yield from _end(case, run, patience)
    yield from _changes(run)
    yield from _events(case, run)
    yield from _printed(case, run)
    if run.status == 0:
        yield from _output_entries(run)


def _end(case: Case, run: Run, patience: float) -> Iterator[Problem]:
    """Look at how the process ended, and what it used."""
    printed = run.stdout + run.stderr
    if b"Traceback (most recent call last)" in printed or b"oamc has a fault" in printed:
        yield Problem("TRACEBACK", printed.decode(errors="replace")[-600:])
    if run.hung or run.seconds > case.most_seconds * patience:
        yield Problem("HANG", f"{run.seconds:.1f} s of processor time")
    if run.status < 0 and not run.hung:
        yield Problem("SIGNAL", f"ended by signal {-run.status}")
    if run.mebibytes > case.most_mebibytes:
        yield Problem("SIGNAL", f"{run.mebibytes:.0f} MiB of memory")
    if run.status >= 0 and run.status not in DOCUMENTED:
        yield Problem("EXIT", f"status {run.status}: {printed[-300:]!r}")


def _changes(run: Run) -> Iterator[Problem]:
    """Look at every path that is not what it was before."""
    targets = _link_targets(run.before)
    for path in sorted(run.before.keys() | run.after.keys()):
        before, after = run.before.get(path), run.after.get(path)
        if before == after:
            continue
        if path in targets or any(path.startswith(f"{target}/") for target in targets):
            yield Problem("SYMLINK", f"{path} changed, where a link of the output leads")
        elif _is_output(path):
            yield from _output_change(path, before, after, run)
        elif before is not None or re.search("canary|pwned", path):
            yield Problem("CANARY", f"{path} changed")
        else:
            yield Problem("OUTSIDE", f"{path} was made")
        if TEMPORARY.search(path) and after is not None and before is None:
            yield Problem("LEFTOVER", f"{path} is left")


def _is_output(path: str) -> bool:
    """Tell whether a path is the output or below it."""
    return path == OUTPUT or path.startswith(f"{OUTPUT}/")


def _output_change(path: str, before: Entry | None, after: Entry | None, run: Run) -> Iterator[Problem]:
    """Look at a change in the output: a refusal makes none, and a file of the user stays in any case."""
    if run.status != 0:
        yield Problem("LEFTOVER", f"{path} changed although the input was refused")
    elif before is not None and before.kind == "file" and not _is_owned(path, run.before):
        yield Problem("CANARY", f"{path}, a file of the user, changed")
    elif before is not None and after is not None and before.kind != after.kind:
        yield Problem("SYMLINK", f"{path} was a {before.kind} and is a {after.kind}")


def _is_owned(path: str, before: dict[str, Entry]) -> bool:
    """Tell whether an earlier build lists a file as its own."""
    tree = "/".join(path.split("/")[:3])
    listed = before.get(f"{tree}/.oamc-files")
    name = path.removeprefix(f"{tree}/")
    return listed is not None and (name == ".oamc-files" or f'"{name}"'.encode() in listed.content)


def _link_targets(before: dict[str, Entry]) -> set[str]:
    """Return where the links in the output, or the output itself, lead within the place."""
    found = set()
    for path, entry in before.items():
        if entry.kind == "link" and _is_output(path):
            joined = PurePosixPath(path).parent / os.fsdecode(entry.content)
            found.add(os.path.normpath(joined))
    return {path for path in found if not _is_output(path)}


def _events(case: Case, run: Run) -> Iterator[Problem]:
    """Look at what the interpreter saw the program do."""
    for event in run.events:
        if event.name == "reads":
            if not may_read(case, event.what, run):
                yield Problem("OUTSIDE", f"{event.what} was opened for reading")
        elif event.name == "writes":
            if not _may_write(event.what, run):
                yield Problem("OUTSIDE", f"{event.what} was opened for writing")
        elif event.name.startswith("socket."):
            yield Problem("NETWORK", f"{event.name} {event.what}")
        else:
            yield Problem("EXEC", f"{event.name} {event.what}")


def _within(path: str, run: Run) -> str | None:
    """Return an absolute path relative to the working folder, if it is below it."""
    work = f"{run.place}/work/"
    return path.removeprefix(work) if path.startswith(work) else None


def may_read(case: Case, path: str, run: Run) -> bool:
    """Tell whether a file may be opened for reading: an input, a folder above one, the output, what the system needs.

    What is opened by the descriptor of a folder has a relative name here, which must not be that of a decoy.
    """
    if path.startswith("/"):
        if any(fnmatch(path, pattern) for pattern in HARMLESS_READS) or f"{run.place}/work/".startswith(f"{path.rstrip('/')}/"):
            return True
        relative = _within(path, run)
        if relative is None:
            return False
        path = relative
    path = os.path.normpath(path)
    named = {os.path.normpath(name) for name in (*CONFIGURATIONS, *case.inputs(), *case.files(), *case.options)}
    named |= {*case.looked_at, *(option.partition("=")[2] for option in case.options)}
    if path in named or path.startswith(f"{FOLDER}/") or _is_output(f"work/{path}"):
        return True
    return not path.startswith("../") and f"work/{path}" not in run.before


def _may_write(path: str, run: Run) -> bool:
    """Tell whether a file may be opened for writing: by its name in an open folder, or below the output."""
    if not path.startswith("/"):
        return ".." not in path.split("/")
    relative = _within(path, run)
    return path == os.devnull or (relative is not None and _is_output(f"work/{relative}"))


def _printed(case: Case, run: Run) -> Iterator[Problem]:
    """Look at both streams as a CI system and a person would."""
    for name, content in (("standard output", run.stdout), ("standard error", run.stderr)):
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            yield Problem("LOGUTF8", f"{name}: {error}")
            text = content.decode(errors="replace")
        bad = sorted({character for character in text if not character.isprintable() and character != "\n"})
        if bad:
            yield Problem("LOGCTRL", f"{name} has {bad[:10]!r}")
        found = COMMANDS.search(text)
        if found:
            yield Problem("LOGCMD", f"{name} has {found[0]!r}")
        if len(content) > LARGEST_LOG or len(FINDING.findall(content)) > MOST_FINDINGS:
            yield Problem("LOGBIG", f"{name} has {len(content)} bytes, {len(FINDING.findall(content))} findings")
        for marker in (*MARKERS["LOGSECRET"], *case.secrets):
            if marker in text:
                yield Problem("LOGSECRET", f"{name} shows {marker!r}")
    yield from _leaks(run)


def _leaks(run: Run) -> Iterator[Problem]:
    """Look for the markers of the surroundings in everything that leaves the run."""
    contents = {"standard output": run.stdout, "standard error": run.stderr, **run.output_files()}
    for name, content in contents.items():
        for marker in (*MARKERS["PATHLEAK"], str(ROOT)):
            if marker.encode() in content:
                yield Problem("PATHLEAK", f"{name} shows {marker!r}")
        if not name.startswith("standard") and any(marker.encode() in content for marker in MARKERS["LOGSECRET"]):
            yield Problem("LOGSECRET", f"{name} has a secret of the environment")


def _output_entries(run: Run) -> Iterator[Problem]:
    """Look at the names, kinds and modes of what was written."""
    new = {path: entry for path, entry in run.after.items() if _is_output(path) and entry != run.before.get(path)}
    folded: dict[str, str] = {}
    for path, entry in new.items():
        name = path.rpartition("/")[2]
        if not PLAIN_NAME.fullmatch(name) or DEVICES.fullmatch(name) or name.endswith("."):
            yield Problem("FILENAME", path)
        if path.lower() in folded:
            yield Problem("FILENAME", f"{path} meets {folded[path.lower()]} in lower case")
        folded[path.lower()] = path
        if entry.kind not in ("file", "directory"):
            yield Problem("SYMLINK", f"{path} is a {entry.kind}")
        elif entry.mode != (0o644 if entry.kind == "file" else 0o755):
            yield Problem("MODE", f"{path} has mode {entry.mode:o}")

# ruff: noqa: PTH100, PTH106, PTH108, PTH118, PTH119, PTH120 - pathlib costs more than all of `oamc --version`
"""`oamc init`: write a small project that builds: documents of OAM or of KubeVela, options, and a page that says how to go on.

In: flags, or answers where somebody sits at a terminal. Out: files of the user, which oamc never touches again: nothing that is
there is written over.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress

from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT
from oamc.capabilities.text_types import HOST, IMAGE
from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import present
from oamc.cli.streams import write_message
from oamc.diagnostics.codes.usage import PROJECT_IS_THERE
from oamc.diagnostics.reports import end_of, escape, listing, nearest, printable
from oamc.expressions.problems import problem
from oamc.expressions.types import NumberType
from oamc.kubernetes.names import service_name_problem
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.objects.writer import spell_text
from oamc.records import Record
from oamc.resources import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports

    Check: TypeAlias = Callable[[str], str]

DEFAULT_NAME = "demo"
LONGEST_NAME = 40
"""So that the names of objects, which are made of it, have room."""
DEFAULT_IMAGE = "nginxinc/nginx-unprivileged:1.27"
DEFAULT_PORT = "8080"
PORT = NumberType(whole=True, minimum=1, maximum=65535)
FILES = {
    "component.yaml": "components/{name}.yaml",
    "app.yaml": "app.yaml",
    "oamc.toml": "oamc.toml",
    "README.md": "README.md",
}
"""The templates, each with the file that it becomes."""
FILES_OF_KUBEVELA = {"v1beta1/app.yaml": "app.yaml", "oamc.toml": "oamc.toml", "v1beta1/README.md": "README.md"}
FIRST, KUBEVELA = "v1alpha1", "v1beta1"
SERVES, SCALES = "serves", "scales"
KINDS_OF_KUBEVELA: dict[str, frozenset[str]] = {
    "webservice": frozenset((SERVES, SCALES)),
    "worker": frozenset((SCALES,)),
    "statefulset": frozenset((SERVES, SCALES)),
    "daemon": frozenset((SERVES,)),
    "task": frozenset(),
    "cron-task": frozenset(),
}
"""The component types of KubeVela that run an image, each with what a project can ask of it."""


class Project(Record):
    """What a project is made of. `port` and `host` are empty where it has none; `api` is the version of its documents."""

    name: str
    kind: str
    image: str
    port: str
    host: str
    api: str = FIRST


def run(settings: Settings, reports: Reports) -> int:
    """Write the files of a project."""
    if len(settings.positional) > 1:
        raise UsageError("init takes one directory", command="init")
    directory = settings.positional[0] if settings.positional else "."
    if not directory:
        raise UsageError("the directory is the empty text", "give a directory, or nothing for this one", "init")
    project = _project(directory, settings)
    files = {os.path.join(directory, path): text for path, text in project_files(project).items()}
    written = _write(files, reports)
    present(settings, reports)
    if not written:
        return WRONG
    if not settings.flag("quiet"):
        write_message("".join(f"wrote {escape(os.path.normpath(path))}\n" for path in files))
        place = escape(os.path.normpath(directory))
        write_message(f'go on with "oamc check {place}" and "oamc build {place} -o deploy"\n')
    return FINE


def project_files(project: Project) -> dict[str, str]:
    """Return the files of a project by their paths, filled from `templates/init/`."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - no HTML
    environment.filters["yaml"] = spell_text
    templates = FILES_OF_KUBEVELA if project.api == KUBEVELA else FILES
    paths = {template: path.format(name=project.name) for template, path in templates.items()}
    words = {
        "name": project.name,
        "kind": project.kind,
        "image": project.image,
        "port": project.port,
        "host": project.host,
        "replicated": SCALES in _kinds(project.api)[project.kind],
        "component": paths.get("component.yaml", ""),
        "kube_version": DEFAULT_VERSION,
    }
    return {
        path: environment.from_string(read_text("templates", "init", template)).render(words)
        for template, path in paths.items()
    }


def _kinds(api: str) -> dict[str, frozenset[str]]:
    """Return what a project can ask of the types that run containers, by their short names; the first one is the default."""
    if api == KUBEVELA:
        return KINDS_OF_KUBEVELA
    from oamc.capabilities.catalog import CATALOG

    features = {known.short_name: known.features for known in CATALOG.named_workload_types if PODS in known.features}
    asked = {SERVES: {SERVICE_ENDPOINT}, SCALES: {REPLICABLE, SCALABLE}}
    return {name: frozenset(word for word, needed in asked.items() if needed <= found) for name, found in features.items()}


def _project(directory: str, settings: Settings) -> Project:
    """Return what the flags say, or where none is given and somebody sits at a terminal, the answers."""
    flags = {name: settings.text(name) for name in ("name", "kind", "image", "port", "host")}
    asks = _is_terminal() and all(value is None for value in flags.values())

    def value_of(name: str, question: str, default: str) -> str:
        given = flags[name]
        if given is not None:
            return given
        return _answer(question, default) if asks else default

    name = _checked("name", value_of("name", "name of the application", _name_of(directory)), _name_problem)
    api = settings.text("api") or FIRST
    kinds = _kinds(api)
    what, usual = ("component type", "webservice") if api == KUBEVELA else ("workload type", "Server")
    kind = value_of("kind", f"{what} ({', '.join(kinds)})", usual)
    if kind not in kinds:
        close = nearest(kind, kinds)
        raise UsageError(
            f'there is no {what} "{printable(kind)}" with containers',
            f"did you mean {close}?" if close else f"there are {listing(kinds)}",
            "init",
        )
    image = _checked("image", value_of("image", "image", DEFAULT_IMAGE), lambda text: problem(IMAGE, text))
    if SERVES not in kinds[kind]:
        for name_of_flag in ("port", "host"):
            if flags[name_of_flag] is not None:
                raise UsageError(f"a {kind} has no {name_of_flag}", f"give --kind {usual}, or leave it out", "init")
        return Project(name=name, kind=kind, image=image, port="", host="", api=api)
    port = _checked("port", value_of("port", "port that it listens on", DEFAULT_PORT), _port_problem)
    host = value_of("host", "host name for an ingress (empty: none)", "")
    if host:
        _checked("host", host, lambda text: problem(HOST, text))
    return Project(name=name, kind=kind, image=image, port=port, host=host, api=api)


def _is_terminal() -> bool:
    """Tell whether somebody can answer questions: input and messages are a terminal."""
    try:
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # a closed stream
        return False


def _answer(question: str, default: str) -> str:
    """Ask for one thing; an empty line means the default, and the end of the input that nobody answers."""
    write_message(f"{question}{f' [{default}]' if default else ''}: ")
    line = sys.stdin.readline()
    if not line:
        raise UsageError("the questions were not answered", "give --name and the other flags instead", "init")
    return line.strip() or default


def _checked(flag: str, value: str, check: Check) -> str:
    """Return a value that a check has nothing against."""
    reason = check(value)
    if reason:
        raise UsageError(f"--{flag} {reason}", command="init")
    return value


def _name_problem(text: str) -> str:
    """Say why a text cannot be the name of an application, its component and its instance."""
    return f"must have at most {LONGEST_NAME} characters" if len(text) > LONGEST_NAME else service_name_problem(text)


def _port_problem(text: str) -> str:
    """Say why a text is no port."""
    return problem(PORT, int(text)) if re.fullmatch("[0-9]{1,6}", text) else problem(PORT, text)


def _name_of(directory: str) -> str:
    """Return a name for what is in a directory: its own name where that can be one."""
    own = re.sub("[^a-z0-9-]+", "-", os.path.basename(os.path.abspath(directory)).lower()).strip("-")
    return DEFAULT_NAME if _name_problem(own) else own


def _write(files: dict[str, str], reports: Reports) -> bool:
    """Write files that are not there yet: all of them, or with reports none."""
    from oamc.disk.file_staging import write_single_file

    for path in files:
        if os.path.lexists(path):
            hint = "give another directory, or remove the file"
            reports.add(PROJECT_IS_THERE, at=None, path=end_of(path), hint=hint)
    if reports.has_errors():
        return False
    written: list[str] = []
    try:
        for path, text in files.items():

            def refuse(_: str, __: int, path: str = path) -> bool:
                reports.add(PROJECT_IS_THERE, at=None, path=end_of(path), hint="somebody else has written it just now")
                return False

            if not write_single_file(path, text, reports, refuse):
                break
            written.append(path)
    except BaseException:
        _withdraw(written)
        raise
    if len(written) < len(files):
        _withdraw(written)
    return len(written) == len(files)


def _withdraw(paths: list[str]) -> None:
    """Remove files that were just made, and the directories that hold nothing else."""
    for path in paths:
        os.unlink(path)
        with suppress(OSError):
            os.rmdir(os.path.dirname(path) or ".")

# ruff: noqa: PTH123 - as in `resources`
"""What is running here, in a form that another machine can compare: two that have the same make the same of the same input.

In: nothing but what is installed. Out: names and versions, with a digest of the files of oamc, `schemas/` and `templates/`,
because a checkout changes without its version.
"""

from __future__ import annotations

import os
import sys

from oamc import __version__, resources
from oamc.startup.caching import cache
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHARED = ("schemas", "templates")
INSTALLED = "_shared"
"""Where a wheel has `SHARED`. A checkout has them beside the package (`resources.py`)."""
LIBRARIES = ("PyYAML", "jinja2", "jsonschema")
"""The packages that a build may use. `ruamel.yaml` is for commands that edit documents."""
FILES = "the files of oamc"


@cache(1)
def program() -> Mapping[str, str]:
    """Return what runs here: names with versions, and a digest of files.

    Python counts, because each version of it has other tables of characters.
    """
    from importlib.metadata import PackageNotFoundError, version

    found = {"oamc": __version__, "Python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    found[FILES] = digest("".join(sorted(_digests())).encode("utf-8", "surrogateescape"))
    return found


def difference(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """Say what two programs differ in, and how; the empty text where they are the same."""
    different = [name for name in here if there.get(name) != here[name]]
    told = [f"{name} {there.get(name, 'none')}, and here {here[name]}" for name in different if name != FILES]
    return "; ".join(told) or (f"{FILES} are others, with the same version" if different else "")


def _digests() -> Iterator[str]:
    """Yield a line for each file: its name, which is the same wherever oamc is installed, and the digest of its content."""
    for above, file in program_files():
        base = os.path.dirname(above)  # noqa: PTH120 - as above
        with open(file, "rb") as opened:
            yield f"{file[len(base) :].replace(os.sep, '/')}\0{digest(opened.read())}\n"


def program_files() -> Iterator[tuple[str, str]]:
    """Yield the files of oamc, `schemas/` and `templates/`, each once and behind the one of these that it lies in."""
    for above in (resources.PACKAGE, *(resources.path(name) for name in SHARED)):
        for file in _files(above):
            yield above, file


def _files(above: str) -> Iterator[str]:
    """Yield the files below a directory, but for bytecode, which follows from its source."""
    waiting = [above]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in {"__pycache__", INSTALLED}:
                        waiting.append(entry.path)
                elif not entry.name.endswith(".pyc"):
                    yield entry.path

"""The modules in the bundle that makes a start cheap, as `oamc/startup/bundled_modules.py` lists them.

`python -m tests.bundled_modules` writes that list anew, `tests/unit/startup/test_module_bundle.py` compares. It is what builds
of one application import, each module after those that it imports itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.inputs import APPLICATION, KUBEVELA_APPLICATION

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "oamc" / "startup" / "bundled_modules.py"
HEAD = '''"""The modules that short runs need, in sections, each module after those that it imports.

`start` is what every build imports; the others are what a build imports besides for documents of one generation of OAM, of
charts, to write files, or to know what it has built before. Written by `python -m tests.bundled_modules`.
"""

from __future__ import annotations

SECTIONS = {
'''
PROGRAM = """
import sys
from oamc.cli.entry import run
from oamc.startup import own_modules

finder = own_modules.find_own_modules_first()
done = []

class Noting:
    def find_spec(self, name, path=None, target=None):
        spec = finder.find_spec(name, path, target)
        if spec is not None:
            execute = spec.loader.exec_module
            def noting(module):
                execute(module)
                done.append(name)
            spec.loader.exec_module = noting
        return spec

sys.meta_path.insert(0, Noting())
status = run(sys.argv[1:])
print(*done, file=sys.stderr)
sys.exit(status)
"""
"""Runs a command line and prints the modules that it imports, in the order in which they are done."""


def imported(document: str, command: str, *options: str, times: int = 1) -> list[str]:
    """Return the names of the modules that a command imports, in the order in which they are done the last time."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shop").mkdir()
        (Path(folder) / "shop" / "shop.yaml").write_text(document, encoding="utf-8")
        words = [sys.executable, "-c", PROGRAM, command, "shop", *options]
        runs = [subprocess.run(words, capture_output=True, text=True, check=True, cwd=folder) for _ in range(times)]
    return runs[-1].stderr.splitlines()[-1].split()


def sections() -> dict[str, list[str]]:
    """Return the names of the modules of each section, as builds import them now."""
    application = APPLICATION.format(number=1)
    plain = imported(application, "build", "--format", "manifests")
    newer = imported(KUBEVELA_APPLICATION.format(number=1), "build", "--format", "manifests")
    checking = imported(application, "check")
    written, newer_written = (
        imported(one, "build", "-o", "charts") for one in (application, KUBEVELA_APPLICATION.format(number=1))
    )
    known = imported(application, "build", "-o", "charts", "--cache", "kept", "--trust-times", times=2)
    charts = [name for name in written if name not in plain and name not in newer]
    # A section runs as a whole: what charts of both generations need must not bring the documents of one.
    of_both = {name for name in plain if name in newer or name in newer_written}
    assert not set(written) & set(newer) - set(plain)
    return {
        "start": [name for name in plain if name in of_both],
        "v1alpha1": [name for name in plain if name not in of_both],
        "v1beta1": [name for name in newer if name not in plain],
        "charts": [name for name in charts if name in checking],
        "writing": [name for name in charts if name not in checking],
        # What it looks at besides, such as whether there is an engine of CUE, other runs import without it.
        "cache": [
            name for name in known if name not in (*written, *newer) and name.startswith(("oamc.cli.cache", "oamc.disk."))
        ],
    }


def listing(found: dict[str, list[str]]) -> str:
    """Return the text of the module that lists sections."""
    lines = [HEAD]
    for section, names in found.items():
        lines += [f'    "{section}": (\n', *(f'        "{name}",\n' for name in names), "    ),\n"]
    return "".join((*lines, "}\n"))


if __name__ == "__main__":
    PLACE.write_text(listing(sections()), encoding="utf-8")

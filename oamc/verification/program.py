"""A `helm` program as the engine: `helm template` and `helm lint`, each a process of its own.

It serves where the extra `helm` is not installed, and it is how Helm 3 is tested. The program runs without a shell, with a
time limit, with homes of its own in a private folder, and with no way to a cluster. What it prints is read by oamc's own
reader, which reads YAML as Kubernetes does and refuses more (duplicate keys, for one).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from oamc.verification.contract import INSTALL_HINT, EngineFailed, EngineMissing, Rendered
from oamc.verification.folders import chart_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Self

# What `helm template` prints before every document.
SOURCE_LINE = re.compile(r"^---\n# Source: (.*)\n", re.MULTILINE)
NO_MESSAGE = re.compile(r"==> |[0-9]+ chart\(s\) linted")
DEBUG_ADVICE = "Use --debug flag to render out invalid YAML"
HOMES = ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_PLUGINS", "HOME", "TMPDIR")
# Windows starts no program without these; elsewhere they do not exist.
KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC")


class HelmProgram:
    """The `helm` program at `path`. Its private folder lives as long as the `with` block."""

    def __init__(self, path: str, *, seconds: float = 60.0) -> None:
        self._path = Path(path).resolve()
        self._seconds = seconds
        self._private: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        if not os.access(self._path, os.X_OK):
            raise EngineMissing(f"there is no helm program at {self._path}: {INSTALL_HINT}")
        self._private = tempfile.TemporaryDirectory(prefix="oamc-helm-")
        return self

    def __exit__(self, *_: object) -> None:
        if self._private is not None:
            self._private.cleanup()
            self._private = None

    def version(self) -> str:
        """Return the version that the program states, as "v3.22.0"."""
        return self._run(["version", "--template", "{{ .Version }}"]).stdout.strip()

    def render(
        self,
        files: Mapping[str, str],
        overrides: Mapping[str, Any] | None = None,
        release: str = "release",
        namespace: str = "default",
        kube_version: str | None = None,
    ) -> Rendered:
        """Render the chart made of `files` with `helm template`, tests left out.

        Documents come in the order of files; those of one file in the order in which Helm would install them.
        """
        arguments = ["template", release, "--namespace", namespace, "--skip-tests"]
        if kube_version:
            arguments += ["--kube-version", kube_version]
        run = self._run_on_chart(arguments, files, overrides)
        if run.returncode:
            refusal = run.stderr.partition(DEBUG_ADVICE)[0].strip().removeprefix("Error: ")
            return Rendered(refusal=refusal or f"helm ended with status {run.returncode}")
        return _read(run.stdout)

    def lint(self, files: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """Return the warnings and errors of `helm lint`, as "[ERROR] templates/web.yaml: …"; advice is left out."""
        run = self._run_on_chart(["lint"], files, overrides)
        messages: list[str] = []
        for line in run.stdout.splitlines():
            if line.startswith(("[", "Error ")):
                messages.append(line)
            elif line and messages and not NO_MESSAGE.match(line):
                messages[-1] += f"\n{line}"
        found = tuple(message.strip() for message in messages if not message.startswith("[INFO]"))
        if run.returncode and not found:
            return (f"[ERROR] {run.stderr.strip()}",)
        return found

    def _run_on_chart(
        self, arguments: list[str], files: Mapping[str, str], overrides: Mapping[str, Any] | None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of helm on the chart made of `files`; hide the temporary folder in what it prints."""
        with chart_folder(files) as folder:
            values = folder.parent / "overrides.json"
            values.write_text(json.dumps(dict(overrides or {}), allow_nan=False), encoding="utf-8")
            run = self._run([*arguments, "--values", str(values), str(folder)])
            run.stderr = run.stderr.replace(str(folder), "chart")
            return run

    def _run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        """Run helm with a time limit and an environment of its own."""
        assert self._private is not None, "a HelmProgram is used inside its with block"
        environment = dict.fromkeys(HOMES, self._private.name)
        environment |= {name: os.environ[name] for name in KEPT if name in os.environ}
        environment["KUBECONFIG"] = os.devnull
        try:
            return subprocess.run(  # noqa: S603  # the program that the caller named, arguments as a list, no shell
                [self._path, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=self._seconds,
                env=environment,
                encoding="utf-8",
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            raise EngineFailed(f"helm {arguments[0]} took more than {self._seconds:g} seconds") from None
        except OSError as error:
            raise EngineFailed(f"helm does not run: {error.strerror}") from None


def _read(printed: str) -> Rendered:
    """Read what `helm template` printed, in the order of the files that it names."""
    from oamc.diagnostics.reports import Reports
    from oamc.source.nodes import plain
    from oamc.source.reader import read
    from oamc.spans import SourceFile

    # The parts are what stands before the first document, then the source and the text of each.
    parts = SOURCE_LINE.split(printed)
    documents: list[dict[str, Any]] = []
    for source, text in sorted(zip(parts[1::2], parts[2::2], strict=True), key=lambda part: part[0]):
        reports = Reports()
        found = [plain(document.root) for document in read(SourceFile(path=source, label=source, text=text), reports)]
        if reports.has_errors():
            return Rendered(refusal=f"YAML parse error on {source}: {reports.in_order()[0].message}")
        documents += [document for document in found if isinstance(document, dict) and document]
    return Rendered(documents=tuple(documents))

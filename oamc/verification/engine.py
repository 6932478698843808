"""The real Helm engine, for `oamc verify` and for tests: charts go in as text, Kubernetes objects come out as data.

`find_engine()` picks what this machine has: the Helm 4 engine of the extra `helm` (1 ms a chart, in a worker process that
serves as many charts as wanted), else a `helm` program on PATH.

    with find_engine() as engine:
        rendered = engine.render({"Chart.yaml": …, "templates/web.yaml": …}, {"web": {"replicas": 3}})
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from oamc.verification.contract import INSTALL_HINT, EngineFailed, EngineMissing, Rendered, is_test
from oamc.verification.folders import chart_folder
from oamc.verification.program import HelmProgram

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO, Any, Self

    from oamc.verification.contract import HelmEngine

__all__ = ["Engine", "EngineFailed", "EngineMissing", "HelmProgram", "Rendered", "find_engine"]

WORKER = Path(__file__).resolve().parent / "worker.py"


def find_engine(seconds: float = 60.0) -> HelmEngine:
    """Return the best engine of this machine, not yet opened; each answer may take `seconds`.

    Without any, `EngineMissing` says how to get one.
    """
    if Engine.available():
        return Engine(seconds=seconds)
    program = shutil.which("helm")
    if program:
        return HelmProgram(program, seconds=seconds)
    raise EngineMissing(f"there is no Helm engine here: {INSTALL_HINT}")


class Engine:
    """The Helm engine in a worker process, which starts with the `with` block and ends with it.

    A worker that died or was too slow is replaced at the next call.
    """

    def __init__(self, *, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._version = ""
        # What the engine prints may name values: it goes to a private file, and its end is read only when the worker died.
        self._complaints: IO[bytes] | None = None

    @staticmethod
    def available() -> bool:
        """Tell whether the extra `helm` is installed. Whether its library loads, only the worker can tell."""
        return importlib.util.find_spec("helm_python") is not None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def version(self) -> str:
        """Return the version of the Helm inside, as "v4.2.3"."""
        return self._version

    def render(
        self,
        files: Mapping[str, str],
        overrides: Mapping[str, Any] | None = None,
        release: str = "release",
        namespace: str = "default",
        kube_version: str | None = None,
    ) -> Rendered:
        """Render the chart made of `files` (paths inside the chart, with `/`) as `helm template --values` does.

        A None in `overrides` is passed on, so that Helm removes the key. Kubernetes' own YAML reader reads the result.
        The engine does not compare `kubeVersion` of Chart.yaml with `kube_version`; a helm program does.
        """
        answer = self._ask(
            {
                "do": "render",
                "files": dict(files),
                "overrides": dict(overrides or {}),
                "release": release,
                "namespace": namespace,
                "kube_version": kube_version,
            }
        )
        if "refusal" in answer:
            return Rendered(refusal=answer["refusal"])
        return Rendered(documents=tuple(document for document in answer["documents"] if not is_test(document)))

    def lint(self, files: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """Return the warnings and errors of `helm lint`, as "[ERROR] templates/web.yaml: …"; advice is left out."""
        with chart_folder(files) as folder:
            answer = self._ask({"do": "lint", "path": str(folder), "overrides": dict(overrides or {})})
            return tuple(message.replace(str(folder), "chart") for message in answer["messages"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request to the worker and return its answer; kill a worker that takes too long."""
        line = json.dumps(request, allow_nan=False).encode() + b"\n"
        if self._process is None:
            self._start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = self._receive(process)
        except BrokenPipeError:
            raise EngineFailed(self._last_words("the Helm engine ended unexpectedly")) from None
        finally:
            timer.cancel()
        return answer

    def _start(self) -> None:
        """Start the worker and read its first line.

        `-P` keeps the working folder off the search path: files beside the user's documents must never be imported.
        """
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  # closed by _stop
        self._process = subprocess.Popen(  # noqa: S603  # this interpreter, a file of this package
            [sys.executable, "-P", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={"GOGC": "400", **os.environ},  # fewer collections in Go: a third faster over many charts
        )
        hello = self._receive(self._process)
        if "missing" in hello:
            self._stop()
            raise EngineMissing(f"the Helm engine does not load ({hello['missing']}): {INSTALL_HINT}")
        self._version = hello["version"]

    def _receive(self, process: subprocess.Popen[bytes]) -> dict[str, Any]:
        """Return the next answer of the worker."""
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EngineFailed(self._last_words("the Helm engine ended unexpectedly or was stopped for taking too long"))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self, fact: str) -> str:
        """Stop what is left of the worker and return `fact` with its exit status and the first line of its complaint."""
        process, complaints = self._process, self._complaints
        assert process is not None
        assert complaints is not None
        process.kill()
        status = process.wait()
        complaints.seek(0)
        text = complaints.read(65_536).decode("utf-8", "replace")
        said = next((line for line in text.splitlines() if line.startswith(("fatal", "panic"))), "")
        self._stop()
        return f"{fact} (exit status {status}{': ' + said if said else ''})"

    def _stop(self) -> None:
        """End the worker: it leaves when its input ends, and is killed if it does not."""
        process, self._process = self._process, None
        complaints, self._complaints = self._complaints, None
        if process is not None:
            assert process.stdin is not None
            assert process.stdout is not None
            with contextlib.suppress(BrokenPipeError):  # a worker that is gone takes no more input
                process.stdin.close()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
        if complaints is not None:
            complaints.close()

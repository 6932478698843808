"""The worker: a process of its own in which the Helm engine of `helm-python-sdk` lives.

It reads one JSON request a line from standard input and writes one JSON answer a line to standard output, until the input
ends. The first line it writes says which Helm it holds, or why there is none. The engine is a Go library: it does not
survive a fork, and it costs 60 ms and 64 MB to load, hence the process. The file runs as a script, with nothing of oamc
imported, so that neither the working folder nor the search path of the parent decide what is loaded.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tarfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# The two rules below are Helm's own (releaseutil.SplitManifests of Helm 3 and of the engine's Helm 4.2). Go's `\s` is ASCII.
# The blanks before a separator are Helm's too; they are taken away afterwards, because a search for them would begin at each.
BLANKS = "\t\n\f\r "
SEPARATOR = re.compile(f"(?:^|\n)---[{BLANKS}]*")
GO_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
SEVERITIES = {2: "WARNING", 3: "ERROR"}


class Charts:
    """The engine with the chart that it rendered last: many overrides of one chart load it once."""

    def __init__(self) -> None:
        import helm_python
        from helm_python import _native

        self.helm = helm_python
        self.native = _native
        self.files: dict[str, str] = {}
        self.chart: Any = None

    def version(self) -> str:
        """Return the version of the Helm inside, as "v4.2.3"."""
        return str(self.helm.helm_sdk_version())

    def render(self, request: dict[str, Any]) -> str:
        """Answer with the JSON texts of all objects in `documents`, or with the engine's `refusal`."""
        options = {"name": request["release"], "namespace": request["namespace"]}
        if request["kube_version"]:
            options["kube_version"] = request["kube_version"]
        try:
            chart = self._load(request["files"])
            # The Python method of the chart does not pass `kube_version` on; the call under it takes it.
            rendered = self.native.call_string(
                "helm_render",
                chart._raw(),  # noqa: SLF001  # see above
                json.dumps(request["overrides"]),
                json.dumps(options),
            )
            documents = list(self._documents(json.loads(rendered)))
        except self.helm.HelmError as error:
            return json.dumps({"refusal": str(error) or type(error).__name__})
        return f'{{"documents": [{", ".join(documents)}]}}'

    def lint(self, request: dict[str, Any]) -> str:
        """Answer with the warnings and errors that `helm lint` has for the chart in the folder `path`."""
        try:
            report = self.helm.lint(request["path"], request["overrides"])
        except self.helm.HelmError as error:
            return json.dumps({"messages": [f"[ERROR] {error}"]})
        messages = [
            f"[{SEVERITIES[message['severity']]}] {message['path']}: {message['error'].strip()}"
            for message in report["messages"]
            if message["severity"] in SEVERITIES
        ]
        return json.dumps({"messages": messages or [f"[ERROR] {error.strip()}" for error in report["errors"]]})

    def _load(self, files: dict[str, str]) -> Any:
        """Return the chart made of `files`, loaded from an archive in memory: nothing is written anywhere.

        A chart with parts is loaded each time: Helm takes out of the loaded one what a condition leaves out, and puts into its
        values what it imports.
        """
        if self.chart is None or files != self.files or any(name.startswith("charts/") for name in files):
            if self.chart is not None:
                self.chart.close()
                self.chart = None
            self.chart = self.helm.Chart.load_archive(archive(files))
            self.files = files
        return self.chart

    def _documents(self, rendered: dict[str, str]) -> Iterator[str]:
        """Yield every object of the rendered templates as JSON text, read by the YAML reader of Helm and Kubernetes."""
        for name in sorted(rendered):
            base = name.rpartition("/")[2]
            if base.startswith("_") or name.endswith("NOTES.txt"):
                continue
            for text in split(rendered[name]):
                try:
                    document = self.native.call_string("helm_values_from_yaml", text)
                except self.helm.HelmError as error:
                    raise self.helm.HelmRenderError(f"YAML parse error on {name}: {error}") from error
                if document != "{}":
                    yield document


def archive(files: dict[str, str]) -> bytes:
    """Return a chart archive of `files`, as `helm package` makes it but hardly compressed."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as tar:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(f"chart/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def split(rendered: str) -> Iterator[str]:
    """Yield the documents of one rendered template as Helm stores them in a release: split, stripped, a line break added."""
    *parts, last = SEPARATOR.split(rendered.lstrip(GO_SPACES))
    for part in (*(part.rstrip(BLANKS) for part in parts), last):
        if part.strip(GO_SPACES):
            yield part.lstrip(GO_SPACES) + "\n"


def main() -> int:
    """Serve requests until standard input ends."""
    # The Go library may print; what it prints must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        charts = Charts()
    except Exception as error:  # noqa: BLE001  # whatever keeps the library from loading, the parent has to hear it
        answers.write(json.dumps({"missing": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        answers.flush()
        return 1
    answers.write(json.dumps({"version": charts.version()}).encode() + b"\n")
    answers.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = charts.lint(request) if request["do"] == "lint" else charts.render(request)
        answers.write(answer.encode() + b"\n")
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

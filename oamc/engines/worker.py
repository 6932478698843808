"""The engine as a program of its own: started with the first request of a run, and spoken to by lines.

A worker that breaks a bound, dies, or says something that the protocol has not is killed, and `EngineFailed` says why. The next
request starts another one, a few times a run: one bad template must not keep the others from being told their mistakes, and a
folder of bad ones must not take minutes.
"""

from __future__ import annotations

from oamc.engines import wire
from oamc.engines.contract import (
    ANOTHER_VERSION,
    GIVEN_UP,
    REQUEST_TOO_LARGE,
    ROOTS,
    UNREADABLE,
    EngineFailed,
    Formatted,
    Traced,
)
from oamc.engines.process import Limits, Process
from oamc.engines.program import find_program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self, TypeVar

    from oamc.engines.contract import Change, Definition, EngineError, Names, Rendered, Schema, Template, Uses

    T = TypeVar("T")


class CueWorker:
    """The engine of the package `oamc_cue`, or of a `program` that the caller names. It starts with the first request."""

    def __init__(self, program: str | None = None, *, limits: Limits | None = None) -> None:
        self._program = program
        self._limits = limits or Limits()
        self._process: Process | None = None
        self._starts = 0
        self._version = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, if one runs. A later request starts another one."""
        self._stop()

    def version(self) -> str:
        """Return the version of CUE, as "v0.14.1"."""
        self._running()
        return self._version

    def definition(self, file: Template) -> Definition:
        """Take a definition file of CUE apart: its name, its metadata, and its template."""
        request = {"op": "definition", "sources": [_source(file)]}
        return self._read(lambda reply: wire.definition(reply, file.name), request)

    def vet(self, templates: Sequence[Template]) -> tuple[EngineError, ...]:
        """Compile each template alone and return what is wrong."""
        return self._read(wire.errors, {"op": "vet", "sources": [_source(template) for template in templates]})

    def schema(self, template: Template) -> Schema:
        """Return the type of `parameter`, and what of the context the template reads."""
        return self._read(wire.schema, {"op": "schema", "sources": [_source(template)]})

    def uses(self, template: Template, parts: Sequence[Names], *, roots: Sequence[str]) -> Uses:
        """Tell what a template does with parts of `properties` and `context`."""
        request = {"op": "uses", "sources": [_source(template)], "roots": list(roots), "parts": [list(part) for part in parts]}
        return self._read(lambda reply: wire.uses(reply, parts), request)

    def render(
        self,
        template: Template,
        parameter: Mapping[str, Any] | None,
        context: Mapping[str, Any] | None,
        *,
        roots: Sequence[str] = ROOTS,
        returns: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> Rendered:
        """Evaluate a template with `parameter`, `context` and `properties` declared beside it; None declares nothing."""
        request = self._request("render", template, parameter, context, roots)
        if properties is not None:
            request["properties"] = self._sent(properties)
        request["returns"] = [{"path": path, "value": self._sent(value)} for path, value in (returns or {}).items()]
        return self._read(lambda reply: wire.rendered(reply, tuple(roots)), request)

    def trace(
        self,
        template: Template,
        parameter: Mapping[str, Any],
        context: Mapping[str, Any] | None,
        changes: Sequence[Change],
        *,
        roots: Sequence[str] = ROOTS,
    ) -> Traced:
        """Render once as given, and once for each change, and tell what each change reached."""
        request = self._request("trace", template, parameter, context, roots)
        request["changes"] = [{"path": list(change.path), "value": self._sent(change.value)} for change in changes]

        def read(reply: dict[str, Any]) -> Traced:
            rendered = wire.rendered(reply, tuple(roots))
            return Traced(rendered=rendered, reached=() if rendered.errors else wire.reached(reply, len(changes)))

        return self._read(read, request)

    def format(self, template: Template) -> Formatted:
        """Return the text as CUE's own formatter writes it."""
        request = {"op": "fmt", "sources": [_source(template)]}
        return self._read(lambda reply: Formatted(text=wire.text(reply.get("text", "")), errors=wire.errors(reply)), request)

    def _request(
        self,
        operation: str,
        template: Template,
        parameter: Mapping[str, Any] | None,
        context: Mapping[str, Any] | None,
        roots: Sequence[str],
    ) -> dict[str, Any]:
        """Return what rendering and tracing ask for alike."""
        request: dict[str, Any] = {"op": operation, "sources": [_source(template)], "roots": list(roots)}
        for name, value in (("parameter", parameter), ("context", context)):
            if value is not None:
                request[name] = self._sent(value)
        return request

    def _sent(self, value: Any) -> Any:
        """Return plain data as it is sent."""
        try:
            return wire.sendable(value, self._limits.depth)
        except wire.TooDeep:
            words = f"a value is nested deeper than {self._limits.depth} levels"
            raise EngineFailed(REQUEST_TOO_LARGE, words) from None

    def _read(self, read: Callable[[dict[str, Any]], T], request: dict[str, Any]) -> T:
        """Ask, and read the answer; a worker that cannot answer, or answers nonsense, is stopped."""
        process = self._running()
        line = process.line_of(request)
        try:
            return read(process.ask(line))
        except wire.Unreadable as problem:
            self._stop()
            raise EngineFailed(UNREADABLE, str(problem)) from None
        except BaseException:  # an interruption too: who was interrupted does not know which answer comes next
            self._stop()
            raise

    def _running(self) -> Process:
        """Return the worker that runs; start one, if there is none and this run has not started too many."""
        if self._process is None:
            if self._starts == self._limits.starts:
                raise EngineFailed(GIVEN_UP, f"it was started {self._starts} times in this run and stopped each time")
            program = self._program or find_program()
            self._starts += 1
            self._process = Process(program, self._limits)
            self._version = self._greeted()
        return self._process

    def _greeted(self) -> str:
        """Tell a new worker its limits, and return the version of CUE that it holds."""
        limits = {"memory": self._limits.memory, "nodes": self._limits.nodes, "depth": self._limits.depth}
        hello = self._read(wire.hello, {"op": "hello", "limits": limits})
        if hello != (wire.PROTOCOL, wire.CUE_VERSION):
            self._stop()
            protocol, version = hello
            words = (
                f"it speaks protocol {protocol} with CUE {version}, this oamc speaks {wire.PROTOCOL} with {wire.CUE_VERSION}"
            )
            raise EngineFailed(ANOTHER_VERSION, words)
        process = self._process
        assert process is not None
        process.confine()
        return hello[1]

    def _stop(self) -> None:
        """End the worker, if one runs."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()


def _source(template: Template) -> dict[str, str]:
    """Return a template as it is sent."""
    return {"name": template.name, "text": template.text}

"""Engines for tests: the real one where Go has built it, one of fixed answers, and programs that misbehave."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from oamc.engines.contract import (
    ROOTS,
    Change,
    Definition,
    EngineError,
    EngineFailed,
    Formatted,
    Rendered,
    Schema,
    Template,
    Traced,
    Uses,
)
from oamc.engines.worker import CueWorker
from tests.cue_engine.build import program_path, site

if TYPE_CHECKING:
    from oamc.engines.contract import Names


def built_program() -> str:
    """Return the path of the engine's program, or skip the test where it is not built."""
    path = program_path()
    if not path.exists():
        pytest.skip("the CUE engine is not built: python -m tests.cue_engine.build")
    return str(path)


def offer_engine() -> bool:
    """Let oamc find the engine's program, as where the package is installed. Tell whether it is built."""
    is_there = program_path().exists()
    if is_there and str(site()) not in sys.path:
        sys.path.append(str(site()))
    return is_there


@cache
def shared_cue() -> CueWorker:
    """Return the real engine of this test process, or skip the test where it is not built."""
    engine = CueWorker(built_program())
    atexit.register(engine.__exit__)
    return engine.__enter__()


# What is asked beside the name of a template does not matter here:
# ruff: noqa: ARG002


class FakeEngine:
    """An engine whose answers a test gives, by the names of templates; an `EngineFailed` among them is raised.

    `asked` has the name of each operation with that of its template, in order.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def version(self) -> str:
        """Return a version."""
        return "v0.0.0"

    def definition(self, file: Template) -> Definition:
        """Return the parts given for a file."""
        return self._answer("definition", file, Definition())

    def vet(self, templates: Sequence[Template]) -> tuple[EngineError, ...]:
        """Return the errors given for each template."""
        return tuple(error for template in templates for error in self._answer("vet", template, ()))

    def schema(self, template: Template) -> Schema:
        """Return the type given for a template."""
        return self._answer("schema", template, Schema())

    def uses(self, template: Template, parts: Sequence[Names], *, roots: Sequence[str]) -> Uses:
        """Return the uses given for a template."""
        return self._answer("uses", template, Uses())

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
        """Return the result given for a template."""
        return self._answer("render", template, Rendered())

    def trace(
        self,
        template: Template,
        parameter: Mapping[str, Any],
        context: Mapping[str, Any] | None,
        changes: Sequence[Change],
        *,
        roots: Sequence[str] = ROOTS,
    ) -> Traced:
        """Return the trace given for a template."""
        return self._answer("trace", template, Traced(rendered=Rendered()))

    def format(self, template: Template) -> Formatted:
        """Return the text as it is."""
        return self._answer("format", template, Formatted(text=template.text))

    def _answer(self, operation: str, template: Template, otherwise: Any) -> Any:
        """Return what a test gave for a template, if it is of the kind that was asked for."""
        self.asked.append((operation, template.name))
        answer = self.answers.get(template.name)
        if isinstance(answer, EngineFailed):
            raise answer
        return answer if isinstance(answer, type(otherwise)) else otherwise


HELLO = '{"protocol": 2, "engine": "0", "cue": "v0.14.1"}'


def strange_program(folder: Path, body: str, hello: str = HELLO) -> str:
    """Write a program that greets as an engine does, then runs `body` for each request that follows.

    `body` sees `request`, and `say(text)` writes a line.
    """
    program = folder / "strange-engine"
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    program.write_text(
        f"#!{sys.executable} -IS\n"
        "import json, os, sys, time\n"
        "def say(text):\n"
        "    sys.stdout.write(text + '\\n')\n"
        "    sys.stdout.flush()\n"
        "for line in sys.stdin:\n"
        "    request = json.loads(line)\n"
        "    if request['op'] == 'hello':\n"
        f"        say('{{\"id\": %d, \"hello\": %s}}' % (request['id'], {hello!r}))\n"
        "    else:\n"
        f"{lines}\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return str(program)

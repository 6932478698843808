"""YAML and `--set` texts as Go reads them: Helm's and Kubernetes' own readers, in a process of their own.

    reader = shared_reader()
    reader.yaml("a: yes")               {"a": True}
    reader.assignments("--set", "a=1")  {"a": 1}

This is the independent reader of the tests: nothing of oamc is between the text and the answer. The file is also the script
that runs in the other process, where a Go library can live (it does not survive a fork).
"""

from __future__ import annotations

import atexit
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

DOCUMENT_START = re.compile(r"^---[ \t]*\n", re.MULTILINE)


class Refused(Exception):  # noqa: N818 - it says what Go did
    """Go refuses the text; the message is Go's."""


class GoReader:
    """The process that holds Go's readers, from the first request to the end of the tests."""

    def __init__(self) -> None:
        from tests.support.processes import Companion  # the script in the other process needs nothing of it

        self._process = Companion([sys.executable, "-P", Path(__file__).resolve()])
        atexit.register(self.close)

    def yaml(self, text: str) -> dict[str, Any]:
        """Return the mapping that a YAML document holds."""
        return self._ask("yaml", text)

    def documents(self, text: str) -> list[dict[str, Any]]:
        """Return the mappings of a stream that is divided as `kubectl` does: at lines that begin with three hyphens."""
        return [self.yaml(part) for part in DOCUMENT_START.split(text) if part.strip()]

    def assignments(self, flag: str, text: str) -> dict[str, Any]:
        """Return what Helm makes of the text of `--set` and its sisters (all but `--set-file`)."""
        return self._ask(flag, text)

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _ask(self, kind: str, text: str) -> dict[str, Any]:
        """Send one request and return its answer."""
        if "\0" in text:  # it would end the text on its way through C; Go's YAML has no such character
            raise Refused("a NUL character")
        answer = json.loads(self._process.ask(json.dumps([kind, text])))
        if "refused" in answer:
            raise Refused(answer["refused"])
        found: dict[str, Any] = answer["found"]
        return found


@cache
def shared_reader() -> GoReader:
    """Return the reader of this test process, started at the first call."""
    return GoReader()


def serve() -> None:
    """Answer requests until standard input ends."""
    from helm_python import HelmError, _native

    calls = {
        "yaml": "helm_values_from_yaml",
        "--set": "helm_strvals_parse",
        "--set-string": "helm_strvals_parse_string",
        "--set-json": "helm_strvals_parse_json",
        "--set-literal": "helm_strvals_parse_literal",
    }
    for line in sys.stdin.buffer:
        kind, text = json.loads(line)
        try:
            answer = f'{{"found": {_native.call_string(calls[kind], text)}}}'
        except (HelmError, UnicodeEncodeError, ValueError) as error:
            answer = json.dumps({"refused": str(error)})
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()

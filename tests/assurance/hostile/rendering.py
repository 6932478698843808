"""What the Helm engine makes of the charts of a run: objects, complaints, and the effect of hostile values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from oamc.verification.engine import Engine, Rendered
from tests.assurance.hostile.sandbox import Run

BREAK_OUTS = (
    'x"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: pwned}\n#',
    'x\'}}{{ fail "pwned" }}: {pwned: [\n  pwned: |',
)
MOST_LEAVES = 40


class Overridden(NamedTuple):
    """What came of a hostile value at one place of the values."""

    path: str
    rendered: Rendered


class Chart(NamedTuple):
    """One chart of a run: its files as text, its objects, what lint says, and what hostile values do to it."""

    name: str
    files: dict[str, str]
    rendered: Rendered
    complaints: tuple[str, ...]
    overridden: tuple[Overridden, ...]


class Rendering(NamedTuple):
    """The charts of a run, by the name of the application."""

    charts: tuple[Chart, ...]


def trees(run: Run) -> dict[str, dict[str, str]]:
    """Return the files of the output as text, by application and path."""
    found: dict[str, dict[str, str]] = {}
    for path, content in run.output_files().items():
        application, _, below = path.partition("/")
        if below and below != ".oamc-files":
            found.setdefault(application, {})[below] = content.decode("utf-8", "surrogateescape")
    return found


def render(run: Run, engine: Engine, *, overrides: bool = True) -> Rendering:
    """Render and lint each chart of a run, and put hostile texts where its values have texts."""
    return Rendering(tuple(_chart(name, files, engine, overrides=overrides) for name, files in trees(run).items()))


def _chart(name: str, files: dict[str, str], engine: Engine, *, overrides: bool) -> Chart:
    """Render and lint one chart."""
    paths = list(text_leaves(files.get("values.schema.json", "{}")))[: MOST_LEAVES if overrides else 0]
    hostile = [Overridden(".".join(path), engine.render(files, _nested(path, text))) for path in paths for text in BREAK_OUTS]
    return Chart(name, files, engine.render(files), engine.lint(files), tuple(hostile))


def text_leaves(schema: str) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the values that may be a text, by the schema of the values."""
    waiting: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), json.loads(schema))]
    while waiting:
        path, node = waiting.pop()
        kind = node.get("type", "")
        if path and ("string" in kind if isinstance(kind, list) else kind == "string"):
            yield path
        waiting += [((*path, key), below) for key, below in node.get("properties", {}).items() if isinstance(below, dict)]


def _nested(path: tuple[str, ...], value: str) -> dict[str, Any]:
    """Return values that have one value at a path."""
    found: Any = value
    for key in reversed(path):
        found = {key: found}
    assert isinstance(found, dict)
    return found

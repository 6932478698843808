"""Print the runtime dependencies of pyproject.toml, one a line, as pip takes them: what is newest of them is tried too."""

# A script whose output is its purpose:
# ruff: noqa: T201, INP001

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

print("\n".join(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]))

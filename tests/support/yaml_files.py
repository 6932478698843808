"""YAML as data, read by libyaml: for texts that are only read, and do not themselves show how YAML is read.

PyYAML's reader in Python takes eight times as long, which was a third of the time in which the tests are collected.
"""

from __future__ import annotations

from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """Return the one document of a text."""
    return yaml.load(text, Loader=LOADER)


def load_all(text: str) -> list[Any]:
    """Return the documents of a text."""
    return list(yaml.load_all(text, Loader=LOADER))

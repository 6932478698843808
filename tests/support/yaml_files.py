"""YAML as data, read and written by libyaml: for texts that do not themselves show how YAML is read or written.

PyYAML's own reader takes eight times as long, which was a third of the time in which the tests are collected, and its writer
four times.
"""

from __future__ import annotations

from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def load(text: str) -> Any:
    """Return the one document of a text."""
    return yaml.load(text, Loader=LOADER)


def load_all(text: str) -> list[Any]:
    """Return the documents of a text."""
    return list(yaml.load_all(text, Loader=LOADER))


def dump(document: Any) -> str:
    """Return the text of a document, with keys in their order."""
    text: str = yaml.dump(document, Dumper=DUMPER, sort_keys=False, allow_unicode=True)
    return text

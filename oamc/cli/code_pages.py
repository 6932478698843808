# ruff: noqa: PTH118, PTH123, PTH208 - pathlib costs more than all of `oamc --version`
"""The pages of codes, `diagnostics/pages/<CODE>.md`: what `oamc explain` prints and reports for programs hold."""

from __future__ import annotations

import os

from oamc.resources import PACKAGE

PAGES = os.path.join(PACKAGE, "diagnostics", "pages")
SUFFIX = ".md"


def codes() -> list[str]:
    """Return the codes that have a page, in order."""
    names = os.listdir(PAGES)
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def page(code: str) -> str:
    """Return the page of a code that `codes` lists."""
    with open(os.path.join(PAGES, code + SUFFIX), encoding="utf-8") as file:
        return file.read()


def title(text: str) -> str:
    """Return the title of a page: its first line without the mark."""
    return text.partition("\n")[0].lstrip("# ")

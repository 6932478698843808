"""argparse without translations: `from oamc.startup.untranslated import argparse`.

oamc speaks English; argparse would mix other languages into it, and importing `gettext` and looking for its files costs a
tenth of a bare interpreter. So a stand-in takes its place while argparse is imported, and is dropped at once.
"""

from __future__ import annotations

import sys
from types import ModuleType

__all__ = ["argparse"]


def _count(one: str, many: str, number: int) -> str:
    """Choose the form of a phrase for a number, as `gettext.ngettext` does for English."""
    return one if number == 1 else many


def _stand_in() -> ModuleType:
    """Return a module with the two functions of `gettext` that argparse uses."""
    module = ModuleType("gettext")
    module.gettext = str  # type: ignore[attr-defined]
    module.ngettext = _count  # type: ignore[attr-defined]
    return module


if "gettext" in sys.modules:
    import argparse

    argparse._ = str  # type: ignore[attr-defined]
else:
    sys.modules["gettext"] = _stand_in()
    try:
        import argparse
    finally:
        del sys.modules["gettext"]

"""`--trust-times`: the trees of an output that an earlier run found as they should be, noted in the store.

In: the settings of a run, and the directory of its trees. Out: a `Standing`, by which `disk/staging.py` passes over trees that
nobody has touched; what it finds is noted for the next run.
"""

from __future__ import annotations

import json
import os

from oamc.cli.cache.opening import opened, tell_unwritten
from oamc.disk.standing import Standing
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.disk.store import Store


def standing_of(directory: str, settings: Settings, reports: Reports) -> Standing:
    """Return what is known of the trees of a directory."""
    store = opened(settings, reports)
    if store is None:
        return Standing({})
    try:
        return Standing(_known(store, _key(directory)))
    finally:
        store.close()


def _known(store: Store, key: str) -> dict[str, str]:
    """Return what an entry says of trees; nothing where it is none."""
    entry = store.read(key)
    if entry is None:
        return {}
    try:
        found = json.loads(entry.index)
    except (ValueError, RecursionError):
        return {}
    finally:
        entry.close()
    if not isinstance(found, dict) or found.get("key") != key or not isinstance(found.get("trees"), dict):
        return {}
    return {name: mark for name, mark in found["trees"].items() if isinstance(mark, str)}


def note(directory: str, standing: Standing, settings: Settings, reports: Reports) -> None:
    """Note what was found of the trees of a directory."""
    if not standing.is_news:
        return
    store = opened(settings, reports)
    if store is None:
        return
    key = _key(directory)
    try:
        store.write(key, json.dumps({"key": key, "trees": standing.found}).encode())
    except OSError as error:
        tell_unwritten(settings, error, reports)
    finally:
        store.close()


def _key(directory: str) -> str:
    """Return the key under which the trees of a directory are noted."""
    return digest(b"trees\n" + os.fsencode(os.path.realpath(directory)))

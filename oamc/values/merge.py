"""Merging of value trees, as Helm does it. Mappings merge at any depth; lists and scalars are replaced whole.

Both functions return new mappings and share what they did not have to change with their arguments.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Plain


def merge(base: dict[str, Plain], over: dict[str, Plain]) -> dict[str, Plain]:
    """Return two sources of overrides as one; `over` wins, and a null in it stays as a mark (Helm's `MergeMaps`)."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def coalesce(defaults: dict[str, Plain], overrides: dict[str, Plain]) -> dict[str, Plain]:
    """Return the values that a template sees: the overrides over the defaults of the chart (Helm's `CoalesceValues`).

    A null takes away what the defaults have. Where they have nothing, Helm keeps it (since 3.19, and 4): a reader takes null
    as "not set". Mappings of the defaults hold no null, as in every chart that oamc writes; older versions differ on those.
    """
    result: dict[str, Plain] = {}
    for key, value in overrides.items():
        if key not in defaults:
            result[key] = value
            continue
        default = defaults[key]
        if isinstance(default, dict) and isinstance(value, dict):
            result[key] = coalesce(default, value)
        elif value is not None:
            result[key] = value
    result.update((key, default) for key, default in defaults.items() if key not in overrides)
    return result


def is_given(values: object, path: tuple[str, ...]) -> bool:
    """Tell whether a tree of values says anything at a path, if only null."""
    for name in path:
        if not isinstance(values, dict) or name not in values:
            return False
        values = values[name]
    return True

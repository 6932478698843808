"""The page of values that `oamc docs` prints: what a template gets, and the template that stands where nobody gives one.

In: applications whose values are known. Out: plain data, without literals of secrets; docs/values-page.md lists all of it.
"""

from __future__ import annotations

from oamc.backends.helm.value_rows import spelled_value, value_row
from oamc.ir.covered import covered_value
from oamc.resources import read_text
from oamc.values.parameters import THE_SHAPE
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.backends.helm.identity import ChartIdentity
    from oamc.objects.object_set import ObjectSet
    from oamc.values.parameters import Parameter


def page_data(applications: Iterable[tuple[ChartIdentity, ObjectSet]], declared: frozenset[str]) -> dict[str, Any]:
    """Return what a template gets; `declared` are the names of parameters that documents declare as secret."""
    return {
        "applications": [
            {
                "name": identity.application,
                "description": identity.description,
                "chart": identity.name,
                "version": identity.version,
                "appVersion": identity.app_version,
                "values": [_value(parameter, declared) for parameter in objects.parameters],
                "fixed": [_fixed(parameter, declared) for parameter in objects.fixed],
            }
            for identity, objects in applications
        ]
    }


def default_template() -> str:
    """Return the text of the template that is used where nobody gives one."""
    return read_text("templates", "docs", "values.md.j2")


def _value(parameter: Parameter, declared: frozenset[str]) -> dict[str, Any]:
    """Return one value that can be chosen."""
    shown, is_hidden = _shown(parameter, declared)
    row = value_row(parameter, shown)
    return {
        "path": row.path,
        "instance": parameter.path[0],
        "type": row.type,
        "allowed": row.allowed,
        "default": "" if is_hidden else row.default,
        "secret": is_hidden,
        "required": row.required,
        "description": row.description,
    }


def _fixed(parameter: Parameter, declared: frozenset[str]) -> dict[str, Any]:
    """Return one value that is fixed."""
    shown, is_hidden = _shown(parameter, declared)
    return {
        "path": spell_path(parameter.path),
        "instance": parameter.path[0],
        "value": "" if is_hidden else spelled_value(shown),
        "secret": is_hidden,
        "why": parameter.why or THE_SHAPE,
        "description": parameter.description,
    }


def _shown(parameter: Parameter, declared: frozenset[str]) -> tuple[Any, bool]:
    """Return the value of a parameter without secrets in it, and whether it is one itself."""
    shown = covered_value(parameter.path, parameter.value, declared)
    is_hidden = isinstance(parameter.value, str | int | float) and shown != parameter.value
    return shown, is_hidden

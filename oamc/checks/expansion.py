"""Texts that Kubernetes changes: in commands, arguments and environment variables, `$$` becomes `$` and `$(NAME)` a value.

The rules are those of `k8s.io/kubernetes/third_party/forked/golang/expansion`: a name that no variable has stays as it is
written. Commands and arguments see every variable of their container, a variable those before it. Texts are looked at with the
values in force; config files and probes are not changed by Kubernetes.
"""

from __future__ import annotations

from oamc.checks.tracing import trace
from oamc.diagnostics.codes import objects as codes
from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import place_of_pods
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject

_CHANGED = Pattern(r"\$(\$|\(([^()]*)\))")
_LIKE_A_VARIABLE = Pattern(r"[A-Z_][A-Z0-9_]*")


def _is_of_services(name: str) -> bool:
    """Tell whether Kubernetes itself may add a variable of this name, for a Service of the namespace."""
    return name.endswith(("_SERVICE_HOST", "_PORT")) or "_PORT_" in name


def check_texts(item: KubeObject, filler: Filler, reports: Reports) -> None:
    """Report the texts of a workload that Kubernetes changes, or in which a reference names nothing."""
    for path, what, text, variables in _texts(filler.body(item), item.pods):
        for kind in dict.fromkeys(_kinds(text, variables)):
            code, hint = {
                "escape": (codes.DOLLARS_BECOME_ONE, "write $$$$ where the process must get $$"),
                "reference": (codes.REFERENCE_EXPANDED, "write $$(NAME) where the process must get $(NAME)"),
                "nothing": (codes.REFERENCE_TO_NOTHING, "declare the variable before it is used, or write $$(NAME)"),
            }[kind]
            reports.add(code, at=trace(item, path, filler), what=what, hint=hint)


def _kinds(text: str, variables: set[str]) -> Iterator[str]:
    """Yield what happens to the parts of a text."""
    for match in _CHANGED.finditer(text):
        name = match[2]
        if match[1] == "$":
            yield "escape"
        elif name in variables:
            yield "reference"
        elif _LIKE_A_VARIABLE.fullmatch(name) and not _is_of_services(name):
            yield "nothing"


def _texts(body: dict[str, Any], known: tuple[str, ...]) -> Iterator[tuple[tuple[str | int, ...], str, str, set[str]]]:
    """Yield each text with a dollar sign: its path, what it is, and the variables that it can refer to.

    The pods are at a place that is `known`, or where the kind has them. Nobody may have checked them in kinds of others.
    """
    pods = place_of_pods(body, known)
    for field in ("initContainers", "containers") if pods else ():
        for index, container in enumerate(_items(part_at(body, (*pods, field)))):
            if isinstance(container, dict):
                yield from _of_container(container, (*pods, field, index))


def _of_container(
    container: dict[str, Any], base: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, str, set[str]]]:
    """Yield the texts of a container that stands at a place."""
    place = f'of container "{container.get("name")}"'
    variables: set[str] = set()
    for position, variable in enumerate(_items(container.get("env"))):
        name, value = part_at(variable, ("name",)), part_at(variable, ("value",))
        if isinstance(value, str) and "$" in value:
            yield (*base, "env", position, "value"), f'environment variable "{name}" {place}', value, set(variables)
        variables.add(str(name))
    for field, what in (("command", "the command"), ("args", "an argument")):
        for position, text in enumerate(_items(container.get(field))):
            if isinstance(text, str) and "$" in text:
                yield (*base, field, position), f"{what} {place}", text, variables


def _items(found: object) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return found if isinstance(found, list) else []

"""Texts that Kubernetes changes: in commands, arguments and environment variables, `$$` becomes `$` and `$(NAME)` a value.

The rules are those of `k8s.io/kubernetes/third_party/forked/golang/expansion`: a name that no variable has stays as it is
written. Commands and arguments see every variable of their container, a variable those before it. Texts are looked at with the
values in force; config files and probes are not changed by Kubernetes.
"""

from __future__ import annotations

from oamc.checks.kubernetes import trace
from oamc.diagnostics.codes import objects as codes
from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import TEMPLATE, TEMPLATES
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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
    for path, what, text, variables in _texts(filler.body(item)):
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


def _texts(body: object) -> Iterator[tuple[tuple[str | int, ...], str, str, set[str]]]:
    """Yield each text with a dollar sign: its path, what it is, and the variables that it can refer to."""
    kind = body.get("kind") if isinstance(body, dict) else None
    base: tuple[str | int, ...] = (*TEMPLATES.get(str(kind), TEMPLATE), "spec", "containers")
    containers = part_at(body, base)
    for index, container in enumerate(containers if isinstance(containers, list) else ()):
        place = f'of container "{container.get("name")}"'
        variables: set[str] = set()
        for position, variable in enumerate(container.get("env") or ()):
            value = variable.get("value")
            if isinstance(value, str) and "$" in value:
                what = f'environment variable "{variable["name"]}" {place}'
                yield (*base, index, "env", position, "value"), what, value, set(variables)
            variables.add(variable["name"])
        for field, what in (("command", "the command"), ("args", "an argument")):
            for position, text in enumerate(container.get(field) or ()):
                if "$" in text:
                    yield (*base, index, field, position), f"{what} {place}", text, variables

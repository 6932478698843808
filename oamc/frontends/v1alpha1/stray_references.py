"""References to parameters and variables where nothing replaces them: they stay the texts that they are, which is told.

In: a document whose text has something like a reference. Out: a finding for each text with one. Rules:
docs/spec/oam-v1alpha1.md, 3.5, 3.6, 4.2 and 9.2. Loaded with the first such document.
"""

from __future__ import annotations

from oamc.diagnostics.codes.shape import STRAY_REFERENCE
from oamc.frontends.scalars import has_reference
from oamc.source.nodes import Mapping, Scalar
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.findings import Findings
    from oamc.source.nodes import Node

IN_COMPONENTS = Pattern(r"\[(fromParam|fromVariable|instanceName)\([^()\[\]]{0,253}\)\]")
IN_APPLICATIONS = Pattern(r"\[(fromParam|instanceName)\([^()\[\]]{0,253}\)\]")
IMAGE = Pattern(r"spec\.containers\[\d+\]\.image(\.name)?")
"""Where references to parameters are replaced; a reference to a variable there is an error of a later stage."""
NAME = "instanceName"
FREE = frozenset(("description", "workloadSettings"))
"""Fields of a component that may have any text, and those whose references other stages read."""

OF_A_WHOLE_VALUE = "the whole value comes from a parameter with fromParam: NAME in the place of value"
OF_A_COMMAND = "give the parameter to a variable of env, and write $(VARIABLE) here"
OF_A_COMPONENT = "parameters are for images, the values of env and config, and workloadSettings: write the text itself"
OF_A_VARIABLE = "variables belong to an application: declare a parameter, and give it [fromVariable(NAME)] in parameterValues"
OF_A_NAME = "names of instances are for workloadSettings: write the name itself, or give it by a parameter"
OF_AN_APPLICATION = "parameters belong to a component: here a variable of the application is written [fromVariable(NAME)]"


def report_stray_references(root: Mapping, kind: str, findings: Findings) -> None:
    """Report each text of a component or an application with a reference that nothing replaces, once."""
    of_component = kind == "ComponentSchematic"
    pattern = IN_COMPONENTS if of_component else IN_APPLICATIONS
    waiting: list[tuple[str, Node]] = [("", root)]
    seen: set[int] = set()
    while waiting:
        place, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            found = pattern.search(node.text) if has_reference(node.text) else None
            if found and not (of_component and IMAGE.fullmatch(place)):
                word = f"[{found[1]}(NAME)]"
                hint = _hint(place, found[1]) if of_component or found[1] == NAME else OF_AN_APPLICATION
                findings.add(STRAY_REFERENCE, at=node.span, place=place, reference=word, hint=hint)
        elif isinstance(node, Mapping):
            entries = [entry for entry in node if not (of_component and entry.key in FREE)]
            waiting += [(f"{place}.{entry.key}" if place else entry.key, entry.value) for entry in reversed(entries)]
        else:
            items = [(f"{place}[{index}]", item) for index, item in enumerate(node.items)]
            waiting += reversed(items)


def _hint(place: str, word: str) -> str:
    """Say what serves in the place of a reference in a text of a component."""
    if word == "fromVariable":
        return OF_A_VARIABLE
    if word == NAME:
        return OF_A_NAME
    if place.endswith(".value") and (".env[" in place or ".config[" in place):
        return OF_A_WHOLE_VALUE
    parts = place.rpartition("[")[0]
    return OF_A_COMMAND if parts.endswith((".cmd", ".command", ".args")) else OF_A_COMPONENT

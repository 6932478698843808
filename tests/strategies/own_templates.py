"""Applications with a trait that a document describes by a template: properties of each type, alone and in texts.

sample_templated(seed)           the application of a seed, as plain data: it compiles
sample_templated(seed, cue=True) one whose template is in CUE
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import RandomChooser
from tests.support.documents import HTTP, application, component, container, trait

if TYPE_CHECKING:
    from tests.strategies.applications import Documents
    from tests.strategies.choosers import Chooser

KINDS = ("Server", "SingletonServer", "Worker", "Task", "SingletonTask")
TEXTS = ("plain", "a: b #c", "{{ x }}", "- 1", "null", "", "on\nmore", "'", '"\\', "0x10", "%d<>&")
NUMBERS = (0, 1, 7, 4096)
PROPERTIES: tuple[tuple[dict[str, Any], tuple[Any, ...]], ...] = (
    ({"name": "text"}, TEXTS),
    ({"name": "named", "enum": ["a", "b"], "default": "b"}, ("a", "b")),
    ({"name": "count", "type": "integer", "minimum": 0, "maximum": 4096, "default": 4}, NUMBERS),
    ({"name": "share", "type": "number"}, (0.5, 1, 2.25)),
    ({"name": "flag", "type": "boolean"}, (True, False)),
    ({"name": "words", "type": "array", "items": {"type": "string"}}, (["a"], ["{{ b }}", "c: d"], [])),
    ({"name": "tree", "type": "object"}, ({"a": {"b": [1]}}, {})),
    ({"name": "group.text", "default": "x"}, TEXTS),
    ({"name": "fixed", "live": False}, TEXTS),
)


def sample_templated(seed: int, *, cue: bool = False) -> Documents:
    """Return the documents of a seed."""
    chooser = RandomChooser(seed)
    kind = chooser.choice(KINDS)
    used = [(declared, values) for declared, values in PROPERTIES if chooser.chance(70)]
    given = {declared["name"]: chooser.choice(values) for declared, values in used if chooser.chance(60)}
    properties: dict[str, Any] = {}
    for name, value in given.items():
        group, _, last = name.rpartition(".")
        (properties.setdefault(group, {}) if group else properties)[last] = value
    spec = {
        "optional": chooser.chance(50),
        "properties": [declared for declared, _ in used],
        "cue" if cue else "template": (_cue if cue else _template)(chooser, [declared for declared, _ in used]),
    }
    described = {"apiVersion": "oamc.dev/v1alpha1", "kind": "TraitTemplate", "metadata": {"name": "own"}, "spec": spec}
    ports = [HTTP] if "Server" in kind else None
    return [described, component(kind, container(ports=ports)), application(trait("own", **properties))]


def _template(chooser: Chooser, declared: list[dict[str, Any]]) -> str:
    """Return a template that prints each property in some ways, under the condition that there is one."""
    lines = [
        "objects:",
        "- apiVersion: example.com/v1",
        "  kind: Own",
        "  metadata: {name: '{{ context.instance }}-own'}",
        "  spec:",
    ]
    lines.append("    first: 1")
    env = []
    for number, item in enumerate(declared):
        value = f"properties.{item['name']}"
        lines.append(f"    {{% if {value} is defined %}}")
        if chooser.chance(80):
            lines.append(f"    alone{number}: {{{{ {value} }}}}")
        if chooser.chance(50):
            lines.append(f"    listed{number}: [{{{{ {value} }}}}, {{{{ [{value}, 2] }}}}]")
        if item["name"] not in ("words", "tree") and chooser.chance(60):
            lines.append(f'    text{number}: "a {{{{ {value} }}}}, {{{{ context.workload.name }}}}"')
            lines.append(f"    lines{number}: |\n      {{{{ {value} }}}}: {{{{ {value} }}}}")
            env.append((number, value))
        lines.append("    {% endif %}")
    if env and chooser.chance(80):
        lines += ["patches:", "- pod:", "    containers:", "    - name: web", "      env:", "      - {name: FIRST, value: a}"]
        for number, value in env:
            lines += [
                f"      {{% if {value} is defined %}}",
                f"      - {{name: V{number}, value: '{{{{ {value} }}}}'}}",
                "      {% endif %}",
            ]
    return "\n".join(lines) + "\n"


def _cue(chooser: Chooser, declared: list[dict[str, Any]]) -> str:
    """Return a template in CUE that copies each property, and puts it into texts, under the condition that there is one."""
    lines = ["objects: [{", '  apiVersion: "example.com/v1"', '  kind: "Own"', '  metadata: name: "\\(context.instance)-own"']
    lines += ["  spec: {", "    first: 1"]
    env = []
    for number, item in enumerate(declared):
        value = f"properties.{item['name']}"
        lines.append(f"    if {value} != _|_ {{")
        if chooser.chance(80):
            lines.append(f"      alone{number}: {value}")
        if chooser.chance(50):
            lines.append(f"      listed{number}: [{value}, [{value}, 2], {{inner: {value}}}, if {value} != _|_ {{{value}}}]")
        if item["name"] not in ("words", "tree") and chooser.chance(60):
            lines.append(f'      text{number}: "a \\({value}), \\(context.workload.name)"')
            lines.append(f'      lines{number}: """\n        \\({value}): \\({value})\n        """')
            env.append((number, value))
        lines.append("    }")
    lines += ["  }", "}]"]
    if env and chooser.chance(80):
        lines += ["patches: [{pod: containers: [{", '  name: "web"', "  env: [", '    {name: "FIRST", value: "a"},']
        lines += [f'    if {value} != _|_ {{name: "V{number}", value: "\\({value})"}},' for number, value in env]
        lines += ["  ]", "}]}]"]
    return "\n".join(lines) + "\n"

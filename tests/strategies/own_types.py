"""Applications with a workload type and a scope that documents describe by templates.

sample_typed(seed)    the application of a seed, as plain data: it compiles
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import RandomChooser
from tests.strategies.own_templates import NUMBERS, PROPERTIES, TEXTS
from tests.support.documents import HTTP, application, component, container, trait

if TYPE_CHECKING:
    from tests.strategies.applications import Documents
    from tests.strategies.choosers import Chooser

TYPE = "example.com/v1.Own"
SCOPE = "tenants.example.com/v1.Tenant"
PARAMETER_TYPES = {"integer": "number", "number": "number", "boolean": "boolean", "array": "array", "object": "object"}
FLAT = tuple((declared, values) for declared, values in PROPERTIES if "." not in declared["name"])
TREES = (
    {"a": "[fromParam(word)]", "b": [1]},
    {"a": "x-[fromParam(word)]-[fromParam(digits)]"},
    {"[x]": {"c": "[fromParam(maybe)]"}},
)
"""Settings with parameters in their parts, of which one may have no value."""


def sample_typed(seed: int) -> Documents:
    """Return the documents of a seed."""
    chooser = RandomChooser(seed)
    has_pods = chooser.chance(70)
    used = [(declared, values) for declared, values in FLAT if chooser.chance(70)]
    parameters: dict[str, dict[str, Any]] = {}
    settings = []
    for declared, values in used:
        if chooser.chance(70):
            settings.append(_setting(chooser, declared, values, parameters))
    fields: dict[str, Any] = {"parameters": list(parameters.values())} if parameters else {}
    fields |= {"workloadSettings": settings} if settings else {}
    served = has_pods and chooser.chance(60)
    fields |= {"containers": [container(ports=[HTTP] if served else None)]} if has_pods else {}
    given = [{"name": name, "value": _value(chooser, one)} for name, one in parameters.items() if chooser.chance(30)]
    fields_of_use = {"parameterValues": given} if given else {}
    scopes: dict[str, Any] = {}
    if chooser.chance(60):
        scopes = {"scopes": [{"name": "blue", "type": SCOPE, "properties": _given(chooser)}], "applicationScopes": ["shop"]}
    spec = {"type": TYPE, "properties": [declared for declared, _ in used], "template": _workload(chooser, used, has_pods)}
    if has_pods:
        spec |= {"pods": "spec.template.spec", "service": served, "runsOnce": chooser.chance(20)}
    if chooser.chance(70):
        spec |= {"replicas": "spec.count", "scalable": has_pods and chooser.chance(50)}
    return [
        _described("WorkloadTemplate", spec),
        _described("ScopeTemplate", _scope(chooser)),
        component(TYPE, **fields),
        application(*_traits(chooser, spec), **scopes, **fields_of_use),
    ]


def _described(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Return a document that describes something."""
    return {"apiVersion": "oamc.dev/v1alpha1", "kind": kind, "metadata": {"name": "own"}, "spec": spec}


def _setting(
    chooser: Chooser, declared: dict[str, Any], values: tuple[Any, ...], parameters: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return a setting with a literal, or one that a parameter gives, which is declared then."""
    name = declared["name"]
    if name == "tree" and chooser.chance(50):
        parameters["word"] = {"name": "word", "type": "string", "default": chooser.choice(TEXTS)}
        parameters["digits"] = {"name": "digits", "type": "number", "default": chooser.choice(NUMBERS)}
        parameters["maybe"] = {"name": "maybe", "type": "string"}
        return {"name": name, "type": "object", "value": chooser.choice(TREES)}
    if chooser.chance(40):
        return {"name": name, "type": "string", "value": chooser.choice(values)}
    parameter: dict[str, Any] = {"name": f"of-{name}", "type": PARAMETER_TYPES.get(declared.get("type", ""), "string")}
    if chooser.chance(70):
        parameter["default"] = chooser.choice(values)
    parameters[parameter["name"]] = parameter
    return {"name": name, "type": "string", "fromParam": parameter["name"]}


def _value(chooser: Chooser, parameter: dict[str, Any]) -> Any:
    """Return a value that an application gives to a parameter."""
    for declared, values in FLAT:
        if parameter["name"] == f"of-{declared['name']}":
            return chooser.choice(values)
    return chooser.choice(NUMBERS if parameter["name"] == "digits" else TEXTS)


def _workload(chooser: Chooser, used: list[tuple[dict[str, Any], tuple[Any, ...]]], has_pods: bool) -> str:  # noqa: FBT001
    """Return a template that prints each property in some ways, under the condition that there is one."""
    lines = [
        "workload:",
        "  apiVersion: example.com/v1",
        "  kind: Own",
        "  metadata: {annotations: {own: 'yes'}}",
        "  spec:",
    ]
    lines.append("    selector: {{ context.selector }}")
    if has_pods:
        lines.append("    template: {{ context.pod }}")
    for number, (declared, _) in enumerate(used):
        name = declared["name"]
        value = f"properties.{name}"
        lines.append(f"    {{% if {value} is defined %}}")
        if chooser.chance(80):
            lines.append(f"    alone{number}: {{{{ {value} }}}}")
        if name not in ("words", "tree") and chooser.chance(50):
            lines.append(f"    listed{number}: [{{{{ {value} }}}}, {{{{ [{value}, 2] }}}}]")
        if name not in ("words", "tree") and chooser.chance(60):
            lines.append(f'    text{number}: "a {{{{ {value} }}}}"')
        if name == "fixed":
            lines.append(f"    {{% if {value} == 'plain' %}}\n    decided: true\n    {{% endif %}}")
        lines.append("    {% endif %}")
    lines += [
        "objects:",
        "- {apiVersion: example.com/v1, kind: Beside, metadata: {name: '{{ context.instance }}-x'}, spec: {a: b}}",
    ]
    if has_pods and chooser.chance(60):
        lines += ["patches:", "- pod: {terminationGracePeriodSeconds: 45}"]
    return "\n".join(lines) + "\n"


def _scope(chooser: Chooser) -> dict[str, Any]:
    """Return the description of a scope."""
    spec: dict[str, Any] = {
        "type": SCOPE,
        "properties": [
            {"name": "text", "default": "x"},
            {"name": "count", "type": "integer", "minimum": 0, "maximum": 4096},
            {"name": "flag", "type": "boolean", "live": False, "default": True},
        ],
        "template": """objects:
- apiVersion: example.com/v1
  kind: Tenant
  metadata: {name: "{{ context.scope }}"}
  spec:
    text: {{ properties.text }}
    {% if properties.count is defined %}
    count: {{ properties.count }}
    {% endif %}
    {% if properties.flag %}
    members:
    {% for member in context.members %}
    - {{ member.name }}
    {% endfor %}
    {% endif %}
""",
    }
    if chooser.chance(60):
        spec["members"] = "patches: [{patch: {metadata: {annotations: {tenant: '{{ properties.text }}'}}}}]"
    return spec


def _given(chooser: Chooser) -> list[dict[str, Any]]:
    """Return properties of a scope."""
    values = {"text": TEXTS, "count": NUMBERS, "flag": (True, False)}
    return [{"name": name, "value": chooser.choice(choices)} for name, choices in values.items() if chooser.chance(60)]


def _traits(chooser: Chooser, spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return traits that fit the type."""
    found = []
    if spec.get("pods") and chooser.chance(40):
        found.append(trait("labels", team="a"))
    if spec.get("scalable") and chooser.chance(40):
        found.append(trait("auto-scaler", minimum=1, maximum=3))
    elif spec.get("replicas") and chooser.chance(40):
        found.append(trait("manual-scaler", replicaCount=2))
    return found

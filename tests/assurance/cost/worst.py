"""Shapes of hostile input, each a function from a number to a text whose size grows with the number.

`GROWING` are those whose cost must grow with their size. `PRODUCTS` multiply one half of the input by the other: they are
cheap while they are small, and refused by the limit of copies before they are dear.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.assurance.cost.inputs import (
    component,
    configuration,
    custom,
    instances,
    repeated,
    traits_given,
    values_given,
)
from tests.support.texts import APPLICATION, SEPARATOR, head

Shape = Callable[[int], str]
LONGEST = 99_000
"""Characters of a worst case: "no input under 100 kB takes over 2 s or 200 MB" (R18)."""
TEXT = "12345678"
SMALL_PARAMETER = "  parameters:\n  - {name: p, type: string}\n"
USES_PARAMETER = "    env: [{name: A, fromParam: p}]\n"


def _env(form: str, count: int) -> str:
    return "    env:\n" + repeated(f"    - {{{form}}}\n", count)


def _parameters(form: str, count: int) -> str:
    return "  parameters:\n" + repeated(f"  - {{name: {form}}}\n", count)


def _documents(kind: str, rest: str, count: int) -> str:
    return repeated(f"apiVersion: core.oam.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: d@}}\n{rest}---\n", count)


def _trait_schema(schema: object, uses: int) -> str:
    trait = "traits: [{name: manual-scaler, properties: [{name: replicaCount, value: 1}]}]"
    return (
        "apiVersion: core.oam.dev/v1alpha1\nkind: Trait\nmetadata: {name: manual-scaler}\n"
        f"spec:\n  appliesTo: ['*']\n  properties: |\n    {json.dumps(schema)}\n---\n"
        + component()
        + configuration(instances(uses, f", {trait}"))
    )


def _doubling(levels: int) -> dict[str, object]:
    """Return a schema whose references double at each level."""
    definitions: dict[str, object] = {
        f"d{level}": {"allOf": [{"$ref": f"#/definitions/d{level + 1}"}] * 2} for level in range(levels)
    }
    return {"definitions": {**definitions, f"d{levels}": {}}, "allOf": [{"$ref": "#/definitions/d0"}]}


def _spellings(count: int) -> dict[str, object]:
    """Return a schema that refers to one large part of it by pointers that differ in zeros before their indices."""
    part: dict[str, object] = {"allOf": [{"title": ""}] * count}
    for _ in range(12):
        part = {"allOf": [part]}
    pointers = ("#" + "".join(f"/allOf/{'0' * (1 + (number >> level & 1))}" for level in range(12)) for number in range(count))
    return {**part, "anyOf": [{"$ref": pointer} for pointer in pointers]}


def _nested_targets(levels: int, count: int) -> dict[str, object]:
    """Return a schema that refers to each level of a deep part of it, where no schema is looked for."""
    deep: dict[str, object] = {"allOf": [{"title": ""}] * count}
    for _ in range(levels):
        deep = {"not": deep}
    return {"x": deep, "anyOf": [{"$ref": "#/x" + "/not" * level} for level in range(levels)]}


def _volumes(count: int) -> str:
    volumes = repeated("{name: v@, mountPath: /m@, disk: {required: 1G}}, ", count)
    return component().replace("64Mi}", f"64Mi}}, volumes: [{volumes}]")


def _scopes(count: int) -> str:
    scope = "{name: s@, type: core.oam.dev/v1alpha1.Health, properties: [{name: probe-method, value: x}]}"
    return f"{SEPARATOR}{head(APPLICATION, 'z')}spec:\n  scopes:\n" + repeated(f"  - {scope}\n", count)


def _of_kubevela(more: str = "    properties: {image: a}\n", count: int = 1) -> str:
    """Return an Application of KubeVela up to its components, which have further fields."""
    return "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n  components:\n" + repeated(
        "  - name: c@\n    type: webservice\n" + more, count
    )


def _traits(trait: str, count: int, properties: str = "image: a/b") -> str:
    """Return an Application of KubeVela whose component has many traits."""
    return _of_kubevela(f"    properties: {{{properties}}}\n    traits: [{repeated(f'{trait}, ', count)}]\n")


def _topologies(count: int) -> str:
    """Return so many policies that each make a target."""
    return "  policies:\n" + repeated("  - {name: t@, type: topology, properties: {namespace: n@}}\n", count)


GROWING: dict[str, Shape] = {
    "overrides of a component": lambda n: (
        _of_kubevela()
        + "  policies:\n"
        + repeated("  - {name: p@, type: override, properties: {components: [{name: c}]}}\n", n)
    ),
    "overrides of properties": lambda n: (
        _of_kubevela()
        + "  policies:\n  - name: p\n    type: override\n    properties:\n      components:\n"
        + repeated("      - {name: 'c*', properties: {cpu: 1m}}\n", n)
    ),
    "steps": lambda n: (
        _of_kubevela()
        + "  workflow:\n    steps:\n"
        + repeated("    - {name: s@, type: deploy, dependsOn: [s0], properties: {policies: []}}\n", n)
    ),
    "steps that apply components": lambda n: (
        _of_kubevela(count=n)
        + "  workflow:\n    steps:\n"
        + repeated("    - {name: s@, type: apply-component, properties: {component: c@}}\n", n)
    ),
    "targets": lambda n: _of_kubevela() + _topologies(n),
    # What is used as it is meant to be, often.
    "instances": lambda n: component() + configuration(instances(n)),
    "instances with a trait": lambda n: (
        component("", "    ports: [{name: a, containerPort: 80}]\n", workload="Server")
        + configuration(
            instances(
                n,
                ", traits: [{name: ingress, properties: [{name: hostname, value: a@.e.com}, {name: servicePort, value: 80}]}]",
            )
        )
    ),
    "environment": lambda n: component("", _env("name: E@, value: a", n)) + configuration(),
    "parameters": lambda n: component(_parameters("p@, type: string, default: a", n)) + configuration(),
    "values": lambda n: (
        component(_parameters("p@, type: string", n), _env("name: E@, fromParam: p@", n))
        + configuration(values_given(repeated("    - {name: p@, value: a}\n", n)))
    ),
    "variables": lambda n: (
        component(SMALL_PARAMETER, USES_PARAMETER)
        + configuration(
            values_given("    - {name: p, value: '" + repeated("[fromVariable(v@)]", n) + "'}\n"),
            "  variables:\n" + repeated("  - {name: v@, value: a}\n", n),
        )
    ),
    "containers": lambda n: component().partition("  - name:")[0] + repeated("  - {name: c@, image: a}\n", n) + configuration(),
    "ports": lambda n: (
        component("", "    ports:\n" + repeated("    - {name: p@, containerPort: @}\n", n), workload="Server") + configuration()
    ),
    "config files": lambda n: component("", "    config:\n" + repeated("    - {path: /f@, value: a}\n", n)) + configuration(),
    "volumes": lambda n: _volumes(n) + configuration(),
    "claims": lambda n: (
        _volumes(n)
        + configuration(
            traits_given(repeated("    - {name: volume-mounter, properties: [{name: volumeName, value: v@}]}\n", n))
        )
    ),
    "labels": lambda n: component(metadata="  labels: {" + repeated("l@: a, ", n) + "}\n") + configuration(),
    "settings": lambda n: custom("  workloadSettings:\n" + repeated("  - {name: s@, value: a}\n", n)) + configuration(),
    "a deep setting": lambda n: (
        custom(
            "  workloadSettings:\n  - name: spec\n    value: " + "{a: " * 50 + "[" + repeated("@, ", n) + "]" + "}" * 50 + "\n"
        )
        + configuration()
    ),
    # Mistakes, each reported.
    "unknown variables": lambda n: (
        component(SMALL_PARAMETER, USES_PARAMETER)
        + configuration(
            values_given("    - {name: p, value: '" + repeated("[fromVariable(varjable@)]", n) + "'}\n"),
            "  variables:\n" + repeated("  - {name: variable@, value: a}\n", n),
        )
    ),
    "unknown parameters": lambda n: (
        component(_parameters("parameter@, type: string", n), _env("name: E@, fromParam: paraneter@", n)) + configuration()
    ),
    "undeclared values": lambda n: (
        component(_parameters("parameter@, type: string", n))
        + configuration(values_given(repeated("    - {name: paraneter@, value: a}\n", n)))
    ),
    "unknown components": lambda n: (
        _documents("ComponentSchematic", "spec: {workloadType: core.oam.dev/v1alpha1.Task}\n", n)
        + configuration(repeated("  - {componentName: e@, instanceName: a@}\n", n).join(("  components:\n", "")))[4:]
    ),
    "unknown traits": lambda n: component() + configuration(traits_given(repeated("    - {name: manual-scale@}\n", n))),
    "unknown fields": lambda n: component("", repeated("    field@: a\n", n)) + configuration(),
    "unknown fields on one line": lambda n: (
        component("", "    probe: {" + repeated("field@: a, ", n) + "}\n") + configuration()
    ),
    "errors on one line": lambda n: (
        component().partition("  - name")[0] + "  - {name: web, image: a, env: [" + repeated("{nam: a}, ", n) + "]}\n"
    ),
    "a trait many times": lambda n: (
        component()
        + configuration(
            traits_given(repeated("    - {name: manual-scaler, properties: [{name: replicaCount, value: 1}]}\n", n))
        )
    ),
    "duplicate keys": lambda n: component("", "    a: 1\n" * n) + configuration(),
    "duplicate environment": lambda n: component("", _env("name: E, value: a@", n)) + configuration(),
    "duplicate instances": lambda n: (
        component() + configuration("  components:\n" + "  - {componentName: web, instanceName: a}\n" * n)
    ),
    "duplicate components": lambda n: component() + "---\n" + (component().partition("  containers")[0] + "---\n") * n,
    "scopes by wrong names": lambda n: (
        component()
        + _scopes(n)
        + configuration(
            "  components:\n  - {componentName: web, instanceName: a, applicationScopes: [" + repeated("y@, ", n) + "]}\n"
        )
    ),
    # The text of YAML itself.
    "aliases of a long text": lambda n: (
        component("", "    args: [&a '" + TEXT * n + "'" + ", *a" * n + "]\n    nope: 1\n") + configuration()
    ),
    "ambiguous scalars": lambda n: component("", "    args:\n" + repeated("    - 0@1\n", n)) + configuration(),
    "null keys": lambda n: component("", repeated("    ~: @\n", n)),
    "questions": lambda n: component("", repeated("    ? a@\n", n)),
    "open brackets": lambda n: "a: " + "[" * n,
    "tag lines": lambda n: repeated("%TAG !a@! tag:x\n", n) + component(),
    "colons": lambda n: component("", "    args: [" + "a:" * n + "]\n"),
    "digits": lambda n: component("", "    args: [" + "1" * n + "]\n") + configuration(),
    "braces": lambda n: component("", "    args: ['" + "{{" * n + "']\n") + configuration(),
    "no value": lambda n: component("", "    args: ['" + "<no value>" * n + "']\n") + configuration(),
    "quotes": lambda n: component("", "    args:\n" + repeated('    - "a\\"@"\n', n)) + configuration(),
    "documents": lambda n: _documents("Trait", "spec: {appliesTo: ['*']}\n", n) + component() + configuration(),
    "items of a List": lambda n: "apiVersion: v1\nkind: List\nitems:\n" + repeated("- {apiVersion: v1, kind: A@}\n", n),
    "a schema of doubling references": lambda n: _trait_schema(_doubling(min(n, 30)), 1 + n),
    "a long schema": lambda n: _trait_schema({"allOf": [{"title": str(number)} for number in range(n)]}, n),
    "a long schema that is wrong": lambda n: _trait_schema({"allOf": [{"title": ""}] * n + [{"title": 1}]}, n),
    "a target spelled many ways": lambda n: _trait_schema(_spellings(n), 1),
    "targets within targets": lambda n: _trait_schema(_nested_targets(30, n), 1),
}
"""Shapes whose cost grows with their size."""

PRODUCTS: dict[str, Shape] = {
    "properties by targets": lambda n: _of_kubevela(f"    properties: {{image: a, cmd: [{'a, ' * 9 * n}]}}\n") + _topologies(n),
    "a trait by targets": lambda n: (
        _of_kubevela("    traits: [{type: annotations, properties: {" + repeated("k@: a, ", 5 * n) + "}}]\n") + _topologies(n)
    ),
    "traits that write into one list": lambda n: _traits("{type: sidecar, properties: {name: s@, image: a/b}}", 9 * n),
    "traits that read one list": lambda n: _traits("{type: env, properties: {env: {E@: a}}}", 12 * n),
    "traits that make objects": lambda n: _traits(
        "{type: storage, properties: {configMap: [{name: c@, mountPath: /c@}]}}", 8 * n
    ),
    "variables by traits": lambda n: _traits(
        "{type: env, properties: {env: {E@: a}}}", 9 * n, f"image: a/b, env: [{repeated('{name: V@, value: a}, ', 9 * n)}]"
    ),
    "an alias of a long text in an accepted file": lambda n: (
        component("", "    args: [&a '" + TEXT * n + "'" + ", *a" * n + "]\n") + configuration()
    ),
    "aliases of many lines": lambda n: (
        component("", "    args:\n    - &a |\n" + "      x\n" * n + "    - *a\n" * n) + configuration()
    ),
    "environment by instances": lambda n: component("", _env("name: E@, value: a", n)) + configuration(instances(n)),
    "parameters by instances": lambda n: (
        component(_parameters("p@, type: string, default: a", n)) + configuration(instances(n))
    ),
    "a config file by instances": lambda n: (
        component("", f"    config: [{{path: /f, value: '{TEXT * 5 * n}'}}]\n") + configuration(instances(n))
    ),
    "labels by instances": lambda n: (
        component(metadata="  labels: {" + repeated("l@: a, ", n) + "}\n") + configuration(instances(n))
    ),
    "settings by instances": lambda n: (
        custom("  workloadSettings:\n  - name: spec\n    value: [" + "1, " * 9 * n + "]\n") + configuration(instances(n))
    ),
    "scopes by instances": lambda n: component() + _scopes(n) + configuration(instances(n, ", applicationScopes: [z]")),
    "a default by references": lambda n: (
        component(
            f"  parameters:\n  - {{name: p, type: string, default: '{TEXT * 4 * n}'}}\n", _env("name: E@, fromParam: p", n)
        )
        + configuration()
    ),
    "a variable by references": lambda n: (
        component(SMALL_PARAMETER, USES_PARAMETER)
        + configuration(
            values_given("    - {name: p, value: '" + "[fromVariable(v)]" * n + "'}\n"),
            f"  variables:\n  - {{name: v, value: '{TEXT * 2 * n}'}}\n",
        )
    ),
    "a list by references": lambda n: (
        component(_parameters("p@, type: array", n), _env("name: E@, fromParam: p@", n))
        + configuration(
            values_given(repeated("    - {name: p@, value: '[fromVariable(v)]'}\n", n)),
            "  variables:\n  - name: v\n    value: [" + "1, " * 9 * n + "]\n",
        )
    ),
}
"""Shapes that multiply one half of the input by the other."""

"""Applications and documents of any size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APPLICATION = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: web-{number}
  annotations:
    version: 1.0.0
    description: A web server that greets.
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  osType: linux
  parameters:
    - name: target
      description: Whom to greet
      type: string
      default: World
    - name: port
      type: number
      default: 8080
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      env:
        - name: TARGET
          fromParam: target
        - name: PORT
          fromParam: port
      ports:
        - name: http
          containerPort: 8080
      resources:
        cpu:
          required: 0.25
        memory:
          required: 128Mi
      readinessProbe:
        httpGet:
          path: /healthz
          port: 8080
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop-{number}
  annotations:
    version: 2.0.1
spec:
  components:
    - componentName: web-{number}
      instanceName: shop-web-{number}
      parameterValues:
        - name: target
          value: Rudr
      traits:
        - name: auto-scaler
          properties:
            minimum: 2
            maximum: 6
            cpu: 70
        - name: ingress
          properties:
            hostname: shop-{number}.example.com
            servicePort: 8080
"""
"""One application of 60 lines: two documents, two parameters, two traits."""

PROJECT = """\
inputs = ["apps"]

[env.staging]
namespace = "staging"
cluster = {server = "https://kubernetes.default.svc"}

[env.production]
namespace = "production"
cluster = {server = "https://production.example.com"}

[gitops]
for = "argocd"
repo-url = "https://git.example.com/team/deploy.git"
"""
"""A project whose tree has two environments."""

KUBEVELA_APPLICATION = """\
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata:
  name: shop-{number}
  annotations:
    version: 2.0.1
    description: A web server that greets.
spec:
  components:
    - name: web-{number}
      type: webservice
      properties:
        image: registry.example.com/web:1.4.2
        cpu: 250m
        memory: 128Mi
        ports:
          - port: 8080
            name: http
            expose: true
        env:
          - name: TARGET
            value: Rudr
          - name: PORT
            value: "8080"
        readinessProbe:
          httpGet:
            path: /healthz
            port: 8080
      traits:
        - type: hpa
          properties:
            min: 2
            max: 6
            cpu:
              value: 70
        - type: gateway
          properties:
            domain: shop-{number}.example.com
            existingServiceName: web-{number}
            http:
              "/": 8080
"""
"""The same as an Application of KubeVela, with its own types and traits."""

OWN_DEFINITION = """\
apiVersion: core.oam.dev/v1beta1
kind: ComponentDefinition
metadata: {name: server}
spec:
  workload: {definition: {apiVersion: apps/v1, kind: Deployment}}
  schematic:
    cue:
      template: |
        output: {
          apiVersion: "apps/v1"
          kind: "Deployment"
          spec: {
            selector: matchLabels: app: context.name
            template: {
              metadata: labels: app: context.name
              spec: containers: [{
                name: context.name
                image: parameter.image
                if parameter.env != _|_ {env: [for k, v in parameter.env {name: k, value: v}]}
              }]
            }
          }
        }
        parameter: {
          image: string
          env?: [string]: string
        }
"""
"""A component type of the input."""
OWN_APPLICATION = """\
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {{name: shop-{number}}}
spec:
  components:
    - name: web-{number}
      type: server
      properties: {{image: "registry.example.com/web:1.4.2", env: {{TARGET: Rudr}}}}
      traits:
        - {{type: scaler, properties: {{replicas: 2}}}}
"""
"""An Application that uses it."""

COMPONENT = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {{name: web}}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters:
  - {{name: first, type: string, default: a}}
{parameters}
  containers:
  - name: web
    image: example/web:1
    resources: {{cpu: {{required: 0.1}}, memory: {{required: 64Mi}}}}
    args:
    - first
{arguments}
    env:
    - {{name: FIRST, fromParam: first}}
{env}
    config:
    - {{path: /etc/first, value: a}}
{config}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {{name: shop}}
spec:
  components:
  - {{componentName: web, instanceName: shop-web}}
"""


def write_applications(folder: Path, count: int, form: str = APPLICATION) -> None:
    """Write `count` applications of a form, each in a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"application-{number:05}.yaml").write_text(form.format(number=number), encoding="utf-8")


def write_in_json(folder: Path, count: int, form: str = APPLICATION) -> None:
    """Write what `write_applications` writes, as JSON that is indented for readers."""
    import yaml

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        documents = yaml.safe_load_all(form.format(number=number))
        text = "".join(f"{json.dumps(document, indent=2)}\n" for document in documents)
        (folder / f"application-{number:05}.json").write_text(text, encoding="utf-8")


def component(*, parameters: str = "", arguments: str = "", env: str = "", config: str = "") -> str:
    """Return an application of one component with more entries in its lists."""
    return COMPONENT.format(parameters=parameters, arguments=arguments, env=env, config=config)


def kubevela(*, env: str = "", traits: str = "") -> str:
    """Return an Application of KubeVela with more entries in the lists of its component."""
    text = KUBEVELA_APPLICATION.format(number=0)
    text = text.replace("        readinessProbe:", f"{env}\n        readinessProbe:")
    return f"{text}{traits}\n"


def lines(form: str, count: int) -> str:
    """Return `count` lines of one form, numbered."""
    return "\n".join(form.format(number) for number in range(count))


AXES: dict[str, tuple[int, Callable[[int], str]]] = {
    "components": (100, lambda n: "---\n".join(APPLICATION.format(number=number) for number in range(n))),
    "env entries": (1000, lambda n: component(env=lines("    - {{name: E{0}, value: a}}", n))),
    "parameters": (500, lambda n: component(parameters=lines("  - {{name: p{0}, type: string, default: a}}", n))),
    "config files": (500, lambda n: component(config=lines("    - {{path: /etc/f{0}, value: a}}", n))),
    "arguments in quotes": (2000, lambda n: component(arguments=lines('    - "a: b # {0}"', n))),
    "colons in a text": (50_000, lambda n: component(arguments=f"    - '{'a:' * n}'")),
    "depth of a value": (
        15,
        lambda n: component(parameters="  - name: p\n    type: object\n    default: " + "{a: " * n + "1" + "}" * n),
    ),
    "comments": (5000, lambda n: component(arguments=lines("    # comment {0}", n))),
    "aliases": (500, lambda n: component(arguments="    - &a text\n" + lines("    - *a", n))),
    "documents": (300, lambda n: "---\n".join([component(), *(["# empty\n"] * n)])),
    "errors": (300, lambda n: component(env=lines("    - {{nam: E{0}, value: a}}", n))),
    "length of a scalar": (100_000, lambda n: component(arguments=f"    - {'x' * n}")),
    "blank lines": (5000, lambda n: component(arguments="\n" * n)),
    "keys of a mapping": (
        1000,
        lambda n: component().replace(
            "metadata: {name: web}", "metadata:\n  name: web\n  annotations:\n" + lines("    k{0}: a", n), 1
        ),
    ),
    "Applications of KubeVela": (
        100,
        lambda n: "---\n".join(KUBEVELA_APPLICATION.format(number=number) for number in range(n)),
    ),
    "env entries of a webservice": (500, lambda n: kubevela(env=lines("          - {{name: E{0}, value: a}}", n))),
    "labels, a trait each": (
        24,
        lambda n: kubevela(traits=lines("        - {{type: labels, properties: {{example.com/k{0}: a}}}}", n)),
    ),
    "sidecars, a trait each": (
        24,
        lambda n: kubevela(traits=lines("        - {{type: sidecar, properties: {{name: s{0}, image: a/b:1}}}}", n)),
    ),
}
"""For each axis a size, and a function that makes an input of that size."""

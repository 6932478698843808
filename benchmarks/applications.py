"""The application that most figures are about: 60 lines, one component and its configuration, with what people really use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: web-NUMBER
  annotations:
    description: A web server with a greeting
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - name: greeting
      description: What visitors are told
      type: string
      default: Hello
    - name: workers
      description: Processes that answer requests
      type: number
      default: 4
  containers:
    - name: web
      image: example/web:1.4.2
      resources:
        cpu:
          required: 250m
        memory:
          required: 128Mi
      env:
        - name: GREETING
          fromParam: greeting
        - name: WORKERS
          fromParam: workers
      ports:
        - name: http
          containerPort: 8080
      livenessProbe:
        httpGet:
          path: /healthz
          port: 8080
        periodSeconds: 20
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop-NUMBER
spec:
  components:
    - componentName: web-NUMBER
      instanceName: front-NUMBER
      parameterValues:
        - name: greeting
          value: Welcome
      traits:
        - name: auto-scaler
          properties:
            minimum: 2
            maximum: 8
            cpu: 80
        - name: ingress
          properties:
            hostname: shop-NUMBER.example.com
            servicePort: 8080
"""


def application(number: int) -> str:
    """Return the documents of one application; those of different numbers share no name."""
    return TEMPLATE.replace("NUMBER", str(number))


def write_applications(folder: Path, count: int) -> None:
    """Write `count` applications into a new folder, one file each."""
    folder.mkdir()
    for number in range(count):
        (folder / f"shop-{number:05}.yaml").write_text(application(number), encoding="utf-8")

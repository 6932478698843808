"""Small documents for tests about messages."""

from __future__ import annotations

APPLICATION = """\
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop
spec:
  components:
    - componentName: web
      instanceName: shop-web
"""

CONTAINERS = """\
  containers:
    - name: web
      image: example/web:1
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      ports: [{name: http, containerPort: 8080}]
"""


def metadata_with(field: str, entry: str) -> str:
    """Return lines of `metadata` with one entry below a field."""
    return f"  {field}:\n    {entry}\n"


def component(
    name: str = "web", *, metadata: str = "", workload_type: str = "core.oam.dev/v1alpha1.Server", spec: str = CONTAINERS
) -> str:
    """Return the text of a component; `metadata` and `spec` are further lines of these sections."""
    return (
        "apiVersion: core.oam.dev/v1alpha1\nkind: ComponentSchematic\n"
        f"metadata:\n  name: {name}\n{metadata}spec:\n  workloadType: {workload_type}\n{spec}"
    )

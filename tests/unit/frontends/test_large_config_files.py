"""The limit of a ConfigMap, from both sides: too large for a golden case."""

from __future__ import annotations

import pytest

from oamc import compile_documents

APPLICATION = """
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - {componentName: web, instanceName: shop-web}
---
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  containers:
    - name: web
      image: example/web:1
      config:
        - {path: /etc/large.txt, value: CONTENT}
"""
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(("size", "refused"), [(MEBIBYTE - 100, False), (MEBIBYTE + 1, True)])
def test_a_config_file_over_the_size_of_a_config_map_is_refused(size, refused):
    result = compile_documents({"app.yaml": APPLICATION.replace("CONTENT", "x" * size)}, limits=wide_limits())
    assert ("OAM313" in {found.code.id for found in result.diagnostics}) == refused
    assert result.ok != refused


def wide_limits():
    """Return limits that let a text of more than 1 MiB be read at all."""
    from oamc.source.limits import Limits

    return Limits(scalar=4 * MEBIBYTE)

"""Labels and annotations that objects carry by rule (docs/spec/oam-v1alpha1.md, 7.1, 8.1 and 11.1)."""

from __future__ import annotations

APPLICATION = "app.kubernetes.io/name"
INSTANCE = "oam.dev/instance-name"
WORKLOAD_TYPE = "oam.dev/workload-type"
ROLE = "oam.dev/role"
RESERVED_LABELS = (APPLICATION, INSTANCE, WORKLOAD_TYPE, ROLE)

CONFIG_CHECKSUM = "oamc.dev/config-checksum"
RESERVED_ANNOTATIONS = (CONFIG_CHECKSUM,)
"""The value of a document never wins over these."""

"""Labels and annotations that objects carry by rule (docs/spec/oam-v1alpha1.md, 7.1, 8.1 and 11.1)."""

from __future__ import annotations

NAME = "app.kubernetes.io/name"
UNIQUE_NAME = "app.kubernetes.io/instance"
ROLE_IN_APPLICATION = "app.kubernetes.io/component"
PART_OF = "app.kubernetes.io/part-of"
RELEASED_VERSION = "app.kubernetes.io/version"
INSTANCE = "oam.dev/instance-name"
WORKLOAD_TYPE = "oam.dev/workload-type"
ROLE = "oam.dev/role"
RESERVED_LABELS = (NAME, UNIQUE_NAME, PART_OF, RELEASED_VERSION, INSTANCE, WORKLOAD_TYPE, ROLE)
"""What a document says never wins over these. The role in the application is not among them: a developer knows it best."""

VERSION = "version"
DESCRIPTION = "description"
INTENTS = "oamc.dev/intents"
"""What the developer of a component intends with it: words with commas between them."""
DESCRIPTIVE_ANNOTATIONS = (VERSION, DESCRIPTION, "kubernetes.io/description", INTENTS)
"""Annotations that describe a component or an application for people: no pod carries them, because it would be replaced when a
word of them changes."""

CONFIG_CHECKSUM = "oamc.dev/config-checksum"
RESERVED_ANNOTATIONS = (CONFIG_CHECKSUM,)
"""The value of a document never wins over these."""

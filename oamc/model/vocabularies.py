"""Whose words an application is written in: which component types and traits its names mean, and what its objects carry."""

from __future__ import annotations

CORE = ""
"""The words of OAM's own first version, and of what is built on it."""
KUBEVELA = "kubevela"
"""The words of KubeVela's definitions."""

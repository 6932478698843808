"""Definitions of the kinds that a bare cluster does not know: each takes whatever its objects hold."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from tests.assurance.cluster.api import Api

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
PATIENCE = 60.0


def define(api: Api, kinds: Iterable[tuple[str, str]]) -> int:
    """Define the kinds that the server does not know, wait until it serves them, and return their number."""
    missing = [(version, kind) for version, kind in sorted(kinds) if api.resource(version, kind) is None]
    versions: dict[tuple[str, str], list[str]] = {}
    for api_version, kind in missing:
        group, _, version = api_version.rpartition("/")
        versions.setdefault((group, kind), []).append(version)
    for (group, kind), served in versions.items():
        api.demand("POST", DEFINITIONS, definition(group, kind, served))
    end = time.monotonic() + PATIENCE
    while any(api.resource(version, kind) is None for version, kind in missing):
        if time.monotonic() > end:
            raise TimeoutError(f"the server does not serve all of {missing}")
        time.sleep(0.2)
    return len(missing)


def definition(group: str, kind: str, versions: list[str]) -> dict[str, Any]:
    """Return the definition of a kind in some versions, the first of which is stored."""
    plural = f"{kind.lower()}s"
    anything = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        # The server asks for an approval of groups that are its own.
        "metadata": {"name": f"{plural}.{group}", "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"}},
        "spec": {
            "group": group,
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "scope": "Namespaced",
            "versions": [
                {"name": version, "served": True, "storage": version == versions[0], "schema": anything} for version in versions
            ],
        },
    }

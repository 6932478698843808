"""What a cluster demands of objects, asked of the published schemas of Kubernetes and not of oamc's own table.

assert_valid(objects)            for tests
invalid(objects)                 for searches: what is wrong, in words
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from oamc.kubernetes.schemas import DEFAULT_VERSION

CORE_GROUPS = {"", "apps", "autoscaling", "batch", "networking.k8s.io"}


@cache
def validator(api_version: str, kind: str) -> Draft202012Validator:
    """Return the schema that `kubernetes_validate.validate(…, strict=True)` uses, read once and not for every object."""
    group, _, version = api_version.rpartition("/")
    name = "-".join(part for part in (kind.lower(), group.partition(".")[0], version) if part)
    return Draft202012Validator(json.loads((schemas() / f"{name}.json").read_text()), registry=definitions())


@cache
def definitions() -> Registry[Any]:
    """Return the definitions that the schemas refer to."""
    text = (schemas() / "_definitions.json").read_text()
    return Resource.from_contents(json.loads(text)) @ Registry()


def schemas() -> Path:
    """Return the folder of the schemas of the version that oamc takes where none is given."""
    return Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{DEFAULT_VERSION}.0-local-strict"


def assert_valid(found: Iterable[dict[str, Any]]) -> None:
    """Fail where an object of Kubernetes itself breaks its schema. Custom objects have none here."""
    assert list(invalid(found)) == []


def invalid(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with objects: broken schemas, and two objects of one kind, namespace and name."""
    met: Counter[tuple[str, ...]] = Counter()
    for item in found:
        metadata = item["metadata"]
        met[item["kind"], metadata.get("namespace", ""), metadata["name"]] += 1
        if item["apiVersion"].rpartition("/")[0] in CORE_GROUPS:
            for error in validator(item["apiVersion"], item["kind"]).iter_errors(item):
                yield f"{item['kind']} {metadata['name']}: {error.json_path}: {error.message[:200]}"
    yield from (f"{' '.join(name)} is there {count} times" for name, count in met.items() if count > 1)

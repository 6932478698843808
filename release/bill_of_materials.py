"""The bill of materials of a release: CycloneDX 1.6 as JSON, made of the lock file and nothing else that changes.

In: what `requirements/run.txt` pins. Out: the package itself, every package that runs with it, the hashes of their published
files, licences, and who needs whom. What only the extra `helm` needs is `optional`; what only builds the package is `excluded`.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import oamc
from release.locks import FOLDER, PROJECT, ROOT, Pin, read_lock

NAMESPACE = uuid.UUID("7a3c1f52-54a6-5f0e-9d0c-6a5f0d9b7e11")
LOCK = FOLDER / "run.txt"
BUILD_INPUT = "-r requirements/build.in"
OPTIONAL = frozenset(("helm-python-sdk",))
"""What the extra `helm` of `pyproject.toml` names."""
LONGEST_LICENCE_NAME = 40


def bill_of_materials(epoch: int) -> dict[str, Any]:
    """Return the bill of materials. `epoch` is the time of the release, the only time in it."""
    pins = read_lock(LOCK.read_text(encoding="utf-8"))
    scopes = scopes_of(pins)
    itself = f"pkg:pypi/oamc@{oamc.__version__}"
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, tz=UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": "oamc",
                "version": oamc.__version__,
                "purl": itself,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": [component(pin, scopes[pin.name]) for pin in pins],
        "dependencies": dependencies(itself, pins),
    }
    serial = uuid.uuid5(NAMESPACE, json.dumps(bill, sort_keys=True))
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "serialNumber": f"urn:uuid:{serial}", **bill}


def reference(pin: Pin) -> str:
    """Return the package URL of a pinned package."""
    return f"pkg:pypi/{pin.name}@{pin.version}"


def component(pin: Pin, scope: str) -> dict[str, Any]:
    """Return one package. It has a hash for each file that was published of the version: one of them is the file installed."""
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference(pin),
        "name": pin.name,
        "version": pin.version,
        "scope": scope,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.hashes],
        "purl": reference(pin),
    }
    licence = licence_of(pin.name)
    if licence:
        made["licenses"] = [licence]
    if pin.marker:
        made["properties"] = [{"name": "oamc:marker", "value": pin.marker}]
    return made


def licence_of(name: str) -> dict[str, Any] | None:
    """Return the licence that the installed package states, or nothing where it is not installed or states none."""
    try:
        stated = metadata.distribution(name).metadata
    except metadata.PackageNotFoundError:
        return None
    if "License-Expression" in stated:
        return {"expression": stated["License-Expression"]}
    # Where the backport `importlib-metadata` is imported, a key that is missing is an error.
    named = str(stated.get("License") or "").strip()
    if named and len(named) <= LONGEST_LICENCE_NAME and "\n" not in named:
        return {"license": {"name": named}}
    for classifier in stated.get_all("Classifier") or ():
        if classifier.startswith("License :: "):
            return {"license": {"name": classifier.rpartition(" :: ")[2]}}
    return None


def scopes_of(pins: Iterable[Pin]) -> dict[str, str]:
    """Return for each package whether the release needs it: what is required wins over what is optional."""
    known = {pin.name: pin for pin in pins}
    roots = {
        "excluded": [pin.name for pin in known.values() if BUILD_INPUT in pin.needed_by],
        "optional": [name for name in known if name in OPTIONAL],
        "required": [pin.name for pin in known.values() if PROJECT in pin.needed_by and pin.name not in OPTIONAL],
    }
    scopes: dict[str, str] = {}
    for scope, names in roots.items():
        for name in reached(names, known):
            scopes[name] = scope
    return scopes


def reached(names: Iterable[str], known: Mapping[str, Pin]) -> set[str]:
    """Return what is needed by the named packages, themselves among it."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [pin.name for pin in known.values() if name in pin.needed_by]
    return found


def dependencies(itself: str, pins: Iterable[Pin]) -> list[dict[str, Any]]:
    """Return who needs whom; what only builds the package is needed by nobody."""
    known = {pin.name: pin for pin in pins}
    needs: dict[str, list[str]] = {itself: [], **{reference(pin): [] for pin in known.values()}}
    for pin in known.values():
        for reason in pin.needed_by:
            if reason == PROJECT:
                needs[itself].append(reference(pin))
            elif reason in known:
                needs[reference(known[reason])].append(reference(pin))
    return [{"ref": name, **({"dependsOn": sorted(below)} if below else {})} for name, below in needs.items()]


def as_text(bill: Mapping[str, Any]) -> str:
    """Return a bill of materials as the text of its file."""
    return json.dumps(bill, indent=2, ensure_ascii=True) + "\n"


def declared_dependencies() -> tuple[str, ...]:
    """Return the names of the runtime dependencies that `pyproject.toml` declares, in lower case."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (found,) = re.findall(r"^dependencies = \[(.*)\]$", text, re.MULTILINE)
    return tuple(re.findall(r'"([A-Za-z0-9._-]+?)[<>=]', found.lower()))

"""Images as text, as JSON, and as a bill of materials.

The shape of the JSON is in `schemas/results/images.v1.schema.json`. The bill of materials is CycloneDX 1.6,
with package URLs of type `oci` (github.com/package-url/purl-spec). No time and no place is in them: the same documents give
the same text.
"""

from __future__ import annotations

from oamc import __version__
from oamc.diagnostics.reports import printable
from oamc.diagnostics.sarif import percent_encoded
from oamc.startup.digests import digest
from oamc.startup.indented_json import indented_json
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.inventory.images import Image, Inventory, Use
    from oamc.inventory.references import Reference

SCHEMA = "oamc.images/1"


def text_of(inventory: Inventory) -> str:
    """Return the images, one a line."""
    return "".join(f"{printable(image.text)}\n" for image in inventory.images)


def json_of(inventory: Inventory) -> str:
    """Return the images with what they say and what uses them, and the uses without an image."""
    body = {
        "schema": SCHEMA,
        "images": [
            {"image": image.text, **_said(image.reference), "uses": list(map(_use, image.uses))} for image in inventory.images
        ],
        "without": list(map(_use, inventory.without)),
    }
    return indented_json(body) + "\n"


def bill_of(inventory: Inventory) -> str:
    """Return the images as a bill of materials. Its serial number comes from its content."""
    body: dict[str, Any] = {
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "oamc", "version": __version__}]},
        },
        "components": [_component(image) for image in inventory.images],
    }
    number = digest(indented_json(body).encode())
    # Version 8 of RFC 9562 is free for digests; its variant is the binary 10.
    serial = f"{number[:8]}-{number[8:12]}-8{number[13:16]}-a{number[17:20]}-{number[20:32]}"
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "serialNumber": f"urn:uuid:{serial}",
    }
    return indented_json({**head, **body}) + "\n"


def _said(reference: Reference | None) -> dict[str, Any]:
    """Return what a reference says, without what it leaves out."""
    if reference is None:
        return {"pinned": False}
    known = {
        "registry": reference.registry,
        "repository": reference.repository,
        "tag": reference.tag,
        "digest": reference.digest,
    }
    return {**{name: value for name, value in known.items() if value}, "pinned": bool(reference.digest)}


def _use(use: Use) -> dict[str, Any]:
    """Return one use."""
    return {
        "application": use.application,
        **({"environment": use.environment} if use.environment else {}),
        "instance": use.instance,
        "volume" if use.volume else "container": use.container,
        "init": use.init,
        **({"valuePath": spell_path(use.value_path)} if use.value_path else {}),
        "always": use.always,
    }


def _component(image: Image) -> dict[str, Any]:
    """Return an image as a component of a bill of materials."""
    said = image.reference
    found: dict[str, Any] = {"type": "container", "bom-ref": image.text, "name": image.text}
    if said is not None:
        version = said.digest or said.tag
        found |= {"name": said.repository, **({"version": version} if version else {}), "purl": package_url(said)}
    found["properties"] = [{"name": name, "value": value} for name, value in _properties(image)]
    return found


def _properties(image: Image) -> Iterator[tuple[str, str]]:
    """Yield what uses an image, each once."""
    yield "oamc:image", image.text
    seen = set()
    for use in image.uses:
        for name, value in (
            ("oamc:application", use.application),
            ("oamc:environment", use.environment),
            ("oamc:instance", f"{use.application}/{use.instance}"),
        ):
            if value and (name, value) not in seen:
                seen.add((name, value))
                yield name, value


def package_url(reference: Reference) -> str:
    """Return the package URL of an image: its name is the last part of the repository, its version the digest, if known."""
    name = reference.repository.rpartition("/")[2].lower()
    version = f"@{percent_encoded(reference.digest)}" if reference.digest else ""
    qualifiers = [f"repository_url={percent_encoded(f'{reference.registry}/{reference.repository}')}"]
    qualifiers += [f"tag={percent_encoded(reference.tag)}"] if reference.tag else []
    return f"pkg:oci/{name}{version}?{'&'.join(qualifiers)}"

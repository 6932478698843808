"""Applications of KubeVela with components of one type each, and what the compiler makes of them: for tests of one rule."""

from __future__ import annotations

from typing import Any

from tests.support.documents import Compiled, compiled


def component(kind: str, name: str = "web", /, *traits: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a component of a type with its properties."""
    given = {"name": name, "type": kind, "properties": properties}
    return {**given, "traits": list(traits)} if traits else given


def application(*components: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Return the Application `shop` with these components."""
    return {
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": "shop", **metadata},
        "spec": {"components": list(components)},
    }


def built(kind: str, /, *, sets: tuple[str, ...] = (), strict: bool = False, **properties: Any) -> Compiled:
    """Compile one component, called `web`, of a type; `sets` are the texts of `--set`."""
    return compiled(application(component(kind, **properties)), sets=sets, strict=strict)

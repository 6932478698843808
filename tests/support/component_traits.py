"""Components of KubeVela with traits, and what the compiler makes of them: for tests of one rule of one trait."""

from __future__ import annotations

from typing import Any

from tests.support.component_types import application, component
from tests.support.documents import Compiled, compiled


def trait(kind: str, /, **properties: Any) -> dict[str, Any]:
    """Return a trait; where properties are no words of Python, they are `{"properties": …}` below the type."""
    return {"type": kind, "properties": properties}


def with_traits(*traits: dict[str, Any], sets: tuple[str, ...] = (), strict: bool = False, **of_web: Any) -> Compiled:
    """Compile the component `web` of type webservice, which has these traits; `of_web` are further properties of it.

    A property called `namespace` is that of the Application.
    """
    metadata = {"namespace": of_web.pop("namespace")} if "namespace" in of_web else {}
    web = component("webservice", "web", *traits, image="example/web:1", **of_web)
    return compiled(application(web, **metadata), sets=sets, strict=strict)


def workload(made: Compiled) -> dict[str, Any]:
    """Return the Deployment."""
    return made.only("Deployment")

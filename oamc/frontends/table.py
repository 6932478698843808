"""The front ends that oamc has, in the order in which a document is offered to them.

Here stands what tells the documents of each: its room is loaded with the first of them. A room has a module `front_end` with
the functions that the contract names.
"""

from __future__ import annotations

from oamc.frontends.contract import FrontEnd
from oamc.frontends.kinds import (
    OLD_V1ALPHA1,
    OWN,
    OWN_KINDS,
    SATELLITES,
    V1ALPHA1,
    V1ALPHA1_KINDS,
    V1ALPHA2,
    V1ALPHA2_KINDS,
    V1BETA1,
    V1BETA1_KINDS,
)
from oamc.startup.modules_by_name import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _later(room: str, name: str) -> Callable[..., Any]:
    """Return a function of a room of front ends, which is loaded when it is first called."""

    def call(*arguments: Any) -> Any:
        """Call the function."""
        return getattr(import_module(f"oamc.frontends.{room}.front_end"), name)(*arguments)

    return call


def _front_end(
    room: str, api_versions: tuple[str, ...], kinds: tuple[str, ...], further: tuple[tuple[str, str], ...] = ()
) -> FrontEnd:
    """Return the record of a room of front ends."""
    return FrontEnd(
        api_versions=api_versions,
        kinds=kinds,
        further=further,
        decode=_later(room, "decode"),
        normalize=_later(room, "normalize"),
        components=_later(room, "components"),
        instances=_later(room, "instances"),
        fields=_later(room, "fields"),
    )


OF_V1ALPHA1 = _front_end("v1alpha1", (V1ALPHA1, OLD_V1ALPHA1), V1ALPHA1_KINDS)
OF_V1ALPHA2 = _front_end("v1alpha2", (V1ALPHA2,), V1ALPHA2_KINDS)
OF_V1BETA1 = _front_end("v1beta1", (V1BETA1,), V1BETA1_KINDS, SATELLITES)
OF_TEMPLATES = _front_end("own", (OWN,), OWN_KINDS)

FRONT_ENDS = (OF_V1ALPHA1, OF_V1ALPHA2, OF_V1BETA1, OF_TEMPLATES)

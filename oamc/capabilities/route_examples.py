"""A use of the trait `ingress` for examples of what acts on routes of the Gateway API."""

from __future__ import annotations

from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

BY_GATEWAY: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "ingress": MappingProxyType(
            {"api": "gateway", "hostname": "shop.example.com", "servicePort": 8080, "parentRefs": [{"name": "public"}]}
        )
    }
)
"""The route, by the name of the trait."""

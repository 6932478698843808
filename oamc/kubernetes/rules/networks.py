"""Rules for network policies: their types, peers, ranges of addresses and ports.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/networking/validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.addresses import address_range

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

POLICY_TYPES = ("Ingress", "Egress")


def network_policy_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the number of types (ValidateNetworkPolicySpec)."""
    if len(spec.get("policyTypes") or ()) > len(POLICY_TYPES):
        findings.bad((*path, "policyTypes"), f"must have at most {len(POLICY_TYPES)} items")


def ip_block(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that what is taken out of a range lies in it (ValidateIPBlock)."""
    whole = address_range(value["cidr"])
    for index, text in enumerate(value.get("except") or ()):
        part = address_range(text)
        if whole and part and (part.version != whole.version or part == whole or not part.subnet_of(whole)):  # type: ignore[arg-type]  # of one version
            findings.bad((*path, "except", index), "must be a part of cidr")


def network_peer(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a peer is a range of addresses, or selected by labels (ValidateNetworkPolicyPeer)."""
    selected = value.get("podSelector") is not None or value.get("namespaceSelector") is not None
    if (value.get("ipBlock") is not None) == selected:
        findings.bad(path, "must have either ipBlock, or podSelector and namespaceSelector, or one of these two")


def network_port(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a range of ports (ValidateNetworkPolicyPort)."""
    last, first = value.get("endPort"), value.get("port")
    if last is not None and (first is None or isinstance(first, str) or last < first):
        findings.bad((*path, "endPort"), "must come with a port by number that is not above it")


RULES = {
    "networking.v1.IPBlock": ip_block,
    "networking.v1.NetworkPolicySpec": network_policy_spec,
    "networking.v1.NetworkPolicyPeer": network_peer,
    "networking.v1.NetworkPolicyPort": network_port,
}

"""Rules for Services: their types, ports, and addresses.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`.
"""

from __future__ import annotations

from oamc.kubernetes.addresses import ADDRESS_RULE, address
from oamc.kubernetes.names import dns_subdomain_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

OUTER_TYPES = ("NodePort", "LoadBalancer")
LONGEST_AFFINITY = 86400
SAME_ZONE_SINCE = 34
"""The minor version since which traffic can prefer the same zone or node."""


def service_spec(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check a Service (ValidateService)."""
    kind = spec.get("type") or "ClusterIP"
    headless = spec.get("clusterIP") == "None"
    if not spec.get("ports") and not headless and kind != "ExternalName":
        findings.missing(path, "ports")
    if headless and kind in OUTER_TYPES:
        findings.bad((*path, "clusterIP"), f"must not be None when the type is {kind}")
    _ports(spec, kind, path, findings)
    _traffic(spec, kind, path, findings)
    if kind == "ExternalName":
        _external_name(spec, path, findings)
    else:
        _cluster_addresses(spec, path, findings)


def _ports(spec: dict[str, Any], kind: str, path: Path, findings: Findings) -> None:
    """Check the names of ports, and the ports of nodes."""
    ports = spec.get("ports") or ()
    names: dict[str, int] = {}
    node_ports: dict[tuple[int, str], int] = {}
    for index, port in enumerate(ports):
        name, node_port = port.get("name"), port.get("nodePort")
        where = (*path, "ports", index)
        if not name and len(ports) > 1:
            findings.missing(where, "name")
        elif name and names.setdefault(name, index) != index:
            findings.bad(where, f"has the same name as ports[{names[name]}]")
        if node_port:
            key = (node_port, port.get("protocol") or "TCP")
            if kind == "ClusterIP":
                findings.bad((*where, "nodePort"), "is only for the types NodePort and LoadBalancer")
            elif node_ports.setdefault(key, index) != index:
                findings.bad((*where, "nodePort"), f"is the nodePort of ports[{node_ports[key]}], too")


def _traffic(spec: dict[str, Any], kind: str, path: Path, findings: Findings) -> None:
    """Check what is only for some types (validateServiceExternalTrafficPolicy and others)."""
    outer = kind in OUTER_TYPES or (kind == "ClusterIP" and spec.get("externalIPs"))
    if spec.get("externalTrafficPolicy") and not outer:
        findings.bad((*path, "externalTrafficPolicy"), "is only for the types NodePort and LoadBalancer")
    checked = kind == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"
    if spec.get("healthCheckNodePort") and not checked:
        findings.bad((*path, "healthCheckNodePort"), "is only for the type LoadBalancer with externalTrafficPolicy: Local")
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if spec.get(field) is not None and kind != "LoadBalancer":
            findings.bad((*path, field), "is only for the type LoadBalancer")
    if spec.get("loadBalancerSourceRanges") and kind != "LoadBalancer":
        findings.bad((*path, "loadBalancerSourceRanges"), "is only for the type LoadBalancer")
    seconds = ((spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}).get("timeoutSeconds")
    if spec.get("sessionAffinity") == "ClientIP" and seconds is not None and not 0 < seconds <= LONGEST_AFFINITY:
        where = (*path, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
        findings.bad(where, f"must be from 1 to {LONGEST_AFFINITY}")
    distribution = spec.get("trafficDistribution")
    known = ("PreferClose", *(("PreferSameZone", "PreferSameNode") if findings.minor >= SAME_ZONE_SINCE else ()))
    if distribution is not None and distribution not in known:
        findings.bad((*path, "trafficDistribution"), f"must be {' or '.join(known)}")


def _external_name(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check that a Service that is a name elsewhere has no address here."""
    name = spec.get("externalName")
    reason = dns_subdomain_problem(name.removesuffix(".")) if name else ""
    if not name:
        findings.missing(path, "externalName")
    elif reason:
        findings.bad((*path, "externalName"), reason)
    for field in ("clusterIP", "clusterIPs", "ipFamilies"):
        if spec.get(field):
            findings.bad((*path, field), "must not be given when the type is ExternalName")
    if spec.get("ipFamilyPolicy") is not None:
        findings.bad((*path, "ipFamilyPolicy"), "must not be given when the type is ExternalName")


def _cluster_addresses(spec: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the addresses within the cluster and their families (ValidateServiceClusterIPsRelatedFields)."""
    first, every = spec.get("clusterIP") or "", spec.get("clusterIPs") or ()
    families = spec.get("ipFamilies") or ()
    if every and every[0] != first:
        findings.bad((*path, "clusterIPs"), "must begin with the address that clusterIP is")
    if len(set(families)) < len(families):
        findings.bad((*path, "ipFamilies"), "must not name a family twice")
    if first == "None":
        if len(every) > 1:
            findings.bad((*path, "clusterIPs"), "must have no address beside None")
        return
    known = [address(text) for text in (every or ([first] if first else ()))]
    if None in known:
        place = ("clusterIPs", known.index(None)) if every else ("clusterIP",)
        findings.bad((*path, *place), f"{ADDRESS_RULE}, or None" if place[-1] in ("clusterIP", 0) else ADDRESS_RULE)
        return
    versions = [one.version for one in known if one]
    if len(set(versions)) < len(versions):
        findings.bad((*path, "clusterIPs"), "must have at most one address of each family")
    for index, (version, family) in enumerate(zip(versions, families, strict=False)):
        if family != f"IPv{version}":
            place = ("clusterIPs", index) if every else ("clusterIP",)
            findings.bad((*path, *place), f"must be an address of the family {family}, as ipFamilies says")


RULES = {"core.v1.ServiceSpec": service_spec}

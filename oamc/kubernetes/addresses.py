"""IP addresses and ranges of them, as API servers 1.36 and newer read them.

Older ones also take numbers with leading zeros and IPv4 addresses written as IPv6 ones, which other programs read as other
addresses. `ipaddress` is loaded with the first address.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

ADDRESS_RULE = "must be an IP address, such as 192.0.2.1"
RANGE_RULE = "must be a range of addresses, such as 10.0.0.0/8"


def address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, or nothing where a text is none (IsValidIPForLegacyField)."""
    from ipaddress import IPv6Address, ip_address

    try:
        found = ip_address(text)
    except ValueError:
        return None
    odd = isinstance(found, IPv6Address) and (found.ipv4_mapped is not None or found.scope_id is not None)
    return None if odd else found


def address_range(text: str) -> IPv4Network | IPv6Network | None:
    """Return a range, or nothing where a text is none (IsValidCIDRForLegacyField). All bits beyond its prefix are zero."""
    from ipaddress import ip_network

    start, slash, bits = text.partition("/")
    if not slash or not (bits.isascii() and bits.isdigit() and str(int(bits[:4])) == bits) or address(start) is None:
        return None
    try:
        return ip_network(text)
    except ValueError:
        return None


def address_problem(text: str) -> str:
    """Check an IP address."""
    return "" if address(text) else ADDRESS_RULE


def range_problem(text: str) -> str:
    """Check a range of addresses."""
    return "" if address_range(text) else RANGE_RULE


def served_address_problem(text: str) -> str:
    """Check an address at which something outside of a node answers (ValidateEndpointIP)."""
    found = address(text)
    if found is None:
        return ADDRESS_RULE
    special = found.is_unspecified or found.is_loopback or found.is_link_local
    local_group = found.is_multicast and (text.startswith("224.0.0.") or text.lower().startswith("ff02"))
    return "must not be an address of one node alone, or of none" if special or local_group else ""

"""Types of addresses and of ranges of them, exact enough that each text of a type is taken by the API server.

A newer server refuses a range with bits beyond its prefix, as in 10.0.0.1/8 (IsValidCIDRForLegacyField), so a pattern for each
length of the prefix says which numbers the octet has in which it ends.
"""

from __future__ import annotations

from oamc.expressions.types import ListType, TextType

OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])"
_ENDS = (
    "(0|128)",
    "(0|64|128|192)",
    "(0|32|64|96|128|160|192|224)",
    "(0|16|32|48|64|80|96|112|128|144|160|176|192|208|224|240)",
    "(0|8|16|24|32|40|48|56|64|72|80|88|96|104|112|120|128|136|144|152|160|168|176|184|192|200|208|216|224|232|240|248)",
    "([048]|[2468][048]|[13579][26]|1[02468][048]|1[13579][26]|2[024][048]|2[13][26]|252)",
    "([02468]|[1-9][02468]|1[0-9][02468]|2[0-4][02468]|25[024])",
    OCTET,
)
"""What an octet may be in which a prefix ends, by how many bits of it belong to that."""
_FIRST, _MORE, _OTHER = "[23f][0-9a-f]{3}", "[1-9a-f][0-9a-f]{0,3}", "(0|[1-9a-f][0-9a-f]{0,3})"
"""Of an IPv6 address in its canonical form: the first group of those in use outside of a node, one above zero, and any."""
_LONGER_ZEROS = ":0(:0|::)"
"""What has a shorter form, of which newer servers warn."""
_SHORTENED = f"{_FIRST}(:{_OTHER}){{0,4}}::{_MORE}"


def _ranges() -> str:
    """Return the pattern of ranges of IPv4 addresses."""
    found = []
    for octet in range(4):
        before, after = (rf"({OCTET}\.){{{octet}}}" if octet else ""), r"\.0" * (3 - octet)
        found.append(before + "(" + "|".join(f"{end}{after}/{8 * octet + bits}" for bits, end in enumerate(_ENDS, 1)) + ")")
    return "|".join((r"0\.0\.0\.0/0", *found))


def _ranges_of_ipv6() -> str:
    """Return the pattern of ranges of IPv6 addresses whose prefix ends behind a group, as nearly all do."""
    found = [f"{_FIRST}(:{_OTHER}){{{groups - 1}}}::/{16 * groups}" for groups in range(1, 7)]
    whole = (f"{_FIRST}(:{_OTHER}){{6}}:0/112", f"{_SHORTENED}/128", f"{_FIRST}(:{_OTHER}){{7}}/128")
    return "|".join(("::/0", "f[cd]00::/8", *found, *whole))


RANGE = TextType(
    pattern=f"{_ranges()}|{_ranges_of_ipv6()}",
    forbidden=_LONGER_ZEROS,
    rule="must be a range of addresses with nothing beyond its prefix, such as 10.0.0.0/8 or 2001:db8::/32",
    reasons=((r"^[^/]*$", "must have the length of its prefix, such as 192.0.2.1/32 for one address"),),
    maximum_length=64,
)
RANGES = ListType(item=RANGE, minimum_length=1)
ADDRESS = TextType(
    pattern=rf"({OCTET}\.){{3}}{OCTET}|{_SHORTENED}|{_FIRST}(:{_OTHER}){{7}}",
    forbidden=_LONGER_ZEROS,
    rule="must be an IP address, such as 192.0.2.10 or 2001:db8::1",
    maximum_length=64,
)

"""Each text of a type of addresses is one that the API server takes without a warning, and what people write is one of them."""

import ipaddress
import random
import re

import pytest

from oamc.capabilities.address_types import ADDRESS, RANGE
from oamc.expressions.problems import problem
from oamc.kubernetes.addresses import address_problem, range_problem
from tests.assurance.cost.expressions import ambiguity

CHANCE = random.Random(1)
RANGES_OF_IPV4 = [f"{ipaddress.ip_address(CHANCE.getrandbits(32))}/{bits}" for bits in range(33) for _ in range(50)]


@pytest.mark.parametrize("bits", range(33))
def test_a_range_of_ipv4_is_one_where_nothing_is_beyond_its_prefix(bits):
    for _ in range(100):
        whole = ipaddress.ip_network((CHANCE.getrandbits(32), bits), strict=False)
        assert problem(RANGE, str(whole)) == ""


def test_the_pattern_of_ranges_says_what_the_server_says():
    for text in RANGES_OF_IPV4:
        assert bool(problem(RANGE, text)) == bool(range_problem(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "::/0",
        "fc00::/8",
        "2001:db8::/32",
        "2001:db8:0:1::/64",
        "2001:db8::1/128",
        "2001:db8:1:2:3:4:5:6/128",
        "2001:db8:1:2:3:4:5:0/112",
    ],
)
def test_a_range_of_ipv6_is_canonical(text):
    assert problem(RANGE, text) == ""
    assert str(ipaddress.ip_network(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "010.0.0.0/8",
        "2001:0db8::/32",
        "2001:db8:0::/48",
        "2001:db8:0:0:1::/80",
        "::ffff:1.2.3.4/128",
    ],
)
def test_what_a_server_warns_of_or_refuses_is_no_range(text):
    assert problem(RANGE, text) != ""


@pytest.mark.parametrize("text", ["192.0.2.10", "2001:db8::1", "2001:db8:1:2:3:4:5:6"])
def test_an_address_is_one(text):
    assert problem(ADDRESS, text) == address_problem(text) == ""


@pytest.mark.parametrize("text", ["", "192.0.2", "192.0.2.256", "2001:DB8::1", "2001:db8:0:0::1", "one"])
def test_another_text_is_no_address(text):
    assert problem(ADDRESS, text) != ""


@pytest.mark.parametrize("pattern", [RANGE.pattern, RANGE.forbidden, ADDRESS.pattern])
def test_the_patterns_are_linear(pattern):
    assert re.compile(pattern)
    assert ambiguity(pattern, 0) == ""

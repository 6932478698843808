"""Limits of what pods send and receive (docs/spec/bandwidth.md)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oamc.capabilities.rates import RATE, between, multiples
from oamc.capabilities.traits.bandwidth_control import NETWORKS, TYPES
from oamc.expressions.holes import Hole, Rate, holes_in
from oamc.expressions.patterns import read_pattern
from oamc.expressions.problems import problem
from oamc.kubernetes.rates import bits_of, converted
from tests.assurance.cost.expressions import ambiguity
from tests.support.documents import HTTP, application, compiled, component, container, trait
from tests.support.laws import examples

WORKER = component("Worker", container(ports=None))
SERVED = ("Server", "SingletonServer")
KINDS = (*SERVED, "Worker", "SingletonWorker", "Task", "SingletonTask")
OF_KUBERNETES = "kubernetes.io/{}-bandwidth"


def annotations(kind="Worker", **properties):
    ports = [HTTP] if kind in SERVED else None
    found = compiled(component(kind, container(ports=ports)), application(trait("bandwidth-control", **properties)))
    assert not found.codes, found.messages
    (workload,) = (item for item in found.objects if item["kind"] != "Service")
    return workload["spec"]["template"]["metadata"].get("annotations")


@pytest.mark.parametrize("kind", KINDS)
def test_it_applies_to_all_pods(kind):
    assert annotations(kind, ingress="10Mbit") == {OF_KUBERNETES.format("ingress"): "10M"}


@pytest.mark.parametrize(
    ("cni", "wanted"),
    [
        ("standard", {"kubernetes.io/ingress-bandwidth": "320M", "kubernetes.io/egress-bandwidth": "2G"}),
        ("cilium", {"kubernetes.io/ingress-bandwidth": "320M", "kubernetes.io/egress-bandwidth": "2G"}),
        ("eci", {"kubernetes.io/ingress-bandwidth": "40M", "kubernetes.io/egress-bandwidth": "250M"}),
        ("terway-legacy", {"k8s.aliyun.com/ingress-bandwidth": "40000000B", "k8s.aliyun.com/egress-bandwidth": "250000000B"}),
        ("kube-ovn", {"ovn.kubernetes.io/ingress_rate": "320", "ovn.kubernetes.io/egress_rate": "2000"}),
    ],
)
def test_each_network_has_annotations_and_units_of_its_own(cni, wanted):
    assert annotations(ingress="40MB/s", egress="2Gbps", cni=cni) == wanted
    assert annotations(egress="2Gbps", ingress="40MB/s", cni=cni) == wanted


@pytest.mark.parametrize("properties", [{"cni": "eci", "ingress": "8001bit"}, {"ingress": "8001bit", "cni": "eci"}])
def test_the_network_decides_wherever_it_is_written(properties):
    found = compiled(WORKER, application(trait("bandwidth-control", **properties)))
    assert found.codes == ["OAM508"]
    assert "whole bytes" in found.messages[0]


def test_a_network_that_is_null_is_the_standard():
    assert annotations(ingress="1001bit", cni=None) == {OF_KUBERNETES.format("ingress"): "1001"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (10_000_000, "has no unit: 10Mbit are bits, 10MB are bytes"),
        (1.5, "has no unit"),
        ("10M", "has no unit"),
        ("10", "has no unit"),
        ("10Mi", "has no unit"),
        ("1e6", "has no unit"),
        (0, "must be above zero"),
        ("0", "must be above zero"),
        ("0kB/s", "must be above zero"),
        ("0.0Mbit", "must be above zero"),
        ("0.5Mbit", "must be a whole number of a smaller unit"),
        ("1,5Mbit", "must be a whole number of a smaller unit"),
        ("010Mbit", "must not begin with 0"),
        ("10Mb", "must say bit for bits, or B for bytes"),
        ("10mb/s", "must say bit for bits, or B for bytes"),
        ("5MiB/s", "must count in thousands"),
        ("5KB/s", "must have k, M, G or T before its unit"),
        ("10gbit", "must have k, M, G or T before its unit"),
        ("10 Mbit", "must have no blank before its unit"),
        ("999bit", "must be a rate from 1kbit to 1000Tbit"),
        ("1001Tbit", "must be a rate from 1kbit to 1000Tbit"),
        ("126TB", "must be a rate from 1kbit to 1000Tbit"),
        ("9" * 40 + "Tbit", "must be a rate from 1kbit to 1000Tbit"),
        ("10Mbit/m", "must be a rate"),
        ("10Mbit\n", "must be a rate"),
        ("-10Mbit", "must be a rate"),
        ("١٠Mbit", "must be a rate"),
        (True, "must be a string"),
        (1e300, "must be a string"),
        (["10Mbit"], "must be a string"),
        ({"a": 1}, "must be a string"),
    ],
)
def test_what_is_no_rate_is_told_once(given, words):
    found = compiled(WORKER, application(trait("bandwidth-control", ingress=given)))
    assert found.codes == ["OAM508"]
    assert words in found.messages[0]


@pytest.mark.parametrize("given", [float("nan"), float("inf"), 10**400, "10M", 10])
def test_every_value_of_an_override_is_judged(given):
    assert problem(TYPES["standard"], given)


def test_a_wrong_network_is_the_one_mistake():
    found = compiled(WORKER, application(trait("bandwidth-control", ingress="1bit", cni="calico")))
    assert found.codes == ["OAM508"]
    assert 'property "cni"' in found.messages[0]


def test_without_a_rate_there_is_nothing_to_limit():
    assert compiled(WORKER, application({"name": "bandwidth-control"})).codes == ["OAM642"]
    assert compiled(WORKER, application(trait("bandwidth-control", ingress=""))).codes == ["OAM642"]


def test_an_alias_is_the_same_trait():
    found = compiled(WORKER, application(trait("bandwidth", ingress="1Gbps")))
    assert found.codes == ["OAM504"]
    assert found.only("Deployment")["spec"]["template"]["metadata"]["annotations"] == {OF_KUBERNETES.format("ingress"): "1G"}


def test_what_a_rate_is_made_of_is_known():
    hole = Hole(path=("a",), type=RATE)
    assert list(holes_in({"x": [Rate(hole=hole, bits=1, units=("",))]})) == [hole]


ROOT = "shop-web.traits.bandwidth-control"


def test_a_number_is_not_told_to_be_a_text():
    found = compiled(WORKER, application(trait("bandwidth-control", ingress="1Mbit")), sets=(f"{ROOT}.ingress=10",))
    assert [one.hint for one in found.reports.in_order()] == [""]
    assert "has no unit" in found.messages[0]


@pytest.mark.parametrize(
    ("sets", "wanted"),
    [
        (("ingress=1MBps",), {"ingress": "8M", "egress": "2M"}),
        (("ingress=null",), {"egress": "2M"}),
        (("ingress=null", "egress=null"), None),
        (("enabled=false",), None),
    ],
)
def test_rates_can_be_changed_and_taken_away_at_the_installation(sets, wanted):
    used = application(trait("bandwidth-control", ingress="1Mbit", egress="2Mbit"))
    found = compiled(WORKER, used, sets=tuple(f"{ROOT}.{one}" for one in sets))
    assert not found.codes
    held = found.only("Deployment")["spec"]["template"]["metadata"].get("annotations")
    assert held == (None if wanted is None else {OF_KUBERNETES.format(name): text for name, text in wanted.items()})


def test_an_annotation_of_the_same_name_is_a_conflict_and_another_one_is_not():
    rate = trait("bandwidth-control", ingress="1Mbit")
    same = trait("annotations", pods={OF_KUBERNETES.format("ingress"): "1M"})
    assert compiled(WORKER, application(rate, same)).codes == ["OAM555"]
    other = trait("annotations", pods={OF_KUBERNETES.format("egress"): "1M"})
    assert not compiled(WORKER, application(rate, other)).codes


NUMBERS = st.one_of(
    st.integers(1, 1100),
    st.integers(1, 9 * 10**15),
    st.builds(
        lambda digits, zeros, more: max(1, digits * 10**zeros + more),
        st.integers(1, 130),
        st.integers(0, 14),
        st.integers(-1, 1),
    ),
)
RATES = st.builds(
    "{}{}{}".format,
    NUMBERS,
    st.sampled_from(["", "k", "M", "G", "T"]),
    st.sampled_from(["bit", "bit/s", "bps", "B", "B/s", "Bps"]),
)


@pytest.mark.parametrize("cni", list(NETWORKS))
@given(rate=RATES)
@hypothesis_settings(max_examples=examples(400), deadline=None)
def test_a_type_takes_exactly_the_rates_that_make_a_whole_number_within_the_bounds(cni, rate):
    form = NETWORKS[cni][1]
    number, rest = divmod(bits_of(rate), form.bits)
    fits = not rest and form.least <= number <= form.most
    assert (problem(TYPES[cni], rate) == "") is fits
    if fits:
        assert problem(RATE, rate) == ""
        text = converted(rate, form.bits, form.units)
        sizes = {unit: 1000**power for power, unit in enumerate(form.units)}
        digits = text.rstrip("BkMGTP")
        unit = text[len(digits) :]
        assert int(digits) * sizes.get(unit, 1) == number or text == f"{number}{form.units[0]}"


@pytest.mark.parametrize("cni", list(NETWORKS))
def test_every_pattern_is_linear_and_read_by_go(cni):
    pattern = TYPES[cni].pattern
    assert ambiguity(pattern) == ""
    assert read_pattern(f"^(?:{pattern})$").search("10Mbit")


@pytest.mark.parametrize("step", [1, 5, 8, 125, 1000])
@pytest.mark.parametrize(("least", "most"), [(1, 9), (1, 10), (7, 1234), (125, 2000), (1000, 12_345), (999, 1001), (5, 3)])
def test_a_pattern_matches_the_multiples_in_a_range_and_nothing_else(step, least, most):
    matcher = read_pattern(f"^(?:{multiples(step, least, most)})$")
    for number in itertools.chain(range(2100), range(12_200, 12_400)):
        assert matcher.search(str(number)) is (least <= number <= most and number % step == 0), number
    assert not matcher.search(f"0{most}")


def test_a_range_of_whole_lengths_has_a_short_pattern():
    assert list(between(1, 10**12)) == ["[1-9][0-9]{0,11}", "1000000000000"]

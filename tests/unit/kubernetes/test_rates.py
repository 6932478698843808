"""Rates of data in the units of annotations: no bit is lost, and the template of charts says the same."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oamc import resources
from oamc.kubernetes.quantities import ONE, parse
from oamc.kubernetes.rates import bits_of, converted
from tests.support.helm import shared_engine
from tests.support.laws import examples

QUANTITY = ("", "k", "M", "G", "T", "P")
PREFIXES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
UNITS = {"bit": 1, "bit/s": 1, "bps": 1, "B": 8, "B/s": 8, "Bps": 8}


@pytest.mark.parametrize(
    ("rate", "bits", "units", "text"),
    [
        ("10Mbit", 1, QUANTITY, "10M"),
        ("5MB/s", 1, QUANTITY, "40M"),
        ("2500Mbps", 1, QUANTITY, "2500M"),
        ("1500kbit/s", 1, QUANTITY, "1500k"),
        ("1234567bit", 1, QUANTITY, "1234567"),
        ("1000Tbps", 1, QUANTITY, "1P"),
        ("2000Tbit", 1, QUANTITY, "2P"),
        ("320Mbit", 8, ("", "000", "M"), "40M"),
        ("12kbit", 8, ("", "000", "M"), "1500"),
        ("16kbit", 8, ("", "000", "M"), "2000"),
        ("1kBps", 8, ("B",), "1000B"),
        ("2Gbps", 10**6, ("",), "2000"),
        ("125kB", 10**6, ("",), "1"),
    ],
)
def test_a_rate_in_another_unit(rate, bits, units, text):
    assert converted(rate, bits, units) == text


WRITTEN = st.tuples(st.integers(1, 10**15), st.sampled_from(list(PREFIXES)), st.sampled_from(list(UNITS)))


@given(WRITTEN)
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_a_quantity_is_the_same_number_of_bits_in_its_shortest_form(written):
    number, prefix, unit = written
    rate = f"{number}{prefix}{unit}"
    text = converted(rate, 1, (*QUANTITY, "E"))
    assert parse(text) == bits_of(rate) * ONE == number * PREFIXES[prefix] * UNITS[unit] * ONE
    assert not text.rstrip("kMGTP").endswith("000") or text.endswith("E")


FORMS = ((1, QUANTITY), (8, ("", "000", "M", "G", "T", "000T")), (8, ("B",)), (10**6, ("",)))
LARGEST = 8 * 10**15


def test_the_template_of_charts_says_the_same_for_every_unit_and_size():
    sizes = (1, 7, 8, 9, 10, 64, 99, 100, 125, 999, 1000, 1001, 8000, 123_456, 10**6, 2 * 10**9 + 1, 10**12, LARGEST)
    rates = [
        f"{number}{prefix}{unit}"
        for number in sizes
        for prefix, times in PREFIXES.items()
        for unit, bits in UNITS.items()
        if number * times * bits <= LARGEST
    ]
    lines = []
    for bits, units in FORMS:
        names = " ".join(f'"{unit}"' for unit in units)
        lines += ["- {{- range .Values.rates }}", f'  - {{{{ include "oamc.rate" (list . {bits} {names}) }}}}', "  {{- end }}"]
    chart = {
        "Chart.yaml": "apiVersion: v2\nname: rates\nversion: 0.1.0\n",
        "values.yaml": "rates: []\n",
        "templates/_helpers.tpl": resources.read_text("templates", "chart", "_helpers.tpl"),
        "templates/rates.yaml": "rates:\n" + "\n".join(lines) + "\n",
    }
    rendered = shared_engine().render(chart, {"rates": rates})
    assert rendered.refusal == ""
    assert rendered.documents[0]["rates"] == [[converted(rate, bits, units) for rate in rates] for bits, units in FORMS]

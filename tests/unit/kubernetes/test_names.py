import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.kubernetes import names

GOOD = {
    names.dns_label_problem: ["a", "1", "a-b", "0-0", "a" * 63],
    names.service_name_problem: ["a", "a1", "a-1", "a" * 63],
    names.dns_subdomain_problem: ["a", "a.b", "1.2.3.4", "a-b.c-d", "a" * 253],
    names.host_problem: ["a", "a.example.com", "*.example.com", "1.2.3.a"],
    names.path_segment_problem: ["a", "a:b", "A b", "...", "_"],
    names.label_value_problem: ["", "a", "A.b_c-D", "1", "a" * 63],
    names.label_key_problem: ["a", "A.b_c-D", "a.b/c", "a/B", "a" * 253 + "/" + "b" * 63],
    names.annotation_key_problem: ["a", "A.B/c", "a.b/C_d"],
    names.port_name_problem: ["a", "http", "a-b", "1a", "a" * 15],
    names.config_key_problem: ["a", ".a", "a..b", "_-.A", "a" * 253],
    names.env_name_problem: ["a", "A_b", "_", "a.b-c", ".a", "-"],
    names.sysctl_problem: ["a", "net.ipv4.ip_forward", "net/ipv4/tcp-x", "a" * 253],
    names.domain_path_problem: ["a.b/c", "a/b/c", "example.com/Name_1"],
}
BAD = {
    names.dns_label_problem: ["", "A", "a.b", "-a", "a-", "a_b", "a" * 64, "a\n", "\u00e9", "\u0663"],
    names.service_name_problem: ["", "1a", "A", "a.b", "-a", "a-", "a" * 64, "a\n"],
    names.dns_subdomain_problem: ["", "A", ".", "a.", ".a", "a..b", "a.-b", "a_b", "a" * 254, "a\n"],
    names.host_problem: ["", "*", "*.", "a.*", "*a.b", "*.*.a", "192.0.2.1", "a_b", "*." + "a" * 252],
    names.path_segment_problem: ["", ".", "..", "a/b", "50%"],
    names.label_value_problem: ["-a", "a-", "a b", "a/b", "a" * 64, "a\n", "\u00e9"],
    names.label_key_problem: ["", "a/", "/a", "a/b/c", "A/b", "a b", "-a", "a" * 64, "a" * 254 + "/b", "a/" + "b" * 64],
    names.annotation_key_problem: ["", "a/", "/a", "a_b/c", "a b"],
    names.port_name_problem: ["", "A", "1", "1-2", "-a", "a-", "a--b", "a.b", "a" * 16, "a\n"],
    names.config_key_problem: ["", ".", "..", "..a", "a/b", "a b", "a" * 254, "a\n"],
    names.env_name_problem: ["", "1a", "a b", "a=b", ".", "..", "..a", "a\n"],
    names.sysctl_problem: ["", "A", "a..b", "_a", "a.-b", "a.", "a" * 254, "a b", "a\n"],
    names.domain_path_problem: ["", "a", "a/", "/a", "A/b", "a b/c", "a/b c", "a/b\n"],
}
CHECKS = tuple(GOOD)


@pytest.mark.parametrize(("check", "text"), [(check, text) for check in CHECKS for text in GOOD[check]])
def test_good_names_have_no_problem(check, text):
    assert check(text) == ""


@pytest.mark.parametrize(("check", "text"), [(check, text) for check in CHECKS for text in BAD[check]])
def test_bad_names_have_a_reason_that_reads_on(check, text):
    assert re.match("m(ust|ay) ", check(text))


def test_every_predicate_is_tested():
    assert {check.__name__ for check in CHECKS} == {name for name in vars(names) if re.match(r"[a-z].*_problem$", name)}
    assert GOOD.keys() == BAD.keys()


@pytest.mark.parametrize("text", ["1a", "a b", "!", ".", "~", '"\\'])
def test_relaxed_environment_names_are_printable_ascii_without_equals(text):
    assert names.env_name_problem(text, relaxed=True) == ""


@pytest.mark.parametrize("text", ["", "=", "a=b", "a\t", "a\n", "\x7f", "\u00e9"])
def test_relaxed_environment_names_have_bounds(text):
    assert names.env_name_problem(text, relaxed=True) != ""


@given(st.text())
def test_reasons_never_hold_the_text(text):
    marked = f"<{text}>"
    for check in CHECKS:
        assert marked not in check(marked)


@given(st.text(alphabet="aZ0-._/%= \n"))
def test_the_rules_form_a_chain(text):
    if not names.service_name_problem(text):
        assert not names.dns_label_problem(text)
    if not names.dns_label_problem(text):
        assert not names.dns_subdomain_problem(text)
        assert not names.label_value_problem(text)
        assert not names.config_key_problem(text)
    if not names.label_key_problem(text):
        assert not names.annotation_key_problem(text)
    if not names.env_name_problem(text):
        assert not names.env_name_problem(text, relaxed=True)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("text", ["a" * 200_000 + "!", "a-" * 100_000, "a." * 100_000, "-" * 200_000, "a/" * 100_000])
def test_long_texts_are_checked_in_linear_time(check, text):
    start = time.process_time()
    check(text)
    assert time.process_time() - start < 0.5

"""What is told of texts without a pattern is what the pattern says that it stands for."""

import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.inputs import APPLICATION, KUBEVELA_APPLICATION, write_applications
from oamc.expressions import scalar_problems
from oamc.expressions.scalar_problems import (
    AMOUNT,
    AMOUNTS,
    HOST,
    HOSTS,
    IMAGE,
    IMAGES,
    LABELS,
    LONG_LABEL,
    NO_HOST,
    NO_PORT_NAME,
    PORT_NAME,
    PORTS,
    PROCESS,
)
from oamc.expressions.types import PROCESS_TEXT, TextType
from oamc.frontends.v1alpha1 import normalize_documents, quantities
from oamc.objects import writer
from oamc.source.nodes import Scalar
from oamc.startup.patterns import are_digits, only

SIGNS = st.text("aZé-_.:/@ 0129mkMGiBbKE\n{<#", max_size=12)
NUMBERS = st.text("0123456789.-mkMGTPEKiBb²", max_size=24)


@given(SIGNS)
@example("")
def test_only_some_characters(text):
    assert only(text, "a.-") == (re.fullmatch(r"[a.-]*", text) is not None)


@given(NUMBERS)
@example("²")
@example("١")
def test_digits_of_ascii(text):
    assert are_digits(text, 5) == (re.fullmatch("[0-9]{1,5}", text) is not None)


@given(SIGNS)
@example("é_")
@example("a" * 254)
def test_names_that_a_reference_can_have(text):
    assert normalize_documents._names_a_value(text) == (re.fullmatch(r"[\w.-]{1,253}", text) is not None)


@given(st.text("aZ/:. -0#=\n", max_size=8))
@example("a: b")
@example("a:")
@example("a b:c")
def test_texts_that_yaml_takes_plain(text):
    plain = re.fullmatch(r"[A-Za-z/][A-Za-z0-9_./@%+=,()-]*(?:[ :][A-Za-z0-9_./@%+=,()-]+)*", text)
    assert writer._is_words(text) == (plain is not None)


@given(st.text("a:# \n\té+", max_size=12) | st.lists(st.sampled_from(("a", "\n", " ", "::", "##", "+argocd:"))).map("".join))
def test_texts_that_a_literal_block_surely_holds(text):
    if writer._is_surely_literal(text):
        assert not writer._NOT_LITERAL.search(text)


@given(NUMBERS)
@example("-5.")
@example(".5")
@example("5m")
@example("1.5.5")
def test_amounts_are_read_as_their_patterns_say(text):
    scalar = Scalar(text, True, text, None)
    number = re.fullmatch(r"-?(?=\.?[0-9])[0-9]{0,9}(?:\.[0-9]{0,9})?", text)
    assert (quantities._number(text) is not None) == (number is not None)
    assert quantities._is_whole(text) == (re.fullmatch("-?[0-9]{1,19}", text) is not None)
    many = re.fullmatch("([0-9]{1,6})[kM]", text)
    is_cpu = number or re.fullmatch("[0-9]{1,12}m", text) or (many and int(many[1]) * 1000 ** (1 + (text[-1] == "M")) < 10**9)
    assert (quantities.cpu(scalar).problem == "must be a number of cores such as 0.5 or 500m") == (not is_cpu)
    in_bytes = re.fullmatch(r"([0-9]{1,19}(?:\.[0-9]{1,3})?)((?:Ki|Mi|Gi|Ti|Pi|Ei|E)|[KMGTPkmgtp][Bb]?)", text)
    problem = quantities._bytes(text).problem
    assert (problem == "must be written like 128Mi, 100M or 1G") == (in_bytes is None)


@pytest.mark.parametrize("rules", sorted({*IMAGES, *HOSTS, PORTS, AMOUNTS, PROCESS}))
@given(
    text=st.text("aZ0-._:/@*", max_size=70)
    | st.text("a0-\n²", max_size=6)
    | st.text("05mkMiGn+.e-\0", max_size=6)
    | st.from_regex(f"(?:{HOST}|{IMAGE}|{PORT_NAME}|{AMOUNT})\\Z", fullmatch=True)
)
@example("0" * 20)
@example("80")
@example("5mm")
@example("5i")
@example("http\n")
@example("\0")
@example("1.2.3.4")
@example("a" * 64)
@example("a..b")
@example("")
def test_texts_that_surely_fit_do(rules, text):
    pattern, forbidden = rules
    if scalar_problems._surely_fits(TextType(pattern=pattern, forbidden=forbidden), text):
        assert not pattern or re.fullmatch(pattern, text)
        assert not (forbidden and re.search(forbidden, text))


def test_common_texts_surely_fit():
    assert scalar_problems._surely_fits(TextType(pattern=HOST, forbidden=NO_HOST), "shop.example.com")
    assert scalar_problems._surely_fits(TextType(pattern=IMAGE), "registry.example.com/web:1.4.2")
    assert scalar_problems._surely_fits(TextType(pattern=LABELS, forbidden=LONG_LABEL), "web-1")
    assert scalar_problems._surely_fits(TextType(pattern=PORT_NAME, forbidden=NO_PORT_NAME), "http2")
    assert all(scalar_problems._surely_fits(TextType(pattern=AMOUNT), text) for text in ("250m", "128Mi", "1"))
    assert scalar_problems._surely_fits(PROCESS_TEXT, "any text: é")
    assert not scalar_problems._surely_fits(TextType(pattern=IMAGE, contains=("x",)), "web")


@pytest.mark.parametrize("application", [APPLICATION, KUBEVELA_APPLICATION], ids=["OAM", "KubeVela"])
@pytest.mark.parametrize("form", [["--format", "manifests"], ["-o", "out"]])
def test_a_common_build_needs_no_patterns(form, application, tmp_path):
    write_applications(tmp_path / "one", 1, application)
    script = (
        "import sys; from oamc.cli.entry import run; status = run(sys.argv[1:]);"
        "print(status, *sorted({'re', 'enum', 'argparse', 'functools', 'collections'} & set(sys.modules)), file=sys.stderr)"
    )
    paths = f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n"
    command = [sys.executable, "-S", "-E", "-c", paths + script, "build", "one", "-q", *form]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stderr.splitlines()[-1] == "0"

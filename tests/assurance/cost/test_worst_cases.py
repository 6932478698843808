"""Hostile shapes: the work grows with the size, and products are refused before they are made."""

import pytest

from benchmarks.inputs import APPLICATION
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.source.limits import Limits
from oamc.spans import SourceFile
from tests.assurance.cost.inputs import component, configuration, instances, largest
from tests.assurance.cost.work import Work
from tests.assurance.cost.worst import GROWING, PRODUCTS

MOST_GROWTH = 5
REFUSING = {"OAM151": "--limit nodes=1000000", "OAM152": "--limit expansion=20", "OAM198": "--limit copies=1"}
FEW_COPIES = Limits(copies=0)
"""No more copies than are free: the work until the refusal is what they cost."""
SMALL = 6_000
"""A size at which a search for each of many among all of them shows, and does not take long yet."""
SMALL_PRODUCT = 2_000
"""A size for shapes with two parts that meet, as each instance does each part of a JSON schema; what just under 100 kB of them
cost is measured at depth."""
REFUSED = 40_000
"""A size at which every product is refused; what just under 100 kB costs is measured at depth."""
BEYOND_SEARCHES = 9_000
"""A size at which a run has given up to search for what misspelled names mean."""
CALLS_FOR_A_CHARACTER = 60


@pytest.fixture(scope="module", autouse=True)
def _warm():
    """Fill the caches that live as long as the process, so that the first case does not pay for them."""
    Work(component() + configuration())
    Work("a: [")


@pytest.mark.parametrize("name", GROWING)
def test_four_times_the_input_is_at_most_five_times_the_work(name):
    shape = GROWING[name]
    searches = name.startswith(("unknown", "undeclared"))
    aim = BEYOND_SEARCHES if searches else SMALL_PRODUCT if name.startswith("a long schema") else SMALL
    size = largest(shape, aim + len(shape(1)))
    Work(shape(2))
    assert Work(shape(4 * size)).calls <= MOST_GROWTH * Work(shape(size)).calls


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_of_a_small_input_is_refused_before_it_is_made(name):
    text = PRODUCTS[name](largest(PRODUCTS[name], REFUSED))
    work = Work(text, limits=FEW_COPIES)
    (refused,) = work.codes & REFUSING.keys()
    assert REFUSING[refused] in work.hints[refused]
    assert work.calls <= CALLS_FOR_A_CHARACTER * len(text)


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_small_product_is_built(name):
    assert not Work(PRODUCTS[name](6)).codes & REFUSING.keys()


def test_a_thousand_instances_of_an_ordinary_component_are_built():
    ordinary = APPLICATION.format(number="x").partition("---\n")[0].replace("web-x", "web")
    text = ordinary + configuration(instances(1000))
    reports = Reports()
    (output,) = build((SourceFile(path="app.yaml", label="app.yaml", text=text),), Options(format="manifests"), reports)
    assert output.files["shop.yaml"].count("kind: Deployment\n") == 1000


def test_there_are_at_least_forty_shapes():
    assert len({**GROWING, **PRODUCTS}) >= 40

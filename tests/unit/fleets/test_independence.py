"""What holds for a whole run: each limit at both sides, and everything that the user says of applications by their names."""

import pytest

from oamc.cli.cache.opening import Opened
from oamc.cli.cache.parts import KeptParts
from oamc.diagnostics.reports import MOST_CANDIDATES, MOST_SEARCHES, Reports
from oamc.disk.store import open_store
from oamc.fleets.division import for_the_whole
from oamc.fleets.independence import dependence
from oamc.fleets.part import Part, compile_part
from oamc.options import Options
from oamc.records import replace
from oamc.source.limits import FREE_COPIES, Limits
from tests.unit.fleets.test_parts import one, sources_of

LIMITS = Limits(components=10, copies=3)
CHARACTERS = 100
MOST = (10, 10, 3 * CHARACTERS + FREE_COPIES, MOST_SEARCHES - 1, MOST_CANDIDATES - 1)
"""The most components, instances, copies, searches and names gone through that a run of these limits may have."""
CHOSEN = {
    "only_application": "shop",
    "names_elsewhere": {},
    "capabilities": ("noted",),
    "qos_rule": ("QOS001=deny",),
    "require_class": ("Guaranteed",),
    "cpu_limit": ("none",),
}


def part(*counts):
    return Part(outputs=(), findings=(), names=frozenset(), counts=counts, front_ends=("core.oam.dev/v1alpha1",))


@pytest.mark.parametrize("number", range(len(MOST)))
def test_all_parts_together_stay_within_each_limit(number):
    halves = [part(*(most // 2 for most in MOST)), part(*(most - most // 2 for most in MOST))]
    assert not dependence(halves, LIMITS, CHARACTERS)
    over = [most + (number == index) for index, most in enumerate(MOST)]
    assert dependence([part(*(0 for _ in MOST)), part(*over)], LIMITS, CHARACTERS)


@pytest.mark.parametrize("name", CHOSEN)
def test_what_is_said_of_applications_by_name_is_for_the_whole_run(name):
    assert not for_the_whole(Options())
    assert for_the_whole(Options(**{name: CHOSEN[name]}))


def test_a_part_of_another_program_is_another_one(tmp_path):
    sources = sources_of(one("app"))
    found = compile_part(sources, Options(), Reports())
    store = open_store(str(tmp_path / "cache"), 1 << 20)
    try:
        assert KeptParts(Opened(store=store, program="first"), Options(), Reports()).put(sources, found) is not None
        again = KeptParts(Opened(store=store, program="first"), Options(), Reports()).read(sources)
        assert again is not None
        assert [dict(output.files) for output in again.outputs] == [dict(output.files) for output in found.outputs]
        assert replace(again, outputs=found.outputs) == found
        assert KeptParts(Opened(store=store, program="second"), Options(), Reports()).read(sources) is None
    finally:
        store.close()

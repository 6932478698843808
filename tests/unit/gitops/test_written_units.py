"""Units that were written elsewhere: they come back whole, and a tree of them is the tree of compiled units."""

import json
import marshal

import pytest

from oamc.diagnostics.reports import Reports
from oamc.gitops import units
from oamc.gitops.portable_units import data_of, units_of
from oamc.gitops.trees import trees
from oamc.records import replace
from tests.gitops_files import plans
from tests.support.gitops_plans import git, service, single, vela

CHAIN = vela("shop", service("database"), service("api", after=("database",)))


def written_plan(plan, reports):
    """Return a plan whose units were written before, and went as bytes."""
    made = []
    for unit in plan.units:
        written = units.written_unit(unit, plan.settings, reports)
        source = unit.span.source
        data = marshal.loads(marshal.dumps(data_of([written], [source])))
        (back,) = units_of(json.loads(json.dumps(data)), iter([written.files]), [source])
        assert back == written
        assert back.span.source is source
        made.append(back)
    return replace(plan, units=tuple(made))


@pytest.mark.parametrize("name", plans())
def test_a_tree_of_written_units_is_that_of_compiled_ones(name):
    plan, reports, found = plans()[name], Reports(), Reports()
    assert trees(written_plan(plan, reports), found) == trees(plan, reports)
    assert found.found == reports.found


def test_what_is_found_in_writing_comes_along(monkeypatch):
    monkeypatch.setattr(units, "LARGEST_UNIT", 100)
    plan, expected, found = single(git(), CHAIN), Reports(), Reports()
    assert trees(written_plan(plan, Reports()), found) == trees(plan, expected)
    assert [one.code.id for one in expected.found] == ["OAM943"]
    assert found.found == expected.found


def test_an_order_of_instances_comes_along():
    plan = written_plan(single(git(tools=("flux",), split="component"), CHAIN), Reports())
    assert plan.units[0].order == {"database": (), "api": ("database",)}
    assert plan.units[0].groups == ("database", "api")


def test_a_place_in_a_file_that_is_no_input_comes_along():
    (unit,) = single(git(), CHAIN).units
    written = units.written_unit(unit, git(), Reports())
    (back,) = units_of(data_of([written], []), iter([written.files]), [])
    assert back == written

"""The table of rules and the functions that rate are held against each other: nothing is in one of them alone."""

import ast
import importlib
import pkgutil
import re
import sys
from pathlib import Path

import pytest

import oamc.changes
from oamc.changes import rules_of_custom
from oamc.changes.change_rule import ANY, CODE, MANUAL, NOTE
from oamc.changes.compare import compare
from oamc.changes.model import RATINGS, Rated
from oamc.changes.rules import MEANINGS, rules, rules_of, text_of
from tests.unit.changes import test_of_networks, test_of_others, test_of_pods, test_of_workloads
from tests.unit.changes.rule_cases import CASES, FURTHER
from tests.unit.changes.test_refusals import REFUSALS, TAKEN
from tests.unit.changes.test_vectors import VECTORS, before

FOLDER = Path(oamc.changes.__path__[0])
MODULES = [importlib.import_module(f"oamc.changes.{module.name}") for module in pkgutil.iter_modules(oamc.changes.__path__)]
RULES = rules()
ROWS = (test_of_networks.ROWS, test_of_others.ROWS, test_of_pods.ROWS, test_of_workloads.ROWS)
RAISED = "_refused"
"""The function by which those of `refusals.py` rate."""
NAMES = ("Rated", RAISED)


class Recorder:
    """Which function made each rating, and at which places of the code ratings were made."""

    def __init__(self):
        self.judges = {}
        self.kept = []
        self.places = set()

    def __call__(self, **fields):
        frame = sys._getframe(1)
        places = list(frame.f_code.co_positions())
        line, _, column, _ = places[frame.f_lasti // 2]
        module = Path(frame.f_code.co_filename).stem
        self.places.add((module, line, column))
        if frame.f_code.co_name == RAISED:
            frame = frame.f_back
            line, _, column, _ = list(frame.f_code.co_positions())[frame.f_lasti // 2]
            self.places.add((module, line, column))
        found = Rated(**fields)
        self.kept.append(found)
        self.judges[id(found)] = f"{module}.{frame.f_code.co_qualname.partition('.<locals>')[0].rpartition('.')[2]}"
        return found


@pytest.fixture
def recorder(monkeypatch):
    """Have every module record what it rates."""
    found = Recorder()
    for module in MODULES:
        if module.__name__ != "oamc.changes.model" and hasattr(module, "Rated"):
            monkeypatch.setattr(module, "Rated", found)
    return found


def said(cases, recorder):
    """Return what cases say: of each the ratings, each with its judge, its kind and its field."""
    found = {}
    for name, (old, new) in cases.items():
        rated = []
        for change in compare(old, new):
            rated += [(recorder.judges[id(one)], change.kind, "", one) for one in change.ratings]
            for field in change.fields:
                path = ".".join(step for step in field.path if not step.startswith("["))
                rated += [(recorder.judges[id(one)], change.kind, path, one) for one in field.ratings]
            rated += [("compare._with_hints", change.kind, "", hint) for hint in change.hints]
        found[name] = rated
    return found


@pytest.fixture
def told(recorder):
    """Return what all cases say, and the places that made ratings."""
    return said({**CASES, **FURTHER}, recorder), recorder.places


def is_like(pattern, text):
    return re.fullmatch(".*".join(map(re.escape, pattern.split(ANY))), text) is not None


def is_field(pattern, path):
    if pattern.endswith("*"):
        return path.startswith(pattern[:-1])
    return path == pattern or path.startswith(f"{pattern}.")


def rule_of(judge, kind, path, rated):
    """Return the name of the rule that a rating follows, the first one that fits."""
    rating, said = (NOTE, rated) if isinstance(rated, str) else (rated.rating, rated.reason)
    if not said and not isinstance(rated, str):
        said = f"if {rated.condition}" if rated.condition else ""
    for one in RULES:
        fits = judge in one.judges and rating in one.ratings and (not one.kinds or kind in one.kinds)
        if fits and is_like(one.reason, said) and (not one.fields or any(is_field(field, path) for field in one.fields)):
            return one.name
    return None


def test_every_rating_of_every_case_follows_a_rule_of_the_table(told):
    found, _ = told
    unknown = [(name, *rating) for name, ratings in found.items() for rating in ratings if rule_of(*rating) is None]
    assert unknown == []
    assert [name for name, ratings in found.items() if not ratings] == []


def test_every_rating_of_what_servers_have_told_follows_a_rule_of_the_table(recorder):
    cases = {name: ([old], [new]) for name, (old, new) in {**REFUSALS, **TAKEN}.items()}
    cases |= {row[0]: ([row[1], *row[4:]], [row[2], *row[4:]]) for rows in ROWS for row in rows}
    cases |= {vector["id"]: ([before(vector)], [vector["new"]] if vector["new"] else []) for vector in VECTORS}
    unknown = [(name, *rating) for name, ratings in said(cases, recorder).items() for rating in ratings if not rule_of(*rating)]
    assert unknown == []
    assert len(cases) > 250


def test_every_rule_has_a_case_that_shows_it(told):
    found, _ = told
    assert list(CASES) == [one.name for one in RULES]
    shown = {name: {rule_of(*rating) for rating in found[name]} for name in CASES}
    assert {name: rules for name, rules in shown.items() if name not in rules} == {}


def test_the_cases_reach_every_place_that_makes_a_rating(told):
    _, reached = told
    places = {
        (path.stem, call.lineno, call.col_offset): f"{path.name}:{call.lineno}: {ast.unparse(call)}"
        for path in FOLDER.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in NAMES
    }
    assert len(places) > 100
    assert sorted(told for place, told in places.items() if place not in reached) == []


def test_there_is_a_rule_for_each_note():
    code = (FOLDER / "compare.py").read_text(encoding="utf-8")
    assert code.count("hints.append(") == len(rules_of(NOTE))


def test_every_function_that_the_table_names_is_there():
    known = {
        f"{path.stem}.{node.name}"
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {judge for one in RULES for judge in one.judges} <= known


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_is_whole(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert set(rule.ratings) <= {*RATINGS, NOTE}
    assert rule.ratings
    assert rule.judges
    assert rule.means.endswith(".")
    path, _, function = rule.source.partition("#")
    if path.endswith(".go"):
        assert re.fullmatch(r"[A-Za-z]+", function)
        assert rule.address == f"{CODE}{path}"
    elif path.startswith("https://"):
        assert rule.address == rule.source
        assert rule in rules_of_custom.RULES
    else:
        assert not function
        assert rule.address == f"{MANUAL}{path}/"


def test_rules_have_names_of_their_own():
    assert len({one.name for one in RULES}) == len(RULES)


def test_every_rating_has_a_meaning_and_rules():
    assert list(MEANINGS) == [*RATINGS, NOTE]
    assert all(map(rules_of, MEANINGS))


def test_the_text_about_a_rating_has_all_its_rules_with_what_they_rest_on():
    text = text_of("refused")
    assert text.startswith("refused: the API server refuses the update, and the object stays as it is\n\nselector-stays (")
    assert (
        "\n  rests on: https://github.com/kubernetes/kubernetes/blob/v1.34.1/pkg/apis/core/validation/validation.go (" in text
    )
    assert "\nrefused-together (any object)\n" in text
    assert text.count("\n  rests on: ") == len(rules_of("refused"))

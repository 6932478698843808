"""Laws of origins: every leaf of every golden case has an answer at a place that exists, and names all that changes it."""

import copy
import json
from functools import cache, lru_cache
from random import Random

import pytest
from jsonschema import Draft202012Validator

from oamc.backends.contract import file_names
from oamc.changes.differences import differences
from oamc.changes.model import ABSENT, spelled
from oamc.cli.asked import asked_of
from oamc.cli.template_lines import written_on
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.diagnostics.text import PLAIN, nothing_visible
from oamc.expressions.holes import Expression, holes_in
from oamc.kubernetes.findings import place
from oamc.objects.fill import filler_of
from oamc.objects.tree import leaves
from oamc.origins.conditions import in_words, paths_in
from oamc.origins.json_text import json_of
from oamc.origins.map_text import map_of
from oamc.origins.names import Names
from oamc.origins.parts import filled_path, part_at
from oamc.origins.text import text_of
from oamc.records import replace
from oamc.resources import read_text
from oamc.values.given import Overrides
from oamc.values.shape import defaults
from oamc.verification.samples import Undrawable
from tests.golden_files import GOLDEN, cases
from tests.support.changed_values import another

CASES = cases(GOLDEN)


@cache
def schema(name):
    return Draft202012Validator(json.loads(read_text("schemas", "results", f"{name}.v1.schema.json")))


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def case(request):
    """Return each case; all laws of one come together, so that it is compiled once for them."""
    return request.param


def asked_anew(case, number=-1):
    """Compile a case as `oamc why` does, with one of its overrides; one that has errors has nothing to ask."""
    reports = Reports()
    sources = case.sources(reports)
    given = case.given(case.overrides[number], reports) if number >= 0 else Overrides()
    found = asked_of(Compilation(sources, replace(case.options, overrides=given), reports))
    return found if not reports.has_errors() else None


asked = lru_cache(maxsize=1)(asked_anew)


def subjects(case, number=-1):
    """Return the objects of a case that are there, by their applications."""
    found = asked(case, number) if number < 0 else asked_anew(case, number)
    return [found.subjects(number) for number in range(len(found.checked))] if found is not None else []


def plain_leaves(value, path=()):
    """Yield the leaves of plain data with their paths."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [leaf for step, part in parts for leaf in plain_leaves(part, (*path, step))]
    yield from below or [(path, value)]


def exists(span):
    """Tell whether a place is in its file."""
    lines = span.source.text.splitlines()
    return 1 <= span.line <= len(lines) and 1 <= span.column <= len(lines[span.line - 1]) + 1


def known_text(item, path):
    """Return what the tree of an object holds at a path, or above it, where nobody can change that."""
    return next((tree for found, tree, _ in leaves(item) if found == path and isinstance(tree, str)), "")


@pytest.mark.slow
def test_every_leaf_has_an_answer_at_a_place_that_exists(case):
    runs = [subjects(case, number) for number in range(-1, len(case.overrides))]
    for subject in (one for run in runs for found in run for one in found):
        told = [part.path for part in subject.leaves()]
        assert len(set(told)) == len(told)
        for path, value in plain_leaves(subject.body):
            (answer, *further) = subject.tell_at(path).answers
            assert not further
            assert answer.value == value
            assert answer.rule
            assert answer.span is not None
            assert exists(answer.span), answer
            assert any(path[: len(one)] == one for one in told), "the map has a field at or above it"
            for chain in answer.chains:
                assert [link.in_force for link in chain.links][-1:] in ([], [True])
                assert sum(link.in_force for link in chain.links) == bool(chain.links)
                assert all(exists(link.span) for link in chain.links if link.span is not None)
                assert bool(chain.why) != chain.is_live


def test_every_path_that_is_printed_is_taken(case):
    for subject in (one for found in subjects(case) for one in found):
        names = subject.names
        assert len({names.spelled(path) for path in names.named}) == len(names.named)
        for path in names.named:
            assert names.find(names.spelled(path)) == (path, ())
            assert names.find(place("", path)[1:]) == (path, ())
        for path, value in list(plain_leaves(subject.body))[::3]:
            if path[:1] in {("apiVersion",), ("kind",), ("metadata",)} or not isinstance(value, str) or "name" in path[-1:]:
                continue
            changed = copy.deepcopy(subject.body)
            part = changed
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = f"{value}x"
            for change in (one for one in differences(changed, subject.body) if one.new is not ABSENT):
                found, rest = names.find(spelled(change.path))
                assert not rest, spelled(change.path)
                assert found == change.place[: len(found)] or change.is_order


def fields_of(subject):
    """Yield the leaves of an object that have a name, with their values and with the values of the chart that they read."""
    for part in subject.leaves():
        if not isinstance(part.path[-1], int):
            holes = [hole.path for hole in holes_in(part.tree)] if isinstance(part.tree, Expression) else []
            reads = subject.parameters.reached([*holes, *(one for read in part.conditions for one in paths_in(read))])
            yield subject.names.spelled(part.path), subject.names.value(part.path), frozenset(reads)


@pytest.mark.slow
def test_what_a_value_changes_names_it(case):
    """Of a changed value every leaf that is another one names it, or stands under a condition that reads it."""
    found = asked(case)
    for number, checked in enumerate(found.checked if found is not None else ()):
        objects = checked.objects
        before = {id(one.item): one for one in found.subjects(number)}
        known = {name: list(fields_of(subject)) for name, subject in before.items()}
        for index, parameter in enumerate(objects.parameters):
            try:
                value = another(parameter, Random(index))
            except Undrawable:
                continue
            values = copy.deepcopy(defaults(objects.parameters))
            branch = values
            for step in parameter.path[:-1]:
                branch = branch[step]
            branch[parameter.path[-1]] = value
            try:
                filler = filler_of(objects.parameters, values)
                after = {id(item): filler.body(item) for item in objects.objects if filler.present(item)}
            except AssertionError:
                continue  # another value has none, and this one needs it
            for name, subject in before.items():
                if after.get(name, subject.body) == subject.body:
                    continue
                others = Names(after[name])
                now = {others.spelled(path): others.value(path) for path in others.named}
                for field, old, reads in known[name]:
                    if parameter.path not in reads:
                        assert now.get(field, old) == old, (parameter.path, field)


def test_both_outputs_have_their_schemas_and_are_the_same_twice(case):
    found, again = subjects(case), asked_anew(case)
    text = map_of([(case.name, one) for one in found])
    assert text == map_of([(case.name, again.subjects(number)) for number in range(len(found))])
    schema("origins").validate(json.loads(text))
    for subject in [one for group in found for one in group][:4]:
        told = subject.tell(".")
        made = json_of(subject, told, shows_values=False)
        schema("why").validate(json.loads(made))
        assert text_of(subject, told, PLAIN, nothing_visible, shows_values=False)


def test_every_part_of_a_tree_has_its_path_in_the_object_or_a_condition(case):
    for subject in (one for found in subjects(case) for one in found):
        met = set()
        for path, tree, _ in leaves(subject.item):
            found = filled_path(subject.item, path, subject.filler)
            if isinstance(found, tuple):
                part = part_at(subject.item, found, subject.filler)
                if len(found) == len(path) and part.tree is tree:
                    met.add(found)
            else:
                assert in_words(found)
                assert not subject.filler.holds(found)
        assert {part.path for part in subject.leaves()} <= met


def test_every_line_of_a_template_is_that_of_its_object(case):
    reports = Reports()
    run = Compilation(case.sources(reports), replace(case.options, format="helm"), reports)
    outputs = run.outputs
    made = asked_of(run)
    sets = [one.objects for one in made.checked]
    for number, output in enumerate(outputs):
        for item in made.checked[number].objects.objects:
            names = file_names(made.checked[number].objects.objects)
            text = output.files[f"templates/{names[item.identity]}"]
            for line, written in list(enumerate(text.split("\n"), 1))[:-1][::9]:
                known = written_on(names[item.identity], text, line, made.candidates, sets)
                (own,) = (one for one in known if one.candidate.number == number)
                assert own.candidate.item is item
                key, _, _ = f"{written.strip().removeprefix('- ')} ".partition(": ")
                keys = [step for step in own.path or () if isinstance(step, str)]
                if own.path is not None and key.isidentifier() and "\n" not in str(known_text(item, own.path)):
                    assert keys[-1] == key, written


def test_what_is_not_there_is_told_with_its_condition(case):
    found = asked(case)
    if found is None:
        return
    for number in range(len(found.checked)):
        for subject in found.subjects(number):
            there = {path for path, _ in plain_leaves(subject.body)}
            for path, _, _ in leaves(subject.item):
                if all(isinstance(step, str) for step in path) and not any(one[: len(path)] == path for one in there):
                    part, rest = subject.names.find(place("", path)[1:])
                    if not rest or isinstance(subject.names.value(part), (str, int, float)):
                        continue
                    missing = subject.tell(place("", path)[1:])
                    assert missing.hint.startswith("it is there only if "), (path, missing.hint)

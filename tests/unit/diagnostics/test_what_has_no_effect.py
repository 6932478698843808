"""Findings about what has no effect: which codes say so, and that they are not hidden."""

import importlib
import pkgutil
import re

from oamc.diagnostics import codes
from oamc.diagnostics.reports import ERROR, WARNING, Code, Reports
from oamc.spans import SourceFile, Span

ALL = {
    value.id: value
    for module in pkgutil.iter_modules(codes.__path__)
    for value in vars(importlib.import_module(f"{codes.__name__}.{module.name}")).values()
    if isinstance(value, Code)
}
WORDS = re.compile(
    r"not used|ignored|no effect|left out|not read|not checked|passed over|takes away"
    r"|comes out of it|means nothing|unknown field|can be checked"
)
HAVE_AN_EFFECT = {"OAM281", "OAM806", "OAM842", "OAM996"}
"""A definition that is not read is an error, and so is what a function cannot be told. What oamc wrote itself, and files of
values, are not read as documents: they are not what the user wrote to be compiled."""
SAID_OTHERWISE = {
    *("OAM311", "OAM332", "OAM334", "OAM520", "OAM522", "OAM530", "OAM730", "OAM881", "OAM917"),
    *("OAM623", "OAM624", "OAM627", "OAM676"),
}
"""A number that Kubernetes forbids is replaced, a pattern meets nothing or too much, a scope makes no object, a fixed number
does not count, a claim is not made, a rule never applies, a file is not formatted, a namespace does not move a target.
An object of a scope does not act for a member, or not without something else. Objectives are looked at by nobody."""


def test_every_code_that_says_that_something_has_no_effect_is_marked():
    assert {code.id for code in ALL.values() if code.drops} == {
        code.id for code in ALL.values() if WORDS.search(code.template)
    } - HAVE_AN_EFFECT | SAID_OTHERWISE


def test_what_nobody_knows_is_an_error_a_warning_where_allowed_and_an_error_in_strict_mode():
    unknown = {code for code in ALL.values() if code.unknown}
    assert {code.id for code in unknown} == {"OAM143", "OAM216", "OAM406", "OAM506", "OAM539", "OAM540", "OAM541"}
    assert all(code.severity == ERROR and code.strict and code.drops for code in unknown)
    for code in unknown:
        words = dict.fromkeys(re.findall(r"{(\w+)}", code.template), "it")
        for modes, severity in (
            ({}, ERROR),
            ({"allow_unknown": True}, WARNING),
            ({"strict": True}, ERROR),
            ({"strict": True, "allow_unknown": True}, ERROR),
        ):
            reports = Reports(**modes).alike()
            reports.add(code, at=None, **words)
            assert (reports.found[0].severity, reports.errors) == (severity, int(severity == ERROR))


def test_what_is_not_about_its_place_is_said_once_a_run():
    source = SourceFile(path="app.yaml", label="app.yaml", text="")
    places = [Span(source, line, 1, line, 2) for line in (1, 2, 3)]
    reports = Reports()
    for place in places:
        reports.add(ALL["OAM520"], at=place)
        reports.add(ALL["OAM517"], at=place, scope="a" if place.line < 3 else "b")
        reports.add(ALL["OAM414"], at=place, parameter="a", component="b")
    found = [(found.code.id, found.span.line) for found in reports.in_order()]
    assert found == [("OAM520", 1), ("OAM517", 1), ("OAM414", 1), ("OAM414", 2), ("OAM517", 3), ("OAM414", 3)]
    assert all(reports.has(ALL["OAM520"], place) for place in places)
    later = reports.alike()
    later.add(ALL["OAM520"], at=places[2])
    later.add(ALL["OAM414"], at=places[2], parameter="a", component="b")
    reports.extend(later.found)
    assert [found.code.id for found in reports.found].count("OAM520") == 1
    assert {code.id for code in ALL.values() if code.once} == {"OAM282", "OAM283", "OAM517", "OAM520", "OAM553", "OAM589"}
    assert not any(code.severity == ERROR for code in ALL.values() if code.once), "errors are counted where they stand"


def test_of_what_is_said_once_the_first_place_counts_whoever_finds_it():
    source = SourceFile(path="app.yaml", label="app.yaml", text="")
    reports, others = Reports(), Reports()
    for found, line in ((reports, 5), (reports, 3), (others, 2), (others, 4)):
        found.add(ALL["OAM520"], at=Span(source, line, 1, line, 2), related=[], hint=f"hint {line}")
    reports.extend(others.found)
    assert [(found.span.line, found.hint) for found in reports.found] == [(2, "hint 2")]


def test_what_is_tolerated_is_a_warning_and_nothing_else_is():
    for strict, severity in ((False, WARNING), (True, ERROR)):
        reports = Reports(strict=strict)
        reports.tolerate(ALL["OAM406"], at=None, component="a", parameter="b")
        reports.tolerate(ALL["OAM210"], at=None, place="a", field="b")
        reports.add(ALL["OAM406"], at=None, component="a", parameter="c")
        assert [found.severity for found in reports.found] == [severity, ERROR, ERROR]
        assert all(found.code in ALL.values() for found in reports.found)


def test_a_literal_that_looks_like_a_secret_has_an_effect_and_one_that_is_refused_is_an_error():
    assert (ALL["OAM320"].severity, ALL["OAM320"].drops) == (WARNING, False)
    assert ALL["OAM434"].severity == ERROR

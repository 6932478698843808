"""The matrix of traits is true: any two traits are built on one instance, and what comes out is what their cell says.

The cells are read from what `oamc types matrix` prints, and judged by the objects that a whole build makes of the examples of
both traits, on each workload type that takes them.
"""

import json
from functools import cache

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import applies
from oamc.choices import FIXED, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.codes.capabilities import CHANGES_MEET
from oamc.diagnostics.codes.dynamic_qos import BOTH_FOLLOW as FOLLOWED_BY_BOTH
from oamc.diagnostics.codes.rollouts import EXCLUDED
from oamc.diagnostics.codes.scaling import TWO_SHAPES
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.reference.examples import application, component, use_of
from oamc.reference.relations import (
    APART,
    BOTH_FOLLOW,
    BOTH_MAKE,
    BOTH_SHAPE,
    CONFLICTING,
    EXCLUDES,
    TAKES_AWAY,
    use_on,
)
from oamc.spans import SourceFile
from tests.support.trait_relations import relations_of_the_catalog

RELATIONS = relations_of_the_catalog()
FITTING = [found for found in RELATIONS if found.kind != APART]
KINDS = {kind.short_name: kind for kind in CATALOG.named_workload_types}
NAMED = ("name", "containerPort", "mountPath", "ip", "topologyKey")
"""Fields by which the items of lists of Kubernetes are told apart."""
COMPUTED = "ephemeral-storage"
"""An amount that is the sum of what all traits bring (docs/spec/quality-of-service.md)."""


@cache
def use(kind, name):
    """Return how a trait is used in its example on a workload type."""
    trait = CATALOG.trait(name)
    return use_on(KINDS[kind], trait, CATALOG) if applies(trait, KINDS[kind]) else use_of(trait)


def together(kind, *traits):
    """Return the findings and the objects of an instance with these traits."""
    documents = [component(KINDS[kind], has_volume=True), application(*(use(kind, name) for name in traits))]
    for part in documents[0]["spec"].get("containers", ()):
        for volume in part["resources"].get("volumes", ()):
            volume["sharingPolicy"] = "Shared"  # so that pods of two versions can have it
    text = "\n---\n".join(json.dumps(document, indent=2) for document in documents)
    reports = Reports()
    source = SourceFile(path="example", label="example", text=text)
    made = Compilation((source,), Options(format=MANIFESTS, job_names=FIXED), reports)
    bodies = [one.filler.body(item) for one in made.checked for item in one.objects.objects if one.filler.present(item)]
    return reports.found, bodies


@cache
def facts(kind, *traits):
    """Return what the objects of an instance with these traits say: each leaf by its object and its place."""
    found, bodies = together(kind, *traits)
    errors = [(finding.code.id, finding.message) for finding in found if finding.severity == "error"]
    assert not errors, (kind, traits, errors)
    return frozenset(fact for body in bodies for fact in facts_of(body))


def facts_of(body):
    """Yield the leaves of an object. What makes Jobs is judged by these, which other traits change as such."""
    kind, name = body["kind"], body["metadata"]["name"]
    if kind in {"CronJob", "ScaledJob"}:
        job = body["spec"].pop("jobTemplate")["spec"] if kind == "CronJob" else body["spec"].pop("jobTargetRef")
        yield from leaves(job, ("Job", name, "spec"))
        yield ("Job", name, "kind", "Job")
        yield from leaves(body["metadata"], ("Job", name, "metadata"))
    yield from leaves(body, (kind, name))


def leaves(tree, path):
    """Yield the leaves of a tree with their paths; items of lists are called by what tells them apart."""
    match tree:
        case dict():
            for key, part in tree.items():
                if key not in {COMPUTED, "apiVersion"}:
                    yield from leaves(part, (*path, key))
        case list():
            for item in tree:
                names = [item[key] for key in NAMED if key in item] if isinstance(item, dict) else []
                yield from leaves(item, (*path, f"[{names[0] if names else ''}]"))
        case _:
            yield (*path, tree)


@pytest.mark.slow
@pytest.mark.parametrize("found", FITTING, ids=lambda found: f"{found.first}-{found.second}")
def test_a_cell_says_what_a_build_makes_of_both_traits(found):
    refused = 0
    for kind in found.workload_types:
        for pair in ((found.first, found.second), (found.second, found.first)):
            if found.kind == CONFLICTING:
                refused += is_refused(found, kind, pair)
            else:
                has_both(found, kind, pair)
    assert (refused > 0) is (found.kind == CONFLICTING)


def is_refused(found, kind, pair):
    """Tell whether a build with both is refused, and check that its error names both traits, lines and what they meet at."""
    errors = [finding for finding in together(kind, *pair)[0] if finding.severity == "error"]
    if not errors:
        return False
    (error,) = errors
    if found.reason == BOTH_SHAPE:
        assert error.code == TWO_SHAPES
        assert found.first in error.message
        assert found.second in error.message
        return True
    assert error.code == {EXCLUDES: EXCLUDED, BOTH_FOLLOW: FOLLOWED_BY_BOTH}.get(found.reason, CHANGES_MEET)
    assert f'trait "{found.first}"' in error.message
    assert f'trait "{found.second}"' in error.message
    assert (
        error.message.endswith(found.field)
        or found.reason == EXCLUDES
        or (found.reason == BOTH_FOLLOW and f"both act on its {found.field}," in error.message)
        or (found.reason == BOTH_MAKE and f"write {found.field} " in error.message)
    )
    (other,) = error.related
    if found.reason == BOTH_FOLLOW:
        assert error.span.line != other.span.line  # each of them the property that says so
        return True
    assert pair[1] in line_at(error.span)
    assert pair[0] in line_at(other.span)
    return True


def line_at(span):
    """Return the line of a place."""
    return span.source.text.splitlines()[span.line - 1]


def has_both(found, kind, pair):
    """Check that the objects with both traits have what each of them does alone."""
    plain, both = facts(kind), facts(kind, *pair)
    for name, other in (pair, pair[::-1]):
        alone = facts(kind, name)
        added, removed = alone - plain, plain - alone
        if found.reason == TAKES_AWAY:
            # What one of them takes away is gone with both, and is there again where that one is turned off.
            gone = {fact for fact in added if ".".join(map(str, fact[2:-1])) == found.field}
            assert not gone & both
            added -= gone
        missing, left = added - both, removed & both
        assert not missing, (kind, name, other, missing)
        assert not left, (kind, name, other, left)


def test_every_pair_of_traits_has_a_cell():
    names = [trait.name for trait in CATALOG.traits]
    assert len(RELATIONS) == len(names) * (len(names) - 1) // 2
    assert {frozenset((found.first, found.second)) for found in RELATIONS} == {
        frozenset((one, other)) for one in names for other in names if one != other
    }


@pytest.mark.parametrize("found", [one for one in RELATIONS if one.kind == APART], ids=lambda one: f"{one.first}-{one.second}")
def test_traits_that_are_apart_are_refused_together_on_every_workload_type(found):
    for kind in KINDS:
        errors = [finding for finding in together(kind, found.first, found.second)[0] if finding.severity == "error"]
        assert errors, kind

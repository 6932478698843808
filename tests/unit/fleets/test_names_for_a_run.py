"""Values, environments, locks and rules of a whole run, in parts: what is made is what one compilation makes of everything."""

import pytest

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.fleets import division
from oamc.fleets.names import known_names
from oamc.options import Environment, Options, OwnOptions
from oamc.spans import Located, SourceFile, Span
from oamc.values.given import Assignment, Layer, Overrides
from tests.unit.fleets.test_parts import INGRESS, both, codes, one, sources_of

PROJECT = SourceFile(path="oamc.toml", label="oamc.toml", text="[env.staging]\n" * 20)
SOURCES = sources_of(*(one(f"app-{number}", INGRESS.format(host=f"a{number}.test", path="/")) for number in range(4)))


def said(name, line=1):
    return Located(value=name, span=Span(PROJECT, line, 1, line, 2))


def values(text, name="values.yaml"):
    return Overrides(files=(SourceFile(path=name, label=name, text=text),))


def assigned(*texts):
    return Overrides(assignments=tuple(Assignment(flag="--set", text=text) for text in texts))


def layered(*layers):
    return Overrides(
        below=tuple(
            Layer(
                origin="environment staging",
                files=(SourceFile(path=f"{number}.yaml", label=f"{number}.yaml", text=text),),
                application=application,
            )
            for number, (application, text) in enumerate(layers)
        )
    )


def environment(**fields):
    return Environment(**{"name": "staging", **fields})


def patch(application, instance):
    text = (
        f"apiVersion: oamc.dev/v1\nkind: EnvironmentPatch\napplication: {application}\n"
        f"instances:\n  - name: {instance}\n    removeTraits: [ingress]\n"
    )
    return SourceFile(path="patch.yaml", label="patch.yaml", text=text)


REPLICAS = "app-{}-in: {{replicas: {}}}\n"
TOGETHER = {
    "a value of one": {"overrides": assigned("app-1-in.replicas=3")},
    "values of several": {"overrides": values(REPLICAS.format(0, 3) + REPLICAS.format(3, 4))},
    "a value that is taken away": {"overrides": values("app-1-in: {replicas: null}\n")},
    "an empty file": {"overrides": values("")},
    "an environment": {"environment": environment()},
    "an application that is left out": {"environment": environment(excluded=(said("app-0"),))},
    "one that is left out with a value": {
        "environment": environment(excluded=(said("app-0"),)),
        "overrides": layered(("", REPLICAS.format(0, 3) + REPLICAS.format(1, 3))),
    },
    "layers": {
        "environment": environment(),
        "overrides": layered(("", REPLICAS.format(0, 3)), ("app-1", REPLICAS.format(1, 4)), ("", REPLICAS.format(0, 5))),
    },
    "a patch": {"environment": environment(patches=(patch("app-2", "app-2-in"),))},
    "options of one": {
        "environment": environment(applications=(OwnOptions(name=said("app-3"), changes={"namespace": "own"}),)),
        "namespace": "all",
    },
    "names that are there": {"environment": environment(named=(said("app-0"), said("app-3", 2)))},
}
APART = {
    "a value that nobody knows": ({"overrides": assigned("app-1-in.scale=3")}, "OAM753"),
    "a value of an instance that nobody has": ({"overrides": values(REPLICAS.format(9, 3))}, "OAM753"),
    "a value of a known name that has none": ({"overrides": values("app-1-in: {replicas: {most: 3}}\n")}, "OAM754"),
    "a wrong value": ({"overrides": assigned("app-1-in.replicas=x")}, "OAM754"),
    "a value that is addressed to another one": (
        {"environment": environment(), "overrides": layered(("app-1", REPLICAS.format(0, 3)))},
        "OAM753",
    ),
    "a value of a trait that is gone": (
        {
            "environment": environment(patches=(patch("app-2", "app-2-in"),)),
            "overrides": layered(("", "app-2-in: {traits: {ingress: {hostname: b.test}}}\n")),
        },
        "OAM908",
    ),
    "an unknown application left out": ({"environment": environment(excluded=(said("app-9"),))}, "OAM904"),
    "an unknown application named": ({"environment": environment(named=(said("app-9"),))}, "OAM904"),
    "options of an unknown application": (
        {"environment": environment(applications=(OwnOptions(name=said("app-9"), changes={}),))},
        "OAM904",
    ),
    "a patch of an unknown application": ({"environment": environment(patches=(patch("app-9", "x"),))}, "OAM904"),
    "a patch of an unknown instance": ({"environment": environment(patches=(patch("app-2", "app-3-in"),))}, "OAM905"),
    "no application that comes out": (
        {"environment": environment(excluded=tuple(said(f"app-{number}", number + 1) for number in range(4)))},
        "OAM914",
    ),
}


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(division, "FILES", 1)


@pytest.mark.parametrize("form", ["helm", "manifests"])
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("name", TOGETHER)
def test_what_is_said_of_names_is_heard_by_the_part_that_has_them(name, processes, form):
    options = Options(format=form, **TOGETHER[name])
    in_parts, whole = both(SOURCES, options, processes)
    assert in_parts == whole
    assert codes(whole) == []
    assert len(whole[0]) >= 3


@pytest.mark.parametrize("name", APART)
def test_a_name_that_no_part_has_is_told_by_one_compilation(name):
    chosen, code = APART[name]
    in_parts, whole = both(SOURCES, Options(**chosen))
    assert in_parts is None
    assert code in codes(whole)


def test_an_instance_of_two_applications_with_values_of_an_environment_is_found_by_one_compilation():
    texts = [one(name, metadata=f"  namespace: {name}\n").replace(f"{name}-in", "web-in") for name in ("a", "b")]
    chosen = {"environment": environment(), "overrides": layered(("", "web-in: {replicas: 3}\n"))}
    in_parts, whole = both(sources_of(*texts, one("c")), Options(**chosen))
    assert (in_parts, codes(whole)) == (None, ["OAM909"])
    without = {**chosen, "overrides": layered(("", "c-in: {replicas: 3}\n"))}
    in_parts, whole = both(sources_of(*texts, one("c")), Options(**without))
    assert in_parts == whole
    assert codes(whole) == []


def test_a_part_tells_only_names_that_are_given():
    options = Options(overrides=values(REPLICAS.format(0, 3) + REPLICAS.format(9, 3)), is_part=True)
    assert known_names(Compilation(SOURCES, options, Reports())) == {"app-0-in": {"replicas": None}}

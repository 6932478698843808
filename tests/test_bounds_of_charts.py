"""The bound of the bytes of a chart is never less than the chart, also where one of its terms has to carry all of them.

`oamc check` lays out no chart that is surely small enough: a bound that is too low would let one pass that no cluster takes. It
is a sum, several times as large as most charts, so that a term that is wrong hides behind the others. Hence applications here
may be almost all of one thing, and each such thing is shown to need its term: without that, the bound is too low.
"""

import inspect
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.backends.helm import bounds
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from tests.support.documents import application, component, container, source_of
from tests.unit.capabilities.test_described_types import OWN, TYPE, described, setting

LARGE = 200_000
SOURCE = inspect.getsource(bounds)


def sizes(documents, options):
    """Return how many bytes a chart has, and how many it has at most by the bound."""
    run = Compilation((source_of(*documents),), options, Reports())
    (output,) = run.outputs
    assert not run.reports.has_errors(), run.reports.found
    (checked,) = run.checked
    return sum(len(text.encode()) for text in output.files.values()), run.backend_of(checked).most_bytes(checked.objects)


def server(env, parameters=(), config=(), **given):
    more = {"parameters": parameters} if parameters else {}
    files = {"config": config} if config else {}
    return [component("Server", container(env=env, **files), **more), application(**given)]


def given_object(api_version, kind, **fields):
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, **fields}
    version = "core.oam.dev/v1alpha2"
    parts = {"kind": "Component", "spec": {"workload": body}, "metadata": {"name": "web"}}
    whole = {"kind": "ApplicationConfiguration", "spec": {"components": [{"componentName": "web"}]}}
    return [{"apiVersion": version, **parts}, {"apiVersion": version, "metadata": {"name": "shop"}, **whole}]


def of_literals(text, _):
    return server([{"name": "LONG", "value": text}])


def of_defaults(text, _):
    return server([{"name": "LONG", "fromParam": "p"}], [{"name": "p", "type": "string", "default": text}])


def of_what_follows_variables(text, number):
    """One value that follows a variable, in many templates."""
    files = [{"path": f"/etc/file-{each}", "fromParam": "p"} for each in range(number)]
    followed = {"parameterValues": [{"name": "p", "value": f"{text[:20_000]}[fromVariable(v)]"}]}
    parameters = [{"name": "p", "type": "string"}]
    return server([{"name": "P", "fromParam": "p"}], parameters, files, variables=[{"name": "v", "value": "a"}], **followed)


def of_annotations(text, _):
    documents = server([])
    documents[1]["metadata"]["annotations"] = {"description": text}
    return documents


def of_keys(text, number):
    """Many long keys of a mapping."""
    key = (text or "a")[:200]
    return given_object("v1", "ConfigMap", data={f"{key}{each}": "" for each in range(5 * number + 1)})


def of_parts(_, number):
    """Many parts without a text, deep below."""
    tree = [0] * (50 * number)
    for _ in range(20):
        tree = {"a": tree}
    return given_object("example.com/v1", "Own", spec=tree)


def of_fixed_values(text, _):
    """A value that decides the shape of an object, and is told in a comment."""
    own = described("WorkloadTemplate", TYPE, OWN.replace("VALUE", "1"), properties=[{"name": "fixed", "live": False}])
    taken = component(
        TYPE,
        workloadSettings=[setting("fixed", fromParam="p")],
        parameters=[{"name": "p", "type": "string", "default": text or "a"}],
    )
    return [own, taken, application()]


def of_descriptions(text, number):
    parameters = [{"name": f"p{each}", "type": "string", "default": "a", "description": text[:9000]} for each in range(number)]
    return server([{"name": f"P{each}", "fromParam": f"p{each}"} for each in range(number)], parameters)


def of_choices(text, number):
    choices = ["a", *(f"{text[:90]}{each}" for each in range(number))]
    return server([{"name": "P", "fromParam": "p"}], [{"name": "p", "type": "string", "default": "a", "enum": choices}])


def of_open_values(text, number):
    """Variables that are there only if a value is, which has a long path."""
    name = f"p{''.join(filter(str.isalnum, text.encode().hex()))[:200]}"
    env = [{"name": f"P{each}", "fromParam": name, "value": "a"} for each in range(number)]
    return server(env or [], [{"name": name, "type": "string"}] if env else ())


def of_nothing(*_):
    return server([])


FORMS = (
    *(of_literals, of_defaults, of_what_follows_variables, of_annotations, of_keys, of_parts, of_fixed_values),
    *(of_descriptions, of_choices, of_open_values),
)
WORDS = st.text(st.sampled_from('a1 {}\\"<#+é\U0001f600\n\x7f'), min_size=1, max_size=6)
PLAIN = st.text(st.sampled_from("abc-"), min_size=1, max_size=6)
ONLY_PLAIN = frozenset((of_keys, of_open_values))


TIMES = st.one_of(st.integers(0, 50), st.integers(5_000, 30_000))


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data(), times=TIMES, number=st.integers(0, 30))
def test_a_chart_of_almost_one_thing_has_no_more_bytes_than_its_bound(form, data, times, number):
    text = data.draw(PLAIN if form in ONLY_PLAIN else WORDS) * times
    size, most = sizes(form(text, number), Options())
    assert size <= most


FAULTS = [
    ("objects", of_literals, {}, "_Parts([*(item.body for item in items), *conditions,", "_Parts([*conditions,"),
    ("what follows variables", of_what_follows_variables, {}, "    if built:\n", "    if not built:\n"),
    ("annotations", of_annotations, {}, "*required, *annotations, *dependencies", "*required, *dependencies"),
    ("what is told", of_nothing, {"app_version": f"1{'0' * LARGE}"}, "*dependencies, told]", "*dependencies]"),
    ("values", of_choices, {}, "_of_values(objects.parameters, longest_name) + ", ""),
    (
        "values in force",
        of_defaults,
        {},
        "found += _Parts([history[-1].value for history in histories]).most_bytes(indent)",
        "",
    ),
    ("fixed values", of_fixed_values, {}, " + _of_fixed(objects.fixed)", ""),
    ("texts", of_literals, {}, "            _spelled(texts)\n            +", "            0 +"),
    ("keys", of_keys, {}, '            + _spelled("".join(self._keys))\n', ""),
    ("lines of parts", of_parts, {}, '            + (self._count + texts.count("\\n")) * (indent + OF_A_PART)\n', ""),
]
"""A term of the bound, what needs it, options, and how a bound without it is written."""


@pytest.mark.parametrize(("form", "options", "term", "instead"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_bound_without_one_of_its_terms_is_seen_to_be_too_low(form, options, term, instead, monkeypatch):
    documents, chosen = form("x" * LARGE, 400 if form is not of_what_follows_variables else 20), Options(**options)
    size, most = sizes(documents, chosen)
    assert size <= most
    assert SOURCE.count(term) == 1
    faulty = types.ModuleType("faulty")
    exec(compile(SOURCE.replace(term, instead), "faulty", "exec"), faulty.__dict__)
    monkeypatch.setattr(bounds, "most_bytes", faulty.most_bytes)
    size, most = sizes(documents, chosen)
    assert size > most

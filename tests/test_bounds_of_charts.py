"""The bound of the bytes of a chart is never less than the chart, also where one of its terms has to carry all of them.

`oamc check` lays out no chart that is surely small enough: a bound that is too low would let one pass that no cluster takes. It
is a sum, several times as large as most charts, so that a term that is wrong hides behind the others. Hence applications here
may be almost all of one thing, and each such thing is shown to need its term: without that, the bound is too low.
"""

import inspect
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc import resources
from oamc.backends.helm import bounds
from oamc.backends.helm.notes import notes, parts_of_notes
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.source.limits import Limits
from tests.support.documents import application, component, container, source_of
from tests.unit.capabilities.test_described_types import OWN, TYPE, described, setting

LARGE = 200_000
ANY_SIZE = 10**12
MANY_COPIES = Options(limits=Limits(copies=10_000))
SOURCE = inspect.getsource(bounds)


def sizes(documents, options, enough=0):
    """Return how many bytes a chart has, and how many it has at most by the bound, or by the rough one with `enough`."""
    run = Compilation((source_of(*documents),), options, Reports())
    (output,) = run.outputs
    assert not run.reports.has_errors(), run.reports.found
    (checked,) = run.checked
    return sum(len(text.encode()) for text in output.files.values()), run.backend_of(checked).most_bytes(
        checked.objects, enough
    )


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


def of_routes(text, number):
    """Addresses with long paths, which the notes have once more, and with them the long host."""
    host = f"{'a' * 60}.{'b' * 60}.{'c' * 60}.example.com"
    path = f"/{''.join(filter(str.isalnum, text[:2000]))}"
    service = {"service": {"name": "web", "port": {"number": 80}}}
    paths = [{"path": f"{path}{each}", "pathType": "Exact", "backend": service} for each in range(number + 1)]
    return given_object("networking.k8s.io/v1", "Ingress", spec={"rules": [{"host": host, "http": {"paths": paths}}]})


def of_nothing(*_):
    return server([])


FORMS = (
    *(of_literals, of_defaults, of_what_follows_variables, of_annotations, of_keys, of_parts, of_fixed_values),
    *(of_descriptions, of_choices, of_open_values, of_routes),
)
WORDS = st.text(st.sampled_from('a1 {}\\"<#+é\U0001f600\n\x7f'), min_size=1, max_size=6)
PLAIN = st.text(st.sampled_from("abc-"), min_size=1, max_size=6)
ONLY_PLAIN = frozenset((of_keys, of_open_values))


TIMES = st.one_of(st.integers(0, 50), st.integers(5_000, 30_000))


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data(), times=TIMES, number=st.integers(0, 30))
def test_a_chart_of_almost_one_thing_has_no_more_bytes_than_its_bound(form, data, times, number):
    text = data.draw(PLAIN if form in ONLY_PLAIN else WORDS) * times
    documents = form(text, number)
    size, most = sizes(documents, MANY_COPIES)
    assert size <= most <= sizes(documents, MANY_COPIES, ANY_SIZE)[1]


FAULTS = [
    ("objects", of_literals, {}, "_Parts([*bodies, *conditions,", "_Parts([*conditions,"),
    ("what follows variables", of_what_follows_variables, {}, "    if built:\n", "    if not built:\n"),
    ("annotations", of_annotations, {}, "*required, *annotations, *dependencies", "*required, *dependencies"),
    ("what is told", of_nothing, {"app_version": f"1{'0' * LARGE}"}, "*dependencies, beside.told]", "*dependencies]"),
    ("values", of_choices, {}, "_of_values(objects.parameters, beside.longest_name) + ", ""),
    (
        "values in force",
        of_defaults,
        {},
        "found += _Parts([history[-1].value for history in histories]).most_bytes(indent)",
        "",
    ),
    ("fixed values", of_fixed_values, {}, " + _of_fixed(objects.fixed)", ""),
    ("texts", of_literals, {}, "            spelled(self._texts)\n            +", "            0 +"),
    ("keys", of_keys, {}, '            + spelled("".join(self._keys))\n', ""),
    ("lines of parts", of_parts, {}, '            + (self._count + self._texts.count("\\n")) * (indent + OF_A_PART)\n', ""),
]
"""A term of the bound, what needs it, options, and how a bound without it is written."""


ROUGH_FAULTS = [
    ("objects", of_literals, {}, "parts += (item.body, item.condition)", "pass"),
    ("annotations", of_annotations, {}, "    parts += [given.value for given in objects.annotations.values()]\n", ""),
    ("what is told", of_nothing, {"app_version": f"1{'0' * LARGE}"}, "[beside.told, in_notes]", "[in_notes]"),
    ("values in force", of_defaults, {}, "last.given_by, last.value)", "last.given_by)"),
]
"""The same of the rough bound."""


@pytest.mark.parametrize(
    ("form", "options", "term", "instead", "enough"),
    [(*fault[1:], 0) for fault in FAULTS] + [(*fault[1:], ANY_SIZE) for fault in ROUGH_FAULTS],
    ids=[fault[0] for fault in FAULTS] + [f"{fault[0]}, roughly" for fault in ROUGH_FAULTS],
)
def test_a_bound_without_one_of_its_terms_is_seen_to_be_too_low(form, options, term, instead, enough, monkeypatch):
    documents, chosen = form("x" * LARGE, 400 if form is not of_what_follows_variables else 20), Options(**options)
    size, most = sizes(documents, chosen, enough)
    assert size <= most
    assert SOURCE.count(term) == 1
    faulty = types.ModuleType("faulty")
    exec(compile(SOURCE.replace(term, instead), "faulty", "exec"), faulty.__dict__)
    for name in ("most_bytes", "roughly_most_bytes"):
        monkeypatch.setattr(bounds, name, getattr(faulty, name))
    size, most = sizes(documents, chosen, enough)
    assert size > most


TEXTS = st.text(st.sampled_from("a '\"\\{<#+\n\x00\x7f\xe9\uffff\U0001f600"), max_size=12)


@given(text=TEXTS)
def test_the_rough_bound_of_a_text_is_not_below_the_other_one(text):
    assert bounds._spelled(text) <= bounds._at_worst(text)


@given(text=st.text(), number=st.integers(1, 9))
def test_notes_are_no_longer_than_what_is_known_of_their_parts(text, number):
    run = Compilation((source_of(*of_routes(text, number)),), Options(), Reports())
    (checked,) = run.checked
    told = bounds._Parts(parts_of_notes(checked.objects)).most_bytes(0, bounds._at_worst)
    assert len(notes(checked.objects).encode()) <= told + bounds.OF_THE_NOTES


def test_the_texts_of_notes_are_no_longer_than_their_bound():
    folder = Path(resources.__file__).parent.parent / "templates" / "chart"
    texts = [found.read_text(encoding="utf-8") for found in folder.glob("NOTES*.txt")]
    assert len(texts) > 1
    assert 0 < sum(len(text.encode()) for text in texts) < bounds.OF_THE_NOTES - 300


def test_a_small_chart_is_looked_at_roughly_and_alone_so(monkeypatch):
    monkeypatch.setattr(bounds, "most_bytes", lambda *_, **__: pytest.fail("more than a rough look"))
    run = Compilation((source_of(*server([])),), Options(lays_out=False), Reports())
    assert len(run.outputs) == 1

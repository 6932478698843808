"""What is compiled in parts is what is compiled as a whole: each golden case beside others, and what two parts may share."""

import pytest

from oamc.api import compile_documents
from oamc.compiler import Compilation, build
from oamc.diagnostics.codes.application import DUPLICATE_DOCUMENT, SHARED_INSTANCE
from oamc.diagnostics.codes.capabilities import SHARED_ROUTE
from oamc.diagnostics.codes.usage import MAY_MEET
from oamc.diagnostics.reports import ERROR, Reports
from oamc.fleets import build as fleet_build
from oamc.fleets import division
from oamc.fleets.build import build_in_parts
from oamc.fleets.division import divide, for_the_whole
from oamc.fleets.part import SELF_CONTAINED, compile_part
from oamc.options import Options
from oamc.records import replace
from oamc.source.limits import Limits
from oamc.spans import SourceFile
from tests.golden_files import DIAGNOSTICS, GOLDEN, cases
from tests.support.texts import application, component, instance

CHOSEN = Options()
CASES = [*cases(GOLDEN), *cases(DIAGNOSTICS)]
KUBEVELA = """\
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {{name: {name}}}
spec:
  components:
    - {{name: {name}-web, type: webservice, properties: {{image: "example/web:1"}}}}
"""
SECOND_VERSION = """\
apiVersion: core.oam.dev/v1alpha2
kind: Component
metadata: {{name: {name}-web}}
spec:
  workload:
    apiVersion: core.oam.dev/v1alpha2
    kind: ContainerizedWorkload
    spec: {{containers: [{{name: web, image: "example/web:1"}}]}}
---
apiVersion: core.oam.dev/v1alpha2
kind: ApplicationConfiguration
metadata: {{name: {name}}}
spec:
  components: [{{componentName: {name}-web}}]
"""
INGRESS = """\
      traits:
        - name: ingress
          properties: {{hostname: {host}, servicePort: 8080, path: {path}}}
"""


def one(name, more="", *, of=None, metadata="", spec=""):
    """Return an application with a component of its own."""
    of = of or f"{name}-web"
    return component(of) + application(instance(f"{name}-in", of, more), name=name, metadata=metadata, spec=spec)


def sources_of(*texts, met=False):
    """Return inputs, each in a directory of its own."""
    return tuple(
        SourceFile(path=f"apps/{number:03}/app.yaml", label=f"{number:03}.yaml", text=text, met=met)
        for number, text in enumerate(texts)
    )


def seen(outputs, reports):
    """Return all that a run shows: the outputs with the order of their files, and the findings in order."""
    findings = [
        (one.code, one.severity, one.message, one.span, one.span and id(one.span.source), one.related, one.hint)
        for one in reports.in_order()
    ]
    return [(output, list(output.files)) for output in outputs], findings


def both(sources, options=CHOSEN, processes=1, **how):
    """Return what a run in parts shows, None where it is none, and what one compilation of everything shows."""
    whole, in_parts = Reports(**how), Reports(**how)
    outputs = build_in_parts(sources, options, in_parts, processes)
    shown = None if outputs is None else seen(outputs, in_parts)
    assert shown is not None or not in_parts.found, "nothing is told twice"
    return shown, seen(build(sources, options, whole), whole)


def codes(shown):
    return [finding[0].id for finding in shown[1]]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    """Let each directory be a part."""
    monkeypatch.setattr(division, "FILES", 1)
    monkeypatch.setattr(division, "CROWDED", 100)


def neighbours(source):
    """Return inputs of the same version of OAM that stand before and after one."""
    versions = {"core.oam.dev/v1beta1": KUBEVELA.format, "core.oam.dev/v1alpha2": SECOND_VERSION.format}
    make = next((make for version, make in versions.items() if version in source.text), one)
    return [
        replace(source, path=f"{place}/other.yaml", label=f"{place}.yaml", text=make(name=name), library=False)
        for place, name in (("0", "a-first"), ("z", "z-last"))
    ]


def may_be_in_parts(sources, options):
    """Tell whether nothing speaks against parts but what is wrong or shared."""
    directories = {source.path.rpartition("/")[0] for source in sources}
    if for_the_whole(options) or not divide(sources) or len(directories) > 3:  # then the case itself is divided
        return False
    compilation = Compilation(sources, options, Reports())
    kinds = {document.kind for document in compilation.documents}
    return kinds <= SELF_CONTAINED and len({document.front_end.name for document in compilation.decoded}) == 1


@pytest.mark.parametrize("form", ["helm", pytest.param("manifests", marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_case_beside_others_is_compiled_in_parts_as_in_the_whole(case, form):
    reports = case.reports()
    sources = case.sources(reports)
    if reports.has_errors() or not sources:
        return  # it ends before the compiler
    before, after = neighbours(sources[0])
    together = (before, *(replace(source, path=f"case/{source.path}") for source in sources), after)
    options = replace(case.options, format=form)
    in_parts, whole = both(together, options, strict=reports.strict, allow_unknown=reports.allow_unknown)
    if in_parts is None:
        is_wrong = case.shows_a_diagnostic or any(finding[1] == ERROR for finding in whole[1])
        assert is_wrong or not may_be_in_parts(together, options), "good applications need no others"
    else:
        assert in_parts == whole


def test_a_run_over_many_applications_is_that_of_their_parts():
    in_parts, whole = both(sources_of(*(one(f"app-{number}") for number in range(7))))
    assert in_parts == whole
    assert [output.application for output, _ in whole[0]] == [f"app-{number}" for number in range(7)]


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (DUPLICATE_DOCUMENT, (one("shop"), one("shop", of="other"))),
        (DUPLICATE_DOCUMENT, (one("shop"), one("other", of="shop-web"))),
        (MAY_MEET, (one("shop"), one("other").replace("other-in", "shop-in"))),
        (
            SHARED_INSTANCE,
            (
                one("shop", metadata="  namespace: a\n"),
                one("other", metadata="  namespace: a\n").replace("other-in", "shop-in"),
            ),
        ),
        (
            SHARED_ROUTE,
            (one("shop", INGRESS.format(host="a.test", path="/")), one("other", INGRESS.format(host="a.test", path="/"))),
        ),
    ],
    ids=lambda value: value.id if hasattr(value, "id") else "",
)
def test_what_two_applications_must_not_share_is_found_by_one_compilation(code, texts, monkeypatch):
    sources = sources_of(one("first"), *texts)
    in_parts, whole = both(sources)
    assert in_parts is None
    assert code.id in codes(whole)
    compiled = []
    monkeypatch.setattr(fleet_build, "compile_part", lambda *given: compiled.append(given[0]) or compile_part(*given))
    assert build_in_parts((*sources, *sources_of(*map(one, "xyz"))), Options(), Reports(), 1) is None
    assert len(compiled) == 3, "the others are not compiled first"
    assert both(sources[:2])[0] is not None, "each of them alone may be in a part"
    assert both((sources[0], sources[2]))[0] is not None


def test_hosts_with_other_paths_do_not_meet():
    ingresses = (INGRESS.format(host="a.test", path=path) for path in ("/", "/b", "/c"))
    in_parts, whole = both(sources_of(*(one(f"app-{number}", more) for number, more in enumerate(ingresses))))
    assert in_parts == whole


def test_a_component_of_another_directory_is_found_by_one_compilation():
    in_parts, whole = both(sources_of(one("first"), component("web"), application(instance()), one("last")))
    assert in_parts is None
    assert codes(whole) == []
    assert len(whole[0]) == 3


SCOPES = """\
  scopes:
    - name: {name}
      type: core.oam.dev/v1alpha1.Network
      properties: {{network-id: a, subnet-id: b}}
"""
MEMBER = "      applicationScopes: [{name}]\n"


@pytest.mark.parametrize("named", ["scopes", "net"])
def test_a_scope_of_another_application_is_found_by_one_compilation(named):
    owner = one("scopes", spec=SCOPES.format(name="net"))
    member = one("member", MEMBER.format(name=named))
    own = one("own", MEMBER.format(name="mine"), spec=SCOPES.format(name="mine"))
    in_parts, whole = both(sources_of(owner, member, own))
    assert in_parts is None
    assert len(whole[0]) == 3
    in_parts, whole = both(sources_of(owner, own))
    assert in_parts == whole
    assert both(sources_of(one("first"), member))[0] is None


def test_an_application_with_the_name_of_a_scope_of_another_part_could_be_meant():
    own = one("own", MEMBER.format(name="net"), spec=SCOPES.format(name="net"))
    assert both(sources_of(own, one("net", spec=SCOPES.format(name="more"))))[0] is None


def test_two_versions_of_the_documents_are_compiled_together():
    in_parts, whole = both(sources_of(one("first"), KUBEVELA.format(name="second"), one("third")))
    assert in_parts is None
    assert [output.application for output, _ in whole[0]] == ["first", "third", "second"]


def test_what_is_found_once_is_found_at_its_first_place():
    scoped = [
        one(f"app-{number}", MEMBER.format(name=f"net-{number}"), spec=SCOPES.format(name=f"net-{number}"))
        for number in range(3)
    ]
    in_parts, whole = both(sources_of(*scoped))
    assert in_parts == whole
    assert codes(whole).count("OAM520") == 1


@pytest.mark.parametrize("limit", [{"components": 2}, {"copies": 0}])
def test_a_limit_of_a_run_holds_for_all_parts_together(limit, monkeypatch):
    monkeypatch.setattr("oamc.source.limits.FREE_COPIES", 0)
    monkeypatch.setattr("oamc.fleets.independence.FREE_COPIES", 0)
    long = "a" * 300
    parameters = f"      parameterValues: [{{name: target, value: {long}}}]\n"
    texts = [
        one(f"app-{number}", parameters).replace("  containers:", "  parameters: [{name: target, type: string}]\n  containers:")
        for number in range(3)
    ]
    in_parts, whole = both(sources_of(*texts), Options(limits=Limits(**limit)))
    assert in_parts is None or in_parts == whole


def test_findings_without_a_place_are_put_in_order_by_one_compilation(monkeypatch):
    from oamc.fleets import independence, part

    made = part.compile_part

    def without_places(*arguments):
        found = made(*arguments)
        return replace(found, findings=tuple(replace(finding, span=None) for finding in found.findings))

    monkeypatch.setattr("oamc.fleets.build.compile_part", without_places)
    spare = one("first") + "---\n" + component("spare")
    assert not independence.dependence([without_places(sources_of(spare), Options(), Reports())], Limits(), 1000)
    assert both(sources_of(spare, one("second")))[0] is not None
    assert both(sources_of(spare, one("second") + "---\n" + component("more")))[0] is None


@pytest.mark.parametrize(
    "options",
    [
        {"names_elsewhere": {}},
        {"only_application": "app-0"},
        {"capabilities": ("noted",)},
        {"require_class": ("Guaranteed",)},
    ],
)
def test_what_the_user_chooses_for_the_whole_run_keeps_it_whole(options):
    sources = sources_of(one("app-0"), one("app-1"))
    assert build_in_parts(sources, Options(**options), Reports(), 1) is None
    assert build_in_parts(sources, Options(), Reports(), 1) is not None


def test_parts_are_runs_of_files_that_end_with_a_directory(monkeypatch):
    monkeypatch.setattr(division, "FILES", 3)
    monkeypatch.setattr(division, "CROWDED", 2)

    def parts(*paths, **fields):
        sources = [SourceFile(path=path, label=path, text="x", **fields) for path in paths]
        return [[paths[number] for number in part] for part in divide(sources)]

    assert parts() == parts("a/1") == parts("a/1", "a/2", "a/3") == []
    assert parts("a/1", "a/2", "a/3", "b/1") == [["a/1", "a/2", "a/3"], ["b/1"]]
    assert parts("a/1", "a/2", "b/1", "b/2", "c/1") == [["a/1", "a/2", "b/1", "b/2"], ["c/1"]]
    assert parts(*"123456") == []
    assert parts(*"1234567") == [list("123456"), ["7"]]
    assert parts("a/1", "a/2", "a/3", "b/1", library=True) == []
    assert parts("a/1.cue", "a/2", "a/3", "b/1") == []
    monkeypatch.setattr(division, "CHARACTERS", 2)
    assert parts("a/1", "b/2", "c/3", "c/4", "c/5", "c/6", "c/7") == [["a/1", "b/2"], ["c/3", "c/4", "c/5", "c/6"], ["c/7"]]
    monkeypatch.setattr(division, "MOST_PARTS", 2)
    assert len(parts(*(f"{number}/a" for number in range(40)))) <= 20


def test_files_that_are_met_are_not_mixed_with_named_ones():
    met, named = sources_of(one("a"), met=True), sources_of(one("b"))
    assert divide((*met, *named)) == ()


def test_a_file_with_nothing_of_oam_is_compiled_with_all_others():
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    in_parts, whole = both(sources_of(one("a"), config, one("b"), met=True))
    assert in_parts is None or in_parts == whole
    in_parts, whole = both(sources_of(one("a") + "---\n" + config, one("b"), met=True))
    assert in_parts == whole


def test_the_library_compiles_many_documents_in_parts(monkeypatch):
    texts = {f"apps/{number}/app.yaml": one(f"app-{number}") for number in range(4)}
    alone = compile_documents(texts)
    compiled = []
    monkeypatch.setattr("oamc.api.MANY_FILES", 2)
    monkeypatch.setattr(fleet_build, "compile_part", lambda *given: compiled.append(given[0]) or compile_part(*given))
    assert [output.application for output in alone.outputs] == [f"app-{number}" for number in range(4)]
    assert compile_documents(texts) == alone
    assert len(compiled) == 4
    texts["apps/4/app.yaml"] = one("app-4").replace("app-4-in", "app-3-in")
    shared = compile_documents(texts)
    assert [finding.code.id for finding in shared.diagnostics] == ["OAM864"]

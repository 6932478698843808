"""Capabilities of installed packages of Python (docs/spec/own-capabilities.md, 6)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import oamc
from oamc.capabilities import v1
from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.packages.loading import with_packages
from oamc.diagnostics.reports import Reports
from tests.support.documents import application, compiled, component, trait
from tests.support.packages import describe, install, install_example

EXAMPLE = Path(__file__).parents[3] / "examples" / "capability-package"
FRAME = """from oamc.capabilities.v1 import *

def change(use, subject):
{body}

OWN = Trait(
    names=("own",),
    summary="An own trait.",
    properties=(Property(name="size", type=NumberType(whole=True), description="A size.", example=3),),
    needs=frozenset(),
    change=change,
)
CAPABILITIES = Package(traits=(OWN,))
"""
RENDER = """from oamc.capabilities.v1 import *

def render(instance, context):
{body}

OWN = WorkloadType(
    names=("example.com/v1.Own",), summary="An own type.", token="Own", features=frozenset(), render=render
)
CAPABILITIES = Package(workload_types=(OWN,))
"""
SCOPE = """from oamc.capabilities.v1 import *

def make(scope, context):
{body}

OWN = Scope(names=("example.com/v1.OwnScope",), summary="An own scope.", properties=(), overlap=True, make=make)
CAPABILITIES = Package(scopes=(OWN,))
"""
FIELDS_OF_OBJECT = '(("spec", entries([("size", located(use, "size"))])),)'
OBJECT = f'kube_object(subject.instance, ("example.com/v1", "Own"), "own", labels={{}}, fields={FIELDS_OF_OBJECT})'
MAP = "own = kube_object(subject.instance, ('v1', 'ConfigMap'), 'x', labels={}, fields=(('data', {'a': PART}),))"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return an empty place that Python imports from."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return tmp_path / "site"


def built(place, body, *, use=None, sets=(), traits=(), frame=FRAME, **options):
    install(place, frame.format(body="\n".join(f"    {line}" for line in body.split("\n"))))
    uses = [trait("own", **({"size": 3} if use is None else use)), *traits]
    return compiled(component(), application(*uses), sets=sets, capabilities=("acme",), **options)


def rendered(place, body, **spec):
    install(place, RENDER.format(body="\n".join(f"    {line}" for line in body.split("\n"))))
    return compiled(component("example.com/v1.Own", **spec), application(), capabilities=("acme",))


def scoped(place, body):
    install(place, SCOPE.format(body="\n".join(f"    {line}" for line in body.split("\n"))))
    scopes = [{"name": "all", "type": "example.com/v1.OwnScope", "properties": {}}]
    uses = application(scopes=scopes, applicationScopes=["shop"])
    return compiled(component(), uses, capabilities=("acme",), scopes="emit")


def run(place, *arguments, cwd=None):
    environment = {**os.environ, "PYTHONPATH": f"{Path(oamc.__file__).parents[1]}{os.pathsep}{place}"}
    command = [sys.executable, "-m", "oamc", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=cwd)


def test_a_trait_of_a_package_is_live_like_any_other(place):
    found = built(place, f"return Change(objects=({OBJECT},))", sets=("shop-web.traits.own.size=7",))
    assert not found.codes, found.messages
    assert found.only("Own")["spec"] == {"size": 7}
    assert found.only("Own")["metadata"]["labels"]["oam.dev/instance-name"] == "shop-web"


def test_without_its_name_nothing_of_a_package_is_known(place):
    install(place, FRAME.format(body="    return Change()"))
    found = compiled(component(), application(trait("own", size=3)))
    assert found.codes == ["OAM502"]


def test_nobody_loads_a_package_that_is_not_named(place):
    install(place, "raise SystemExit(3)", name="other", entry="other")
    found = built(place, "return Change()")
    assert not found.codes


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (None, "ModuleNotFoundError"),
        ("1 / 0", "ZeroDivisionError: division by zero (acme_oamc_"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def broken(:", "SyntaxError"),
        ("def down():\n    down()\ndown()", "RecursionError"),
        ("from oamc.capabilities.v1 import nothing_of_the_kind", "ImportError: cannot import name 'nothing_of_the_kind'"),
        ("from oamc.capabilities.v9 import Package", "ModuleNotFoundError"),
        ("class Mute(Exception):\n    def __str__(self):\n        raise ValueError\nraise Mute", "Mute (acme_oamc_"),
        ("", "AttributeError"),
        ("CAPABILITIES = 5", "is a int, and no Package"),
        ("from oamc.capabilities.v1 import *\nCAPABILITIES = Package(traits=5)", "traits must be a tuple of Trait records"),
        ("from oamc.capabilities.v1 import *\nCAPABILITIES = Package(scopes=(5,))", "scopes must be a tuple of Scope records"),
        ("from oamc.capabilities.v1 import *\nCAPABILITIES = Package(intents=())", "Package has no field intents"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_the_only_mistake(place, source, reason):
    install(place, source)
    found = compiled(component(), application(trait("own")), capabilities=("acme",))
    assert found.codes == ["OAM688"]
    assert reason in found.messages[0], found.messages


FIELDS = [
    ("names=()", "names must be a tuple of names"),
    ("names=('Own',)", 'names: "Own" is no name of a trait'),
    ("names=('own', 'own')", "names has one name twice"),
    ("names=(5,)", "names must be"),
    ("summary='a\\nb'", "summary must be a text of one line"),
    ("summary=''", "summary must be"),
    ("change=5", "change must be a function"),
    ("optional=1", "optional must be True or False"),
    ("needs={'pods'}", "needs must be a frozenset"),
    ("requires=('magic',)", "requires must be a tuple of words"),
    ("distinct='other'", "distinct is the name of no property"),
    ("stage=1", "stage is no part of the contract"),
    ("source='oamc'", "source is no part of the contract"),
    ("finish=change", "finish is no part of the contract"),
    ("properties=(5,)", "properties must be a tuple of properties"),
]
PROPERTIES = [
    ("name='a b'", "properties[0].name: a name has letters"),
    ("name=5", "properties[0].name must be"),
    ("type=str", "type must be a type of values"),
    ("type=lambda component: None", "type must be a type of values"),
    ("type=TextType(pattern='(')", "type has a pattern that cannot be used"),
    ("type=ListType(item=5)", "type.item must be a type of values"),
    ("type=NumberType(minimum='a')", "type.minimum cannot be so"),
    ("type=NumberType(maximum=float('nan'))", "type.maximum cannot be so"),
    ("type=ChoiceType(choices=())", "type.choices cannot be so"),
    ("type=TextMapType(fields=(('a', TextType()),))", "type.fields cannot be so"),
    ("type=TextType(minimum_length=5)", "default must"),
    ("required=True", "is required, and has a default"),
    ("read=5", "read is no part of the contract"),
    ("default=object()", "default must"),
]


@pytest.mark.parametrize(("fields", "reason"), FIELDS)
def test_what_a_record_says_is_checked(place, fields, reason):
    source = FRAME.format(body="    return Change()").replace("(OWN,)", f"(replace(OWN, {fields}),)")
    install(place, source)
    found = compiled(component(), application(), capabilities=("acme",))
    assert found.codes == ["OAM688"]
    assert f"traits[0].{reason}" in found.messages[0], found.messages


@pytest.mark.parametrize(("fields", "reason"), PROPERTIES)
def test_what_a_property_says_is_checked(place, fields, reason):
    one = f"replace(Property(name='a', type=TextType(), description='b', default='c'), {fields})"
    source = FRAME.format(body="    return Change()").replace("(OWN,)", f"(replace(OWN, properties=({one},)),)")
    install(place, source)
    found = compiled(component(), application(), capabilities=("acme",))
    assert found.codes == ["OAM688"]
    assert reason in found.messages[0], found.messages


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("names=('own',)", 'names: "own" is no GROUP/VERSION.KIND'),
        (
            "names=('core.oam.dev/v1alpha1.Own',)",
            'names: "core.oam.dev/v1alpha1.Own" is no GROUP/VERSION.KIND of a group of your own',
        ),
        ("features=frozenset({'fast'})", "features must be a frozenset of features"),
        ("features=frozenset({PODS})", "pod is the path of the pods"),
        ("features=frozenset({SERVICE_ENDPOINT})", "features: service-endpoint is for a type with pods"),
        ("features=frozenset({REPLICABLE})", "scale is missing"),
        ("name_rule='any'", 'name_rule must be "subdomain" or "service"'),
        ("longest_name=True", "longest_name must be a whole number"),
        ("counterpart='Worker'", "counterpart is no part of the contract"),
        (
            "settings=(Property(name='a', type=TextType(), description=''),) * 2",
            "settings has two properties of one name",
        ),
    ],
)
def test_what_a_workload_type_says_is_checked(place, fields, reason):
    install(place, RENDER.format(body="    pass").replace("(OWN,)", f"(replace(OWN, {fields}),)"))
    found = compiled(component(), application(), capabilities=("acme",))
    assert found.codes == ["OAM688"]
    assert f"workload_types[0].{reason}" in found.messages[0], found.messages


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ingress", "a trait that oamc has"),
        ("twice", "another one of acme-oamc 1.2.0"),
        ("shared", "another one of first 1.2.0"),
    ],
)
def test_a_name_that_is_taken_is_an_error(place, name, other):
    first = FRAME.format(body="    return Change()").replace('"own"', '"shared"')
    install(place, first, entry="first", name="first")
    traits = "OWN, OWN" if name == "twice" else "OWN"
    source = FRAME.format(body="    return Change()").replace('"own"', f'"{name}"').replace("(OWN,)", f"({traits},)")
    install(place, source)
    found = compiled(component(), application(), capabilities=("first", "acme"))
    assert found.codes == ["OAM649"]
    assert found.messages == [f'trait of acme-oamc 1.2.0 "{name}" has the name of {other}']


def test_a_document_cannot_take_the_name_of_a_package(place):
    described = {
        "apiVersion": "oamc.dev/v1alpha1",
        "kind": "TraitTemplate",
        "metadata": {"name": "own"},
        "spec": {"template": "{# #}"},
    }
    install(place, FRAME.format(body="    return Change()"))
    found = compiled(described, component(), application(), capabilities=("acme",))
    assert found.codes == ["OAM649"]
    assert "a trait of acme-oamc 1.2.0" in found.messages[0]


def test_two_packages_with_one_entry_point_are_told_apart_by_nobody(place):
    for name in ("one", "two"):
        install(place, FRAME.format(body="    return Change()"), name=name)
    found = compiled(component(), application(), capabilities=("acme",))
    assert found.codes == ["OAM688"]
    assert "both have an entry point of this name" in found.messages[0]


def test_of_a_package_that_is_installed_twice_the_first_one_counts(place, tmp_path, monkeypatch):
    install(place, "raise ValueError('the second one')")
    monkeypatch.syspath_prepend(str(tmp_path / "before"))
    found = built(tmp_path / "before", "return Change()")
    assert not found.codes, found.messages


CALLS = [
    ("return 1 / 0", "it raises ZeroDivisionError: division by zero (acme_oamc_"),
    ("raise SystemExit", "it raises SystemExit"),
    ("return change(use, subject)", "it raises RecursionError"),
    ("return use.get('size') + 1", "it raises TypeError"),
    ("return f\"{use.get('size')}\"", "it raises TypeError: an expression has no text"),
    ("return None", "it gives a NoneType where a Change has to be"),
    ("return Change(patches=[])", "patches must be a tuple"),
    ("return Change(objects=5)", "objects must be a tuple"),
    ("return Change(objects=(5,))", "it gives a int where a KubeObject has to be"),
    ("return Change(patches=(5,))", "it gives a int where a Patch has to be"),
    ("return Change(requirements=(5,))", "it gives a int where a Requirement has to be"),
    ("return Change(shared=(5,))", "shared of Change is no part of the contract"),
    ("return Change(patches=(Patch(tree=5),))", "the tree of a patch is no mapping"),
    ("return Change(patches=(Patch(tree={}, strategy='x'),))", "strategy of Patch is no part of the contract"),
    ("return Change(patches=(Patch(tree={}, target=('Service', 'other')),))", 'the workload has no Service "other" to patch'),
    ("return Change(patches=(Patch(tree={}, target='Service'),))", "the target of a patch is a kind and a name"),
    ("return Change(patches=(Patch(tree={'spec': 5}),))", "in the place of the mapping spec"),
    ("return Change(patches=(Patch(tree={'kind': 'Job'}),))", "and nothing else"),
    ("return Change(patches=(Patch(tree={'spec': ABSENT}),))", "takes spec away"),
    ("return Change(patches=(Patch(tree={'a': object()}),))", "a object is no part of an object"),
    ("return Change(patches=(Patch(tree={'a': {1: 'b'}}),))", "a key of a mapping is no text"),
    ("return Change(patches=(Patch(tree={'a': 10**30}),))", "a number is too large"),
    ("return Change(patches=(Patch(tree={'a': float('nan')}),))", "a number is too large, or is none"),
    ("return Change(patches=(Patch(tree={'a': '\\ud800'}),))", "half of one"),
    ("return Change(patches=(Patch(tree={'a': At(At(1, None), None)}),))", "an At stands around another one"),
    ("return Change(patches=(Patch(tree={'a': Hole(path=('b',), type=TextType())}),))", "a value that it was not given"),
    ("a = {}\na['a'] = a\nreturn Change(patches=(Patch(tree=a),))", "too deep or too large"),
    ("return Change(patches=(Patch(tree={'a': [1] * 60000}),))", "too deep or too large"),
    ("return Change(patches=(Patch(tree={'a': When(condition=5, then=1)}),))", "a condition is none"),
    (f"return Change(objects=(replace({OBJECT}, body=5),))", "does not begin with apiVersion, kind and metadata"),
    (f"return Change(objects=(replace({OBJECT}, kind='Other'),))", "does not begin with apiVersion, kind and metadata"),
    (f"return Change(objects=(replace({OBJECT}, is_given=True),))", "is more than an object"),
    (f"return Change(objects=(replace({OBJECT}, span=5),))", "it gives a int where a Span has to be"),
    (f"return Change(objects=(replace({OBJECT}, owner=5),))", "does not belong to the instance"),
    (f"{MAP}\nreturn Change(objects=(own,))".replace("PART", "None"), "a NoneType is no part of an object"),
    (f"{MAP}\nreturn Change(objects=(own,))".replace("PART", "size"), "it raises NameError"),
]


@pytest.mark.parametrize(("body", "reason"), CALLS)
def test_what_a_function_does_wrong_is_a_finding_with_the_name_of_the_package(place, body, reason):
    found = built(place, body)
    assert found.codes == ["OAM689"], found.messages
    assert found.messages[0].startswith('trait "own" of acme-oamc 1.2.0 fails: ')
    assert reason in found.messages[0], found.messages


def test_what_may_become_empty_is_told(place):
    found = built(place, f"{MAP}\nreturn Change(objects=(own,))".replace("PART", "located(use, 'size')"))
    assert found.codes == ["OAM689"]
    assert "may become empty: make it with entries or listing" in found.messages[0]


def test_a_function_refuses_a_use_at_its_place(place):
    found = built(place, "refuse(subject.context, use.span_of('size'), 'three is too much', 'take two')\nreturn Change()")
    assert found.codes == ["OAM690"]
    (one,) = found.reports.found
    assert (one.message, one.hint) == ("three is too much", "take two")


def test_what_follows_from_a_refusal_is_not_told(place):
    found = built(place, "refuse(subject.context, use.span_of('size'), 'three is too much')\nreturn None")
    assert found.codes == ["OAM690"]


@pytest.mark.parametrize("ending", [KeyboardInterrupt, MemoryError])
def test_what_ends_a_run_is_no_finding(place, ending):
    with pytest.raises(ending):
        built(place, f"raise {ending.__name__}")


RENDERS = [
    ("return 1 / 0", "it raises ZeroDivisionError"),
    ("return None", "it gives a NoneType where a Rendered has to be"),
    ("return Rendered(main=5)", "it gives a int where a KubeObject has to be"),
    ("return Rendered(main=MAIN, further=5)", "further must be a tuple"),
    ("return Rendered(main=MAIN, ports=(5,))", "it gives a int where a ServicePort has to be"),
    ("return Rendered(main=MAIN, fixed=(5,))", "fixed of Rendered is no part of the contract"),
    ("return Rendered(main=replace(MAIN, namespace=5))", "it raises TypeError"),
    ("return Rendered(main=replace(MAIN, condition=5))", "a condition is none"),
    ("return Rendered(main=replace(MAIN, body={**MAIN.body, 'status': {}}))", "a namespace or a status"),
    ("return Rendered(main=replace(MAIN, body={**MAIN.body, 'metadata': {'name': 'a', 'labels': 5}}))", "must be a mapping"),
    ("return Rendered(main=replace(MAIN, body={**MAIN.body, 'metadata': {}}))", "has no name"),
]
MAIN = "main_object(instance, ('example.com/v1', 'Own'), {}, {'a': 1})"


@pytest.mark.parametrize(("body", "reason"), RENDERS)
def test_a_workload_type_that_fails_leaves_its_instance_out(place, body, reason):
    found = rendered(place, body.replace("MAIN", MAIN))
    assert found.codes == ["OAM689"], found.messages
    assert 'workload type "example.com/v1.Own" of acme-oamc 1.2.0 fails: ' in found.messages[0]
    assert reason in found.messages[0], found.messages


PODS = RENDER.format(body="    {body}").replace(
    "features=frozenset(), render=render",
    "features=frozenset({{PODS, REPLICABLE, SCALABLE}}), pod=POD, render=render, scale=replicas,\n"
    "    settings=(Property(name='mode', type=TextType(), description='A mode.', example='b'),)",
)


def with_pods(place, body, *traits, sets=()):
    install(place, PODS.replace("{{", "{").replace("}}", "}").replace("    {body}", body))
    own = {**component("example.com/v1.Own", workloadSettings=[{"name": "mode", "value": "a"}])}
    own["spec"]["containers"] = component()["spec"]["containers"]
    return compiled(own, application(*traits), capabilities=("acme",), sets=sets)


def test_traits_apply_to_the_pods_of_a_type_of_a_package(place):
    body = """    fields = setting_fields(instance)
    found = deployment("Own", served=False)(instance, context)
    main = found.main
    metadata = {**main.body["metadata"], "annotations": fields}
    return replace(found, main=replace(main, body={**main.body, "metadata": metadata}))"""
    uses = trait("lifecycle", terminationGracePeriodSeconds=7), trait("manual-scaler", replicaCount=4)
    found = with_pods(place, body, *uses, sets=("shop-web.containers.web.image=a/b:7",))
    assert found.pod()["terminationGracePeriodSeconds"] == 7
    assert found.containers()[0]["image"] == "a/b:7"
    assert found.only("Deployment")["spec"]["replicas"] == 4
    assert found.only("Deployment")["metadata"]["annotations"] == {"mode": "a"}
    assert not found.codes, found.messages


def test_what_comes_out_is_checked_whoever_has_made_it(place):
    found = built(place, "return Change(patches=(Patch(tree={'spec': {'paused': 'no'}}),))")
    assert found.codes == ["OAM605"], found.messages


def test_a_type_without_its_pods_fails(place):
    body = "    return Rendered(main=main_object(instance, ('example.com/v1', 'Own'), {}, {'a': 1}))"
    found = with_pods(place, body, trait("lifecycle", terminationGracePeriodSeconds=7))
    assert found.codes == ["OAM689"]
    assert "no containers below spec.template.spec" in found.messages[0]


@pytest.mark.parametrize("scale", ["lambda count: 1 / 0", "lambda count: 5", "lambda count: {'a': object()}"])
def test_a_patch_of_the_number_of_replicas_that_fails_is_told(place, scale):
    body = '    return deployment("Own", served=False)(instance, context)'
    install(
        place,
        PODS.replace("{{", "{").replace("}}", "}").replace("    {body}", body).replace("scale=replicas", f"scale={scale}"),
    )
    own = component("example.com/v1.Own")
    own["spec"]["containers"] = component()["spec"]["containers"]
    found = compiled(own, application(trait("manual-scaler", replicaCount=4)), capabilities=("acme",))
    assert found.codes == ["OAM689"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return 1 / 0", "it raises ZeroDivisionError"),
        ("return None", "what it returns must be a tuple"),
        ("return (5,)", "it gives a int where a KubeObject has to be"),
    ],
)
def test_a_scope_that_fails_is_told(place, body, reason):
    found = scoped(place, body)
    assert "OAM689" in found.codes, found.messages
    assert any(reason in message for message in found.messages)
    assert not found.objects


def test_conditions_of_a_scope_are_checked(place):
    source = SCOPE.format(body="    return ()").replace("make=make", "make=make, conditions=lambda scope, context: (5,)")
    install(place, source)
    scopes = [{"name": "all", "type": "example.com/v1.OwnScope", "properties": {}}]
    found = compiled(component(), application(scopes=scopes, applicationScopes=["shop"]), capabilities=("acme",), scopes="emit")
    assert "OAM689" in found.codes


def test_what_a_package_prints_is_no_part_of_a_result(place, capsys):
    install(place, "print('loaded')\n" + FRAME.format(body="    print('called')\n    return Change()"))
    compiled(component(), application(trait("own", size=3)), capabilities=("acme",))
    out, err = capsys.readouterr()
    assert (out, err) == ("", "")


def test_a_catalog_without_a_package_stays_as_it_was(place):
    install(place, FRAME.format(body="    return Change()"))
    found = with_packages(CATALOG, ("acme",), Reports())
    assert found is not None
    assert (found.trait("own") is None, CATALOG.trait("own")) == (False, None)


def test_the_library_takes_packages_too(place):
    install(place, FRAME.format(body=f"    return Change(objects=({OBJECT},))"))
    documents = {
        "a.json": json.dumps({"apiVersion": "v1", "kind": "List", "items": [component(), application(trait("own", size=3))]})
    }
    assert oamc.compile_documents(documents, capabilities=("acme",)).ok
    assert not oamc.compile_documents(documents).ok


def test_all_that_the_contract_names_is_there():
    assert sorted(v1.__all__) == sorted(name for name in vars(v1) if not name.startswith("_") and name != "annotations")


@pytest.mark.slow
def test_the_example_is_built_listed_and_verified(tmp_path):
    install_example(EXAMPLE, tmp_path / "site")
    document = str(EXAMPLE / "portal.yaml")
    checked = run(tmp_path / "site", "verify", document, "--capabilities", "acme", "--scopes", "emit")
    assert "agree on" in checked.stdout + checked.stderr
    assert checked.returncode == 0, checked.stderr
    listed = run(tmp_path / "site", "types", "list", "--capabilities", "acme")
    assert "Who pays for the workload. (acme-oamc 1.2.0)" in listed.stdout
    shown = json.loads(
        run(tmp_path / "site", "types", "show", "cost-center", "Cache", "--capabilities", "acme", "--format", "json").stdout
    )
    assert [one["defined"] for one in shown["types"]] == ["acme-oamc 1.2.0"] * 2
    assert "metadata.labels.acme.example.com/cost-center" in shown["types"][0]["claims"]
    schema = run(tmp_path / "site", "schema", "--capabilities", "acme").stdout
    assert "cost-center" in schema
    assert "tenants.acme.example.com/v1.TenantScope" in schema


def test_the_example_refuses_what_it_knows_to_be_wrong(place):
    install_example(EXAMPLE, place)
    found = compiled(component(), application(trait("cost-center", number="0000", share=50)), capabilities=("acme",))
    assert found.codes == ["OAM690"]
    sys.modules.pop("acme_oamc", None)


def test_a_project_names_its_packages_and_nothing_runs_from_the_folder_of_the_input(tmp_path):
    install_example(EXAMPLE, tmp_path / "site")
    project = tmp_path / "project"
    project.mkdir()
    (project / "oamc.toml").write_text('capabilities = ["acme"]\n')
    (project / "app.yaml").write_text((EXAMPLE / "portal.yaml").read_text())
    done = run(tmp_path / "site", "check", "app.yaml", cwd=project)
    assert done.returncode == 0, done.stderr
    told = run(tmp_path / "nowhere", "check", "app.yaml", cwd=project).stderr
    assert "OAM688" in told
    assert "--> oamc.toml:1:18" in told
    given = run(tmp_path / "nowhere", "check", "app.yaml", "--capabilities", "acme", "--no-config", cwd=project).stderr
    assert "OAM688" in given
    assert "oamc.toml" not in given
    # What the input brings along is not installed.
    (project / "acme_oamc.py").write_text("open('ran', 'w')\n")
    describe(project, "acme-oamc", "9.0.0", "acme = acme_oamc:CAPABILITIES\n")
    assert "OAM688" in run(project, "check", "app.yaml", cwd=project).stderr
    assert not (project / "ran").exists()
    assert run(project, "check", "app.yaml", "--no-config", cwd=project).returncode != 0


def test_nothing_looks_at_what_is_installed_where_no_package_is_named(tmp_path):
    (tmp_path / "app.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [component(), application()]}))
    code = (
        "import sys; from oamc.cli.entry import run\n"
        f"run(['build', {str(tmp_path / 'app.json')!r}, '-o', {str(tmp_path / 'out')!r}])\n"
        "print(*(name for name in sys.modules if name.startswith(('importlib.metadata', 'oamc.capabilities.packages'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_two_runs_are_the_same(place):
    body = f"return Change(objects=({OBJECT},))"
    assert (
        built(place, body).objects == compiled(component(), application(trait("own", size=3)), capabilities=("acme",)).objects
    )


def test_traits_say_nothing_of_an_instance_that_its_type_refuses(place):
    made = "    return deployment('Own', served=False)(instance, context)"
    body = f"    refuse(context, instance.name.span, 'not on a Monday')\n{made}"
    found = with_pods(place, body, trait("lifecycle", containers=["nobody"], terminationGracePeriodSeconds=7))
    assert found.codes == ["OAM690"], found.messages


def test_a_value_that_is_fixed_is_no_hole(place):
    body = "return Change(patches=(Patch(tree={'metadata': {'annotations': {'a': TextOf(hole=HOLE)}}}),))"
    hole = "Hole(path=(*use.path, 'size'), type=NumberType(whole=True))"
    install(place, FRAME.format(body=f"    {body}").replace("HOLE", hole).replace("example=3", "live=False, default=3"))
    found = compiled(component(), application(trait("own", size=3)), capabilities=("acme",))
    assert found.codes == ["OAM689"], found.messages
    assert "a value that it was not given" in found.messages[0]

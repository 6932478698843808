"""No value that may be a secret is printed, in good documents and in broken ones (docs/assurance.md, R16)."""

import pytest

from oamc.cli.visibility import visible_text
from oamc.diagnostics.formats import FORMATS, render_for_log
from oamc.diagnostics.github import step_summary
from oamc.diagnostics.text import render
from oamc.options import Options
from oamc.source.limits import DEFAULT_LIMITS
from tests.assurance.logs.builds import findings
from tests.assurance.logs.judge import faults
from tests.assurance.logs.secrets import MARKER, TEMPLATE, VALUES, broken, markers
from tests.support import processes

NAMES = ("as the key of a misspelled field", "a field that no list item has", "a question mark", "another document in it")
"""Mutations that make a field of the marker: the name of a field is told, because nobody could find it otherwise."""
REFERENCES = ("a reference", "a parameter reference")
"""A reference names a variable or a parameter."""
EVERY = 3
"""Every third mutation is tried here, and all by `measure`."""
VALUE_FLAGS = ("--set", "--set-string", "--set-json")
GIVEN = (
    "shop-web.parameters.password=abc,zqcommasecret",
    "shop-web.parameters.password=abc,zqcommasecret=1",
    "shop-web.parameters.password={zqopensecret",
    "shop-web.parameters.password=zqclosedsecret}",
    "zqbaresecret",
    "=zqnonamesecret",
    "shop-web.parameters.password[zqindexsecret]=1",
    "shop-web.parameters.options=zqtypesecret",
    "shop-web.parameters.token.x=zqdeepersecret",
    "shop-web.traits.ingress.servicePort=zqportsecret",
    'shop-web.parameters={"password": zqjsonsecret}',
    'shop-web.parameters={"password": "zqjsonsecret}',
    'shop-web={"parameters": {"password": ["zqlistsecret"]}}',
    '{"shop-web":{"parameters":{"token":{"a":"zqwholesecret"}}}}',
    "shop-web.containers.web.image=zqimagesecret zq",
    "shop-web.parameters.bound=zqliteralsecret",
    "shop-web.parameters.bound.secretKeyRef=zqreferencesecret",
    "shop-web.parameters.bound.secretKeyRef.name=zqname secret",
    "shop-web.parameters.bound.secretKeyRef.key=zqkeysecret/x",
    "shop-web.parameters.bound.configMapKeyRef.name=zqothersecret",
)
VALUE_FILES = {
    "good": VALUES,
    "a wrong type": "shop-web: {parameters: {password: [zqvaluessecret]}}\n",
    "a literal for a reference": "shop-web: {parameters: {bound: zqvaluessecret}}\n",
    "a list for a reference": "shop-web: {parameters: {bound: {secretKeyRef: [zqvaluessecret]}}}\n",
    "an unknown value": "shop-web:\n  parameters:\n    pasword: zqvaluessecret\n",
    "an open quote": 'shop-web:\n  parameters:\n    password: "zqvaluessecret\n',
    "a tag": "shop-web: {parameters: {password: !zqvaluessecret x}}\n",
    "an alias": "shop-web: {parameters: {password: *zqvaluessecret}}\n",
    "no mapping": "zqvaluessecret\n",
    "two documents": "a: zqvaluessecret\n---\nb: zqvaluessecret\n",
    "not UTF-8": b"shop-web: zqvaluessecret\xff\n",
}


def printed(found):
    """Return everything that is printed of some findings, in every form."""
    terminal = render(found, visibility=lambda source, line: visible_text(source, line, DEFAULT_LIMITS))
    return terminal + step_summary(found) + "".join(render_for_log(name, found, "1") for name in FORMATS[1:])


def leaks(every=1):
    """Yield for each broken document what it leaks, or the empty text."""
    for index, (name, text) in enumerate(broken(TEMPLATE)):
        if index % every == 0:
            shown = set(MARKER.findall(printed(findings(text))))
            allowed = name.partition(": ")[2] in (*NAMES, *REFERENCES)
            if name.endswith(": as the key") and "annotations" in text.split("\n")[int(name.split(":")[0].split()[1]) - 2]:
                allowed = True
            yield f"{name}: {sorted(shown)}" if shown and not allowed else ""


BOUND = "          valueFrom:\n            secretKeyRef:\n              name: shop-db\n              key: zqboundsecret\n"
LITERALS = {
    "in the application": (BOUND, "          value: zqliteralsecret\n", "OAM434"),
    "in a variable": (BOUND, '          value: "[fromVariable(TOKEN)]"\n', "OAM434"),
    "beside a reference to a key": (BOUND, f"          value: zqliteralsecret\n{BOUND}", "OAM430"),
    "as a default": ("      secret: true\n", "      secret: true\n      default: zqliteralsecret\n", "OAM434"),
    "as what says that it is one": ("      secret: true\n", "      secret: zqliteralsecret\n", "OAM211"),
    "beside the parameter": (
        "          fromParam: bound\n",
        "          fromParam: bound\n          value: zqliteralsecret\n",
        "OAM434",
    ),
    "as a key that no object has": ("key: zqboundsecret", "key: zqboundsecret/zqotherssecret", "OAM432"),
    "as a key in the component": ("key: zqownsecret", "key: zqownsecret/zqothersecret", "OAM606"),
    "as a name": ("name: shop-db\n              key: zqbound", "name: true\n              key: zqbound", "OAM212"),
    "in place of a reference": (BOUND, "          valueFrom: zqliteralsecret\n", "OAM211"),
    "in place of a key": (BOUND, "          valueFrom: {secretKeyRef: zqliteralsecret}\n", "OAM211"),
}


@pytest.mark.parametrize("name", LITERALS)
def test_a_literal_for_a_secret_shows_no_marker(name):
    old, new, code = LITERALS[name]
    assert TEMPLATE.count(old) == 1
    found = findings(TEMPLATE.replace(old, new), options=Options(allow_unknown_workloads=True))
    assert code in {one.code.id for one in found}
    assert not MARKER.findall(printed(found))


def test_the_template_is_good_and_full_of_markers():
    assert not [
        found for found in findings(TEMPLATE, options=Options(allow_unknown_workloads=True)) if found.severity == "error"
    ]
    assert len(markers(TEMPLATE)) >= 19


def test_a_broken_document_shows_no_marker():
    results = list(leaks(EVERY))
    assert len(results) > 200
    assert not list(filter(None, results))


def test_every_way_to_break_a_document_is_an_error_somewhere():
    ways = {}
    for index, (name, text) in enumerate(broken(TEMPLATE)):
        way = name.partition(": ")[2]
        if not ways.get(way) and index % 5 == 0:
            ways[way] = any(found.severity == "error" for found in findings(text, strict=True))
    assert sum(ways.values()) > 30


def run(folder, *arguments, environment=None):
    """Run the command line in a process of its own, and return its status and all that it printed."""
    ended = processes.oamc(*arguments, folder=folder, environment=processes.bare(folder, **(environment or {})))
    return ended.status, ended.stdout + ended.stderr


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "app.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [("check",), ("build", "-o", "out"), ("build", "-o", "out", "--dry-run", "--verbose")])
def test_a_good_document_shows_no_marker(inside, command):
    status, *output = inside(*command, "app.yaml", "-v", "--allow-unknown-workloads")
    assert status == 0
    assert not faults(b"".join(output), secrets=markers(TEMPLATE))


@pytest.mark.parametrize("flag", VALUE_FLAGS)
@pytest.mark.parametrize("text", GIVEN)
def test_an_assignment_shows_no_marker(inside, flag, text):
    _, *output = inside("check", "app.yaml", "-v", "--allow-unknown-workloads", flag, text)
    assert not faults(b"".join(output), secrets=markers(text))


@pytest.mark.parametrize("content", VALUE_FILES.values(), ids=VALUE_FILES)
def test_a_values_file_shows_no_marker(inside, folder, content):
    (folder / "values.txt").write_bytes(content if isinstance(content, bytes) else content.encode())
    for further in ((), ("--diagnostics", "json"), ("--diagnostics", "github")):
        _, *output = inside("check", "app.yaml", "-v", "--allow-unknown-workloads", "--values", "values.txt", *further)
        assert not faults(b"".join(output), secrets=["zqvalues"], annotations=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set=a=zqplacedsecret", "build"),
        ("a=zqplacedsecret",),
        ("build", "app.yaml", "a=zqplacedsecret"),
        ("build", "app.yaml", "--values", "a=zqplacedsecret"),
        ("build", "app.yaml", "--sett=a=zqplacedsecret"),
        ("types", "list", "--set=zqplacedsecret"),
        ("config", "--set", "a=zqplacedsecret"),
    ],
)
def test_a_value_in_the_wrong_place_of_the_command_line_shows_no_marker(inside, arguments):
    _, *output = inside(*arguments)
    assert not faults(b"".join(output), secrets=["zqplacedsecret"])


def test_the_environment_and_the_configuration_show_no_marker(folder):
    (folder / "oamc.toml").write_text('set = ["a=zqfilesecret"]\nnamespace = "zqopensecret\n', encoding="utf-8")
    environment = {"OAMC_SET": "shop-web.parameters.options=zqenvironmentsecret", "DATABASE_PASSWORD": "zqforeignsecret"}
    for arguments in (("config",), ("check", "app.yaml", "-v")):
        _, output = run(folder, *arguments, environment=environment)
        assert not faults(output, secrets=["zqfilesecret", "zqopensecret", "zqenvironmentsecret", "zqforeignsecret"])


def test_a_fault_of_oamc_shows_no_marker(inside, monkeypatch):
    import oamc.compiler

    def fail(*_):
        raise RuntimeError("zqexceptionsecret in zqmessagesecret")

    monkeypatch.setattr(oamc.compiler, "decode", fail)
    status, *output = inside("check", "app.yaml")
    assert status == 70
    assert not faults(b"".join(output), secrets=["zqexceptionsecret", *markers(TEMPLATE)])


def test_a_dump_shows_values_because_it_is_asked_for(inside):
    status, *output = inside("dump", "app.yaml", "--after", "read", "--show-values")
    assert status == 0
    assert b"zqenvsecret" in b"".join(output)
    assert not faults(b"".join(output))


KEYS = {
    "a value of a parameter": "parameterValues: [{name: token, value: {zqfirstsecret: 1, zqfirstsecret: 2}}]",
    "a misspelled value": "parameterValues: [{name: token, vlaue: {zqfirstsecret: 1, zqfirstsecret: 2}}]",
    "a list written as a mapping": "parameterValues: {zqfirstsecret: 1, zqfirstsecret: 2}",
    "an annotation": "annotations: {zqfirstsecret: 1, zqfirstsecret: 2}",
    "a merge": "parameterValues: [{name: token, value: {zqfirstsecret: 1, <<: {zqfirstsecret: 2}}}]",
    "a quoted key": "env: {\"zqfirstsecret\": 1, 'zqfirstsecret': 2}",
    "a long key": "env: {? zqfirstsecret : 1, ? zqfirstsecret : 2}",
}


@pytest.mark.parametrize("what", KEYS)
def test_the_reader_repeats_no_key_that_may_be_a_secret(what):
    found = findings(f"apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration\nspec: {{{KEYS[what]}}}\n")
    assert {"OAM112", "OAM121"} & {one.code.id for one in found}
    assert MARKER.findall(printed(found)) == []


@pytest.mark.parametrize("number", ["0x7f3a91", "1_234_567", "0123456", "1.50", "+42"])
def test_the_reader_repeats_no_number_that_is_a_key(number):
    text = f"kind: a\nspec: {{parameterValues: [{{name: a, value: {{{number}: x}}}}]}}\n"
    (found,) = [one for one in findings(text) if one.code.id == "OAM115"]
    assert found.message == "Kubernetes reads a key that is a number as another text"
    assert number not in printed([found])


def test_the_reader_names_the_fields_of_the_schemas_and_the_words_of_yaml():
    messages = [found.message for found in findings("kind: a\non: b\nspec: {containers: [], containers: []}\n")]
    assert 'the key "containers" is given twice in one mapping' in messages
    assert 'Kubernetes reads the key "on" as "true"' in messages


MISPLACED = {
    "the protocol of a port": ("containerPort: 8080}", "containerPort: 8080, protocol: *p}"),
    "the pull policy": ("imagePullSecret: registry", "imagePullPolicy: *p"),
    "the type of a parameter": ("name: options\n      type: object", "name: options\n      type: *p"),
    "the workload type": ("core.oam.dev/v1alpha1.Server", "zqdefaultsecret/x"),
    "the operating system": ("  containers:\n", "  osType: *p\n  containers:\n"),
    "an extended resource": ("memory: {required: 64Mi}}", "memory: {required: 64Mi}, extended: [{name: *p, required: 1}]}"),
}
"""Fields of a few words or of one form, to which an alias brings the text of a secret."""


@pytest.mark.parametrize("place", MISPLACED)
def test_a_text_of_a_wrong_form_is_not_repeated(place):
    old, new = MISPLACED[place]
    text = TEMPLATE.replace("default: zqdefaultsecret", "default: &p zqdefaultsecret").replace(old, new)
    assert text.count("zqdefaultsecret") + text.count("*p") == 2
    found = findings(text)
    assert {one.code.id for one in found} & {"OAM215", "OAM303", "OAM308"}
    assert not MARKER.findall("".join(one.message + one.hint for one in found).lower())

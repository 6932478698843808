"""Results on standard output are safe in a log and still say exactly what the document says."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.objects.writer import YamlWriter
from oamc.options import Options
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.stages import dump
from tests.assurance.logs.judge import faults
from tests.support.helm import shared_engine
from tests.support.texts import application, component, containers

TEXTS = (
    "::error::mine\n  ::add-mask::x\n##[group]all\n##vso[task]\n",
    "first\n::error::mine\n",
    "##[endgroup]",
    "right\u202eleft \u2066\u200b\u00ad\ufeff \U000e0041",
    "a\u202e\nb\n",
    "## a title\n# a comment\n#[x]\n",
    "a\x1b[31m\x85\u2028",
)


def in_yaml(text):
    """Return a text in double quotes. YAML has no surrogate pairs."""
    return json.dumps(text).replace("\\udb40\\udc41", "\\U000e0041")


def document(text):
    """Return an application with a text as environment variable, config file and annotation."""
    value = in_yaml(text)
    spec = containers() + f"      env: [{{name: A, value: {value}}}]\n      config: [{{path: /etc/a, value: {value}}}]\n"
    return component(metadata=f"  annotations: {{a: {value}}}\n", spec=spec) + application()


def built(text, form):
    reports = Reports()
    source = SourceFile(path="app.yaml", label="app.yaml", text=document(text))
    (output,) = build((source,), Options(format=form), reports)
    return output.files


def texts_of(objects):
    """Return the three places of the text in the objects of an application."""
    (config,) = (item["data"]["a"] for item in objects if item["kind"] == "ConfigMap")
    (pod,) = (item["spec"]["template"] for item in objects if item["kind"] == "Deployment")
    return config, pod["metadata"]["annotations"]["a"], pod["spec"]["containers"][0]["env"][0]["value"]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_manifests_command_nothing_and_keep_the_text(text):
    files = built(text, "manifests")
    objects = []
    for name, content in files.items():
        assert not faults(content.encode())
        objects += [plain(found.root) for found in read(SourceFile(path=name, label=name, text=content), Reports())]
    assert texts_of(objects) == (text, text, text)
    rendered = shared_engine().render(built(text, "helm"))
    assert not rendered.refusal
    assert texts_of(rendered.documents) == (text, text, text)


def test_a_config_file_with_titles_stays_readable():
    (content,) = built("## a title\n# a comment\n", "manifests").values()
    assert "    ## a title\n    # a comment\n" in content


@pytest.mark.parametrize("stage", ["read", "decode", "normalize", "resolve", "lower", "emit"])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_dump_commands_nothing(stage, text):
    reports = Reports()
    source = SourceFile(
        path="app.yaml", label="app\x1b[31m.yaml", text=document(text).replace("{a: ", f"{{{in_yaml(text)}: x, a: ")
    )
    options = Options(format="manifests")
    assert not faults(dump((source,), stage, options, reports).encode("utf-8", "surrogatepass"))
    source = SourceFile(path="app.yaml", label="app\x1b[31m.yaml", text=document(text))
    shown = dump((source,), stage, options, Reports())
    assert shown
    assert not faults(shown.encode())


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("#[:\n vso\u202e\u200b")), max_size=60))
def test_any_text_is_written_safely_and_read_back(text):
    written = YamlWriter().document({"a": text, "b": [text]})
    assert not [code for code in faults(written.encode()) if code == "LOGCMD"]
    (found,) = read(SourceFile(path="", label="", text=written), Reports())
    assert plain(found.root) == {"a": text, "b": [text]}

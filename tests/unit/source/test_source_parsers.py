"""The parser: the trimmed import, and the fallback to PyYAML's parser in Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oamc.source import reader
from oamc.source.nodes import Mapping, Sequence
from oamc.startup.libyaml import python_parser_class

ROOT = Path(__file__).parents[3]


def run(script):
    """Run a script in a fresh interpreter, and return what it prints."""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


READ = """
import sys
from oamc.diagnostics.reports import Reports
from oamc.source.reader import decode_text, read
reports = Reports()
documents = read(decode_text("a", "a", b"a: [1, x]\\n", reports), reports)
assert documents[0].root.get("a").items[1].value == "x"
"""


def test_reading_imports_nothing_that_is_slow_to_import():
    loaded = run(READ + "print(*sys.modules)").split()
    slow = "typing dataclasses pathlib inspect logging subprocess tempfile shutil textwrap difflib datetime base64"
    assert set(loaded).isdisjoint([*slow.split(), "yaml.constructor", "yaml.loader", "yaml.tokens"])


def test_a_later_import_of_yaml_works_as_ever():
    script = """
import yaml
assert yaml.safe_load("a: [1, 2001-01-01]")["a"][0] == 1
assert yaml.load("a: 1", Loader=yaml.CSafeLoader) == yaml.load("a: 1", Loader=yaml.SafeLoader) == {"a": 1}
assert yaml.dump({"a": 1}, Dumper=yaml.CSafeDumper) == yaml.safe_dump({"a": 1}) == "a: 1\\n"
assert isinstance(yaml.compose("a: 1"), yaml.nodes.MappingNode)
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    for broken in ("a: [", "a: \\x01", "a: *b"):
        try:
            yaml.load(broken, Loader=loader)
        except yaml.YAMLError:
            continue
        raise AssertionError(broken)
import yaml.constructor, yaml.scanner
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    assert [type(token) for token in yaml.scan("a: [1]", Loader=loader)][3] is yaml.tokens.ScalarToken
from yaml import *
assert yaml.__version__ and yaml.__with_libyaml__ and safe_load
print("well")
"""
    assert run(READ + script) == "well"
    assert run(READ + "from yaml import CSafeLoader, safe_load\nprint(safe_load('well'))") == "well"
    assert run(READ + "from yaml.cyaml import CLoader\nprint(CLoader('a').get_token())") == "StreamStartToken(encoding=None)"
    assert run(READ + "from yaml.cyaml import CParser\nimport yaml\nprint(yaml.safe_load('well'))") == "well"


def test_reading_after_an_import_of_yaml_uses_what_is_there():
    assert run("import yaml" + READ + "print(yaml.safe_load('well'))") == "well"


def test_without_libyaml_the_parser_in_python_reads():
    assert run("import sys\nsys.modules['yaml._yaml'] = None" + READ + "import yaml\nprint(yaml.__with_libyaml__)") == "False"


TEXTS = [
    "a: 1\n",
    "a: [1, {b: c}]\n",
    "- a\n- - b\n  - c\n",
    "a:\n- b\n- c: d\n  e: f\n",
    "? a\n: b\n? - x\n: y\n",
    "a: 'it''s'\n",
    'a: "\\x41\\u00e9\\U0001F600\\n\\t\\0"\n',
    "a: |\n  x\n   y\n\n",
    "a: |+\n x\n\nb: >-\n x\n y\n\n z\n",
    "a: |2\n    x\n",
    "a: x\n  y\n  z\n",
    "a: 'x\n  y\n\n  z'\n",
    "&a a: &b {c: *a}\nd: *b\n",
    "a: &x\nb: !!str\nc: !!int 3\nd: ! x\n",
    "<<: {a: 1}\nb: 2\n",
    "--- # c\na: 1\n...\n---\nb: 2\n",
    "%YAML 1.1\n---\na: 1\n",
    "%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n",
    "a: yes\non: 010\n1.5: ~\n",
    "a: 1\r\nb:\r\n  c: 2\r\n",
    "a: 1\rb: 2\r",
    "a: 'x\x85y'\nb: \u2028\n  z\n",
    "é😀: [ü, 😀]\n",
    "a: {b: c, d, 'e': f}\n",
    "a: [b: c, {d: e}]\n",
    "a: http://x/?y=z#w # c\n",
    "a: -b\nc: ?d\ne: :f\n",
    "a:  \n  b:\n\n\n# c\n  d: 1",
    "'a': 1\n\"b\" : 2\n",
    "a: b#c\n",
    "[a, b]: c\n",
    "a: 1\na: 2\n",
    "a: *x\n",
    "a: &x [*x]\n",
    "a: 'x\n",
    "a: [1\nb: 2\n",
    "a: b: c\n",
    "a:\n  - x\n b: 1\n",
    "a: 1\nb\nc: 2\n",
    "a: }\n",
    "a: @x\n",
    "a: - b\n",
    "a: !x!y 1\n",
    "a: |x\n b\n",
    "a: & 1\n",
    "a: 1\n...\nx\n",
    '"a" "b"\n',
    "{{ .x }}\n",
    "- {{ .x }}-y\n",
    'a: "\\U00110000"\n',
    'a: "\\xg"\n',
    "k" * 1025 + ": 1\n",
    "%YAML 2.0\n---\na: 1\n",
]


def shape(node):
    """Return all that a node says and where."""
    if isinstance(node, Mapping):
        return [node.span.key(), [(entry.key, entry.key_span.key(), shape(entry.value)) for entry in node]]
    if isinstance(node, Sequence):
        return [node.span.key(), [shape(item) for item in node]]
    return [node.span.key(), node.text, node.quoted, node.value]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:40]))
def test_both_parsers_give_the_same(reading, monkeypatch, text):
    fast = reading(text)
    monkeypatch.setattr(reader, "parser_class", python_parser_class)
    slow = reading(text)
    assert [shape(document.root) for document in slow.documents] == [shape(document.root) for document in fast.documents]
    assert slow.codes == fast.codes
    assert [found.message for found in slow.diagnostics] == [found.message for found in fast.diagnostics]
    assert [found.span.line for found in slow.diagnostics] == [found.span.line for found in fast.diagnostics]


def test_the_parser_in_python_refuses_half_a_surrogate_pair_too(reading, monkeypatch):
    monkeypatch.setattr(reader, "parser_class", python_parser_class)
    assert reading('a: "\\ud83d"').found == ["OAM133 1:4"]

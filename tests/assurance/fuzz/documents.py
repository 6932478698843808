"""The harness `documents`: documents of the grammar, mutated and with planted payloads, to manifests and to a chart.

The bytes choose: an application of `tests.strategies.applications`, or any documents of a legal shape; mutations; texts that
payloads replace; the options. A payload tries to become structure: an output that has one of its words as a key, a kind or
a name is a find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from oamc.choices import HELM, MANIFESTS
from oamc.cli.outputs import stream
from oamc.compiler import Output, build
from oamc.diagnostics.reports import ERROR, Diagnostic, Reports
from oamc.options import Options
from oamc.records import replace
from oamc.spans import SourceFile
from tests.assurance.fuzz.byte_choosers import ByteChooser
from tests.assurance.fuzz.invariants import check_chart, check_findings, check_manifests, check_printed
from tests.strategies.applications import application, as_text
from tests.strategies.documents import document
from tests.strategies.mutations import mutated, places_in, with_constants

MARK = "pwned"
PAYLOADS = (
    "x\npwned: x",
    "x\n---\napiVersion: v1\nkind: pwned\nmetadata: {name: pwned}",
    'x"\npwned: "x',
    "x'\npwned: 'x",
    "{pwned: x}",
    "- pwned: x",
    "pwned: x",
    "x # pwned: x",
    "\\\npwned: x",
    "x\r\npwned: x\r\n",
    "x\u2028pwned: x",
    "x\x85pwned: x",
    '{{ "x\\npwned: x" }}',
    "{{- /* */ -}}\npwned: x",
    "}}\npwned: x\n{{",
    '{{ fail "pwned: x" }}',
    "{{ template `pwned: x` }}",
    '"}}{{ printf "\\npwned: x" }}{{ "',
    "|-\n  pwned: x",
    "&pwned: x",
    "*pwned: x",
    "!!map {pwned: x}",
    "<no value>\npwned: x",
    "\\x3c\npwned: x",
    "../../pwned: x",
    "\u202epwned: x",
    "\n\n\npwned: x\n",
    " pwned: x ",
)
"""Texts that, read as YAML, as a template or as a path by mistake, give a key or kind `pwned`. All hold ": ", or an anchor or
alias with ":", which is legal in no name and in no key of Kubernetes."""
AS_KEY = re.compile(r"[ -]*(?P<quote>[\"']?)pwned(?P=quote) *:")
"""A line of a template that has the word as a key."""
OF_CHARTS = "OAM7"
"""How codes begin of what only a chart must not have."""
CHOICES = (
    Options(),
    Options(qos="off", allow_unknown_traits=True, allow_unknown_workloads=True, layout="per-object"),
    Options(namespace="team-a", single_service_port=True, ingress_class="nginx", layout="per-component"),
    Options(qos="warn", kube_versions=("1.30", "1.34", "1.37"), chart_name="other", chart_version="1.2.3-rc.1"),
)


def check(data: bytes) -> None:
    """Build the documents that the bytes choose, and check all that comes of them."""
    chooser = ByteChooser(data)
    options = chooser.choice(CHOICES)
    strict = chooser.chance(10)
    sources = written(chooser, chosen_documents(chooser))
    found, charts = built(sources, replace(options, format=HELM), strict=strict)
    check_findings(found, sources)
    if chooser.chance(12):
        check_printed(found)
    if not charts and not chooser.chance(12):
        return  # up to the outputs both builds are the same
    errors, trees = built(sources, replace(options, format=MANIFESTS), strict=strict)
    check_findings(errors, sources)
    if any(diagnostic.severity == ERROR and diagnostic.code.id.startswith(OF_CHARTS) for diagnostic in found):
        return  # a version that no chart may have, say
    assert [output.application for output in charts] == [output.application for output in trees], "one output without the other"
    for chart in charts:
        check_chart(chart.files)
        check_payload_in_chart(chart.files)
    for tree in trees:
        for item in check_manifests(tree.files):
            check_payload(item)
    if charts and chooser.chance(12):
        again = built(sources, replace(options, format=HELM), strict=strict)[1]
        assert [dict(output.files) for output in again] == [dict(output.files) for output in charts], "a second build differs"
        assert stream(built(sources, replace(options, format=MANIFESTS), strict=strict)[1]) == stream(trees)


def written(chooser: ByteChooser, documents: list[dict[str, Any]]) -> tuple[SourceFile, ...]:
    """Return the documents as files: one for each, or one stream."""
    parts = [documents] if chooser.chance(30) else [[document] for document in documents]
    names = [f"{number}.yaml" for number in range(len(parts))]
    texts = [as_text(part) for part in parts]
    if chooser.chance(15):
        texts = [with_constants(chooser, text) for text in texts]
    return tuple(SourceFile(path=name, label=name, text=text) for name, text in zip(names, texts, strict=True))


def chosen_documents(chooser: ByteChooser) -> list[dict[str, Any]]:
    """Return the documents that the bytes choose."""
    if chooser.chance(25):
        documents = [document(chooser) for _ in range(chooser.integer(1, 3))]
    else:
        documents = application(chooser, most_components=2)
    for _ in range(chooser.integer(0, 3)):
        number = chooser.integer(0, len(documents) - 1)
        documents[number] = mutated(chooser, documents[number])
    for _ in range(chooser.integer(0, 3)):
        plant(chooser, chooser.choice(documents))
    return documents


def plant(chooser: ByteChooser, planted: dict[str, Any]) -> None:
    """Replace a text of a document by a payload, or put one behind it."""
    places = [(container, key) for container, key in places_in(planted) if key is not None and isinstance(container[key], str)]
    if places:
        container, key = chooser.choice(places)
        payload = chooser.choice(PAYLOADS)
        container[key] = container[key] + payload if chooser.chance(30) else payload


def built(sources: tuple[SourceFile, ...], options: Options, *, strict: bool) -> tuple[list[Diagnostic], tuple[Output, ...]]:
    """Build once; return the findings and the outputs."""
    reports = Reports(strict=strict)
    outputs = build(sources, options, reports)
    assert not (reports.errors and outputs), "an output beside an error"
    return reports.in_order(), outputs


def check_payload_in_chart(files: Mapping[str, str]) -> None:
    """Check that no payload became structure of a template: no line has its word as a key but in a text."""
    for name, text in files.items():
        assert MARK not in name, "a payload is the name of a file"
        if name.startswith("templates/") and name.endswith(".yaml"):
            for line in text.split("\n"):
                assert not AS_KEY.match(line) or _is_block_text(text, line), f"a payload is a key of {name}"


def _is_block_text(text: str, line: str) -> bool:
    """Tell whether a line of a template belongs to a literal text: one line above, less indented, ends in a block sign."""
    lines = text.split("\n")
    at = lines.index(line)
    indent = len(line) - len(line.lstrip(" "))
    above = (other for other in reversed(lines[:at]) if other.strip() and len(other) - len(other.lstrip(" ")) < indent)
    return next(above, "").rstrip().endswith(("|", "|-", "|+", "|2", "|2-", "|2+"))


def check_payload(item: dict[str, Any]) -> None:
    """Check that no payload became a key, a kind or a name of an object."""
    assert MARK not in item["kind"], "a payload is a kind"
    assert MARK not in item["apiVersion"], "a payload is an apiVersion"
    assert MARK not in item["metadata"]["name"], "a payload is a name"
    for key in keys(item):
        assert key != MARK, "a payload is a key"


def keys(value: Any) -> Iterator[str]:
    """Yield every key of a tree."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from keys(below)
    elif isinstance(value, list):
        for below in value:
            yield from keys(below)

"""The golden cases of diagnostics as sources of texts with known faults at known places."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from oamc.compiler import build
from oamc.diagnostics.reports import Diagnostic, Reports
from oamc.records import replace
from oamc.source.decoding import decode_text
from oamc.source.nodes import Scalar, Sequence, plain
from oamc.source.reader import read
from oamc.spans import SourceFile, Span
from tests.golden_files import DIAGNOSTICS, Case, cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.source.nodes import Node

LONGEST_TEXT = 50_000
"""The cases of large inputs say nothing here that smaller ones do not."""


@cache
def usable_cases() -> tuple[Case, ...]:
    """Return the cases whose inputs are texts of ordinary size."""
    return tuple(case for case in cases(DIAGNOSTICS) if texts_of(case))


@cache
def texts_of(case: Case) -> dict[str, str]:
    """Return the inputs of a case by name; nothing where one is no text or is large, or where they lie in folders."""
    if any(path.parent != case.input_folder for path in case.inputs()):
        return {}
    try:
        texts = {path.name: path.read_bytes().decode() for path in case.inputs()}
    except UnicodeDecodeError:
        return {}
    return texts if all(len(text) < LONGEST_TEXT for text in texts.values()) else {}


def found_in(case: Case, texts: dict[str, str]) -> list[Diagnostic]:
    """Return what a case with other texts reports, in the order in which it is found."""
    reports = case.reports()
    sources = [decode_text(name, name, text.encode(), reports, case.limits) for name, text in texts.items()]
    given = case.given(case.overrides[0], reports)
    if not reports.has_errors():
        build(tuple(source for source in sources if source), replace(case.options, overrides=given), reports)
    return reports.found


def spots(case: Case, name: str) -> list[Span]:
    """Return the place of every key and scalar of one input that stands on one line."""
    text = texts_of(case)[name]
    documents = read(SourceFile(path=name, label=name, text=text), Reports(), case.limits)
    spans = [span for document in documents for span in _spans(document.root)]
    return [span for span in spans if span.line == span.end_line]


def _spans(root: Node) -> Iterator[Span]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node.span
        elif isinstance(node, Sequence):
            waiting.extend(node)
        else:
            for entry in node:
                yield entry.key_span
                waiting.append(entry.value)


def as_json(case: Case, text: str, *, indent: int | None) -> str | None:
    """Return the documents of a text as JSON values, below one that is full of wide characters; nothing if it cannot be."""
    reports = Reports()
    documents = read(SourceFile(path="", label="", text=text), reports, case.limits)
    if reports.has_errors():
        return None
    first = {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "Trait",
        "metadata": {"name": "wide", "annotations": {"wide": "\u6f22\u5b57 e\u0301 \U0001f600\u2028"}},
        "spec": {"appliesTo": ["*"]},
    }
    values = [first, *(plain(document.root) for document in documents)]
    return (" " if indent is None else "\n").join(json.dumps(value, ensure_ascii=False, indent=indent) for value in values)

"""Every place that is reported stands where an editor shows it, whatever the ends of lines and the characters before it."""

import json
import re
import unicodedata

import pytest

from oamc.cli.visibility import visible_text
from oamc.diagnostics.snippets import excerpt
from tests.assurance.logs.builds import pointed_at
from tests.assurance.logs.cases import as_json, found_in, texts_of, usable_cases
from tests.assurance.logs.moved import MOVES

CASES = {case.name: case for case in usable_cases()}
OF_TEMPLATES = ("OAM646", "OAM647", "OAM648")
UNMOVED = {"OAM106", "OAM107"}
"""Warnings about characters that some moves bring."""
EVERY = 4
"""Each case is moved in every fourth way here, and in all ways by `measure`."""
OF_THE_WHOLE_FILE = {
    "OAM157-manifests-only": "it stands at the beginning of the file",
    "OAM101-file-too-large": "the place is the file",
    "OAM133-lone-surrogate": "below a comment the text is no JSON, and its escape is another error",
    "OAM144-no-document": "it stands at the beginning of the file",
    "OAM240-numeric-text": "OAM318 stands at the first document",
    "OAM151-too-many-nodes": "what comes before counts",
    "OAM152-expanded-too-far": "what comes before counts",
    "OAM153-too-many-documents": "what comes before counts",
    "OAM260-wrapped-properties": "OAM318 stands at the first document",
    "OAM318-no-application": "it stands at the first document",
    "OAM325-shared-instance": "a document in front of both files is there twice",
    "OAM864-charts-without-namespaces": "a document in front of both files is there twice",
}


def outline(diagnostic, place):
    """Return a finding with all its places as `place` moves them."""
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    return (diagnostic.code.id, diagnostic.message, *(span and place(span) for span in spans))


def where(span):
    return span.source.path, span.line, span.column, span.end_line, span.end_column


def moved(case, move):
    """Return the findings of a case as they should be after a move, and as they are."""
    texts = texts_of(case)

    def place(span):
        if span.source.path not in texts:
            return where(span)
        text = texts[span.source.path]
        start, end = move.place(text, (span.line, span.column)), move.place(text, (span.end_line, span.end_column))
        return (span.source.path, *start, *end)

    before = found_in(case, texts)
    after = found_in(case, {name: move.text(text) for name, text in texts.items()})
    return (
        sorted(str(outline(found, place)) for found in before if found.code.id not in UNMOVED),
        sorted(
            str(outline(found, where)) for found in after if found.code.id not in UNMOVED and not about_the_move(found, texts)
        ),
    )


def about_the_move(found, texts):
    """Tell whether a finding is about the document that a move puts in front of each file, which is of v1alpha1."""
    if found.code.id == "OAM318":
        return any(re.search("core.oam.dev/(v1alpha2|v1beta1)", text) for text in texts.values())
    return found.code.id in {"OAM301", "OAM317"} and "first-of-all" in found.message


@pytest.mark.parametrize("move", MOVES, ids=[move.name for move in MOVES])
def test_places_move_with_their_text(move):
    wrong = {}
    for index, (name, case) in enumerate(CASES.items()):
        if name not in OF_THE_WHOLE_FILE and (index + MOVES.index(move)) % EVERY == 0:
            expected, actual = moved(case, move)
            if expected != actual:
                wrong[name] = (expected, actual)
    assert not wrong


def test_a_wrong_line_would_be_seen():
    case = CASES["OAM210-field-missing"]
    off = MOVES[0]._replace(place=lambda _text, place: (place[0] + 1, place[1]))
    assert moved(case, off)[0] != moved(case, off)[1]


def decoded(text):
    """Return a key or a scalar as YAML or JSON mean it, as far as this test compares."""
    if re.fullmatch("0[0-7]+", text):
        return str(int(text, 8))
    try:
        value = json.loads(text)
        if isinstance(value, int) and abs(value) > 2**53:
            value = float(value)  # as the other form was written
        return value if isinstance(value, dict | list) else str(value)
    except ValueError:
        return text.strip("'\"")


@pytest.mark.parametrize("indent", [None, 2], ids=["on one line", "on many lines"])
def test_the_same_text_is_pointed_at_in_json(indent):
    compared = 0
    for name, case in CASES.items():
        texts = texts_of(case)
        # Lines of a template are places of their own in a block of YAML alone.
        if name < "OAM21" or len(texts) > 1 or case.settings.get("cue") or name.startswith(OF_TEMPLATES):
            continue
        written = {path: as_json(case, text, indent=indent) for path, text in texts.items()}
        if None in written.values():
            continue
        here: dict[object, list[object]] = {}
        for found in found_in(case, texts):
            if found.span:
                here.setdefault(outline(found, lambda _: None)[:2], []).append(found)
        for found in found_in(case, written):
            alike = here.get((found.code.id, found.message))
            same = alike.pop(0) if alike else None  # what is said twice is said in the order of the input
            if same is None or found.span.source.path not in written or "\n" in pointed_at(same.span):
                continue
            text = pointed_at(same.span)
            texts_of_both = (decoded(pointed_at(found.span)), decoded(text))
            # Of a list on several lines the place is its key.
            if not text or found.code.id == "OAM318" or any(isinstance(one, dict | list) for one in texts_of_both):
                continue
            if indent is None:
                assert found.span.line == 1, name
            assert decoded(pointed_at(found.span)) == decoded(text), name
            compared += 1
    assert compared > 100


def cells(text):
    """Return a text as the cells of a terminal: a wide character takes two, a combining one none."""
    shown = []
    for character in text:
        if not unicodedata.combining(character):
            shown += [character] + [""] * (unicodedata.east_asian_width(character) in "WF")
    return shown


@pytest.mark.parametrize("indent", [None, 2], ids=["on one line", "on many lines"])
def test_the_marks_of_an_excerpt_stand_under_the_text(indent):
    seen = 0
    for name, case in CASES.items():
        for path, text in texts_of(case).items():
            written = as_json(case, text, indent=indent)
            if written is None or len(texts_of(case)) > 1:
                continue
            for found in found_in(case, {path: written}):
                if not found.span or found.span.source.path != path:
                    continue
                shown = excerpt(found.span, lambda source, line, limits=case.limits: visible_text(source, line, limits))
                if shown is None:
                    continue
                marked = "".join(cells(shown.text)[shown.before : shown.before + shown.width]).strip()
                wanted = pointed_at(found.span).split("\n")[0]
                assert "…" in marked or wanted.startswith(marked.rstrip("…")) or marked in wanted, (name, shown, wanted)
                seen += "…" not in marked
    assert seen > 50

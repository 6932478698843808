"""Every error of a document has a place, and the place is the smallest text that is at fault (docs/assurance.md, R13)."""

import random

from tests.assurance.logs.builds import pointed_at
from tests.assurance.logs.cases import found_in, spots, texts_of, usable_cases

WITHOUT_A_PLACE = {
    "OAM720": "the namespace was given on the command line",
    "OAM722": "the value was given on the command line",
    "OAM723": "the value was given on the command line",
    "OAM752": "an assignment of the command line is in no file; the column in its text is told",
    "OAM753": "the value was given on the command line",
    "OAM754": "the value was given on the command line",
    "OAM755": "the value was given on the command line",
    "OAM843": "a count of files, the first of which it names",
}
"""Codes of the compiler that may have no place. Those of the command line (8xx) are about paths, which they name."""
OF_A_WHOLE_FILE = {"OAM101", "OAM102", "OAM103"}
"""What is wrong with a whole file is reported at its beginning."""
OF_SEVERAL_LINES = {
    "OAM140": "a whole document is no mapping",
    "OAM141": "a whole item is no mapping",
    "OAM142": "all items are no list",
    "OAM211": "a whole mapping or list stands where another type is wanted",
    "OAM212": "a text of several lines is not one",
    "OAM231": "a text of several lines",
    "OAM405": "a whole value has another type",
    "OAM411": "a whole value breaks a rule",
    "OAM507": "a whole item lacks a property",
    "OAM538": "a whole setting has another type",
    "OAM508": "a whole object, as the document gives it",
    "OAM542": "a JSON schema is a text of several lines",
    "OAM583": "a whole object, as the document gives it",
    "OAM986": "a whole item of a list",
}
"""Codes whose place may take several lines, with what such a place is."""
REPLACEMENTS = ("null", "[]", "{}", '""', "3", "true", "x", '"a b"', "-1", "1e400", "*x", "!x y", "[a, b]", "{a: b}", "~")


def changed(case, amount, chooser):
    """Yield the texts of a case with one key or value replaced by something of another kind."""
    for name, text in texts_of(case).items():
        lines = text.split("\n")
        places = spots(case, name)
        for span in chooser.sample(places, min(amount, len(places))):
            line = lines[span.line - 1]
            written = line[: span.column - 1] + chooser.choice(REPLACEMENTS) + line[span.end_column - 1 :]
            yield {**texts_of(case), name: "\n".join((*lines[: span.line - 1], written, *lines[span.line :]))}


def complaint(finding):
    """Say what is wrong with the place of a finding, or return the empty text."""
    code, span = finding.code.id, finding.span
    if span is None:
        return "" if code in WITHOUT_A_PLACE else "no place"
    lines = span.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 1 <= span.line <= span.end_line <= len(lines):
        return f"line {span.line} to {span.end_line} of {len(lines)}"
    if not 1 <= span.column <= len(lines[span.line - 1]) + 1 or not 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1:
        return f"column {span.column} to {span.end_column}"
    text = pointed_at(span)
    if code in OF_A_WHOLE_FILE or code.startswith("OAM11"):
        return ""
    if text != text.strip() and len(text) > 1 and "\n" not in text:
        return f"blanks around {text!r}"
    if span.line != span.end_line and code not in OF_SEVERAL_LINES:
        return f"{span.end_line - span.line + 1} lines"
    return ""


def complaints(amount, seed=2):
    """Yield for each finding of a changed case what is wrong with its place, or the empty text."""
    chooser = random.Random(seed)
    for case in usable_cases():
        for texts in (texts_of(case), *changed(case, amount, chooser)):
            for finding in found_in(case, texts):
                wrong = complaint(finding)
                yield f"{case.name}: {finding.code.id} {finding.span}: {wrong}" if wrong else ""


def test_every_finding_stands_at_a_small_place():
    results = list(complaints(3))
    assert len(results) > 500
    assert not sorted(set(filter(None, results)))

"""Reading for the tests of the decoder: a text in, its only document decoded out."""

import re

from oamc.diagnostics.reports import Reports
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.decoding import decode


def read_documents(text):
    reports = Reports()
    documents = read(SourceFile(path="input.yaml", label="input.yaml", text=text), reports)
    assert not reports.has_errors(), reports.found
    return documents


class Decoded:
    """A typed document, or None, and what the decoder reported."""

    def __init__(self, text, *, strict=False, allow_unknown=False):
        self.reports = Reports(strict=strict, allow_unknown=allow_unknown)
        (document,) = read_documents(text)
        self.document = decode(document, self.reports)

    @property
    def codes(self):
        return [found.code.id for found in self.reports.in_order()]

    @property
    def found(self):
        (only,) = self.reports.found
        return only

    @property
    def printed(self):
        parts = []
        for found in self.reports.found:
            parts += [found.message, found.hint, *(related.message for related in found.related)]
        return "\n".join(parts)


def said(part):
    """Return a part of a typed document as text, without the places of what is written and says nothing."""
    return re.sub(r"empty=\{[^{}]*\}", "", repr(part))

"""What the tests of the reader share: reading a text, and the findings in a form that is short to compare."""

from __future__ import annotations

import pytest

from oamc.diagnostics.reports import Reports
from oamc.source.nodes import plain
from oamc.source.reader import Limits, decode_text, read


class Outcome:
    """What reading one text gave."""

    def __init__(self, given: str | bytes, limits: Limits) -> None:
        data = given if isinstance(given, bytes) else given.encode()
        reports = Reports()
        self.source = decode_text("app.yaml", "app.yaml", data, reports, limits)
        self.documents = read(self.source, reports, limits) if self.source else ()
        self.diagnostics = reports.in_order()

    @property
    def values(self):
        return [plain(document.root) for document in self.documents]

    @property
    def value(self):
        (only,) = self.values
        return only

    @property
    def root(self):
        (only,) = self.documents
        return only.root

    @property
    def codes(self):
        return [found.code.id for found in self.diagnostics]

    @property
    def found(self):
        """Code and place of each finding."""
        return [f"{found.code.id} {found.span.line}:{found.span.column}" for found in self.diagnostics]

    @property
    def only(self):
        (diagnostic,) = self.diagnostics
        return diagnostic


@pytest.fixture(scope="session")
def reading():
    def read_text(given: str | bytes, **limits: int) -> Outcome:
        return Outcome(given, Limits(**limits))

    return read_text

"""What a compilation costs, counted in calls of functions: the same on every machine, however busy it is."""

from __future__ import annotations

import cProfile
from functools import partial

from oamc.cli.visibility import visible_text
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.diagnostics.text import render
from oamc.kubernetes import structure
from oamc.objects import writer
from oamc.options import Options
from oamc.source import mapping_entries, scalar_nodes
from oamc.source.limits import DEFAULT_LIMITS, Limits
from oamc.spans import SourceFile


class Work:
    """One compilation of a text to a chart, with its findings written out as the command does."""

    def __init__(self, text: str, *, format: str = "helm", limits: Limits = DEFAULT_LIMITS) -> None:  # noqa: A002 - the option's name
        source = SourceFile(path="app.yaml", label="app.yaml", text=text)
        reports = Reports()
        # What earlier inputs have left behind would count for this one.
        for remembered in (scalar_nodes._SOUND, mapping_entries._KNOWN, structure._SOUND, writer._SPELLED):
            remembered.clear()
        profile = cProfile.Profile()
        profile.enable()
        try:
            self.outputs = build((source,), Options(format=format, limits=limits), reports)
            self.text = render(reports.in_order(), visibility=partial(visible_text, limits=limits))
        finally:
            profile.disable()
        self.calls: int = sum(entry.callcount for entry in profile.getstats())
        self.codes = {found.code.id for found in reports.found}
        self.hints = {found.code.id: found.hint for found in reports.found}

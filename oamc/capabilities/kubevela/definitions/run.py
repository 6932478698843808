"""The definitions of one run: read from their files, and made into types and traits by one engine.

The program of the engine is started by the first definition that needs it, and ends with the run.
"""

from __future__ import annotations

from weakref import finalize

from oamc.capabilities.kubevela.definitions.own_types import OwnTypes
from oamc.engines.worker import CueWorker
from oamc.frontends.contract import Decoded
from oamc.frontends.own.library import templates_in
from oamc.frontends.table import OF_V1BETA1
from oamc.frontends.v1beta1.definition_files import decode_files
from oamc.model.left_out import LeftOut
from oamc.records import replace
from oamc.startup.caching import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine
    from oamc.model.application import Application
    from oamc.model.own_definitions import OwnDefinitions
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document
    from oamc.spans import SourceFile


class Definitions:
    """The definitions of one run. They are evaluated by the engine that is given, else by one of its own.

    What else is written in CUE is evaluated by the same `engine`.
    """

    def __init__(self, engine: CueEngine | None) -> None:
        if engine is None:
            engine = worker = CueWorker()
            finalize(self, worker.close)
        self.engine = engine

    @cached_property
    def _types(self) -> OwnTypes:
        """What the definitions describe."""
        return OwnTypes(self.engine)

    def decoded(
        self,
        sources: Iterable[SourceFile],
        documents: Iterable[Document],
        left_out: LeftOut | None,
        reports: Reports,
        limits: Limits,
    ) -> tuple[tuple[Decoded, ...], LeftOut | None]:
        """Return the definitions of files that are no documents, and what is missing: in a wrong file any name may be."""
        faults = reports.faults
        found = tuple(decode_files(sources, documents, self.engine, reports, limits))
        if reports.faults > faults:
            left_out = replace(left_out or LeftOut(), components=None)
        own = templates_in((source for source in sources if source.library), documents, reports, limits)
        return (*(Decoded(front_end=OF_V1BETA1, typed=typed) for typed in found), *own), left_out

    def catalog(self, application: Application, reports: Reports) -> Catalog:
        """Return what an application may use that uses definitions of its own."""
        return self._types.catalog(application, reports)

    def described(self, definitions: OwnDefinitions, reports: Reports) -> Catalog:
        """Return what all of some definitions describe, beside the built-in words of KubeVela."""
        return self._types.described(definitions, reports)

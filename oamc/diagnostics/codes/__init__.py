"""The catalog of codes, by stage.

1xx reading, 2xx document shape, 3xx application and references, 4xx parameters, 5xx workload types, traits and scopes,
6xx Kubernetes objects, 7xx outputs and values, 8xx the command line, 9xx trees for
GitOps.

A published code never changes its meaning and is never reused.

Most runs have little to report, and the codes are hundreds of records: so `from oamc.diagnostics.codes import usage` gives
what stands for a room of codes, and the room is loaded when the first of its codes is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if not TYPE_CHECKING:

    class _Room:
        """Stands for a module of this package until one of its codes is asked for."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, code: str) -> object:
            from oamc.startup.modules_by_name import import_module

            self.__dict__.update(vars(import_module(self._name)))
            try:
                return self.__dict__[code]
            except KeyError:
                raise AttributeError(f"{self._name} has no code {code}") from None

    def __getattr__(room: str) -> _Room:
        if room.startswith("_"):
            raise AttributeError(room)
        # Kept, so that the next one who imports the room is given it at once. The module takes its place when it is loaded.
        made = globals()[room] = _Room(f"{__name__}.{room}")
        return made

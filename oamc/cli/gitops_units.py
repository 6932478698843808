"""Units of a tree for one environment: what the compiler has to be asked, and what is made of its answer."""

from __future__ import annotations

from oamc.choices import CHART, HELM, MANIFESTS, PER_OBJECT
from oamc.cli.project.choice import namespace_of
from oamc.gitops.compiled import unit_of
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings as Run
    from oamc.compiler import Compilation
    from oamc.gitops.plan import CompiledUnit, Settings
    from oamc.options import Options


class UnitMaker:
    """Makes units of what the compiler makes of one environment."""

    def __init__(self, run: Run, settings: Settings) -> None:
        """Begin with the run of an environment, and the settings of its tree."""
        assert run.environment is not None
        assert run.tables is not None
        self.run = run
        self.settings = settings
        self.environment = run.environment.name.value
        self._after = {name: tuple(other.value for other in others) for name, others in run.tables.after.items()}

    def options(self, options: Options) -> Options:
        """Return the options of the compiler that the tree needs."""
        return replace(options, format=HELM if self.settings.render == CHART else MANIFESTS, layout=PER_OBJECT)

    def units(self, compilation: Compilation) -> tuple[CompiledUnit, ...]:
        """Return the units of a compilation, none after errors. A chart is also held against what a release of Helm can be."""
        is_chart = compilation.options.format == HELM
        _ = compilation.outputs if is_chart else compilation.checked
        return tuple(
            unit_of(
                checked,
                self.environment,
                namespace_of(self.run, checked.application.name.value),
                self._after,
                compilation.backend_of(checked) if is_chart else None,
            )
            for checked in (() if compilation.reports.has_errors() else compilation.checked)
        )

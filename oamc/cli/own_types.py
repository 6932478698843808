"""The component types and traits that definitions of a platform describe, for commands that compile nothing.

In: the paths of `--definitions`, each a folder or file with definitions in YAML or CUE. Out: the words of KubeVela with them;
what is wrong with a definition is reported. The files are read as inputs of a build are, but every definition counts, not only
those that an application uses.
"""

from __future__ import annotations

from oamc.capabilities.catalogs import CATALOGS
from oamc.model.vocabularies import KUBEVELA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports


def words_of_kubevela(settings: Settings, reports: Reports) -> Catalog:
    """Return the words of KubeVela: the built-in ones, and those of `--definitions`."""
    paths = settings.texts("definitions")
    if not paths:
        return CATALOGS[KUBEVELA]
    from oamc.capabilities.kubevela.definitions.run import Definitions
    from oamc.cli.inputs import Inputs
    from oamc.compiler import Compilation
    from oamc.frontends.v1beta1.own_definitions import all_of
    from oamc.options import Options
    from oamc.source.limits import Limits

    sources = Inputs(Limits(), reports, passes_over=True).read(paths)
    decoded = Compilation(tuple(sources), Options(), reports).decoded
    return Definitions(None).described(all_of(found.typed for found in decoded), reports)

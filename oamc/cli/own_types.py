"""The types that definitions of a platform describe, for commands that compile nothing.

In: the paths of `--definitions`, each a folder or file with definitions in YAML or CUE. Out: the words of OAM and those of
KubeVela, with theirs; what is wrong with a definition is reported. The files are read as inputs of a build are, but every
definition counts, not only those that an application uses.
"""

from __future__ import annotations

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.model.vocabularies import KUBEVELA
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports


def with_examples(catalog: Catalog, settings: Settings, reports: Reports) -> Catalog:
    """Return a catalog without the traits of others whose example does not compile, which is told."""
    if all(not trait.source for trait in catalog.traits):
        return catalog
    from oamc.cli.presentation import present
    from oamc.diagnostics.codes.own import NO_EXAMPLE
    from oamc.reference.relations import without_examples

    missing = without_examples(catalog)
    for found in missing:
        hint = "give its properties an example"
        reports.add(NO_EXAMPLE, at=None, trait=found.trait, kind=found.kind, problem=found.problem, hint=hint)
    if missing:
        present(settings, reports)
    return catalog.without(frozenset(found.trait for found in missing))


class Words(Record):
    """What documents of OAM itself, and Applications of KubeVela, may use."""

    core: Catalog
    kubevela: Catalog


def words_of(settings: Settings, reports: Reports) -> Words:
    """Return the built-in words, those of `--definitions` and those of `--capabilities`."""
    paths, packages = settings.texts("definitions"), settings.texts("capabilities")
    if not paths and not packages:
        return Words(core=CATALOG, kubevela=CATALOGS[KUBEVELA])
    from oamc.capabilities.kubevela.definitions.run import Definitions
    from oamc.cli.inputs import Inputs
    from oamc.compiler import Compilation
    from oamc.frontends.table import OF_TEMPLATES
    from oamc.frontends.v1beta1.own_definitions import all_of
    from oamc.options import Options
    from oamc.source.limits import Limits

    sources = Inputs(Limits(), reports, passes_over=True).read(paths)
    compilation = Compilation(tuple(sources), Options(capabilities=packages), reports)
    typed = tuple(found.typed for found in compilation.decoded if found.front_end is not OF_TEMPLATES)
    return Words(core=compilation.catalog, kubevela=Definitions(None).described(all_of(typed), reports))

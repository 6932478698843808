"""The compiler: one run of it is a `Compilation`, with one property a stage.

    OAM text → read → decode → normalize → resolve → lower → check → emit → files

A stage runs when somebody first asks for what it makes. After errors, later stages look at what is right by itself. Nothing
here reads or writes a file, or knows a clock or an environment. Whatever prints, compares or explains a result reads it here,
and none of it reads what was written.
"""

from __future__ import annotations

import sys

from oamc.backends.contract import FETCHED, Output
from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.further import with_described, with_installed
from oamc.checks.kubernetes import check_objects
from oamc.checks.outputs import check_output
from oamc.checks.result import check_result
from oamc.checks.routes import Routes
from oamc.checks.shared import check_shared_objects, check_shared_places
from oamc.choices import AUTO, EMIT, HELM, MANIFESTS, SKIP
from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import reading as reading_codes
from oamc.diagnostics.reports import ERROR, Reports
from oamc.frontends.counts import within_components
from oamc.frontends.dispatch import decode
from oamc.frontends.table import FRONT_ENDS
from oamc.lower.program import lower
from oamc.objects.fill import filler_of
from oamc.options import Options
from oamc.progress import watched
from oamc.records import replace
from oamc.resolve.application import resolve
from oamc.resolve.context import allowed_by
from oamc.resolve.copies import Copies
from oamc.resolve.scope_owners import scope_members, scope_owners
from oamc.source.document_names import DocumentNames
from oamc.source.reader import DOCUMENT_HINT, read
from oamc.spans import Span
from oamc.startup.caching import cached_property
from oamc.values.given import Given, Overrides
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Backend
    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.kubevela.definitions.run import Definitions
    from oamc.checks.result import Checked
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine
    from oamc.environments.placing import Placed
    from oamc.environments.shares import Sets
    from oamc.frontends.contract import Decoded, FrontEnd
    from oamc.ir.program import Program, ScopeMember
    from oamc.model.application import Application, Normalized
    from oamc.model.left_out import LeftOut
    from oamc.objects.object_set import ObjectSet
    from oamc.progress import Watch
    from oamc.source.nodes import Document, Plain
    from oamc.spans import SourceFile


class Compilation:
    """One run of the compiler over some sources. Each property is what a stage made; `reports` holds what is wrong."""

    def __init__(
        self,
        sources: tuple[SourceFile, ...],
        options: Options,
        reports: Reports,
        catalog: Catalog = CATALOG,
        front_ends: tuple[FrontEnd, ...] = FRONT_ENDS,
        engine: CueEngine | None = None,
        watch: Watch | None = None,
    ) -> None:
        """Begin a run, of which `watch` hears. Definitions in CUE are evaluated by the `engine`, else by one that it starts."""
        self.sources = sources
        self.options = options
        self.reports = reports
        self._given_catalog = catalog
        self.front_ends = front_ends
        self._left_out: LeftOut | None = None
        self._given_engine = engine
        self._watch = watch
        self.routes = Routes()

    @cached_property
    def _definitions(self) -> Definitions:
        """The definitions in CUE of the run. Most have none."""
        from oamc.capabilities.kubevela.definitions.run import Definitions

        return Definitions(self._given_engine)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents of all sources. To find none is an error: somewhere before, a file was cut off or not filled."""
        reports = self.reports
        sources = tuple(source for source in self.sources if not (source.library or source.is_cue))
        each = watched(sources, "reading {} files", self._watch)
        mode, limits = self.options.foreign_documents, self.options.limits
        if mode == SKIP or (mode == AUTO and any(source.met for source in sources)):
            from oamc.frontends.foreign import Passing

            passing = Passing(mode, self.front_ends, limits, reports)
            documents = passing.read(each)
            found = documents or passing.first
        else:
            documents = found = tuple(document for source in each for document in read(source, reports, limits))
        if sources and not documents and not reports.has_errors():
            code = reading_codes.NO_OWN_DOCUMENT if found else reading_codes.NO_DOCUMENT
            reports.add(code, at=Span(sources[0], 1, 1, 1, 1), hint=DOCUMENT_HINT)
        return documents

    @cached_property
    def decoded(self) -> tuple[Decoded, ...]:
        """The typed documents; those that are wrong are reported and left out.

        What the reader has refused at a place is not reported there once more in other words, and nobody asks what a document
        with a gap lacks.
        """
        documents, reports = self.documents, self.reports
        refused = {found.span for found in reports.found if found.severity == ERROR}
        found = reports.alike(earlier=reports) if refused else reports
        each = watched(documents, "reading {} documents", self._watch)
        decoded = [None if document.has_gap else decode(document, found, self.front_ends) for document in each]
        if found is not reports:
            reports.extend(finding for finding in found.found if finding.span not in refused)
        if reports.has_errors():
            from oamc.frontends.left_out import leave_out

            decoded, self._left_out = leave_out(documents, decoded, refused, reports, self.front_ends)
        files = tuple(source for source in self.sources if source.library or source.is_cue)
        if files:
            further, self._left_out = self._definitions.decoded(files, documents, self._left_out, reports, self.options.limits)
            decoded = [*decoded, *further]
        return tuple(document for document in decoded if document is not None)

    @cached_property
    def catalog(self) -> Catalog:
        """What applications may use: the capabilities of oamc, of packages, and of documents of the run that describe some."""
        known = self._installed_catalog or self._given_catalog
        return with_described(known, self.decoded, self.reports, lambda: self._definitions.engine, self._left_out)

    @cached_property
    def _installed_catalog(self) -> Catalog | None:
        """The capabilities of oamc and of packages; None where one of them cannot be used."""
        return with_installed(self._given_catalog, self.options.capabilities, self.reports)

    @cached_property
    def normalized(self) -> tuple[Normalized, ...] | None:
        """What the documents of each front end describe: applications with the library that they share.

        None where there are more components than the limit allows, or a package cannot be used. After errors it is what right
        documents describe, and what may be missing is known. Fields that nobody knows leave a document right.
        """
        decoded, reports = self.decoded, self.reports
        reports.go_on()
        if self.sources and not decoded:
            at = Span(self.sources[0], 1, 1, 1, 1)
            reports.add(application_codes.NO_APPLICATION, at=at, hint="the input has no documents of OAM")
        if not within_components(decoded, reports, self.options.limits) or self._installed_catalog is None:
            return None
        _ = self.catalog  # what is wrong with described traits is told, whether or not one is used
        normalized = []
        for front_end in {id(found.front_end): found.front_end for found in decoded}.values():
            typed = [found.typed for found in decoded if found.front_end is front_end]
            normalized.append(front_end.normalize(typed, reports, self._left_out))
            self._left_out = normalized[-1].left_out or self._left_out
        reports.go_on()
        return tuple(normalized)

    @property
    def all_applications(self) -> tuple[Application, ...]:
        """All applications that are right by themselves."""
        return tuple(application for normalized in self.normalized or () for application in normalized.applications)

    @cached_property
    def placed(self) -> Placed | None:
        """The applications of the environment, as it changes them. Most runs have none, and need nothing of this."""
        environment, limits = self.options.environment, self.options.limits
        if environment is None:
            return None
        from oamc.environments.placing import place

        chosen = self.chosen_namespace
        applications, is_part = self.all_applications, self.options.is_part
        return place(applications, environment, self.given, self.catalog, limits, chosen, self.reports, is_part=is_part)

    @property
    def applications(self) -> tuple[Application, ...]:
        """The applications that are right by themselves, of the environment where there is one."""
        return self.all_applications if self.placed is None else self.placed.applications

    @property
    def instance_names(self) -> tuple[str, ...]:
        """The names of the instances in all documents that are right by themselves, whatever is wrong with others."""
        return tuple(name.value for found in self.decoded for name in found.front_end.instances([found.typed]))

    @cached_property
    def given(self) -> Given | None:
        """The overrides as one tree. Most runs have none, and need none of what reads and checks them. None after errors."""
        if self.options.overrides == Overrides():
            return Given(values={})
        from oamc.values.overrides import combine

        return combine(self.options.overrides, self.reports, self.options.limits)

    @cached_property
    def programs(self) -> tuple[tuple[Application, Program | None], ...]:
        """Each application with what is right in it bound, None where that is too much."""
        each = watched(self.applications, "resolving {} applications", self._watch)
        return tuple((one, self._resolve(one)) for one in each)

    @cached_property
    def objects(self) -> tuple[tuple[Application, ObjectSet | None], ...]:
        """Each application with the Kubernetes objects of all that is right in it."""
        programs = watched(self.programs, "compiling {} applications", self._watch)
        if self.options.platform is not None:
            from oamc.checks.platform import held

            return tuple(held(self._lower, one, program, self.options, self.reports) for one, program in programs)
        return tuple((application, None if program is None else self._lower(program)) for application, program in programs)

    @cached_property
    def checked(self) -> tuple[Checked, ...]:
        """The objects that may come out, with the values in force."""
        # Wrong overrides are told even where the documents are wrong, too, so that both can be mended at once.
        normalized, given, options, reports = self.normalized, self.given, self.options, self.reports
        if normalized is None or given is None:
            return ()
        sets = self.objects
        if reports.has_errors() and options.overrides != Overrides():
            return ()  # an override may concern what was left out, and mend what is looked at
        for one in normalized:
            self._check_spare_components(one)
        if options.platform is not None:
            from oamc.checks.platform import check_rules

            check_rules(options.platform, self.applications, self.catalog, reports)
        checked = [
            check_result(application, objects, share, self.routes, options.of(application.name.value), reports)
            for (application, objects), share in watched(
                list(zip(sets, self._shares(given, sets), strict=True)), "checking {} applications", self._watch
            )
            if objects is not None and application.instances and self._comes_out(application)
        ]
        if options.concerns_quality:
            from oamc.checks.quality import check_quality

            check_quality(checked, self.all_applications, options, reports)
        used = tuple(application for application in self.applications if application.instances)
        meets = options.format == MANIFESTS and options.only_application is None
        check_shared_places(used, self.chosen_namespace, reports, meets=meets)
        lowered = [(application, objects) for application, objects in sets if objects is not None]
        check_shared_objects(lowered, self.chosen_namespace, reports, meets=meets)
        if options.scopes == EMIT:
            from oamc.checks.quotas import check_quotas

            check_quotas(self.programs, checked, reports)
        if meets and any(objects.dependencies for _, objects in lowered):
            from oamc.checks.dependencies import check_dependencies

            check_dependencies((objects for _, objects in lowered), reports)
        return tuple(found for found in checked if found is not None)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """The output of each application, with its files where the options want these. There are none after errors."""
        each = watched(self.checked, "laying out {} applications", self._watch)
        outputs = () if self.reports.has_errors() else tuple(map(self._output, each))
        return () if self.reports.has_errors() else outputs

    @cached_property
    def _scope_owners(self) -> dict[str, str]:
        """The application that writes the objects of a configuration's scopes, where it is not that configuration itself."""
        return scope_owners(self.applications)

    @cached_property
    def _scope_members(self) -> dict[tuple[str, str], tuple[ScopeMember, ...]]:
        """The members of each scope, by the names of its configuration and its own."""
        return scope_members(self.applications, self.chosen_namespace)

    @cached_property
    def _document_names(self) -> DocumentNames:
        """The documents by the places in them."""
        return DocumentNames(self.documents)

    @cached_property
    def copies(self) -> Copies:
        """The count of what the run repeats."""
        return Copies(sum(len(source.text) for source in self.sources), self.reports, self.options.limits)

    def _comes_out(self, application: Application) -> bool:
        """Tell whether an application is one of those that are to be written."""
        return self.options.only_application in {None, application.path}

    def chosen_namespace(self, application: Application) -> str | None:
        """Return the namespace that the options choose for an application, None where its document decides."""
        return self.options.of(application.name.value).namespace

    def _values_of(self, application: Application) -> dict[str, Plain]:
        """Return the overrides of an application, before what only others know is left out."""
        if self.given is None:
            return {}
        return self.given.values if self.placed is None else self.placed.given_to(application, self.given).values

    def _shares(self, given: Given, sets: Sets) -> list[Given]:
        """Return the overrides of each application. Most runs have none, and need nothing that divides them."""
        if self.placed is not None:
            return self.placed.shares(given, sets, self.options.names_elsewhere, is_part=self.options.is_part)
        if not given.values:
            return [given] * len(sets)
        from oamc.environments.shares import shares

        return shares(given, sets, self.options.names_elsewhere, is_part=self.options.is_part)

    def _resolve(self, application: Application, reports: Reports | None = None) -> Program | None:
        """Resolve one application."""
        options = self.options.of(application.name.value)
        allowed = replace(
            allowed_by(options),
            # Applications that do not come out take no overrides, and wrong overrides are reported already.
            allow_unset=options.allow_unset or self.given is None or not self._comes_out(application),
            given=self._values_of(application),
            scope_owners=self._scope_owners,
            scope_members=self._scope_members if options.scopes == EMIT else {},
            scope_objects=options.scopes == EMIT,
            own_types=self._definitions.catalog(application, self.reports) if application.has_definitions else None,
            left_out=self._left_out,
        )
        return resolve(application, self.catalog, reports or self.reports, self.copies, allowed)

    def _lower(self, program: Program, reports: Reports | None = None) -> ObjectSet:
        """Lower one program."""
        objects = lower(program, self.options.of(program.application.value), reports or self.reports)
        if sys.flags.dev_mode:
            from oamc.objects.verify import verify

            verify(objects)
        return objects

    def _check_spare_components(self, normalized: Normalized) -> None:
        """Check the components that no application instantiates as far as that goes: alone, and with parameters of any value.

        Of what that finds, errors count, warnings that something in the document is not used, and secrets among the defaults.
        The rest is about instances.
        """
        for component, library in normalized.spare_components():
            from oamc.resolve.spare_components import ABOUT_INSTANCES, ABOUT_LEFT_OUT_INSTANCES, application_of

            found = self.reports.alike()
            program = self._resolve(application_of(component, library), found)
            objects = None if program is None else self._lower(program, found)
            if objects is not None and not component.settings and not component.is_an_object:
                check_objects(
                    objects, filler_of(objects.parameters, defaults(objects.parameters)), self.options.kube_versions, found
                )
            self.reports.extend(
                finding
                for finding in found.found
                if finding.code not in (ABOUT_INSTANCES if not self.reports.errors_only else ABOUT_LEFT_OUT_INSTANCES)
                and (finding.severity == ERROR or finding.code.strict or finding.code == application_codes.SECRET_LITERAL)
            )

    def _output(self, checked: Checked) -> Output:
        """Write the files of one application, and report what they may be refused for, also where nobody wants to have them."""
        backend = self.backend_of(checked)
        files = backend.emit(checked.objects) if self.options.lays_out else None
        check_output(checked, backend, files, self.reports, is_chart=self.options.format == HELM)
        name, target = checked.application.name, checked.application.target
        of_others = FETCHED if checked.objects.dependencies and self.options.format == HELM else ()
        place = "" if target is None else target.name
        return Output(
            application=name.value, files=files or {}, document=name.span.source.path, target=place, of_others=of_others
        )

    def backend_of(self, checked: Checked) -> Backend:
        """Return the backend that writes an application in the chosen format."""
        options = self.options.of(checked.application.name.value)
        if options.format == MANIFESTS:
            from oamc.backends.plain.manifests import PlainManifests

            return PlainManifests(layout=options.layout, filler=checked.filler)
        from oamc.backends.helm.chart import chart_of

        return chart_of(options, self._document_names, checked.application, None if checked.given else checked.filler)


def build(
    sources: tuple[SourceFile, ...], options: Options, reports: Reports, watch: Watch | None = None
) -> tuple[Output, ...]:
    """Compile all applications of the sources. Empty when `reports` has errors."""
    return Compilation(sources, options, reports, watch=watch).outputs

"""The compiler: one function, one call a stage.

    OAM text → read → decode → normalize → resolve → lower → emit → files

`build` stops after a stage that reported errors. It reads and writes no file, and knows neither clock nor environment.
"""

from __future__ import annotations

from oamc.backends.contract import device_in
from oamc.backends.plain.manifests import SINGLE, PlainManifests
from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import LoweringOptions
from oamc.checks.kubernetes import check_objects
from oamc.checks.routes import Routes
from oamc.checks.shared import check_shared_objects, check_shared_places
from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import parameters as parameter_codes
from oamc.diagnostics.codes.capabilities import PARAMETER_DOES_NOT_FIT
from oamc.diagnostics.codes.outputs import OUTPUT_IS_A_DEVICE
from oamc.diagnostics.codes.reading import NO_DOCUMENT
from oamc.diagnostics.codes.usage import FOREIGN_PASSED_OVER
from oamc.diagnostics.reports import ERROR, Reports
from oamc.frontends.counts import within_components
from oamc.frontends.v1alpha1.decode import decode, is_foreign
from oamc.frontends.v1alpha1.normalize import normalize
from oamc.kubernetes.names import RELAXED_SERVICE_NAMES
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.lower.program import lower
from oamc.objects.fill import Filler
from oamc.records import Record, replace
from oamc.resolve.application import ResolveOptions, resolve
from oamc.resolve.copies import Copies
from oamc.source.limits import DEFAULT_LIMITS, Limits
from oamc.source.reader import DOCUMENT_HINT, read
from oamc.spans import Span
from oamc.values.given import Given, Overrides
from oamc.values.parameters import OVERRIDE, Assignment, Unset, assign
from oamc.values.shape import defaults, shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Backend, FileTree
    from oamc.frontends.v1alpha1.documents import OamDocument
    from oamc.ir.program import Program
    from oamc.model.application import Application, Normalized
    from oamc.objects.object_set import ObjectSet
    from oamc.source.nodes import Document
    from oamc.spans import SourceFile
    from oamc.values.parameters import Parameter

HELM = "helm"
MANIFESTS = "manifests"
FORMATS = (HELM, MANIFESTS)
ABOUT_INSTANCES = (parameter_codes.REQUIRED_PARAMETER, parameter_codes.NO_SOURCE, PARAMETER_DOES_NOT_FIT)
"""Errors that a component cannot have by itself."""
WORKLOADS = ("Deployment", "StatefulSet", "Job")
"""Kinds of the objects that workload types with containers make."""
MAY_BE_LARGE = 25_000
"""Characters of an object below which its JSON surely fits into an annotation: one is written in at most six bytes."""
MAY_FILL_A_SECRET = 190_000
"""Characters of a chart and its objects below which a release surely fits into a Secret, which holds 786,432 bytes before they
become base64: compressed, no character takes more than four."""
STAGES = ("read", "decode", "normalize", "resolve", "lower", "emit")


class Options(Record):
    """What the user of the compiler chooses. `namespace` None takes the one of the document, if any.

    With `only_application`, the others are checked too, but neither take the overrides nor come out.
    """

    format: str = HELM
    layout: str = SINGLE
    namespace: str | None = None
    kube_versions: tuple[str, ...] = (DEFAULT_VERSION,)
    qos: str = "enforce"
    chart_name: str | None = None
    chart_version: str | None = None
    app_version: str | None = None
    allow_unknown_traits: bool = False
    allow_unknown_workloads: bool = False
    skip_foreign_documents: bool = False
    single_service_port: bool = False
    gpu_resource: str = "nvidia.com/gpu"
    ingress_class: str | None = None
    only_application: str | None = None
    overrides: Overrides = Overrides()
    limits: Limits = DEFAULT_LIMITS


class Output(Record):
    """The files of one application: the text of each by its relative path."""

    application: str
    files: FileTree


def build(sources: tuple[SourceFile, ...], options: Options, reports: Reports) -> tuple[Output, ...]:
    """Compile all applications of the sources. Empty when `reports` has errors."""
    normalized = front_end(sources, options, reports)
    given = _given(options, reports)
    if reports.has_errors() or given is None or normalized is None:
        return ()
    applications = normalized.applications
    copies = _copies(sources, options, reports)
    sets = [(application, _objects(application, copies, options, reports)) for application in applications]
    _check_spare_components(normalized, copies, options, reports)
    shares = _shares(given, sets)
    routes = Routes()
    outputs = [
        _emit(application, objects, share, routes, options, reports)
        for (application, objects), share in zip(sets, shares, strict=True)
        if objects is not None and application.instances and options.only_application in {None, application.name.value}
    ]
    check_shared_places(tuple(application for application in applications if application.instances), options.namespace, reports)
    lowered = [(application, objects) for application, objects in sets if objects is not None]
    check_shared_objects(lowered, options.namespace, reports)
    return () if reports.has_errors() else tuple(output for output in outputs if output is not None)


def front_end(sources: tuple[SourceFile, ...], options: Options, reports: Reports) -> Normalized | None:
    """Read, decode and normalize: return the applications of the sources with their library. None after errors of shape."""
    documents = _without_foreign(_read(sources, options, reports), options, reports)
    decoded = _decode(documents, reports)
    if reports.has_errors():
        return None
    if sources and not decoded:
        reports.add(application_codes.NO_APPLICATION, at=Span(sources[0], 1, 1, 1, 1), hint="the input has no documents of OAM")
    return _normalize(decoded, options, reports)


def _read(sources: tuple[SourceFile, ...], options: Options, reports: Reports) -> tuple[Document, ...]:
    """Read the documents of all sources. To find none is an error: somewhere before, a file was cut off or not filled."""
    documents = tuple(document for source in sources for document in read(source, reports, options.limits))
    if sources and not documents and not reports.has_errors():
        reports.add(NO_DOCUMENT, at=Span(sources[0], 1, 1, 1, 1), hint=DOCUMENT_HINT)
    return documents


def _without_foreign(documents: tuple[Document, ...], options: Options, reports: Reports) -> tuple[Document, ...]:
    """Leave out the documents of other systems where the user wants that, and count them in one notice."""
    if not options.skip_foreign_documents:
        return documents
    foreign = [document for document in documents if is_foreign(document)]
    if not foreign:
        return documents
    reports.add(FOREIGN_PASSED_OVER, at=None, number=f"{len(foreign):,}", place=str(foreign[0].root.span))
    left = set(map(id, foreign))
    return tuple(document for document in documents if id(document) not in left)


def _decode(documents: tuple[Document, ...], reports: Reports) -> tuple[OamDocument, ...]:
    """Decode all documents; those that are wrong are reported and left out.

    What the reader has refused at a place is not reported there once more in other words, and nobody asks what a document with
    a gap lacks.
    """
    refused = {found.span for found in reports.found if found.severity == ERROR}
    found = Reports(strict=reports.strict, earlier=reports) if refused else reports
    decoded = tuple(decode(document, found) for document in documents if not document.has_gap)
    if found is not reports:
        reports.extend(finding for finding in found.found if finding.span not in refused)
    return tuple(document for document in decoded if document is not None)


def _normalize(decoded: tuple[OamDocument, ...], options: Options, reports: Reports) -> Normalized | None:
    """Turn the documents into applications, unless there are more of them than the limit of components allows."""
    return normalize(decoded, reports) if within_components(decoded, reports, options.limits) else None


def _copies(sources: tuple[SourceFile, ...], options: Options, reports: Reports) -> Copies:
    """Return the count of what the run repeats."""
    return Copies(sum(len(source.text) for source in sources), reports, options.limits)


def _resolve(application: Application, copies: Copies, options: Options, reports: Reports) -> Program | None:
    """Resolve one application."""
    return resolve(application, CATALOG, reports, copies, _resolving(options))


def _resolving(options: Options) -> ResolveOptions:
    """Return what the stage `resolve` wants to know of the options."""
    return ResolveOptions(
        allow_unknown_traits=options.allow_unknown_traits,
        allow_unknown_workloads=options.allow_unknown_workloads,
        namespace=options.namespace,
        relaxed_service_names=all(int(version[2:]) >= RELAXED_SERVICE_NAMES for version in options.kube_versions),
    )


def _check_spare_components(normalized: Normalized, copies: Copies, options: Options, reports: Reports) -> None:
    """Check the components that no application instantiates as far as that goes: alone, and with parameters of any value.

    Of what that finds, errors count, and warnings that something in the document is not used. The rest is about instances.
    """
    for component in normalized.spare_components():
        from oamc.resolve.spare_components import application_of

        found = Reports(strict=reports.strict)
        alone = application_of(component, normalized.library)
        objects = _objects(alone, copies, options, found)
        if objects is not None and not component.settings:
            check_objects(objects, Filler(defaults(objects.parameters)), options.kube_versions, found)
        reports.extend(
            finding
            for finding in found.found
            if finding.code not in ABOUT_INSTANCES and (finding.severity == ERROR or finding.code.strict)
        )


def _lower(program: Program, options: Options, reports: Reports) -> ObjectSet | None:
    """Lower one program."""
    lowering = LoweringOptions(
        qos=options.qos,
        gpu_resource=options.gpu_resource,
        single_service_port=options.single_service_port,
        ingress_class=options.ingress_class or "",
    )
    return lower(program, CATALOG, lowering, reports)


def _objects(application: Application, copies: Copies, options: Options, reports: Reports) -> ObjectSet | None:
    """Return the objects of one application."""
    program = _resolve(application, copies, options, reports)
    return None if program is None else _lower(program, options, reports)


def _given(options: Options, reports: Reports) -> Given | None:
    """Return the overrides as one tree. Most runs have none, and need none of what reads and checks them."""
    if options.overrides == Overrides():
        return Given(values={})
    from oamc.values.overrides import combine

    return combine(options.overrides, reports, options.limits)


def _shares(given: Given, sets: list[tuple[Application, ObjectSet | None]]) -> list[Given]:
    """Return the overrides of each application: without what another application of the same run knows and it does not.

    An application with errors might know any name: what the others do not know is then nobody's mistake.
    """
    if not given.values or len(sets) == 1:
        return [given] * len(sets)
    from oamc.values.sharing import known_to, share

    shapes = [shape(objects.parameters) if objects is not None else {} for _, objects in sets]
    if any(objects is None for _, objects in sets):
        return [replace(given, values=known_to(given.values, own)) for own in shapes]
    return [replace(given, values=share(given.values, own, shapes)) for own in shapes]


def _emit(
    application: Application, objects: ObjectSet, given: Given, routes: Routes, options: Options, reports: Reports
) -> Output | None:
    """Apply the overrides, check the result, and write the files of one application. None after errors."""
    errors = reports.errors
    filler = Filler(defaults(objects.parameters))
    if given.values:
        from oamc.values.check import effective, problems

        problems(given, objects.parameters, reports)
        if reports.errors > errors:
            return None
        filler = Filler(effective(objects.parameters, given.values))
        objects = replace(objects, parameters=_overridden(objects, filler))
    check_objects(objects, filler, options.kube_versions, reports)
    characters = 0
    if reports.errors == errors:
        routes.add(objects, filler, reports)
        characters = _check_texts(objects, filler, reports)
    files = _backend(options, filler).emit(objects, reports)
    _check_names(application, files, reports)
    if options.format == HELM and characters + sum(map(len, files.values())) > MAY_FILL_A_SECRET:
        from oamc.checks.release import check_release

        check_release(files, objects, filler, reports)
    return Output(application=application.name.value, files=files) if reports.errors == errors else None


def _check_texts(objects: ObjectSet, filler: Filler, reports: Reports) -> int:
    """Report texts that Kubernetes would change, and objects that some clients cannot apply. Few applications have one.

    Return how many characters the objects have, about.
    """
    characters = 0
    for item in filter(filler.present, objects.objects):
        shown = repr(filler.body(item))
        characters += len(shown)
        if "$" in shown and item.kind in WORKLOADS:
            from oamc.checks.expansion import check_texts

            check_texts(item, filler, reports)
        if "\\x" in shown or "\\uff" in shown:
            from oamc.checks.clients import check_characters

            check_characters(item, filler, reports)
        if len(shown) > MAY_BE_LARGE:
            from oamc.checks.clients import check_size

            check_size(item, filler, reports)
    return characters


def _check_names(application: Application, files: FileTree, reports: Reports) -> None:
    """Report names that the output cannot have on every system: a checkout of it would fail there, or worse."""
    name = application.name
    for path in (name.value, *files):
        if device_in(path):
            shown = path if path == name.value else f"{name.value}/{path}"
            reports.add(
                OUTPUT_IS_A_DEVICE, at=name.span, path=shown, hint="rename it, for instance with a word before the name"
            )


def _backend(options: Options, filler: Filler) -> Backend:
    """Return the backend of the chosen format."""
    if options.format == MANIFESTS:
        return PlainManifests(layout=options.layout, filler=filler)
    from oamc.backends.helm.chart import HelmChart

    return HelmChart(name=options.chart_name, version=options.chart_version, app_version=options.app_version)


def _overridden(objects: ObjectSet, filler: Filler) -> tuple[Parameter, ...]:
    """Return the parameters with the overrides at the end of their histories."""
    changed: list[Parameter] = []
    for parameter in objects.parameters:
        value = filler.at(parameter.path)
        before = None if isinstance(parameter.value, Unset) else parameter.value
        if value == before and type(value) is type(before):
            changed.append(parameter)
        elif value is None:
            changed.append(replace(parameter, history=()))
        else:
            changed.append(assign(parameter, Assignment(source=OVERRIDE, value=value, span=None)))
    return tuple(changed)


def dump(sources: tuple[SourceFile, ...], stage: str, options: Options, reports: Reports) -> str:
    """Return what `stage` produced, as text: one of `STAGES`. After an error in an earlier stage the text is empty."""
    if stage == "emit":
        return "".join(
            f"==> {name} <==\n{text}" for output in build(sources, options, reports) for name, text in output.files.items()
        )
    documents = _read(sources, options, reports)
    results: object = documents
    if stage != "read":
        decoded = _decode(documents, reports)
        results = decoded
        if stage != "decode" and not reports.has_errors():
            normalized = _normalize(decoded, options, reports)
            applications = normalized.applications if normalized else ()
            results = _middle(applications, stage, _copies(sources, options, reports), options, reports)
    if reports.has_errors():
        return ""
    from oamc.ir.dump import show

    return show(results)


def _middle(applications: tuple[Application, ...], stage: str, copies: Copies, options: Options, reports: Reports) -> object:
    """Return what `normalize`, `resolve` or `lower` made of the applications."""
    if stage == "normalize" or reports.has_errors():
        return applications
    programs = [_resolve(application, copies, options, reports) for application in applications]
    bound = [program for program in programs if program is not None]
    return bound if stage == "resolve" else [_lower(program, options, reports) for program in bound]

"""`HelmChart`: the backend that writes a chart, one template an object."""

from __future__ import annotations

from oamc.backends.contract import file_names
from oamc.backends.helm.go_expressions import go_text
from oamc.backends.helm.identity import ChartIdentity, check_identity, identify
from oamc.backends.helm.notes import notes, parts_of_notes, shared_text
from oamc.backends.helm.spell import TemplateSpeller
from oamc.backends.helm.values_yaml import values_yaml
from oamc.expressions.holes import Not
from oamc.model.chart_annotations import is_of_chart
from oamc.model.vocabularies import CORE
from oamc.objects.writer import YamlWriter
from oamc.records import Record
from oamc.source.document_names import DocumentNames
from oamc.startup.indented_json import indented_json
from oamc.startup.patterns import SKIP_MARKER
from oamc.values.schema import values_schema
from oamc.values.shape import ENABLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from oamc.backends.contract import FileTree
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.model.application import Application
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import Dependency, ObjectSet
    from oamc.objects.tree import KubeObject, Tree
    from oamc.options import Options
    from oamc.profiles import Profile

SKELETON = (
    *(".helmignore", "Chart.yaml", "values.yaml", "values.schema.json"),
    *("templates/_helpers.tpl", "templates/NOTES.txt"),
)
"""The files that every chart has, before all others."""
REQUIREMENTS = "templates/requirements.yaml"
PLAIN = frozenset(
    (
        *("ConfigMap", "Deployment", "Job", "Role", "RoleBinding", "Secret", "Service", "ServiceAccount", "StatefulSet"),
        *("CronJob", "DaemonSet", "PodDisruptionBudget"),
    )
)
"""Kinds of Kubernetes that need nothing else, unless a mark says so."""
MARKS = (
    *("dapr.io/enabled", "-bandwidth", "gress_rate", "volumeClaimTemplates:"),
    *("aliyun.com/network-priority", "ovn.kubernetes.io/mirror", "koordinator.sh/qosClass"),
)


class HelmChart(Record):
    """Writes a chart. Name, version and appVersion come from the options, else from the document.

    `metadata` is what charts tell of themselves where the application says nothing else. `names` are the documents of the
    input, and `application` the one that the chart is made of, for comments in the values. `profile` is the kind of
    cluster that it is for. `filler` has the values of the chart, where somebody has filled its objects with them before.
    """

    name: str | None = None
    version: str | None = None
    app_version: str | None = None
    kube_versions: tuple[str, ...] = ()
    with_readme: bool = False
    with_tests: bool = False
    metadata: Mapping[str, str | tuple[str, ...]] | None = None
    names: DocumentNames | None = None
    application: Application | None = None
    profile: Profile | None = None
    filler: Filler | None = None

    def check(self, objects: ObjectSet, reports: Reports) -> None:
        """Report what `Chart.yaml` cannot say."""
        check_identity(objects, self.name, self.version, reports)
        if self.has_metadata(objects):
            from oamc.backends.helm.metadata import check_metadata

            check_metadata(objects, self.metadata or {}, self.kube_versions, reports)

    def paths(self, objects: ObjectSet) -> Collection[str]:
        """Return the paths of the files in their order."""
        names = file_names(objects.objects)
        return (
            *SKELETON,
            *(("README.md",) if self.with_readme else ()),
            *(f"templates/{names[item.identity]}" for item in objects.objects),
            *self.test_pods(objects),
            *((REQUIREMENTS,) if objects.requirements else ()),
        )

    def most_bytes(self, objects: ObjectSet, enough: int = 0, /) -> int:
        """Return a number of bytes that the files surely do not exceed; a rough one where that is at most `enough`."""
        if self.with_readme:
            return sum(len(text.encode()) for text in self.emit(objects).values())
        from oamc.backends.helm.bounds import Beside, most_bytes, roughly_most_bytes  # only who does not lay a chart out asks

        beside = Beside(
            pods=self.test_pods(objects).values(),
            made=(shared_text("helmignore"), shared_text("_helpers.tpl")),
            headings=() if self.application is None else _headings(self.application, DocumentNames()).values(),
            longest_name=self.names.longest if self.names is not None else 0,
            told=(self.name, self.version, self.app_version, self.metadata),
            with_images=self.has_metadata(objects),
        )
        if enough > 0 and self.profile is None:
            rough = roughly_most_bytes(objects, beside, parts_of_notes(objects))
            if rough is not None and rough <= enough:
                return rough
        return most_bytes(objects, beside, self._notes(objects))

    def emit(self, objects: ObjectSet) -> FileTree:
        """Write the files of the chart. Its values are those of the parameters."""
        identity = identify(objects, self.name, self.version, self.app_version)
        fields, annotations = self._metadata(objects)
        files = {
            ".helmignore": shared_text("helmignore"),
            "Chart.yaml": "",  # its place; what it tells of the cluster follows from the templates
            "values.yaml": self._values(objects),
            "values.schema.json": _schema_text(objects),
            "templates/_helpers.tpl": shared_text("_helpers.tpl"),
            "templates/NOTES.txt": self._notes(objects),
        }
        if self.with_readme:
            from oamc.backends.helm.readme import readme

            files["README.md"] = readme(identity, fields, objects.parameters)
        names = file_names(objects.objects)
        types = {parameter.path: parameter.type for parameter in objects.parameters}
        built = {parameter.path: parameter.built for parameter in objects.parameters if parameter.built is not None}
        needs_something = False
        for item in objects.objects:
            template = files[f"templates/{names[item.identity]}"] = _template(item, types, built)
            needs_something |= _may_need(item, template)
        if needs_something:
            # Plain charts ask for nothing, and are quicker.
            from oamc.objects.cluster_requirements import needs_annotation

            annotations = {**needs_annotation(objects, self.filler), **annotations}
        files["Chart.yaml"] = _chart_yaml(identity, fields, annotations, objects.dependencies)
        for path, pod in self.test_pods(objects).items():
            files[path] = _template(pod, types, built)
        if objects.requirements:
            files[REQUIREMENTS] = _requirements(objects, built)
        return files

    def test_pods(self, objects: ObjectSet) -> dict[str, KubeObject]:
        """Return the pods that only `helm test` runs, by the paths of their templates: of Services if asked, and of scopes."""
        pods: dict[str, KubeObject] = {}
        if self.with_tests:
            from oamc.backends.helm.connection_tests import connection_tests

            pods = {f"templates/tests/{name}.yaml": pod for name, pod in connection_tests(objects.objects).items()}
        return pods | {f"templates/tests/scopes/{pod.owner.name}.yaml": pod for pod in objects.tests}

    def has_metadata(self, objects: ObjectSet) -> bool:
        """Tell whether `Chart.yaml` tells more of itself than every chart does. Few applications have that."""
        return bool(self.metadata) or any(map(is_of_chart, objects.annotations))

    def _notes(self, objects: ObjectSet) -> str:
        """Return the notes of the chart, with what is to be known of the kind of cluster where one is chosen."""
        if self.profile is None:
            return notes(objects)
        from oamc.backends.helm.cluster_notes import cluster_notes

        return notes(objects) + cluster_notes(objects, self.profile)

    def _metadata(self, objects: ObjectSet) -> tuple[dict[str, Tree], dict[str, Tree]]:
        """Return further fields of `Chart.yaml`, and further annotations of the chart."""
        if not self.has_metadata(objects):
            return {}, {}
        from oamc.backends.helm.metadata import metadata

        return metadata(objects, self.metadata or {}, self.kube_versions)

    def _values(self, objects: ObjectSet) -> str:
        """Return the text of `values.yaml`."""
        names = self.names or DocumentNames()
        headings = {} if self.application is None else _headings(self.application, names)
        return values_yaml(objects.parameters, objects.fixed, objects.application.value, names, headings)


def chart_of(options: Options, names: DocumentNames, application: Application, filler: Filler | None) -> HelmChart:
    """Return what writes the chart of an application by its options. `filler` has the values of the chart, if anybody has."""
    return HelmChart(
        name=options.chart_name,
        version=options.chart_version,
        app_version=options.app_version,
        kube_versions=options.kube_versions,
        with_readme=options.chart_readme,
        with_tests=options.chart_tests,
        metadata=options.chart_metadata,
        names=names,
        application=application,
        profile=options.cluster,
        filler=filler,
    )


def _headings(application: Application, names: DocumentNames) -> dict[str, str]:
    """Return the comment above the values of each instance: what it is an instance of."""
    headings = {"scopes": "Scopes that the application provides."}
    for use in application.instances:
        component = application.library.components.get(use.component.value)
        if component is not None:
            written, source = component.workload_type.value, names.of(component.span)
            headings[use.name.value] = (
                f"Instance {use.name.value} of {source}, workload type {written.rpartition('.')[2]}."
                if application.vocabulary == CORE
                else f"{'Policy' if use.is_policy else 'Component'} {use.name.value} of {source}, of type {written}."
            )
    return headings


def _schema_text(objects: ObjectSet) -> str:
    """Return the text of `values.schema.json`, in which no description commands who prints it or reads the folder."""
    text = indented_json(values_schema(objects.parameters)) + "\n"
    return text.replace("##", "#\\u0023").replace(SKIP_MARKER, f"\\u002b{SKIP_MARKER[1:]}")


def _chart_yaml(
    identity: ChartIdentity, fields: dict[str, Tree], annotations: dict[str, Tree], dependencies: tuple[Dependency, ...]
) -> str:
    """Return the text of `Chart.yaml`."""
    body: Tree = {
        "apiVersion": "v2",
        "name": identity.name,
        "description": identity.description,
        "type": "application",
        "version": identity.version,
        "appVersion": identity.app_version,
        **fields,
        **({"dependencies": list(map(_dependency, dependencies))} if dependencies else {}),
        "annotations": {"oam.dev/application": identity.application, **annotations},
    }
    return YamlWriter().document(body)


def _may_need(item: KubeObject, template: str) -> bool:
    """Tell whether an object may need something beyond Kubernetes. Of plain workloads that is seen at once."""
    return (
        item.kind not in PLAIN
        or (item.kind, "\n  type: " in template) == ("Service", True)
        or any(mark in template for mark in MARKS)
    )


def _dependency(dependency: Dependency) -> dict[str, Tree]:
    """Return one dependency of a chart. Where the value of its condition is not given, the other chart is there."""
    alias = {} if dependency.alias == dependency.name else {"alias": dependency.alias}
    return {
        "name": dependency.name,
        **alias,
        "version": dependency.versions,
        "repository": dependency.repository,
        "condition": f"{dependency.alias}.{ENABLED}",
    }


def _template(item: KubeObject, types: Mapping[Path, ValueType], built: Mapping[Path, ValueTree]) -> str:
    """Return the template of one object, which holds parameters of these types. `built` is what follows variables."""
    speller = TemplateSpeller(*item.owner.path, types=types, built=built)
    document = YamlWriter(speller).document(item.body)
    if item.condition is not None:
        document = f"{speller.open(item.condition)}\n{document}{speller.close()}\n"
    document = speller.followers() + document
    return f"{speller.preface()}\n{document}" if speller.variable in document else document


def _requirements(objects: ObjectSet, built: Mapping[Path, ValueTree]) -> str:
    """Return the template that refuses values for which a requirement does not hold. It makes no object."""
    speller = TemplateSpeller(built=built)
    lines: list[str] = []
    for requirement in objects.requirements:
        message = go_text(requirement.message)
        lines += [speller.open(Not(condition=requirement.condition)), f"{{{{- fail {message} }}}}", speller.close()]
    head = "{{- /* What values.schema.json cannot say: conditions between values. */ -}}\n"
    return head + speller.followers() + "\n".join(lines) + "\n"

"""What applications of one run must not share: a place on disk, the name of an instance, an object of the cluster.

In: the applications and their objects, and the namespace that was chosen for each of them, None where its document decides.
Out: nothing but reports.

Where two applications do not say their namespace, nobody knows whether they will meet. Charts get one when they are installed,
and Helm refuses what another release owns: there it is a warning. Manifests are applied as they are, and the last would win: an
error (`meets`).

Names of files that are those of devices elsewhere are reported here, too.
"""

from __future__ import annotations

from oamc.backends.contract import device_in
from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import objects as objects_codes
from oamc.diagnostics.codes import outputs as outputs_codes
from oamc.diagnostics.codes import usage as usage_codes
from oamc.diagnostics.reports import Related
from oamc.objects.tree import INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Application, InstanceUse
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span

    Chosen: TypeAlias = Callable[[Application], str | None]


def check_shared_objects(sets: list[tuple[Application, ObjectSet]], chosen: Chosen, reports: Reports, *, meets: bool) -> None:
    """Report objects of one kind and name that two applications would bring into one namespace.

    Equal instances are reported already, and all objects of an instance begin with its name: only these are compared.
    """
    first: dict[tuple[str, ...], tuple[Application, KubeObject]] = {}
    for application, objects in sets:
        namespace = _namespace(application, chosen)
        cluster = _cluster(application)
        for item in objects.objects:
            key = (cluster, item.namespace or namespace, *item.identity)
            owner, earlier = first.setdefault(key, (application, item))
            if owner is application or (earlier.owner == item.owner and item.owner.kind == INSTANCE):
                continue
            if not (namespace or meets):
                _report_unknown_namespaces(item.kind, item.name, item.span, earlier.span, owner, application, reports)
            else:
                reports.add(
                    objects_codes.DUPLICATE_OBJECT,
                    at=item.span,
                    related=[Related(span=earlier.span, message=f'application "{owner.name.value}" has the first one here')],
                    hint="rename an instance, scope, container or volume, give one application another metadata.namespace, "
                    "or build them separately",
                    kind=item.kind,
                    name=item.name,
                )


def check_shared_places(applications: tuple[Application, ...], chosen: Chosen, reports: Reports, *, meets: bool) -> None:
    """Report applications that would overwrite each other: on disk, or by instances of one name in one namespace."""
    folders: dict[str, Application] = {}
    instances: dict[tuple[str, str, str], tuple[Application, InstanceUse]] = {}
    for application in applications:
        name = application.name
        earlier = folders.setdefault(name.value.lower(), application)
        if earlier.name is not name:  # targets of one application share its name and its directory
            reports.add(
                outputs_codes.APPLICATIONS_SHARE_NAME,
                at=name.span,
                related=[Related(span=earlier.name.span, message="the other one is here")],
                hint="the names differ only in case: rename one",
                first=earlier.name.value,
                second=name.value,
            )
        namespace = _namespace(application, chosen)
        for use in application.instances:
            place = (_cluster(application), namespace, use.name.value)
            owner, earlier_use = instances.setdefault(place, (application, use))
            if owner is application:
                continue
            if not (namespace or meets):
                places = (use.name.span, earlier_use.name.span)
                _report_unknown_namespaces("instance", use.name.value, *places, owner, application, reports)
            else:
                reports.add(
                    application_codes.SHARED_INSTANCE,
                    at=use.name.span,
                    related=[Related(span=earlier_use.name.span, message="the other one is here")],
                    hint="rename the instance, give one application another metadata.namespace, or build them separately",
                    name=use.name.value,
                    first=owner.name.value,
                    second=application.name.value,
                )


def shared_names(sets: Iterable[tuple[Application, ObjectSet | None]], chosen: Chosen) -> Iterator[tuple[str, ...]]:
    """Yield what no two applications may share, each as a name: places on disk, instances and objects.

    Where the names of two runs have none in common, this module would find nothing between their applications.
    """
    for application, objects in sets:
        cluster, namespace = _cluster(application), _namespace(application, chosen)
        if application.instances:
            yield ("folder", application.name.value.lower())
        for use in application.instances:
            yield ("instance", cluster, namespace, use.name.value)
        for item in objects.objects if objects is not None else ():
            yield ("object", cluster, item.namespace or namespace, *item.identity)


def _report_unknown_namespaces(
    what: str, name: str, at: Span, earlier: Span, first: Application, second: Application, reports: Reports
) -> None:
    """Report two of one name in applications that do not say their namespaces."""
    reports.add(
        usage_codes.MAY_MEET,
        at=at,
        related=[Related(span=earlier, message="the other one is here")],
        hint="give each application its metadata.namespace, or install the charts into different namespaces",
        what=what,
        name=name,
        first=first.name.value,
        second=second.name.value,
    )


def _namespace(application: Application, chosen: Chosen) -> str:
    """Return the namespace that the objects of an application go to; empty where it is not known yet.

    `chosen` returns what the user of the compiler gives, None where the document decides. That of a target stands.
    """
    if application.target is not None and application.target.namespace is not None:
        return application.target.namespace.value
    own = application.namespace.value if application.namespace else ""
    given = chosen(application)
    return own if given is None else given


def _cluster(application: Application) -> str:
    """Return what is known of the cluster that an application goes to; empty for the one at hand."""
    return application.target.cluster if application.target is not None else ""


def check_names(application: Application, paths: Iterable[str], reports: Reports) -> None:
    """Report names that the output cannot have on every system: a checkout of it would fail there, or worse."""
    name, place = application.name, application.path
    for path in (place, *paths):
        if device_in(path):
            shown = path if path == place else f"{place}/{path}"
            reports.add(
                outputs_codes.OUTPUT_IS_A_DEVICE,
                at=name.span,
                path=shown,
                hint="rename it, for instance with a word before the name",
            )

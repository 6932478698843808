"""What applications of one run must not share: a place on disk, the name of an instance, an object of the cluster.

In: the applications and their objects, and the namespace that was chosen for all of them, None where each document has its own.
Out: nothing but reports.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes.objects import DUPLICATE_OBJECT
from oamc.diagnostics.codes.outputs import APPLICATIONS_SHARE_NAME
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.model.application import Application, InstanceUse
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject


def check_shared_objects(sets: list[tuple[Application, ObjectSet]], chosen: str | None, reports: Reports) -> None:
    """Report objects of one kind and name that two applications would bring into one namespace.

    Equal instances are reported already, and all objects of an instance begin with its name: only these are compared.
    """
    first: dict[tuple[str, str, str], tuple[Application, KubeObject]] = {}
    for application, objects in sets:
        namespace = _namespace(application, chosen)
        for item in objects.objects:
            owner, earlier = first.setdefault((namespace, item.kind, item.name), (application, item))
            if owner is not application and earlier.owner != item.owner:
                reports.add(
                    DUPLICATE_OBJECT,
                    at=item.span,
                    related=[Related(span=earlier.span, message=f'application "{owner.name.value}" has the first one here')],
                    hint="rename an instance, container or volume, give one application another metadata.namespace, "
                    "or build them separately",
                    kind=item.kind,
                    name=item.name,
                )


def check_shared_places(applications: tuple[Application, ...], chosen: str | None, reports: Reports) -> None:
    """Report applications that would overwrite each other: on disk, or by instances of one name in one namespace."""
    folders: dict[str, Application] = {}
    instances: dict[tuple[str, str], tuple[Application, InstanceUse]] = {}
    for application in applications:
        name = application.name
        earlier = folders.setdefault(name.value.lower(), application)
        if earlier is not application:
            reports.add(
                APPLICATIONS_SHARE_NAME,
                at=name.span,
                related=[Related(span=earlier.name.span, message="the other one is here")],
                hint="the names differ only in case: rename one",
                first=earlier.name.value,
                second=name.value,
            )
        namespace = _namespace(application, chosen)
        for use in application.instances:
            owner, earlier_use = instances.setdefault((namespace, use.name.value), (application, use))
            if owner is not application:
                reports.add(
                    application_codes.SHARED_INSTANCE,
                    at=use.name.span,
                    related=[Related(span=earlier_use.name.span, message="the other one is here")],
                    hint="rename the instance, give one application another metadata.namespace, or build them separately",
                    name=use.name.value,
                    first=owner.name.value,
                    second=name.value,
                )


def _namespace(application: Application, chosen: str | None) -> str:
    """Return the namespace that the objects of an application go to; empty where it is not known yet.

    `chosen` is the namespace that the user of the compiler gives, None where the document decides.
    """
    own = application.namespace.value if application.namespace else ""
    return own if chosen is None else chosen

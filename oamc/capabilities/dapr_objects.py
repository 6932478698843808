"""Objects of Dapr as workloads: who uses them stands beside their spec (docs/spec/dapr.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Rendered
from oamc.capabilities.dapr_apps import apps, known_app_id, objects_of
from oamc.capabilities.dapr_properties import APP_ID
from oamc.capabilities.labels import component_labels, workload_labels
from oamc.capabilities.pods import kube_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes import dapr as codes
from oamc.diagnostics.codes.application import SECRET_LITERAL
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.types import ListType, TextMapType
from oamc.model.reserved_keys import DESCRIPTIVE_ANNOTATIONS
from oamc.model.secret_names import names_a_secret
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, at, bare, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.capabilities.contracts import Context
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree
    from oamc.spans import Span

BROKERS = "pubsub"
BESIDE = ("scopes", "auth")
SCOPES = Property(
    name="scopes",
    type=ListType(item=APP_ID),
    description="The app ids of those who use it: all of the namespace, where none is said.",
)
AUTH = Property(
    name="auth",
    type=TextMapType(fields=(("secretStore", OBJECT_NAME),)),
    description="The secretStore that its references to secrets are looked for in; that of Kubernetes, where none is said.",
)


def dapr_object(instance: Instance, context: Context, api_version: str, kind: str, fields: Mapping[str, Tree]) -> Rendered:
    """Return a workload that is one object of Dapr with these settings, of which some stand beside the spec."""
    stated = instance.component.annotations
    beside = [(name, fields.get(name)) for name in BESIDE]
    scopes = fields.get("scopes")
    if scopes is not None:
        beside[0] = ("scopes", _scopes(scopes, context))
    main = kube_object(
        instance,
        (api_version, kind),
        instance.name.value,
        labels=component_labels(instance, workload_labels(kind)),
        annotations=entries((key, at(stated[key])) for key in DESCRIPTIVE_ANNOTATIONS if key in stated),
        fields=(*beside, ("spec", {name: value for name, value in fields.items() if name not in BESIDE})),
    )
    return Rendered(main=main)


def fields_of(instance: Instance) -> dict[str, Tree]:
    """Return the settings of an object of Dapr, in whichever form the component gives them: those of a spec by their names."""
    fields = setting_fields(instance)
    spec = bare(fields.pop("spec", None))
    return {**fields, **spec} if isinstance(spec, dict) else fields


def known_text(tree: Tree) -> str:
    """Return a text that the document says, the empty text for anything else."""
    found = bare(tree)
    return found if isinstance(found, str) else ""


def known_items(tree: Tree) -> Iterator[tuple[str, Span | None]]:
    """Yield the texts of a list that the document says, with their places."""
    listed = bare(tree)
    for item in listed if isinstance(listed, (list, tuple)) else ():
        if known_text(item):
            yield known_text(item), item.span if isinstance(item, At) else None


def is_scoped(scopes: Tree, app: str) -> bool:
    """Tell whether an app may use an object with these scopes, as far as the document says it."""
    found = bare(scopes)
    if found is None:
        return True
    return not isinstance(found, (list, tuple)) or not found or any(known_text(item) in {app, ""} for item in found)


def _scopes(scopes: Tree, context: Context) -> Tree:
    """Return the app ids of those who use an object: one that is the name of an instance has the prefix of its name."""
    listed = bare(scopes)
    if not isinstance(listed, (list, tuple)):
        return scopes
    known = {known_app_id(instance, use): use for instance, use in apps(context)}
    names = {app for app, use in known.items() if use.tree is None or "appId" not in use.tree}
    for app, span in known_items(scopes):
        if app not in known and not context.unbound:
            near = context.reports.nearest(app, known)
            hint = (
                f'did you mean "{near}"?'
                if near
                else f"app ids are {listing(sorted(known))}"
                if known
                else "attach the trait dapr"
            )
            context.reports.add(codes.NOT_THERE, at=span, what="app id", name=app, hint=hint)
    own: list[Tree] = []
    for item in listed:
        app = known_text(item)
        own.append(At(prefixed(app), item.span) if app in names and isinstance(item, At) else item)
    return At(own, scopes.span) if isinstance(scopes, At) else own


def warn_of_literals(metadata: Tree, what: str, reports: Reports) -> None:
    """Warn of values that look like secrets: they are in every release, for everybody who reads objects."""
    listed = bare(metadata)
    for entry in listed if isinstance(listed, (list, tuple)) else ():
        fields = bare(entry)
        value = fields.get("value") if isinstance(fields, dict) else None
        name = known_text(fields.get("name")) if isinstance(fields, dict) else ""
        if known_text(value) and names_a_secret(name):
            at_value = value.span if isinstance(value, At) else None
            hint = f"keep it in a Secret of the cluster: {{name: {name}, secretKeyRef: {{name: SECRET, key: KEY}}}}"
            reports.add(SECRET_LITERAL, at=at_value, what=f'{what} "{name}"', hint=hint)


def broker(name: Tree, context: Context) -> Tree:
    """Return the name of a broker; that it is none is reported. One of the application has the prefix of its name."""
    known, components = known_text(name), objects_of(context, "Component")
    brokers = sorted(other for other, found in components.items() if type_of(found).startswith(f"{BROKERS}."))
    place = name.span if isinstance(name, At) else None
    if known in components and known not in brokers and type_of(components[known]):
        context.reports.add(
            codes.OTHER_TYPE,
            at=place,
            related=[Related(span=components[known].name.span, message="the instance is here")],
            name=known,
            type=type_of(components[known]),
            whom="a Subscription",
            wanted=f"{BROKERS}.*",
            hint=f"brokers are {listing(brokers)}" if brokers else "name a Component that is a broker",
        )
    elif known and known not in components and known not in context.unbound and brokers:
        near = context.reports.nearest(known, brokers)
        hint = (
            f'did you mean "{near}"?' if near else f"brokers of it are {listing(brokers)}: another one must be in the cluster"
        )
        context.reports.add(codes.NOT_THERE, at=place, what="broker", name=known, hint=hint)
    return At(prefixed(known), place) if known in components else name


def type_of(component: Instance) -> str:
    """Return the type of a Component, the empty text where a parameter says it."""
    return known_text(fields_of(component).get("type"))


def metadata_of(component: Instance) -> dict[str, object]:
    """Return the values that a Component has for its type, as far as the document says them."""
    listed = bare(fields_of(component).get("metadata"))
    found = [bare(entry) for entry in (listed if isinstance(listed, (list, tuple)) else ())]
    return {known_text(entry.get("name")): bare(entry.get("value")) for entry in found if isinstance(entry, dict)}


def subscriptions_to(app: str, context: Context) -> Iterator[tuple[Instance, Span | None]]:
    """Yield the Subscriptions that name an app, each with the place."""
    for found in objects_of(context, "Subscription").values():
        for item, span in known_items(fields_of(found).get("scopes")):
            if item == app:
                yield found, span

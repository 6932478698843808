"""`core.oam.dev/v1alpha1` documents to the version-neutral model (docs/spec/oam-v1alpha1.md, 3 to 11)."""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.v1alpha1.normalize_containers import containers
from oamc.model.application import (
    Application,
    Component,
    GivenValue,
    InstanceUse,
    KeyReference,
    Library,
    ParameterDeclaration,
    Property,
    ScopeBinding,
    Setting,
    TraitUse,
    Variable,
)
from oamc.model.chart_annotations import is_of_chart
from oamc.model.group_version_kind import CORE_GROUP, OLD_CORE_GROUP, current_group, parse_group_version_kind
from oamc.model.reserved_keys import INTENTS, RELEASED_VERSION, RESERVED_ANNOTATIONS, RESERVED_LABELS
from oamc.spans import Located
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.types import ValueType
    from oamc.frontends.v1alpha1.definition_documents import PropertyDeclaration
    from oamc.frontends.v1alpha1.documents import (
        ApplicationConfiguration,
        ComponentConfigurationEntry,
        ComponentSchematic,
        ParameterEntry,
        ParameterValueEntry,
        PropertyEntry,
        TraitBindingEntry,
    )

_LONGEST_VALUE_NAME = 253
"""The rule for names of parameters and variables (3.2, 4.2)."""

_NAMESPACE = Pattern(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
"""Kubernetes' rule for the names of namespaces: a DNS label."""

OS_TYPES = ("linux", "windows")
ARCHITECTURES = {"i386": "386", "x86_64": "amd64", "amd64": "amd64", "arm": "arm", "arm64": "arm64", "386": "386"}
"""OAM's words for architectures, and Go's, which Kubernetes uses on nodes (3.1)."""

CLUSTER_ANNOTATIONS = ("kubectl.kubernetes.io/", "deployment.kubernetes.io/")
"""Bookkeeping of a cluster, which must not travel into pods (7.1)."""

SET_BY_OAMC = "oamc sets it itself"
VERSION_HINT = "write it as the annotation version"
FUNCTIONS = ("openfaas.com/v1.Function", "openfaas.com/v1alpha2.Function")
HINT_OF_FUNCTIONS = (
    "put it into a Secret of the cluster, and name that by the setting secrets, a list: "
    "the function reads it from a file in /var/openfaas/secrets"
)
"""What to write in the place of a secret of a function: OpenFaaS has no keys of Secrets as variables (OAM435, OAM633)."""
REACHES_NOTHING = "no object carries it"

USED_ANNOTATIONS = ("version", "description", INTENTS)
"""The annotations of an application that a chart takes over (1.2), beside those for a chart alone; no object carries any.

That it has no intents is told where these are bound (docs/spec/intents.md, 1.4).
"""


def component(document: ComponentSchematic, reports: Reports) -> Component:
    """Convert a ComponentSchematic (3)."""
    name = document.metadata.name
    check_value_names((entry.name for entry in document.parameters), "parameter", reports)
    report_duplicates((entry.name for entry in document.parameters), "parameter", f'component "{name.value}"', reports)
    report_duplicates((entry.name for entry in document.settings), "setting", f'component "{name.value}"', reports)
    for key in RESERVED_LABELS:
        hint = VERSION_HINT if key == RELEASED_VERSION else "remove it"
        what = f'label "{key}" of component "{name.value}"'
        report_unused(document.metadata.labels.get(key), what, SET_BY_OAMC, reports, hint)
    for key in RESERVED_ANNOTATIONS:
        report_unused(
            document.metadata.annotations.get(key), f'annotation "{key}" of component "{name.value}"', SET_BY_OAMC, reports
        )
    workload_type = kind_of(document.workload_type, "the workload type", reports)
    secret_hint = HINT_OF_FUNCTIONS if workload_type.value in FUNCTIONS else ""
    return Component(
        name=name,
        workload_type=workload_type,
        os_type=os_type(document.os_type, reports),
        architecture=architecture(document.arch, reports),
        parameters=tuple(
            ParameterDeclaration(
                name=entry.name,
                description=entry.description,
                type=entry.type.value,
                required=entry.required,
                default=entry.default,
                span=entry.span,
                accepts=accepted_by(entry, f'parameter "{entry.name.value}"', reports),
                secret=entry.secret,
            )
            for entry in document.parameters
        ),
        containers=containers(
            document.containers,
            name.value,
            frozenset(entry.name.value for entry in document.parameters if entry.secret),
            reports,
            secret_hint,
        ),
        settings=tuple(
            Setting(
                name=entry.name,
                type=entry.type.value if entry.type else "",
                required=entry.required,
                value=entry.value,
                parameter=entry.from_parameter,
                empty=entry.empty,
                span=entry.span,
            )
            for entry in document.settings
        ),
        settings_mapping=document.settings_mapping,
        labels=document.metadata.labels,
        annotations={
            key: value
            for key, value in document.metadata.annotations.items()
            if not key.startswith(CLUSTER_ANNOTATIONS) and key not in RESERVED_ANNOTATIONS
        },
        empty=document.empty,
        span=document.span,
        secret_hint=secret_hint,
    )


def application(document: ApplicationConfiguration, library: Library, reports: Reports) -> Application:
    """Convert an ApplicationConfiguration (5)."""
    name = document.metadata.name
    namespace = document.metadata.namespace
    if namespace is not None and not _NAMESPACE.fullmatch(namespace.value):
        reports.add(
            codes.BAD_NAME,
            at=namespace.span,
            name=namespace.value,
            use="a namespace",
            reason="it must have 1 to 63 lower-case letters, digits and hyphens, and begin and end with a letter or digit",
            hint="change metadata.namespace",
        )
        namespace = None
    _report_unused_metadata(document, reports)
    if not document.components:
        code = codes.SCOPES_ONLY if document.scopes else codes.NOTHING_TO_DO
        at = document.empty.get("components", name.span)
        reports.add(code, at=at, application=name.value, hint="instantiate components under spec.components")
    instances = _instances(document, reports)
    return Application(
        name=name,
        namespace=namespace,
        labels=document.metadata.labels,
        annotations=document.metadata.annotations,
        variables=_variables(document),
        scopes=library.scopes.get(name.value, ()),
        instances=instances,
        library=library,
        span=document.span,
        left_out=frozenset(one.instance_name.value for one in document.components) - {one.name.value for one in instances},
    )


def _report_unused_metadata(document: ApplicationConfiguration, reports: Reports) -> None:
    """Report labels and annotations of an application, which reach nothing (7.1)."""
    name, metadata = document.metadata.name.value, document.metadata
    hint = "put it on a ComponentSchematic, whose labels and annotations pods carry"
    for key, value in metadata.labels.items():
        report_unused(value, f'label "{key}" of application "{name}"', REACHES_NOTHING, reports, hint)
    for key, value in metadata.annotations.items():
        if key not in USED_ANNOTATIONS and not is_of_chart(key) and not key.startswith(CLUSTER_ANNOTATIONS):
            report_unused(value, f'annotation "{key}" of application "{name}"', REACHES_NOTHING, reports, hint)


def report_unused(value: Located[str] | None, what: str, reason: str, reports: Reports, hint: str = "remove it") -> None:
    """Report what a document says in its metadata and what has no effect."""
    if value is not None:
        reports.add(codes.UNUSED_METADATA, at=value.span, what=what, reason=reason, hint=hint)


def check_value_names(names: Iterable[Located[str]], what: str, reports: Reports) -> None:
    """Report names of parameters or variables that no reference could name."""
    for name in names:
        if not _names_a_value(name.value):
            reports.add(
                codes.BAD_NAME,
                at=name.span,
                name=name.value,
                use=f"the name of a {what}",
                reason="it must consist of letters, digits, hyphens, underscores and dots",
                hint=f"rename the {what} and the references to it",
            )


def _names_a_value(name: str) -> bool:
    """Tell whether a reference could have this name: letters and digits of any language, hyphens, underscores and dots."""
    letters = name.replace(".", "").replace("-", "").replace("_", "")
    return 0 < len(name) <= _LONGEST_VALUE_NAME and (not letters or letters.isalnum())


def _instances(document: ApplicationConfiguration, reports: Reports) -> tuple[InstanceUse, ...]:
    """Convert the instances that are right: without the second of a name, and without those that have a mistake."""
    where = f'application "{document.metadata.name.value}"'
    wrong = {
        id(name) for name in report_duplicates([one.instance_name for one in document.components], "instance", where, reports)
    }
    found = []
    for entry in document.components:
        faults = reports.faults
        use = _instance(entry, reports)
        if reports.faults == faults and not entry.is_doubted and id(entry.instance_name) not in wrong:
            found.append(use)
    return tuple(found)


def _instance(entry: ComponentConfigurationEntry, reports: Reports) -> InstanceUse:
    """Convert one entry of `spec.components` (5.2)."""
    where = f'instance "{entry.instance_name.value}"'
    report_duplicates((value.name for value in entry.parameter_values), "parameter value", where, reports)
    return InstanceUse(
        name=entry.instance_name,
        component=entry.component_name,
        values=tuple(_given_value(value) for value in entry.parameter_values),
        traits=tuple(_trait_use(trait, reports) for trait in entry.traits),
        scopes=entry.application_scopes,
        empty=entry.empty,
        span=entry.span,
    )


def _given_value(entry: ParameterValueEntry) -> GivenValue:
    """Convert one value of a parameter (4.1), or the reference in its place (4.4)."""
    given = entry.reference
    reference = None
    if given is not None:
        reference = KeyReference(field=given.field, name=given.name, key=given.key, optional=given.optional, span=given.span)
    return GivenValue(name=entry.name, value=entry.value, span=entry.empty.get("value", entry.span), reference=reference)


def _trait_use(entry: TraitBindingEntry, reports: Reports) -> TraitUse:
    """Convert one trait binding (5.3)."""
    return TraitUse(
        name=entry.name,
        properties=_properties(entry.properties, f'trait "{entry.name.value}"', reports),
        empty=entry.empty,
        span=entry.span,
    )


def _properties(entries: tuple[PropertyEntry, ...], where: str, reports: Reports) -> tuple[Property, ...]:
    """Convert properties; a name that occurs twice (possible in the list form) is an error."""
    report_duplicates((entry.name for entry in entries), "property", where, reports)
    return tuple(Property(name=entry.name, value=entry.value) for entry in entries)


def _variables(document: ApplicationConfiguration) -> tuple[Variable, ...]:
    """Convert the variables of a configuration (4.2)."""
    return tuple(Variable(name=entry.name, value=entry.value, span=entry.span) for entry in document.variables)


def scope_bindings(document: ApplicationConfiguration, reports: Reports) -> tuple[ScopeBinding, ...]:
    """Convert the scopes that a configuration provides (10.1), and check the names of these and of its variables."""
    where = f'application "{document.metadata.name.value}"'
    check_value_names((entry.name for entry in document.variables), "variable", reports)
    report_duplicates((entry.name for entry in document.variables), "variable", where, reports)
    report_duplicates((entry.name for entry in document.scopes), "scope", where, reports)
    variables = _variables(document)
    return tuple(
        ScopeBinding(
            name=entry.name,
            type=kind_of(entry.type, f'the type of scope "{entry.name.value}"', reports),
            properties=_properties(entry.properties, f'scope "{entry.name.value}"', reports),
            configuration=document.metadata.name.value,
            variables=variables,
            empty=entry.empty,
            span=entry.span,
        )
        for entry in document.scopes
    )


def accepted_by(entry: ParameterEntry | PropertyDeclaration, what: str, reports: Reports) -> ValueType | None:
    """Return the type of the values of a declaration that has rules. Few have any."""
    if entry.rules is None:
        return None
    from oamc.frontends.v1alpha1.normalize_rules import accepted

    return accepted(entry.rules, entry.type.value if entry.type else "", entry.default, what, reports)


def kind_of(located: Located[str], what: str, reports: Reports) -> Located[str]:
    """Check the notation GROUP/VERSION.KIND (1.3) and replace the group's old name (1.1).

    `what` names it in messages. A word without `/` is passed on: it may be a short name of a core type, which `resolve` knows.
    """
    text = located.value
    current = current_group(text)
    if current != text:
        report_old_group(located, reports)
    if "/" in current and parse_group_version_kind(current) is None:
        reason = "missing kind" if "." not in current.split("/", 1)[1] else "a part of it has a wrong form"
        reports.add(
            codes.MALFORMED_KIND, at=located.span, what=what, reason=reason, hint="write it like core.oam.dev/v1alpha1.Server"
        )
    return Located(value=current, span=located.span)


def report_old_group(located: Located[str], reports: Reports) -> None:
    """Warn of the group's name before October 2019 (1.1)."""
    hint = f"the group is {CORE_GROUP} since October 2019, not {OLD_CORE_GROUP}"
    reports.add(codes.OLD_GROUP, at=located.span, text=located.value, hint=hint)


def os_type(located: Located[str] | None, reports: Reports) -> Located[str] | None:
    """Return the word for the node label; an unknown one is passed on with a warning (3.1)."""
    if located and located.value not in OS_TYPES:
        reports.add(codes.UNKNOWN_PLATFORM, at=located.span, field="osType", hint="known are linux and windows")
    return located


def architecture(located: Located[str] | None, reports: Reports) -> Located[str] | None:
    """Return Kubernetes' word for an architecture; an unknown one is passed on with a warning (3.1)."""
    if located is None:
        return None
    if located.value not in ARCHITECTURES:
        reports.add(
            codes.UNKNOWN_PLATFORM,
            at=located.span,
            field="arch",
            hint="known are i386, amd64, arm and arm64",
        )
    return Located(value=ARCHITECTURES.get(located.value, located.value), span=located.span)

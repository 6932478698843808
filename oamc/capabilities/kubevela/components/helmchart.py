"""helmchart: a chart, as KubeVela itself installs one since 1.11 (docs/spec/oam-v1beta1.md, 14.1)."""

from __future__ import annotations

from oamc.capabilities import number_types
from oamc.capabilities.contracts import Rendered, WorkloadType
from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.installers.install import installed
from oamc.capabilities.kubevela.installers.release import (
    CHART,
    DURATION,
    NAMESPACE,
    NOT_FOLLOWED,
    REGISTRY,
    RELEASE_NAME,
    REPOSITORY,
    VALUES,
    VERSIONS,
    Release,
    stand_in,
)
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import NAME, SWITCH, Free, Listed, Struct, choice
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.choices import ARGO_CD, DEPENDENCY, FLUX
from oamc.diagnostics.codes.capabilities import MISSING_PROPERTY
from oamc.diagnostics.codes.vela import REFUSED_PROPERTIES
from oamc.ir.properties import Leaf
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

NEWEST = "latest"
SCHEME, SCHEME_END = "oci://", "://"
_SECRET = Struct(
    items=(
        item("name", OBJECT_NAME, "The name of the Secret."),
        item("namespace", NAMESPACE, "The namespace of the Secret.", live=False),
    )
)
_SOURCE_OF_VALUES = Struct(
    items=(
        needed("kind", choice("Secret", "ConfigMap"), "What holds the values."),
        needed("name", OBJECT_NAME, "Its name.", live=False),
        item("namespace", NAMESPACE, "Its namespace.", live=False),
        item("key", shapes.KEY, "The key that holds the values."),
        item("optional", SWITCH, "Whether it may be missing."),
    )
)
OPTIONS = Struct(
    items=(
        item("includeCRDs", SWITCH, "Whether custom resource definitions of the chart are installed.", True, live=False),
        item("skipTests", SWITCH, "Whether the tests of the chart are left out.", True, live=False),
        item("skipHooks", SWITCH, "Whether the hooks of the chart are left out.", False),
        item("createNamespace", SWITCH, "Whether the namespace is made where it is not there.", True, live=False),
        item("timeout", DURATION, "How long an installation may take.", "5m"),
        item("maxHistory", number_types.COUNT, "How many revisions are kept.", 10),
        item("atomic", SWITCH, "Whether an installation that failed is taken back.", live=False),
        item("wait", SWITCH, "Whether an installation waits until everything is ready.", live=False),
        item("force", SWITCH, "Whether objects that cannot be changed are made anew."),
        item("recreatePods", SWITCH, "Whether pods are made anew.", live=False),
        item("cleanupOnFail", SWITCH, "Whether new objects of an upgrade that failed are taken away.", False),
        item("cache", Free(), "How long charts are kept."),
    )
)
SCHEMA = Struct(
    items=(
        needed(
            "chart",
            Struct(
                items=(
                    needed("source", CHART, "The name of the chart in a repository, or its address in a registry.", live=False),
                    item("repoURL", NAME, "The address of the repository."),
                    item("version", VERSIONS, "The version of the chart, or a range of versions.", NEWEST),
                    item("auth", Struct(items=(item("secretRef", _SECRET, "The Secret."),)), "How the repository is read."),
                )
            ),
            "The chart.",
        ),
        item(
            "release",
            Struct(
                items=(
                    item("name", RELEASE_NAME, "The name of the release: that of the component.", live=False),
                    item("namespace", NAMESPACE, "The namespace into which the chart goes.", live=False),
                )
            ),
            "What the release is called, and where it goes.",
            {},
        ),
        VALUES,
        item("valuesFrom", Listed(item=_SOURCE_OF_VALUES, keys=("name",)), "Where further values come from."),
        item("healthStatus", Free(), "When the chart is taken for healthy."),
        item("options", OPTIONS, "How the chart is installed.", {}),
    ),
)
_ASKED = "only a controller asks for it"
_OF_HELM = "whoever installs the chart tells helm"
REFUSED = {
    way: {"valuesFrom": "takes values from the cluster, and nothing but Flux looks for them there"}
    for way in (DEPENDENCY, ARGO_CD)
}
_ALWAYS = {
    "healthStatus": _ASKED,
    "options.recreatePods": "no Helm of today does it",
    "options.cache": "KubeVela alone keeps charts so",
}
IGNORED = {
    FLUX: _ALWAYS,
    DEPENDENCY: {
        **_ALWAYS,
        "chart.auth": "whoever fetches the dependencies logs in to the repository with helm",
        "release.name": NOT_FOLLOWED,
        **{
            f"options.{name}": _OF_HELM
            for name in (
                "includeCRDs",
                "skipTests",
                "skipHooks",
                "createNamespace",
                "timeout",
                "maxHistory",
                "atomic",
                "wait",
                "force",
                "cleanupOnFail",
            )
        },
    },
    ARGO_CD: {
        **_ALWAYS,
        "chart.auth": "Argo CD knows by itself how it reads a repository",
        **{
            f"options.{name}": "Argo CD does not install with Helm, and has no such choice"
            for name in ("skipHooks", "timeout", "maxHistory", "atomic", "wait", "force", "cleanupOnFail")
        },
    },
}
FOLLOWED = {
    "options.includeCRDs": True,
    "options.skipTests": True,
    "options.skipHooks": False,
    "options.atomic": False,
    "options.force": False,
    "options.recreatePods": False,
    "options.cleanupOnFail": False,
}
"""Values that say what is done anyhow."""


def render(instance: Instance, context: Context) -> Rendered:
    """Make what installs the chart."""
    release = _release(instance, context)
    return Rendered(main=stand_in(instance)) if release is None else installed(release, context)


def _release(instance: Instance, context: Context) -> Release | None:
    """Return what the component says of its chart; None where it does not say where that is, which is reported."""
    properties = instance.properties
    assert properties is not None
    chart, release, options = properties.group("chart"), properties.group("release"), properties.group("options")
    values = properties.leaf("values")
    assert chart is not None
    assert release is not None
    assert options is not None
    assert values is not None
    place = _place(instance, chart, context)
    if place is None:
        return None
    where, address, words, name = place
    version = chart.leaf("version")
    is_newest = version is None or version.known == NEWEST
    path = (instance.name.value, "properties", "chart", "version")
    return Release(
        instance=instance,
        properties=properties,
        where=where,
        address=address,
        address_words=words,
        chart=name,
        versions=None if is_newest else version,
        values=values,
        refused=REFUSED,
        ignored=IGNORED,
        followed=FOLLOWED,
        namespace=release.leaf("namespace"),
        name=release.known("name") or instance.name.value,
        of_source=(
            ("interval", "5m"),
            ("secretRef", _secret(chart, instance, context)),
        ),
        of_release=_of_release(properties, options, instance, context),
        of_argo_cd=(
            ("skipCrds", None if options.known("includeCRDs") else True),
            ("skipTests", True if options.known("skipTests") else None),
        ),
        makes_namespace=options.known("createNamespace"),
        fixed=((path, f"{NEWEST} is no version"),) if is_newest else (),
    )


def _place(instance: Instance, chart: Group, context: Context) -> tuple[str, Leaf, str, Leaf] | None:
    """Return where the chart is, the address there with the property that says it, and the name of the chart there.

    None where the document does not say that, which is reported.
    """
    source, repository = chart.leaf("source"), chart.leaf("repoURL")
    assert source is not None
    text, what = str(source.known), f'component "{instance.name.value}"'
    if text.startswith(SCHEME):
        above, _, name = text.rpartition("/")
        if repository is not None:
            reason = '"chart.source" is an address, and "chart.repoURL" another one'
            context.reports.add(
                REFUSED_PROPERTIES, at=repository.span, what=what, reason=reason, hint="leave chart.repoURL out"
            )
        address = Leaf(value=above, known=above, span=source.span)
        return REGISTRY, address, "chart.source", Leaf(value=name, known=name, span=source.span)
    if SCHEME_END in text:
        reason = "an archive of a chart cannot be installed from its address alone"
        hint = "write the name of the chart as chart.source, and the address of its repository as chart.repoURL"
        context.reports.add(REFUSED_PROPERTIES, at=source.span, what=what, reason=reason, hint=hint)
    elif repository is None:
        hint = "write the address of the repository of the chart"
        context.reports.add(MISSING_PROPERTY, at=chart.span, what=what, property="chart.repoURL", hint=hint)
    if repository is None or SCHEME_END in text:
        return None
    where = REGISTRY if str(repository.known).startswith(SCHEME) else REPOSITORY
    return where, repository, "chart.repoURL", source


def _secret(chart: Group, instance: Instance, context: Context) -> Tree:
    """Return the Secret with which the repository is read."""
    auth = chart.group("auth")
    secret = auth.group("secretRef") if auth is not None else None
    if secret is None:
        return None
    _check_namespace(secret, "chart.auth.secretRef", instance, context)
    return entries((("name", secret.tree("name")),))


def _check_namespace(reference: Group, words: str, instance: Instance, context: Context) -> None:
    """Report a reference to another namespace than that of the application: objects of Flux have none such."""
    namespace = reference.known("namespace")
    if context.options.charts_as == FLUX and namespace and namespace != context.namespace:
        reason = f'"{words}.namespace" is another namespace than that of the application, in which Flux looks for it'
        what = f'component "{instance.name.value}"'
        hint = "leave it out, and keep a copy in the namespace of the application"
        context.reports.add(REFUSED_PROPERTIES, at=reference.span_of("namespace"), what=what, reason=reason, hint=hint)


def _of_release(properties: Group, options: Group, instance: Instance, context: Context) -> tuple[tuple[str, Tree], ...]:
    """Return how the chart is installed, in the words of Flux."""
    sources = properties.groups("valuesFrom")
    for index, source in enumerate(sources):
        _check_namespace(source, f"valuesFrom[{index}]", instance, context)
    values_from = [
        entries(
            (
                ("kind", source.tree("kind")),
                ("name", source.tree("name")),
                ("valuesKey", source.tree("key")),
                ("optional", source.tree("optional")),
            )
        )
        for source in sources
    ]
    again = {"remediateLastFailure": True} if options.known("atomic") else None
    at_once = True if options.known("wait") is False else None
    definitions = None if options.known("includeCRDs") else "Skip"
    install = (
        ("createNamespace", options.tree("createNamespace")),
        ("crds", definitions),
        ("disableHooks", options.tree("skipHooks")),
        ("disableWait", at_once),
        ("remediation", again),
    )
    upgrade = (
        ("cleanupOnFail", options.tree("cleanupOnFail")),
        ("crds", definitions),
        ("disableHooks", options.tree("skipHooks")),
        ("disableWait", at_once),
        ("force", options.tree("force")),
        ("remediation", again),
    )
    return (
        ("interval", "5m"),
        ("timeout", options.tree("timeout")),
        ("maxHistory", options.tree("maxHistory")),
        ("install", entries(install)),
        ("upgrade", entries(upgrade)),
        ("test", None if options.known("skipTests") else {"enable": True}),
        ("valuesFrom", values_from or None),
    )


HELMCHART = WorkloadType(
    names=("helmchart",),
    summary="A chart from a repository or a registry.",
    token="helmchart",
    features=frozenset(),
    render=render,
    name_rule="container",
    schema=SCHEMA,
)

"""Charts that Flux installs: a HelmRelease, and the source from which it takes the chart.

Fields and versions: https://fluxcd.io/flux/components/helm/helmreleases/ and https://fluxcd.io/flux/components/source/.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Rendered
from oamc.capabilities.kubevela.installers.release import BUCKET, GIT, REGISTRY, REPOSITORY, check_release
from oamc.capabilities.kubevela.objects import component_object
from oamc.choices import FLUX
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.capabilities.kubevela.installers.release import Release
    from oamc.objects.tree import KubeObject, Tree

RELEASE = ("helm.toolkit.fluxcd.io/v2", "HelmRelease")
SOURCE_VERSION = "source.toolkit.fluxcd.io/v1"
SOURCES = {REPOSITORY: "HelmRepository", REGISTRY: "HelmRepository", GIT: "GitRepository", BUCKET: "Bucket"}


def for_flux(release: Release, context: Context) -> Rendered:
    """Make the HelmRelease of a chart and its source."""
    check_release(release, FLUX, context)
    fixed, changed = release.live_in_objects()
    source = () if release.source is not None else (_source(release),)
    return Rendered(main=_release(release), further=source, fixed=fixed, changed=changed)


def _release(release: Release) -> KubeObject:
    """Return the object that asks Flux to install a chart."""
    name = release.source if release.source is not None else release.component
    chart = entries(
        (
            ("chart", release.chart.tree),
            ("version", release.version if release.where in {REPOSITORY, REGISTRY} else None),
            ("sourceRef", {"kind": SOURCES[release.where], "name": name}),
            *release.of_chart,
        )
    )
    spec = entries(
        (
            ("releaseName", release.name),
            ("targetNamespace", release.namespace.tree if release.namespace is not None else None),
            ("chart", {"spec": chart}),
            *release.of_release,
            ("values", release.given_values),
        )
    )
    return component_object(release.instance, RELEASE, (("spec", spec),), span=release.instance.name.span)


def _source(release: Release) -> KubeObject:
    """Return the source of a chart."""
    where = "endpoint" if release.where == BUCKET else "url"
    fields: tuple[tuple[str, Tree], ...] = ((where, release.address.tree), *release.of_source)
    kind = SOURCES[release.where]
    if release.where == REGISTRY:
        fields = (("type", "oci"), *fields)
    return component_object(
        release.instance, (SOURCE_VERSION, kind), (("spec", entries(fields)),), span=release.address.span, resource="repo"
    )

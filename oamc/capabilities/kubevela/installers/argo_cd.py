"""Charts that Argo CD installs: an Application of it (https://argo-cd.readthedocs.io/en/stable/user-guide/helm/).

Argo CD drops fields that hold what they are without being written, so none such is written: they would differ for ever.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Rendered
from oamc.capabilities.kubevela.installers.release import GIT, REGISTRY, REPOSITORY, check_release, refuse
from oamc.capabilities.kubevela.objects import component_object
from oamc.choices import ARGO_CD
from oamc.expressions.holes import Equals, Hole, Not, When
from oamc.objects.tree import entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.capabilities.kubevela.installers.release import Release
    from oamc.ir.properties import Leaf
    from oamc.objects.tree import Tree

APPLICATION = ("argoproj.io/v1alpha1", "Application")
HOME = "argocd"
"""The namespace in which Argo CD looks for Applications, unless it is told of others."""
PROJECT = "default"
THIS_CLUSTER = "https://kubernetes.default.svc"
FINALIZER = "resources-finalizer.argocd.argoproj.io"
"""With it, what an Application has made goes when the Application goes."""
LONGEST_NAME = 63
"""It is the value of a label of all that the Application makes."""
SCHEME = "oci://"


def for_argo_cd(release: Release, context: Context) -> Rendered:
    """Make the Application of a chart."""
    check_release(release, ARGO_CD, context)
    place, at = release.place or context.namespace, release.instance.name.span
    name = f"{context.application}-{release.component}"
    if not place:
        refuse(release, ARGO_CD, at, "nobody says the namespace into which it goes", context, "give -n NAMESPACE")
    if len(name) > LONGEST_NAME:
        refuse(release, ARGO_CD, at, f'the name "{name}" has more than {LONGEST_NAME} characters', context)
    fixed, changed = release.live_in_objects()
    fixed = (*fixed, *release.settled(ARGO_CD).items())
    spec = entries(
        (
            ("project", PROJECT),
            ("source", _source(release)),
            ("destination", {"server": THIS_CLUSTER, "namespace": place}),
            ("syncPolicy", _policy(release)),
        )
    )
    made = component_object(release.instance, APPLICATION, (("spec", spec),), span=at, name=name)
    metadata: Tree = {"name": name, "namespace": HOME, "finalizers": [FINALIZER]}
    main = replace(made, body={**made.body, "metadata": metadata}, is_placed=True)
    return Rendered(main=main, fixed=fixed, changed=changed)


def _source(release: Release) -> Tree:
    """Return where the chart is, and its values."""
    helm = entries(
        (
            ("releaseName", release.name or (f"{release.place}-" if release.place else "") + release.component),
            *release.of_argo_cd,
            ("valuesObject", release.given_values),
        )
    )
    url = release.address.tree
    if release.where == REGISTRY:
        # With the scheme, a registry is one of other artifacts than charts.
        url = release.address.known.removeprefix(SCHEME)
    return entries(
        (
            ("repoURL", url),
            ("chart" if release.where in {REPOSITORY, REGISTRY} else "path", release.chart.tree),
            ("targetRevision", release.branch if release.where == GIT else release.version),
            ("helm", helm),
        )
    )


def _policy(release: Release) -> Tree:
    """Return that the cluster follows what the Application says, as KubeVela makes it follow."""
    return entries(
        (
            ("automated", {"prune": True, "selfHeal": True}),
            ("syncOptions", ["CreateNamespace=true"] if release.makes_namespace else None),
            ("retry", entries((("limit", _limit(release.retries)),))),
        )
    )


def _limit(retries: Leaf | None) -> Tree:
    """Return how often an installation is tried again, nothing for never."""
    if retries is None or (not isinstance(retries.value, Hole) and not retries.known):
        return None
    if not isinstance(retries.value, Hole):
        return retries.tree
    return When(condition=Not(condition=Equals(path=retries.value.path, value=0)), then=retries.tree)

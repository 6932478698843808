"""helm: a chart, installed as KubeVela's addon fluxcd does it (docs/spec/oam-v1beta1.md, 14.1).

The addon: https://github.com/kubevela/catalog/tree/master/addons/fluxcd. It writes versions of Flux that are no longer served.
"""

from __future__ import annotations

from oamc.capabilities.contracts import WorkloadType
from oamc.capabilities.kubevela.installers.install import installed
from oamc.capabilities.kubevela.installers.release import (
    BUCKET,
    CHART,
    DURATION,
    GIT,
    NAMESPACE,
    NOT_FOLLOWED,
    REGISTRY,
    RELEASE_NAME,
    REPOSITORY,
    RETRIES,
    SECRET,
    VALUES,
    VERSIONS,
    Release,
)
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import NAME, TEXT, Struct, choice
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.choices import ARGO_CD, DEPENDENCY
from oamc.diagnostics.codes.capabilities import MISSING_PROPERTY
from oamc.expressions.types import ListType
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance

_PROVIDER = choice("generic", "azure", "aws", "gcp")
SCHEMA = Struct(
    items=(
        item("repoType", choice(REPOSITORY, GIT, BUCKET, REGISTRY), "Where the chart is.", REPOSITORY, live=False),
        needed("url", NAME, "The address of the repository, the registry or the bucket."),
        needed("chart", CHART, "The name of the chart, or its path in a git repository or a bucket."),
        item("version", VERSIONS, "The version of the chart, or a range of versions."),
        VALUES,
        item("valuesFiles", ListType(item=NAME), "Files of values in the chart, in the place of its values.yaml."),
        item("targetNamespace", NAMESPACE, "The namespace into which the chart goes.", live=False),
        item("releaseName", RELEASE_NAME, "The name of the release.", live=False),
        SECRET,
        item("sourceName", OBJECT_NAME, "A source of Flux that is there, and is used in the place of a new one.", live=False),
        item("pullInterval", DURATION, "How often the repository is looked at.", "5m"),
        item("interval", DURATION, "How often the chart is looked for.", "30s"),
        item("timeout", DURATION, "How long reading the repository may take."),
        item("installTimeout", DURATION, "How long an installation may take.", "10m"),
        item("retries", RETRIES, "How often an installation that failed is tried again.", 3),
        item("git", Struct(items=(item("branch", NAME, "The branch.", "main"),)), "What is read of a git repository."),
        item(
            "oss",
            Struct(
                items=(
                    needed("bucketName", NAME, "The name of the bucket."),
                    item("provider", _PROVIDER, "Whose store it is.", "generic"),
                    item("region", TEXT, "The region of the bucket."),
                )
            ),
            "The bucket.",
        ),
        item(
            "helmrepository",
            Struct(items=(item("provider", _PROVIDER, "Who tells who may read the repository.", "generic"),)),
            "How one is known to the repository.",
        ),
    ),
)
_OF_FLUX = {
    "pullInterval": "Flux alone has it",
    "interval": "Flux alone has it",
    "timeout": "Flux alone has it",
    "installTimeout": "Flux alone has it",
}
REFUSED = {
    DEPENDENCY: {
        "sourceName": "names a source of Flux",
        "valuesFiles": "names files of values inside of the chart, which nobody can choose for a dependency",
    },
    ARGO_CD: {"sourceName": "names a source of Flux"},
}
IGNORED = {
    DEPENDENCY: {
        **_OF_FLUX,
        "retries": "Flux and Argo CD alone have it",
        "secretRef": "whoever fetches the dependencies logs in to the repository with helm",
        "helmrepository": "whoever fetches the dependencies logs in to the repository with helm",
        "releaseName": NOT_FOLLOWED,
    },
    ARGO_CD: {
        **_OF_FLUX,
        "secretRef": "Argo CD knows by itself how it reads a repository",
        "helmrepository": "Argo CD knows by itself how it reads a repository",
    },
}


def render(instance: Instance, context: Context) -> Rendered:
    """Make what installs the chart."""
    return installed(_release(instance, context), context)


def _release(instance: Instance, context: Context) -> Release:
    """Return what the component says of its chart."""
    properties = instance.properties
    assert properties is not None
    where = properties.known("repoType")
    address, chart, values = properties.leaf("url"), properties.leaf("chart"), properties.leaf("values")
    assert address is not None
    assert chart is not None
    assert values is not None
    if where == BUCKET and "oss" not in properties:
        hint = "oss: {bucketName: NAME}"
        what = f'component "{instance.name.value}"'
        context.reports.add(MISSING_PROPERTY, at=properties.span, what=what, property="oss", hint=hint)
    git, bucket, provider = properties.group("git"), properties.group("oss"), properties.group("helmrepository")
    secret = entries((("name", properties.tree("secretRef")),))
    ours = bucket if where == BUCKET else provider if where in {REPOSITORY, REGISTRY} else None
    branch = git.tree("branch") if git is not None else None
    remediation = entries((("remediation", entries((("retries", properties.tree("retries")),))),))
    return Release(
        instance=instance,
        properties=properties,
        where=where,
        address=address,
        address_words="url",
        chart=chart,
        versions=properties.leaf("version"),
        values=values,
        refused=REFUSED,
        ignored=IGNORED,
        namespace=properties.leaf("targetNamespace"),
        name=properties.known("releaseName"),
        source=properties.tree("sourceName"),
        branch=branch,
        retries=properties.leaf("retries"),
        of_source=(
            ("interval", properties.tree("pullInterval")),
            ("timeout", properties.tree("timeout")),
            ("ref", entries((("branch", branch),)) if where == GIT else None),
            ("provider", ours.tree("provider") if ours is not None else None),
            ("bucketName", bucket.tree("bucketName") if where == BUCKET and bucket is not None else None),
            ("region", bucket.tree("region") if where == BUCKET and bucket is not None else None),
            ("secretRef", secret),
        ),
        of_chart=(("interval", properties.tree("interval")), ("valuesFiles", properties.tree("valuesFiles"))),
        of_release=(
            ("interval", properties.tree("pullInterval")),
            ("timeout", properties.tree("installTimeout")),
            ("install", remediation),
            ("upgrade", remediation),
        ),
        of_argo_cd=(("valueFiles", properties.tree("valuesFiles")),),
    )


HELM = WorkloadType(
    names=("helm",),
    summary="A chart from a repository, a registry, a git repository or a bucket.",
    token="helm",
    features=frozenset(),
    render=render,
    name_rule="container",
    schema=SCHEMA,
)

"""What the user of the compiler chooses."""

from __future__ import annotations

from oamc.choices import ENFORCE, GPU_RESOURCE, HELM, SINGLE
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.records import Record
from oamc.source.limits import DEFAULT_LIMITS, Limits
from oamc.values.given import Overrides


class Options(Record):
    """What the user of the compiler chooses. `namespace` None takes the one of the document, if any.

    With `only_application`, the others are checked too, but neither take the overrides nor come out.
    """

    format: str = HELM
    layout: str = SINGLE
    namespace: str | None = None
    kube_versions: tuple[str, ...] = (DEFAULT_VERSION,)
    qos: str = ENFORCE
    chart_name: str | None = None
    chart_version: str | None = None
    app_version: str | None = None
    chart_readme: bool = False
    chart_tests: bool = False
    allow_unknown_traits: bool = False
    allow_unknown_workloads: bool = False
    skip_foreign_documents: bool = False
    single_service_port: bool = False
    gpu_resource: str = GPU_RESOURCE
    ingress_class: str | None = None
    only_application: str | None = None
    overrides: Overrides = Overrides()
    limits: Limits = DEFAULT_LIMITS

"""What the user of the compiler chooses."""

from __future__ import annotations

from oamc.choices import AUTO, DEPENDENCY, DIGEST, ENFORCE, GPU_RESOURCE, HELM, SINGLE, VELA_1_11
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.records import Record
from oamc.source.limits import DEFAULT_LIMITS, Limits
from oamc.values.given import Overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Options(Record):
    """What the user of the compiler chooses. `namespace` None takes the one of the document, if any.

    `extended_kinds` are the kinds that extended workload types may make, GROUP/VERSION.KIND or GROUP/*; without any, all.

    `chart_metadata` is what `Chart.yaml` tells of itself where an application does not, by the names of the annotations
    (`model/chart_annotations.py`); a list is a tuple of texts.

    `names_elsewhere` are names of values, as a tree, that applications outside of this run know: they are nobody's mistake.
    With `only_application`, the path of an output, the others are checked too, but neither take the overrides nor come out.
    """

    format: str = HELM
    layout: str = SINGLE
    namespace: str | None = None
    kube_versions: tuple[str, ...] = (DEFAULT_VERSION,)
    qos: str = ENFORCE
    job_names: str = DIGEST
    charts_as: str = DEPENDENCY
    vela_version: str = VELA_1_11
    chart_name: str | None = None
    chart_version: str | None = None
    app_version: str | None = None
    chart_readme: bool = False
    chart_tests: bool = False
    chart_metadata: Mapping[str, str | tuple[str, ...]] | None = None
    allow_unknown_traits: bool = False
    allow_unknown_workloads: bool = False
    extended_kinds: tuple[str, ...] = ()
    foreign_documents: str = AUTO
    allow_unset: bool = False
    single_service_port: bool = False
    gpu_resource: str = GPU_RESOURCE
    ingress_class: str | None = None
    only_application: str | None = None
    overrides: Overrides = Overrides()
    names_elsewhere: Mapping[str, Any] | None = None
    limits: Limits = DEFAULT_LIMITS

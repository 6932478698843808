"""What the definitions of Argo CD and Flux say in CEL, or in their programs alone: rules that read several fields.

Each takes a `spec` whose shape is right, and yields paths in it with reasons.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

RETRY = "RetryOnFailure"
REMEDIATE = "RemediateOnFailure"


def _application(spec: Spec) -> Found:
    """Want exactly one of `server` and `name`, a source, and a path or a chart of it."""
    destination = spec.get("destination", {})
    if bool(destination.get("server")) == bool(destination.get("name")):
        yield ("destination",), "must have one of server and name"
    if not spec.get("source") and not spec.get("sources") and not spec.get("sourceHydrator"):
        yield (), "must have a source"
    source = spec.get("source")
    if source and bool(source.get("path")) == bool(source.get("chart")):
        yield ("source",), "must have one of path and chart"


def _application_set(spec: Spec) -> Found:
    """Want one generator an entry. Only texts can be templates, so that the rest of the template is an Application."""
    for index, generator in enumerate(spec["generators"]):
        if len([name for name in generator if name != "selector"]) != 1:
            yield ("generators", index), "must have one generator"
    for path, reason in _application(spec["template"]["spec"]):
        yield ("template", "spec", *path), reason


def _kube_config(spec: Spec) -> Found:
    """Want one reference in `kubeConfig`."""
    given = spec.get("kubeConfig")
    if given is not None and ("configMapRef" in given) == ("secretRef" in given):
        yield ("kubeConfig",), "must have one of configMapRef and secretRef"


def _helm_release(spec: Spec) -> Found:
    """Want a chart or a reference to one, and intervals of retries only where there are retries."""
    if ("chart" in spec) == ("chartRef" in spec):
        yield (), "must have one of chart and chartRef"
    install = spec.get("install", {}).get("strategy", {})
    if "retryInterval" in install and install.get("name") == REMEDIATE:
        yield ("install", "strategy", "retryInterval"), f"is not possible with {REMEDIATE}"
    upgrade = spec.get("upgrade", {}).get("strategy", {})
    if "retryInterval" in upgrade and upgrade.get("name") != RETRY:
        yield ("upgrade", "strategy", "retryInterval"), f"is possible with {RETRY} only"
    yield from _kube_config(spec)


def _git_repository(spec: Spec) -> Found:
    """Want a service account only where the provider knows one."""
    if "serviceAccountName" in spec and spec.get("provider") not in ("azure", "aws"):
        yield ("serviceAccountName",), "is possible with the providers azure and aws only"


def _helm_chart(spec: Spec) -> Found:
    """Want signatures only of charts from a repository of charts."""
    if "verify" in spec and spec["sourceRef"]["kind"] != "HelmRepository":
        yield ("verify",), "is possible with a HelmRepository only"


RULES: Mapping[str, Callable[[Spec], Found]] = {
    "Application": _application,
    "ApplicationSet": _application_set,
    "GitRepository": _git_repository,
    "HelmChart": _helm_chart,
    "HelmRelease": _helm_release,
    "Kustomization": _kube_config,
}

"""A function without OpenFaaS: a Deployment with a Service, of the container that its settings become.

Rules: docs/spec/openfaas.md, 4. Traits apply to it as to a Server.
"""

from __future__ import annotations

from oamc.capabilities.assembly import POD, deployment, replicas
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT, Rendered, WorkloadType
from oamc.capabilities.setting_trees import setting_fields
from oamc.kubernetes.merge_keys import merge_keys
from oamc.objects.patch import Rules, patched
from oamc.objects.tree import At, bare, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Property
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree

SECRETS = "/var/openfaas/secrets"
"""Where a function looks for its secrets: OpenFaaS mounts them there."""
SCRATCH = "/tmp"  # noqa: S108 - a directory of the container
"""What a function may write whose root is read-only."""
_deployment = deployment("Function", served=True)


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Deployment and the Service, and put into the pod what no container of OAM has."""
    rendered = _deployment(instance, context)
    main, pod = rendered.main, _pod(instance)
    if not pod:
        return rendered
    rules = Rules(span=None, rule=main.rule, keys_of=merge_keys(main.api_version, main.kind))
    body = bare(patched(main.body, {"spec": {"template": {"spec": pod}}}, rules))
    assert isinstance(body, dict)
    return replace(rendered, main=replace(main, body=dict(body)))


def _pod(instance: Instance) -> dict[str, Tree]:
    """Return the patch of the pod: where it runs, secrets as files, limits, and what it may write."""
    fields = setting_fields(instance)
    (container,) = instance.containers
    volumes: list[Tree] = []
    mounts: list[Tree] = []
    if "secrets" in fields:
        names = bare(fields["secrets"])
        assert isinstance(names, (list, tuple))
        volumes.append({"name": "secrets", "projected": {"sources": [{"secret": {"name": name}} for name in names]}})
        mounts.append({"name": "secrets", "mountPath": SECRETS, "readOnly": True})
    read_only = fields.get("readOnlyRootFilesystem")
    if bare(read_only) is False:
        read_only = None
    if read_only is not None:
        volumes.append({"name": "tmp", "emptyDir": {}})
        mounts.append({"name": "tmp", "mountPath": SCRATCH})
    own = entries(
        (
            ("securityContext", None if read_only is None else {"readOnlyRootFilesystem": read_only}),
            ("resources", {"limits": fields["limits"]} if "limits" in fields else None),
            ("volumeMounts", listing(mounts)),
        )
    )
    node = bare(fields.get("constraints"))
    selector: dict[str, Tree] = {}
    for item in node if isinstance(node, (list, tuple)) else ():
        text = bare(item)
        assert isinstance(text, str)
        key, _, value = text.partition("=")
        selector[key] = At(value, item.span) if isinstance(item, At) else value
    named: dict[str, Tree] = {"name": container.container.name.value, **own} if isinstance(own, dict) else {}
    parts = entries(
        (("nodeSelector", selector or None), ("containers", [named] if named else None), ("volumes", listing(volumes)))
    )
    return parts if isinstance(parts, dict) else {}


def deployment_of(names: tuple[str, ...], settings: tuple[Property, ...]) -> WorkloadType:
    """Return the workload type of functions that are called so and have these settings."""
    return WorkloadType(
        names=names,
        summary="A function without OpenFaaS; a Deployment with a Service.",
        token="Function",
        features=frozenset({PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT}),
        render=render,
        scale=replicas,
        pod=POD,
        name_rule="service",
        settings=settings,
    )

"""How a function of OpenFaaS is reached from outside: by an Ingress to the gateway of OpenFaaS (docs/spec/openfaas.md, 3).

The gateway counts requests, scales by them, and wakes a function that has no replicas, so nothing leads around it. An Ingress
leads to Services of its own namespace alone: this one stands in that of the gateway, wherever the function is.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.capabilities.route_properties import GATEWAY, GATEWAY_NAMESPACE, OPENFAAS, out_of_place
from oamc.objects.naming import prefixed
from oamc.objects.tree import bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

NAME, PORT = "gateway", 8080
"""The Service of the gateway, as the chart of OpenFaaS calls it, and its port."""
OF_FUNCTIONS = "openfaas-fn"
"""Where the gateway looks for functions whose namespace a path does not say."""


def ingress_of_function(use: BoundTrait, subject: Subject, parts: tuple[tuple[str, Tree], ...], host: Tree) -> Change:
    """Add the Ingress: `host`, and below it the path of the function. `parts` are what it has as any other."""
    for group in ("path", "pathType", "servicePort", "rules"):
        hint = f"remove {group}: a function is called as /function/{subject.name} of a host"
        out_of_place(use, subject, group, "the gateway of OpenFaaS has one path for each function", hint)
    for group in ("parentRefs", "timeouts", *(("api",) if use.known("api") == GATEWAY else ())):
        out_of_place(use, subject, group, "the gateway of a function is that of OpenFaaS", f"remove {group}")
    backend: Tree = {"service": {"name": NAME, "port": {"number": PORT}}}
    name, namespace = prefixed(subject.name), subject.context.namespace
    where = (f".{namespace}",) if namespace not in {"", OF_FUNCTIONS} else ()
    called: Tree = replace(name, parts=("/function/", *name.parts, *where))
    path: Tree = {"path": called, "pathType": "Prefix", "backend": backend}
    rules: Tree = [entries((("host", host), ("http", {"paths": [path]})))]
    made = kube_object(
        subject.instance,
        ("networking.k8s.io/v1", "Ingress"),
        f"{subject.name}-trait-ingress",
        labels=TRAIT_ROLE,
        annotations=located(use, "annotations"),
        fields=(("spec", entries((parts[0], ("rules", rules), *parts[1:]))),),
        span=use.span,
    )
    metadata = entries(_placed(use, made.body["metadata"]))
    return Change(objects=(replace(made, body={**made.body, "metadata": metadata}, is_placed=True),))


def _placed(use: BoundTrait, metadata: Tree) -> Iterator[tuple[str, Tree]]:
    """Yield metadata with the namespace of the gateway behind the name."""
    fields = bare(metadata)
    assert isinstance(fields, dict)
    for key, value in fields.items():
        yield key, value
        if key == "name":
            yield "namespace", located(use, GATEWAY_NAMESPACE.name) or OPENFAAS

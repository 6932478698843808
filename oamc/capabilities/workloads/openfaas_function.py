"""OpenFaaS Function: a function that OpenFaaS runs; an `openfaas.com/v1` Function (docs/spec/oam-v1alpha1.md, 9.1).

The object exists in editions of OpenFaaS that have the operator. Scaling labels belong into `spec.labels`, where OpenFaaS reads
them, and by Rudr's habit into the labels of the object.
"""

from __future__ import annotations

from oamc.capabilities.contracts import REPLICABLE, Property, WorkloadType
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.workloads.custom import custom_object
from oamc.expressions.holes import Hole, TextOf
from oamc.expressions.types import BYTES_TEXT, CPU_TEXT, PROCESS_TEXT, BooleanType, ListType, TextMapType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, bare, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree

SCALE_LABEL = "com.openfaas.scale.min"
CONSTRAINT = TextType(pattern=r"[^=]+=[^=]*", rule="must be of the form key=value")
"""OpenFaaS ignores a constraint of another form."""
AMOUNTS = TextMapType(fields=(("cpu", CPU_TEXT), ("memory", BYTES_TEXT)))


def render(instance: Instance, _: Context) -> Rendered:
    """Make the Function: the name, then the settings by their names."""
    fields: dict[str, Tree] = {"name": prefixed(instance.name.value), **setting_fields(instance)}
    return custom_object(instance, ("openfaas.com/v1", "Function"), "Function", fields)


def scale(count: Tree) -> Tree:
    """Return the patch that sets the least number of replicas: a label, where OpenFaaS reads it and by habit."""
    hole = bare(count)
    assert isinstance(hole, Hole)
    text = placed(TextOf(hole=hole), count.span if isinstance(count, At) else None)
    return {"metadata": {"labels": {SCALE_LABEL: text}}, "spec": {"labels": {SCALE_LABEL: text}}}


OPENFAAS_FUNCTION = WorkloadType(
    names=("openfaas.com/v1.Function", "openfaas.com/v1alpha2.Function"),
    summary="A function that OpenFaaS runs; needs an edition of OpenFaaS with the operator.",
    token="Function",
    features=frozenset({REPLICABLE}),
    requires=("openfaas",),
    render=render,
    scale=scale,
    settings=(
        Property(
            name="image",
            type=TextType(minimum_length=1),
            description="Image of the function.",
            required=True,
            example="example/function:1",
        ),
        Property(name="handler", type=PROCESS_TEXT, description='Program that handles a request, such as "node main.js".'),
        Property(
            name="environment",
            type=TextMapType(item=PROCESS_TEXT),
            description="Environment variables: a list of name, value or fromParam.",
            named_list=True,
        ),
        Property(name="labels", type=TextMapType(), description="Labels that OpenFaaS reads, as texts."),
        Property(name="annotations", type=TextMapType(), description="Annotations that OpenFaaS reads, as texts."),
        Property(
            name="constraints", type=ListType(item=CONSTRAINT), description='Node labels the function needs, as "key=value".'
        ),
        Property(name="secrets", type=ListType(item=OBJECT_NAME), description="Names of secrets that the function reads."),
        Property(name="limits", type=AMOUNTS, description="Limits of cpu and memory, as quantities."),
        Property(name="requests", type=AMOUNTS, description="Requests of cpu and memory, as quantities."),
        Property(name="readOnlyRootFilesystem", type=BooleanType(), description="Whether the root file system is read-only."),
    ),
)

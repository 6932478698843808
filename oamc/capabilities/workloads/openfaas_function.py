"""OpenFaaS Function: a function that OpenFaaS runs; an `openfaas.com/v1` Function (docs/spec/oam-v1alpha1.md, 9.1).

The object exists in editions of OpenFaaS that have the operator. Scaling labels belong into `spec.labels`, where OpenFaaS reads
them, and by Rudr's habit into the labels of the object.
"""

from __future__ import annotations

from oamc.capabilities.contracts import FUNCTION, REPLICABLE, Property, WorkloadType
from oamc.capabilities.function_scaling import FUNCTION_TYPE, fixed_number
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.workloads.custom import custom_object
from oamc.capabilities.workloads.function_deployment import deployment_of
from oamc.expressions.types import BYTES_TEXT, CPU_TEXT, PROCESS_TEXT, BooleanType, ListType, TextMapType, TextType
from oamc.objects.naming import prefixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree

CONSTRAINT = TextType(pattern=r"[^=]+=[^=]*", rule="must be of the form key=value")
"""OpenFaaS ignores a constraint of another form."""
AMOUNTS = TextMapType(fields=(("cpu", CPU_TEXT), ("memory", BYTES_TEXT)))


def render(instance: Instance, _: Context) -> Rendered:
    """Make the Function: the name, then the settings by their names."""
    fields: dict[str, Tree] = {"name": prefixed(instance.name.value), **setting_fields(instance)}
    return custom_object(instance, ("openfaas.com/v1", "Function"), "Function", fields)


NAMES = (FUNCTION_TYPE, "openfaas.com/v1alpha2.Function")
SETTINGS = (
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
    Property(name="constraints", type=ListType(item=CONSTRAINT), description='Node labels the function needs, as "key=value".'),
    Property(name="secrets", type=ListType(item=OBJECT_NAME), description="Names of secrets that the function reads."),
    Property(name="limits", type=AMOUNTS, description="Limits of cpu and memory, as quantities."),
    Property(name="requests", type=AMOUNTS, description="Requests of cpu and memory, as quantities."),
    Property(name="readOnlyRootFilesystem", type=BooleanType(), description="Whether the root file system is read-only."),
)
OPENFAAS_FUNCTION = WorkloadType(
    names=NAMES,
    summary="A function that OpenFaaS runs; needs an edition of OpenFaaS with the operator.",
    token="Function",
    features=frozenset({REPLICABLE, FUNCTION}),
    requires=("openfaas",),
    render=render,
    scale=fixed_number,
    settings=SETTINGS,
    in_containers=deployment_of(NAMES, SETTINGS),
)

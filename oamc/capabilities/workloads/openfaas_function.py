"""OpenFaaS Function: a function that OpenFaaS runs; an `openfaas.com/v1` Function (docs/spec/oam-v1alpha1.md, 9.1).

The object exists in editions of OpenFaaS that have the operator. Scaling labels belong into `spec.labels`, where OpenFaaS reads
them, and by Rudr's habit into the labels of the object.
"""

from __future__ import annotations

from oamc.capabilities.contracts import FUNCTION, REPLICABLE, Property, WorkloadType
from oamc.capabilities.function_load import FUNCTION_TYPE
from oamc.capabilities.function_scaling import fixed_number
from oamc.capabilities.pods import platform_labels
from oamc.capabilities.qos import resource_fields
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.workloads.custom import custom_object
from oamc.capabilities.workloads.function_deployment import deployment_of
from oamc.expressions.holes import When
from oamc.expressions.types import BYTES_TEXT, CPU_TEXT, PROCESS_TEXT, BooleanType, ListType, TextMapType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context, Rendered
    from oamc.ir.program import BoundContainer, EnvValue, Instance
    from oamc.objects.tree import Tree
    from oamc.spans import Located

CONSTRAINT = TextType(pattern=r"[^=]+=[^=]*", rule="must be of the form key=value")
"""OpenFaaS ignores a constraint of another form."""
AMOUNTS = TextMapType(fields=(("cpu", CPU_TEXT), ("memory", BYTES_TEXT)))


def render(instance: Instance, context: Context) -> Rendered:
    """Make the Function: the name, what a container says where there is one, then the settings by their names."""
    fields: dict[str, Tree] = {"name": prefixed(instance.name.value)}
    for bound in instance.containers:
        fields.update(_of_container(bound, instance.name.value, context))
    fields.update(setting_fields(instance))
    platform = platform_labels(instance.component)
    if platform:
        fields["constraints"] = _with_platform(platform, fields.get("constraints"))
    return custom_object(instance, ("openfaas.com/v1", "Function"), "Function", fields)


def _with_platform(platform: list[tuple[str, Located[str]]], constraints: Tree) -> list[Tree]:
    """Return the constraints of a platform, then those that are written. What is written of the same label wins."""
    written = bare(constraints)
    items = list(written) if isinstance(written, (list, tuple)) else []
    labels = {str(bare(item)).partition("=")[0] for item in items}
    return [*(At(f"{label}={value.value}", value.span) for label, value in platform if label not in labels), *items]


def _of_container(bound: BoundContainer, instance: str, context: Context) -> Iterator[tuple[str, Tree]]:
    """Yield what a container says of a function (docs/spec/openfaas.md, 5): its image, variables, requests and limits."""
    yield "image", At(bound.image, bound.container.image.span)
    yield "environment", entries((env.name.value, _variable(env)) for env in bound.env)
    yield from resource_fields(bound, instance, context)


def _variable(env: EnvValue) -> Tree:
    """Return the text of a variable, where it has one."""
    value = At(env.value, env.span)
    return value if env.condition is None else When(condition=env.condition, then=value)


SAID_BY_A_CONTAINER = ("image", "environment", "limits", "requests")
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
BESIDE_A_CONTAINER = tuple(setting for setting in SETTINGS if setting.name not in SAID_BY_A_CONTAINER)


def _function(settings: tuple[Property, ...]) -> WorkloadType:
    """Return the workload type of functions with these settings."""
    return WorkloadType(
        names=NAMES,
        summary="A function that OpenFaaS runs; needs an edition of OpenFaaS with the operator.",
        token="Function",
        features=frozenset({REPLICABLE, FUNCTION}),
        requires=("openfaas",),
        render=render,
        scale=fixed_number,
        settings=settings,
        in_containers=deployment_of(NAMES, settings),
    )


OPENFAAS_FUNCTION = replace(
    _function(SETTINGS),
    of_a_container=replace(_function(BESIDE_A_CONTAINER), said_by_container=SAID_BY_A_CONTAINER),
)

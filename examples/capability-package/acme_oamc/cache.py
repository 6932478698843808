"""acme.example.com/v1.Cache: a cache that the operator of Acme runs, with a Service before it."""

from oamc.capabilities.v1 import (
    BooleanType,
    Context,
    Instance,
    NumberType,
    Property,
    Rendered,
    WorkloadType,
    component_labels,
    entries,
    kube_object,
    main_object,
    prefixed,
    setting_fields,
    workload_labels,
)

PORT = 6379


def render(instance: Instance, _: Context) -> Rendered:
    """Make the Cache, and a Service whose name is that of the instance."""
    fields = setting_fields(instance)
    labels = workload_labels("Cache")
    service = {
        "selector": {"acme.example.com/cache": prefixed(instance.name.value)},
        "ports": [{"name": "cache", "port": PORT, "targetPort": PORT, "protocol": "TCP"}],
    }
    return Rendered(
        main=main_object(instance, ("acme.example.com/v1", "Cache"), labels, entries(fields.items())),
        further=(
            kube_object(
                instance,
                ("v1", "Service"),
                instance.name.value,
                labels=component_labels(instance, labels),
                fields=(("spec", service),),
            ),
        ),
    )


CACHE = WorkloadType(
    names=("acme.example.com/v1.Cache",),
    summary="A cache that the operator of Acme runs.",
    token="Cache",
    features=frozenset(),
    render=render,
    name_rule="service",
    settings=(
        Property(
            name="megabytes",
            type=NumberType(whole=True, minimum=16, maximum=4096),
            description="How much it holds.",
            required=True,
            example=64,
        ),
        Property(name="persistent", type=BooleanType(), description="Whether it survives a restart."),
    ),
)

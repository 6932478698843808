"""cost-center: who pays for a workload, and how much of it."""

from oamc.capabilities.v1 import (
    PODS,
    TRAIT_ROLE,
    BoundTrait,
    Change,
    NumberType,
    Patch,
    Property,
    Subject,
    TextType,
    Trait,
    entries,
    kube_object,
    located,
    refuse,
)

FREE, ALL = "0000", 100


def change(use: BoundTrait, subject: Subject) -> Change:
    """Label the workload, and write down for the billing who pays what."""
    if use.known("number") == FREE and use.known("share") != ALL:
        refuse(subject.context, use.span_of("share"), "the free cost center pays all or nothing", "set share to 100")
    number = located(use, "number")
    fields = (("number", number), ("percent", located(use, "share")), ("contact", located(use, "contact")))
    share = kube_object(
        subject.instance,
        ("billing.acme.example.com/v1", "Share"),
        f"{subject.name}-share",
        labels=TRAIT_ROLE,
        fields=(("spec", entries(fields)),),
        span=use.name_span,
    )
    label = Patch(tree={"metadata": {"labels": {"acme.example.com/cost-center": number}}})
    return Change(patches=(label,), objects=(share,))


COST_CENTER = Trait(
    names=("cost-center",),
    summary="Who pays for the workload.",
    properties=(
        Property(
            name="number",
            type=TextType(pattern="[0-9]{4}", rule="must be a number of four digits"),
            description="The cost center.",
            required=True,
            example="4711",
        ),
        Property(
            name="share",
            type=NumberType(whole=True, minimum=1, maximum=100),
            description="Which part of the costs it pays, in percent.",
            default=100,
        ),
        Property(name="contact", type=TextType(minimum_length=3), description="Whom to ask.", example="web@acme.example.com"),
    ),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    produces=("billing.acme.example.com/v1 Share",),
)

"""bandwidth-control: how much data a second may go to each pod, and come from it (docs/spec/bandwidth.md).

Networks read it from annotations of pods, each in units of its own: a number is never handed on as it was written.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Property, Trait, Variant
from oamc.capabilities.rates import EXAMPLES, RATE, Form
from oamc.diagnostics.codes.bandwidth import NO_RATE
from oamc.expressions.holes import Hole, Rate, When
from oamc.expressions.types import TextType
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

INGRESS, EGRESS = "ingress", "egress"
LEAST, MOST = 1000, 10**15
"""What Kubernetes takes for a rate: 1k to 1P of whatever is counted (`pkg/util/bandwidth`)."""
MEGABITS = 10**6
BITS = Form(
    bits=1,
    units=("", "k", "M", "G", "T", "P"),
    rule=f"must be a rate from 1kbit to 1000Tbit, {EXAMPLES}",
    least=LEAST,
    most=MOST,
)
_WHOLE_BYTES = f"must be a rate of whole bytes from 1kB to 1000TB, {EXAMPLES}"
BYTES = Form(bits=8, units=("", "000", "M", "G", "T", "000T"), rule=_WHOLE_BYTES, least=LEAST, most=MOST)
"""The documents of ECI have no small `k` and no `P`."""
NAMED_BYTES = Form(bits=8, units=("B",), rule=_WHOLE_BYTES, least=LEAST, most=MOST)
"""Terway's older annotations need a letter, and take K, M, G and T for powers of 1024."""
WHOLE_MEGABITS = Form(
    bits=MEGABITS,
    units=("",),
    rule=f"must be a rate of whole Mbit up to 1000Tbit, {EXAMPLES}",
    least=1,
    most=MOST // MEGABITS,
)
_OF_KUBERNETES = "kubernetes.io/{}-bandwidth"
NETWORKS = {
    "standard": (_OF_KUBERNETES, BITS),
    "cilium": (_OF_KUBERNETES, BITS),
    "terway-legacy": ("k8s.aliyun.com/{}-bandwidth", NAMED_BYTES),
    "eci": (_OF_KUBERNETES, BYTES),
    "kube-ovn": ("ovn.kubernetes.io/{}_rate", WHOLE_MEGABITS),
}
"""The annotations of each network, and how they hold a rate."""
TYPES = {name: form.type for name, (_, form) in NETWORKS.items()}


def change(use: BoundTrait, subject: Subject) -> Change:
    """Annotate the pods."""
    if use.get(INGRESS) is None and use.get(EGRESS) is None:
        place = use.place_of_missing(INGRESS, EGRESS) or use.name_span
        hint = "set ingress: 10Mbit, egress: 10Mbit, or both"
        subject.context.reports.add(NO_RATE, at=place, trait=use.trait.name, hint=hint)
        return Change()
    key, form = NETWORKS[str(use.known("cni"))]
    tree: Tree = entries((key.format(name), _annotation(use, name, form)) for name in (INGRESS, EGRESS))
    return Change(patches=(subject.of_pods({"metadata": {"annotations": tree}}),))


def _annotation(use: BoundTrait, name: str, form: Form) -> Tree:
    """Return a rate as an annotation holds it, None where there is none."""
    rate = use.get(name)
    if not isinstance(rate, Hole):
        return None
    annotation = At(Rate(hole=rate, bits=form.bits, units=form.units), use.span_of(name))
    condition = use.has_value(name)
    return annotation if condition is None else When(condition=condition, then=annotation)


def _rate(name: str, description: str) -> Property:
    """Return one of the rates."""
    return Property(name=name, type=RATE, typed_by=("cni", TYPES), description=description, example="10Mbit")


BANDWIDTH_CONTROL = Trait(
    names=("bandwidth-control", "bandwidth"),
    summary="Limit how much data a second may go to and come from each pod.",
    properties=(
        _rate(INGRESS, "How much data a second may go to a pod, in bits (10Mbit) or in bytes (5MB/s)."),
        _rate(EGRESS, "How much data a second may come from a pod, in bits (10Mbit) or in bytes (5MB/s)."),
        Property(
            name="cni",
            type=TextType(choices=tuple(NETWORKS)),
            description="What reads the limits: the bandwidth plugin or what understands its annotations, Cilium, Terway by "
            "its older annotations, the virtual nodes of Alibaba's ECI, or Kube-OVN.",
            default="standard",
            live=False,
            why="it decides which annotations are written, and which rates they can hold",
        ),
    ),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    caution="Without it, pods may send and receive as much as their node can.",
    requires=("bandwidth",),
    variants=(
        Variant(words="cni: cilium", properties={"cni": "cilium", "egress": "10Mbit"}),
        Variant(words="cni: terway-legacy", properties={"cni": "terway-legacy", "egress": "10Mbit"}),
        Variant(words="cni: eci", properties={"cni": "eci", "egress": "10Mbit"}),
        Variant(words="cni: kube-ovn", properties={"cni": "kube-ovn", "egress": "10Mbit"}),
    ),
)

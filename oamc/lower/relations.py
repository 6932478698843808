"""Traits of one instance that meet, found from what their changes claim and make (docs/spec/oam-v1alpha1.md, 8.2 and 11.7)."""

from __future__ import annotations

from itertools import combinations

from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole
from oamc.expressions.types import NumberType
from oamc.objects.claims import claims
from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.capabilities.contracts import Subject
    from oamc.lower.changes import Made
    from oamc.objects.claims import Claim, Field
    from oamc.objects.tree import Tree

ANY_NUMBER = Hole(path=("replicas",), type=NumberType(whole=True))
"""Stands for a number of replicas where only the field that holds it is looked for."""


def check_relations(subject: Subject, changes: Sequence[Made]) -> None:
    """Report traits that write one field, claims that nobody makes, and storage that several replicas cannot share."""
    main = subject.rendered.main
    claimed = [(made, made.claims(main)) for made in changes if made.trait is not None]
    for (first, of_first), (second, of_second) in combinations(claimed, 2):
        _check_pair((first, of_first), (second, of_second), subject)
    _check_volumes(subject, claimed)


def _check_pair(first: tuple[Made, tuple[Claim, ...]], second: tuple[Made, tuple[Claim, ...]], subject: Subject) -> None:
    """Report two traits that claim one field: one of them takes away what the other one sets, or both set it."""
    met = meeting(first[1], second[1])
    if met is None:
        return
    setting, removing = (second[0], first[0]) if met[0].removes else (first[0], second[0])
    assert setting.trait is not None
    assert removing.trait is not None
    reports = subject.context.reports
    if met[0].path in _scale_fields(subject) and (met[0].removes or met[1].removes):
        reports.add(
            codes.TWO_SCALERS,
            at=removing.trait.name_span,
            related=[Related(span=setting.trait.name_span, message=f"the {setting.trait.trait.name} is here")],
            instance=subject.name,
            first=setting.trait.trait.name,
            second=removing.trait.trait.name,
            hint="keep one of them",
        )
        return
    reports.add(
        codes.TRAITS_MEET,
        at=removing.trait.name_span,
        related=[Related(span=setting.trait.name_span, message="the other one is here")],
        instance=subject.name,
        first=setting.trait.trait.name,
        second=removing.trait.trait.name,
        field=field_in_words(met[0].path),
        hint="keep one of them",
    )


def meeting(first: Sequence[Claim], second: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """Return the first claims of two changes that are about one field and are not both to take it away."""
    pairs = ((one, other) for one in first for other in second if one.meets(other) and not (one.removes and other.removes))
    return next(pairs, None)


def field_in_words(path: Field) -> str:
    """Return the path of a field as people write it: `spec.template.spec.containers[*].securityContext`."""
    shown = ""
    for step in path:
        if isinstance(step, str):
            shown += f".{step}"
        elif step is None:
            shown += "[*]"
        else:
            shown += f"[{','.join(str(part[1]) for part in step if isinstance(part, tuple))}]"
    return shown.removeprefix(".")


def _check_volumes(subject: Subject, claimed: Sequence[tuple[Made, tuple[Claim, ...]]]) -> None:
    """Report persistent volumes without a claim, and those that the replicas of the instance cannot share."""
    reports, instance = subject.context.reports, subject.instance
    made = {item.name for change, _ in claimed for item in change.change.objects if item.kind == "PersistentVolumeClaim"}
    for volume in component_volumes(instance.component).values():
        if volume.ephemeral:
            continue
        claim = f"{subject.name}-{volume.name.value}"
        if claim not in made:
            reports.add(
                codes.VOLUME_WITHOUT_CLAIM,
                at=volume.name.span,
                related=[Related(span=instance.name.span, message="the instance is here")],
                volume=volume.name.value,
                instance=subject.name,
                claim=claim,
                hint="attach the trait volume-mounter, or make the claim yourself",
            )
        scaler = None if volume.shared or volume.read_only else _scaler(subject, claimed, has_claim=claim in made)
        if scaler is not None:
            assert scaler.trait is not None
            reports.add(
                codes.EXCLUSIVE_VOLUME_SCALED,
                at=scaler.trait.name_span,
                related=[Related(span=volume.name.span, message="the volume is here")],
                instance=subject.name,
                volume=volume.name.value,
                hint="set sharingPolicy: Shared, or run one replica",
            )


def _scaler(subject: Subject, claimed: Sequence[tuple[Made, tuple[Claim, ...]]], *, has_claim: bool) -> Made | None:
    """Return the change by which several replicas may run: one that leaves their number to others, or sets more than one.

    A number of replicas is told where the storage is claimed here; whoever leaves it to others needs no claim of ours (11.7).
    """
    fields = _scale_fields(subject)
    setting = None
    for made, of_made in claimed:
        for claim in of_made:
            if claim.path in fields and claim.removes:
                return made
            if claim.path in fields and has_claim and _count(made, claim.path) > 1:
                setting = made
    return setting


def _scale_fields(subject: Subject) -> frozenset[Field]:
    """Return the fields of the main object that hold its number of replicas."""
    scale = subject.workload_type.scale
    if scale is None:
        return frozenset()
    return frozenset(claim.path for claim in claims(scale(ANY_NUMBER), lambda _: ()))


def _count(made: Made, field: Field) -> int:
    """Return the number that a trait sets at a field, as the document states it; 0 where it is none."""
    assert made.trait is not None
    for patch in made.change.patches:
        tree: Tree = patch.tree
        for step in field:
            tree = bare(tree)
            tree = tree.get(step) if isinstance(tree, dict) and isinstance(step, str) else None
        value = bare(tree)
        known = next((prop.known for prop in made.trait.properties.values() if _is_hole(prop.value, value)), value)
        if isinstance(known, int):
            return known
    return 0


def _is_hole(value: object, other: object) -> bool:
    """Tell whether two values are holes of one parameter."""
    return isinstance(value, Hole) and isinstance(other, Hole) and value.path == other.path

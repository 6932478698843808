"""Patches of own definitions in CUE, applied to objects (docs/spec/oam-v1beta1.md, 6).

In: an object as the component and the traits before have left it, and the `patch` of a template, or one entry of its
`patchOutputs`, as an engine gives it. Out: the changed object. What the template wrote has its rule and its place; what is a
default there still is one. A patch that does not fit is reported, and the object stays as it was.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Patch
from oamc.diagnostics.codes.definitions import LEFT_OPEN
from oamc.diagnostics.codes.engines import TEMPLATE_FAILS
from oamc.diagnostics.codes.patches import ITEM_LEFT_OUT, ITEM_SHIFTED, KEY_FROM_DEFAULT, VAIN_COMMENT
from oamc.diagnostics.codes.vela import OPERATION_REFUSED
from oamc.diagnostics.reports import Related
from oamc.engines.trees import undecided as undecided_cue
from oamc.lower.json_patches import NoObject, json_patched, of_body
from oamc.lower.patch_conflicts import field_of, report_conflict
from oamc.objects.arranging import DEFAULT_KEY, SAME_KEY, SHIFTED, Arranger
from oamc.objects.cue_trees import (
    KEY,
    STRATEGY,
    Vain,
    Written,
    directions,
    merge_patch_of,
    part_of,
    patch_of,
    unification,
)
from oamc.objects.json_patch import JSON_MERGE_PATCH, JSON_PATCH, OPERATIONS, Operation
from oamc.objects.open_values import undecided
from oamc.objects.patch import PatchConflict, patched
from oamc.objects.tree import bare, decided
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.contracts import Subject
    from oamc.engines.contract import Tree as CueTree
    from oamc.lower.changes import Made
    from oamc.objects.arranging import Note
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span


def cue_patched(
    item: KubeObject, patch: CueTree, made: Made, subject: Subject, written: Written, *, of_output: bool = False
) -> KubeObject:
    """Return an object with a patch of a template in it; one that does not fit is reported and left out.

    `written` says who writes it. An entry of `patchOutputs` is `of_output`: strategies of JSON are none there.
    """
    told = directions(patch.comments)
    strategy = told.get(STRATEGY, "")
    if strategy in (JSON_PATCH, JSON_MERGE_PATCH) and not of_output:
        return _json_patched(item, patch, strategy, made, subject, written)
    arranger = Arranger(subject.reader)
    tree, vain = patch_of(patch, written)
    rules = unification(arranger, written, made.guard)
    root = "an entry of patchOutputs" if of_output else "patch"
    for name in (KEY, STRATEGY):
        if told.get(name):
            reason = f"above {root} it says nothing; write it above a field inside"
            whole = Vain(path=(), comment=f"+{name}={told[name]}", reason=reason, span=written.place(patch), always=True)
            vain = (whole, *vain)
    _report_vain(item, vain, made, subject)
    try:
        result = of_body(item, patched(item.body, tree, rules))
    except PatchConflict as conflict:
        report_conflict(item, conflict, made, subject)
        return item
    except NoObject as broken:
        report_conflict(item, PatchConflict((), broken.reason, made.span), made, subject)
        return item
    _report_notes(item, arranger.notes, made, subject)
    return result


def report_undecided(item: KubeObject, subject: Subject, *, what: str) -> bool:
    """Report what is not decided in an object once all patches are in it, in CUE's words. Tell whether there was anything."""
    found = list(undecided(item.body))
    for path, left, span in found:
        related = [] if span is None else [Related(span=span, message="it is open here")]
        subject.context.reports.add(
            LEFT_OPEN,
            at=item.span,
            related=related,
            what=what,
            field=field_of(item, path),
            reason=left.words,
            hint="give the field a value in the definition, by a property, or by the patch of a trait",
        )
    return bool(found)


def _json_patched(
    item: KubeObject, patch: CueTree, strategy: str, made: Made, subject: Subject, written: Written
) -> KubeObject:
    """Return an object after a patch by one of the strategies of JSON. After it nothing is a default any more."""
    for path, left in undecided_cue(patch):
        where = f" at {'.'.join(map(str, ('patch', *path)))}"
        what = f'the definition "{_trait(made)}"'
        subject.context.reports.add(TEMPLATE_FAILS, at=written.place(left), what=what, where=where, problem=left.text)
        return item
    if report_undecided(item, subject, what=f'the component "{subject.name}"'):
        return item
    if strategy == JSON_MERGE_PATCH:
        wanted = Patch(tree=merge_patch_of(patch, written), strategy=strategy)
    else:
        operations = _operations(patch, made, subject, written)
        if operations is None:
            return item
        wanted = Patch(tree=None, strategy=strategy, operations=operations)
    result = json_patched(item, wanted, made, subject)
    if result is item:
        return item
    body = decided(result.body)
    assert isinstance(body, dict)
    return replace(result, body=body)


def _operations(patch: CueTree, made: Made, subject: Subject, written: Written) -> tuple[Operation, ...] | None:
    """Return the operations of a JSON patch, None after a report."""
    found = dict(patch.fields).get("operations")
    if found is None or found.kind != "list":
        _refuse(written.place(patch), "operations", "a JSON patch needs a list of that name", made, subject)
        return None
    operations: list[Operation] = []
    for number, tree in enumerate(found.items):
        fields = dict(tree.fields)
        texts = {name: fields[name].text for name in ("op", "path", "from") if name in fields and fields[name].kind == "string"}
        name, span = texts.get("op", ""), written.place(tree)
        missing = [part for part in ("path", *(("from",) if name in ("move", "copy") else ())) if part not in texts]
        if name not in OPERATIONS:
            reason = f"op is one of {', '.join(OPERATIONS)}"
        elif missing:
            reason = f"it needs a text {missing[0]}"
        elif name in ("add", "replace", "test") and "value" not in fields:
            reason = "it needs a value"
        else:
            value = None
            if "value" in fields:
                value = part_of(fields["value"], written.below(("operations", number, "value")))
            operations.append(Operation(name=name, path=texts["path"], span=span, source=texts.get("from", ""), value=value))
            continue
        _refuse(span, f"operations.{number}", reason, made, subject)
        return None
    return tuple(operations)


def _refuse(span: Span, operation: str, reason: str, made: Made, subject: Subject) -> None:
    """Report an operation of a JSON patch that is none."""
    subject.context.reports.add(
        OPERATION_REFUSED, at=span, trait=_trait(made), component=subject.name, operation=operation, reason=reason
    )


def _report_vain(item: KubeObject, found: Iterable[Vain], made: Made, subject: Subject) -> None:
    """Report comments that say nothing of this object."""
    for vain in found:
        if vain.always or _has(item.body, vain.path):
            subject.context.reports.add(
                VAIN_COMMENT,
                at=vain.span,
                trait=_trait(made),
                comment=vain.comment,
                field=field_of(item, vain.path),
                reason=vain.reason,
            )


def _has(tree: Tree, path: tuple[str | int, ...]) -> bool:
    """Tell whether an object has a field, as far as it can be told: items of lists may meet others than their numbers say."""
    for step in path:
        found = bare(tree)
        if not isinstance(found, dict):
            return True
        if step not in found:
            return False
        tree = found[str(step)]
    return True


def _report_notes(item: KubeObject, notes: Iterable[Note], made: Made, subject: Subject) -> None:
    """Report what of a patch comes out otherwise than it reads."""
    add = subject.context.reports.add
    trait, component = _trait(made), subject.name
    for note in notes:
        span, field = note.span or made.span, field_of(item, note.path)
        if note.what == DEFAULT_KEY:
            add(KEY_FROM_DEFAULT, at=span, trait=trait, component=component, field=field, value=note.value)
        elif note.what == SHIFTED:
            shown = f'the item "{note.value}"'
            place = str(note.place + 1)
            add(ITEM_SHIFTED, at=span, trait=trait, component=component, item=shown, field=field, place=place)
        else:
            same = f'the item with the same {note.key}, "{note.value}", counts that comes last'
            reason = same if note.what == SAME_KEY else f"it has no {note.key}, and others have"
            add(ITEM_LEFT_OUT, at=span, trait=trait, component=component, field=field, reason=reason)


def _trait(made: Made) -> str:
    """Return the name of the trait that patches."""
    assert made.trait is not None
    return made.trait.trait.name

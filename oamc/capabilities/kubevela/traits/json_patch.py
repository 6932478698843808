"""json-patch: any change of the workload, by RFC 6902 (docs/spec/oam-v1beta1.md, 14.4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Trait
from oamc.capabilities.kubevela.nodes import tree_of
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import TEXT, Free, Listed, Struct, choice
from oamc.diagnostics.codes.capabilities import MISSING_PROPERTY
from oamc.objects.json_patch import ADD, COPY, MOVE, OPERATIONS, REPLACE, TEST, Operation
from oamc.objects.json_patch import JSON_PATCH as STRATEGY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

NEEDS = {ADD: "value", REPLACE: "value", TEST: "value", COPY: "from", MOVE: "from"}


def change(use: BoundTrait, subject: Subject) -> Change:
    """Apply the operations to the workload, one after another."""
    assert use.tree is not None
    operations: list[Operation] = []
    for number, entry in enumerate(use.tree.groups("operations")):
        name, path, value = entry.known("op"), entry.known("path"), entry.leaf("value")
        if name is None or path is None:
            continue  # it is reported
        needed_property = NEEDS.get(name)
        if needed_property is not None and needed_property not in entry:
            subject.context.reports.add(
                MISSING_PROPERTY,
                at=entry.span,
                what='trait "json-patch"',
                property=f"operations[{number}].{needed_property}",
                hint=f"an operation {name} has {needed_property}",
            )
            continue
        operations.append(
            Operation(
                name=name,
                path=path,
                span=entry.span,
                source=entry.known("from") or "",
                value=tree_of(value.known) if value is not None else None,
            )
        )
    return Change(patches=(Patch(tree=None, strategy=STRATEGY, operations=tuple(operations)),))


JSON_PATCH = Trait(
    names=("json-patch",),
    summary="Change any field of the workload, by the operations of a JSON patch.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(
        items=(
            needed(
                "operations",
                Listed(
                    item=Struct(
                        items=(
                            needed("op", choice(*OPERATIONS), "What is done.", live=False),
                            needed("path", TEXT, "Where it is done.", live=False),
                            item("from", TEXT, "What is copied or moved.", live=False),
                            item("value", Free(), "What is put in or compared."),
                        )
                    )
                ),
                "The operations.",
            ),
        )
    ),
    example={"operations": [{"op": "add", "path": "/spec/replicas", "value": 2}]},
)

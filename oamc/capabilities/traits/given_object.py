"""Any Kubernetes object as a trait: it is written as the document gives it (docs/spec/oam-v1alpha2.md, 4).

The trait can be switched off in the output, as it only adds an object.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.pods import as_written, kube_object
from oamc.objects.naming import prefixed
from oamc.objects.tree import at, bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.model.application import TraitObject
    from oamc.objects.tree import Tree


def object_trait(item: TraitObject, name: str) -> Trait:
    """Return the trait that is this object; its values are called `name`."""

    def change(use: BoundTrait, subject: Subject) -> Change:
        """Add the object."""
        fields = {entry.key: as_written(entry.value) for entry in item.fields}
        if item.reference:
            main = subject.rendered.main
            target: Tree = {"apiVersion": main.api_version, "kind": main.kind, "name": prefixed(main.name)}
            found = _with_part(fields, item.reference, target)
            assert isinstance(found, dict), "an object has fields"
            fields = found
        written = kube_object(
            subject.instance,
            (item.kind.api_version, item.kind.kind),
            item.name.value,
            labels={**{key: at(value) for key, value in item.labels.items()}, **TRAIT_ROLE},
            annotations=entries((key, at(value)) for key, value in item.annotations.items()),
            fields=tuple(fields.items()),
            span=use.span,
        )
        return Change(objects=(replace(written, is_given=True),))

    return Trait(
        names=(name,),
        summary=f"It adds the {item.kind.kind} {item.name.value}.",
        properties=(),
        needs=frozenset(),
        change=change,
        optional=True,
    )


def _with_part(tree: Tree, path: tuple[str | int, ...], part: Tree) -> Tree:
    """Return a tree with a part at a path of names; what stands in the way is replaced."""
    if not path:
        return part
    held = bare(tree)
    known = dict(held) if isinstance(held, dict) else {}
    step = str(path[0])
    return {**known, step: _with_part(known.get(step), path[1:], part)}

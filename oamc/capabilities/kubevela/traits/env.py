"""env: environment variables of containers, set, added and taken away (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.capabilities.kubevela.containers import changed, directed, of_containers, opened, targets
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import NAME, SWITCH, Listed, Mapped
from oamc.expressions.types import PROCESS_TEXT
from oamc.objects.patch_marks import REPLACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.capabilities.kubevela.containers import Target
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

SCHEMA = of_containers(
    item("replace", SWITCH, "Whether these are all variables that the container has.", False, live=False),
    item("env", Mapped(item=PROCESS_TEXT), "The variables with their values."),
    item("unset", Listed(item=NAME), "Variables that the container no longer has.", live=False),
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put the variables together anew: those that are there, in their order, then new ones."""
    return changed((target, {"env": directed(_variables(target, subject), REPLACE)}) for target in targets(use, subject))


def _variables(target: Target, subject: Subject) -> list[Tree]:
    """Return the variables of one container."""
    settings = target.settings
    group = settings.group("env")
    given = dict(group.entries()) if group is not None else {}
    unset = {leaf.known for leaf in settings.leaves("unset")}
    found: list[Tree] = []
    there: set[str] = set()
    if not settings.known("replace"):
        for entry in opened(target.fields.get("env"), subject) or ():
            fields = opened(entry, subject)
            assert subject.reader is not None
            name = subject.reader.known(fields.get("name"))
            there.add(name)
            if name not in unset:
                found.append({"name": fields["name"], "value": given[name]} if name in given else entry)
    found += ({"name": name, "value": value} for name, value in given.items() if name not in there and name not in unset)
    return found


ENV = Trait(
    names=("env",),
    summary="Set environment variables of containers, and take others away.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"env": {"LEVEL": "info"}},
)

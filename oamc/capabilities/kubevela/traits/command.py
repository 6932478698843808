"""command: the command and the arguments of containers (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.capabilities.kubevela.containers import changed, directed, of_containers, targets
from oamc.capabilities.property_schema import WORDS, Item
from oamc.diagnostics.codes.vela import REFUSED_PROPERTIES
from oamc.objects.patch_marks import REPLACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.capabilities.kubevela.containers import Target
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree


def _words(name: str, description: str, *, live: bool = True) -> Item:
    """Return a list of words, which may be null."""
    return Item(name=name, shape=WORDS, description=description, live=live, nullable=True)


SCHEMA = of_containers(
    _words("command", "The command, in the place of the one that is there."),
    _words("args", "The arguments, in the place of those that are there."),
    _words("addArgs", "Arguments that are added, unless they are there.", live=False),
    _words("delArgs", "Arguments that are taken away.", live=False),
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put the command and the arguments in the place of those that are there, or change the arguments."""
    return changed((target, _fields(use, target, subject)) for target in targets(use, subject))


def _fields(use: BoundTrait, target: Target, subject: Subject) -> dict[str, Tree]:
    """Return the fields of one container."""
    settings = target.settings
    fields: dict[str, Tree] = {}
    if "command" in settings:
        fields["command"] = directed(settings.tree("command"), REPLACE)
    changes = [name for name in ("addArgs", "delArgs") if name in settings]
    if "args" in settings:
        fields["args"] = directed(settings.tree("args"), REPLACE)
        if changes:
            subject.context.reports.add(
                REFUSED_PROPERTIES,
                at=settings.keys[changes[0]],
                what=f'trait "{use.trait.name}"',
                reason=f'"{changes[0]}" changes the arguments, and "args" puts others in their place',
                hint=f'leave "args" or "{changes[0]}" out',
            )
    elif changes:
        fields["args"] = directed(_arguments(target, subject), REPLACE)
    elif "args" not in target.fields:
        fields["args"] = []
    return fields


def _arguments(target: Target, subject: Subject) -> list[Tree]:
    """Return the arguments that are there without those to be taken away, and with those to be added."""
    assert subject.reader is not None
    there = subject.reader.known(target.fields.get("args")) or []
    taken, added = target.settings.known("delArgs") or (), target.settings.known("addArgs") or ()
    return [
        *(word for word in there if word not in taken),
        *(word for word in added if word not in taken and word not in there),
    ]


COMMAND = Trait(
    names=("command",),
    summary="Change the command and the arguments of containers.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"command": ["serve"], "args": ["--quiet"]},
)

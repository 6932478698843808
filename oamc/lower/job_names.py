"""Names of Jobs: with a digest of what a Job cannot change, so that a change is another Job (docs/spec/oam-v1alpha1.md, 7.2).

Kubernetes refuses a changed pod template of a Job. Under another name the changed work is a new Job, which Helm, `kubectl
apply` and GitOps create; what may change in place is no part of the digest. The digest is that of the shape of the spec, in
which values of the output are only numbered, followed by these values: so both outputs compute it for every override. It hangs
neither on the order of fields nor on the names of parameters, nor on `namePrefix`, which the name begins with anyway.
"""

from __future__ import annotations

from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Equals,
    Expression,
    Fits,
    Hole,
    IsGiven,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Rate,
    Text,
    TextOf,
    Times,
    When,
    WithEntry,
)
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import TextType
from oamc.ir.program import NAME_PREFIX
from oamc.objects.naming import DIGITS_IN_NAME, prefixed
from oamc.objects.tree import At, bare, branches
from oamc.records import replace, unreachable
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition, Path
    from oamc.objects.tree import KubeObject, Tree

CHANGEABLE = (
    "parallelism",
    "backoffLimit",
    "activeDeadlineSeconds",
    "suspend",
    "ttlSecondsAfterFinished",
    "maxFailedIndexes",
    "podReplacementPolicy",
)
"""Fields of the spec of a Job that Kubernetes lets change in place. Others cannot change, or not in all versions."""


def named_by_digest(item: KubeObject) -> KubeObject:
    """Return a Job, as it is after all changes, with the digest of what it cannot change at the end of its name."""
    spec = bare(item.body.get("spec"))
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict), f"{item.kind} {item.name} has no metadata"
    shape = _Shape()
    known = {key: value for key, value in spec.items() if key not in CHANGEABLE} if isinstance(spec, dict) else spec
    text = shape.of(known)
    parts = tuple(TextOf(hole=Hole(path=path, type=TextType())) for path in shape.numbers)
    whole = prefixed(f"{item.name}-")
    name = Text(parts=(*whole.parts, Digest(parts=(digest(text.encode()), *parts), digits=DIGITS_IN_NAME)))
    return replace(item, body={**item.body, "metadata": {**metadata, "name": name}})


class _Shape:
    """Writes a tree as text in which each parameter is a number. `numbers` are those of the parameters that were met."""

    def __init__(self) -> None:
        self.numbers: dict[Path, int] = {}

    def of(self, tree: Tree) -> str:
        """Return the text of a part: two parts have one text only where equal values make them equal."""
        match tree:
            case At():
                return self.of(tree.tree)
            case When():
                then, otherwise = branches(tree)
                return f"when {self._condition(tree.condition)} {self.of(then)} else {self.of(otherwise)}"
            case dict():
                return "{" + ",".join(f"{spell_json(key)}:{self.of(tree[key])}" for key in sorted(tree)) + "}"
            case list() | tuple():
                return "[" + ",".join(map(self.of, tree)) + "]"
            case Expression():
                return self._expression(tree)
            case _:
                return spell_json(tree)

    def _number(self, path: Path) -> str:
        """Return what stands for a parameter."""
        if path == NAME_PREFIX:
            return "prefix"
        return f"${self.numbers.setdefault(path, len(self.numbers))}"

    def _expression(self, part: str | Expression) -> str:
        """Return the text of an expression."""
        match part:
            case str():
                return spell_json(part)
            case Hole():
                fallback = "" if part.otherwise is None else f" or {spell_json(part.otherwise)}"
                return f"{self._number(part.path)}{fallback}"
            case TextOf():
                return f"text {self._expression(part.hole)}"
            case Text():
                return f"join({','.join(map(self._expression, part.parts))})"
            case Digest():
                return f"digest {part.digits}({','.join(map(self._expression, part.parts))})"
            case Times():
                unit = " thousandths" if part.in_thousandths else ""
                return f"times {part.hundredths}{unit}({self._expression(part.hole)})"
            case Rate():
                return f"rate {part.bits} {spell_json(part.units)}({self._expression(part.hole)})"
            case WithEntry():
                word = "with set" if part.optional else "with"
                return f"{word}({self._expression(part.mapping)},{spell_json(part.key)},{self._expression(part.value)})"
            case _:
                raise TypeError(f"not a value: {type(part).__name__}")

    def _condition(self, condition: Condition) -> str:
        """Return the text of a condition."""
        match condition:
            case IsSet() | IsGiven() | IsTrue() | NotEmpty():
                return f"{type(condition).__name__}({self._number(condition.path)})"
            case Equals():
                return f"Equals({self._number(condition.path)},{spell_json(condition.value)})"
            case AtMost():
                bound = condition.bound
                return f"AtMost({self._number(condition.path)},{bound if isinstance(bound, int) else self._number(bound)})"
            case Fits():
                return f"Fits({self._expression(condition.value)},{spell_json(condition.type.pattern)})"
            case Not():
                return f"Not({self._condition(condition.condition)})"
            case AnyOf() | AllOf():
                return f"{type(condition).__name__}({','.join(map(self._condition, condition.conditions))})"
            case _:
                return unreachable(condition)

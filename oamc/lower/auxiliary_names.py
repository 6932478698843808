"""Names of further objects whose template gives them none, as KubeVela makes them: a hash of what was rendered.

    auxiliary_name("web", "scaled", rendered)   "web-scaled-986f58f65"

Exact names let a user move an installation to charts without new objects. KubeVela hashes what the program `spew` prints of the
object (`oam/util/helper.go`), with FNV, and spells the number with letters that form no words, as Kubernetes does. In a name
every value of the object counts: whoever uses it has to fix them all.
"""

from __future__ import annotations

from oamc.engines.trees import LARGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.source.nodes import Plain

OFFSET, PRIME, LAST = 2166136261, 16777619, 2**32 - 1
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""Those of Kubernetes' `rand.SafeEncodeString`."""
LONGEST_FIXED, SHORTEST_FIXED = 6, -4
"""Between these powers of ten Go's `g` writes no exponent."""


def auxiliary_name(component: str, type_: str, rendered: Mapping[str, Plain]) -> str:
    """Return the name of an object without one.

    `type_` is the value of its label `trait.oam.dev/type`: the trait, or `AuxiliaryWorkload` for an output of the component.
    `rendered` is the object as its template gives it, without what `workloadRefPath` writes, and with four labels more:
    `app.oam.dev/name`, `app.oam.dev/component`, `trait.oam.dev/type` and `trait.oam.dev/resource`.
    """
    dump = f"(unstructured.Unstructured){{Object:{_dumped(dict(rendered))}}}"
    return f"{component}-{type_.lower()}-{_spelled(_hash(dump.encode()))}"


def _hash(text: bytes) -> int:
    """Return the 32 bits of FNV-1a."""
    found = OFFSET
    for byte in text:
        found = (found ^ byte) * PRIME & LAST
    return found


def _spelled(number: int) -> str:
    """Return a number in letters."""
    return "".join(LETTERS[ord(digit) % len(LETTERS)] for digit in str(number))


def _dumped(value: Plain) -> str:
    """Return a value as `spew` prints what Kubernetes reads of JSON, with types and with sorted keys."""
    match value:
        case None:
            return "(interface {})<nil>"
        case bool():
            return f"(bool){str(value).lower()}"
        case int() if -LARGEST <= value < LARGEST:
            return f"(int64){value}"
        case int() | float():
            return f"(float64){_float(float(value))}"
        case str():
            return f"(string){value}"
        case dict():
            entries = (f"{key}:{_dumped(value[key])}" for key in sorted(value, key=lambda key: key.encode()))
            return f"(map[string]interface {{}})map[{' '.join(entries)}]"
        case _:
            return f"([]interface {{}})[{' '.join(map(_dumped, value))}]"


def _float(number: float) -> str:
    """Return a number as Go's shortest `g`."""
    shortest = next(text for digits in range(17) if float(text := f"{number:.{digits}e}") == number)
    if SHORTEST_FIXED <= int(shortest.partition("e")[2]) < LONGEST_FIXED:
        return repr(number).removesuffix(".0")
    return shortest

"""Field paths: how a parameter says which part of a workload it replaces (docs/spec/oam-v1alpha2.md, 3).

`spec.containers[0].image` and `metadata.labels[app.kubernetes.io/name]` are such paths: names joined by dots, each perhaps with
an index of a list or a key of a mapping behind it, in brackets.
"""

from __future__ import annotations

from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    FieldPath: TypeAlias = tuple[str | int, ...]

LARGEST_INDEX = 9_999
MOST_STEPS = 64
"""What a document may nest, a path need not go beyond."""
_STEP = Pattern(r"([^.\[\]]+)|\[([^\[\]]+)\]")
_INDEX = Pattern(r"[0-9]{1,9}")


def parse(text: str) -> FieldPath | str:
    """Return the steps of a path, an index as a number; or what is wrong with the text.

    >>> parse("spec.containers[0].image"), parse("spec..image")
    (('spec', 'containers', 0, 'image'), 'has an empty part')
    """
    found: list[str | int] = []
    place = 0
    while place < len(text):
        match = _STEP.match(text, place)
        if match is None:
            return _problem(text, place)
        name, bracket = match.groups()
        if bracket is not None and not found:
            return "begins with a bracket: it begins with a field of the workload, such as spec"
        if name is not None and place and text[place - 1] == "]":
            return "has no dot behind a bracket"
        found.append(name if bracket is None else int(bracket) if _INDEX.fullmatch(bracket) else bracket)
        place = match.end()
        if place < len(text) and text[place] == ".":
            place += 1
            if place == len(text):
                return "ends in a dot"
    if any(isinstance(step, int) and step > LARGEST_INDEX for step in found):
        return f"has an index above {LARGEST_INDEX}"
    if len(found) > MOST_STEPS:
        return f"has more than {MOST_STEPS} parts"
    return tuple(found) if found else "is empty"


def _problem(text: str, place: int) -> str:
    """Return what is wrong with a text at a place where no part of a path begins."""
    if text[place] == "." and place == 0:
        return "begins with a dot: it begins with a field of the workload, such as spec"
    if text[place] == ".":
        return "has an empty part"
    return "has brackets that do not fit together"


def spell(path: FieldPath) -> str:
    """Return a path as documents write it."""
    text = ""
    for step in path:
        if isinstance(step, int) or "." in step or "/" in step:
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text

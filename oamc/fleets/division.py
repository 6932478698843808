# ruff: noqa: PTH120 - pathlib costs more than a whole part of a run
"""Which inputs of a run may be compiled without the others.

In: the inputs, and what the user chooses. Out: runs of inputs that lie next to one another. It is a guess, which costs time
where it is wrong and nothing else: `independence` looks at what came out.
"""

from __future__ import annotations

import os

from oamc.choices import MANY_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.options import Options
    from oamc.spans import SourceFile

FILES = MANY_FILES
"""How many files a part has: enough that what each part does once costs nothing, few enough that all processes end together."""
CHARACTERS = 65_536
"""After so many characters a part is full, too."""
CROWDED = 2
"""How many times as large as a full part one may be that does not come to the end of a directory."""
MOST_PARTS = 4096


def for_the_whole(options: Options) -> str:
    """Say which choice of the user keeps a run whole, the empty text where none does.

    Values and environments name applications and instances: `names` looks whether those are in any part. Locks and rules hold
    for each application by itself.
    """
    if options.only_application is not None:
        return "one application is built, and the others are only looked at"
    if options.names_elsewhere is not None:
        return "the whole project was asked for a name of a value"
    if options.capabilities:
        return "--capabilities brings code, which may look at all applications"
    if options.concerns_quality:
        return "what is said of the quality of service is about all pods"
    return ""


def too_few(sources: Sequence[SourceFile]) -> str:
    """Say why inputs that `divide` leaves alone are one part."""
    if any(source.library or source.is_cue for source in sources):
        return "definitions are for all applications"
    if len({source.met for source in sources}) > 1:
        return "some files are named, and others are found in directories"
    return "the inputs are no more than one part"


def divide(sources: Sequence[SourceFile]) -> tuple[range, ...]:
    """Return the numbers of the inputs of each part, none where there is one part or less.

    A full part ends where a directory does; only one that is much larger is cut within a directory.
    """
    first = sources[0] if sources else None
    if first is None or any(source.library or source.is_cue or source.met != first.met for source in sources):
        return ()
    files = max(FILES, -(-len(sources) // MOST_PARTS))
    parts, begin, characters = [], 0, 0
    for number, source in enumerate(sources):
        count = number - begin
        is_full = count >= files or characters >= CHARACTERS
        is_crowded = count >= CROWDED * files or characters >= CROWDED * CHARACTERS
        if is_crowded or (is_full and os.path.dirname(source.path) != os.path.dirname(sources[number - 1].path)):
            parts.append(range(begin, number))
            begin, characters = number, 0
        characters += len(source.text)
    parts.append(range(begin, len(sources)))
    return tuple(parts) if len(parts) > 1 else ()

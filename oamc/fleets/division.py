# ruff: noqa: PTH120 - pathlib costs more than a whole part of a run
"""Which inputs of a run may be compiled without the others.

In: the inputs, and what the user chooses. Out: runs of inputs that lie next to one another. It is a guess, which costs time
where it is wrong and nothing else: `independence` looks at what came out.
"""

from __future__ import annotations

import os

from oamc.choices import MANY_FILES
from oamc.values.given import Overrides

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


def may_be_divided(options: Options) -> bool:
    """Tell whether what the user chooses means each application by itself.

    Values, environments, locks, rules and policies name applications, and who names one that is not there is told.
    """
    return (
        options.overrides == Overrides()
        and options.environment is None
        and options.lock is None
        and options.platform is None
        and options.only_application is None
        and options.names_elsewhere is None
        and not options.capabilities
        and not options.concerns_quality
    )


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

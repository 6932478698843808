"""What must make no difference: each surrounding is one process that builds all cases."""

from __future__ import annotations

from typing import NamedTuple


class Surrounding(NamedTuple):
    """How a worker is started.

    `environment` is added to a bare one, `folder` is where the inputs are, below a new one, `umask` that of the process,
    `flags` go to Python. `host` asks for another name of the machine, `backwards` for files made in another order,
    `reverse` for files named in the reverse order, `documents` for documents reversed in their files.
    """

    name: str
    environment: tuple[tuple[str, str], ...] = ()
    folder: str = "place"
    umask: int = 0o022
    flags: tuple[str, ...] = ()
    host: bool = False
    backwards: bool = False
    reverse: bool = False
    documents: bool = False


USER = (("HOME", "/nowhere/at/all"), ("USER", "somebody"), ("LOGNAME", "somebody"), ("HOSTNAME", "elsewhere"), ("PWD", "/"))
SURROUNDINGS = (
    Surrounding("plain"),
    Surrounding("hash seed 1", (("PYTHONHASHSEED", "1"),)),
    Surrounding("hash seed 2", (("PYTHONHASHSEED", "2"),)),
    Surrounding("hash seed 4294967295", (("PYTHONHASHSEED", "4294967295"),)),
    Surrounding("the locale C", (("LC_ALL", "C"), ("PYTHONCOERCECLOCALE", "0"))),
    Surrounding("the locale C.UTF-8", (("LC_ALL", "C.UTF-8"),)),
    Surrounding("the locale tr_TR.UTF-8", (("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("LANGUAGE", "tr"))),
    Surrounding("no UTF-8 mode, Latin-1 streams", (("PYTHONUTF8", "0"), ("PYTHONIOENCODING", "latin-1"), ("LC_ALL", "C"))),
    Surrounding("the time zone Pacific/Kiritimati", (("TZ", "Pacific/Kiritimati"),)),
    Surrounding("a fixed date of the sources", (("TZ", "America/St_Johns"), ("SOURCE_DATE_EPOCH", "0"))),
    Surrounding("the umask 077", umask=0o077),
    Surrounding("the umask 000", umask=0),
    Surrounding("a deep folder", folder="/".join(f"level-{number}" for number in range(40))),
    Surrounding("a folder with spaces, accents and signs", folder="two words/grüße & 日本語/$(x) 'q'"),
    Surrounding("another user, home and host", USER, host=True),
    Surrounding("asserts removed", flags=("-OO",)),
    Surrounding("the development mode", flags=("-X", "dev")),
    Surrounding(
        "a terminal without colours", (("OF_A_TERMINAL", "1"), ("NO_COLOR", "1"), ("TERM", "xterm"), ("COLUMNS", "37"))
    ),
    Surrounding("files made in another order", backwards=True),
    Surrounding("files named in the reverse order", reverse=True),
    Surrounding("documents in the reverse order", documents=True),
)

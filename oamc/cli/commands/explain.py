# ruff: noqa: PTH118, PTH123, PTH208 - pathlib costs more than all of `oamc --version`
"""`oamc explain`: print the page of a diagnostic code (`diagnostics/pages/<CODE>.md`)."""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE
from oamc.cli.streams import write_result
from oamc.diagnostics.reports import nearest, printable
from oamc.resources import PACKAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports

PAGES = os.path.join(PACKAGE, "diagnostics", "pages")
SUFFIX = ".md"


def codes() -> list[str]:
    """Return the codes that have a page, in order."""
    names = os.listdir(PAGES)
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def page(code: str) -> str:
    """Return the page of a code that `codes` lists."""
    with open(os.path.join(PAGES, code + SUFFIX), encoding="utf-8") as file:
        return file.read()


def title(text: str) -> str:
    """Return the title of a page: its first line without the mark."""
    return text.partition("\n")[0].lstrip("# ")


def run(settings: Settings, reports: Reports) -> int:  # noqa: ARG001 - the signature of every command
    """Print the pages of the codes given, or the titles of all."""
    known = codes()
    if not settings.positional:
        write_result("".join(f"{title(page(code))}\n" for code in known))
        return FINE
    pages = []
    for given in settings.positional:
        code = given.upper()
        if code not in known:
            close = nearest(code, known)
            hint = f"did you mean {close}?" if close else 'run "oamc explain" for the list of codes'
            raise UsageError(f'there is no page for "{printable(given)}"', hint, "explain")
        pages.append(page(code))
    write_result("\n".join(pages))
    return FINE

"""`oamc explain`: print the page of a diagnostic code (`diagnostics/pages/<CODE>.md`)."""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.code_pages import codes, page, title
from oamc.cli.entry import FINE
from oamc.cli.streams import write_result
from oamc.diagnostics.reports import nearest, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports


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

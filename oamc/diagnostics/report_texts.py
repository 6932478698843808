"""What the forms of reports share: a finding as one text, its fingerprint, and indented JSON."""

from __future__ import annotations

from oamc.diagnostics.reports import escape
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Diagnostic


def dump_json(value: object) -> str:
    """Return a report as indented JSON in ASCII, with a line feed at the end. It commands no log."""
    text = indented_json(value)
    # Only texts have these signs in a row, so that an escape of JSON may stand for one of them.
    text = text.replace("::", ":\\u003a").replace("##", "#\\u0023").replace("+argocd:", "\\u002bargocd:")
    return text + "\n"


def name_in_json(path: str) -> str:
    """Return the name of a file for JSON, which holds any text."""
    return path if is_text(path) else f"{escape(path)} (not the exact name: it is not UTF-8)"


def is_text(path: str) -> bool:
    """Tell whether a name is a text, and not other bytes, for which Python has half surrogate pairs."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def sentence(diagnostic: Diagnostic) -> str:
    """Return message, related places and hint as one text of several lines, for formats that know only one text."""
    lines = [escape(diagnostic.message)]
    lines.extend(f"note: {escape(f'{related.span}: {related.message}')}" for related in diagnostic.related)
    if diagnostic.hint:
        lines.append(f"hint: {escape(diagnostic.hint)}")
    return "\n".join(lines)


def fingerprint(diagnostic: Diagnostic) -> str:
    """Return what identifies a finding from run to run, as far as lines move: its code, file and message, and not its line."""
    from hashlib import sha256

    path = diagnostic.span.source.path if diagnostic.span else ""
    parts = (diagnostic.code.id, path, diagnostic.message)
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()

"""What is wrong with a text that was printed, whatever printed it (docs/assurance.md, R15 and R16).

LOGUTF8    it is not UTF-8
LOGCTRL    it holds a character that moves a cursor, reverses a line or cannot be seen
LOGCMD     a CI system would take a line of it for a command
LOGBIG     it is longer than anybody reads
LOGSECRET  it shows one of the given secrets
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_BYTES = 64 * 1024
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
GITHUB_LINE = re.compile(r"::(?:error|warning|notice) (?:[A-Za-z]+=[^:,\r\n]*)(?:,[A-Za-z]+=[^:,\r\n]*)*::[^\r\n]*")
PERCENT = re.compile(r"%(?!25|0A|0D|3A|2C)")


def faults(printed: bytes, *, secrets: Iterable[str] = (), annotations: bool = False, most: int = MOST_BYTES) -> list[str]:
    """Return the codes of what is wrong with a text. Lines of `annotations` are commands that oamc itself gives."""
    found = []
    try:
        text = printed.decode()
    except UnicodeDecodeError:
        found.append("LOGUTF8")
        text = printed.decode(errors="replace")
    if any(unicodedata.category(character) in UNSEEN and character != "\n" for character in text):
        found.append("LOGCTRL")
    lines = text.split("\n")
    if annotations:
        lines = [line for line in lines if not (GITHUB_LINE.fullmatch(line) and not PERCENT.search(line))]
    # The runner of GitHub takes blanks off a line before it looks for ::, and looks for ##[ anywhere in it.
    if any(line.lstrip().startswith("::") or "##[" in line or "##vso[" in line for line in lines):
        found.append("LOGCMD")
    if len(printed) > most:
        found.append("LOGBIG")
    if any(secret in text for secret in secrets):
        found.append("LOGSECRET")
    return found

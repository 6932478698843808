"""How a single file is known that oamc wrote, where no list says it: by its first line, or by the envelope of a report.

Manifests begin with a line that has the digest of what follows, so that an edit shows; a report in JSON or XML begins with the
envelope of its form, and one in lines with a finding.
"""

from __future__ import annotations

import os

from oamc import __version__
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MARK = b"# Written by oamc: the SHA-256 of the lines below is "
"""How manifests begin that oamc wrote to a single file."""
ORIGINS, ORIGINS_HEAD = "origins", b'{\n  "schema": "oamc.origins/'
"""The map of `build --origins`: its form, and how it begins."""
REPORTS = {
    b'{\n  "schemaVersion"': "json",
    b'{\n  "$schema": "https://json.schemastore.org/sarif': "sarif",
    b'[\n  {\n    "description": "': "gitlab",
    b"[]\n": "gitlab",
    ORIGINS_HEAD: ORIGINS,
}
"""How JSON begins that may be a report of oamc, and in which form."""
LONGEST_HEAD = 64 * 1024
"""What is looked at of a report: its envelope is shorter, and so is the first finding of one that has no envelope."""
FINDING_WORDS = (b"error[OAM", b"warning[OAM", b"notice[OAM")
COMMAND_WORDS = (b"::error ", b"::warning ", b"::notice ")


def marked(text: str) -> str:
    """Return manifests with the line that tells later whether somebody edited them."""
    content = text.encode()
    return f"{MARK.decode()}{digest(content)}\n{text}"


def is_intact(content: bytes) -> bool:
    """Tell whether the first line of manifests has the digest of what follows."""
    line, _, rest = content.partition(b"\n")
    return line == MARK + digest(rest).encode()


def is_own(descriptor: int) -> bool:
    """Tell whether an open file is one that oamc wrote: manifests in one file, or a report in JSON."""
    return _begins_as_own(lambda length: os.pread(descriptor, length, 0))


def is_own_content(content: bytes) -> bool:
    """Tell the same of the content of a file."""
    return _begins_as_own(lambda length: content[:length])


def _begins_as_own(beginning: Callable[[int], bytes]) -> bool:
    """Tell it of a file of which `beginning` returns the first bytes."""
    head = beginning(256)
    if head.startswith(MARK):
        return True
    form = next((form for words, form in REPORTS.items() if head.startswith(words)), None)
    return form is not None and is_report(beginning(LONGEST_HEAD), form)


def is_report(head: bytes, form: str) -> bool:
    """Tell whether a file that begins so is a report in a form."""
    if form == ORIGINS:
        return head.startswith(ORIGINS_HEAD)
    if form == "text":
        return head.startswith(FINDING_WORDS)
    if form == "github":
        return head.startswith(COMMAND_WORDS) and b"title=oamc" in head.partition(b"\n")[0]
    if form == "gitlab":
        lines = head.split(b"\n", 4)
        return head == b"[]\n" or (
            lines[:2] == [b"[", b"  {"]
            and len(lines) > 3  # noqa: PLR2004 - the two lines below
            and lines[2].startswith(b'    "description": "')
            and lines[3].startswith(b'    "check_name": "OAM')
        )
    from oamc.diagnostics.formats import render

    # The name of oamc stands in the envelope before its version and all findings.
    envelope, name, _ = render(form, (), __version__).encode().partition(b'"oamc"')
    return head.startswith(envelope + name)

"""Bytes to text: what comes in is the content of a file, what goes out is a `SourceFile` whose text is safe to parse.

Afterwards the text is the exact content without its byte order mark, and holds no character that YAML forbids.
"""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.source.limits import DEFAULT_LIMITS, raising
from oamc.source.places import UNUSUAL_BREAKS, Places
from oamc.spans import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits

UTF8_MARK = b"\xef\xbb\xbf"
BYTE_ORDER_MARK = "\ufeff"
FOREIGN_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Where the zero bytes of an ASCII text stand in its first four bytes, when there is no byte order mark.
ZERO_PATTERNS = {
    (False, True, True, True): "UTF-32",
    (True, True, True, False): "UTF-32",
    (False, True, False, True): "UTF-16",
    (True, False, True, False): "UTF-16",
}

CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
NOT_CONTROLS = bytes(sorted(set(range(256)) - set(CONTROLS)))
FORBIDDEN_BEYOND_ASCII = "".join(map(chr, (*range(0x80, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF)))


def decode_text(path: str, label: str, data: bytes, reports: Reports, limits: Limits = DEFAULT_LIMITS) -> SourceFile | None:
    """Return the text of one file, or nothing after reporting why it cannot be read.

    `path` is the name of the file for messages, `label` the one for generated files. Only UTF-8 is taken, for the YAML and JSON
    readers of Kubernetes agree on no other encoding; control characters are refused (docs/spec/yaml.md, 3.2).
    """
    nowhere = SourceFile(path=path, label=label, text="")
    if len(data) > limits.file:
        hint = f"split the file, or {raising('file', limits.file)}"
        reports.add(codes.FILE_TOO_LARGE, at=Span(nowhere, 1, 1, 1, 1), size=len(data), limit=limits.file, hint=hint)
        return None
    encoding = _foreign_encoding(data)
    if encoding:
        reports.add(codes.WRONG_ENCODING, at=Span(nowhere, 1, 1, 1, 1), encoding=encoding, hint="save the file as UTF-8")
        return None
    data = data.removeprefix(UTF8_MARK)
    try:
        source = SourceFile(path=path, label=label, text=data.decode())
    except UnicodeDecodeError as error:
        offset = len(data[: error.start].decode())
        places = Places(SourceFile(path=path, label=label, text=data.decode(errors="replace")))
        reports.add(
            codes.INVALID_UTF8,
            at=places.between(offset, offset + 1),
            byte=f"0x{data[error.start]:02X}",
            hint="save the file as UTF-8",
        )
        return None
    if _has_forbidden_character(source, data, reports):
        return None
    _report_unseen_characters(source, reports)
    return source


def within_inputs(sizes: dict[str, int], reports: Reports, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Tell whether all inputs together keep their limit; `sizes` are bytes by path, in the order of reading."""
    total = 0
    for path, size in sizes.items():
        total += size
        if total > limits.inputs:
            here = Span(SourceFile(path=path, label=path, text=""), 1, 1, 1, 1)
            hint = f"build fewer files at once, or {raising('inputs', limits.inputs)}"
            reports.add(codes.INPUTS_TOO_LARGE, at=here, limit=limits.inputs, hint=hint)
            return False
    return True


def _foreign_encoding(data: bytes) -> str:
    """Name the encoding of a file that is clearly not UTF-8, or return the empty text."""
    for mark, name in FOREIGN_MARKS:
        if data.startswith(mark):
            return name
    first = tuple(byte == 0 for byte in data[:4])
    return ZERO_PATTERNS.get(first, "")  # type: ignore[arg-type]  # a shorter file matches none


def _has_forbidden_character(source: SourceFile, data: bytes, reports: Reports) -> bool:
    """Report the first forbidden character, if there is one. `data` is the same text as bytes, which are quicker to search."""
    text = source.text
    found = [chr(byte) for byte in set(data.translate(None, NOT_CONTROLS))]
    if not text.isascii():
        found += [character for character in FORBIDDEN_BEYOND_ASCII if character in text]
    if not found:
        return False
    offset = min(map(text.index, found))
    reports.add(
        codes.FORBIDDEN_CHARACTER,
        at=Places(source).between(offset, offset + 1),
        character=_code_point(text[offset]),
        hint='remove it, or write it as an escape in double quotes, such as "\\u0007"',
    )
    return True


def _report_unseen_characters(source: SourceFile, reports: Reports) -> None:
    """Warn of what an editor does not show and readers take differently.

    After a line break of YAML 1.1, what looks like a comment may be content. A byte order mark comes of files that were joined.
    """
    places = Places(source)
    offset = source.text.find(BYTE_ORDER_MARK)
    if offset >= 0:
        hint = "remove the character U+FEFF, or write it as an escape in double quotes"
        reports.add(codes.INNER_BYTE_ORDER_MARK, at=places.between(offset, offset + 1), hint=hint)
    if places.marks_are_right:
        return
    text = source.text
    offset = min(text.index(character) for character in UNUSUAL_BREAKS if character in text)
    reports.add(
        codes.UNUSUAL_LINE_BREAK,
        at=places.between(offset, offset + 1),
        character=_code_point(text[offset]),
        hint="remove it, or write it as an escape in double quotes",
    )


def _code_point(character: str) -> str:
    """Return the usual notation of a character that cannot be printed."""
    return f"U+{ord(character):04X}"

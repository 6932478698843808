"""Durations as Flux reads and prints them: `1h`, `90s` and `0.5h` in, `1h0m0s`, `1m30s` and `30m0s` out."""

from __future__ import annotations

from oamc.startup.patterns import Pattern

_WHOLE = Pattern(r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?(?:ms|s|m|h)){1,9}")
_PART = Pattern(r"([0-9]+)(?:\.([0-9]+))?(ms|s|m|h)")
_SECOND = 1_000_000_000
_UNITS = {"ms": _SECOND // 1000, "s": _SECOND, "m": 60 * _SECOND, "h": 3600 * _SECOND}
LONGEST = 2**63
"""Nanoseconds that Go cannot count any more."""


def canonical(text: str) -> str:
    """Return a duration as Go prints it (`time.Duration.String`), or nothing where it is none or is not longer than nothing."""
    total = _nanoseconds(text)
    if not 0 < total < LONGEST:
        return ""
    if total < _UNITS["ms"]:
        return ""  # Go would print µs or ns, which Flux does not read
    if total < _SECOND:
        return f"{_decimal(total, _UNITS['ms'])}ms"
    minutes, rest = divmod(total, _UNITS["m"])
    seconds = f"{_decimal(rest, _SECOND)}s"
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{seconds}"
    return f"{minutes}m{seconds}" if minutes else seconds


def _nanoseconds(text: str) -> int:
    """Return how long a duration is; 0 where the text is none."""
    if not _WHOLE.fullmatch(text):
        return 0
    total = 0
    for found in _PART.finditer(text):
        whole, decimals, unit = found[1], found[2] or "", _UNITS[found[3]]
        total += int(whole) * unit + int(decimals or 0) * unit // 10 ** len(decimals)
    return total


def _decimal(value: int, unit: int) -> str:
    """Return a number of units, with the decimals that it needs."""
    whole, rest = divmod(value, unit)
    digits = len(str(unit)) - 1
    return f"{whole}.{rest:0{digits}d}".rstrip("0") if rest else str(whole)

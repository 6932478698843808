"""The values that every leaf of a chart's values is tried with: break-outs, other types, look-alikes, and what is too large."""

from __future__ import annotations

from typing import Any

BREAK_OUTS: dict[str, Any] = {
    "a further document": "x\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: evil\n",
    "a further field": "x\nkind: Pod\nhostNetwork: true",
    "a further item": 'x"\n- name: evil\n  image: evil/image:1',
    "a quote that closes": 'x", "kind": "Pod", "y": "',
    "a single quote that closes": "x', 'kind': 'Pod', 'y': '",
    "a flow that closes": "x}], kind: Pod, a: [{b: c",
    "a comment": "x # y",
    "an action": '{{ .Values.namePrefix }}{{ fail "evil" }}',
    "an action that opens": "{{- if true }}",
    "an action that closes": '}}{{ end }}{{- define "oamc.value" }}evil{{ end }}',
    "what Helm deletes": "<no value>",
    "an anchor": "&a [*a, *a]",
    "a merge": "<<: {kind: Pod}",
    "a tag": "!!python/object/apply:os.system [id]",
    "carriage returns": "x\r---\rkind: Pod\r\nkind: Pod",
    "breaks of Unicode": "x\x85kind: Pod\u2028kind: Pod\u2029---",
    "controls": "\x01\x1b[31m\x7f\x9f\ufffe",
    "an end of the text": "x\\",
    "a path": "../../../etc/passwd",
    "a shell": "$(id) `id` ${IFS} ; id",
    "a direction": "\u202eevil\u2066",
}
"""Texts that would mean more than a text if any layer let them."""
LOOK_ALIKES: dict[str, Any] = {
    **{
        f"the text {text!r}": text
        for text in ("", " ", "true", "no", "null", "~", "0", "-1", "0x1f", "1e3", "1e400", "NaN", ".inf")
    },
    "NUL": "a\x00b",
    "the date": "2001-01-01",
    "a name": "evil",
    "an upper case": "EVIL",
}
TYPES: dict[str, Any] = {
    "true": True,
    "false": False,
    "zero": 0,
    "minus one": -1,
    "a fraction": 1.5,
    "a tiny fraction": 1e-7,
    "a port too high": 65536,
    "2^31": 2**31,
    "2^53": 2**53,
    "1e308": 1e308,
    "null": None,
    "an empty list": [],
    "a list": ["evil"],
    "a list of a mapping": [{"name": "evil", "image": "evil/image:1"}],
    "an empty mapping": {},
    "a mapping": {"kind": "Pod", "{{ x }}": "<no value>", "y": {"on": ["\n---\n", 1e21]}},
    "a null inside": {"a": None, "b": [None]},
}
HUGE: dict[str, Any] = {
    "a huge text": "x{{ " * 20_000,
    "a deep list": [[[[[[[[[[[[[[[[[[[["evil"]]]]]]]]]]]]]]]]]]]],
    "a long list": ["evil"] * 2_000,
}
HOSTILE_VALUES: dict[str, Any] = {**BREAK_OUTS, **LOOK_ALIKES, **TYPES, **HUGE}
"""All of them by name."""

"""The Function of OpenFaaS, as its documentation describes it (https://docs.openfaas.com/openfaas-pro/function-crd).

It is written by hand: the definition itself is not free to be copied. Of values the documentation says only what they are.
"""

from __future__ import annotations

_TEXT = {"type": "string"}
_TEXTS = {"type": "object", "values": _TEXT}
_LIST = {"type": "array", "items": _TEXT}
_AMOUNTS = {"type": "object", "fields": {"cpu": _TEXT, "memory": _TEXT}}
TABLE = {
    "apiVersion": "openfaas.com/v1",
    "kind": "Function",
    "project": "the documentation of OpenFaaS",
    "schema": {
        "type": "object",
        "required": ["spec"],
        "fields": {
            "spec": {
                "type": "object",
                "required": ["name", "image"],
                "fields": {
                    "name": _TEXT,
                    "image": _TEXT,
                    "handler": _TEXT,
                    "labels": _TEXTS,
                    "annotations": _TEXTS,
                    "environment": _TEXTS,
                    "constraints": _LIST,
                    "secrets": _LIST,
                    "limits": _AMOUNTS,
                    "requests": _AMOUNTS,
                    "readOnlyRootFilesystem": {"type": "boolean"},
                },
            }
        },
    },
}

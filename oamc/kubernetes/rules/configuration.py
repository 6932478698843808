"""Rules for ConfigMaps and Secrets that read several fields.

Each rule takes a mapping of good shape, its path, and the `Findings` to report to. The source of each is the API server's
function of that name in `pkg/apis/core/validation/validation.go`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.kubernetes.findings import Findings, Path

LARGEST_CONFIGURATION = 1024 * 1024
SECRET_KEYS = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
ACCOUNT = "kubernetes.io/service-account.name"


def config_map(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the keys and the size of a ConfigMap (ValidateConfigMap)."""
    texts, binary = value.get("data") or {}, value.get("binaryData") or {}
    if texts.keys() & binary.keys():
        findings.bad((*path, "binaryData"), "must not have a key that data has, too")
    if _bytes(texts) + _decoded_bytes(binary) > LARGEST_CONFIGURATION:
        findings.bad(path, "must hold at most 1 MiB in data and binaryData")


def secret(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Check the size of a Secret, and the keys that its type demands (ValidateSecret)."""
    encoded, texts = value.get("data") or {}, value.get("stringData") or {}
    merged = {key: text for key, text in encoded.items() if key not in texts}
    if _bytes(texts) + _decoded_bytes(merged) > LARGEST_CONFIGURATION:
        findings.bad(path, "must hold at most 1 MiB in data and stringData")
    kind = value.get("type") or ""
    for key in SECRET_KEYS.get(kind, ()):
        if key not in encoded and key not in texts:
            findings.bad(path, f'must have the key "{key}", because of its type')
    if kind == "kubernetes.io/basic-auth" and not {"username", "password"} & (encoded.keys() | texts.keys()):
        findings.bad(path, 'must have the key "username" or "password", because of its type')
    if kind == "kubernetes.io/ssh-auth" and not (texts.get("ssh-privatekey") or encoded.get("ssh-privatekey")):
        findings.bad(path, 'must have something in the key "ssh-privatekey", because of its type')
    if kind == "kubernetes.io/service-account-token" and not ((value.get("metadata") or {}).get("annotations") or {}).get(
        ACCOUNT
    ):
        findings.bad(path, f"must name its account in the annotation {ACCOUNT}, because of its type")
    if kind in ("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"):
        _registries(encoded, texts, SECRET_KEYS[kind][0], path, findings)


def _registries(encoded: dict[str, str | None], texts: dict[str, str | None], key: str, path: Path, findings: Findings) -> None:
    """Check that the access to registries is written in JSON."""
    import json
    from binascii import a2b_base64

    if key not in texts and key not in encoded:
        return
    held = texts[key] or "" if key in texts else a2b_base64(encoded[key] or "")
    try:
        good = isinstance(json.loads(held), (dict, type(None)))
    except (ValueError, RecursionError):
        good = False
    if not good:
        findings.bad((*path, "stringData" if key in texts else "data", key), "must be a mapping in JSON, because of its type")


def _bytes(texts: dict[str, str | None]) -> int:
    """Return the size of all values as UTF-8; null counts as the empty text."""
    return sum(len((text or "").encode()) for text in texts.values())


def _decoded_bytes(encoded: dict[str, str | None]) -> int:
    """Return the size of all values after decoding their base64."""
    return sum(len(text) // 4 * 3 - text[-2:].count("=") for text in encoded.values() if text)


RULES = {
    "core.v1.ConfigMap": config_map,
    "core.v1.Secret": secret,
}

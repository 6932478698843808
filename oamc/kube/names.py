"""Rules for Kubernetes names, labels and keys, as predicates.

Each function takes a text and returns the empty text, or a short reason that reads on after the name of the place: "must be
at most 63 characters long". The text itself is never in it. The rules are those of `k8s.io/apimachinery/pkg/util/validation`
(named after each function) as API servers 1.30 to 1.37 apply them. Every pattern is linear, and compiled when first used.
"""

from __future__ import annotations

import re

LONGEST_LABEL = 63
LONGEST_SUBDOMAIN = 253
LONGEST_PORT_NAME = 15

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_SERVICE = r"[a-z](?:[-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*"
_QUALIFIED = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?"
_PORT_CHARACTERS = r"[-a-z0-9]+"
_CONFIG_KEY = r"[-._a-zA-Z0-9]+"
_ENV_NAME = r"[-._a-zA-Z][-._a-zA-Z0-9]*"
_RELAXED_ENV_NAME = r"[ -<>-~]+"

_LABEL_RULE = 'must consist of lower-case letters, digits and "-", and begin and end with a letter or a digit'
_SERVICE_RULE = 'must consist of lower-case letters, digits and "-", begin with a letter and end with a letter or a digit'
_SUBDOMAIN_RULE = (
    'must consist of lower-case letters, digits, "-" and ".", each part beginning and ending with a letter or a digit'
)
_QUALIFIED_RULE = 'must consist of letters, digits, "-", "_" and ".", and begin and end with a letter or a digit'


def _length_problem(text: str, longest: int) -> str:
    """Say why a text that must not be empty has no good length."""
    if not text:
        return "must not be empty"
    return "" if len(text) <= longest else f"must be at most {longest} characters long"


def dns_label_problem(text: str) -> str:
    """Check an RFC 1123 label: the name of a namespace, a container, a volume (IsDNS1123Label)."""
    return _length_problem(text, LONGEST_LABEL) or ("" if re.fullmatch(_LABEL, text) else _LABEL_RULE)


def service_name_problem(text: str) -> str:
    """Check an RFC 1035 label: the name of a Service (IsDNS1035Label).

    Newer API servers can be told to accept a first digit (RelaxedServiceNameValidation); the older ones never do.
    """
    return _length_problem(text, LONGEST_LABEL) or ("" if re.fullmatch(_SERVICE, text) else _SERVICE_RULE)


def dns_subdomain_problem(text: str) -> str:
    """Check an RFC 1123 subdomain: the name of most objects (IsDNS1123Subdomain)."""
    return _length_problem(text, LONGEST_SUBDOMAIN) or ("" if re.fullmatch(_SUBDOMAIN, text) else _SUBDOMAIN_RULE)


def host_problem(text: str) -> str:
    """Check a host of an Ingress: a subdomain, or one after `*.`, and no IP address (ValidateIngressSpec)."""
    found = dns_subdomain_problem(text.removeprefix("*."))
    if not found and len(text) <= LONGEST_SUBDOMAIN:
        return "must be a name, not an IP address" if re.fullmatch(r"[0-9]+(?:\.[0-9]+){3}", text) else ""
    if "*" in text and found:
        return 'may have one "*", as its whole first part, as in *.example.com'
    return found or f"must be at most {LONGEST_SUBDOMAIN} characters long"


def path_segment_problem(text: str) -> str:
    """Check the name of a role or a role binding: what may stand in the path of an URL (IsValidPathSegmentName)."""
    if not text or text in (".", ".."):
        return 'must not be empty, "." or ".."'
    return 'must not contain "/" or "%"' if "/" in text or "%" in text else ""


def label_value_problem(text: str) -> str:
    """Check the value of a label, which may be empty (IsValidLabelValue)."""
    return _qualified_problem(text) if text else ""


def _qualified_problem(text: str) -> str:
    """Check the value of a label, or the part of a key after the slash."""
    return _length_problem(text, LONGEST_LABEL) or ("" if re.fullmatch(_QUALIFIED, text) else _QUALIFIED_RULE)


def label_key_problem(text: str) -> str:
    """Check the key of a label, or the name of a resource: a name, or a DNS prefix, a slash and a name (IsQualifiedName)."""
    prefix, slash, name = text.rpartition("/")
    if slash:
        found = dns_subdomain_problem(prefix)
        if found:
            return f'{found}, in the part before the "/"'
        found = _qualified_problem(name)
        return f'{found}, in the part after the "/"' if found else ""
    return _qualified_problem(name)


def annotation_key_problem(text: str) -> str:
    """Check the key of an annotation: like that of a label, but case does not matter in the prefix (ValidateAnnotations)."""
    return label_key_problem(text.lower())


def port_name_problem(text: str) -> str:
    """Check the name of a container port: an IANA service name (IsValidPortName)."""
    found = _length_problem(text, LONGEST_PORT_NAME)
    if found:
        return found
    if not re.fullmatch(_PORT_CHARACTERS, text):
        return 'must consist of lower-case letters, digits and "-"'
    if text.strip("-") != text or "--" in text:
        return 'must not begin or end with "-", or contain "--"'
    return "" if re.search(r"[a-z]", text) else "must contain a letter"


def config_key_problem(text: str) -> str:
    """Check a key of a ConfigMap or a Secret (IsConfigMapKey)."""
    found = _length_problem(text, LONGEST_SUBDOMAIN)
    if found:
        return found
    if not re.fullmatch(_CONFIG_KEY, text):
        return 'must consist of letters, digits, "-", "_" and "."'
    return 'must not be "." or begin with ".."' if text == "." or text.startswith("..") else ""


def env_name_problem(text: str, *, relaxed: bool = False) -> str:
    """Check the name of an environment variable (IsEnvVarName, IsRelaxedEnvVarName).

    Every API server accepts letters, digits, "-", "_" and "." with no digit first. `relaxed` is the rule of Kubernetes 1.32 and
    newer, where RelaxedEnvironmentVariableValidation is on: all printable ASCII characters but "=".
    """
    if not text:
        return "must not be empty"
    if relaxed:
        return "" if re.fullmatch(_RELAXED_ENV_NAME, text) else 'must consist of printable ASCII characters other than "="'
    if not re.fullmatch(_ENV_NAME, text):
        return 'must consist of letters, digits, "-", "_" and ".", and not begin with a digit'
    return 'must not be "." or begin with ".."' if text == "." or text.startswith("..") else ""

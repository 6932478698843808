"""Rules for Kubernetes names, labels and keys, as predicates.

Each function takes a text and returns the empty text, or a short reason that reads on after the name of the place: "must be
at most 63 characters long". The text itself is never in it. The rules are those of `k8s.io/apimachinery/pkg/util/validation`
(named after each function) as API servers 1.30 to 1.37 apply them. No pattern is compiled: every build checks names, and
stripping a set of characters from a text says as well whether it has others.
"""

from __future__ import annotations

from oamc.startup.caching import cache

LONGEST_LABEL = 63
LONGEST_SUBDOMAIN = 253
LONGEST_PORT_NAME = 15
RELAXED_SERVICE_NAMES = 36
"""The minor version since which the name of a Service may begin with a digit (`service_name_problem`)."""
LONGEST_SYSCTL = 253
ADDRESS_PARTS = 4

_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_LOWER_OR_DIGIT = _LOWER + _DIGITS
_LETTERS = _LOWER + _LOWER.upper()
_LABEL = _LOWER_OR_DIGIT + "-"
_QUALIFIED = f"{_LETTERS}{_DIGITS}-_."

_LABEL_RULE = 'must consist of lower-case letters, digits and "-", and begin and end with a letter or a digit'
_SERVICE_RULE = 'must consist of lower-case letters, digits and "-", begin with a letter and end with a letter or a digit'
_SUBDOMAIN_RULE = (
    'must consist of lower-case letters, digits, "-" and ".", each part beginning and ending with a letter or a digit'
)
_QUALIFIED_RULE = 'must consist of letters, digits, "-", "_" and ".", and begin and end with a letter or a digit'


def _only(text: str, characters: str) -> bool:
    """Tell whether a text has no other characters."""
    return not text.strip(characters)


def _is_label(text: str) -> bool:
    """Tell whether a text has the form of a label, whatever its length."""
    return bool(text) and _only(text, _LABEL) and text[0] != "-" and text[-1] != "-"


def _length_problem(text: str, longest: int) -> str:
    """Say why a text that must not be empty has no good length."""
    if not text:
        return "must not be empty"
    return "" if len(text) <= longest else f"must be at most {longest} characters long"


def dns_label_problem(text: str) -> str:
    """Check an RFC 1123 label: the name of a namespace, a container, a volume (IsDNS1123Label)."""
    return _length_problem(text, LONGEST_LABEL) or ("" if _is_label(text) else _LABEL_RULE)


def service_name_problem(text: str, *, relaxed: bool = False) -> str:
    """Check the name of a Service, an RFC 1035 label (IsDNS1035Label).

    `relaxed` is the rule of Kubernetes 1.36 and newer, where RelaxedServiceNameValidation is on: any RFC 1123 label.
    """
    if relaxed:
        return dns_label_problem(text)
    found = _length_problem(text, LONGEST_LABEL)
    return found or ("" if _is_label(text) and text[0] in _LOWER else _SERVICE_RULE)


def dns_subdomain_problem(text: str) -> str:
    """Check an RFC 1123 subdomain: the name of most objects (IsDNS1123Subdomain)."""
    found = _length_problem(text, LONGEST_SUBDOMAIN)
    return found or ("" if all(map(_is_label, text.split("."))) else _SUBDOMAIN_RULE)


def host_problem(text: str) -> str:
    """Check a host of an Ingress: a subdomain, or one after `*.`, and no IP address (ValidateIngressSpec)."""
    found = dns_subdomain_problem(text.removeprefix("*."))
    if not found and len(text) <= LONGEST_SUBDOMAIN:
        return "must be a name, not an IP address" if _is_address(text) else ""
    if "*" in text and found:
        return 'may have one "*", as its whole first part, as in *.example.com'
    return found or f"must be at most {LONGEST_SUBDOMAIN} characters long"


def _is_address(text: str) -> bool:
    """Tell whether a text is four numbers with points between them."""
    parts = text.split(".")
    return len(parts) == ADDRESS_PARTS and all(part and _only(part, _DIGITS) for part in parts)


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
    found = _length_problem(text, LONGEST_LABEL)
    return found or ("" if _only(text, _QUALIFIED) and text[0] not in "-_." and text[-1] not in "-_." else _QUALIFIED_RULE)


@cache(1024)  # each object has the same few keys
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
    if not _only(text, _LABEL):
        return 'must consist of lower-case letters, digits and "-"'
    if text.strip("-") != text or "--" in text:
        return 'must not begin or end with "-", or contain "--"'
    return "" if not _only(text, f"{_DIGITS}-") else "must contain a letter"


def config_key_problem(text: str) -> str:
    """Check a key of a ConfigMap or a Secret (IsConfigMapKey)."""
    found = _length_problem(text, LONGEST_SUBDOMAIN)
    if found:
        return found
    if not _only(text, _QUALIFIED):
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
        return (
            ""
            if text.isascii() and text.isprintable() and "=" not in text
            else 'must consist of printable ASCII characters other than "="'
        )
    if not _only(text, _QUALIFIED) or text[0] in _DIGITS:
        return 'must consist of letters, digits, "-", "_" and ".", and not begin with a digit'
    return 'must not be "." or begin with ".."' if text == "." or text.startswith("..") else ""


def sysctl_problem(text: str) -> str:
    """Check the name of a kernel parameter (IsValidSysctlName): parts joined with "." or "/"."""
    found = _length_problem(text, LONGEST_SYSCTL)
    parts = text.replace("/", ".").split(".")
    good = all(part and _only(part, _LOWER_OR_DIGIT + "-_") and part[0] not in "-_" and part[-1] not in "-_" for part in parts)
    return found or ("" if good else 'must consist of lower-case letters, digits, "-" and "_", in parts joined with "." or "/"')


def domain_path_problem(text: str) -> str:
    """Check a name of something that somebody makes: a domain, a slash and a path (IsDomainPrefixedPath)."""
    domain, slash, path = text.partition("/")
    good = slash and path and not dns_subdomain_problem(domain) and _only(path, f"{_LETTERS}{_DIGITS}/%:=@~_-.!$&'()*+,;")
    return "" if good else "must be a domain, a slash and a path, such as example.com/name"

"""What single values must look like, as predicates: each takes a value and returns the reason against it, or the empty text.

The rules are those of the API server, by the function that each names; `names` and `addresses` have those for names and
addresses. Capability names are the container runtimes' rule.
"""

from __future__ import annotations

from oamc.diagnostics.reports import nearest
from oamc.kubernetes.names import LONGEST_LABEL, dns_subdomain_problem, domain_path_problem, port_name_problem
from oamc.startup.patterns import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LARGEST_ID = 2**31 - 1
LONGEST_CONTROLLER = 250
LONGEST_HOST = 64

_CAPABILITIES = """
ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID
IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW
PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO
SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM
"""
CAPABILITIES = frozenset(_CAPABILITIES.split())


def between(lowest: int, highest: int) -> Callable[[Any], str]:
    """Return the rule that a number is within two bounds."""
    reason = f"must be from {lowest} to {highest}"
    return lambda value: "" if lowest <= value <= highest else reason


def at_least(lowest: int) -> Callable[[Any], str]:
    """Return the rule that a number is not below a bound."""
    reason = f"must be at least {lowest}"
    return lambda value: "" if value >= lowest else reason


def not_empty(value: str) -> str:
    """Check that a text is not empty."""
    return "" if value else "must not be empty"


def image_problem(value: str) -> str:
    """Check that an image is named, without white space around it (ValidateContainers)."""
    if value.strip() != value:
        return "must not begin or end with white space"
    return not_empty(value)


def http_header_problem(value: str) -> str:
    """Check the name of a header that a probe sends (IsHTTPHeaderName)."""
    return "" if re.fullmatch(r"[-A-Za-z0-9]+", value) else 'must consist of letters, digits and "-"'


def http_header_value_problem(value: str) -> str:
    """Check the value of a header that a probe sends: a line break would end it, and the kubelet would send nothing."""
    return "must not contain line breaks or NUL" if re.search("[\\r\\n\\x00]", value) else ""


def argument_problem(value: str) -> str:
    """Check a part of a command or the value of a variable: the kernel ends it at a NUL, so that no process can get one."""
    return "must not contain NUL" if "\x00" in value else ""


def capability_problem(value: str) -> str:
    """Check the name of a Linux capability: as in capabilities(7), but without `CAP_`.

    Kubernetes documentation, "Configure a Security Context": "you must omit the CAP_ portion of the constant".
    """
    if value in CAPABILITIES:
        return ""
    meant = nearest(value.upper().removeprefix("CAP_"), CAPABILITIES)
    return f"must be a Linux capability without CAP_{f', such as {meant}' if meant else ''}"


def count_or_percent_problem(value: int | str) -> str:
    """Check a count, or a percentage such as "25%" (ValidatePositiveIntOrPercent)."""
    if isinstance(value, str):
        digits = value.removesuffix("%")
        known = digits.isascii() and digits.isdigit() and value.endswith("%")
        return "" if known else "must be a whole number or a percentage, such as 25%"
    return "" if value >= 0 else "must not be below zero"


def port_problem(value: int | str) -> str:
    """Check a port by number, or by the name of a container port (ValidatePortNumOrName)."""
    return port_name_problem(value) if isinstance(value, str) else port_number(value)


def mount_path_problem(value: str) -> str:
    """Check where a volume is mounted (ValidateVolumeMounts; a colon would end the path for container runtimes).

    A relative path counts from a folder that the container runtime chooses. One that leads up, or holds what nobody sees, is
    mounted elsewhere than it seems to be.
    """
    if not value:
        return "must not be empty"
    if not value.startswith("/"):
        return 'must begin with "/"'
    if ".." in value.split("/"):
        return 'must not contain ".." as a part'
    if not value.isprintable():
        return "must not contain control characters"
    return 'must not contain ":"' if ":" in value else ""


def inner_path_problem(value: str) -> str:
    """Check a path within a volume (validateLocalDescendingPath)."""
    if value.startswith("/"):
        return "must be a relative path"
    return 'must not contain ".."' if ".." in value.split("/") else ""


def no_steps_up_problem(value: str) -> str:
    """Check a path that must not lead out of a directory (validatePathNoBacksteps)."""
    return not_empty(value) or ('must not contain ".."' if ".." in value.split("/") else "")


def written_path_problem(value: str) -> str:
    """Check where a file is written in a volume (ValidateLocalNonReservedPath)."""
    if not value:
        return "must not be empty"
    return 'must not begin with ".."' if value.startswith("..") else inner_path_problem(value)


def driver_problem(value: str) -> str:
    """Check the name of a storage driver (ValidateCSIDriverName)."""
    if len(value) > LONGEST_LABEL:
        return f"must be at most {LONGEST_LABEL} characters long"
    return dns_subdomain_problem(value.lower())


def controller_problem(value: str) -> str:
    """Check the name of the controller of an IngressClass (validateIngressClassSpec)."""
    if len(value) > LONGEST_CONTROLLER:
        return f"must be at most {LONGEST_CONTROLLER} characters long"
    return domain_path_problem(value)


def host_override_problem(value: str) -> str:
    """Check a name that a pod gives itself (validateHostnameOverride)."""
    return dns_subdomain_problem(value) or (
        "" if len(value) <= LONGEST_HOST else f"must be at most {LONGEST_HOST} characters long"
    )


def host_path_problem(value: str) -> str:
    """Check a path of a node (validateHostPathVolumeSource)."""
    return 'must not contain ".."' if ".." in value.split("/") else not_empty(value)


port_number = between(1, 65535)
optional_port = between(0, 65535)
identity = between(0, LARGEST_ID)
not_negative = at_least(0)
positive = at_least(1)
file_mode = between(0, 0o777)

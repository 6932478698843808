"""Health probes of a container (docs/spec/oam-v1alpha1.md, 3.8). Loaded with the first of them."""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.reports import listing
from oamc.model.application import Grpc, HttpGet, Probe
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha1.documents import ProbeEntry
    from oamc.model.application import Port
    from oamc.spans import Span


def probe(entry: ProbeEntry | None, what: str, ports: tuple[Port, ...], reports: Reports) -> Probe | None:
    """Convert one probe. Kubernetes wants successThreshold 1 for all but readiness, and names of ports that are there."""
    if entry is None:
        return None
    port = entry.http.port if entry.http else entry.tcp_port
    if port is not None and isinstance(port.value, str):
        _check_port_name(port.value, port.span, what, ports, reports)
    success = entry.success_threshold
    if success is not None and success.value != 1 and what != "readiness probe":
        hint = "write successThreshold: 1, or leave it out"
        reports.add(codes.PROBE_SUCCESS_THRESHOLD, at=success.span, probe=what, number=success.value, hint=hint)
        success = Located(value=1, span=success.span)
    numbers = (
        ("initialDelaySeconds", entry.initial_delay_seconds),
        ("periodSeconds", entry.period_seconds),
        ("timeoutSeconds", entry.timeout_seconds),
        ("successThreshold", success),
        ("failureThreshold", entry.failure_threshold),
    )
    http = entry.http
    return Probe(
        command=entry.command,
        http=HttpGet(path=http.path, port=http.port, headers=http.headers) if http else None,
        tcp_port=entry.tcp_port,
        grpc=Grpc(port=entry.grpc.port, service=entry.grpc.service) if entry.grpc else None,
        numbers=tuple((name, number) for name, number in numbers if number is not None),
        span=entry.span,
    )


def _check_port_name(name: str, span: Span, what: str, ports: tuple[Port, ...], reports: Reports) -> None:
    """Report a probe of a port that its container does not list."""
    names = [port.name.value for port in ports]
    if name in names:
        return
    near = reports.nearest(name, names)
    known = f"the ports of the container are {listing(names)}" if names else "list the port under ports, or give its number"
    hint = f'did you mean "{near}"?' if near else known
    reason = "the container lists no port of this name"
    reports.add(codes.BAD_NAME, at=span, name=name, use=f"the port of a {what}", reason=reason, hint=hint)

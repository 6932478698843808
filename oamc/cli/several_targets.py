"""Applications with several targets, where the result is one stream or one file. Loaded with the first of them."""

from __future__ import annotations

from oamc.diagnostics.codes.vela import TARGETS_NOT_WRITTEN
from oamc.diagnostics.reports import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Output
    from oamc.diagnostics.reports import Reports


def refuse_several_targets(outputs: tuple[Output, ...], reports: Reports) -> None:
    """Report each application with several targets: whoever applies one stream would bring all of them to one place."""
    targets: dict[str, list[str]] = {}
    for output in outputs:
        if output.target:
            targets.setdefault(output.application, []).append(output.target)
    for application, names in targets.items():
        reason = f"the result is one stream, and {listing(names)} are different places"
        hint = "give -o DIR: each target gets a directory of its own there"
        reports.add(TARGETS_NOT_WRITTEN, at=None, application=application, reason=reason, hint=hint)

"""Literals that look like secrets and reach a text by a parameter: told where they stand (docs/spec/oam-v1alpha1.md, 12.1)."""

from __future__ import annotations

from oamc.diagnostics.codes.application import SECRET_LITERAL
from oamc.diagnostics.reports import Related
from oamc.model.secret_names import is_literal, names_a_secret
from oamc.source.nodes import plain
from oamc.values.parameters import DECLARED_DEFAULT
from oamc.values.shape import binding_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.spans import Located, Span


def warn_of_given(name: Located[str], what: str, values: ComponentParameters, reports: Reports, *, looks_secret: bool) -> None:
    """Warn of what documents give the parameter of this name, of which `what` is made, each value once."""
    for value, span, is_default in _literals(name.value, values):
        if not is_literal(value) or reports.has(SECRET_LITERAL, span):
            continue
        bind = values.component.secret_hint
        if not bind:
            bind = f"bind the parameter to a Secret of the cluster: {binding_text(name.value)}"
        reports.add(
            SECRET_LITERAL,
            at=span,
            related=[Related(span=name.span, message=f"{what} takes it here" if looks_secret else "it is used here")],
            hint=f"remove the default, and {bind}" if is_default else bind,
            what=what if looks_secret else f'parameter "{name.value}"',
        )


def warn_of_whole(name: Located[str], values: ComponentParameters, reports: Reports) -> None:
    """Warn of the variables that look like secrets in a parameter that gives a whole environment."""
    for value, span, is_default in _literals(name.value, values):
        found = value.items() if isinstance(value, dict) else ()
        key = next((key for key, text in found if names_a_secret(str(key)) and is_literal(text)), None)
        if key is not None:
            bind = values.component.secret_hint
            reports.add(
                SECRET_LITERAL,
                at=span,
                related=[Related(span=name.span, message="the environment is taken here")],
                hint=f"remove the default, and {bind}" if is_default else bind,
                what=f'environment variable "{key}"',
            )


def _literals(name: str, values: ComponentParameters) -> Iterator[tuple[object, Span, bool]]:
    """Yield what the documents give a parameter, with its place and whether it is the default.

    A default is there, too, where the parameter is bound; one of a secret parameter is an error already.
    """
    parameter, binding = values.by_name.get(name), values.bindings.get(name)
    if parameter is not None:
        for given in parameter.history:
            if given.span is not None:
                yield given.value, given.span, given.source == DECLARED_DEFAULT
        return
    default = binding.declared.default if binding is not None and not binding.declared.secret else None
    if default is not None:
        yield plain(default), default.span, True

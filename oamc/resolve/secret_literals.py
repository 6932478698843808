"""Values of variables in the properties of KubeVela's words that look like secrets (docs/spec/oam-v1alpha1.md, 12.1)."""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.ir.properties import Group, Leaf, Several
from oamc.model.secret_names import names_a_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports

ENV = "env"
HINT = "keep it in a Secret of the cluster: {name: NAME, valueFrom: {secretKeyRef: {name: SECRET, key: KEY}}}"


def warn_of_secrets(properties: Group, reports: Reports) -> None:
    """Warn of each variable with a value that looks like a secret, where it stands: values are kept with every release."""
    for container in (properties, *properties.groups("containers")):
        for name, leaf in _variables(container):
            if leaf is not None and isinstance(leaf.known, str) and leaf.known and names_a_secret(name):
                reports.add(codes.SECRET_LITERAL, at=leaf.span, what=f'environment variable "{name}"', hint=HINT)


def _variables(container: Group) -> Iterator[tuple[str, Leaf | None]]:
    """Yield the variables of a container, which are a list of names and values, or a mapping."""
    match container.parts.get(ENV):
        case Several() as listed:
            for variable in listed.items:
                if isinstance(variable, Group):
                    yield str(variable.known("name")), variable.leaf("value")
        case Group() as mapped:
            yield from ((name, mapped.leaf(name)) for name in mapped.parts)
        case _:
            return

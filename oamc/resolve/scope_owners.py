"""Who writes the objects of scopes that several applications share, and who is a member of them."""

from __future__ import annotations

from oamc.ir.program import ScopeMember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.model.application import Application, ScopeBinding
    from oamc.spans import Located


def scope_owners(applications: Sequence[Application]) -> dict[str, str]:
    """Return the application that writes the objects of a configuration's scopes, where it is not that configuration itself.

    One without instances has no output: then it is the first application, by name, that has a member.
    """
    owners: dict[str, str] = {}
    idle = {application.name.value for application in applications if application.scopes and not application.instances}
    for application in sorted(applications, key=lambda application: application.name.value) if idle else ():
        for use in application.instances:
            for name in use.scopes:
                if name.value in idle:
                    owners.setdefault(name.value, application.name.value)
    return owners


def scope_members(
    applications: Sequence[Application], chosen: Callable[[Application], str | None]
) -> dict[tuple[str, str], tuple[ScopeMember, ...]]:
    """Return the members of each scope, by the names of its configuration and its own.

    `chosen` returns the namespace that the user of the compiler gives, None where the document decides.
    """
    members: dict[tuple[str, str], list[ScopeMember]] = {}
    for application in applications:
        given = chosen(application)
        stated = application.namespace.value if application.namespace else ""
        namespace = stated if given is None else given
        for use in application.instances:
            member = ScopeMember(application=application.name.value, instance=use.name, namespace=namespace)
            joined = {(one.configuration, one.name.value) for name in use.scopes for one in _joined(name, application)}
            for scope in joined:
                members.setdefault(scope, []).append(member)
    return {scope: tuple(found) for scope, found in members.items()}


def _joined(name: Located[str], application: Application) -> tuple[ScopeBinding, ...]:
    """Return the scopes that an item of `applicationScopes` names, by their configuration or by the name of one itself."""
    scopes = application.library.scopes
    if name.value in scopes:
        return scopes[name.value]
    own = (one for of_configuration in scopes.values() for one in of_configuration if one.name.value == name.value)
    return tuple(own)[:1]

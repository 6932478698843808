"""Who writes the objects of scopes that several applications share."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.model.application import Application


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

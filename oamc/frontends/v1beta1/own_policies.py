"""Policies of definitions in CUE, which make objects as components do (docs/spec/oam-v1beta1.md, 11.1).

In: an Application with what it can name, and the places where it goes. Out: those of its policies that make objects. Loaded
with the first Application that has a policy of a type that is not built in.
"""

from __future__ import annotations

from oamc.diagnostics.codes.vela import POLICY_NOT_FOLLOWED
from oamc.frontends.kinds import OF_POLICIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1beta1.deployments import Placed
    from oamc.frontends.v1beta1.documents import ApplicationDocument
    from oamc.frontends.v1beta1.own_definitions import Definitions
    from oamc.frontends.v1beta1.policies.table import PolicyEntry

SEVERAL_PLACES = "its objects go to the cluster of the controller, and nobody knows which of several targets that is"
NAME_IS_TAKEN = "a component has its name, so that their values would be one"


def making_objects(
    document: ApplicationDocument, definitions: Definitions, places: Sequence[Placed], reports: Reports
) -> tuple[PolicyEntry, ...]:
    """Return the policies of an Application that make objects; report those of which that cannot be known."""
    names = {entry.name.value for entry in document.components}
    found: dict[str, PolicyEntry] = {}
    for policy in definitions.policies_of(document):
        reason = SEVERAL_PLACES if len(places) > 1 else NAME_IS_TAKEN if policy.name.value in names else ""
        if reason:
            definitions.use(OF_POLICIES, policy.type.value)
            what = f'policy "{policy.name.value}"'
            reports.add(POLICY_NOT_FOLLOWED, at=policy.type.span, what=what, reason=reason)
        else:
            found.setdefault(policy.name.value, policy)
    return tuple(found.values())

"""Who writes two objects of one kind and name, in the words of KubeVela's vocabulary (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.objects.tree import KubeObject

USUAL = "leave one of the two out, or give one of them another name"
SERVICE_OF_ANOTHER = 'to lead to the other Service, give the trait "existingServiceName: {name}"'
NO_SERVICE = 'leave "expose: true" out at the ports of the component, or leave the trait out'
HINTS = {
    ("Service", "component type", "trait gateway"): SERVICE_OF_ANOTHER,
    ("Service", "trait gateway", "trait expose"): 'give the trait gateway "existingServiceName: {name}"',
    ("Service", "trait expose", "trait gateway"): SERVICE_OF_ANOTHER,
    ("Service", "trait gateway", "trait gateway"): 'give the second one a "name", and "existingServiceName: {name}"',
    ("Ingress", "trait gateway", "trait gateway"): 'give the second one a "name"',
    ("Service", "component type", "trait expose"): NO_SERVICE,
    ("Service", "component type", "trait ingress"): NO_SERVICE,
    ("Service", "component type", "trait ingress-1-20"): NO_SERVICE,
}
"""What to do, by the kind of the objects, and by who wrote the first and the second one."""


def writers_of(first: KubeObject, second: KubeObject) -> tuple[list[Related], str]:
    """Return who wrote which of the two, and what to do about it."""
    related = [
        Related(span=item.span, message=f'{item.rule} of component "{item.owner.name}" writes {which}')
        for which, item in (("one", first), ("the other one", second))
    ]
    begins = "component type" if first.rule.startswith("component type") else first.rule
    return related, HINTS.get((first.kind, begins, second.rule), USUAL).format(name=first.name)

"""References to instances in the settings of extended workload types (docs/spec/oam-v1alpha1.md, 9.2.1).

`[instanceName(X)]` becomes the name that the instance has in the output, with the prefix of names.
"""

from __future__ import annotations

from oamc.diagnostics.codes.parameters import NO_SUCH_INSTANCE
from oamc.diagnostics.codes.shape import STRAY_REFERENCE
from oamc.expressions.holes import Hole
from oamc.objects.naming import prefixed
from oamc.records import Record
from oamc.resolve.setting_references import INSTANCE
from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.source.nodes import Node
    from oamc.spans import Span


class InstanceNames(Record):
    """The names of the instances of an application; `own` is the instance whose settings are bound."""

    own: str
    application: str
    instances: frozenset[str]
    reports: Reports

    def parts(self, name: str, span: Span, what: str) -> tuple[Hole, str]:
        """Return the parts of the name of an instance in the output, of its own without one. One that is not there is told."""
        if name and name not in self.instances:
            near = self.reports.nearest(name, self.instances)
            hint = f'did you mean "{near}"?' if near else "[instanceName()] is the instance of the component itself"
            self.reports.add(NO_SUCH_INSTANCE, at=span, hint=hint, what=what, instance=name, application=self.application)
        prefix, own = prefixed(name or self.own).parts
        assert isinstance(prefix, Hole)
        assert isinstance(own, str)
        return prefix, own


def report_names(node: Node, what: str, reports: Reports) -> None:
    """Report texts with a name of an instance where it stays as it is: in a setting of a type that lists its settings."""
    if isinstance(node, Scalar):
        if INSTANCE in node.text:
            hint = "names of instances are for types without rules of their own: write the name itself"
            reports.add(STRAY_REFERENCE, at=node.span, place=what, reference="[instanceName(NAME)]", hint=hint)
        return
    for part in (entry.value for entry in node) if isinstance(node, Mapping) else node.items:
        report_names(part, what, reports)

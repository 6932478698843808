"""What is not there because its document is wrong."""

from __future__ import annotations

from oamc.records import Record


class LeftOut(Record):
    """What others may miss, by names; None stands for any name, where nobody can tell what is missing.

    `workload_types` are kinds, `scope_types` as written in the document. An application may have scopes. `folders` are the
    directories of the applications.
    """

    components: frozenset[str] | None = frozenset()
    traits: frozenset[str] = frozenset()
    workload_types: frozenset[str] | None = frozenset()
    scope_types: frozenset[str] | None = frozenset()
    trait_templates: frozenset[str] | None = frozenset()
    has_application: bool = False
    folders: frozenset[str] = frozenset()

    def has_component(self, name: str) -> bool:
        """Tell whether a component of a name may be missing."""
        return self.components is None or name in self.components

    def has_document(self, name: str) -> bool:
        """Tell whether a document of a name may be missing whose kind has no names of its own here: it counts as all kinds."""
        return self.has_component(name)

    def has_trait_template(self, name: str) -> bool:
        """Tell whether the description of a trait may be missing."""
        return self.trait_templates is None or name in self.trait_templates

    def has_workload_type(self, kind: str) -> bool:
        """Tell whether the definition of a workload type may be missing."""
        return self.workload_types is None or kind in self.workload_types

    def has_scope_type(self, names: tuple[str, ...]) -> bool:
        """Tell whether the definition of a scope type, which may have several spellings, may be missing."""
        return self.scope_types is None or not self.scope_types.isdisjoint(names)

"""Properties that are a tree, of traits of OAM's own vocabulary: references to variables are replaced, and null is none.

The tree is bound as that of a trait of KubeVela is; what a variable gives follows it in the output as everywhere
(docs/spec/oam-v1alpha1.md, 4.2.1). Loaded with the first use of such a trait.
"""

from __future__ import annotations

from oamc.capabilities.property_schema import Listed, Mapped, Struct
from oamc.ir.properties import fixed_at, known_of
from oamc.records import replace
from oamc.resolve.properties import follow
from oamc.resolve.property_trees import PropertyBinder, read_as
from oamc.resolve.secret_literals import warn_of_secrets
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.values.parameters import APPLICATION, VARIABLE, Assignment, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Trait
    from oamc.capabilities.property_schema import Item, Shape
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known, Path
    from oamc.expressions.types import ValueType
    from oamc.ir.properties import Bound, Group, Leaf
    from oamc.model.application import TraitUse, Variable
    from oamc.model.definitions import TraitDefinition
    from oamc.profiles import Profile
    from oamc.resolve.property_places import Place
    from oamc.resolve.variables import Variables
    from oamc.source.nodes import Node
    from oamc.spans import Span
    from oamc.values.parameters import Parameter


def bound_tree(
    trait: Trait,
    use: TraitUse,
    path: Path,
    definition: TraitDefinition | None,
    variables: Variables,
    reports: Reports,
    profile: Profile | None = None,
) -> tuple[Group, Path, tuple[Parameter, ...]]:
    """Return the properties of a use, the path of its values, and these.

    A use of a trait of which there may be several has its own name at the end of the path. What a Trait document has rules
    about is fixed: an override could break them.
    """
    assert trait.schema is not None
    errors = reports.errors
    given = {
        item.name.value: Entry(item.name.value, item.name.span, item.value)
        for item in use.properties
        if not is_null(item.value)
    }
    if trait.distinct in given:
        own = variables.expand(given[trait.distinct].value, f'property "{trait.distinct}" of trait "{trait.name}"').node
        path = (*path, own.text) if isinstance(own, Scalar) else path
    elif trait.distinct:
        path = (*path, *_default_of(trait.distinct, trait.schema))
    at = use.empty.get("properties", use.name.span)
    binder = TreeBinder(f'trait "{trait.name}"', variables, reports, profile)
    tree = binder.bind(trait.schema, Mapping(given, use.span) if given else None, path, at)
    if "env" in tree:
        warn_of_secrets(tree, reports)
    if definition is None or reports.errors > errors:
        return tree, path, tuple(binder.parameters)
    from oamc.resolve.definitions import check_trait_use

    check_trait_use(definition, trait, use, known_of(tree), variables, reports)  # type: ignore[arg-type]  # a mapping
    ruled = {item.name.value for item in definition.declarations if item.accepts is not None}
    why = f"the Trait document {definition.name.value} has rules about it"
    parameters = tuple(
        replace(parameter, fixed=True, why=why) if parameter.path[len(path)] in ruled else parameter
        for parameter in binder.parameters
    )
    return fixed_at(tree, {parameter.path for parameter in parameters if parameter.fixed}), path, parameters


def _default_of(name: str, schema: Struct | Mapped) -> tuple[str, ...]:
    """Return what a property is by default, nothing where it has no default."""
    items = schema.items if isinstance(schema, Struct) else ()
    return tuple(str(item.default) for item in items if item.name == name and not isinstance(item.default, Unset))


class TreeBinder(PropertyBinder):
    """Binds the properties of one trait, in whose values references to variables may stand."""

    def __init__(self, what: str, variables: Variables, reports: Reports, profile: Profile | None = None) -> None:
        super().__init__(what, reports, profile)
        self._variables = variables
        self._written: tuple[Node, Variable | None] | None = None
        self._is_of_variable = False

    def _shape(self, shape: Shape, node: Node, place: Place, item: Item, *, live: bool) -> Bound | None:
        """Bind a value of any shape as the variables make it. A mapping or list that a variable holds follows none."""
        if self._is_of_variable:
            return super()._shape(shape, _without_nulls(node), place, item, live=live)
        if isinstance(node, Mapping) or (isinstance(node, Sequence) and is_of_parts(shape)):
            return super()._shape(shape, _without_nulls(node), place, item, live=live)
        errors = self._reports.errors
        expanded = self._variables.expand(node, f'property "{place.words}" of {self._what}')
        if self._reports.errors > errors or self._variables.copies.exceeded:
            return None
        if is_of_parts(shape):
            self._variables.fix(node)
            self._is_of_variable = True
            bound = super()._shape(shape, _without_nulls(expanded.node), place, item, live=live)
            self._is_of_variable = False
            return bound
        self._written = node, expanded.variable
        return super()._shape(shape, expanded.node, place, item, live=live)

    def _leaf(self, shape: ValueType, value: Known, place: Place, span: Span, item: Item, source: str, *, live: bool) -> Leaf:
        """Return one value, which follows the variables that it is made of."""
        leaf = super()._leaf(shape, value, place, span, item, source, live=live)
        if source != APPLICATION or self._is_of_variable or self._written is None:
            return leaf
        node, variable = self._written
        built = None
        if live:
            built = follow(node, value, self._variables, lambda marked: read_as(shape, marked))
        else:
            self._variables.fix(node)
        parameter = replace(self.parameters[-1], built=built)
        if variable is not None:
            history = (Assignment(source=VARIABLE, value=value, span=variable.value.span, via=span),)
            parameter = replace(parameter, history=history)
        self.parameters[-1] = parameter
        return leaf


def is_of_parts(shape: Shape) -> bool:
    """Tell whether a shape is made of several values, each a value of the output."""
    return isinstance(shape, (Listed, Mapped, Struct))


def _without_nulls(node: Node) -> Node:
    """Return a mapping without the entries that are null, which count as missing (2.3)."""
    if not isinstance(node, Mapping):
        return node
    return Mapping({entry.key: entry for entry in node if not is_null(entry.value)}, node.span)

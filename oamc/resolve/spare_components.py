"""An application of one instance, for a component that nobody instantiates: so that it is checked all the same.

The instance has a value of the right type for each parameter without a default, which no message shows. What only a real
instance can get wrong is not found this way, and nothing of it is a mistake.
"""

from __future__ import annotations

from oamc.diagnostics.codes import parameters as parameter_codes
from oamc.diagnostics.codes.capabilities import PARAMETER_DOES_NOT_FIT
from oamc.diagnostics.codes.intents import INTENT_BROKEN
from oamc.kubernetes.names import service_name_problem
from oamc.model.application import Application, GivenValue, InstanceUse, KeyReference
from oamc.records import replace
from oamc.resolve.instance_names import RESERVED_NAMES
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.model.application import Component, Library, ParameterDeclaration
    from oamc.source.nodes import Node, Plain
    from oamc.spans import Span

ABOUT_INSTANCES = (
    parameter_codes.REQUIRED_PARAMETER,
    parameter_codes.NO_SOURCE,
    parameter_codes.BAD_BUILT_IMAGE,
    parameter_codes.NO_SUCH_INSTANCE,
    PARAMETER_DOES_NOT_FIT,
    INTENT_BROKEN,
)
"""Errors that a component cannot have by itself."""
ABOUT_LEFT_OUT_INSTANCES = (*ABOUT_INSTANCES, parameter_codes.UNDECLARED_PARAMETER)
"""Errors that an instance which is left out may mend, by giving the parameter."""
SUBSTITUTE = "component"
"""The name of the instance where that of the component cannot be one."""
ANY_TEXT = "a"
"""A value that most places take which take texts: an image, a name, a word."""
LONGEST_NAME = 40
"""Names of objects are longer than that of their instance."""


def application_of(component: Component, library: Library) -> Application:
    """Return an application that instantiates the component once, without traits and scopes.

    It sees no other component, and this one also where others of its name are nearer, or nobody can tell which one is meant.
    """
    name = component.name
    usable = len(name.value) <= LONGEST_NAME and name.value not in RESERVED_NAMES and not service_name_problem(name.value)
    instance = InstanceUse(
        name=name if usable else Located(value=SUBSTITUTE, span=name.span),
        component=name,
        values=tuple(_given(declared) for declared in component.parameters if _has_no_value(declared)),
        traits=(),
        scopes=(),
        empty={},
        span=component.span,
    )
    return Application(
        name=instance.name,
        namespace=None,
        labels={},
        annotations={},
        variables=(),
        scopes=(),
        instances=(instance,),
        library=replace(library, components={name.value: component}),
        span=component.span,
    )


def _has_no_value(declared: ParameterDeclaration) -> bool:
    """Tell whether an instance could give a parameter the value that it does not have by itself."""
    return declared.type != "null" and is_null(declared.default)


def _given(declared: ParameterDeclaration) -> GivenValue:
    """Return a value of the declared type; of a secret, a reference."""
    span = declared.span
    if declared.secret:
        made = Located(value=SUBSTITUTE, span=declared.name.span)
        reference = KeyReference(field="secretKeyRef", name=made, key=made, optional=False, span=declared.name.span)
        return GivenValue(name=declared.name, value=None, span=span, reference=reference)
    if declared.accepts is not None:
        from oamc.expressions.examples import example

        return GivenValue(name=declared.name, value=_node(example(declared.accepts), span), span=span)
    values: dict[str, Node] = {
        "boolean": Scalar("false", False, False, span),
        "number": Scalar("0", False, 0, span),
        "integer": Scalar("0", False, 0, span),
        "string": Scalar(ANY_TEXT, True, ANY_TEXT, span),
        "object": Mapping({}, span),
        "array": Sequence((), span),
    }
    return GivenValue(name=declared.name, value=values[declared.type], span=span)


def _node(value: Plain, span: Span) -> Node:
    """Return a scalar or a list as a node."""
    if isinstance(value, list):
        return Sequence(tuple(_node(item, span) for item in value), span)
    assert not isinstance(value, dict), "no declaration has rules for mappings"
    return Scalar(str(value), isinstance(value, str), value, span)

"""Parameters of a component instance and the texts that come from them (docs/spec/oam-v1alpha1.md, 4.3)."""

from __future__ import annotations

from oamc.diagnostics.codes import own as own_codes
from oamc.diagnostics.codes import parameters as codes
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.holes import Hole, TextOf, text_of
from oamc.expressions.problems import problem
from oamc.expressions.types import PROCESS_TEXT, TextType
from oamc.ir.program import is_set
from oamc.model.application import ParameterDeclaration, TextSource
from oamc.records import Record, replace
from oamc.resolve.component_texts import demanded_by, environment_of, implicit
from oamc.resolve.properties import follow
from oamc.resolve.typed_values import TYPES, is_null, typed_value
from oamc.values.parameters import APPLICATION, DECLARED_DEFAULT, UNSET, VARIABLE, Assignment, Parameter, Unset
from oamc.values.shape import assignment_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition, Known, Value, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.model.application import Component, GivenValue, InstanceUse
    from oamc.resolve.bindings import Binding
    from oamc.resolve.context import ResolveContext
    from oamc.resolve.setting_references import Reference
    from oamc.resolve.variables import Variables
    from oamc.source.nodes import Node
    from oamc.spans import Located, Span

CHARACTERS_OF_A_STEP = 2
"""A pattern is looked for in a text at the cost of a copy for each two characters."""


class BoundText(Record):
    """A text for an object, there only if `condition` holds. `value` is None after a report."""

    value: Value | None
    condition: Condition | None = None


class ComponentParameters:
    """The parameters of one instance, by name, and what they are used for.

    By the values of those that are `shaping` the workload type, which is called `workload`, decides which objects there are.
    """

    def __init__(
        self,
        component: Component,
        use: InstanceUse,
        context: ResolveContext,
        references: tuple[Reference, ...] = (),
        shaping: frozenset[str] = frozenset(),
        workload: str = "",
    ) -> None:
        variables, reports = context.variables, context.reports
        self.component = component
        self.reports = reports
        self.instance = use.name.value
        self._instance_span = use.empty.get("parameterValues", use.name.span)
        self._copies = variables.copies
        self.used = {declared.name.value for declared in component.parameters if declared.fixed}
        self._shaping = shaping
        self._workload = workload
        self._refused: set[str] = set()
        self._allow_unset = context.options.allow_unset
        self._overridden = context.options.overridden(self.instance)
        self._open: set[str] = set()
        given = {value.name.value: value for value in use.values}
        self.declarations = {declared.name.value: declared for declared in component.parameters}
        self.declarations |= implicit(component, references, given, self.declarations, reports)
        self.declarations |= {
            name: replace(declared, fixed=True) for name, declared in self.declarations.items() if name in shaping
        }
        demanded = demanded_by(component) | {reference.name.value for reference in references if reference.needed}
        self._for_processes = environment_of(component) | {one.name.value for one in references if one.for_process}
        self.by_name: dict[str, Parameter] = {}
        self.bindings: dict[str, Binding] = {}
        for name, declared in self.declarations.items():
            value = given.get(name)
            if (declared.secret and declared.type != "null") or (value is not None and value.reference is not None):
                self.bindings[name] = self._bind(declared, value, variables)
                continue
            parameter = self._resolve(declared, value, demanded, variables)
            if parameter is not None:
                self.by_name[name] = parameter
        self._report_undeclared(given, variables)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return all values, in the order of the declarations; a binding has two."""
        found: list[Parameter] = []
        for name in self.declarations:
            if name in self.bindings:
                found += self.bindings[name].parameters
            elif name in self.by_name and (self.by_name[name].history or not self.by_name[name].fixed):
                found.append(self.by_name[name])
        return tuple(found)

    def _bind(self, declared: ParameterDeclaration, given: GivenValue | None, variables: Variables) -> Binding:
        """Bind one parameter to a key of a Secret or a ConfigMap. Many applications have none."""
        from oamc.resolve.bindings import ParameterBinder

        binder = ParameterBinder(
            instance=self.instance,
            component=self.component.name.value,
            span=self._instance_span,
            later=self.declarations if self._allow_unset else self._overridden,
            variables=variables,
            reports=self.reports,
        )
        return binder.bind(declared, given)

    def _resolve(
        self, declared: ParameterDeclaration, given: GivenValue | None, demanded: set[str], variables: Variables
    ) -> Parameter | None:
        """Resolve one declared parameter: its default, then the value that the application gives."""
        name = declared.name.value
        what = f'parameter "{name}" of instance "{self.instance}"'
        history: list[Assignment] = []
        refused = False
        built: ValueTree = None
        if declared.default is not None and not is_null(declared.default):
            default = typed_value(declared.default, declared.type, f'the default of parameter "{name}"', self.reports)
            history.extend(_assignments(DECLARED_DEFAULT, default, declared.default))
            refused = isinstance(default, Unset)
        if given is not None and given.value is not None:
            errors = self.reports.errors
            expanded = variables.expand(given.value, what)
            if self.reports.errors > errors or variables.copies.exceeded:
                refused = True
            elif not is_null(expanded.node):
                value = typed_value(expanded.node, declared.type, what, self.reports, expanded.variable, declared.name.span)
                value = self._accepted(value, declared, expanded.node.span, what)
                refused = refused or isinstance(value, Unset)
                if expanded.variable is None:
                    history.extend(_assignments(APPLICATION, value, given.value))
                elif not isinstance(value, Unset):
                    history.append(
                        Assignment(source=VARIABLE, value=value, span=expanded.variable.value.span, via=given.value.span)
                    )
                built = self._built(name, given.value, value, variables)
        if history and declared.type == "string" and name in self._for_processes:
            refused = self._has_nul(history[-1], what) or refused
        may_come = not declared.fixed and (name in self._overridden or (self._allow_unset and declared.required))
        if not history and not refused and may_come and declared.type != "null":
            self._open.add(name)
        elif not history and declared.required and not refused:
            refused = True
            self.reports.add(
                codes.REQUIRED_PARAMETER,
                at=given.span if given else self._instance_span,
                related=[Related(span=declared.name.span, message="the component requires it here")],
                hint=self._how_to_give(declared),
                parameter=name,
                component=self.component.name.value,
                instance=self.instance,
            )
        if refused:
            self._refused.add(name)
        if declared.type == "null":
            return None
        has_default = bool(history) and history[0].source == DECLARED_DEFAULT
        return Parameter(
            path=(self.instance, "parameters", name),
            type=self._type(declared),
            description=declared.description,
            history=tuple(history),
            optional=not declared.required and not has_default and name not in demanded,
            declared=declared.name.span,
            fixed=declared.fixed,
            why=f"{self._workload} decides by it what there is" if name in self._shaping else "",
            built=built,
        )

    def _built(self, name: str, node: Node, value: Known | Unset, variables: Variables) -> ValueTree:
        """Return a value as what variables make it, None where it follows none; they stay where it shapes what there is."""
        if name in self._shaping:
            variables.fix(node)
            return None
        return None if isinstance(value, Unset) else follow(node, value, variables)

    def _how_to_give(self, declared: ParameterDeclaration) -> str:
        """Say how a required parameter gets a value."""
        name = declared.name.value
        if declared.type == "null":
            return "a parameter of type null never has a value: do not require it"
        flag = assignment_of((self.instance, "parameters", name), declared.accepts or TYPES[declared.type])
        override = "" if declared.fixed else f", or by {printable(flag)}"
        return f'give "{printable(name)}" a value in parameterValues of the instance{override}'

    def _accepted(self, value: Known | Unset, declared: ParameterDeclaration, at: Span, what: str) -> Known | Unset:
        """Return a value that the application gives, `UNSET` after a report where it breaks a rule of the declaration."""
        if declared.accepts is None or isinstance(value, Unset):
            return value
        if isinstance(value, str) and not self._copies.spend(len(value) // CHARACTERS_OF_A_STEP, at):
            return UNSET
        found = problem(declared.accepts, value)
        if not found:
            return value
        related = [Related(span=declared.name.span, message="the rules are declared here")]
        self.reports.add(codes.VALUE_BREAKS_RULE, at=at, related=related, what=what, problem=found)
        return UNSET

    def _type(self, declared: ParameterDeclaration) -> ValueType:
        """Return the type of a parameter: what it is declared as, without NUL where a process gets it."""
        value_type = declared.accepts or TYPES[declared.type]
        if not isinstance(value_type, TextType) or declared.name.value not in self._for_processes:
            return value_type
        if declared.accepts is None:
            return PROCESS_TEXT
        from oamc.expressions.intersection import intersect

        both = intersect(value_type, PROCESS_TEXT)
        if both is None:
            what, reason = f'parameter "{declared.name.value}"', "every one has a NUL character, which no process can get"
            self.reports.add(codes.NO_COMMON_VALUE, at=declared.name.span, what=what, reason=reason)
        return both or PROCESS_TEXT

    def _has_nul(self, given: Assignment, what: str) -> bool:
        """Report a value with a NUL, which its process could not get."""
        if not isinstance(given.value, str) or "\0" not in given.value:
            return False
        related = [Related(span=given.via, message="the parameter takes it here")] if given.via else []
        hint = "remove the character, or give the content as a config file"
        self.reports.add(codes.NUL_FOR_PROCESS, at=given.span, related=related, what=what, hint=hint)
        return True

    def _report_undeclared(self, given: dict[str, GivenValue], variables: Variables) -> None:
        """Report values for parameters that the component does not declare (4.3.6)."""
        for name, value in given.items():
            if name in self.declarations:
                continue
            if value.value is not None:
                variables.expand(value.value, f'parameter "{name}" of instance "{self.instance}"')
            from oamc.frontends.extra_fields import EXTRA_VALUES

            reason = EXTRA_VALUES.get((self.component.name.value, name), "")
            near = self.reports.nearest(name, self.declarations)
            advice = f"{reason}: remove it" if reason else "remove it, or declare the parameter in the component"
            report = self.reports.tolerate if reason else self.reports.add
            report(
                codes.UNDECLARED_VALUE,
                at=value.name.span,
                related=[Related(span=self.component.name.span, message="the component is here")],
                hint=f'did you mean "{near}"?' if near else advice,
                component=self.component.name.value,
                parameter=name,
            )

    def text(self, source: TextSource, what: str, *, may_be_absent: bool = False) -> BoundText:
        """Bind a text of the component: the parameter's value if it has one, else the literal.

        `may_be_absent` allows a text that is left out while its optional parameter is not set.
        """
        if source.parameter is None:
            assert source.literal is not None
            return BoundText(value=source.literal.value)
        parameter = self.find(source.parameter, what)
        literal = source.literal.value if source.literal else None
        if literal is None and not may_be_absent and self.is_unset(source.parameter.value):
            self.report_no_source(source.parameter, what)
        if parameter is None:
            return BoundText(value=literal)
        if not parameter.optional or literal is not None:
            return BoundText(value=hole_as_text(parameter, literal if parameter.optional else None))
        hole = hole_as_text(parameter, None)
        return BoundText(value=hole, condition=is_set(hole.hole if isinstance(hole, TextOf) else hole))

    def binding(self, source: TextSource) -> Binding | None:
        """Return what the parameter of a whole text is bound to, None where it is not."""
        name = source.parameter
        binding = self.bindings.get(name.value) if name is not None else None
        if name is not None and binding is not None:
            self.used.add(name.value)
        return binding

    def is_unset(self, name: str) -> bool:
        """Tell whether a declared parameter is without a value, now and later, and nobody has said so.

        One of type null always is.
        """
        parameter = self.by_name.get(name)
        has_value = name in self.bindings or (parameter is not None and not isinstance(parameter.value, Unset))
        known_as_unset = name in self._refused or name in self._open
        return name in self.declarations and not known_as_unset and not has_value

    def is_open(self, name: str) -> bool:
        """Tell whether a parameter has no value yet, and gets one by an override or at the installation."""
        return name in self._open

    def report_no_source(self, name: Located[str], what: str) -> None:
        """Report a text that must be there but whose optional parameter has no value."""
        self.reports.add(
            codes.NO_SOURCE,
            at=name.span,
            related=self.declared_at(name.value),
            hint="give the parameter a value in the application, or a default or a value of its own in the component",
            what=f'{what} of instance "{self.instance}"',
            parameter=name.value,
        )

    def declared_at(self, name: str) -> list[Related]:
        """Return the note that shows where a parameter is declared."""
        return [Related(span=self.declarations[name].name.span, message="the parameter is declared here")]

    def find(self, name: Located[str], what: str, *, by_setting: bool = False) -> Parameter | None:
        """Return the parameter that something in the component refers to; None if it is undeclared, or of type null.

        Only settings take one that decides which objects there are.
        """
        self.used.add(name.value)
        if name.value in self._shaping and not by_setting:
            hint = "give it a parameter of its own"
            self.reports.add(
                own_codes.FIXED_IN_CONTAINERS, at=name.span, parameter=name.value, workload=self._workload, what=what, hint=hint
            )
            return None
        if name.value not in self.declarations:
            near = self.reports.nearest(name.value, self.declarations)
            self.reports.add(
                codes.UNDECLARED_PARAMETER,
                at=name.span,
                hint=f'did you mean "{near}"?' if near else "declare it under spec.parameters of the component",
                what=what,
                parameter=name.value,
                component=self.component.name.value,
            )
        binding = self.bindings.get(name.value)
        if binding is not None:
            from oamc.resolve.bindings import report_misplaced

            report_misplaced(binding, self.instance, name, what, self.reports)
            return None
        parameter = self.by_name.get(name.value)
        if parameter is not None and not isinstance(parameter.value, Unset):
            self._copies.take(parameter.value, name.span)
        return parameter

    def narrow(self, parameter: Parameter, value_type: ValueType) -> Parameter:
        """Give a parameter the type of the place that it is used at, and return it so."""
        narrowed = replace(parameter, type=value_type)
        self.by_name[parameter.path[-1]] = narrowed
        return narrowed

    def report_unused(self) -> None:
        """Report declared parameters that nothing in the component uses."""
        for name, declared in self.declarations.items():
            if name not in self.used:
                self.reports.add(
                    codes.UNUSED_PARAMETER,
                    at=declared.name.span,
                    hint="remove it, or use it by fromParam",
                    parameter=name,
                    component=self.component.name.value,
                )


def hole_as_text(parameter: Parameter, otherwise: str | None) -> Hole | TextOf:
    """Return the value of a parameter as a text; `otherwise` stands in while it is not set."""
    return text_of(Hole(path=parameter.path, type=parameter.type, otherwise=otherwise))


def _assignments(source: str, value: Known | Unset, node: Node) -> tuple[Assignment, ...]:
    """Return the assignment of a value that was accepted."""
    return () if isinstance(value, Unset) else (Assignment(source=source, value=value, span=node.span),)

"""Settings of extended workload types (OAM v1alpha1, 9)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes.parameters import NO_SOURCE
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Expression, Hole, Text, TextOf, When
from oamc.expressions.types import ObjectType, TextType, problem
from oamc.ir.parameters import Unset
from oamc.ir.program import SettingValue, is_set
from oamc.patterns import Pattern
from oamc.records import Record
from oamc.resolve.properties import about
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping, Scalar, Sequence, plain
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Property, WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Value, ValueTree
    from oamc.ir.parameters import Parameter
    from oamc.model.application import Component, Setting, WorkloadTypeDefinition
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.source.nodes import Entry, Node
    from oamc.spans import Span

SPEC = 'setting "spec"'
_REFERENCE = Pattern(r"\[fromParam\(([\w.-]{1,253})\)\]")


class SettingBinder(Record):
    """Binds the settings of one instance of an extended workload type."""

    component: Component
    workload: WorkloadType
    parameters: ComponentParameters
    reports: Reports

    def bind(self, definition: WorkloadTypeDefinition | None) -> tuple[SettingValue, ...]:
        """Bind all settings, by the rules of the workload type and, where there is one, of its WorkloadType document."""
        if self.component.settings_mapping is not None:
            bound = self._bind_mapping(self.component.settings_mapping)
        else:
            bound = tuple(value for setting in self.component.settings if (value := self._bind(setting)) is not None)
        self._check_missing(bound)
        if definition is not None:
            from oamc.resolve.setting_definitions import check_definition

            check_definition(self.component, self.workload, definition, bound, self.reports)
        self._report_beside_spec(bound)
        return bound

    def _report_beside_spec(self, bound: tuple[SettingValue, ...]) -> None:
        """Report settings beside `spec`, which is the whole spec of a type without rules of its own (9.2)."""
        if self.workload.settings or all(setting.name.value != "spec" for setting in bound):
            return
        for setting in bound:
            if setting.name.value != "spec":
                self.reports.add(
                    codes.UNKNOWN_SETTING,
                    at=setting.name.span,
                    workload=self.workload.name,
                    setting=setting.name.value,
                    hint="the setting spec is the whole spec: move this one into it",
                )

    def _bind_mapping(self, mapping: Mapping) -> tuple[SettingValue, ...]:
        """Bind settings in the free form (9.2)."""
        return tuple(
            SettingValue(
                name=Located(value=entry.key, span=entry.key_span),
                value=value,
                span=entry.key_span,
            )
            for entry in mapping
            if not is_null(entry.value) and self._is_known(entry.key, entry.key_span)
            if (value := self._in_mapping(entry)) is not None
        )

    def _in_mapping(self, entry: Entry) -> ValueTree:
        """Return the value of a setting in the free form; a type that lists its settings has it checked."""
        what = f'setting "{entry.key}"'
        declared = self._declared(entry.key)
        name = _whole_reference(entry.value)
        if declared is None or callable(declared.type):
            return self._tree(entry.value, what)
        if name is not None:
            parameter = self.parameters.find(name, what)
            wrong = parameter is not None and self._mismatch(parameter, declared, name.span)
            return None if wrong else self._reference(name.value, name.span, what)
        if declared.named_list:
            return self._named_list(entry.value, what)
        self._check_literal(entry.value, declared)
        return self._tree(entry.value, what)

    def _bind(self, setting: Setting) -> SettingValue | None:
        """Bind one setting of a list; None where it has no value or its name is unknown."""
        name = setting.name.value
        what = f'setting "{name}"'
        if not self._is_known(name, setting.name.span):
            return None
        declared = self._declared(name)
        errors = self.reports.errors
        value: ValueTree = None
        if setting.parameter is not None:
            value = self._from_parameter(setting, setting.parameter, declared)
        elif setting.value is not None and not is_null(setting.value):
            value = self._value(setting.value, what, declared)
        if value is None:
            if (setting.required or (declared is not None and declared.required)) and self.reports.errors == errors:
                self._report_missing(name, setting.name.span)
            return None
        return SettingValue(name=setting.name, value=value, span=setting.span)

    def _from_parameter(self, setting: Setting, name: Located[str], declared: Property | None) -> ValueTree:
        """Return the value of a setting that a parameter gives; the setting's own value stands in while it is not set."""
        what = f'setting "{setting.name.value}"'
        parameter = self.parameters.find(name, what)
        own = None if is_null(setting.value) or setting.value is None else setting.value
        if parameter is None:
            return None if own is None else self._value(own, what, declared)
        if own is None and not parameter.optional and isinstance(parameter.value, Unset):
            if not setting.required:
                self.reports.add(
                    NO_SOURCE,
                    at=name.span,
                    what=what,
                    parameter=name.value,
                    hint="give the parameter a value in the application, or a default in the component",
                )
            return None
        if declared is not None and self._mismatch(parameter, declared, name.span):
            return None
        if own is not None and parameter.optional and self._misfit(own, parameter, setting.name.value):
            return None
        hole = Hole(
            path=parameter.path,
            type=parameter.type,
            otherwise=plain(own) if own is not None and parameter.optional else None,
        )
        if parameter.optional and own is None:
            return When(condition=is_set(hole), then=hole)
        return hole

    def _mismatch(self, parameter: Parameter, declared: Property, span: Span) -> bool:
        """Report a parameter whose type is not that of the setting."""
        assert not callable(declared.type)
        # A list of names and values is a mapping in the object, and only a mapping can be put there unread.
        wanted = ObjectType if declared.named_list else type(declared.type)
        if isinstance(parameter.type, wanted):
            return False
        self.reports.add(
            codes.WRONG_SETTING,
            at=span,
            related=[Related(span=parameter.declared, message="the parameter is declared here")] if parameter.declared else [],
            setting=declared.name,
            workload=self.workload.name,
            problem="takes its value from a parameter of another type",
            hint="use fromParam in the entries of the list, or a parameter of type object"
            if declared.named_list
            else about(declared),
        )
        return True

    def _misfit(self, own: Node, parameter: Parameter, setting: str) -> bool:
        """Report a setting's own value that is not of the type of the parameter in whose place it stands.

        A chart writes both by the one idiom of that type, so that the value would come out as another one.
        """
        found = problem(parameter.type, plain(own))
        if found:
            self.reports.add(
                codes.WRONG_SETTING,
                at=own.span,
                related=[Related(span=parameter.declared, message="the parameter is used here")] if parameter.declared else [],
                setting=setting,
                workload=self.workload.name,
                problem=f"stands in for a parameter of another type: it {found}",
                hint="give value and parameter one type; a parameter that is not declared is a text",
            )
        return bool(found)

    def _value(self, node: Node, what: str, declared: Property | None) -> ValueTree:
        """Return the literal value of a setting, with the parameters that it refers to.

        The setting `spec` of a type without rules of its own is the spec, unchanged, and so are the literals of a type
        that lists its settings: references in texts belong to the generic form (9.2).
        """
        if declared is None:
            return plain(node) if what == SPEC else self._tree(node, what)
        if declared.named_list:
            return self._named_list(node, what)
        self._check_literal(node, declared)
        return plain(node)

    def _named_list(self, node: Node, what: str) -> ValueTree:
        """Return the value of a setting that lists names with values."""
        from oamc.resolve.named_lists import named_list

        return named_list(node, what, self.workload.name, self.parameters, self.reports)

    def _check_literal(self, node: Node, declared: Property) -> None:
        """Report a literal that is not of the type of its setting."""
        assert not callable(declared.type)
        found = problem(declared.type, plain(node))
        if found:
            self.reports.add(
                codes.WRONG_SETTING,
                at=node.span,
                setting=declared.name,
                workload=self.workload.name,
                problem=found,
                hint=about(declared),
            )

    def _tree(self, node: Node, what: str) -> ValueTree:
        """Return a free-form value in which `[fromParam(X)]` texts and `{fromParam: X}` mappings are parameters (9.2)."""
        match node:
            case Scalar():
                return self._text(node, node.value, what) if isinstance(node.value, str) else node.value
            case Mapping():
                reference = _whole_reference(node)
                if reference is not None:
                    return self._reference(reference.value, reference.span, what)
                return {entry.key: self._tree(entry.value, what) for entry in node}
            case Sequence():
                return [self._tree(item, what) for item in node]

    def _text(self, scalar: Scalar, text: str, what: str) -> ValueTree:
        """Return a text in which references to parameters are holes."""
        whole = _whole_reference(scalar)
        if whole is not None:
            return self._reference(whole.value, whole.span, what)
        parts: list[str | Hole | TextOf] = []
        end = 0
        for match in _REFERENCE.finditer(text):
            hole = self._reference(match[1], scalar.span, what)
            parts.append(text[end : match.start()])
            if isinstance(hole, Hole):
                parts.append(hole if isinstance(hole.type, TextType) else TextOf(hole=hole))
            end = match.end()
        if not parts:
            return text
        return Text(parts=tuple(part for part in (*parts, text[end:]) if isinstance(part, Expression) or part))

    def _reference(self, name: str, span: Span, what: str) -> Value:
        """Return the value of a parameter that must be set."""
        parameter = self.parameters.find(Located(value=name, span=span), what)
        if parameter is None:
            return None
        if isinstance(parameter.value, Unset):
            self.reports.add(
                NO_SOURCE, at=span, what=what, parameter=name, hint="give the parameter a value in the application"
            )
        return Hole(path=parameter.path, type=parameter.type)

    def _declared(self, name: str) -> Property | None:
        """Return the workload type's own declaration of a setting."""
        return next((declared for declared in self.workload.settings if declared.name == name), None)

    def _is_known(self, name: str, span: Span) -> bool:
        """Report a setting that the workload type does not have, if it lists its settings."""
        if not self.workload.settings or self._declared(name) is not None:
            return True
        known = [declared.name for declared in self.workload.settings]
        near = self.reports.nearest(name, known)
        hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}"
        self.reports.add(codes.UNKNOWN_SETTING, at=span, workload=self.workload.name, setting=name, hint=hint)
        return False

    def _check_missing(self, bound: tuple[SettingValue, ...]) -> None:
        """Report required settings of the workload type that are not there."""
        names = {setting.name.value for setting in bound} | {setting.name.value for setting in self.component.settings}
        names |= {entry.key for entry in self.component.settings_mapping or () if not is_null(entry.value)}
        for declared in self.workload.settings:
            if declared.required and declared.name not in names:
                self._report_missing(declared.name, self.component.workload_type.span)

    def _report_missing(self, name: str, span: Span) -> None:
        """Report a required setting without a value."""
        self.reports.add(
            codes.MISSING_SETTING, at=span, workload=self.workload.name, setting=name, hint="add it to spec.workloadSettings"
        )


def _whole_reference(node: Node) -> Located[str] | None:
    """Return the parameter that a value refers to as a whole: `[fromParam(X)]` or `{fromParam: X}` (9.2)."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        match = _REFERENCE.fullmatch(node.value)
        return Located(value=match[1], span=node.span) if match else None
    reference = node.get("fromParam") if isinstance(node, Mapping) and len(node.entries) == 1 else None
    if isinstance(reference, Scalar) and isinstance(reference.value, str):
        return Located(value=reference.value, span=reference.span)
    return None

"""Settings of extended workload types (docs/spec/oam-v1alpha1.md, 9)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes.parameters import NO_COMMON_VALUE, NO_SOURCE
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Hole, TextOf, When, joined, text_of
from oamc.expressions.intersection import intersect, is_narrow
from oamc.expressions.numbers import spell_json
from oamc.expressions.problems import problem
from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import PROCESS_TEXT, ChoiceType, TextMapType, TextType, UnionType
from oamc.ir.program import SettingValue, is_set
from oamc.records import Record
from oamc.resolve.instance_references import InstanceNames, report_names
from oamc.resolve.missing_settings import by_default, check_missing, report_missing
from oamc.resolve.properties import about
from oamc.resolve.setting_references import NAME_OR_VALUE, whole_reference, within
from oamc.resolve.typed_settings import (
    declared_at,
    general_types,
    guarded_parts,
    has_no_nul,
    misfits,
    part_of,
    takes_anything,
    with_texts,
    without_nul,
)
from oamc.resolve.typed_values import is_empty, is_null
from oamc.source.nodes import Mapping, Scalar, Sequence, plain, type_name
from oamc.spans import Located
from oamc.values.parameters import Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Property, WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import ValueTree
    from oamc.expressions.types import ValueType
    from oamc.model.application import Component, Setting
    from oamc.model.definitions import WorkloadTypeDefinition
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.source.nodes import Entry, Node
    from oamc.spans import Span
    from oamc.values.parameters import Parameter


class SettingBinder(Record):
    """Binds the settings of one instance of an extended workload type."""

    component: Component
    workload: WorkloadType
    parameters: ComponentParameters
    names: InstanceNames
    reports: Reports

    def bind(self, definition: WorkloadTypeDefinition | None) -> tuple[SettingValue, ...]:
        """Bind all settings, by the rules of the workload type and, where there is one, of its WorkloadType document."""
        mapping = self.component.settings_mapping
        listed = (self._bind(setting) for setting in self.component.settings)
        bound = tuple(filter(None, listed)) if mapping is None else self._bind_mapping(mapping)
        check_missing(self.component, self.workload, bound, self.reports)
        if definition is not None:
            from oamc.resolve.setting_definitions import check_definition

            check_definition(self.component, self.workload, definition, bound, self.parameters, self.reports)
        self._report_beside_spec(bound)
        return (*bound, *by_default(self.component, self.workload, bound))

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
        if declared is None:
            return self._tree(entry.value, what)
        name = whole_reference(entry.value)
        if name is not None:
            return self._reference(name, what, declared.type_of_setting, declared)
        return self._literal(entry.value, what, declared, with_references=True)

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
                report_missing(self.workload, name, setting.empty.get("value", setting.name.span), self.reports)
            return None
        return SettingValue(name=setting.name, value=value, span=setting.span)

    def _from_parameter(self, setting: Setting, name: Located[str], declared: Property | None) -> ValueTree:
        """Return the value of a setting that a parameter gives; the setting's own value stands in while it is not set."""
        what = f'setting "{setting.name.value}"'
        parameter = self.parameters.find(name, what, by_setting=True)
        own = None if is_null(setting.value) or setting.value is None else setting.value
        if parameter is None:
            return None if own is None else self._value(own, what, declared)
        is_unset = isinstance(parameter.value, Unset) and not self.parameters.is_open(name.value)
        if own is None and not parameter.optional and is_unset:
            if not setting.required:
                self.reports.add(
                    NO_SOURCE,
                    at=name.span,
                    what=what,
                    parameter=name.value,
                    hint="give the parameter a value in the application, or a default in the component",
                )
            return None
        if declared is not None:
            narrowed = self._narrowed(parameter, declared.type_of_setting, declared, name.span)
            if narrowed is None:
                return None
            parameter = narrowed
        if own is not None and parameter.optional and self._misfit(own, parameter, setting.name.value):
            return None
        if parameter.fixed:
            value = parameter.value
            return value if not isinstance(value, Unset) else None if own is None else self._value(own, what, declared)
        hole = Hole(
            path=parameter.path,
            type=parameter.type,
            otherwise=plain(own) if own is not None and parameter.optional else None,
        )
        if parameter.optional and own is None:
            return When(condition=is_set(hole), then=hole)
        return hole

    def _narrowed(self, parameter: Parameter, wanted: ValueType, declared: Property, span: Span) -> Parameter | None:
        """Return a parameter with the type that a setting, or a part of it, wants: overrides, too, must be of that type.

        None after a report of one that is of another type, or whose value does not fit.
        """
        if declared.named_list:
            from oamc.resolve.given_secrets import warn_of_whole

            warn_of_whole(Located(value=parameter.path[-1], span=span), self.parameters, self.reports)
        if is_narrow(parameter.type) and parameter.type != PROCESS_TEXT:
            return self._both(parameter, wanted, declared, span)
        general = general_types(wanted)
        if has_no_nul(parameter.type):
            if wanted == PROCESS_TEXT:
                return parameter
            general = (PROCESS_TEXT,) if isinstance(wanted, TextType) else general
            wanted = without_nul(wanted)
        if isinstance(wanted, TextMapType) and isinstance(parameter.type, TextMapType) and not wanted.fields:
            if wanted.item == TextType():
                return parameter
            general = (parameter.type,) if not parameter.type.fields else general
        if parameter.type == wanted or (general == (wanted,) and isinstance(parameter.type, type(wanted))):
            return parameter
        if parameter.type not in general:
            self._report_other_type(parameter, declared, span)
            return None
        return self._fitting(parameter, wanted, declared, span)

    def _both(self, parameter: Parameter, wanted: ValueType, declared: Property, span: Span) -> Parameter | None:
        """Return a parameter that has rules of its own with these and those of a setting; None after a report."""
        both = intersect(parameter.type, wanted)
        if both is not None:
            return self._fitting(parameter, both, declared, span)
        if isinstance(parameter.type, type(wanted)) or isinstance(wanted, ChoiceType | UnionType):
            what, reason = f'parameter "{parameter.path[-1]}"', f'setting "{declared.name}" takes: {type_in_words(wanted)}'
            self.reports.add(NO_COMMON_VALUE, at=span, related=declared_at(parameter), what=what, reason=reason)
        else:
            self._report_other_type(parameter, declared, span)
        return None

    def _report_other_type(self, parameter: Parameter, declared: Property, span: Span) -> None:
        """Report a parameter that cannot be a setting, whatever its value is."""
        named = "use fromParam in the entries of the list, or a parameter of type object"
        self.reports.add(
            codes.WRONG_SETTING,
            at=span,
            related=declared_at(parameter),
            setting=declared.name,
            workload=self.workload.name,
            problem="takes its value from a parameter of another type",
            hint=named if declared.named_list else about(declared),
        )

    def _fitting(self, parameter: Parameter, wanted: ValueType, declared: Property, span: Span) -> Parameter | None:
        """Return a parameter with another type, None after a report of a value that is not of it."""
        found = "" if isinstance(parameter.value, Unset) else problem(wanted, parameter.value)
        if found:
            self.reports.add(
                codes.PARAMETER_DOES_NOT_FIT,
                at=parameter.history[-1].span or span,
                related=[Related(span=span, message="the setting takes the parameter here"), *declared_at(parameter)],
                parameter=parameter.path[-1],
                instance=parameter.path[0],
                setting=declared.name,
                workload=self.workload.name,
                problem=found,
                hint=about(declared),
            )
            return None
        return self.parameters.narrow(parameter, wanted)

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

        The literals of a type that lists its settings are taken as they are: references in texts belong to the generic form
        (9.2), and to settings that may hold anything.
        """
        if declared is None:
            return self._tree(node, what)
        return self._literal(node, what, declared, with_references=takes_anything(declared))

    def _literal(self, node: Node, what: str, declared: Property, *, with_references: bool) -> ValueTree:
        """Return the literal of a setting that the workload type knows.

        None where it is wrong, which is reported, or empty and need not be there.
        """
        if is_empty(node) and not declared.required:
            return None
        if not takes_anything(declared):
            report_names(node, what, self.reports)
        if declared.named_list:
            from oamc.resolve.named_lists import named_list

            return named_list(node, what, self.workload.name, self.parameters, self.reports)
        wanted = declared.type_of_setting
        written, changed = with_texts(node, wanted)
        errors = self.reports.errors
        for span, found in misfits(written, wanted, with_references=with_references):
            self.reports.add(
                codes.WRONG_SETTING,
                at=span,
                setting=declared.name,
                workload=self.workload.name,
                problem=found,
                hint=about(declared),
            )
        if self.reports.errors > errors:
            self.parameters.used |= {reference.name.value for reference in within(node)}
            return None
        if changed is not None:
            self.reports.add(
                codes.SETTING_AS_TEXT,
                at=changed.span,
                setting=declared.name,
                workload=self.workload.name,
                found=type_name(changed),
                hint="put it in quotes",
            )
        name = whole_reference(written)  # one whose name is written as a number is a reference by now
        if name is not None and with_references:
            return self._reference(name, what, wanted, declared)
        return self._tree(written, what, declared) if with_references else plain(written)

    def _tree(self, node: Node, what: str, declared: Property | None = None) -> ValueTree:
        """Return a value in which `[fromParam(X)]` texts and `{fromParam: X}` mappings are parameters (9.2).

        What an optional parameter gives is left out while that is not set. `declared` is the setting whose parts are texts.
        """
        match node:
            case Scalar():
                return self._text(node, node.value, what, declared) if isinstance(node.value, str) else node.value
            case Mapping():
                reference = whole_reference(node)
                if reference is not None:
                    return self._part(reference, what, declared)
                parts = {entry.key: self._tree(entry.value, what, part_of(declared, entry.key)) for entry in node}
                return guarded_parts({key: part for key, part in parts.items() if part is not None or is_null(node.get(key))})
            case Sequence():
                items = [(self._tree(item, what, part_of(declared, "")), item) for item in node]
                return guarded_parts([part for part, item in items if part is not None or is_null(item)])

    def _text(self, scalar: Scalar, text: str, what: str, declared: Property | None) -> ValueTree:
        """Return a text in which references to parameters are holes."""
        whole = whole_reference(scalar)
        if whole is not None:
            return self._part(whole, what, declared)
        parts: list[str | Hole | TextOf] = []
        end = 0
        for match in NAME_OR_VALUE.finditer(text):
            if match[1] is None and declared is not None:
                continue
            parts.append(text[end : match.start()])
            if match[1] is None:
                parts += self.names.parts(match[2], scalar.span, what)
            elif isinstance(found := self._reference(Located(value=match[1], span=scalar.span), what), Hole):
                parts.append(text_of(found))
            elif isinstance(found, bool | int | float | str):
                parts.append(found if isinstance(found, str) else spell_json(found))
            end = match.end()
        return joined((*parts, text[end:]))

    def _part(self, name: Located[str], what: str, declared: Property | None) -> ValueTree:
        """Return the value of a parameter that is a part of a setting; where that wants texts, as one."""
        if declared is None:
            return self._reference(name, what)
        wanted = declared.type_of_setting
        assert isinstance(wanted, TextType)
        value = self._reference(name, what, wanted if wanted.pattern else None, declared)
        match value:
            case Hole():
                return text_of(value)
            case When(then=Hole() as hole):
                return When(condition=value.condition, then=text_of(hole))
            case bool() | int() | float():
                return spell_json(value)
            case _:
                return value

    def _reference(
        self, name: Located[str], what: str, wanted: ValueType | None = None, declared: Property | None = None
    ) -> ValueTree:
        """Return the value of a parameter, left out while that is optional and not set; None where there is none to return."""
        parameter = self.parameters.find(name, what, by_setting=True)
        if parameter is not None and wanted is not None and declared is not None:
            parameter = self._narrowed(parameter, wanted, declared, name.span)
        if parameter is None:
            return None
        if parameter.fixed:
            return None if isinstance(parameter.value, Unset) else parameter.value
        hole = Hole(path=parameter.path, type=parameter.type)
        if parameter.optional:
            return When(condition=is_set(hole), then=hole)
        if self.parameters.is_unset(name.value):
            self.reports.add(
                NO_SOURCE,
                at=name.span,
                what=what,
                parameter=name.value,
                hint="give the parameter a value in the application, or a default in the component",
            )
        return hole

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

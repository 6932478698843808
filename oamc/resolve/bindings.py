"""Parameters that are keys of Secrets and ConfigMaps, not values (docs/spec/oam-v1alpha1.md, 4.4).

An application binds a parameter; a component marks one as secret, which then can only be bound. The name and the key are values
of the output, what the key holds is none. A secret parameter that nobody binds stays open: whoever installs the output may bind
it. A binding stands for a whole environment variable or a whole config file, and nowhere else.
"""

from __future__ import annotations

from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes import parameters as codes
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.holes import Hole
from oamc.expressions.problems import problem
from oamc.expressions.types import TextType
from oamc.ir.program import BoundReference, EnvValue, FileValue
from oamc.records import Record, replace
from oamc.resolve.typed_values import is_null
from oamc.values.parameters import APPLICATION, Assignment, Parameter
from oamc.values.shape import REFERENCES, binding_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from oamc.diagnostics.reports import Code, Reports
    from oamc.expressions.holes import Path
    from oamc.model.application import ConfigFile, EnvVariable, GivenValue, KeyReference, ParameterDeclaration
    from oamc.resolve.variables import Variables
    from oamc.spans import Located, Span

SECRET = "secretKeyRef"
NAME = replace(OBJECT_NAME, forbidden="")
"""The name of a Secret or a ConfigMap: the API server bounds the whole, not its parts (IsDNS1123Subdomain)."""
KEY = TextType(
    pattern=r"[-._a-zA-Z0-9]+",
    forbidden=r"^\.$|^\.\.",
    rule="must consist of letters, digits, hyphens, underscores and dots",
    reasons=((r"^\.$|^\.\.", 'must not be "." or begin with ".."'),),
    maximum_length=253,
)
"""A key, by the rule of the API server (IsConfigMapKey)."""
WHERE = "a binding can be a whole environment variable (env with fromParam) or a whole config file (config with fromParam)"


class Binding(Record):
    """What a parameter is bound to. `reference` is None after a report; `parameters` are its name and its key.

    `span` is the place of the binding, or of the declaration where there is none.
    """

    declared: ParameterDeclaration
    reference: BoundReference | None
    parameters: tuple[Parameter, ...]
    span: Span


class ParameterBinder(Record):
    """Binds the parameters of one instance. `span` is where its values stand, or its name.

    `later` are the parameters that are bound by an override, or may be by whoever installs the output.
    """

    instance: str
    component: str
    span: Span
    later: Container[str]
    variables: Variables
    reports: Reports

    def bind(self, declared: ParameterDeclaration, given: GivenValue | None) -> Binding:
        """Bind one parameter, which is secret or has a reference for a value."""
        errors = self.reports.errors
        reference = given.reference if given is not None else None
        if declared.secret:
            self._refuse_literals(declared, given)
        if reference is not None and declared.type == "null":
            what = f'parameter "{declared.name.value}" of instance "{self.instance}"'
            actual = "bound to a Secret or a ConfigMap"
            self.reports.add(
                codes.WRONG_TYPE, at=reference.span, related=_declared_at(declared), what=what, expected="null", actual=actual
            )
        if reference is not None:
            self._check(declared, reference)
        elif declared.required and declared.name.value not in self.later and self.reports.errors == errors:
            self._report_required(declared, given)
        span = reference.span if reference is not None else declared.name.span
        if self.reports.errors > errors:
            return Binding(declared=declared, reference=None, parameters=(), span=span)
        return self._bound(declared, reference, span)

    def _refuse_literals(self, declared: ParameterDeclaration, given: GivenValue | None) -> None:
        """Report each literal value of a secret parameter, where it stands."""
        name = declared.name.value
        if declared.default is not None and not is_null(declared.default):
            refuse_literal(declared, f'the default of parameter "{name}"', declared.default.span, self.reports)
        if given is None or given.value is None:
            return
        what = f'parameter "{name}" of instance "{self.instance}"'
        expanded = self.variables.expand(given.value, what)
        if is_null(expanded.node):
            return
        through = expanded.variable
        if through is not None:
            what = f'variable "{through.name.value}", which parameter "{name}" of instance "{self.instance}" takes,'
        refuse_literal(declared, what, through.value.span if through is not None else given.value.span, self.reports)

    def _check(self, declared: ParameterDeclaration, reference: KeyReference) -> None:
        """Report a name or a key that the API server would refuse, and a secret in a ConfigMap."""
        name, kind = declared.name.value, REFERENCES[reference.field]
        for part, written, value_type in (("name", reference.name, NAME), ("key", reference.key, KEY)):
            found = problem(value_type, written.value)
            if found:
                what = f'the {part} of the {kind} that parameter "{name}" of instance "{self.instance}" is bound to'
                hint = "write it as it is in the cluster; references to variables are not replaced here"
                self.reports.add(codes.BAD_REFERENCE, at=written.span, what=what, problem=found, hint=hint)
        if declared.secret and reference.field != SECRET:
            self.reports.add(
                codes.SECRET_IN_CONFIG_MAP,
                at=reference.span,
                related=_declared_at(declared),
                hint=f"keep it in a Secret: {binding_text(name)}",
                parameter=name,
                instance=self.instance,
            )

    def _report_required(self, declared: ParameterDeclaration, given: GivenValue | None) -> None:
        """Report a secret parameter that must be bound and is not."""
        name = declared.name.value
        self.reports.add(
            codes.REQUIRED_SECRET,
            at=given.span if given is not None else self.span,
            related=[Related(span=declared.name.span, message="the component requires it here")],
            hint=f"bind it to a Secret of the cluster: {binding_text(name)}",
            parameter=name,
            component=self.component,
            instance=self.instance,
        )

    def _bound(self, declared: ParameterDeclaration, reference: KeyReference | None, span: Span) -> Binding:
        """Return a binding with its two values."""
        field = reference.field if reference is not None else SECRET
        kind = REFERENCES[field]
        path = (self.instance, "parameters", declared.name.value, field)
        held = f"Name of the {kind} that holds the value. {declared.description}".strip()
        name = _part((*path, "name"), NAME, held, reference.name if reference is not None else None, declared)
        in_it = f"Key of the value in that {kind}."
        key = _part((*path, "key"), KEY, in_it, reference.key if reference is not None else None, declared)
        bound = BoundReference(
            field=field,
            name=Hole(path=name.path, type=name.type),
            key=Hole(path=key.path, type=key.type),
            optional=reference is not None and reference.optional,
            is_open=reference is None and not declared.required,
            name_span=reference.name.span if reference is not None else declared.name.span,
            key_span=reference.key.span if reference is not None else declared.name.span,
        )
        return Binding(declared=declared, reference=bound, parameters=(name, key), span=span)


def _part(
    path: Path, value_type: TextType, description: str, written: Located[str] | None, declared: ParameterDeclaration
) -> Parameter:
    """Return the value of the output that is the name or the key of a reference.

    While nobody gives it, it is optional, or where the parameter is required, asked for.
    """
    return Parameter(
        path=path,
        type=value_type,
        description=description,
        history=(Assignment(source=APPLICATION, value=written.value, span=written.span),) if written is not None else (),
        optional=written is None and not declared.required,
        declared=declared.name.span,
    )


def refuse_literal(declared: ParameterDeclaration, what: str, at: Span, reports: Reports) -> None:
    """Report a literal in the place of a secret."""
    hint = f"bind the parameter to a Secret of the cluster: {binding_text(declared.name.value)}"
    reports.add(codes.LITERAL_SECRET, at=at, related=_declared_at(declared), hint=hint, what=what)


def report_misplaced(binding: Binding, instance: str, name: Located[str], what: str, reports: Reports) -> None:
    """Report the use of a bound parameter where no binding can stand: of a secret one, at the use, else at the binding."""
    declared = binding.declared
    if declared.secret:
        reports.add(
            codes.SECRET_OUT_OF_PLACE,
            at=name.span,
            related=_declared_at(declared),
            hint=WHERE,
            what=what,
            parameter=name.value,
        )
        return
    reports.add(
        codes.BINDING_OUT_OF_PLACE,
        at=binding.span,
        related=[Related(span=name.span, message=f"{printable(what)} takes it here")],
        hint=f"give it a value; {WHERE}",
        what=what,
        parameter=name.value,
        instance=instance,
    )


def bound_variable(env: EnvVariable, binding: Binding, instance: str, reports: Reports) -> EnvValue | None:
    """Return an environment variable that is bound, None after a report."""
    literal, reference, name = env.source.literal, binding.reference, env.name.value
    if literal is not None and binding.declared.secret:
        refuse_literal(binding.declared, f'the value of environment variable "{name}"', literal.span, reports)
        return None
    if reference is None:
        return None
    if reference.is_open:
        _report_open(codes.OPTIONAL_ENV, env.source.parameter, binding, reports, name=name, instance=instance)
    return EnvValue(name=env.name, value=None, condition=reference.condition, span=env.source.span, reference=reference)


def bound_file(file: ConfigFile, binding: Binding, instance: str, reports: Reports) -> FileValue | None:
    """Return a config file that is bound, None after a report: a file is always there."""
    literal, reference = file.source.literal, binding.reference
    what = f'config file "{file.path.value}"'
    if literal is not None and binding.declared.secret:
        refuse_literal(binding.declared, f"the value of {what}", literal.span, reports)
        return None
    if reference is None:
        return None
    if reference.is_open:
        _report_open(codes.NO_SOURCE, file.source.parameter, binding, reports, what=f'{what} of instance "{instance}"')
        return None
    return FileValue(path=file.path, content=None, span=file.source.span, reference=reference)


def _report_open(code: Code, at: Located[str] | None, binding: Binding, reports: Reports, **parts: str) -> None:
    """Report a place that goes without its secret as long as nobody binds it."""
    assert at is not None
    hint = f"bind it to a Secret of the cluster: {binding_text(at.value)}"
    reports.add(code, at=at.span, related=_declared_at(binding.declared), hint=hint, parameter=at.value, **parts)


def _declared_at(declared: ParameterDeclaration) -> list[Related]:
    """Return the note that shows where a parameter is declared."""
    words = "the parameter is declared as secret here" if declared.secret else "the parameter is declared here"
    return [Related(span=declared.name.span, message=words)]

"""Trait documents in the input as additional rules for the uses of a trait (docs/spec/oam-v1alpha1.md, 11.8).

Their JSON schema is text, and may come from a stranger: `definition_schemas` says what of it is used. It is imported only
where such a schema is met.
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes.parameters import NO_COMMON_VALUE
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.intersection import intersect
from oamc.expressions.problems import problem
from oamc.expressions.type_words import type_in_words
from oamc.records import replace
from oamc.source.nodes import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Trait
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.model.application import TraitUse
    from oamc.model.definitions import TraitDefinition
    from oamc.resolve.copies import Copies
    from oamc.resolve.properties import TypedProperty
    from oamc.resolve.variables import Variables
    from oamc.spans import Span

STEPS_OF_ONE_USE = 150
STEPS_OF_ONE_CHECK = 30_000
"""How many values the rules of one use may look at for nothing, and at most. Six rules look at some ten values."""
TOO_MANY_STEPS = "there are too many values in it, or too many rules in the document, to check the one against the other"
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


def check_trait_use(
    definition: TraitDefinition,
    trait: Trait,
    use: TraitUse,
    typed: dict[str, Known],
    variables: Variables,
    reports: Reports,
) -> None:
    """Check the properties of a trait use against the Trait document for it.

    The document may know a property by any of its names: a use passes as it is written, or in the names of the document, with
    the values as written or as they are read, defaults included.
    """
    written: dict[str, Known] = {
        item.name.value: plain(variables.expand(item.value, f'property "{item.name.value}"').node) for item in use.properties
    }
    names = _names_in(definition, trait)
    renamed = {names.get(name, name): value for name, value in written.items()}
    at = use.name.span
    broken = _broken_rule(definition, renamed, variables.copies, at, reports)
    forms = [written, {names.get(name, name): value for name, value in typed.items()}, typed]
    others = [form for number, form in enumerate(forms) if form != renamed and form not in forms[:number]]
    if broken is None or any(_broken_rule(definition, form, variables.copies, at, reports) is None for form in others):
        return
    name, problem = broken
    reports.add(
        codes.DEFINITION_REFUSES,
        at=next((item.value.span for item in use.properties if names.get(item.name.value, item.name.value) == name), at),
        related=[Related(span=definition.name.span, message="the Trait document is here")],
        hint="keep to the rule, or change the Trait document",
        trait=definition.name.value,
        problem=problem,
    )


def _names_in(definition: TraitDefinition, trait: Trait) -> dict[str, str]:
    """Return the name that a Trait document has for each name of a property, where it speaks of that at all."""
    declared = {item.name.value for item in definition.declarations}
    schema = definition.schema_text.value if definition.schema_text else ""
    known: dict[str, str] = {}
    for prop in trait.properties:
        names = (prop.name, *prop.aliases)
        spoken = next((name for name in names if name in declared or f'"{name}"' in schema), None)
        known |= dict.fromkeys(names, spoken) if spoken is not None else {}
    return known


def _broken_rule(
    definition: TraitDefinition, properties: dict[str, Known], copies: Copies, at: Span, reports: Reports
) -> tuple[str, str] | None:
    """Return the name of a property and which rule of a Trait document it breaks; None where all is well."""
    if definition.schema_text is None:
        return _broken_declaration(definition, properties)
    from oamc.resolve.definition_schemas import TooManyStepsError, UnusableSchemaError, read_rules

    if copies.exceeded:
        return None
    try:
        broken, steps = read_rules(definition.schema_text.value).broken(properties, STEPS_OF_ONE_CHECK)
    except UnusableSchemaError as error:
        _report_unusable(definition, str(error), reports)
        return None
    except TooManyStepsError:
        copies.spend(STEPS_OF_ONE_CHECK, at)
        return "", TOO_MANY_STEPS
    copies.spend(max(0, steps - STEPS_OF_ONE_USE), at)
    return (broken.name, broken.problem) if broken else None


def _broken_declaration(definition: TraitDefinition, properties: dict[str, Known]) -> tuple[str, str] | None:
    """Check properties against a list of declarations."""
    for declared in definition.declarations:
        name = declared.name.value
        if name not in properties:
            if declared.required and declared.default is None:
                return "", f"{printable(name)} is missing"
            continue
        types = _TYPES.get(declared.type)
        value = properties[name]
        if types and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
            return name, f"{printable(name)} must be of type {printable(declared.type)}"
        found = "" if declared.accepts is None else problem(declared.accepts, value)
        if found:
            return name, f"{printable(name)} {found}"
    return None


def narrowed(
    definition: TraitDefinition, trait: Trait, typed: dict[str, TypedProperty], reports: Reports
) -> dict[str, TypedProperty]:
    """Return the properties of a use with the rules that a Trait document declares, so that overrides keep them too."""
    declared = {item.name.value: item for item in definition.declarations if item.accepts is not None}
    found = dict(typed)
    for prop in trait.properties if declared else ():
        own = next((declared[name] for name in (prop.name, *prop.aliases) if name in declared), None)
        if own is None or own.accepts is None or prop.name not in typed:
            continue
        both = intersect(typed[prop.name].type, own.accepts)
        if both is None:
            what = f'property "{prop.name}"'
            reason = f'the trait "{trait.name}" takes: {type_in_words(typed[prop.name].type)}'
            reports.add(NO_COMMON_VALUE, at=own.name.span, what=what, reason=reason)
        else:
            found[prop.name] = replace(typed[prop.name], type=both)
    return found


def _report_unusable(definition: TraitDefinition, reason: str, reports: Reports) -> None:
    """Warn that the schema of a Trait document is not used."""
    text = definition.schema_text
    reports.add(
        codes.BAD_DEFINITION_SCHEMA,
        at=text.span if text else definition.name.span,
        trait=definition.name.value,
        reason=reason,
        hint="correct the schema, or remove spec.properties of the Trait",
    )

"""Trait documents in the input as additional rules for the uses of a trait (OAM v1alpha1, 11.8).

Their JSON schema is text, and may come from a stranger: it is used only if it is an object that has no `pattern` (a
pattern could take forever) and no reference that leaves it. `jsonschema` is imported only where such a schema is met.
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related, printable
from oamc.source.nodes import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.model.application import TraitDefinition, TraitUse
    from oamc.resolve.variables import Variables

REFUSED_KEYWORDS = ("pattern", "patternProperties", "$dynamicRef", "$recursiveRef")
LONGEST_RULE = 120
DEEPEST_SCHEMA = 40
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
    definition: TraitDefinition, use: TraitUse, typed: dict[str, Known], variables: Variables, reports: Reports
) -> None:
    """Check the properties of a trait use against the Trait document of its name.

    The document may know the properties by their written or by their present names: a use passes if either fits.
    """
    written: dict[str, Known] = {
        item.name.value: plain(variables.expand(item.value, f'property "{item.name.value}"').node) for item in use.properties
    }
    broken = [_broken_rule(definition, properties, reports) for properties in (written, typed)]
    if broken[0] is None or broken[1] is None:
        return
    name, problem = broken[0]
    reports.add(
        codes.DEFINITION_REFUSES,
        at=next((item.value.span for item in use.properties if item.name.value == name), use.name.span),
        related=[Related(span=definition.name.span, message="the Trait document is here")],
        hint="keep to the rule, or change the Trait document",
        trait=definition.name.value,
        problem=problem,
    )


def _broken_rule(definition: TraitDefinition, properties: dict[str, Known], reports: Reports) -> tuple[str, str] | None:
    """Return the name of a property and which rule of a Trait document it breaks; None where all is well."""
    if definition.schema_text is None:
        return _broken_declaration(definition, properties)
    schema = _schema(definition, reports)
    if schema is None:
        return None
    import json

    import jsonschema
    import referencing.exceptions

    validator = jsonschema.Draft7Validator(schema)
    try:
        errors = sorted(validator.iter_errors(properties), key=lambda found: list(map(str, found.path)))
    except (RecursionError, referencing.exceptions.Unresolvable):
        _report_unusable(definition, "its references lead nowhere", reports)
        return None
    if not errors:
        return None
    error = errors[0]
    place = ".".join(map(str, error.absolute_path))
    name = str(error.absolute_path[0]) if place else ""
    if error.validator == "required" and not place:
        missing = next(wanted for wanted in error.validator_value if wanted not in properties)
        return "", f"{printable(missing)} is missing"
    rule = f'"{error.validator}": {json.dumps(error.validator_value)}'
    return name, f"{printable(place) or 'the whole'} breaks {printable(rule, LONGEST_RULE)}"


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
    return None


def _schema(definition: TraitDefinition, reports: Reports) -> dict[str, object] | None:
    """Read the JSON schema of a Trait document; None, after a warning, where it cannot be used."""
    import json

    text = definition.schema_text
    assert text is not None
    try:
        schema = json.loads(text.value)
    except (ValueError, RecursionError):
        _report_unusable(definition, "it is not valid JSON", reports)
        return None
    if not isinstance(schema, dict):
        _report_unusable(definition, "it is not a JSON object", reports)
        return None
    found = _refused_keyword(schema, 0)
    if found:
        _report_unusable(definition, found, reports)
        return None
    import jsonschema

    try:
        jsonschema.Draft7Validator.check_schema({key: value for key, value in schema.items() if key != "$schema"})
    except jsonschema.SchemaError:
        _report_unusable(definition, "it breaks the rules of JSON Schema", reports)
        return None
    return {key: value for key, value in schema.items() if key not in {"$schema", "$id"}}


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


def _refused_keyword(schema: object, depth: int) -> str:
    """Name what makes a schema unsafe to use."""
    if depth > DEEPEST_SCHEMA:
        return "it is nested too deeply"
    if isinstance(schema, list):
        return next((found for item in schema if (found := _refused_keyword(item, depth + 1))), "")
    if not isinstance(schema, dict):
        return ""
    for key, value in schema.items():
        if key in REFUSED_KEYWORDS and not isinstance(value, dict):
            return f"it uses {key}"
        if key == "patternProperties":
            return "it uses patternProperties"
        if key in {"$ref", "$id"} and depth and not str(value).startswith("#"):
            return "it refers to another document"
        found = _refused_keyword(value, depth + 1)
        if found:
            return found
    return ""

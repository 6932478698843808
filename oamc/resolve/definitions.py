"""Trait documents in the input as additional rules for the uses of a trait (OAM v1alpha1, 11.8).

Their JSON schema is text, and may come from a stranger: it is used only if it is an object that has no `pattern` (a pattern could
take forever) and no reference that leaves it. `jsonschema` is imported only where such a schema is met.
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

REFUSED_KEYWORDS = ("pattern", "patternProperties", "$dynamicRef", "$recursiveRef", "format")
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
    problems = [_problem(definition, properties, reports) for properties in (written, typed)]
    if all(problems):
        reports.add(
            codes.DEFINITION_REFUSES,
            at=use.name.span,
            related=[Related(span=definition.name.span, message="the Trait document is here")],
            trait=definition.name.value,
            problem=problems[0],
        )


def _problem(definition: TraitDefinition, properties: dict[str, Known], reports: Reports) -> str:
    """Say which rule of a Trait document the properties break, or return the empty text."""
    if definition.schema_text is None:
        return _declared_problem(definition, properties)
    schema = _schema(definition, reports)
    if schema is None:
        return ""
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema)
    try:
        errors = sorted(validator.iter_errors(properties), key=lambda found: list(map(str, found.path)))
    except (RecursionError, LookupError):
        _report_unusable(definition, "its references lead nowhere", reports)
        return ""
    error = errors[0] if errors else None
    if error is None:
        return ""
    place = ".".join(map(str, error.absolute_path))
    rule = f"the rule {error.validator!r}" + (f" for {printable(place)}" if place else "")
    missing = [name for name in error.validator_value if name not in properties] if error.validator == "required" else []
    return f"{rule} is broken" + (f": {printable(missing[0])} is missing" if missing and not place else "")


def _declared_problem(definition: TraitDefinition, properties: dict[str, Known]) -> str:
    """Check properties against a list of declarations."""
    for declared in definition.declarations:
        name = declared.name.value
        if name not in properties:
            if declared.required and declared.default is None:
                return f"{printable(name)} is missing"
            continue
        types = _TYPES.get(declared.type)
        value = properties[name]
        if types and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
            return f"{printable(name)} must be of type {declared.type}"
    return ""


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
        jsonschema.Draft202012Validator.check_schema({key: value for key, value in schema.items() if key != "$schema"})
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

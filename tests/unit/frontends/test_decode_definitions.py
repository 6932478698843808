"""Documents that define traits, workload types and scopes."""

import pytest

from oamc.source.nodes import plain

HEAD = "apiVersion: core.oam.dev/v1alpha1\nmetadata: {name: a}\n"


def test_a_trait_with_a_schema_keeps_its_text(decoded):
    result = decoded(HEAD + "kind: Trait\nspec:\n  appliesTo: [a/v1.B]\n  properties: |\n    {,}\n")
    assert result.document.schema_text.value == "{,}\n"
    assert [name.value for name in result.document.applies_to] == ["a/v1.B"]
    assert result.codes == []


@pytest.mark.parametrize("spec", ["{}", "{appliesTo: }", "{appliesTo: '*'}", "{appliesTo: ['*']}"])
def test_a_trait_applies_to_everything_unless_it_says_otherwise(decoded, spec):
    result = decoded(HEAD + f"kind: Trait\nspec: {spec}\n")
    assert [name.value for name in result.document.applies_to] == ["*"]
    assert result.codes == []


def test_a_trait_that_applies_to_nothing_is_refused(decoded):
    assert decoded(HEAD + "kind: Trait\nspec: {appliesTo: []}\n").codes == ["OAM213"]


def test_a_trait_may_declare_its_properties(decoded):
    result = decoded(
        HEAD
        + "kind: Trait\nspec: {properties: [{name: a, description: b, type: '[]string', required: Y, default: 1}, {name: c}]}\n"
    )
    first, second = result.document.declarations
    assert (first.name.value, first.description, first.type.value) == ("a", "b", "[]string")
    assert (first.required, plain(first.default)) == (True, 1)
    assert (second.type.value, second.required, second.default) == ("string", False, None)
    assert result.document.schema_text is None


@pytest.mark.parametrize(("inner", "declared"), [("[{name: a}]", 1), ("'{}'", 0)])
def test_properties_wrapped_twice_are_unwrapped(decoded, inner, declared):
    result = decoded(HEAD + f"kind: Trait\nspec: {{properties: {{properties: {inner}}}}}\n")
    assert len(result.document.declarations) == declared
    assert (result.document.schema_text is None) is bool(declared)
    assert result.codes == ["OAM260"]


def test_a_schema_as_a_mapping_is_refused_with_advice(decoded):
    result = decoded(HEAD + "kind: Trait\nspec: {properties: {type: object}}\n")
    assert (result.document, result.codes) == (None, ["OAM211"])
    assert "as text" in result.found.hint


def test_a_workload_type_is_read_whole(decoded):
    result = decoded(
        HEAD + "kind: WorkloadType\nspec: {group: a.b, version: v1, names: {kind: C, singular: c, plural: cs}, "
        "settings: [{name: d}], workloadSettings: '{}'}\n"
    )
    found = result.document
    assert (found.group.value, found.version.value, found.kind.value) == ("a.b", "v1", "C")
    assert (found.singular.value, found.plural.value, found.settings[0].name.value) == ("c", "cs", "d")
    assert result.codes == ["OAM222"], "the schema text of other implementations is not used"


def test_a_workload_type_needs_a_group_and_names(decoded):
    assert decoded(HEAD + "kind: WorkloadType\nspec: {}\n").codes == ["OAM210", "OAM210"]
    assert decoded(HEAD + "kind: WorkloadType\nspec: {group: a, names: {}}\n").codes == ["OAM210"]


def test_a_scope_is_read_whole(decoded):
    result = decoded(
        HEAD + "kind: ApplicationScope\nspec: {type: a/v1.B, allowComponentOverlap: N, parameters: [{name: c, type: double}]}\n"
    )
    found = result.document
    assert (found.type.value, found.allow_component_overlap) == ("a/v1.B", False)
    assert found.parameters[0].type.value == "double"
    assert result.codes == []


def test_a_scope_must_say_whether_it_may_overlap(decoded):
    assert decoded(HEAD + "kind: ApplicationScope\nspec: {type: a/v1.B}\n").codes == ["OAM210"]

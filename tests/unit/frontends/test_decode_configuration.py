"""ApplicationConfiguration: variables, scopes, components, traits."""

import pytest
from document_texts import said

from oamc.diagnostics.reports import Reports
from oamc.frontends import dispatch
from oamc.frontends.v1alpha1.decode import _may_refer
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile


def properties(entries):
    return {entry.name.value: plain(entry.value) for entry in entries}


def only(result):
    return result.document.components[0]


def trait_of(result):
    return only(result).traits[0]


def test_a_component_is_used_with_values_traits_and_scopes(use):
    result = use(
        "parameterValues: [{name: a, value: [1]}]\ntraits: [{name: ingress, properties: {path: /}}]\napplicationScopes: [net]"
    )
    found = only(result)
    assert (found.component_name.value, found.instance_name.value) == ("web", "shop-web")
    assert [(entry.name.value, plain(entry.value)) for entry in found.parameter_values] == [("a", [1])]
    assert properties(found.traits[0].properties) == {"path": "/"}
    assert [name.value for name in found.application_scopes] == ["net"]
    assert result.codes == []


def test_name_is_an_older_spelling_of_component_name(configuration):
    result = configuration("components: [{name: web, instanceName: shop-web}]")
    assert only(result).component_name.value == "web"
    assert result.codes == ["OAM220"]


def test_an_instance_needs_a_name(configuration):
    result = configuration("components: [{componentName: web}]")
    assert (result.document, result.codes) == (None, ["OAM210"])


def test_nothing_is_a_list_of_nothing(configuration):
    result = configuration("variables:\nscopes:\ncomponents:")
    assert (result.document.variables, result.document.scopes, result.document.components) == ((), (), ())


def test_a_variable_needs_a_value(configuration):
    assert plain(configuration("variables: [{name: a, value: 0}]").document.variables[0].value) == 0
    assert configuration("variables: [{name: a, value: }]").codes == ["OAM210"]


def test_a_parameter_value_may_be_absent(use):
    result = use("parameterValues: [{name: a, value: }, {name: b}]")
    assert [entry.value for entry in only(result).parameter_values] == [None, None]
    assert result.codes == []


def test_from_param_of_a_parameter_value_is_a_reference_to_a_variable(use):
    result = use("parameterValues: [{name: a, fromParam: v}]")
    assert plain(only(result).parameter_values[0].value) == "[fromVariable(v)]"
    assert result.codes == ["OAM251"]
    assert result.found.hint == 'write value: "[fromVariable(v)]"'


def test_from_param_beside_a_value_is_an_error(use):
    assert use("parameterValues: [{name: a, fromParam: v, value: b}]").codes == ["OAM221"]


def test_from_of_a_parameter_value_needs_a_controller(use):
    result = use("parameterValues: [{name: a, from: {component: b, fieldPath: c}}]")
    assert (result.document, result.codes) == (None, ["OAM224"])


def test_properties_as_a_list_are_read_as_a_mapping(trait):
    result = trait("properties: [{name: path, value: /}, {name: gone, value: }]")
    assert properties(trait_of(result).properties) == {"path": "/"}
    assert result.codes == ["OAM250"]


@pytest.mark.parametrize("form", ["[{name: path, value: /}]", "{path: /}"])
def test_parameter_values_of_a_trait_are_an_older_spelling_of_properties(trait, form):
    result = trait(f"parameterValues: {form}")
    assert properties(trait_of(result).properties) == {"path": "/"}
    assert result.codes == ["OAM220"]
    assert "NAME: VALUE" in result.found.hint


def test_properties_and_parameter_values_together_are_an_error(trait):
    assert trait("properties: {path: /}\nparameterValues: {path: /}").codes == ["OAM221"]


@pytest.mark.parametrize("field", ["fromParam", "from"])
def test_an_older_reference_in_a_trait_option_is_rewritten(trait, field):
    result = trait(f"properties: [{{name: path, {field}: v}}]")
    assert properties(trait_of(result).properties) == {"path": "[fromVariable(v)]"}
    assert result.codes == ["OAM250", "OAM251"]


def test_a_trait_option_from_a_live_object_needs_a_controller(trait):
    result = trait("properties: [{name: path, from: {component: b}}]")
    assert (result.document, result.codes) == (None, ["OAM250", "OAM224"])


def test_a_listed_property_needs_a_value(trait):
    result = trait("properties: [{name: path}]")
    assert (result.document, result.codes) == (None, ["OAM250", "OAM210"])


def test_null_properties_of_a_mapping_are_absent(trait):
    assert properties(trait_of(trait("properties: {path: , hostname: a}")).properties) == {"hostname": "a"}


def test_properties_may_not_be_a_text(trait):
    assert trait("properties: all").codes == ["OAM211"]


def test_the_type_of_a_trait_is_ignored_with_a_warning(trait):
    assert trait("type: ingress").codes == ["OAM222"]


@pytest.mark.parametrize("parent", ["properties", "parameterValues"])
def test_properties_that_are_not_indented_are_named(trait, parent):
    result = trait(f"{parent}:\nhostname: a\nservicePort: 80")
    slip = result.reports.found[-1]
    assert (result.document, slip.code.id, slip.span.line) == (None, "OAM252", 11)
    assert f'"hostname" stands beside "{parent}"' in slip.message
    assert slip.related[0].span.line == 10
    assert "OAM216" not in result.codes


def test_an_unknown_field_without_empty_properties_is_only_unknown(trait):
    assert trait("hostname: a").codes == ["OAM216"]
    assert trait("properties: {path: /}\nhostname: a").codes == ["OAM216"]


@pytest.mark.parametrize("form", ["[{name: network-id, value: a}]", "{network-id: a}"])
def test_scope_properties_have_two_forms(configuration, form):
    result = configuration(f"scopes: [{{name: net, type: a/v1.Network, properties: {form}}}]")
    (scope,) = result.document.scopes
    assert (scope.name.value, scope.type.value, properties(scope.properties)) == ("net", "a/v1.Network", {"network-id": "a"})
    assert result.codes == []


def test_parameter_values_of_a_scope_are_an_older_spelling(configuration):
    result = configuration("scopes: [{name: net, type: a/v1.Network, parameterValues: [{name: network-id, value: a}]}]")
    assert properties(result.document.scopes[0].properties) == {"network-id": "a"}
    assert result.codes == ["OAM220"]


@pytest.mark.parametrize(
    "lines",
    [
        "parameterValues: [{name: a, value: hunter2, vlaue: hunter2}]",
        "parameterValues: {a: hunter2}",
        "parameterValues: [hunter2]",
        "traits: [{name: a, properties: [{name: b, value: hunter2, fromParam: c}]}]",
        "traits: [{name: a, properties: hunter2}]",
    ],
)
def test_no_message_shows_a_value(use, lines):
    result = use(lines)
    assert result.codes
    assert "hunter2" not in result.printed


def test_a_reference_must_name_its_variable_with_a_text(use):
    assert use("parameterValues: [{name: a, fromParam: 5}]").codes == ["OAM212"]


@pytest.mark.parametrize("line", ["parameterValues: []", "traits: []", "applicationScopes: []"])
def test_empty_lists_in_optional_fields_say_nothing(use, line):
    result = use(line)
    assert result.codes == []
    assert said(result.document) == said(use("").document)


@pytest.mark.parametrize("reference", ["fromParam: ''", "from: ''"])
def test_an_empty_reference_is_none(trait, reference):
    assert trait(f"parameterValues: [{{name: a, value: b, {reference}}}]").codes == ["OAM220"]


def test_an_empty_namespace_is_none(decoded):
    head = "apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration\nspec: {}\n"
    result = decoded(head + "metadata: {name: shop, namespace: ''}\n")
    assert result.codes == []
    assert result.document.metadata.namespace is None


def test_a_file_is_searched_once_for_all_its_documents():
    head = "apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration\n"
    text = "---\n".join(f"{head}metadata: {{name: a{number}}}\nspec: {{components: []}}\n" for number in range(50))
    _may_refer.cache_clear()
    reports = Reports()
    documents = read(SourceFile(path="a.yaml", label="a.yaml", text=text), reports)
    assert len([dispatch.decode(document, reports) for document in documents]) == 50
    assert _may_refer.cache_info()[1] == 1

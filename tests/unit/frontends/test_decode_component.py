"""ComponentSchematic: spec, parameters, workload settings."""

import pytest
from document_texts import said

from oamc.frontends.unknown_names import answer
from oamc.source.nodes import plain


def test_a_component_needs_a_workload_type(component):
    result = component(workload_type="containers: []")
    assert (result.document, result.codes) == (None, ["OAM210"])
    assert result.found.message == 'spec has no field "workloadType"'


def test_null_means_absent(component):
    result = component("osType:\narch: ~\nparameters: null\ncontainers:\nworkloadSettings:")
    assert result.codes == []
    assert (result.document.os_type, result.document.parameters, result.document.settings) == (None, (), ())


def test_os_is_an_older_spelling_of_os_type(component):
    result = component("os: linux")
    assert result.document.os_type.value == "linux"
    assert result.codes == ["OAM220"]
    assert result.found.hint == 'write "osType"'


def test_both_spellings_of_one_field_are_an_error(component):
    result = component("os: linux\nosType: linux")
    assert (result.document, result.codes) == (None, ["OAM221"])
    assert result.found.related[0].span.line == 7


@pytest.mark.parametrize("lines", ["os:\nosType: linux", "os: linux\nosType:"])
def test_a_null_field_beside_its_other_spelling_is_absent(component, lines):
    result = component(lines)
    assert result.document.os_type.value == "linux"
    assert result.codes == ["OAM220"]


def test_a_name_in_the_spec_is_ignored_with_a_warning(component):
    result = component("name: web")
    assert result.codes == ["OAM222"]
    assert result.document is not None


@pytest.mark.parametrize("field", ["expose", "consume"])
def test_what_needs_a_controller_is_refused(component, field):
    result = component(f"{field}: [{{name: address}}]")
    assert (result.document, result.codes) == (None, ["OAM224"])


def test_a_parameter_is_read_whole(component):
    result = component("parameters:\n  - {name: size, description: How many, type: number, required: Y, default: 3}")
    (parameter,) = result.document.parameters
    assert (parameter.name.value, parameter.description, parameter.type.value) == ("size", "How many", "number")
    assert (parameter.required, plain(parameter.default)) == (True, 3)
    assert result.codes == []


@pytest.mark.parametrize(("word", "known"), [("int", "integer"), ("double", "number"), ("float", "number")])
def test_other_words_for_numbers_are_read_with_a_warning(component, word, known):
    result = component(f"parameters: [{{name: size, type: {word}}}]")
    assert result.document.parameters[0].type.value == known
    assert result.codes == ["OAM230"]


def test_integer_is_a_type(component):
    result = component("parameters: [{name: size, type: integer}]")
    assert (result.document.parameters[0].type.value, result.codes) == ("integer", [])


@pytest.mark.parametrize("rule", ["minimum: '1'", "maximum: true", "minLength: '1'", "enum: 1", "enum: []", "pattern: 1"])
def test_a_rule_of_a_wrong_form_is_refused(component, rule):
    assert component(f"parameters: [{{name: size, type: string, {rule}}}]").document is None


def test_rules_that_are_null_or_empty_are_none(component):
    result = component('parameters: [{name: size, type: string, enum: null, minimum: null, pattern: "", minLength: null}]')
    assert (result.document.parameters[0].rules, result.codes) == (None, [])


def test_bool_is_read_as_boolean(component):
    assert component("parameters: [{name: size, type: bool}]").document.parameters[0].type.value == "boolean"


def test_an_unknown_parameter_type_is_refused_with_the_nearest(component):
    result = component("parameters: [{name: size, type: Number}]")
    assert (result.document, result.codes) == (None, ["OAM215"])
    assert result.found.hint == 'did you mean "number"?'


@pytest.mark.parametrize(
    ("default", "assumed"),
    [("true", "boolean"), ("1.5", "number"), ("a", "string"), ("{a: 1}", "object"), ("[1]", "array"), ("null", "string")],
)
def test_a_missing_type_is_inferred_from_the_default(component, default, assumed):
    result = component(f"parameters: [{{name: size, default: {default}}}]")
    assert result.document.parameters[0].type.value == assumed
    assert result.codes == ["OAM231"]


def test_an_unquoted_null_type_is_absent_and_the_hint_says_how_to_mean_it(component):
    result = component("parameters: [{name: nothing, type: null}]")
    assert 'type: "null"' in result.found.hint
    assert component('parameters: [{name: nothing, type: "null"}]').document.parameters[0].type.value == "null"


def test_value_is_an_older_spelling_of_default(component):
    result = component("parameters: [{name: size, type: number, value: 3}]")
    assert plain(result.document.parameters[0].default) == 3
    assert result.codes == ["OAM220"]


@pytest.mark.parametrize("word", ["'true'", "1", "maybe"])
def test_required_must_be_a_boolean(component, word):
    result = component(f"parameters: [{{name: size, type: number, required: {word}}}]")
    assert (result.document, result.codes) == (None, ["OAM211"])
    assert result.found.hint == ("remove the quotes" if word == "'true'" else "")


def test_a_setting_is_read_whole(component):
    result = component(
        "workloadSettings:\n  - {name: a, type: numeric, description: b, required: on, value: {x: 1}, fromParam: p}"
    )
    (setting,) = result.document.settings
    assert (setting.type.value, setting.description, setting.required) == ("numeric", "b", True)
    assert (plain(setting.value), setting.from_parameter.value) == ({"x": 1}, "p")
    assert result.codes == []


def test_default_is_an_older_spelling_of_the_value_of_a_setting(component):
    result = component("workloadSettings: [{name: a, default: 1}]")
    assert plain(result.document.settings[0].value) == 1
    assert result.document.settings[0].type is None
    assert result.codes == ["OAM220"]


def test_settings_may_be_a_mapping(component):
    result = component("workloadSettings: {size: 3}")
    assert plain(result.document.settings_mapping) == {"size": 3}
    assert result.document.settings == ()
    assert result.codes == ["OAM239"]


def test_settings_may_not_be_a_text(component):
    assert component("workloadSettings: all").codes == ["OAM211"]


def test_all_problems_of_a_document_are_reported_at_once(component):
    result = component("os: 1\nparameters: [{type: string}, 5]\ncontainers: [{name: web}]\nextra: 1")
    assert result.document is None
    assert sorted(result.codes) == ["OAM210", "OAM210", "OAM211", "OAM212", "OAM216", "OAM220"]


def test_a_type_that_is_no_text_is_reported_once(component):
    assert component("parameters: [{name: size, type: 5}]").codes == ["OAM212"]


@pytest.mark.parametrize("line", ["osType: ''", "arch: ''", "os: ''", "parameters: []", "workloadSettings: []", "name: ''"])
def test_an_empty_text_or_list_in_an_optional_field_says_nothing(component, line):
    result = component(line)
    assert [code for code in result.codes if code != "OAM220"] == []
    assert said(result.document) == said(component().document)


def test_required_texts_must_not_be_empty(component):
    assert component(workload_type='workloadType: ""').codes == ["OAM213"]
    assert component("parameters: [{name: '', type: string}]").codes == ["OAM213"]


def test_a_type_that_is_empty_is_assumed(component):
    result = component("parameters: [{name: a, type: '', default: 3}]")
    assert result.codes == ["OAM231"]
    assert result.document.parameters[0].type.value == "number"


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        *(
            (name, answer(name, "spec"))
            for name in ("initContainers", "replicas", "volumes", "imagePullSecrets", "image", "type")
        ),
        ("container", 'did you mean "containers"?'),
    ],
)
def test_a_field_of_kubernetes_is_no_misspelling(component, field, hint):
    result = component(f"{field}: []")
    assert (result.codes, result.found.hint) == (["OAM216"], hint)

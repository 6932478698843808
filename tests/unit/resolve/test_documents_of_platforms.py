"""What Trait, WorkloadType and ApplicationScope documents demand, asked one rule at a time."""

import pytest

from tests.support.stages import HEAD, Run, component, configuration, document, quoted

THING = "example.org/v1.Thing"
TYPE = "group: example.org\nnames: {kind: Thing, singular: thing, plural: things}\nsettings:\n"


def typed(settings, declared, parameters="[]"):
    """Run a component of a type that a WorkloadType document describes; without what is said of its containers."""
    text = HEAD.format(kind="ComponentSchematic", name="web") + (
        f"  workloadType: {THING}\n  parameters: {parameters}\n  workloadSettings:\n"
        + "".join(f"    - {line}\n" for line in settings)
    )
    lines = "".join(f"  - {line}\n" for line in declared)
    return Run(document("WorkloadType", "thing", TYPE + lines), text, configuration())


@pytest.mark.parametrize(
    ("value", "kind", "problem"),
    [
        ("a", "string", ""),
        ("1", "string", "must be a string"),
        ("1", "number", ""),
        ("a", "number", "must be a number"),
        ("true", "boolean", ""),
        ("{a: 1}", "object", ""),
        ("[1]", "object", "must be a mapping"),
        ("[1]", "array", ""),
        ("x", "array", "must be a list"),
        ("x", "other", ""),
    ],
)
def test_a_setting_has_the_type_that_its_document_declares(value, kind, problem):
    run = typed([f"{{name: a, value: {value}}}"], [f"{{name: a, type: {kind}}}"])
    told = [found for found in run.reports.found if found.severity == "error"]
    assert len(told) == bool(problem)
    for found in told:
        assert problem in found.message
        assert found.hint.startswith("the WorkloadType document wants a")
        assert quoted(found.span) == value
        assert [related.message for related in found.related] == ["the WorkloadType document declares it here"]
        assert quoted(found.related[0].span) == "a"


def test_a_setting_that_no_document_lists_is_told_with_the_nearest_or_all():
    for name, hint in (("sizes", 'did you mean "size"?'), ("zzzzzz", "known are ")):
        run = typed([f"{{name: {name}, value: 1}}"], ["{name: size, type: number}", "{name: color, type: string}"])
        (found,) = run.reports.found
        assert found.hint.startswith(hint)
        assert quoted(found.span) == name
        assert [related.message for related in found.related] == ["the WorkloadType document is here"]


@pytest.mark.parametrize(
    ("declared", "missing"),
    [
        ("{name: b, type: string, required: true}", True),
        ("{name: b, type: string, required: true, default: x}", False),
        ("{name: b, type: string}", False),
        ("{name: a, type: string, required: true}", False),
    ],
)
def test_a_setting_that_a_document_requires_must_be_there(declared, missing):
    run = typed(
        ["{name: a, value: x}"],
        ["{name: a, type: string}" if "name: b" in declared else declared, declared][: 1 + ("name: b" in declared)],
    )
    told = [found for found in run.reports.found if found.hint == "add it to spec.workloadSettings"]
    assert len(told) == missing
    for found in told:
        assert quoted(found.span) == THING
        assert [related.message for related in found.related] == ["the WorkloadType document requires it here"]
        assert quoted(found.related[0].span) == "b"


def test_a_setting_that_is_there_without_a_value_is_not_told_twice():
    declared = ["{name: a, type: string}", "{name: b, type: string, required: true}"]
    run = typed(["{name: a, value: x}", "{name: b, value: null, required: true}"], declared)
    (found,) = [item for item in run.reports.found if item.hint == "add it to spec.workloadSettings"]
    assert quoted(found.span) == "value"


def test_a_spec_that_the_document_does_not_declare_is_the_whole_and_is_not_judged_by_it():
    declared = ["{name: b, type: string, required: true}"]
    assert typed(["{name: spec, value: {a: 1}}"], declared).reports.found == []
    assert typed(["{name: spec, value: {a: 1}}"], [*declared, "{name: spec, type: object}"]).reports.found != []


@pytest.mark.parametrize(
    ("kind", "wanted", "fits"),
    [("string", "string", True), ("number", "string", False), ("object", "object", True), ("string", "object", False)],
)
def test_a_parameter_has_the_type_that_a_document_declares_for_its_setting(kind, wanted, fits):
    default = {"string": "x", "number": "1", "object": "{a: 1}"}[kind]
    run = typed(
        ["{name: a, fromParam: p}"], [f"{{name: a, type: {wanted}}}"], f"[{{name: p, type: {kind}, default: {default}}}]"
    )
    assert run.reports.has_errors() != fits
    assert all("a parameter of another type" in found.message for found in run.reports.found)


def test_a_text_with_a_parameter_in_it_is_a_text():
    for wanted, fits in (("string", True), ("number", False)):
        run = typed(
            ["{name: a, value: 'x[fromParam(p)]'}"], [f"{{name: a, type: {wanted}}}"], "[{name: p, type: string, default: y}]"
        )
        assert run.reports.has_errors() != fits
    run = typed(
        ["{name: a, value: {b: 'x[fromParam(p)]'}}"], ["{name: a, type: object}"], "[{name: p, type: string, default: y}]"
    )
    assert not run.reports.has_errors()


def used(declared, properties):
    """Return code, hint and message of what a Trait document with declarations says of a use of auto-scaler."""
    lines = "".join(f"  - {line}\n" for line in declared)
    use = f"traits:\n  - name: auto-scaler\n    properties: {properties}"
    run = Run(document("Trait", "auto-scaler", f"appliesTo: ['*']\nproperties:\n{lines}"), component(), configuration(use=use))
    return [found for found in run.reports.in_order() if found.code.id == "OAM543"]


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        ("{name: maximum, type: integer}", ""),
        ("{name: maximum, type: number}", ""),
        ("{name: maximum, type: string}", "maximum must be of type string"),
        ("{name: maximum, type: boolean}", "maximum must be of type boolean"),
        ("{name: maximum, type: array}", "maximum must be of type array"),
        ("{name: maximum, type: object}", "maximum must be of type object"),
        ("{name: maximum, type: whatever}", ""),
        ("{name: size, type: string, required: true}", "size is missing"),
        ("{name: size, type: string, required: true, default: x}", ""),
        ("{name: size, type: string}", ""),
    ],
)
def test_a_property_is_what_a_trait_document_declares(declared, problem):
    found = used([declared], "{minimum: 2, maximum: 5}")
    assert len(found) == bool(problem)
    for item in found:
        assert problem in item.message
        assert quoted(item.span) == ("5" if "must be" in problem else "auto-scaler")
        assert [related.message for related in item.related] == ["the Trait document is here"]


def test_the_property_that_breaks_a_rule_is_shown_and_not_the_first_one():
    use = "traits:\n  - name: auto-scaler\n    properties: {minimum: 1, maximum: 7}"
    trait = document("Trait", "auto-scaler", 'appliesTo: ["*"]\nproperties: \'{"properties": {"maximum": {"maximum": 6}}}\'')
    (found,) = [item for item in Run(trait, component(), configuration(use=use)).reports.found if item.code.id == "OAM543"]
    assert quoted(found.span) == "7"


def test_a_document_may_call_a_property_by_another_of_its_names():
    use = "traits:\n  - name: manual-scaler\n    properties: {replicaCount: 3}"
    for name in ("replicaCount", "replicas"):
        trait = document(
            "Trait", "manual-scaler", f'appliesTo: ["*"]\nproperties: \'{{"properties": {{"{name}": {{"maximum": 2}}}}}}\''
        )
        codes = Run(trait, component(), configuration(use=use)).codes
        assert ("OAM543" in codes) == (name == "replicaCount")


def test_a_document_of_a_scope_gives_it_properties_with_defaults_and_descriptions():
    scope = document(
        "ApplicationScope",
        "zone",
        "type: example.org/v1.Zone\nallowComponentOverlap: true\nparameters:\n"
        "  - {name: needed, type: string, required: true, description: What is needed}\n"
        "  - {name: given, type: integer, required: true, default: 3}\n"
        "  - {name: bare, type: string, required: true, default: x}\n",
    )
    for properties, problem in (
        ("{needed: x}", ""),
        ("{}", "needed"),
        ("{needed: x, given: y}", "given"),
        ("{needed: x, more: 1}", "more"),
    ):
        run = Run(
            scope, component(), configuration(f"scopes: [{{name: mine, type: example.org/v1.Zone, properties: {properties}}}]")
        )
        told = [found for found in run.reports.found if found.code.id in {"OAM506", "OAM507", "OAM508"}]
        assert [problem in found.message for found in told] == [True] * bool(problem)
        if problem == "needed":
            assert told[0].hint == "needed: what is needed"


def test_a_property_is_given_once_whatever_it_is_called():
    server = component(workload="Server", container="ports: [{name: http, containerPort: 80}]")
    use = "traits:\n  - name: ingress\n    properties: {hostname: a.org, path: /, service_port: 80, servicePort: 80}"
    found = Run(server, configuration(use=use)).reports.in_order()
    assert [(item.hint, quoted(item.span)) for item in found] == [
        ("write servicePort", "service_port"),
        ("keep servicePort", "servicePort"),
    ]
    assert "is given twice, under two spellings" in found[1].message


@pytest.mark.parametrize("kind", ["label", "annotation"])
def test_the_finding_about_a_key_says_what_it_is_the_key_of(kind):
    text = component().replace("metadata: {name: web}", f"metadata: {{name: web, {kind}s: {{'a b': x}}}}")
    (found,) = Run(text, configuration()).reports.found
    article = "an" if kind == "annotation" else "a"
    assert f'"a b" cannot be used as the key of {article} {kind}: it must' in found.message
    assert found.hint == "change the key"
    assert quoted(found.span) == "'a b'"


def test_the_finding_about_a_label_names_it():
    text = component().replace("metadata: {name: web}", "metadata: {name: web, labels: {a: x y}}")
    (found,) = Run(text, configuration()).reports.found
    assert found.message.startswith('the value of label "a" must ') or 'the value of label "a" ' in found.message
    assert quoted(found.span) == "x y"


def test_a_key_that_is_empty_is_to_be_written():
    text = component().replace("metadata: {name: web}", "metadata: {name: web, labels: {'': x}}")
    assert [found.hint for found in Run(text, configuration()).reports.found] == ["write the key"]


def ingress(rule, declared=""):
    """Return the findings of a Trait document for an ingress that routes to port 80 under the name of today."""
    server = component(workload="Server", container="ports: [{name: http, containerPort: 80}]")
    use = "traits:\n  - name: ingress\n    properties: {hostname: a.org, path: /, servicePort: 80}"
    properties = f"properties:\n  - {declared}" if declared else f"properties: '{rule}'"
    run = Run(document("Trait", "ingress", f'appliesTo: ["*"]\n{properties}'), server, configuration(use=use))
    return [found for found in run.reports.found if found.code.id == "OAM543"]


@pytest.mark.parametrize("name", ["servicePort", "service_port"])
def test_a_rule_about_a_property_holds_by_whatever_name_the_document_knows_it(name):
    assert ingress(f'{{"required": ["{name}"]}}') == []
    assert ingress(f'{{"required": ["{name}"], "properties": {{"{name}": {{"maximum": 80}}}}}}') == []
    assert len(ingress(f'{{"required": ["{name}"], "properties": {{"{name}": {{"maximum": 79}}}}}}')) == 1
    assert ingress("", f"{{name: {name}, type: integer, required: true}}") == []
    assert len(ingress("", f"{{name: {name}, type: string, required: true}}")) == 1
    assert len(ingress('{"required": ["other"]}')) == 1


def test_a_trait_that_does_not_apply_anyway_is_not_told_by_its_document():
    use = "traits:\n  - name: manual-scaler\n    properties: {replicaCount: 2}"
    trait = document("Trait", "manual-scaler", 'appliesTo: ["core.oam.dev/v1alpha1.Server"]')
    run = Run(trait, component(workload="SingletonWorker"), configuration(use=use))
    (found,) = [item for item in run.reports.found if item.related]
    assert found.hint.startswith("manual-scaler applies to ")
    assert len(found.related) == 1


def test_a_document_may_give_a_built_in_scope_other_properties_in_the_forms_it_knows():
    scope = document(
        "ApplicationScope",
        "health",
        "type: core.oam.dev/v1alpha1.HealthScope\nallowComponentOverlap: true\nparameters:\n"
        "  - {name: requiredHealthyComponents, type: string, required: true}\n",
    )
    for name, known in (("required-healthy-components", True), ("requiredHealthyComponents", True), ("probe-timeout", False)):
        binding = f"scopes: [{{name: mine, type: core.oam.dev/v1alpha1.HealthScope, properties: {{{name}: [web]}}}}]"
        codes = Run(scope, component(), configuration(binding)).codes
        assert ("OAM507" in codes, "OAM506" in codes) == (not known, not known)
    binding = (
        "scopes: [{name: mine, type: core.oam.dev/v1alpha1.HealthScope, properties: {requiredHealthyComponents: 'web, b'}}]"
    )
    assert not Run(scope, component(), configuration(binding)).reports.has_errors()

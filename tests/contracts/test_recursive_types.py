"""Structures, lists of them, unions and enumerations of numbers, as properties of a trait and settings of a component type."""

from __future__ import annotations

import json

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Change, Patch, Property, Trait, WorkloadType
from oamc.capabilities.located import located
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.workloads.custom import custom_object
from oamc.expressions.types import (
    COUNT_OR_PERCENT,
    BooleanType,
    ChoiceType,
    Field,
    ListType,
    MapType,
    NumberType,
    StructType,
    TextType,
    UnionType,
)
from oamc.verification.samples import draw
from tests.contracts.building import Built
from tests.support.documents import application, component, trait

PORT = NumberType(whole=True, minimum=1, maximum=65535)
ENDPOINT = StructType(
    fields=(
        Field(name="host", type=TextType(minimum_length=1), required=True),
        Field(name="port", type=PORT, required=True),
        Field(name="secure", type=BooleanType()),
    )
)
RULES = ListType(
    item=StructType(
        fields=(
            Field(name="path", type=TextType(pattern="/.*", rule="must begin with a slash"), required=True),
            Field(name="to", type=ENDPOINT, required=True),
            Field(name="codes", type=ListType(item=ChoiceType(choices=(301, 302, 308)))),
            Field(name="headers", type=MapType(item=TextType())),
        )
    ),
    minimum_length=1,
    maximum_length=4,
)
WEIGHT = UnionType(options=(NumberType(whole=True, minimum=0, maximum=100), ENDPOINT))
SHARE = NumberType(minimum=0, maximum=1, above=0, below=0.5)
PROPERTIES = (
    Property(name="rules", type=RULES, description="Where requests go.", required=True),
    Property(name="surge", type=COUNT_OR_PERCENT, description="How many more pods there may be.", default=1),
    Property(name="code", type=ChoiceType(choices=(301, 302)), description="The code.", default=301),
    Property(name="mode", type=ChoiceType(choices=("on", 2, True)), description="The mode."),
    Property(name="weight", type=WEIGHT, description="A weight, or where it comes from."),
    Property(name="share", type=SHARE, description="A share."),
)


def change(use, subject):
    """Write all properties into an annotation-like field of a custom object, and the surge into the strategy."""
    fields = {prop.name: value for prop in PROPERTIES if (value := located(use, prop.name)) is not None}
    if subject.rendered.main.kind == "Deployment":
        rolling = {"rollingUpdate": {"maxSurge": fields["surge"]}, "type": "RollingUpdate"}
        return Change(patches=(Patch(tree={"spec": {"strategy": rolling}}),))
    return Change(patches=(Patch(tree={"spec": {"routing": fields}}),))


ROUTING = Trait(
    names=("routing",), summary="Route requests.", properties=PROPERTIES, needs=frozenset(), change=change, optional=True
)


def render(instance, _):
    return custom_object(instance, ("example.com/v1", "Gate"), "Gate", setting_fields(instance))


GATE = WorkloadType(
    names=("example.com/v1.Gate",),
    summary="A gate.",
    token="Gate",
    features=frozenset(),
    render=render,
    settings=(
        Property(name="rules", type=RULES, description="Where requests go.", required=True),
        Property(name="weight", type=WEIGHT, description="A weight."),
        Property(name="code", type=ChoiceType(choices=(301, 302)), description="The code."),
    ),
)
WITH_TYPES = CATALOG.extended(traits=(ROUTING,), workload_types=(GATE,))
RULE = {"path": "/a", "to": {"host": "a.example.com", "port": 80}, "codes": [301, 308], "headers": {"x": "1"}}
ANOTHER = {"path": "/b", "to": {"host": "b", "port": 81, "secure": True}}


def gate(**settings):
    given = {"rules": [RULE], **settings}
    return component("example.com/v1.Gate", workloadSettings=[{"name": name, "value": value} for name, value in given.items()])


def built(*uses, sets=(), settings=None):
    return Built(gate(**(settings or {})), application(*uses), catalog=WITH_TYPES, sets=sets)


def routing(found):
    return found.objects["Gate/shop-web"]["spec"].get("routing")


def test_properties_of_all_types_are_written():
    given = {
        "rules": [RULE, ANOTHER],
        "surge": "25%",
        "code": 302,
        "mode": "on",
        "weight": {"host": "w", "port": 1},
        "share": 0.25,
    }
    found = built(trait("routing", **given))
    assert found.codes == []
    assert routing(found) == given
    found.check_agreement()


def test_they_are_live_and_the_schema_is_closed():
    use = trait("routing", rules=[RULE], weight=7, share=0.25)
    sets = (
        "shop-web.traits.routing.rules[0].path=/c,shop-web.traits.routing.rules[0].to.host=c,shop-web.traits.routing.rules[0].to.port=82",
        "shop-web.traits.routing.surge=2",
        "shop-web.traits.routing.weight=8",
    )
    found = built(use, sets=sets)
    assert routing(found)["rules"] == [{"path": "/c", "to": {"host": "c", "port": 82}}]
    assert (routing(found)["surge"], routing(found)["weight"]) == (2, 8)
    found.check_agreement()
    schema = json.loads(found.charts["shop"]["values.schema.json"])
    rules = schema["properties"]["shop-web"]["properties"]["traits"]["properties"]["routing"]["properties"]["rules"]
    assert rules["items"]["additionalProperties"] is False
    assert rules["items"]["properties"]["to"]["additionalProperties"] is False
    assert (rules["minItems"], rules["maxItems"]) == (1, 4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_schema_allows_means_the_same_in_both_outputs(seed):
    use = trait("routing", rules=[RULE], weight=7, share=0.25, mode=2)
    first = built(use)
    schema = json.loads(first.charts["shop"]["values.schema.json"])
    from oamc.diagnostics.reports import Reports
    from oamc.source.nodes import plain
    from oamc.source.reader import read
    from oamc.spans import SourceFile

    text = first.charts["shop"]["values.yaml"]
    defaults = plain(read(SourceFile(path="v", label="v", text=text), Reports())[0].root)
    for sample in draw(schema, seed, 12, defaults):
        found = Built(gate(), application(use), catalog=WITH_TYPES, values=sample)
        assert not found.reports.has_errors(), found.reports.found
        found.check_agreement()


WRONG = {
    "a field that is not there": (
        {"rules": [{**RULE, "extra": 1}]},
        "must have no other keys than path, to, codes and headers",
    ),
    "a field that is missing": ({"rules": [{"path": "/a"}]}, "must have to"),
    "a wrong field, deep": (
        {"rules": [{**RULE, "to": {"host": "a", "port": 0}}]},
        'has a wrong "[0].to.port": it must be a whole number from 1 to 65535',
    ),
    "another number": (
        {"rules": [{**RULE, "codes": [301, 303]}]},
        'has a wrong "[0].codes[1]": it must be one of 301, 302, 308',
    ),
    "a text of another form": ({"rules": [{**RULE, "path": "a"}]}, 'has a wrong "[0].path": it must begin with a slash'),
    "none": ({"rules": []}, "must not be empty"),
    "too many": ({"rules": [RULE] * 5}, "must have at most 4 items"),
    "no percentage": ({"rules": [RULE], "surge": "a quarter"}, "must be a whole number or a percentage such as 25%"),
    "true for a number": ({"rules": [RULE], "code": True}, "must be one of 301, 302"),
    "an end that is excluded": ({"rules": [RULE], "share": 0}, "must be a number greater than 0"),
    "the other end": ({"rules": [RULE], "share": 0.5}, "must be a number less than 0.5"),
    "neither of a union": (
        {"rules": [RULE], "weight": {"host": "a", "port": 0}},
        'has a wrong "port": it must be a whole number',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_told_with_its_place(name):
    given, words = WRONG[name]
    found = built(trait("routing", **given))
    assert found.codes == ["OAM508"]
    assert words in found.reports.found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "shop-web.traits.routing.rules[0].path=a",
        "shop-web.traits.routing.surge=many",
        "shop-web.traits.routing.code=303",
        "shop-web.traits.routing.weight=101",
        "shop-web.traits.routing.rules[0].extra=1",
    ],
)
def test_both_outputs_refuse_the_same_overrides(text):
    found = built(trait("routing", rules=[RULE], weight=7), sets=(text,))
    assert found.codes == ["OAM754"]
    found.check_refusal()


def test_settings_of_a_component_type_have_these_types_too():
    found = built(settings={"rules": [RULE, ANOTHER], "weight": {"host": "w", "port": 1}, "code": 302})
    assert found.objects["Gate/shop-web"]["spec"] == {
        "rules": [RULE, ANOTHER],
        "weight": {"host": "w", "port": 1},
        "code": 302,
    }
    found.check_agreement()
    wrong = built(settings={"rules": [{**RULE, "to": {"host": "a", "port": 0}}]})
    assert wrong.codes == ["OAM538"]
    assert '"[0].to.port"' in wrong.reports.found[0].message


def test_a_parameter_of_a_component_takes_the_type_of_its_setting():
    settings = [{"name": "rules", "fromParam": "rules"}, {"name": "code", "fromParam": "code"}]
    parameters = [{"name": "rules", "type": "array", "default": [RULE]}, {"name": "code", "type": "number", "default": 301}]
    given = component("example.com/v1.Gate", workloadSettings=settings, parameters=parameters)
    found = Built(given, application(), catalog=WITH_TYPES, sets=("shop-web.parameters.code=302",))
    assert found.codes == []
    assert found.objects["Gate/shop-web"]["spec"] == {"rules": [RULE], "code": 302}
    found.check_agreement()
    wrong = Built(given, application(), catalog=WITH_TYPES, sets=("shop-web.parameters.code=303",))
    assert wrong.codes == ["OAM754"]
    wrong.check_refusal()


def test_a_count_or_a_percentage_reaches_a_deployment():
    for given, wanted in ((1, 1), ("25%", "25%")):
        found = Built(component(), application(trait("routing", rules=[RULE], surge=given)), catalog=WITH_TYPES)
        assert found.codes == []
        assert found.objects["Deployment/shop-web"]["spec"]["strategy"]["rollingUpdate"]["maxSurge"] == wanted
        found.check_agreement()


def test_the_page_of_the_trait_says_what_its_properties_are():
    from oamc.reference.type_pages import type_words

    assert [type_words(prop.type) for prop in PROPERTIES] == [
        "list, of 1 to 4 items, each item a mapping of path, to, codes and headers",
        "whole number or a percentage such as 25%",
        "one of 301, 302",
        "one of on, 2, true",
        "whole number from 0 to 100, or mapping of host, port and secure",
        "number greater than 0 and less than 0.5",
    ]

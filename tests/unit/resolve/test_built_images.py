"""Images that are made of parameters, and through them of variables (docs/spec/oam-v1alpha1.md, 3.3.1)."""

import pytest

from oamc.checks import result
from oamc.expressions.holes import Hole, Text, TextOf
from oamc.expressions.problems import problem
from oamc.values.parameters import Unset
from tests.support.documents import application, compiled, compiled_objects, component, container

IMAGE = ("shop-web", "containers", "web", "image")
TAG = ("shop-web", "parameters", "tag")


def tag(**fields):
    """Return the declaration of the parameter `tag`."""
    return {"name": "tag", "type": "string", **fields}


def web(image, *parameters, kind="Worker"):
    """Return a component with one image."""
    return component(kind, container(image=image, ports=None), parameters=list(parameters))


def value(given, name="tag"):
    """Return values of an instance."""
    return [{"name": name, "value": given}]


def image_of(found):
    """Return the image in the manifests, None where there are none."""
    return found.containers()[0]["image"] if found.objects else None


@pytest.mark.parametrize(
    ("image", "parameter", "built"),
    [
        ("[fromParam(tag)]", tag(default="a/b:1"), "whole"),
        ("a:[fromParam(tag)]", tag(default="1"), "text"),
        ("[fromParam(tag)]/[fromParam(tag)]", tag(default="a"), "text"),
        ("a:[fromParam(tag)]", {"name": "tag", "type": "integer", "default": 1}, "number"),
        ("[fromParam(tag)]", {"name": "tag", "type": "integer", "default": 1}, "whole number"),
        ("a:[fromParam(tag)]", {"name": "tag", "type": "boolean", "default": True}, "boolean"),
    ],
)
def test_an_image_follows_its_parameters(image, parameter, built):
    (objects,) = compiled_objects(web(image, parameter), application())
    found = {one.path: one for one in objects.parameters}
    hole = Hole(path=TAG, type=found[TAG].type)
    assert found[IMAGE].follows
    expected = {"whole": hole, "number": Text(parts=("a:", TextOf(hole=hole))), "whole number": TextOf(hole=hole)}
    match built, found[IMAGE].built:
        case "text", Text(parts=parts):
            assert hole in [part for part in parts if not isinstance(part, str)]
        case "boolean", Text(parts=(_, TextOf(hole=part))):
            assert part == hole
        case _, tree:
            assert tree == expected[built]
    assert found[IMAGE].value == image_of(compiled(web(image, parameter), application()))


def test_an_image_follows_a_variable_through_a_parameter_and_a_value_of_its_own_wins():
    documents = (
        web("a:[fromParam(tag)]", tag(required=True)),
        application(variables=[{"name": "v", "value": "1.0"}], parameterValues=value("[fromVariable(v)]-b")),
    )
    sets = {
        (): "a:1.0-b",
        ("variables.v=2x",): "a:2x-b",
        ("variables.v=2x", "shop-web.parameters.tag=three"): "a:three",
        ("variables.v=2x", "shop-web.containers.web.image=b"): "b",
        ("variables.v=2x", "shop-web.containers.web.image=null"): "a:2x-b",
    }
    assert {given: image_of(compiled(*documents, sets=given)) for given in sets} == sets


def test_a_parameter_that_is_a_whole_image_is_one_by_its_type():
    (objects,) = compiled_objects(web("[fromParam(tag)]", tag(default="a/b:1", pattern="[0-9]$")), application())
    (own,) = (one.type for one in objects.parameters if one.path == TAG)
    assert {text: not problem(own, text) for text in ("a:1", "a:b", "a 1", "")} == {
        "a:1": True,
        "a:b": False,
        "a 1": False,
        "": False,
    }
    (objects,) = compiled_objects(web("[fromParam(tag)]", tag(default="a/b:1")), application())
    assert objects.requirements == ()


@pytest.mark.parametrize(
    ("image", "parameters", "values", "codes"),
    [
        ("a b:[fromParam(tag)]", [tag(default="1")], [], ["OAM476"]),
        ("a:[fromParam(tag)]", [tag(default="1")], value("b c"), ["OAM476"]),
        ("a[fromParam(tag)][fromparam(tag)]", [tag(default="1")], [], ["OAM476"]),
        ("a:[fromParam(tag)]", [{"name": "tag", "type": "object", "default": {}}], [], ["OAM476"]),
        ("a:[fromParam(tag)]", [tag()], [], ["OAM409"]),
        ("a:[fromParam(tag)]", [{"name": "tag", "type": "null"}], [], ["OAM409"]),
        ("a:[fromParam(tag)]", [tag(required=True)], [], ["OAM404"]),
        ("a:[fromParam(tag)]", [], [], ["OAM408"]),
        ("a:[fromParam(tags)]", [tag(default="1")], [], ["OAM414", "OAM408"]),
        ("a:[fromParam(tag)]", [], value("1"), ["OAM407"]),
        ("[fromParam(tag)]", [tag(default=" 1", pattern="^ ")], [], ["OAM421"]),
        ("[fromparam(tag)]", [tag(default="1")], [], ["OAM414", "OAM326"]),
        ("[fromParam( tag )]", [tag(default="1")], [], ["OAM414", "OAM326"]),
        ("a:[fromVariable(tag)]", [], [], ["OAM326"]),
        ("a:[fromParam(tag)]", [tag(secret=True, required=True)], [], ["OAM435", "OAM436"]),
    ],
)
def test_a_wrong_reference_in_an_image_is_told_once(image, parameters, values, codes):
    found = compiled(web(image, *parameters), application(parameterValues=values))
    assert sorted(found.codes) == sorted(codes)
    assert bool(found.objects) == (codes == ["OAM407"])


def test_a_bound_parameter_is_no_part_of_an_image():
    bound = [{"name": "tag", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b"}}}]
    assert compiled(web("a:[fromParam(tag)]", tag()), application(parameterValues=bound)).codes == ["OAM433"]


def test_the_message_shows_where_the_values_come_from_and_no_value():
    found = compiled(web("a:[fromParam(tag)]", tag(default="1")), application(parameterValues=value("b c")))
    (report,) = found.reports.found
    assert [note.message for note in report.related] == ['parameter "tag" gets its value here']
    assert 'container "web" of instance "shop-web"' in report.message
    assert "b c" not in "".join((report.message, report.hint, *(note.message for note in report.related)))


@pytest.mark.parametrize("image", ["[fromParam(tag)]/web:1", "[fromParam(tag)]", "a:[fromParam(tag)]"])
def test_a_component_that_nobody_instantiates_is_checked_with_any_text(image):
    found = compiled(web(image, tag(required=True)))
    assert [code for code in found.codes if code != "OAM317"] == ["OAM318"]


def test_an_override_that_makes_no_image_is_refused_unless_the_image_has_a_value_of_its_own():
    documents = (web("a:[fromParam(tag)]", tag(default="1")), application())
    assert compiled(*documents, sets=("shop-web.parameters.tag=b c",)).codes == ["OAM706"]
    assert compiled(*documents, sets=("shop-web.parameters.tag=b c", "shop-web.containers.web.image=x")).codes == []


def test_an_image_of_a_value_that_must_be_given_follows_it():
    documents = (web("a:[fromParam(tag)]", tag(required=True)), application())
    assert compiled(*documents).codes == ["OAM404"]
    (objects,) = compiled_objects(*documents, allow_unset=True)
    image = next(one for one in objects.parameters if one.path == IMAGE)
    assert (isinstance(image.value, Unset), image.is_open, image.follows) == (True, False, True)
    assert compiled(*documents, allow_unset=True, format="helm").codes == []
    assert image_of(compiled(*documents, sets=("shop-web.parameters.tag=v2",))) == "a:v2"
    assert compiled(*documents, sets=("shop-web.parameters.tag=v 2",)).codes == ["OAM706"]


def test_a_given_value_is_checked_beside_one_that_stays_open():
    parameters = [tag(default="1"), {"name": "open", "type": "string", "required": True}]
    env = [{"name": "OPEN", "fromParam": "open"}]
    made = component("Worker", container(image="a:[fromParam(tag)]", ports=None, env=env), parameters=parameters)
    given = application(variables=[{"name": "v", "value": "1"}], parameterValues=value("[fromVariable(v)]"))
    found = compiled(made, given, sets=("variables.v=b c",), allow_unset=True, format="helm")
    assert found.codes == ["OAM706"]


@pytest.mark.parametrize(("length", "codes"), [(20, []), (21, ["OAM451"])])
def test_what_variables_bring_to_images_through_parameters_has_a_limit(monkeypatch, length, codes):
    # With its quotes, the value is twice in the image and once in the parameter.
    monkeypatch.setattr(result, "MOST_BUILT", 66)
    documents = (
        web("a:[fromParam(tag)][fromParam(tag)]", tag(required=True)),
        application(variables=[{"name": "v", "value": "1"}], parameterValues=value("[fromVariable(v)]")),
    )
    assert compiled(*documents, sets=(f"variables.v={'x' * length}",)).codes == codes


def test_settings_of_an_older_form_of_the_image_may_refer_to_parameters():
    made = web({"name": "a:[fromParam(tag)]"}, tag(default="7"))
    found = compiled(made, application())
    assert (found.codes, image_of(found)) == (["OAM235"], "a:7")

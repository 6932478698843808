"""What no object uses is no value of the output, and told where the document gives it."""

from tests.support.component_traits import trait, with_traits
from tests.support.component_types import application, component
from tests.support.documents import compiled_objects


def paths(*traits, **properties):
    (made,) = compiled_objects(application(component("webservice", "web", *traits, image="example/web:1", **properties)))
    return {".".join(parameter.path[1:]) for parameter in made.parameters}


def test_a_default_that_nothing_uses_is_no_value():
    assert "properties.exposeType" not in paths(ports=[])
    assert "properties.exposeType" in paths(ports=[{"port": 80}])


def test_what_a_trait_replaces_is_no_value_and_nobody_is_blamed():
    replaced = trait(
        "json-patch", operations=[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "x"}]
    )
    assert "properties.image" not in paths(replaced)
    assert with_traits(replaced).codes == []


def test_what_the_document_gives_and_nothing_ever_used_is_told_and_strict_refuses_it():
    unused = trait("storage", emptyDir=[{"name": "x", "mountPath": "/a"}, {"name": "x", "mountPath": "/b", "medium": "Memory"}])
    made = with_traits(unused)
    assert made.codes == ["OAM594"]
    assert "traits.storage.emptyDir.x-2.medium" in made.messages[0]
    assert with_traits(unused, strict=True).reports.has_errors()


def test_nothing_is_told_beside_an_error():
    wrong = trait("json-patch", operations=[{"op": "remove", "path": "/spec/nothing"}])
    unused = trait("storage", emptyDir=[{"name": "x", "mountPath": "/a"}, {"name": "x", "mountPath": "/b", "medium": "Memory"}])
    assert with_traits(wrong, unused).codes == ["OAM596"]

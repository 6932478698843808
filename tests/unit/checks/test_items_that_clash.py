"""Items of a list that clash only by what the installer gives: both outputs make the object, and the command line tells it."""

from tests.support.documents import compiled

PORTS = [{"port": 80, "name": "web"}, {"port": 81, "name": "admin"}, {"port": 82}]
APPLICATION = {
    "apiVersion": "core.oam.dev/v1beta1",
    "kind": "Application",
    "metadata": {"name": "shop"},
    "spec": {"components": [{"name": "front", "type": "webservice", "properties": {"image": "a:1", "ports": PORTS}}]},
}


def names(found):
    (deployment,) = [item for item in found.objects if item["kind"] == "Deployment"]
    return [port["name"] for port in deployment["spec"]["template"]["spec"]["containers"][0]["ports"]]


def test_a_name_that_is_given_twice_is_told_and_written():
    found = compiled(APPLICATION, sets=("front.properties.ports.80.name=admin",))
    assert found.codes == ["OAM617"]
    assert names(found) == ["admin", "admin", "port-82"]


def test_one_that_clashes_with_a_fixed_name_is_told_too():
    found = compiled(APPLICATION, sets=("front.properties.ports.81.name=port-82",))
    assert found.codes == ["OAM617"]
    assert names(found) == ["web", "port-82", "port-82"]


def test_names_that_clash_in_the_document_are_an_error():
    wrong = {**APPLICATION, "spec": {"components": [{"name": "front", "type": "webservice"}]}}
    wrong["spec"]["components"][0]["properties"] = {"image": "a:1", "ports": [PORTS[0], {"port": 81, "name": "web"}]}
    assert compiled(wrong).codes == ["OAM606"]

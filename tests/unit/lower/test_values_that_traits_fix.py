"""What a trait has to know of a value that could be chosen fixes that value, and no other (docs/spec/oam-v1beta1.md, 3)."""

import pytest
import yaml

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.lower.typed import _fixed
from oamc.options import Options
from oamc.spans import SourceFile
from tests.support.component_types import application
from tests.support.documents import compiled
from tests.support.trait_uses import application as with_traits
from tests.support.trait_uses import fixed, lowered, made, use

ADDS = use("command", addArgs=["c"])


def test_arguments_to_which_a_trait_adds_are_fixed():
    assert fixed(ADDS, args=["a"])["properties.args"] == "trait command reads it"
    found = made(ADDS, args=["a"], sets=("web.properties.args={b}",))
    assert found.codes == ["OAM450"]
    assert found.reports.found[0].hint == "trait command reads it: change the document and build again"


def test_arguments_of_which_a_trait_knows_nothing_can_be_chosen():
    assert "properties.args" not in fixed(use("command", command=["run"]), args=["a"])
    found = made(use("command", command=["run"]), args=["a"], sets=("web.properties.args={b}",))
    assert found.codes == []
    assert found.containers() == [{"name": "web", "image": "example/web:1", "command": ["run"], "args": ["b"]}]


def test_only_the_container_that_a_trait_changes_is_read():
    sidecar = use("sidecar", name="two", image="example/two:1", args=["x"])
    reasons = fixed(sidecar, use("command", containerName="two", delArgs=["x"]), args=["a"])
    assert "properties.args" not in reasons
    assert reasons["traits.sidecar.args"] == "trait command reads it"


def test_what_a_later_trait_reads_of_an_earlier_one_is_fixed_in_it():
    reasons = fixed(use("command", args=["a"]), use("command", addArgs=["b"]))
    assert reasons == {**reasons, "traits.command.args": "trait command reads it"}
    found = made(use("command", args=["a"]), use("command", addArgs=["b"]))
    assert found.containers()[0]["args"] == ["a", "b"]


def test_a_value_that_two_traits_say_is_fixed_in_both():
    first, second = (
        use("sidecar", name="two", image="example/two:1"),
        use("sidecar", name="two", image="example/two:1", args=["x"]),
    )
    reasons = fixed(first, second)
    assert reasons["traits.sidecar.image"] == reasons["traits.sidecar-2.image"] == "trait sidecar says it, too"
    assert "traits.sidecar-2.args" not in reasons
    assert made(first, second).containers()[1] == {"name": "two", "image": "example/two:1", "args": ["x"]}


def test_two_values_that_differ_are_a_conflict_with_both_places():
    found = made(use("sidecar", name="two", image="example/two:1"), use("sidecar", name="two", image="example/two:2"))
    assert found.codes == ["OAM586"]
    assert "containers.1.image" in found.messages[0]
    assert [note.message for note in found.reports.found[0].related] == ["trait sidecar wrote what is there"]


def test_a_value_in_whose_place_a_trait_puts_another_one_is_none_of_the_output():
    reasons = fixed(use("container-image", image="example/web:2"), image="example/web:1")
    assert reasons["properties.image"] == "nothing is made of it"
    assert "traits.container-image.image" not in reasons
    assert made(use("container-image", image="example/web:2"), sets=("web.properties.image=x",)).codes == ["OAM450"]


def test_findings_of_a_second_pass_are_told_once():
    found = made(use("resource", cpu=1), ADDS, args=["a"])
    assert found.codes == ["OAM590"]


def test_parameters_of_the_output_are_those_that_its_objects_name():
    objects = lowered(ADDS, use("sidecar", name="two", image="example/two:1"), args=["a"])
    paths = {".".join(parameter.path) for parameter in objects.parameters}
    assert paths == {"web.properties.image", "web.properties.addRevisionLabel", "web.traits.sidecar.image"}
    assert not paths & {".".join(parameter.path) for parameter in objects.fixed}


@pytest.mark.parametrize("traits", [[{"type": "expose", "properties": {"ports": [{"port": 80}]}}], []])
def test_a_port_cannot_be_exposed_later_where_a_trait_writes_the_service(traits):
    properties = {"image": "a:1", "ports": [{"port": 80}]}
    document = application({"name": "web", "type": "webservice", "properties": properties, "traits": traits})
    assert [item["kind"] for item in compiled(document).objects] == ["Deployment", *(["Service"] if traits else [])]
    later = compiled(document, sets=("web.properties.ports.80.expose=true",))
    assert later.codes == (["OAM450"] if traits else [])


def test_two_services_of_one_name_that_are_there_are_an_error():
    properties = {"image": "a:1", "ports": [{"port": 80, "expose": True}]}
    traits = [{"type": "expose", "properties": {"ports": [{"port": 80}]}}]
    document = application({"name": "web", "type": "webservice", "properties": properties, "traits": traits})
    assert compiled(document).codes == ["OAM602"]


def test_a_trait_whose_switch_is_fixed_is_attached_for_good():
    text = yaml.safe_dump(with_traits(use("expose", ports=[{"port": 80}])))
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    ((_, program),) = Compilation((source,), Options(), Reports()).programs
    (instance,) = program.instances
    (switched,) = instance.traits
    assert switched.enabled is not None
    (held,) = _fixed(instance, {switched.switch: "trait labels reads it"}).traits
    assert held.enabled is None

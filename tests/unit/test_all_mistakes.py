"""One run tells the mistakes of all stages, and nothing that only follows from another one."""

import pytest

from tests.support.documents import application, compiled, component, container, trait


def instances(*uses):
    """Return an application with one instance of the component `web` for each list of traits."""
    given = application()
    (use,) = given["spec"]["components"]
    given["spec"]["components"] = [
        {**use, "instanceName": f"web-{number}", "traits": list(traits)} for number, traits in enumerate(uses)
    ]
    return given


UNKNOWN = trait("ingres", hostname="shop.example.com")
MISTYPED = trait("manual-scaler", replicaCount="many")
CROSSED = trait("auto-scaler", minimum=5, maximum=2, cpu=50)
"""Mistakes that are found while traits are looked up, while their properties are checked, and while objects are made."""


def test_a_mistake_in_one_instance_hides_none_in_another():
    found = compiled(component(), instances([UNKNOWN], [MISTYPED], [CROSSED]))
    assert sorted(found.codes) == ["OAM502", "OAM508", "OAM528"]
    assert found.objects == []


@pytest.mark.parametrize("first", [UNKNOWN, MISTYPED, CROSSED], ids=["unknown", "mistyped", "crossed"])
def test_an_object_that_the_server_would_refuse_is_told_beside_every_other_mistake(first):
    broken = component(
        "apps/v1.DaemonSet", workloadSettings=[{"name": "spec", "value": {"template": {"spec": {}}}}], name="node"
    )
    uses = instances([first])
    uses["spec"]["components"].append({"componentName": "node", "instanceName": "node"})
    found = compiled(component(), broken, uses)
    assert {"OAM502", "OAM508", "OAM528"} & set(found.codes)
    assert "OAM605" in found.codes


def test_what_is_left_out_is_not_missed_by_anybody():
    scaled = [trait("volume-mounter", volumeName="data", storageClass=7)]
    volume = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
    given = component(
        "Server", container(resources={"cpu": {"required": 1}, "memory": {"required": "1G"}, "volumes": [volume]})
    )
    assert compiled(given, instances(scaled)).codes == ["OAM508"]


def test_overrides_are_not_looked_at_where_something_was_left_out():
    found = compiled(component(), instances([MISTYPED]), sets=("web-0.traits.manual-scaler.replicaCount=3", "nothing.at=all"))
    assert found.codes == ["OAM508"]


def test_a_field_that_nobody_knows_hides_no_mistake_of_a_later_stage():
    misspelled = component()
    misspelled["spec"]["discription"] = "a shop"
    found = compiled(misspelled, instances([UNKNOWN], [MISTYPED], [CROSSED]))
    assert sorted(found.codes) == ["OAM216", "OAM502", "OAM508", "OAM528"]
    assert found.objects == []


def test_after_a_field_that_nobody_knows_there_is_no_warning_that_may_follow_from_it():
    bare = container()
    resources = bare.pop("resources")
    assert "OAM323" in compiled(component("Server", bare), instances([])).codes
    assert compiled(component("Server", {**bare, "resorces": resources}), instances([])).codes == ["OAM216"]


WRONG = component()
WRONG["metadata"]["name"] = "wrong"
del WRONG["spec"]["containers"][0]["image"]


def test_a_wrong_component_hides_no_mistake_elsewhere_and_nobody_misses_it():
    uses = instances([UNKNOWN], [MISTYPED], [CROSSED])
    uses["spec"]["components"] += [
        {"componentName": "wrong", "instanceName": "one"},
        {"componentName": "absent", "instanceName": "two"},
        {"componentName": "wrong", "instanceName": "three", "traits": [UNKNOWN]},
    ]
    found = compiled(component(), WRONG, uses)
    assert sorted(found.codes) == ["OAM210", "OAM319", "OAM502", "OAM502", "OAM508", "OAM528"]
    assert found.objects == []


def test_a_wrong_application_hides_no_mistake_elsewhere_and_nobody_misses_its_scopes():
    wrong = instances([])
    wrong["metadata"]["name"] = "wrong"
    del wrong["spec"]["components"][0]["componentName"]
    uses = instances([UNKNOWN], [])
    uses["spec"]["components"][1]["applicationScopes"] = ["wrong"]
    health = {"probe-method": "kube-get", "probe-endpoint": ".status", "probe-interval": 30, "health-threshold-percentage": 100}
    properties = [{"name": name, "value": found} for name, found in health.items()]
    uses["spec"]["scopes"] = [{"name": "a", "type": "core.oam.dev/v1alpha1.HealthScope", "properties": properties}]
    found = compiled(component(), wrong, uses)
    assert sorted(found.codes) == ["OAM210", "OAM502"]


def uses_of(name):
    """Return an application with an instance of each of three components: one of a name, one that is absent, and `web`."""
    uses = instances([UNKNOWN], [MISTYPED], [CROSSED])
    for component_name, instance in ((name, "one"), ("absent", "two")):
        uses["spec"]["components"].append({"componentName": component_name, "instanceName": instance})
    return uses


OTHERS = ["OAM502", "OAM508", "OAM528"]
"""What is wrong with the three instances of `web`."""


@pytest.mark.parametrize(("name", "codes"), [(None, ["OAM210"]), (3, ["OAM212"]), ("", ["OAM213"])])
def test_a_component_without_a_name_may_be_any_that_is_not_there(name, codes):
    wrong = {**component(), "metadata": {"name": name}}
    assert sorted(compiled(component(), wrong, uses_of("wrong")).codes) == sorted([*codes, *OTHERS])
    nothing = {**component(), "metadata": {}}
    assert sorted(compiled(component(), nothing, uses_of("wrong")).codes) == sorted(["OAM210", *OTHERS])


def test_of_two_components_of_one_name_nobody_can_tell_which_is_meant():
    first, second = component(name="wrong"), component("Worker", name="wrong")
    second["spec"]["containers"][0]["image"] = "not an image"
    found = compiled(component(), first, second, uses_of("wrong"))
    assert sorted(found.codes) == sorted(["OAM301", "OAM319", "OAM326", "OAM513", *OTHERS])
    twice = compiled(component(), component(), uses_of("wrong"))
    assert sorted(twice.codes) == ["OAM301", "OAM319", "OAM319", "OAM502"]


def test_a_wrong_component_of_a_name_that_is_taken_leaves_the_uses_of_it_alone():
    wrong = {**WRONG, "metadata": {"name": "web"}}
    assert sorted(compiled(component(), wrong, uses_of("wrong")).codes) == ["OAM210", "OAM319", "OAM319", "OAM502"]


def test_of_two_applications_of_one_name_the_first_is_looked_at():
    found = compiled(component(), uses_of("absent"), instances([MISTYPED]))
    assert sorted(found.codes) == ["OAM301", "OAM319", "OAM319", *OTHERS]


@pytest.mark.parametrize("mistake", [{"appliesTo": 3}, {"appliesTo": ["x/y"]}, {"properties": [{"name": "a"}, {"name": "a"}]}])
def test_a_wrong_trait_document_is_not_missed(mistake):
    wrong = definition("Trait", "manual-scaler", mistake)
    found = compiled(component(), wrong, uses_of("web"))
    assert len(found.codes) == 2 + len(OTHERS)
    assert set(OTHERS) < set(found.codes)


def test_two_trait_documents_of_one_name_count_as_none():
    narrow = definition("Trait", "manual-scaler", {"appliesTo": ["core.oam.dev/v1alpha1.Worker"]})
    uses = instances([trait("manual-scaler", replicaCount=2)], [UNKNOWN])
    assert compiled(component(), narrow, uses).codes == ["OAM501", "OAM502"]
    assert sorted(compiled(component(), narrow, narrow, uses).codes) == ["OAM301", "OAM502"]


NAMED = {"group": "example.com", "names": {"kind": "Cache"}, "settings": [{"name": "size", "required": True}]}


@pytest.mark.parametrize(
    ("broken", "codes"),
    [
        ({**NAMED, "settings": 3}, ["OAM211"]),
        ({**NAMED, "group": None}, ["OAM210"]),
        ({**NAMED, "settings": [{"name": "a"}, {"name": "a"}]}, ["OAM302"]),
        ({"group": "example.com", "names": 3}, ["OAM211"]),
        (3, ["OAM211"]),
    ],
)
def test_a_wrong_definition_of_a_workload_type_is_not_missed_by_what_is_of_that_type(broken, codes):
    cache = component("example.com/v1.Cache", name="cache")
    assert compiled(component(), cache, uses_of("cache")).codes.count("OAM536") == 1
    wrong = definition("WorkloadType", "caches", broken)
    found = compiled(component(), cache, wrong, uses_of("cache"))
    assert sorted(found.codes) == sorted([*codes, "OAM319", *OTHERS])
    other = component("example.com/v1.Queue", name="queue")
    if broken != 3 and broken["names"] != 3:
        assert "OAM536" in compiled(component(), other, wrong, uses_of("queue")).codes


def test_of_two_definitions_of_one_type_nobody_can_tell_which_counts():
    cache, known = component("example.com/v1.Cache", name="cache"), definition("WorkloadType", "a", NAMED)
    again = definition("WorkloadType", "b", {**NAMED, "settings": []})
    assert sorted(compiled(component(), cache, known, again, uses_of("cache")).codes) == ["OAM302", "OAM319", *OTHERS]


SCOPE_TYPE = "example.com/v1.MeshScope"


@pytest.mark.parametrize(
    ("broken", "codes"),
    [
        ({"type": SCOPE_TYPE}, ["OAM210"]),
        ({"type": SCOPE_TYPE, "allowComponentOverlap": "x"}, ["OAM211"]),
        ({"type": SCOPE_TYPE, "allowComponentOverlap": True, "parameters": [{"name": "a"}, {"name": "a"}]}, ["OAM302"]),
        (3, ["OAM211"]),
    ],
)
def test_a_wrong_definition_of_a_scope_type_is_not_missed_by_scopes_of_that_type(broken, codes):
    uses = instances([UNKNOWN], [MISTYPED], [CROSSED])
    uses["spec"]["scopes"] = [{"name": "mesh", "type": SCOPE_TYPE, "properties": {"a": 1}}]
    uses["spec"]["components"].append({"componentName": "web", "instanceName": "four", "applicationScopes": ["shop"]})
    assert "OAM515" in compiled(component(), uses).codes
    assert sorted(compiled(component(), definition("ApplicationScope", "mesh", broken), uses).codes) == sorted(
        [*codes, *OTHERS]
    )


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda web, _: web["spec"].update(workloadType="a/b"), ["OAM303"]),
        (lambda web, _: web["spec"].update(parameters=[{"name": "a", "type": "string"}] * 2), ["OAM302"]),
        (lambda web, _: web["spec"]["containers"][0].update(env=[{"name": "A=", "value": "b"}]), ["OAM310"]),
        (lambda web, _: web["spec"]["containers"].append(container(ports=None)), ["OAM302"]),
        (lambda web, _: web["metadata"].update(name="my web"), ["OAM310"]),
        (lambda _, shop: shop["metadata"].update(name="my shop"), ["OAM310"]),
        (lambda _, shop: shop["metadata"].update(namespace="Shop"), ["OAM310"]),
        (lambda _, shop: shop["spec"].update(variables=[{"name": "a", "value": "b"}] * 2), ["OAM302"]),
        (lambda _, shop: shop["spec"].update(variables=[{"name": "a b", "value": "b"}]), ["OAM310"]),
        (lambda _, shop: shop["spec"]["components"].append(shop["spec"]["components"][0]), ["OAM302"]),
        (lambda _, shop: use_of(shop).update(parameterValues=[{"name": "a", "value": "b"}] * 2), ["OAM302"]),
        (lambda _, shop: use_of(shop).update(traits=[{"name": "ingress", "properties": TWICE}]), ["OAM302", "OAM250"]),
    ],
)
def test_a_mistake_in_a_name_hides_none_elsewhere_and_nothing_follows_from_it(change, codes):
    wrong, shop = component(name="wrong"), instances([])
    shop["metadata"]["name"] = "wrong-shop"
    shop["spec"]["components"] = [{"componentName": "wrong", "instanceName": "wrong-one"}]
    change(wrong, shop)
    if wrong["metadata"]["name"] != "wrong":
        use_of(shop)["componentName"] = wrong["metadata"]["name"]
    found = compiled(component(), wrong, instances([UNKNOWN], [MISTYPED], [CROSSED]), shop)
    assert sorted(found.codes) == sorted([*codes, *OTHERS])
    assert found.objects == []


TWICE = [{"name": "hostname", "value": "a.org"}, {"name": "hostname", "value": "b.org"}]


def use_of(shop):
    """Return the one instance of an application."""
    return shop["spec"]["components"][0]


def definition(kind, name, spec):
    """Return a document that defines a type."""
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": spec}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("paramters", [{"name": "a", "type": "string"}]),
        ("continers", [container()]),
        ("workloadSetings", [{"name": "a", "value": "b"}]),
    ],
)
def test_what_stands_below_a_misspelled_name_is_not_missed(key, text):
    wrong = component("example.com/v1.Cache" if key.startswith("w") else "Server", name="wrong")
    if key == "paramters":
        wrong["spec"]["containers"][0]["env"] = [{"name": "A", "fromParam": "a"}]
    if key == "continers":
        del wrong["spec"]["containers"]
    wrong["spec"][key] = text
    uses = uses_of("wrong")
    uses["spec"]["components"][3]["parameterValues"] = [{"name": "a", "value": "b"}]
    assert sorted(compiled(component(), wrong, uses).codes) == sorted(["OAM216", "OAM319", *OTHERS])


@pytest.mark.parametrize("key", ["parameterValue", "trait", "applicationScope"])
def test_an_instance_in_which_a_name_is_misspelled_is_left_out_alone(key):
    uses = instances([UNKNOWN], [MISTYPED], [CROSSED], [])
    del uses["spec"]["components"][3]["traits"]
    uses["spec"]["components"][3][key] = [{"name": "a", "value": "b"}]
    uses["spec"]["components"][3]["componentName"] = "other"
    other = component(name="other", parameters=[{"name": "a", "type": "string", "required": True}])
    other["spec"]["containers"][0]["env"] = [{"name": "A", "fromParam": "a"}]
    assert sorted(compiled(component(), other, uses).codes) == sorted(["OAM216", *OTHERS])


def test_a_misspelled_name_of_a_field_that_must_be_there_is_one_mistake():
    misspelled = component()
    container_of = misspelled["spec"]["containers"][0]
    container_of["imgae"] = container_of.pop("image")
    assert compiled(misspelled, application()).codes == ["OAM216"]
    container_of["colour"] = container_of.pop("imgae")
    assert sorted(compiled(misspelled, application()).codes) == ["OAM210", "OAM216"]


def test_what_must_be_there_is_missed_where_unknown_fields_are_allowed_and_told_once():
    misspelled = component()
    container_of = misspelled["spec"]["containers"][0]
    container_of["imgae"] = container_of.pop("image")
    (found,) = compiled(misspelled, application(), allow_unknown=True).reports.found
    assert (found.code.id, found.severity, found.hint) == ("OAM210", "error", 'write "image" in the place of "imgae"')
    container_of["colour"] = container_of.pop("imgae")
    found = compiled(misspelled, application(), allow_unknown=True)
    assert sorted(found.codes) == ["OAM210", "OAM216"]


@pytest.mark.parametrize("absent", ["apiVersion", "kind", "metadata", "spec"])
def test_what_a_document_lacks_is_told(absent):
    lacking = component()
    del lacking[absent]
    codes = compiled(lacking, application()).codes
    assert set(codes) & {"OAM210", "OAM152", "OAM201", "OAM202"}


def test_a_misspelled_property_that_must_be_there_is_one_mistake():
    misspelled = [trait("manual-scaler", replicCount=2)]
    found = compiled(component(), instances(misspelled, [UNKNOWN], [CROSSED]))
    assert sorted(found.codes) == ["OAM502", "OAM506", "OAM528"]
    (finding,) = compiled(component(), instances(misspelled), allow_unknown=True).reports.found
    assert (finding.code.id, finding.hint) == ("OAM507", 'write "replicaCount" in the place of "replicCount"')
    both = [trait("ingress", rules=[{"hst": "a.example.com"}], colour=1)]
    assert sorted(compiled(component(), instances(both)).codes) == ["OAM506", "OAM506", "OAM507"]
    assert sorted(compiled(component(), instances(both), allow_unknown=True).codes) == ["OAM506", "OAM507", "OAM507"]

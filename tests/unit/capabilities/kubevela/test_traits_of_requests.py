"""gateway, expose and the old ingress traits: Services and Ingresses, and what Kubernetes wants of them."""

import pytest

from tests.support.component_traits import trait, with_traits

HTTP = {"/": 8080}


def ports(made):
    return [port["port"] for port in made.only("Service")["spec"]["ports"]]


def test_two_paths_with_one_port_give_one_port_of_the_service():
    made = with_traits(trait("gateway", http={"/": 80, "/a": 81, "/b": 80}))
    assert ports(made) == [80, 81]


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ((), [80, 81, 82]),
        (("/a=80",), [80, 82]),
        (("/b=81",), [80, 81]),
        (("/a=82", "/=82"), [82]),
        (("/=81", "/a=80"), [81, 80, 82]),
    ],
)
def test_the_service_has_each_port_once_whatever_is_chosen(sets, expected):
    chosen = tuple(f"web.traits.gateway.http.{text}" for text in sets)
    made = with_traits(trait("gateway", http={"/": 80, "/a": 81, "/b": 82}), sets=chosen)
    assert ports(made) == expected
    assert [port["name"] for port in made.only("Service")["spec"]["ports"]] == [f"port-{number}" for number in expected]


@pytest.mark.parametrize(("count", "is_live"), [(8, True), (9, False)])
def test_up_to_eight_paths_have_ports_that_can_be_chosen(count, is_live):
    http = {f"/{index}": 8000 + index for index in range(count)}
    made = with_traits(trait("gateway", http=http), sets=("web.traits.gateway.http./0=9999",))
    assert made.codes == ([] if is_live else ["OAM450"])
    fixed = with_traits(trait("gateway", http={**http, "/0": 8001}))
    assert ports(fixed) == sorted({**http, "/0": 8001}.values())[1:]


def test_the_ports_of_many_paths_keep_the_order_of_the_paths():
    numbers = [81, 82, 81, 80, 82, 83, 84, 85, 86]
    assert ports(with_traits(trait("gateway", http={f"/{index}": number for index, number in enumerate(numbers)}))) == [
        81, 82, 80, 83, 84, 85, 86,
    ]  # fmt: skip


def test_paths_come_in_the_order_of_their_characters():
    made = with_traits(trait("gateway", http={"/b": 1, "/": 2, "/a": 3}))
    assert [path["path"] for path in made.only("Ingress")["spec"]["rules"][0]["http"]["paths"]] == ["/", "/a", "/b"]


@pytest.mark.parametrize("in_spec", [False, True])
def test_the_class_stands_in_the_annotation_or_in_the_spec(in_spec):
    ingress = with_traits(trait("gateway", http=HTTP, classInSpec=in_spec)).only("Ingress")
    assert ingress["spec"].get("ingressClassName") == ("nginx" if in_spec else None)
    assert ingress["metadata"].get("annotations") == (None if in_spec else {"kubernetes.io/ingress.class": "nginx"})


@pytest.mark.parametrize(
    ("value", "in_spec", "codes"),
    [("nginx", False, ["OAM594"]), ("traefik", False, ["OAM588"]), ("nginx", True, ["OAM588"])],
)
def test_an_annotation_of_the_class_must_say_the_same(value, in_spec, codes):
    annotations = {"kubernetes.io/ingress.class": value}
    made = with_traits(trait("gateway", http=HTTP, annotations=annotations, classInSpec=in_spec))
    assert made.codes == codes
    if not in_spec and value == "nginx":
        assert made.only("Ingress")["metadata"]["annotations"] == annotations


@pytest.mark.parametrize(("name", "codes"), [("my class", ["OAM706"]), ("my-class", [])])
def test_a_class_in_the_spec_is_the_name_of_an_object(name, codes):
    sets = ("web.traits.gateway.classInSpec=true",)
    assert with_traits(trait("gateway", http=HTTP, **{"class": name}), sets=sets).codes == codes
    assert with_traits(trait("gateway", http=HTTP, **{"class": name})).codes == []


@pytest.mark.parametrize("path", ["/a//b", "/a/./b", "/a/../b", "/a%2fb", "/a%2Fb", "/a/..", "/a/."])
def test_odd_paths_are_for_the_type_that_leaves_them_to_the_controller(path):
    assert with_traits(trait("gateway", http={path: 80})).codes == []
    for kind in ("Prefix", "Exact"):
        sets = (f"web.traits.gateway.pathType={kind}",)
        assert with_traits(trait("gateway", http={path: 80}), sets=sets).codes == ["OAM706"]
        assert with_traits(trait("gateway", http={"/plain": 80}), sets=sets).codes == []


def test_a_certificate_needs_a_domain():
    assert with_traits(trait("gateway", http=HTTP, secretName="tls")).codes == ["OAM588"]
    made = with_traits(trait("gateway", http=HTTP, secretName="tls", domain="a.example.com"))
    assert made.only("Ingress")["spec"]["tls"] == [{"hosts": ["a.example.com"], "secretName": "tls"}]


@pytest.mark.parametrize("kind", ["gateway", "ingress", "ingress-1-20", "pure-ingress"])
def test_no_path_is_an_error(kind):
    made = with_traits(trait(kind, http={}, domain="a.example.com"))
    assert made.codes == ["OAM588"]


def test_another_service_takes_the_place_of_one_of_its_own():
    made = with_traits(trait("gateway", http=HTTP, existingServiceName="other"))
    assert made.kinds() == ["Deployment", "Ingress"]


def test_a_second_gateway_has_names_of_its_own():
    made = with_traits(trait("gateway", http=HTTP), trait("gateway", http=HTTP, name="side"))
    names = [(item["kind"], item["metadata"]["name"]) for item in made.objects[1:]]
    assert names == [("Service", "web"), ("Ingress", "web"), ("Service", "web-side"), ("Ingress", "web-side")]
    resources = [item["metadata"]["labels"]["trait.oam.dev/resource"] for item in made.objects[1:]]
    assert resources == ["service", "ingress", "service-side", "ingress-side"]


def test_a_trait_that_is_turned_off_makes_nothing_and_asks_for_nothing():
    sets = ("web.traits.gateway.enabled=false", "web.traits.gateway.classInSpec=true")
    made = with_traits(trait("gateway", http=HTTP, **{"class": "my class"}), sets=sets)
    assert (made.codes, made.kinds()) == ([], ["Deployment"])


EXPOSED = [{"port": 8080, "expose": True}]
WRITERS = {
    ("component type webservice", "trait gateway"): (EXPOSED, [trait("gateway", http=HTTP)], "existingServiceName: web"),
    ("component type webservice", "trait expose"): (EXPOSED, [trait("expose", ports=[{"port": 8080}])], "expose: true"),
    ("component type webservice", "trait ingress-1-20"): (
        EXPOSED,
        [trait("ingress-1-20", http=HTTP, domain="a.example.com")],
        "expose: true",
    ),
    ("trait gateway", "trait expose"): (
        [],
        [trait("gateway", http=HTTP), trait("expose", ports=[{"port": 8080}])],
        "existingServiceName: web",
    ),
    ("trait expose", "trait expose"): (
        [],
        [trait("expose", ports=[{"port": 1}]), trait("expose", ports=[{"port": 2}])],
        "leave one of the two out",
    ),
}


@pytest.mark.parametrize("writers", WRITERS, ids=map(str, WRITERS))
def test_two_services_of_one_name_are_told_with_their_writers(writers):
    listed, traits, hint = WRITERS[writers]
    made = with_traits(*traits, **({"ports": listed} if listed else {}))
    assert made.codes == ["OAM602"]
    (found,) = made.reports.found
    assert [note.message.partition(" of component")[0] for note in found.related] in (list(writers), list(writers)[::-1])
    assert hint in found.hint


def test_objects_of_two_components_that_meet_are_told_with_their_components():
    from tests.support.component_types import application, component
    from tests.support.documents import compiled

    first = component("webservice", "web", trait("gateway", http=HTTP, name="x"), image="example/web:1")
    second = component("webservice", "web-x", trait("expose", ports=[{"port": 80}]), image="example/web:1")
    made = compiled(application(first, second))
    assert made.codes == ["OAM602"]
    assert [note.message for note in made.reports.found[0].related] == [
        'trait gateway of component "web" writes one',
        'trait expose of component "web-x" writes the other one',
    ]


@pytest.mark.parametrize(("kind", "codes"), [("ingress", ["OAM595"]), ("pure-ingress", ["OAM595"]), ("ingress-1-20", [])])
def test_old_ingresses_are_written_in_the_version_that_kubernetes_has(kind, codes):
    made = with_traits(trait(kind, http={"/": 80, "/a": 81}, domain="a.example.com"), strict=True)
    assert made.codes == codes
    ingress = made.only("Ingress")
    assert ingress["apiVersion"] == "networking.k8s.io/v1"
    assert [path["pathType"] for path in ingress["spec"]["rules"][0]["http"]["paths"]] == ["ImplementationSpecific"] * 2
    assert [item["kind"] for item in made.objects] == [
        "Deployment",
        *(["Service"] if kind != "pure-ingress" else []),
        "Ingress",
    ]


@pytest.mark.parametrize(("http", "named"), [({"/": 80}, [None]), ({"/": 80, "/a": 81}, ["port-80", "port-81"])])
def test_ports_of_an_old_ingress_have_names_where_there_are_several(http, named):
    made = with_traits(trait("ingress-1-20", http=http, domain="a.example.com"))
    assert [port.get("name") for port in made.only("Service")["spec"]["ports"]] == named


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({}, ["OAM588"]),
        ({"ports": []}, ["OAM588"]),
        ({"port": []}, ["OAM588", "OAM589"]),
        ({"ports": [{"port": 80}]}, []),
        ({"port": [80]}, ["OAM589"]),
        ({"ports": [{"port": 80}], "type": "ExternalName"}, ["OAM508"]),
        ({"ports": [{"port": 0}]}, ["OAM508"]),
        ({"ports": [{"port": 65535}]}, []),
        ({"ports": [{"port": 65536}]}, ["OAM508"]),
    ],
)
def test_expose_needs_a_port_and_a_type_of_its_own(properties, codes):
    assert with_traits(trait("expose", **properties)).codes == codes


def test_the_port_of_the_nodes_is_for_that_type_alone():
    listed = [{"port": 80, "nodePort": 30080}]
    made = with_traits(trait("expose", ports=listed))
    assert "nodePort" not in made.only("Service")["spec"]["ports"][0]
    other = with_traits(trait("expose", ports=listed), sets=("web.traits.expose.type=NodePort",))
    assert other.only("Service")["spec"]["ports"][0]["nodePort"] == 30080


def test_expose_selects_the_component_unless_labels_are_given():
    of_component = {"app.oam.dev/component": "web"}
    for given, expected in (({}, of_component), ({"matchLabels": {}}, of_component), ({"matchLabels": {"a": "b"}}, {"a": "b"})):
        made = with_traits(trait("expose", ports=[{"port": 80}], **given))
        assert made.only("Service")["spec"]["selector"] == expected


def test_expose_comes_behind_what_other_traits_make():
    made = with_traits(trait("expose", ports=[{"port": 80}]), trait("hpa"))
    assert made.kinds() == ["Deployment", "HorizontalPodAutoscaler", "Service"]

"""Traits of KubeVela that change containers: what each branch of their rules makes, and what they refuse.

The rules are those of docs/spec/oam-v1beta1.md, 14.2.
"""

import pytest

from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Rendered
from oamc.capabilities.kubevela.components.webservice import WEBSERVICE
from oamc.diagnostics.codes.vela import PROPERTY_WITHOUT_EFFECT
from oamc.diagnostics.reports import INFO
from oamc.model.vocabularies import KUBEVELA
from oamc.records import replace
from tests.support.documents import compiled
from tests.support.trait_uses import IMAGE, application, lowered, made, use

TWO = use("sidecar", name="two", image="example/two:1")


def container(*traits, **properties):
    """Return the container of the component without what it has in any case."""
    found = made(*traits, **properties)
    told = [finding for finding in found.reports.found if finding.severity != INFO and finding.code != PROPERTY_WITHOUT_EFFECT]
    assert told == []
    fields = dict(found.containers()[0])
    assert fields.pop("name") == "web"
    if fields["image"] == IMAGE:
        del fields["image"]
    return fields


def refused(*traits, **properties):
    """Return the code, the message and the hint of the only finding."""
    (found,) = made(*traits, **properties).reports.found
    return found.code.id, found.message, found.hint


# Which container is meant.


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("env", {"env": {"A": "1"}}),
        ("command", {"command": ["x"]}),
        ("container-image", {"image": "example/other:1"}),
        ("container-ports", {"ports": [{"containerPort": 1}]}),
        ("securitycontext", {"runAsUser": 7}),
        ("startup-probe", {"tcpSocket": {"port": 1}}),
    ],
)
def test_a_container_is_meant_by_its_name_or_else_that_of_the_component(kind, settings):
    several = "probes" if kind == "startup-probe" else "containers"
    own = made(TWO, use(kind, **settings)).containers()
    named = made(TWO, use(kind, containerName="web", **settings)).containers()
    empty = made(TWO, use(kind, containerName="", **settings)).containers()
    listed = made(TWO, use(kind, **{several: [{"containerName": "web", **settings}]})).containers()
    assert own == named == empty == listed
    assert own[1] == {"name": "two", "image": "example/two:1"}
    other = made(TWO, use(kind, containerName="two", **settings)).containers()
    assert other[0] == {"name": "web", "image": IMAGE}
    both = made(TWO, use(kind, **{several: [{"containerName": name, **settings} for name in ("two", "web")]})).containers()
    assert both == [own[0], other[1]]
    code, message, hint = refused(TWO, use(kind, containerName="ghost", **settings))
    assert (code, message, hint) == ("OAM587", 'component "web" has no container "ghost"', "its containers are web and two")
    assert refused(use(kind, **{several: [settings]}))[0] == "OAM507"
    assert refused(use(kind, **{several: [{"containerName": "", **settings}]}))[0] == "OAM508"
    twice = [{"containerName": "web", **settings}] * 2
    assert refused(use(kind, **{several: twice}))[:2] == (
        "OAM588",
        f'the properties of trait "{kind}" do not go together: container "web" is there twice',
    )
    code, message, _ = refused(use(kind, containerName="web", **{several: [{"containerName": "web", **settings}]}))
    assert code == "OAM588"
    assert f'"containerName" stands beside "{several}", which is another form of the same' in message
    assert refused(use(kind, containerName="Web", **settings))[0] == "OAM508"
    assert made(use(kind, **{several: []})).containers() == [{"name": "web", "image": IMAGE}]


@pytest.mark.parametrize("kind", ["env", "command", "securitycontext"])
def test_without_any_property_nobody_can_tell_which_form_is_meant(kind):
    code, message, hint = refused(use(kind))
    assert (code, message) == ("OAM588", f'the properties of trait "{kind}" do not go together: none is given')
    assert hint == 'write a property of the container, or "containers" with a list'


def test_where_a_form_is_the_usual_one_nothing_has_to_be_given():
    assert container(use("container-ports")) == {"ports": []}
    assert refused(use("container-image"))[0] == "OAM507"


def test_properties_of_the_other_form_are_no_values():
    objects = lowered(use("securitycontext", containers=[{"containerName": "web"}]))
    paths = [".".join(parameter.path[2:]) for parameter in (*objects.parameters, *objects.fixed)]
    assert [path for path in paths if path.startswith("securitycontext.")] == [
        f"securitycontext.containers.web.{name}"
        for name in ("allowPrivilegeEscalation", "privileged", "readOnlyRootFilesystem", "runAsNonRoot", "containerName")
    ]


# sidecar


def test_a_sidecar_has_what_is_given():
    found = made(
        use(
            "sidecar",
            name="logs",
            image="example/logs:1",
            cmd=["tail"],
            args=["-f"],
            env=[
                {"name": "A", "value": "1"},
                {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
                {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
                {"name": "D", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
            ],
            volumes=[{"name": "shared", "path": "/logs"}],
            livenessProbe={"exec": {"command": ["true"]}},
            readinessProbe={"httpGet": {"path": "/ok", "port": 1}, "periodSeconds": 3},
        ),
        volumeMounts={"emptyDir": [{"name": "shared", "mountPath": "/out"}]},
    )
    assert found.codes == []
    usual = {"initialDelaySeconds": 0, "periodSeconds": 10, "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3}
    assert found.containers()[1] == {
        "name": "logs",
        "image": "example/logs:1",
        "command": ["tail"],
        "args": ["-f"],
        "env": [
            {"name": "A", "value": "1"},
            {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
            {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
            {"name": "D", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        ],
        "volumeMounts": [{"mountPath": "/logs", "name": "shared"}],
        "livenessProbe": {"exec": {"command": ["true"]}, **usual},
        "readinessProbe": {"httpGet": {"path": "/ok", "port": 1}, **usual, "periodSeconds": 3},
    }


def test_a_sidecar_of_a_known_name_completes_the_container():
    assert container(use("sidecar", name="web", image=IMAGE, args=["-f"])) == {"args": ["-f"]}
    assert refused(use("sidecar", name="web", image="example/other:1"))[0] == "OAM586"


def test_a_volume_that_nobody_declares_is_refused_as_by_the_api_server():
    assert refused(use("sidecar", name="a", image=IMAGE, volumes=[{"name": "v", "path": "/v"}]))[0] == "OAM606"


# resource

USUAL = {"cpu": 1, "memory": "2048Mi"}


@pytest.mark.parametrize(
    ("properties", "resources", "codes"),
    [
        ({}, None, []),
        (
            {"cpu": "2", "memory": "1Gi"},
            {"requests": {"cpu": "2", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "1Gi"}},
            [],
        ),
        (
            {"cpu": 0.25, "memory": "1Gi"},
            {"requests": {"cpu": 0.25, "memory": "1Gi"}, "limits": {"cpu": 0.25, "memory": "1Gi"}},
            [],
        ),
        ({"cpu": 2}, None, ["OAM590"]),
        ({"memory": "1Gi"}, None, ["OAM590"]),
        ({"requests": {}}, {"requests": USUAL}, []),
        ({"limits": {"cpu": 3}}, {"limits": {**USUAL, "cpu": 3}}, []),
        ({"requests": {"memory": "64Mi"}, "limits": {}}, {"requests": {"cpu": 1, "memory": "64Mi"}, "limits": USUAL}, []),
        ({"cpu": 2, "memory": "1Gi", "limits": {}}, {"limits": USUAL}, ["OAM590", "OAM590"]),
    ],
)
def test_amounts(properties, resources, codes):
    found = made(use("resource", **properties))
    assert found.codes == codes
    assert found.containers()[0].get("resources") == resources


def test_amounts_take_the_place_of_those_that_are_there():
    own = {"requests": {"cpu": "100m"}, "limits": {"cpu": "100m"}}
    assert container(use("resource", limits={}), cpu="100m")["resources"] == {**own, "limits": USUAL}
    assert container(use("resource"), cpu="100m")["resources"] == own


@pytest.mark.parametrize(("memory", "codes"), [("1Gi", []), ("0.5Gi", ["OAM508"]), ("100", ["OAM508"]), (100, ["OAM508"])])
def test_memory_is_a_whole_number_with_a_unit(memory, codes):
    assert made(use("resource", cpu=1, memory=memory)).codes == codes


@pytest.mark.parametrize(("cpu", "codes"), [(0, []), (0.5, []), ("500m", []), (-1, ["OAM508"]), ("much", ["OAM508"])])
def test_cpu_is_a_number_or_a_quantity(cpu, codes):
    assert made(use("resource", cpu=cpu, memory="1Gi")).codes == codes


def test_there_must_be_one_container_alone():
    given = {"cpu": 1, "memory": "1Gi"}
    assert made(use("resource", **given), TWO).codes == []
    code, message, hint = refused(TWO, use("resource", **given))
    assert (code, message) == (
        "OAM592",
        'trait "resource" needs a component with one container, and component "web" has the containers web and two',
    )
    assert hint == 'put "resource" before the traits that add containers'


# env


@pytest.mark.parametrize(
    ("before", "properties", "env"),
    [
        (None, {"env": {"B": "2", "A": "1"}}, [("A", "1"), ("B", "2")]),
        (None, {"env": {"A": "1"}, "replace": True}, [("A", "1")]),
        (
            [("K", "k"), ("C", "c"), ("D", "d")],
            {"env": {"C": "c2", "N": "n"}, "unset": ["D"]},
            [("K", "k"), ("C", "c2"), ("N", "n")],
        ),
        ([("K", "k"), ("C", "c")], {"env": {"C": "c2"}, "replace": True}, [("C", "c2")]),
        ([("K", "k")], {"unset": ["K"]}, []),
        ([("K", "k")], {"replace": True}, []),
        ([("K", "k")], {"env": {}}, [("K", "k")]),
    ],
)
def test_variables_are_put_together_anew(before, properties, env):
    given = {} if before is None else {"env": [{"name": name, "value": value} for name, value in before]}
    assert container(use("env", **properties), **given) == {"env": [{"name": name, "value": value} for name, value in env]}


@pytest.mark.parametrize("before", [{}, {"env": [{"name": "A", "value": "1"}]}])
def test_a_variable_that_is_set_and_taken_away_is_not_there(before):
    found = made(use("env", env={"A": "2"}, unset=["A"]), **before)
    assert not found.reports.has_errors()
    assert found.containers()[0]["env"] == []


def test_a_variable_that_comes_from_elsewhere_is_kept_or_gets_a_value():
    source = {"secretKeyRef": {"name": "s", "key": "k"}}
    before = [{"name": name, "valueFrom": source} for name in ("A", "B")]
    found = container(use("env", env={"B": "b"}), env=before)
    assert found == {"env": [{"name": "A", "valueFrom": source}, {"name": "B", "value": "b"}]}


def test_values_of_variables_can_be_chosen_on_both_sides():
    sets = ("web.properties.env.A.value=x", "web.traits.env.env.B=y")
    assert container(use("env", env={"B": "2"}), env=[{"name": "A", "value": "1"}], sets=sets) == {
        "env": [{"name": "A", "value": "x"}, {"name": "B", "value": "y"}]
    }


# command


@pytest.mark.parametrize(
    ("args", "properties", "result"),
    [
        (None, {"command": ["c"]}, {"command": ["c"], "args": []}),
        (["a"], {"command": ["c"]}, {"command": ["c"], "args": ["a"]}),
        (["a"], {"args": ["b"]}, {"args": ["b"]}),
        (["a"], {"args": []}, {"args": []}),
        (["a", "b"], {"delArgs": ["a"]}, {"args": ["b"]}),
        (["a", "b", "a"], {"delArgs": ["a"], "addArgs": ["c", "a", "b"]}, {"args": ["b", "c"]}),
        (["a"], {"delArgs": ["a"]}, {"args": []}),
        (["a"], {"delArgs": ["b"], "addArgs": ["b"]}, {"args": ["a"]}),
        (None, {"addArgs": ["a", "a"]}, {"args": ["a", "a"]}),
        (None, {"delArgs": ["a"]}, {"args": []}),
        (["a"], {"command": None, "args": None, "addArgs": ["b"], "delArgs": None}, {"args": ["a", "b"]}),
        (["a"], {"command": None}, {"args": ["a"]}),
    ],
)
def test_commands_and_arguments(args, properties, result):
    given = {} if args is None else {"args": args}
    assert container(use("command", **properties), **given) == result


def test_a_command_takes_the_place_of_another_one():
    assert container(use("command", command=["c"]), cmd=["a"])["command"] == ["c"]
    assert container(use("command", command=["c"]), use("command", command=["d"]), cmd=["a"])["command"] == ["d"]


@pytest.mark.parametrize("name", ["addArgs", "delArgs"])
def test_arguments_are_given_or_changed(name):
    code, message, hint = refused(use("command", **{"args": ["a"], name: ["b"]}))
    assert (code, hint) == ("OAM588", f'leave "args" or "{name}" out')
    assert f'"{name}" changes the arguments, and "args" puts others in their place' in message


# service-binding


def test_variables_come_from_keys_of_secrets():
    found = container(use("service-binding", envMappings={"USER": {"secret": "db"}, "PASSWORD": {"secret": "db", "key": "pw"}}))
    assert found["env"] == [
        {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}},
        {"name": "USER", "valueFrom": {"secretKeyRef": {"name": "db", "key": "USER"}}},
    ]
    assert container(use("service-binding")) == {}
    assert container(use("service-binding", envMappings={})) == {}


def test_variables_join_those_that_are_there():
    binding = use("service-binding", envMappings={"B": {"secret": "db"}})
    assert [one["name"] for one in container(binding, env=[{"name": "A", "value": "1"}])["env"]] == ["A", "B"]
    assert container(binding, binding)["env"] == container(binding)["env"]
    assert refused(binding, use("service-binding", envMappings={"B": {"secret": "other"}}))[0] == "OAM586"
    assert refused(binding, env=[{"name": "B", "value": "1"}])[0] == "OAM606"


@pytest.mark.parametrize("binding", [{}, {"secret": "Db"}, {"secret": "db", "key": "a b"}, {"secret": "db", "other": "x"}])
def test_a_binding_names_a_secret_and_a_key(binding):
    assert refused(use("service-binding", envMappings={"A": binding}))[0] in {"OAM506", "OAM507", "OAM508"}


# init-container

FETCH = {"name": "fetch", "image": "example/fetch:1", "appMountPath": "/app", "initMountPath": "/init"}


def test_an_init_container_shares_a_volume():
    found = made(use("init-container", **FETCH))
    assert found.codes == []
    assert found.pod() == {
        "containers": [{"name": "web", "image": IMAGE, "volumeMounts": [{"name": "workdir", "mountPath": "/app"}]}],
        "initContainers": [
            {
                "name": "fetch",
                "image": "example/fetch:1",
                "imagePullPolicy": "IfNotPresent",
                "volumeMounts": [{"name": "workdir", "mountPath": "/init"}],
            }
        ],
        "volumes": [{"name": "workdir", "emptyDir": {}}],
    }


def test_an_init_container_has_what_is_given():
    found = made(
        use(
            "init-container",
            **FETCH,
            imagePullPolicy="Always",
            cmd=["get"],
            args=["it"],
            env=[{"name": "FROM", "value": "there"}],
            mountName="share",
            extraVolumeMounts=[{"name": "cache", "mountPath": "/cache"}],
        ),
        volumeMounts={"emptyDir": [{"name": "cache", "mountPath": "/out"}]},
    )
    assert found.codes == []
    pod = found.pod()
    assert pod["initContainers"] == [
        {
            "name": "fetch",
            "image": "example/fetch:1",
            "imagePullPolicy": "Always",
            "command": ["get"],
            "args": ["it"],
            "env": [{"name": "FROM", "value": "there"}],
            "volumeMounts": [{"name": "share", "mountPath": "/init"}, {"name": "cache", "mountPath": "/cache"}],
        }
    ]
    assert [volume["name"] for volume in pod["volumes"]] == ["cache", "share"]


def test_two_init_containers_run_one_after_the_other_and_may_share_one_volume():
    second = {**FETCH, "name": "sort"}
    pod = made(use("init-container", **FETCH), use("init-container", **second)).pod()
    assert [one["name"] for one in pod["initContainers"]] == ["fetch", "sort"]
    assert pod["volumes"] == [{"name": "workdir", "emptyDir": {}}]
    assert refused(use("init-container", **FETCH), use("init-container", **{**second, "appMountPath": "/other"}))[0] == "OAM586"


@pytest.mark.parametrize("missing", FETCH)
def test_an_init_container_needs_a_name_an_image_and_two_paths(missing):
    assert refused(use("init-container", **{name: value for name, value in FETCH.items() if name != missing}))[0] == "OAM507"


# securitycontext

GUARDED = {"allowPrivilegeEscalation": False, "privileged": False, "readOnlyRootFilesystem": False, "runAsNonRoot": True}


@pytest.mark.parametrize(
    ("properties", "context"),
    [
        ({"runAsNonRoot": True}, {"capabilities": {}, **GUARDED}),
        ({"addCapabilities": ["NET_ADMIN"]}, {"capabilities": {"add": ["NET_ADMIN"]}, **GUARDED}),
        ({"dropCapabilities": ["ALL"], "runAsUser": 5}, {"capabilities": {"drop": ["ALL"]}, **GUARDED, "runAsUser": 5}),
        (
            {"runAsGroup": 3, "readOnlyRootFilesystem": True},
            {"capabilities": {}, **GUARDED, "runAsGroup": 3, "readOnlyRootFilesystem": True},
        ),
        (
            {"privileged": True, "allowPrivilegeEscalation": True},
            {"capabilities": {}, **GUARDED, "privileged": True, "allowPrivilegeEscalation": True},
        ),
    ],
)
def test_what_containers_may_do(properties, context):
    assert container(use("securitycontext", **properties)) == {"securityContext": context}


def test_a_privileged_container_may_get_more_rights():
    code, message, hint = refused(use("securitycontext", privileged=True))
    assert (code, hint) == ("OAM588", "write allowPrivilegeEscalation: true beside privileged: true")
    assert "takes no privileged container" in message


@pytest.mark.parametrize(
    ("sets", "codes"),
    [
        (("privileged=true",), ["OAM706"]),
        (("privileged=true", "allowPrivilegeEscalation=true"), []),
        (("allowPrivilegeEscalation=true",), []),
    ],
)
def test_a_chosen_privilege_is_held_to_the_same_rule(sets, codes):
    found = made(use("securitycontext", runAsUser=1), sets=tuple(f"web.traits.securitycontext.{text}" for text in sets))
    assert found.codes == codes


# container-image


@pytest.mark.parametrize(
    ("before", "properties", "policy"),
    [
        (None, {}, None),
        ("Always", {}, "Always"),
        ("Always", {"imagePullPolicy": ""}, "Always"),
        ("Always", {"imagePullPolicy": "Never"}, "Never"),
        (None, {"imagePullPolicy": "Never"}, "Never"),
    ],
)
def test_an_image_takes_the_place_of_another_one_and_a_policy_where_it_is_said(before, properties, policy):
    given = {} if before is None else {"imagePullPolicy": before}
    found = container(use("container-image", image="example/new:1", **properties), **given)
    assert found == {"image": "example/new:1", **({} if policy is None else {"imagePullPolicy": policy})}


@pytest.mark.parametrize(("policy", "chosen"), [("", "Always"), ("Never", "Never")])
def test_a_policy_can_be_chosen_later(policy, chosen):
    sets = (f"web.traits.container-image.imagePullPolicy={policy}",)
    given = use("container-image", image="example/new:1", imagePullPolicy="IfNotPresent")
    assert container(given, imagePullPolicy="Always", sets=sets)["imagePullPolicy"] == chosen


# container-ports


@pytest.mark.parametrize(
    ("properties", "given", "ports"),
    [
        ({}, [{"containerPort": 1}], [{"containerPort": 1, "protocol": "TCP"}]),
        (
            {"port": 80},
            [{"containerPort": 80, "hostPort": 8080, "hostIP": "1.2.3.4"}, {"containerPort": 80, "protocol": "UDP"}],
            [{"containerPort": 80, "hostPort": 8080, "hostIP": "1.2.3.4"}, {"containerPort": 80, "protocol": "UDP"}],
        ),
        (
            {"ports": [{"port": 80}, {"port": 81, "protocol": "UDP", "name": "dns"}]},
            [{"containerPort": 81, "hostPort": 5}, {"containerPort": 81, "protocol": "UDP", "hostPort": 6}],
            [
                {"name": "port-80", "containerPort": 80, "protocol": "TCP"},
                {"name": "dns", "containerPort": 81, "protocol": "UDP", "hostPort": 6},
                {"containerPort": 81, "protocol": "TCP", "hostPort": 5},
            ],
        ),
        ({"port": 80}, [], [{"containerPort": 80}]),
    ],
)
def test_ports_are_put_together_anew(properties, given, ports):
    assert container(use("container-ports", ports=given), **properties) == {"ports": ports}


def test_what_an_earlier_use_said_of_the_node_is_gone_unless_it_is_said_again():
    first, second = use("container-ports", ports=[{"containerPort": 1, "hostPort": 2}]), use("container-ports", ports=[])
    assert container(first, second) == {"ports": [{"containerPort": 1, "protocol": "TCP"}]}


def test_an_address_of_the_node_counts_beside_a_port_of_it_alone():
    found = made(use("container-ports", ports=[{"containerPort": 1, "hostIP": "1.2.3.4"}]))
    assert found.messages == ['property "hostIP" of trait "container-ports" has no effect: there is no hostPort beside it']
    assert found.containers()[0]["ports"] == [{"containerPort": 1, "protocol": "TCP"}]


def test_a_port_is_given_once():
    assert "port 1 (TCP) is there twice" in refused(use("container-ports", ports=[{"containerPort": 1}] * 2))[1]
    assert made(use("container-ports", ports=[{"containerPort": 1}, {"containerPort": 1, "protocol": "UDP"}])).codes == []


@pytest.mark.parametrize("port", [0, 65536, 1.5, "80"])
def test_a_port_is_one(port):
    assert refused(use("container-ports", ports=[{"containerPort": port}]))[0] == "OAM508"


# startup-probe

NUMBERS = {"initialDelaySeconds": 0, "periodSeconds": 10, "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3}


@pytest.mark.parametrize(
    ("properties", "probe"),
    [
        ({"exec": {"command": ["true"]}}, {"exec": {"command": ["true"]}}),
        ({"httpGet": {"port": 80}}, {"httpGet": {"port": 80}}),
        (
            {
                "httpGet": {
                    "port": 80,
                    "path": "/",
                    "host": "h",
                    "scheme": "HTTPS",
                    "httpHeaders": [{"name": "A", "value": "b"}],
                }
            },
            {
                "httpGet": {
                    "port": 80,
                    "path": "/",
                    "host": "h",
                    "scheme": "HTTPS",
                    "httpHeaders": [{"name": "A", "value": "b"}],
                }
            },
        ),
        ({"grpc": {"port": 80}}, {"grpc": {"port": 80}}),
        ({"grpc": {"port": 80, "service": "s"}}, {"grpc": {"port": 80, "service": "s"}}),
        ({"tcpSocket": {"port": 80, "host": "h"}}, {"tcpSocket": {"port": 80, "host": "h"}}),
        (
            {"grpc": {"port": 80}, "failureThreshold": 9, "terminationGracePeriodSeconds": 1},
            {"grpc": {"port": 80}, "failureThreshold": 9, "terminationGracePeriodSeconds": 1},
        ),
    ],
)
def test_a_probe_asks_in_one_way_and_all_its_numbers_are_written(properties, probe):
    assert container(use("startup-probe", **properties)) == {"startupProbe": {**NUMBERS, **probe}}


def test_a_connection_may_be_to_a_port_by_its_name():
    found = container(use("startup-probe", tcpSocket={"port": "http"}), ports=[{"port": 80, "name": "http"}])
    assert found["startupProbe"] == {"tcpSocket": {"port": "http"}, **NUMBERS}
    assert refused(use("startup-probe", tcpSocket={"port": "http"}))[0] == "OAM606"
    assert refused(use("startup-probe", httpGet={"port": "http"}))[0] == "OAM508"


def test_a_probe_that_asks_in_no_way_or_in_two_is_refused():
    assert refused(use("startup-probe", periodSeconds=3))[0] == "OAM606"
    assert refused(use("startup-probe", grpc={"port": 1}, tcpSocket={"port": 1}))[0] == "OAM606"


# lifecycle


def test_every_container_that_is_there_gets_the_hooks():
    hooks = use("lifecycle", postStart={"exec": {"command": ["a"]}}, preStop={"httpGet": {"port": 1}})
    found = made(TWO, hooks, use("sidecar", name="three", image="example/three:1"))
    assert found.codes == []
    written = {"postStart": {"exec": {"command": ["a"]}}, "preStop": {"httpGet": {"port": 1, "scheme": "HTTP"}}}
    assert [one.get("lifecycle") for one in found.containers()] == [written, written, None]


@pytest.mark.parametrize(
    ("handler", "written"),
    [
        ({"tcpSocket": {"port": 1, "host": "h"}}, {"tcpSocket": {"port": 1, "host": "h"}}),
        (
            {"httpGet": {"port": 65535, "path": "/", "host": "h", "scheme": "HTTPS"}},
            {"httpGet": {"port": 65535, "path": "/", "host": "h", "scheme": "HTTPS"}},
        ),
    ],
)
def test_what_a_hook_does(handler, written):
    assert container(use("lifecycle", preStop=handler)) == {"lifecycle": {"preStop": written}}


def test_without_hooks_nothing_is_written():
    assert container(use("lifecycle")) == {}


@pytest.mark.parametrize("port", [0, 65536, "http"])
def test_the_port_of_a_hook_is_a_number(port):
    assert refused(use("lifecycle", preStop={"tcpSocket": {"port": port}}))[0] == "OAM508"


# Workloads without such pods.


def of_cron(*traits, monkeypatch, pods=True):
    """Compile a component whose workload is a CronJob, or one without pods."""

    def render(instance, context):
        rendered = WEBSERVICE.render(instance, context)
        template = rendered.main.body["spec"]["template"]
        template = {"spec": {"template": {**template, "spec": {**template["spec"], "restartPolicy": "Never"}}}}
        spec = {"schedule": "0 3 * * *", **({"jobTemplate": template} if pods else {})}
        body = {**rendered.main.body, "apiVersion": "batch/v1", "kind": "CronJob", "spec": spec}
        return Rendered(main=replace(rendered.main, api_version="batch/v1", kind="CronJob", body=body))

    cron = replace(WEBSERVICE, names=("cron",), render=render)
    monkeypatch.setitem(CATALOGS, KUBEVELA, CATALOGS[KUBEVELA].extended(workload_types=[cron]))
    return made(*traits, kind="cron")


EACH_TRAIT = {
    "sidecar": {"name": "two", "image": IMAGE},
    "env": {"env": {"A": "1"}},
    "command": {"args": ["a"]},
    "service-binding": {"envMappings": {"A": {"secret": "s"}}},
    "init-container": FETCH,
    "podsecuritycontext": {},
    "securitycontext": {"runAsUser": 1},
    "lifecycle": {"preStop": {"exec": {"command": ["a"]}}},
    "hostalias": {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a"]}]},
    "affinity": {"tolerations": [{"operator": "Exists"}]},
    "container-image": {"image": IMAGE},
    "container-ports": {},
    "startup-probe": {"grpc": {"port": 1}},
    "topologyspreadconstraints": {"constraints": [{"maxSkew": 1, "topologyKey": "a", "labelSelector": {}}]},
    "node-affinity": {"tolerations": {"a": "b"}},
}


@pytest.mark.parametrize("kind", EACH_TRAIT)
def test_the_pods_of_a_cron_job_are_where_no_trait_looks(kind, monkeypatch):
    found = of_cron(use(kind, **EACH_TRAIT[kind]), monkeypatch=monkeypatch)
    assert found.codes == ["OAM591"]
    assert found.messages == [
        f'trait "{kind}" changes pods, and the CronJob of component "web" has none where it looks for them'
    ]


def test_amounts_are_set_for_the_pods_of_a_cron_job(monkeypatch):
    found = of_cron(use("resource", limits={}), monkeypatch=monkeypatch)
    assert found.codes == []
    pod = found.only("CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["containers"][0]["resources"] == {"limits": USUAL}
    assert of_cron(use("resource", limits={}), monkeypatch=monkeypatch, pods=False).codes == ["OAM591"]


def test_a_strategy_of_a_kind_that_has_none_is_refused(monkeypatch):
    found = of_cron(use("k8s-update-strategy"), monkeypatch=monkeypatch)
    assert found.codes == ["OAM588"]
    assert found.reports.found[0].hint == "a CronJob has no such strategy"


@pytest.mark.parametrize("output", ["helm", "manifests"])
def test_nothing_comes_out_after_an_error(output):
    found = compiled(application(use("command", containerName="ghost", args=["a"])), format=output)
    assert found.codes == ["OAM587"]
    assert found.objects == []

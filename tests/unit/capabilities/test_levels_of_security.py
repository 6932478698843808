"""Levels of Pod Security: what they write, what breaks them, and what Pod Security admission itself says.

Rules: docs/spec/security-policy.md, 3.
"""

import json

import pytest

from oamc.capabilities.pod_security import demands_of
from oamc.checks.intents import hold_intents
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.lower.demanded import demanded
from oamc.objects.demands import LEVEL, Promise
from oamc.options import Options
from oamc.records import replace
from oamc.spans import SourceFile
from tests.support.api_server import judged_versions, shared_judge
from tests.support.documents import HTTP, application, compiled, component, container, trait

SECOND = "core.oam.dev/v1alpha2"
LEVELS = ("privileged", "baseline", "restricted")
OWN = {"name": "web", "image": "example/web:1"}
HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe")


def policy(*others, kind="Server", **properties):
    """Return what comes of a component with this policy, and other traits."""
    ports = [HTTP] if kind.endswith("Server") else None
    return compiled(component(kind, container(ports=ports)), application(trait("security-policy", **properties), *others))


def at_level(pod, level, versions=("1.34",)):
    """Return a Deployment that is given whole, at a level of security, and the codes of what breaks that."""
    labels = {"a": "b"}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    workload = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}
    kinds = (
        ("Component", "web", {"workload": workload}),
        ("ApplicationConfiguration", "shop", {"components": [{"componentName": "web"}]}),
    )
    items = [{"apiVersion": SECOND, "kind": kind, "metadata": {"name": name}, "spec": spec} for kind, name, spec in kinds]
    source = SourceFile(path="in.json", label="in.json", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    (found,) = Compilation((source,), Options(), Reports()).checked
    (item,) = found.objects.objects
    demands = demands_of(level, versions)
    secured = demanded((item,), demands, item.span, "trait security-policy")
    promise = Promise(kind=LEVEL, name=level, instance="web", span=item.span, demands=demands)
    reports = Reports()
    hold_intents(replace(found.objects, objects=secured, promises=(promise,)), found.filler, reports)
    return found.filler.body(secured[0]), [one.code.id for one in reports.found]


def pod(context=None, **fields):
    """Return a pod with one container, and a security context where one is given."""
    return {"containers": [OWN], **({} if context is None else {"securityContext": context}), **fields}


def one(context=None, *, init=False, **fields):
    """Return a pod whose container, or that which runs first, has these fields and this security context."""
    made = {**OWN, **fields, **({} if context is None else {"securityContext": context})}
    return {"containers": [OWN], "initContainers": [{**made, "name": "first"}]} if init else {"containers": [made]}


PODS = {
    "nothing": (pod(), "restricted"),
    "root": (pod({"runAsUser": 0}), "baseline"),
    "a user": (pod({"runAsUser": 7}), "restricted"),
    "may be root": (pod({"runAsNonRoot": False}), "baseline"),
    "a container is root": (one({"runAsUser": 0}), "baseline"),
    "a container may be root": (one({"runAsNonRoot": False}), "baseline"),
    "a first container is root": (one({"runAsUser": 0}, init=True), "baseline"),
    "more privileges": (one({"allowPrivilegeEscalation": True}), "baseline"),
    "all privileges": (one({"privileged": True}), "privileged"),
    "no privileges": (one({"privileged": False}), "restricted"),
    "a first container with all privileges": (one({"privileged": True}, init=True), "privileged"),
    "a capability that is harmless": (one({"capabilities": {"add": ["NET_BIND_SERVICE"]}}), "restricted"),
    "a capability that is common": (one({"capabilities": {"add": ["CHOWN"]}}), "baseline"),
    "a capability that is dangerous": (one({"capabilities": {"add": ["SYS_ADMIN"]}}), "privileged"),
    "some capabilities dropped": (one({"capabilities": {"drop": ["KILL"]}}), "baseline"),
    "all capabilities dropped": (one({"capabilities": {"drop": ["ALL"]}}), "restricted"),
    "unconfined": (pod({"seccompProfile": {"type": "Unconfined"}}), "privileged"),
    "a container unconfined": (one({"seccompProfile": {"type": "Unconfined"}}), "privileged"),
    "a profile of the node": (pod({"seccompProfile": {"type": "Localhost", "localhostProfile": "a"}}), "restricted"),
    "unconfined by AppArmor": (pod({"appArmorProfile": {"type": "Unconfined"}}), "privileged"),
    "a container unconfined by AppArmor": (one({"appArmorProfile": {"type": "Unconfined"}}), "privileged"),
    "a type of SELinux": (pod({"seLinuxOptions": {"type": "spc_t"}}), "privileged"),
    "a harmless type of SELinux": (pod({"seLinuxOptions": {"type": "container_t"}}), "restricted"),
    "a role of SELinux": (one({"seLinuxOptions": {"role": "sysadm_r"}}), "privileged"),
    "a user of SELinux": (pod({"seLinuxOptions": {"user": "root"}}), "privileged"),
    "network of the node": (pod(hostNetwork=True), "privileged"),
    "processes of the node": (pod(hostPID=True), "privileged"),
    "memory of the node": (pod(hostIPC=True), "privileged"),
    "a path of the node": (pod(volumes=[{"name": "a", "hostPath": {"path": "/a"}}]), "privileged"),
    "files of the network": (pod(volumes=[{"name": "a", "nfs": {"server": "a", "path": "/"}}]), "baseline"),
    "an empty directory": (pod(volumes=[{"name": "a", "emptyDir": {"sizeLimit": "1Mi"}}]), "restricted"),
    "a port of the node": (one(ports=[{"containerPort": 80, "hostPort": 80}]), "privileged"),
    "a safe sysctl": (pod({"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}), "restricted"),
    "an unsafe sysctl": (pod({"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}), "privileged"),
    "a process of the host on Windows": (pod({"windowsOptions": {"hostProcess": True}}, hostNetwork=True), "privileged"),
    **{
        f"another host in a {name}": (one(**{name: {"httpGet": {"port": 80, "host": "other"}}}), "privileged")
        for name in HANDLERS
    },
    "another host in a hook": (one(lifecycle={"preStop": {"httpGet": {"port": 80, "host": "other"}}}), "privileged"),
}
"""Pods by what they do, each with the strictest level that it meets once what is missing is written."""
SINCE_1_34 = [name for name in PODS if name.startswith("another host")]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", PODS)
def test_a_level_is_met_or_broken_by_what_stands_in_the_pods(name, level):
    given, strictest = PODS[name]
    codes = at_level(given, level)[1]
    several = 2 if name == "a process of the host on Windows" else 1
    assert codes == ["OAM978"] * several * (LEVELS.index(level) > LEVELS.index(strictest))


@judged_versions
@pytest.mark.parametrize("level", LEVELS[1:])
@pytest.mark.parametrize("name", PODS)
def test_pod_security_admission_says_the_same(name, level, version):
    given, strictest = PODS[name]
    says = shared_judge(version).insecure(at_level(given, level, (version,))[0], level)
    knows = version != "1.30" or name not in SINCE_1_34
    assert bool(says) is (knows and LEVELS.index(level) > LEVELS.index(strictest)), says


@judged_versions
@pytest.mark.parametrize(
    "context",
    [{"sysctls": [{"name": "net.ipv4.tcp_rmem", "value": "4096"}]}, {"seLinuxOptions": {"type": "container_engine_t"}}],
)
def test_what_is_harmless_hangs_on_the_oldest_version(context, version):
    item, codes = at_level(pod(context), "baseline", (version, "1.37"))
    assert bool(codes) is (version == "1.30") is bool(shared_judge(version).insecure(item, "baseline"))


def test_restricted_writes_what_it_asks_for_into_every_container():
    traits = (trait("sidecar", name="a", image="a:1"), trait("init-container", name="b", image="b:1"))
    found = policy(*traits, level="restricted").pod()
    assert found["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    expected = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    every = [*found["containers"], *found["initContainers"]]
    assert [one["securityContext"] for one in every] == [expected] * 3


@pytest.mark.parametrize("level", ["privileged", "baseline"])
def test_the_other_levels_write_nothing(level):
    assert policy(level=level).objects == policy().objects


@pytest.mark.parametrize("kind", ["Server", "SingletonWorker", "Task"])
def test_every_kind_of_workload_has_a_level(kind):
    assert policy(kind=kind, level="restricted").pod()["securityContext"]["runAsNonRoot"] is True


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"allowPrivilegeEscalation": True}, ["OAM978"]),
        ({"allowPrivilegeEscalation": False}, []),
        ({"readOnlyRootFilesystem": False}, []),
        ({"runAsUser": 0}, ["OAM978"]),
        ({"runAsNonRoot": False}, ["OAM978"]),
        ({"capabilities": {"add": ["SYS_ADMIN"]}}, ["OAM978"]),
        ({"capabilities": {"add": ["SYS_ADMIN", "CHOWN"]}}, ["OAM978", "OAM978"]),
        ({"seccompProfile": "Unconfined"}, ["OAM978"]),
        ({"appArmorProfile": "Unconfined"}, ["OAM978"]),
        ({"hostUsers": True}, []),
    ],
)
def test_a_property_that_contradicts_the_level_is_refused(properties, codes):
    assert policy(level="restricted", **properties).codes == codes


@pytest.mark.parametrize("wrong", ["Restricted", 1, ["restricted"], None])
def test_a_level_is_one_of_three_words(wrong):
    assert policy(level=wrong).codes == ([] if wrong is None else ["OAM508"])


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("shop-web.traits.security-policy.allowPrivilegeEscalation=true", True),
        ("shop-web.traits.security-policy.allowPrivilegeEscalation=false", False),
        ("shop-web.traits.security-policy.runAsUser=0", True),
        ("shop-web.traits.security-policy.runAsUser=5", False),
    ],
)
def test_a_value_cannot_break_the_level_later(text, refused):
    used = trait("security-policy", level="restricted", allowPrivilegeEscalation=False, runAsUser=7)
    assert bool(compiled(component(), application(used), sets=(text,)).codes) is refused


@pytest.mark.parametrize(
    ("versions", "properties", "codes"),
    [
        (("1.35", "1.37"), {"hostUsers": False, "runAsUser": 0}, []),
        (("1.35",), {"hostUsers": False, "runAsNonRoot": False}, []),
        (("1.34", "1.37"), {"hostUsers": False, "runAsUser": 0}, ["OAM978"]),
        (("1.37",), {"hostUsers": True, "runAsUser": 0}, ["OAM978"]),
        (("1.37",), {"runAsUser": 0}, ["OAM978"]),
    ],
)
def test_root_among_users_of_its_own_is_nobody(versions, properties, codes):
    used = trait("security-policy", level="restricted", **properties)
    found = compiled(component(), application(used), kube_versions=versions)
    assert found.codes == codes
    if not codes:
        assert "runAsNonRoot" not in found.pod()["securityContext"] or properties.get("runAsNonRoot") is False
        turned = compiled(
            component(), application(used), kube_versions=versions, sets=("shop-web.traits.security-policy.hostUsers=true",)
        )
        assert turned.codes


def test_of_two_promises_that_one_mistake_breaks_one_tells():
    made = component("Server", container(image="example/web:1@sha256:" + "0" * 64))
    made["metadata"]["annotations"] = {"oamc.dev/intents": "highest-security"}
    used = trait("security-policy", level="restricted", capabilities={"add": ["SYS_ADMIN"]})
    assert compiled(made, application(used)).codes == ["OAM978"]

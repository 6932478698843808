"""What changes of pods mean."""

import pytest

from tests.unit.changes.builders import (
    APPARMOR,
    CLAIM,
    DATA,
    EPHEMERAL,
    LARGER,
    LIMITED,
    NAMED_PORTS,
    RESTART,
    TO_NAME,
    TOKEN,
    account,
    budget,
    context,
    deployment,
    mounted,
    pods,
    policy,
    ratings,
    service,
)


def pods_of_two(further):
    body = pods()
    body["spec"]["template"]["spec"]["containers"].append({"name": "further", "image": "example/web:1", **further})
    return body


ROWS = [
    ("a further container", pods(), pods_of_two({}), {RESTART}),
    (
        "a further container, privileged",
        pods(),
        pods_of_two({"securityContext": {"privileged": True}}),
        {RESTART, "permission wider"},
    ),
    ("a further container that is no root", pods(), pods_of_two({"securityContext": {"runAsNonRoot": True}}), {RESTART}),
    ("a container that goes", pods_of_two({}), pods(), {RESTART}),
    (
        "a further container with a port of the host",
        pods(),
        pods_of_two({"ports": [{"containerPort": 80, "hostPort": 80}]}),
        {RESTART, "exposure wider"},
    ),
    (
        "a further container that asks for cpu",
        pods(),
        pods_of_two({"resources": {"requests": {"cpu": "1"}}}),
        {RESTART, "qos up"},
    ),
    (
        "devicePath of a claim",
        *(
            pods(volumes=[{"name": "a", **CLAIM}], container={"volumeDevices": [{"name": "a", "devicePath": path}]})
            for path in ("/dev/a", "/dev/b")
        ),
        {RESTART, DATA},
    ),
    (
        "runAsUser of the pod that a container overrides",
        *(pods({"securityContext": {"runAsUser": 7}}, securityContext={"runAsUser": user}) for user in (1, 2)),
        {RESTART},
    ),
    (
        "requests of an init container",
        pods(),
        pods(initContainers=[{"name": "a", "image": "a", "resources": {"requests": {"cpu": "1"}}}]),
        {RESTART, "qos up"},
    ),
    *(
        (f"{field} only restarts", pods(), pods(container=own, **spec), {RESTART})
        for field, own, spec in (
            ("image", {"image": "example/web:2"}, {}),
            ("command", {"command": ["a"]}, {}),
            ("env", {"env": [{"name": "A", "value": "b"}]}, {}),
            ("probe", {"livenessProbe": {"httpGet": {"port": 80}}}, {}),
            ("lifecycle", {"lifecycle": {"preStop": {"sleep": {"seconds": 1}}}}, {}),
            ("scheduling", {}, {"nodeSelector": {"a": "b"}}),
            ("dns", {}, {"dnsPolicy": "Default"}),
            ("hostAliases", {}, {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a"]}]}),
            ("pull policy", {"imagePullPolicy": "Always"}, {}),
            ("grace period", {}, {"terminationGracePeriodSeconds": 3}),
            ("containerPort", {"ports": [{"containerPort": 80}]}, {}),
            ("emptyDir", {}, {"volumes": [{"name": "a", "emptyDir": {"medium": "Memory"}}]}),
            ("automountServiceAccountToken: true", {}, {"automountServiceAccountToken": True}),
            ("serviceAccountName of default", {}, {"serviceAccountName": "default"}),
            ("hostUsers: true", {}, {"hostUsers": True}),
            ("securityContext: {}", {"securityContext": {}}, {}),
            ("runAsNonRoot: false", {"securityContext": {"runAsNonRoot": False}}, {}),
            ("allowPrivilegeEscalation: true", {"securityContext": {"allowPrivilegeEscalation": True}}, {}),
            ("procMount: Default", {"securityContext": {"procMount": "Default"}}, {}),
        )
    ),
    ("overhead", pods(), pods(overhead={"cpu": "1m"}), {RESTART, "qos other"}),
    ("priorityClassName", pods(), pods(priorityClassName="a"), {RESTART, "qos other"}),
    ("spec.resources", pods(), pods(resources={"requests": {"cpu": "1"}}), {RESTART, "qos up"}),
    ("other claim", mounted(CLAIM), mounted({"persistentVolumeClaim": {"claimName": "b"}}), {RESTART, DATA}),
    ("claim to emptyDir", mounted(CLAIM), mounted({"emptyDir": {}}), {RESTART, DATA}),
    ("ephemeral template", mounted(EPHEMERAL), mounted(LARGER), {RESTART, DATA}),
    ("claim mount removed", mounted(CLAIM), pods(volumes=[{"name": "a", **CLAIM}]), {RESTART, DATA}),
    ("subPath of a claim", mounted(CLAIM), mounted(CLAIM, subPath="b"), {RESTART, DATA}),
    ("mountPath of a claim", mounted(CLAIM), mounted(CLAIM, mountPath="/b"), {RESTART, DATA}),
    ("claim added", mounted({"emptyDir": {}}), mounted(CLAIM), {RESTART}),
    ("mountPath of no claim", mounted({"emptyDir": {}}), mounted({"emptyDir": {}}, mountPath="/b"), {RESTART}),
    ("hostPath added", mounted(), mounted({"hostPath": {"path": "/a"}}, readOnly=True), {RESTART, "permission wider"}),
    ("hostPath removed", mounted({"hostPath": {"path": "/a"}}), mounted(), {RESTART, "permission narrower"}),
    (
        "hostPath, path changed",
        mounted({"hostPath": {"path": "/a"}}),
        mounted({"hostPath": {"path": "/b"}}),
        {RESTART, "permission wider"},
    ),
    (
        "hostPath, readOnly dropped",
        mounted({"hostPath": {"path": "/a"}}, readOnly=True),
        mounted({"hostPath": {"path": "/a"}}),
        {RESTART, "permission wider"},
    ),
    *(
        (field, pods(), pods(**{field: True}), {RESTART, "permission wider"})
        for field in ("hostPID", "hostIPC", "shareProcessNamespace")
    ),
    ("hostNetwork", pods(), pods(hostNetwork=True), {RESTART, "permission wider", "exposure wider"}),
    ("hostUsers false to true", pods(hostUsers=False), pods(hostUsers=True), {RESTART, "permission wider"}),
    ("hostUsers false to absent", pods(hostUsers=False), pods(), {RESTART, "permission wider"}),
    (
        "hostIP",
        pods(container={"ports": [{"containerPort": 80, "hostPort": 80}]}),
        pods(container={"ports": [{"containerPort": 80, "hostPort": 80, "hostIP": "10.0.0.1"}]}),
        {RESTART, "exposure other"},
    ),
    (
        "hostPort removed",
        pods(container={"ports": [{"containerPort": 80, "hostPort": 80}]}),
        pods(container={"ports": [{"containerPort": 80}]}),
        {RESTART, "exposure narrower"},
    ),
    (
        "capabilities.add shrunk",
        context(capabilities={"add": ["A"]}),
        context(capabilities={}),
        {RESTART, "permission narrower"},
    ),
    ("capabilities.drop grown", context(), context(capabilities={"drop": ["ALL"]}), {RESTART, "permission narrower"}),
    ("runAsNonRoot true to absent", context(runAsNonRoot=True), context(), {RESTART, "permission wider"}),
    ("runAsUser to absent", context(runAsUser=7), context(), {RESTART, "permission wider"}),
    ("runAsUser to another one", context(runAsUser=7), context(runAsUser=8), {RESTART, "permission other"}),
    ("runAsGroup", context(runAsGroup=7), context(runAsGroup=8), {RESTART, "permission other"}),
    ("seccompProfile to absent", context(seccompProfile={"type": "RuntimeDefault"}), context(), {RESTART, "permission wider"}),
    (
        "another profile of seccomp",
        context(seccompProfile={"type": "Localhost", "localhostProfile": "a"}),
        context(seccompProfile={"type": "Localhost", "localhostProfile": "b"}),
        {RESTART, "permission other"},
    ),
    (
        "appArmorProfile to Unconfined",
        context(appArmorProfile={"type": "RuntimeDefault"}),
        context(appArmorProfile={"type": "Unconfined"}),
        {RESTART, "permission wider"},
    ),
    (
        "the old annotation of AppArmor",
        pods(template={"annotations": {APPARMOR: "runtime/default"}}),
        pods(template={"annotations": {APPARMOR: "unconfined"}}),
        {RESTART, "permission wider"},
    ),
    ("procMount: Unmasked", context(), context(procMount="Unmasked"), {RESTART, "permission wider"}),
    ("seLinuxOptions", context(), context(seLinuxOptions={"type": "a"}), {RESTART, "permission wider"}),
    ("seLinuxOptions removed", context(seLinuxOptions={"type": "a"}), context(), {RESTART, "permission narrower"}),
    (
        "seLinuxOptions, another one",
        context(seLinuxOptions={"type": "a"}),
        context(seLinuxOptions={"type": "b"}),
        {RESTART, "permission other"},
    ),
    ("sysctls", pods(), pods(securityContext={"sysctls": [{"name": "a", "value": "b"}]}), {RESTART, "permission wider"}),
    ("supplementalGroups", pods(), pods(securityContext={"supplementalGroups": [7]}), {RESTART, "permission wider"}),
    ("hostProcess", context(), context(windowsOptions={"hostProcess": True}), {RESTART, "permission wider"}),
    ("fsGroup", pods(), pods(securityContext={"fsGroup": 7}), {RESTART, "permission other"}),
    ("fsGroupChangePolicy", pods(), pods(securityContext={"fsGroupChangePolicy": "Always"}), {RESTART, "permission other"}),
    ("runtimeClassName", pods(), pods(runtimeClassName="a"), {RESTART, "permission other"}),
    ("serviceAccountName", pods(), pods(serviceAccountName="a"), {RESTART, "permission other"}),
    ("automountServiceAccountToken false", pods(), pods(automountServiceAccountToken=False), {RESTART, "permission narrower"}),
    ("automountServiceAccountToken again", pods(automountServiceAccountToken=False), pods(), {RESTART, "permission wider"}),
    (
        "automountServiceAccountToken, unless the ServiceAccount says false",
        pods(serviceAccountName="a"),
        pods(serviceAccountName="a", automountServiceAccountToken=True),
        {RESTART, "permission wider"},
        account(name="a", automountServiceAccountToken=False),
    ),
    ("imagePullSecrets", pods(), pods(imagePullSecrets=[{"name": "a"}]), {RESTART, "permission other"}),
    ("envFrom of a Secret", pods(), pods(container={"envFrom": [{"secretRef": {"name": "a"}}]}), {RESTART, "permission other"}),
    ("envFrom of a ConfigMap", pods(), pods(container={"envFrom": [{"configMapRef": {"name": "a"}}]}), {RESTART}),
    (
        "env of another Secret",
        *(pods(container={"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": name, "key": "a"}}}]}) for name in "ab"),
        {RESTART, "permission other"},
    ),
    ("projected tokens", mounted(), mounted(TOKEN), {RESTART, "permission other"}),
    (
        "another audience of a token",
        mounted(TOKEN),
        mounted({"projected": {"sources": [{"serviceAccountToken": {"path": "token", "audience": "a"}}]}}),
        {RESTART, "permission other"},
    ),
    (
        "a projected Secret",
        mounted(),
        mounted({"projected": {"sources": [{"secret": {"name": "a"}}]}}),
        {RESTART, "permission other"},
    ),
    (
        "a name of a port that a Service targets",
        pods(container={"ports": NAMED_PORTS}),
        pods(container={"ports": [{"containerPort": 80}]}),
        {RESTART, "exposure other"},
        TO_NAME,
    ),
    (
        "a name of a port that moves",
        pods(container={"ports": NAMED_PORTS}),
        pods(container={"ports": [{"containerPort": 81, "name": "http"}]}),
        {RESTART},
        TO_NAME,
    ),
    (
        "a name of a port that no Service targets",
        pods(container={"ports": NAMED_PORTS}),
        pods(),
        {RESTART},
        service(selector={"app": "web"}),
    ),
    (
        "labels a NetworkPolicy selects",
        pods(),
        deployment(labels={"app": "web", "a": "b"}),
        {RESTART, "exposure other"},
        policy({"matchLabels": {"a": "b"}}),
    ),
    (
        "labels a NetworkPolicy selects by an expression",
        pods(),
        deployment(labels={"app": "web", "a": "b"}),
        {RESTART, "exposure other"},
        policy({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}),
    ),
    (
        "labels a NetworkPolicy does not select by their value",
        pods(),
        deployment(labels={"app": "web", "a": "b"}),
        {RESTART, "exposure other"},
        policy({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]}),
    ),
    ("labels beside a Service that selects nothing", pods(), deployment(labels={"app": "web", "a": "b"}), {RESTART}, service()),
    ("labels a NetworkPolicy selects both times", pods(), deployment(labels={"app": "web", "a": "b"}), {RESTART}, policy()),
    (
        "labels a budget selects",
        pods(),
        deployment(labels={"app": "web", "a": "b"}),
        {RESTART, "scaling other"},
        budget({"a": "b"}, minAvailable=1),
    ),
    (
        "Guaranteed to Burstable by a request of zero",
        pods(LIMITED),
        pods({"resources": {**LIMITED["resources"], "requests": {"cpu": 0}}}),
        {RESTART, "qos down"},
    ),
    ("resources: {} of the pod says nothing", pods(LIMITED), pods(LIMITED, resources={}), {RESTART}),
    (
        "same class, other numbers",
        pods(LIMITED),
        pods({"resources": {"limits": {"cpu": "1", "memory": "2Gi"}}}),
        {RESTART, "qos other"},
    ),
    (
        "requests of every amount alone are Burstable",
        pods(LIMITED),
        pods({"resources": {"requests": LIMITED["resources"]["limits"]}}),
        {RESTART, "qos down"},
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_field_of_pods_means(row):
    _, old, new, expected, *others = row
    assert ratings(old, new, *others) == expected

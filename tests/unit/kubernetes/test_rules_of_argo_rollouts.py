"""What the controller of Argo Rollouts refuses in a Rollout, beside the table of its kind."""

import pytest

from oamc.kubernetes.schemas import problems

POD = {"containers": [{"name": "a", "image": "a"}]}
TEMPLATE = {"metadata": {"labels": {"app": "a"}}, "spec": POD}
SERVICES = {"stableService": "a", "canaryService": "b"}
ISTIO = {"istio": {"virtualService": {"name": "a"}}}
MESH = {**SERVICES, "trafficRouting": {**ISTIO, "managedRoutes": [{"name": "r"}]}}
PING = {"pingService": "a", "pongService": "b"}


def messages(**fields):
    spec = {"selector": {"matchLabels": {"app": "a"}}, "template": TEMPLATE, "strategy": {"canary": {}}, **fields}
    spec = {name: value for name, value in spec.items() if value is not None}
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "a"}, "spec": spec}
    return [problem.message for problem in problems(body)]


def judged(found, message):
    assert (found == []) if not message else (len(found) == 1 and message in found[0]), found


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, ""),
        ({"selector": None}, "spec must have a selector"),
        ({"selector": {}}, "spec.selector must not be empty"),
        ({"selector": {"matchLabels": {"app": "b"}}}, "spec.selector does not match the labels of the pod template"),
        ({"selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["a", "b"]}]}}, ""),
        ({"template": None}, "spec must have a template"),
        ({"template": {"metadata": {"labels": {"app": "a"}}}}, "spec.template must have a spec"),
        ({"template": {**TEMPLATE, "spec": {**POD, "restartPolicy": "Never"}}}, "restartPolicy must be Always"),
        ({"selector": None, "template": None, "workloadRef": {"kind": "Deployment", "name": "a"}}, ""),
        ({"workloadRef": {"kind": "Deployment", "name": "a"}}, "spec.template must not be there"),
        ({"replicas": -1}, "spec.replicas must not be negative"),
        ({"minReadySeconds": 599}, ""),
        ({"minReadySeconds": 600}, "spec.minReadySeconds must leave time: progressDeadlineSeconds, 600"),
        ({"minReadySeconds": 5, "progressDeadlineSeconds": 5}, "spec.progressDeadlineSeconds must leave time"),
        ({"strategy": None}, "spec must have either canary or blueGreen"),
        ({"strategy": {}}, "spec.strategy must have either canary or blueGreen"),
        ({"strategy": {"canary": {}, "blueGreen": {"activeService": "a"}}}, "spec.strategy must have either"),
    ],
)
def test_a_rollout_is_what_the_controller_takes(fields, message):
    judged(messages(**fields), message)


@pytest.mark.parametrize(
    ("canary", "message"),
    [
        ({"maxSurge": 0, "maxUnavailable": 1}, ""),
        ({"maxSurge": 0, "maxUnavailable": 0}, "maxUnavailable and maxSurge must not both be zero"),
        ({"maxSurge": "0%", "maxUnavailable": "00%"}, "maxUnavailable and maxSurge must not both be zero"),
        ({"maxSurge": "some", "maxUnavailable": 0}, "maxUnavailable and maxSurge must not both be zero"),
        ({"maxSurge": 10**5000, "maxUnavailable": 0}, ""),
        ({"maxUnavailable": 0}, ""),
        (SERVICES, ""),
        ({"stableService": "a", "canaryService": "a"}, "canaryService must be another Service"),
        ({"scaleDownDelaySeconds": 3}, "scaleDownDelaySeconds is possible with trafficRouting only"),
        ({"dynamicStableScale": True}, "dynamicStableScale is possible with trafficRouting only"),
        ({"dynamicStableScale": False}, ""),
        (MESH, ""),
        ({**MESH, "dynamicStableScale": True}, ""),
        ({**MESH, "dynamicStableScale": True, "scaleDownDelaySeconds": 3}, "is not possible with scaleDownDelaySeconds"),
        ({"trafficRouting": ISTIO, "canaryService": "b"}, "canary must have a stableService beside trafficRouting of istio"),
        ({"trafficRouting": {"nginx": {"stableIngress": "a"}}, "stableService": "a"}, "must have a canaryService"),
        (
            {"trafficRouting": {"istio": {"destinationRule": {"name": "a", "canarySubsetName": "b", "stableSubsetName": "c"}}}},
            "",
        ),
        ({"trafficRouting": {"plugins": {"a/b": {}}}}, ""),
        ({**SERVICES, "trafficRouting": {**ISTIO, "maxTrafficWeight": 1000}}, "is possible with nginx and plugins only"),
        ({"trafficRouting": {"plugins": {"a/b": {}}, "maxTrafficWeight": 1000}, "steps": [{"setWeight": 1000}]}, ""),
        ({"pingPong": PING}, ""),
        ({"pingPong": {**PING, "pongService": "a"}}, "pingPong must name two Services"),
        ({**SERVICES, "pingPong": PING, "trafficRouting": ISTIO}, "pingPong is possible with alb only"),
        ({"pingPong": PING, "trafficRouting": {"alb": {"servicePort": 1}}}, "alb must have a rootService beside pingPong"),
        ({"pingPong": PING, "trafficRouting": {"alb": {"servicePort": 1, "rootService": "r"}}}, ""),
        ({"antiAffinity": {}}, "antiAffinity must have one of"),
        ({"antiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": {"weight": 0}}}, "weight must be from 1 to 100"),
        ({"antiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}, ""),
    ],
)
def test_a_canary_is_what_the_controller_takes(canary, message):
    judged(messages(strategy={"canary": canary}), message)


@pytest.mark.parametrize(
    ("step", "canary", "message"),
    [
        ({"setWeight": 0}, {}, ""),
        ({"setWeight": 100}, {}, ""),
        ({"setWeight": 101}, {}, "setWeight must be from 0 to 100"),
        ({"setWeight": -1}, {}, "setWeight must be from 0 to 100"),
        ({}, {}, "must have one of setWeight"),
        ({"pause": {}}, {}, ""),
        ({"pause": {"duration": 30}}, {}, ""),
        ({"pause": {"duration": "30"}}, {}, ""),
        ({"pause": {"duration": "1h30m"}}, {}, ""),
        ({"pause": {"duration": "soon"}}, {}, "pause.duration must be seconds"),
        ({"pause": {"duration": -1}}, {}, "pause.duration must be seconds"),
        ({"setWeight": 5, "pause": {}}, {}, "may have only one of setWeight"),
        ({"plugin": {"name": "a/b"}}, {}, ""),
        ({"setCanaryScale": {"weight": 5}}, {}, "setCanaryScale is possible with trafficRouting only"),
        ({"setCanaryScale": {"weight": 5}}, MESH, ""),
        ({"setHeaderRoute": {"name": "r"}}, {}, "setHeaderRoute is possible with"),
        ({"setHeaderRoute": {"name": "r"}}, MESH, ""),
        ({"setHeaderRoute": {"name": "q"}}, MESH, "setHeaderRoute.name must be one of managedRoutes"),
        ({"setMirrorRoute": {"name": "r"}}, {"trafficRouting": {"plugins": {"a/b": {}}}}, "setMirrorRoute is possible with"),
        (
            {"experiment": {"templates": [{"name": "a", "specRef": "canary", "weight": 5}]}},
            {},
            "templates[0].weight is possible",
        ),
        ({"experiment": {"templates": [{"name": "a", "specRef": "canary", "weight": 5}]}}, MESH, ""),
    ],
)
def test_a_step_is_what_the_controller_takes(step, canary, message):
    judged(messages(strategy={"canary": {**canary, "steps": [step]}}), message)


@pytest.mark.parametrize(
    ("switch", "message"),
    [
        ({"previewService": "b"}, ""),
        ({}, ""),
        ({"previewService": "a"}, "previewService must be another Service than activeService"),
        ({"scaleDownDelayRevisionLimit": 11}, "must not be above revisionHistoryLimit, which is 10"),
        ({"antiAffinity": {}}, "antiAffinity must have one of"),
    ],
)
def test_a_switch_is_what_the_controller_takes(switch, message):
    judged(messages(strategy={"blueGreen": {"activeService": "a", **switch}}), message)

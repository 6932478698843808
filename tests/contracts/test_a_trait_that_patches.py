"""A trait with an update strategy and a PodDisruptionBudget, optional, on Deployment and StatefulSet: one file's worth."""

from __future__ import annotations

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import PODS, Change, Patch, Property, Subject, Trait
from oamc.capabilities.labels import TRAIT_ROLE, selector
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.expressions.types import NumberType
from oamc.ir.program import BoundTrait
from oamc.objects.tree import entries
from tests.contracts.building import Built
from tests.support.documents import RESOURCES, application, component, container, trait

COUNT = NumberType(whole=True, minimum=0, maximum=1000)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Set the strategy of the workload, and add the budget."""
    field = "strategy" if subject.rendered.main.kind == "Deployment" else "updateStrategy"
    rolling = entries((("maxUnavailable", located(use, "maxUnavailable")),))
    strategy = {"type": "RollingUpdate", "rollingUpdate": rolling}
    name = subject.name
    budget = kube_object(
        subject.instance,
        ("policy/v1", "PodDisruptionBudget"),
        f"{name}-budget",
        labels=TRAIT_ROLE,
        fields=(("spec", {"minAvailable": located(use, "minAvailable"), "selector": {"matchLabels": selector(name)}}),),
        span=use.span,
    )
    return Change(patches=(Patch(tree={"spec": {field: strategy}}),), objects=(budget,))


UPGRADE = Trait(
    names=("upgrade",),
    summary="Replace pods step by step.",
    properties=(
        Property(name="maxUnavailable", type=COUNT, description="Pods that may be missing.", required=True),
        Property(name="minAvailable", type=COUNT, description="Pods that must stay.", default=1),
    ),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
)
WITH_UPGRADE = CATALOG.extended(traits=(UPGRADE,))
USE = trait("upgrade", maxUnavailable=2)


@pytest.mark.parametrize(("kind", "field"), [("Server", "strategy"), ("SingletonServer", "updateStrategy")])
def test_the_strategy_is_set_and_the_budget_is_there(kind, field):
    built = Built(component(kind), application(USE), catalog=WITH_UPGRADE)
    assert built.codes == []
    workload = next(item for item in built.objects.values() if item["kind"] in {"Deployment", "StatefulSet"})
    assert workload["spec"][field] == {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}
    assert built.objects["PodDisruptionBudget/shop-web-budget"]["spec"]["minAvailable"] == 1
    built.check_agreement()


@pytest.mark.parametrize("kind", ["Server", "SingletonServer"])
def test_switched_off_it_does_nothing_at_all(kind):
    off = Built(component(kind), application(USE), catalog=WITH_UPGRADE, sets=("shop-web.traits.upgrade.enabled=false",))
    without = Built(component(kind), application())
    assert off.objects == without.objects
    off.check_agreement()


def test_what_it_replaces_comes_back_when_it_is_switched_off():
    data = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
    stored = component("Server", container(resources={**RESOURCES, "volumes": [data]}))
    claim = trait("volume-mounter", volumeName="data", storageClass="a")
    on = Built(stored, application(claim, USE), catalog=WITH_UPGRADE)
    off = Built(stored, application(claim, USE), catalog=WITH_UPGRADE, sets=("shop-web.traits.upgrade.enabled=false",))
    assert on.objects["Deployment/shop-web"]["spec"]["strategy"]["type"] == "RollingUpdate"
    assert off.objects["Deployment/shop-web"]["spec"]["strategy"] == {"type": "Recreate"}
    on.check_agreement()
    off.check_agreement()


def test_its_values_are_live():
    sets = ("shop-web.traits.upgrade.maxUnavailable=5", "shop-web.traits.upgrade.minAvailable=3")
    built = Built(component(), application(USE), catalog=WITH_UPGRADE, sets=sets)
    assert built.objects["Deployment/shop-web"]["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 5}
    assert built.objects["PodDisruptionBudget/shop-web-budget"]["spec"]["minAvailable"] == 3
    built.check_agreement()


def rival(_: BoundTrait, subject: Subject) -> Change:
    """Set the strategy to something else."""
    del subject
    return Change(patches=(Patch(tree={"spec": {"strategy": {"type": "Recreate"}}}),))


RIVAL = Trait(names=("recreate",), summary="Stop before starting.", properties=(), needs=frozenset({PODS}), change=rival)


def test_two_traits_that_write_one_field_are_told_with_the_field():
    built = Built(component(), application(USE, {"name": "recreate"}), catalog=CATALOG.extended(traits=(UPGRADE, RIVAL)))
    assert built.codes == ["OAM555"]
    (found,) = built.reports.found
    assert found.message == 'trait "upgrade" and trait "recreate" of instance "shop-web" both write spec.strategy.type'


def nowhere(_: BoundTrait, __: Subject) -> Change:
    """Change an object that nobody makes."""
    return Change(patches=(Patch(tree={"spec": {"type": "NodePort"}}, target=("Service", "nothing")),))


def test_a_patch_that_nothing_takes_is_a_fault():
    lost = Trait(names=("lost",), summary="Change nothing that is there.", properties=(), needs=frozenset(), change=nowhere)
    with pytest.raises(AssertionError, match="trait lost changes Service nothing"):
        Built(component(), application({"name": "lost"}), catalog=CATALOG.extended(traits=(lost,)))


def misspelled(_: BoundTrait, subject: Subject) -> Change:
    """Write a field that pods do not have."""
    return Change(patches=(subject.pod({"restartPolice": "Always"}),))


def test_a_field_that_kubernetes_does_not_know_is_an_error_at_the_trait():
    wrong = Trait(names=("wrong",), summary="Write a wrong field.", properties=(), needs=frozenset(), change=misspelled)
    built = Built(component(), application({"name": "wrong"}), catalog=CATALOG.extended(traits=(wrong,)))
    (found,) = built.reports.found
    assert "restartPolice" in found.message
    assert found.span is not None
    line = found.span.source.text[: found.span.end_column]
    assert '"wrong"' in line

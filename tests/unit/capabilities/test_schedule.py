"""Tasks at set times (docs/spec/operation.md, 3)."""

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.traits.schedule import TIMES
from oamc.expressions.problems import problem
from oamc.kubernetes.rules.jobs import schedule_problem
from tests.support.documents import RESOURCES, application, compiled, component, container, trait

TASK = component("Task", container(resources=RESOURCES))
DAILY = trait("schedule", schedule="@daily")


def test_a_task_becomes_the_template_of_a_cron_job():
    plain = compiled(TASK, application()).only("Job")
    found = compiled(TASK, application(trait("schedule", schedule="0 3 * * *", suspend=True)))
    assert not found.codes
    made = found.only("CronJob")
    assert made["metadata"] == {**plain["metadata"], "name": "shop-web"}
    assert made["spec"] == {
        "schedule": "0 3 * * *",
        "suspend": True,
        "jobTemplate": {
            "metadata": {"labels": plain["spec"]["template"]["metadata"]["labels"]},
            "spec": plain["spec"],
        },
    }
    assert [item["kind"] for item in found.objects] == ["CronJob"]


def test_other_traits_reach_the_template():
    found = compiled(TASK, application(trait("manual-scaler", replicaCount=4), DAILY, trait("security-policy", runAsUser=7)))
    job = found.only("CronJob")["spec"]["jobTemplate"]["spec"]
    assert job["parallelism"] == 4
    assert job["template"]["spec"]["securityContext"] == {"runAsUser": 7}


@pytest.mark.parametrize(("length", "codes"), [(52, []), (53, ["OAM607"])])
def test_the_name_has_room_for_what_the_controller_adds(length, codes):
    assert compiled(TASK, application(DAILY, instance="a" * length)).codes == codes


def test_two_schedules_are_one_too_many():
    assert compiled(TASK, application(DAILY, DAILY)).codes == ["OAM505"]


def test_a_type_without_a_number_of_pods_keeps_none():
    task = CATALOG.workload_type("core.oam.dev/v1alpha1.SingletonTask")
    assert CATALOG.trait("schedule").reshape(task).scale is None


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"schedule": None}, ["OAM507"]),
        ({"schedule": "0 3 * *"}, ["OAM508"]),
        ({"schedule": "0 24 * * *"}, ["OAM508"]),
        ({"schedule": "0 3 * * 5-1"}, ["OAM508"]),
        ({"schedule": "TZ=UTC 0 3 * * *"}, ["OAM508"]),
        ({"schedule": "@reboot"}, ["OAM508"]),
        ({"timeZone": "Europe/Berlin"}, []),
        ({"timeZone": "Local"}, ["OAM508"]),
        ({"timeZone": "Europe/Nowhere"}, ["OAM508"]),
        ({"concurrencyPolicy": "Skip"}, ["OAM508"]),
        ({"startingDeadlineSeconds": 9}, ["OAM508"]),
        ({"failedJobsHistoryLimit": -1}, ["OAM508"]),
    ],
)
def test_what_no_controller_can_follow_is_an_error(properties, codes):
    assert compiled(TASK, application(trait("schedule", **{"schedule": "0 3 * * *", **properties}))).codes == codes


@pytest.mark.parametrize(
    "times",
    [
        *("* * * * *", "*/5 0-23/2 1,15 JAN-jun ?", "59 23 31 12 sat", "0 0 1 1 0", "00 03 01 01 06", "0  3 * * mon-fri"),
        *("@daily", "@every 1h30m", "60 * * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 7", "* * * * * *"),
        *("@noon", "@every", "@every 1x", "", "*/0 * * * *", "a * * * *", "* * * * *-5"),
    ],
)
def test_values_are_held_to_the_rule_of_the_api_server(times):
    """The pattern may refuse more than the server does, and never less, except for ranges that go down."""
    assert bool(problem(TIMES, times)) == bool(schedule_problem(times))

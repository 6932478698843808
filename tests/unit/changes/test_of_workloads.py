"""What changes of workloads mean."""

import pytest

from tests.unit.changes.builders import (
    DATA,
    HARMLESS,
    RESTART,
    annotated,
    cron_job,
    deployment,
    job,
    pods,
    ratings,
    stateful_set,
    workload,
)

ROWS = [
    ("metadata of the workload", pods(), annotated(pods(), a="b"), {HARMLESS}),
    ("ReplicaSet tmpl", workload("ReplicaSet"), deployment(kind="ReplicaSet", container={"image": "a:2"}), {HARMLESS}),
    ("CronJob jobTemplate", cron_job(), cron_job(parallelism=2), {HARMLESS}),
    (
        "CronJob jobTemplate, permission of the fields",
        cron_job(),
        cron_job(
            template={"spec": {**job()["spec"]["template"]["spec"], "hostPID": True}, "metadata": {"labels": {"app": "web"}}}
        ),
        {"permission wider"},
    ),
    ("Job suspended", job(), job(suspend=True), {RESTART}),
    ("Job resumed", job(suspend=True), job(), {"scaling up"}),
    ("Job parallelism", job(completions=4, parallelism=1), job(completions=4, parallelism=3), {"scaling up"}),
    ("Job activeDeadlineSeconds", job(), job(activeDeadlineSeconds=3), {"scaling other"}),
    ("replicas down", pods(), deployment(replicas=0), {"scaling down"}),
    ("removing replicas means one", deployment(replicas=3), workload(replicas=None), {"scaling down"}),
    ("replicas up", stateful_set(), stateful_set(replicas=4), {"scaling up"}),
    (
        "replicas down, whenScaled: Delete",
        stateful_set(replicas=3, persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}),
        stateful_set(replicas=2, persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}),
        {"scaling down", DATA},
    ),
    (
        "ordinals.start, whenScaled: Delete",
        stateful_set(persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}),
        stateful_set(persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}, ordinals={"start": 2}),
        {"scaling other", DATA},
    ),
    (
        "retention Delete to Retain",
        stateful_set(persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
        stateful_set(),
        {HARMLESS},
    ),
    (
        "retention Retain to Delete",
        stateful_set(),
        stateful_set(persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
        {DATA},
    ),
    ("strategy to Recreate", workload(), workload(strategy={"type": "Recreate"}), {HARMLESS}),
    ("maxUnavailable up", workload(), workload(strategy={"rollingUpdate": {"maxUnavailable": "50%"}}), {HARMLESS}),
    (
        "partition down",
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 2}}),
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 1}}),
        {RESTART},
    ),
    (
        "partition up",
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 1}}),
        stateful_set(updateStrategy={"rollingUpdate": {"partition": 2}}),
        {HARMLESS},
    ),
    ("paused", workload(), workload(paused=True), {HARMLESS}),
    ("resumed", workload(paused=True), workload(), {RESTART}),
    *(
        (field, workload(), workload(**{field: 7}), {HARMLESS})
        for field in ("progressDeadlineSeconds", "minReadySeconds", "revisionHistoryLimit")
    ),
    *(
        (f"CronJob {field}", cron_job(), {**cron_job(), "spec": {**cron_job()["spec"], field: value}}, {"scaling other"})
        for field, value in (
            ("schedule", "@hourly"),
            ("timeZone", "Etc/UTC"),
            ("suspend", True),
            ("concurrencyPolicy", "Forbid"),
            ("startingDeadlineSeconds", 9),
        )
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_field_of_a_workload_means(row):
    _, old, new, expected, *others = row
    assert ratings(old, new, *others) == expected

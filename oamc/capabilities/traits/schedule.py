"""schedule: do the work of a task again and again at set times; a CronJob in the place of the Job.

Rules: docs/spec/operation.md, 3.
"""

from __future__ import annotations

from oamc.capabilities.contracts import LONGEST_CRON_JOB_NAME, Change, Patch, Property, Trait, WorkloadType
from oamc.capabilities.located import located
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.pods import kube_object
from oamc.diagnostics.codes import capabilities as codes
from oamc.expressions.types import BooleanType, NumberType, TextType
from oamc.kubernetes.rules.jobs import SCHEDULE_NAMES, schedule_problem, time_zone_problem, time_zones
from oamc.objects.tree import bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.capabilities.contracts import Context, Rendered, Subject
    from oamc.ir.program import BoundTrait, Instance
    from oamc.objects.tree import Tree

JOB_TEMPLATE = ("spec", "jobTemplate")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def _field(number: str, names: Sequence[str] = ()) -> str:
    """Return the pattern of one part of a schedule: `*`, numbers, names and ranges, each with a step perhaps, with commas."""
    words = ("".join(f"[{letter.upper()}{letter}]" for letter in name) for name in names)
    one = f"({'|'.join((number, *words))})"
    item = rf"([*?]|{one}(-{one})?)(/[1-9][0-9]{{0,2}})?"
    return f"{item}(,{item})*"


FIELDS = (
    _field("[0-5]?[0-9]"),
    _field("[01]?[0-9]|2[0-3]"),
    _field("0?[1-9]|[12][0-9]|3[01]"),
    _field("0?[1-9]|1[0-2]", MONTHS),
    _field("0?[0-6]", DAYS),
)
TIMES = TextType(
    pattern=rf"{' +'.join(FIELDS)}|{'|'.join(SCHEDULE_NAMES)}|@every ([0-9]{{1,6}}(h|m|s))+",
    rule='must have the five parts of cron, such as "0 3 * * *", or be a word such as @daily',
    reasons=(("TZ=", "must not have a time zone: that is the property timeZone"), ("^@reboot$", "must be a time: not @reboot")),
    maximum_length=256,
)
TIME_ZONE = TextType(
    pattern=r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*",
    forbidden="^[Ll][Oo][Cc][Aa][Ll]$",
    rule="must be the name of a time zone, such as Etc/UTC or Europe/Berlin",
    maximum_length=64,
)
SHORTEST_DEADLINE = 10
"""The controller looks every ten seconds: it may miss every time of a schedule with a shorter deadline."""


def scheduled(workload_type: WorkloadType) -> WorkloadType:
    """Return a type of tasks whose work is done at set times: its Job becomes the template of a CronJob."""
    scale = workload_type.scale

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the CronJob of what would be the Job."""
        rendered = workload_type.render(instance, context)
        job = rendered.main
        metadata, spec = bare(job.body["metadata"]), bare(job.body["spec"])
        assert isinstance(metadata, dict)
        assert isinstance(spec, dict)
        template = bare(spec["template"])
        assert isinstance(template, dict)
        labels = bare(template["metadata"])
        assert isinstance(labels, dict)
        made: Tree = {"metadata": {"labels": labels["labels"]}, "spec": spec}
        main = kube_object(
            instance, ("batch/v1", "CronJob"), job.name, labels={}, fields=(("spec", {"jobTemplate": made}),), span=job.span
        )
        return replace(rendered, main=replace(main, body={**main.body, "metadata": metadata}))

    def scale_of_template(count: Tree) -> Tree:
        """Return the patch that sets how many pods of a Job run at a time."""
        assert scale is not None
        return {"spec": {"jobTemplate": scale(count)}}

    return replace(
        workload_type,
        render=render,
        scale=None if scale is None else scale_of_template,
        pod=(*JOB_TEMPLATE, *workload_type.pod),
        longest_name=LONGEST_CRON_JOB_NAME,
        runs_once=False,
    )


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the times, and how Jobs are made at them."""
    _check(use, subject)
    names = [prop.name for prop in PROPERTIES]
    return Change(patches=(Patch(tree={"spec": entries((name, located(use, name)) for name in names)}),))


def _check(use: BoundTrait, subject: Subject) -> None:
    """Check what no pattern says: that ranges go up, and that there is the time zone."""
    schedule, zone = use.known("schedule"), use.known("timeZone")
    problem = schedule_problem(schedule) if isinstance(schedule, str) else ""
    if problem:
        _report(use, "schedule", problem, "", subject)
    if isinstance(zone, str) and (problem := time_zone_problem(zone)):
        area = zone.lower().partition("/")[0]
        near = subject.context.reports.nearest(
            zone, [known for known in sorted(time_zones()) if known.lower().startswith(area)]
        )
        _report(use, "timeZone", problem, f'did you mean "{near}"?' if near else "", subject)


def _report(use: BoundTrait, name: str, problem: str, hint: str, subject: Subject) -> None:
    """Report the value of a property."""
    what = f'trait "{use.trait.name}"'
    reports = subject.context.reports
    reports.add(codes.WRONG_PROPERTY, at=use.span_of(name), property=name, what=what, problem=problem, hint=hint)


PROPERTIES = (
    Property(
        name="schedule",
        type=TIMES,
        description='When the work is done, in the five parts of cron, such as "0 3 * * *", or as a word such as @daily.',
        required=True,
        example="0 3 * * *",
    ),
    Property(
        name="timeZone",
        type=TIME_ZONE,
        description="The time zone of the schedule, such as Europe/Berlin. Where it is not set, the cluster takes that of its "
        "controller, which is UTC in most clusters.",
        example="Etc/UTC",
    ),
    Property(
        name="concurrencyPolicy",
        type=TextType(choices=("Allow", "Forbid", "Replace")),
        description="What happens at a time when the work before is still being done: Allow does both, Forbid leaves out the "
        "new one, Replace ends the old one. The cluster takes Allow where it is not set.",
        example="Forbid",
    ),
    Property(
        name="suspend",
        type=BooleanType(),
        description="Whether no new work is begun for now. What is being done goes on.",
        example=False,
    ),
    Property(
        name="startingDeadlineSeconds",
        type=NumberType(whole=True, minimum=SHORTEST_DEADLINE, maximum=2**31 - 1),
        description="How many seconds late the work may begin, when the cluster was busy or away.",
        example=300,
    ),
    Property(
        name="successfulJobsHistoryLimit",
        type=COUNT,
        description="How many Jobs that succeeded are kept. The cluster takes 3 where it is not set.",
        example=3,
    ),
    Property(
        name="failedJobsHistoryLimit",
        type=COUNT,
        description="How many Jobs that failed are kept. The cluster takes 1 where it is not set.",
        example=1,
    ),
)
SCHEDULE = Trait(
    names=("schedule",),
    summary="Do the work of a task again and again at set times; a CronJob in the place of the Job.",
    properties=PROPERTIES,
    needs=frozenset({"core.oam.dev/v1alpha1.Task", "core.oam.dev/v1alpha1.SingletonTask"}),
    change=change,
    reshape=scheduled,
    produces=("batch/v1 CronJob",),
)

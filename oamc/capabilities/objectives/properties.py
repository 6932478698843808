"""The properties of the trait `slo`: objectives, by whom they are looked at, and how (docs/spec/objectives.md, 1)."""

from __future__ import annotations

from oamc.capabilities.kubevela.shapes import LABEL_VALUE, item, needed
from oamc.capabilities.monitoring_types import DURATION
from oamc.capabilities.number_types import ABOVE_ZERO, COUNT
from oamc.capabilities.property_schema import SWITCH, TEXT, Listed, Mapped, Short, Struct, choice
from oamc.expressions.types import NumberType, TextType
from oamc.records import replace

PROMETHEUS, ARGO, FLAGGER, SLOTH, PYRRA = "prometheus", "argo", "flagger", "sloth", "pyrra"
ENGINES = (PROMETHEUS, ARGO, FLAGGER, SLOTH, PYRRA)
IN_PERCENT = (SLOTH, PYRRA)
"""Engines that count objectives in percent, which no template can make of a share."""
SUCCESS_RATE, ERROR_RATE, LATENCY = "success-rate", "error-rate", "latency-p95"
RATIOS = (SUCCESS_RATE, ERROR_RATE)
"""Indicators that are shares, from 0 to 1."""
DEFAULT_NAME = "slo"
OPERATORS = ("<", "<=", ">", ">=")
_NUMBER = r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?"

NAME = TextType(
    pattern="[a-z0-9]([-a-z0-9]*[a-z0-9])?",
    rule="must have lower-case letters, digits and hyphens between them",
    maximum_length=40,
)
TIME = TextType(pattern=r"[1-9][0-9]{0,4}[sm]", rule="must be seconds or minutes, such as 30s or 5m")
"""A time that Prometheus, Argo Rollouts and Flagger read alike; an hour is 60m."""
PERIOD = TextType(pattern=r"[1-9][0-9]{0,2}[dw]", rule="must be days or weeks, such as 28d or 4w")
ADDRESS = TextType(
    pattern=r"https?://[A-Za-z0-9][-A-Za-z0-9.]*(:[1-9][0-9]{0,4})?(/[-A-Za-z0-9._~/]*)?",
    rule="must be an address such as http://prometheus.monitoring:9090",
    maximum_length=2048,
)
SERIES = TextType(pattern="[a-zA-Z_:][a-zA-Z0-9_:]*", rule="must be the name of a metric", maximum_length=256)
LABEL = TextType(pattern="[a-zA-Z_][a-zA-Z0-9_]*", rule="must be the name of a label", maximum_length=128)
CODES = TextType(
    pattern=r"[-A-Za-z0-9.|()\[\]*+?]+", rule="must be a regular expression, such as 5.. or 4..|5..", maximum_length=128
)
SELECTOR = TextType(
    pattern=r'[a-zA-Z_][a-zA-Z0-9_]*(=~?|![=~])"[^"\\\n]*"(, ?[a-zA-Z_][a-zA-Z0-9_]*(=~?|![=~])"[^"\\\n]*")*',
    rule='must be conditions on labels, such as job="web",namespace="shop"',
    maximum_length=1024,
)
QUERY = TextType(forbidden=r"\x00", rule="must not contain NUL", minimum_length=1, maximum_length=4096)
PERCENT = NumberType(minimum=0, maximum=100)
COMPARED = TextType(
    pattern=rf"(<|<=|>|>=) ?{_NUMBER}",
    rule='must be <, <=, > or >= with a number behind it, such as ">=0.99"',
    reasons=(
        ("%", "must be a number from 0 to 1 and no percentage: 99% is 0.99"),
        (r"^[!=]", "must compare by <, <=, > or >=: a measured number is hardly ever equal to another one"),
        (r"^[-0-9.]", "must say how it compares, by <, <=, > or >= before the number"),
    ),
)


def _read(text: str) -> dict[str, str | int | float]:
    """Return the operator and the number of a comparison."""
    number = text.lstrip("<>= ")
    operator = text.removesuffix(number).rstrip()
    return {"operator": operator, "number": float(number) if "." in number else int(number)}


WHY_PERCENT = "Sloth and Pyrra count in percent, which no template makes of a share"
COMPARISON = Struct(
    items=(
        needed("operator", choice(*OPERATORS), "How the measured number compares.", why="it decides what is written"),
        replace(
            needed("number", NumberType(), "With which number the measured one is compared. A share is from 0 to 1."),
            why=WHY_PERCENT,
        ),
    ),
    short=Short(type=COMPARED, read=_read),
)
OBJECTIVE = Struct(
    items=(
        needed("name", NAME, "The name of the objective.", why="objects and series are called by it"),
        item(
            "sli",
            choice(SUCCESS_RATE, LATENCY, ERROR_RATE),
            "What is measured: the share of requests without or with an error, or the time in seconds within which 95 of 100 "
            "requests are answered.",
            why="it decides what is asked",
        ),
        item("query", QUERY, "What is measured, as a query of Prometheus that gives a number, in the place of sli."),
        needed("pass", COMPARISON, "When the objective is met, such as >=0.99."),
        item("warn", COMPARISON, "When it is missed by so little that it is only a warning."),
        item("weight", NumberType(minimum=0, maximum=1000), "What the objective counts beside others. No engine counts so."),
        item("key", SWITCH, "Whether one failure is one too many (engine argo)."),
    )
)
SERIES_ITEMS = (
    item("selector", SELECTOR, "The labels by which the series of the instance are found. Those of its Service or pods."),
    item("requests", SERIES, "The counter of requests. http_requests_total where it is not set."),
    item("code", LABEL, "Its label with the status of the answer. code where it is not set."),
    item("errors", CODES, "Which statuses are errors. 5.. where it is not set."),
    item(
        "durations",
        SERIES,
        "The histogram of times in seconds. http_request_duration_seconds_bucket where it is not set.",
    ),
)
SCHEMA = Struct(
    items=(
        item(
            "name",
            NAME,
            "What tells this use of the trait from others on the instance; objects are called by it.",
            default=DEFAULT_NAME,
            why="objects are called by it",
        ),
        item(
            "engine",
            choice(*ENGINES),
            "Who looks at the objectives: Prometheus by rules with alerts, Argo Rollouts or Flagger while a new version comes, "
            "Sloth or Pyrra, which make rules of them.",
            default=PROMETHEUS,
            why="each engine has objects of its own",
        ),
        replace(
            needed("objectives", Listed(item=OBJECTIVE, keys=("name",), filled=True), "The objectives."),
            fixed_with=("engine", IN_PERCENT),
        ),
        replace(
            item("interval", TIME, "How often they are looked at.", default="1m"),
            of=("engine", (PROMETHEUS, ARGO, FLAGGER)),
        ),
        replace(
            item("window", TIME, "Over which time requests are counted. 5m where it is not set."),
            of=("engine", (PROMETHEUS, ARGO)),
        ),
        replace(
            item("for", DURATION, "For how long a number must be bad before there is an alert. 5m where it is not set."),
            of=("engine", (PROMETHEUS,)),
        ),
        replace(item("count", ABOVE_ZERO, "How often an analysis looks.", default=5), of=("engine", (ARGO,))),
        replace(item("failureLimit", COUNT, "How many failures an analysis bears.", default=1), of=("engine", (ARGO,))),
        replace(
            item(
                "provider",
                Struct(
                    items=(
                        item("type", choice(PROMETHEUS), "What answers queries.", default=PROMETHEUS, why="there is one"),
                        item("address", ADDRESS, "Where Prometheus is. Argo Rollouts may know it without."),
                        item(
                            "timeout",
                            NumberType(whole=True, minimum=1, maximum=3600),
                            "For how many seconds an answer is waited for (engine argo).",
                        ),
                    )
                ),
                "Who answers queries.",
            ),
            of=("engine", (ARGO, FLAGGER)),
        ),
        item(
            "totalScore",
            Struct(items=(item("pass", PERCENT, "The score to pass."), item("warn", PERCENT, "The score of a warning."))),
            "The score of all objectives together. No engine counts scores.",
        ),
        replace(
            item("period", PERIOD, "Over which time the objective holds.", default="4w"),
            of=("engine", (PYRRA,)),
        ),
        item("series", Struct(items=SERIES_ITEMS), "What the built-in indicators read."),
        replace(
            item("alertLabels", Mapped(item=TEXT), "Labels of the alerts, by which they are sent to somebody."),
            of=("engine", (PROMETHEUS, SLOTH)),
        ),
        item("ruleLabels", Mapped(item=LABEL_VALUE), "Labels of the objects, by which a Prometheus chooses its rules."),
    )
)

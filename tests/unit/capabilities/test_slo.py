"""Objectives of an instance, and who looks at them (docs/spec/objectives.md)."""

import pytest

from oamc.capabilities.objectives.properties import COMPARED, COMPARISON, SELECTOR
from oamc.capabilities.objectives.reading import Comparison
from oamc.expressions.problems import problem
from oamc.values.given import Assignment, Overrides
from tests.support.documents import application, compiled, compiled_objects, component, container, trait

ONE = component("Server", container())
WORKER = component("Worker", container(ports=None))
ADDRESS = {"address": "http://prometheus:9090"}
AVAILABLE = {"name": "availability", "sli": "success-rate", "pass": ">=0.99"}
ERRORS = {"name": "errors", "sli": "error-rate", "pass": "<=0.01"}
LATENCY = {"name": "latency", "sli": "latency-p95", "pass": "<0.5"}
QUEUE = {"name": "queue", "query": "max(queue_length)", "pass": "<=100"}


def asked(*objectives, of=ONE, sets=(), options=None, **properties):
    use = trait("slo", objectives=list(objectives), **properties)
    return compiled(of, application(use), sets=sets, **(options or {}))


def rules(made):
    """Return the rules of all groups of the one PrometheusRule, by what they record or raise, and the severity."""
    groups = made.only("PrometheusRule")["spec"]["groups"]
    found = [rule for group in groups for rule in group["rules"]]
    return {(rule.get("record") or rule["alert"], rule["labels"].get("severity")): rule for rule in found}


def test_a_share_of_requests_has_series_of_each_window_and_two_alerts():
    made = asked(AVAILABLE)
    assert made.codes == []
    found = rules(made)
    windows = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
    assert list(found) == [
        *((f"oam:slo_error_ratio:rate{window}", None) for window in windows),
        ("ErrorBudgetBurn", "critical"),
        ("ErrorBudgetBurn", "warning"),
    ]
    for window in windows:
        assert found[f"oam:slo_error_ratio:rate{window}", None]["expr"].count(f"[{window}]") == 3
    series = '{slo="shop-web-slo",objective="availability"}'
    assert found["ErrorBudgetBurn", "critical"]["expr"] == (
        f"(oam:slo_error_ratio:rate1h{series} > 14.4 * (1 - 0.99) and oam:slo_error_ratio:rate5m{series} > 14.4 * (1 - 0.99))"
        f" or (oam:slo_error_ratio:rate6h{series} > 6 * (1 - 0.99) and oam:slo_error_ratio:rate30m{series} > 6 * (1 - 0.99))"
    )
    assert "for" not in found["ErrorBudgetBurn", "critical"]


def test_an_error_rate_is_the_budget_itself_and_a_warning_widens_that_of_critical_alerts():
    found = rules(asked({**ERRORS, "warn": "<=0.05"}))
    assert "> 14.4 * 0.05 and" in found["ErrorBudgetBurn", "critical"]["expr"]
    assert "> 3 * 0.01 and" in found["ErrorBudgetBurn", "warning"]["expr"]


def test_requests_without_any_error_are_a_share_of_zero():
    expression = rules(asked(ERRORS))["oam:slo_error_ratio:rate5m", None]["expr"]
    total = 'sum by (namespace) (rate(http_requests_total{service="shop-web"}[5m]))'
    failed = 'sum by (namespace) (rate(http_requests_total{service="shop-web",code=~"5.."}[5m]))'
    assert expression == f"({failed} or 0 * {total}) / {total}"


@pytest.mark.parametrize(
    ("given", "critical", "warning"),
    [
        ({"pass": "<=100"}, "> 100", None),
        ({"pass": "<100"}, ">= 100", None),
        ({"pass": ">= 1"}, "< 1", None),
        ({"pass": "> -1.5"}, "<= -1.5", None),
        ({"pass": "<=100", "warn": "<=200"}, "> 200", "> 100"),
        ({"pass": "<100", "warn": "<=100"}, "> 100", ">= 100"),
    ],
)
def test_any_other_number_is_compared(given, critical, warning):
    made = asked({"name": "queue", "query": "max(queue_length)", **given})
    assert made.codes == []
    found = rules(made)
    series = 'oam:slo_value{slo="shop-web-slo",objective="queue"}'
    assert found["oam:slo_value", None]["expr"] == "max(queue_length)"
    assert found["ObjectiveMissed", "critical"]["expr"] == f"{series} {critical}"
    assert found["ObjectiveMissed", "critical"]["for"] == "5m"
    assert (found["ObjectiveMissed", "warning"]["expr"] if warning else None) == (f"{series} {warning}" if warning else None)
    assert (("ObjectiveMissed", "warning") in found) == bool(warning)


def test_series_are_found_by_the_service_with_the_prefix_else_by_the_pods():
    by_service = rules(asked(LATENCY, sets=("namePrefix=x-",)))["oam:slo_value", None]
    assert '{service="x-shop-web"}[5m]' in by_service["expr"]
    assert by_service["labels"] == {"slo": "x-shop-web-slo", "objective": "latency"}
    by_pods = rules(asked(LATENCY, of=WORKER, sets=("namePrefix=x-",)))["oam:slo_value", None]
    assert '{pod=~"x-shop-web-[a-z0-9]+-[a-z0-9]+"}' in by_pods["expr"]
    stateful = component("SingletonWorker", container(ports=None))
    of_stateful = asked(LATENCY, of=stateful)
    assert of_stateful.kinds() == ["StatefulSet", "PrometheusRule"]
    assert '{pod=~"shop-web-[0-9]+"}' in rules(of_stateful)["oam:slo_value", None]["expr"]
    of_task = asked(LATENCY, of=component("Task", container(ports=None)))
    assert '{pod=~"shop-web-.+"}' in rules(of_task)["oam:slo_value", None]["expr"]


def test_where_the_namespace_is_known_no_other_one_counts():
    found = rules(asked(AVAILABLE, options={"namespace": "stage"}))
    assert '{service="shop-web",namespace="stage",code=~"5.."}' in found["oam:slo_error_ratio:rate5m", None]["expr"]
    assert found["oam:slo_error_ratio:rate5m", None]["expr"].startswith("(sum(rate(")
    assert ',objective="availability",namespace="stage"} > ' in found["ErrorBudgetBurn", "critical"]["expr"]
    assert found["ErrorBudgetBurn", "critical"]["labels"]["namespace"] == "stage"


def test_names_of_series_can_be_chosen():
    series = {
        "selector": 'job="a",team!~"b|c"',
        "requests": "r",
        "code": "status",
        "errors": "4..|5..",
        "durations": "d_bucket",
    }
    found = rules(asked(AVAILABLE, LATENCY, series=series, window="90s"))
    assert 'rate(r{job="a",team!~"b|c",status=~"4..|5.."}[1d])' in found["oam:slo_error_ratio:rate1d", None]["expr"]
    assert 'rate(d_bucket{job="a",team!~"b|c"}[90s])' in found["oam:slo_value", None]["expr"]


def test_several_uses_differ_in_their_names():
    uses = [trait("slo", objectives=[QUEUE]), trait("slo", name="other", objectives=[QUEUE])]
    made = compiled(ONE, application(*uses), sets=("shop-web.traits.slo.other.enabled=false",))
    assert made.codes == []
    assert [item["metadata"]["name"] for item in made.objects if item["kind"] == "PrometheusRule"] == ["shop-web-slo"]
    twice = [trait("slo", objectives=[QUEUE]), trait("slo", name="slo", objectives=[QUEUE])]
    assert compiled(ONE, application(*twice)).codes == ["OAM505"]


def test_a_use_that_is_called_as_one_of_its_values_has_a_place_of_its_own():
    made = asked(QUEUE, name="enabled", sets=("shop-web.traits.slo.enabled.enabled=false",))
    assert made.codes == []
    assert "PrometheusRule" not in made.kinds()


def test_alerts_and_objects_have_labels():
    made = asked(QUEUE, alertLabels={"team": "{{ $labels.team }}"}, ruleLabels={"release": "kps"})
    assert made.only("PrometheusRule")["metadata"]["labels"]["release"] == "kps"
    assert rules(made)["ObjectiveMissed", "critical"]["labels"]["team"] == "{{ $labels.team }}"


@pytest.mark.parametrize(
    ("objective", "told"),
    [
        ({**AVAILABLE, "pass": ">=99.5"}, "is about a share of requests, which is from 0 to 1"),
        ({**AVAILABLE, "pass": ">=-1"}, "is about a share of requests, which is from 0 to 1"),
        ({**AVAILABLE, "pass": ">0"}, "is met when every request fails"),
        ({**AVAILABLE, "pass": "<0.99"}, "asks for few requests that succeed"),
        ({**AVAILABLE, "warn": ">=0.995"}, "never warns: whatever meets warn meets pass"),
        ({**AVAILABLE, "warn": ">=0.99"}, "never warns: whatever meets warn meets pass"),
        ({**AVAILABLE, "warn": ">0.99"}, "never warns: whatever meets warn meets pass"),
        ({**ERRORS, "pass": ">=0.01"}, "asks for many errors"),
        ({**ERRORS, "pass": "<=1"}, "is met when every request fails"),
        ({**LATENCY, "pass": "<=500000"}, "is about a time in seconds, above 0 and up to 600"),
        ({**LATENCY, "pass": "<0"}, "is about a time in seconds, above 0 and up to 600"),
        ({**LATENCY, "pass": ">0.5"}, "asks for much time"),
        ({**QUEUE, "warn": ">=100"}, "passes in one direction and warns in the other one"),
        ({**QUEUE, "sli": "error-rate"}, "says twice what is measured"),
        ({"name": "a", "pass": "<1"}, "says nothing of what is measured"),
    ],
)
def test_an_objective_that_cannot_be_meant_is_an_error(objective, told):
    made = asked(objective)
    assert made.codes == ["OAM677"]
    assert made.messages[0].endswith(told)


def test_a_hint_says_how_a_number_is_meant():
    hints = [asked(one).reports.found[0].hint for one in ({**AVAILABLE, "pass": ">=99.5"}, {**LATENCY, "pass": "<800"})]
    assert hints == ["write a number from 0 to 1: 0.995 is 99.5%", "800 milliseconds are 0.8"]


def test_one_name_has_one_objective():
    made = asked(AVAILABLE, {**ERRORS, "name": "availability"})
    assert made.codes == ["OAM677"]
    assert made.messages[0].endswith("is there twice")


def test_two_wrong_objectives_are_both_told():
    assert asked({**AVAILABLE, "pass": ">=99"}, {**ERRORS, "pass": ">0"}).codes == ["OAM677", "OAM677"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (">=0.99", ""),
        ("< -5", ""),
        (">=99%", "must be a number from 0 to 1 and no percentage: 99% is 0.99"),
        ("0.99", "must say how it compares, by <, <=, > or >= before the number"),
        ("==1", "must compare by <, <=, > or >=: a measured number is hardly ever equal to another one"),
        (">=.5", 'must be <, <=, > or >= with a number behind it, such as ">=0.99"'),
        (">= 1e3", 'must be <, <=, > or >= with a number behind it, such as ">=0.99"'),
        (">=NaN", 'must be <, <=, > or >= with a number behind it, such as ">=0.99"'),
        (">=" + "9" * 400, 'must be <, <=, > or >= with a number behind it, such as ">=0.99"'),
        ("", 'must be <, <=, > or >= with a number behind it, such as ">=0.99"'),
    ],
)
def test_a_comparison_is_an_operator_and_a_number(text, told):
    assert problem(COMPARED, text) == told


def test_a_comparison_may_be_written_in_two_ways():
    assert COMPARISON.short is not None
    assert COMPARISON.short.read("> 5") == {"operator": ">", "number": 5}
    assert COMPARISON.short.read("<=-0.25") == {"operator": "<=", "number": -0.25}
    short = asked({**QUEUE, "pass": "<100"})
    assert short.objects == asked({**QUEUE, "pass": {"operator": "<", "number": 100}}).objects


@pytest.mark.parametrize(
    "wrong",
    [0.99, True, None, [">=1"], {"operator": "="}, {"operator": "<", "number": "1"}, {"operator": "<", "number": 1, "x": 2}],
)
def test_a_comparison_of_another_form_is_told_once(wrong):
    made = asked({**QUEUE, "pass": wrong})
    assert len(made.codes) == (2 if wrong == {"operator": "="} else 1)
    assert set(made.codes) <= {"OAM508", "OAM507", "OAM506"}


def test_a_comparison_may_come_from_a_variable():
    use = trait("slo", objectives=[{**QUEUE, "pass": "[fromVariable(most)]"}])
    made = compiled(ONE, application(use, variables=[{"name": "most", "value": "<7"}]))
    assert made.codes == []
    assert rules(made)["ObjectiveMissed", "critical"]["expr"].endswith(">= 7")


def test_what_is_looser():
    def compared(operator, number):
        return Comparison(operator=operator, value=number, known=number, span=None)

    assert compared(">=", 1).is_looser(compared(">", 1))
    assert not compared(">", 1).is_looser(compared(">=", 1))
    assert compared("<=", 2).is_looser(compared("<", 1))
    assert not compared("<", 1).is_looser(compared("<", 1))
    assert compared(">=", 1).failing == ("< ", "1")


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"weighted": True}, ["OAM506"]),
        ({"count": 3}, ["OAM506"]),
        ({"engine": "argo", "for": "1m"}, ["OAM506"]),
        ({"engine": "keptn"}, ["OAM508"]),
        ({"interval": "1h"}, ["OAM508"]),
        ({"name": "A"}, ["OAM508"]),
        ({"name": "a" * 41}, ["OAM508"]),
        ({"ruleLabels": {"app.kubernetes.io/name": "a"}}, ["OAM508"]),
        ({"ruleLabels": {"a b": "a"}}, ["OAM508"]),
        ({"alertLabels": {"severity": "a"}}, ["OAM508"]),
        ({"alertLabels": {"a-b": "a"}}, ["OAM508"]),
        ({"alertLabels": {"__name__": "a"}}, ["OAM508"]),
        ({"series": {"selector": "job=web"}}, ["OAM508"]),
        ({"engine": "flagger"}, ["OAM593"]),
        ({"engine": "flagger", "provider": {}}, ["OAM593"]),
        ({"engine": "flagger", "provider": {**ADDRESS, "timeout": 3}}, ["OAM593"]),
        ({"engine": "argo", "provider": {"address": "prometheus:9090"}}, ["OAM508"]),
        ({"engine": "argo", "provider": {"timeout": "30s"}}, ["OAM508"]),
        ({"engine": "argo", "provider": {"type": "datadog"}}, ["OAM508"]),
    ],
)
def test_a_property_that_is_wrong_is_told_once(properties, told):
    assert asked(QUEUE, **properties).codes == told


def test_no_objectives_are_a_mistake():
    assert asked().codes == ["OAM508"]
    assert compiled(ONE, application(trait("slo"))).codes == ["OAM507"]


def test_selectors_are_conditions_on_labels():
    assert not problem(SELECTOR, 'a="b", c!~"d|{{x}}"')
    for wrong in ("", "a", 'a="b",', 'a="\\"', '{a="b"}', 'a="b"}', 'a = "b"'):
        assert problem(SELECTOR, wrong), wrong


@pytest.mark.parametrize(
    ("objective", "properties", "words"),
    [
        ({**AVAILABLE, "weight": 2}, {}, "objectives[0].weight"),
        ({**AVAILABLE, "key": True}, {}, "objectives[0].key"),
        (AVAILABLE, {"totalScore": {"pass": 90}}, "totalScore.pass"),
        (AVAILABLE, {"window": "2m"}, "window"),
        (AVAILABLE, {"for": "2m"}, "for"),
        (QUEUE, {"series": {"requests": "a"}}, "series.requests"),
        (LATENCY, {"series": {"errors": "4.."}}, "series.errors"),
        ({**AVAILABLE, "warn": ">=0.9"}, {"engine": "sloth"}, ""),
        ({**AVAILABLE, "key": False}, {"engine": "pyrra"}, ""),
    ],
)
def test_what_has_no_effect_is_told_and_fixed(objective, properties, words):
    made = asked(objective, **properties)
    assert made.codes == ["OAM675"]
    assert f'"{words}"' in made.messages[0] or not words


def test_a_value_without_effect_is_no_value_of_the_chart():
    documents = (ONE, application(trait("slo", objectives=[{**AVAILABLE, "weight": 2}])))
    (objects,) = compiled_objects(*documents)
    assert [parameter.path[-1] for parameter in objects.fixed if parameter.why == "nothing is made of it"] == ["weight"]
    path = "shop-web.traits.slo.slo.objectives.availability"
    assert compiled(*documents, sets=(f"{path}.weight=3",)).codes == ["OAM450", "OAM675"]


def test_a_value_without_effect_that_follows_a_variable_stays_one():
    use = trait("slo", objectives=[AVAILABLE], series={"durations": "[fromVariable(series)]"})
    documents = (ONE, application(use, variables=[{"name": "series", "value": "a_bucket"}]))
    (objects,) = compiled_objects(*documents)
    assert ("shop-web", "traits", "slo", "slo", "series", "durations") in {one.path for one in objects.parameters}
    assert compiled(*documents, sets=("variables.series=b_bucket",)).codes == ["OAM675"]


@pytest.mark.parametrize(
    ("objective", "number", "is_good"),
    [
        (AVAILABLE, "0.85", True),
        (AVAILABLE, "1", True),
        (ERRORS, "0", True),
        (ERRORS, "0.0000001", True),
        (AVAILABLE, "1.01", False),
        (AVAILABLE, "-0.1", False),
        (LATENCY, "120", True),
        (LATENCY, "0.000000001", True),
        (LATENCY, "0", False),
        (LATENCY, "1000", False),
        (QUEUE, "-1e15", True),
    ],
)
def test_a_number_that_is_chosen_later_is_bound_by_what_is_measured(objective, number, is_good):
    path = f"shop-web.traits.slo.slo.objectives.{objective['name']}.pass.number"
    overrides = Overrides(assignments=(Assignment(flag="--set-json", text=f"{path}={number}"),))
    assert asked(objective, options={"overrides": overrides}).codes == ([] if is_good else ["OAM706"])


@pytest.mark.parametrize(
    ("objective", "engine", "told"),
    [
        ({"pass": ">=0.931"}, "prometheus", []),
        ({"pass": ">=0.93"}, "prometheus", ["its critical alert comes late"]),
        ({"pass": ">=0.84"}, "prometheus", ["its critical alert comes late"]),
        ({"pass": ">=0.83"}, "prometheus", ["no critical alert can come"]),
        ({"pass": ">=0.99", "warn": ">=0.9"}, "prometheus", ["its critical alert comes late"]),
        ({"pass": ">=0.9", "warn": ">=0.8"}, "prometheus", ["no critical alert can come"]),
        ({"sli": "error-rate", "pass": "<=0.07"}, "prometheus", ["its critical alert comes late"]),
        ({"sli": "error-rate", "pass": "<=0.06"}, "prometheus", []),
        ({"pass": ">=0.9"}, "sloth", ["its critical alert comes late"]),
        ({"pass": ">=0.93"}, "pyrra", []),
        ({"pass": ">=0.8"}, "pyrra", ["no critical alert can come"]),
    ],
)
def test_an_alert_that_no_share_of_errors_reaches_is_told(objective, engine, told):
    made = asked({**AVAILABLE, **objective}, engine=engine)
    assert made.codes == ["OAM679"] * len(told)
    for message, words in zip(made.messages, told, strict=True):
        assert f"is so lax that {words}: not even an outage burns" in message
    assert made.objects


@pytest.mark.parametrize(
    ("given", "chosen", "is_good"),
    [
        ({}, 0.84, True),
        ({}, 0.9, True),
        ({}, 1, True),
        ({}, 0.839, False),
        ({}, 0.5, False),
        ({"pass": ">=0.83"}, 0.5, True),
        ({"sli": "error-rate", "pass": "<=0.01"}, 0.16, True),
        ({"sli": "error-rate", "pass": "<=0.01"}, 0.1, True),
        ({"sli": "error-rate", "pass": "<=0.01"}, 0.0000001, True),
        ({"sli": "error-rate", "pass": "<=0.01"}, 0, True),
        ({"sli": "error-rate", "pass": "<=0.01"}, 0.161, False),
        ({"sli": "error-rate", "pass": "<=0.01"}, 0.2, False),
    ],
)
def test_values_leave_a_critical_alert_that_can_come(given, chosen, is_good):
    path = "shop-web.traits.slo.slo.objectives.availability.pass.number"
    overrides = Overrides(assignments=(Assignment(flag="--set-json", text=f"{path}={chosen}"),))
    codes = asked({**AVAILABLE, **given}, options={"overrides": overrides}).codes
    assert [code for code in codes if code != "OAM679"] == ([] if is_good else ["OAM706"])


def test_pods_of_long_names_cannot_be_told():
    assert asked(LATENCY, of=WORKER, sets=(f"namePrefix={'a' * 38}",)).codes == []
    assert asked(LATENCY, of=WORKER, sets=(f"namePrefix={'a' * 39}",)).codes == ["OAM706"]
    assert asked(LATENCY, sets=(f"namePrefix={'a' * 39}",)).codes == []
    selected = asked(LATENCY, of=WORKER, sets=(f"namePrefix={'a' * 39}",), series={"selector": 'job="a"'})
    assert selected.codes == []


def analysis(*objectives, sets=(), options=None, **properties):
    made = asked(*objectives, engine="argo", sets=sets, options=options, **properties)
    assert made.codes == ["OAM676"]
    return made.only("AnalysisTemplate")["spec"]


def test_an_analysis_template_has_a_metric_for_each_objective():
    spec = analysis(AVAILABLE, ERRORS, {**QUEUE, "warn": "<=200"}, provider={**ADDRESS, "timeout": 20})
    first, second, third = spec["metrics"]
    assert (first["name"], first["interval"], first["count"], first["failureLimit"]) == ("availability", "1m", 5, 1)
    assert first["successCondition"] == "len(result) > 0 && result[0] >= 0.99"
    assert "failureCondition" not in first
    assert first["provider"]["prometheus"]["query"].startswith("1 - (sum(rate(http_requests_total{namespace=~")
    assert second["provider"]["prometheus"]["query"].startswith("(sum(rate(http_requests_total{namespace=~")
    assert third["failureCondition"] == "len(result) == 0 || !(result[0] <= 200)"
    assert third["provider"]["prometheus"] == {**ADDRESS, "timeout": 20, "query": "max(queue_length)"}


def test_an_analysis_template_serves_by_itself():
    spec = analysis(LATENCY, sets=("namePrefix=x-",))
    assert {one["name"]: one["value"] for one in spec["args"]} == {
        "instance": "x-shop-web",
        "service": "x-shop-web",
        "namespace": ".+",
        "hash": "[a-z0-9]+",
    }
    assert "provider" in spec["metrics"][0]
    assert analysis(LATENCY, options={"namespace": "stage"})["args"][2] == {"name": "namespace", "value": "stage"}


def test_a_key_objective_bears_no_failure():
    key = "shop-web.traits.slo.slo.objectives.availability.key"
    assert analysis({**AVAILABLE, "key": True}, failureLimit=3)["metrics"][0]["failureLimit"] == 0
    assert analysis({**AVAILABLE, "key": True}, failureLimit=3, sets=(f"{key}=false",))["metrics"][0]["failureLimit"] == 3


def test_an_analysis_comes_to_the_failures_that_it_bears():
    assert asked(QUEUE, engine="argo", count=2, failureLimit=3).codes == ["OAM676", "OAM706"]


def test_flagger_gets_a_template_for_each_objective():
    made = asked(AVAILABLE, {**QUEUE, "pass": "<=100"}, engine="flagger", provider=ADDRESS)
    assert made.codes == ["OAM676"]
    found = {item["metadata"]["name"]: item["spec"] for item in made.objects if item["kind"] == "MetricTemplate"}
    assert list(found) == ["shop-web-slo-availability", "shop-web-slo-queue"]
    assert found["shop-web-slo-queue"] == {"provider": {"type": "prometheus", **ADDRESS}, "query": "max(queue_length)"}
    query = found["shop-web-slo-availability"]["query"]
    assert '{namespace="{{ namespace }}",pod=~"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"}[{{ interval }}]' in query


@pytest.mark.parametrize("engine", ["argo", "flagger"])
def test_only_what_has_new_versions_is_analysed(engine):
    given = {"engine": engine, "provider": ADDRESS}
    assert asked(QUEUE, of=component("SingletonWorker", container(ports=None)), **given).codes == ["OAM593"]


@pytest.mark.parametrize(
    ("objective", "percent"),
    [
        ({**AVAILABLE, "pass": ">=0.999"}, 99.9),
        ({**AVAILABLE, "pass": ">=0.99999"}, 99.999),
        ({**ERRORS, "pass": "<=0.0001"}, 99.99),
        ({**ERRORS, "pass": "<=0.05"}, 95),
    ],
)
def test_sloth_and_pyrra_count_in_percent(objective, percent):
    of_sloth = asked(objective, engine="sloth")
    assert of_sloth.codes == []
    (level,) = of_sloth.only("PrometheusServiceLevel")["spec"]["slos"]
    assert level["objective"] == percent
    of_pyrra = asked(objective, engine="pyrra")
    assert of_pyrra.codes == []
    assert of_pyrra.only("ServiceLevelObjective")["spec"]["target"] == str(percent)


def test_a_share_cannot_be_chosen_later_where_it_becomes_a_percentage():
    (objects,) = compiled_objects(ONE, application(trait("slo", engine="sloth", objectives=[AVAILABLE])))
    assert "shop-web.traits.slo.slo.objectives.availability.pass.number" in {
        ".".join(parameter.path) for parameter in objects.fixed
    }


def test_sloth_reads_its_windows_and_alerts_have_severities():
    made = asked(AVAILABLE, engine="sloth", alertLabels={"team": "a"}, sets=("namePrefix=x-",))
    spec = made.only("PrometheusServiceLevel")["spec"]
    assert spec["service"] == "x-shop-web-slo"
    (level,) = spec["slos"]
    assert level["sli"]["events"]["totalQuery"] == 'sum(rate(http_requests_total{service="x-shop-web"}[{{.window}}]))'
    assert level["alerting"]["pageAlert"]["labels"] == {"team": "a", "severity": "critical"}


def test_pyrra_reads_series():
    spec = asked(ERRORS, engine="pyrra", period="30d").only("ServiceLevelObjective")["spec"]
    assert spec["window"] == "30d"
    assert spec["indicator"]["ratio"] == {
        "errors": {"metric": 'http_requests_total{service="shop-web",code=~"5.."}'},
        "total": {"metric": 'http_requests_total{service="shop-web"}'},
    }


@pytest.mark.parametrize("engine", ["sloth", "pyrra"])
@pytest.mark.parametrize("objective", [LATENCY, QUEUE])
def test_sloth_and_pyrra_take_shares_alone(engine, objective):
    assert asked(objective, engine=engine).codes == ["OAM677"]


def test_flagger_takes_the_bound_itself_as_good():
    assert asked({**QUEUE, "pass": "<100"}, engine="flagger", provider=ADDRESS).codes == ["OAM677"]


JUDGED = {"name": "release", "engine": "flagger", "provider": ADDRESS}


def rolled_out(*objectives, analysis="release", sets=(), **changed):
    uses = [
        trait("slo", **{**JUDGED, **changed}, objectives=list(objectives)),
        trait("rollout", strategy="blueGreen", engine="flagger", analysis=analysis),
    ]
    return compiled(ONE, application(*uses), sets=sets)


def test_a_rollout_by_flagger_judges_by_objectives():
    path = "shop-web.traits.slo.release.objectives.latency.pass.number"
    made = rolled_out(AVAILABLE, {**LATENCY, "pass": "<=0.5"}, interval="2m", sets=("namePrefix=x-", f"{path}=2"))
    assert made.codes == []
    first, second = made.only("Canary")["spec"]["analysis"]["metrics"]
    assert first == {
        "name": "availability",
        "interval": "2m",
        "templateRef": {"name": "x-shop-web-release-availability"},
        "thresholdRange": {"min": 0.99},
    }
    assert second["thresholdRange"] == {"max": 2}


def test_a_rollout_judges_by_nothing_while_its_objectives_are_off():
    made = rolled_out(AVAILABLE, sets=("shop-web.traits.slo.release.enabled=false",))
    assert made.codes == []
    assert "metrics" not in made.only("Canary")["spec"]["analysis"]


@pytest.mark.parametrize(
    ("changed", "told", "hint"),
    [
        ({"analysis": "releases"}, 'the instance has no objectives "releases"', 'did you mean "release"?'),
        ({"analysis": "x"}, 'the instance has no objectives "x"', "it has release"),
        (
            {"engine": "prometheus", "provider": None},
            "engine prometheus looks at them, and no rollout by flagger",
            "set engine: flagger in these objectives, or name others",
        ),
    ],
)
def test_a_rollout_names_objectives_that_can_serve(changed, told, hint):
    found = [one for one in rolled_out(AVAILABLE, **changed).reports.in_order() if one.code.id == "OAM678"]
    assert len(found) == 1
    assert found[0].message.endswith(told)
    assert found[0].hint == hint


def test_a_rollout_without_any_objectives_names_none():
    made = compiled(ONE, application(trait("rollout", strategy="blueGreen", engine="flagger", analysis="slo")))
    assert made.codes == ["OAM678"]
    assert made.reports.found[0].hint == "attach the trait slo with engine: flagger"


def test_rules_about_what_flagger_runs_find_both_versions():
    uses = [trait("slo", objectives=[LATENCY]), trait("rollout", strategy="blueGreen", engine="flagger")]
    made = compiled(ONE, application(*uses), sets=(f"namePrefix={'a' * 39}",))
    assert made.codes == []
    assert f'{{service=~"{"a" * 39}shop-web(-primary|-canary)?"}}' in rules(made)["oam:slo_value", None]["expr"]


def by_argo(*, strategy="canary", engine="argo", sets=(), **named):
    """Return what comes of an instance with objectives, and a rollout by Argo Rollouts that names some."""
    steps = {"canary": {"steps": [{"weight": 10, "pause": "5m"}]}} if strategy == "canary" else {}
    used = (
        trait("slo", name="release", engine=engine, objectives=[AVAILABLE], **({} if engine == "prometheus" else ADDRESSED)),
        trait("rollout", strategy=strategy, engine="argo", **steps, **named),
    )
    return compiled(ONE, application(*used), sets=sets)


ADDRESSED = {"provider": ADDRESS}
HASHED = [
    {"name": "namespace", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
    {"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}},
]


def test_a_canary_of_argo_is_judged_after_its_first_step():
    made = by_argo(analysis="release")
    assert not made.codes
    assert made.only("Rollout")["spec"]["strategy"]["canary"]["analysis"] == {
        "templates": [{"templateName": "shop-web-release"}],
        "args": [{"name": "service", "value": "shop-web"}, *HASHED],
        "startingStep": 1,
    }
    assert made.only("AnalysisTemplate")["metadata"]["name"] == "shop-web-release"


def test_versions_to_switch_between_are_judged_before_and_after():
    found = by_argo(strategy="blueGreen", prePromotion="release", postPromotion="release").only("Rollout")
    switch = found["spec"]["strategy"]["blueGreen"]
    services = [switch[f"{when}PromotionAnalysis"]["args"][0]["value"] for when in ("pre", "post")]
    assert services == ["shop-web-preview", "shop-web"]
    assert "startingStep" not in switch["prePromotionAnalysis"]


def test_nobody_judges_by_objectives_that_are_turned_off():
    made = by_argo(analysis="release", sets=("shop-web.traits.slo.release.enabled=false",))
    assert "analysis" not in made.only("Rollout")["spec"]["strategy"]["canary"]
    assert "AnalysisTemplate" not in made.kinds()


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, ["OAM676"]),
        ({"analysis": "releases"}, ["OAM678"]),
        ({"analysis": "release", "engine": "flagger"}, ["OAM678"]),
        ({"analysis": "release", "strategy": "blueGreen"}, ["OAM980"]),
        ({"prePromotion": "release"}, ["OAM980"]),
    ],
)
def test_argo_judges_by_objectives_that_are_there_and_for_it(given, codes):
    assert by_argo(**given).codes == codes

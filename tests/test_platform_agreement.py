"""Chart and manifests are the same objects under the rules of a platform, too, and no value breaks a rule in either.

`OAMC_AGREEMENT` sets the number of applications, as in `test_agreement.py`; a quarter of them gets rules that its documents
keep. Overrides are drawn from the schema that the rules have narrowed, and from the one without rules, of which both outputs
must refuse what the other one refuses.
"""

from __future__ import annotations

import json
from random import Random

import pytest

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.platform.rules import Platform
from oamc.records import replace
from oamc.verification.samples import draw
from tests.assurance.agreement.search import options_of, search
from tests.strategies.applications import Documents, as_text, sample_application
from tests.strategies.kubevela import sample_kubevela
from tests.strategies.second_version import sample_second_application
from tests.support.agreement import chart_values, compiled, disagreement, source
from tests.support.helm import shared_engine
from tests.support.platform_rules import rules_for
from tests.test_agreement import APPLICATIONS, DOES_NOT_COMPILE

SAMPLES = {"v1alpha1": sample_application, "v1alpha2": sample_second_application, "v1beta1": sample_kubevela}
LEAST = 0.6
"""So many of the applications that compile must compile with rules: of others a rule meets a field that can be any tree."""
CANNOT_HOLD = "OAM726"


def ruled_options(documents: Documents, number: int) -> Options | None:
    """Return the options of a numbered application with rules for it; None where it does not compile."""
    options, reports = options_of(documents, number), Reports()
    compilation = Compilation((source(as_text(documents)),), options, reports)
    checked = compilation.checked
    if reports.has_errors():
        return None
    return replace(options, platform=rules_for((one.objects for one in checked), Random(number)))


@pytest.mark.parametrize("version", SAMPLES)
def test_chart_and_manifests_agree_under_rules_of_a_platform(version: str) -> None:
    tried = ruled = 0
    for number in range(APPLICATIONS // 4):
        documents = SAMPLES[version](number)
        options = ruled_options(documents, number)
        if options is None:
            continue
        tried += 1
        found = search(documents, number, lint=False, options=options)
        refused = bool(found.problems) and found.problems[0].startswith(DOES_NOT_COMPILE)
        assert not refused or CANNOT_HOLD in found.problems[0], "\n".join([*found.problems[:3], as_text(documents)])
        assert refused or not found.problems, "\n".join([*found.problems[:3], as_text(documents)])
        ruled += not refused
    assert ruled >= LEAST * tried


def test_what_the_schema_without_rules_allows_is_refused_by_both_outputs_or_by_neither() -> None:
    refusals = 0
    for number in range(APPLICATIONS // 4):
        documents = sample_application(number)
        options = ruled_options(documents, number)
        if options is None:
            continue
        text = as_text(documents)
        charts, errors = compiled(text, options)
        free, _ = compiled(text, replace(options, platform=None))
        if errors or len(charts) != 1:
            continue
        ((name, chart),) = charts.items()
        schema = json.loads(free[name]["values.schema.json"])
        for values in draw(schema, number, 3, chart_values(free[name])):
            assert not disagreement(shared_engine(), text, chart, values, options), f"{json.dumps(values)}\n{text}"
            refusals += bool(shared_engine().render(chart, values).refusal)
    assert refusals


def test_rules_change_nothing_that_keeps_them() -> None:
    for number in range(20):
        documents = sample_application(number)
        options = ruled_options(documents, number)
        if options is None or options.platform is None:
            continue
        of_lists = Platform(lists=options.platform.lists, most_replicas=options.platform.most_replicas)
        text = as_text(documents)
        ruled, errors = compiled(text, replace(options, format="manifests", platform=of_lists))
        plain, _ = compiled(text, replace(options, format="manifests", platform=None))
        assert errors or ruled == plain

"""Patches without a strategy are unification: for drawn bases and patches, CUE itself and `cue_patched` give the same.

Lists of a base are open at their end, as KubeVela opens them. Defaults are drawn with any other value beside them, since an
engine tells no alternatives; both sides fail where a conflict is found or something stays undecided.
"""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oamc.engines.contract import Template
from oamc.engines.trees import plain, undecided
from tests.support.cue import shared_cue
from tests.support.laws import examples
from tests.unit.lower.test_cue_patches import Applied, undecided_of

SCALARS = ("1", "2", '"a"', '"b"', "true", "false", "null", "1.5")
KINDS = ("int", "string", "bool", "number", "(int|string)")
NAMES = ("a", "b", "c")
FAILED = "failed"


def values(*, of_base: bool) -> st.SearchStrategy[str]:
    """Return texts of values of CUE."""
    scalar = st.sampled_from(SCALARS)
    leaf = st.one_of(scalar, scalar, scalar.map("*{} | _".format), st.sampled_from(KINDS))

    def lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        tail = st.just("...") if of_base else st.one_of(st.just(""), st.just("..."), items.map("...{}".format))
        return st.builds(
            lambda found, end: f"[{', '.join([*found, *([end] if end else [])])}]", st.lists(items, max_size=3), tail
        )

    return st.recursive(leaf, lambda inner: st.one_of(structs(inner), lists(inner)), max_leaves=8)


def structs(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of structs."""
    fields = st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    return fields.map(lambda found: "{" + ", ".join(f"{name}: {value}" for name, value in found.items()) + "}")


def root(text: str):
    """Return the tree of a value, None where CUE refuses it."""
    rendered = shared_cue().render(Template(name="t.cue", text=f"output: {text}"), {}, {})
    return None if rendered.errors else rendered.root("output")


@settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))
@given(structs(values(of_base=True)), st.lists(structs(values(of_base=False)), min_size=1, max_size=2))
def test_a_patch_without_a_strategy_is_unification(base: str, patches: list[str]) -> None:
    trees = [root(text) for text in (base, *patches)]
    if None in trees:
        return
    together = root(" & ".join((base, *patches)))
    wanted = FAILED if together is None or list(undecided(together)) else plain(together)
    found = Applied(trees[0], *trees[1:])
    made = FAILED if found.reports.has_errors() or undecided_of(found.item) else found.fields
    assert json.dumps(made, sort_keys=True) == json.dumps(wanted, sort_keys=True), f"{base} & {patches}"

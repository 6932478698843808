"""Patches without a strategy are unification: for drawn bases and patches, CUE itself and `cue_patched` give the same.

Lists of a base are open at their end, as KubeVela opens them before each patch: a further patch may lengthen what an earlier
one wrote. Defaults are drawn with any other value beside them, since an engine tells no alternatives; both sides fail where a
conflict is found or something stays undecided.
"""

from __future__ import annotations

import json

from hypothesis import HealthCheck, example, given, settings
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


def values(*, typed_tails: bool, closed: bool = True) -> st.SearchStrategy[str]:
    """Return texts of values of CUE. Lists may be closed, or have a type for further items; else they are open."""
    scalar = st.sampled_from(SCALARS)
    leaf = st.one_of(scalar, scalar, scalar.map("*{} | _".format), st.sampled_from(KINDS))

    def lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        # A tail that is anything at all says nothing, with a default or without one.
        tails = items.filter(lambda text: not text.startswith("*")).map("...{}".format)
        ends = [st.just("..."), *([st.just("")] if closed else []), *([tails] if typed_tails else [])]
        tail = st.one_of(ends)
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


def opened(text: str) -> str:
    """Return the text of a value with all its lists open at their end."""
    written: list[str] = []
    is_open: list[bool] = []
    for position, letter in enumerate(text):
        if letter == "[":
            is_open.append(False)
        elif text.startswith("...", position):
            is_open[-1] = True
        elif letter == "]" and not is_open.pop():
            written.append("..." if written[-1] == "[" else ", ...")
        written.append(letter)
    return "".join(written)


def test_a_list_is_opened_at_its_end():
    assert opened('{a: [], b: [1, [2]], c: ["x", ...]}') == '{a: [...], b: [1, [2, ...], ...], c: ["x", ...]}'


BASES = structs(values(typed_tails=False, closed=False))
FIRST = structs(values(typed_tails=False))
"""What a type for further items says of the items of later patches KubeVela forgets: no patch follows one."""
LAST = structs(values(typed_tails=True))


def patched(base: str, patches: list[str]):
    """Return what CUE makes of a base and its patches one after the other."""
    before = base
    for patch in patches:
        together = root(f"{before} & {patch}")
        if together is None:
            return FAILED
        before = f"{before} & {opened(patch)}"
    return FAILED if list(undecided(together)) else plain(together)


@settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))
@example(base="{}", patches=["{a: []}", "{a: [1]}"])
@example(base="{a: [1, ...]}", patches=["{a: [1]}", "{a: [1, 2]}"])
@example(base="{a: [[1, ...], ...]}", patches=["{a: [[...], ...]}"])
@given(BASES, st.one_of(st.tuples(LAST), st.tuples(FIRST, LAST)).map(list))
def test_a_patch_without_a_strategy_is_unification(base: str, patches: list[str]) -> None:
    trees = [root(text) for text in (base, *patches)]
    if None in trees:
        return
    wanted = patched(base, patches)
    found = Applied(trees[0], *trees[1:])
    made = FAILED if found.reports.has_errors() or undecided_of(found.item) else found.fields
    assert json.dumps(made, sort_keys=True) == json.dumps(wanted, sort_keys=True), f"{base} & {patches}"

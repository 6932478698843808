"""What a template asks for while it is evaluated: the merge of two values by KubeVela's rules. Nothing else is there.

Loaded with the first template that asks for something.
"""

from __future__ import annotations

from oamc.capabilities.kubevela.definitions.evaluation import use_of
from oamc.diagnostics.codes.definitions import NEEDS_A_CLUSTER
from oamc.diagnostics.codes.engines import TEMPLATE_FAILS
from oamc.objects.arranging import Arranger
from oamc.objects.cue_trees import Written, part_of, patch_of, unification
from oamc.objects.fill import Filler
from oamc.objects.patch import PatchConflict, patched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.kubevela.definitions.evaluation import Use
    from oamc.engines.contract import Action
    from oamc.source.nodes import Plain

MERGE = ("cue", "strategyUnify")


def answer(action: Action, use: Use) -> tuple[bool, Plain]:
    """Tell whether there is an answer to what a template asks for, and return it; report why there is none."""
    parameters = dict(action.parameters.fields) if action.parameters is not None else {}
    if (action.provider, action.do) != MERGE or not {"value", "patch"} <= parameters.keys():
        needed = f'the answer of "{action.provider}" to "{action.do}" ({action.path})'
        use.reports.add(NEEDS_A_CLUSTER, at=use.at, related=use_of(use), what=use.what, needed=needed)
        return False, None
    written = Written(rule=use.what, span=use.at, span_of=use.span_of)
    tree, _ = patch_of(parameters["patch"], written)
    try:
        merged = patched(part_of(parameters["value"], written), tree, unification(Arranger(None), written))
    except PatchConflict as conflict:
        problem = f"value and patch contradict each other at {'.'.join(map(str, conflict.path))}"
        where = f" at {action.path}"
        use.reports.add(TEMPLATE_FAILS, at=use.at, related=use_of(use), what=use.what, where=where, problem=problem)
        return False, None
    return True, Filler({}).fill(merged)
